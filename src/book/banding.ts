/**
 * Cutting a number into bands whose default rates move one way only, and the weight of evidence of each band.
 * The first step of estimating a scorecard.
 */
import { chiSquareTail } from '../kernel/distributions.ts'

/** A value that was seen with its outcome; undefined where the file has no value. */
export type Observation = { readonly value: number | undefined; readonly isBad: boolean }

/** Counts of a band; `from` is its lower edge (inclusive), undefined for the lowest band. */
export type Band = { readonly from: number | undefined; readonly good: number; readonly bad: number }

export type BandingSettings = {
  /** How many bands of equal size are cut first. */
  readonly bandsFirst: number
  /** How many bands may be left. */
  readonly bandsMax: number
  /** The least share of the known values a band holds. */
  readonly shareMin: number
  /** Neighbours whose default rates do not differ at this level are joined. */
  readonly significance: number
}

export type Direction = 'higher_is_better' | 'lower_is_better'

/**
 * Index of the band a value falls in: the number of edges at or below it.
 * @param edges ascending lower edges of all bands but the lowest
 */
export function bandIndex(edges: readonly number[], value: number): number {
  let index = 0
  for (const edge of edges) if (value >= edge) index++
  return index
}

/** Counts good and bad per band; unknown values are not counted. */
export function bandsBetween(observations: readonly Observation[], edges: readonly number[]): Band[] {
  const counts = [undefined, ...edges].map(from => ({ from, good: 0, bad: 0 }))
  for (const { value, isBad } of observations) {
    if (value === undefined) continue
    const band = counts[bandIndex(edges, value)]
    if (band === undefined) throw new Error('a value fell outside every band')
    if (isBad) band.bad++
    else band.good++
  }
  return counts
}

const sizeOf = (band: Band): number => band.good + band.bad
const rateOf = (band: Band): number => band.bad / sizeOf(band)
const joined = (left: Band, right: Band): Band => ({
  from: left.from,
  good: left.good + right.good,
  bad: left.bad + right.bad,
})

/** Joins band `index` with its right neighbour. */
const joinedAt = (bands: readonly Band[], index: number): Band[] => {
  const left = bands[index]
  const right = bands[index + 1]
  if (left === undefined || right === undefined) return [...bands]
  return [...bands.slice(0, index), joined(left, right), ...bands.slice(index + 2)]
}

/** Chance of a difference in default rate this large between two bands that are alike (chi-square, 1 degree). */
export function likeness(left: Band, right: Band): number {
  const all = joined(left, right)
  const rate = rateOf(all)
  if (rate === 0 || rate === 1) return 1
  const deviation = rateOf(left) - rateOf(right)
  const variance = rate * (1 - rate) * (1 / sizeOf(left) + 1 / sizeOf(right))
  return chiSquareTail((deviation * deviation) / variance, 1)
}

/** Joins until default rates never move against the direction (pool adjacent violators). */
function monotone(bands: readonly Band[], direction: Direction): Band[] {
  let result = [...bands]
  for (let index = 0; index + 1 < result.length; ) {
    const left = result[index]
    const right = result[index + 1]
    if (left === undefined || right === undefined) break
    const isWrong = direction === 'higher_is_better' ? rateOf(right) >= rateOf(left) : rateOf(right) <= rateOf(left)
    if (isWrong) {
      result = joinedAt(result, index)
      index = Math.max(0, index - 1)
    } else index++
  }
  return result
}

/** The pair of neighbours that is most alike, as index of the left one with its likeness. */
function mostAlike(bands: readonly Band[]): { index: number; likeness: number } | undefined {
  let found: { index: number; likeness: number } | undefined
  for (let index = 0; index + 1 < bands.length; index++) {
    const left = bands[index]
    const right = bands[index + 1]
    if (left === undefined || right === undefined) break
    const value = likeness(left, right)
    if (found === undefined || value > found.likeness) found = { index, likeness: value }
  }
  return found
}

/** Joins every band that is too small with the neighbour that is more like it. */
function largeEnough(bands: readonly Band[], sizeMin: number): Band[] {
  let result = [...bands]
  for (;;) {
    const index = result.findIndex(band => sizeOf(band) < sizeMin || band.bad === 0 || band.good === 0)
    const band = result[index]
    if (band === undefined || result.length === 1) return result
    const before = result[index - 1]
    const after = result[index + 1]
    const isLeft = after === undefined || (before !== undefined && likeness(before, band) > likeness(band, after))
    result = joinedAt(result, isLeft ? index - 1 : index)
  }
}

/** The nearest whole multiple of a step, as the very number its decimal text stands for. */
export function multipleOf(step: number, value: number): number {
  const decimals = String(step).split('.')[1]?.length ?? 0
  return Number(`${Math.round(Math.round(value / step) * step * 10 ** decimals)}e-${decimals}`)
}

/**
 * Cuts observations into bands: equal sizes first, edges rounded to `step`; then bands are joined that are too small,
 * that break the direction, or that do not differ, until no more than `bandsMax` are left.
 * @param step edges are whole multiples of it, so that the printed edge is the edge used
 */
export function bandsOf(
  observations: readonly Observation[],
  direction: Direction,
  step: number,
  settings: BandingSettings,
): Band[] {
  const known = observations.flatMap(({ value }) => (value === undefined ? [] : [value])).sort((a, b) => a - b)
  const edges: number[] = []
  for (let i = 1; i < settings.bandsFirst; i++) {
    const value = known[Math.floor((i * known.length) / settings.bandsFirst)]
    if (value === undefined) continue
    const edge = multipleOf(step, value)
    if (edge > (edges.at(-1) ?? Number.NEGATIVE_INFINITY)) edges.push(edge)
  }
  const sized = largeEnough(bandsBetween(observations, edges), settings.shareMin * known.length)
  let bands = monotone(sized, direction)
  for (;;) {
    const pair = mostAlike(bands)
    if (pair === undefined) return bands
    if (pair.likeness < settings.significance && bands.length <= settings.bandsMax) return bands
    bands = joinedAt(bands, pair.index)
  }
}

/**
 * Weight of evidence of each band: ln(share of the good in it / share of the bad in it), half a case added to each
 * count. Positive is better than the whole.
 * @source Good (1950), Probability and the Weighing of Evidence; half a case as Agresti (2013), 3.1.1
 */
export function weightsOfEvidence(bands: readonly Band[]): number[] {
  const good = bands.reduce((sum, band) => sum + band.good, 0)
  const bad = bands.reduce((sum, band) => sum + band.bad, 0)
  return bands.map(band => Math.log((band.good + 0.5) / good) - Math.log((band.bad + 0.5) / bad))
}
