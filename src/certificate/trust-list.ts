/**
 * The trust list: the one root and the keys under it that a verifier believes, with their days. Nothing else is
 * believed.
 */
import { z } from 'zod'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { CertificateRefusal } from './refusals.ts'

const certificate = z
  .string()
  .max(8192)
  .regex(/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)
const moment = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/)

const trustedKeySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  /** What the key may do, and nothing else. */
  purpose: z.enum(['seal', 'time_stamp']),
  /** DER in base64. */
  certificate,
  /** First and last moment at which the key's work is believed; a retired key's end is the day it was retired. */
  not_before: moment,
  not_after: moment,
  /** A revoked key's work is believed at no time at all. */
  status: z.enum(['active', 'retired', 'revoked']),
})

export const trustListSchema = z.strictObject({
  format: z.literal(1),
  /** DER in base64. */
  root: certificate,
  keys: z.array(trustedKeySchema).max(1000),
})

export type TrustedKey = Readonly<z.infer<typeof trustedKeySchema>>
export type TrustList = { readonly format: 1; readonly root: string; readonly keys: readonly TrustedKey[] }

/** Reads a trust list from parsed JSON; refused as `trust_list_malformed` at the first field that is wrong. */
export function readTrustList(value: unknown): Result<TrustList, CertificateRefusal> {
  const parsed = trustListSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const at = issue?.path.join('.') ?? ''
    return refuse(refusal('trust_list_malformed', at, { reason: issue?.message ?? 'unreadable' }))
  }
  const ids = parsed.data.keys.map(key => key.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined)
    return refuse(refusal('trust_list_malformed', 'keys', { reason: `two keys are named ${twice}` }))
  return ok(parsed.data)
}
