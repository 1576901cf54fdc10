/** Why severity cannot be measured from some marks, most basic first; the kinds are those of the statistics of agreement. */
import { type Refusal, type RefusalKind, refusal } from '../../kernel/result.ts'

export const refusals = {
  rating_value_malformed: 'invalid',
  rating_twice: 'conflict',
  statistic_undefined: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type SeverityCode = keyof typeof refusals

/**
 * Why a statistic is undefined: there is nothing to compute from (`no_marks`), every mark is the same (`no_variation`),
 * one appraiser alone is compared with nobody (`one_rater`), two measures stand for the same thing in every mark
 * (`confounded`), or the marks leave a measure without bound (`no_finite_measure`).
 */
export type Reason = 'no_marks' | 'no_variation' | 'one_rater' | 'confounded' | 'no_finite_measure'

/** A statistic that the marks leave undefined: which, why, and what of the marks shows it. */
export const undefinedStatistic = (
  statistic: string,
  why: Reason,
  shown: Readonly<Record<string, string>> = {},
): Refusal<'statistic_undefined'> => refusal('statistic_undefined', statistic, { why, ...shown })
