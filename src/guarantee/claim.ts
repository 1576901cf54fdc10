/**
 * A claim in figures: from which day it may be made, what is owed with interest and costs, the fund's part and the
 * bank's, what a denial leaves, and what the debtor then owes for the time.
 */

import type { Trigger } from '../decision/aftercare-schema.ts'
import { splitLoan } from '../decision/terms.ts'
import { addDays, addMonths, type CalendarDate, daysBetween, rolledForward } from '../kernel/calendar.ts'
import { type Fixed, ONE } from '../kernel/fixed.ts'
import { type Money, minus, money, sumMoney } from '../kernel/money.ts'

/**
 * The first day of a claim: the day of the trigger where it has no wait; else the day after the months are over, their
 * first day excluded and an end on a holiday rolled over (Civil Code 157, 160, 161).
 * @param on when the trigger happened: default or acceleration, the day of bankruptcy, six months into inactivity
 * @source rules of after-care, claim_wait (Decree 26)
 */
export function claimableFrom(
  trigger: Trigger,
  on: CalendarDate,
  waitMonths: Readonly<Record<Trigger, number>>,
  holidays: ReadonlySet<string>,
): CalendarDate {
  const months = waitMonths[trigger]
  return months === 0 ? on : addDays(rolledForward(addMonths(on, months), holidays), 1)
}

/** `amount x rate x days / day count`, cut to the won in the debtor's favour; the first day excluded. */
export const interestOf = (
  amount: Money,
  rate: Fixed,
  from: CalendarDate,
  to: CalendarDate,
  dayCount: bigint,
): Money => (to <= from ? money(0n) : money((amount * rate * BigInt(daysBetween(from, to))) / (dayCount * ONE)))

/** What the debtor owes the creditor when the claim is paid. */
export type ClaimedDebt = {
  readonly principal: Money
  /** The rate of the loan's contract. */
  readonly rate: Fixed
  readonly dueOn: CalendarDate
  readonly paidOn: CalendarDate
  /** Costs of recovery on the board's list, each with its own paper. */
  readonly costs: readonly Money[]
}

/** A claim split: `principal + interest + costs = whole = fund + bank`, always. */
export type ClaimAmount = {
  readonly principal: Money
  readonly interest: Money
  readonly costs: Money
  readonly whole: Money
  /** The fund's part: the ratio of the whole, cut to the won. */
  readonly fund: Money
  readonly bank: Money
}

/**
 * What a claim comes to (Decree 27): principal, contract interest from the due day to the day of payment, listed costs.
 * Interest is cut to the won once, the fund's part once, and the bank bears the rest by subtraction.
 */
export function claimAmountOf(debt: ClaimedDebt, ratio: Fixed, dayCount: bigint): ClaimAmount {
  const { principal } = debt
  const interest = interestOf(principal, debt.rate, debt.dueOn, debt.paidOn, dayCount)
  const costs = sumMoney(debt.costs)
  const whole = sumMoney([principal, interest, costs])
  const { guaranteed, bankShare } = splitLoan(whole, ratio)
  return { principal, interest, costs, whole, fund: guaranteed, bank: bankShare }
}

/** What of the fund's part is paid and what is denied. */
export type Examined = { readonly paid: Money; readonly denied: Money }

/**
 * A denial in part: the fund pays in the proportion of the principal for which the bank kept the letter, interest and
 * costs with it, cut to the won; the rest is denied by subtraction. The principal claimed is above 0.
 * @param deniedPrincipal principal of the loan for which it did not, at least 0, at most the principal claimed
 */
export function examinedOf(claim: ClaimAmount, deniedPrincipal: Money): Examined {
  const kept = minus(claim.principal, deniedPrincipal)
  const paid = money((claim.fund * kept) / claim.principal)
  return { paid, denied: minus(claim.fund, paid) }
}

/** What was owed on the amount paid from a day on. */
export type OwedFrom = { readonly from: CalendarDate; readonly principal: Money }

/**
 * Damages for delay on what the fund has paid: each balance for its days, added exactly and cut once, to the won in the
 * debtor's favour.
 * @param balances what was owed, in the order of the days; the first from the day of payment
 * @param until    the last day that counts
 * @source rules of after-care, damages_rate, damages_day_count; at most rules/terms fees.damages_max (Act 34)
 */
export function damagesOf(
  balances: readonly OwedFrom[],
  until: CalendarDate,
  { rate, dayCount }: { readonly rate: Fixed; readonly dayCount: bigint },
): Money {
  let wonDays = 0n
  for (const [place, { from, principal }] of balances.entries()) {
    const next = balances[place + 1]?.from ?? until
    const to = next < until ? next : until
    if (to > from) wonDays += principal * BigInt(daysBetween(from, to))
  }
  return money((wonDays * rate) / (dayCount * ONE))
}
