/** An organisation's own machines over HTTP: their keys, added and retired by its people. */
import { z } from 'zod'
import { ok, type Result } from '../../kernel/result.ts'
import { plainText } from '../../kernel/text.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Reply, type Route, route } from '../http/route.ts'
import { KEY_STATES, type Key } from './client-keys.ts'
import { addKey, type MachineShown, OVERLAP, ownMachines, retireKey } from './machines.ts'

const TAG = 'machines'
export const clientId = z.string().regex(/^client-[0-9a-z-]{3,40}$/)
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const kid = plainText(100)

export const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  kid,
  use: z.literal('sig'),
  alg: z.literal('ES256'),
})

const keySchema = z.strictObject({
  key: z.strictObject({ ...publicKey.shape, x: z.string(), y: z.string(), kid: z.string() }),
  state: z.enum(KEY_STATES),
  added_by: z.string(),
  added_at: z.string(),
  retires_at: z.string().nullable().describe('From then on nothing signed by it gets a token'),
  retired_by: z.string().nullable(),
})
const machineSchema = z.strictObject({
  id: z.string(),
  is_active: z.boolean(),
  binding: z.enum(['none', 'dpop', 'mtls']).describe('How its tokens are bound: dpop RFC 9449, mtls RFC 8705'),
  requests_per_minute: z.int().nullable().describe('Null: as many as everybody'),
  created_at: z.string(),
  keys: z.array(keySchema),
})
const keysSchema = z.strictObject({ keys: z.array(keySchema) })
const replied = (result: Result<readonly Key[]>, status: 200 | 201): Result<Reply> =>
  result.ok ? ok({ status, json: { keys: result.value } }) : result

const params = z.strictObject({ client_id: clientId })

export const machineRoutes = (): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/clients',
    summary: 'One’s own machines, each with its public keys and until when they hold',
    tag: TAG,
    action: 'client.own',
    query: z.strictObject(pageShape),
    answers: { 200: pageOf(machineSchema) },
    handle: async ({ tx, actor, query }) => {
      const list = `machines of ${actor.party}`
      const place = placeOf(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await ownMachines(tx, actor, place.value, limit)
      if (!found.ok) return found
      const item = (one: MachineShown) => one
      return ok({ status: 200, json: page(found.value, limit, list, one => one.id, item) })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clients/{client_id}/keys',
    summary: 'Adds a key of one’s own machine by its public half; those before go on holding',
    tag: TAG,
    action: 'client_key.change',
    refusals: ['client_key_by_machine', 'client_unknown', 'client_key_unfit', 'client_key_known', 'client_keys_full'],
    params,
    body: publicKey,
    answers: { 201: keysSchema },
    handle: async ({ tx, actor, params, body }) => replied(await addKey(tx, actor, params.client_id, body), 201),
  }),
  route({
    method: 'POST',
    path: '/v1/clients/{client_id}/keys/retire',
    summary: 'Retires a key of one’s own machine, after some hours beside the next one or at once',
    tag: TAG,
    action: 'client_key.change',
    refusals: ['client_key_by_machine', 'client_unknown', 'client_key_unknown', 'client_key_last'],
    example: { kid: 'key-2026-04', overlap_hours: OVERLAP.hoursUsual },
    params,
    body: z.strictObject({
      kid,
      overlap_hours: z
        .int()
        .min(0)
        .max(OVERLAP.hoursMax)
        .default(OVERLAP.hoursUsual)
        .describe('Hours it goes on holding; 0 where somebody else may have it'),
      is_last: z.boolean().default(false).describe('Said where no other key stays: the machine then gets no token'),
    }),
    answers: { 200: keysSchema },
    handle: async ({ tx, actor, params, body }) => replied(await retireKey(tx, actor, params.client_id, body), 200),
  }),
]
