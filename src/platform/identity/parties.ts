/** New persons, organisations and machines of banks: made by an admin, who gives none of them a right to decide. */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Words } from '../../kernel/words.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import { holdKeys, type PublicKey, putKeys } from './client-keys.ts'
import type { Binding } from './holder.ts'
import { type Organisation, organisationNamed } from './members.ts'
import type { IdentityRefusal } from './refusals.ts'

const no = (code: IdentityRefusal, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<IdentityRefusal>(refusal(code, at, params))

type OrganisationKind = Organisation['kind']
export type NewOrganisation = {
  readonly id: string
  readonly kind: 'firm' | 'bank' | 'region' | 'office'
  readonly parent: string | null
  readonly names: Words
}

export async function addOrganisation(tx: Tx, actor: Actor, added: NewOrganisation): Promise<Result<true>> {
  const granted = may(actor, 'member.change', 'none')
  if (!granted.ok) return granted
  const above = added.parent === null ? ok(true as const) : await liesIn(tx, added.kind, added.parent)
  if (!above.ok) return above
  const done = await tx
    .insertInto('app.organisations')
    .values({ ...added, names: JSON.stringify(added.names) })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (done.numInsertedOrUpdatedRows !== 1n) return no('party_known_already', 'id', { value: added.id })
  await audited(tx, actor, {
    action: 'member.change',
    subject: `organisation:${added.id}`,
    detail: { kind: added.kind },
  })
  return ok(true)
}

/** What an organisation may lie in: an office in a region or the agency, a region in the agency. */
const PARENTS: Readonly<Partial<Record<OrganisationKind, readonly OrganisationKind[]>>> = {
  office: ['region', 'agency'],
  region: ['agency'],
}

async function liesIn(tx: Tx, kind: OrganisationKind, parent: string): Promise<Result<true, IdentityRefusal>> {
  const above = await organisationNamed(tx, parent)
  if (above === undefined) return no('organisation_missing', 'parent', { value: parent })
  const kinds = PARENTS[kind] ?? []
  if (!kinds.includes(above.kind))
    return no('parent_unfit', 'parent', { value: above.kind, limit: kinds.join(' or ') || 'none' })
  return ok(true)
}

/** Puts an office or a region below another organisation; a regional head sees the cases of the offices below. */
export async function putParent(
  tx: Tx,
  actor: Actor,
  id: string,
  parent: string,
  reason: string,
): Promise<Result<true>> {
  const granted = may(actor, 'member.change', 'none')
  if (!granted.ok) return granted
  const organisation = await organisationNamed(tx, id)
  if (organisation === undefined) return no('organisation_missing', 'organisation_id', { value: id })
  const above = await liesIn(tx, organisation.kind, parent)
  if (!above.ok) return above
  await tx.updateTable('app.organisations').set({ parent }).where('id', '=', id).execute()
  const detail = { before: organisation.parent, after: parent }
  await audited(tx, actor, { action: 'member.change', subject: `organisation:${id}`, reason, detail })
  return ok(true)
}

export type NewPerson = {
  readonly id: string
  /** What the OpenID provider calls them. */
  readonly subject: string
  readonly names: Words
  readonly appraiser_grade: '1' | '2' | '3' | null
}

export async function addPerson(tx: Tx, actor: Actor, added: NewPerson): Promise<Result<true>> {
  const granted = may(actor, 'member.change', 'none')
  if (!granted.ok) return granted
  const done = await tx
    .insertInto('app.persons')
    .values({ ...added, names: JSON.stringify(added.names) })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (done.numInsertedOrUpdatedRows !== 1n) return no('party_known_already', 'id', { value: added.id })
  await audited(tx, actor, { action: 'member.change', subject: `person:${added.id}` })
  return ok(true)
}

export type NewClient = {
  readonly id: string
  readonly organisation: string
  /** The public halves of the machine's keys (ES256); two while one takes over from the other. */
  readonly keys: readonly PublicKey[]
  readonly binding: Binding
  /** Requests a minute; null for everybody's number, undefined to leave it as it is. */
  readonly requestsPerMinute?: number | null | undefined
}

/** Adds a bank's or a firm's machine, or puts other keys in place of its own. */
export async function putClient(tx: Tx, actor: Actor, put: NewClient): Promise<Result<true>> {
  const granted = may(actor, 'member.change', 'none')
  if (!granted.ok) return granted
  const organisation = await organisationNamed(tx, put.organisation)
  if (organisation === undefined) return no('organisation_missing', 'organisation', { value: put.organisation })
  if (organisation.kind !== 'bank' && organisation.kind !== 'firm')
    return no('role_unfit_for_organisation', 'organisation', { value: organisation.kind, limit: 'bank or firm' })
  await holdKeys(tx, put.id)
  const rate = put.requestsPerMinute === undefined ? {} : { requests_per_minute: put.requestsPerMinute }
  const done = await tx
    .insertInto('app.clients')
    .values({ id: put.id, organisation: put.organisation, binding: put.binding, ...rate })
    .onConflict(conflict =>
      conflict
        .column('id')
        .doUpdateSet({ binding: put.binding, is_active: true, ...rate })
        // A client never changes hands.
        .where('app.clients.organisation', '=', put.organisation),
    )
    .executeTakeFirst()
  if (done.numInsertedOrUpdatedRows !== 1n) return no('party_known_already', 'id', { value: put.id })
  await putKeys(tx, put.id, put.keys, actor.person)
  const keys = put.keys.map(key => key.kid)
  const detail = { organisation: put.organisation, binding: put.binding, keys, ...rate }
  await audited(tx, actor, { action: 'member.change', subject: `client:${put.id}`, detail })
  return ok(true)
}

/** Switches a machine off: its tokens are refused from the next request on. */
export async function endClient(tx: Tx, actor: Actor, id: string, reason: string): Promise<Result<true>> {
  const granted = may(actor, 'member.change', 'none')
  if (!granted.ok) return granted
  const done = await tx
    .updateTable('app.clients')
    .set({ is_active: false })
    .where('id', '=', id)
    .where('is_active', '=', true)
    .executeTakeFirst()
  if (done.numUpdatedRows !== 1n) return no('membership_missing', 'client_id', { value: id })
  await audited(tx, actor, { action: 'member.change', subject: `client:${id}`, reason, detail: { active: false } })
  return ok(true)
}
