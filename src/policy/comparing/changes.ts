/**
 * What one edition has that another has not: rows added, removed and moved, and cells changed, each with its place in
 * the file, what stood there before and after, and the bodies that decide it. Reads any kind of edition, and knows
 * none.
 */
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { BODIES } from '../../kernel/sourced.ts'
import type { EditionHead } from '../../rules/edition.ts'

/** An edition of any kind, as its file holds it. */
export type EditionContent = EditionHead

/** Who may change a number or a clause. */
export type Body = (typeof BODIES)[number]

type Record = { readonly [key: string]: Json | undefined }

/**
 * One step into an edition: a key of an object, or a row of a list by what names it; `by` is the key of its name, and
 * missing where the row has none and is counted from 1.
 */
export type Step = { readonly key: string } | { readonly row: string; readonly by?: string }

export type Change = {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  readonly steps: readonly Step[]
  /** What stood there; for a row that moved, its number in the list, from 1. */
  readonly before: Json | undefined
  readonly after: Json | undefined
  readonly bodies: readonly Body[]
  /** What a value is counted in, where it is one. */
  readonly unit: string | undefined
}

const isRecord = (value: unknown): value is Record =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isRows = (value: unknown): value is readonly Record[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRecord)
const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other))

/** A tree of conditions is one cell, however deep it is: what changed in it is read as a whole. */
export const isCondition = (value: unknown): value is Record =>
  isRecord(value) && ('all' in value || 'any' in value || ('fact' in value && 'operator' in value))

/** What names a row among its neighbours. */
const NAMES = ['code', 'clause', 'name', 'signal', 'day', 'year', 'party', 'payer', 'level'] as const

/** The key that gives each row of both lists a name of its own, where one does. */
function nameKeyOf(one: readonly Record[], other: readonly Record[]): string | undefined {
  return NAMES.find(name =>
    [one, other].every(rows => {
      const names = rows.map(row => row[name])
      const isEach = names.every(value => typeof value === 'string' || typeof value === 'number')
      return isEach && new Set(names.map(String)).size === rows.length
    }),
  )
}

/** Every body named in a value, at any depth. */
function bodiesIn(value: Json | undefined, found: Set<Body>): void {
  if (Array.isArray(value)) for (const item of value) bodiesIn(item, found)
  else if (isRecord(value))
    for (const [key, item] of Object.entries(value)) {
      const body = key === 'decided_by' ? BODIES.find(one => one === item) : undefined
      if (body === undefined) bodiesIn(item, found)
      else found.add(body)
    }
}

/**
 * Who decides what stands at the end of a chain of values, the whole edition first: whoever the nearest of them names
 * for itself; else all that are named in the nearest in which anybody is. So no change is without a body because it has
 * no number.
 */
function bodiesOfChain(chain: readonly (Json | undefined)[]): ReadonlySet<Body> {
  for (const value of [...chain].reverse()) {
    const own = isRecord(value) ? BODIES.find(body => body === value['decided_by']) : undefined
    if (own !== undefined) return new Set([own])
    const named = new Set<Body>()
    bodiesIn(value, named)
    if (named.size > 0) return named
  }
  return new Set()
}

/** A pair of values on the way in, the whole editions first. */
type Pair = readonly [before: Json | undefined, after: Json | undefined]

/**
 * The bodies of a change: those before and those after. What is new counts for the bodies it names, as long as each of
 * them decides something already where it is put; else for all who do, so that nobody makes themselves a place.
 */
function bodiesAt(pairs: readonly Pair[]): readonly Body[] {
  const [was, is] = [pairs.map(([before]) => before), pairs.map(([, after]) => after)]
  const [before, after] = [bodiesOfChain(was), bodiesOfChain(is)]
  const [isNew, isGone] = [was.at(-1) === undefined, is.at(-1) === undefined]
  const isAtHome = [...after].every(body => before.has(body))
  const found = new Set([...(isNew && isAtHome ? [] : before), ...(isGone ? [] : after)])
  return BODIES.filter(body => found.has(body))
}

type To = { readonly found: Change[]; readonly steps: readonly Step[]; readonly pairs: readonly Pair[] }

const within = (to: To, step: Step, before: Json | undefined, after: Json | undefined): To => ({
  found: to.found,
  steps: [...to.steps, step],
  pairs: [...to.pairs, [before, after]],
})

function add(to: To, kind: Change['kind'], before: Json | undefined, after: Json | undefined): void {
  to.found.push({ kind, steps: to.steps, before, after, bodies: bodiesAt(to.pairs), unit: unitAt(to.pairs) })
}

/** The unit of the number a change stands in or is; that of the number as it is now, where it has changed. */
function unitAt(pairs: readonly Pair[]): string | undefined {
  for (const [before, after] of [...pairs].reverse())
    for (const value of [after, before])
      if (isRecord(value) && typeof value['unit'] === 'string' && 'status' in value) return value['unit']
  return undefined
}

/** Compares what stands at one place. */
function compare(to: To, before: Json | undefined, after: Json | undefined): void {
  if (isSame(before, after)) return
  const isTable = (value: Json | undefined): boolean => isRows(value) || (Array.isArray(value) && value.length === 0)
  if ((isRows(before) || isRows(after)) && isTable(before ?? []) && isTable(after ?? []))
    compareRows(to, (before ?? []) as readonly Record[], (after ?? []) as readonly Record[])
  else if (isRecord(before) && isRecord(after) && !isCondition(before) && !isCondition(after))
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(within(to, { key }, before[key], after[key]), before[key], after[key])
  else if (before === undefined) add(to, 'added', before, after)
  else if (after === undefined) add(to, 'removed', before, after)
  else add(to, 'changed', before, after)
}

function compareRows(to: To, before: readonly Record[], after: readonly Record[]): void {
  const by = nameKeyOf(before, after)
  if (by === undefined) compareNameless(to, before, after)
  else compareNamed(to, before, after, by)
}

function compareNamed(to: To, before: readonly Record[], after: readonly Record[], by: string): void {
  const [was, is] = [before, after].map(rows => rows.map(row => String(row[by]))) as [string[], string[]]
  const at = (row: string, one: Json | undefined, other: Json | undefined) => within(to, { row, by }, one, other)
  for (const [place, name] of was.entries())
    if (!is.includes(name)) add(at(name, before[place], undefined), 'removed', before[place], undefined)
  const kept = is.filter(name => was.includes(name))
  const inOrder = longestRising(kept.map(name => was.indexOf(name)))
  for (const [place, name] of is.entries()) {
    const from = was.indexOf(name)
    const row = at(name, before[from], after[place])
    if (from < 0) add(row, 'added', undefined, after[place])
    else {
      if (!inOrder.has(from)) add(row, 'moved', from + 1, place + 1)
      compare(row, before[from], after[place])
    }
  }
}

/** Rows without names: those that are the same stand against each other, and those between in their order. */
function compareNameless(to: To, before: readonly Record[], after: readonly Record[]): void {
  const [one, other] = [before.map(row => canonicalJson(row)), after.map(row => canonicalJson(row))]
  let [from, place] = [0, 0]
  const pairs = [...sharedRows(one, other), [before.length, after.length] as const]
  for (const [nextFrom, nextPlace] of pairs) {
    while (from < nextFrom || place < nextPlace) {
      const was = from < nextFrom ? before[from] : undefined
      const is = place < nextPlace ? after[place] : undefined
      const row = within(to, { row: String((is === undefined ? from : place) + 1) }, was, is)
      if (was === undefined) add(row, 'added', undefined, is)
      else if (is === undefined) add(row, 'removed', was, undefined)
      else compare(row, was, is)
      if (was !== undefined) from += 1
      if (is !== undefined) place += 1
    }
    from = nextFrom + 1
    place = nextPlace + 1
  }
}

/** Places of a longest common subsequence, in order. */
function sharedRows(one: readonly string[], other: readonly string[]): (readonly [number, number])[] {
  const lengths: number[][] = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0))
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--) {
      const row = lengths[i]
      if (row === undefined) continue
      const [down, right] = [at(i + 1, j), at(i, j + 1)]
      row[j] = one[i] === other[j] ? at(i + 1, j + 1) + 1 : down > right ? down : right
    }
  const found: (readonly [number, number])[] = []
  for (let i = 0, j = 0; i < one.length && j < other.length; )
    if (one[i] === other[j]) found.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1
    else j += 1
  return found
}

/** The numbers of a longest rising run among the places: rows that kept their order; all others moved. */
function longestRising(places: readonly number[]): ReadonlySet<number> {
  const best: { readonly length: number; readonly from: number }[] = []
  let last = -1
  for (const [at, place] of places.entries()) {
    let [length, from] = [1, -1]
    for (const [earlier, other] of places.slice(0, at).entries()) {
      const run = best[earlier]?.length ?? 0
      if (other < place && run + 1 > length) [length, from] = [run + 1, earlier]
    }
    best.push({ length, from })
    if (length > (best[last]?.length ?? 0)) last = at
  }
  const kept = new Set<number>()
  for (let at = last; at >= 0; at = best[at]?.from ?? -1) kept.add(places[at] ?? -1)
  return kept
}

/** What tells of the edition itself, not of policy. */
export const HEADER = ['kind', 'edition', 'in_force_from', 'note'] as const

/** Every change between two editions of a kind, in the order of their files. */
export function changesBetween(before: EditionContent, after: EditionContent): readonly Change[] {
  const [one, other] = [before as unknown as Json, after as unknown as Json]
  const found: Change[] = []
  compare({ found, steps: [], pairs: [[one, other]] }, one, other)
  const isHeader = (change: Change): boolean => {
    const [first] = change.steps
    return change.steps.length === 1 && first !== undefined && 'key' in first && HEADER.some(key => key === first.key)
  }
  return found.map(change => (isHeader(change) ? { ...change, bodies: [] } : change))
}
