/** Marks as they are exported: sheets with their marks, to compute the figures of a panel without the service. */
import { z } from 'zod'
import { code, dayText, id, plainText } from '../../kernel/text.ts'
import { MARKS } from '../schema.ts'
import type { MarkedOutcome, MarkedSheet } from './sheets.ts'

const SHEETS_MAX = 100_000
const MARKS_MAX = 100
const REASON_MAX = 1000
const QUOTATION_MAX = 500

export const exportedSchema = z.strictObject({
  sheets: z
    .array(
      z.strictObject({
        case: id,
        appraiser: id,
        field: plainText(120).nullable().default(null),
        rubric: plainText(120).nullable().default(null),
        signed_on: dayText,
        /** How long the sheet took; left out where nobody knows. */
        seconds: z.number().int().min(0).nullable().default(null),
        marks: z
          .array(
            z.strictObject({
              indicator: code,
              mark: z.enum(MARKS),
              override_reason: plainText(REASON_MAX).nullable().default(null),
              quotations: z.array(plainText(QUOTATION_MAX)).max(20).default([]),
            }),
          )
          .min(1)
          .max(MARKS_MAX),
      }),
    )
    .max(SHEETS_MAX),
  /** Sheets that another took the place of, counted alone. */
  superseded: z.number().int().min(0).default(0),
  outcomes: z
    .array(
      z.strictObject({
        appraiser: id,
        /** The chance of an accident that the grade let expect. */
        chance: z.number().gt(0).lt(1),
        is_accident: z.boolean(),
      }),
    )
    .max(SHEETS_MAX)
    .default([]),
})
export type Exported = z.output<typeof exportedSchema>

export const sheetsOf = ({ sheets }: Exported): readonly MarkedSheet[] =>
  sheets.map(({ case: subject, appraiser: rater, ...one }) => ({ subject, rater, ...one }))

export const outcomesOf = ({ outcomes }: Exported): readonly MarkedOutcome[] =>
  outcomes.map(one => ({ rater: one.appraiser, chance: one.chance, isAccident: one.is_accident }))
