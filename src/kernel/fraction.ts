/** Exact quotients of whole numbers, for ratios that are only compared once they are rounded. */
import { type Decimal, decimalOfInteger, divide } from './decimal.ts'
import { dividedHalfEven } from './fixed.ts'

/** `num / den`; `den` is above zero. */
export type Fraction = { readonly num: bigint; readonly den: bigint }

/** The quotient of two whole numbers; undefined where the second is zero. */
export function fraction(num: bigint, den: bigint): Fraction | undefined {
  if (den === 0n) return undefined
  return den < 0n ? { num: -num, den: -den } : { num, den }
}

/** Powers of ten as far as facts have decimals. */
const TENS: readonly bigint[] = Array.from({ length: 19 }, (_, power) => 10n ** BigInt(power))
const tenTo = (power: number): bigint => TENS[power] ?? 10n ** BigInt(power)

/** The fraction as a whole number of `10^-scale`, half to even. */
export const scaledHalfEven = ({ num, den }: Fraction, scale: number): bigint =>
  dividedHalfEven(num * tenTo(scale), den)

/** `one - value / 10^scale`. */
export const lessScaled = ({ num, den }: Fraction, value: bigint, scale: number): Fraction => ({
  num: num * tenTo(scale) - value * den,
  den: den * tenTo(scale),
})

/** To 40 significant digits, half to even. */
export const decimalOfFraction = ({ num, den }: Fraction): Decimal =>
  divide(decimalOfInteger(num), decimalOfInteger(den))
