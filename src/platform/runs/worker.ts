/**
 * Who does the parts of runs: every process of the service, each several at once. A worker that ends in between leaves
 * a lease that ends by itself; the part is then done by another, and what is done already is never done again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Json } from '../../kernel/digest.ts'
import type { Tables } from '../db/tables.ts'
import { failRun, keepPart, type Merging, mergeNext, releasePart, renewLease, type Taken, takePart } from './parts.ts'

/** How a kind of run is done. What loads the processor belongs in a worker thread (platform/workers.ts). */
export type RunKind = Merging & {
  /**
   * Does one part.
   * @param asked what the run was asked for
   * @param part  which part, from 0
   * @param over  aborted where another has taken the part, or the process ends: what it comes to is then thrown away
   * @param about what this part is about, where the run was begun with a list of them
   */
  readonly part: (asked: Json, part: number, over: AbortSignal, about: Json) => Promise<Json>
}
export type RunKinds = Readonly<Record<string, RunKind>>

export type RunSettings = {
  /** Parts under way at once in this process. */
  readonly atOnce: number
  /** How long a worker that does not come back is waited for. */
  readonly leaseSeconds: number
  /** How often new parts are looked for. */
  readonly pollMs: number
  /** How often a part may be begun before its run is given up. */
  readonly triesMax: number
}
export const RUN_SETTINGS: RunSettings = {
  atOnce: 1,
  // A third of it is the pace of renewing: a process that is held up for ten seconds loses nothing.
  leaseSeconds: 30,
  pollMs: 250,
  // A worker may be killed by chance three times over one part; a part that kills its workers is given up soon.
  triesMax: 4,
}

export type RunWorker = {
  /** Looks for new parts at once: somebody awaits the first figures of a run that was begun just now. */
  readonly wake: () => void
  /** Takes no more, gives back what is under way, and waits for it to end. */
  readonly close: () => Promise<void>
  /** Parts under way. */
  readonly underWay: () => number
}

export type RunWorkerOptions = Partial<RunSettings> & {
  /** Hears of what went wrong on our own side. */
  readonly onProblem?: (problem: unknown, where: string) => void
}

/** Does the parts of runs of these kinds until it is closed. */
export function workRuns(db: Kysely<Tables>, kinds: RunKinds, options: RunWorkerOptions = {}): RunWorker {
  const { onProblem = () => undefined, ...given } = options
  const settings = { ...RUN_SETTINGS, ...given }
  const names = Object.keys(kinds)
  const over = new AbortController()
  let waking = new AbortController()
  let underWay = 0

  /** Does the part it was given, and keeps the lease meanwhile. */
  async function doPart(taken: Taken): Promise<void> {
    const where = `run ${taken.kind} ${taken.run}, part ${taken.part}`
    if (taken.tries > settings.triesMax) {
      await releasePart(db, taken, true)
      return await failRun(db, taken.run, `part ${taken.part}: begun ${settings.triesMax} times and never ended`)
    }
    const lost = new AbortController()
    const renewing = setInterval(
      () => {
        renewLease(db, taken, settings.leaseSeconds).then(
          isHeld => isHeld || lost.abort(new Error(`${where} was taken by another`)),
          problem => onProblem(problem, where),
        )
      },
      (settings.leaseSeconds * 1000) / 3,
    )
    try {
      const kind = kinds[taken.kind]
      if (kind === undefined) throw new Error(`no kind ${taken.kind}`)
      const result = await kind.part(taken.asked, taken.part, AbortSignal.any([over.signal, lost.signal]), taken.about)
      await keepPart(db, taken, result)
    } catch (problem) {
      if (over.signal.aborted) return await releasePart(db, taken, false)
      if (lost.signal.aborted) return
      onProblem(problem, where)
      await releasePart(db, taken, true)
      if (taken.tries >= settings.triesMax)
        await failRun(db, taken.run, `part ${taken.part}: ${problem instanceof Error ? problem.name : 'unknown'}`)
    } finally {
      clearInterval(renewing)
    }
  }

  /** One part or one merging; false where there was nothing to do. */
  async function round(): Promise<boolean> {
    const taken = await takePart(db, names, settings.leaseSeconds)
    if (taken !== undefined) {
      underWay += 1
      await doPart(taken).finally(() => {
        underWay -= 1
      })
      return true
    }
    const merged = await mergeNext(db, kinds)
    if (merged?.problem !== undefined) onProblem(merged.problem, `run ${merged.run}, merging`)
    return merged !== undefined
  }

  async function lane(): Promise<void> {
    while (!over.signal.aborted) {
      // Taken before the look, so that who is woken while looking looks once more.
      const woken = AbortSignal.any([over.signal, waking.signal])
      try {
        if (await round()) continue
      } catch (problem) {
        // The database is away or too busy: what is not done stays to be done.
        if (!over.signal.aborted) onProblem(problem, 'runs')
      }
      await pause(settings.pollMs, undefined, { signal: woken }).catch(() => undefined)
    }
  }
  const lanes = Array.from({ length: settings.atOnce }, lane)
  return {
    wake: () => {
      waking.abort()
      waking = new AbortController()
    },
    close: async () => {
      over.abort(new Error('the process ends'))
      await Promise.all(lanes)
    },
    underWay: () => underWay,
  }
}
