/** What the API shows of readings. */
import { z } from 'zod'

export const readingView = z.strictObject({
  place: z.string(),
  at: z.string(),
  person: z.string(),
  organisation: z.string(),
  roles: z.array(z.string()),
  action: z.string(),
  relations: z.array(z.string()),
  route: z.string(),
  outcome: z.enum(['shown', 'withheld', 'refused']),
  fields: z.array(z.string()),
  decision: z.string().nullable(),
  is_issued: z.boolean(),
  ground: z.enum(['duty', 'deed', 'reason', 'none']),
  reason: z.string().nullable(),
  codes: z.array(z.string()),
})

const reader = {
  person: z.string(),
  organisation: z.string(),
  roles: z.array(z.string()),
  at: z.string(),
  action: z.string(),
}
export const reportBody = z.strictObject({
  month: z.string(),
  seen: z.array(
    z.strictObject({
      ...reader,
      case: z.string(),
      decision: z.string().nullable(),
      relations: z.array(z.string()),
      fields: z.array(z.string()),
      ground: z.enum(['duty', 'deed', 'reason', 'none']),
      reason: z.string().nullable(),
    }),
  ),
  asked: z.array(
    z.strictObject({
      ...reader,
      subject: z.string(),
      case: z.string().nullable(),
      outcome: z.enum(['withheld', 'refused']),
      codes: z.array(z.string()),
    }),
  ),
})
export const reportHead = z.strictObject({
  month: z.string(),
  made_by: z.string(),
  made_at: z.string(),
  digest: z.string(),
})
export const reportView = z.strictObject({ ...reportHead.shape, report: reportBody })
