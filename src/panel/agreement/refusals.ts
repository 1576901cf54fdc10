/** Why marks cannot be read, or a statistic cannot be computed from them, most basic first. */
import { type Refusal, type RefusalKind, refusal } from '../../kernel/result.ts'

export const refusals = {
  rating_value_malformed: 'invalid',
  rating_twice: 'conflict',
  rating_off_scale: 'invalid',
  weights_malformed: 'invalid',
  statistic_undefined: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type AgreementCode = keyof typeof refusals

/** Why a statistic is undefined; what each means stands in docs/errors.md below the codes of this room. */
export const REASONS = [
  'no_marks',
  'one_subject',
  'one_rater',
  'not_two_raters',
  'no_pair_of_marks',
  'cell_missing',
  'marks_unequal_in_number',
  'no_variation',
  'no_variation_between_subjects',
  'no_variation_within_subjects',
  'no_disagreement_expected',
  'negative_on_a_ratio_scale',
  'confounded',
  'no_finite_measure',
] as const
export type Reason = (typeof REASONS)[number]

/**
 * A statistic that the marks leave undefined.
 * @param statistic its name, such as `icc` or `krippendorff_alpha`
 * @param shown     what of the marks shows it, such as the rater whose column is constant
 */
export const undefinedStatistic = (
  statistic: string,
  why: Reason,
  shown: Readonly<Record<string, string>> = {},
): Refusal<'statistic_undefined'> => refusal('statistic_undefined', statistic, { why, ...shown })
