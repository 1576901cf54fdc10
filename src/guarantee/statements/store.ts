/** The year of a creditor, from the books: what each guarantee it had at the end stood at, and what moved it. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

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
 * stood or moved are left out. Who was creditor and debtor then is told by the changes up to that day.
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
        coalesce(sum(case when t.credit_kind = 'exposure' then t.posted else -t.posted end)
          filter (where 'exposure' in (t.credit_kind, t.debit_kind) and e.day < ${first}::date), 0) as opening,
        coalesce(sum(t.posted) filter (where t.credit_kind = 'exposure' and e.day >= ${first}::date), 0) as added,
        coalesce(sum(t.posted) filter (where t.debit_kind = 'exposure' and e.day >= ${first}::date
          and e.event <> 'claim_paid'), 0) as released,
        coalesce(sum(t.posted) filter (where t.debit_kind = 'exposure' and e.day >= ${first}::date
          and e.event = 'claim_paid'), 0) as subrogated,
        coalesce(sum(t.posted) filter (where t.credit_kind = 'unearned_fees'
          and (t.debit_kind = 'fees_receivable' or t.debit_of = h.id || ':' || ${bank})
          and e.day >= ${first}::date), 0) as fees,
        coalesce(sum(t.posted) filter (where t.debit_kind = 'subrogation_claims' and e.event = 'claim_paid'
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

/** The bank a statement is for; undefined where no bank has the id. */
export async function creditorOf(tx: Tx, bank: string) {
  return await tx
    .selectFrom('app.organisations')
    .select(['id', 'names', 'is_sandbox'])
    .where('id', '=', bank)
    .where('kind', '=', 'bank')
    .executeTakeFirst()
}
