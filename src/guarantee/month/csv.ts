/** Comma-separated values by RFC 4180: read strictly, cell by cell, and written so that reading gives back the same. */
import { type Refusal, refusal } from '../../kernel/result.ts'
import { BOUNDS, type TableCode, type Take } from './table.ts'

const [QUOTE, COMMA, LF, CR] = [0x22, 0x2c, 0x0a, 0x0d]

const at = (row: number, column: number): string => `row ${row}, column ${column}`

/**
 * Reads every row, and gives each with its number, the first being 1; stops at the first thing that is no such table.
 * Rows end with LF or CRLF. A cell that begins with a quote ends with one, and a quote within it is doubled.
 * Errors: `table_quote_open`, `table_quote_stray`, `table_columns`, `table_cell_long`, `table_rows`.
 */
export function readCsv(text: string, take: Take): Refusal<TableCode> | undefined {
  let place = 0
  let from = 0
  while (from < text.length) {
    place += 1
    if (place > BOUNDS.rowsMax)
      return refusal('table_rows', at(place, 1), { value: `more than ${BOUNDS.rowsMax}`, limit: `${BOUNDS.rowsMax}` })
    const cells: string[] = []
    for (let isRowOver = false; !isRowOver; ) {
      if (cells.length === BOUNDS.columnsMax)
        return refusal('table_columns', at(place, cells.length + 1), { limit: `at most ${BOUNDS.columnsMax}` })
      const found = text.charCodeAt(from) === QUOTE ? quoted(text, from + 1) : plain(text, from)
      if ('wrong' in found) return refusal(found.wrong, at(place, cells.length + 1), { limit: 'RFC 4180' })
      if (found.cell.length > BOUNDS.cellMax)
        return refusal('table_cell_long', at(place, cells.length + 1), {
          value: `${found.cell.length} characters`,
          limit: `${BOUNDS.cellMax}`,
        })
      cells.push(found.cell)
      const unit = text.charCodeAt(found.to)
      isRowOver = unit !== COMMA
      from = found.to + (unit === CR ? 2 : 1)
    }
    take(place, cells)
  }
  return undefined
}

type Found =
  | { readonly cell: string; readonly to: number }
  | { readonly wrong: 'table_quote_open' | 'table_quote_stray' }

const isEnd = (text: string, place: number): boolean => {
  const unit = text.charCodeAt(place)
  return (
    place >= text.length ||
    unit === COMMA ||
    unit === LF ||
    (unit === CR && text.charCodeAt(place + 1) === LF) ||
    (unit === CR && place + 1 === text.length)
  )
}

function plain(text: string, from: number): Found {
  let to = from
  while (!isEnd(text, to)) {
    if (text.charCodeAt(to) === QUOTE) return { wrong: 'table_quote_stray' }
    to += 1
  }
  return { cell: text.slice(from, to), to }
}

function quoted(text: string, from: number): Found {
  let [cell, start] = ['', from]
  for (;;) {
    const quote = text.indexOf('"', start)
    if (quote < 0) return { wrong: 'table_quote_open' }
    cell += text.slice(start, quote)
    if (text.charCodeAt(quote + 1) !== QUOTE)
      return isEnd(text, quote + 1) ? { cell, to: quote + 1 } : { wrong: 'table_quote_stray' }
    cell += '"'
    start = quote + 2
  }
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
