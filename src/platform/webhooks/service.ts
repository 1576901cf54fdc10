/**
 * Use cases of webhooks: an organisation's own endpoints, their secrets, pauses and tests, what was delivered to them,
 * and putting it in again.
 */
import type { Actor } from '../../access/actor.ts'
import { type Action, may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import { versionHeld } from '../http/version.ts'
import { uuid7 } from '../ids.ts'
import { tellEach } from '../outbox.ts'
import { endpointUrl } from './address.ts'
import * as deliveries from './deliveries.ts'
import * as endpoints from './endpoints.ts'
import type { ChangedEndpoint, EndpointShown, EndpointWithSecret, NewEndpoint } from './schema.ts'
import type { Sealing } from './secrets.ts'
import { BOUNDS } from './settings.ts'
import { newSecret } from './signature.ts'

export type WebhookParts = {
  readonly sealing: Sealing
  /** Whether this machine itself may be told: in a demonstration alone. */
  readonly toLoopback: boolean
}

const shown = ({ organisation: _, ...endpoint }: endpoints.Endpoint): EndpointShown => endpoint
const subjectOf = (id: string): string => `webhook:${id}`

/** An endpoint the actor may do this with; a stranger's is unknown. */
async function reached(
  tx: Tx,
  actor: Actor,
  action: Action,
  id: string,
  isForChange = false,
): Promise<Result<endpoints.Endpoint>> {
  const found = await endpoints.endpointBy(tx, id, isForChange)
  const unknown = refuse(refusal('webhook_unknown', 'endpoint_id', { value: id }))
  const granted = may(actor, action, found?.organisation === actor.party ? 'own' : 'none')
  if (!granted.ok) return granted.refusals[0]?.code === 'subject_missing' ? unknown : granted
  return found === undefined ? unknown : ok(found)
}

export function makeWebhookService({ sealing, toLoopback }: WebhookParts) {
  /** The endpoint as it now stands, after a change that is told to the audit log. */
  async function changed(tx: Tx, actor: Actor, id: string, what: string): Promise<EndpointShown> {
    await audited(tx, actor, { action: 'webhook.change', subject: subjectOf(id), detail: what })
    const after = await endpoints.endpointBy(tx, id)
    if (after === undefined) throw new Error(`the webhook endpoint ${id} was changed and is not there`)
    return shown(after)
  }

  /** Moves an endpoint from one of these states to another. */
  async function moved(
    tx: Tx,
    actor: Actor,
    id: string,
    from: readonly string[],
    to: 'active' | 'paused',
  ): Promise<Result<EndpointShown>> {
    const found = await reached(tx, actor, 'webhook.change', id, true)
    if (!found.ok) return found
    if (!from.includes(found.value.state))
      return refuse(refusal('webhook_state', 'state', { value: found.value.state, limit: from.join(', ') }))
    await endpoints.setState(tx, id, to)
    return ok(await changed(tx, actor, id, to))
  }

  /** An endpoint that messages can be put in for. */
  async function sendable(tx: Tx, actor: Actor, id: string): Promise<Result<endpoints.Endpoint>> {
    const found = await reached(tx, actor, 'webhook.change', id, true)
    if (!found.ok || found.value.state !== 'disabled') return found
    return refuse(refusal('webhook_state', 'state', { value: found.value.state, limit: 'active, paused' }))
  }

  return {
    async list(tx: Tx, actor: Actor, before: string | undefined, limit: number) {
      const granted = may(actor, 'webhook.list', 'none')
      if (!granted.ok) return granted
      return ok((await endpoints.endpointsBefore(tx, actor.party, before, limit + 1)).map(shown))
    },

    async read(tx: Tx, actor: Actor, id: string): Promise<Result<EndpointShown>> {
      const found = await reached(tx, actor, 'webhook.read', id)
      return found.ok ? ok(shown(found.value)) : found
    },

    /** Makes an endpoint of the actor's own organisation; its secret is given out here and never again. */
    async create(tx: Tx, actor: Actor, given: NewEndpoint): Promise<Result<EndpointWithSecret>> {
      const granted = may(actor, 'webhook.create', 'own')
      if (!granted.ok) return granted
      const url = endpointUrl(given.url, toLoopback)
      if (!url.ok) return url
      const limit = BOUNDS.endpointsMax
      if ((await endpoints.holdCount(tx, actor.party)) >= limit)
        return refuse(refusal('webhook_endpoints_full', '', { limit: String(limit) }))
      const [id, { secret, publicKey }] = [uuid7(), newSecret(given.scheme)]
      await endpoints.insertEndpoint(tx, {
        ...given,
        id,
        publicKey,
        url: url.value.href,
        organisation: actor.party,
        secret: sealing.seal(secret, id),
        createdBy: actor.person,
      })
      const made = await changed(tx, actor, id, 'created')
      return ok({ ...made, secret: publicKey === null ? secret : null })
    },

    async change(
      tx: Tx,
      actor: Actor,
      id: string,
      given: ChangedEndpoint,
      ifMatch: number | undefined,
    ): Promise<Result<EndpointShown>> {
      const found = await reached(tx, actor, 'webhook.change', id, true)
      if (!found.ok) return found
      const held = versionHeld(ifMatch, found.value.version)
      if (!held.ok) return held
      const url = endpointUrl(given.url, toLoopback)
      if (!url.ok) return url
      await endpoints.changeEndpoint(tx, id, { ...given, url: url.value.href })
      return ok(await changed(tx, actor, id, 'changed'))
    },

    /** Stops sending; what is told meanwhile waits. */
    pause: (tx: Tx, actor: Actor, id: string) => moved(tx, actor, id, ['active'], 'paused'),

    /** Goes on sending. What was told while it was disabled is put in again by `resendSince`. */
    resume: (tx: Tx, actor: Actor, id: string) => moved(tx, actor, id, ['paused', 'disabled'], 'active'),

    /** Gives an endpoint a new secret; the one before signs beside it for so long, in hours. */
    async rotate(tx: Tx, actor: Actor, id: string, overlapHours: number): Promise<Result<EndpointWithSecret>> {
      const found = await reached(tx, actor, 'webhook.change', id, true)
      if (!found.ok) return found
      const { secret, publicKey } = newSecret(found.value.scheme)
      await endpoints.rotate(tx, id, { secret: sealing.seal(secret, id), publicKey, overlapHours })
      const after = await changed(tx, actor, id, `rotated, the one before for ${overlapHours} hours`)
      return ok({ ...after, secret: publicKey === null ? secret : null })
    },

    /** Erases an endpoint with its secrets; what waited for it ends. */
    async erase(tx: Tx, actor: Actor, id: string): Promise<Result<true>> {
      const found = await reached(tx, actor, 'webhook.change', id, true)
      if (!found.ok) return found
      await deliveries.endAll(tx, id)
      await endpoints.eraseEndpoint(tx, id)
      await audited(tx, actor, { action: 'webhook.change', subject: subjectOf(id), detail: 'erased' })
      return ok(true)
    },

    /** Tells this one endpoint something, to see it arrive. */
    async test(tx: Tx, actor: Actor, id: string, day: string): Promise<Result<true>> {
      const found = await sendable(tx, actor, id)
      if (!found.ok) return found
      const message = {
        type: 'webhook.test',
        subject: subjectOf(id),
        order: id,
        data: { endpoint_id: id, day },
      } as const
      await tellEach(tx, [found.value.organisation], message, id)
      await audited(tx, actor, { action: 'webhook.change', subject: subjectOf(id), detail: 'tested' })
      return ok(true)
    },

    async deliveries(
      tx: Tx,
      actor: Actor,
      id: string,
      wanted: { readonly before: string | undefined; readonly state: string | undefined; readonly limit: number },
    ): Promise<Result<readonly deliveries.Delivery[]>> {
      const found = await reached(tx, actor, 'webhook.read', id)
      return found.ok ? ok(await deliveries.deliveriesBefore(tx, id, { ...wanted, limit: wanted.limit + 1 })) : found
    },

    async attempts(
      tx: Tx,
      actor: Actor,
      id: string,
      messageId: string,
      wanted: { readonly before: string | undefined; readonly limit: number },
    ): Promise<Result<readonly deliveries.Attempt[]>> {
      const found = await reached(tx, actor, 'webhook.read', id)
      if (!found.ok) return found
      const attempts = await deliveries.attemptsBefore(tx, id, messageId, { ...wanted, limit: wanted.limit + 1 })
      return attempts === undefined ? unknownMessage() : ok(attempts)
    },

    /** Puts one message in again, whatever became of it. */
    async resend(tx: Tx, actor: Actor, id: string, messageId: string): Promise<Result<number>> {
      const found = await sendable(tx, actor, id)
      if (!found.ok) return found
      if (!(await deliveries.putAgain(tx, id, messageId))) return unknownMessage()
      await audited(tx, actor, { action: 'webhook.change', subject: subjectOf(id), detail: 'one put in again' })
      return ok(1)
    },

    /** Puts in again what was told since a moment. */
    async resendSince(
      tx: Tx,
      actor: Actor,
      id: string,
      since: string,
      isUndeliveredOnly: boolean,
    ): Promise<Result<number>> {
      const found = await sendable(tx, actor, id)
      if (!found.ok) return found
      const count = await deliveries.putAgainSince(tx, id, since, isUndeliveredOnly)
      const detail = { put_again: count, since, undelivered_only: isUndeliveredOnly }
      await audited(tx, actor, { action: 'webhook.change', subject: subjectOf(id), detail })
      return ok(count)
    },
  }
}
export type WebhookService = ReturnType<typeof makeWebhookService>

const unknownMessage = () => refuse(refusal('webhook_message_unknown', 'message_id'))
