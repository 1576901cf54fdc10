/** What a method worked out by itself may be refused for, the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'
import type { ValuationCode } from '../refusals.ts'

export const refusals = {
  valuation_method_twice: 'invalid',
  valuation_leading_missing: 'missing',
  valuation_only_method_untrue: 'conflict',
  valuation_difference_unexplained: 'missing',
  valuation_growth_not_below_rate: 'invalid',
  valuation_index_not_positive: 'invalid',
  valuation_currency_rate_missing: 'missing',
  valuation_comparables_too_few: 'unavailable',
  valuation_lattice_too_coarse: 'invalid',
  valuation_gates_unordered: 'invalid',
} as const satisfies Record<string, RefusalKind>

export type MethodCode =
  | keyof typeof refusals
  | Extract<ValuationCode, 'valuation_discount_rate_not_positive' | 'valuation_no_life_left'>
