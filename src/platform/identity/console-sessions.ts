/**
 * Sessions of the console: a person logs in by authorization code with PKCE (RFC 7636) through this service, and the
 * browser is given nothing but a cookie that no script can read. What the token said is kept under the cookie's digest;
 * roles are read with every request as they are for tokens, and log-out, or a changed password, ends it at once.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Tables } from '../db/tables.ts'
import { endGrant } from './issuer-store.ts'
import type { IdentityRefusal } from './refusals.ts'
import type { Claims } from './token.ts'

/** Kinds of rows in the issuer's table: a log-in under way, and a session. */
const BEGUN = 'ConsoleLogIn'
const SESSION = 'ConsoleSession'
const LOG_IN_SECONDS = 600
/** A working day; the issuer's own session is as long. */
const SESSION_SECONDS = 36_000

export const SESSION_COOKIE = 'console_session'
/** Beside the cookie every request carries this header, which no page of another origin can send unasked. */
export const CONSOLE_HEADER = 'x-console'

const secret = (): string => randomBytes(32).toString('base64url')
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** A cookie's value among those of a header; undefined where it is absent or named twice. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map(part => part.trim())
    .filter(part => part.startsWith(`${name}=`))
    .map(part => part.slice(name.length + 1))
  return values.length === 1 ? values[0] : undefined
}

/** A log-in under way: what the issuer is told, what the browser keeps, and what is asked back. */
export type Begun = {
  /** Goes to the issuer and comes back. */
  readonly state: string
  readonly challenge: string
  /** For a cookie of the browser that began: a code brought by another one is not taken. */
  readonly browser: string
}
export type Returned = { readonly verifier: string; readonly to: string }

type Kept = {
  readonly subject: string
  readonly client: string
  readonly grant: string | null
  /** Sessions of before say it not. */
  readonly at?: string
}

export type ConsoleSessions = {
  /** @param to  path of the console to return to */
  readonly begin: (to: string, now: Date) => Promise<Begun>
  /** What was begun under the state by this browser, once; null where it was not, or too long ago. */
  readonly returned: (state: string, browser: string | undefined, now: Date) => Promise<Returned | null>
  /** Keeps a session and gives its cookie's value and how many seconds it holds. */
  readonly open: (claims: Claims, now: Date) => Promise<{ readonly value: string; readonly seconds: number }>
  /** Errors: `session_over`, `session_from_elsewhere`. */
  readonly claims: (cookie: string, sentByConsole: boolean, now: Date) => Promise<Result<Claims, IdentityRefusal>>
  /** Ends a session and what it was granted, at the issuer too. */
  readonly close: (cookie: string) => Promise<void>
}

export function makeConsoleSessions(db: Kysely<Tables>): ConsoleSessions {
  const keep = async (kind: string, id: string, payload: object, seconds: number, now: Date): Promise<void> => {
    const expires_at = new Date(now.getTime() + seconds * 1000).toISOString()
    await db
      .insertInto('app.oidc_payloads')
      .values({ kind, id: digestOf(id), payload: JSON.stringify(payload), expires_at })
      .execute()
  }
  const find = (kind: string, id: string) =>
    db
      .selectFrom('app.oidc_payloads')
      .select(['payload', 'expires_at'])
      .where('kind', '=', kind)
      .where('id', '=', digestOf(id))
      .executeTakeFirst()
  const forget = (kind: string, id: string) =>
    db
      .deleteFrom('app.oidc_payloads')
      .where('kind', '=', kind)
      .where('id', '=', digestOf(id))
      .returning(['payload', 'expires_at'])
      .executeTakeFirst()
  const isDue = (row: { readonly expires_at: unknown }, now: Date): boolean =>
    new Date(String(row.expires_at)).getTime() > now.getTime()
  const read = <Payload>(payload: unknown): Payload =>
    (typeof payload === 'string' ? JSON.parse(payload) : payload) as Payload

  return {
    begin: async (to, now) => {
      const [state, verifier, browser] = [secret(), secret(), secret()]
      await keep(BEGUN, `${state}.${browser}`, { verifier, to }, LOG_IN_SECONDS, now)
      return { state, challenge: digestOf(verifier), browser }
    },
    returned: async (state, browser, now) => {
      if (browser === undefined) return null
      const row = await forget(BEGUN, `${state}.${browser}`)
      return row === undefined || !isDue(row, now) ? null : read<Returned>(row.payload)
    },
    open: async ({ subject, client, grant, expiresAt }, now) => {
      const value = secret()
      // Where another provider logs people in, nothing tells us of its log-outs: the session ends with the token.
      const seconds = grant === null ? Math.max(1, Math.floor(expiresAt - now.getTime() / 1000)) : SESSION_SECONDS
      const kept: Kept = { subject, client, grant, at: now.toISOString() }
      await keep(SESSION, value, kept, seconds, now)
      return { value, seconds }
    },
    claims: async (cookie, sentByConsole, now) => {
      if (!sentByConsole) return refuse(refusal('session_from_elsewhere', CONSOLE_HEADER))
      const row = await find(SESSION, cookie)
      if (row === undefined || !isDue(row, now)) return refuse(refusal('session_over', 'cookie'))
      const { subject, client, grant, at } = read<Kept>(row.payload)
      const expiresAt = new Date(String(row.expires_at)).getTime() / 1000
      const entered = at === undefined ? {} : { enteredAt: at }
      return ok({ subject, client, grant, expiresAt, keyThumbprint: null, certificateThumbprint: null, ...entered })
    },
    close: async cookie => {
      const row = await forget(SESSION, cookie)
      const grant = row === undefined ? null : read<Kept>(row.payload).grant
      if (grant !== null) await endGrant(db, grant)
    },
  }
}
