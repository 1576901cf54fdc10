/** Relief from royalty by itself: what an owner saves by not having to license, with the tax benefit as an option. */
import { type Fixed, ONE, times } from '../../kernel/fixed.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { inStretch } from '../cash-flow.ts'
import { discountFactors, presentValue, presentValueParts, type Stretch } from '../present-value.ts'
import { royaltySaved } from '../royalty.ts'
import { amortisationFactor } from './amortisation-benefit.ts'
import { type Point, type Ranged, type RangedValue, rangedValue } from './ranges.ts'
import type { MethodCode } from './refusals.ts'
import { refusedRate, type Timing } from './timing.ts'

export type RoyaltyRelief = {
  /** At a full year's pace, one per stretch, fixed-point won. */
  readonly sales: readonly Fixed[]
  readonly timing: Timing
  readonly royaltyRate: Ranged
  readonly discountRate: Ranged
  readonly taxRate: Fixed
  /** Multiplies every year's sales. */
  readonly salesFactor: Ranged
  /** Years the asset is written off over for tax; none where the benefit is left out. */
  readonly amortisationYears: number | undefined
}

/** Factors of the stretches, and what the whole is multiplied with, at one rate and sales factor. */
function discounting(given: RoyaltyRelief, rate: Fixed, salesFactor: Fixed) {
  const { timing, taxRate, amortisationYears } = given
  const benefit = amortisationYears === undefined ? ONE : amortisationFactor(rate, taxRate, amortisationYears)
  return {
    factors: discountFactors(rate, timing.preparationMonths, timing.stretches),
    weight: times(salesFactor, benefit),
  }
}

const savedOf = (given: RoyaltyRelief, royalty: Fixed): readonly Fixed[] =>
  given.sales.map((amount, index) => {
    const sales = inStretch(amount, given.timing.stretches[index] as Stretch)
    return royaltySaved(sales, royalty, given.taxRate).afterTax
  })

/**
 * value = factor x sum(sales x sales factor x royalty rate x (1 - t) x DF); the factor is that of the tax amortisation
 * benefit, or 1 without it.
 * @returns whole won, half to even, with the parts of the middle by stretch; refused for a discount rate that is not
 *   above 0
 * @source International Valuation Standards 210, relief-from-royalty method
 */
export function royaltyRelief(
  given: RoyaltyRelief,
): Result<RangedValue & { readonly years: readonly bigint[] }, MethodCode> {
  const inputs = {
    royalty_rate: given.royaltyRate,
    discount_rate: given.discountRate,
    sales_factor: given.salesFactor,
  }
  const found = rangedValue(inputs, (point: Point) => {
    const rate = point['discount_rate'] as Fixed
    const refused = refusedRate(rate, 'discount_rate')
    if (refused !== undefined) return refused
    const { factors, weight } = discounting(given, rate, point['sales_factor'] as Fixed)
    return ok(presentValue(savedOf(given, point['royalty_rate'] as Fixed), factors, weight))
  })
  if (!found.ok) return found
  const { factors, weight } = discounting(given, given.discountRate.mid, given.salesFactor.mid)
  return ok({ ...found.value, years: presentValueParts(savedOf(given, given.royaltyRate.mid), factors, weight) })
}
