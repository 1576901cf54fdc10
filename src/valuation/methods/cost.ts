/** The cost approach: what it would cost today to make the technology again, less what it has lost since. */
import { type Fixed, fixedOfInteger, fixedText, ONE, over, times } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { wonHalfEven } from '../present-value.ts'
import { type Point, type Ranged, type RangedValue, rangedValue } from './ranges.ts'
import type { MethodCode } from './refusals.ts'

export const COST_KINDS = ['labour', 'equipment', 'other', 'overhead'] as const
export type CostKind = (typeof COST_KINDS)[number]

/** Money spent, and the price index of then and of the day of valuation. */
export type CostItem = {
  readonly kind: CostKind
  readonly amount: Fixed
  readonly indexThen: Fixed
  readonly indexNow: Fixed
}

export type Cost = {
  readonly items: readonly CostItem[]
  /** Median return on total capital of the industry, as a share of the reproduction cost. */
  readonly industryReturn: Ranged
  /** Months since the technology was completed, and months of its whole economic life. */
  readonly elapsedMonths: number
  readonly lifeMonths: Ranged
  /** What was lost besides age, such as a better process that has come since; a share of 0 to 1. */
  readonly otherObsolescence: Ranged
}

/** @returns fixed-point won in prices of the day: amount x index now / index then; 18 decimals, half to even */
export const restated = (item: CostItem): Fixed => over(times(item.amount, item.indexNow), item.indexThen)

/**
 * Share of the worth that age has left: 1 - elapsed / life, 0 at the end of the life and after.
 * @param life months, fixed-point, above 0
 */
export function leftByAge(elapsedMonths: number, life: Fixed): Fixed {
  const gone = over(fixedOfInteger(BigInt(elapsedMonths)), life)
  return gone >= ONE ? 0n : ONE - gone
}

export type CostSteps = {
  /** Whole won by kind of cost, in prices of the day. */
  readonly reproduction: Readonly<Record<CostKind, string>>
  readonly compensation: string
  readonly left_by_age: string
}

/**
 * value = reproduction x (1 + industry return) x left by age x (1 - other obsolescence)
 * @returns whole won, half to even, with the middle's steps; `valuation_index_not_positive` for a price index of 0,
 *   `valuation_no_life_left` for a life of 0
 * @source S:COST, patent KR101536536B1 (reproduction cost of labour, equipment, other research and overhead restated to
 *   the day, development compensation by the industry's median return on total capital, obsolescence since completion)
 */
export function costValue(given: Cost): Result<RangedValue & { readonly steps: CostSteps }, MethodCode> {
  const bad = given.items.findIndex(item => item.indexThen <= 0n || item.indexNow <= 0n)
  if (bad >= 0) {
    const item = given.items[bad] as CostItem
    const params = { value: fixedText(item.indexThen <= 0n ? item.indexThen : item.indexNow) }
    return refuse(refusal('valuation_index_not_positive', `items.${bad}`, params))
  }
  if (given.lifeMonths.low <= 0n)
    return refuse(refusal('valuation_no_life_left', 'life_months', { life_months: fixedText(given.lifeMonths.low) }))
  const byKind = (kind: CostKind): Fixed =>
    given.items.reduce((sum, item) => (item.kind === kind ? sum + restated(item) : sum), 0n)
  const reproduction = COST_KINDS.reduce((sum, kind) => sum + byKind(kind), 0n)
  const inputs = {
    industry_return: given.industryReturn,
    life_months: given.lifeMonths,
    other_obsolescence: given.otherObsolescence,
  }
  const found = rangedValue(inputs, (point: Point) => {
    const compensated = reproduction + times(reproduction, point['industry_return'] as Fixed)
    const left = leftByAge(given.elapsedMonths, point['life_months'] as Fixed)
    return ok(wonHalfEven(times(times(compensated, left), ONE - (point['other_obsolescence'] as Fixed))))
  })
  if (!found.ok) return found
  const kinds = COST_KINDS.map(kind => [kind, String(wonHalfEven(byKind(kind)))] as const)
  return ok({
    ...found.value,
    steps: {
      reproduction: Object.fromEntries(kinds) as Record<CostKind, string>,
      compensation: String(wonHalfEven(times(reproduction, given.industryReturn.mid))),
      left_by_age: fixedText(leftByAge(given.elapsedMonths, given.lifeMonths.mid)),
    },
  })
}
