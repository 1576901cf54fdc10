/** The measurement that is kept month by month, as policy reads it. */
import { digestOf, type Json } from '../../kernel/digest.ts'
import type { Tx } from '../../platform/db/database.ts'
import { type Measurement, measurementSchema } from './schema.ts'

/** The measurement of the latest month that was over before a day; undefined where none was kept. */
export async function measurementBefore(
  tx: Tx,
  day: string,
): Promise<{ readonly measurement: Measurement; readonly digest: string } | undefined> {
  const row = await tx
    .selectFrom('app.panel_figures')
    .select(['month', 'body', 'digest'])
    .where('what', '=', 'fair')
    .where('month', '<', day.slice(0, 7))
    .orderBy('month', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const body: unknown = JSON.parse(row.body)
  if (digestOf(body as Json) !== row.digest)
    throw new Error(`the measurement of ${row.month} is not that of its digest`)
  return { measurement: measurementSchema.parse(body), digest: row.digest }
}
