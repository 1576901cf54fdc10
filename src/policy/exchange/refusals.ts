/** What is refused of a file in which an edition comes or leaves, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  exchange_kind_unknown: 'invalid',
  exchange_too_large: 'invalid',
  exchange_unreadable: 'invalid',
  exchange_active: 'invalid',
  exchange_part_unknown: 'invalid',
  exchange_form: 'invalid',
  exchange_table_missing: 'missing',
  exchange_table_repeated: 'invalid',
  exchange_rows: 'invalid',
  exchange_formula: 'invalid',
  exchange_merged: 'invalid',
  exchange_hidden: 'invalid',
  exchange_number_cell: 'invalid',
  exchange_cell: 'invalid',
  exchange_cell_long: 'invalid',
  exchange_column: 'invalid',
  exchange_row_of_none: 'invalid',
  exchange_provenance_differs: 'conflict',
  exchange_feel: 'invalid',
  exchange_fact_unknown: 'missing',
  exchange_hit_policy: 'invalid',
  exchange_would_be_lost: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type ExchangeCode = keyof typeof refusals
