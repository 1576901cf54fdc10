/** What the methods of a stream of sales are given, as text, and what each makes of it. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { code, decimalText, moneyAmount, moneyNotNegative } from '../../kernel/text.ts'
import { wonText } from '../method.ts'
import { fixedOfText } from '../present-value.ts'
import { rateText, ratioText } from '../schema.ts'
import { excessEarnings, excessSteps } from './excess-earnings.ts'
import {
  amortisation,
  factorText,
  growthText,
  ranged,
  rangedOf,
  shownValue,
  taxRate,
  timing,
  timingOf,
  wonOf,
  years,
} from './inputs.ts'
import { royaltyRelief } from './royalty-relief.ts'
import { withAndWithout } from './with-and-without.ts'

export const royaltyInput = z.strictObject({
  sales: years(moneyNotNegative),
  sales_factor: ranged(factorText).default('1'),
  royalty_rate: ranged(ratioText),
  discount_rate: ranged(rateText),
  tax_rate: taxRate,
  amortisation_years: amortisation,
  ...timing,
})

export type RoyaltyInput = z.output<typeof royaltyInput>

export function royaltyFound(input: RoyaltyInput) {
  const found = royaltyRelief({
    sales: wonOf(input.sales),
    timing: timingOf(input.sales.length, input),
    royaltyRate: rangedOf(input.royalty_rate),
    discountRate: rangedOf(input.discount_rate),
    salesFactor: rangedOf(input.sales_factor),
    taxRate: fixedOfText(input.tax_rate),
    amortisationYears: input.amortisation_years,
  })
  return found.ok ? ok({ ...shownValue(found.value), years: found.value.years.map(String) }) : found
}

export const excessInput = z.strictObject({
  sales: years(moneyNotNegative),
  operating_margin: ranged(decimalText.refine(text => Math.abs(Number(text)) <= 1, { message: 'from -1 to 1' })),
  tax_rate: taxRate,
  contributory: z.array(z.strictObject({ asset: code, share_of_sales: factorText, required_return: rateText })).max(20),
  attrition: ranged(ratioText).default('0'),
  discount_rate: ranged(rateText),
  amortisation_years: amortisation,
  ...timing,
})

export type ExcessInput = z.output<typeof excessInput>

export function excessFound(input: ExcessInput) {
  const given = {
    sales: wonOf(input.sales),
    timing: timingOf(input.sales.length, input),
    operatingMargin: rangedOf(input.operating_margin),
    taxRate: fixedOfText(input.tax_rate),
    contributory: input.contributory.map(one => ({
      asset: one.asset,
      shareOfSales: fixedOfText(one.share_of_sales),
      requiredReturn: fixedOfText(one.required_return),
    })),
    attrition: rangedOf(input.attrition),
    discountRate: rangedOf(input.discount_rate),
    amortisationYears: input.amortisation_years,
  }
  const found = excessEarnings(given)
  if (!found.ok) return found
  const steps = excessSteps(given, given.operatingMargin.mid, given.attrition.mid).map(step => ({
    sales: wonText(step.sales),
    profit_after_tax: wonText(step.profitAfterTax),
    charges: wonText(step.charges),
    excess: wonText(step.excess),
  }))
  return ok({ ...shownValue(found.value), years: steps })
}

export const comparedInput = z
  .strictObject({
    with: years(moneyAmount),
    without: years(moneyAmount),
    discount_rate: ranged(rateText),
    growth_after: ranged(growthText).optional(),
    ...timing,
  })
  .refine(input => input.with.length === input.without.length, {
    message: 'as many years without as with',
    path: ['without'],
  })

export type ComparedInput = z.output<typeof comparedInput>

export function comparedFound(input: ComparedInput) {
  const found = withAndWithout({
    withIt: wonOf(input.with),
    withoutIt: wonOf(input.without),
    timing: timingOf(input.with.length, input),
    discountRate: rangedOf(input.discount_rate),
    growthAfter: input.growth_after === undefined ? undefined : rangedOf(input.growth_after),
  })
  return found.ok ? ok(shownValue(found.value)) : found
}
