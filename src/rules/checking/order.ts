/**
 * Whether a table ever gives the better case the worse terms, or rewards a case for a fact nobody knows: two cases
 * that differ in one fact alone are held side by side, and what each is given is known as a range while other facts
 * are open.
 */
import { maskOf, type Node, openPlaces, READ_MAX } from './search.ts'
import { witnessOf } from './space.ts'
import {
  askedOrder,
  holdBits,
  nothingKnown,
  type ReadyTable,
  readyTable,
  type Table,
  type TableFinding,
  type TableRow,
} from './tables.ts'

type Range = { readonly low: bigint; readonly high: bigint; readonly mayBeNothing: boolean }

/**
 * What a case can still be given, kept within the bounds of the table; higher is better in it, whatever the table
 * says.
 */
function rangeOf(ready: ReadyTable, order: readonly number[], chosen: Int32Array): Range {
  const range = unboundedRange(ready, order, chosen)
  const { bounds, better } = ready.table
  if (bounds === undefined) return range
  const [least, most] = better === 'lower' ? [-bounds.most, -bounds.least] : [bounds.least, bounds.most]
  const kept = (value: bigint) => (value < least ? least : value > most ? most : value)
  return { ...range, low: kept(range.low), high: kept(range.high) }
}

function unboundedRange(ready: ReadyTable, order: readonly number[], chosen: Int32Array): Range {
  const { table, space, nodes } = ready
  const sign = table.better === 'lower' ? -1n : 1n
  const signed = (value: bigint) => value * sign
  const base = table.otherwise === undefined ? 0n : signed(table.otherwise)
  let [low, high] = [base, base]
  let isFirst = true
  for (const row of order) {
    const { gives, ...own } = table.rows[row] as TableRow
    const mask = maskOf(space, nodes[row] as Node, chosen)
    const bits = holdBits({ gives, ...own })
    if ((mask & bits) === 0) continue
    const value = signed(gives ?? 0n)
    const isSure = (mask & ~bits) === 0
    if (table.hit === 'all') {
      if (value < 0n || isSure) low += value
      if (value > 0n || isSure) high += value
      continue
    }
    low = isFirst || value < low ? value : low
    high = isFirst || value > high ? value : high
    isFirst = false
    if (isSure) return { low, high, mayBeNothing: false }
  }
  if (table.hit === 'all') return { low, high, mayBeNothing: false }
  if (table.otherwise === undefined) return { low, high, mayBeNothing: true }
  return {
    low: isFirst || base < low ? base : low,
    high: isFirst || base > high ? base : high,
    mayBeNothing: false,
  }
}

/** An open place of the first row that is not settled, in either of the two cases; -1 where all are. */
function openPlace(ready: ReadyTable, order: readonly number[], cases: readonly Int32Array[]): number {
  const { table, space, nodes } = ready
  for (const row of order)
    for (const chosen of cases) {
      const node = nodes[row] as Node
      const mask = maskOf(space, node, chosen)
      const bits = holdBits(table.rows[row] as TableRow)
      if ((mask & bits) === 0 || (mask & ~bits) === 0) continue
      const [place] = openPlaces(space, node, chosen)
      if (place !== undefined) return place
    }
  return -1
}

/** Whether a condition reads the fact at a place. */
function readsPlace(node: Node, place: number): boolean {
  switch (node.kind) {
    case 'leaf':
      return node.place === place
    case 'pair':
      return node.left === place || node.right === place
    case 'group':
      return node.of.some(one => readsPlace(one, place))
    case 'clause':
      return readsPlace(node.applies, place) || readsPlace(node.conditions, place)
    default:
      return node satisfies never
  }
}

type Looking = {
  readonly ready: ReadyTable
  /** Rows as they are asked; where rows are added up, those that read the differing fact come first. */
  readonly order: readonly number[]
  /** Of rows that are added up, those that read the differing fact: what the others add, both cases have. */
  readonly differing: readonly number[]
  left: number
}

/**
 * Where rows are added up: whether those that read the differing fact can take anything from the better case at all.
 */
function mayTake({ ready, differing }: Looking, worse: Int32Array, better: Int32Array): boolean {
  if (ready.table.hit !== 'all') return true
  const some = { ...ready, table: { ...ready.table, otherwise: 0n } }
  return unboundedRange(some, differing, better).low < unboundedRange(some, differing, worse).high
}

/** Whether some filling of the open facts gives the case that is to be the better one less than the other. */
function isWorse(looking: Looking, worse: Int32Array, better: Int32Array): boolean {
  const { ready, order } = looking
  looking.left -= order.length
  if (looking.left < 0) return false
  if (!mayTake(looking, worse, better)) return false
  const [of, to] = [rangeOf(ready, order, worse), rangeOf(ready, order, better)]
  if (to.low >= of.high) return false
  if (!of.mayBeNothing && !to.mayBeNothing && to.high < of.low) return true
  const place = openPlace(ready, order, [worse, better])
  if (place < 0) return false
  const values = ready.space.values[place] ?? []
  for (let at = 0; at < values.length; at++) {
    worse[place] = at
    better[place] = at
    if (isWorse(looking, worse, better)) return true
  }
  worse[place] = -1
  better[place] = -1
  return false
}

type Compared = TableFinding | 'none' | 'not_decided'

function compared(ready: ReadyTable, place: number, from: number, to: number, kind: TableFinding['kind']): Compared {
  const open = () => new Int32Array(ready.space.facts.length).fill(-1)
  const [worse, better] = [open(), open()]
  worse[place] = from
  better[place] = to
  const granted = Math.min(READ_MAX, ready.budget.left)
  if (granted <= 0) return 'not_decided'
  const asked = askedOrder(ready.table)
  const differing = asked.filter(row => readsPlace(ready.nodes[row] as Node, place))
  const isSum = ready.table.hit === 'all'
  const order = isSum ? [...differing, ...asked.filter(row => !differing.includes(row))] : asked
  const looking: Looking = { ready, order, differing, left: granted }
  const isFound = isWorse(looking, worse, better)
  ready.budget.left -= granted - looking.left
  if (!isFound) return looking.left >= 0 ? 'none' : 'not_decided'
  const [witness, beside] = [witnessOf(ready.space, worse), witnessOf(ready.space, better)]
  const isKnown = Object.values(witness).every(value => value !== null)
  return {
    ...{ kind, witness, beside, fact: ready.space.facts[place]?.name ?? '' },
    ...{ rows: rowsFor(ready, worse, better), over: isKnown ? 'known' : 'unknown' },
  }
}

/** The rows that count in the two cases, the better one's first. */
function rowsFor(ready: ReadyTable, worse: Int32Array, better: Int32Array): readonly number[] {
  const { table, space, nodes } = ready
  const filled = (chosen: Int32Array) => chosen.map(at => Math.max(0, at))
  const counting = (chosen: Int32Array): readonly number[] => {
    const all = askedOrder(table).filter(
      row => maskOf(space, nodes[row] as Node, filled(chosen)) & holdBits(table.rows[row] as TableRow),
    )
    return table.hit === 'all' ? all : all.slice(0, 1)
  }
  const [of, to] = [counting(worse), counting(better)]
  const differing = [...to.filter(row => !of.includes(row)), ...of.filter(row => !to.includes(row))]
  return [...new Set(differing)]
}

/**
 * Pairs of known values, the worse one first; neighbours, and also those further apart where a case may get nothing.
 */
function pairsOf(
  values: readonly number[],
  isRising: boolean,
  withDistant: boolean,
): readonly (readonly [number, number])[] {
  const known = values.filter(value => !Number.isNaN(value)).length
  const pairs: (readonly [number, number])[] = []
  for (let distance = 1; distance < (withDistant ? known : 2); distance++)
    for (let at = 0; at + distance < known; at++) pairs.push(isRising ? [at, at + distance] : [at + distance, at])
  return pairs
}

/** The first finding of a list of questions, or what was left undecided among them. */
function firstOf(ready: ReadyTable, place: number, questions: Iterable<() => Compared>): TableFinding[] {
  let isOpen = false
  for (const question of questions) {
    const answer = question()
    if (answer === 'not_decided') isOpen = true
    else if (answer !== 'none') return [answer]
  }
  if (!isOpen) return []
  const fact = ready.space.facts[place]?.name ?? ''
  return [{ kind: 'not_decided', rows: [], witness: nothingKnown(ready), fact, over: 'known' }]
}

/**
 * Everything found of a table by the order of what it gives, known facts and unknown ones.
 * A fact with a direction is held against each of its neighbouring values, every fact against not being known at all.
 */
export function orderFindings(table: Table, hasGap: boolean): readonly TableFinding[] {
  if (table.better === null || table.rows.some(row => row.gives === null)) return []
  const ready = readyTable(table, true, 1)
  return ready.space.facts.flatMap((fact, place) => {
    const values = ready.space.values[place] ?? []
    const direction = table.directions.get(fact.name)
    const pairs = direction === undefined ? [] : pairsOf(values, direction === 'rising', hasGap)
    const unknown = values.findIndex(value => Number.isNaN(value))
    const known = unknown < 0 ? [] : values.slice(0, unknown)
    return [
      ...firstOf(
        ready,
        place,
        pairs.map(
          ([from, to]) =>
            () =>
              compared(ready, place, from, to, 'not_monotone'),
        ),
      ),
      ...firstOf(
        ready,
        place,
        known.map((_, at) => () => compared(ready, place, unknown, at, 'unknown_rewarded')),
      ),
    ]
  })
}
