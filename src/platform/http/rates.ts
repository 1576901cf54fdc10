/**
 * Requests of one caller in a minute, counted over all processes of the service: each process takes leases of some
 * requests from the database and serves them without asking again. What is leased is never more than the limit, so
 * that all processes together never serve more; what one of them has leased and not served, another cannot.
 */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

export const RATE_SECONDS = 60
/** A minute's requests are leased in at most so many parts: so often the database is written to for a busy caller. */
const LEASES_A_MINUTE = 50
/** Callers at hand before those are looked for whose minute is over. */
const CALLERS_KEPT = 1024

/** Requests of one lease, of a limit of so many a minute. */
export const leaseOf = (max: number): number => Math.max(1, Math.floor(max / LEASES_A_MINUTE))

export type Rate = { readonly isExceeded: boolean; readonly remaining: number; readonly secondsLeft: number }

/** Counts a request of a caller who may send so many a minute, and says whether it is one too many. */
export type Rates = (caller: string, max: number, now: Date) => Promise<Rate>

/** A minute of a caller under a limit, as this process knows it. */
type Minute = {
  /** Milliseconds since 1970. */
  readonly end: number
  /** Requests leased to this process and not served yet. */
  left: number
  /** Requests that no process had leased yet, when this one last asked. */
  readonly unleased: number
}

type Leased = { readonly start: Date; readonly given: number; readonly unleased: number }

/** Takes a lease; of processes that ask at once, each gets its own. Nothing is given where all of it is out. */
async function lease(db: Kysely<Tables>, caller: string, max: number, now: Date): Promise<Leased> {
  const share = leaseOf(max)
  const over = new Date(now.getTime() - RATE_SECONDS * 1000).toISOString()
  const { rows } = await sql<{ start: string; taken: number }>`
    insert into app.request_leases as t (caller, window_start, taken) values (${caller}, ${now.toISOString()}, ${share})
    on conflict (caller) do update set
      window_start = case when t.window_start <= ${over} then excluded.window_start else t.window_start end,
      taken = case when t.window_start <= ${over} then excluded.taken else t.taken + excluded.taken end
    where t.window_start <= ${over} or t.taken < ${max}
    returning window_start as start, taken`.execute(db)
  const row = rows[0]
  if (row !== undefined) {
    // The last lease of a minute may be a smaller one.
    const given = Math.min(share, max - (row.taken - share))
    return { start: new Date(row.start), given, unleased: Math.max(0, max - row.taken) }
  }
  const standing = await db
    .selectFrom('app.request_leases')
    .select('window_start')
    .where('caller', '=', caller)
    .executeTakeFirst()
  return { start: new Date(standing?.window_start ?? now), given: 0, unleased: 0 }
}

export function makeRates(db: Kysely<Tables>): Rates {
  /** By limit and caller: where another number was agreed, what was leased under the old one is not served. */
  const minutes = new Map<string, Minute>()
  const asking = new Map<string, Promise<void>>()

  async function ask(key: string, caller: string, max: number, now: Date): Promise<void> {
    const { start, given, unleased } = await lease(db, caller, max, now)
    if (minutes.size >= CALLERS_KEPT)
      for (const [other, { end }] of minutes) if (end <= now.getTime()) minutes.delete(other)
    minutes.set(key, { end: start.getTime() + RATE_SECONDS * 1000, left: given, unleased })
  }
  return async (caller, max, now) => {
    const key = `${max} ${caller}`
    for (;;) {
      const minute = minutes.get(key)
      if (minute !== undefined && minute.end > now.getTime()) {
        const secondsLeft = Math.max(1, Math.ceil((minute.end - now.getTime()) / 1000))
        if (minute.left > 0) {
          minute.left -= 1
          return { isExceeded: false, remaining: minute.left + minute.unleased, secondsLeft }
        }
        if (minute.unleased === 0) return { isExceeded: true, remaining: 0, secondsLeft }
      }
      // Of many who wait at once, one asks.
      const under = asking.get(key) ?? ask(key, caller, max, now).finally(() => asking.delete(key))
      asking.set(key, under)
      await under
    }
  }
}

/** Deletes what is counted no more; for a job of every hour. Gives how many. */
export async function forgetLeases(db: Kysely<Tables>, now: Date): Promise<number> {
  const over = new Date(now.getTime() - RATE_SECONDS * 1000).toISOString()
  const gone = await db.deleteFrom('app.request_leases').where('window_start', '<=', over).executeTakeFirst()
  return Number(gone.numDeletedRows)
}
