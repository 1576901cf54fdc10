/**
 * Rows in JSON: an array of flat objects, or an object a line. Read object by object, so that a long file is never held
 * twice; every value is text, as amounts are everywhere in the API.
 */
import { type Refusal, refusal } from '../../kernel/result.ts'
import { BOUNDS, type Cell, shownOf, type TableCode } from './table.ts'

/** Takes one object with its number in the file, as cells by name. */
export type TakeNamed = (place: number, cells: ReadonlyMap<string, Cell>) => void

const wrong = (place: number, value: string): Refusal<TableCode> =>
  refusal('table_json', place === 0 ? '' : `row ${place}`, {
    value: shownOf(value),
    limit: 'flat objects, in an array or a line each',
  })

/** Just behind the last bracket of the object that begins at a place, and how many names it has; undefined for none. */
function extentOf(text: string, from: number): { readonly to: number; readonly names: number } | undefined {
  let names = 0
  for (let at = from + 1; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') {
      for (at++; text[at] !== '"'; at++) {
        if (at >= text.length) return undefined
        if (text[at] === '\\') at++
      }
    } else if (sign === ':') names += 1
    else if (sign === '{' || sign === '[') return undefined
    else if (sign === '}') return { to: at + 1, names }
    if (at - from > BOUNDS.columnsMax * BOUNDS.cellMax) return undefined
  }
  return undefined
}

const blank = (sign: string | undefined): boolean => sign === ' ' || sign === '\n' || sign === '\r' || sign === '\t'

/** An object as cells; undefined where it is none, nests, or names something twice. */
function cellsOf(text: string, names: number): ReadonlyMap<string, Cell> | undefined {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined
  }
  const entries = Object.entries(read as Record<string, unknown>)
  if (entries.length !== names || names > BOUNDS.columnsMax) return undefined
  const cells = new Map<string, Cell>()
  for (const [name, value] of entries)
    cells.set(name, value === null ? '' : typeof value === 'string' ? value : { odd: String(value) })
  return cells
}

/**
 * Reads every object and gives each with its number, the first being 1.
 * Errors: `table_json` with the row, `table_rows`.
 */
export function readJsonRows(text: string, take: TakeNamed): Refusal<TableCode> | undefined {
  let at = 0
  const skip = (): void => {
    while (blank(text[at])) at += 1
  }
  skip()
  const isArray = text[at] === '['
  if (isArray) at += 1
  for (let place = 1; ; place++) {
    skip()
    if (place === 1 && isArray && text[at] === ']') return rest(text, at + 1)
    if (place > 1) {
      if (isArray && text[at] === ']') return rest(text, at + 1)
      if (isArray && text[at] !== ',') return wrong(place, text.slice(at, at + 60))
      if (isArray) at += 1
      skip()
      if (!isArray && at >= text.length) return undefined
    }
    if (place >= BOUNDS.rowsMax) return refusal('table_rows', `row ${place}`, { limit: `${BOUNDS.rowsMax - 1}` })
    const extent = text[at] === '{' ? extentOf(text, at) : undefined
    const cells = extent && cellsOf(text.slice(at, extent.to), extent.names)
    if (extent === undefined || cells === undefined) return wrong(place, text.slice(at, at + 60))
    take(place, cells)
    at = extent.to
  }
}

/** Nothing may stand behind the array. */
function rest(text: string, from: number): Refusal<TableCode> | undefined {
  const behind = text.slice(from).trim()
  return behind === '' ? undefined : wrong(0, behind)
}
