/** What stands and waits for somebody: hearings, deadlines that come near, mail that could not be delivered. */
import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Found } from './happened.ts'

type Row = { readonly id: string; readonly occurrence: string; readonly persons?: string[]; readonly role?: string }
type HeldRow = Omit<Row, 'persons'> & { readonly persons: string[] | null }
export type At = { readonly now: Date; readonly day: string; readonly noticeDays: number }

/** Hearings that are open and that nobody was told of yet. */
export async function hearings(tx: Tx): Promise<readonly Found[]> {
  const { rows } = await sql<Row>`
    select k.case_id as id, k.id::text as occurrence, array_agg(a.appraiser) as persons
    from app.consensuses k join app.assignments a on a.case_id = k.case_id and a.ended_at is null
    where k.outcome is null and not exists (
      select 1 from app.notifications n where n.kind = 'hearing_opened' and n.subject = 'case:' || k.case_id::text
        and n.occurrence = k.id::text)
    group by k.case_id, k.id`.execute(tx)
  return rows.map(({ id, occurrence, persons = [] }) => ({ what: 'hearing', id, occurrence, assigned: persons }))
}

/** Mail that ended undelivered within a week and that nobody was told of yet. */
export async function undelivered(tx: Tx): Promise<readonly Found[]> {
  const { rows } = await sql<Row>`
    select m.id::text as id, 'ended' as occurrence from app.mails m
    where m.state in ('refused', 'given_up') and m.ended_at > now() - interval '7 days' and not exists (
      select 1 from app.notifications n where n.kind = 'mail_failed' and n.subject = 'mail:' || m.id::text)`.execute(tx)
  return rows.map(({ id, occurrence }) => ({ what: 'failed_mail', id, occurrence }))
}

/**
 * Of a warning r with its obligor o, its attachment a or its plan p: whether what it warned of is still to be done. A
 * clock may have been stopped since, an attachment released, a date in court moved, an instalment paid.
 */
const STILL_PRESSES = sql`case r.what
  when 'limitation' then o.until is null and o.act_by = r.due_on
  when 'suit' then a.released_on is null and a.suit_on is null
  when 'auction' then a.released_on is null and a.auction_on = r.due_on
  when 'instalment' then p.keep_by = r.due_on end`

/**
 * Deadlines from today to so many days on. A deadline that is moved is another one; what somebody held who has left is
 * told to whom it lies with now.
 */
export async function due(tx: Tx, { now, day, noticeDays }: At): Promise<readonly Found[]> {
  const at = sql`${now.toISOString()}::timestamptz`
  const near = (column: string) =>
    sql`${sql.raw(column)} >= ${day}::date and ${sql.raw(column)} <= ${day}::date + ${noticeDays}::integer`
  const sheets = await sql<Row>`
    select a.case_id as id, a.due_on::text as occurrence, array[a.appraiser] as persons
    from app.assignments a join app.cases c on c.id = a.case_id
    where a.ended_at is null and a.refused_at is null and c.state in ('accepted', 'assigned')
      and ${near('a.due_on')} and not exists (
      select 1 from app.sheets s
      where s.case_id = a.case_id and s.appraiser = a.appraiser and s.superseded_at is null)`.execute(tx)
  const referrals = await sql<Row>`
    select c.id, c.due_on::text as occurrence from app.cases c
    where c.state = 'referred' and ${near('c.due_on')}`.execute(tx)
  const tasks = await sql<HeldRow>`
    select t.guarantee as id, t.id::text || ':' || t.due_on::text as occurrence, w.role,
      case when w.holder is null then null else array[w.holder] end as persons
    from app.watch_tasks t join app.guarantees g on g.id = t.guarantee
      cross join app.task_lies_with(t.holder, t.role, g.office, ${at}) w
    where t.done_on is null and ${near('t.due_on')}`.execute(tx)
  const recourses = await sql<HeldRow>`
    select r.guarantee as id, r.what || ':' || r.subject::text || ':' || r.due_on::text as occurrence,
      case when w.holder is null then null else array[w.holder] end as persons
    from app.recourse_warnings r join app.guarantees g on g.id = r.guarantee
      cross join app.task_lies_with(r.holder, 'claims', null, ${at}) w
      left join app.obligors o on o.id = r.subject left join app.attachments a on a.id = r.subject
      left join app.settlement_plans p on p.id = r.subject
    where g.state in ('subrogated', 'written_off') and ${near('r.due_on')} and ${STILL_PRESSES}`.execute(tx)
  const draws = await sql<Row>`
    select g.id, g.due_on::text as occurrence from app.guarantees g
    where g.state in ('noticed', 'signed', 'lettered') and ${near('g.due_on')}`.execute(tx)
  return [
    ...sheets.rows.map(({ id, occurrence, persons = [] }) => ({
      ...({ what: 'sheet', id, occurrence } as const),
      assigned: persons,
    })),
    ...referrals.rows.map(({ id, occurrence }) => ({ what: 'referral', id, occurrence }) as const),
    ...tasks.rows.map(({ id, occurrence, role, persons }) => ({
      ...({ what: 'task', id, occurrence } as const),
      role: role ?? null,
      only: persons,
    })),
    ...recourses.rows.map(({ id, occurrence, persons }) => ({
      ...({ what: 'recourse', id, occurrence } as const),
      only: persons,
    })),
    ...draws.rows.map(({ id, occurrence }) => ({ what: 'draw', id, occurrence }) as const),
  ]
}
