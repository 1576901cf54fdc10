/**
 * Clauses compiled to closures over one row: outcomes alone, or findings with everything traced. Fifth step of the
 * rules stage and the one each decision runs through; columns.ts does the same for a whole book, oracle.ts checks both.
 */
import { ok, type Result } from '../kernel/result.ts'
import {
  type ConditionTrace,
  clauseOutcome,
  type Finding,
  MET,
  NOT_APPLICABLE,
  NOT_MET,
  OUTCOMES,
  type Outcome,
  UNKNOWN,
} from './evaluate.ts'
import type { Vocabulary } from './facts.ts'
import type { Clause } from './grammar.ts'
import type { Parameters } from './parameters.ts'
import {
  type Plan,
  type PlannedClause,
  type PlannedCondition,
  type PlannedGroup,
  type PlannedLeaf,
  planClauses,
} from './plan.ts'
import type { RulesCode } from './refusals.ts'
import type { Row } from './rows.ts'

type Judge = (row: Row) => number
type Tracer = (row: Row) => ConditionTrace

/**
 * Clauses ready to be run. `outcomes` and `trace` take rows of the plan's vocabulary and agree; neither ever throws on
 * one.
 */
export type CompiledClauses = {
  readonly plan: Plan
  readonly clauses: readonly Clause[]
  /** Outcome code per clause (OUTCOMES), in the clauses' order; written into `into` when given. */
  readonly outcomes: (row: Row, into?: Uint8Array) => Uint8Array
  /**
   * Finding per clause, every condition evaluated, in the clauses' order. Texts are made by `shownFinding` when
   * somebody reads them.
   */
  readonly trace: (row: Row) => readonly Finding[]
  /**
   * As `trace`, but of clauses that are met or do not apply only that: no reason is made of them. For who runs
   * decisions again and shows none.
   */
  readonly traceOpen: (row: Row) => readonly Finding[]
}

const OUTCOME_NAMES: readonly Outcome[] = ['not_met', 'unknown', 'met']
const nameOf = (code: number): Outcome => OUTCOME_NAMES[code] as Outcome
/** Rows are as long as the vocabulary, so a place of the plan is always there; a shorter row reads as unknown. */
const at = (row: Row, index: number): number => row[index] ?? Number.NaN

const rangeJudge = (index: number, low: number, high: number, isInside: boolean): Judge => {
  const inside = isInside ? MET : NOT_MET
  const outside = isInside ? NOT_MET : MET
  return row => {
    const x = at(row, index)
    return x >= low && x <= high ? inside : Number.isNaN(x) ? UNKNOWN : outside
  }
}

const codesJudge =
  (index: number, table: Uint8Array): Judge =>
  row => {
    const x = at(row, index)
    return Number.isNaN(x) ? UNKNOWN : table[x] === 1 ? MET : NOT_MET
  }

const kleene = (a: number, b: number, holds: boolean): number =>
  Number.isNaN(a) || Number.isNaN(b) ? UNKNOWN : holds ? MET : NOT_MET

const factsJudge = ({ operator }: PlannedLeaf, i: number, j: number): Judge => {
  switch (operator) {
    case 'at_least':
    case 'on_or_after':
      return row => kleene(at(row, i), at(row, j), at(row, i) >= at(row, j))
    case 'at_most':
    case 'on_or_before':
      return row => kleene(at(row, i), at(row, j), at(row, i) <= at(row, j))
    case 'more_than':
      return row => kleene(at(row, i), at(row, j), at(row, i) > at(row, j))
    case 'less_than':
      return row => kleene(at(row, i), at(row, j), at(row, i) < at(row, j))
    case 'equals':
      return row => kleene(at(row, i), at(row, j), at(row, i) === at(row, j))
    case 'differs':
      return row => kleene(at(row, i), at(row, j), at(row, i) !== at(row, j))
    case 'one_of':
    case 'none_of':
      throw new Error(`${operator} takes a list of codes, which the grammar holds it to`)
    default:
      return operator satisfies never
  }
}

const leafJudge = (leaf: PlannedLeaf): Judge => {
  const { test, fact } = leaf
  switch (test.kind) {
    case 'range':
      return rangeJudge(fact.index, test.low, test.high, test.isInside)
    case 'codes':
      return codesJudge(fact.index, test.table)
    case 'facts':
      return factsJudge(leaf, fact.index, test.other.index)
    default:
      return test satisfies never
  }
}

/**
 * `all` is the least of its conditions and may stop at the first not met; `any` mirrors it. Stopping changes no
 * outcome.
 */
const judgeOf = (condition: PlannedCondition): Judge => {
  if (condition.kind === 'leaf') return leafJudge(condition)
  const judges = condition.of.map(judgeOf)
  const isAll = condition.kind === 'all'
  const settled = isAll ? NOT_MET : MET
  const neutral = isAll ? MET : NOT_MET
  return row => {
    let outcome = neutral
    for (const judge of judges) {
      const one = judge(row)
      if (one === settled) return settled
      if (one === UNKNOWN) outcome = UNKNOWN
    }
    return outcome
  }
}

/** The tests over one range are written out: they are nearly all there are, and a trace is made for every decision. */
const leafTracer = (rule: PlannedLeaf): Tracer => {
  const { test } = rule
  const { index } = rule.fact
  if (test.kind === 'range') {
    const { low, high } = test
    const inside: Outcome = test.isInside ? 'met' : 'not_met'
    const outside: Outcome = test.isInside ? 'not_met' : 'met'
    return row => {
      const read = at(row, index)
      const outcome = read >= low && read <= high ? inside : Number.isNaN(read) ? 'unknown' : outside
      return { kind: 'leaf', rule, outcome, read, other: null }
    }
  }
  const judge = leafJudge(rule)
  if (test.kind === 'codes') {
    return row => ({ kind: 'leaf', rule, outcome: nameOf(judge(row)), read: at(row, index), other: null })
  }
  const other = test.other.index
  return row => ({ kind: 'leaf', rule, outcome: nameOf(judge(row)), read: at(row, index), other: at(row, other) })
}

const groupTracer = (rule: PlannedGroup): Tracer => {
  const tracers = rule.of.map(tracerOf)
  const isAll = rule.kind === 'all'
  const settled: Outcome = isAll ? 'not_met' : 'met'
  const neutral: Outcome = isAll ? 'met' : 'not_met'
  return row => {
    const of: ConditionTrace[] = []
    let outcome: Outcome = neutral
    for (const tracer of tracers) {
      const one = tracer(row)
      of.push(one)
      if (one.outcome === settled) outcome = settled
      else if (one.outcome === 'unknown' && outcome === neutral) outcome = 'unknown'
    }
    return { kind: 'group', rule, outcome, of }
  }
}

const tracerOf = (condition: PlannedCondition): Tracer =>
  condition.kind === 'leaf' ? leafTracer(condition) : groupTracer(condition)

const CODES: Readonly<Record<Outcome, number>> = { not_met: NOT_MET, unknown: UNKNOWN, met: MET }

const findingOf = ({ clause, applies, conditions }: PlannedClause): ((row: Row) => Finding) => {
  const conditionsOf = tracerOf(conditions)
  if (applies === null) {
    return row => {
      const trace = conditionsOf(row)
      return { clause, outcome: trace.outcome, applies: null, conditions: trace }
    }
  }
  const appliesOf = tracerOf(applies)
  return row => {
    const trace = conditionsOf(row)
    const reach = appliesOf(row)
    const outcome = OUTCOMES[clauseOutcome(CODES[reach.outcome], CODES[trace.outcome])] ?? 'unknown'
    return { clause, outcome, applies: reach, conditions: trace }
  }
}

/** The finding of a clause with nothing traced in it. */
const bareFinding = ({ clause, conditions }: PlannedClause, outcome: 'met' | 'not_applicable'): Finding => {
  const rule: PlannedGroup = { kind: 'all', at: conditions.at, of: [] }
  return { clause, outcome, applies: null, conditions: { kind: 'group', rule, outcome: 'met', of: [] } }
}

const openFindingOf = (planned: PlannedClause): ((row: Row) => Finding) => {
  const [judge, traced] = [outcomeOf(planned), findingOf(planned)]
  const [met, notApplicable] = [bareFinding(planned, 'met'), bareFinding(planned, 'not_applicable')]
  return row => {
    const outcome = judge(row)
    return outcome === MET ? met : outcome === NOT_APPLICABLE ? notApplicable : traced(row)
  }
}

const outcomeOf = ({ applies, conditions }: PlannedClause): Judge => {
  const conditionsOf = judgeOf(conditions)
  if (applies === null) return conditionsOf
  const appliesOf = judgeOf(applies)
  return row => clauseOutcome(appliesOf(row), conditionsOf(row))
}

/** Closures of a plan. */
export const compilePlan = (plan: Plan): CompiledClauses => {
  const judges = plan.clauses.map(outcomeOf)
  const findings = plan.clauses.map(findingOf)
  const openFindings = plan.clauses.map(openFindingOf)
  return {
    plan,
    clauses: plan.clauses.map(one => one.clause),
    outcomes: (row, into = new Uint8Array(judges.length)) => {
      for (let i = 0; i < judges.length; i++) into[i] = (judges[i] as Judge)(row)
      return into
    },
    trace: row => findings.map(finding => finding(row)),
    traceOpen: row => openFindings.map(finding => finding(row)),
  }
}

/**
 * Clauses planned and compiled under one vocabulary and one edition's parameters.
 * @param clauses as `readClauses` gives them
 * @param vocabulary facts the clauses may read; rows must be made by the same one
 * @param parameters the edition's sourced numbers clauses name
 * @returns refusals as `planClauses`
 */
export const compileClauses = (
  clauses: readonly Clause[],
  vocabulary: Vocabulary,
  parameters: Parameters,
): Result<CompiledClauses, RulesCode> => {
  const plan = planClauses(clauses, vocabulary, parameters)
  return plan.ok ? ok(compilePlan(plan.value)) : plan
}
