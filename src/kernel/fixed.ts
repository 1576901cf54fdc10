/**
 * Fixed point for hot loops: an integer scaled by 10^18. Adding is `+`, comparing is `<`; only products and
 * quotients need a function. Equal to kernel/decimal.ts within half a unit of the 18th decimal, by test.
 */
import { type Decimal, decimal, roundHalfEven, scaled } from './decimal.ts'

/** A number times 10^18. */
export type Fixed = bigint

const PLACES = 18
export const ONE: Fixed = 10n ** 18n

/** Reads plain decimal text; decimals past the 18th are rounded half to even. */
export const fixed = (text: string): Fixed => fixedOf(decimal(text))

export const fixedOf = (value: Decimal): Fixed => scaled(roundHalfEven(value, PLACES), PLACES)

export const fixedOfInteger = (value: bigint): Fixed => value * ONE

/** Integer division, half to even. `divisor` is positive. */
export function dividedHalfEven(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n
  const size = isNegative ? -dividend : dividend
  const quotient = size / divisor
  const twice = (size % divisor) * 2n
  const rounded = twice > divisor || (twice === divisor && (quotient & 1n) === 1n) ? quotient + 1n : quotient
  return isNegative ? -rounded : rounded
}

export const times = (a: Fixed, b: Fixed): Fixed => dividedHalfEven(a * b, ONE)

/** `a / b`, half to even. Dividing by zero is our fault, and is thrown by the language. */
export const over = (a: Fixed, b: Fixed): Fixed =>
  b < 0n ? dividedHalfEven(-a * ONE, -b) : dividedHalfEven(a * ONE, b)

/** ONE to the power of its index, as far as roots are taken. */
export const POWERS: readonly bigint[] = Array.from({ length: 13 }, (_, power) => ONE ** BigInt(power))

/**
 * The greatest x with `x^degree <= value`, at 18 decimals. Newton's method on whole numbers from above, so the result
 * is the same on every engine.
 * @param value  at least zero
 * @param degree 1 to 12
 */
export function rootRoundedDown(value: Fixed, degree: number): Fixed {
  if (value === 0n) return 0n
  const n = BigInt(degree)
  const target = value * (POWERS[degree - 1] as bigint)
  // (1 + r / n)^n >= 1 + r (Bernoulli), so this start is not below the root.
  let x = ONE + (value - ONE) / n + 1n
  for (;;) {
    const next = ((n - 1n) * x + target / x ** (n - 1n)) / n
    if (next >= x) return x
    x = next
  }
}

/** Plain decimal text without trailing zeros. */
export function fixedText(value: Fixed): string {
  const size = value < 0n ? -value : value
  const whole = size / ONE
  const fraction = (size % ONE).toString().padStart(PLACES, '0').replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

export const toDecimal = (value: Fixed): Decimal => decimal(fixedText(value))
