/**
 * Portions of money in doubles, exact or not at all: a rate as a whole number over a power of ten, and products kept
 * below 2^52 so that neither they nor their quotients are rounded. A product that would not fit is made in bigints.
 */
import { type Fixed, ONE } from '../../kernel/fixed.ts'

/** `rate = num / den`; amounts from 0 to `most` may be multiplied by it in doubles. */
export type Portion = {
  readonly num: number
  readonly den: number
  readonly most: number
  readonly rate: Fixed
}

/**
 * Products stay at or below 2^52: then `quotient x den` is at most product + den < 2^53, so the remainder below is
 * exact.
 */
const PRODUCT_MAX = 2 ** 52
const DEN_MAX = 1e15

/** Greatest count of won a double holds beside its neighbours; a limit above it binds nothing. */
const SATURATED = BigInt(Number.MAX_SAFE_INTEGER)

/** Products made in bigints since doubles would not have held them, counted by whoever runs. */
export type Wide = { count: number }

export function portionOf(rate: Fixed): Portion {
  let [num, den] = [rate, ONE]
  while (den > 1n && num % 10n === 0n) {
    num /= 10n
    den /= 10n
  }
  const isNarrow = num >= 0n && num <= BigInt(PRODUCT_MAX) && Number(den) <= DEN_MAX
  const most = isNarrow ? (num === 0n ? PRODUCT_MAX : Math.floor(PRODUCT_MAX / Number(num))) : -1
  return { num: Number(num), den: Number(den), most, rate }
}

/** `floor(product / den)`, both whole, product from 0 to 2^52, den up to 10^15. */
export function cut(product: number, den: number): number {
  const quotient = Math.floor(product / den)
  const rest = product - quotient * den
  return rest < 0 ? quotient - 1 : rest >= den ? quotient + 1 : quotient
}

const saturated = (amount: bigint): number => Number(amount > SATURATED ? SATURATED : amount)

/** `amount x rate`, cut towards zero, as `portionRoundedDown` does; held at 2^53 - 1 from above. */
export function portion(amount: number, by: Portion, wide: Wide): number {
  if (amount >= 0 && amount <= by.most) return cut(amount * by.num, by.den)
  wide.count += 1
  return saturated((BigInt(amount) * by.rate) / ONE)
}

/** `amount / rate`, up to the next won, as `wholeRoundedUp` does; amount at least zero, rate above zero. */
export function wholeUp(amount: number, by: Portion, wide: Wide): number {
  if (by.most >= 0 && amount <= PRODUCT_MAX / by.den - by.num) return cut(amount * by.den + by.num - 1, by.num)
  wide.count += 1
  return saturated((BigInt(amount) * ONE + by.rate - 1n) / by.rate)
}

/** `amount x rate x days / dayCount`, cut, then cut to the step, as `feeOf` does. */
export function feeUp(amount: number, by: Portion, days: number, dayCount: number, step: number, wide: Wide): number {
  let fee: number
  if (days > 0 && amount <= by.most / days && by.den * dayCount <= DEN_MAX)
    fee = cut(amount * by.num * days, by.den * dayCount)
  else {
    if (amount > 0) wide.count += 1
    fee = saturated((BigInt(amount) * by.rate * BigInt(days)) / (BigInt(dayCount) * ONE))
  }
  return fee - (fee % step)
}
