/**
 * What is told of licences, so that nobody learns another's: each term of a licence is counted in one range and never
 * again, an institution counts once however much it contributed, the outermost are not shown, and a range is told in
 * bands of which it always covers two. So no question can be subtracted from another, neither of another part of the
 * store nor of another day, and whether a range is told depends on how many there are, never on what they say. Pure.
 */
import { dividedHalfEven, fixed, ONE } from '../../kernel/fixed.ts'
import { CURRENCY } from '../../kernel/money.ts'
import type { ComparablesRules } from './edition.ts'
import { type Exclusivity, type LicenceTerms, MEASURES, type Measure } from './schema.ts'

/** One term of one licence that no range has counted yet. */
export type Waiting = {
  readonly id: string
  readonly contributor: string
  readonly measure: Measure
  readonly section: string | null
  readonly exclusivity: Exclusivity | null
  /** The band its value lies in, 0 for the lowest. */
  readonly band: number
}

export type Range = {
  readonly measure: Measure
  /** Null: of every section, or whatever the exclusivity. */
  readonly section: string | null
  readonly exclusivity: Exclusivity | null
  /** The lowest and the highest band; never the same. */
  readonly low: number
  readonly high: number
  readonly deals: number
  readonly contributors: number
  readonly counted: readonly string[]
}
export type Released = { readonly ranges: readonly Range[]; readonly waiting: readonly Waiting[] }

/** How a range is made; `edges` of each measure are one fewer than its bands. */
export type RangeRules = Pick<ComparablesRules, 'dealsMin' | 'contributorsMin' | 'rangeShare'> & {
  readonly bands: Readonly<Record<Measure, number>>
}
export const rangeRulesOf = (rules: ComparablesRules): RangeRules => ({
  dealsMin: rules.dealsMin,
  contributorsMin: rules.contributorsMin,
  rangeShare: rules.rangeShare,
  bands: Object.fromEntries(MEASURES.map(one => [one, edgesOf(one, rules).length + 1])) as Record<Measure, number>,
})
export const edgesOf = (measure: Measure, rules: ComparablesRules): readonly string[] =>
  measure === 'upfront' ? rules.upfrontBands : rules.royaltyBands

/** The band of a value: a band begins with its lower edge. */
const bandOf = (value: bigint, edges: readonly string[]): number => edges.filter(edge => fixed(edge) <= value).length

/** The terms of a licence that can be counted, each in its band; an amount of another currency at its own rate. */
export function countable(id: string, contributor: string, terms: LicenceTerms, rules: ComparablesRules): Waiting[] {
  const { royalty, upfront, ipc, exclusivity } = terms
  const of = { id, contributor, section: ipc?.slice(0, 1) ?? null, exclusivity }
  const found: Waiting[] = []
  if (royalty !== null)
    found.push({
      ...of,
      measure: `royalty_on_${royalty.base}`,
      band: bandOf(fixed(royalty.rate), rules.royaltyBands),
    })
  if (upfront !== null) {
    const rate = upfront.currency === CURRENCY ? ONE : fixed(upfront.won_rate?.rate ?? '0')
    const won = dividedHalfEven(BigInt(upfront.amount) * rate, ONE)
    found.push({ ...of, measure: 'upfront', band: bandOf(won * ONE, rules.upfrontBands) })
  }
  return found
}

/** The rank, from either end, at which a range begins: never the outermost. */
const rankOf = (contributors: number, share: bigint): number => {
  const exact = BigInt(contributors) * share
  const rank = Number((exact + ONE - 1n) / ONE)
  return rank < 2 ? 2 : rank
}

/** One band for each institution: the middle of its own, the lower of two. */
function ownBands(terms: readonly Waiting[]): readonly number[] {
  const by = Map.groupBy(terms, one => one.contributor)
  return [...by.values()]
    .map(own => {
      const bands = own.map(one => one.band).toSorted((a, b) => a - b)
      return bands[(bands.length - 1) >> 1] as number
    })
    .toSorted((a, b) => a - b)
}

/**
 * The range of terms that lie together, or undefined where they are too few or of too few institutions.
 * `low = the rank-th lowest band of the institutions, high = the rank-th highest, rank = max(2, ceil(n x share))`;
 * where the two are one band, the next above is told with it, of the highest the next below.
 * @source rules/worth: comparables.deals_min, contributors_min, range_share
 */
export function rangeOf(
  cell: Pick<Range, 'measure' | 'section' | 'exclusivity'>,
  terms: readonly Waiting[],
  rules: RangeRules,
): Range | undefined {
  const bands = ownBands(terms)
  if (terms.length < rules.dealsMin || bands.length < rules.contributorsMin) return undefined
  const rank = rankOf(bands.length, rules.rangeShare)
  const [low, high] = [bands[rank - 1] as number, bands[bands.length - rank] as number]
  const isHighest = low === rules.bands[cell.measure] - 1
  const wide = low < high ? { low, high } : isHighest ? { low: low - 1, high } : { low, high: high + 1 }
  return { ...cell, ...wide, deals: terms.length, contributors: bands.length, counted: terms.map(one => one.id) }
}

/**
 * Everything that lies together well enough is told and counted; the rest waits. A section and exclusivity first, then
 * what is left of the section, then what is left of all: no term in two of them.
 */
export function released(waiting: readonly Waiting[], rules: RangeRules): Released {
  const ranges: Range[] = []
  let rest: Waiting[] = []
  for (const measure of MEASURES) {
    let left = waiting.filter(one => one.measure === measure)
    for (const level of [
      (one: Waiting) => (one.section === null || one.exclusivity === null ? null : [one.section, one.exclusivity]),
      (one: Waiting) => (one.section === null ? null : [one.section, null]),
      () => [null, null],
    ] as const) {
      const cells = Map.groupBy(left, one => JSON.stringify(level(one)))
      left = [...cells].flatMap(([key, terms]) => {
        const [section, exclusivity] = (JSON.parse(key) ?? []) as [string | null, Exclusivity | null]
        const range = key === 'null' ? undefined : rangeOf({ measure, section, exclusivity }, terms, rules)
        if (range === undefined) return terms
        ranges.push(range)
        return []
      })
    }
    rest = [...rest, ...left]
  }
  return { ranges, waiting: rest }
}

/** A range as it is kept and told: by its edges and rounded counts. */
export type ToldRange = {
  readonly id: string
  readonly measure: Measure
  readonly section: string | null
  readonly exclusivity: Exclusivity | null
  readonly low: string
  readonly high: string | null
  readonly deals_told: number
  readonly contributors_told: number
}

/** The edges a range is told by; null above the highest. */
export const edgesTold = ({ low, high }: Pick<Range, 'low' | 'high'>, edges: readonly string[]) => ({
  from: low === 0 ? '0' : (edges[low - 1] as string),
  to: edges[high] ?? null,
})

/** A count as it is told: the greatest of the numbers named that is not above it; the minimum where it is below all. */
export const toldCount = (count: number, told: readonly number[], least: number): number =>
  told.findLast(one => one <= count && one >= least) ?? least
