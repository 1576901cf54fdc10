/**
 * Looking for a case: branch and prune over the values of a space. What some conditions give is known as a set of
 * outcomes while facts are still open; a branch that can no longer lead anywhere is left, parts that share no open fact
 * are looked at apart. It finds a case, proves that there is none, or says that it has reached its bound.
 */
import { MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from '../evaluate.ts'
import type { PlannedCondition, PlannedLeaf } from '../plan.ts'
import type { Space } from './space.ts'

/** Sets of outcomes, a bit each. */
export const BIT = { not_met: 1 << NOT_MET, unknown: 1 << UNKNOWN, met: 1 << MET, not_applicable: 1 << NOT_APPLICABLE }

/** Conditions one question may have read before it is left undecided: some tenths of a second at most. */
export const READ_MAX = 2_000_000
/** Conditions all questions about one table may have read together: a second or two, however long the table is. */
export const READ_MAX_TABLE = 20_000_000
/** What a step costs beside the conditions it reads. */
const STEP = 4

/** A condition over the places of a space; `clause` is one that may not apply. */
export type Node =
  | { readonly kind: 'leaf'; readonly place: number; readonly bits: Uint8Array; readonly every: number }
  | { readonly kind: 'pair'; readonly left: number; readonly right: number; readonly holds: Holds }
  | { readonly kind: 'group'; readonly of: readonly Node[]; readonly table: Uint8Array; readonly neutral: number }
  | { readonly kind: 'clause'; readonly applies: Node; readonly conditions: Node }
type Holds = (left: number, right: number) => boolean

/** Outcomes a group can have of those two parts can have: the least (`all`) or the greatest (`any`) of each pair. */
function tableOf(pick: (a: number, b: number) => number): Uint8Array {
  const table = new Uint8Array(64)
  for (let a = 0; a < 8; a++)
    for (let b = 0; b < 8; b++)
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++)
          if ((a >> i) & (b >> j) & 1) table[a * 8 + b] = (table[a * 8 + b] ?? 0) | (1 << pick(i, j))
  return table
}
const ALL = tableOf((a, b) => (a < b ? a : b))
const ANY = tableOf((a, b) => (a > b ? a : b))

const HOLDS: Readonly<Record<string, Holds>> = {
  at_least: (a, b) => a >= b,
  on_or_after: (a, b) => a >= b,
  at_most: (a, b) => a <= b,
  on_or_before: (a, b) => a <= b,
  more_than: (a, b) => a > b,
  less_than: (a, b) => a < b,
  equals: (a, b) => a === b,
  differs: (a, b) => a !== b,
}

function bitOf(leaf: PlannedLeaf, value: number): number {
  const { test } = leaf
  if (Number.isNaN(value)) return BIT.unknown
  if (test.kind === 'codes') return test.table[value] === 1 ? BIT.met : BIT.not_met
  if (test.kind === 'facts') throw new Error('a comparison of two facts is read as a pair')
  return (value >= test.low && value <= test.high) === test.isInside ? BIT.met : BIT.not_met
}

/** A condition made ready for a space that has a place for every fact it reads. */
export function nodeOf(space: Space, condition: PlannedCondition): Node {
  if (condition.kind !== 'leaf') {
    const of = condition.of.map(one => nodeOf(space, one))
    const isAll = condition.kind === 'all'
    return { kind: 'group', of, table: isAll ? ALL : ANY, neutral: isAll ? BIT.met : BIT.not_met }
  }
  const place = space.placeOf.get(condition.fact.name) ?? -1
  if (condition.test.kind === 'facts') {
    const holds = HOLDS[condition.operator]
    if (holds === undefined) throw new Error(`${condition.operator} compares no two facts`)
    return { kind: 'pair', left: place, right: space.placeOf.get(condition.test.other.name) ?? -1, holds }
  }
  const bits = Uint8Array.from(space.values[place] ?? [], value => bitOf(condition, value))
  return { kind: 'leaf', place, bits, every: bits.reduce((all, one) => all | one, 0) }
}

function pairMask(space: Space, node: Node & { kind: 'pair' }, chosen: Int32Array): number {
  const of = (place: number): readonly number[] => {
    const values = space.values[place] ?? []
    const at = chosen[place] ?? -1
    return at < 0 ? values : values.slice(at, at + 1)
  }
  const rights = of(node.right)
  let mask = 0
  for (const left of of(node.left))
    for (const right of rights) {
      if (Number.isNaN(left) || Number.isNaN(right)) mask |= BIT.unknown
      else mask |= node.holds(left, right) ? BIT.met : BIT.not_met
      if (mask === 7) return mask
    }
  return mask
}

/**
 * The outcomes a condition can still have.
 * @param chosen place of the value of each fact, -1 while it is open
 */
export function maskOf(space: Space, node: Node, chosen: Int32Array): number {
  switch (node.kind) {
    case 'leaf': {
      const at = chosen[node.place] ?? -1
      return at < 0 ? node.every : (node.bits[at] ?? 0)
    }
    case 'pair':
      return pairMask(space, node, chosen)
    case 'group': {
      let mask = node.neutral
      for (const one of node.of) mask = node.table[mask * 8 + maskOf(space, one, chosen)] ?? 0
      return mask
    }
    case 'clause': {
      const applies = maskOf(space, node.applies, chosen)
      const unknown = applies & BIT.unknown
      const reached = applies & BIT.met ? maskOf(space, node.conditions, chosen) : 0
      return reached | unknown | (applies & BIT.not_met ? BIT.not_applicable : 0)
    }
    default:
      return node satisfies never
  }
}

/** Open places a condition still depends on. */
export function openPlaces(space: Space, node: Node, chosen: Int32Array): readonly number[] {
  const open = (...places: readonly number[]) => places.filter(place => (chosen[place] ?? -1) < 0)
  switch (node.kind) {
    case 'leaf':
      return open(node.place)
    case 'pair':
      return open(node.left, node.right)
    case 'group':
      return node.of.flatMap(one => (isSingle(maskOf(space, one, chosen)) ? [] : openPlaces(space, one, chosen)))
    case 'clause':
      return [...openPlaces(space, node.applies, chosen), ...openPlaces(space, node.conditions, chosen)]
    default:
      return node satisfies never
  }
}

const isSingle = (mask: number): boolean => (mask & (mask - 1)) === 0

/** A condition, and the outcomes it is to have. */
export type Requirement = { readonly node: Node; readonly allowed: number }
export type Budget = { left: number }

export type Search =
  | { readonly state: 'found'; readonly chosen: Int32Array }
  | { readonly state: 'none' }
  | { readonly state: 'not_decided' }

type Open = Requirement & { readonly places: ReadonlySet<number> }

/** Requirements that share no open place have nothing to say to each other. */
function apart(open: readonly Open[]): readonly (readonly Open[])[] {
  const parent = new Map<number, number>()
  const rootOf = (place: number): number => {
    let root = place
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root)) root = next
    return root
  }
  const partOf = open.map(({ places }) => {
    const [first = -1, ...others] = places
    for (const place of others) parent.set(rootOf(place), rootOf(first))
    return first
  })
  const parts = new Map<number, Open[]>()
  for (const [at, one] of open.entries()) {
    const root = rootOf(partOf[at] ?? -1)
    const part = parts.get(root)
    if (part === undefined) parts.set(root, [one])
    else part.push(one)
  }
  return [...parts.values()]
}

/** The open place most requirements wait for; of those the one with the fewest values. */
function branchPlace(space: Space, open: readonly Open[]): number {
  const counts = new Map<number, number>()
  for (const { places } of open) for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1)
  let best = -1
  for (const [place, count] of counts) {
    const most = counts.get(best) ?? 0
    const isSmaller = (space.values[place]?.length ?? 0) < (space.values[best]?.length ?? Number.POSITIVE_INFINITY)
    if (count > most || (count === most && isSmaller)) best = place
  }
  return best
}

function solved(space: Space, requirements: readonly Requirement[], chosen: Int32Array, budget: Budget): boolean {
  budget.left -= requirements.length + STEP
  if (budget.left < 0) return false
  const open: Open[] = []
  for (const one of requirements) {
    const mask = maskOf(space, one.node, chosen)
    if ((mask & one.allowed) === 0) return false
    if ((mask & ~one.allowed) === 0) continue
    open.push({ ...one, places: new Set(openPlaces(space, one.node, chosen)) })
  }
  if (open.length === 0) return true
  const parts = apart(open)
  const before = chosen.slice()
  if (parts.length > 1) {
    if (parts.every(part => solved(space, part, chosen, budget))) return true
    chosen.set(before)
    return false
  }
  const place = branchPlace(space, open)
  for (let at = 0; at < (space.values[place]?.length ?? 0) && budget.left >= 0; at++) {
    chosen[place] = at
    if (solved(space, open, chosen, budget)) return true
    chosen.set(before)
  }
  return false
}

/**
 * A case in which every condition has an outcome it is to have, proof that there is none, or neither within the budget.
 * Known values are tried before unknown.
 * @param total what this question shares with others; it is charged with what the question has read
 */
export function satisfying(
  space: Space,
  requirements: readonly Requirement[],
  total: Budget = { left: READ_MAX },
): Search {
  const chosen = new Int32Array(space.facts.length).fill(-1)
  const granted = Math.min(READ_MAX, total.left)
  if (granted <= 0) return { state: 'not_decided' }
  // A fact that can have no value at all leaves no case.
  if (space.values.some(values => values.length === 0)) return { state: 'none' }
  const budget = { left: granted }
  const isFound = solved(space, requirements, chosen, budget)
  total.left -= granted - budget.left
  if (isFound) return { state: 'found', chosen }
  return { state: budget.left >= 0 ? 'none' : 'not_decided' }
}
