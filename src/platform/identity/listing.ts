/**
 * Whom the house knows: organisations, persons with their roles, and machines; for who registers them and who looks at
 * what they did. Kept keys are told by their name alone.
 */
import { sql } from 'kysely'
import type { Role } from '../../access/actor.ts'
import type { Words } from '../../kernel/words.ts'
import type { Tx } from '../db/database.ts'
import { wordsFrom } from './first-admin.ts'
import type { Organisation } from './members.ts'

/** Organisations by id, after one; of a kind where one is named. */
export async function organisationsAfter(
  tx: Tx,
  after: string | undefined,
  kind: Organisation['kind'] | undefined,
  limit: number,
): Promise<readonly Organisation[]> {
  return tx
    .selectFrom('app.organisations')
    .select(['id', 'kind', 'parent', 'is_sandbox', 'names'])
    .where('id', '>', after ?? '')
    .$if(kind !== undefined, query => query.where('kind', '=', kind as Organisation['kind']))
    .orderBy('id')
    .limit(limit)
    .execute()
}

export type HeldRole = {
  readonly organisation: string
  readonly organisation_names: unknown
  readonly role: Role
  readonly since: string
  readonly until: string | null
  readonly delegated_by: string | null
  readonly is_in_force: boolean
}
export type Person = {
  readonly id: string
  /** What they log in by. */
  readonly subject: string
  readonly names: unknown
  readonly created_at: string
  readonly erased_at: string | null
  readonly roles: readonly HeldRole[]
}
export type PersonsWanted = {
  readonly after: string | undefined
  /** Part of a name, of what they log in by, or of the id. */
  readonly find: string | undefined
  readonly ids: readonly string[] | undefined
  readonly limit: number
}

/**
 * Persons by id with every role they have or had. A role is in force as `membershipsOf` (holder.ts) counts it: a
 * delegated one only as long as who delegated it holds it themselves.
 */
export async function personsAfter(
  tx: Tx,
  { after, find, ids, limit }: PersonsWanted,
  now: Date,
): Promise<readonly Person[]> {
  const at = now.toISOString()
  const { rows } = await sql<Person>`
    select p.id, p.subject, p.names, ${textOf('p.created_at')} as created_at, ${textOf('p.erased_at')} as erased_at,
      coalesce((select json_agg(json_build_object('organisation', m.organisation, 'organisation_names', o.names,
          'role', m.role, 'since', ${textOf('m.since')}, 'until', ${textOf('m.until')},
          'delegated_by', m.delegated_by, 'is_in_force', p.erased_at is null and m.since <= ${at}::timestamptz
            and (m.until is null or m.until > ${at}::timestamptz)
            and (m.delegated_by is null or exists (select 1 from app.memberships d join app.persons q on q.id = d.person
              where d.person = m.delegated_by and d.organisation = m.organisation and d.role = m.role
                and d.delegated_by is null and d.since <= ${at}::timestamptz
                and (d.until is null or d.until > ${at}::timestamptz) and q.erased_at is null)))
          order by m.since, m.organisation, m.role)
        from app.memberships m join app.organisations o on o.id = m.organisation where m.person = p.id), '[]') as roles
    from app.persons p
    where p.id > ${after ?? ''}
      and (${ids ?? null}::text[] is null or p.id = any(${ids ?? null}::text[]))
      and (${find ?? null}::text is null or strpos(lower(p.id || ' ' || p.subject || ' ' || (p.names ->> 'ko') || ' '
        || coalesce(p.names ->> 'en', '') || ' ' || coalesce(p.names ->> 'zh', '')), lower(${find ?? null}::text)) > 0)
    order by p.id limit ${limit}`.execute(tx)
  // Of somebody erased there is one word in one language.
  return rows.map(row => ({ ...row, names: wordsFrom(row.names as Partial<Words>) }))
}

/** A moment as the API writes it. */
const textOf = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`)

export type Client = {
  readonly id: string
  readonly binding: string
  readonly requests_per_minute: number | null
  readonly is_active: boolean
  readonly created_at: string
  /** Names of its keys that hold now. */
  readonly keys: readonly string[]
}

/** Machines of an organisation by id, after one; those switched off too. */
export async function clientsAfter(
  tx: Tx,
  organisation: string,
  after: string | undefined,
  limit: number,
): Promise<readonly Client[]> {
  const { rows } = await sql<Client>`
    select c.id, c.binding, c.requests_per_minute, c.is_active, ${textOf('c.created_at')} as created_at,
      coalesce((select json_agg(k.kid order by k.added_at, k.kid) from app.client_keys k
        where k.client = c.id and (k.retires_at is null or k.retires_at > now())), '[]') as keys
    from app.clients c where c.organisation = ${organisation} and c.id > ${after ?? ''}
    order by c.id limit ${limit}`.execute(tx)
  return rows
}
