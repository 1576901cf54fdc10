/** The watch in the database: what was told, how guarantees stand, what changed, and the tasks that are open. */
import { type Selectable, sql } from 'kysely'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'
import type { MonthTold } from './baseline.ts'
import type { Observation } from './readings.ts'
import type { WatchLevel, WatchRole } from './signals.ts'

type RowOf<Table extends keyof Tables> = Selectable<Tables[Table]>
export type Watch = RowOf<'app.watches'>
export type Task = RowOf<'app.watch_tasks'>

/** States in which a guarantee may still go wrong, or has and is not paid. */
export const WATCHED = ['signed', 'lettered', 'in_force', 'accident', 'claimed', 'examined'] as const

export async function observationsOf(tx: Tx, guarantee: string): Promise<readonly Observation[]> {
  const rows = await tx
    .selectFrom('app.watch_observations')
    .select(['fact', 'value', 'as_of', 'valid_until', 'source'])
    .where('guarantee', '=', guarantee)
    .orderBy('place')
    .execute()
  return rows.map(row => ({
    fact: row.fact,
    value: row.value as string | boolean,
    asOf: calendarDate(row.as_of),
    validUntil: row.valid_until === null ? null : calendarDate(row.valid_until),
    source: row.source,
  }))
}

export async function keepObservations(
  tx: Tx,
  guarantee: string,
  told: readonly Observation[],
  by: { readonly person: string; readonly at: string },
): Promise<void> {
  if (told.length === 0) return
  await tx
    .insertInto('app.watch_observations')
    .values(
      told.map(one => ({
        guarantee,
        fact: one.fact,
        value: JSON.stringify(one.value),
        as_of: one.asOf,
        valid_until: one.validUntil,
        source: one.source,
        ...by,
      })),
    )
    .execute()
}

/** The last month a bank reported of a guarantee, as the report that was accepted has it. */
export async function lastMonthOf(tx: Tx, number: string, bank: string, day: string): Promise<MonthTold | undefined> {
  const { rows } = await sql<{ readonly month: string; readonly arrears_since: string | null }>`
    select r.month, x.arrears_since from app.reports r join app.report_rows x on x.report = r.id
    where r.sender = ${bank} and r.kind = 'utilisation' and r.state = 'accepted' and r.month < ${day.slice(0, 7)}
      and x.guarantee = ${number} and x.place <> all(r.left_out)
    order by r.month desc limit 1`.execute(tx)
  const [row] = rows
  if (row === undefined) return undefined
  return {
    month: row.month,
    arrearsSince: row.arrears_since === null ? null : calendarDate(row.arrears_since),
  }
}

/** The watch of a guarantee, held until the transaction ends; made where there was none. */
export async function holdWatch(tx: Tx, guarantee: string): Promise<Watch> {
  await tx
    .insertInto('app.watches')
    .values({ guarantee, level: 'not_known', points: 0, standing: [], not_known: 0 })
    .onConflict(one => one.doNothing())
    .execute()
  return await tx
    .selectFrom('app.watches')
    .selectAll()
    .where('guarantee', '=', guarantee)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export const watchOf = (tx: Tx, guarantee: string): Promise<Watch | undefined> =>
  tx.selectFrom('app.watches').selectAll().where('guarantee', '=', guarantee).executeTakeFirst()

export const keepWatch = (tx: Tx, { guarantee, ...row }: Watch) =>
  tx.updateTable('app.watches').set(row).where('guarantee', '=', guarantee).execute()

export async function keepChanges(
  tx: Tx,
  changes: readonly Omit<RowOf<'app.watch_changes'>, 'place'>[],
): Promise<void> {
  if (changes.length > 0)
    await tx
      .insertInto('app.watch_changes')
      .values([...changes])
      .execute()
}

/** What changed from look to look, the latest first. */
export const changesOf = (tx: Tx, guarantee: string, limit: number) =>
  tx
    .selectFrom('app.watch_changes')
    .select(['signal', 'what', 'day'])
    .where('guarantee', '=', guarantee)
    .orderBy('place', 'desc')
    .limit(limit)
    .execute()

/** Makes a task unless one of the signal is open; whether it was news. */
export async function raiseTask(tx: Tx, row: Omit<Task, 'done_on' | 'done_by' | 'note'>): Promise<boolean> {
  const made = await tx
    .insertInto('app.watch_tasks')
    .values(row)
    .onConflict(one => one.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

/** A task of a guarantee, held until the transaction ends. */
export const holdTask = (tx: Tx, guarantee: string, id: string): Promise<Task | undefined> =>
  tx
    .selectFrom('app.watch_tasks')
    .selectAll()
    .where('id', '=', id)
    .where('guarantee', '=', guarantee)
    .forUpdate()
    .executeTakeFirst()

export const changeTask = (
  tx: Tx,
  id: string,
  row: Pick<Task, 'holder'> | Pick<Task, 'done_on' | 'done_by' | 'note'>,
): Promise<Task> =>
  tx.updateTable('app.watch_tasks').set(row).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** Whether somebody holds a role at this moment, in an office or, where none is named, anywhere. */
export async function holdsRole(
  tx: Tx,
  { person, role, office, now }: { person: string; role: string; office: string | null; now: Date },
): Promise<boolean> {
  let query = tx
    .selectFrom('app.memberships')
    .select('person')
    .where('person', '=', person)
    .where('role', '=', role)
    .where(sql<boolean>`("until" is null or "until" > ${now.toISOString()}::timestamptz)`)
  if (office !== null) query = query.where('organisation', '=', office)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

export type WatchListing = {
  readonly level?: WatchLevel | undefined
  readonly office?: string | undefined
  readonly after?: readonly [number, string] | undefined
  readonly limit: number
  readonly isSandboxOnly: boolean
}

/** Guarantees under watch, the gravest first. */
export function watches(tx: Tx, { level, office, after, limit, isSandboxOnly }: WatchListing) {
  let query = tx
    .selectFrom('app.watches as w')
    .innerJoin('app.guarantees as g', 'g.id', 'w.guarantee')
    .select(['w.guarantee', 'g.number', 'g.firm', 'g.office', 'w.level', 'w.points', 'w.standing'])
    .select(['w.not_known', 'w.looked_on', 'g.balance'])
    .where('g.state', 'in', [...WATCHED])
    .where('g.is_sandbox', '=', isSandboxOnly)
    .orderBy('w.points', 'desc')
    .orderBy('w.guarantee')
    .limit(limit)
  if (level !== undefined) query = query.where('w.level', '=', level)
  if (office !== undefined) query = query.where('g.office', '=', office)
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(w.points < ${after[0]}::int or w.points = ${after[0]}::int and w.guarantee > ${after[1]}::uuid)`,
    )
  return query.execute()
}

/** With whom a task of an office's guarantee lies: null where with everybody of the role. */
export async function taskLiesWith(
  tx: Tx,
  task: Pick<Task, 'holder' | 'role'>,
  office: string,
  now: Date,
): Promise<{ readonly holder: string | null; readonly role: WatchRole }> {
  const { rows } = await sql<{ readonly holder: string | null; readonly role: WatchRole }>`
    select * from app.task_lies_with(${task.holder}, ${task.role}, ${office}, ${now.toISOString()}::timestamptz)
  `.execute(tx)
  return rows[0] ?? { holder: null, role: task.role }
}

export type TaskListing = {
  /** The tasks of these people and, of no one's, those of these roles; undefined: everybody's that the reader sees. */
  readonly mine?: { readonly persons: readonly string[]; readonly roles: readonly string[] } | undefined
  readonly now: Date
  readonly day: string
  readonly after?: readonly [string, string] | undefined
  readonly limit: number
  readonly isSandboxOnly: boolean
}
export type ListedTask = {
  readonly key: string
  readonly id: string | null
  readonly guarantee: string
  readonly number: string
  readonly of: 'signal' | 'recourse'
  readonly what: string
  readonly role: WatchRole
  readonly holder: string | null
  readonly raised_on: string
  readonly due_on: string
}

/**
 * Open tasks, the soonest due first: those of signals, and what recourse warned of and is still to be done. A clock of
 * limitation is, while it is the day kept of that obligor; a day in court, while it stands and what is attached does;
 * an instalment, while it is what keeps its plan, until its day is over.
 */
export async function tasks(tx: Tx, listing: TaskListing): Promise<readonly ListedTask[]> {
  const { mine, now, day, after, limit, isSandboxOnly } = listing
  const persons = sql`${mine?.persons ?? []}::text[]`
  const at = sql`${now.toISOString()}::timestamptz`
  const isMine =
    mine === undefined
      ? sql`true`
      : sql`(w.holder = any(${persons}) or w.holder is null and w.role = any(${mine.roles}::text[]))`
  const from = after === undefined ? sql`true` : sql`(due_on, key) > (${after[0]}::date, ${after[1]})`
  const { rows } = await sql<ListedTask>`
    select * from (
      select t.id::text as key, t.id, t.guarantee, g.number, 'signal' as of, t.signal as what, t.role, t.holder,
        t.raised_on, t.due_on
      from app.watch_tasks t join app.guarantees g on g.id = t.guarantee
      cross join app.task_lies_with(t.holder, t.role, g.office, ${at}) w
      where t.done_on is null and g.is_sandbox = ${isSandboxOnly} and ${isMine}
      union all
      select r.subject::text || ' ' || r.what, null, r.guarantee, g.number, 'recourse', r.what, 'claims', r.holder,
        r.told_on, r.due_on
      from app.recourse_warnings r join app.guarantees g on g.id = r.guarantee
      cross join app.task_lies_with(r.holder, 'claims', null, ${at}) w
      left join app.obligors o on o.id = r.subject left join app.attachments a on a.id = r.subject
      left join app.settlement_plans p on p.id = r.subject
      where g.state in ('subrogated', 'written_off') and g.is_sandbox = ${isSandboxOnly} and ${isMine}
        and case r.what when 'limitation' then o.until is null and o.act_by = r.due_on
          when 'suit' then r.due_on >= ${day}::date and a.released_on is null and a.suit_on is null
          when 'auction' then r.due_on >= ${day}::date and a.released_on is null and a.auction_on = r.due_on
          when 'instalment' then r.due_on >= ${day}::date and p.keep_by = r.due_on end
    ) found where ${from} order by due_on, key limit ${limit}`.execute(tx)
  return rows
}

/** Guarantees the job of a night has not taken up, those it left for longest first. */
export const dueForLook = async (tx: Tx, day: CalendarDate, limit: number): Promise<readonly string[]> => {
  const rows = await tx
    .selectFrom('app.guarantees as g')
    .leftJoin('app.watches as w', 'w.guarantee', 'g.id')
    .select('g.id')
    .where('g.state', 'in', [...WATCHED])
    .where(eb => eb.or([eb('w.asked_on', 'is', null), eb('w.asked_on', '<', day)]))
    .orderBy(sql`w.asked_on nulls first`)
    .orderBy('g.id')
    .limit(limit)
    .execute()
  return rows.map(row => row.id)
}
