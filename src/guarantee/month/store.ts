/** Rows of what banks send in the database: kept batch by batch, and what was found in them. */
import { type RawBuilder, sql } from 'kysely'
import { calendarDate } from '../../kernel/calendar.ts'
import { fixed } from '../../kernel/fixed.ts'
import { type Money, minus, moneyFromText } from '../../kernel/money.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { State } from '../life-table.ts'
import type { KeptRow } from './asked.ts'
import type { Difference, Known } from './matching.ts'
import type { Problem, ProblemCode } from './problems.ts'
import type { Change } from './restatement.ts'
import type { Month } from './row.ts'

export type Standing = { readonly id: string; readonly leftOut: readonly number[] }

/** The reports a month is matched beside. */
export type Beside = {
  readonly previous: Standing | undefined
  readonly restates: Standing | undefined
  readonly next: Standing | undefined
  /** Those of this month and of earlier ones that were acted on when it was over: what they released belongs to it. */
  readonly late: readonly string[]
}

/** What a report is matched at. */
export type MatchedAt = {
  readonly bank: string
  readonly month: Month
  readonly monthEnd: string
  readonly beside: Beside
}

/** The reports beside a month, of the months next to it and of its own. */
export async function besideOf(
  tx: Tx,
  bank: string,
  [before, month, after]: readonly [Month, Month, Month],
  monthEnd: string,
): Promise<Beside> {
  const { rows } = await sql<Standing & { month: string; state: string; isLate: boolean }>`
    select id, month, state, left_out as "leftOut",
      month <= ${month} and decided_at::date >= ${monthEnd}::date as "isLate"
    from app.reports where sender = ${bank} and kind = 'utilisation' and state in ('accepted', 'superseded')
      and (month in (${before}, ${month}, ${after}) or decided_at::date >= ${monthEnd}::date)`.execute(tx)
  const standing = (of: Month) => rows.find(one => one.month === of && one.state === 'accepted')
  return {
    previous: standing(before),
    restates: standing(month),
    next: standing(after),
    late: rows.filter(one => one.isLate).map(one => one.id),
  }
}

type KnownRow = {
  readonly id: string
  readonly number: string
  readonly kind: Known['kind']
  readonly state: State
  readonly loan: string
  readonly ratio: string
  readonly bankLoan: string | null
  readonly begunOn: string
  readonly balance: string
  readonly draws: number
  readonly drawsBefore: number
  readonly drawnAfter: string
  /** Of the draws and releases above, what was put right since. */
  readonly undrawnAfter: string
  readonly restoredAfter: string
  readonly restoredOfReports: string
  readonly restoredEarlier: string
  readonly releasedAfter: string
  readonly releasedByReports: string
  readonly releasedEarlier: string
  readonly outstanding: string
  readonly feeUnpaid: string
  readonly previous: string | null
  readonly next: string | null
}

const optional = (text: string | null): Money | null => (text === null ? null : moneyFromText(text))

const less = (whole: string, part: string): Money => minus(moneyFromText(whole), moneyFromText(part))

const knownOf = (row: KnownRow): Known => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  state: row.state,
  loan: moneyFromText(row.loan),
  ratio: fixed(row.ratio),
  bankLoan: row.bankLoan,
  begunOn: calendarDate(row.begunOn),
  balance: moneyFromText(row.balance),
  // A line stands whole from its first draw, whatever was asked for with it.
  drawnAfter:
    row.kind === 'individual'
      ? less(row.drawnAfter, row.undrawnAfter)
      : moneyFromText(row.drawsBefore === 0 ? row.balance : '0'),
  // What reports released, and what of it was put right, is theirs and no release of its own.
  releasedAfter: minus(less(row.releasedAfter, row.releasedByReports), less(row.restoredAfter, row.restoredOfReports)),
  releasedEarlier: less(row.releasedEarlier, row.restoredEarlier),
  draws: row.draws,
  outstanding: moneyFromText(row.outstanding),
  feeUnpaid: moneyFromText(row.feeUnpaid),
  previous: optional(row.previous),
  next: optional(row.next),
})

/** What the agency knows of guarantees of a bank at the end of a month; `named` chooses them. */
async function knownWhere(
  tx: Tx,
  { bank, month, monthEnd, beside }: MatchedAt,
  named: RawBuilder<unknown>,
): Promise<readonly Known[]> {
  const { rows } = await sql<KnownRow>`
    select g.id, g.number, g.kind, g.state, g.loan::text as loan, g.ratio, g.bank_loan as "bankLoan",
      g.begun_on::text as "begunOn", g.balance::text as balance, g.outstanding::text as outstanding,
      coalesce(e.draws, 0)::integer as draws,
      coalesce(e.draws_before, 0)::integer as "drawsBefore", coalesce(e.drawn_after, 0)::text as "drawnAfter",
      coalesce(e.released_after, 0)::text as "releasedAfter", coalesce(o.released, 0)::text as "releasedByReports",
      coalesce(o.earlier, 0)::text as "releasedEarlier", coalesce(s.undrawn, 0)::text as "undrawnAfter",
      coalesce(s.restored, 0)::text as "restoredAfter", coalesce(s.of_reports, 0)::text as "restoredOfReports",
      coalesce(s.earlier, 0)::text as "restoredEarlier",
      coalesce(f.debits_posted - f.credits_posted, 0)::text as "feeUnpaid", p.outstanding::text as previous,
      (n.outstanding + n.repaid - n.drawn)::text as next
    from app.guarantees g
    left join lateral (
      select count(*) filter (where type = 'drawn') as draws,
        count(*) filter (where type = 'drawn' and (body ->> 'on')::date <= ${monthEnd}::date) as draws_before,
        sum((body ->> 'amount')::numeric) filter (where type = 'drawn' and (body ->> 'on')::date > ${monthEnd}::date)
          as drawn_after,
        sum((body ->> 'amount')::numeric) filter (where type = 'released' and day > ${monthEnd}::date)
          as released_after,
        count(*) filter (where type = 'restated') as restated
      from app.guarantee_events where guarantee = g.id and type in ('drawn', 'released', 'restated')) e on true
    -- What reports for this month and those before released later belongs to their months, not to the day it was done.
    left join lateral (
      select sum(r.released) filter (where r.outcome_detail ->> 'day' > ${monthEnd}) as released,
        sum(r.released) filter (where q.month = ${month}) as earlier
      from app.report_rows r join app.reports q on q.id = r.report
      where r.report = any (${[...beside.late]}::uuid[]) and r.guarantee = g.number and r.released > 0) o on true
    -- Of what was drawn and released above, what was put right; looked for only where something was.
    left join lateral (
      select sum((x.body ->> 'amount')::numeric)
          filter (where w.type = 'drawn' and (w.body ->> 'on')::date > ${monthEnd}::date) as undrawn,
        sum((x.body ->> 'amount')::numeric) filter (where w.type = 'released' and w.day > ${monthEnd}::date)
          as restored,
        sum((x.body ->> 'amount')::numeric) filter (where w.type = 'released' and w.day > ${monthEnd}::date
          and w.body ->> 'report' = any (${[...beside.late]}::text[])) as of_reports,
        sum((x.body ->> 'amount')::numeric) filter (where w.type = 'released'
          and w.body ->> 'report' = any (${[...beside.late]}::text[]) and w.body ->> 'month' = ${month}) as earlier
      from app.guarantee_events x join app.guarantee_events w
        on w.guarantee = x.guarantee and w.sequence = (x.body ->> 'event')::integer
      where e.restated > 0 and x.guarantee = g.id and x.type = 'restated') s on true
    left join app.ledger_balances f on f.kind = 'fees_receivable' and f.of = g.id::text
    left join app.report_rows p on p.report = ${beside.previous?.id ?? null}::uuid and p.guarantee = g.number
      and p.place <> all (${[...(beside.previous?.leftOut ?? [])]}::integer[])
    left join app.report_rows n on n.report = ${beside.next?.id ?? null}::uuid and n.guarantee = g.number
      and n.place <> all (${[...(beside.next?.leftOut ?? [])]}::integer[])
    where g.bank = ${bank} and ${named}`.execute(tx)
  return rows.map(knownOf)
}

/** What is known of guarantees by their numbers. Nobody else's of another bank, whatever its number. */
export const knownOfNumbers = (tx: Tx, at: MatchedAt, numbers: readonly string[]): Promise<readonly Known[]> =>
  knownWhere(tx, at, sql`g.number = any (${[...numbers]}::text[])`)

/** Guarantees that stand and have no row in a report, after a number, in the order of their numbers. */
export const knownWithoutRow = (
  tx: Tx,
  at: MatchedAt,
  report: string,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly Known[]> =>
  knownWhere(
    tx,
    at,
    sql`g.id in (select o.id from app.guarantees o where o.bank = ${at.bank} and o.number > ${page.after}
        and o.balance > 0
        and o.number not in (select guarantee from app.report_rows where report = ${report}::uuid)
      order by o.number limit ${page.limit}) order by g.number`,
  )

/** Keeps a batch of rows as the worker gave it; `due`: the places for which something is to be done on acceptance. */
export async function keepRows(tx: Tx, report: string, batch: string, due: readonly number[] | 'all'): Promise<void> {
  const isDue = due === 'all' ? sql`true` : sql`t.place = any (${[...due]}::integer[])`
  await sql`insert into app.report_rows (report, place, guarantee, loan, outstanding, drawn, repaid, rate,
      arrears_since, state, fee_paid, fee_paid_on, body, is_due)
    select ${report}::uuid, t.place, t.guarantee, t.loan, t.outstanding, t.drawn, t.repaid, t.rate, t.arrears_since,
      t.state, t.fee_paid, t.fee_paid_on, t.body, ${isDue}
    from jsonb_to_recordset(${batch}::jsonb) as t(place integer, guarantee text, loan text, outstanding numeric,
      drawn numeric, repaid numeric, rate text, arrears_since date, state text, fee_paid numeric, fee_paid_on date,
      body jsonb)`.execute(tx)
}

/** Keeps problems behind those that are kept already. */
export async function keepProblems(tx: Tx, report: string, from: number, batch: string): Promise<void> {
  await sql`insert into app.report_problems (report, sequence, place, column_key, code, value, due)
    select ${report}::uuid, ${from} + t.ordinality, (t.one ->> 'row')::integer, t.one ->> 'column', t.one ->> 'code',
      t.one ->> 'value', t.one ->> 'limit'
    from jsonb_array_elements(${batch}::jsonb) with ordinality as t(one, ordinality)`.execute(tx)
}

export async function keepDifferences(
  tx: Tx,
  report: string,
  from: number,
  differences: readonly Difference[],
): Promise<void> {
  const batch = JSON.stringify(differences.map(one => ({ ...one, by: one.by === null ? null : one.by.toString() })))
  await sql`insert into app.report_differences (report, sequence, place, guarantee, column_key, kind, expected,
      reported, difference, deed)
    select ${report}::uuid, ${from} + t.ordinality, (t.one ->> 'row')::integer, t.one ->> 'guarantee',
      t.one ->> 'column', t.one ->> 'kind', t.one ->> 'expected', t.one ->> 'reported', (t.one ->> 'by')::numeric,
      t.one ->> 'deed'
    from jsonb_array_elements(${batch}::jsonb) with ordinality as t(one, ordinality)`.execute(tx)
}

export async function keepChanges(tx: Tx, report: string, from: number, changes: readonly Change[]): Promise<void> {
  await sql`insert into app.report_changes (report, sequence, guarantee, column_key, before, after)
    select ${report}::uuid, ${from} + t.ordinality, t.one ->> 'guarantee', t.one ->> 'column', t.one ->> 'before',
      t.one ->> 'after'
    from jsonb_array_elements(${JSON.stringify(changes)}::jsonb) with ordinality as t(one, ordinality)`.execute(tx)
}

const rowColumns = sql.raw(`r.place, r.guarantee, r.loan, r.outstanding::text as outstanding, r.drawn::text as drawn,
  r.repaid::text as repaid, r.rate, r.arrears_since::text as arrears_since, r.state, r.fee_paid::text as fee_paid,
  r.fee_paid_on::text as fee_paid_on, r.body`)

/** Rows of a report by the guarantees they name, without those left out. */
export async function rowsOfNumbers(
  tx: Tx,
  { id, leftOut }: Standing,
  numbers: readonly string[],
): Promise<readonly KeptRow[]> {
  const { rows } = await sql<KeptRow>`select ${rowColumns} from app.report_rows r
    where r.report = ${id}::uuid and r.guarantee = any (${[...numbers]}::text[])
      and r.place <> all (${[...leftOut]}::integer[])`.execute(tx)
  return rows
}

/** Rows of a report whose guarantee another report does not name any more. */
export async function rowsGone(tx: Tx, { id, leftOut }: Standing, from: string): Promise<readonly KeptRow[]> {
  const { rows } = await sql<KeptRow>`select ${rowColumns} from app.report_rows r
    where r.report = ${id}::uuid and r.place <> all (${[...leftOut]}::integer[])
      and not exists (select 1 from app.report_rows n where n.report = ${from}::uuid and n.guarantee = r.guarantee)
    order by r.place`.execute(tx)
  return rows
}

/** The next rows for which something is to be done, held for this transaction; those another holds are passed over. */
export async function dueRows(tx: Tx, report: string, limit: number): Promise<readonly KeptRow[]> {
  const { rows } = await sql<KeptRow>`select ${rowColumns} from app.report_rows r
    where r.report = ${report}::uuid and r.is_due and r.outcome is null
      and r.place <> all (select unnest(left_out) from app.reports where id = ${report}::uuid)
    order by r.place limit ${limit} for update skip locked`.execute(tx)
  return rows
}

/** What came of a row, once. */
export async function markOutcome(
  tx: Tx,
  report: string,
  place: number,
  came: { readonly outcome: string; readonly detail: unknown; readonly released: Money },
): Promise<void> {
  await sql`update app.report_rows set outcome = ${came.outcome},
    outcome_detail = ${JSON.stringify(came.detail)}::jsonb,
    released = ${came.released.toString()}::numeric where report = ${report}::uuid and place = ${place}`.execute(tx)
}

/** Of places named, those that are no rows of the file: neither read as one nor wrong in one. */
export async function unknownPlaces(tx: Tx, report: string, places: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ place: number }>`select t.place from unnest(${[...places]}::integer[]) as t(place)
    where not exists (select 1 from app.report_rows r where r.report = ${report}::uuid and r.place = t.place)
      and not exists (select 1 from app.report_problems p where p.report = ${report}::uuid and p.place = t.place)
    order by t.place limit 20`.execute(tx)
  return rows.map(row => row.place)
}

/** Rows with problems beside those named: how many, and the first of them. */
export async function wrongPlaces(
  tx: Tx,
  report: string,
  leftOut: readonly number[],
): Promise<{ readonly count: number; readonly first: readonly number[] }> {
  const { rows } = await sql<{ place: number; count: number }>`
    select place, count(*) over ()::integer as count from app.report_problems
    where report = ${report}::uuid and place <> all (${[...leftOut]}::integer[])
    group by place order by place limit 10`.execute(tx)
  return { count: rows[0]?.count ?? 0, first: rows.map(row => row.place) }
}

export type Page = { readonly after: number; readonly limit: number }

export type KeptProblem = Problem & { readonly sequence: number }

export async function problemsAfter(tx: Tx, report: string, page: Page, row?: number): Promise<readonly KeptProblem[]> {
  const { rows } = await sql<KeptProblem & { code: ProblemCode }>`select sequence, place as row, column_key as column,
      code, value, due as limit
    from app.report_problems where report = ${report}::uuid and sequence > ${page.after}
      and ${row === undefined ? sql`true` : sql`place = ${row}`} order by sequence limit ${page.limit}`.execute(tx)
  return rows
}

export type KeptDifference = {
  readonly sequence: number
  readonly row: number | null
  readonly guarantee: string
  readonly column: string
  readonly kind: string
  readonly expected: string
  readonly reported: string
  readonly by: string | null
  readonly deed: string
}

/** Where the report and the books differ, without what was restored since. */
export async function differencesAfter(
  tx: Tx,
  report: string,
  page: Page,
  kind?: string,
): Promise<readonly KeptDifference[]> {
  const { rows } = await sql<KeptDifference>`select sequence, place as row, guarantee, column_key as column, kind,
      expected, reported, difference::text as by, deed
    from app.report_differences where report = ${report}::uuid and sequence > ${page.after}
      and ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
      and not exists (select 1 from app.report_restorations s
        where s.report = report_differences.report and s.sequence = report_differences.sequence)
    order by sequence limit ${page.limit}`.execute(tx)
  return rows
}

export async function changesAfter(
  tx: Tx,
  report: string,
  page: Page,
): Promise<readonly (Change & { readonly sequence: number })[]> {
  const { rows } = await sql<
    Change & { sequence: number }
  >`select sequence, guarantee, column_key as column, before, after
    from app.report_changes where report = ${report}::uuid and sequence > ${page.after}
    order by sequence limit ${page.limit}`.execute(tx)
  return rows
}

export type KeptOutcome = {
  readonly row: number
  readonly guarantee: string
  readonly outcome: string | null
  readonly detail: unknown
  readonly released: string
}

/** What came of the rows something was to be done for. */
export async function outcomesAfter(tx: Tx, report: string, page: Page): Promise<readonly KeptOutcome[]> {
  const { rows } = await sql<KeptOutcome>`select place as row, guarantee, outcome, outcome_detail as detail,
      released::text as released
    from app.report_rows where report = ${report}::uuid and is_due and place > ${page.after}
    order by place limit ${page.limit}`.execute(tx)
  return rows
}
