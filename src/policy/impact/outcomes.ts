/**
 * What comes of the cases of a block under one side's rules: numbers by case. The same is made of an `Appraisal`, so
 * that the two ways can be held against each other and a case that is not packed be filled in.
 */
import type { Appraisal } from '../../appraisal/appraise.ts'
import { RECOMMENDATIONS } from '../../decision/recommendation.ts'
import { FINAL_GRADES } from '../../scoring/grades-schema.ts'
import { type Codes, scaledRate } from './side.ts'

/** A case that could not be appraised at all under a side's rules; the reason is where it stops. */
export const REFUSED_CASE = RECOMMENDATIONS.length
/** Not known: the case is not packed for these rules and nobody gave it whole. */
export const OPEN_CASE = REFUSED_CASE + 1
export const ANSWERS = [...RECOMMENDATIONS, 'refused', 'open'] as const
export type Answer = (typeof ANSWERS)[number]

export const NO_GRADE = FINAL_GRADES.length
export const NO_REASON = -1
export const CLASSES = ['technology', 'credit', 'none'] as const
export const STAGES_AT = ['startup', 'growth', 'none'] as const

/** Where a case stops that is refused. */
export const STOPS = ['programme', 'industry', 'facts', 'panel'] as const

export type Outcomes = {
  /** Place among ANSWERS. */
  readonly answer: Uint8Array
  readonly grade: Uint8Array
  /** Guaranteed won. */
  readonly amount: Float64Array
  /** Whole numbers of 10^-12. */
  readonly ratio: Float64Array
  readonly feeRate: Float64Array
  /** The first fee, won. */
  readonly fee: Float64Array
  /** The most serious reason, a number of `Codes`; NO_REASON where nothing stands against the case. */
  readonly reason: Int32Array
  readonly level: Int32Array
  readonly klass: Uint8Array
  readonly stage: Uint8Array
}

export const outcomesOf = (count: number): Outcomes => ({
  answer: new Uint8Array(count).fill(OPEN_CASE),
  grade: new Uint8Array(count).fill(NO_GRADE),
  amount: new Float64Array(count),
  ratio: new Float64Array(count),
  feeRate: new Float64Array(count),
  fee: new Float64Array(count),
  reason: new Int32Array(count).fill(NO_REASON),
  level: new Int32Array(count).fill(NO_REASON),
  klass: new Uint8Array(count).fill(CLASSES.length - 1),
  stage: new Uint8Array(count).fill(STAGES_AT.length - 1),
})

/** One case's outcome, in words and exact text; what a list of cases shows. */
export type Outcome = {
  readonly answer: Answer
  readonly grade: string | null
  readonly amount: number
  readonly ratio: number
  readonly feeRate: number
  readonly fee: number
  readonly reason: string | null
  readonly level: string | null
  readonly klass: (typeof CLASSES)[number]
  readonly stage: (typeof STAGES_AT)[number]
}

export const outcomeAt = (all: Outcomes, codes: Codes, i: number): Outcome => ({
  answer: ANSWERS[all.answer[i] as number] as Answer,
  grade: FINAL_GRADES[all.grade[i] as number] ?? null,
  amount: all.amount[i] as number,
  ratio: all.ratio[i] as number,
  feeRate: all.feeRate[i] as number,
  fee: all.fee[i] as number,
  reason: codes.list[all.reason[i] as number] ?? null,
  level: codes.list[all.level[i] as number] ?? null,
  klass: CLASSES[all.klass[i] as number] as Outcome['klass'],
  stage: STAGES_AT[all.stage[i] as number] as Outcome['stage'],
})

/** The outcome an appraisal stands for. */
export const outcomeOfAppraisal = ({ graded, decision }: Appraisal): Outcome => ({
  answer: decision.recommended,
  grade: graded.grade,
  amount: Number(decision.cover.guaranteed),
  ratio: scaledRate(decision.coverage.ratio),
  feeRate: scaledRate(decision.fee.rate),
  fee: Number(decision.fee.first),
  reason: decision.reasons[0]?.code ?? null,
  level: decision.authority.level,
  klass: decision.guaranteeClass ?? 'none',
  stage: graded.risk.scorecard === 'startup' ? 'startup' : 'growth',
})

/** Refusals of `appraise` -> where it stops; whatever else is refused, the case says something no rule can mend. */
const STOP_OF: Readonly<Record<string, (typeof STOPS)[number]>> = {
  programme_unknown: 'programme',
  industry_not_appraised: 'industry',
  value_type: 'facts',
  value_too_precise: 'facts',
  value_bounds: 'facts',
  value_code: 'facts',
  value_day: 'facts',
  fact_undeclared: 'facts',
}

export const refusedOutcome = (code: string): Outcome => ({
  answer: 'refused',
  grade: null,
  amount: 0,
  ratio: 0,
  feeRate: 0,
  fee: 0,
  reason: `refused.${STOP_OF[code] ?? 'panel'}`,
  level: null,
  klass: 'none',
  stage: 'none',
})

/** Writes an outcome worked out otherwise into its place. */
export function putOutcome(all: Outcomes, codes: Codes, i: number, one: Outcome): void {
  all.answer[i] = ANSWERS.indexOf(one.answer)
  all.grade[i] = one.grade === null ? NO_GRADE : (FINAL_GRADES as readonly string[]).indexOf(one.grade)
  all.amount[i] = one.amount
  all.ratio[i] = one.ratio
  all.feeRate[i] = one.feeRate
  all.fee[i] = one.fee
  all.reason[i] = one.reason === null ? NO_REASON : codes.of(one.reason)
  all.level[i] = one.level === null ? NO_REASON : codes.of(one.level)
  all.klass[i] = CLASSES.indexOf(one.klass)
  all.stage[i] = STAGES_AT.indexOf(one.stage)
}
