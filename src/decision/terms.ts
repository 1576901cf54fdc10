/**
 * What a guarantee is given on: ratio, amount, split with the bank, fee, tranches. Arithmetic only; the certificate's
 * verifier runs the same functions again on what was disclosed.
 */
import { addMonths, type CalendarDate, daysBetween } from '../kernel/calendar.ts'
import { type Fixed, ONE } from '../kernel/fixed.ts'
import {
  type Money,
  minMoney,
  minus,
  money,
  portionRoundedDown,
  roundedDownTo,
  wholeRoundedUp,
  ZERO,
} from '../kernel/money.ts'

/** The whole loan supported, the fund's part and the bank's. `guaranteed + bankShare = loan`, always. */
export type Cover = { readonly loan: Money; readonly guaranteed: Money; readonly bankShare: Money }

/**
 * Splits a loan between the fund and the bank: the fund's part is cut to whole won, the bank bears the rest.
 * @param ratio the fund's part of the loan, above 0, at most 1
 */
export function splitLoan(loan: Money, ratio: Fixed): Cover {
  const guaranteed = portionRoundedDown(loan, ratio)
  return { loan, guaranteed, bankShare: minus(loan, guaranteed) }
}

/**
 * The cover a guarantee amount gives: the amount is cut to the step, the loan is the least whose fund's part is that
 * amount (`loan = amount / ratio`, up to the next won), so the fund never bears more than its ratio.
 *
 * @param room the least headroom, guarantee side
 * @param loan the loan asked for; where the room covers it whole, the loan is covered as asked
 * @source rules/terms rounding.guarantee_step
 */
export function coverOf(loan: Money, room: Money, ratio: Fixed, step: Money): Cover {
  const asked = portionRoundedDown(loan, ratio)
  if (room >= asked) return splitLoan(loan, ratio)
  const amount = roundedDownTo(minMoney(room, asked), step)
  return amount <= 0n
    ? { loan: ZERO, guaranteed: ZERO, bankShare: ZERO }
    : splitLoan(wholeRoundedUp(amount, ratio), ratio)
}

/**
 * The ratio: the row's, less the reductions that apply; never below zero.
 */
export function ratioOf(row: Fixed, reductions: readonly Fixed[]): Fixed {
  const ratio = reductions.reduce((left, by) => left - by, row)
  return ratio < 0n ? 0n : ratio
}

/**
 * The yearly fee rate: a fixed one as it is; else base + surcharges - discounts, kept between minimum and maximum.
 * @source rules/terms fees
 */
export function feeRateOf(
  base: Fixed,
  surcharges: readonly Fixed[],
  discounts: readonly Fixed[],
  bounds: { readonly minimum: Fixed; readonly maximum: Fixed },
): Fixed {
  let rate = base
  for (const change of surcharges) rate += change
  for (const change of discounts) rate -= change
  return rate < bounds.minimum ? bounds.minimum : rate > bounds.maximum ? bounds.maximum : rate
}

/** Days the first fee pays for: a year, or the whole term where that is shorter; the first day excluded. */
export const feeDays = (from: CalendarDate, termMonths: number): number =>
  daysBetween(from, addMonths(from, Math.min(12, termMonths)))

/**
 * `amount x rate x days / day count`, cut to the fee step in the firm's favour.
 * @source rules/terms fees.day_count, rounding.fee_step
 */
export function feeOf(amount: Money, rate: Fixed, days: number, dayCount: bigint, step: Money): Money {
  const yearly = amount * rate * BigInt(days)
  return roundedDownTo(money(yearly / (dayCount * ONE)), step)
}

/**
 * What a pledge carries beside the guarantee: the rest of the loan where the two shares make the whole, by subtraction;
 * else its own share, cut.
 */
export const pledgeOf = (cover: Cover, ratio: Fixed, share: Fixed): Money =>
  ratio + share === ONE ? cover.bankShare : portionRoundedDown(cover.loan, share)

export type Tranche = { readonly gate: string; readonly amount: Money; readonly isReleased: boolean }

/** The guarantee released gate by gate; the last tranche is what the others leave, so that they make the whole. */
export function tranchesOf(
  amount: Money,
  gates: readonly { readonly code: string; readonly share: Fixed; readonly trl: number }[],
  trl: number | undefined,
): Tranche[] {
  let left = amount
  return gates.map((gate, place) => {
    const part = place === gates.length - 1 ? left : portionRoundedDown(amount, gate.share)
    left = minus(left, part)
    return { gate: gate.code, amount: part, isReleased: trl !== undefined && trl >= gate.trl }
  })
}
