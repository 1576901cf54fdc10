/** With and without: what the same business is worth with the technology, less what it is worth without it. */
import { type Fixed, fixedText, ONE, over, times } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { discountFactors, presentValue } from '../present-value.ts'
import { type Point, type Ranged, type RangedValue, rangedValue } from './ranges.ts'
import type { MethodCode } from './refusals.ts'
import { refusedRate, type Timing } from './timing.ts'

export type WithAndWithout = {
  /** Free cash flow of each stretch, fixed-point won; one of each per stretch. */
  readonly withIt: readonly Fixed[]
  readonly withoutIt: readonly Fixed[]
  readonly timing: Timing
  readonly discountRate: Ranged
  /** Growth a year for ever after the last stretch; none where nothing is counted after it. */
  readonly growthAfter: Ranged | undefined
}

/**
 * What goes on for ever after a last year, at the end of that year: flow x (1 + g) / (r - g).
 * @returns fixed-point won; `valuation_growth_not_below_rate` where g is not below r
 * @source Gordon (1962), the constant growth model
 */
export function perpetuity(flow: Fixed, rate: Fixed, growth: Fixed): Result<Fixed, MethodCode> {
  if (growth >= rate)
    return refuse(
      refusal('valuation_growth_not_below_rate', 'growth_after', { value: fixedText(growth), limit: fixedText(rate) }),
    )
  return ok(over(times(flow, ONE + growth), rate - growth))
}

/**
 * value = sum((with - without) x DF) + what goes on after the last stretch.
 * @returns whole won, half to even; refused for a discount rate that is not above 0, or growth that is not below it
 * @source International Valuation Standards 210, premium profit (with-and-without) method
 */
export function withAndWithout(given: WithAndWithout): Result<RangedValue, MethodCode> {
  const gained = given.withIt.map((flow, index) => flow - (given.withoutIt[index] as Fixed))
  const { growthAfter } = given
  const inputs = {
    discount_rate: given.discountRate,
    ...(growthAfter === undefined ? {} : { growth_after: growthAfter }),
  }
  return rangedValue(inputs, (point: Point) => {
    const rate = point['discount_rate'] as Fixed
    const refused = refusedRate(rate, 'discount_rate')
    if (refused !== undefined) return refused
    const factors = discountFactors(rate, given.timing.preparationMonths, given.timing.stretches)
    const growth = point['growth_after']
    if (growth === undefined) return ok(presentValue(gained, factors, ONE))
    const after = perpetuity(gained.at(-1) as Fixed, rate, growth)
    if (!after.ok) return after
    return ok(presentValue([...gained, after.value], [...factors, factors.at(-1) as Fixed], ONE))
  })
}
