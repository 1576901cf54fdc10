/** Several methods, one value: one leads and says why, the others check it. Nothing is averaged. */
import { type Fixed, fixedText, ONE, over } from '../../kernel/fixed.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { MethodCode } from './refusals.ts'

export const VALUE_METHODS = [
  'income',
  'royalty_relief',
  'excess_earnings',
  'with_and_without',
  'market',
  'cost',
  'real_option',
] as const
export type ValueMethod = (typeof VALUE_METHODS)[number]

export const LEADING_GROUNDS = [
  'only_method',
  'observable_prices',
  'cash_flows_supported',
  'early_stage',
  'later_decisions',
  'reproducible',
] as const
/** Why a method leads, as a code; the sentence is made at the edge. */
export type LeadingGround = (typeof LEADING_GROUNDS)[number]

/** One method's value in whole won, and why it may differ from the leading one. */
export type Candidate = {
  readonly method: ValueMethod
  readonly low: bigint
  readonly mid: bigint
  readonly high: bigint
  readonly differs_because?: string | undefined
}

export type Check = {
  readonly method: ValueMethod
  readonly mid: string
  /** Its middle over the leading one's. */
  readonly ratio: string
  readonly within_range: boolean
  readonly within_tolerance: boolean
  readonly differs_because: string | null
}

export type Reconciled = {
  readonly leading: ValueMethod
  readonly ground: LeadingGround
  readonly low: string
  readonly mid: string
  readonly high: string
  readonly checks: readonly Check[]
}

/**
 * Takes the leading method's range and holds every other method against it.
 * @param tolerance greatest difference from the leading middle, as a share of it, that needs no reason
 * @returns `valuation_leading_missing` where the leading method gave no value above 0, `valuation_method_twice`,
 *   `valuation_only_method_untrue` where others stand beside it, and `valuation_difference_unexplained` for each method
 *   beyond the tolerance without a reason
 * @source TES (the most suitable method leads, several are recommended, no mechanical averaging)
 */
export function reconciled(
  candidates: readonly Candidate[],
  leading: ValueMethod,
  ground: LeadingGround,
  tolerance: Fixed,
): Result<Reconciled, MethodCode> {
  const methods = candidates.map(one => one.method)
  const twice = methods.findIndex((method, place) => methods.indexOf(method) !== place)
  if (twice >= 0)
    return refuse(refusal('valuation_method_twice', `candidates.${twice}.method`, { value: methods[twice] as string }))
  const first = candidates.find(one => one.method === leading)
  if (first === undefined || first.mid <= 0n)
    return refuse(refusal('valuation_leading_missing', 'leading', { value: leading }))
  if (ground === 'only_method' && candidates.length > 1)
    return refuse(refusal('valuation_only_method_untrue', 'ground', { value: String(candidates.length), limit: '1' }))
  const checks = candidates
    .filter(one => one !== first)
    .map(one => {
      const ratio = over(one.mid * ONE, first.mid * ONE)
      const difference = ratio > ONE ? ratio - ONE : ONE - ratio
      return {
        method: one.method,
        mid: String(one.mid),
        ratio: fixedText(ratio),
        within_range: one.mid >= first.low && one.mid <= first.high,
        within_tolerance: difference <= tolerance,
        differs_because: one.differs_because ?? null,
      }
    })
  const unexplained = checks.filter(one => !one.within_tolerance && one.differs_because === null)
  if (unexplained.length > 0)
    return refuse(
      ...unexplained.map(one =>
        refusal('valuation_difference_unexplained' as const, `candidates.${methods.indexOf(one.method)}`, {
          value: one.ratio,
          limit: fixedText(tolerance),
          method: one.method,
        }),
      ),
    )
  const { low, mid, high } = first
  return ok({ leading, ground, low: String(low), mid: String(mid), high: String(high), checks })
}
