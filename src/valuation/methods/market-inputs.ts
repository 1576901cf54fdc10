/** What the market approach is given, as text, and the value that comes of the rates of comparable licences. */
import { z } from 'zod'
import { fixedText, ONE } from '../../kernel/fixed.ts'
import { ok } from '../../kernel/result.ts'
import { code, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { fixedOfText } from '../present-value.ts'
import { rateText, ratioText } from '../schema.ts'
import { ATTRIBUTES } from './gower.ts'
import {
  factorText,
  positiveText,
  ranged,
  rangedOf,
  shownValue,
  taxRate,
  timing,
  timingOf,
  wonOf,
  years,
} from './inputs.ts'
import { marketRates } from './market.ts'
import { royaltyRelief } from './royalty-relief.ts'

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

export const marketInput = z.strictObject({
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
})

export type MarketInput = z.output<typeof marketInput>

export function marketFound(input: MarketInput) {
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
}
