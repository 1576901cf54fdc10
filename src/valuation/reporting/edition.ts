/** The part of rules/worth that says how a valuation is reconciled, how long it holds and how long it is kept. */
import { z } from 'zod'
import { fixed, ONE } from '../../kernel/fixed.ts'
import { sourcedNumber } from '../../kernel/sourced.ts'

const between = (text: string, most: bigint): boolean => /^[1-9][0-9]{0,4}$/.test(text) && BigInt(text) <= most

export const reportingSchema = z.strictObject({
  /** Greatest difference of a check from the leading value, as a share of it, that needs no stated reason. */
  tolerance: sourcedNumber('ratio').refine(one => fixed(one.value) > 0n && fixed(one.value) < ONE, {
    message: 'above 0 and below 1',
  }),
  /** How long a valuation may be relied on, from its base day. */
  validity_days: sourcedNumber('days').refine(one => between(one.value, 1830n), { message: '1 to 1,830 days' }),
  /** How long the report is kept after it was completed or the last judgment on it. */
  retention_years: sourcedNumber('years').refine(one => between(one.value, 99n), { message: '1 to 99 years' }),
})
export type ReportingEdition = z.output<typeof reportingSchema>
