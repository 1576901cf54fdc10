/**
 * Tables made an edition again: every cell put back in its place, each place told where it was read, so that whatever
 * the edition's own schema finds later can be shown in the sheet or the file it came from.
 */
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { type Cell, type Column, type DecisionTable, headingOf, hitPolicyOf, pathOf } from './decision-table.ts'
import { conditionOfExpression, type FactTypes, leafOfTest } from './feel.ts'
import type { ExchangeCode } from './refusals.ts'
import { isKey, isMembers, referencesOf } from './tables.ts'

/**
 * Where a cell was read: a sheet and cell, or a path of elements. Without a column: the row; without both: the table.
 */
export type PlaceOf = (table: number, row?: number, column?: number) => string

type Found = Refusal<ExchangeCode>[]
type Open = { [key: string]: Json }
/** An object of the edition while it is made, with its dotted path. */
type Owner = { readonly members: Open; readonly path: string }

export type Assembled = {
  readonly edition: Json
  /** Dotted path in the edition, rows by their number from 0 -> where it was read. */
  readonly places: ReadonlyMap<string, string>
}

const pathTo = (owner: Owner, key: string): string => (owner.path === '' ? key : `${owner.path}.${key}`)

/** The table a row of another stands in. */
const depthOf = (table: DecisionTable, tables: readonly DecisionTable[]): number => {
  const parent = table.parent === '' ? undefined : tables.find(one => one !== table && pathOf(one) === table.parent)
  return parent === undefined || table.parent.length >= pathOf(table).length ? 0 : 1 + depthOf(parent, tables)
}

function assembler(tables: readonly DecisionTable[], types: FactTypes, placeOf: PlaceOf) {
  const found: Found = []
  const places = new Map<string, string>()
  const root: Owner = { members: {}, path: '' }
  /** Path of a table -> the rows others may belong to, by their reference. */
  const owners = new Map<string, Map<string, Owner>>([['', new Map([['', root]])]])
  const wrong = (code: ExchangeCode, at: string, value: string, limit: string): void => {
    found.push(refusal(code, at, { value, limit }))
  }

  /** The object a dotted key stands in, made on the way; undefined where something else stands there. */
  function within(owner: Owner, key: string): readonly [Open, string] | undefined {
    const steps = key.split('.')
    let members = owner.members
    for (const step of steps.slice(0, -1)) {
      const next = Object.hasOwn(members, step) ? members[step] : undefined
      if (next !== undefined && !isMembers(next)) return undefined
      const inner = (next ?? {}) as Open
      members[step] = inner
      members = inner
    }
    return [members, steps.at(-1) ?? '']
  }

  function put(owner: Owner, key: string, value: Json, place: string): void {
    const target = within(owner, key)
    if (target === undefined || Object.hasOwn(target[0], target[1])) {
      wrong('exchange_cell', place, key, 'each place once')
      return
    }
    target[0][target[1]] = value
    places.set(pathTo(owner, key), place)
  }

  /** The text of a cell that names something. */
  const nameIn = (cell: Cell): string => (cell?.kind === 'json' && typeof cell.value === 'string' ? cell.value : '')

  /** Puts the cells of a row into an object, tests of facts joined under their key. */
  function putCells(owner: Owner, at: number, row: number, only: (column: Column) => boolean): void {
    const table = tables[at]
    const tests = new Map<string, { readonly leaves: Json[]; readonly place: string }>()
    for (const [index, column] of (table?.columns ?? []).entries()) {
      const cell = table?.rows[row]?.[index]
      if (cell === undefined || !only(column)) continue
      const place = placeOf(at, row, index)
      if (cell.kind === 'json') put(owner, column.key, cell.value, place)
      else if (cell.kind === 'rows') put(owner, column.key, [], place)
      else {
        const read =
          cell.kind === 'test'
            ? leafOfTest(column.fact ?? '', cell.text, types)
            : conditionOfExpression(cell.text, types)
        if (!read.ok)
          found.push(...read.refusals.map(one => ({ ...one, at: one.at === '' ? place : `${place}, ${one.at}` })))
        else if (cell.kind === 'expression') put(owner, column.key, read.value, place)
        else {
          const test = tests.get(column.key) ?? { leaves: [], place }
          test.leaves.push(read.value)
          tests.set(column.key, test)
        }
      }
    }
    for (const [key, { leaves, place }] of tests) put(owner, key, { all: leaves }, place)
  }

  const isCell = ({ role }: Column): boolean => role !== 'of' && role !== 'name'

  /** Names of a row by its columns of names, each a key that may stand in an edition. */
  function namesOf(at: number, row: number): readonly string[] {
    const table = tables[at]
    return (table?.columns ?? []).flatMap((column, index) => {
      const cell = table?.rows[row]?.[index]
      if (column.role !== 'name' || cell === undefined) return []
      const name = nameIn(cell)
      if (!isKey(name)) wrong('exchange_cell', placeOf(at, row, index), name, 'a key of letters, digits and _ . -')
      return [name]
    })
  }

  /** Rows of a table by the row of another they belong to. */
  function rowsByOwner(at: number): ReadonlyMap<Owner, readonly { readonly row: number; readonly of: string }[]> {
    const table = tables[at]
    const ofIndex = table?.columns.findIndex(column => column.role === 'of') ?? -1
    const grouped = new Map<Owner, { row: number; of: string }[]>()
    for (const row of (table?.rows ?? []).keys()) {
      const of = ofIndex < 0 ? '' : nameIn(table?.rows[row]?.[ofIndex])
      const owner = owners.get(table?.parent ?? '')?.get(of)
      if (owner === undefined)
        wrong('exchange_row_of_none', placeOf(at, row, ofIndex < 0 ? 0 : ofIndex), of, `a row of ${table?.parent}`)
      else grouped.set(owner, [...(grouped.get(owner) ?? []), { row, of }])
    }
    return grouped
  }

  function putRows(at: number, { parent, key }: DecisionTable): void {
    const path = pathOf({ parent, key })
    const made = new Map<string, Owner>()
    const grouped = rowsByOwner(at)
    if (parent === '' && grouped.size === 0) put(root, key, [], placeOf(at))
    for (const [owner, rows] of grouped) {
      const target = within(owner, key)
      const standing = target === undefined ? undefined : target[0][target[1]]
      if (target === undefined || (standing !== undefined && !(Array.isArray(standing) && standing.length === 0))) {
        wrong('exchange_cell', placeOf(at, rows[0]?.row ?? 0), key, 'each place once')
        continue
      }
      const list: Open[] = []
      target[0][target[1]] = list
      places.set(pathTo(owner, key), placeOf(at, rows[0]?.row))
      for (const { row } of rows) {
        const item: Owner = { members: {}, path: `${pathTo(owner, key)}.${list.length}` }
        list.push(item.members)
        places.set(item.path, placeOf(at, row))
        putCells(item, at, row, isCell)
      }
      const of = rows[0]?.of ?? ''
      for (const [place, reference] of referencesOf(list).entries())
        made.set(parent === '' ? reference : `${of}/${reference}`, {
          members: list[place] ?? {},
          path: `${pathTo(owner, key)}.${place}`,
        })
    }
    owners.set(path, made)
  }

  function putNames(at: number, { key }: DecisionTable): void {
    for (const [owner, rows] of rowsByOwner(at))
      for (const { row } of rows) {
        const [name = ''] = namesOf(at, row)
        const members: Open = {}
        put(owner, `${key}.${name}`, members, placeOf(at, row))
        putCells({ members, path: pathTo(owner, `${key}.${name}`) }, at, row, isCell)
      }
  }

  /** Values of one provenance, which every row of theirs repeats. */
  function putValues(at: number, { key, shape, columns, rows: all }: DecisionTable): void {
    const value = columns.findIndex(column => headingOf(column) === 'value')
    for (const [owner, rows] of rowsByOwner(at)) {
      const first = rows[0]?.row ?? 0
      const members: Open = {}
      const values: Open = {}
      put(owner, key, members, placeOf(at, first))
      const own: Owner = { members, path: pathTo(owner, key) }
      putCells(own, at, first, column => isCell(column) && headingOf(column) !== 'value')
      put(own, 'values', values, placeOf(at, first))
      for (const { row } of rows) {
        for (const [index, column] of columns.entries()) {
          const [cell, due] = [all[row]?.[index], all[first]?.[index]]
          if (isCell(column) && index !== value && JSON.stringify(cell) !== JSON.stringify(due))
            wrong('exchange_provenance_differs', placeOf(at, row, index), shown(cell), shown(due))
        }
        const names = namesOf(at, row)
        const cell = all[row]?.[value]
        if (names.length === 0 && cell === undefined) continue
        const isWhole = names.length === (shape === 'grid' ? 2 : 1) && cell?.kind === 'json'
        if (isWhole)
          putValue({ members: values, path: `${own.path}.values` }, names, cell.value, placeOf(at, row, value))
        else wrong('exchange_cell', placeOf(at, row, value), '', 'a value and what it is found by')
      }
    }
  }

  function putValue(owner: Owner, names: readonly string[], value: Json, place: string): void {
    const [name = '', column] = names
    const standing = Object.hasOwn(owner.members, name) ? owner.members[name] : undefined
    const inner = column === undefined ? undefined : ((isMembers(standing) ? standing : {}) as Open)
    const [members, key] = inner === undefined ? [owner.members, name] : [inner, column ?? '']
    if (Object.hasOwn(members, key)) wrong('exchange_cell', place, names.join(' '), 'each key once')
    if (inner !== undefined) owner.members[name] = inner
    members[key] = value
    places.set(`${owner.path}.${names.join('.')}`, place)
  }

  function putPlaces(at: number, table: DecisionTable): void {
    const value = table.columns.findIndex(column => headingOf(column) === 'value')
    for (const row of table.rows.keys()) {
      const [place = ''] = namesOf(at, row)
      if (!/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/.test(place))
        wrong('exchange_cell', placeOf(at, row, 0), place, 'a place in the edition')
      else if (table.shape === 'plain') {
        const cell = table.rows[row]?.[value]
        if (cell?.kind === 'json') put(root, place, cell.value, placeOf(at, row, value))
        else wrong('exchange_cell', placeOf(at, row, value < 0 ? 0 : value), place, 'a value')
      } else {
        const members: Open = {}
        put(root, place, members, placeOf(at, row))
        putCells({ members, path: place }, at, row, isCell)
      }
    }
  }
  return { root, found, places, wrong, putRows, putNames, putValues, putPlaces }
}

const shown = (cell: Cell): string => {
  if (cell === undefined) return ''
  if (cell.kind === 'rows') return 'rows'
  return cell.kind === 'json' ? (typeof cell.value === 'string' ? cell.value : canonicalJson(cell.value)) : cell.text
}

/**
 * The edition that tables hold.
 * Errors: `exchange_table_repeated`, `exchange_hit_policy`, `exchange_row_of_none`, `exchange_cell`,
 * `exchange_provenance_differs`, `exchange_feel`, `exchange_fact_unknown`, each at its cell.
 * @param placeOf where a cell of a table was read
 */
export function assembled(
  kind: string,
  tables: readonly DecisionTable[],
  types: FactTypes,
  placeOf: PlaceOf,
): Result<Assembled, ExchangeCode> {
  const make = assembler(tables, types, placeOf)
  const nameOf = ({ parent, key, shape }: DecisionTable): string => `${parent}|${key}|${shape}`
  const depths = tables.map(table => depthOf(table, tables))
  const inOrder = [...tables.keys()].sort((one, other) => (depths[one] ?? 0) - (depths[other] ?? 0))
  for (const at of inOrder) {
    const table = tables[at]
    if (table === undefined) continue
    if (tables.findIndex(one => nameOf(one) === nameOf(table)) !== at) {
      make.wrong('exchange_table_repeated', placeOf(at), pathOf(table), 'each table once')
      continue
    }
    const due = hitPolicyOf(kind, pathOf(table), table.shape)
    if (table.hitPolicy !== due) make.wrong('exchange_hit_policy', placeOf(at), table.hitPolicy, due)
    if (table.shape === 'rows') make.putRows(at, table)
    else if (table.shape === 'names') make.putNames(at, table)
    else if (table.shape === 'values' || table.shape === 'grid') make.putValues(at, table)
    else make.putPlaces(at, table)
  }
  if (make.found.length > 0) return { ok: false, refusals: make.found }
  return { ok: true, value: { edition: make.root.members, places: make.places } }
}
