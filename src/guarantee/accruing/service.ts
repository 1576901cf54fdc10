/**
 * Fees earned day by day: each night what the days gone by earned is posted, guarantee by guarantee, so that a month
 * or a year that ends holds what belongs to it. It reads what was posted before, so that a day left out is made up for
 * on its own date, and twice, or in two processes, it is done once.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { addDays, type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse, sure } from '../../kernel/result.ts'
import type { EntryRow } from '../../ledger/rows.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { booksOf, posted } from '../books.ts'
import { feeOfRow } from '../fee-row.ts'
import { earnedByDay } from '../fee-rows.ts'
import { type Accrued, type EarnedRow, type Earning, earnedBetween, heldToEarn, keepAccruals, toEarn } from './store.ts'

export type Moment = { readonly now: Date; readonly day: string }

/** Guarantees of one transaction: few enough that nobody waits long for one of them. */
const BATCH = 200
/** Days of one answer. */
const DAYS_MAX = 31

/** What one guarantee earned to a day. */
function accruedBy({ id, life, books, accruedTo }: Earning, last: CalendarDate): Accrued {
  const fees = books.fees.map(feeOfRow)
  // The first day of a fee is excluded; one of a single day is earned on it.
  const before = fees.map(one => (one.from === one.to ? addDays(one.from, -1) : one.from))
  const first = before.reduce((least, one) => (one < least ? one : least), last)
  const made = earnedByDay(id, life, fees, [accruedTo ?? first, last])
  let now = booksOf(books)
  const entries: EntryRow[] = []
  for (const { day, event } of made.days) {
    const one = sure(posted(now, id, [event], { id: `earned:${id}:${day}`, day, reference: `fees of ${day}` }))
    entries.push(...one.entries)
    now = one.books
  }
  return {
    fees: made.fees.map(one => ({
      guarantee: id,
      place: one.place,
      earned: moneyText(one.earned),
      is_over: one.isOver,
    })),
    entries,
    days: [{ guarantee: id, to_day: last }],
  }
}

export function makeAccruingService() {
  return {
    /** Posts what was earned up to the day before; how many entries that took. */
    async accrue(database: Database, at: Moment): Promise<number> {
      const actor = systemActor('fees.earned')
      const last = addDays(calendarDate(at.day), -1)
      let done = 0
      let after: string | undefined
      for (;;) {
        const ids = await database.transaction(actor, tx => toEarn(tx, last, after, BATCH))
        after = ids.at(-1)
        if (after === undefined) return done
        done += await database.transaction(actor, async tx => {
          const found = await heldToEarn(tx, ids)
          const all = found.map(one => accruedBy(one, last))
          const accrued = {
            fees: all.flatMap(one => one.fees),
            entries: all.flatMap(one => one.entries),
            days: all.flatMap(one => one.days),
          }
          if (all.length > 0) await keepAccruals(tx, accrued, at.now.toISOString())
          return accrued.entries.length
        })
      }
    },

    /** What was earned day by day, by programme and bank. */
    async earned(tx: Tx, actor: Actor, from: string, to: string): Promise<Result<readonly EarnedRow[]>> {
      const allowed = may(actor, 'fee.read', 'none')
      if (!allowed.ok) return allowed
      const last = addDays(calendarDate(from), DAYS_MAX - 1)
      if (to < from || to > last)
        return refuse(refusal('guarantee_terms', 'to', { value: to, limit: `${from} to ${last}` }))
      return ok(await earnedBetween(tx, from, to))
    },
  }
}
export type AccruingService = ReturnType<typeof makeAccruingService>
