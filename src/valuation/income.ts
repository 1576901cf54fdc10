/**
 * The income method of the practice guide: free cash flow over the life, discounted, times the technology's
 * contribution.
 */
import { type Fixed, fixedText } from '../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Assumption, assumed, type Basis, quotedRow, rowAssumption } from './basis.ts'
import { chosenRatios, freeCashFlow } from './cash-flow.ts'
import { individualStrength, technologyContribution } from './contribution.ts'
import type { CompiledValuation } from './edition.ts'
import { type Marks, STRENGTH_ITEMS, scoresOf } from './items.ts'
import { type MethodValue, valued } from './method.ts'
import { fixedOfText, wonHalfEven } from './present-value.ts'
import type { ValuationCode } from './refusals.ts'
import type { ValuationRequest } from './schema.ts'

/**
 * Value by the income method.
 * value = contribution x sum(FCF of the stretch x discount factor), with the sales factor of each scenario.
 * @returns low, mid and high in whole won; refused where a ratio, an item or the industry's factor is missing
 * @source technology valuation practice guide 2017 and 2021 (TVL, KWON, BLT); rules/valuation
 */
export function incomeValue(
  edition: CompiledValuation,
  request: ValuationRequest,
  basis: Basis,
  marks: Marks,
): Result<MethodValue, ValuationCode> {
  const own = request.income
  if (own === undefined) return refuse(refusal('valuation_method_input_missing', 'income', { method: 'income' }))
  const quotation = request.quoted?.technology_factor
  const factor =
    quotation === undefined
      ? edition.technologyFactor.get(request.ksic_division)
      : quotedRow(fixedOfText(quotation.value), quotation)
  if (factor === undefined) {
    const params = { value: request.ksic_division }
    return refuse(refusal('valuation_technology_factor_missing', 'ksic_division', params))
  }
  const given = own.strength_items ?? {}
  const items = scoresOf('income.strength_items', STRENGTH_ITEMS, given, edition.itemMarks.strength_items, marks)
  if (!items.ok) return items
  const ratios = chosenRatios(edition.ratioOrder, own.ratios)
  if (!ratios.ok) return ratios

  const strength = individualStrength(items.value.sum, edition.strengthDivisor)
  const contribution = technologyContribution(factor.value, strength, fixedOfText(own.technology_share))
  const flows = basis.stretches.map((stretch, index) =>
    freeCashFlow(
      ratios.value.ratios,
      edition.taxRate,
      basis.sales[index] as Fixed,
      basis.sales[index - 1] ?? 0n,
      stretch,
    ),
  )
  const assumptions: Assumption[] = [
    rowAssumption('technology_factor', factor, { ksic_division: request.ksic_division }),
    assumed('no_tax_back_on_loss', 'policy', '', {}),
  ]
  return ok(
    valued(edition, basis, {
      method: 'income',
      flows: flows.map(flow => flow.freeCashFlow),
      salesOf: flows.map(flow => flow.sales),
      cells: flows.map(cellsOf),
      share: contribution,
      factors: {
        technology_factor: fixedText(factor.value),
        strength_sum: String(items.value.sum),
        individual_strength: fixedText(strength),
        technology_share: own.technology_share,
        contribution: fixedText(contribution),
      },
      sources: ratios.value.sources,
      assumptions,
    }),
  )
}

/** The cells of a year in whole won; investment is what is left over, so that profit - tax - investment = cash flow. */
function cellsOf(flow: ReturnType<typeof freeCashFlow>): Readonly<Record<string, string>> {
  const profit = wonHalfEven(flow.operatingProfit)
  const tax = wonHalfEven(flow.tax)
  const cash = wonHalfEven(flow.freeCashFlow)
  return {
    operating_profit: String(profit),
    tax: String(tax),
    net_investment: String(profit - tax - cash),
    free_cash_flow: String(cash),
  }
}
