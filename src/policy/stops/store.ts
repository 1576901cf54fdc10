/** Rule sets that are stopped, by whom and why, and who let them go again. */
import type { Tx } from '../../platform/db/database.ts'

export type KeptStop = {
  readonly id: string
  readonly kind: string
  readonly reason: string
  readonly stopped_by: string
  readonly hands: readonly string[]
  readonly stopped_at: string
  readonly lifted_by: string | null
  readonly lift_reason: string | null
  readonly lifted_at: string | null
}
const STOP = [
  ...(['id', 'kind', 'reason', 'stopped_by', 'hands', 'stopped_at'] as const),
  ...(['lifted_by', 'lift_reason', 'lifted_at'] as const),
] as const

/** Stops, the latest first; after a place in that order. */
export const stopsBefore = (tx: Tx, before: string | undefined, limit: number): Promise<KeptStop[]> =>
  tx
    .selectFrom('app.rule_stops')
    .select(STOP)
    .$if(before !== undefined, query => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export const stopBy = (tx: Tx, id: string): Promise<KeptStop | undefined> =>
  tx.selectFrom('app.rule_stops').select(STOP).where('id', '=', id).forUpdate().executeTakeFirst()

/** Stops a rule set; undefined where it is stopped already. */
export const keepStop = (
  tx: Tx,
  stop: Pick<KeptStop, 'id' | 'kind' | 'reason' | 'stopped_by' | 'hands' | 'stopped_at'>,
): Promise<KeptStop | undefined> =>
  tx
    .insertInto('app.rule_stops')
    .values({ ...stop, hands: [...stop.hands] })
    .onConflict(conflict => conflict.column('kind').where('lifted_at', 'is', null).doNothing())
    .returning(STOP)
    .executeTakeFirst()

export const keepLifted = (
  tx: Tx,
  id: string,
  lifted: { readonly by: string; readonly for: readonly string[]; readonly reason: string; readonly at: string },
): Promise<KeptStop> =>
  tx
    .updateTable('app.rule_stops')
    .set({ lifted_by: lifted.by, lifted_for: [...lifted.for], lift_reason: lifted.reason, lifted_at: lifted.at })
    .where('id', '=', id)
    .returning(STOP)
    .executeTakeFirstOrThrow()
