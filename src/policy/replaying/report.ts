/**
 * What replaying many records came to: how many are the same to the byte, how many differ and where first, how many
 * could not be run and why; by engine and by edition. Tallies of parts add up to the tally of the whole.
 */
import type { Replayed } from '../../appraisal/replay.ts'

type Counts = {
  readonly records: number
  readonly identical: number
  readonly differing: number
  readonly not_run: number
}

/** A record that is not the same, with where first; or one that could not be run, with why. */
export type Listed = {
  readonly record: string
  readonly at: string
  readonly recorded: string | null
  readonly computed: string | null
  /** The code of the refusal of one that could not be run; null where it was run and differs. */
  readonly code: string | null
}

export type Tally = Counts & {
  readonly by_engine: readonly (Counts & { readonly engine: string })[]
  readonly by_edition: readonly (Counts & {
    readonly kind: string
    readonly edition: string
    readonly digest: string
  })[]
  readonly not_run_because: readonly { readonly code: string; readonly records: number }[]
  /** The first of those that differ or could not be run, in the order of the book; all of them are counted. */
  readonly listed: readonly Listed[]
}

/** How many records are listed one by one; what is wrong with more than that is wrong with the engine or the rules. */
export const LISTED_MAX = 100

const NOTHING: Counts = { records: 0, identical: 0, differing: 0, not_run: 0 }

const plus = (a: Counts, b: Counts): Counts => ({
  records: a.records + b.records,
  identical: a.identical + b.identical,
  differing: a.differing + b.differing,
  not_run: a.not_run + b.not_run,
})

const IDENTICAL: Counts = { records: 1, identical: 1, differing: 0, not_run: 0 }
const DIFFERING: Counts = { records: 1, identical: 0, differing: 1, not_run: 0 }
const NOT_RUN: Counts = { records: 1, identical: 0, differing: 0, not_run: 1 }

const inOrder = <Value>(counted: ReadonlyMap<string, Value>): readonly Value[] =>
  [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)

/** Sums of counts under names, as they come. */
function summed<Key extends object>() {
  const kept = new Map<string, Key & Counts>()
  return {
    add: (name: string, key: Key, counts: Counts): void => {
      kept.set(name, { ...key, ...plus(kept.get(name) ?? NOTHING, counts) })
    },
    all: () => inOrder(kept),
  }
}

function listedOf(record: string, { result }: Replayed): Listed | undefined {
  if (!result.ok) {
    const [first] = result.refusals
    const { code = '', at = '', params = {} } = first ?? {}
    return { record, at, recorded: params['value'] ?? null, computed: params['limit'] ?? null, code }
  }
  return result.value.isIdentical ? undefined : { record, ...result.value.first, code: null }
}

const countsOf = ({ result }: Replayed): Counts =>
  !result.ok ? NOT_RUN : result.value.isIdentical ? IDENTICAL : DIFFERING

/**
 * The tally of records run again.
 * @param replayed each record by its name, in the order of the book
 */
export function tallyOf(replayed: Iterable<readonly [record: string, of: Replayed]>): Tally {
  let whole = NOTHING
  const engines = summed<{ readonly engine: string }>()
  const editions = new Map<readonly object[], { readonly of: NonNullable<Replayed['made']>; counts: Counts }>()
  const codes = new Map<string, { readonly code: string; readonly records: number }>()
  const listed: Listed[] = []
  for (const [record, one] of replayed) {
    const counts = countsOf(one)
    whole = plus(whole, counts)
    engines.add(one.made?.engine ?? 'unknown', { engine: one.made?.engine ?? 'unknown' }, counts)
    if (one.made !== null) {
      // Records made by the same set of editions name one list of them.
      const set = editions.get(one.made.editions)
      if (set === undefined) editions.set(one.made.editions, { of: one.made, counts })
      else set.counts = plus(set.counts, counts)
    }
    const found = listedOf(record, one)
    if (found === undefined) continue
    if (listed.length < LISTED_MAX) listed.push(found)
    if (found.code !== null)
      codes.set(found.code, { code: found.code, records: (codes.get(found.code)?.records ?? 0) + 1 })
  }
  const byEdition = summed<{ readonly kind: string; readonly edition: string; readonly digest: string }>()
  for (const { of, counts } of editions.values())
    for (const { kind, edition, digest } of of.editions)
      byEdition.add(`${kind} ${edition} ${digest}`, { kind, edition, digest }, counts)
  return {
    ...whole,
    by_engine: engines.all(),
    by_edition: byEdition.all(),
    not_run_because: inOrder(codes),
    listed,
  }
}

/** The tally of the whole from those of its parts, in the order of the book. */
export function together(tallies: readonly Tally[]): Tally {
  const engines = summed<{ readonly engine: string }>()
  const editions = summed<{ readonly kind: string; readonly edition: string; readonly digest: string }>()
  const codes = new Map<string, { readonly code: string; readonly records: number }>()
  for (const tally of tallies) {
    for (const { engine, ...counts } of tally.by_engine) engines.add(engine, { engine }, counts)
    for (const { kind, edition, digest, ...counts } of tally.by_edition)
      editions.add(`${kind} ${edition} ${digest}`, { kind, edition, digest }, counts)
    for (const { code, records } of tally.not_run_because)
      codes.set(code, { code, records: records + (codes.get(code)?.records ?? 0) })
  }
  return {
    ...tallies.reduce<Counts>(plus, NOTHING),
    by_engine: engines.all(),
    by_edition: editions.all(),
    not_run_because: inOrder(codes),
    listed: tallies.flatMap(tally => tally.listed).slice(0, LISTED_MAX),
  }
}
