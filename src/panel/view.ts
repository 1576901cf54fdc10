/** What the API of the panel takes and shows. */
import { z } from 'zod'
import { markSchema, sheetSchema, siteVisitSchema } from './schema.ts'

export const panelParams = z.strictObject({ case_id: z.uuid() })
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
