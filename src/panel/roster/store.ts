/** The tables of the roster: who is registered, certified and suspended, what they declared and learned, centres. */
import { type RawBuilder, sql } from 'kysely'
import type { CalendarDate } from '../../kernel/calendar.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Certificate, Field } from './edition.ts'
import type { CentreKind, InterestKind } from './schema.ts'
import type { Appraiser, Course, Suspension } from './standing.ts'

/** Somebody on the roster, as kept. */
export type Rostered = Appraiser & {
  readonly person: string
  readonly names: unknown
  readonly centreId: string | null
  readonly note: string | null
  /** Cases drawn, neither signed nor ended. */
  readonly openAssignments: number
  readonly version: number
}

type Row = {
  person: string
  names: unknown
  certificate: Certificate | null
  certified_on: CalendarDate | null
  valid_until: CalendarDate | null
  suspended_from: CalendarDate | null
  suspended_until: CalendarDate | null
  suspension_reason: string | null
  centre: string | null
  centre_since: CalendarDate | null
  centre_until: CalendarDate | null
  centre_from: CalendarDate | null
  centre_to: CalendarDate | null
  centre_reason: string | null
  is_played: boolean
  note: string | null
  version: number
  fields: Field[]
  education: Course[]
  examined_on: CalendarDate | null
  open: number
}

const suspensionOf = (
  from: CalendarDate | null,
  until: CalendarDate | null,
  reason: string | null,
): Suspension | null => (from === null || until === null ? null : { from, until, reason: reason ?? '' })

const rosteredOf = (row: Row): Rostered => ({
  person: row.person,
  names: row.names,
  certificate: row.certificate,
  certifiedOn: row.certified_on,
  validUntil: row.valid_until,
  fields: row.fields,
  suspension: suspensionOf(row.suspended_from, row.suspended_until, row.suspension_reason),
  centreId: row.centre,
  centre:
    row.centre_since === null
      ? null
      : {
          since: row.centre_since,
          until: row.centre_until,
          suspension: suspensionOf(row.centre_from, row.centre_to, row.centre_reason),
        },
  education: row.education,
  examinedOn: row.examined_on,
  isPlayed: row.is_played,
  note: row.note,
  openAssignments: row.open,
  version: row.version,
})

const rostered = (where: RawBuilder<unknown>) => sql<Row>`
  select a.person, p.names, a.certificate, a.certified_on, a.valid_until, a.suspended_from, a.suspended_until,
    a.suspension_reason, a.centre, c.since as centre_since, c.until as centre_until, c.suspended_from as centre_from,
    c.suspended_until as centre_to, c.suspension_reason as centre_reason, a.is_played, a.note, a.version,
    array(select f.field from app.appraiser_fields f where f.person = a.person order by f.field) as fields,
    (select coalesce(jsonb_agg(jsonb_build_object('course', e.course, 'day', e.day, 'hours', e.hours)), '[]')
      from app.appraiser_education e where e.person = a.person) as education,
    (select max(x.closed_on) from app.appraiser_exams x
      where x.person = a.person and x.kind = 'exam' and x.is_passed) as examined_on,
    (select count(*)::integer from app.assignments s join app.cases k on k.id = s.case_id
      where s.appraiser = a.person and s.ended_at is null and k.state = 'assigned' and not exists (
        select 1 from app.sheets t where t.case_id = s.case_id and t.appraiser = s.appraiser
          and t.superseded_at is null)) as open
  from app.appraisers a join app.persons p on p.id = a.person left join app.centres c on c.id = a.centre ${where}`

/** One of them. */
export async function rosteredBy(tx: Tx, person: string): Promise<Rostered | undefined> {
  const { rows } = await rostered(sql`where a.person = ${person}`).execute(tx)
  return rows[0] === undefined ? undefined : rosteredOf(rows[0])
}

/** Those of these persons who are on the roster; of any number. */
export async function rosteredAmong(tx: Tx, persons: readonly string[]): Promise<readonly Rostered[]> {
  const { rows } = await rostered(sql`where a.person = any(${[...persons]}::text[]) order by a.person`).execute(tx)
  return rows.map(rosteredOf)
}

/** The roster by person, after one of them; of one field, where one is asked for. Players of the sandbox stay out. */
export async function roster(
  tx: Tx,
  wanted: {
    readonly after: string
    readonly field: Field | null
    readonly centre: string | null
    readonly limit: number
  },
): Promise<readonly Rostered[]> {
  const { rows } = await rostered(sql`where a.person > ${wanted.after} and not a.is_played
    and (${wanted.field}::text is null or exists (select 1 from app.appraiser_fields f
      where f.person = a.person and f.field = ${wanted.field}))
    and (${wanted.centre}::uuid is null or a.centre = ${wanted.centre}::uuid)
    order by a.person limit ${wanted.limit}`).execute(tx)
  return rows.map(rosteredOf)
}

export const isPerson = async (tx: Tx, person: string): Promise<boolean> =>
  (await tx
    .selectFrom('app.persons')
    .select('id')
    .where('id', '=', person)
    .where('erased_at', 'is', null)
    .executeTakeFirst()) !== undefined

/** Puts somebody on the roster, without a certificate; false where they are on it. */
export async function register(tx: Tx, person: string, centre: string | null): Promise<boolean> {
  const done = await tx
    .insertInto('app.appraisers')
    .values({ person, centre })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** Changes one who was read at a version; false where somebody else was first. */
async function changed(tx: Tx, { person, version }: Rostered, set: Readonly<Record<string, string | null>>) {
  const done = await tx
    .updateTable('app.appraisers')
    .set({ ...set, version: version + 1 })
    .where('person', '=', person)
    .where('version', '=', version)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export type Certified = {
  readonly certificate: Certificate
  readonly fields: readonly Field[]
  readonly from: string
  readonly until: string
}
/** Gives a certificate with its fields, and tells identity of its grade. */
export async function certify(tx: Tx, one: Rostered, given: Certified): Promise<boolean> {
  const { certificate, fields, from, until } = given
  const set = { certificate, certified_on: from, valid_until: until, note: null }
  if (!(await changed(tx, one, set))) return false
  await tx.deleteFrom('app.appraiser_fields').where('person', '=', one.person).execute()
  await tx
    .insertInto('app.appraiser_fields')
    .values(fields.map(field => ({ person: one.person, field })))
    .execute()
  await tx.updateTable('app.persons').set({ appraiser_grade: certificate }).where('id', '=', one.person).execute()
  return true
}
export const renew = (tx: Tx, one: Rostered, until: string) => changed(tx, one, { valid_until: until })
export const suspend = (tx: Tx, one: Rostered, given: Suspension | null) =>
  changed(tx, one, {
    suspended_from: given?.from ?? null,
    suspended_until: given?.until ?? null,
    suspension_reason: given?.reason ?? null,
  })
export const moveTo = (tx: Tx, one: Rostered, centre: string | null) => changed(tx, one, { centre })

// What is declared and learned -------------------------------------------------------------------------------------

export type Interest = {
  readonly id: string
  readonly kind: InterestKind
  readonly organisation: string | null
  readonly named_person: string | null
  readonly name: string | null
  readonly since: string
  readonly until: string | null
  readonly note: string | null
}
const INTEREST = ['id', 'kind', 'organisation', 'named_person', 'name', 'since', 'until', 'note'] as const

/** What somebody declared, in the order of declaring; what is over as well, since it may still bind. */
export const interestsOf = (tx: Tx, person: string): Promise<Interest[]> =>
  tx.selectFrom('app.appraiser_interests').select(INTEREST).where('person', '=', person).orderBy('id').execute()
export const declare = (tx: Tx, person: string, given: Interest) =>
  tx
    .insertInto('app.appraiser_interests')
    .values({ ...given, person })
    .execute()
export const endInterest = (tx: Tx, id: string, until: string) =>
  tx.updateTable('app.appraiser_interests').set({ until }).where('id', '=', id).execute()

export type Recorded = {
  readonly id: string
  readonly course: string
  readonly day: string
  readonly hours: number
  readonly paper: string
}
export const coursesOf = (tx: Tx, person: string): Promise<Recorded[]> =>
  tx
    .selectFrom('app.appraiser_education')
    .select(['id', 'course', 'day', 'hours', 'paper'])
    .where('person', '=', person)
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .execute()
/** Writes a course down; false where the same course of the day stands already. */
export async function record(tx: Tx, person: string, given: Recorded): Promise<boolean> {
  const done = await tx
    .insertInto('app.appraiser_education')
    .values({ ...given, person })
    .onConflict(conflict => conflict.columns(['person', 'course', 'day']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

// Centres ----------------------------------------------------------------------------------------------------------

export type KeptCentre = {
  readonly id: string
  readonly name: string
  readonly kind: CentreKind
  readonly since: CalendarDate
  readonly until: CalendarDate | null
  readonly suspension: Suspension | null
  readonly version: number
  readonly appraisers: number
  /** Of the last exam of each of its appraisers. */
  readonly exams: number
  readonly passed: number
}
type CentreRow = Omit<KeptCentre, 'suspension'> & {
  suspended_from: CalendarDate | null
  suspended_until: CalendarDate | null
  suspension_reason: string | null
}

/** Centres by id, after one of them, with how their people did in the last exam of each. */
export async function centres(
  tx: Tx,
  wanted: { readonly id: string | null; readonly after: string | null; readonly limit: number },
): Promise<readonly KeptCentre[]> {
  const { rows } = await sql<CentreRow>`
    select c.*, count(a.person)::integer as appraisers, count(x.is_passed)::integer as exams,
      count(*) filter (where x.is_passed)::integer as passed
    from app.centres c left join app.appraisers a on a.centre = c.id
      left join lateral (select e.is_passed from app.appraiser_exams e
        where e.person = a.person and e.kind = 'exam' and e.closed_on is not null order by e.id desc limit 1) x on true
    where (${wanted.id}::uuid is null or c.id = ${wanted.id}::uuid)
      and (${wanted.after}::uuid is null or c.id < ${wanted.after}::uuid)
    group by c.id order by c.id desc limit ${wanted.limit}`.execute(tx)
  return rows.map(({ suspended_from, suspended_until, suspension_reason, ...row }) => ({
    ...row,
    suspension: suspensionOf(suspended_from, suspended_until, suspension_reason),
  }))
}

export const addCentre = (tx: Tx, given: Pick<KeptCentre, 'id' | 'name' | 'kind' | 'since'>) =>
  tx.insertInto('app.centres').values(given).execute()

/** Changes a centre that was read at a version; false where somebody else was first. */
export async function changeCentre(
  tx: Tx,
  { id, version }: Pick<KeptCentre, 'id' | 'version'>,
  given: { readonly suspension: Suspension | null; readonly until: string | null },
): Promise<boolean> {
  const done = await tx
    .updateTable('app.centres')
    .set({
      until: given.until,
      suspended_from: given.suspension?.from ?? null,
      suspended_until: given.suspension?.until ?? null,
      suspension_reason: given.suspension?.reason ?? null,
      version: version + 1,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}
