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
 * The value in the middle, with every input at the end that lowers it, and with every input at the end that raises it.
 * Which end that is, is read from moving the input alone: the methods rise or fall in each input over its whole range.
 * @param inputs by name, each low <= mid <= high
 * @param evaluate whole won at a point; refused where the method is not defined there
 * @returns low <= mid <= high in whole won, or the refusal of the first point that has one
 */
export function rangedValue(
  inputs: Readonly<Record<string, Ranged>>,
  evaluate: (point: Point) => Result<bigint, MethodCode>,
): Result<RangedValue, MethodCode> {
  const entries = Object.entries(inputs)
  const middle = Object.fromEntries(entries.map(([name, range]) => [name, range.mid]))
  const mid = evaluate(middle)
  if (!mid.ok) return mid
  const worst: Record<string, Fixed> = { ...middle }
  const best: Record<string, Fixed> = { ...middle }
  const found: { readonly driver: Driver; readonly swing: bigint }[] = []
  for (const [input, range] of entries) {
    if (range.low === range.high) continue
    const atLow = evaluate({ ...middle, [input]: range.low })
    if (!atLow.ok) return atLow
    const atHigh = evaluate({ ...middle, [input]: range.high })
    if (!atHigh.ok) return atHigh
    const isRising = atLow.value <= atHigh.value
    worst[input] = isRising ? range.low : range.high
    best[input] = isRising ? range.high : range.low
    const driver: Driver = {
      input,
      low: fixedText(range.low),
      high: fixedText(range.high),
      value_at_low: String(atLow.value),
      value_at_high: String(atHigh.value),
    }
    found.push({ driver, swing: size(atHigh.value - atLow.value) })
  }
  const low = evaluate(worst)
  if (!low.ok) return low
  const high = evaluate(best)
  if (!high.ok) return high
  // Sorting is stable, so that inputs of one swing keep the order they were given in.
  const drivers = found.toSorted((a, b) => (a.swing < b.swing ? 1 : a.swing > b.swing ? -1 : 0))
  return ok({ low: low.value, mid: mid.value, high: high.value, drivers: drivers.map(one => one.driver) })
}
