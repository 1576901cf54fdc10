/**
 * Use cases of replays: every stored decision run again under the editions it names, as a run whose parts workers of
 * any process share. A stretch of the book is a part; its records are run in worker threads.
 */
import type { Actor } from '../../access/actor.ts'
import { systemActor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import type { Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { isAwaitedBy, type Run, resultsSoFar, runOf, startRun } from '../../platform/runs/runs.ts'
import type { RunKind } from '../../platform/runs/worker.ts'
import type { Workers } from '../../platform/workers.ts'
import { publishedRows } from '../editions/store.ts'
import { publishedOf } from '../editions/texts.ts'
import type { Asked, Published } from './asked.ts'
import { type Tally, together } from './report.ts'
import type { ReplayShown } from './schema.ts'
import { recordsIn, type Stretch, stretchesOf } from './store.ts'

export const REPLAY = 'replay'
const ALL = 'all decisions'

/** Records in a part: some tenths of a second of work, so that a part that is lost is soon done again. */
const PART_RECORDS = 1000
/** Records read at once: some megabytes. */
const BATCH_RECORDS = 100

/** Editions beside those of rules/. */
export const NONE_PUBLISHED: Published = { name: '', files: new Map() }

/** Those that were published into the database. */
async function publishedIn(tx: Tx): Promise<Published> {
  const { key, texts } = publishedOf(await publishedRows(tx))
  return { name: key, files: texts }
}

/** How a replay is run: its parts, read here and run in threads, and their tallies put together. */
export const replayKind = (database: Database, workers: Workers<Asked, Tally>): RunKind => ({
  part: async (_asked, _part, over, about) => {
    const stretch = about as Stretch
    const read = (after: string | undefined) =>
      database.transaction(systemActor('replay'), tx => recordsIn(tx, stretch, after, BATCH_RECORDS))
    const published = await database.transaction(systemActor('replay'), publishedIn)
    const tallies: Tally[] = []
    for (let next = read(undefined); ; ) {
      const records = await next
      if (records.length === 0) return together(tallies) as unknown as Json
      over.throwIfAborted()
      // The next are read while these are run.
      next = read(records.at(-1)?.id)
      next.catch(() => undefined)
      tallies.push(await workers.run({ records, published }))
    }
  },
  merge: (_asked, results) => together(results as unknown as readonly Tally[]) as unknown as Json,
})

async function shown(tx: Tx, run: Run): Promise<ReplayShown> {
  const { id, state, parts, failure } = run
  const report = run.result ?? together((await resultsSoFar(tx, id)) as unknown as readonly Tally[])
  return {
    ...{ id, state, parts, failure, parts_done: run.partsDone, asked_by: run.askedBy, asked_at: run.askedAt },
    report: report as unknown as ReplayShown['report'],
    report_digest: run.resultDigest,
    ended_at: run.endedAt,
  }
}

export const makeReplayService = () => ({
  /** Begins a replay of all that is stored now, or gives the one that is under way. */
  async begin(tx: Tx, actor: Actor): Promise<Result<ReplayShown>> {
    const granted = may(actor, 'replay.begin', 'none')
    if (!granted.ok) return granted
    const stretches = await asSystem(tx, actor, () => stretchesOf(tx, PART_RECORDS))
    if (stretches.length === 0) return refuse(refusal('replay_nothing_stored'))
    const asked = { part_records: PART_RECORDS }
    const run = await startRun(tx, { kind: REPLAY, subject: ALL, asked, parts: stretches, actor, isShared: true })
    await audited(tx, actor, { action: 'replay.begin', subject: `run:${run.id}`, detail: { parts: run.parts } })
    return ok(await shown(tx, run))
  },

  /** How far a replay is, for who waits for it. */
  async progress(tx: Tx, actor: Actor, id: string): Promise<Result<ReplayShown>> {
    const granted = may(actor, 'run.read', 'none')
    if (!granted.ok) return granted
    const run = await runOf(tx, id)
    if (run === undefined || run.kind !== REPLAY) return refuse(refusal('replay_unknown', 'run_id', { value: id }))
    return ok(await shown(tx, run))
  },

  /** What a replay came to so far. */
  async read(tx: Tx, actor: Actor, id: string): Promise<Result<ReplayShown>> {
    const found = await this.progress(tx, actor, id)
    if (!found.ok) return found
    const { asked_by: askedBy, ended_at: endedAt } = found.value
    if (!isAwaitedBy(actor, { askedBy, endedAt }))
      await audited(tx, actor, { action: 'run.read', subject: `run:${id}` })
    return found
  },
})
export type ReplayService = ReturnType<typeof makeReplayService>
