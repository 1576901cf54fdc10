/**
 * Tables as sheets of texts: a title, what the sheet is, headings in words, headings by key, and the rows; and sheets
 * read back as tables, every cell at its place. Every cell is a text, so that no spreadsheet makes a float of a number.
 */
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { labelOf, labelOfPath, unitLabelOf } from '../comparing/labels.ts'
import { cellOfText, textOfCell } from './cell-text.ts'
import {
  type Cell,
  type Column,
  columnOf,
  type DecisionTable,
  type EditionTables,
  HIT_POLICIES,
  headingOf,
  pathOf,
  SHAPES,
} from './decision-table.ts'
import type { PlaceOf } from './edition.ts'
import { notesOf } from './notes.ts'
import type { ExchangeCode } from './refusals.ts'

/** Rows of texts; the first row is row 1. */
export type Sheet = { readonly name: string; readonly rows: readonly (readonly string[])[] }

/** The form of the sheets; one that is laid out otherwise gets another number. */
const FORM = '1'
/** Rows above those of the table: title, what it is, headings in words, headings by key. */
export const HEAD_ROWS = 4
const NAME_MAX = 31
/** Excel's own bound of a cell. */
export const TEXT_MAX = 32_767

const labelOfColumn = (table: DecisionTable, column: Column, at: number, language: Language): string => {
  const label = column.key
    .split('.')
    .map(step => labelOf(step, language))
    .join(', ')
  if (column.role === 'input') return `${label}: ${labelOf(column.fact ?? '', language)}`
  const unit = unitOf(table, column, at)
  return unit === undefined ? label : `${label} (${unitLabelOf(unit, language)})`
}

/** The unit of a column of values, where all its rows share it. */
function unitOf(table: DecisionTable, column: Column, at: number): string | undefined {
  if (!/(?:^|\.)value$/.test(column.key)) return undefined
  const place = table.columns.findIndex(one => one.key === column.key.replace(/value$/, 'unit'))
  const units = new Set(
    table.rows.flatMap(row => {
      const cell = row[place]
      return row[at] === undefined ? [] : [cell?.kind === 'json' ? String(cell.value) : '']
    }),
  )
  const [unit] = units
  return units.size === 1 && unit !== '' ? unit : undefined
}

const identityOf = ({ parent, key, shape }: DecisionTable): string => `${parent}|${key}|${shape}`

/** The name of a sheet: the path of its table, short enough for a workbook, and each once. */
function nameOf(table: DecisionTable, taken: ReadonlySet<string>): string {
  const path = table.shape === 'plain' ? 'edition' : pathOf(table) || table.shape
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : ` ${number}`
    const name = path.slice(-(NAME_MAX - end.length)).replace(/^[^a-z]+/, '') + end
    if (!taken.has(name)) return name
  }
}

/**
 * The sheets of an edition, the notes last. Errors: `exchange_cell_long` where a text is longer than a cell may be.
 */
export function sheetsOf(edition: EditionTables, language: Language): Result<readonly Sheet[], ExchangeCode> {
  const { kind, digest, tables } = edition
  const found: Refusal<ExchangeCode>[] = []
  const names = new Set(['notes'])
  const sheets = tables.map(table => {
    const name = nameOf(table, names)
    names.add(name)
    const path = table.shape === 'plain' ? 'edition' : pathOf(table) || table.shape
    const title = `${labelOfPath(kind, language)}: ${labelOfPath(path, language)}`
    const rows = [
      [title],
      ['table', table.parent, table.key, table.shape, table.hitPolicy],
      table.columns.map((column, at) => labelOfColumn(table, column, at, language)),
      table.columns.map(headingOf),
      ...table.rows.map(row => table.columns.map((column, at) => textOfCell(row[at], column))),
    ]
    for (const [row, cells] of rows.entries())
      for (const [column, text] of cells.entries())
        if (text.length > TEXT_MAX)
          found.push(
            refusal('exchange_cell_long', placeIn(name, row, column), {
              value: `${text.length} characters`,
              limit: `${TEXT_MAX}`,
            }),
          )
    return { name, rows }
  })
  const notes = {
    name: 'notes',
    rows: [
      [labelOfPath(kind, language)],
      ['notes', kind, digest, FORM, tables.map(identityOf).join('; ')],
      [''],
      [''],
      ...notesOf(tables).map(note => [note[language]]),
    ],
  }
  return found.length > 0 ? { ok: false, refusals: found } : ok([...sheets, notes])
}

/** The name of a column from 0: A, B, ... Z, AA. */
export const lettersOf = (column: number): string =>
  column < 26
    ? String.fromCharCode(65 + column)
    : lettersOf((column - (column % 26)) / 26 - 1) + String.fromCharCode(65 + (column % 26))

/** The place of a cell in a workbook, rows and columns from 0. */
export const placeIn = (sheet: string, row: number, column: number): string => `${sheet}!${lettersOf(column)}${row + 1}`

/** What sheets hold: the tables, where their cells stand, and of which edition they were made. */
export type SheetsRead = EditionTables & { readonly placeOf: PlaceOf }

type Read = { readonly table: DecisionTable; readonly sheet: string; readonly rows: readonly number[] }

/**
 * Sheets read as tables.
 * Errors: `exchange_form`, `exchange_table_missing`, `exchange_column`, `exchange_cell`, `exchange_formula`, each at
 * its cell; all of them, not only the first.
 */
export function tablesOfSheets(sheets: readonly Sheet[]): Result<SheetsRead, ExchangeCode> {
  const found: Refusal<ExchangeCode>[] = []
  const read = sheets.flatMap(sheet => {
    if (sheet.rows[1]?.[0] === 'notes') return []
    const table = tableOf(sheet, found)
    return table === undefined ? [] : [table]
  })
  const notes = sheets.filter(sheet => sheet.rows[1]?.[0] === 'notes')
  const [, kind = '', digest = '', form = '', listed = ''] = notes[0]?.rows[1] ?? []
  if (notes.length !== 1 || form !== FORM)
    found.unshift(
      refusal('exchange_form', notes.length === 1 ? 'notes!D2' : 'notes', {
        value: notes.length === 1 ? form : `${notes.length} sheets of notes`,
        limit: `one sheet of notes, form ${FORM}`,
      }),
    )
  else
    for (const identity of listed.split('; '))
      if (!read.some(one => identityOf(one.table) === identity))
        found.push(refusal('exchange_table_missing', 'notes!E2', { value: identity, limit: 'a sheet of its own' }))
  if (found.length > 0) return { ok: false, refusals: found }
  const placeOf: PlaceOf = (at, row, column) => {
    const { sheet = '', rows = [] } = read[at] ?? {}
    return placeIn(sheet, row === undefined ? 1 : (rows[row] ?? 0), column ?? 0)
  }
  return ok({ kind, digest, tables: read.map(one => one.table), placeOf })
}

function tableOf({ name, rows }: Sheet, found: Refusal<ExchangeCode>[]): Read | undefined {
  const [what = '', parent = '', key = '', shape = '', hitPolicy = ''] = rows[1] ?? []
  const isOne = <const One extends string>(list: readonly One[], text: string): text is One =>
    list.some(one => one === text)
  if (what !== 'table' || !isOne(SHAPES, shape) || !isOne(HIT_POLICIES, hitPolicy)) {
    const limit = `table, parent, key, ${SHAPES.join('|')}, ${HIT_POLICIES.join('|')}`
    found.push(refusal('exchange_form', placeIn(name, 1, 0), { value: [what, shape, hitPolicy].join(' '), limit }))
    return undefined
  }
  const headings = rows[3] ?? []
  const columns: Column[] = []
  for (const [at, heading] of headings.entries()) {
    const column = columnOf(heading)
    const isRepeated = headings.indexOf(heading) !== at
    if (column === undefined || isRepeated)
      found.push(refusal('exchange_column', placeIn(name, 3, at), { value: heading, limit: 'a known heading, once' }))
    columns.push(column ?? { key: '', role: 'output' })
  }
  const kept: number[] = []
  const cells = rows.flatMap((row, place) => {
    if (place < HEAD_ROWS || row.every(text => text.trim() === '')) return []
    kept.push(place)
    return [cellsOf(name, row, place, columns, found)]
  })
  return { table: { parent, key, shape, hitPolicy, columns, rows: cells }, sheet: name, rows: kept }
}

function cellsOf(
  sheet: string,
  row: readonly string[],
  place: number,
  columns: readonly Column[],
  found: Refusal<ExchangeCode>[],
): readonly Cell[] {
  for (const [at, text] of row.entries())
    if (at >= columns.length && text.trim() !== '')
      found.push(
        refusal('exchange_column', placeIn(sheet, place, at), { value: text.slice(0, 60), limit: 'a heading' }),
      )
  return columns.map((column, at) => {
    const read = cellOfText(row[at] ?? '', column)
    if (read.ok) return read.value
    found.push(...read.refusals.map(one => ({ ...one, at: placeIn(sheet, place, at) })))
    return undefined
  })
}
