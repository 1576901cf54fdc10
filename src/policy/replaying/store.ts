/** The stored decisions in the order of their ids, cut into stretches, and the records of one. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

/** From one id to another, both among them. */
export type Stretch = { readonly from: string; readonly to: string }

/** All decisions cut into stretches of so many, in the order in which they were made. */
export async function stretchesOf(tx: Tx, size: number): Promise<readonly Stretch[]> {
  const { rows } = await sql<Stretch>`
    select min(id::text) as "from", max(id::text) as "to" from (
      select id, (row_number() over (order by id) - 1) / ${size}::bigint as stretch from app.decisions
    ) as numbered group by stretch order by stretch`.execute(tx)
  return rows
}

/** Records of a stretch, at most so many, from behind a place on. */
export async function recordsIn(
  tx: Tx,
  { from, to }: Stretch,
  after: string | undefined,
  limit: number,
): Promise<readonly { readonly id: string; readonly record: string }[]> {
  const { rows } = await sql<{ id: string; record: string }>`
    select id, record from app.decisions
    where id >= ${from}::uuid and id <= ${to}::uuid and (${after ?? null}::uuid is null or id > ${after ?? null}::uuid)
    order by id limit ${limit}`.execute(tx)
  return rows
}
