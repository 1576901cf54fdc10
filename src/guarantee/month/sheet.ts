/**
 * A file made a sheet: format and encoding found, headings known, and each row as texts by column, with what is wrong
 * in single cells. Nothing here knows what a row means.
 */
import type { Inflate } from '../../application/papers/content.ts'
import { type CalendarDate, dayOfNumber } from '../../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { isFormula, readCsv } from './csv.ts'
import { readJsonRows } from './json-rows.ts'
import type { CellCode, Problem } from './problems.ts'
import type { Column, Holds } from './schema.ts'
import { type Cell, shownOf, type TableCode } from './table.ts'
import { readWorkbook } from './workbook.ts'

export const FORMATS = ['csv', 'json', 'xlsx'] as const
export type Format = (typeof FORMATS)[number]
export const ENCODINGS = ['utf-8', 'euc-kr'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** What a file was found to be. */
export type Found = { readonly format: Format; readonly encoding: Encoding; readonly rows: number }

/** Takes one row: its number in the file, its texts by column key, and what is wrong with its cells. */
export type TakeRow = (place: number, texts: Readonly<Record<string, string>>, problems: readonly Problem[]) => void

const no = (...refusals: readonly Refusal<TableCode>[]): { ok: false; refusals: readonly Refusal<TableCode>[] } => ({
  ok: false,
  refusals,
})

/** Text in UTF-8, with or without its mark, else in the Korean code page 949 that old programs write. */
function textOf(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } | undefined {
  for (const encoding of ENCODINGS)
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
    } catch {}
  return undefined
}

/** Days from 1970-01-01 back to the day a workbook counts from, the leap day of 1900 that never was included. */
const WORKBOOK_EPOCH = 25_569
/** Before it the count of workbooks is off by that day; no guarantee is that old. */
const SERIAL_MIN = 61
const SERIAL_MAX = 2_958_465
/** More digits than a workbook keeps. */
const DIGITS_MAX = 15

const dayOfSerial = (text: string): CalendarDate | undefined => {
  const serial = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0
  return serial < SERIAL_MIN || serial > SERIAL_MAX ? undefined : dayOfNumber(serial - WORKBOOK_EPOCH)
}

/**
 * A number of a workbook as the text the column expects. A workbook keeps binary fractions of 15 digits, so 0.045 may
 * stand as 4.4999999999999998E-2: the shortest decimal that is the same number is what was typed.
 */
function textOfNumber(number: string, holds: Holds): string | CellCode {
  if (!/^-?[0-9]{1,18}(?:\.[0-9]{1,20})?(?:E[+-]?[0-9]{1,3})?$/i.test(number)) return 'row_cell_odd'
  const shortest = String(Number(number))
  if (holds === 'day' || holds === 'month') {
    const day = dayOfSerial(shortest)
    if (day === undefined) return 'row_cell_odd'
    return holds === 'day' ? day : day.endsWith('-01') ? day.slice(0, 7) : 'row_cell_odd'
  }
  if (shortest.includes('e')) return 'row_cell_odd'
  return shortest.replace(/[-.]/g, '').replace(/^0+/, '').length > DIGITS_MAX ? 'row_number_long' : shortest
}

/** The text of a cell, or what is wrong with it. */
function read(
  cell: Cell,
  holds: Holds,
): { readonly text: string } | { readonly code: CellCode; readonly value: string } {
  if (typeof cell === 'string')
    return isFormula(cell) ? { code: 'row_formula', value: shownOf(cell) } : { text: cell.trim() }
  if ('formula' in cell) return { code: 'row_formula', value: shownOf(cell.formula) }
  if ('odd' in cell) return { code: 'row_cell_odd', value: shownOf(cell.odd) }
  const text = textOfNumber(cell.number, holds)
  return text === 'row_cell_odd' || text === 'row_number_long' ? { code: text, value: shownOf(cell.number) } : { text }
}

/** Headings by every name a column has; letters' case and blanks at the ends do not matter. */
const namesOf = (columns: readonly Column[]): ReadonlyMap<string, Column> =>
  new Map(
    columns.flatMap(one => [...new Set([one.key, ...Object.values(one.names)])].map(name => [name, one] as const)),
  )

type Heading = Result<readonly Column[], TableCode>

/** The columns a row of headings stands for: every one that is unknown, repeated or missing is named. */
function headingOf(names: readonly string[], columns: readonly Column[]): Heading {
  const known = namesOf(columns)
  const refusals: Refusal<TableCode>[] = []
  const found: Column[] = []
  for (const [place, name] of names.entries()) {
    const column = known.get(name.trim().toLowerCase())
    const at = `column ${place + 1}`
    if (column === undefined)
      refusals.push(
        refusal('table_column_unknown', at, { value: shownOf(name), limit: columns.map(one => one.key).join(', ') }),
      )
    else if (found.includes(column)) refusals.push(refusal('table_column_repeated', at, { value: shownOf(name) }))
    else found.push(column)
  }
  for (const column of columns)
    if (column.isDue && !found.includes(column))
      refusals.push(refusal('table_column_missing', column.key, { limit: Object.values(column.names).join(', ') }))
  return refusals.length === 0 ? ok(found) : no(...refusals)
}

/** One row by its columns. */
function rowOf(cells: readonly Cell[], columns: readonly Column[], place: number, take: TakeRow): void {
  const texts: Record<string, string> = {}
  const problems: Problem[] = []
  for (const [at, { key, holds }] of columns.entries()) {
    const cell = read(cells[at] ?? '', holds)
    if ('code' in cell) problems.push({ row: place, column: key, code: cell.code, value: cell.value, limit: '' })
    texts[key] = 'text' in cell ? cell.text : ''
  }
  if (cells.length > columns.length && cells.slice(columns.length).some(cell => cell !== ''))
    problems.push({
      row: place,
      column: '',
      code: 'row_cells',
      value: String(cells.length),
      limit: String(columns.length),
    })
  take(place, texts, problems)
}

/** What the names of a JSON object come to: the columns they stand for, or what is wrong with each. */
type Shape =
  | { readonly columns: readonly Column[]; readonly names: readonly string[] }
  | { readonly wrong: readonly Omit<Problem, 'row'>[] }

function shapeOf(names: readonly string[], columns: readonly Column[]): Shape {
  const heading = headingOf(names, columns)
  if (heading.ok) return { columns: heading.value, names }
  return {
    wrong: heading.refusals.map(one => ({
      column: one.params['value'] ?? one.at,
      code: 'row_names',
      value: one.code,
      limit: one.params['limit'] ?? '',
    })),
  }
}

const isBlank = (cells: Iterable<Cell>): boolean =>
  [...cells].every(cell => typeof cell === 'string' && cell.trim() === '')

/**
 * Reads a file as a sheet. Rows that are blank throughout are passed over, as spreadsheets leave them; every other row
 * is given once.
 * Errors: those of the formats, `table_encoding`, `table_format`, `table_empty`, `table_column_unknown`,
 * `table_column_repeated`, `table_column_missing`.
 */
export function readSheet(
  bytes: Uint8Array,
  inflate: Inflate,
  columns: readonly Column[],
  take: TakeRow,
): Result<Found, TableCode> {
  let rows = 0
  let heading: Heading | undefined
  const line = (place: number, cells: readonly Cell[]): void => {
    if (isBlank(cells)) return
    if (heading === undefined) {
      // Blank cells behind the headings are what a spreadsheet leaves where something was deleted.
      const names = cells.map(cell => (typeof cell === 'string' ? cell : 'number' in cell ? cell.number : '?'))
      while (names.at(-1)?.trim() === '') names.pop()
      heading = headingOf(names, columns)
    } else if (heading.ok) {
      rows += 1
      rowOf(cells, heading.value, place, take)
    }
  }
  const ended = (
    broken: Refusal<TableCode> | undefined,
    format: Format,
    encoding: Encoding,
  ): Result<Found, TableCode> => {
    if (heading !== undefined && !heading.ok) return heading
    if (broken !== undefined) return no(broken)
    if (rows === 0) return no(refusal('table_empty', '', { limit: 'headings and at least one row' }))
    return ok({ format, encoding, rows })
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return ended(readWorkbook(bytes, inflate, line), 'xlsx', 'utf-8')
  const decoded = textOf(bytes)
  if (decoded === undefined) return no(refusal('table_encoding', '', { limit: 'UTF-8, or code page 949' }))
  const { text, encoding } = decoded
  const start = text.trimStart()
  if (!start.startsWith('{') && !start.startsWith('[')) {
    if (text.slice(0, 4096).includes('\u0000')) return no(refusal('table_format', '', { limit: 'CSV, JSON or XLSX' }))
    return ended(readCsv(text, line), 'csv', encoding)
  }
  const shapes = new Map<string, Shape>()
  const broken = readJsonRows(text, (place, cells) => {
    const names = [...cells.keys()]
    const key = names.join('\n')
    const shape = shapes.get(key) ?? shapeOf(names, columns)
    shapes.set(key, shape)
    rows += 1
    if ('wrong' in shape)
      take(
        place,
        {},
        shape.wrong.map(one => ({ row: place, ...one })),
      )
    else
      rowOf(
        shape.names.map(name => cells.get(name) ?? ''),
        shape.columns,
        place,
        take,
      )
  })
  return ended(broken, 'json', encoding)
}
