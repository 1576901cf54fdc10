/**
 * The facts that are ratios: of the latest figures, of the plan, and over the peers. Exact fractions until they are
 * brought to the decimals of their fact.
 */
import { ratiosOf, rndStaffRatio, salesGrowth } from '../application/ratios.ts'
import type { Application } from '../application/schema.ts'
import { type Fraction, fraction, lessScaled, scaledHalfEven } from '../kernel/fraction.ts'
import type { Fact } from '../rules/facts.ts'

type Fractions = Readonly<Record<string, Fraction | undefined>>

/** @param peer the margin of the peers as its fact holds it, with the fact's decimals */
export function ratioFacts(
  application: Application,
  peer: { readonly value: number; readonly scale: number },
): Fractions {
  const ratios = ratiosOf(application)
  const margin = ratios.operatingMargin
  return {
    equity_ratio: ratios.equityRatio,
    current_ratio: ratios.currentRatio,
    debt_ratio: ratios.debtToEquity,
    operating_margin: margin,
    margin_over_peer:
      margin === undefined || Number.isNaN(peer.value) ? undefined : lessScaled(margin, BigInt(peer.value), peer.scale),
    asset_turnover: ratios.assetTurnover,
    debt_service_coverage: ratios.debtServiceCoverage,
    cash_flow_to_liabilities: ratios.cashFlowToLiabilities,
    interest_coverage: ratios.interestCoverage,
    sales_growth: ratios.salesGrowth,
    sales_cagr_3y: salesGrowth(application, 3),
    rnd_intensity: ratios.rndIntensity,
    rnd_staff_ratio: rndStaffRatio(application),
    market_growth_rate: statedRate(application.plan.market_growth_rate?.value),
  }
}

/** A rate somebody stated, as plain decimal text. */
function statedRate(text: string | undefined): Fraction | undefined {
  if (text === undefined) return undefined
  const point = text.indexOf('.')
  const places = point < 0 ? 0 : text.length - point - 1
  return fraction(BigInt(text.replace('.', '')), 10n ** BigInt(places))
}

/** A computed ratio at the fact's scale, half to even, kept within its bounds: no threshold lies beyond them. */
export function fitted(value: Fraction, fact: Fact): number {
  const scaled = scaledHalfEven(value, fact.scale)
  if (isNumber(fact) && scaled >= fact.min && scaled <= fact.max) return Number(scaled)
  return value.num < 0n ? fact.min : fact.max
}
const isNumber = ({ type }: Fact): boolean => type === 'decimal' || type === 'count' || type === 'money'
