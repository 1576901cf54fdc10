/** The methods of valuation by themselves: each input a number or a range, the value low, mid and high. */
import { z } from 'zod'
import { ok } from '../../kernel/result.ts'
import { code, decimalText, moneyAmount, moneyNotNegative } from '../../kernel/text.ts'
import { wonText } from '../../valuation/method.ts'
import { excessEarnings, excessSteps } from '../../valuation/methods/excess-earnings.ts'
import { royaltyRelief } from '../../valuation/methods/royalty-relief.ts'
import { withAndWithout } from '../../valuation/methods/with-and-without.ts'
import { fixedOfText } from '../../valuation/present-value.ts'
import { rateText, ratioText } from '../../valuation/schema.ts'
import { type Formula, formula } from './formula.ts'
import { costFormulas } from './valuation-costs.ts'
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
  valueShape,
  wonOf,
  years,
} from './valuation-inputs.ts'
import { marketFormulas } from './valuation-market.ts'
import { optionFormulas } from './valuation-options.ts'

const royalty = formula({
  name: 'royalty-relief',
  title: { ko: '로열티공제법 기술가치', en: 'Value by relief from royalty', zh: '许可费节省法技术价值' },
  source: 'International Valuation Standards 210; amortisation_years adds the tax amortisation benefit',
  input: z.strictObject({
    sales: years(moneyNotNegative),
    sales_factor: ranged(factorText).default('1'),
    royalty_rate: ranged(ratioText),
    discount_rate: ranged(rateText),
    tax_rate: taxRate,
    amortisation_years: amortisation,
    ...timing,
  }),
  output: z.strictObject({ ...valueShape, years: z.array(moneyAmount) }),
  compute: input => {
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
  },
})

const excess = formula({
  name: 'excess-earnings',
  title: {
    ko: '다기간 초과이익법 기술가치',
    en: 'Value by multi-period excess earnings',
    zh: '多期超额收益法技术价值',
  },
  source: 'International Valuation Standards 210, multi-period excess earnings method',
  input: z.strictObject({
    sales: years(moneyNotNegative),
    operating_margin: ranged(decimalText.refine(text => Math.abs(Number(text)) <= 1, { message: 'from -1 to 1' })),
    tax_rate: taxRate,
    contributory: z
      .array(z.strictObject({ asset: code, share_of_sales: factorText, required_return: rateText }))
      .max(20),
    attrition: ranged(ratioText).default('0'),
    discount_rate: ranged(rateText),
    amortisation_years: amortisation,
    ...timing,
  }),
  output: z.strictObject({
    ...valueShape,
    years: z.array(
      z.strictObject({ sales: moneyAmount, profit_after_tax: moneyAmount, charges: moneyAmount, excess: moneyAmount }),
    ),
  }),
  compute: input => {
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
  },
})

const compared = formula({
  name: 'with-and-without',
  title: { ko: '유무비교법 기술가치', en: 'Value by with and without', zh: '有无对比法技术价值' },
  source: 'International Valuation Standards 210, with-and-without method; growth_after: Gordon (1962)',
  input: z
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
    }),
  output: z.strictObject(valueShape),
  compute: input => {
    const found = withAndWithout({
      withIt: wonOf(input.with),
      withoutIt: wonOf(input.without),
      timing: timingOf(input.with.length, input),
      discountRate: rangedOf(input.discount_rate),
      growthAfter: input.growth_after === undefined ? undefined : rangedOf(input.growth_after),
    })
    return found.ok ? ok(shownValue(found.value)) : found
  },
})

/** Every method of valuation that is worked out by itself. */
export const methodFormulas: readonly Formula[] = [
  royalty,
  excess,
  compared,
  ...marketFormulas,
  ...costFormulas,
  ...optionFormulas,
]
