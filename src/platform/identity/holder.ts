/**
 * Whom a genuine token stands for at the moment: roles are read with every request, so that what is taken away is gone
 * at once. A token says only which person or machine it is; an organisation is chosen among those the person belongs
 * to.
 */
import type { Kysely } from 'kysely'
import { type Actor, type Kind, ROLES, type Role } from '../../access/actor.ts'
import { KINDS_OF_ROLE } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { type Look, sharedLook } from '../db/shared-look.ts'
import { written } from '../db/statements.ts'
import type { Tables } from '../db/tables.ts'
import type { IdentityRefusal } from './refusals.ts'
import type { Claims } from './token.ts'

export type Membership = {
  readonly person: string
  readonly organisation: string
  readonly kind: 'firm' | 'bank' | 'agency' | 'region' | 'office'
  readonly role: Role
  readonly delegatedBy: string | null
  readonly isSandbox: boolean
}
export type Binding = 'none' | 'dpop' | 'mtls'
/** Persons and machines made for demonstration; nowhere else are they anybody. */
export const isOfDemonstration = (id: string): boolean => /^(person|client)-demo-/.test(id)

export type Asking = {
  /** Organisation asked for, where somebody belongs to several. */
  readonly actingFor: string | null
  readonly now: Date
  readonly requestId: string
  readonly isDemonstration: boolean
}
export type Holder = {
  readonly actor: Actor
  readonly binding: Binding
  /** A machine's own number of requests a minute, where one was agreed. */
  readonly requestsPerMinute?: number
}

const unknown = (field: string) => refuse<IdentityRefusal>(refusal('token_holder_unknown', 'authorization', { field }))
const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)

/** The kind of an organisation's people; of the agency's, those who only mark are kept from all but their cases. */
export const kindOf = (organisation: Membership['kind'], roles: readonly Role[]): Kind => {
  if (organisation === 'firm' || organisation === 'bank') return organisation
  return roles.every(role => role === 'appraiser') ? 'appraiser' : 'agency'
}

/** Whether an organisation of that kind can have the role at all: a bank marks nothing, an office asks for nothing. */
export const fits = (organisation: Membership['kind'], role: Role): boolean =>
  KINDS_OF_ROLE[role].includes(organisation === 'firm' || organisation === 'bank' ? organisation : 'agency')

type MembershipRow = Omit<Membership, 'role' | 'delegatedBy' | 'isSandbox'> & {
  readonly role: string
  readonly delegated_by: string | null
  readonly is_sandbox: boolean
}
// Texts that stand in the code, since who asks is looked up for every request.
const MEMBERSHIPS = `
  select p.id as person, o.id as organisation, o.kind, o.is_sandbox, m.role, m.delegated_by
  from app.persons p
    join app.memberships m on m.person = p.id
    join app.organisations o on o.id = m.organisation
  where p.subject = $1 and p.erased_at is null and m.since <= $2 and (m.until is null or m.until > $2)
    and (m.delegated_by is null or exists (
      select 1 from app.memberships d join app.persons q on q.id = d.person
      where d.person = m.delegated_by and d.organisation = m.organisation and d.role = m.role
        and d.delegated_by is null and d.since <= $2 and (d.until is null or d.until > $2) and q.erased_at is null))
  order by m.since, o.id, m.role`

/** Memberships in force at a moment; a delegated role only as long as who delegated it holds it themselves. */
async function membershipsOf(db: Kysely<Tables>, subject: string, now: Date): Promise<Membership[]> {
  const { rows } = await db.executeQuery(written<MembershipRow>(MEMBERSHIPS, [subject, now.toISOString()]))
  return rows.flatMap(row =>
    isRole(row.role) && fits(row.kind, row.role)
      ? [
          {
            person: row.person,
            organisation: row.organisation,
            kind: row.kind,
            role: row.role,
            delegatedBy: row.delegated_by,
            isSandbox: row.is_sandbox,
          },
        ]
      : [],
  )
}

/**
 * The actor of memberships, in the organisation asked for, else in the one first joined in one's own right.
 *
 * Errors: `token_holder_unknown` where there is no membership, or none in the organisation asked for.
 */
export function actorOf(
  memberships: readonly Membership[],
  actingFor: string | null,
  requestId: string,
): Result<Actor, IdentityRefusal> {
  const first = memberships.find(each => each.delegatedBy === null) ?? memberships[0]
  if (first === undefined) return unknown('roles')
  const organisation = actingFor ?? first.organisation
  const own = memberships.filter(each => each.organisation === organisation)
  const sample = own[0]
  if (sample === undefined) return unknown('acting-for')
  const roles = own.map(each => each.role)
  const delegations: Partial<Record<Role, string>> = {}
  for (const each of own) if (each.delegatedBy !== null) delegations[each.role] = each.delegatedBy
  return ok({
    kind: kindOf(sample.kind, roles),
    person: sample.person,
    party: organisation,
    roles,
    delegations,
    isSandbox: sample.isSandbox,
    requestId,
  })
}

type ClientRow = {
  readonly id: string
  readonly organisation: string
  readonly binding: Binding
  readonly requests_per_minute: number | null
  readonly kind: Membership['kind']
  readonly is_sandbox: boolean
}
const CLIENT = `
  select c.id, c.organisation, c.binding, c.requests_per_minute, o.kind, o.is_sandbox
  from app.clients c join app.organisations o on o.id = c.organisation where c.id = $1 and c.is_active`

const clientOf = async (db: Kysely<Tables>, id: string): Promise<ClientRow | undefined> =>
  (await db.executeQuery(written<ClientRow>(CLIENT, [id]))).rows[0]

/** Looks at who stands behind tokens; many requests of one caller at once share a look. */
export type Looks = {
  readonly client: Look<ClientRow | undefined>
  readonly memberships: Look<readonly Membership[]>
  readonly isGranted: Look<boolean>
}
export const looksAt = (db: Kysely<Tables>): Looks => ({
  client: sharedLook(id => clientOf(db, id)),
  memberships: sharedLook((subject, now) => membershipsOf(db, subject, now)),
  isGranted: sharedLook((grant, now) => isGranted(db, grant, now)),
})

async function machine(looks: Looks, id: string, { now, requestId }: Asking): Promise<Result<Holder, IdentityRefusal>> {
  const row = await looks.client(id, now)
  if (row === undefined || (row.kind !== 'bank' && row.kind !== 'firm')) return unknown('client')
  const role: Role = row.kind === 'bank' ? 'bank' : 'sme'
  const actor: Actor = {
    kind: row.kind,
    person: row.id,
    party: row.organisation,
    roles: [role],
    delegations: {},
    isSandbox: row.is_sandbox,
    requestId,
  }
  const rate = row.requests_per_minute === null ? {} : { requestsPerMinute: row.requests_per_minute }
  return ok({ actor, binding: row.binding, ...rate })
}

const GRANT = `
  select 1 as one from app.oidc_payloads where kind = 'Grant' and id = $1 and (expires_at is null or expires_at > $2)`

/** Whether what the person logged in to is still granted: log-out and revocation end every token made from it. */
const isGranted = async (db: Kysely<Tables>, grant: string, now: Date): Promise<boolean> =>
  (await db.executeQuery(written(GRANT, [grant, now.toISOString()]))).rows.length > 0

/** Who the token stands for: a machine where subject and client are one (RFC 9068, 5), else a person. */
export async function holderOf(looks: Looks, claims: Claims, asking: Asking): Promise<Result<Holder, IdentityRefusal>> {
  const { actingFor, now, requestId, isDemonstration } = asking
  const holder = async (): Promise<Result<Holder, IdentityRefusal>> => {
    if (claims.subject === claims.client) return machine(looks, claims.client, asking)
    if (claims.grant !== null && !(await looks.isGranted(claims.grant, now))) return unknown('grant')
    const actor = actorOf(await looks.memberships(claims.subject, now), actingFor, requestId)
    return actor.ok ? ok({ actor: actor.value, binding: 'none' }) : actor
  }
  const found = await holder()
  if (found.ok && isOfDemonstration(found.value.actor.person) && !isDemonstration) return unknown('demonstration')
  return found
}
