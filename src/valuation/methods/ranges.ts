/**
 * Low, mid and high of a method whose inputs are known only between bounds, and which of them drives the value. The
 * method itself stays a function of points; what an input does to it is found by moving that input alone.
 */
import { type Fixed, fixedText } from '../../kernel/fixed.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { MethodCode } from './refusals.ts'

/** An input between bounds, low <= mid <= high; one that is known has the three alike. */
export type Ranged = { readonly low: Fixed; readonly mid: Fixed; readonly high: Fixed }
/** The inputs of a method at one point, by name. */
export type Point = Readonly<Record<string, Fixed>>

export const known = (value: Fixed): Ranged => ({ low: value, mid: value, high: value })

/** What one input does to the value: the value with it alone at its ends, the others in the middle. */
export type Driver = {
  readonly input: string
  readonly low: string
  readonly high: string
  /** Whole won at the input's low and high end. */
  readonly value_at_low: string
  readonly value_at_high: string
}

/** Whole won; `drivers` from the widest swing to the narrowest, inputs that are known left out. */
export type RangedValue = {
  readonly low: bigint
  readonly mid: bigint
  readonly high: bigint
  readonly drivers: readonly Driver[]
}

const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount)

/**
 * The value in the middle, and the least and the greatest over every corner of the ranges. All corners are looked at,
 * since what raises a gain deepens a loss: which end of an input is the bad one hangs on the others.
 * @param inputs by name, each low <= mid <= high; a handful, as there are two corners for each that is not known
 * @param evaluate whole won at a point; refused where the method is not defined there
 * @returns low <= mid <= high in whole won, or the refusal of the first point that has one
 */
export function rangedValue(
  inputs: Readonly<Record<string, Ranged>>,
  evaluate: (point: Point) => Result<bigint, MethodCode>,
): Result<RangedValue, MethodCode> {
  const middle = Object.fromEntries(Object.entries(inputs).map(([name, range]) => [name, range.mid]))
  const open = Object.entries(inputs).filter(([, range]) => range.low !== range.high)
  const mid = evaluate(middle)
  if (!mid.ok) return mid
  const found: { readonly driver: Driver; readonly swing: bigint }[] = []
  for (const [input, range] of open) {
    const atLow = evaluate({ ...middle, [input]: range.low })
    if (!atLow.ok) return atLow
    const atHigh = evaluate({ ...middle, [input]: range.high })
    if (!atHigh.ok) return atHigh
    const driver: Driver = {
      input,
      low: fixedText(range.low),
      high: fixedText(range.high),
      value_at_low: String(atLow.value),
      value_at_high: String(atHigh.value),
    }
    found.push({ driver, swing: size(atHigh.value - atLow.value) })
  }
  let [low, high] = [mid.value, mid.value]
  for (let corner = 0; corner < 2 ** open.length; corner++) {
    const ends = open.map(([name, range], place) => [name, (corner >> place) & 1 ? range.high : range.low] as const)
    const value = evaluate({ ...middle, ...Object.fromEntries(ends) })
    if (!value.ok) return value
    if (value.value < low) low = value.value
    if (value.value > high) high = value.value
  }
  // Sorting is stable, so that inputs of one swing keep the order they were given in.
  const drivers = found.toSorted((a, b) => (a.swing < b.swing ? 1 : a.swing > b.swing ? -1 : 0))
  return ok({ low, mid: mid.value, high, drivers: drivers.map(one => one.driver) })
}
