/** What is wrong with a row, and where: always listed whole, so that a bank corrects everything at once. */

/** What a single cell or row of a file may be wrong in, before anything is known about what it means. */
export const CELL_CODES = ['row_cells', 'row_names', 'row_formula', 'row_cell_odd', 'row_number_long'] as const
export type CellCode = (typeof CELL_CODES)[number]

/** What a row of the month may be wrong in by itself. */
export const ROW_CODES = [
  'row_guarantee',
  'row_loan',
  'row_month',
  'row_amount',
  'row_rate',
  'row_day',
  'row_state',
  'row_trigger',
  'row_reference',
  'row_month_other',
  'row_day_after_month',
  'row_day_to_come',
  'row_arrears_day_missing',
  'row_arrears_day_unexpected',
  'row_closed_outstanding',
  'row_fee_incomplete',
  'row_fee_day_other_month',
  'row_repeated',
] as const
export type RowCode = (typeof ROW_CODES)[number]

/** What only the agency's own books and earlier months can tell. */
export const KNOWN_CODES = ['row_guarantee_unknown', 'row_guarantee_not_begun', 'row_sum'] as const
export type KnownCode = (typeof KNOWN_CODES)[number]

export type ProblemCode = CellCode | RowCode | KnownCode

/** One problem: the row by its number in the file, the column by its key ('' for the row), what came, what is due. */
export type Problem = {
  readonly row: number
  readonly column: string
  readonly code: ProblemCode
  readonly value: string
  readonly limit: string
}
