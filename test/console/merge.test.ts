/** Two people's changes of one part of an application put together: what is taken, what is chosen, nothing lost. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  blankRow,
  type Form,
  filledWith,
  formOf,
  type RowList,
  type Section,
  shownFields,
  type Values,
} from '../../src/console/sme/fields.ts'
import { type Chosen, merged } from '../../src/console/sme/merge.ts'
import type { Tree } from '../../src/console/sme/paths.ts'
import { identity, ORIGINAL, rowBehind } from '../../src/console/sme/rows.ts'
import { company, financials, plan, SECTIONS, technology } from '../../src/console/sme/sections.ts'

const draft = JSON.parse(readFileSync('fixtures/requests/firm-draft.json', 'utf8')) as { content: Tree; names: Tree }
const kept = { content: draft.content, names: draft.names }
const TODAY = '2026-11-22'
/** A form as it is read again once it was saved. */
const saved = (section: Section, form: Form): Form => formOf(section, filledWith(section, kept, form, TODAY))
const listOf = (section: Section, key: string): RowList => section.lists.find(each => each.key === key) as RowList
const rows = (form: Form, list: string): readonly Values[] => form.lists[list] ?? []
const shown = ({ [ORIGINAL]: _, ...values }: Values): Values => values
const withRows = (form: Form, list: string, next: readonly Values[]): Form => ({
  ...form,
  lists: { ...form.lists, [list]: next },
})
const blank = (list: RowList, place: number, values: Values = {}): Values => ({
  ...blankRow(list, { today: TODAY, uuid: `u${place}`, firm: 'firm', place }),
  ...values,
})

/** What somebody may do to a form: fields written over, rows taken out, rows added. */
const changes = (section: Section, who: string) =>
  fc
    .record({
      values: fc.dictionary(
        fc.constantFrom(...section.fields.map(({ key }) => key), 'none'),
        fc.constantFrom('', '1', '2'),
      ),
      lists: fc.array(
        fc.record({
          out: fc.nat(3),
          isOut: fc.boolean(),
          written: fc.constantFrom('', '1', '2'),
          at: fc.nat(3),
          field: fc.nat(12),
          added: fc.nat(2),
        }),
        { minLength: section.lists.length, maxLength: section.lists.length },
      ),
    })
    .map(
      ({ values, lists }) =>
        (base: Form): Form => ({
          values: Object.fromEntries(Object.entries(base.values).map(([key, value]) => [key, values[key] ?? value])),
          lists: Object.fromEntries(
            section.lists.map((list, at) => {
              const deed = lists[at]
              const before = rows(base, list.key)
              if (deed === undefined) return [list.key, before]
              const field = list.fields.slice(1)[deed.field % Math.max(1, list.fields.length - 1)]?.key ?? 'none'
              return [
                list.key,
                [
                  ...before
                    .map((row, place) =>
                      place === deed.at && field !== 'none' ? { ...row, [field]: deed.written } : row,
                    )
                    .filter((_, place) => !(deed.isOut && place === deed.out)),
                  ...Array.from({ length: deed.added }, (_, place) =>
                    blank(list, 10 + place, { [list.fields[0]?.key ?? '']: `${who}${place}` }),
                  ),
                ],
              ]
            }),
          ),
        }),
    )

describe.each(Object.values(SECTIONS))('$key', section => {
  const base = formOf(section, kept)
  const two = fc.tuple(changes(section, 'mine'), changes(section, 'theirs')).map(([mine, theirs]) => ({
    mine: mine(base),
    theirs: theirs(base),
  }))

  test('what one alone changed is taken as it is, from either, and nothing is asked', () => {
    fc.assert(
      fc.property(two, ({ mine, theirs }) => {
        expect(merged(section, base, mine, base)).toMatchObject({ form: mine, clashes: [], taken: [] })
        expect(merged(section, base, base, theirs)).toMatchObject({ form: theirs, clashes: [], kept: [] })
      }),
    )
  })

  test('of what both wrote nothing is lost but by a choice, whichever is made', () => {
    fc.assert(
      fc.property(two, fc.constantFrom('mine', 'theirs'), ({ mine, theirs }, side) => {
        const choose = (chosen: Chosen): Chosen =>
          Object.fromEntries(merged(section, base, mine, theirs, chosen).clashes.map(({ key }) => [key, side]))
        // What is asked can hang on what was chosen before.
        const { form } = merged(section, base, mine, theirs, choose(choose({})))
        const [lead, other] = side === 'mine' ? [mine, theirs] : [theirs, mine]
        for (const { key } of shownFields(section.fields, form.values)) {
          const isLed = lead.values[key] !== base.values[key]
          expect([key, form.values[key]]).toEqual([key, (isLed ? lead : other).values[key]])
        }
        for (const list of section.lists) {
          const all = rows(form, list.key).map(shown)
          const isAdded = (row: Values): boolean => rows(base, list.key).every(from => from[ORIGINAL] !== row[ORIGINAL])
          for (const row of [...rows(mine, list.key), ...rows(theirs, list.key)].filter(isAdded))
            expect(all).toContainEqual(shown(row))
          for (const from of rows(base, list.key)) {
            const [led, following] = [lead, other].map(of =>
              rows(of, list.key).find(row => row[ORIGINAL] === from[ORIGINAL]),
            )
            const found = rows(form, list.key).find(row => row[ORIGINAL] === from[ORIGINAL])
            const isChanged = (row: Values | undefined): boolean =>
              row === undefined || list.fields.some(({ key }) => row[key] !== from[key])
            // Taken out by one: it stays out unless the other changed it and leads.
            if (led === undefined) expect(found).toBeUndefined()
            else if (following === undefined) expect(found === undefined).toBe(!isChanged(led))
            else
              for (const { key } of shownFields(list.fields, found ?? {}))
                expect(found?.[key]).toBe(led[key] === from[key] ? following[key] : led[key])
          }
        }
      }),
    )
  })

  test('each choice is about what both changed, each to something else, and is told once', () => {
    fc.assert(
      fc.property(two, ({ mine, theirs }) => {
        const { clashes } = merged(section, base, mine, theirs)
        for (const each of clashes) expect(each.mine).not.toBe(each.theirs)
        expect(new Set(clashes.map(({ key }) => key)).size).toBe(clashes.length)
      }),
    )
  })
})

describe('rows', () => {
  const base = formOf(technology, kept)
  const assets = listOf(technology, 'assets')

  test('a right that each added under the same number is two rights, each relied on by its own', () => {
    const add = (name: string): Form =>
      withRows(base, 'assets', [...rows(base, 'assets'), blank(assets, rows(base, 'assets').length, { number: name })])
    const theirs = saved(technology, add('10-2'))
    const { form, clashes } = merged(technology, base, add('10-1'), theirs)
    expect(clashes).toEqual([])
    const all = rows(form, 'assets')
    expect(all.map(row => row['number'])).toEqual([...rows(base, 'assets').map(row => row['number']), '10-2', '10-1'])
    expect(new Set(all.map(row => rowBehind(row)['id'])).size).toBe(all.length)
    const { content } = filledWith(technology, kept, form, TODAY)
    expect((content['technology'] as Tree)['relied_on']).toHaveLength(all.length)
  })

  test('a year that each added is one year, chosen field by field where they differ', () => {
    const years = formOf(financials, kept)
    const [list] = financials.lists as readonly [RowList]
    const withYear = (values: Values): Form =>
      withRows(years, 'years', [...rows(years, 'years'), { ...blank(list, 9), fiscal_year: '2019', ...values }])
    const [mine, theirs] = [withYear({ sales: '1', equity: '7' }), withYear({ sales: '2', net_income: '3' })]
    const put = merged(financials, years, mine, saved(financials, theirs))
    expect(put.clashes).toMatchObject([{ key: 'years/+2019/sales', mine: '1', theirs: '2' }])
    const added = (form: Form) => rows(form, 'years').filter(row => row['fiscal_year'] === '2019')
    expect(added(put.form)).toMatchObject([{ sales: '1', equity: '7', net_income: '3' }])
    const chosen = merged(financials, years, mine, theirs, { 'years/+2019/sales': 'theirs' })
    expect(added(chosen.form)).toMatchObject([{ sales: '2', equity: '7', net_income: '3' }])
  })

  test('a year whose figures both changed is one year, known by its year after it was saved', () => {
    const years = formOf(financials, kept)
    const write = (field: string, text: string): Form =>
      withRows(
        years,
        'years',
        rows(years, 'years').map((row, at) => (at === 0 ? { ...row, [field]: text } : row)),
      )
    const theirs = saved(financials, write('sales', '777'))
    expect(rows(theirs, 'years')[0]?.[ORIGINAL]).not.toBe(rows(years, 'years')[0]?.[ORIGINAL])
    const { form, clashes, taken, kept: own } = merged(financials, years, write('equity', '5'), theirs)
    expect([clashes, taken, own]).toEqual([
      [],
      [{ id: 'field-years-0-sales', isOut: false }],
      [{ id: 'field-years-0-equity', isOut: false }],
    ])
    expect(rows(form, 'years')[0]).toMatchObject({ sales: '777', equity: '5' })
    // What was not typed here keeps what was saved with it.
    expect(rows(form, 'years')[0]?.[ORIGINAL]).toBe(rows(theirs, 'years')[0]?.[ORIGINAL])
    expect(identity(rows(form, 'years')[0] as Values, 'fiscal_year')).toBe(rows(years, 'years')[0]?.['fiscal_year'])
  })

  test('a row that one took out and nobody changed stays out, and is told as taken out', () => {
    const years = formOf(financials, kept)
    const [, second] = rows(years, 'years')
    const without = withRows(
      years,
      'years',
      rows(years, 'years').filter(row => row !== second),
    )
    const place = { id: 'field-years-1-fiscal_year', isOut: true }
    const both = { clashes: [], form: without }
    expect(merged(financials, years, without, years)).toEqual({ ...both, taken: [], kept: [place] })
    expect(merged(financials, years, years, without)).toEqual({ ...both, taken: [place], kept: [] })
  })

  test('two rows read alike stay two', () => {
    const list = listOf(company, 'certifications')
    const row = { ...blank(list, 1, { certification: 'venture', valid_until: '2027-01-01' }), [ORIGINAL]: '{}' }
    const form = withRows(formOf(company, kept), 'certifications', [row, { ...row }])
    expect(merged(company, form, form, form)).toEqual({ form, clashes: [], taken: [], kept: [] })
  })

  test('a field that is asked no more, as the rest was chosen, is nothing to choose', () => {
    const form = formOf(company, kept)
    const write = (values: Values): Form => ({ ...form, values: { ...form.values, ...values } })
    const mine = write({ legal_form: 'sole_proprietor', corporate_number: '1' })
    expect(merged(company, form, mine, write({ corporate_number: '2' })).clashes).toEqual([])
    const both = merged(company, form, write({ corporate_number: '1' }), write({ corporate_number: '2' }))
    expect(both.clashes.map(({ key }) => key)).toEqual(['corporate_number'])
  })

  test('what is mine stays until it is chosen otherwise', () => {
    const form = formOf(plan, kept)
    const write = (text: string): Form => ({ ...form, values: { ...form.values, employees_total: text } })
    const value = (chosen?: 'mine' | 'theirs') =>
      merged(plan, form, write('63'), write('62'), chosen === undefined ? {} : { employees_total: chosen }).form.values[
        'employees_total'
      ]
    expect([value(), value('mine'), value('theirs')]).toEqual(['63', '63', '62'])
  })
})
