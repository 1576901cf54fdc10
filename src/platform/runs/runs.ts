/**
 * Long runs in the database: begun in the transaction of who asks, cancelled and resumed, and shown while they last.
 * How their parts are taken and kept stands in parts.ts, who does them in worker.ts.
 */
import { type Kysely, sql } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import type { Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Tx } from '../db/database.ts'
import { asSystem } from '../db/elevated.ts'
import type { Tables } from '../db/tables.ts'
import { uuid7 } from '../ids.ts'
import type { RunRefusal } from './refusals.ts'

export const RUN_STATES = ['queued', 'running', 'done', 'cancelled', 'failed'] as const
export type RunState = (typeof RUN_STATES)[number]

export type Run = {
  readonly id: string
  readonly kind: string
  /** What it is of, such as the digest of a draft. */
  readonly subject: string
  readonly asked: Json
  readonly state: RunState
  readonly parts: number
  readonly partsDone: number
  /** What the parts came to, put together; null until it is done. */
  readonly result: Json
  /** The digest over the canonical JSON of the result. */
  readonly resultDigest: string | null
  /** Which part stopped it, and the name of what went wrong. */
  readonly failure: string | null
  readonly askedBy: string | null
  readonly askedAt: string
  readonly endedAt: string | null
}

/** Whether it is under way and looked at by who asked for it: that they wait, the entry of its beginning says. */
export const isAwaitedBy = ({ person }: Actor, run: Pick<Run, 'askedBy' | 'endedAt'>): boolean =>
  run.askedBy === person && run.endedAt === null

type Started = {
  readonly kind: string
  readonly subject: string
  readonly asked: Json
  /** How many parts it is cut into, or what each of them is about: 1 to 1,000,000. */
  readonly parts: number | readonly Json[]
  readonly actor: Actor
  /** Whether one of the same kind and subject that is still open is given in its place. */
  readonly isShared?: boolean
}

const columns = sql`id, kind, subject, asked, state, parts, parts_done as "partsDone", result,
  result_digest as "resultDigest", failure, asked_by as "askedBy", asked_at as "askedAt", ended_at as "endedAt"`

/**
 * Begins a run in the transaction of who asks for it; its parts are taken up once that is kept. Access is the caller's
 * to check.
 */
export const startRun = (tx: Tx, started: Started): Promise<Run> =>
  asSystem(tx, started.actor, async () => {
    const { kind, subject, asked, actor } = started
    const isCounted = typeof started.parts === 'number'
    const parts = isCounted ? started.parts : started.parts.length
    if (started.isShared === true) {
      // Two who ask at once are answered one after the other.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`run ${kind} ${subject}`}, 0))`.execute(tx)
      const standing = await openRun(tx, kind, subject)
      if (standing !== undefined) return standing
    }
    const id = uuid7()
    await sql`insert into app.runs (id, kind, subject, asked, parts, asked_by)
      values (${id}::uuid, ${kind}, ${subject}, ${JSON.stringify(asked)}::jsonb, ${parts}, ${actor.person})`.execute(tx)
    const about = isCounted ? null : JSON.stringify(started.parts)
    await sql`insert into app.run_parts (run, part, asked)
      select ${id}::uuid, part, ${about}::jsonb -> part
      from generate_series(0, ${parts}::integer - 1) as part`.execute(tx)
    return there(await runOf(tx, id), id)
  })

const there = (run: Run | undefined, id: string): Run => {
  if (run === undefined) throw new Error(`run ${id} was written and is not there`)
  return run
}

/** A run as it stands; undefined where there is none, or none that the actor sees. */
export async function runOf(tx: Kysely<Tables>, id: string): Promise<Run | undefined> {
  const { rows } = await sql<Run>`select ${columns} from app.runs where id = ${id}::uuid`.execute(tx)
  return rows[0]
}

/** The newest run of a kind and subject that has not ended. */
export async function openRun(tx: Kysely<Tables>, kind: string, subject: string): Promise<Run | undefined> {
  const { rows } = await sql<Run>`select ${columns} from app.runs
    where kind = ${kind} and subject = ${subject} and state in ('queued', 'running')
    order by id desc limit 1`.execute(tx)
  return rows[0]
}

/** The newest run of a kind and subject that is done: what a proposal rests on. */
export async function doneRun(tx: Kysely<Tables>, kind: string, subject: string): Promise<Run | undefined> {
  const { rows } = await sql<Run>`select ${columns} from app.runs
    where kind = ${kind} and subject = ${subject} and state = 'done'
    order by id desc limit 1`.execute(tx)
  return rows[0]
}

/** Runs, the newest first, from before a place on. */
export async function runsBefore(
  tx: Kysely<Tables>,
  wanted: { readonly kind: string | undefined; readonly before: string | undefined; readonly limit: number },
): Promise<readonly Run[]> {
  const { rows } = await sql<Run>`select ${columns} from app.runs
    where (${wanted.kind ?? null}::text is null or kind = ${wanted.kind ?? null}::text)
      and (${wanted.before ?? null}::uuid is null or id < ${wanted.before ?? null}::uuid)
    order by id desc limit ${wanted.limit}`.execute(tx)
  return rows
}

/** What the parts done so far came to, in their order: figures before the end. */
export async function resultsSoFar(tx: Kysely<Tables>, id: string): Promise<readonly Json[]> {
  const { rows } = await sql<{ result: Json }>`select result from app.run_parts
    where run = ${id}::uuid and state = 'done' order by part`.execute(tx)
  return rows.map(row => row.result)
}

/** Moves a run from one of these states on, whoever asks; what may not be moved is told with the state it is in. */
async function moved(
  tx: Tx,
  actor: Actor,
  id: string,
  from: readonly RunState[],
  work: () => Promise<unknown>,
): Promise<Result<Run, RunRefusal>> {
  return await asSystem(tx, actor, async () => {
    const { rows } = await sql<{ state: RunState }>`
      select state from app.runs where id = ${id}::uuid for update`.execute(tx)
    const [run] = rows
    if (run === undefined) return refuse(refusal('run_unknown', 'run_id'))
    if (!from.includes(run.state))
      return refuse(refusal('run_state', 'state', { value: run.state, limit: from.join(', ') }))
    await work()
    return ok(there(await runOf(tx, id), id))
  })
}

/** Stops a run at the next part: what is being done is still kept, and nothing more is taken. Error: `run_state`. */
export const cancelRun = (tx: Tx, actor: Actor, id: string): Promise<Result<Run, RunRefusal>> =>
  moved(tx, actor, id, ['queued', 'running'], () =>
    sql`update app.runs set state = 'cancelled', ended_at = now() where id = ${id}::uuid`.execute(tx),
  )

/** Goes on with a run that was cancelled or failed, where it stood: what is done is not done again. */
export const resumeRun = (tx: Tx, actor: Actor, id: string): Promise<Result<Run, RunRefusal>> =>
  moved(tx, actor, id, ['cancelled', 'failed'], async () => {
    await sql`update app.run_parts set tries = 0 where run = ${id}::uuid and state <> 'done'`.execute(tx)
    await sql`update app.runs set state = case when parts_done > 0 then 'running' else 'queued' end,
      failure = null, ended_at = null where id = ${id}::uuid`.execute(tx)
  })
