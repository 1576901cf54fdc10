/** Relief from royalty: what the owner need not pay for a licence, after tax, discounted over the life. */
import { type Fixed, fixedText, ONE, times } from '../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Assumption, assumed, type Basis, rowAssumption } from './basis.ts'
import { inStretch } from './cash-flow.ts'
import type { CompiledValuation } from './edition.ts'
import { type MethodValue, valued, wonText } from './method.ts'
import type { ValuationCode } from './refusals.ts'
import type { ValuationRequest } from './schema.ts'

/**
 * Royalty saved in one stretch, after tax: sales x rate x (1 - t).
 * @param sales fixed-point won of the stretch
 * @param rate royalty on sales, 0 to 1
 * @param taxRate 0 to 1
 * @returns fixed-point won before and after tax, half to even at 18 decimals
 * @source International Valuation Standards 210, relief-from-royalty method
 */
export function royaltySaved(
  sales: Fixed,
  rate: Fixed,
  taxRate: Fixed,
): { readonly royalty: Fixed; readonly afterTax: Fixed } {
  const royalty = times(sales, rate)
  return { royalty, afterTax: times(royalty, ONE - taxRate) }
}

/**
 * Value by relief from royalty.
 * value = sum(sales x royalty rate x (1 - t) x discount factor), with the sales factor of each scenario; no benefit
 * from writing the asset off for tax is added.
 * @returns low, mid and high in whole won; refused where the licence industry has no rate
 * @source International Valuation Standards 210; rates GJM02 (rules/valuation, royalty.rates)
 */
export function royaltyValue(
  edition: CompiledValuation,
  request: ValuationRequest,
  basis: Basis,
): Result<MethodValue, ValuationCode> {
  const named = request.royalty?.licence_industry
  const industry = named ?? edition.licenceIndustryOf.get(request.ksic_division)
  const row = industry === undefined ? undefined : edition.royaltyRates.get(industry)
  if (industry === undefined || row === undefined) {
    const at = named === undefined ? 'ksic_division' : 'royalty.licence_industry'
    return refuse(refusal('valuation_royalty_rate_missing', at, { value: named ?? request.ksic_division }))
  }
  const sales = basis.stretches.map((stretch, index) => inStretch(basis.sales[index] as Fixed, stretch))
  const saved = sales.map(amount => royaltySaved(amount, row.value, edition.taxRate))
  const assumptions: Assumption[] = [rowAssumption('royalty_rate', row, { industry, rate: fixedText(row.value) })]
  if (named === undefined) {
    const ground = edition.isLicenceIndustryPublished ? 'published' : 'assumed'
    assumptions.push(assumed('licence_industry', ground, '', { ksic_division: request.ksic_division, industry }))
  }
  assumptions.push(assumed('no_amortisation_benefit', 'policy', '', {}))
  return ok(
    valued(edition, basis, {
      method: 'royalty',
      flows: saved.map(item => item.afterTax),
      salesOf: sales,
      cells: saved.map(item => ({ royalty: wonText(item.royalty), royalty_after_tax: wonText(item.afterTax) })),
      share: ONE,
      factors: { royalty_rate: fixedText(row.value) },
      sources: {},
      assumptions,
    }),
  )
}
