/** Who is told of something: people with a role, by how their organisation or they themselves stand to it. */
import { type Kysely, sql } from 'kysely'
import { SIGNING_ROLES } from '../../access/table.ts'
import type { Tables } from '../db/tables.ts'
import type { Who } from './kinds.ts'

/** What of a case, a guarantee or a report decides who is told of it. */
export type Place = {
  readonly firm: string | null
  readonly bank: string | null
  readonly office: string | null
  readonly region: string | null
  /** Null too where whoever held it has left. */
  readonly holder: string | null
  readonly isSandbox: boolean
  /** Who signs what stands of the case, as the table of authority names it. */
  readonly level: string | null
}
export type Told = { readonly person: string; readonly organisation: string; readonly role: Who['role'] }
type Db = Kysely<Tables>

export const NOWHERE: Place = {
  ...{ firm: null, bank: null, office: null, region: null, holder: null, level: null },
  isSandbox: false,
}

export async function placeOfCase(db: Db, id: string, now: Date): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    select c.firm, c.bank, c.office, r.id as region, w.holder, c.is_sandbox as "isSandbox",
      (select d.level from app.decisions d where d.case_id = c.id and d.superseded_by is null
        order by d.made_at desc limit 1) as level
    from app.cases c join app.organisations o on o.id = c.office
      cross join app.task_lies_with(c.holder, 'officer', c.office, ${now.toISOString()}::timestamptz) w
      left join app.organisations r on r.id = o.parent and r.kind = 'region'
    where c.id = ${id}::uuid`.execute(db)
  return rows[0]
}

export async function placeOfGuarantee(db: Db, id: string): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    select g.firm, g.bank, g.office, r.id as region, null as holder, g.is_sandbox as "isSandbox", null as level
    from app.guarantees g join app.organisations o on o.id = g.office
      left join app.organisations r on r.id = o.parent and r.kind = 'region'
    where g.id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** The organisations and persons one line of the table reaches; undefined where it reaches nobody here. */
export function reached(
  who: Who,
  place: Place,
  assigned: readonly string[],
): { readonly organisations: readonly string[] | null; readonly persons: readonly string[] | null } | undefined {
  const of = (organisation: string | null) =>
    organisation === null ? undefined : { organisations: [organisation], persons: null }
  const everybody = place.isSandbox ? undefined : { organisations: null, persons: null }
  switch (who.by) {
    case 'own':
      return of(who.role === 'bank' ? place.bank : place.firm)
    case 'office':
      return of(place.office)
    case 'region':
      return of(place.region)
    case 'holder':
      return place.holder === null ? of(place.office) : { organisations: null, persons: [place.holder] }
    case 'assigned':
      return assigned.length === 0 ? undefined : { organisations: null, persons: assigned }
    case 'level':
      if (place.level === null || SIGNING_ROLES[place.level] !== who.role) return undefined
      if (who.role === 'branch_head') return of(place.office)
      return who.role === 'regional_head' ? of(place.region) : everybody
    case 'committee':
    case 'any':
      return everybody
    default:
      return who.by satisfies never
  }
}

/** Members in force now, once each by their first role of the list; beside whom it is for, who stands in for them. */
export async function recipients(
  db: Db,
  who: readonly Who[],
  of: { readonly place: Place; readonly assigned: readonly string[]; readonly only: readonly string[] | null },
  now: Date,
): Promise<readonly Told[]> {
  const found = new Map<string, Told>()
  for (const one of who) {
    const reach = reached(one, of.place, of.assigned)
    if (reach === undefined) continue
    const { rows } = await sql<Told>`
      select m.person, m.organisation, m.role from app.memberships m join app.persons p on p.id = m.person
      where m.role = ${one.role} and (m.until is null or m.until > ${now.toISOString()}::timestamptz)
        and p.erased_at is null
        and (${reach.organisations}::text[] is null or m.organisation = any (${reach.organisations}::text[]))
        and (${reach.persons}::text[] is null or m.person = any (${reach.persons}::text[]))
        and (${of.only}::text[] is null
          or m.person = any (${of.only}::text[]) or m.delegated_by = any (${of.only}::text[]))
      order by m.person, m.organisation`.execute(db)
    for (const row of rows) {
      const key = `${row.person} ${row.organisation}`
      if (!found.has(key)) found.set(key, row)
    }
  }
  return [...found.values()]
}
