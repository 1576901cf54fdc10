/**
 * Attempts to log in, counted by account and by address in the database, so that several processes of the service count
 * as one. An attempt counts before the password is looked at: also one that is cut off, and each of many sent at once.
 */
import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Attempts in a quarter of an hour: of one account, and from one address, which an office may share. */
export const ATTEMPTS_MAX = { account: 10, address: 100 } as const
export const WINDOW_SECONDS = 900

/** What an attempt is counted under; no address where it cannot be known. */
export type Attempt = { readonly account: string; readonly address: string | null }

export type Attempts = {
  /** Counts it. Seconds to wait where it is one too many, and then it is not to be looked at; null where it may be. */
  readonly begun: (attempt: Attempt, now: Date) => Promise<number | null>
  /** It was the right password: the account begins anew, and the address has not failed by it. */
  readonly passed: (attempt: Attempt) => Promise<void>
}

/** One machine has a network of 64 bits to choose addresses from: it counts as one. */
export function placeOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const [front, back] = [head, tail ?? ''].map(part => (part === '' ? [] : part.split(':'))) as [string[], string[]]
  const all = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back]
  return all
    .slice(0, 4)
    .map(group => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** @param secret  of this installation, so that nobody reads names and addresses out of the digests */
export function makeAttempts(db: Kysely<Tables>, secret: string): Attempts {
  const keyOf = (kind: 'account' | 'address', value: string): string =>
    `${kind}:${createHmac('sha256', secret).update(`${kind} ${value}`).digest('base64url')}`
  const keysOf = ({ account, address }: Attempt) => ({
    account: keyOf('account', account),
    address: address === null ? null : keyOf('address', placeOf(address)),
  })

  /** Counts under one key, unless it is full: of many at once, in whichever process, so many pass as there is room. */
  async function counted(key: string, most: number, now: Date): Promise<number | null> {
    const over = new Date(now.getTime() - WINDOW_SECONDS * 1000).toISOString()
    const { rows } = await sql<{ attempts: number }>`
      insert into app.log_in_attempts as t (key, since, attempts) values (${key}, ${now.toISOString()}, 1)
      on conflict (key) do update set
        since = case when t.since <= ${over} then excluded.since else t.since end,
        attempts = case when t.since <= ${over} then 1 else t.attempts + 1 end
      where t.since <= ${over} or t.attempts < ${most}
      returning attempts`.execute(db)
    if (rows.length > 0) return null
    const row = await db.selectFrom('app.log_in_attempts').select('since').where('key', '=', key).executeTakeFirst()
    const end = Date.parse(row?.since ?? now.toISOString()) + WINDOW_SECONDS * 1000
    return Math.max(1, Math.ceil((end - now.getTime()) / 1000))
  }

  return {
    begun: async (attempt, now) => {
      const { account, address } = keysOf(attempt)
      const wait = address === null ? null : await counted(address, ATTEMPTS_MAX.address, now)
      return wait ?? (await counted(account, ATTEMPTS_MAX.account, now))
    },
    passed: async attempt => {
      const { account, address } = keysOf(attempt)
      await db.deleteFrom('app.log_in_attempts').where('key', '=', account).execute()
      if (address === null) return
      await db
        .updateTable('app.log_in_attempts')
        .set({ attempts: sql`greatest(attempts - 1, 0)` })
        .where('key', '=', address)
        .execute()
    },
  }
}

/** Deletes what is counted no more; for a job of every hour. Gives how many. */
export async function forgetAttempts(db: Kysely<Tables>, now: Date): Promise<number> {
  const over = new Date(now.getTime() - WINDOW_SECONDS * 1000).toISOString()
  const gone = await db.deleteFrom('app.log_in_attempts').where('since', '<=', over).executeTakeFirst()
  return Number(gone.numDeletedRows)
}
