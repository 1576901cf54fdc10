/**
 * The shape of an edition of the fund: its own means, what bounds all its guarantees together, and what is set aside
 * for losses.
 */
import { z } from 'zod'
import { editionHeader, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'
import { FINAL_GRADES } from '../scoring/grades-schema.ts'

/** Who pays contributions: banks each month, new-technology finance companies each quarter. */
export const CONTRIBUTORS = ['bank', 'finance_company'] as const
export type Contributor = (typeof CONTRIBUTORS)[number]

/** What a guarantee is, for its provision: it stands, an accident was reported, it is claimed on, or it was paid. */
export const PROVISION_STATES = ['in_force', 'accident', 'claimed', 'subrogated'] as const
export type ProvisionState = (typeof PROVISION_STATES)[number]

/** By the table of rates for grade and state, or by what is expected to be lost. */
export const PROVISION_METHODS = ['by_rate', 'by_expected_loss'] as const

const notBelow = { message: 'not below 0' }
const isNotBelow = (one: { readonly value: string }) => !one.value.startsWith('-')
const above = { message: 'above 0' }
const isAbove = (one: { readonly value: string }) => !/^-|^0+(\.0+)?$/.test(one.value)
const isRatio = (text: string) => /^(0(\.\d+)?|1(\.0+)?)$/.test(text)
const ratioRange = { message: 'from 0 to 1' }
const has = (keys: readonly string[], table: { readonly values: Readonly<Record<string, string>> }) =>
  Object.keys(table.values).length === keys.length && keys.every(key => key in table.values)
const rowFor = (keys: readonly string[]) => ({ message: `one entry for each of ${keys.join(', ')}` })
const ratios = (keys: readonly string[]) =>
  sourcedTable('ratio')
    .refine(table => has(keys, table), rowFor(keys))
    .refine(table => Object.values(table.values).every(isRatio), ratioRange)
const ratio = () => sourcedNumber('ratio').refine(one => isRatio(one.value), ratioRange)

export const fundSchema = z.strictObject({
  kind: z.literal('fund'),
  ...editionHeader,
  contributions: z.strictObject({
    /** The most the Act allows a year, of eligible loans. */
    rate_max: sourcedNumber('annual_rate').refine(isNotBelow, notBelow),
    bank_rate: sourcedNumber('annual_rate').refine(isNotBelow, notBelow),
    finance_company_rate: sourcedNumber('annual_rate').refine(isNotBelow, notBelow),
    bank_months: sourcedNumber('months').refine(isAbove, above),
    finance_company_months: sourcedNumber('months').refine(isAbove, above),
    day_count: sourcedNumber('days').refine(isAbove, above),
    step: sourcedNumber('won').refine(isAbove, above),
    /**
     * What is added to a bank's rate, or taken off it, by how many times its contributions the fund paid on claims for
     * it: up to and including `up_to`, the last step open.
     */
    adjustments: z
      .array(
        z.strictObject({ code, up_to: sourcedNumber('multiple').nullable(), change: sourcedNumber('annual_rate') }),
      )
      .refine(steps => steps.every((one, place) => (one.up_to === null) === (place === steps.length - 1)), {
        message: 'the last step is open, and no other',
      }),
  }),
  /** How many times basic property and kept surplus all guarantees may come to. */
  exposure_multiple: sourcedNumber('multiple').refine(one => /^[1-9][0-9]{0,2}$/.test(one.value), {
    message: 'a whole number above 0',
  }),
  /** What of all guarantees are technology guarantees at least. */
  technology_share_min: ratio(),
  provisions: z.strictObject({
    method: z.enum(PROVISION_METHODS),
    /** Of what a guarantee in force stands at. */
    rate_by_grade: ratios(FINAL_GRADES),
    /** Where something happened, whatever the grade; of a guarantee in force only where its grade is not known. */
    rate_by_state: ratios(PROVISION_STATES),
    /** Within a year. */
    default_by_grade: ratios(FINAL_GRADES),
    loss_given_default: ratio(),
  }),
})
export type FundEdition = z.infer<typeof fundSchema>
