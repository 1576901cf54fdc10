/** The database held against the steps of lives that were acknowledged, and against the keys that it keeps itself. */
import type pg from 'pg'
import type { Deed } from './lives.ts'

/** How often a step was done on a subject. Events, entries, cases and reports are each counted where they are kept. */
const TIMES = `
  case
    when d.step = 'case_drafted' then (select count(*) from app.cases c where c.id::text = d.subject)
    when d.step = 'case_submitted' then
      (select count(*) from app.case_events e where e.case_id::text = d.subject and e.type = 'noticed')
    when d.step = 'report_declared' then (select count(*) from app.reports r where r.id::text = d.subject)
    when d.step = 'report_sent' then
      (select count(*) from app.reports r where r.id::text = d.subject and r.state <> 'receiving')
    when d.step = 'fee_received' then
      (select count(*) from app.ledger_entries l where l.guarantee::text = d.subject and l.event = 'fee_received')
    else (select count(*) from app.guarantee_events e where e.guarantee::text = d.subject and e.type = d.step)
  end`

/** Acknowledged steps that the database does not hold exactly once, with the answer that was given. */
export async function lostDeedsOf(client: pg.Client, deeds: readonly Deed[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ key: string; body: string | null; times: number }>(
    `select d.key, i.body, (${TIMES})::int as times
     from unnest($1::text[], $2::text[], $3::text[]) as d(key, step, subject)
     left join app.idempotency i on i.key = d.key`,
    [deeds.map(one => one.key), deeds.map(one => one.step), deeds.map(one => one.subject)],
  )
  const kept = new Map(rows.map(row => [row.key, row]))
  return deeds.flatMap(({ key, text }) => {
    const row = kept.get(key)
    if (row === undefined || row.body === null) return [`${key}: acknowledged, and its key is not kept`]
    if (row.times !== 1) return [`${key}: acknowledged, and done ${row.times} times`]
    return row.body === text ? [] : [`${key}: acknowledged with another answer than is kept`]
  })
}

/**
 * What of guarantees and their books does not hold at this moment, whoever was told what: the accounts, limits and
 * versions; more or fewer events, payments of fees, reports or leaves of the audit log than keys that asked for them.
 */
export async function booksWrongOf(client: pg.Client, prefix: string): Promise<readonly string[]> {
  const faults = await client.query<{ fault: string; subject: string; found: string }>(
    'select * from app.ledger_faults()',
  )
  const counted = await client.query<{ step: string; keys: number; done: number; leaves: number | null }>(
    `with keys as (
       select split_part(key, '.', 3) as step, count(*)::int as n from app.idempotency
       where key like $1 || '.%' group by 1),
     done as (
       select type as step, count(*)::int as n from app.guarantee_events group by 1
       union all select 'fee_received', count(*)::int from app.ledger_entries where event = 'fee_received'
       union all select 'report_declared', count(*)::int from app.reports
       union all select 'report_sent', count(*)::int from app.reports where state <> 'receiving'),
     leaves as (
       select case action when 'guarantee.begin' then 'noticed' when 'guarantee.sign' then 'signed'
           when 'guarantee.receive_fee' then 'fee_received' when 'guarantee.send_letter' then 'letter_sent'
           when 'guarantee.draw' then 'drawn' when 'guarantee.release' then 'released'
           when 'guarantee.report_accident' then 'accident_reported' when 'guarantee.claim' then 'claimed'
           when 'guarantee.examine' then 'examined' when 'guarantee.pay' then 'paid'
           when 'guarantee.recover' then 'recovered' when 'guarantee.write_off' then 'written_off'
           when 'guarantee.discharge' then 'discharged' end as step, count(*)::int as n
       from app.audit_leaves group by 1)
     select step, coalesce(k.n, 0) as keys, coalesce(d.n, 0) as done, l.n as leaves
     from keys k full join done d using (step) left join leaves l using (step)
     where step not like 'case_%'
       and (coalesce(k.n, 0) <> coalesce(d.n, 0) or step not like 'report_%' and coalesce(l.n, 0) <> coalesce(d.n, 0))`,
    [prefix],
  )
  return [
    ...faults.rows.map(row => `${row.fault} ${row.subject}: ${row.found}`),
    ...counted.rows.map(row => `${row.step}: ${row.keys} keys, done ${row.done} times, ${row.leaves} leaves`),
  ]
}

/** Reports that were sent whole and are not checked with their one row; one in whose place another came may be. */
export async function uncheckedOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string; state: string; row_count: number | null }>(
    `select id, state, row_count from app.reports
     where state not in ('receiving', 'checked', 'superseded') or state = 'checked' and row_count is distinct from 1
       or (select count(*) from app.report_rows w where w.report = id) > 1`,
  )
  return rows.map(row => `report ${row.id}: ${row.state}, ${row.row_count} rows`)
}
