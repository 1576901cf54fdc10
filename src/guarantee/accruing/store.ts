/** Fees earned by day in the database: guarantees with something to earn, held in batches, and what was earned. */
import { sql } from 'kysely'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { BooksRead, EntryRow } from '../books.ts'
import type { Life } from '../commands.ts'
import type { FeeRow } from '../fee-row.ts'
import { lifeFrom } from '../life-text.ts'

type Books = BooksRead & { readonly fees: readonly FeeRow[] }

/** Guarantees with a fee whose days have begun, not looked at to the day yet; by id, after one. */
export const toEarn = async (tx: Tx, day: string, after: string | undefined, limit: number): Promise<string[]> =>
  (
    await sql<{ guarantee: string }>`
      select f.guarantee from app.guarantee_fees f left join app.fee_accruals a on a.guarantee = f.guarantee
      where not f.is_over and (f.from_day < ${day}::date or f.to_day <= ${day}::date)
        and (a.to_day is null or a.to_day < ${day}::date)
        and f.guarantee > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid
      group by f.guarantee order by f.guarantee limit ${limit}`.execute(tx)
  ).rows.map(one => one.guarantee)

export type Earning = {
  readonly id: string
  readonly life: Life
  readonly books: Books
  readonly accruedTo: CalendarDate | null
}

/** Holds guarantees, in the order of their ids, and reads them as they then are. */
export async function heldToEarn(tx: Tx, ids: readonly string[]): Promise<Earning[]> {
  const held = await sql<{ id: string; books: Books }>`
    select id, app.hold_guarantee(id) as books from unnest(${ids}::uuid[]) as id order by id`.execute(tx)
  const rows = await tx
    .selectFrom('app.guarantees as g')
    .leftJoin('app.fee_accruals as a', 'a.guarantee', 'g.id')
    .select(['g.id', 'g.life', 'a.to_day'])
    .where('g.id', 'in', ids)
    .execute()
  const by = new Map(rows.map(one => [one.id, one]))
  return held.rows.flatMap(({ id, books }) => {
    const row = by.get(id)
    if (row === undefined) return []
    const accruedTo = row.to_day === null ? null : calendarDate(row.to_day)
    return [{ id, books, life: lifeFrom(row.life), accruedTo }]
  })
}

export type Accrued = {
  readonly fees: readonly { guarantee: string; place: number; earned: string; is_over: boolean }[]
  readonly entries: readonly EntryRow[]
  readonly days: readonly { guarantee: string; to_day: string }[]
}
export const keepAccruals = async (tx: Tx, accrued: Accrued, at: string): Promise<void> => {
  await sql`select app.keep_accruals(${JSON.stringify(accrued)}::jsonb, ${at}::timestamptz)`.execute(tx)
}

export type EarnedRow = {
  readonly day: string
  readonly programme: string
  readonly bank: string
  readonly amount: string
}
/**
 * What was earned on each day, by programme and bank, out of the books: what was put right since counts on the day of
 * what it puts right.
 */
export const earnedBetween = async (tx: Tx, from: string, to: string): Promise<EarnedRow[]> =>
  (
    await sql<EarnedRow>`
      select e.day::text as day, g.programme, g.bank, sum(t.posted)::text as amount
      from app.ledger_entries e
      join app.ledger_transfers t on t.entry = e.id and t.credit_kind = 'earned_fees' and t.restates is null
      join app.guarantees g on g.id = e.guarantee and not g.is_sandbox
      where e.day between ${from}::date and ${to}::date and e.event = 'fee_earned'
      group by e.day, g.programme, g.bank order by e.day, g.programme, g.bank`.execute(tx)
  ).rows
