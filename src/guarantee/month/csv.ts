/** Comma-separated values by RFC 4180: a bank's file read strictly, and written so that reading gives back the same. */
import { type CsvFault, readCsv as readRows } from '../../kernel/csv.ts'
import { type Refusal, refusal } from '../../kernel/result.ts'
import { BOUNDS, type TableCode, type Take } from './table.ts'

function refused({ reason, row, column, characters }: CsvFault): Refusal<TableCode> {
  const at = `row ${row}, column ${column}`
  switch (reason) {
    case 'rows':
      return refusal('table_rows', at, { value: `more than ${BOUNDS.rowsMax}`, limit: `${BOUNDS.rowsMax}` })
    case 'columns':
      return refusal('table_columns', at, { limit: `at most ${BOUNDS.columnsMax}` })
    case 'cell_long':
      return refusal('table_cell_long', at, { value: `${characters} characters`, limit: `${BOUNDS.cellMax}` })
    case 'quote_open':
      return refusal('table_quote_open', at, { limit: 'RFC 4180' })
    case 'quote_stray':
      return refusal('table_quote_stray', at, { limit: 'RFC 4180' })
    default:
      return reason satisfies never
  }
}

/**
 * Reads every row, and gives each with its number, the first being 1; stops at the first thing that is no such table.
 * Errors: `table_quote_open`, `table_quote_stray`, `table_columns`, `table_cell_long`, `table_rows`.
 */
export function readCsv(text: string, take: Take): Refusal<TableCode> | undefined {
  const fault = readRows(text, BOUNDS, take)
  return fault === undefined ? undefined : refused(fault)
}

/** What a spreadsheet would take for a formula. */
export const isFormula = (cell: string): boolean => /^[=+\-@\t\r]/.test(cell)

const written = (cell: string): string =>
  cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** One row with its end. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(written).join(',')}\r\n`

/** A row no cell of which a spreadsheet would calculate: what looks like a formula stands behind an apostrophe. */
export const safeCsvRow = (cells: readonly string[]): string =>
  csvRow(cells.map(cell => (isFormula(cell) ? `'${cell}` : cell)))
