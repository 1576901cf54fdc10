/** Reports whose upload was given up, and files of reports whose years are over. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

/** Reports looked at in one transaction. */
const BATCH = 100

/** Reports begun so many hours before a moment and never completed, held for this transaction; the oldest first. */
export async function abandonedBefore(
  tx: Tx,
  { now, hours }: { readonly now: string; readonly hours: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from app.reports
    where state = 'receiving' and sent_at < ${now}::timestamptz - make_interval(hours => ${hours})
    order by sent_at limit ${BATCH} for update skip locked`.execute(tx)
  return rows.map(row => row.id)
}

/** Reports that were decided on, or else last dealt with, so many whole years before a day, and whose file is there. */
export async function overSince(
  tx: Tx,
  of: { readonly day: string; readonly years: number; readonly zone: string },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from app.reports
    where erased_at is null and state not in ('receiving', 'received')
      and coalesce(decided_at, checked_at, received_at, sent_at)
        < (${of.day}::date - make_interval(years => ${of.years}))::timestamp at time zone ${of.zone}
    order by id limit ${BATCH} for update skip locked`.execute(tx)
  return rows.map(row => row.id)
}

export async function dropParts(tx: Tx, report: string): Promise<void> {
  await sql`delete from app.report_parts where report = ${report}::uuid`.execute(tx)
}

/** Marked first: only the bytes of a report so marked may go. */
export async function eraseBytes(tx: Tx, report: string, at: string): Promise<void> {
  await sql`update app.reports set erased_at = ${at}::timestamptz where id = ${report}::uuid`.execute(tx)
  await dropParts(tx, report)
}
