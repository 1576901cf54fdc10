/** What the API of the panel takes and shows. */
import { z } from 'zod'
import { markSchema, sheetSchema, siteVisitSchema } from './schema.ts'

export const panelParams = z.strictObject({ case_id: z.uuid() })
export const drawView = z.strictObject({
  commitment: z.string(),
  seed: z.string(),
  candidates: z.array(z.string()),
  count: z.int(),
})
export const assignmentView = z.strictObject({
  appraiser: z.string(),
  assigned_at: z.string(),
  ended_at: z.string().nullable(),
  draw: drawView,
})
export const sheetView = z.strictObject({
  id: z.uuid(),
  appraiser: z.string(),
  digest: z.string(),
  signed_at: z.string(),
  superseded_at: z.string().nullable(),
  body: sheetSchema,
})
export const sheetBody = z.strictObject({
  marks: z.array(markSchema).min(1).max(100),
  site_visit: siteVisitSchema.optional(),
})
