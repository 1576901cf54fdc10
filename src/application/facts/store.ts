/** Facts gathered for a case: each reading of an office beside those before it. */
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
  const rows = await tx
    .selectFrom('app.gathered_facts')
    .distinctOn(['fact', 'source'])
    .select(['fact', 'value', 'source', 'as_of', 'valid_until', 'consent', 'state', 'attempts', 'at'])
    .where('case_id', '=', id)
    .orderBy('fact')
    .orderBy('source')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(row => ({ ...row, value: row.value as boolean | string | null }))
}

/** How many readings a case has: more than before where somebody kept some meanwhile. */
export async function readingsOf(tx: Tx, id: string): Promise<number> {
  const { count } = await tx
    .selectFrom('app.gathered_facts')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('case_id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Keeps readings, each beside those before it. */
export async function keepGathered(
  tx: Tx,
  id: string,
  readings: readonly (Omit<GatheredFact, 'at'> & { readonly id: string })[],
  at: string,
): Promise<void> {
  if (readings.length === 0) return
  await tx
    .insertInto('app.gathered_facts')
    .values(
      readings.map(one => ({
        ...one,
        case_id: id,
        value: one.value === null ? null : JSON.stringify(one.value),
        at,
      })),
    )
    .execute()
}
