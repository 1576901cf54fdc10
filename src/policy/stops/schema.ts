/** What is said over the API of rule sets that are stopped. */
import { z } from 'zod'
import { kinds } from '../../appraisal/edition-kinds.ts'
import { plainText } from '../../kernel/text.ts'

export const stopBody = z.strictObject({ kind: z.enum(kinds), reason: plainText(1000) })
export const liftBody = z.strictObject({ reason: plainText(1000) })
export const stopParams = z.strictObject({ stop_id: z.uuid() })

export const stopView = z.strictObject({
  id: z.uuid(),
  kind: z.enum(kinds),
  reason: z.string(),
  stopped_by: z.string(),
  stopped_at: z.string(),
  lifted_by: z.string().nullable(),
  lift_reason: z.string().nullable(),
  lifted_at: z.string().nullable(),
})
