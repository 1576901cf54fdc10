/** What is asked of the fund's own means over the API, and what is answered. */
import { z } from 'zod'
import { CONTRIBUTORS } from '../../decision/fund-schema.ts'
import { SCOPES } from '../../decision/terms-schema.ts'
import { code, dayText, decimalText, moneyNotNegative, plainText } from '../../kernel/text.ts'

const month = z.string().regex(/^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$/, { message: 'a month is text such as 2026-03' })
const bank = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { message: 'the id of a bank' })
const positive = moneyNotNegative.refine(text => text !== '0', { message: 'above 0' })

export const contributionBody = z.strictObject({
  bank,
  kind: z.enum(CONTRIBUTORS),
  /** The first month of the period. */
  month,
  loans: moneyNotNegative,
  claims_paid: moneyNotNegative,
  contributed: moneyNotNegative,
})
export const paymentParams = z.strictObject({ bank })
export const paymentBody = z.strictObject({ on: dayText, amount: positive, reference: plainText(200) })
export const yearParams = z.strictObject({
  year: z.string().regex(/^20[0-9]{2}$/, { message: 'a year is 2000 to 2099' }),
})
export const headroomParams = z.strictObject({
  scope: z.enum(SCOPES),
  code,
  key: z.string().regex(/^[a-z0-9._-]{1,80}$/),
})
export const headroomQuery = z.strictObject({
  /** The last day that is asked for; a year from today where none is. */
  last: dayText.optional(),
  /** An amount for which the first day with room is looked for. */
  amount: positive.optional(),
})

export const contributionView = z.strictObject({
  bank: z.string(),
  kind: z.enum(CONTRIBUTORS),
  month: z.string(),
  loans: moneyNotNegative,
  days: z.int(),
  rate: decimalText,
  amount: moneyNotNegative,
  edition: z.string(),
  on: dayText,
})
export const paymentView = z.strictObject({ bank: z.string(), amount: moneyNotNegative, open: moneyNotNegative })
export const alertView = z.strictObject({
  kind: z.enum(['exposure_above_cap', 'technology_share_broken']),
  is_broken: z.boolean(),
  day: dayText,
  at: z.string(),
})
export const fundView = z.strictObject({
  cap: decimalText,
  used: decimalText,
  headroom: decimalText,
  excess: decimalText,
  composition: z.strictObject({
    technology: decimalText,
    credit: decimalText,
    /** How much credit guarantee may be given; null where any amount may. */
    credit_room: decimalText.nullable(),
    holds: z.boolean(),
  }),
  alerts: z.array(alertView),
})
export const closingView = z.strictObject({
  year: z.int(),
  result: decimalText,
  from_reserves: decimalText,
  from_government: decimalText,
})
export const headroomView = z.strictObject({
  limit: decimalText,
  days: z.array(
    z.strictObject({
      from: dayText,
      posted: decimalText,
      reserved: decimalText,
      headroom: decimalText,
      excess: decimalText,
    }),
  ),
  /** The first day on which the amount asked for finds room; null where none does or none was asked for. */
  room_from: dayText.nullable(),
})
