/** What is sent and answered over HTTP about webhooks. */
import { z } from 'zod'
import { plainText } from '../../kernel/text.ts'
import { EVENT_TYPES } from './catalogue.ts'
import { PROBLEMS } from './schedule.ts'
import { BOUNDS } from './settings.ts'
import { SCHEMES } from './signature.ts'

const moment = z.iso.datetime({ offset: false })

const wanted = {
  url: z.string().min(10).max(BOUNDS.urlCharactersMax),
  /** Empty: all of them, those of later versions too. */
  types: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length),
  description: plainText(200).nullable().default(null),
}
export const newEndpointSchema = z.strictObject({ ...wanted, scheme: z.enum(SCHEMES).default('v1a') })
export const changedEndpointSchema = z.strictObject(wanted)
export type NewEndpoint = z.output<typeof newEndpointSchema>
export type ChangedEndpoint = z.output<typeof changedEndpointSchema>

export const rotationSchema = z.strictObject({
  /** How long the secret before signs too; 0 where it is known to others. */
  overlap_hours: z.int().min(0).max(BOUNDS.overlapHoursMax).default(BOUNDS.overlapHoursUsual),
})
export const resendSchema = z.strictObject({ since: moment, undelivered_only: z.boolean().default(true) })

export const STATES = ['active', 'paused', 'disabled'] as const
const endpoint = {
  id: z.uuid(),
  url: z.string(),
  description: z.string().nullable(),
  types: z.array(z.string()),
  scheme: z.enum(SCHEMES),
  /** `whpk_` and the public key that v1a signatures are checked with; null for v1. */
  public_key: z.string().nullable(),
  state: z.enum(STATES),
  disabled_because: z.enum(['gone', 'failing']).nullable(),
  failing_since: z.string().nullable(),
  resting_until: z.string().nullable(),
  /** Until when the secret before the last rotation signs too. */
  previous_until: z.string().nullable(),
  version: z.int(),
  created_at: z.string(),
}
export const endpointSchema = z.strictObject(endpoint)
export type EndpointShown = z.output<typeof endpointSchema>
/** `secret`: `whsec_` and the shared secret, shown this once; null for v1a, and where the answer is a repeated one. */
export const endpointWithSecretSchema = z.strictObject({ ...endpoint, secret: z.string().nullable() })
export type EndpointWithSecret = z.output<typeof endpointWithSecretSchema>

export const DELIVERY_STATES = ['pending', 'delivered', 'given_up', 'ended'] as const
export const deliverySchema = z.strictObject({
  message_id: z.string(),
  type: z.string(),
  subject: z.string(),
  data: z.record(z.string(), z.unknown()),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  told_at: z.string(),
  due_at: z.string().nullable(),
  ended_at: z.string().nullable(),
})
export const attemptSchema = z.strictObject({
  at: z.string(),
  duration_ms: z.int(),
  status: z.int().nullable(),
  problem: z.enum(PROBLEMS).nullable(),
  answer: z.string().nullable(),
})
export const putAgainSchema = z.strictObject({ put_again: z.int() })
