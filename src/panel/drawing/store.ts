/** The tables of the draw: everybody who might be drawn, who was, and what became of it. */
import { sql } from 'kysely'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Appraiser, Centre } from '../roster/standing.ts'
import type { Interest } from './eligibility.ts'
import type { Registration } from './subject.ts'
import type { EndedBecause, Purpose, RefusedBecause } from './terms.ts'

/** One draw at a time, so that nobody is drawn by two at once beyond what they may hold. */
export const holdDraws = (tx: Tx) => sql`select pg_advisory_xact_lock(hashtextextended('app.draws', 0))`.execute(tx)

/** A seat that waits for its sheet: neither ended nor signed, in a case that is still to be appraised. */
const UNSIGNED = sql<boolean>`a.ended_at is null
  and not exists (select 1 from app.sheets s
    where s.case_id = a.case_id and s.appraiser = a.appraiser and s.superseded_at is null)`
/** States in which a case no longer waits for anybody's sheet. */
const OVER = ['recommended', 'reviewed', 'referred', 'approved', 'declined', 'noticed', 'withdrawn'] as const

/** Somebody whose role as an appraiser holds, as the tables have them: days as text, lists as JSON. */
type Registered = {
  readonly fields: readonly Appraiser['fields'][number][]
  readonly interests: readonly Interest[]
  readonly organisations: readonly string[]
  readonly education: Appraiser['education']
  readonly examined_on: CalendarDate | null
  readonly centre: Centre | null
  readonly open: number
}

/**
 * Everybody whose role as an appraiser holds now, in the sandbox or outside it, with what speaks for and against them.
 */
export async function candidatesOf(
  tx: Tx,
  of: { readonly isSandbox: boolean; readonly at: string },
): Promise<readonly Registration[]> {
  const rows = await tx
    .selectFrom('app.persons as p')
    .leftJoin('app.appraisers as r', 'r.person', 'p.id')
    .select([
      ...(['p.id', 'p.names', 'r.certificate', 'r.certified_on', 'r.valid_until'] as const),
      ...(['r.suspended_from', 'r.suspended_until', 'r.suspension_reason', 'r.is_played'] as const),
    ])
    .select([
      sql<Registered['fields']>`coalesce((select json_agg(f.field order by f.field) from app.appraiser_fields f
        where f.person = p.id), '[]')`.as('fields'),
      sql<Registered['interests']>`coalesce((select json_agg(json_build_object('kind', i.kind,
        'organisation', i.organisation, 'person', i.named_person, 'name', i.name, 'since', i.since, 'until', i.until))
        from app.appraiser_interests i where i.person = p.id), '[]')`.as('interests'),
      // Also of before: whoever belonged to a party once is left out of its cases.
      sql<Registered['organisations']>`(select json_agg(distinct b.organisation) from app.memberships b
        where b.person = p.id)`.as('organisations'),
      sql<Registered['education']>`coalesce((select json_agg(json_build_object('course', e.course, 'day', e.day,
        'hours', e.hours)) from app.appraiser_education e where e.person = p.id), '[]')`.as('education'),
      sql<Registered['examined_on']>`(select max(x.closed_on) from app.appraiser_exams x
        where x.person = p.id and x.kind = 'exam' and x.is_passed)`.as('examined_on'),
      sql<Registered['centre']>`(select json_build_object('since', k.since, 'until', k.until, 'suspension',
        case when k.suspended_from is not null then json_build_object('from', k.suspended_from,
          'until', k.suspended_until, 'reason', k.suspension_reason) end)
        from app.centres k where k.id = r.centre)`.as('centre'),
      sql<number>`(select count(*)::int from app.assignments a join app.cases c on c.id = a.case_id
        where a.appraiser = p.id and ${UNSIGNED} and c.state <> all (${sql.val([...OVER])}))`.as('open'),
    ])
    .where('p.erased_at', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('app.memberships as m')
          .innerJoin('app.organisations as o', 'o.id', 'm.organisation')
          .select('m.person')
          .whereRef('m.person', '=', 'p.id')
          .where('m.role', '=', 'appraiser')
          .where(eb => eb.or([eb('m.until', 'is', null), eb('m.until', '>', of.at)]))
          .where('o.kind', 'in', ['agency', 'office'])
          .where('o.is_sandbox', '=', of.isSandbox),
      ),
    )
    .orderBy('p.id')
    .execute()
  const dayOf = (text: string | null): CalendarDate | null => (text === null ? null : calendarDate(text))
  return rows.map(row => {
    const [from, until] = [dayOf(row.suspended_from), dayOf(row.suspended_until)]
    const suspension = from === null || until === null ? null : { from, until, reason: row.suspension_reason ?? '' }
    const { id, names, certificate, fields, interests, organisations, open, education, centre } = row
    return {
      ...{ id, names, certificate, fields, interests, organisations, open },
      appraiser: {
        ...{ certificate, fields, suspension, centre, education },
        certifiedOn: dayOf(row.certified_on),
        validUntil: dayOf(row.valid_until),
        examinedOn: row.examined_on,
        isPlayed: row.is_played === true,
      },
    }
  })
}

/** Everybody ever drawn for a case, with the draw, in the order drawn. */
export const assignmentsOf = (tx: Tx, id: string) =>
  tx
    .selectFrom('app.assignments')
    .select([
      ...(['appraiser', 'assigned_at', 'draw', 'due_on', 'purpose', 'replaces'] as const),
      ...(['refused_at', 'refused_because', 'refused_reason', 'ended_at', 'ended_because'] as const),
    ])
    .where('case_id', '=', id)
    .orderBy('assigned_at')
    .orderBy('appraiser')
    .execute()

export type Drawn = {
  readonly appraisers: readonly string[]
  readonly draw: string
  readonly purpose: Purpose
  readonly replaces: string | null
  readonly dueOn: string
  readonly at: string
}
export const keepAssignments = (tx: Tx, id: string, { appraisers, draw, purpose, replaces, dueOn, at }: Drawn) =>
  tx
    .insertInto('app.assignments')
    .values(
      appraisers.map(appraiser => ({
        ...{ case_id: id, appraiser, draw, purpose, replaces },
        due_on: dueOn,
        assigned_at: at,
      })),
    )
    .execute()

export type Seat = {
  readonly appraiser: string
  readonly due_on: string | null
  readonly refused_at: string | null
  readonly ended_at: string | null
  readonly is_signed: boolean
}
/** How somebody drawn for a case stands to it; undefined where they never were. */
export const seatOf = (tx: Tx, id: string, appraiser: string): Promise<Seat | undefined> =>
  tx
    .selectFrom('app.assignments as a')
    .select([
      ...(['appraiser', 'due_on', 'refused_at', 'ended_at'] as const),
      sql<boolean>`exists (select 1 from app.sheets s
        where s.case_id = a.case_id and s.appraiser = a.appraiser and s.superseded_at is null)`.as('is_signed'),
    ])
    .where('a.case_id', '=', id)
    .where('a.appraiser', '=', appraiser)
    .executeTakeFirst()

export type Refused = { readonly because: RefusedBecause; readonly reason: string; readonly at: string }
export const keepRefusal = (tx: Tx, id: string, appraiser: string, { because, reason, at }: Refused) =>
  tx
    .updateTable('app.assignments')
    .set({ refused_at: at, refused_because: because, refused_reason: reason })
    .where('case_id', '=', id)
    .where('appraiser', '=', appraiser)
    .execute()

export const endAssignment = (tx: Tx, id: string, appraiser: string, because: EndedBecause, at: string) =>
  tx
    .updateTable('app.assignments')
    .set({ ended_at: at, ended_because: because })
    .where('case_id', '=', id)
    .where('appraiser', '=', appraiser)
    .where('ended_at', 'is', null)
    .execute()

/** Seats to be filled anew: refused, or past their day, and not signed; the oldest first. */
export const vacanciesOf = (tx: Tx, day: string, limit: number) =>
  tx
    .selectFrom('app.assignments as a')
    .innerJoin('app.cases as c', 'c.id', 'a.case_id')
    .select(['a.case_id', 'a.appraiser'])
    .where(UNSIGNED)
    .where('c.state', 'not in', [...OVER])
    .where(eb => eb.or([eb('a.refused_at', 'is not', null), eb('a.due_on', '<', day)]))
    .orderBy('a.assigned_at')
    .orderBy('a.case_id')
    .orderBy('a.appraiser')
    .limit(limit)
    .execute()

/** What somebody has still to sign, what is due first first. */
export const openOf = (tx: Tx, appraiser: string) =>
  tx
    .selectFrom('app.assignments as a')
    .innerJoin('app.cases as c', 'c.id', 'a.case_id')
    .select(['a.case_id', 'a.assigned_at', 'a.due_on', 'a.purpose'])
    .where('a.appraiser', '=', appraiser)
    .where('a.refused_at', 'is', null)
    .where(UNSIGNED)
    .where('c.state', 'not in', [...OVER])
    .orderBy('a.due_on')
    .orderBy('a.case_id')
    .execute()

/** How often each appraiser refused since a moment, and how often for a conflict; of one person where one is named. */
export const refusalsSince = (tx: Tx, since: string, appraiser?: string) =>
  tx
    .selectFrom('app.assignments')
    .select([
      'appraiser',
      sql<number>`count(*)::int`.as('refusals'),
      sql<number>`(count(*) filter (where refused_because = 'conflict'))::int`.as('conflicts'),
    ])
    .where('refused_at', '>=', since)
    .$if(appraiser !== undefined, query => query.where('appraiser', '=', appraiser ?? ''))
    .groupBy('appraiser')
    .orderBy('refusals', 'desc')
    .orderBy('appraiser')
    .execute()
