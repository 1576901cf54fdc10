/** Webhooks over HTTP, under /v1/webhooks: an organisation's own endpoints and what was delivered to them. */
import { z } from 'zod'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Reply, type Route, route } from '../http/route.ts'
import type { Attempt, Delivery } from './deliveries.ts'
import {
  attemptSchema,
  changedEndpointSchema,
  DELIVERY_STATES,
  deliverySchema,
  type EndpointShown,
  type EndpointWithSecret,
  endpointSchema,
  endpointWithSecretSchema,
  newEndpointSchema,
  putAgainSchema,
  resendSchema,
  rotationSchema,
} from './schema.ts'
import type { WebhookService } from './service.ts'
import { messageId } from './worker.ts'

const TAG = 'webhooks'
const PATH = '/v1/webhooks/endpoints'
const ONE = `${PATH}/{endpoint_id}`
const params = z.strictObject({ endpoint_id: z.uuid() })
/** A message's id as a receiver sees it: `msg_` and a UUID. */
const messageParams = z.strictObject({
  endpoint_id: z.uuid(),
  message_id: z.string().regex(/^msg_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
})
const idIn = (message: string): string => message.slice('msg_'.length)
const isSequence = (text: string): boolean => /^[0-9]{1,18}$/.test(text)
const isUuid = (text: string): boolean => z.uuid().safeParse(text).success

/** The place a page goes on from, where it has the form of one. */
function placeIn(list: string, cursor: string | undefined, isPlace: (text: string) => boolean) {
  const place = placeOf(list, cursor)
  if (!place.ok || place.value === undefined || isPlace(place.value)) return place
  return refuse(refusal('cursor_malformed', 'cursor'))
}

const replied = (result: Result<EndpointShown>): Result<Reply> =>
  result.ok ? ok({ status: 200, json: result.value, etag: result.value.version }) : result

/** With the secret, which a repetition of the request is not given again. */
const repliedOnce = (result: Result<EndpointWithSecret>, status: 200 | 201): Result<Reply> => {
  if (!result.ok) return result
  const { value } = result
  return ok({ status, json: value, kept: { ...value, secret: null }, etag: value.version })
}
const putAgain = (result: Result<number>): Result<Reply> =>
  result.ok ? ok({ status: 202, json: { put_again: result.value } }) : result

const endpointRoutes = (service: WebhookService): readonly Route[] => [
  route({
    method: 'GET',
    path: PATH,
    summary: 'One’s own webhook endpoints, newest first',
    tag: TAG,
    action: 'webhook.list',
    query: z.strictObject(pageShape),
    answers: { 200: pageOf(endpointSchema) },
    handle: async ({ tx, actor, query }) => {
      const list = `webhook endpoints of ${actor.party}`
      const place = placeIn(list, query.cursor, isUuid)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.list(tx, actor, place.value, limit)
      if (!found.ok) return found
      const item = (one: EndpointShown) => one
      return ok({ status: 200, json: page(found.value, limit, list, one => one.id, item) })
    },
  }),
  route({
    method: 'POST',
    path: PATH,
    summary: 'Makes a webhook endpoint; a shared secret is shown in this answer and never again',
    tag: TAG,
    action: 'webhook.create',
    refusals: ['webhook_url_unfit', 'webhook_endpoints_full'],
    example: { url: 'https://bank.example/guarantees', types: ['certificate.issued', 'certificate.revoked'] },
    body: newEndpointSchema,
    answers: { 201: endpointWithSecretSchema },
    handle: async ({ tx, actor, body }) => repliedOnce(await service.create(tx, actor, body), 201),
  }),
  route({
    method: 'GET',
    path: ONE,
    summary: 'One webhook endpoint',
    tag: TAG,
    action: 'webhook.read',
    refusals: ['webhook_unknown'],
    params,
    answers: { 200: endpointSchema },
    handle: async ({ tx, actor, params }) => replied(await service.read(tx, actor, params.endpoint_id)),
  }),
  route({
    method: 'PUT',
    path: ONE,
    summary: 'Changes where an endpoint is and what it is told',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_url_unfit', 'webhook_unknown'],
    params,
    body: changedEndpointSchema,
    isVersioned: true,
    answers: { 200: endpointSchema },
    handle: async ({ tx, actor, params, body, ifMatch }) =>
      replied(await service.change(tx, actor, params.endpoint_id, body, ifMatch)),
  }),
  route({
    method: 'POST',
    path: `${ONE}/pause`,
    summary: 'Stops sending to an endpoint; what is told meanwhile waits',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_unknown', 'webhook_state'],
    params,
    answers: { 200: endpointSchema },
    handle: async ({ tx, actor, params }) => replied(await service.pause(tx, actor, params.endpoint_id)),
  }),
  route({
    method: 'POST',
    path: `${ONE}/resume`,
    summary: 'Goes on sending to an endpoint that was paused or disabled',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_unknown', 'webhook_state'],
    params,
    answers: { 200: endpointSchema },
    handle: async ({ tx, actor, params }) => replied(await service.resume(tx, actor, params.endpoint_id)),
  }),
  route({
    method: 'POST',
    path: `${ONE}/secret`,
    summary: 'Gives an endpoint a new secret; the one before signs beside it for a while',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_unknown'],
    params,
    body: rotationSchema,
    answers: { 200: endpointWithSecretSchema },
    handle: async ({ tx, actor, params, body }) =>
      repliedOnce(await service.rotate(tx, actor, params.endpoint_id, body.overlap_hours), 200),
  }),
  route({
    method: 'DELETE',
    path: ONE,
    summary: 'Erases an endpoint with its secrets; what waited for it ends',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_unknown'],
    params,
    answers: { 204: null },
    handle: async ({ tx, actor, params }) => {
      const erased = await service.erase(tx, actor, params.endpoint_id)
      return erased.ok ? ok({ status: 204 }) : erased
    },
  }),
]

const deliveryRoutes = (service: WebhookService): readonly Route[] => [
  route({
    method: 'POST',
    path: `${ONE}/test`,
    summary: 'Sends a message of type webhook.test to an endpoint',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_unknown', 'webhook_state'],
    params,
    answers: { 202: putAgainSchema },
    handle: async ({ tx, actor, params, day }) => {
      const tested = await service.test(tx, actor, params.endpoint_id, day)
      return tested.ok ? putAgain(ok(1)) : tested
    },
  }),
  route({
    method: 'POST',
    path: `${ONE}/resend`,
    summary: 'Sends again what was told since a moment: what was not delivered, or all',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_unknown', 'webhook_state'],
    example: { since: '2026-04-14T00:00:00Z', undelivered_only: true },
    params,
    body: resendSchema,
    answers: { 202: putAgainSchema },
    handle: async ({ tx, actor, params, body }) =>
      putAgain(await service.resendSince(tx, actor, params.endpoint_id, body.since, body.undelivered_only)),
  }),
  route({
    method: 'GET',
    path: `${ONE}/deliveries`,
    summary: 'What was told to an endpoint and what came of it, newest first',
    tag: TAG,
    action: 'webhook.read',
    refusals: ['webhook_unknown'],
    params,
    query: z.strictObject({ ...pageShape, state: z.enum(DELIVERY_STATES).optional() }),
    answers: { 200: pageOf(deliverySchema) },
    handle: async ({ tx, actor, params, query }) => {
      const { endpoint_id: id } = params
      const list = `deliveries to ${id} ${query.state ?? ''}`
      const place = placeIn(list, query.cursor, isSequence)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.deliveries(tx, actor, id, { before: place.value, state: query.state, limit })
      if (!found.ok) return found
      const item = ({ sequence: _, ...one }: Delivery) => ({ ...one, message_id: messageId(one.message_id) })
      return ok({ status: 200, json: page(found.value, limit, list, one => one.sequence, item) })
    },
  }),
  route({
    method: 'GET',
    path: `${ONE}/deliveries/{message_id}/attempts`,
    summary: 'Every try of one message: status, duration and the first bytes of the answer',
    tag: TAG,
    action: 'webhook.read',
    refusals: ['webhook_unknown', 'webhook_message_unknown'],
    params: messageParams,
    query: z.strictObject(pageShape),
    answers: { 200: pageOf(attemptSchema) },
    handle: async ({ tx, actor, params, query }) => {
      const { endpoint_id: id, message_id: message } = params
      const list = `attempts of ${message} at ${id}`
      const place = placeIn(list, query.cursor, isSequence)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.attempts(tx, actor, id, idIn(message), { before: place.value, limit })
      if (!found.ok) return found
      const item = ({ id: _, ...one }: Attempt) => one
      return ok({ status: 200, json: page(found.value, limit, list, one => one.id, item) })
    },
  }),
  route({
    method: 'POST',
    path: `${ONE}/deliveries/{message_id}/resend`,
    summary: 'Sends one message again, whatever became of it',
    tag: TAG,
    action: 'webhook.change',
    refusals: ['webhook_unknown', 'webhook_message_unknown', 'webhook_state'],
    params: messageParams,
    answers: { 202: putAgainSchema },
    handle: async ({ tx, actor, params }) =>
      putAgain(await service.resend(tx, actor, params.endpoint_id, idIn(params.message_id))),
  }),
]

export const webhookRoutes = (service: WebhookService): readonly Route[] => [
  ...endpointRoutes(service),
  ...deliveryRoutes(service),
]
