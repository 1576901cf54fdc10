/** That a house keeps an admin: without one nobody gives a role any more, and only the machine itself helps. */
import { sql } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Tx } from '../db/database.ts'
import { isOfDemonstration } from './holder.ts'
import type { IdentityRefusal } from './refusals.ts'

/** One number for everybody who makes or ends an admin. */
export const ADMINS_LOCK = '7305812205'

/** Whether a person is admin, be it for some days. */
export const isAdmin = async (tx: Tx, person: string, now: Date): Promise<boolean> =>
  (await tx
    .selectFrom('app.memberships')
    .select('person')
    .where('person', '=', person)
    .where('role', '=', 'admin')
    .where(eb => eb.or([eb('until', 'is', null), eb('until', '>', now.toISOString())]))
    .executeTakeFirst()) !== undefined

/**
 * Whether somebody else is admin for good once this person no longer is. Held until the transaction ends, so that two
 * admins who end each other at once do not both do it.
 *
 * Error: `last_admin_stays`.
 */
export async function staysAdministered(
  tx: Tx,
  actor: Actor,
  person: string,
  now: Date,
): Promise<Result<true, IdentityRefusal>> {
  await sql`select pg_advisory_xact_lock(${sql.lit(ADMINS_LOCK)}::bigint)`.execute(tx)
  const others = await tx
    .selectFrom('app.memberships as m')
    .innerJoin('app.persons as p', 'p.id', 'm.person')
    .innerJoin('app.organisations as o', 'o.id', 'm.organisation')
    .select('m.person')
    .where('m.role', '=', 'admin')
    .where('m.person', '<>', person)
    .where('m.since', '<=', now.toISOString())
    .where('m.until', 'is', null)
    .where('p.erased_at', 'is', null)
    .where('o.is_sandbox', '=', false)
    .execute()
  // Persons of a demonstration are nobody where nobody of it could ask.
  const isDemonstration = isOfDemonstration(actor.person)
  return others.some(row => isDemonstration || !isOfDemonstration(row.person))
    ? ok(true)
    : refuse<IdentityRefusal>(refusal('last_admin_stays', '', { value: person }))
}
