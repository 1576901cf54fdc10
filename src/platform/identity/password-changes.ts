/**
 * Passwords given and changed. An admin invites a person by a link that is used once; who knows their password changes
 * it. Either way everything the person was logged in with ends, and nobody learns whether a name exists.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { type Actor, systemActor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import { asSystem } from '../db/elevated.ts'
import type { Tables } from '../db/tables.ts'
import { uuid7 } from '../ids.ts'
import type { Attempts } from './attempts.ts'
import { hashed, type LogIn, type Misfit, misfitOf } from './passwords.ts'
import type { IdentityRefusal } from './refusals.ts'

/** Hours an invitation holds: over a weekend, and not into a forgotten mailbox. */
export const INVITATION_HOURS = 72
const HOUR_MS = 3_600_000

const no = (code: IdentityRefusal, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<IdentityRefusal>(refusal(code, at, params))
const digestOf = (code: string): string => createHash('sha256').update(code).digest('hex')

export type Invitation = { readonly code: string; readonly expiresAt: Date }

/**
 * Invites a person to set a password. One they had ends now, with everything they are logged in with, and an earlier
 * invitation with it: whoever held one of them holds nothing.
 *
 * Errors: `person_missing`; `own_password_unresettable`, as an admin who mistakes themselves would be shut out.
 */
export async function invite(
  tx: Tx,
  actor: Actor,
  person: string,
  reason: string,
  now: Date,
): Promise<Result<Invitation>> {
  const granted = may(actor, 'password.invite', 'none')
  if (!granted.ok) return granted
  if (person === actor.person) return no('own_password_unresettable')
  const row = await tx
    .selectFrom('app.persons')
    .select('subject')
    .where('id', '=', person)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return no('person_missing', 'person_id', { value: person })
  const code = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + INVITATION_HOURS * HOUR_MS)
  const values = { digest: digestOf(code), made_at: now.toISOString(), expires_at: expiresAt.toISOString() }
  const had = await asSystem(tx, actor, async () => {
    await tx
      .insertInto('app.password_invitations')
      .values({ person, ...values })
      .onConflict(conflict => conflict.column('person').doUpdateSet(values))
      .execute()
    const gone = await tx.deleteFrom('app.passwords').where('person', '=', person).executeTakeFirst()
    await endSessions(tx, row.subject)
    return gone.numDeletedRows > 0n
  })
  const detail = { until: expiresAt.toISOString(), had_password: had }
  await audited(tx, actor, { action: 'password.invite', subject: `person:${person}`, reason, detail })
  return ok({ code, expiresAt })
}

/**
 * Ends everything a person is logged in with here: sessions, codes, refresh tokens, and the grants without which no
 * access token made from a log-in is believed. To be called after what they log in by was written in the same
 * transaction.
 */
export async function endSessions(tx: Tx, subject: string): Promise<void> {
  await sql`delete from app.oidc_payloads
    where kind in ('Session', 'Grant', 'RefreshToken', 'AuthorizationCode', 'AccessToken', 'Interaction')
      and (payload ->> 'accountId' = ${subject} or payload -> 'result' -> 'login' ->> 'accountId' = ${subject}
        or payload -> 'session' ->> 'accountId' = ${subject})`.execute(tx)
}

type Waiting = { readonly is: 'waiting'; readonly seconds: number }
type Over = { readonly is: 'over' }
type Unfit = { readonly is: 'unfit'; readonly misfit: Misfit }
type Changed = { readonly is: 'changed'; readonly subject: string }

export type PasswordChanges = {
  /** Whom an invitation is for, as long as it holds. Counted before it is looked up, whatever the code. */
  readonly invited: (
    code: string,
    address: string | null,
    now: Date,
  ) => Promise<{ readonly is: 'open'; readonly subject: string } | Over | Waiting>
  /** Sets the password and uses the invitation up; of several at once one does. */
  readonly taken: (code: string, password: string, now: Date) => Promise<Changed | Unfit | Over>
  /** Sets another password for who knows the old one; counted as an attempt to log in, which it is. */
  readonly changed: (
    asked: { readonly name: string; readonly old: string; readonly password: string },
    address: string | null,
    now: Date,
  ) => Promise<Changed | Unfit | { readonly is: 'wrong' } | Waiting>
}

export function makePasswordChanges(db: Kysely<Tables>, attempts: Attempts, logIn: LogIn): PasswordChanges {
  const standing = async (code: string, now: Date) =>
    await db
      .selectFrom('app.password_invitations as i')
      .innerJoin('app.persons as p', 'p.id', 'i.person')
      .select(['i.person', 'p.subject'])
      .where('i.digest', '=', digestOf(code))
      .where('i.expires_at', '>', now.toISOString())
      .where('p.erased_at', 'is', null)
      .executeTakeFirst()
  const told = async (tx: Tx, person: string, by: 'invitation' | 'old_password'): Promise<void> => {
    const actor: Actor = { ...systemActor(uuid7()), person }
    await audited(tx, actor, { action: 'password.change', subject: `person:${person}`, detail: { by } })
  }
  return {
    invited: async (code, address, now) => {
      const attempt = { account: `invitation ${digestOf(code)}`, address }
      const seconds = await attempts.begun(attempt, now)
      if (seconds !== null) return { is: 'waiting', seconds }
      const found = await standing(code, now)
      if (found === undefined) return { is: 'over' }
      await attempts.passed(attempt)
      return { is: 'open', subject: found.subject }
    },
    taken: async (code, password, now) => {
      const found = await standing(code, now)
      if (found === undefined) return { is: 'over' }
      const { person, subject } = found
      const misfit = misfitOf(password, subject)
      if (misfit !== null) return { is: 'unfit', misfit }
      const hash = await hashed(password)
      return await db.transaction().execute(async tx => {
        const used = await tx
          .deleteFrom('app.password_invitations')
          .where('digest', '=', digestOf(code))
          .where('expires_at', '>', now.toISOString())
          .executeTakeFirst()
        if (used.numDeletedRows !== 1n) return { is: 'over' } as const
        const row = { hash, changed_at: now.toISOString() }
        await tx
          .insertInto('app.passwords')
          .values({ person, ...row })
          .onConflict(conflict => conflict.column('person').doUpdateSet(row))
          .execute()
        await endSessions(tx, subject)
        await told(tx, person, 'invitation')
        return { is: 'changed', subject } as const
      })
    },
    changed: async ({ name, old, password }, address, now) => {
      // Asked first, and of the words alone: it tells nothing of who is there.
      const misfit = misfitOf(password, name)
      if (misfit !== null) return { is: 'unfit', misfit }
      const entered = await logIn(name, old, address, now)
      if (entered.is !== 'in') return entered
      const { subject, kept } = entered
      const hash = await hashed(password)
      return await db.transaction().execute(async tx => {
        // Of two who change it at once by the same old one, or beside a reset, one does.
        const rows = await tx
          .updateTable('app.passwords as w')
          .set({ hash, changed_at: now.toISOString() })
          .from('app.persons as p')
          .whereRef('p.id', '=', 'w.person')
          .where('p.subject', '=', subject)
          .where('w.hash', '=', kept)
          .returning('w.person')
          .execute()
        const [row] = rows
        if (row === undefined) return { is: 'wrong' } as const
        await tx.deleteFrom('app.password_invitations').where('person', '=', row.person).execute()
        await endSessions(tx, subject)
        await told(tx, row.person, 'old_password')
        return { is: 'changed', subject } as const
      })
    },
  }
}
