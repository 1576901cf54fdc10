/** What goes in and out of the routes by which a month told again is followed. */
import { z } from 'zod'
import { plainText } from '../../kernel/text.ts'

export const restorationBody = z.strictObject({
  report: z.uuid(),
  /** The difference of the report, by its place in what is offered. */
  difference: z.int().min(1).max(10_000_000),
  reason: plainText(2000),
})
export type Restoration = z.output<typeof restorationBody>

export const offerShown = z.strictObject({
  report: z.uuid(),
  difference: z.int(),
  bank: z.string(),
  month: z.string(),
  row: z.int(),
  /** What stood at the month's end by the books, and by what the bank told. */
  expected: z.string(),
  reported: z.string(),
  by: z.string(),
  state: z.enum(['offered', 'restored']),
  restored_by: z.string().nullable(),
  restored_at: z.string().nullable(),
  reason: z.string().nullable(),
})
export const offersShown = z.strictObject({ items: z.array(offerShown) })
