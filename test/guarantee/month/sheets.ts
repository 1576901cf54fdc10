// Sheets as a bank would send them, in each format, for the tests of the month.
import { zipSync } from 'fflate'
import { csvRow } from '../../../src/guarantee/month/csv.ts'
import type { MonthRead } from '../../../src/guarantee/month/reading.ts'
import { readMonth } from '../../../src/guarantee/month/reading.ts'
import type { RowContext } from '../../../src/guarantee/month/row.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import type { Result } from '../../../src/kernel/result.ts'
import { inflated } from '../../../src/platform/inflate.ts'

export const CONTEXT: RowContext = { month: '2026-09', day: calendarDate('2026-10-10') }

export const HEADING = [
  'guarantee',
  'loan',
  'month',
  'outstanding',
  'drawn',
  'repaid',
  'rate',
  'arrears_since',
  'state',
  'fee_paid',
  'fee_paid_on',
] as const
type Name = (typeof HEADING)[number]
export type Row = Readonly<Record<Name, string>>

export const ROW: Row = {
  guarantee: 'TG-2026-0000001',
  loan: 'L-100-1',
  month: '2026-09',
  outstanding: '900000000',
  drawn: '0',
  repaid: '100000000',
  rate: '0.0475',
  arrears_since: '',
  state: 'performing',
  fee_paid: '',
  fee_paid_on: '',
}
export const numbered = (serial: number): string => `TG-2026-${String(serial).padStart(7, '0')}`

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const csvOf = (rows: readonly Row[], heading: readonly string[] = HEADING): Uint8Array =>
  bytesOf([csvRow(heading), ...rows.map(row => csvRow(HEADING.map(name => row[name])))].join(''))
export const read = (bytes: Uint8Array | string): Result<MonthRead> =>
  readMonth(typeof bytes === 'string' ? bytesOf(bytes) : bytes, inflated, CONTEXT)

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const letters = (column: number): string => String.fromCharCode(65 + column)

/** A cell as XML: text shared or inline, a number, or anything written out. */
export type SheetCell = string | { readonly number: string } | { readonly raw: string }

/** The files of a workbook of one sheet. */
export function workbookFiles(rows: readonly (readonly SheetCell[])[]): Record<string, Uint8Array> {
  const shared: string[] = []
  const cellOf = (cell: SheetCell, at: string): string => {
    if (typeof cell !== 'string')
      return 'number' in cell ? `<c r="${at}"><v>${cell.number}</v></c>` : cell.raw.replaceAll('@', at)
    if (cell === '') return ''
    shared.push(cell)
    return `<c r="${at}" t="s"><v>${shared.length - 1}</v></c>`
  }
  const lines = rows.map(
    (cells, row) =>
      `<row r="${row + 1}">${cells.map((cell, column) => cellOf(cell, `${letters(column)}${row + 1}`)).join('')}</row>`,
  )
  const texts = shared.map(text => `<si><t>${escaped(text)}</t></si>`).join('')
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
  return {
    '[Content_Types].xml': bytesOf(`${head}<Types/>`),
    'xl/workbook.xml': bytesOf(
      `${head}<workbook xmlns="${MAIN}"><sheets><sheet name="Sheet1" sheetId="1"/></sheets></workbook>`,
    ),
    'xl/sharedStrings.xml': bytesOf(`${head}<sst xmlns="${MAIN}">${texts}</sst>`),
    'xl/worksheets/sheet1.xml': bytesOf(
      `${head}<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
    ),
  }
}
/** The same rows are the same bytes, whenever they are packed. */
export const workbookOf = (rows: readonly (readonly SheetCell[])[]): Uint8Array =>
  zipSync(workbookFiles(rows), { mtime: '2026-10-10T00:00:00' })
export const xlsxOf = (rows: readonly Row[]): Uint8Array =>
  workbookOf([[...HEADING], ...rows.map(row => HEADING.map(name => row[name]))])

/** The codes a file is refused by, or those of its problems with their places. */
export function outcome(bytes: Uint8Array | string): readonly string[] {
  const found = read(bytes)
  return found.ok
    ? found.value.problems.map(one => `${one.row}.${one.column} ${one.code}`)
    : found.refusals.map(one => `${one.at} ${one.code}`.trim())
}
