/** The shape of rules/holidays: the public holidays of the legal zone, year by year. */
import { z } from 'zod'
import { editionHeader, STATUSES, sourceReference } from '../kernel/sourced.ts'
import { code, dayText, plainText } from '../kernel/text.ts'

export const holidaysSchema = z.strictObject({
  kind: z.literal('holidays'),
  ...editionHeader,
  years: z.array(
    z.strictObject({
      year: z.string().regex(/^\d{4}$/),
      status: z.enum(STATUSES),
      decided_by: z.literal('statute'),
      source: sourceReference.nullable(),
      note: plainText(500).optional(),
      days: z.array(z.strictObject({ day: dayText, code })).min(1),
    }),
  ),
})
export type HolidaysEdition = z.infer<typeof holidaysSchema>
