/**
 * An edition made tables: each list, each set of named numbers and each table of values its own, what stands alone
 * together, nothing left out. What has no form of its own stands in its cell as JSON.
 */
import type { Json } from '../../kernel/digest.ts'
import type { EditionContent } from '../comparing/changes.ts'
import { isCondition } from '../comparing/changes.ts'
import {
  type Cell,
  CONDITIONS,
  type Column,
  type DecisionTable,
  headingOf,
  hitPolicyOf,
  keysOf,
  pathOf,
  roleOf,
  type Shape,
} from './decision-table.ts'
import { expressionOf, type FactTypes, testOf } from './feel.ts'

type Members = { readonly [key: string]: Json | undefined }

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** A list a table can show: a row of which nothing stands would be a blank line. */
const isRows = (value: unknown): value is readonly Members[] =>
  Array.isArray(value) && value.length > 0 && value.every(row => isMembers(row) && Object.keys(row).length > 0)
/** A key that can be a step of a dotted path, and is none that every object has. */
const isStep = (key: string): boolean => /^[a-z][a-z0-9_]*$/.test(key) && !(key in {})
const keysAre = (value: Members, isOne: (key: string) => boolean): boolean =>
  Object.keys(value).length > 0 && Object.keys(value).every(isOne)

/** What a row holds under dotted keys, without a list of rows or a table within it. */
const isPlain = (value: Json | undefined): boolean =>
  isMembers(value) ? keysAre(value, isStep) && Object.values(value).every(isPlain) : !isRows(value)
/** A number under its provenance. */
const isNumber = (value: unknown): value is Members =>
  isMembers(value) && 'value' in value && 'status' in value && isPlain(value)
/** What may be the key of a value. */
export const isKey = (key: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(key) && !(key in {})
/** Values by one key, or by two, under one provenance. */
function isValues(value: unknown): value is Members {
  if (!isMembers(value) || !('status' in value) || !isMembers(value['values'])) return false
  const { values, ...ground } = value
  const cells = Object.values(values as Members)
  const isEachText = cells.every(cell => typeof cell === 'string')
  const isEachRow = cells.every(row => isMembers(row) && keysAre(row, isKey) && Object.values(row).every(isText))
  return (isEachText || isEachRow) && Object.keys(values as Members).every(isKey) && isPlain(ground)
}
const isText = (value: unknown): boolean => typeof value === 'string'
const isGrid = (values: Members): boolean => Object.values(values).some(isMembers)
const isNamed = (key: string, value: unknown): value is Members =>
  /(?:^|\.)parameters$/.test(key) && isMembers(value) && keysAre(value, isStep) && Object.values(value).every(isNumber)

export const json = (value: Json): Cell => ({ kind: 'json', value })

/** A row while it is made: its cells by heading, with the column of each. */
type Row = Map<string, { readonly column: Column; readonly cell: Cell }>
type Made = { readonly parent: string; readonly key: string; readonly shape: Shape; readonly rows: Row[] }

const put = (row: Row, column: Column, cell: Cell): void => {
  row.set(headingOf(column), { column, cell })
}

/** The names rows are referred to by from the tables within them: what they are called, else their number. */
export function referencesOf(rows: readonly Members[]): readonly string[] {
  for (const key of ['code', 'clause', 'name']) {
    const names = rows.map(row => row[key])
    const isEach = names.every(name => typeof name === 'string' && /^[A-Za-z0-9_.-]+$/.test(name))
    if (isEach && new Set(names).size === rows.length) return names.map(String)
  }
  return rows.map((_, place) => String(place + 1))
}

/** How many facts a list may test in columns of their own before one column of conditions reads better. */
const INPUTS_MAX = 6

/** Leaves of a condition that a row can show, each under its fact: all must hold, each of another fact. */
const leavesOf = (condition: Json | undefined): readonly Members[] | undefined => {
  const list = isMembers(condition) && Object.keys(condition).length === 1 ? condition['all'] : undefined
  if (!Array.isArray(list)) return undefined
  const leaves = list.filter(isMembers)
  const facts = leaves.map(leaf => leaf['fact'])
  const isEach = leaves.length > 0 && leaves.length === list.length
  return isEach && new Set(facts).size === facts.length ? leaves : undefined
}

/** The facts a list of rows tests at a key, in the order in which its conditions name them. */
function inputsOf(rows: readonly Members[], key: string, types: FactTypes): readonly string[] {
  const facts: string[] = []
  for (const row of rows)
    for (const leaf of leavesOf(row[key]) ?? [])
      if (testOf(leaf, types) !== undefined && !facts.includes(String(leaf['fact']))) facts.push(String(leaf['fact']))
  return facts.length <= INPUTS_MAX ? facts : []
}

/** Puts a condition into its row: in columns of its facts, in their order, or as one expression. */
function putCondition(row: Row, key: string, condition: Json, facts: readonly string[], types: FactTypes): void {
  const leaves = leavesOf(condition)
  const places = leaves?.map(leaf => facts.indexOf(String(leaf['fact'])))
  const isInOrder = places?.every((place, at) => place >= 0 && place > (places[at - 1] ?? -1)) ?? false
  const tests = isInOrder ? leaves?.map(leaf => testOf(leaf, types)) : undefined
  if (tests !== undefined && !tests.includes(undefined))
    for (const [at, leaf] of (leaves ?? []).entries())
      put(row, { key, role: 'input', fact: String(leaf['fact']) }, { kind: 'test', text: tests[at] ?? '' })
  else {
    const text = expressionOf(condition, types)
    put(row, { key, role: 'condition' }, text === undefined ? json(condition) : { kind: 'expression', text })
  }
}

/** Makes the tables of one edition, the tables of a row behind the table it stands in. */
function maker(kind: string, types: FactTypes) {
  const made = new Map<string, Made>()
  const tableOf = (parent: string, key: string, shape: Shape): Made => {
    const path = `${parent}|${key}|${shape}`
    const table = made.get(path) ?? { parent, key, shape, rows: [] }
    made.set(path, table)
    return table
  }

  /** Puts members into a row, whatever they hold, each under its dotted key. */
  function putMembers(row: Row, value: Members, prefix: string, at: Within): void {
    for (const [name, item] of Object.entries(value)) {
      const key = prefix + name
      const column: Column = { key, role: roleOf(key) }
      if (item === undefined) continue
      const isCondition_ = isCondition(item) && CONDITIONS.some(one => one === key)
      if (isCondition_) putCondition(row, key, item, at.inputs.get(key) ?? [], types)
      else if (isValues(item)) makeValues(at.path, key, item, at.reference)
      else if (isNamed(key, item)) makeNames(at.path, key, item, at.reference)
      else if (isRows(item)) {
        put(row, column, { kind: 'rows' })
        makeRows(at.path, key, item, at.reference)
      } else if (isMembers(item) && keysAre(item, isStep) && !isCondition(item)) putMembers(row, item, `${key}.`, at)
      else put(row, column, json(item))
    }
  }

  type Within = {
    readonly path: string
    readonly reference: string
    readonly inputs: ReadonlyMap<string, readonly string[]>
  }

  const startOf = (reference: string | undefined): Row => {
    const row: Row = new Map()
    if (reference !== undefined) put(row, { key: 'of', role: 'of' }, json(reference))
    return row
  }

  function makeRows(parent: string, key: string, list: readonly Members[], of?: string): void {
    const table = tableOf(parent, key, 'rows')
    const path = pathOf({ parent, key })
    const references = referencesOf(list)
    const inputs = new Map(CONDITIONS.map(one => [one, inputsOf(list, one, types)] as const))
    for (const [place, item] of list.entries()) {
      const row = startOf(of)
      const reference = of === undefined ? (references[place] ?? '') : `${of}/${references[place]}`
      table.rows.push(row)
      putMembers(row, item, '', { path, reference, inputs })
    }
  }

  function makeNames(parent: string, key: string, named: Members, of?: string): void {
    const table = tableOf(parent, key, 'names')
    for (const [name, item] of Object.entries(named)) {
      const row = startOf(of)
      put(row, { key: 'name', role: 'name' }, json(name))
      putMembers(row, item as unknown as Members, '', { path: pathOf(table), reference: '', inputs: new Map() })
      table.rows.push(row)
    }
  }

  function makeValues(parent: string, key: string, { values, ...ground }: Members, of?: string): void {
    const isOfTwo = isGrid(values as Members)
    const shape = isOfTwo ? 'grid' : 'values'
    const table = tableOf(parent, key, shape)
    const [first = 'key', second = 'column'] = keysOf(kind, pathOf(table), shape)
    const add = (keys: readonly string[], value: Json | undefined): void => {
      const row = startOf(of)
      for (const [place, name] of keys.entries())
        put(row, { key: place === 0 ? first : second, role: 'name' }, json(name))
      if (value !== undefined) put(row, { key: 'value', role: 'output' }, json(value))
      putMembers(row, ground, '', { path: pathOf(table), reference: '', inputs: new Map() })
      table.rows.push(row)
    }
    const entries = Object.entries(values as Members)
    for (const [name, value] of entries)
      if (isOfTwo) for (const [column, cell] of Object.entries(isMembers(value) ? value : {})) add([name, column], cell)
      else add([name], value)
    // Values that are none still have their provenance.
    if (entries.length === 0) add([], undefined)
  }

  /** What stands in the edition itself, at its dotted place. */
  function makePlaces(value: Members, prefix: string): void {
    for (const [name, item] of Object.entries(value)) {
      const key = prefix + name
      if (item === undefined) continue
      if (isValues(item)) makeValues('', key, item)
      else if (isNamed(key, item)) makeNames('', key, item)
      else if (isRows(item)) makeRows('', key, item)
      else if (isMembers(item) && !isNumber(item) && keysAre(item, isStep)) makePlaces(item, `${key}.`)
      else {
        const table = tableOf('', '', isNumber(item) ? 'numbers' : 'plain')
        const row: Row = new Map()
        put(row, { key: 'place', role: 'name' }, json(key))
        if (table.shape === 'plain') put(row, { key: 'value', role: 'output' }, json(item))
        else putMembers(row, item as unknown as Members, '', { path: '', reference: '', inputs: new Map() })
        table.rows.push(row)
      }
    }
  }
  return { made, makePlaces }
}

/** The order in which roles stand in a table; keys of one role stand as the rows name them. */
const ORDER = ['of', 'name', 'input', 'condition', 'output', 'ground'] as const

function finished(kind: string, { parent, key, shape, rows }: Made): DecisionTable {
  const columns = new Map<string, Column>()
  for (const row of rows)
    for (const [heading, { column }] of row) if (!columns.has(heading)) columns.set(heading, column)
  const inOrder = ORDER.flatMap(role => [...columns].filter(([, column]) => column.role === role))
  return {
    parent,
    key,
    shape,
    hitPolicy: hitPolicyOf(kind, pathOf({ parent, key }), shape),
    columns: inOrder.map(([, column]) => column),
    rows: rows.map(row => inOrder.map(([heading]) => row.get(heading)?.cell)),
  }
}

/**
 * The tables of an edition: what stands alone, the numbers, then every list and table in the order of the file.
 * @param types the declared facts, by which a comparison of days is told from one of numbers
 */
export function tablesOf(edition: EditionContent, types: FactTypes): readonly DecisionTable[] {
  const { made, makePlaces } = maker(edition.kind, types)
  makePlaces(edition as unknown as Members, '')
  const tables = [...made.values()].map(one => finished(edition.kind, one))
  const first = (shape: Shape): number => ['plain', 'numbers'].indexOf(shape)
  const rank = (table: DecisionTable): number => (first(table.shape) < 0 ? 2 : first(table.shape))
  return tables.toSorted((one, other) => rank(one) - rank(other))
}
