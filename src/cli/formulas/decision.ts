/** The published formulas of a decision's terms, each run alone with the numbers of the editions in force. */
import { z } from 'zod'
import type { Editions } from '../../appraisal/edition-kinds.ts'
import { coverOf, feeDays, feeOf, splitLoan } from '../../decision/terms.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { fixed } from '../../kernel/fixed.ts'
import { type Money, moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok } from '../../kernel/result.ts'
import { dayText, decimalText, moneyNotNegative, ratioText } from '../../kernel/text.ts'
import { type Formula, formula } from './formula.ts'

const amounts = z.strictObject({ loan: moneyNotNegative, guaranteed: moneyNotNegative, bank_share: moneyNotNegative })
export const aboveZero = ratioText.refine(text => !/^0(\.0+)?$/.test(text), { message: 'above 0' })
export const rateBelowOne = decimalText.refine(text => /^0(\.\d+)?$/.test(text), { message: 'from 0 to below 1' })

const written = (cover: { loan: Money; guaranteed: Money; bankShare: Money }) => ({
  loan: moneyText(cover.loan),
  guaranteed: moneyText(cover.guaranteed),
  bank_share: moneyText(cover.bankShare),
})

const split = (): Formula =>
  formula({
    name: 'loan-split',
    title: { ko: '대출금액의 분담', en: 'Split of a loan', zh: '贷款分担' },
    source: 'guaranteed = loan x ratio, cut to the won; the bank bears the rest',
    input: z.strictObject({ loan: moneyNotNegative, ratio: aboveZero }),
    output: amounts,
    compute: ({ loan, ratio }) => ok(written(splitLoan(moneyFromText(loan), fixed(ratio)))),
  })

const cover = ({ terms }: Editions): Formula =>
  formula({
    name: 'guarantee-cover',
    title: { ko: '보증금액 산정', en: 'Cover within the caps', zh: '担保金额核定' },
    source: 'rules/terms rounding.guarantee_step; least room of all caps, guarantee side',
    input: z.strictObject({ loan: moneyNotNegative, room: moneyNotNegative, ratio: aboveZero }),
    output: amounts,
    compute: ({ loan, room, ratio }) =>
      ok(
        written(
          coverOf(
            moneyFromText(loan),
            moneyFromText(room),
            fixed(ratio),
            moneyFromText(terms.rounding.guarantee_step.value),
          ),
        ),
      ),
  })

const fee = ({ terms }: Editions): Formula =>
  formula({
    name: 'guarantee-fee',
    title: { ko: '보증료', en: 'Guarantee fee', zh: '担保费' },
    source: 'amount x rate x days / day count, cut to the fee step (rules/terms fees.day_count, rounding.fee_step)',
    input: z.strictObject({
      amount: moneyNotNegative,
      rate: rateBelowOne,
      from: dayText,
      term_months: z.int().min(1).max(360),
    }),
    output: z.strictObject({ days: z.int(), fee: moneyNotNegative }),
    compute: ({ amount, rate, from, term_months }) => {
      const days = feeDays(calendarDate(from), term_months)
      const step = moneyFromText(terms.rounding.fee_step.value)
      const dayCount = BigInt(terms.fees.day_count.value)
      return ok({ days, fee: moneyText(feeOf(moneyFromText(amount), fixed(rate), days, dayCount, step)) })
    },
  })

export const decisionFormulas = (editions: Editions): readonly Formula[] => [split(), cover(editions), fee(editions)]
