/** Visits kept of a case, and what they are held against: since when its panel is at work, and who is known. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

export type KeptVisit = {
  readonly id: string
  readonly visited_on: string
  readonly place: string | null
  readonly persons: readonly string[]
  readonly photographs: readonly string[]
  readonly recorded_by: string
  readonly recorded_at: string
}

/** Visits of a case from a day on, the last one last. */
export async function visitsOf(tx: Tx, id: string, since: string | null = null): Promise<readonly KeptVisit[]> {
  const rows = await tx
    .selectFrom('app.site_visits')
    .select(['id', 'visited_on', 'place', 'persons', 'photographs', 'recorded_by', 'recorded_at'])
    .where('case_id', '=', id)
    .$if(since !== null, query => query.where('visited_on', '>=', since ?? ''))
    .orderBy('visited_on')
    .orderBy('id')
    .execute()
  return rows as unknown as readonly KeptVisit[]
}

export const keepVisit = (tx: Tx, id: string, visit: KeptVisit) =>
  tx
    .insertInto('app.site_visits')
    .values({
      ...visit,
      case_id: id,
      persons: JSON.stringify(visit.persons),
      photographs: JSON.stringify(visit.photographs),
    })
    .execute()

/** The day on which the case was taken into care, or last to be looked at again; null where no event kept its day. */
export async function atWorkSince(tx: Tx, id: string): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`select body ->> 'day' as day from app.case_events
    where case_id = ${id}::uuid and type in ('accepted', 'objected') order by sequence desc limit 1`.execute(tx)
  return rows[0]?.day ?? null
}

/** Those of these ids who are people of the house's books. */
export async function personsKnown(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('app.persons').select('id').where('id', 'in', ids).execute()
  return new Set(rows.map(row => row.id))
}
