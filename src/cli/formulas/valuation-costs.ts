/** What making the technology again costs, and what capital costs. */
import { z } from 'zod'
import { fixedText } from '../../kernel/fixed.ts'
import { ok } from '../../kernel/result.ts'
import { decimalText, moneyAmount } from '../../kernel/text.ts'
import { COST_KINDS } from '../../valuation/methods/cost.ts'
import { costFound, costInput } from '../../valuation/methods/cost-inputs.ts'
import { equityCost, leveredBeta, unleveredBeta, weightedCost } from '../../valuation/methods/cost-of-capital.ts'
import { taxRate, valueShape } from '../../valuation/methods/inputs.ts'
import { fixedOfText } from '../../valuation/present-value.ts'
import { rateText, ratioText } from '../../valuation/schema.ts'
import { type Formula, formula } from './formula.ts'

const cost = formula({
  name: 'cost-value',
  title: { ko: '비용접근법 기술가치', en: 'Value by the cost approach', zh: '成本法技术价值' },
  source: 'Patent KR101536536B1: reproduction cost, development compensation, obsolescence since completion',
  input: costInput,
  output: z.strictObject({
    ...valueShape,
    reproduction: z.record(z.enum(COST_KINDS), moneyAmount),
    compensation: moneyAmount,
    left_by_age: ratioText,
  }),
  compute: costFound,
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

export const costFormulas: readonly Formula[] = [cost, capital]
