/** What is asked of the charging of a guarantee over the API, and what is shown of its fees. */
import { z } from 'zod'
import { code, dayText, decimalText, digestText } from '../../kernel/text.ts'
import { FEE_KINDS } from '../fee-row.ts'

export const appraisalBody = z.strictObject({ appraisal: code })

/** `contract`, `proof`: the papers in which the fee was agreed, and that show the success. */
export const successBody = z.strictObject({
  signed_on: dayText,
  rate: decimalText.refine(text => !text.startsWith('-'), { message: 'a ratio from 0' }),
  contract: digestText,
  marked_on: dayText,
  proof: digestText,
})

const feeItem = z.strictObject({
  place: z.int(),
  kind: z.enum(FEE_KINDS),
  code: z.string().nullable(),
  /** `firm`, `government`, `programme`, or a bank by its id. */
  payer: z.string(),
  notice: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  due_on: z.string(),
  amount: z.string(),
  /** What of it is posted as earned, and what is not paid; of each payer the oldest is paid first. */
  earned: z.string(),
  unpaid: z.string(),
  late_to: z.string().nullable(),
  rule: z.string(),
  edition: z.string().nullable(),
})
const owedItem = z.strictObject({
  payer: z.string(),
  unpaid: z.string(),
  /** The day since which the oldest of it is due; null where nothing is unpaid. */
  since: z.string().nullable(),
})
export const feesView = z.strictObject({ items: z.array(feeItem), owed: z.array(owedItem) })
export type FeesView = z.output<typeof feesView>

export const receivablesView = z.strictObject({
  items: z.array(z.strictObject({ payer: z.string(), guarantees: z.int(), unpaid: z.string() })),
})
