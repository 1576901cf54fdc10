/** What comparable licences say, and how several methods are reconciled. */
import { z } from 'zod'
import { fixedText, ONE } from '../../kernel/fixed.ts'
import { ok } from '../../kernel/result.ts'
import { code, decimalText, moneyAmount, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { ATTRIBUTES } from '../../valuation/methods/gower.ts'
import { marketRates } from '../../valuation/methods/market.ts'
import { LEADING_GROUNDS, reconciled, VALUE_METHODS } from '../../valuation/methods/reconciliation.ts'
import { royaltyRelief } from '../../valuation/methods/royalty-relief.ts'
import { fixedOfText } from '../../valuation/present-value.ts'
import { rateText, ratioText } from '../../valuation/schema.ts'
import { type Formula, formula } from './formula.ts'
import {
  factorText,
  positiveText,
  ranged,
  rangedOf,
  shownValue,
  taxRate,
  timing,
  timingOf,
  valueShape,
  wonOf,
  years,
} from './valuation-inputs.ts'

const termsShape = {
  ipc: z
    .string()
    .regex(/^[A-H]([0-9]{2}[A-Z]?)?$/, 'an IPC section, class or subclass, such as H01M')
    .optional(),
  industry: code.optional(),
  stage: code.optional(),
  exclusivity: code.optional(),
  territory: code.optional(),
  upfront: moneyNotNegative.optional(),
  royalty: ratioText.optional(),
  month: z
    .string()
    .regex(/^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$/, 'a month with its whole year, such as 2017-05')
    .optional(),
}
const currencyText = z.string().regex(/^[A-Z]{3}$/, 'a currency is three capitals, such as KRW')

const market = formula({
  name: 'market-value',
  title: { ko: '시장접근법 기술가치', en: 'Value by comparable licences', zh: '市场法技术价值' },
  source: 'Gower (1971) similarity of licence terms (S:MKNN); International Valuation Standards 105, market approach',
  input: z.strictObject({
    subject: z.strictObject(termsShape),
    currency: currencyText,
    rates: z.record(currencyText, positiveText).default({}),
    comparables: z
      .array(z.strictObject({ id: plainText(64), ...termsShape, currency: currencyText }))
      .min(1)
      .max(100_000),
    weights: z.partialRecord(z.enum(ATTRIBUTES), factorText),
    adjustments: z
      .array(
        z.strictObject({
          attribute: z.enum(['stage', 'exclusivity', 'territory']),
          value: code,
          factor: positiveText,
          reason: plainText(500),
        }),
      )
      .max(50)
      .default([]),
    count: z.int().min(1).max(100),
    least: z.int().min(1).max(100),
    sales: years(moneyNotNegative),
    discount_rate: ranged(rateText),
    tax_rate: taxRate,
    ...timing,
  }),
  output: z.strictObject({
    ...valueShape,
    rate: z.strictObject({ low: ratioText, mid: ratioText, high: ratioText }),
    used: z.array(
      z.strictObject({
        id: z.string(),
        similarity: ratioText,
        royalty: ratioText,
        adjusted_royalty: decimalText,
        adjustments: z.array(z.strictObject({ attribute: z.string(), factor: decimalText, reason: z.string() })),
      }),
    ),
    left_out: z.array(z.strictObject({ id: z.string(), why: z.enum(['no_royalty', 'royalty_of_zero', 'duplicate']) })),
  }),
  compute: input => {
    const weights = Object.fromEntries(Object.entries(input.weights).map(([name, text]) => [name, Number(text)]))
    const rates = marketRates({ ...input, weights })
    if (!rates.ok) return rates
    const { rate, used, left_out } = rates.value
    const found = royaltyRelief({
      sales: wonOf(input.sales),
      timing: timingOf(input.sales.length, input),
      royaltyRate: rate,
      discountRate: rangedOf(input.discount_rate),
      salesFactor: { low: ONE, mid: ONE, high: ONE },
      taxRate: fixedOfText(input.tax_rate),
      amortisationYears: undefined,
    })
    if (!found.ok) return found
    return ok({
      ...shownValue(found.value),
      rate: { low: fixedText(rate.low), mid: fixedText(rate.mid), high: fixedText(rate.high) },
      used: used.map(one => ({ ...one, adjustments: [...one.adjustments] })),
      left_out: [...left_out],
    })
  },
})

const reconciliation = formula({
  name: 'reconciliation',
  title: { ko: '평가액 조정', en: 'Reconciliation of values', zh: '评估值协调' },
  source: 'TES: one method leads and is justified, others check it, no mechanical averaging',
  input: z.strictObject({
    candidates: z
      .array(
        z
          .strictObject({
            method: z.enum(VALUE_METHODS),
            low: moneyAmount,
            mid: moneyAmount,
            high: moneyAmount,
            differs_because: plainText(1000).optional(),
          })
          .refine(one => BigInt(one.low) <= BigInt(one.mid) && BigInt(one.mid) <= BigInt(one.high), {
            message: 'low, mid and high do not fall',
          }),
      )
      .min(1)
      .max(20),
    leading: z.enum(VALUE_METHODS),
    ground: z.enum(LEADING_GROUNDS),
    tolerance: ratioText,
  }),
  output: z.strictObject({
    leading: z.enum(VALUE_METHODS),
    ground: z.enum(LEADING_GROUNDS),
    low: moneyAmount,
    mid: moneyAmount,
    high: moneyAmount,
    checks: z.array(
      z.strictObject({
        method: z.enum(VALUE_METHODS),
        mid: moneyAmount,
        ratio: decimalText,
        within_range: z.boolean(),
        within_tolerance: z.boolean(),
        differs_because: z.string().nullable(),
      }),
    ),
  }),
  compute: input => {
    const candidates = input.candidates.map(one => ({
      ...one,
      low: BigInt(one.low),
      mid: BigInt(one.mid),
      high: BigInt(one.high),
    }))
    const found = reconciled(candidates, input.leading, input.ground, fixedOfText(input.tolerance))
    return found.ok ? ok({ ...found.value, checks: [...found.value.checks] }) : found
  },
})

export const marketFormulas: readonly Formula[] = [market, reconciliation]
