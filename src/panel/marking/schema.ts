/** What the API of drafts and sheets takes and shows. */
import { z } from 'zod'
import { code, plainText } from '../../kernel/text.ts'
import { MARKS, markGivenSchema, measuredSchema, sheetSchema, siteVisitSchema } from '../schema.ts'

const marks = z.array(markGivenSchema).max(100)
const eachOnce = marks.refine(list => new Set(list.map(one => one.indicator)).size === list.length, {
  message: 'one mark for each indicator',
})

export const caseParams = z.strictObject({ case_id: z.uuid() })
export const markParams = z.strictObject({ case_id: z.uuid(), indicator: code })
/** A draft may be as incomplete as it is; only its shape is asked. */
export const draftBody = z.strictObject({ marks: eachOnce })
export const draftMarkBody = markGivenSchema.omit({ indicator: true })
/** What an autosave is answered: the version to save the next one on. */
export const savedView = z.strictObject({ version: z.int(), saved_at: z.string() })
export const draftView = savedView.extend({ marks })
export const formView = z.strictObject({
  indicators: z.array(
    z.strictObject({
      indicator: z.string(),
      evidence_types: z.array(z.string()),
      /** What a fact says of it, with who said so and of which day; null where the appraiser judges. */
      measured: measuredSchema.nullable(),
    }),
  ),
  evidence_required: z.array(z.enum(MARKS)),
  quotation_required: z.array(z.enum(MARKS)),
  site_visit_required: z.boolean(),
})
export const sheetBody = z.strictObject({
  marks: marks.min(1).optional(),
  /** In place of marks: the version of the caller's draft that is signed as it stands. */
  draft_version: z.int().min(1).optional(),
  /** A visit not kept by itself before; the last one kept counts where none is told here. */
  site_visit: siteVisitSchema.optional(),
  /** Why a sheet signed before is corrected; asked of every version after the first. */
  correction_reason: plainText(1000).optional(),
})
export const signedView = z.strictObject({ id: z.uuid(), digest: z.string(), state: z.string(), version: z.int() })
export const sheetView = z.strictObject({
  id: z.uuid(),
  appraiser: z.string(),
  digest: z.string(),
  signed_at: z.string(),
  superseded_at: z.string().nullable(),
  body: sheetSchema,
})
