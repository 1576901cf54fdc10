/**
 * Tables against brute force: whatever table chance makes of up to six inputs, every case there is is tried, and what
 * is found by the checks is exactly what is there; each witness is read again by the plain interpreter.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderFindings } from '../../../src/rules/checking/order.ts'
import { nodeOf, satisfying } from '../../../src/rules/checking/search.ts'
import { spaceOf } from '../../../src/rules/checking/space.ts'
import { rowsFindings, type Table, type TableFinding } from '../../../src/rules/checking/tables.ts'
import {
  DOMAINS,
  everyCase,
  given,
  holdingRows,
  type PlainTable,
  plainTable,
  tableOf,
  type Values,
  whenOf,
} from './sample.ts'

/** Facts some row reads, or that have a direction: the others have no part in the table. */
function readNames({ names, rows }: PlainTable): readonly string[] {
  const text = JSON.stringify(rows)
  return names.filter(name => text.includes(`"fact":"${name}"`))
}

type Case = { readonly values: Values; readonly holding: readonly number[] }
const casesOf = (plain: PlainTable, withUnknown: boolean): readonly Case[] =>
  everyCase(readNames(plain), withUnknown).map(values => ({ values, holding: holdingRows(plain, values) }))

/** What is to be found of the rows, by trying every case. */
function rowsByForce(plain: PlainTable): ReadonlySet<string> {
  const known = casesOf(plain, false)
  const found = new Set<string>()
  const hasGap = (cases: readonly Case[]) => cases.some(one => one.holding.length === 0)
  if (plain.otherwise === null && plain.hit !== 'all') {
    if (hasGap(known)) found.add('gap known')
    else if (hasGap(casesOf(plain, true))) found.add('gap unknown')
  }
  const met = (row: number) =>
    known.some(({ values }) => holdingRows({ rows: [{ ...plain.rows[row]!, holdsUnknown: false }] }, values).length > 0)
  for (const [row, own] of plain.rows.entries()) {
    if (!met(row)) found.add(`row_unreachable ${row}`)
    else if (plain.hit === 'all') {
      if (own.gives === 0 && own.when !== null) found.add(`row_redundant ${row}`)
    } else {
      const decided = known.filter(one => given(plain, one.holding).row === row)
      const isChanged = decided.some(({ holding }) => {
        const less = given(
          plain,
          holding.filter(other => other !== row),
        )
        return less.of !== own.gives
      })
      if (decided.length === 0) found.add(plain.hit === 'unique' ? '' : `row_shadowed ${row}`)
      else if (!isChanged) found.add(`row_redundant ${row}`)
    }
    if (plain.hit === 'unique')
      for (let earlier = 0; earlier < row; earlier++)
        if (known.some(({ holding }) => holding.includes(row) && holding.includes(earlier)))
          found.add(`overlap ${row} ${earlier}`)
  }
  found.delete('')
  return found
}

const signOf = ({ better }: PlainTable) => (better === 'higher' ? 1 : -1)
/** What a case is given in the end: what the rows give, kept within the bounds. */
function wordOf(plain: PlainTable, values: Values): number | null {
  const { of } = given(plain, holdingRows(plain, values))
  return of === null || plain.bounds == null ? of : Math.min(plain.bounds.most, Math.max(plain.bounds.least, of))
}

/** What is to be found by the order, by holding every case against every other that differs in one fact. */
function orderByForce(plain: PlainTable): ReadonlySet<string> {
  const names = readNames(plain)
  const found = new Set<string>()
  for (const name of names)
    for (const values of everyCase(
      names.filter(other => other !== name),
      true,
    )) {
      const domain = DOMAINS[name] ?? []
      const results = domain.map(value => wordOf(plain, { ...values, [name]: value }))
      for (const [from, of] of results.entries())
        for (const [to, then] of results.entries()) {
          if (of === null || then === null || domain[to] === null || (then - of) * signOf(plain) >= 0) continue
          if (domain[from] === null) found.add(`unknown_rewarded ${name}`)
          else if (plain.directions[name] === (from < to ? 'rising' : 'falling')) found.add(`not_monotone ${name}`)
        }
    }
  return found
}

const keyOf = ({ kind, rows, over, fact }: TableFinding): string => {
  if (kind === 'gap') return `gap ${over}`
  if (kind === 'overlap') return `overlap ${rows.join(' ')}`
  return `${kind} ${fact ?? rows[0]}`
}
const sorted = (keys: Iterable<string>) => [...keys].sort()
/** Gaps between the steps of a ladder are told beside what the rows do, and held to force in a test of their own. */
const isOfRows = (plain: PlainTable) => (one: TableFinding) => !(plain.hit === 'all' && one.kind === 'gap')

/** Every witness, read again by the plain interpreter: it shows what it is said to show. */
function isShown(plain: PlainTable, one: TableFinding): boolean {
  const holding = holdingRows(plain, one.witness)
  const [row = -1, other = -1] = one.rows
  switch (one.kind) {
    case 'gap':
      return holding.length === 0
    case 'overlap':
      return holding.includes(row) && holding.includes(other)
    case 'row_shadowed':
      return holding.includes(row) && given(plain, holding).row !== row
    case 'row_unreachable':
      return !holdingRows({ rows: [{ ...plain.rows[row]!, holdsUnknown: false }] }, one.witness).includes(0)
    case 'row_redundant':
      return holding.includes(row)
    case 'not_monotone':
    case 'unknown_rewarded': {
      const [of, then] = [wordOf(plain, one.witness), wordOf(plain, one.beside ?? {})]
      const differing = Object.keys(one.witness).filter(name => one.witness[name] !== one.beside?.[name])
      return of !== null && then !== null && (then - of) * signOf(plain) < 0 && differing.join() === one.fact
    }
    case 'not_decided':
      return false
    default:
      return one.kind satisfies never
  }
}

describe('a table of up to six inputs', () => {
  test('has exactly the gaps, overlaps, unreachable, shadowed and redundant rows that trying every case finds', () => {
    fc.assert(
      fc.property(plainTable(6), plain => {
        const found = rowsFindings(tableOf(plain)).filter(isOfRows(plain))
        expect(sorted(found.map(keyOf))).toEqual(sorted(rowsByForce(plain)))
        for (const one of found) expect([keyOf(one), isShown(plain, one)]).toEqual([keyOf(one), true])
      }),
      { numRuns: 150 },
    )
  })

  test('is out of order exactly where two cases that differ in one fact say so', () => {
    fc.assert(
      fc.property(plainTable(5), fc.option(fc.record({ least: fc.nat(1), span: fc.nat(3) })), (table, kept) => {
        const bounds = kept === null ? null : { least: kept.least, most: kept.least + kept.span }
        const plain: PlainTable = { ...table, bounds }
        const hasGap = plain.otherwise === null && plain.hit !== 'all'
        const found = orderFindings(tableOf(plain), hasGap)
        expect(sorted(found.map(keyOf))).toEqual(sorted(orderByForce(plain)))
        for (const one of found) expect([keyOf(one), isShown(plain, one)]).toEqual([keyOf(one), true])
      }),
      { numRuns: 120 },
    )
  })

  test('is out of order also across values to which it gives nothing', () => {
    const compare = (operator: string) => ({ all: [{ fact: 'age', operator, value: { fact: 'use' } }] })
    const plain: PlainTable = {
      names: ['age', 'use'],
      rows: [
        { when: compare('less_than'), gives: 3, holdsUnknown: false },
        { when: compare('more_than'), gives: 1, holdsUnknown: false },
      ],
      hit: 'first',
      otherwise: null,
      better: 'higher',
      directions: { age: 'rising' },
    }
    const found = orderFindings(tableOf(plain), true).filter(one => one.kind === 'not_monotone')
    expect(found.map(one => [isShown(plain, one), one.rows])).toEqual([[true, [1, 0]]])
  })
})

describe('a ladder, whose steps are all over one number', () => {
  const step = (low: string, high: string, gives = 1) => ({
    when: {
      all: [
        { fact: 'age', operator: 'at_least', value: low },
        { fact: 'age', operator: 'at_most', value: high },
      ],
    },
    ...{ gives, holdsUnknown: true },
  })
  const ladder = (...rows: PlainTable['rows']): PlainTable => ({
    ...{ names: ['age'], rows, hit: 'all', otherwise: 0, better: 'higher', directions: {} },
  })
  const gaps = (plain: PlainTable) => rowsFindings(tableOf(plain)).filter(one => one.kind === 'gap')

  test('leaves a gap where a number between two steps is on neither', () => {
    expect(gaps(ladder(step('0', '1'), step('3', '4')))).toMatchObject([{ witness: { age: '2' }, rows: [0, 1] }])
    expect(gaps(ladder(step('0', '2'), step('3', '4')))).toEqual([])
  })

  test('may begin late and end early', () => {
    expect(gaps(ladder(step('1', '2'), step('3', '3')))).toEqual([])
  })
})

describe('what no search can settle within its steps', () => {
  test('is said to be undecided, never passed over', () => {
    const rows = ['0', '1', '2', '3'].map(value => ({
      when: whenOf({ any: [{ fact: 'age', operator: 'equals', value }] }),
      allowed: 1,
    }))
    const conditions = rows.map(row => row.when)
    const space = spaceOf(conditions, { withUnknown: false })
    const asked = rows.map(row => ({ node: nodeOf(space, row.when), allowed: row.allowed }))
    expect(satisfying(space, asked).state).toBe('found')
    expect(satisfying(space, asked, { left: 9 }).state).toBe('not_decided')
  })

  test('is said of the rows of a table that were not reached', () => {
    const rows = ['0', '1', '2', '3', '4'].map((value, row) => ({
      ...{ code: `row_${row}`, gives: BigInt(row), holdsUnknown: false },
      when: whenOf({ any: [{ fact: 'age', operator: 'equals', value }] }),
    }))
    const table: Table = { rows, hit: 'first', otherwise: 0n, better: 'higher', directions: new Map() }
    const undecided = (read?: number) => rowsFindings(table, read).filter(one => one.kind === 'not_decided')
    expect(undecided()).toEqual([])
    expect(undecided(60).at(-1)).toMatchObject({ witness: { age: null } })
    expect(new Set(undecided(60).flatMap(one => one.rows))).toContain(4)
  })
})
