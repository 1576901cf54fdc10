/**
 * Outcomes and findings: Kleene's three values, and the trace a clause leaves - every condition with the value read,
 * the threshold and what came of it. The types every later stage reads; compile.ts makes the findings, this file says
 * what they mean and shows them.
 */
import type { Clause } from './grammar.ts'
import type { PlannedGroup, PlannedLeaf } from './plan.ts'
import { valueText } from './rows.ts'

/**
 * By outcome code: of conditions 0 to 2, of clauses 0 to 3. `all` is the least of its conditions, `any` the greatest.
 */
export const OUTCOMES = ['not_met', 'unknown', 'met', 'not_applicable'] as const
export type ClauseOutcome = (typeof OUTCOMES)[number]
export type Outcome = Exclude<ClauseOutcome, 'not_applicable'>

export const NOT_MET = 0
export const UNKNOWN = 1
export const MET = 2
export const NOT_APPLICABLE = 3

/**
 * Outcome code of a clause: not applicable where `applies` is not met, unknown where that is unknown, else what its
 * conditions gave.
 * @param applies 0 to 2, or MET for a clause that always applies
 * @param conditions 0 to 2
 */
export const clauseOutcome = (applies: number, conditions: number): number =>
  applies === MET ? conditions : applies === UNKNOWN ? UNKNOWN : NOT_APPLICABLE

/**
 * Trace of a leaf: the scaled value read (NaN: not known) and, where it was compared with another fact, that one's;
 * `rule` is its static part and holds any other threshold.
 */
export type LeafTrace = {
  readonly kind: 'leaf'
  readonly rule: PlannedLeaf
  readonly outcome: Outcome
  readonly read: number
  readonly other: number | null
}
export type GroupTrace = {
  readonly kind: 'group'
  readonly rule: PlannedGroup
  readonly outcome: Outcome
  readonly of: readonly ConditionTrace[]
}
export type ConditionTrace = LeafTrace | GroupTrace

/**
 * What one clause found: nothing is left out by a short circuit, conditions are traced even where the clause does not
 * apply.
 */
export type Finding = {
  readonly clause: Clause
  readonly outcome: ClauseOutcome
  readonly applies: ConditionTrace | null
  readonly conditions: ConditionTrace
}

/**
 * A leaf in text: value and threshold as the record writes them, null where not known; a list of codes is joined by a
 * space.
 */
export type ShownLeaf = {
  readonly fact: string
  readonly unit: string
  readonly operator: string
  readonly value: string | null
  readonly threshold: string | null
  readonly parameter: string | null
  readonly outcome: Outcome
}
export type ShownCondition =
  | ShownLeaf
  | ({ readonly [kind in 'all' | 'any']?: readonly ShownCondition[] } & { readonly outcome: Outcome })
export type ShownFinding = {
  readonly clause: string
  readonly says: string
  readonly outcome: ClauseOutcome
  readonly applies: ShownCondition | null
  readonly conditions: ShownCondition
}

const shownThreshold = (rule: PlannedLeaf, other: number | null): string | null => {
  if (rule.codes !== null) return rule.codes.join(' ')
  return rule.test.kind === 'facts'
    ? valueText(rule.test.other, other ?? Number.NaN)
    : valueText(rule.fact, rule.threshold)
}

export const shownLeaf = ({ rule, outcome, read, other }: LeafTrace): ShownLeaf => ({
  fact: rule.fact.name,
  unit: rule.fact.unit,
  operator: rule.operator,
  value: valueText(rule.fact, read),
  threshold: shownThreshold(rule, other),
  parameter: rule.parameter,
  outcome,
})

const shownCondition = (trace: ConditionTrace): ShownCondition =>
  trace.kind === 'leaf' ? shownLeaf(trace) : { [trace.rule.kind]: trace.of.map(shownCondition), outcome: trace.outcome }

/** A finding in text, language-neutral: codes, decimals and days; the sentence `says` names is made at the edge. */
export const shownFinding = ({ clause, outcome, applies, conditions }: Finding): ShownFinding => ({
  clause: clause.clause,
  says: clause.says,
  outcome,
  applies: applies === null ? null : shownCondition(applies),
  conditions: shownCondition(conditions),
})

/**
 * The leaves that made a condition come out as it did: those below it, through groups of the same outcome, that share
 * its outcome. Of a condition not met, each of them must change under `all`, and one is enough under `any`.
 */
export const decidingLeaves = (trace: ConditionTrace): readonly LeafTrace[] => {
  if (trace.kind === 'leaf') return [trace]
  return trace.of.filter(one => one.outcome === trace.outcome).flatMap(decidingLeaves)
}
