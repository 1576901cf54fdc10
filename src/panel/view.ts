/** What the API of the panel takes and shows. */
import { z } from 'zod'

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
