/** Shares of a right as exact fractions: summed without rounding, so that three thirds are one. */
import { type Fraction, fraction } from '../../kernel/fraction.ts'

/** The fraction a share is written as; its shape was checked where it came in. */
export function shareOf(text: string): Fraction {
  const [part = 0n, whole = 1n] = text.split('/').map(BigInt)
  return fraction(part, whole) ?? { num: 0n, den: 1n }
}

const greatestDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestDivisor(b, a % b))

const lowest = ({ num, den }: Fraction): Fraction => {
  const shared = greatestDivisor(num, den)
  return { num: num / shared, den: den / shared }
}

/** The sum of shares in lowest terms; zero for none. */
export const sumOf = (shares: readonly string[]): Fraction =>
  shares
    .map(shareOf)
    .reduce((sum, one) => lowest({ num: sum.num * one.den + one.num * sum.den, den: sum.den * one.den }), {
      num: 0n,
      den: 1n,
    })

export const isWhole = ({ num, den }: Fraction): boolean => num === den
export const shareText = ({ num, den }: Fraction): string => `${num}/${den}`
