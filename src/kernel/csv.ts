/**
 * Comma-separated values by RFC 4180, read strictly, cell by cell, within bounds that are handed in. What a cell means
 * is for who reads it.
 */
const [QUOTE, COMMA, LF, CR] = [0x22, 0x2c, 0x0a, 0x0d]

export type CsvBounds = { readonly rowsMax: number; readonly columnsMax: number; readonly cellMax: number }

/** Why a text is no such table, and where. */
export type CsvFault = {
  readonly reason: 'rows' | 'columns' | 'cell_long' | 'quote_open' | 'quote_stray'
  readonly row: number
  readonly column: number
  /** Of a cell that is too long. */
  readonly characters?: number
}

/**
 * Reads every row, and gives each with its number, the first being 1; stops at the first thing that is no such table.
 * Rows end with LF or CRLF. A cell that begins with a quote ends with one, and a quote within it is doubled.
 */
export function readCsv(
  text: string,
  bounds: CsvBounds,
  take: (row: number, cells: readonly string[]) => void,
): CsvFault | undefined {
  let row = 0
  let from = 0
  while (from < text.length) {
    row += 1
    if (row > bounds.rowsMax) return { reason: 'rows', row, column: 1 }
    const cells: string[] = []
    for (let isRowOver = false; !isRowOver; ) {
      const column = cells.length + 1
      if (cells.length === bounds.columnsMax) return { reason: 'columns', row, column }
      const found = text.charCodeAt(from) === QUOTE ? quoted(text, from + 1) : plain(text, from)
      if ('wrong' in found) return { reason: found.wrong, row, column }
      if (found.cell.length > bounds.cellMax) return { reason: 'cell_long', row, column, characters: found.cell.length }
      cells.push(found.cell)
      const unit = text.charCodeAt(found.to)
      isRowOver = unit !== COMMA
      from = found.to + (unit === CR ? 2 : 1)
    }
    take(row, cells)
  }
  return undefined
}

type Found = { readonly cell: string; readonly to: number } | { readonly wrong: 'quote_open' | 'quote_stray' }

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
    if (text.charCodeAt(to) === QUOTE) return { wrong: 'quote_stray' }
    to += 1
  }
  return { cell: text.slice(from, to), to }
}

function quoted(text: string, from: number): Found {
  let [cell, start] = ['', from]
  for (;;) {
    const quote = text.indexOf('"', start)
    if (quote < 0) return { wrong: 'quote_open' }
    cell += text.slice(start, quote)
    if (text.charCodeAt(quote + 1) !== QUOTE)
      return isEnd(text, quote + 1) ? { cell, to: quote + 1 } : { wrong: 'quote_stray' }
    cell += '"'
    start = quote + 2
  }
}
