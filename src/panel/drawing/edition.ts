/** The part of rules/panel that says how appraisers are drawn: conflicts, weights, committees, deadlines. */
import { z } from 'zod'
import { sourcedNumber, sourcedTable } from '../../kernel/sourced.ts'
import { CERTIFICATES, type Certificate } from '../roster/edition.ts'

/** How somebody can stand to a firm, a bank or a person without owing it to a list of ours. */
export const INTERESTS = ['employment', 'ownership', 'family', 'advice', 'invention'] as const
export type InterestKind = (typeof INTERESTS)[number]

/** A weight is as many lots as it says; more than this would make a draw slow, and finer than anybody can justify. */
export const WEIGHT_MAX = 64

const isWhole = (text: string): boolean => /^(0|[1-9][0-9]{0,3})$/.test(text)
const isWeight = (text: string): boolean => isWhole(text) && text !== '0' && Number(text) <= WEIGHT_MAX
const WEIGHT = { message: `a weight is a whole number from 1 to ${WEIGHT_MAX}` }
const isOf = (values: Readonly<Record<string, string>>, keys: readonly string[]): boolean =>
  Object.keys(values).length === keys.length && keys.every(key => Object.hasOwn(values, key))

export const drawingEditionSchema = z.strictObject({
  /** Whose certificate is enough where more than the ordinary number appraise. */
  high_amount_certificates: z
    .array(z.enum(CERTIFICATES))
    .min(1)
    .refine(some => new Set(some).size === some.length, { message: 'each certificate once' }),
  /** Years for which an interest that has ended still keeps somebody out. */
  conflict_years: sourcedTable('years').refine(
    table => isOf(table.values, INTERESTS) && Object.values(table.values).every(isWhole),
    { message: `whole years for each of ${INTERESTS.join(', ')}` },
  ),
  /** By how many cases somebody holds unsigned; who holds more has the weight of the last row. */
  load_weights: sourcedTable('weight')
    .refine(
      table =>
        isOf(
          table.values,
          Object.keys(table.values).map((_, open) => String(open)),
        ),
      {
        message: 'rows 0, 1, 2 and so on without a gap',
      },
    )
    .refine(table => Object.keys(table.values).length > 0 && Object.values(table.values).every(isWeight), WEIGHT)
    .refine(table => isFalling(weightsIn(table.values)), { message: 'more open work has no greater weight' }),
  /** Whose field is one of the technology, and whose is one of the industry alone. */
  field_weights: sourcedTable('weight')
    .refine(table => isOf(table.values, ['main', 'side']) && Object.values(table.values).every(isWeight), WEIGHT)
    .refine(table => isFalling([Number(table.values['main']), Number(table.values['side'])]), {
      message: 'a field of the industry has no greater weight than one of the technology',
    }),
  /** Share of the cases with the ordinary number of appraisers that get as many as a high amount has. */
  second_share: sourcedNumber('ratio').refine(one => /^(0(\.\d{1,5})?|1(\.0+)?)$/.test(one.value), {
    message: 'from 0 to 1, of at most five places',
  }),
  /** How many a committee has, where those who signed do not agree. */
  committee_size: sourcedNumber('persons').refine(
    one => /^[1-9][0-9]?$/.test(one.value) && Number(one.value) % 2 === 1,
    {
      message: 'an odd number below 100, so that there is a middle',
    },
  ),
  /** Days in which a sheet is signed, from the draw on. */
  sign_days: sourcedNumber('days').refine(one => /^[1-9][0-9]{0,2}$/.test(one.value), { message: '1 to 999 days' }),
  /** Months over which refusals of one appraiser are counted. */
  refusal_months: sourcedNumber('months').refine(one => /^[1-9][0-9]?$/.test(one.value), { message: '1 to 99 months' }),
})
export type DrawingEdition = z.output<typeof drawingEditionSchema>

const weightsIn = (values: Readonly<Record<string, string>>): readonly number[] =>
  Object.keys(values)
    .sort((a, b) => Number(a) - Number(b))
    .map(open => Number(values[open]))
const isFalling = (weights: readonly number[]): boolean =>
  weights.every((weight, at) => at === 0 || weight <= (weights[at - 1] as number))

/** The same as numbers, as the draw reads them. */
export type DrawingRules = {
  /** The edition, as the record of a draw names it. */
  readonly edition: string
  readonly highAmountCertificates: readonly Certificate[]
  readonly conflictYears: Readonly<Record<InterestKind, number>>
  readonly loadWeights: readonly number[]
  readonly fieldWeights: { readonly main: number; readonly side: number }
  readonly openMax: Readonly<Record<Certificate, number>>
  readonly secondShare: string
  readonly committeeSize: number
  readonly signDays: number
  readonly refusalMonths: number
}

/**
 * The rules of a draw.
 * @source rules/panel: drawing, and roster.open_assignments_max
 */
export function drawingRules(
  edition: string,
  drawing: DrawingEdition,
  openMax: Readonly<Record<string, string>>,
): DrawingRules {
  const years = drawing.conflict_years.values
  return {
    edition,
    highAmountCertificates: drawing.high_amount_certificates,
    conflictYears: Object.fromEntries(INTERESTS.map(kind => [kind, Number(years[kind])])) as Record<
      InterestKind,
      number
    >,
    loadWeights: weightsIn(drawing.load_weights.values),
    fieldWeights: {
      main: Number(drawing.field_weights.values['main']),
      side: Number(drawing.field_weights.values['side']),
    },
    openMax: Object.fromEntries(CERTIFICATES.map(one => [one, Number(openMax[one])])) as Record<Certificate, number>,
    secondShare: drawing.second_share.value,
    committeeSize: Number(drawing.committee_size.value),
    signDays: Number(drawing.sign_days.value),
    refusalMonths: Number(drawing.refusal_months.value),
  }
}
