/**
 * The tables of a draft while they are edited: cells, rows and a column put in, taken out and moved, each step undone
 * and done again. Pure; what the cells mean and whether they fit is the service's to say.
 */
import type { Given as Asked, Value } from '../../../../clients/typescript/api.ts'

export type Grid = Value<'GET /v1/rules/editions/{kind}/{edition}/grid'>
export type GridTable = Grid['tables'][number]
export type GridColumn = GridTable['columns'][number]
export type Given = NonNullable<Asked<'POST /v1/rules/editions/{kind}/{edition}/grid'>['body']>['tables']

/** The words file of an edition, as much of it as is edited: sentences by their key. */
export type WordsFile = Readonly<Record<string, unknown>>
export type Drafted = { readonly tables: readonly GridTable[]; readonly words: WordsFile }
export type History = { readonly past: readonly Drafted[]; readonly now: Drafted; readonly future: readonly Drafted[] }

/** Steps that are kept: more than anybody takes back by hand. */
const STEPS_MAX = 200

export const begun = (now: Drafted): History => ({ past: [], now, future: [] })
export const stepped = ({ past, now }: History, next: Drafted): History =>
  next === now ? { past, now, future: [] } : { past: [...past, now].slice(-STEPS_MAX), now: next, future: [] }
export function undone({ past, now, future }: History): History {
  const before = past.at(-1)
  return before === undefined
    ? { past, now, future }
    : { past: past.slice(0, -1), now: before, future: [now, ...future] }
}
export function redone({ past, now, future }: History): History {
  const [after, ...more] = future
  return after === undefined ? { past, now, future } : { past: [...past, now], now: after, future: more }
}

const withTable = (drafted: Drafted, at: number, change: (table: GridTable) => GridTable): Drafted => ({
  ...drafted,
  tables: drafted.tables.map((table, place) => (place === at ? change(table) : table)),
})

/** Values by a key share one provenance, which each of their rows repeats. */
const isShared = (table: GridTable, column: number): boolean =>
  (table.shape === 'values' || table.shape === 'grid') &&
  table.columns[column]?.role !== 'of' &&
  table.columns[column]?.role !== 'name' &&
  table.columns[column]?.heading !== 'value'

/** Another text in a cell; what a whole table of values shares is changed in all of its rows. */
export function withCell(drafted: Drafted, at: number, row: number, column: number, text: string): Drafted {
  const table = drafted.tables[at]
  if (table === undefined || table.rows[row]?.[column] === text) return drafted
  const owner = table.columns.findIndex(each => each.role === 'of')
  const isTouched = (other: readonly string[], place: number): boolean =>
    place === row || (isShared(table, column) && (owner < 0 || other[owner] === table.rows[row]?.[owner]))
  return withTable(drafted, at, each => ({
    ...each,
    rows: each.rows.map((cells, place) =>
      isTouched(cells, place) ? cells.map((cell, index) => (index === column ? text : cell)) : cells,
    ),
  }))
}

/** A row behind another, with what that one says: most rows differ from their neighbour in little. */
export const withRowBehind = (drafted: Drafted, at: number, row: number): Drafted =>
  withTable(drafted, at, table => {
    const pattern = table.rows[row] ?? table.columns.map(() => '')
    return { ...table, rows: [...table.rows.slice(0, row + 1), [...pattern], ...table.rows.slice(row + 1)] }
  })

export const withoutRow = (drafted: Drafted, at: number, row: number): Drafted =>
  drafted.tables[at]?.rows[row] === undefined
    ? drafted
    : withTable(drafted, at, table => ({ ...table, rows: table.rows.filter((_, place) => place !== row) }))

/** The row one place up (-1) or down (1); at the ends it stays. */
export function withRowMoved(drafted: Drafted, at: number, row: number, by: -1 | 1): Drafted {
  const table = drafted.tables[at]
  const [one, other] = [table?.rows[row], table?.rows[row + by]]
  if (one === undefined || other === undefined) return drafted
  return withTable(drafted, at, each => ({
    ...each,
    rows: each.rows.map((cells, place) => (place === row ? other : place === row + by ? one : cells)),
  }))
}

/** The key of conditions a table has columns of facts for, but none for a condition over several; else undefined. */
export function conditionMissing(table: GridTable): string | undefined {
  const key = table.columns.find(each => each.role === 'input')?.heading.split(':')[0]
  return key === undefined || table.columns.some(each => each.heading === key) ? undefined : key
}

/** A column for conditions that ask several facts at once, before what the rows give. */
export function withCondition(drafted: Drafted, at: number, label: GridColumn['label']): Drafted {
  const table = drafted.tables[at]
  const key = table === undefined ? undefined : conditionMissing(table)
  if (table === undefined || key === undefined) return drafted
  const place = table.columns.findLastIndex(each => each.role === 'input') + 1
  return withTable(drafted, at, each => ({
    ...each,
    columns: each.columns.toSpliced(place, 0, { heading: key, role: 'condition', label }),
    rows: each.rows.map(cells => cells.toSpliced(place, 0, '')),
  }))
}

export const withWords = (drafted: Drafted, words: WordsFile): Drafted => ({ ...drafted, words })

/** The tables as the service takes them. */
export const givenOf = (tables: readonly GridTable[]): Given =>
  tables.map(({ parent, key, shape, hit_policy, columns, rows }) => ({
    ...{ parent, key, shape, hit_policy },
    headings: columns.map(each => each.heading),
    rows: rows.map(cells => [...cells]),
  }))

/** The name a table has in addresses. */
export const idOf = ({ parent, key, shape }: Pick<GridTable, 'parent' | 'key' | 'shape'>): string =>
  [parent, key, shape].filter(part => part !== '').join('-')

export type Move =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'row_start'
  | 'row_end'
  | 'start'
  | 'end'
  | 'page_up'
  | 'page_down'
export type Place = { readonly row: number; readonly column: number }
const PAGE = 10

/** The cell a key leads to, within a table of so many rows and columns. */
export function movedBy({ row, column }: Place, move: Move, rows: number, columns: number): Place {
  const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value))
  const to = (nextRow: number, nextColumn: number): Place => ({
    row: within(nextRow, rows),
    column: within(nextColumn, columns),
  })
  switch (move) {
    case 'left':
      return to(row, column - 1)
    case 'right':
      return to(row, column + 1)
    case 'up':
      return to(row - 1, column)
    case 'down':
      return to(row + 1, column)
    case 'row_start':
      return to(row, 0)
    case 'row_end':
      return to(row, columns - 1)
    case 'start':
      return to(0, 0)
    case 'end':
      return to(rows - 1, columns - 1)
    case 'page_up':
      return to(row - PAGE, column)
    case 'page_down':
      return to(row + PAGE, column)
    default:
      return move satisfies never
  }
}

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'row_start',
  End: 'row_end',
  PageUp: 'page_up',
  PageDown: 'page_down',
}
/** Where a key leads; undefined where it leads nowhere. */
export function moveOf(key: string, isControl: boolean): Move | undefined {
  if (isControl && key === 'Home') return 'start'
  if (isControl && key === 'End') return 'end'
  return isControl ? undefined : MOVES[key]
}
