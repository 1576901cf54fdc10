/** What an edition changes, and whose it is to resolve that. */
import { describe, expect, test } from 'vitest'
import { BODIES } from '../../../src/kernel/sourced.ts'
import { textsBelow } from '../../../src/platform/folders.ts'
import { bodiesOf } from '../../../src/policy/comparing/bodies.ts'
import type { EditionContent } from '../../../src/policy/comparing/changes.ts'
import { type Change, changesBetween, duesOf, unsourced } from '../../../src/policy/editions/changes.ts'
import { changed } from '../../cases.ts'

const SHIPPED = textsBelow('rules')
const numbersOf = (kind: string): unknown => JSON.parse(SHIPPED.get(`${kind}/2026-01.json`) ?? '')
const changesOf = (kind: string, set: Readonly<Record<string, unknown>>, leaveOut: readonly string[] = []) =>
  changesBetween(numbersOf(kind), changed(numbersOf(kind), set, leaveOut))
/** The terms with one reduction more, whose number names a body. */
const withReduction = (reduction: unknown, body: string) =>
  changed(
    numbersOf('terms'),
    {
      'coverage.reductions.1': changed(reduction, { code: 'own', 'by.decided_by': body }, []),
    },
    [],
  ) as EditionContent
const shown = (changes: readonly Change[]) => changes.map(one => [one.place, ...one.bodies])

const claim = (decided_by: string, value: string, more: object = {}) => ({
  value,
  decided_by,
  status: 'assumed',
  ...more,
})

describe('a change of an edition', () => {
  test('is nothing where an edition is copied under another name and day, whatever its kind', () => {
    for (const [name, text] of SHIPPED) {
      if (name.startsWith('sources/')) continue
      const numbers = JSON.parse(text) as object
      expect(changesBetween(numbers, { ...numbers, edition: '2027-01', in_force_from: '2027-01-01' })).toEqual([])
    }
  })

  test('is decided by the body its number names', () => {
    expect(shown(changesOf('terms', { 'coverage.basic.value': '0.8' }))).toEqual([
      ['coverage.basic', 'steering_committee'],
    ])
    expect(shown(changesOf('terms', { 'minimum_grade.value': 'CCC', 'rounding.fee_step.value': '100' }))).toEqual([
      ['rounding.fee_step', 'risk_officer'],
      ['minimum_grade', 'board'],
    ])
  })

  test('of who decides a number is theirs who decided it before, and theirs who shall', () => {
    const found = changesOf('terms', { 'minimum_grade.value': 'CCC', 'minimum_grade.decided_by': 'risk_officer' })
    expect(shown(found)).toEqual([['minimum_grade', 'board', 'risk_officer']])
    expect(duesOf(found)).toEqual([{ oneOf: ['board'], places: ['minimum_grade'] }])
  })

  test('by a new row is theirs too who decide the list it is put in, where it names others', () => {
    const [first] = (numbersOf('terms') as { readonly coverage: { readonly reductions: readonly object[] } }).coverage
      .reductions
    const own = (body: string) => changesBetween(numbersOf('terms'), withReduction(first, body))
    expect(shown(own('steering_committee'))).toEqual([['coverage.reductions.own', 'steering_committee']])
    const taken = own('risk_officer')
    expect(shown(taken)).toEqual([['coverage.reductions.own', 'risk_officer', 'steering_committee']])
    expect(duesOf(taken)).toEqual([{ oneOf: ['steering_committee'], places: ['coverage.reductions.own'] }])
    // The sentences that compare two editions name the same bodies.
    for (const body of BODIES)
      expect(new Set(own(body).flatMap(one => one.bodies))).toEqual(
        new Set(bodiesOf(numbersOf('terms') as EditionContent, withReduction(first, body))),
      )
  })

  test('of what names no body is decided by whoever decides what it stands with', () => {
    // A flag of a level, whose amounts are the board's; a condition of a reduction, whose rate is the committee's.
    expect(shown(changesOf('authority', { 'levels.0.may_override': true }))).toEqual([
      ['levels.branch_head.may_override', 'board'],
    ])
    expect(shown(changesOf('terms', { 'coverage.reductions.0.when.all.0.operator': 'at_least' }))).toEqual([
      ['coverage.reductions.long_use.when.all.0.operator', 'steering_committee'],
    ])
  })

  test('that takes a row out or puts one in is decided by whoever decides what is in it, moving no other', () => {
    const before = {
      rows: [
        { code: 'a', by: claim('board', '1') },
        { code: 'b', by: claim('minister', '2') },
      ],
    }
    const without = { rows: [before.rows[1]] }
    expect(shown(changesBetween(before, without))).toEqual([['rows.a', 'board']])
    // Put into a list that the minister decides alone, it is the minister's as well.
    expect(shown(changesBetween(without, before))).toEqual([['rows.a', 'board', 'minister']])
    const other = { rows: [...before.rows, { code: 'c', by: claim('board', '3') }] }
    expect(shown(changesBetween(before, other))).toEqual([['rows.c', 'board']])
  })

  test('of the order of rows is a change, since the first that holds counts', () => {
    const rows = [
      { code: 'a', by: claim('board', '1') },
      { code: 'b', by: claim('minister', '2') },
    ]
    expect(shown(changesBetween({ rows }, { rows: rows.toReversed() }))).toEqual([['rows', 'board', 'minister']])
  })

  test('by a body nobody knows is not made easier by that', () => {
    expect(shown(changesBetween({ a: claim('nobody', '1') }, { a: claim('nobody', '2') }))).toEqual([['a', 'statute']])
  })

  test('is seen in rows of the same name, each for itself', () => {
    const twice = (second: string) => ({
      rows: [
        { code: 'a', by: claim('board', '1') },
        { code: 'a', by: claim('board', second) },
      ],
    })
    expect(shown(changesBetween(twice('2'), twice('3')))).toEqual([['rows.a~2.by', 'board']])
  })
})

describe('what is due', () => {
  test('is a resolution of every body whose numbers change, and none of the risk officer alone', () => {
    const found = changesOf('terms', {
      'coverage.basic.value': '0.8',
      'minimum_grade.value': 'CCC',
      'rounding.fee_step.value': '100',
    })
    expect(duesOf(found)).toEqual([
      { oneOf: ['steering_committee'], places: ['coverage.basic'] },
      { oneOf: ['board'], places: ['minimum_grade'] },
    ])
    expect(duesOf(changesOf('terms', { 'rounding.fee_step.value': '100' }))).toEqual([])
  })

  test('of a statute`s number is the board or the minister, and the place in its text', () => {
    const of = (more: object) => changesBetween({ a: claim('statute', '1') }, { a: claim('statute', '2', more) })
    expect(duesOf(of({}))).toEqual([{ oneOf: ['board', 'minister'], places: ['a'] }])
    expect(unsourced(of({}))).toEqual(['a'])
    expect(unsourced(of({ status: 'published', source: { id: 'ACT' } }))).toEqual(['a'])
    expect(unsourced(of({ status: 'derived', source: { id: 'ACT', at: 'Article 8' } }))).toEqual(['a'])
    expect(unsourced(of({ status: 'published', source: { id: 'ACT', at: 'Article 8' } }))).toEqual([])
  })
})
