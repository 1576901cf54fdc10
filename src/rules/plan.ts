/**
 * The plan of a set of clauses: every fact, operator, unit and threshold looked up and turned into tests over scaled
 * integers. Fourth step of the rules stage: the closures (compile.ts) and the columns (columns.ts) are both made from
 * it, and neither reads text.
 */
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Fact, Vocabulary } from './facts.ts'
import type { Clause, Condition, Leaf } from './grammar.ts'
import { compares, OPERATORS, type Operator } from './operators.ts'
import { type Parameters, parameterFor } from './parameters.ts'
import { pointer, type RulesRefusal } from './places.ts'
import type { RulesCode } from './refusals.ts'
import { encode } from './rows.ts'

/**
 * A leaf as arithmetic. `range`: low <= fact <= high, or outside it (`isInside` false). `codes`: `table[code]` is 1
 * where it is listed (or not listed, for none_of). `facts`: the fact against another of the same unit and scale.
 */
export type Test =
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly isInside: boolean }
  | { readonly kind: 'codes'; readonly table: Uint8Array }
  | { readonly kind: 'facts'; readonly other: Fact }

export type PlannedLeaf = {
  readonly kind: 'leaf'
  readonly at: string
  readonly fact: Fact
  readonly operator: Operator
  /** Scaled threshold; NaN where it is a list of codes or another fact. */
  readonly threshold: number
  readonly codes: readonly string[] | null
  readonly parameter: string | null
  readonly test: Test
}
export type PlannedGroup = {
  readonly kind: 'all' | 'any'
  readonly at: string
  readonly of: readonly PlannedCondition[]
}
export type PlannedCondition = PlannedLeaf | PlannedGroup
export type PlannedClause = {
  readonly clause: Clause
  readonly applies: PlannedCondition | null
  readonly conditions: PlannedCondition
}
export type Plan = { readonly vocabulary: Vocabulary; readonly clauses: readonly PlannedClause[] }

type Known = { readonly vocabulary: Vocabulary; readonly parameters: Parameters }

/** Thresholds are whole scaled integers, so `more_than t` is `at least t + 1`, exactly. */
const rangeOf = (operator: Operator, threshold: number): Test => {
  const range = (low: number, high: number, isInside = true): Test => ({ kind: 'range', low, high, isInside })
  switch (operator) {
    case 'at_least':
    case 'on_or_after':
      return range(threshold, Number.POSITIVE_INFINITY)
    case 'at_most':
    case 'on_or_before':
      return range(Number.NEGATIVE_INFINITY, threshold)
    case 'more_than':
      return range(threshold + 1, Number.POSITIVE_INFINITY)
    case 'less_than':
      return range(Number.NEGATIVE_INFINITY, threshold - 1)
    case 'equals':
      return range(threshold, threshold)
    case 'differs':
      return range(threshold, threshold, false)
    case 'one_of':
    case 'none_of':
      throw new Error(`${operator} takes a list of codes, which the grammar holds it to`)
    default:
      return operator satisfies never
  }
}

const refused = (code: RulesCode, at: string, params: Readonly<Record<string, string>>) =>
  refuse(refusal(code, at, params))

const codesLeaf = (leaf: Leaf, fact: Fact, codes: readonly string[]): Result<PlannedLeaf, RulesCode> => {
  const unlisted = codes.filter(code => !fact.codeIndex.has(code))
  if (unlisted.length > 0) {
    const at = pointer(leaf.at, 'value')
    return refuse(...unlisted.map(value => refusal('value_code' as const, at, { fact: fact.name, value })))
  }
  const isListed = leaf.operator === 'one_of'
  const table = Uint8Array.from(fact.codes, code => (codes.includes(code) === isListed ? 1 : 0))
  const { at, operator } = leaf
  return ok({
    kind: 'leaf',
    at,
    fact,
    operator,
    threshold: Number.NaN,
    codes,
    parameter: null,
    test: { kind: 'codes', table },
  })
}

const factsLeaf = (leaf: Leaf, fact: Fact, name: string, known: Known): Result<PlannedLeaf, RulesCode> => {
  const at = pointer(leaf.at, 'value', 'fact')
  const other = known.vocabulary.byName.get(name)
  if (other === undefined) return refused('fact_unknown', at, { fact: name })
  if (other.type !== fact.type || other.unit !== fact.unit) {
    return refused('unit_mismatch', at, {
      fact: fact.name,
      unit: fact.unit,
      parameter: name,
      parameter_unit: other.unit,
    })
  }
  const hasSameCodes =
    other.codes.length === fact.codes.length && other.codes.every((code, i) => code === fact.codes[i])
  if (other.scale !== fact.scale || !hasSameCodes) {
    return refused('scale_mismatch', at, {
      fact: fact.name,
      scale: String(fact.scale),
      other: name,
      other_scale: String(other.scale),
    })
  }
  const { operator } = leaf
  const test: Test = { kind: 'facts', other }
  return ok({ kind: 'leaf', at: leaf.at, fact, operator, threshold: Number.NaN, codes: null, parameter: null, test })
}

const plannedLeaf = (leaf: Leaf, known: Known): Result<PlannedLeaf, RulesCode> => {
  const fact = known.vocabulary.byName.get(leaf.fact)
  if (fact === undefined) return refused('fact_unknown', pointer(leaf.at, 'fact'), { fact: leaf.fact })
  if (!compares(leaf.operator, fact.type)) {
    const params = {
      operator: leaf.operator,
      fact: fact.name,
      type: fact.type,
      types: OPERATORS[leaf.operator].join(' '),
    }
    return refused('operator_type', pointer(leaf.at, 'operator'), params)
  }
  const { operand } = leaf
  if (operand.kind === 'codes') return codesLeaf(leaf, fact, operand.codes)
  if (operand.kind === 'fact') return factsLeaf(leaf, fact, operand.name, known)
  const at = pointer(leaf.at, 'value')
  const isNamed = operand.kind === 'parameter'
  const threshold = isNamed ? parameterFor(fact, operand.name, known.parameters, at) : encode(fact, operand.value, at)
  if (!threshold.ok) return threshold
  return ok({
    kind: 'leaf',
    at: leaf.at,
    fact,
    operator: leaf.operator,
    threshold: threshold.value,
    codes: null,
    parameter: isNamed ? operand.name : null,
    test: rangeOf(leaf.operator, threshold.value),
  })
}

const planned = (condition: Condition, known: Known, found: RulesRefusal[]): PlannedCondition | null => {
  if (condition.kind === 'leaf') {
    const leaf = plannedLeaf(condition, known)
    if (leaf.ok) return leaf.value
    found.push(...leaf.refusals)
    return null
  }
  const of = condition.of.map(one => planned(one, known, found)).filter(one => one !== null)
  return { kind: condition.kind, at: condition.at, of }
}

/**
 * Plan of clauses under one vocabulary and one edition's parameters. All problems are found, not only the first.
 * @returns refusals with the JSON pointer of the condition: fact_unknown, operator_type, parameter_unknown,
 * unit_mismatch, scale_mismatch, value_type, value_too_precise, value_bounds, value_code, value_day
 */
export const planClauses = (
  clauses: readonly Clause[],
  vocabulary: Vocabulary,
  parameters: Parameters,
): Result<Plan, RulesCode> => {
  const known = { vocabulary, parameters }
  const found: RulesRefusal[] = []
  const plannedClauses = clauses.flatMap(clause => {
    const applies = clause.applies === null ? null : planned(clause.applies, known, found)
    const conditions = planned(clause.conditions, known, found)
    return conditions === null ? [] : [{ clause, applies, conditions }]
  })
  return found.length > 0 ? refuse(...found) : ok({ vocabulary, clauses: plannedClauses })
}
