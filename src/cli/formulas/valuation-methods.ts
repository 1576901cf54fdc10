/** The methods of valuation by themselves: each input a number or a range, the value low, mid and high. */
import { z } from 'zod'
import { estimateText } from '../../kernel/decimal.ts'
import { type Fixed, fixedOfInteger, fixedText, ONE } from '../../kernel/fixed.ts'
import { ok } from '../../kernel/result.ts'
import { code, decimalText, moneyAmount, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { wonText } from '../../valuation/method.ts'
import { COST_KINDS, costValue } from '../../valuation/methods/cost.ts'
import { equityCost, leveredBeta, unleveredBeta, weightedCost } from '../../valuation/methods/cost-of-capital.ts'
import { excessEarnings, excessSteps } from '../../valuation/methods/excess-earnings.ts'
import { ATTRIBUTES } from '../../valuation/methods/gower.ts'
import { marketRates } from '../../valuation/methods/market.ts'
import type { Ranged, RangedValue } from '../../valuation/methods/ranges.ts'
import {
  americanLattice,
  blackScholesMerton,
  compoundOption,
  multipleOf,
  OPTION_KINDS,
  wonOfMultiple,
} from '../../valuation/methods/real-option.ts'
import { LEADING_GROUNDS, reconciled, VALUE_METHODS } from '../../valuation/methods/reconciliation.ts'
import { royaltyRelief } from '../../valuation/methods/royalty-relief.ts'
import { withAndWithout } from '../../valuation/methods/with-and-without.ts'
import { fixedOfText, type Stretch } from '../../valuation/present-value.ts'
import { rateText, ratioText } from '../../valuation/schema.ts'
import { type Formula, formula } from './formula.ts'

/** A number, or its bounds with what is likeliest between them. */
const ranged = (number: typeof decimalText) =>
  z.union([
    number,
    z
      .strictObject({ low: number, mid: number, high: number })
      .refine(({ low, mid, high }) => fixedOfText(low) <= fixedOfText(mid) && fixedOfText(mid) <= fixedOfText(high), {
        message: 'low, mid and high do not fall',
      }),
  ])
type RangedText = string | { readonly low: string; readonly mid: string; readonly high: string }
const rangedOf = (given: RangedText): Ranged => {
  const { low, mid, high } = typeof given === 'string' ? { low: given, mid: given, high: given } : given
  return { low: fixedOfText(low), mid: fixedOfText(mid), high: fixedOfText(high) }
}
const growthText = decimalText.refine(text => Number(text) > -1 && Number(text) <= 1, { message: 'above -1, up to 1' })
const factorText = decimalText.refine(text => Number(text) >= 0 && Number(text) <= 10, { message: 'from 0 to 10' })
const positiveText = decimalText.refine(text => Number(text) > 0, { message: 'above 0' })
const monthsText = decimalText.refine(text => Number(text) >= 0 && Number(text) <= 480, { message: 'from 0 to 480' })

const drivers = z.array(
  z.strictObject({
    input: z.string(),
    low: decimalText,
    high: decimalText,
    value_at_low: moneyAmount,
    value_at_high: moneyAmount,
  }),
)
const valueShape = { low: moneyAmount, mid: moneyAmount, high: moneyAmount, drivers }
const shownValue = ({ low, mid, high, drivers: found }: RangedValue) => ({
  low: String(low),
  mid: String(mid),
  high: String(high),
  drivers: [...found],
})

const timing = { preparation_months: z.int().min(0).max(120), months_of_last_year: z.int().min(1).max(12) }
const timingOf = (
  years: number,
  given: { readonly preparation_months: number; readonly months_of_last_year: number },
) => ({
  preparationMonths: given.preparation_months,
  stretches: Array.from(
    { length: years },
    (_, index): Stretch => ({ year: index + 1, months: index + 1 === years ? given.months_of_last_year : 12 }),
  ),
})
const wonOf = (amounts: readonly string[]): readonly Fixed[] => amounts.map(text => fixedOfInteger(BigInt(text)))
const years = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(40)
const taxRate = ratioText.refine(text => Number(text) < 1, { message: 'below 1' })
const amortisation = z.int().min(1).max(40).optional()

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

const cost = formula({
  name: 'cost-value',
  title: { ko: '비용접근법 기술가치', en: 'Value by the cost approach', zh: '成本法技术价值' },
  source: 'Patent KR101536536B1: reproduction cost, development compensation, obsolescence since completion',
  input: z.strictObject({
    items: z
      .array(
        z.strictObject({
          kind: z.enum(COST_KINDS),
          amount: moneyNotNegative,
          index_then: decimalText,
          index_now: decimalText,
        }),
      )
      .min(1)
      .max(1000),
    industry_return: ranged(ratioText),
    elapsed_months: z.int().min(0).max(480),
    life_months: ranged(monthsText),
    other_obsolescence: ranged(ratioText).default('0'),
  }),
  output: z.strictObject({
    ...valueShape,
    reproduction: z.record(z.enum(COST_KINDS), moneyAmount),
    compensation: moneyAmount,
    left_by_age: ratioText,
  }),
  compute: input => {
    const found = costValue({
      items: input.items.map(item => ({
        kind: item.kind,
        amount: fixedOfInteger(BigInt(item.amount)),
        indexThen: fixedOfText(item.index_then),
        indexNow: fixedOfText(item.index_now),
      })),
      industryReturn: rangedOf(input.industry_return),
      elapsedMonths: input.elapsed_months,
      lifeMonths: rangedOf(input.life_months),
      otherObsolescence: rangedOf(input.other_obsolescence),
    })
    return found.ok ? ok({ ...shownValue(found.value), ...found.value.steps }) : found
  },
})

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

const positiveMoney = moneyNotNegative.refine(text => text !== '0', { message: 'above 0' })
const yearsText = decimalText.refine(text => Number(text) >= 0 && Number(text) <= 40, { message: 'from 0 to 40' })
const marketShape = {
  risk_free: rateText,
  cost_of_delay: rateText.default('0'),
  volatility: decimalText.refine(text => Number(text) >= 0 && Number(text) <= 5, { message: 'from 0 to 5' }),
}

type MarketText = { readonly risk_free: string; readonly cost_of_delay: string; readonly volatility: string }
const marketOf = (given: MarketText) => ({
  riskFree: Number(given.risk_free),
  costOfDelay: Number(given.cost_of_delay),
  volatility: Number(given.volatility),
})
const steps = z.int().min(1).max(5000).default(500)
const optionValue = z.strictObject({ value: moneyAmount, multiple: decimalText, without_option: moneyAmount })
/** @param now what deciding today once for all would give, as a multiple of the underlying */
const shownOption = (underlying: Fixed, multiple: number, now: number) => ({
  value: String(wonOfMultiple(underlying, multiple)),
  multiple: estimateText(multiple, 9),
  without_option: String(wonOfMultiple(underlying, Math.max(0, now))),
})

const option = formula({
  name: 'real-option',
  title: { ko: '실물옵션 기술가치', en: 'Value as a real option', zh: '实物期权技术价值' },
  source: 'European: Black-Scholes-Merton (1973); American: Cox, Ross & Rubinstein (1979), binomial lattice',
  input: z.strictObject({
    form: z.enum(['european', 'american']),
    kind: z.enum(OPTION_KINDS),
    underlying: positiveMoney,
    exercise: positiveMoney,
    years: yearsText,
    steps,
    ...marketShape,
  }),
  output: optionValue,
  compute: input => {
    const underlying = fixedOfInteger(BigInt(input.underlying))
    const at = marketOf(input)
    const x = multipleOf(fixedOfInteger(BigInt(input.exercise)), underlying)
    const now = input.kind === 'invest' ? 1 - x : x - 1
    if (input.form === 'european')
      return ok(shownOption(underlying, blackScholesMerton(input.kind, x, Number(input.years), at), now))
    const found = americanLattice(input.kind, x, Number(input.years), input.steps, at)
    return found.ok ? ok(shownOption(underlying, found.value, now)) : found
  },
})

const gated = formula({
  name: 'gated-option',
  title: { ko: '단계별 복합옵션 기술가치', en: 'Value along gates, as a compound option', zh: '阶段复合期权技术价值' },
  source: 'Geske (1979), compound options; on the lattice of Cox, Ross & Rubinstein (1979)',
  input: z.strictObject({
    underlying: positiveMoney,
    gates: z
      .array(z.strictObject({ gate: code, years: yearsText, cost: moneyNotNegative }))
      .min(1)
      .max(12),
    steps,
    ...marketShape,
  }),
  output: optionValue,
  compute: input => {
    const underlying = fixedOfInteger(BigInt(input.underlying))
    const at = marketOf(input)
    const gates = input.gates.map(gate => ({
      years: Number(gate.years),
      cost: multipleOf(fixedOfInteger(BigInt(gate.cost)), underlying),
    }))
    const found = compoundOption(gates, input.steps, at)
    if (!found.ok) return found
    const spent = gates.reduce((sum, gate) => sum + gate.cost * Math.exp(-at.riskFree * gate.years), 0)
    const won = Math.exp(-at.costOfDelay * (gates.at(-1)?.years ?? 0))
    return ok(shownOption(underlying, found.value, won - spent))
  },
})

const capital = formula({
  name: 'cost-of-capital',
  title: { ko: '자본비용', en: 'Cost of capital', zh: '资本成本' },
  source: 'CAPM: Sharpe (1964); levering: Hamada (1972); weighted after tax: Modigliani & Miller (1963)',
  input: z
    .strictObject({
      risk_free: rateText,
      beta: decimalText.refine(text => Math.abs(Number(text)) <= 10, { message: 'from -10 to 10' }),
      /** Equity's share in the capital of the firms the beta is of; none where it is that of the business. */
      beta_equity_share: ratioText.optional(),
      beta_tax_rate: taxRate.optional(),
      equity_risk_premium: rateText,
      added_premium: rateText.default('0'),
      debt_cost: rateText,
      equity_share: ratioText.refine(text => Number(text) > 0, { message: 'above 0' }),
      tax_rate: taxRate,
    })
    .refine(input => (input.beta_equity_share === undefined) === (input.beta_tax_rate === undefined), {
      message: 'beta_equity_share and beta_tax_rate go together',
      path: ['beta_tax_rate'],
    })
    .refine(input => input.beta_equity_share === undefined || Number(input.beta_equity_share) > 0, {
      message: 'above 0',
      path: ['beta_equity_share'],
    }),
  output: z.strictObject({
    business_beta: decimalText,
    levered_beta: decimalText,
    equity_cost: decimalText,
    cost_of_capital: decimalText,
  }),
  compute: input => {
    const beta = fixedOfText(input.beta)
    const business =
      input.beta_equity_share === undefined || input.beta_tax_rate === undefined
        ? beta
        : unleveredBeta(beta, fixedOfText(input.beta_equity_share), fixedOfText(input.beta_tax_rate))
    const share = fixedOfText(input.equity_share)
    const tax = fixedOfText(input.tax_rate)
    const levered = leveredBeta(business, share, tax)
    const premium = fixedOfText(input.equity_risk_premium)
    const equity = equityCost(fixedOfText(input.risk_free), levered, premium, fixedOfText(input.added_premium))
    return ok({
      business_beta: fixedText(business),
      levered_beta: fixedText(levered),
      equity_cost: fixedText(equity),
      cost_of_capital: fixedText(weightedCost(equity, fixedOfText(input.debt_cost), share, tax)),
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

/** Every method of valuation that is worked out by itself. */
export const methodFormulas: readonly Formula[] = [
  royalty,
  excess,
  compared,
  market,
  cost,
  option,
  gated,
  capital,
  reconciliation,
]
