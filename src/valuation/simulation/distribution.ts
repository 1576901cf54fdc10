/**
 * Inputs that are not known as a number: a distribution each, made of a standard normal number. Every shape but a
 * number is held as a table of its quantiles, so that all of them cost the same to draw.
 */
import { z } from 'zod'
import { betaRegularised, logGamma, normalCdf } from '../../kernel/distributions.ts'
import { normalQuantile } from '../../kernel/normal.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { decimalText } from '../../kernel/text.ts'
import type { SimulationCode } from './refusals.ts'

const bounds = { least: decimalText.optional(), greatest: decimalText.optional() }

/** A number as text, or the shape of what is not known; `least` and `greatest` cut a shape off and spread the rest. */
export const distributionSchema = z.union([
  decimalText,
  z.strictObject({ shape: z.literal('normal'), mean: decimalText, deviation: decimalText, ...bounds }),
  /** Of what is above 0; `deviation` is that of its logarithm. */
  z.strictObject({ shape: z.literal('lognormal'), median: decimalText, deviation: decimalText, ...bounds }),
  z.strictObject({ shape: z.literal('uniform'), low: decimalText, high: decimalText }),
  z.strictObject({ shape: z.literal('triangular'), low: decimalText, mode: decimalText, high: decimalText }),
  /** Beta with a weight of four on the mode. */
  z.strictObject({ shape: z.literal('pert'), low: decimalText, mode: decimalText, high: decimalText }),
])
export type Distribution = z.infer<typeof distributionSchema>

/** Compiled: a number, or quantiles at even steps of z between -REACH and REACH. */
export type Marginal =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'table'; readonly quantiles: Float64Array; readonly low: number; readonly high: number }

/** Beyond this a normal number drawn from 32 bits does not go: the quantile of 2^-33 is -6.34. */
const REACH = 6.5
const KNOTS = 8193
const STEP = (2 * REACH) / (KNOTS - 1)

let knotChances: Float64Array | undefined
/** The chance below each knot, worked out at its first use. */
const chances = (): Float64Array => {
  knotChances ??= Float64Array.from({ length: KNOTS }, (_, knot) => normalCdf(-REACH + knot * STEP))
  return knotChances
}

const invalid = (at: string, why: string): Result<never, SimulationCode> =>
  refuse(refusal('simulation_distribution_invalid', at, { value: why }))

/** Also of what is not finite, where a bound is left out. */
const normalBelow = (z: number): number =>
  z === Number.POSITIVE_INFINITY ? 1 : z === Number.NEGATIVE_INFINITY ? 0 : normalCdf(z)

/** @param before the quantile of a lesser chance, or the shape's lower end */
type Quantile = (p: number, before: number) => number
/** Without `cdf` a shape has ends of its own, and is not cut off. */
type Shaped = { readonly quantile: Quantile; readonly cdf?: (x: number) => number }

/** Rounds of a search that halves where Newton's step leaves its bounds; a few are enough. */
const ROUNDS_MAX = 60
const CLOSE = 1e-11

/** The share at which a beta distribution reaches p, from a share at which it has not passed p. */
type BetaQuantile = (p: number, from: number) => number

/** By Newton's steps, kept within bounds. */
function betaQuantileOf(a: number, b: number): BetaQuantile {
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b))
  return (p, from) => {
    let [low, high, at] = [from, 1, from]
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const over = betaRegularised(a, b, at) - p
      if (Math.abs(over) < CLOSE) return at
      if (over < 0) low = at
      else high = at
      const next = at - over / (scale * at ** (a - 1) * (1 - at) ** (b - 1))
      at = next > low && next < high ? next : (low + high) / 2
    }
    return at
  }
}

function betweenShape(low: number, mode: number, high: number, isPert: boolean): Shaped {
  const width = high - low
  if (isPert) {
    const [a, b] = [1 + (4 * (mode - low)) / width, 1 + (4 * (high - mode)) / width]
    const quantile = betaQuantileOf(a, b)
    return { quantile: (p, before) => low + width * quantile(p, (before - low) / width) }
  }
  const turn = (mode - low) / width
  const quantile: Quantile = p =>
    p < turn ? low + Math.sqrt(p * width * (mode - low)) : high - Math.sqrt((1 - p) * width * (high - mode))
  return { quantile }
}

/** The shape of a distribution that is no number, or why there is none. */
function shapeOf(given: Exclude<Distribution, string>, at: string): Result<Shaped, SimulationCode> {
  switch (given.shape) {
    case 'normal': {
      const [mean, deviation] = [Number(given.mean), Number(given.deviation)]
      if (!(deviation > 0)) return invalid(`${at}.deviation`, 'a deviation is above 0; give a number where it is 0')
      return ok({
        quantile: p => mean + deviation * normalQuantile(p),
        cdf: x => normalBelow((x - mean) / deviation),
      })
    }
    case 'lognormal': {
      const [median, deviation] = [Number(given.median), Number(given.deviation)]
      if (!(median > 0)) return invalid(`${at}.median`, 'a median is above 0')
      if (!(deviation > 0)) return invalid(`${at}.deviation`, 'a deviation is above 0; give a number where it is 0')
      return ok({
        quantile: p => median * Math.exp(deviation * normalQuantile(p)),
        cdf: x => (x > 0 ? normalBelow(Math.log(x / median) / deviation) : 0),
      })
    }
    case 'uniform': {
      const [low, high] = [Number(given.low), Number(given.high)]
      if (!(low < high)) return invalid(`${at}.high`, 'low is below high')
      return ok({ quantile: p => low + (high - low) * p })
    }
    case 'triangular':
    case 'pert': {
      const [low, mode, high] = [Number(given.low), Number(given.mode), Number(given.high)]
      if (!(low < high)) return invalid(`${at}.high`, 'low is below high')
      if (mode < low || mode > high) return invalid(`${at}.mode`, 'the mode lies between low and high')
      return ok(betweenShape(low, mode, high, given.shape === 'pert'))
    }
    default:
      return given satisfies never
  }
}

/**
 * Compiles a distribution.
 * @param at dotted path of the input, for refusals
 * @returns `simulation_distribution_invalid` for a deviation that is not above 0, bounds out of order, or bounds that
 *   leave nothing of the shape
 */
export function marginalOf(given: Distribution, at: string): Result<Marginal, SimulationCode> {
  if (typeof given === 'string') return ok({ kind: 'number', value: Number(given) })
  const shape = shapeOf(given, at)
  if (!shape.ok) return shape
  const { quantile, cdf } = shape.value
  const bound = (name: 'least' | 'greatest', none: number): number =>
    name in given ? Number((given as { readonly [bound in typeof name]?: string })[name] ?? none) : none
  const least = bound('least', Number.NEGATIVE_INFINITY)
  const greatest = bound('greatest', Number.POSITIVE_INFINITY)
  const from = cdf?.(least) ?? 0
  const to = cdf?.(greatest) ?? 1
  if (!(to - from > 1e-9)) return invalid(`${at}.greatest`, 'the bounds leave nothing of the shape')
  const quantiles = new Float64Array(KNOTS)
  let before = 'low' in given ? Number(given.low) : Number.NaN
  for (const [knot, chance] of chances().entries()) {
    // The outermost knots stand for what is never drawn; a chance of 0 or 1 has no quantile.
    const inside = Math.min(1 - 1e-16, Math.max(1e-300, from + (to - from) * chance))
    before = Math.min(greatest, Math.max(least, quantile(inside, before)))
    quantiles[knot] = before
  }
  return ok({ kind: 'table', quantiles, low: quantiles[0] as number, high: quantiles[KNOTS - 1] as number })
}

/** The value of an input at a standard normal number: straight between the knots. */
export function valueAt(marginal: Marginal, normal: number): number {
  if (marginal.kind === 'number') return marginal.value
  const place = (normal + REACH) / STEP
  const knot = place < 0 ? 0 : place >= KNOTS - 1 ? KNOTS - 2 : place | 0
  const left = marginal.quantiles[knot] as number
  return left + (place - knot) * ((marginal.quantiles[knot + 1] as number) - left)
}

/** A column of normal numbers turned into values, in place. */
export function valuesIn(marginal: Marginal, column: Float64Array, count: number): void {
  if (marginal.kind === 'number') {
    column.fill(marginal.value, 0, count)
    return
  }
  const { quantiles } = marginal
  for (let row = 0; row < count; row++) {
    const place = ((column[row] as number) + REACH) / STEP
    const knot = place < 0 ? 0 : place >= KNOTS - 1 ? KNOTS - 2 : place | 0
    const left = quantiles[knot] as number
    column[row] = left + (place - knot) * ((quantiles[knot + 1] as number) - left)
  }
}

export const leastOf = (marginal: Marginal): number => (marginal.kind === 'number' ? marginal.value : marginal.low)
export const greatestOf = (marginal: Marginal): number => (marginal.kind === 'number' ? marginal.value : marginal.high)
