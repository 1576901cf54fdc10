/**
 * Generated clause sets and fact rows, the same for the same seed: what `npm run oracle`, its test and the rules bench
 * are fed. Values are drawn from a few around the thresholds, so that equality, signs, trailing zeros and unknown facts
 * come up all the time.
 */
import { sure } from '../kernel/result.ts'
import { type Vocabulary, vocabularyOf } from '../rules/facts.ts'
import { type Clause, readClauses } from '../rules/grammar.ts'
import { OPERATORS, type Operator } from '../rules/operators.ts'
import { type Parameters, parametersOf } from '../rules/parameters.ts'
import type { FactValue } from '../rules/rows.ts'

/** Numbers below 2^32, from a seed. @source D. Blackman and S. Vigna, xoshiro128**, 2018; seeded by splitmix32 steps */
export type Draw = {
  /** A whole number from 0 up to below `n`. */
  readonly below: (n: number) => number
  /** One of a list. */
  readonly of: <T>(list: readonly T[]) => T
  /** True in `share` of draws. */
  readonly chance: (share: number) => boolean
}

export const drawFrom = (seed: number): Draw => {
  let step = seed >>> 0
  const next32 = (): number => {
    step = (step + 0x9e3779b9) >>> 0
    let z = step
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  let [a, b, c, d] = [next32(), next32(), next32(), next32()]
  const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by))
  const word = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotated(d, 11)
    return result
  }
  const below = (n: number): number => Number((BigInt(word()) * BigInt(n)) >> 32n)
  return {
    below,
    of: list => list[below(list.length)] as (typeof list)[number],
    chance: share => word() < share * 4_294_967_296,
  }
}

const GRADES = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D']
const INDUSTRIES = ['C26', 'C28', 'J58', 'J62', 'M70', 'M72']
const RATIOS = ['-0.5', '0', '0.1', '0.2', '0.3', '0.30', '0.85', '2.9999', '3', '3.0001', '9', '10', '10.5', '99.5']
const WON = ['-1', '0', '1', '9', '10', '99999999', '100000000', '100000001', '3000000000', '20000000000']
const COUNTS = ['0', '1', '2', '3', '5', '7', '9', '10', '12', '100']
const DAYS = ['2019-02-28', '2020-02-29', '2025-12-31', '2026-01-01', '2026-01-02', '2026-11-22']

/** Values a fact of each type and unit is drawn from; thresholds too. */
const POOLS: Readonly<Record<string, readonly (string | boolean)[]>> = {
  ratio: RATIOS,
  won: WON,
  count: COUNTS,
  day: DAYS,
  flag: [true, false],
  grade: GRADES,
  code: INDUSTRIES,
}

const declared = (name: string, type: string, unit: string): Readonly<Record<string, unknown>> => ({
  name,
  type,
  unit,
  source: 'generated',
  ...(type === 'decimal' ? { scale: 4, min: '-1000', max: '1000' } : {}),
  ...(type === 'money' ? { min: '-9000000000000000', max: '9000000000000000' } : {}),
  ...(type === 'count' ? { min: '0', max: '100000' } : {}),
  ...(unit === 'grade' ? { codes: GRADES } : {}),
  ...(unit === 'code' ? { codes: INDUSTRIES } : {}),
})

const KINDS: readonly (readonly [string, string])[] = [
  ['decimal', 'ratio'],
  ['money', 'won'],
  ['count', 'count'],
  ['day', 'day'],
  ['flag', 'flag'],
  ['code', 'grade'],
  ['code', 'code'],
]
/** Three facts of each of seven kinds. */
export const generatedVocabulary: Vocabulary = sure(
  vocabularyOf(KINDS.flatMap(([type, unit]) => [1, 2, 3].map(n => declared(`${unit}_${n}`, type, unit)))),
)

const PARAMETER_UNITS = ['ratio', 'won', 'count', 'grade', 'flag']
const generatedParameters = (draw: Draw): Parameters =>
  sure(
    parametersOf([
      Object.fromEntries(
        PARAMETER_UNITS.flatMap(unit =>
          [1, 2].map(n => [`${unit}.limit_${n}`, { value: String(draw.of(POOLS[unit] ?? [])), unit }]),
        ),
      ),
    ]),
  )

const generatedLeaf = (draw: Draw): unknown => {
  const fact = draw.of(generatedVocabulary.facts)
  const operators = (Object.keys(OPERATORS) as Operator[]).filter(name =>
    (OPERATORS[name] as readonly string[]).includes(fact.type),
  )
  const operator = draw.of(operators)
  const pool = POOLS[fact.unit] ?? []
  if (operator === 'one_of' || operator === 'none_of') {
    const first = draw.below(pool.length)
    return { fact: fact.name, operator, value: pool.slice(first, first + 1 + draw.below(3)) }
  }
  if (draw.chance(0.15)) return { fact: fact.name, operator, value: { fact: `${fact.unit}_${1 + draw.below(3)}` } }
  if (PARAMETER_UNITS.includes(fact.unit) && draw.chance(0.4)) {
    const name = `${fact.unit}.limit_${1 + draw.below(2)}`
    return { fact: fact.name, operator, value: { fact: 'parameter', params: { name } } }
  }
  return { fact: fact.name, operator, value: draw.of(pool) }
}

/** A tree of `leaves` conditions: half of them flat, the others with a group within. */
const generatedTree = (draw: Draw, leaves: number): unknown => {
  if (leaves === 1 && draw.chance(0.7)) return generatedLeaf(draw)
  const kind = draw.of(['all', 'any'])
  const inner = leaves >= 3 && draw.chance(0.5) ? 2 : 0
  const flat = Array.from({ length: leaves - inner }, () => generatedLeaf(draw))
  return { [kind]: inner === 0 ? flat : [...flat, generatedTree(draw, inner)] }
}

export type ClauseSet = {
  readonly vocabulary: Vocabulary
  readonly parameters: Parameters
  readonly clauses: readonly Clause[]
}

/**
 * A clause set: `count` clauses of `leaves(i)` conditions each, `appliesShare` of them with a condition on when they
 * apply.
 */
export const generatedClauses = (
  draw: Draw,
  count: number,
  leaves: (index: number) => number,
  appliesShare: number,
): ClauseSet => {
  const json = Array.from({ length: count }, (_, index) => ({
    clause: `generated.clause_${index}`,
    says: `clause.generated_${index}`,
    conditions: generatedTree(draw, leaves(index)),
    ...(draw.chance(appliesShare) ? { applies: generatedTree(draw, 1) } : {}),
    if_not: 'decline',
    if_unknown: 'refer',
    in_force_from: '2026-01-01',
    status: 'assumed',
    decided_by: 'none',
    note: 'Generated to compare evaluators',
  }))
  return {
    vocabulary: generatedVocabulary,
    parameters: generatedParameters(draw),
    clauses: sure(readClauses(json)),
  }
}

/**
 * Facts of one case: half of the cases know everything, in the others a quarter of the facts is unknown (null, or not
 * there).
 */
export const generatedValues = (draw: Draw): Readonly<Record<string, FactValue>> => {
  const unknownShare = draw.chance(0.5) ? 0 : 0.25
  const values: Record<string, FactValue> = {}
  for (const { name, unit } of generatedVocabulary.facts) {
    if (!draw.chance(unknownShare)) values[name] = draw.of(POOLS[unit] ?? [])
    else if (draw.chance(0.5)) values[name] = null
  }
  return values
}
