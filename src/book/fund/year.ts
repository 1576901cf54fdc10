/**
 * The year closed: what was earned less what was lost, kept as a surplus, or covered as a deficit from the reserves and
 * then by the government (Act 45). The books decide how far the reserves go; here is what is asked of them.
 */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { type Money, maxMoney, minMoney, minus, money, sumMoney, ZERO } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { LedgerEvent } from '../../ledger/postings.ts'
import type { FundCode } from './refusals.ts'

/** What the accounts of the year moved by. */
export type YearMoved = {
  readonly earnedFees: Money
  readonly lateFees: Money
  readonly damages: Money
  readonly specialRecoveries: Money
  /** Set aside in the year less what was released; may lie below 0. */
  readonly provisionExpense: Money
  readonly losses: Money
}

export type YearClosed = {
  readonly result: Money
  readonly surplus: Money
  readonly fromReserves: Money
  readonly fromGovernment: Money
  /** What is posted; nothing of a result of nothing. */
  readonly events: readonly LedgerEvent[]
}

/** `fees + late fees + damages + recoveries of special claims - provisions - losses`. */
export const resultOf = (moved: YearMoved): Money =>
  money(
    sumMoney([moved.earnedFees, moved.lateFees, moved.damages, moved.specialRecoveries]) -
      moved.provisionExpense -
      moved.losses,
  )

/**
 * Closes a year that is over.
 * @param reserves what stands in the reserves before
 * @returns `year_open` before the first day of the next year
 */
export function yearClosed(
  year: number,
  moved: YearMoved,
  reserves: Money,
  today: CalendarDate,
): Result<YearClosed, FundCode> {
  const over = calendarDate(`${year + 1}-01-01`)
  if (today < over) return refuse(refusal('year_open', 'year', { value: String(year), limit: `from ${over}` }))
  const result = resultOf(moved)
  const deficit = maxMoney(ZERO, minus(ZERO, result))
  const fromReserves = minMoney(deficit, maxMoney(ZERO, reserves))
  const events: LedgerEvent[] =
    result > 0n
      ? [{ type: 'surplus_kept', amount: result }]
      : deficit > 0n
        ? [{ type: 'deficit_covered', amount: deficit }]
        : []
  return ok({
    result,
    surplus: maxMoney(ZERO, result),
    fromReserves,
    fromGovernment: minus(deficit, fromReserves),
    events,
  })
}
