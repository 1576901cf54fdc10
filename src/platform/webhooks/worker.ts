/**
 * Sends what is due, again and again, beside other processes that do the same: takes deliveries in a short transaction,
 * sends them outside of any, and marks what came of it. A process that ends in between leaves a lease that ends by
 * itself; the message is then sent again under the same id, so that nothing is lost and a receiver can tell.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { uuid7 } from '../ids.ts'
import * as deliveries from './deliveries.ts'
import { failingSecondsMax, verdict } from './schedule.ts'
import type { Sealing } from './secrets.ts'
import type { Sender } from './sending.ts'
import type { WebhookSettings } from './settings.ts'

export type WorkerParts = {
  readonly db: Kysely<Tables>
  readonly settings: WebhookSettings
  readonly send: Sender
  readonly sealing: Sealing
  readonly now: () => Date
  /** From 0 to below 1. */
  readonly chance: () => number
  /** Hears of what went wrong on our own side. */
  readonly onProblem: (problem: unknown) => void
}

export type WebhookWorker = {
  /** Takes no more, and waits a little for what is under way. */
  readonly close: () => Promise<void>
  /** Messages under way. */
  readonly underWay: () => number
}

/** How long closing waits for receivers to answer. */
const CLOSE_MS_MAX = 5_000
const FIRST = '00000000-0000-0000-0000-000000000000'

/** The id of a message as a receiver sees it. */
export const messageId = (id: string): string => `msg_${id}`

/** The bytes that are signed and sent: the same at each try. */
export const bodyOf = ({ type, at, data }: Pick<deliveries.Taken, 'type' | 'at' | 'data'>): Uint8Array =>
  Buffer.from(`{"type":${JSON.stringify(type)},"timestamp":${JSON.stringify(at)},"data":${data}}`, 'utf8')

export function startWorker(parts: WorkerParts): WebhookWorker {
  const { db, settings, send, sealing, now, chance, onProblem } = parts
  const counts = new Map<string, number>()
  const running = new Set<Promise<void>>()
  let [isOver, after, isWoken] = [false, FIRST, false]
  let wake: () => void = () => undefined

  async function one(taken: deliveries.Taken): Promise<void> {
    const secrets = [taken.secret, taken.previousSecret].flatMap(sealed =>
      sealed === null ? [] : [sealing.open(sealed, taken.endpoint)],
    )
    const [begun, at] = [performance.now(), now()]
    const tried = await send({ url: taken.url, id: messageId(taken.id), body: bodyOf(taken), secrets }, at)
    await deliveries.mark(db, taken, {
      tried,
      verdict: verdict(tried, taken.attempts + 1, settings, now(), chance()),
      at,
      durationMs: Math.round(performance.now() - begun),
      failingSecondsMax: failingSecondsMax(settings),
    })
  }

  function started(taken: deliveries.Taken): void {
    const count = (by: number) => {
      const is = (counts.get(taken.endpoint) ?? 0) + by
      if (is === 0) counts.delete(taken.endpoint)
      else counts.set(taken.endpoint, is)
    }
    count(1)
    const work = one(taken)
      // Not marked, it is sent again when its lease has ended.
      .catch(onProblem)
      .finally(() => {
        count(-1)
        running.delete(work)
        isWoken = true
        wake()
      })
    running.add(work)
  }

  /** Takes what there is room for; whether there may be more. */
  async function round(): Promise<boolean> {
    const count = settings.atOnce - running.size
    if (count <= 0) return false
    const taken = await deliveries.take(db, {
      lease: uuid7(),
      leaseSeconds: settings.leaseSeconds,
      perEndpoint: settings.atOncePerEndpoint,
      count,
      busy: [...counts].flatMap(([id, is]) => (is >= settings.atOncePerEndpoint ? [id] : [])),
      after,
    })
    after = taken.length < count ? FIRST : (taken.at(-1)?.endpoint ?? FIRST)
    for (const each of taken) started(each)
    return taken.length > 0
  }

  async function loop(): Promise<void> {
    while (!isOver) {
      isWoken = false
      try {
        if (await round()) continue
      } catch (problem) {
        // The database is away or too busy: what is due stays due.
        onProblem(problem)
      }
      if (isOver || isWoken) continue
      const woken = new AbortController()
      wake = () => woken.abort()
      await pause(settings.pollMs, undefined, { signal: woken.signal }).catch(() => undefined)
    }
  }
  const looping = loop()
  return {
    close: async () => {
      isOver = true
      wake()
      await looping
      // What takes longer is sent again by whoever takes it when its lease has ended.
      await Promise.race([Promise.allSettled([...running]), pause(CLOSE_MS_MAX, undefined, { ref: false })])
    },
    underWay: () => running.size,
  }
}
