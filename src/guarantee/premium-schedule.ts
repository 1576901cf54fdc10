/**
 * The premium of the UK kind: quarter by quarter in advance, on what of a loan drawn in several parts is not repaid.
 * Each part is repaid in equal months from its draw, or from the end of the holiday, to the end of the term.
 */
import { dividedHalfEven, type Fixed, ONE } from '../kernel/fixed.ts'
import { type Money, money } from '../kernel/money.ts'

const MONTHS = 3
const QUARTERS = 4n

/** A part of the loan and the month in which it is drawn; the first in month 0. */
export type Draw = { readonly amount: Money; readonly month: number }

export type PremiumTerms = {
  /** Yearly, of what is outstanding. `@source` rules/sharing premium_rate */
  readonly rate: Fixed
  readonly termMonths: number
  /** Months from the first draw in which nothing is repaid, fewer than the term. */
  readonly holidayMonths: number
}

/**
 * The premium of each quarter of the term: `rate / 4 x sum of (drawn - drawn x months repaid / months of repayment)`,
 * added exactly over the parts and rounded once, half to even, as the scheme's own system does.
 * @param draws in any order, each in a month before the end of the term
 * @source EFG, PremiumScheduleQuarter
 */
export function premiumsOf(draws: readonly Draw[], { rate, termMonths, holidayMonths }: PremiumTerms): Money[] {
  const premiums: Money[] = []
  for (let month = 0; month < termMonths; month += MONTHS) {
    let over = 0n
    let under = 1n
    for (const { amount, month: drawnIn } of draws) {
      if (drawnIn > month) continue
      const repaidFrom = drawnIn > holidayMonths ? drawnIn : holidayMonths
      const length = BigInt(termMonths - repaidFrom)
      const left = month > repaidFrom ? BigInt(termMonths - month) : length
      over = over * length + amount * left * under
      under *= length
    }
    premiums.push(money(dividedHalfEven(over * rate, under * QUARTERS * ONE)))
  }
  return premiums
}
