/**
 * Who belongs where and acts as what: roles given and ended by an admin, delegated by who holds them, each with its
 * reason in the log. A role is never deleted, it ends; and it counts from the next request on.
 */
import { sql } from 'kysely'
import { type Actor, ROLES, type Role } from '../../access/actor.ts'
import { ACTIONS, may, type Relation } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import type { OrganisationRow } from '../db/tables.ts'
import { staysAdministered } from './admins.ts'
import { fits } from './holder.ts'
import type { IdentityRefusal } from './refusals.ts'

/** Days for which a role is delegated at most: longer is another appointment. */
const DELEGATION_DAYS_MAX = 90
const DAY_MS = 86_400_000

const no = (code: IdentityRefusal, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<IdentityRefusal>(refusal(code, at, params))

export type Organisation = Pick<OrganisationRow, 'id' | 'kind'> & {
  readonly parent: string | null
  readonly is_sandbox: boolean
  readonly names: unknown
}
export const organisationNamed = async (tx: Tx, id: string): Promise<Organisation | undefined> =>
  tx
    .selectFrom('app.organisations')
    .select(['id', 'kind', 'parent', 'is_sandbox', 'names'])
    .where('id', '=', id)
    .executeTakeFirst()

/** How an actor stands to an organisation; offices, regions and the agency are everybody's to know. */
export function relationsToOrganisation(actor: Actor, organisation: Organisation, isPublicPlace: boolean): Relation[] {
  const isOwn = actor.party === organisation.id
  const isAgency = organisation.kind !== 'firm' && organisation.kind !== 'bank'
  const isRegion = actor.kind === 'agency' && (isOwn || organisation.parent === actor.party)
  return [
    ...(isOwn || (isPublicPlace && isAgency) ? (['own', 'office'] as const) : []),
    ...(isRegion ? (['region'] as const) : []),
  ]
}

const isKnown = async (tx: Tx, person: string): Promise<boolean> =>
  (await tx
    .selectFrom('app.persons')
    .select('id')
    .where('id', '=', person)
    .where('erased_at', 'is', null)
    .executeTakeFirst()) !== undefined

export type Given = {
  readonly organisation: string
  readonly person: string
  readonly role: Role
  /** A moment in UTC; null for no end. */
  readonly until: string | null
  readonly delegatedBy: string | null
}

/** Writes a membership where the same one is not in force. */
async function give(tx: Tx, given: Given, now: Date): Promise<Result<true, IdentityRefusal>> {
  const row = {
    person: given.person,
    organisation: given.organisation,
    role: given.role,
    since: now.toISOString(),
    until: given.until,
    delegated_by: given.delegatedBy,
  }
  const written = await tx
    .insertInto('app.memberships')
    .values(row)
    .onConflict(conflict =>
      conflict
        .columns(['person', 'organisation', 'role'])
        .doUpdateSet({ since: row.since, until: row.until, delegated_by: row.delegated_by })
        .where('app.memberships.until', '<=', row.since),
    )
    .executeTakeFirst()
  return written.numInsertedOrUpdatedRows === 1n ? ok(true) : no('membership_held_already')
}

const subjectOf = ({ organisation, person }: { readonly organisation: string; readonly person: string }): string =>
  `member:${organisation}:${person}`

/** Gives a person a role in an organisation. Nobody gives themselves one. */
export async function giveRole(
  tx: Tx,
  actor: Actor,
  given: Omit<Given, 'delegatedBy'>,
  reason: string,
  now: Date,
): Promise<Result<true>> {
  const granted = may(actor, 'member.change', 'none')
  if (!granted.ok) return granted
  if (given.person === actor.person) return no('own_membership_unchangeable')
  const organisation = await organisationNamed(tx, given.organisation)
  if (organisation === undefined) return no('organisation_missing', 'organisation_id')
  if (!(await isKnown(tx, given.person))) return no('person_missing', 'person', { value: given.person })
  if (!fits(organisation.kind, given.role))
    return no('role_unfit_for_organisation', 'role', { value: given.role, limit: organisation.kind })
  // Anywhere else the head of a region would be the head of none.
  if (given.role === 'regional_head' && organisation.kind !== 'region')
    return no('role_unfit_for_organisation', 'role', { value: given.role, limit: 'region' })
  if (given.until !== null && Date.parse(given.until) <= now.getTime())
    return no('period_unfit', 'until', { value: given.until, limit: now.toISOString() })
  const done = await give(tx, { ...given, delegatedBy: null }, now)
  if (!done.ok) return done
  const detail = { role: given.role, until: given.until, given: true }
  await audited(tx, actor, { action: 'member.change', subject: subjectOf(given), reason, detail })
  return ok(true)
}

type Ended = Omit<Given, 'until' | 'delegatedBy'>

/** Ends what is in force of a membership; says whether anything was. */
async function end(tx: Tx, ended: Ended, delegatedBy: string | null, now: Date): Promise<boolean> {
  const at = now.toISOString()
  const done = await tx
    .updateTable('app.memberships')
    .set({ until: at })
    .where('person', '=', ended.person)
    .where('organisation', '=', ended.organisation)
    .where('role', '=', ended.role)
    .where(eb => eb.or([eb('until', 'is', null), eb('until', '>', at)]))
    .$if(delegatedBy !== null, query => query.where('delegated_by', '=', delegatedBy))
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

/** Ends a person's role; what they delegated of it ends with it. Nobody ends their own, nor the last admin's. */
export async function endRole(tx: Tx, actor: Actor, ended: Ended, reason: string, now: Date): Promise<Result<true>> {
  const granted = may(actor, 'member.change', 'none')
  if (!granted.ok) return granted
  if (ended.person === actor.person) return no('own_membership_unchangeable')
  const stays = ended.role === 'admin' ? await staysAdministered(tx, actor, ended.person, now) : ok(true as const)
  if (!stays.ok) return stays
  if (!(await end(tx, ended, null, now))) return no('membership_missing')
  const detail = { role: ended.role, given: false }
  await audited(tx, actor, { action: 'member.change', subject: subjectOf(ended), reason, detail })
  return ok(true)
}

/** Roles that may be delegated: those the access table lets delegate. */
const DELEGABLE: readonly Role[] = ROLES.filter(role => role in ACTIONS['delegation.give'].grants)

export type Delegated = { readonly role: Role; readonly to: string; readonly until: string }

/** Delegates a role held in one's own right to somebody of the same organisation, for some days. */
export async function delegate(
  tx: Tx,
  actor: Actor,
  { role, to, until }: Delegated,
  reason: string,
  now: Date,
): Promise<Result<true>> {
  const granted = may(actor, 'delegation.give', 'own')
  if (!granted.ok) return granted
  const isHeld = actor.roles.includes(role) && actor.delegations[role] === undefined
  if (!isHeld || !DELEGABLE.includes(role)) return no('role_not_held', 'role', { value: role })
  if (to === actor.person) return no('own_membership_unchangeable', 'to')
  const last = new Date(now.getTime() + DELEGATION_DAYS_MAX * DAY_MS).toISOString()
  if (Date.parse(until) <= now.getTime() || Date.parse(until) > Date.parse(last))
    return no('period_unfit', 'until', { value: until, limit: last })
  const colleague = await tx
    .selectFrom('app.memberships as m')
    .innerJoin('app.persons as p', 'p.id', 'm.person')
    .select('m.person')
    .where('m.person', '=', to)
    .where('m.organisation', '=', actor.party)
    .where('m.delegated_by', 'is', null)
    .where('p.erased_at', 'is', null)
    .where(eb => eb.or([eb('m.until', 'is', null), eb('m.until', '>', now.toISOString())]))
    .executeTakeFirst()
  if (colleague === undefined) return no('person_missing', 'to', { value: to })
  const given = { organisation: actor.party, person: to, role, until, delegatedBy: actor.person }
  const done = await give(tx, given, now)
  if (!done.ok) return done
  const detail = { role, until, given: true }
  await audited(tx, actor, { action: 'delegation.give', subject: subjectOf(given), reason, detail })
  return ok(true)
}

/** Takes a delegated role back before its day. */
export async function endDelegation(
  tx: Tx,
  actor: Actor,
  { role, to }: Omit<Delegated, 'until'>,
  reason: string,
  now: Date,
): Promise<Result<true>> {
  const granted = may(actor, 'delegation.give', 'own')
  if (!granted.ok) return granted
  const ended = { organisation: actor.party, person: to, role }
  if (!(await end(tx, ended, actor.person, now))) return no('membership_missing')
  const detail = { role, given: false }
  await audited(tx, actor, { action: 'delegation.give', subject: subjectOf(ended), reason, detail })
  return ok(true)
}

export type Member = {
  readonly person: string
  readonly names: unknown
  readonly role: string
  readonly since: string
  readonly until: string | null
  readonly delegated_by: string | null
}

/**
 * Members of an organisation by person and role, after a place `person role`; ended ones too, as they are its history.
 */
export async function membersOf(
  tx: Tx,
  organisation: string,
  after: string | undefined,
  limit: number,
  isDelegated: boolean,
): Promise<readonly Member[]> {
  const [person = '', role = ''] = after?.split(' ') ?? []
  return tx
    .selectFrom('app.memberships as m')
    .innerJoin('app.persons as p', 'p.id', 'm.person')
    .select(['m.person', 'p.names', 'm.role', 'm.since', 'm.until', 'm.delegated_by'])
    .where('m.organisation', '=', organisation)
    .where(sql<boolean>`(m.person, m.role) > (${person}, ${role})`)
    .$if(isDelegated, query => query.where('m.delegated_by', 'is not', null))
    .orderBy('m.person')
    .orderBy('m.role')
    .limit(limit)
    .execute()
}
