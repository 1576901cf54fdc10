/** Facts gathered for a case: what was read at one moment as one row, beside those before it. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

export type GatheredFact = {
  readonly fact: string
  readonly value: boolean | string | null
  readonly source: string
  readonly as_of: string | null
  readonly valid_until: string | null
  readonly consent: string | null
  readonly state: 'known' | 'unavailable'
  readonly attempts: number
  readonly at: string
}

/** The newest reading of each fact of a case from each source. */
export async function gatheredOf(tx: Tx, id: string): Promise<GatheredFact[]> {
  const { rows } = await sql<GatheredFact>`
    select distinct on (r.fact, r.source) r.fact, r.value, r.source, r.as_of, r.valid_until, r.consent, r.state,
      r.attempts, g.at
    from app.gathered_facts g
      cross join lateral rows from (jsonb_to_recordset(g.readings) as (fact text, value jsonb, source text, as_of date,
        valid_until date, consent text, state text, attempts integer)) with ordinality
        as r(fact, value, source, as_of, valid_until, consent, state, attempts, place)
    where g.case_id = ${id}
    order by r.fact, r.source, g.at desc, g.id desc, r.place desc`.execute(tx)
  return rows
}

/** How often readings of a case were kept: more than before where somebody kept some meanwhile. */
export async function readingsOf(tx: Tx, id: string): Promise<number> {
  const { count } = await tx
    .selectFrom('app.gathered_facts')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('case_id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** What was read at one moment, as one row. */
export type Readings = { readonly id: string; readonly readings: readonly Omit<GatheredFact, 'at'>[] }

/** Keeps readings beside those before them. */
export async function keepGathered(tx: Tx, id: string, read: Readings, at: string): Promise<void> {
  if (read.readings.length === 0) return
  await tx
    .insertInto('app.gathered_facts')
    .values({ id: read.id, case_id: id, readings: JSON.stringify(read.readings), at })
    .execute()
}
