/** What the API shows of the duties of a case. */
import { z } from 'zod'
import { OUTCOMES } from './duties.ts'

export const dutyView = z.strictObject({
  duty: z.string(),
  step: z.string(),
  says: z.strictObject({ ko: z.string(), en: z.string(), zh: z.string() }),
  outcome: z.enum(OUTCOMES),
  /** Events, sheets and decisions it is read from. */
  from: z.array(z.string()),
  /** Whose duty it was. */
  by: z.array(z.string()),
})
