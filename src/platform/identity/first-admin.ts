/**
 * The first admin of an agency: made from the machine itself, since nobody is there yet who could give anybody a role.
 * Where an admin stands, this refuses: whoever comes then is added by that admin, over the API.
 */
import { sql } from 'kysely'
import { systemActor } from '../../access/actor.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { LANGUAGES, type Words } from '../../kernel/words.ts'
import { audited } from '../audit/entry.ts'
import type { Database, Tx } from '../db/database.ts'
import { uuid7 } from '../ids.ts'
import { ADMINS_LOCK } from './admins.ts'
import { isOfDemonstration } from './holder.ts'
import { hashed, type Misfit, misfitOf, PASSWORD_MAX, PASSWORD_MIN } from './passwords.ts'
import type { IdentityRefusal } from './refusals.ts'

const AGENCY = 'agency-main'
const DEMONSTRATION_AGENCY = 'agency-demo'

export type NewAdmin = {
  readonly names: Words
  /** What they log in by, or what the OpenID provider calls them. */
  readonly subject: string
  /** Null where another provider logs them in. */
  readonly password: string | null
  /** The names of the agency, where none stands yet. */
  readonly agency: Words | null
}
export type MadeAdmin = { readonly person: string; readonly organisation: string; readonly isAgencyMade: boolean }

const no = (code: IdentityRefusal, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<IdentityRefusal>(refusal(code, at, params))

/** Names in one to three languages as names in all: where one is not given, the first that is stands in. */
export function wordsFrom(given: Readonly<Partial<Words>>): Words | null {
  const first = LANGUAGES.map(language => given[language]).find(text => text !== undefined)
  return first === undefined ? null : { ko: given.ko ?? first, en: given.en ?? first, zh: given.zh ?? first }
}

const LIMITS: Readonly<Record<Misfit, string>> = {
  length: `${PASSWORD_MIN} to ${PASSWORD_MAX} characters`,
  control: 'one line without control characters',
  variety: 'at least five different characters',
  name: 'without the log-in name in it',
}

/** Whether a password may be one. Errors: `password_unfit`; what was given is in none. */
export function fitPassword(password: string, subject: string): Result<true, IdentityRefusal> {
  const misfit = misfitOf(password, subject)
  return misfit === null ? ok(true) : no('password_unfit', 'password', { limit: LIMITS[misfit] })
}

/**
 * Somebody who is admin of the agency, or will be: one made elsewhere a moment ago may begin later by the clock here.
 * Persons of a demonstration are nobody in production.
 */
async function standingAdmin(tx: Tx, at: string, isDemonstration: boolean): Promise<string | undefined> {
  const rows = await tx
    .selectFrom('app.memberships as m')
    .innerJoin('app.persons as p', 'p.id', 'm.person')
    .innerJoin('app.organisations as o', 'o.id', 'm.organisation')
    .select('m.person')
    .where('m.role', '=', 'admin')
    .where(eb => eb.or([eb('m.until', 'is', null), eb('m.until', '>', at)]))
    .where('p.erased_at', 'is', null)
    .where('o.is_sandbox', '=', false)
    .orderBy('m.since')
    .execute()
  return rows.find(row => isDemonstration || !isOfDemonstration(row.person))?.person
}

/** The agency that stands, or a new one. */
async function agencyOf(
  tx: Tx,
  names: Words | null,
  isDemonstration: boolean,
): Promise<Result<{ readonly id: string; readonly isMade: boolean }, IdentityRefusal>> {
  const standing = await tx
    .selectFrom('app.organisations')
    .select('id')
    .where('kind', '=', 'agency')
    .where('is_sandbox', '=', false)
    .$if(!isDemonstration, query => query.where('id', '<>', DEMONSTRATION_AGENCY))
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst()
  if (standing !== undefined)
    return names === null
      ? ok({ id: standing.id, isMade: false })
      : no('party_known_already', 'agency', { value: standing.id })
  if (names === null) return no('agency_missing', 'agency', { limit: 'its name in at least one language' })
  await tx
    .insertInto('app.organisations')
    .values({ id: AGENCY, kind: 'agency', names: JSON.stringify(names) })
    .execute()
  return ok({ id: AGENCY, isMade: true })
}

/**
 * Makes the first admin, and the agency where there is none; of two who do so at once, one is refused.
 *
 * Errors: `password_unfit`, `admin_exists`, `agency_missing`, `party_known_already`.
 */
export async function makeFirstAdmin(
  database: Database,
  admin: NewAdmin,
  isDemonstration: boolean,
  now: Date,
): Promise<Result<MadeAdmin>> {
  const fit = admin.password === null ? ok(true as const) : fitPassword(admin.password, admin.subject)
  if (!fit.ok) return fit
  const hash = admin.password === null ? null : await hashed(admin.password)
  const actor = systemActor('first-admin')
  const made = async (tx: Tx): Promise<Result<MadeAdmin>> => {
    await sql`select pg_advisory_xact_lock(${sql.lit(ADMINS_LOCK)}::bigint)`.execute(tx)
    const standing = await standingAdmin(tx, now.toISOString(), isDemonstration)
    if (standing !== undefined) return no('admin_exists', '', { value: standing })
    const agency = await agencyOf(tx, admin.agency, isDemonstration)
    if (!agency.ok) return agency
    const { id: organisation, isMade: isAgencyMade } = agency.value
    const person = `person-${uuid7()}`
    const written = await tx
      .insertInto('app.persons')
      .values({ id: person, subject: admin.subject, names: JSON.stringify(admin.names) })
      .onConflict(conflict => conflict.column('subject').doNothing())
      .executeTakeFirst()
    if (written.numInsertedOrUpdatedRows !== 1n) return no('party_known_already', 'subject')
    if (hash !== null) await tx.insertInto('app.passwords').values({ person, hash }).execute()
    const role = { person, organisation, role: 'admin', since: now.toISOString() }
    await tx.insertInto('app.memberships').values(role).execute()
    const action = 'member.change'
    if (isAgencyMade)
      await audited(tx, actor, { action, subject: `organisation:${organisation}`, detail: { kind: 'agency' } })
    await audited(tx, actor, { action, subject: `person:${person}` })
    await audited(tx, actor, {
      action,
      subject: `member:${organisation}:${person}`,
      reason: 'the first admin, made on the machine of the service',
      detail: { role: 'admin', until: null, given: true },
    })
    return ok({ person, organisation, isAgencyMade })
  }
  return await database.transaction(actor, made, result => result.ok)
}
