/**
 * How long what banks send is kept: an upload that was never completed ends after some hours, the file of a report
 * after the years of the edition of retention. Rows, digests, and what was posted by them stay.
 */
import { systemActor } from '../../access/actor.ts'
import { refusal } from '../../kernel/result.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { tell } from '../../platform/outbox.ts'
import { markRefused, reportBy } from '../reports/store.ts'
import { refusedTold } from '../reports/told.ts'
import * as store from './store.ts'

export type RetainingParts = {
  /** How many years papers are kept for on a day. */
  readonly retentionYears: (day: string) => number
  /** Hours an upload may take from its announcement on. */
  readonly uploadHours: number
  readonly zone: string
}
export type Moment = { readonly now: Date; readonly day: string }
export type Ended = { readonly abandoned: number; readonly erased: number }

export function makeRetainingService({ retentionYears, uploadHours, zone }: RetainingParts) {
  const actor = systemActor('report.end_terms')

  async function giveUp(tx: Tx, id: string, { now, day }: Moment): Promise<void> {
    await store.dropParts(tx, id)
    const why = [refusal('report_abandoned', 'report_id', { limit: `${uploadHours} hours` })]
    await markRefused(tx, id, { by: 'system', at: now.toISOString(), refusal: why })
    const report = await reportBy(tx, id)
    if (report !== undefined) for (const told of refusedTold(report, day)) await tell(tx, told)
    await audited(tx, actor, { action: 'report.erase', subject: `report:${id}`, reason: 'never completed' })
  }

  async function erase(tx: Tx, id: string, { now }: Moment): Promise<void> {
    await store.eraseBytes(tx, id, now.toISOString())
    await audited(tx, actor, { action: 'report.erase', subject: `report:${id}`, reason: 'end of its term' })
  }

  /** Ends what is due batch by batch, each in a transaction of its own. */
  async function each(
    database: Database,
    due: (tx: Tx) => Promise<readonly string[]>,
    end: (tx: Tx, id: string) => Promise<void>,
  ): Promise<number> {
    for (let ended = 0; ; ) {
      const count = await database.transaction(actor, async tx => {
        const ids = await due(tx)
        for (const id of ids) await end(tx, id)
        return ids.length
      })
      if (count === 0) return ended
      ended += count
    }
  }

  return {
    /** The job: gives how many uploads were given up and how many files erased. Run again it finds nothing. */
    async endTerms(database: Database, at: Moment): Promise<Ended> {
      const begun = { now: at.now.toISOString(), hours: uploadHours }
      const of = { day: at.day, years: retentionYears(at.day), zone }
      return {
        abandoned: await each(
          database,
          tx => store.abandonedBefore(tx, begun),
          (tx, id) => giveUp(tx, id, at),
        ),
        erased: await each(
          database,
          tx => store.overSince(tx, of),
          (tx, id) => erase(tx, id, at),
        ),
      }
    },
  }
}
export type RetainingService = ReturnType<typeof makeRetainingService>
