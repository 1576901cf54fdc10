/** Shares of one whole, as owners of a firm and of a right hold them. Read while an input is still being checked. */
import { add, compare, type Decimal, decimal, decimalText } from '../kernel/decimal.ts'

const SHARE = /^(0(\.\d+)?|1(\.0+)?)$/

const NOTHING = decimal('0')
const WHOLE = decimal('1')

/** Whether a share is more than nothing, as its digits tell. */
export const isHeld = (share: string): boolean => /[1-9]/.test(share)

/** The sum of shares, exact; undefined while one of them is no share, since that is told first. */
export const sumOfShares = (shares: readonly string[]): Decimal | undefined =>
  shares.every(share => SHARE.test(share))
    ? shares.reduce((sum, share) => add(sum, decimal(share)), NOTHING)
    : undefined

/** Whether shares make less than the whole; so they do where one of them is no share. */
export function isLessThanWhole(shares: readonly string[]): boolean {
  if (shares.length === 1 && shares[0] === '1') return false
  const sum = sumOfShares(shares)
  return sum === undefined || compare(sum, WHOLE) < 0
}

/** What to say of shares that make more than the whole; undefined when they do not. */
export function shareExcess(shares: readonly string[]): string | undefined {
  // A share is at most the whole, so that one alone cannot make more.
  if (shares.length < 2) return undefined
  const sum = sumOfShares(shares)
  return sum !== undefined && compare(sum, WHOLE) > 0
    ? `the shares of all owners make at most 1, not ${decimalText(sum)}`
    : undefined
}
