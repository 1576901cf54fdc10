/** A database with organisations that are told something, senders beside each other, and receivers: for the tests. */
import type { Actor } from '../../src/access/actor.ts'
import { systemActor } from '../../src/access/actor.ts'
import { type Result, sure } from '../../src/kernel/result.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { tell } from '../../src/platform/outbox.ts'
import type { NewEndpoint } from '../../src/platform/webhooks/schema.ts'
import { sealingUnder } from '../../src/platform/webhooks/secrets.ts'
import { makeSender, type Sender } from '../../src/platform/webhooks/sending.ts'
import { makeWebhookService } from '../../src/platform/webhooks/service.ts'
import { SETTINGS, type WebhookSettings } from '../../src/platform/webhooks/settings.ts'
import { startWorker, type WebhookWorker } from '../../src/platform/webhooks/worker.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { plantParties } from '../db/planted.ts'
import type { Receiver } from './receivers.ts'

/** As in the service, but for waits: a try is made again after some milliseconds, as often as a test needs. */
export const QUICK: WebhookSettings = {
  ...SETTINGS,
  waitSeconds: Array.from({ length: 60 }, () => 0.02),
  restSecondsMax: 0.05,
  answerMsMax: 400,
  leaseSeconds: 2,
  pollMs: 10,
}

export const bankOf = (party: string): Actor => ({
  ...systemActor('request-webhooks'),
  kind: party.startsWith('firm') ? 'firm' : 'bank',
  party,
  person: `client-of-${party}`,
  roles: [party.startsWith('firm') ? 'sme' : 'bank'],
})
export const ONE = bankOf('bank-one')

export async function openHall() {
  const fresh: Fresh = await freshDatabase()
  await plantParties(fresh.superuser)
  const sealing = sealingUnder(Buffer.alloc(32, 7))
  const service = makeWebhookService({ sealing, toLoopback: true })
  const workers: WebhookWorker[] = []
  const problems: unknown[] = []
  const { database } = fresh
  const as = <Value>(actor: Actor, work: (tx: Tx) => Promise<Result<Value>>): Promise<Result<Value>> =>
    database.transaction(actor, work, result => result.ok)
  const endPending = () => fresh.database.plain.deleteFrom('app.webhook_messages' as never).execute()

  return {
    fresh,
    service,
    sealing,
    problems,
    as,
    endPending,
    /** An endpoint of bank-one at a receiver, which is given its key. */
    endpoint: async (receiver: Receiver, more: Partial<NewEndpoint> = {}, actor = ONE) => {
      const given = { url: receiver.url, types: [], description: null, scheme: 'v1' as const, ...more }
      const made = sure(await as(actor, tx => service.create(tx, actor, given)))
      receiver.keys.push(made.secret ?? made.public_key ?? '')
      return made
    },
    /** Tells bank-one so many things of one case, in a transaction each. */
    tellOf: async (order: string, count: number, from = 1, organisation = 'bank-one') => {
      for (let version = from; version < from + count; version += 1)
        await database.transaction(systemActor('test'), tx =>
          tell(tx, {
            organisation,
            type: 'case.submitted',
            subject: `case:${order}`,
            order,
            data: { case_id: order, state: 'submitted', version, day: '2026-04-14' },
          }),
        )
    },
    worker: (settings: Partial<WebhookSettings> = {}, send?: Sender): WebhookWorker => {
      const all = { ...QUICK, ...settings }
      const worker = startWorker({
        db: database.plain,
        settings: all,
        send: send ?? makeSender({ settings: all, resolve: async () => [], toLoopback: true }),
        sealing,
        now: () => new Date(),
        chance: () => 0.5,
        onProblem: problem => problems.push(problem),
      })
      workers.push(worker)
      return worker
    },
    stopWorkers: async () => {
      await Promise.all(workers.splice(0).map(worker => worker.close()))
    },
    close: async () => {
      await Promise.all(workers.splice(0).map(worker => worker.close()))
      await fresh.close()
    },
  }
}
export type Hall = Awaited<ReturnType<typeof openHall>>

export const newOrder = (): string => uuid7()

export async function until(is: () => boolean | Promise<boolean>, msMax = 20_000): Promise<void> {
  for (const end = Date.now() + msMax; !(await is()); ) {
    if (Date.now() > end) throw new Error('it did not come about')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** The versions that came about at a receiver for each case, in the order in which they did. */
export function linesAt(receiver: Receiver): Map<string, number[]> {
  const lines = new Map<string, number[]>()
  for (const { data } of receiver.effects) {
    const order = String(data['case_id'])
    lines.set(order, [...(lines.get(order) ?? []), Number(data['version'])])
  }
  return lines
}
