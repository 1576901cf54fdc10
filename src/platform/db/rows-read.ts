/** How many rows a transaction reads, as PostgreSQL counts them: for measurements. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** Rows of our tables that this transaction has read until now, by index or by walking through. */
export async function rowsRead(tx: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as count
    from pg_stat_xact_user_tables where schemaname = 'app'`.execute(tx)
  return rows[0]?.count ?? 0
}
