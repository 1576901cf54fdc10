/** What a letter of guarantee stands at: the ratio of what is owed, or the line of a revolving loan. */
import { splitLoan } from '../decision/terms.ts'
import type { Fixed } from '../kernel/fixed.ts'
import { type Money, minMoney, minus } from '../kernel/money.ts'

/** The terms of a letter that bound the fund. */
export type LetterTerms = {
  readonly kind: 'individual' | 'revolving'
  /** The loan, or the line up to which a revolving loan may be drawn. */
  readonly loan: Money
  /** The fund's part, above 0, at most 1. */
  readonly ratio: Fixed
}

/** The most the fund can owe under a letter, interest and costs apart. */
export const guaranteedAmount = (letter: LetterTerms): Money => splitLoan(letter.loan, letter.ratio).guaranteed

/**
 * What is guaranteed on a day: `ratio x outstanding`, cut to the won as the letter's amount is, and never above it; of
 * a revolving letter the whole line, since it can be drawn again.
 * @param outstanding principal of the loan that is drawn and not repaid
 */
export const guaranteedOf = (letter: LetterTerms, outstanding: Money): Money =>
  letter.kind === 'revolving'
    ? guaranteedAmount(letter)
    : minMoney(guaranteedAmount(letter), splitLoan(outstanding, letter.ratio).guaranteed)

/** What a repayment releases: what was guaranteed less what still is, so that all releases make the whole. */
export const releasedBy = (letter: LetterTerms, before: Money, after: Money): Money =>
  minus(guaranteedOf(letter, before), guaranteedOf(letter, after))
