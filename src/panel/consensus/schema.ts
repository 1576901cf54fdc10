/** What the API of a hearing takes and shows. */
import { z } from 'zod'
import { plainText } from '../../kernel/text.ts'
import { markGivenSchema, markSchema } from '../schema.ts'
import { OUTCOMES } from './hearing.ts'

export const statementBody = z.strictObject({
  /** What the appraiser holds of the other marks; also the reason of the sheet marked again. */
  statement: plainText(1000),
  /** Marks given again on what differs; without any the appraiser stays with what was signed. */
  marks: z.array(markGivenSchema).min(1).max(100).optional(),
})
export const heardView = z.strictObject({
  /** Null while somebody is still to be heard. */
  outcome: z.enum(OUTCOMES).nullable(),
  /** The sheet marked again; null where the appraiser stays. */
  sheet: z.uuid().nullable(),
  state: z.string(),
  version: z.int(),
})
const difference = z.strictObject({
  indicator: z.string(),
  sides: z.array(z.strictObject({ appraiser: z.string(), sheet: z.string(), given: markSchema.nullable() })),
})
export const hearingView = z.strictObject({
  id: z.uuid(),
  opened_at: z.string(),
  due_on: z.string(),
  outcome: z.enum(OUTCOMES).nullable(),
  closed_at: z.string().nullable(),
  before: z.array(difference),
  /** The same marks when it was closed; null while it is open. */
  after: z.array(difference).nullable(),
  statements: z.array(
    z.strictObject({
      appraiser: z.string(),
      statement: z.string(),
      sheet: z.string().nullable(),
      stated_at: z.string(),
    }),
  ),
  waiting: z.array(z.string()),
})
