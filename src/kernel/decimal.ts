/**
 * Exact fractions: ratios, yearly rates, points. The only file that names decimal.js.
 * Never compare two of these with < or >: JavaScript compares them as text, and 9 < 10 is then false.
 */
import { Decimal as Base } from 'decimal.js'

/** A clone, so that no other module can change our precision; ties go to the even neighbour. */
const Exact = Base.clone({ precision: 40, rounding: Base.ROUND_HALF_EVEN, toExpNeg: -60, toExpPos: 60 })

declare const unit: unique symbol

/** An exact decimal of 40 significant digits. */
export type Decimal = Base
type Measure<Unit extends string> = Base & { readonly [unit]: Unit }

/** A share of a whole, 0 to 1. `0.85` is 85 percent. */
export type Ratio = Measure<'ratio'>
/** A rate per year. `0.012` is 1.2 percent a year. */
export type AnnualRate = Measure<'annual_rate'>
/** Points of a score, 0 to 100. */
export type Points = Measure<'points'>

const DECIMAL_TEXT = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/

export const isDecimalText = (text: string): boolean => DECIMAL_TEXT.test(text)

/** Reads plain decimal text. The edge has checked the text, so a bad one here is our fault, and is thrown. */
export function decimal(text: string): Decimal {
  if (!DECIMAL_TEXT.test(text)) throw new RangeError(`not a plain decimal: ${JSON.stringify(text)}`)
  return new Exact(text)
}

/** A whole number as a decimal; for counts and whole won, never for a fraction. */
export const decimalOfInteger = (value: bigint): Decimal => new Exact(value.toString())

/** An estimate, such as an expected count, as decimal text of at most so many places, half to even; no promise. */
export const estimateText = (value: number, places: number): string =>
  decimalText(new Exact(value).toDecimalPlaces(places, Base.ROUND_HALF_EVEN))

/** Plain notation without exponent or trailing zeros: the one way a decimal is written. */
export function decimalText(value: Decimal): string {
  const text = value.toFixed()
  return text === '-0' ? '0' : text
}

function within<Unit extends string>(text: string, low: string, high: string, name: string): Measure<Unit> {
  const value = decimal(text)
  if (value.lt(low) || value.gt(high)) throw new RangeError(`${name} lies between ${low} and ${high}, not ${text}`)
  return value as Measure<Unit>
}

/** Reads a ratio, 0 to 1, from its decimal text. Text only: a JavaScript number has already lost the value. */
export const ratio = (text: string): Ratio => within<'ratio'>(text, '0', '1', 'a ratio')
/** Reads a yearly rate, -1 to 10. */
export const annualRate = (text: string): AnnualRate => within<'annual_rate'>(text, '-1', '10', 'a yearly rate')
/** Reads points, 0 to 100. */
export const points = (text: string): Points => within<'points'>(text, '0', '100', 'points')

export const add = (a: Decimal, b: Decimal): Decimal => a.plus(b)
export const subtract = (a: Decimal, b: Decimal): Decimal => a.minus(b)
export const multiply = (a: Decimal, b: Decimal): Decimal => a.times(b)
/** `a / b` to 40 significant digits, half to even. Dividing by zero is our fault, and is thrown. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.isZero()) throw new RangeError('divided by zero')
  return a.div(b)
}
export const ln = (value: Decimal): Decimal => value.ln()
export const exp = (value: Decimal): Decimal => value.exp()
export const power = (base: Decimal, exponent: Decimal): Decimal => base.pow(exponent)

export const compare = (a: Decimal, b: Decimal): -1 | 0 | 1 => a.comparedTo(b) as -1 | 0 | 1
export const isLess = (a: Decimal, b: Decimal): boolean => a.lt(b)
export const isAtMost = (a: Decimal, b: Decimal): boolean => a.lte(b)
export const isEqual = (a: Decimal, b: Decimal): boolean => a.eq(b)
export const isZero = (value: Decimal): boolean => value.isZero()
export const isNegative = (value: Decimal): boolean => value.isNegative() && !value.isZero()
export const min = <D extends Decimal>(a: D, b: D): D => (a.lte(b) ? a : b)
export const max = <D extends Decimal>(a: D, b: D): D => (a.gte(b) ? a : b)

export const roundHalfEven = (value: Decimal, places: number): Decimal =>
  value.toDecimalPlaces(places, Base.ROUND_HALF_EVEN)
/** Towards zero. */
export const roundDown = (value: Decimal, places: number): Decimal => value.toDecimalPlaces(places, Base.ROUND_DOWN)
/** Away from zero. */
export const roundUp = (value: Decimal, places: number): Decimal => value.toDecimalPlaces(places, Base.ROUND_UP)

/** The decimal as an integer at `scale` decimals; more decimals than the scale is our fault, and is thrown. */
export function scaled(value: Decimal, scale: number): bigint {
  const shifted = value.times(new Exact(`1e${scale}`))
  if (!shifted.isInteger()) throw new RangeError(`${decimalText(value)} has more than ${scale} decimals`)
  return BigInt(shifted.toFixed(0))
}
