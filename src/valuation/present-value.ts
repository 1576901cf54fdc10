/**
 * What later money is worth today, in fixed point: times are whole months, so that a discount factor is made of
 * one division per year and, for what is left over, one exact twelfth root.
 */
import { dividedHalfEven, type Fixed, fixed, ONE, over, POWERS, rootRoundedDown, times } from '../kernel/fixed.ts'

/**
 * Reads decimal text that a schema has passed as fixed point, without the detour over a Decimal that costs more than
 * a year of cash flow; text of more than 18 decimals takes that detour, to be rounded.
 */
export function fixedOfText(text: string): Fixed {
  const dot = text.indexOf('.')
  if (dot < 0) return BigInt(text) * ONE
  const decimals = text.length - dot - 1
  return decimals > 18 ? fixed(text) : BigInt(text.slice(0, dot) + text.slice(dot + 1).padEnd(18, '0'))
}

/**
 * The monthly factor of a yearly one: the greatest x with x^12 <= factor, at 18 decimals.
 * @param factor 1 + yearly rate, above 0
 */
export const twelfthRoot = (factor: Fixed): Fixed => rootRoundedDown(factor, 12)

/** One stretch of sales: a year from the start of sales, or the part of a year at the end. */
export type Stretch = { readonly year: number; readonly months: number }

/** The stretches of `months` months of sales: whole years, then what is left. */
export function stretchesOf(months: number): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (let year = 1, left = months; left > 0; year++, left -= 12) stretches.push({ year, months: Math.min(left, 12) })
  return stretches
}

/**
 * Discount factors at the end of each stretch: 1 / (1 + rate)^(t / 12), t in months from the day of valuation.
 * @param rate yearly, above -1
 * @param delayMonths months before the first stretch begins (preparation)
 * @returns one factor per stretch, each step rounded half to even at 18 decimals
 */
export function discountFactors(rate: Fixed, delayMonths: number, stretches: readonly Stretch[]): readonly Fixed[] {
  const factor = ONE + rate
  const yearly = over(ONE, factor)
  let root: Fixed | undefined
  const monthly = (months: number): Fixed => {
    root ??= twelfthRoot(factor)
    return dividedHalfEven(POWERS[months + 1] as bigint, root ** BigInt(months))
  }
  let current = ONE
  for (let month = delayMonths; month >= 12; month -= 12) current = times(current, yearly)
  if (delayMonths % 12 > 0) current = times(current, monthly(delayMonths % 12))
  return stretches.map(stretch => {
    current = times(current, stretch.months === 12 ? yearly : monthly(stretch.months))
    return current
  })
}

/** Whole won nearest to a fixed-point amount, ties to even. */
export const wonHalfEven = (amount: Fixed): bigint => dividedHalfEven(amount, ONE)

// A flow, a factor and a weight carry 18 decimals each.
const SCALE_54 = ONE ** 3n

/**
 * Present value of a stream in whole won: sum(flow x factor) x weight, exact until its one rounding, half to even.
 * @param flows fixed-point won, one per stretch
 * @param factors discount factors, one per stretch
 * @param weight what the whole is multiplied with
 */
export function presentValue(flows: readonly Fixed[], factors: readonly Fixed[], weight: Fixed): bigint {
  let sum = 0n
  for (let index = 0; index < flows.length; index++) sum += (flows[index] as Fixed) * (factors[index] as Fixed)
  return dividedHalfEven(sum * weight, SCALE_54)
}

/**
 * The same, stretch by stretch: the differences of the rounded running sums, so that the parts add to the whole.
 * @returns whole won, one per stretch
 */
export function presentValueParts(
  flows: readonly Fixed[],
  factors: readonly Fixed[],
  weight: Fixed,
): readonly bigint[] {
  let running = 0n
  let before = 0n
  return flows.map((flow, index) => {
    running += flow * (factors[index] as Fixed)
    const rounded = dividedHalfEven(running * weight, SCALE_54)
    const part = rounded - before
    before = rounded
    return part
  })
}
