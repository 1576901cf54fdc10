/** The year of a creditor, from the books: what each guarantee it had at the end stood at, and what moved it. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { State } from '../life-table.ts'

/** Amounts as text. */
export type YearRow = {
  readonly guarantee: string
  readonly debtor: string
  readonly opening: string
  readonly added: string
  readonly released: string
  readonly subrogated: string
  readonly closing: string
  readonly fees: string
  readonly claims_paid: string
}

/**
 * Guarantees a creditor had at the end of a year, with the movements of their exposure in it; those on which nothing
 * stood or moved are left out. Who was creditor and debtor then is told by the changes up to that day. A transfer
 * counts as it was written: what was put right since is a transfer of its own day.
 */
export async function yearOf(tx: Tx, bank: string, year: number, limit: number): Promise<readonly YearRow[]> {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`]
  const { rows } = await sql<YearRow>`
    with had as (
      select g.id, g.number,
        coalesce((select e.body ->> 'firm' from app.guarantee_events e where e.guarantee = g.id and e.type = 'changed'
          and e.body ->> 'of' = 'debtor' and e.day <= ${last}::date order by e.sequence desc limit 1), c.firm) as debtor
      from app.guarantees g join app.cases c on c.id = g.case_id
      where g.begun_on <= ${last}::date and ${bank} = coalesce((select e.body ->> 'bank' from app.guarantee_events e
        where e.guarantee = g.id and e.type = 'changed' and e.body ->> 'of' = 'bank' and e.day <= ${last}::date
        order by e.sequence desc limit 1), c.bank)
    ), moved as (
      select h.number as guarantee, h.debtor,
        coalesce(sum(case when t.credit_kind = 'exposure' then t.amount else -t.amount end)
          filter (where 'exposure' in (t.credit_kind, t.debit_kind) and e.day < ${first}::date), 0) as opening,
        coalesce(sum(t.amount) filter (where t.credit_kind = 'exposure' and e.day >= ${first}::date), 0) as added,
        coalesce(sum(t.amount) filter (where t.debit_kind = 'exposure' and e.day >= ${first}::date
          and e.event <> 'claim_paid'), 0) as released,
        coalesce(sum(t.amount) filter (where t.debit_kind = 'exposure' and e.day >= ${first}::date
          and e.event = 'claim_paid'), 0) as subrogated,
        coalesce(sum(t.amount) filter (where t.credit_kind = 'unearned_fees'
          and (t.debit_kind = 'fees_receivable' or t.debit_of = h.id || ':' || ${bank})
          and e.day >= ${first}::date), 0) as fees,
        coalesce(sum(t.amount) filter (where t.debit_kind = 'subrogation_claims' and e.event = 'claim_paid'
          and e.day >= ${first}::date), 0) as claims_paid
      from had h join app.ledger_transfers t on t.guarantee = h.id join app.ledger_entries e on e.id = t.entry
      where e.day <= ${last}::date
      group by h.number, h.debtor
    )
    select guarantee, debtor, opening::text, added::text, released::text, subrogated::text,
      (opening + added - released - subrogated)::text as closing, fees::text, claims_paid::text
    from moved where opening + added + fees + claims_paid > 0 order by guarantee limit ${limit}`.execute(tx)
  return rows
}

export type MonthRow = {
  readonly guarantee: string
  readonly debtor: string
  readonly kind: 'individual' | 'revolving'
  readonly state: State
  readonly loan: string
  readonly ratio: string
  readonly outstanding: string
  readonly balance: string
  readonly fee_due: string
  readonly fee_paid: string
}

/**
 * Guarantees a creditor had at the end of a month, on which something stood or moved: balance and fees from the books,
 * principal as the report tells it that stands for the month, else as it was told here. The state is the one of that
 * day, by the events up to it.
 */
export async function monthOf(
  tx: Tx,
  {
    bank,
    first,
    last,
    report,
  }: { readonly bank: string; readonly first: string; readonly last: string; readonly report: string | null },
  limit: number,
): Promise<readonly MonthRow[]> {
  const { rows } = await sql<MonthRow>`
    with had as (
      select g.*, coalesce((select e.body ->> 'firm' from app.guarantee_events e where e.guarantee = g.id
          and e.type = 'changed' and e.body ->> 'of' = 'debtor' and e.day <= ${last}::date
          order by e.sequence desc limit 1), c.firm) as debtor
      from app.guarantees g join app.cases c on c.id = g.case_id
      where g.begun_on <= ${last}::date and ${bank} = coalesce((select e.body ->> 'bank' from app.guarantee_events e
        where e.guarantee = g.id and e.type = 'changed' and e.body ->> 'of' = 'bank' and e.day <= ${last}::date
        order by e.sequence desc limit 1), c.bank)
    ), moved as (
      select t.guarantee,
        coalesce(sum(case when t.credit_kind = 'exposure' then t.amount else -t.amount end)
          filter (where 'exposure' in (t.credit_kind, t.debit_kind)), 0) as balance,
        coalesce(sum(t.amount) filter (where t.debit_kind = 'fees_receivable' and e.day >= ${first}::date), 0) as due,
        coalesce(sum(t.amount) filter (where t.credit_kind = 'fees_receivable' and e.event = 'fee_received'
          and e.day >= ${first}::date), 0) as paid,
        bool_or('exposure' in (t.credit_kind, t.debit_kind) and e.day >= ${first}::date) as has_moved
      from had h join app.ledger_transfers t on t.guarantee = h.id join app.ledger_entries e on e.id = t.entry
      where e.day <= ${last}::date and t.status = 'posted'
      group by t.guarantee
    ), lived as (
      select h.id, bool_or(e.day > ${last}::date) as has_gone_on,
        (array_agg(case e.type when 'drawn' then 'in_force' when 'normalised' then 'in_force'
            when 'accident_reported' then 'accident' when 'claimed' then 'claimed'
            when 'examined' then case e.body ->> 'amount' when '0' then 'denied' else 'examined' end
            when 'paid' then 'subrogated' when 'written_off' then 'written_off' when 'claim_sold' then 'sold'
            when 'discharged' then 'discharged' end order by e.sequence desc)
          filter (where e.day <= ${last}::date and e.type in ('drawn', 'normalised', 'accident_reported', 'claimed',
            'examined', 'paid', 'written_off', 'claim_sold', 'discharged')))[1] as formed,
        (array_agg(case e.type when 'noticed' then 'noticed' when 'signed' then 'signed'
            when 'letter_sent' then 'lettered' else 'lapsed' end order by e.sequence desc)
          filter (where e.day <= ${last}::date and e.type in ('noticed', 'signed', 'letter_sent', 'lapsed',
            'notice_withdrawn')))[1] as before
      from had h join app.guarantee_events e on e.guarantee = h.id group by h.id
    )
    select h.number as guarantee, h.debtor, h.kind, h.loan::text as loan, h.ratio,
      case when not l.has_gone_on then h.state
        when l.formed in ('in_force', 'accident') and m.balance = 0 then 'released'
        else coalesce(l.formed, l.before) end as state,
      coalesce(r.outstanding, h.outstanding)::text as outstanding, m.balance::text as balance,
      m.due::text as fee_due, m.paid::text as fee_paid
    from had h join lived l on l.id = h.id join moved m on m.guarantee = h.id
      left join app.report_rows r on r.report = ${report}::uuid and r.guarantee = h.number
        and r.place <> all (select unnest(left_out) from app.reports where id = ${report}::uuid)
    where m.balance > 0 or m.due > 0 or m.paid > 0 or m.has_moved
    order by h.number limit ${limit}`.execute(tx)
  return rows
}

/** Differences of a report that still are some. */
export async function differencesOf(tx: Tx, report: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from app.report_differences d
    where d.report = ${report}::uuid and not exists (select 1 from app.report_restorations s
      where s.report = d.report and s.sequence = d.sequence)`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Banks on whose guarantees something moved in the days, without a statement of the month in a language yet. */
export async function banksWithout(
  tx: Tx,
  of: { readonly month: string; readonly first: string; readonly last: string; readonly language: string },
): Promise<readonly string[]> {
  const { rows } = await sql<{ bank: string }>`
    select o.id as bank from app.organisations o
    where o.kind = 'bank' and not o.is_sandbox
      and exists (select 1 from app.ledger_entries e join app.guarantees g on g.id = e.guarantee
        where g.bank = o.id and e.day between ${of.first}::date and ${of.last}::date)
      and not exists (select 1 from app.guarantee_papers p where p.kind = 'monthly_statement' and p.bank = o.id
        and p.body ->> 'month' = ${of.month} and p.language = ${of.language})
    order by o.id`.execute(tx)
  return rows.map(row => row.bank)
}

/** Whoever orders the same month of a bank waits here, and then finds what was ordered. */
export async function holdMonth(tx: Tx, bank: string, month: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('monthly_statement'), hashtext(${`${bank} ${month}`}))`.execute(tx)
}

/** The last statement of a bank's month in a language that stands; undefined without one. */
export async function statementBefore(
  tx: Tx,
  of: { readonly bank: string; readonly month: string; readonly language: string },
): Promise<{ readonly number: string; readonly body: unknown; readonly printed: unknown } | undefined> {
  const { rows } = await sql<{ number: string; body: unknown; printed: unknown }>`
    select number, body, printed from app.guarantee_papers
    where kind = 'monthly_statement' and bank = ${of.bank} and language = ${of.language}
      and body ->> 'month' = ${of.month} and state <> 'revoked' order by number desc limit 1`.execute(tx)
  return rows[0]
}

/** The bank a statement is for; undefined where no bank has the id. */
export async function creditorOf(tx: Tx, bank: string) {
  return await tx
    .selectFrom('app.organisations')
    .select(['id', 'names', 'is_sandbox'])
    .where('id', '=', bank)
    .where('kind', '=', 'bank')
    .executeTakeFirst()
}
