/** The tables of a draft while they are edited, and what is offered of an edition where it stands. */
import { describe, expect, test } from 'vitest'
import {
  begun,
  conditionMissing,
  type Drafted,
  type GridTable,
  givenOf,
  movedBy,
  moveOf,
  redone,
  stepped,
  undone,
  withCell,
  withCondition,
  withoutRow,
  withRowBehind,
  withRowMoved,
} from '../../src/console/risk/grid/model.ts'
import { conflictOf, DEEDS, type Deed, isOffered, STATES, type State } from '../../src/console/risk/life.ts'

const words = (text: string) => ({ ko: text, en: text, zh: text })
const column = (heading: string, role: GridTable['columns'][number]['role']) => ({
  heading,
  role,
  label: words(heading),
})
const rules: GridTable = {
  ...{ parent: '', key: 'reductions', shape: 'rows', hit_policy: 'COLLECT', title: words('Reductions') },
  columns: [column('when: use_years', 'input'), column('code', 'output'), column('by.unit', 'ground')],
  rows: [
    ['> 10', 'long_use', 'ratio'],
    ['< 3', 'young', 'ratio'],
  ],
}
const values: GridTable = {
  ...{ parent: 'cards', key: 'points', shape: 'values', hit_policy: 'UNIQUE', title: words('Points') },
  columns: [column('#of', 'of'), column('#key', 'name'), column('value', 'output'), column('status', 'ground')],
  rows: [
    ['one', 'A', '1', 'assumed'],
    ['one', 'B', '2', 'assumed'],
    ['two', 'A', '3', 'assumed'],
  ],
}
const drafted: Drafted = { tables: [rules, values], words: {} }
const column_ = (of: Drafted, table: number, at: number) => of.tables[table]?.rows.map(row => row[at])

describe('a table while it is edited', () => {
  test('a cell of a list is its own; the provenance of values is all of theirs, and of no other owner’s', () => {
    expect(column_(withCell(drafted, 0, 1, 2, 'won'), 0, 2)).toEqual(['ratio', 'won'])
    expect(column_(withCell(drafted, 1, 0, 3, 'published'), 1, 3)).toEqual(['published', 'published', 'assumed'])
    expect(column_(withCell(drafted, 1, 0, 2, '9'), 1, 2)).toEqual(['9', '2', '3'])
    expect(withCell(drafted, 0, 0, 1, 'long_use')).toBe(drafted)
  })
  test('a row is put behind another with what it says, moved within the table, and taken out', () => {
    const more = withRowBehind(drafted, 0, 0)
    expect(column_(more, 0, 1)).toEqual(['long_use', 'long_use', 'young'])
    expect(column_(withRowMoved(more, 0, 2, -1), 0, 1)).toEqual(['long_use', 'young', 'long_use'])
    expect(withRowMoved(more, 0, 2, 1)).toBe(more)
    expect(column_(withoutRow(drafted, 0, 0), 0, 1)).toEqual(['young'])
    const emptied = withoutRow(withoutRow(drafted, 0, 0), 0, 0)
    expect(withRowBehind(emptied, 0, 0).tables[0]?.rows).toEqual([['', '', '']])
  })
  test('what is done is undone in its order and done again, and something new ends what was undone', () => {
    const one = withCell(drafted, 0, 0, 1, 'one')
    const two = withCell(one, 0, 0, 1, 'two')
    const history = stepped(stepped(begun(drafted), one), two)
    expect(undone(undone(history)).now).toBe(drafted)
    expect(redone(undone(history)).now).toBe(two)
    expect(undone(undone(undone(history))).now).toBe(drafted)
    expect(redone(stepped(undone(history), drafted)).now).toBe(drafted)
  })
  test('a column for conditions over several facts stands behind those of one, once', () => {
    const wide = withCondition(drafted, 0, words('Other'))
    expect(givenOf(wide.tables)[0]?.headings).toEqual(['when: use_years', 'when', 'code', 'by.unit'])
    expect(wide.tables[0]?.rows[0]).toEqual(['> 10', '', 'long_use', 'ratio'])
    expect([conditionMissing(rules), conditionMissing(wide.tables[0] as GridTable), conditionMissing(values)]).toEqual([
      'when',
      undefined,
      undefined,
    ])
  })
  test('keys stay within the table', () => {
    const at = (move: Parameters<typeof movedBy>[1]) => movedBy({ row: 1, column: 0 }, move, 12, 3)
    expect(at('left')).toEqual({ row: 1, column: 0 })
    expect(at('page_down')).toEqual({ row: 11, column: 0 })
    expect(at('end')).toEqual({ row: 11, column: 2 })
    expect(movedBy({ row: 0, column: 0 }, 'down', 0, 3)).toEqual({ row: 0, column: 0 })
    expect([moveOf('Home', true), moveOf('Home', false), moveOf('ArrowUp', true), moveOf('a', false)]).toEqual([
      'start',
      'row_start',
      undefined,
      undefined,
    ])
  })
})

describe('what is offered of an edition', () => {
  const offered = (state: State, ...roles: string[]): readonly Deed[] =>
    DEEDS.filter(deed => isOffered(deed, { state, version: 3 }, roles))
  test('a draft is the risk officer’s, an approval also the committee’s, and what ended is nobody’s', () => {
    expect(offered('draft', 'risk_officer')).toEqual(['check', 'withdraw'])
    expect(offered('checked', 'risk_officer')).toEqual(['check', 'propose', 'withdraw'])
    expect(offered('proposed', 'committee_member')).toEqual(['approve', 'reject'])
    expect(offered('approved', 'committee_member')).toEqual(['schedule'])
    for (const state of ['scheduled', 'in_force', 'superseded', 'withdrawn'] as const)
      expect(offered(state, 'risk_officer', 'committee_member')).toEqual([])
    for (const state of STATES) expect(offered(state, 'auditor')).toEqual([])
  })
  test('a shipped edition is offered nothing', () => {
    expect(isOffered('check', { state: 'draft', version: null }, ['risk_officer'])).toBe(false)
  })
  test('of two versions each place is shown once, with what stands there in each', () => {
    const told = conflictOf('{"numbers.a.value":"0.9"}', '{"numbers.a.value":"0.85","numbers.b":{"value":"1"}}')
    expect(told).toEqual([
      { place: 'numbers.a.value', yours: '0.9', theirs: '0.85' },
      { place: 'numbers.b', yours: '', theirs: '1' },
    ])
  })
})
