/** What others than the service's own steps need of fees in the database: what is to be charged, and who owes what. */
import { sql } from 'kysely'
import type { CalendarDate } from '../../kernel/calendar.ts'
import type { Tx } from '../../platform/db/database.ts'

/**
 * Guarantees that stand past their term, for which so many months have gone by since the additional fee was last
 * charged; by id, after one.
 */
export const toCharge = async (
  tx: Tx,
  day: CalendarDate,
  months: number,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly string[]> =>
  (
    await sql<{ id: string }>`
      select g.id from app.guarantees g
      left join lateral (select max(to_day) as charged_to from app.guarantee_fees f
        where f.guarantee = g.id and f.kind = 'unperformed') as f on true
      where g.state in ('in_force', 'accident', 'claimed', 'examined') and g.balance > 0
        and (greatest(g.matures_on, f.charged_to) + make_interval(months => ${months}))::date <= ${day}::date
        and g.id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}::uuid
      order by g.id limit ${page.limit}`.execute(tx)
  ).rows.map(one => one.id)

export type Receivable = { readonly payer: string; readonly guarantees: number; readonly unpaid: string }

/** What each payer owes of the fees of all guarantees that count: banks and others each, all firms together. */
export const receivablesNow = async (tx: Tx): Promise<Receivable[]> =>
  (
    await sql<Receivable>`
      select case b.kind when 'fees_receivable' then 'firm' else split_part(b.of, ':', 2) end as payer,
        count(*)::integer as guarantees, sum(b.debits_posted - b.credits_posted)::text as unpaid
      from app.ledger_balances b join app.guarantees g on g.id = b.guarantee and not g.is_sandbox
      where b.kind in ('fees_receivable', 'payer_receivables') and b.debits_posted > b.credits_posted
      group by 1 order by 1`.execute(tx)
  ).rows
