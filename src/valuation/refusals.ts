/** What a valuation may be refused for, the most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  valuation_method_input_missing: 'missing',
  valuation_publication_unknown: 'invalid',
  valuation_listed_row_missing: 'unavailable',
  valuation_industry_row_missing: 'unavailable',
  valuation_citation_life_missing: 'missing',
  valuation_quartiles_unordered: 'invalid',
  valuation_item_missing: 'missing',
  valuation_ratio_missing: 'missing',
  valuation_registered_after_day: 'invalid',
  valuation_right_lapsed: 'conflict',
  valuation_no_life_left: 'conflict',
  valuation_sales_too_short: 'missing',
  valuation_discount_rate_not_positive: 'invalid',
  valuation_technology_factor_missing: 'unavailable',
  valuation_royalty_rate_missing: 'unavailable',
} as const satisfies Record<string, RefusalKind>

export type ValuationCode = keyof typeof refusals
