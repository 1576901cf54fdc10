/**
 * A sample of firms or loans with known outcomes, read from CSV text, and its deterministic split into a part to
 * estimate from and a part held out. What the risk score is fitted to and tested on.
 */

/** One row: its cells by column name, and the line as it stood, which the split reads. */
export type Row = { readonly cells: Readonly<Record<string, string>>; readonly line: string }

/** Splits one line of CSV into cells; a quoted cell may hold commas and doubled quotes, no line breaks. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < line.length; i++) {
    const unit = line.charAt(i)
    if (isQuoted) {
      if (unit !== '"') cell += unit
      else if (line.charAt(i + 1) === '"') cell += line.charAt(i++)
      else isQuoted = false
    } else if (unit === '"') isQuoted = true
    else if (unit === ',') {
      cells.push(cell)
      cell = ''
    } else cell += unit
  }
  cells.push(cell)
  return cells
}

/** Rows of CSV text with a header line; a byte order mark and carriage returns are dropped. */
export function rowsOf(text: string): Row[] {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter(line => line !== '')
  const [header, ...body] = lines
  if (header === undefined) return []
  const names = cellsOf(header)
  return body.map(line => {
    const cells = cellsOf(line)
    return { cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])), line }
  })
}

/** FNV-1a over the UTF-16 units of a text: a whole number below 2^32, the same on every machine. */
export function lineHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * How rows are held out: by a column of the file itself, or by the hash of the line, so that a row that stands twice
 * in a file falls on one side only.
 */
export type Split =
  | { readonly by: 'column'; readonly column: string; readonly training: string }
  | { readonly by: 'line_hash'; readonly modulus: number; readonly held_out: number }

/** Whether a row is one the points are estimated from. */
export const isTraining = (row: Row, split: Split): boolean =>
  split.by === 'column'
    ? row.cells[split.column] === split.training
    : lineHash(row.line) % split.modulus !== split.held_out
