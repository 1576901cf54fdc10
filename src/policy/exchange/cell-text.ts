/**
 * What a cell holds as the text of a cell in a sheet, and back. Most stand as they are; what a spreadsheet or a reader
 * could take for something else says what it is: a text between quotes, `(none)`, `(empty)`, `(rows)`, `(json ...)`.
 */
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { parsedJson } from '../../kernel/schema.ts'
import type { Cell, Column } from './decision-table.ts'
import type { ExchangeCode } from './refusals.ts'

const MARKS = { none: '(none)', empty: '(empty)', rows: '(rows)' } as const
const AS_JSON = /^\(json (.*)\)$/s
/** An item of a list that needs no quotes. */
const ITEM = /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/
const NUMBER = /^-?[0-9]/
/** What may not begin a text: signs of formulas, and of the forms above. */
const SIGN = /^["([=+\-@'\s]/

/** Signs a workbook or a reader would not keep, and the form in which a workbook writes them. */
const UNSEEN = /[\p{C}\ufffd]|(?! )\p{Z}|_x[0-9A-Fa-f]{4}_/u

/** Whether a text is made of signs that are seen and kept by every program. */
export const isPlainText = (text: string): boolean => !UNSEEN.test(text)

const isQuoted = (text: string): boolean =>
  text === '' ||
  text.trim() !== text ||
  text === 'true' ||
  text === 'false' ||
  UNSEEN.test(text) ||
  (SIGN.test(text) && !NUMBER.test(text)) ||
  // Names every object of JavaScript has: the library that writes workbooks looks texts up in one.
  text in {}

const escaped = (sign: string): string =>
  Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
/** JSON of a value in signs that are seen, so that no program on the way changes one of them. */
const jsonText = (value: Json): string =>
  [...canonicalOf(value)]
    .map(sign => (UNSEEN.test(sign) ? escaped(sign) : sign))
    .join('')
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '\\u005fx')

/** A lone surrogate has no canonical JSON, and is escaped as JSON.stringify does. */
const canonicalOf = (value: Json): string => (typeof value === 'string' ? JSON.stringify(value) : canonicalJson(value))

function jsonCell(value: Json, isCondition: boolean): string {
  if (value === null) return MARKS.none
  if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0) return MARKS.empty
  if (!isCondition) {
    if (typeof value === 'string') return isQuoted(value) ? jsonText(value) : value
    if (typeof value === 'boolean') return String(value)
    if (Array.isArray(value) && value.every(item => typeof item === 'string' && ITEM.test(item)))
      return `[${value.join(', ')}]`
  }
  return `(json ${jsonText(value)})`
}

/** The text of a cell; '' where nothing stands. */
export function textOfCell(cell: Cell, column: Column): string {
  if (cell === undefined) return ''
  if (cell.kind === 'rows') return MARKS.rows
  return cell.kind === 'json' ? jsonCell(cell.value, column.role === 'condition') : cell.text
}

const unread = (text: string, limit: string) =>
  refuse<ExchangeCode>(refusal('exchange_cell', '', { value: text.slice(0, 60), limit }))

function fromJson(text: string): Result<Cell, ExchangeCode> {
  const read = parsedJson(text)
  return read.ok ? ok({ kind: 'json', value: read.value as Json }) : unread(text, 'JSON')
}

/**
 * What the text of a cell holds. Errors: `exchange_cell`, `exchange_formula` for what a spreadsheet would calculate.
 */
export function cellOfText(text: string, column: Column): Result<Cell, ExchangeCode> {
  const trimmed = text.trim()
  if (trimmed === '') return ok(undefined)
  if (trimmed === MARKS.none) return ok({ kind: 'json', value: null })
  if (trimmed === MARKS.empty) return ok({ kind: 'json', value: {} })
  if (trimmed === MARKS.rows) return ok({ kind: 'rows' })
  const written = AS_JSON.exec(trimmed)?.[1]
  if (written !== undefined) return fromJson(written)
  if (column.role === 'input') return ok(trimmed === '-' ? undefined : { kind: 'test', text: trimmed })
  if (column.role === 'condition') return ok({ kind: 'expression', text: trimmed })
  if (trimmed === 'true' || trimmed === 'false') return ok({ kind: 'json', value: trimmed === 'true' })
  if (trimmed.startsWith('"')) return fromJson(trimmed)
  const list = /^\[(.*)\]$/.exec(trimmed)?.[1]
  if (list !== undefined) {
    const items = list.trim() === '' ? [] : list.split(',').map(item => item.trim())
    return items.every(item => ITEM.test(item)) ? ok({ kind: 'json', value: items }) : unread(text, '[a, b]')
  }
  if (/^[=+@]/.test(trimmed)) return refuse(refusal('exchange_formula', '', { value: trimmed.slice(0, 60) }))
  if (SIGN.test(trimmed) && !NUMBER.test(trimmed)) return unread(text, 'a text that begins so stands between quotes')
  return ok({ kind: 'json', value: trimmed })
}
