/**
 * Parts of runs: taken by one worker of all so long as its lease holds, kept by whoever holds the lease and by nobody
 * else, and put together at the end. The clock is the database's, which all workers share.
 */
import { type Kysely, sql } from 'kysely'
import { digestOf, type Json } from '../../kernel/digest.ts'
import type { Tx } from '../db/database.ts'
import { isLost, isPassing } from '../db/faults.ts'
import type { Tables } from '../db/tables.ts'
import { uuid7 } from '../ids.ts'

export type Taken = {
  readonly run: string
  readonly kind: string
  readonly asked: Json
  readonly part: number
  /** What this part is about, where the run was begun with a list of them; else null. */
  readonly about: Json
  readonly holder: string
  /** How often it was taken since it was last put in, this time included. */
  readonly tries: number
}

/**
 * Takes the next part of a run of these kinds: of the run that waited longest, the first part that nobody works on or
 * whose lease has ended. Undefined where there is none.
 */
export async function takePart(
  db: Kysely<Tables>,
  kinds: readonly string[],
  leaseSeconds: number,
): Promise<Taken | undefined> {
  const isFree = sql`p.state <> 'done' and (p.lease_until is null or p.lease_until <= now())`
  const { rows } = await sql<Taken>`
    with open as (
      select r.id from app.runs r
      where r.state in ('queued', 'running') and r.kind = any (${[...kinds]}::text[])
        and exists (select 1 from app.run_parts p where p.run = r.id and ${isFree})
      order by r.taken_at nulls first, r.id limit 1 for update
    ), free as (
      select p.run, p.part from app.run_parts p join open on p.run = open.id
      where ${isFree} order by p.part limit 1 for update of p skip locked
    ), taken as (
      update app.run_parts p set state = 'taken', holder = ${uuid7()}::uuid, tries = p.tries + 1,
        lease_until = now() + make_interval(secs => ${leaseSeconds})
      from free where p.run = free.run and p.part = free.part
      returning p.run, p.part, p.asked as about, p.holder, p.tries
    )
    update app.runs r set state = 'running', taken_at = clock_timestamp() from taken where r.id = taken.run
    returning r.id as run, r.kind, r.asked, taken.part, taken.about, taken.holder, taken.tries`.execute(db)
  return rows[0]
}

const held = ({ run, part, holder }: Taken) =>
  sql`run = ${run}::uuid and part = ${part} and holder = ${holder}::uuid and state = 'taken'`

/** Holds a part for longer; false where another has taken it meanwhile. */
export async function renewLease(db: Kysely<Tables>, taken: Taken, leaseSeconds: number): Promise<boolean> {
  const { rows } = await sql`update app.run_parts set lease_until = now() + make_interval(secs => ${leaseSeconds})
    where ${held(taken)} returning 1`.execute(db)
  return rows.length > 0
}

/**
 * Keeps what a part came to, and marks it done, in one statement. False where another has taken it meanwhile: then
 * nothing is kept, and the other's result counts.
 */
export async function keepPart(db: Kysely<Tables>, taken: Taken, result: Json): Promise<boolean> {
  const { rows } = await sql`
    with kept as (
      update app.run_parts set state = 'done', holder = null, lease_until = null,
        result = ${JSON.stringify(result)}::jsonb
      where ${held(taken)} returning run
    )
    update app.runs r set parts_done = r.parts_done + 1 from kept where r.id = kept.run returning 1`.execute(db)
  return rows.length > 0
}

/** Gives a part back, so that another takes it without waiting for the lease to end. */
export async function releasePart(db: Kysely<Tables>, taken: Taken, isCounted: boolean): Promise<void> {
  await sql`update app.run_parts set state = 'waiting', holder = null, lease_until = null,
      tries = ${isCounted ? taken.tries : taken.tries - 1}
    where ${held(taken)}`.execute(db)
}

/** Ends a run that cannot go on; it can be resumed. Results that are kept stay. */
export async function failRun(db: Kysely<Tables>, run: string, failure: string): Promise<void> {
  await sql`update app.runs set state = 'failed', failure = ${failure.slice(0, 200)}, ended_at = now()
    where id = ${run}::uuid and state in ('queued', 'running')`.execute(db)
}

export type Merging = {
  /** What the results of all parts come to, in their order. */
  readonly merge: (asked: Json, results: readonly Json[]) => Json | Promise<Json>
  /** What else is kept in the transaction that ends the run. */
  readonly keep?: (tx: Tx, run: { readonly id: string; readonly asked: Json }, result: Json) => Promise<void>
}

export type Merged = { readonly run: string; readonly problem?: unknown }

/**
 * Puts together a run of which every part is done, in one transaction, by one worker of all. Undefined where there is
 * none; with the problem where merging threw, and then the run has failed.
 */
export async function mergeNext(
  db: Kysely<Tables>,
  kinds: Readonly<Record<string, Merging>>,
): Promise<Merged | undefined> {
  let found: string | undefined
  try {
    return await db.transaction().execute(async tx => {
      const { rows } = await sql<{ id: string; kind: string; asked: Json }>`
        select id, kind, asked from app.runs
        where state in ('queued', 'running') and parts_done = parts and kind = any (${Object.keys(kinds)}::text[])
        order by id limit 1 for update skip locked`.execute(tx)
      const [run] = rows
      const merging = run === undefined ? undefined : kinds[run.kind]
      if (run === undefined || merging === undefined) return undefined
      found = run.id
      // Putting a large book together may take longer than a request may wait.
      await sql`set local idle_in_transaction_session_timeout = '10min'`.execute(tx)
      const { rows: parts } = await sql<{ result: Json }>`
        select result from app.run_parts where run = ${run.id}::uuid order by part`.execute(tx)
      const result = await merging.merge(
        run.asked,
        parts.map(part => part.result),
      )
      await merging.keep?.(tx, run, result)
      await sql`update app.runs set state = 'done', result = ${JSON.stringify(result)}::jsonb,
        result_digest = ${digestOf(result)}, ended_at = now() where id = ${run.id}::uuid`.execute(tx)
      return { run: run.id }
    })
  } catch (problem) {
    // The database is away or too busy: every part stays done, and it is put together later.
    if (found === undefined || isLost(problem) || isPassing(problem)) throw problem
    await failRun(db, found, `merge: ${problem instanceof Error ? problem.name : 'unknown'}`)
    return { run: found, problem }
  }
}
