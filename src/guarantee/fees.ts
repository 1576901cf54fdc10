/**
 * The guarantee fee through its years: charged in advance on what is outstanding, earned by days, given back for days
 * that do not come. The amount of a year is decision's own (`feeOf`); here is when, and what becomes of it.
 */
import { feeOf } from '../decision/terms.ts'
import { addDays, addMonths, type CalendarDate, daysBetween, rolledForward } from '../kernel/calendar.ts'
import type { Fixed } from '../kernel/fixed.ts'
import { type Money, minus, money } from '../kernel/money.ts'

/** One year of the guarantee, or what is left of its term. The first day is excluded, the last counts. */
export type FeePeriod = {
  readonly from: CalendarDate
  readonly to: CalendarDate
  readonly days: number
  /** The last day to pay: the first of the period, or the next that is no holiday (Civil Code 161). */
  readonly due: CalendarDate
}

/** The periods from the guarantee's first day to its last; year by year from the first day, so that no day drifts. */
export function feePeriods(from: CalendarDate, maturesOn: CalendarDate, holidays: ReadonlySet<string>): FeePeriod[] {
  const periods: FeePeriod[] = []
  for (let year = 0; addMonths(from, 12 * year) < maturesOn; year++) {
    const begins = addMonths(from, 12 * year)
    const next = addMonths(from, 12 * (year + 1))
    const to = next < maturesOn ? next : maturesOn
    periods.push({ from: begins, to, days: daysBetween(begins, to), due: rolledForward(begins, holidays) })
  }
  return periods
}

/** A fee charged for the days after `from` up to `to`. */
export type ChargedFee = { readonly from: CalendarDate; readonly to: CalendarDate; readonly amount: Money }

/**
 * The fee of a period: `outstanding x rate x days / day count`, cut to the fee step in the firm's favour.
 * @param outstanding what is guaranteed on the first day of the period
 * @source rules/terms fees.day_count, rounding.fee_step
 */
export const chargeOf = (
  outstanding: Money,
  rate: Fixed,
  period: FeePeriod,
  { dayCount, step }: { readonly dayCount: bigint; readonly step: Money },
): ChargedFee => ({
  from: period.from,
  to: period.to,
  amount: feeOf(outstanding, rate, period.days, dayCount, step),
})

/**
 * What of a fee is earned when a day is over: `amount x days gone by / days of the fee`, cut to the won, so that what
 * is left is the firm's by at most one won. The whole at its end, nothing before its beginning.
 */
export function earnedBy(fee: ChargedFee, day: CalendarDate): Money {
  if (day >= fee.to) return fee.amount
  if (day <= fee.from) return money(0n)
  const days = BigInt(daysBetween(fee.from, fee.to))
  return money((fee.amount * BigInt(daysBetween(fee.from, day))) / days)
}

/** What of a fee is for days to come, by subtraction. */
export const unearnedOn = (fee: ChargedFee, day: CalendarDate): Money => minus(fee.amount, earnedBy(fee, day))

/** What is posted as earned for one day: what is earned when it is over, less what was when the day before was. */
export const earnedOn = (fee: ChargedFee, day: CalendarDate): Money =>
  minus(earnedBy(fee, day), earnedBy(fee, addDays(day, -1)))

/** What a release makes of a fee. `earned + refund + rest.amount` is the fee, always. */
export type FeeReleased = { readonly earned: Money; readonly refund: Money; readonly rest: ChargedFee }

/**
 * A release on a day: the days gone by are earned, the day itself among them; of the rest, the released part goes back,
 * cut to the won in the fund's favour, and whole where all is released.
 * @param part        what is released, above 0
 * @param outstanding what was guaranteed before it, at least `part`
 */
export function feeOnRelease(fee: ChargedFee, day: CalendarDate, part: Money, outstanding: Money): FeeReleased {
  const earned = earnedBy(fee, day)
  const unearned = minus(fee.amount, earned)
  const refund = money((unearned * part) / outstanding)
  const from = day < fee.from ? fee.from : day > fee.to ? fee.to : day
  return { earned, refund, rest: { from, to: fee.to, amount: minus(unearned, refund) } }
}

/** Where no main debt ever arose nothing was guaranteed: the whole fee goes back, days gone by or not. */
export const feeNeverFormed = (fee: ChargedFee): FeeReleased => ({
  earned: money(0n),
  refund: fee.amount,
  rest: { from: fee.from, to: fee.to, amount: money(0n) },
})

/**
 * What an unpaid fee bears: `unpaid x rate x days late / day count`, cut to the fee step; nothing to the due day.
 * @source rules/terms fees.late_fee (Decree 24), fees.day_count, rounding.fee_step
 */
export function lateFeeOf(
  unpaid: Money,
  due: CalendarDate,
  paidOn: CalendarDate,
  { rate, dayCount, step }: { readonly rate: Fixed; readonly dayCount: bigint; readonly step: Money },
): Money {
  return paidOn <= due ? money(0n) : feeOf(unpaid, rate, daysBetween(due, paidOn), dayCount, step)
}
