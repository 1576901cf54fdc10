/**
 * Multi-period excess earnings: what the business earns beyond what its other assets must earn, which is left to the
 * technology.
 */
import { type Fixed, ONE, times } from '../../kernel/fixed.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { inStretch } from '../cash-flow.ts'
import { discountFactors, presentValue, type Stretch } from '../present-value.ts'
import { amortisationFactor } from './amortisation-benefit.ts'
import { type Point, type Ranged, type RangedValue, rangedValue } from './ranges.ts'
import type { MethodCode } from './refusals.ts'
import { refusedRate, type Timing } from './timing.ts'

/** An asset the earnings also need: its size as a share of sales and what it must earn a year, after tax. */
export type ContributoryAsset = { readonly asset: string; readonly shareOfSales: Fixed; readonly requiredReturn: Fixed }

export type ExcessEarnings = {
  /** At a full year's pace, one per stretch, fixed-point won. */
  readonly sales: readonly Fixed[]
  readonly timing: Timing
  /** Operating profit before tax as a share of sales, before writing off the technology itself. */
  readonly operatingMargin: Ranged
  readonly taxRate: Fixed
  readonly contributory: readonly ContributoryAsset[]
  /** Share of the sales that is lost each year after the first. */
  readonly attrition: Ranged
  readonly discountRate: Ranged
  readonly amortisationYears: number | undefined
}

/** The parts of one stretch, fixed-point won. */
export type ExcessStep = {
  readonly sales: Fixed
  readonly profitAfterTax: Fixed
  readonly charges: Fixed
  readonly excess: Fixed
}

/**
 * One stretch: excess = sales left x (margin x (1 - t) - sum(share of sales x required return)).
 * @param left share of the sales that is left by attrition, 0 to 1
 */
export function excessOf(
  sales: Fixed,
  left: Fixed,
  margin: Fixed,
  taxRate: Fixed,
  contributory: readonly ContributoryAsset[],
): ExcessStep {
  const remaining = times(sales, left)
  const profit = times(remaining, margin)
  // A loss takes no tax back, as in the income method.
  const profitAfterTax = profit > 0n ? times(profit, ONE - taxRate) : profit
  const rate = contributory.reduce((sum, one) => sum + times(one.shareOfSales, one.requiredReturn), 0n)
  const charges = times(remaining, rate)
  return { sales: remaining, profitAfterTax, charges, excess: profitAfterTax - charges }
}

/** The stretches of the method at one margin and attrition, for its table of steps. */
export function excessSteps(given: ExcessEarnings, margin: Fixed, attrition: Fixed): readonly ExcessStep[] {
  let left = ONE
  return given.sales.map((amount, index) => {
    const stretch = given.timing.stretches[index] as Stretch
    const step = excessOf(inStretch(amount, stretch), left, margin, given.taxRate, given.contributory)
    left = times(left, ONE - attrition)
    return step
  })
}

/**
 * value = factor x sum(excess x DF); the factor is that of the tax amortisation benefit, or 1 without it.
 * @returns whole won, half to even, below 0 where the other assets must earn more than there is; refused for a discount
 *   rate that is not above 0
 * @source International Valuation Standards 210, multi-period excess earnings method
 */
export function excessEarnings(given: ExcessEarnings): Result<RangedValue, MethodCode> {
  const inputs = {
    operating_margin: given.operatingMargin,
    attrition: given.attrition,
    discount_rate: given.discountRate,
  }
  return rangedValue(inputs, (point: Point) => {
    const rate = point['discount_rate'] as Fixed
    const refused = refusedRate(rate, 'discount_rate')
    if (refused !== undefined) return refused
    const steps = excessSteps(given, point['operating_margin'] as Fixed, point['attrition'] as Fixed)
    const factors = discountFactors(rate, given.timing.preparationMonths, given.timing.stretches)
    const factor =
      given.amortisationYears === undefined ? ONE : amortisationFactor(rate, given.taxRate, given.amortisationYears)
    return ok(
      presentValue(
        steps.map(step => step.excess),
        factors,
        factor,
      ),
    )
  })
}
