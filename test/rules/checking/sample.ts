/**
 * A vocabulary so small that every case there is can be written down, conditions and tables over it by chance, and the
 * plainest reading of both: every value of every fact, unknown among them, one after the other.
 */
import fc from 'fast-check'
import { ok, sure } from '../../../src/kernel/result.ts'
import type { Hit, Table } from '../../../src/rules/checking/tables.ts'
import { vocabularyOf } from '../../../src/rules/facts.ts'
import { readClauses } from '../../../src/rules/grammar.ts'
import { parametersOf } from '../../../src/rules/parameters.ts'
import { type PlannedClause, planClauses } from '../../../src/rules/plan.ts'
import type { FactValue } from '../../../src/rules/rows.ts'
import { interpreted } from '../interpreter.ts'
import { clauseJson } from '../sample.ts'

const count = (name: string, max: string) => ({
  ...{ name, type: 'count', unit: 'years', min: '0', max, source: 'a test' },
})
const flag = (name: string) => ({ name, type: 'flag', unit: 'flag', source: 'a test' })
export const vocabulary = sure(
  vocabularyOf([
    count('age', '4'),
    count('use', '3'),
    count('experience', '3'),
    flag('member'),
    flag('exporter'),
    { name: 'grade', type: 'code', unit: 'grade', codes: ['A', 'B', 'C'], source: 'a test' },
  ]),
)
export const parameters = sure(parametersOf([{}]))
export type Values = Readonly<Record<string, FactValue>>

/** Every value of a fact, as a case gives it; null is unknown. */
export const DOMAINS: Readonly<Record<string, readonly (string | boolean | null)[]>> = {
  age: ['0', '1', '2', '3', '4', null],
  use: ['0', '1', '2', '3', null],
  experience: ['0', '1', '2', '3', null],
  member: [false, true, null],
  exporter: [false, true, null],
  grade: ['A', 'B', 'C', null],
}
const NAMES = Object.keys(DOMAINS)

/** Every case of some facts. */
export function everyCase(names: readonly string[], withUnknown: boolean): readonly Values[] {
  return names.reduce<readonly Values[]>(
    (cases, name) =>
      cases.flatMap(one =>
        (DOMAINS[name] ?? []).filter(value => withUnknown || value !== null).map(value => ({ ...one, [name]: value })),
      ),
    [{}],
  )
}

export const outcomeOf = (condition: unknown, values: Values) =>
  interpreted(condition, { vocabulary, parameters, values })

const ORDERED = ['at_least', 'at_most', 'more_than', 'less_than', 'equals', 'differs'] as const
const leaf = (names: readonly string[]): fc.Arbitrary<unknown> =>
  fc.constantFrom(...names).chain((fact): fc.Arbitrary<unknown> => {
    if (fact === 'member' || fact === 'exporter')
      return fc.record({ fact: fc.constant(fact), operator: fc.constantFrom('equals', 'differs'), value: fc.boolean() })
    if (fact === 'grade')
      return fc.record({
        fact: fc.constant(fact),
        operator: fc.constantFrom('one_of', 'none_of'),
        value: fc.subarray(['A', 'B', 'C'], { minLength: 1 }),
      })
    const numbers = names.filter(name => ['age', 'use', 'experience'].includes(name) && name !== fact)
    const threshold = fc.constantFrom('0', '1', '2', '3')
    const value: fc.Arbitrary<unknown> =
      numbers.length === 0
        ? threshold
        : fc.oneof(
            { weight: 4, arbitrary: threshold as fc.Arbitrary<unknown> },
            { weight: 1, arbitrary: fc.constantFrom(...numbers).map(other => ({ fact: other })) },
          )
    return fc.record({ fact: fc.constant(fact), operator: fc.constantFrom(...ORDERED), value })
  })

export const conditionOver = (names: readonly string[]): fc.Arbitrary<unknown> => {
  const some = (of: fc.Arbitrary<unknown>) => fc.array(of, { minLength: 1, maxLength: 3 })
  const flat = fc.oneof(
    some(leaf(names)).map(all => ({ all })),
    some(leaf(names)).map(any => ({ any })),
  )
  return fc.oneof(
    { weight: 4, arbitrary: flat },
    { weight: 1, arbitrary: some(flat).map(all => ({ all })) },
    { weight: 1, arbitrary: some(flat).map(any => ({ any })) },
  )
}

export const someNames = (most: number): fc.Arbitrary<readonly string[]> =>
  fc.subarray(NAMES, { minLength: 1, maxLength: most })

/** A clause as planned, from its JSON. */
export function plannedOf(json: Readonly<Record<string, unknown>>): PlannedClause {
  const read = readClauses([json])
  const plan = read.ok ? planClauses(read.value, vocabulary, parameters) : read
  const [first] = sure(plan.ok ? ok(plan.value.clauses) : plan)
  if (first === undefined) throw new Error('one clause is due')
  return first
}
export const whenOf = (condition: unknown) => plannedOf(clauseJson(condition)).conditions

export type PlainRow = { readonly when: unknown; readonly gives: number; readonly holdsUnknown: boolean }
export type PlainTable = {
  readonly names: readonly string[]
  readonly rows: readonly PlainRow[]
  readonly hit: Hit
  readonly otherwise: number | null
  readonly better: 'higher' | 'lower'
  readonly directions: Readonly<Record<string, 'rising' | 'falling'>>
  /** What is given is kept between them; null where anything may be given. */
  readonly bounds?: { readonly least: number; readonly most: number } | null
}

export const plainTable = (most: number): fc.Arbitrary<PlainTable> =>
  someNames(most).chain(names =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(
        fc.record({
          when: fc.oneof(
            { weight: 6, arbitrary: conditionOver(names) },
            { weight: 1, arbitrary: fc.constant(null as unknown) },
          ),
          gives: fc.integer({ min: -1, max: 3 }),
          holdsUnknown: fc.boolean(),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      hit: fc.constantFrom<Hit>('first', 'unique', 'lowest', 'highest', 'all'),
      otherwise: fc.option(fc.integer({ min: 0, max: 2 })),
      better: fc.constantFrom('higher' as const, 'lower' as const),
      directions: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('rising' as const, 'falling' as const)),
    }),
  )

export const tableOf = (plain: PlainTable): Table => ({
  rows: plain.rows.map((row, place) => ({
    code: `row_${place}`,
    when: row.when === null ? null : whenOf(row.when),
    gives: BigInt(row.gives),
    holdsUnknown: row.holdsUnknown,
  })),
  hit: plain.hit,
  otherwise: plain.otherwise === null ? undefined : BigInt(plain.otherwise),
  better: plain.better,
  directions: new Map(Object.entries(plain.directions)),
  ...(plain.bounds == null ? {} : { bounds: { least: BigInt(plain.bounds.least), most: BigInt(plain.bounds.most) } }),
})

/** Rows of a plain table that hold in a case. */
export const holdingRows = ({ rows }: Pick<PlainTable, 'rows'>, values: Values): readonly number[] =>
  rows.flatMap(({ when, holdsUnknown }, place) => {
    const outcome = when === null ? 'met' : outcomeOf(when, values)
    return outcome === 'met' || (holdsUnknown && outcome === 'unknown') ? [place] : []
  })

/** What a plain table gives of the rows that hold: the row that counts, and its number; null where nothing is given. */
export function given(
  plain: PlainTable,
  holding: readonly number[],
): { readonly row: number; readonly of: number | null } {
  const gives = (row: number) => plain.rows[row]?.gives ?? 0
  if (plain.hit === 'all') return { row: -1, of: holding.reduce((sum, row) => sum + gives(row), plain.otherwise ?? 0) }
  const sign = plain.hit === 'lowest' ? 1 : plain.hit === 'highest' ? -1 : 0
  const [row] = [...holding].sort((a, b) => sign * (gives(a) - gives(b)) || a - b)
  return row === undefined ? { row: -1, of: plain.otherwise } : { row, of: gives(row) }
}
