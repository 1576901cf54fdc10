/**
 * Decision tables of any kind: rows with a condition and what they give, and how the row that counts is picked.
 * Checked for cases no row takes, two rows take, rows that never count or change nothing; order.ts asks whether the
 * better case is ever given the worse terms. Complete: what is not found does not exist, or `not_decided` says what
 * was not looked at.
 */
import type { PlannedCondition } from '../plan.ts'
import {
  BIT,
  type Budget,
  maskOf,
  type Node,
  nodeOf,
  READ_MAX_TABLE,
  type Requirement,
  type Search,
  satisfying,
} from './search.ts'
import { type Space, type SpaceOptions, spaceOf, type Witness, witnessOf } from './space.ts'

/**
 * How the row that counts is picked: the first that holds; the one that holds; the one that gives least or most; or all
 * of them, added up.
 */
export const HITS = ['first', 'unique', 'lowest', 'highest', 'all'] as const
export type Hit = (typeof HITS)[number]

export type TableRow = {
  readonly code: string
  /** No condition always holds. */
  readonly when: PlannedCondition | null
  /** What the row gives, comparable with the others; null where it depends on the case. */
  readonly gives: bigint | null
  /** Whether the row counts where its condition is unknown. */
  readonly holdsUnknown: boolean
}

export type Table = {
  readonly rows: readonly TableRow[]
  readonly hit: Hit
  /** What is given where no row holds; undefined where nothing is, and every case is to have a row. */
  readonly otherwise: bigint | undefined
  /** Which of two results is better for the case. */
  readonly better: 'higher' | 'lower' | null
  /** Facts that count in a case's favour as they rise, or as they fall; codes rise in the order of their list. */
  readonly directions: ReadonlyMap<string, 'rising' | 'falling'>
  /** The least and the most that is given at all: what the rows give is kept between them. */
  readonly bounds?: { readonly least: bigint; readonly most: bigint }
  readonly possible?: SpaceOptions['possible']
}

export const TABLE_FINDINGS = [
  'gap',
  'overlap',
  'row_unreachable',
  'row_shadowed',
  'row_redundant',
  'not_monotone',
  'unknown_rewarded',
  'not_decided',
] as const

export type TableFinding = {
  readonly kind: (typeof TABLE_FINDINGS)[number]
  /** Rows it is a matter of, by their place; the first is the one to look at. */
  readonly rows: readonly number[]
  readonly witness: Witness
  /** The second case, where two are held side by side. */
  readonly beside?: Witness
  /** The fact in which the two cases differ. */
  readonly fact?: string
  /** Whether it arises among known values, or only where facts are unknown. */
  readonly over: 'known' | 'unknown'
}

/** A table over one space, its conditions ready to be asked about. */
export type ReadyTable = {
  readonly table: Table
  readonly space: Space
  readonly nodes: readonly Node[]
  /** What is left to be read of all questions about it. */
  readonly budget: Budget
}

const ALWAYS: Node = { kind: 'group', of: [], table: new Uint8Array(), neutral: BIT.met }

export function readyTable(table: Table, withUnknown: boolean, extra = 0, read = READ_MAX_TABLE): ReadyTable {
  const conditions = table.rows.flatMap(row => (row.when === null ? [] : [row.when]))
  const space = spaceOf(
    conditions,
    {
      withUnknown,
      ordered: new Set(table.directions.keys()),
      ...(table.possible === undefined ? {} : { possible: table.possible }),
    },
    extra,
  )
  const nodes = table.rows.map(row => (row.when === null ? ALWAYS : nodeOf(space, row.when)))
  return { table, space, nodes, budget: { left: read } }
}

export const holdBits = (row: TableRow): number => (row.holdsUnknown ? BIT.met | BIT.unknown : BIT.met)
const restBits = (row: TableRow): number => 7 & ~holdBits(row)

const holding = (ready: ReadyTable, row: number): Requirement => ({
  node: ready.nodes[row] ?? ALWAYS,
  allowed: holdBits(ready.table.rows[row] as TableRow),
})
const resting = (ready: ReadyTable, row: number): Requirement => ({
  node: ready.nodes[row] ?? ALWAYS,
  allowed: restBits(ready.table.rows[row] as TableRow),
})

const caseOf = ({ space }: ReadyTable, search: Search): Witness =>
  witnessOf(space, search.state === 'found' ? search.chosen : new Int32Array(space.facts.length).fill(-1))

export const nothingKnown = ({ space }: ReadyTable): Witness =>
  Object.fromEntries(space.facts.map(fact => [fact.name, null]))

/** Rows in the order in which they are asked: the first that holds counts. */
export function askedOrder({ rows, hit }: Table): readonly number[] {
  const places = rows.map((_, place) => place)
  if (hit !== 'lowest' && hit !== 'highest') return places
  const sign = hit === 'lowest' ? 1 : -1
  return places.sort((a, b) => {
    const [left, right] = [rows[a]?.gives ?? 0n, rows[b]?.gives ?? 0n]
    return left === right ? a - b : (left < right ? -1 : 1) * sign
  })
}

const isComparable = (table: Table): boolean => table.rows.every(row => row.gives !== null)

function gapOf(ready: ReadyTable, over: 'known' | 'unknown'): TableFinding[] {
  const { table } = ready
  if (table.otherwise !== undefined || table.hit === 'all') return []
  const resters = table.rows.map((_, row) => resting(ready, row))
  const search = satisfying(ready.space, resters, ready.budget)
  if (search.state === 'none') return []
  if (search.state === 'not_decided') return [{ kind: 'not_decided', rows: [], witness: nothingKnown(ready), over }]
  return [{ kind: 'gap', rows: [], witness: caseOf(ready, search), over }]
}

function overlapsOf(ready: ReadyTable): TableFinding[] {
  const { rows, hit } = ready.table
  if (hit !== 'unique') return []
  const found: TableFinding[] = []
  for (const later of rows.keys())
    for (let earlier = 0; earlier < later; earlier++) {
      const search = satisfying(ready.space, [holding(ready, earlier), holding(ready, later)], ready.budget)
      if (search.state === 'none') continue
      const kind = search.state === 'found' ? 'overlap' : 'not_decided'
      found.push({ kind, rows: [later, earlier], witness: caseOf(ready, search), over: 'known' })
      if (ready.budget.left <= 0) return found
    }
  return found
}

/** Whether a row can be the one that counts, and whether what then comes is ever another result. */
function rowFindings(ready: ReadyTable, order: readonly number[], at: number): TableFinding[] {
  const { table, space, budget } = ready
  const row = order[at] ?? 0
  const own = holding(ready, row)
  const found = (kind: TableFinding['kind'], rows: readonly number[], search: Search): TableFinding[] => [
    { kind, rows: [row, ...rows], witness: caseOf(ready, search), over: 'known' },
  ]
  const met = satisfying(space, [{ node: own.node, allowed: BIT.met }], budget)
  if (met.state === 'not_decided') return found('not_decided', [], met)
  // No case meets it: what is shown is one that comes to it in vain.
  if (met.state === 'none') return found('row_unreachable', [], satisfying(space, [resting(ready, row)], budget))
  if (table.hit === 'all')
    return table.rows[row]?.gives === 0n && table.rows[row]?.when !== null ? found('row_redundant', [], met) : []
  if ((table.hit === 'lowest' || table.hit === 'highest') && !isComparable(table)) return []
  const before = order.slice(0, at)
  const counting = [own, ...before.map(other => resting(ready, other))]
  const decides = satisfying(space, counting, budget)
  if (decides.state === 'not_decided') return found('not_decided', before, decides)
  if (decides.state === 'none') {
    const single = before.find(other => satisfying(space, [own, resting(ready, other)], budget).state === 'none')
    return table.hit === 'unique' ? [] : found('row_shadowed', single === undefined ? before : [single], met)
  }
  const changing = isChanging(ready, order, at, counting)
  if (changing === 'not_decided') return found('not_decided', order.slice(at + 1), decides)
  return changing === 'found' ? [] : found('row_redundant', [], decides)
}

/** Whether without the row some case it decides would be given something else. */
function isChanging(
  ready: ReadyTable,
  order: readonly number[],
  at: number,
  counting: readonly Requirement[],
): Search['state'] {
  const { table, space, budget } = ready
  const gives = table.rows[order[at] ?? 0]?.gives ?? null
  const after = order.slice(at + 1)
  for (const [step, next] of after.entries()) {
    const other = table.rows[next]?.gives ?? null
    if (gives !== null && other === gives) continue
    const between = after.slice(0, step).map(row => resting(ready, row))
    const search = satisfying(space, [...counting, holding(ready, next), ...between], budget)
    if (search.state !== 'none') return search.state
  }
  if (gives !== null && table.otherwise === gives) return 'none'
  return satisfying(space, [...counting, ...after.map(row => resting(ready, row))], budget).state
}

/** Rows that all ask one number alone, and leave some of it to nobody between two of them. */
function ladderGaps(ready: ReadyTable): TableFinding[] {
  const { table, space, nodes } = ready
  if (table.hit !== 'all' || table.rows.length < 2 || space.facts.length !== 1) return []
  if (space.facts[0]?.type === 'code' || space.facts[0]?.type === 'flag') return []
  const taken = (space.values[0] ?? []).map((_, at) =>
    nodes.flatMap((node, row) => {
      const own = table.rows[row] as TableRow
      return own.when !== null && maskOf(space, node, Int32Array.of(at)) & holdBits(own) ? [row] : []
    }),
  )
  const first = taken.findIndex(rows => rows.length > 0)
  const last = taken.findLastIndex(rows => rows.length > 0)
  const at = taken.findIndex((rows, place) => place > first && place < last && rows.length === 0)
  if (first < 0 || at < 0) return []
  const [below, above] = [
    taken.slice(0, at).findLast(rows => rows.length > 0),
    taken.slice(at).find(rows => rows.length > 0),
  ]
  const rows = [...(below ?? []), ...(above ?? [])]
  return [{ kind: 'gap', rows, witness: witnessOf(space, [at]), over: 'known' }]
}

/** What each row does, as far as the table's budget reaches; the rows it does not reach are named. */
function everyRow(ready: ReadyTable, order: readonly number[]): readonly TableFinding[] {
  const found: TableFinding[] = []
  for (const at of order.keys()) {
    if (ready.budget.left <= 0) {
      found.push({ kind: 'not_decided', rows: order.slice(at), witness: nothingKnown(ready), over: 'known' })
      break
    }
    found.push(...rowFindings(ready, order, at))
  }
  return found
}

/**
 * Everything found of a table by its rows, over known values; gaps also where facts are unknown.
 * @param read conditions that may be read of it in all, before what is left is said to be undecided
 */
export function rowsFindings(table: Table, read = READ_MAX_TABLE): readonly TableFinding[] {
  const known = readyTable(table, false, 0, read)
  const gaps = gapOf(known, 'known')
  return [
    ...(gaps.length > 0 ? gaps : gapOf(readyTable(table, true, 0, read), 'unknown')),
    ...ladderGaps(known),
    ...overlapsOf(known),
    ...everyRow(known, askedOrder(table)),
  ]
}
