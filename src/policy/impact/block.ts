/**
 * Blocks of packed cases, column by column: the cases of a programme stand together, texts are numbers of a list, and
 * every column is as narrow as its values allow. One block is one value in the database.
 */

import { bytesOf, narrow, type Shape, shapeOf, WIDTHS, widen } from './narrow.ts'
import { EXTERNAL_VALUES, type Footing, LAYOUT, NUMBERS, type NumberName, type PackedCase } from './packed.ts'
import type { Scratch } from './scratch.ts'

/** Cases of a full block: columns read for one fit the second cache, and a block is worth a row of its own. */
export const BLOCK = 8192

/** The limits kept outside a case, and those that could not be read, in the order they were told. */
export type ExternalShape = {
  readonly limits: readonly { readonly code: string; readonly scope: string }[]
  readonly unread: readonly string[]
}
type Placed = Shape & { readonly name: string; readonly at: number }
export type Run = { readonly programme: string; readonly from: number; readonly to: number }

type Head = {
  readonly layout: number
  readonly footing: Footing
  readonly count: number
  readonly runs: readonly Run[]
  readonly purposes: readonly string[]
  readonly industries: readonly string[]
  readonly regions: readonly string[]
  readonly stops: readonly string[]
  readonly external: readonly ExternalShape[]
  readonly patterns: readonly number[]
  readonly indicators: readonly string[]
  readonly columns: readonly Placed[]
  readonly ids: { readonly at: number; readonly bytes: number }
}

export type Block = Head & {
  /** Ids of the cases, in order. */
  readonly idsOf: () => readonly string[]
  /** Reads a column into `out`, which is as long as the block has cases; false where the block has none of the name. */
  readonly read: (name: string, out: Float64Array) => boolean
  /** A column of bytes as it stands, with the value of each byte; undefined where there is none, or it is wider. */
  readonly bytes: (name: string) => { readonly codes: Uint8Array; readonly values: Float64Array } | undefined
}

const EIGHT = 8
const padded = (bytes: number): number => Math.ceil(bytes / EIGHT) * EIGHT

/** Numbers texts in the order they come. */
function listed(): { readonly list: string[]; readonly of: (text: string) => number } {
  const list: string[] = []
  const places = new Map<string, number>()
  const of = (text: string): number => {
    const place = places.get(text) ?? list.push(text) - 1
    places.set(text, place)
    return place
  }
  return { list, of }
}

export const factColumn = (fact: string): string => `fact.${fact}`
export const markColumn = (indicator: string): string => `mark.${indicator}`
export const externalColumn = (place: number, value: (typeof EXTERNAL_VALUES)[number]): string =>
  `external.${place}.${value}`

/**
 * A block of cases packed on one footing.
 * @param facts names of the facts, in the order of the rows
 */
export function blockOf(cases: readonly PackedCase[], facts: readonly string[], footing: Footing): Uint8Array {
  const sorted = [...cases].sort((a, b) => (a.programme < b.programme ? -1 : a.programme > b.programme ? 1 : 0))
  const count = sorted.length
  const runs: Run[] = []
  for (const [place, { programme }] of sorted.entries()) {
    const last = runs.at(-1)
    if (last?.programme === programme) runs[runs.length - 1] = { ...last, to: place + 1 }
    else runs.push({ programme, from: place, to: place + 1 })
  }
  const [purposes, industries, regions, stops] = [listed(), listed(), listed(), listed()]
  const [external, patterns] = [listed(), listed()]
  patterns.of('0')
  // Few patterns differ, and every mark asks for its own: a text for each would cost more than all the rest.
  const placeOfPattern = new Map<number, number>()
  const patternAt = (pattern: number): number => {
    const known = placeOfPattern.get(pattern)
    if (known !== undefined) return known
    const place = patterns.of(String(pattern))
    placeOfPattern.set(pattern, place)
    return place
  }
  const values = new Map<string, Float64Array>()
  const column = (name: string, valueFor: (one: PackedCase) => number): void => {
    const list = new Float64Array(count)
    for (let i = 0; i < count; i++) list[i] = valueFor(sorted[i] as PackedCase)
    values.set(name, list)
  }
  for (const name of NUMBERS) column(name, one => one.numbers[name])
  column('purpose', one => purposes.of(one.purpose))
  column('industry', one => industries.of(one.industry))
  column('region', one => regions.of(one.region))
  column('stop', one => stops.of(one.stop))
  column('external', one => {
    const limits = one.external.map(({ code, scope }) => ({ code, scope }))
    return external.of(JSON.stringify({ limits, unread: one.unread } satisfies ExternalShape))
  })
  const most = Math.max(0, ...sorted.map(one => one.external.length))
  for (let place = 0; place < most; place++)
    for (const value of EXTERNAL_VALUES)
      column(externalColumn(place, value), one => one.external[place]?.[value] ?? Number.NaN)
  const marked = new Set<string>()
  for (const one of sorted) for (const indicator of one.patterns.keys()) marked.add(indicator)
  const indicators = [...marked].sort()
  for (const indicator of indicators) column(markColumn(indicator), one => patternAt(one.patterns.get(indicator) ?? 0))
  // Row by row: there are a hundred facts and more, and a column at a time would fetch every row as often.
  const lists = facts.map(() => new Float64Array(count))
  for (let i = 0; i < count; i++) {
    const { row } = sorted[i] as PackedCase
    for (let at = 0; at < lists.length; at++) (lists[at] as Float64Array)[i] = row[at] ?? Number.NaN
  }
  for (const [at, fact] of facts.entries()) values.set(factColumn(fact), lists[at] as Float64Array)

  let at = 0
  const columns: Placed[] = []
  for (const [name, list] of values) {
    const shape = shapeOf(list)
    columns.push({ name, ...shape, at })
    at += padded(WIDTHS[shape.width] * count)
  }
  const ids = new TextEncoder().encode(sorted.map(one => one.id).join('\n'))
  const head: Head = {
    layout: LAYOUT,
    footing,
    count,
    runs,
    purposes: purposes.list,
    industries: industries.list,
    regions: regions.list,
    stops: stops.list,
    external: external.list.map(text => JSON.parse(text) as ExternalShape),
    patterns: patterns.list.map(Number),
    indicators,
    columns,
    ids: { at, bytes: ids.length },
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const body = EIGHT + padded(text.length)
  const bytes = new Uint8Array(body + at + ids.length)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, EIGHT)
  for (const [place, list] of [...values.values()].entries()) {
    const { at: begins, ...shape } = columns[place] as Placed
    narrow(list, shape, bytes.subarray(body + begins, body + begins + WIDTHS[shape.width] * count))
  }
  bytes.set(ids, body + at)
  return bytes
}

/** Reads a block as `blockOf` wrote it. Bytes that begin at no multiple of eight are copied. */
export function readBlock(given: Uint8Array): Block {
  const bytes = given.byteOffset % EIGHT === 0 ? given : given.slice()
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(EIGHT, EIGHT + length))) as Head
  if (head.layout !== LAYOUT) throw new Error(`a block of layout ${head.layout} where ${LAYOUT} is read`)
  const body = EIGHT + padded(length)
  const columns = new Map(head.columns.map(one => [one.name, one]))
  return {
    ...head,
    idsOf: () => {
      const { at, bytes: size } = head.ids
      return new TextDecoder().decode(bytes.subarray(body + at, body + at + size)).split('\n')
    },
    bytes: name => {
      const column = columns.get(name)
      if (column === undefined) return undefined
      return bytesOf(
        column,
        bytes.subarray(body + column.at, body + column.at + WIDTHS[column.width] * head.count),
        head.count,
      )
    },
    read: (name, out) => {
      const column = columns.get(name)
      if (column === undefined) return false
      if (out.length !== head.count) throw new Error(`${out.length} places for a column of ${head.count} cases`)
      widen(column, bytes.subarray(body + column.at, body + column.at + WIDTHS[column.width] * head.count), out)
      return true
    },
  }
}

/** A column every block has. */
export function numbersOf(
  block: Block,
  name: NumberName | 'purpose' | 'industry' | 'region' | 'stop' | 'external',
  into: Scratch,
): Float64Array {
  const out = into(name, block.count)
  if (!block.read(name, out)) throw new Error(`a block has no column ${name}`)
  return out
}
