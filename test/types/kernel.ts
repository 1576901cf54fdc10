/**
 * Lines that must not compile. Nothing here is run: `npm run types` fails where one of these mistakes would be let
 * through, because a `@ts-expect-error` without an error is itself one.
 */
import { type CalendarDate, calendarDate, daysBetween } from '../../src/kernel/calendar.ts'
import {
  type AnnualRate,
  annualRate,
  compare,
  decimal,
  decimalText,
  type Points,
  points,
  type Ratio,
  ratio,
} from '../../src/kernel/decimal.ts'
import { type Money, minus, money, moneyFromText, plus, shareRoundedDown } from '../../src/kernel/money.ts'
import { type RefusalKind, type Result, refusal, refuse } from '../../src/kernel/result.ts'
import type { Language, Words } from '../../src/kernel/words.ts'

const loan = money(1_000_000_001n)
const share = ratio('0.85')
const rate = annualRate('0.012')
const score = points('71.5')
declare const result: Result<Money, 'loan_too_small' | 'loan_too_large'>

export const moneyMistakes = [
  // @ts-expect-error money is no machine number
  () => money(1_000_000),
  // @ts-expect-error money and numbers do not add
  () => loan + 1,
  // @ts-expect-error a sum is a bare bigint until it is named again
  (): Money => loan + loan,
  // @ts-expect-error a bare bigint is not money
  () => plus(loan, 1n),
  // @ts-expect-error nor is its text
  () => minus(loan, '1'),
  // @ts-expect-error money is read from text, not from a number
  () => moneyFromText(1),
  // @ts-expect-error a share is no machine number
  () => shareRoundedDown(loan, 0.85),
  // @ts-expect-error nor text
  () => shareRoundedDown(loan, '0.85'),
  // @ts-expect-error the amount comes first, the share after it
  () => shareRoundedDown(share, loan),
]

export const decimalMistakes = [
  // @ts-expect-error a ratio is read from text: a number has already lost the value
  () => ratio(0.85),
  // @ts-expect-error so is a rate
  () => annualRate(0.012),
  // @ts-expect-error and any decimal
  () => decimal(1),
  // @ts-expect-error a rate per year is no share of a whole
  (): Ratio => rate,
  // @ts-expect-error a share of a whole is no rate per year
  (): AnnualRate => share,
  // @ts-expect-error points are no share
  (): Ratio => score,
  // @ts-expect-error a bare decimal is no points
  (): Points => decimal('71.5'),
  // @ts-expect-error a decimal is no text
  (): string => share,
  // @ts-expect-error money is no decimal
  () => decimalText(loan),
  // @ts-expect-error a decimal is compared with a decimal
  () => compare(share, 0.5),
  // @ts-expect-error decimals have no arithmetic of their own signs
  () => share * rate,
]

export const calendarMistakes = [
  // @ts-expect-error a day is text that has been read
  (): CalendarDate => '2026-01-31',
  // @ts-expect-error unread text is no day
  () => daysBetween('2026-01-31', calendarDate('2026-02-01')),
  // @ts-expect-error a moment is no day
  () => calendarDate(new Date(0)),
]

export const outcomeMistakes = [
  // @ts-expect-error a result is asked whether it holds before its value is read
  () => result.value,
  // @ts-expect-error a refused result has no value
  () => (result.ok ? undefined : result.value),
  // @ts-expect-error a code that was not promised
  (): Result<Money, 'loan_too_small'> => refuse(refusal('loan_too_odd')),
  // @ts-expect-error what is read is not written to
  () => (refusal('loan_too_small').params['limit'] = '1'),
  // @ts-expect-error a kind beyond the five
  (): RefusalKind => 'odd',
  // @ts-expect-error a sentence is said in all three languages
  (): Words => ({ ko: '보증', en: 'guarantee' }),
  // @ts-expect-error a language beyond the three
  (): Language => 'ja',
]
