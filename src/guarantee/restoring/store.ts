/** Differences of months told again by which something is to be restored, and what was. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

export type Offer = {
  readonly report: string
  readonly sequence: number
  readonly bank: string
  readonly month: string
  readonly row: number
  /** What is guaranteed by what the bank told, beside what stands. */
  readonly expected: string
  readonly reported: string
  readonly by: string
  readonly state: 'offered' | 'restored'
  readonly restoredBy: string | null
  readonly restoredAt: string | null
  readonly reason: string | null
}

/** What standing months told again offer to restore on a guarantee, the newest report first; and what was restored. */
export async function offersOf(tx: Tx, guarantee: { readonly id: string; readonly number: string }) {
  const { rows } = await sql<Offer>`
    select d.report, d.sequence, r.sender as bank, r.month, d.place as row, d.expected, d.reported,
      d.difference::text as by, case when s.report is null then 'offered' else 'restored' end as state,
      s.person as "restoredBy", s.at as "restoredAt", s.reason
    from app.report_differences d join app.reports r on r.id = d.report
      left join app.report_restorations s on s.report = d.report and s.sequence = d.sequence
    where d.guarantee = ${guarantee.number} and d.deed = 'restore'
      and (s.guarantee = ${guarantee.id}::uuid or s.report is null and r.state = 'accepted'
        and r.sender = (select bank from app.guarantees where id = ${guarantee.id}::uuid))
    order by d.report desc, d.sequence`.execute(tx)
  return rows
}

export async function keepRestoration(
  tx: Tx,
  one: Pick<Offer, 'report' | 'sequence'> & {
    readonly guarantee: string
    readonly amount: string
    readonly reason: string
    readonly person: string
    readonly at: string
  },
): Promise<void> {
  await sql`insert into app.report_restorations (report, sequence, guarantee, amount, reason, person, at)
    values (${one.report}::uuid, ${one.sequence}, ${one.guarantee}::uuid, ${one.amount}::numeric, ${one.reason},
      ${one.person}, ${one.at}::timestamptz)`.execute(tx)
}
