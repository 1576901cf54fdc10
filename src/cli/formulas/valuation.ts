/** The published formulas of a valuation, each run alone with the tables of an edition. */
import { z } from 'zod'
import { decimalText as textOfDecimal } from '../../kernel/decimal.ts'
import { type Fixed, fixedOfInteger, fixedText } from '../../kernel/fixed.ts'
import { ok } from '../../kernel/result.ts'
import { decimalText, moneyAmount, moneyNotNegative } from '../../kernel/text.ts'
import { freeCashFlow } from '../../valuation/cash-flow.ts'
import { individualStrength, technologyContribution } from '../../valuation/contribution.ts'
import {
  discountRate2017,
  discountRate2021,
  riskPremium,
  riskPremiumByFunction,
} from '../../valuation/discount-rate.ts'
import { economicLife, lifeScore } from '../../valuation/economic-life.ts'
import type { CompiledValuation } from '../../valuation/edition.ts'
import { LIFE_FACTORS, STRENGTH_ITEMS } from '../../valuation/items.ts'
import { wonText } from '../../valuation/method.ts'
import {
  discountFactors,
  fixedOfText,
  presentValue,
  presentValueParts,
  type Stretch,
} from '../../valuation/present-value.ts'
import { allScores, GUIDES, RATIOS, rateText, ratiosSchema, ratioText, yearsText } from '../../valuation/schema.ts'
import { type Formula, formula } from './formula.ts'
import { patentFormula } from './patents.ts'
import { simulationFormula } from './simulation.ts'
import { methodFormulas } from './valuation-methods.ts'

const life = (edition: CompiledValuation): Formula =>
  formula({
    name: 'technology-life',
    title: { ko: '기술의 경제적 수명', en: 'Economic life of technology', zh: '技术经济寿命' },
    source: 'TVL, steps 3.1 and 3.2 (technology valuation practice guide 2021)',
    input: z
      .strictObject({ life_factors: allScores(LIFE_FACTORS), q1: yearsText, q2: yearsText, q3: yearsText })
      .refine(({ q1, q2, q3 }) => Number(q1) <= Number(q2) && Number(q2) <= Number(q3), {
        message: 'q1, q2 and q3 do not fall',
      }),
    output: z.strictObject({ score: decimalText, years: decimalText }),
    compute: ({ life_factors, q1, q2, q3 }) => {
      const score = lifeScore(edition.life, life_factors)
      const years = economicLife(edition.life, score, {
        q1: fixedOfText(q1),
        q2: fixedOfText(q2),
        q3: fixedOfText(q3),
      })
      return ok({ score: fixedText(score), years: fixedText(years) })
    },
  })

const premium = (edition: CompiledValuation): Formula =>
  formula({
    name: 'commercialisation-premium',
    title: { ko: '기술사업화 위험프리미엄', en: 'Commercialisation-risk premium', zh: '技术商业化风险溢价' },
    source: 'TON26, table of 31 rows and the function beside it',
    input: z.strictObject({ score: z.int().min(10).max(50) }),
    output: z.strictObject({ premium: rateText, by_function: decimalText.nullable() }),
    compute: ({ score }) => {
      const found = riskPremium(edition.premium, score)
      const { coefficient, constant } = edition.premiumFunction
      const byFunction =
        score < edition.premium.first ? null : textOfDecimal(riskPremiumByFunction(coefficient, constant, score))
      return ok({ premium: fixedText(found), by_function: byFunction })
    },
  })

const discount = (edition: CompiledValuation): Formula =>
  formula({
    name: 'discount-rate',
    title: {
      ko: '할인율(2017년·2021년 실무가이드)',
      en: 'Discount rate (guide of 2017 or 2021)',
      zh: '折现率（2017年、2021年实务指南）',
    },
    source: '2021: TVL, step 5.2; 2017: KWON, pages 133-134',
    input: z
      .strictObject({
        guide: z.enum(GUIDES),
        equity_cost: rateText,
        debt_cost: rateText,
        equity_share: ratioText,
        risk_premium: rateText,
        size_premium: rateText.optional(),
        tax_rate: ratioText.optional(),
      })
      .refine(input => (input.guide === '2021') === (input.tax_rate !== undefined), {
        message: 'the 2021 form takes tax_rate, the 2017 form does not',
        path: ['tax_rate'],
      })
      .refine(input => (input.guide === '2017') === (input.size_premium !== undefined), {
        message: 'the 2017 form takes size_premium, the 2021 form has it in equity_cost',
        path: ['size_premium'],
      }),
    output: z.strictObject({ discount_rate: decimalText }),
    compute: input => {
      const capital = {
        equityCost: fixedOfText(input.equity_cost),
        debtCost: fixedOfText(input.debt_cost),
        equityShare: fixedOfText(input.equity_share),
        sizePremium: fixedOfText(input.size_premium ?? '0'),
      }
      const risk = fixedOfText(input.risk_premium)
      const rate =
        input.guide === '2021'
          ? discountRate2021(capital, risk, fixedOfText(input.tax_rate ?? '0'), edition.discountPlaces)
          : discountRate2017(capital, risk, edition.discountPlaces)
      return ok({ discount_rate: fixedText(rate) })
    },
  })

const strength = (edition: CompiledValuation): Formula =>
  formula({
    name: 'individual-strength',
    title: { ko: '개별기술강도', en: 'Individual strength of the technology', zh: '个别技术强度' },
    source: 'TVL, step 6.1 (twenty items)',
    input: z.strictObject({ strength_items: allScores(STRENGTH_ITEMS) }),
    output: z.strictObject({ sum: z.int(), strength: ratioText }),
    compute: ({ strength_items }) => {
      const sum = STRENGTH_ITEMS.reduce((total, item) => total + strength_items[item], 0)
      return ok({ sum, strength: fixedText(individualStrength(sum, edition.strengthDivisor)) })
    },
  })

const contribution = (): Formula =>
  formula({
    name: 'contribution',
    title: { ko: '기술기여도', en: 'Technology contribution', zh: '技术贡献度' },
    source: 'BLT, worked example; TVL, step 6.2',
    input: z.strictObject({
      technology_factor: ratioText,
      individual_strength: ratioText,
      technology_share: ratioText,
    }),
    output: z.strictObject({ contribution: ratioText }),
    compute: input =>
      ok({
        contribution: fixedText(
          technologyContribution(
            fixedOfText(input.technology_factor),
            fixedOfText(input.individual_strength),
            fixedOfText(input.technology_share),
          ),
        ),
      }),
  })

const cashFlow = (): Formula =>
  formula({
    name: 'free-cash-flow',
    title: { ko: '잉여현금흐름', en: 'Free cash flow of a year', zh: '年度自由现金流' },
    source: 'TVL, step 4',
    input: z.strictObject({
      sales: moneyNotNegative,
      sales_before: moneyNotNegative,
      tax_rate: ratioText,
      ratios: ratiosSchema.required(),
    }),
    output: z.strictObject({ operating_profit: moneyAmount, tax: moneyAmount, free_cash_flow: moneyAmount }),
    compute: input => {
      const ratios = Object.fromEntries(RATIOS.map(ratio => [ratio, fixedOfText(input.ratios[ratio])]))
      const flow = freeCashFlow(
        ratios as Record<(typeof RATIOS)[number], Fixed>,
        fixedOfText(input.tax_rate),
        fixedOfText(input.sales),
        fixedOfText(input.sales_before),
        { year: 1, months: 12 },
      )
      return ok({
        operating_profit: wonText(flow.operatingProfit),
        tax: wonText(flow.tax),
        free_cash_flow: wonText(flow.freeCashFlow),
      })
    },
  })

/** How a stream of years is discounted; the last one may be part of a year. */
const timing = {
  discount_rate: rateText,
  preparation_months: z.int().min(0).max(120),
  months_of_last_year: z.int().min(1).max(12),
}
type Timing = {
  readonly discount_rate: string
  readonly preparation_months: number
  readonly months_of_last_year: number
}

const stretches = (years: number, monthsOfLast: number): readonly Stretch[] =>
  Array.from({ length: years }, (_, index) => ({ year: index + 1, months: index + 1 === years ? monthsOfLast : 12 }))

const worth = z.strictObject({ value: moneyAmount, years: z.array(moneyAmount) })

function discounted(flows: readonly Fixed[], when: Timing, weight: Fixed): z.output<typeof worth> {
  const steps = stretches(flows.length, when.months_of_last_year)
  const factors = discountFactors(fixedOfText(when.discount_rate), when.preparation_months, steps)
  return {
    value: String(presentValue(flows, factors, weight)),
    years: presentValueParts(flows, factors, weight).map(String),
  }
}

const income = (): Formula =>
  formula({
    name: 'income-value',
    title: { ko: '수익접근법 기술가치', en: 'Value by the income method', zh: '收益法技术价值' },
    source: 'TVL, step 7; value before the rounding of an edition',
    input: z.strictObject({
      free_cash_flows: z.array(moneyAmount).min(1).max(40),
      contribution: ratioText,
      ...timing,
    }),
    output: worth,
    compute: input => {
      const flows = input.free_cash_flows.map(text => fixedOfInteger(BigInt(text)))
      return ok(discounted(flows, input, fixedOfText(input.contribution)))
    },
  })

/** Every published formula of a valuation, with the tables of one edition. */
export const valuationFormulas = (edition: CompiledValuation): readonly Formula[] => [
  life(edition),
  premium(edition),
  discount(edition),
  strength(edition),
  contribution(),
  cashFlow(),
  income(),
  ...methodFormulas,
  simulationFormula,
  patentFormula,
]
