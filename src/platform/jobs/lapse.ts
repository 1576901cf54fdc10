/**
 * Reservations whose day has passed give their amounts back to the limits. Done every night, and harmless when done
 * twice.
 */
import { sql } from 'kysely'
import { systemActor } from '../../access/actor.ts'
import type { Database } from '../db/database.ts'

/**
 * Ends the pending reservations that were to hold until a day before `day`.
 *
 * Each decision in a transaction of its own: all limits of one are locked in the one order, those of two would not be.
 *
 * @param day  the legal day it now is, YYYY-MM-DD
 * @returns how many reservations lapsed
 */
export async function lapseReservations(database: Database, day: string): Promise<number> {
  const actor = systemActor('lapse-reservations')
  const due = await database.transaction(actor, tx =>
    tx
      .selectFrom('app.reservations')
      .select('decision')
      .distinct()
      .where('state', '=', 'pending')
      .where('expires_on', '<', day)
      // What a guarantee holds under its notice ends with the notice, in the same step.
      .where(eb =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('app.guarantees')
              .select('app.guarantees.id')
              .whereRef('app.guarantees.decision', '=', 'app.reservations.decision'),
          ),
        ),
      )
      .orderBy('decision')
      .execute(),
  )
  let lapsed = 0
  for (const { decision } of due) {
    lapsed += await database.transaction(actor, async tx => {
      const { rows } = await sql<{
        ended: number
      }>`select app.end_reservations(${decision}::uuid, 'expired') as ended`.execute(tx)
      return rows[0]?.ended ?? 0
    })
  }
  return lapsed
}
