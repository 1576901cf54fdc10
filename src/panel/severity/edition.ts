/** The part `raters` of the edition on panels: by what appraisers are held against each other. */
import { z } from 'zod'
import { sourcedFlag, sourcedNumber } from '../../kernel/sourced.ts'

type Valued = { readonly value: string }
const within = (least: number, most: number) => (one: Valued) => Number(one.value) >= least && Number(one.value) <= most
/** A share between nothing and all of it. */
const share = () => sourcedNumber('ratio').refine(within(0, 1), { message: 'a share lies between 0 and 1' })
const above = (least: number) => [within(least, Number.MAX_SAFE_INTEGER), { message: `at least ${least}` }] as const

export const ratersSchema = z.strictObject({
  /** Whether policy decides by fair scores instead of the marks as given. */
  policy_uses_fair_scores: sourcedFlag(),
  /** Marks somebody must be measured on, and the greatest standard error, for policy to read fair marks of theirs. */
  fair_marks_min: sourcedNumber('count').refine(one => /^[1-9]\d{0,5}$/.test(one.value), { message: 'a whole number' }),
  fair_error_max: sourcedNumber('logit').refine(
    one => /^\d{1,2}(\.\d{1,4})?$/.test(one.value) && Number(one.value) > 0,
    {
      message: 'above 0, of at most four places',
    },
  ),
  /** Share of what is found that may be found wrongly. */
  false_discovery_rate: share().refine(within(0.0001, 0.5), { message: 'between 0.0001 and 0.5' }),
  /** Standard deviation of severity among honest appraisers. */
  honest_spread: sourcedNumber('logit').refine(...above(0)),
  /** Signed sheets an appraiser must have before anything is told of their marks. */
  sheets_min: sourcedNumber('count').refine(...above(1)),
  /** Spread of marks within a sheet, and of all marks, beside what the model expects: at most this is a fault. */
  halo_ratio_max: share(),
  central_tendency_ratio_max: share(),
  /** Logits a year by which severity moves. */
  drift_min: sourcedNumber('logit').refine(...above(0)),
  /** Mean squares of an appraiser's marks, as a multiple of what the model expects. */
  mean_square_min: sourcedNumber('multiple').refine(within(0, 1), { message: 'between 0 and 1' }),
  mean_square_max: sourcedNumber('multiple').refine(...above(1)),
  /** Seconds for a mark, and the share of sheets that may be quicker. */
  seconds_per_mark_min: sourcedNumber('count').refine(...above(0)),
  hasty_share_max: share(),
  /** Jaccard similarity of two texts, over pieces of so many characters, and the length compared from. */
  text_similarity_min: share(),
  shingle_length: sourcedNumber('count').refine(...above(1)),
  text_length_min: sourcedNumber('count').refine(...above(1)),
  /** Accidents beside those that the marks let expect. */
  accident_multiple_min: sourcedNumber('multiple').refine(...above(1)),
})
export type RatersPart = z.output<typeof ratersSchema>

/** The same as numbers, which they may be: they bound statistics, and promise nothing to anybody. */
export type RaterLimits = {
  readonly usesFairScores: boolean
  readonly fairMarksMin: number
  /** As the edition writes it: a record carries it. */
  readonly fairErrorMax: string
  readonly falseDiscoveryRate: number
  readonly honestSpread: number
  readonly sheetsMin: number
  readonly haloRatioMax: number
  readonly centralTendencyRatioMax: number
  readonly driftMin: number
  readonly meanSquareMin: number
  readonly meanSquareMax: number
  readonly secondsPerMarkMin: number
  readonly hastyShareMax: number
  readonly textSimilarityMin: number
  readonly shingleLength: number
  readonly textLengthMin: number
  readonly accidentMultipleMin: number
}

export const raterLimits = (part: RatersPart): RaterLimits => ({
  usesFairScores: part.policy_uses_fair_scores.value === 'true',
  fairMarksMin: Number(part.fair_marks_min.value),
  fairErrorMax: part.fair_error_max.value,
  falseDiscoveryRate: Number(part.false_discovery_rate.value),
  honestSpread: Number(part.honest_spread.value),
  sheetsMin: Number(part.sheets_min.value),
  haloRatioMax: Number(part.halo_ratio_max.value),
  centralTendencyRatioMax: Number(part.central_tendency_ratio_max.value),
  driftMin: Number(part.drift_min.value),
  meanSquareMin: Number(part.mean_square_min.value),
  meanSquareMax: Number(part.mean_square_max.value),
  secondsPerMarkMin: Number(part.seconds_per_mark_min.value),
  hastyShareMax: Number(part.hasty_share_max.value),
  textSimilarityMin: Number(part.text_similarity_min.value),
  shingleLength: Number(part.shingle_length.value),
  textLengthMin: Number(part.text_length_min.value),
  accidentMultipleMin: Number(part.accident_multiple_min.value),
})
