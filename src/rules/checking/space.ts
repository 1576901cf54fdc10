/**
 * The space of cases a set of conditions can tell apart: for each fact the few values that stand for all of its others,
 * and unknown. Between two thresholds all values behave alike, so one of them stands for them all; facts compared with
 * each other keep so many of a stretch that every order among them can be had. What holds on these values therefore
 * holds on every case. First step of checking; it knows no stage and no edition.
 */
import type { Fact } from '../facts.ts'
import type { PlannedCondition, PlannedLeaf } from '../plan.ts'
import { valueText } from '../rows.ts'

export type Space = {
  readonly facts: readonly Fact[]
  readonly placeOf: ReadonlyMap<string, number>
  /** Values of each fact at its place, rising, as scaled integers; NaN, unknown, comes last where it is asked for. */
  readonly values: readonly (readonly number[])[]
}

/** A case that shows something: every fact the conditions read, as a record writes it; null is unknown. */
export type Witness = Readonly<Record<string, string | boolean | null>>

export type SpaceOptions = {
  /** Whether a fact may be unknown. */
  readonly withUnknown: boolean
  /** Facts whose every value counts by its order: codes are not taken together. */
  readonly ordered?: ReadonlySet<string>
  /** Values a fact may have at all, by name: what cannot occur is not looked at. */
  readonly possible?: ReadonlyMap<string, (value: number) => boolean>
}

export function leavesOf(condition: PlannedCondition): readonly PlannedLeaf[] {
  return condition.kind === 'leaf' ? [condition] : condition.of.flatMap(leavesOf)
}

/** Every fact conditions read, once, in the order in which they come. */
export function factsOf(conditions: readonly PlannedCondition[]): readonly Fact[] {
  const byName = new Map<string, Fact>()
  for (const leaf of conditions.flatMap(leavesOf)) {
    byName.set(leaf.fact.name, leaf.fact)
    if (leaf.test.kind === 'facts') byName.set(leaf.test.other.name, leaf.test.other)
  }
  return [...byName.values()]
}

/** Facts compared with each other, directly or through others: name -> all of its group. */
function groupsOf(leaves: readonly PlannedLeaf[]): ReadonlyMap<string, ReadonlySet<Fact>> {
  const groups = new Map<string, Set<Fact>>()
  for (const { fact, test } of leaves) {
    if (test.kind !== 'facts') continue
    const joined = new Set([
      ...[fact, ...(groups.get(fact.name) ?? [])],
      ...[test.other, ...(groups.get(test.other.name) ?? [])],
    ])
    for (const one of joined) groups.set(one.name, joined)
  }
  return groups
}

/**
 * Where the behaviour of a fact can change: its least value, the first beyond its greatest, each side of a threshold.
 */
function cutsOf(facts: Iterable<Fact>, leaves: readonly PlannedLeaf[]): readonly number[] {
  const cuts = new Set<number>()
  const names = new Set<string>()
  for (const fact of facts) {
    names.add(fact.name)
    cuts.add(fact.min).add(fact.max + 1)
  }
  for (const { fact, test } of leaves) {
    if (test.kind !== 'range' || !names.has(fact.name)) continue
    if (Number.isFinite(test.low)) cuts.add(test.low)
    if (Number.isFinite(test.high)) cuts.add(test.high + 1)
  }
  return [...cuts].sort((a, b) => a - b)
}

/** The first `width` values of every stretch between two cuts, within the bounds of the fact. */
function firstOfStretches(fact: Fact, cuts: readonly number[], width: number): number[] {
  return cuts.flatMap((cut, place) => {
    const end = Math.min(cuts[place + 1] ?? fact.max + 1, fact.max + 1)
    const values: number[] = []
    for (let value = Math.max(cut, fact.min); value < end && values.length < width; value++) values.push(value)
    return values
  })
}

/** Codes no leaf tells apart are taken together; the first of them stands for all. */
function firstOfCodes(fact: Fact, leaves: readonly PlannedLeaf[]): number[] {
  const own = leaves.filter(leaf => leaf.fact.name === fact.name)
  const seen = new Set<string>()
  return fact.codes.flatMap((_, code) => {
    const signs = own.map(({ test }) => {
      if (test.kind === 'codes') return test.table[code]
      return test.kind === 'range' && code >= test.low && code <= test.high ? 1 : 0
    })
    const signature = signs.join('')
    if (seen.has(signature)) return []
    seen.add(signature)
    return [code]
  })
}

const everyCode = (fact: Fact): number[] => fact.codes.map((_, code) => code)

/**
 * The space of some conditions.
 * @param extra how many further copies of a compared fact stand beside it (one where two cases are held side by side)
 */
export function spaceOf(conditions: readonly PlannedCondition[], options: SpaceOptions, extra = 0): Space {
  const leaves = conditions.flatMap(leavesOf)
  const groups = groupsOf(leaves)
  const facts = factsOf(conditions)
  const valuesOf = (fact: Fact): number[] => {
    const group = groups.get(fact.name)
    if (fact.type === 'code')
      return group !== undefined || options.ordered?.has(fact.name) ? everyCode(fact) : firstOfCodes(fact, leaves)
    const cuts = cutsOf(group ?? [fact], leaves)
    return firstOfStretches(fact, cuts, group === undefined ? 1 : group.size + extra)
  }
  const values = facts.map(fact => {
    const isPossible = options.possible?.get(fact.name)
    // What a restriction names is told apart by it, so every code is looked at there.
    const all = isPossible !== undefined && fact.type === 'code' ? everyCode(fact) : valuesOf(fact)
    const known = isPossible === undefined ? all : all.filter(isPossible)
    return options.withUnknown && isPossible === undefined ? [...known, Number.NaN] : known
  })
  return { facts, placeOf: new Map(facts.map((fact, place) => [fact.name, place])), values }
}

/**
 * A case of a space in words of the record.
 * @param chosen place of the value of each fact; -1 where any will do
 */
export function witnessOf(space: Space, chosen: ArrayLike<number>): Witness {
  return Object.fromEntries(
    space.facts.map((fact, place) => {
      const value = space.values[place]?.[Math.max(0, chosen[place] ?? 0)] ?? Number.NaN
      return [fact.name, fact.type === 'flag' && !Number.isNaN(value) ? value === 1 : valueText(fact, value)]
    }),
  )
}
