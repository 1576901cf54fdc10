/**
 * Tables of an edition as a grid of texts, as somebody edits them cell by cell: headings in three languages, every cell
 * as a sheet would have it. Read back, each cell keeps its place among tables, rows and columns.
 */
import { ok, type Refusal, type Result } from '../../kernel/result.ts'
import { LANGUAGES, type Language, type Words } from '../../kernel/words.ts'
import { labelOf, labelOfPath } from '../comparing/labels.ts'
import { cellOfText, textOfCell } from './cell-text.ts'
import {
  type Cell,
  type Column,
  columnOf,
  type DecisionTable,
  type HitPolicy,
  headingOf,
  pathOf,
  type Role,
  type Shape,
} from './decision-table.ts'
import type { PlaceOf } from './edition.ts'
import type { ExchangeCode } from './refusals.ts'

/** A table as it is handed in: headings by key, rows of texts as long as they are. */
export type GivenTable = {
  readonly parent: string
  readonly key: string
  readonly shape: Shape
  readonly hit_policy: HitPolicy
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}
export type GridColumn = { readonly heading: string; readonly role: Role; readonly label: Words }
export type GridTable = Omit<GivenTable, 'headings'> & {
  readonly title: Words
  readonly columns: readonly GridColumn[]
}
/** Names of facts by `fact.<name>`, from the words of the rule book. */
export type NamesOf = (key: string) => Words | undefined

const inEach = (make: (language: Language) => string): Words =>
  Object.fromEntries(LANGUAGES.map(language => [language, make(language)])) as Record<Language, string>

function labelIn({ key, role, fact = '' }: Column, names: NamesOf, language: Language): string {
  if (role === 'input') return names(`fact.${fact}`)?.[language] ?? labelOf(fact, language)
  const label = key
    .split('.')
    .map(step => labelOf(step, language))
    .join(', ')
  return label.charAt(0).toUpperCase() + label.slice(1)
}

/** What a table is called: by its path, else by what it holds. */
const titleOf = (table: DecisionTable): string => pathOf(table) || (table.shape === 'plain' ? 'edition' : 'parameters')

/** The tables of an edition as a grid shows them. */
export const gridOf = (tables: readonly DecisionTable[], names: NamesOf): readonly GridTable[] =>
  tables.map(table => ({
    parent: table.parent,
    key: table.key,
    shape: table.shape,
    hit_policy: table.hitPolicy,
    title: inEach(language => labelOfPath(titleOf(table), language)),
    columns: table.columns.map(column => ({
      heading: headingOf(column),
      role: column.role,
      label: inEach(language => labelIn(column, names, language)),
    })),
    rows: table.rows.map(row => table.columns.map((column, at) => textOfCell(row[at], column))),
  }))

/** A place of a grid: the table, and where it is of one, the row and the column. */
export type GridPlace = { readonly table: number; readonly row: number | null; readonly column: number | null }

/** A place as the text refusals carry. */
export const placeOfGrid: PlaceOf = (table, row, column) =>
  [table, row, column].filter(at => at !== undefined).join('/')

/** The place a text begins with; undefined where it is none. */
export function gridPlace(text: string): GridPlace | undefined {
  const [, table, row, column] = /^(\d+)(?:\/(\d+))?(?:\/(\d+))?(?:[,( ]|$)/.exec(text) ?? []
  if (table === undefined) return undefined
  const number = (part: string | undefined): number | null => (part === undefined ? null : Number(part))
  return { table: Number(table), row: number(row), column: number(column) }
}

/** Tables as they were handed in. Errors: `exchange_column`, `exchange_cell`, `exchange_formula`, each at its cell. */
export function tablesOfGrid(given: readonly GivenTable[]): Result<readonly DecisionTable[], ExchangeCode> {
  const found: Refusal<ExchangeCode>[] = []
  const tables = given.map(({ parent, key, shape, hit_policy: hitPolicy, headings, rows }, table): DecisionTable => {
    const columns = headings.map((heading, at): Column => {
      const column = columnOf(heading)
      if (column !== undefined && headings.indexOf(heading) === at) return column
      const params = { value: heading, limit: 'a known heading, once' }
      found.push({ code: 'exchange_column', at: placeOfGrid(table), params })
      return { key: '', role: 'output' }
    })
    const cellsOf = (row: readonly string[], at: number): readonly Cell[] =>
      columns.map((column, place) => {
        const read = cellOfText(row[place] ?? '', column)
        if (read.ok) return read.value
        found.push(...read.refusals.map(one => ({ ...one, at: placeOfGrid(table, at, place) })))
        return undefined
      })
    return { parent, key, shape, hitPolicy, columns, rows: rows.map(cellsOf) }
  })
  return found.length > 0 ? { ok: false, refusals: found } : ok(tables)
}
