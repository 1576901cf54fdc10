/**
 * The bootstrap interval of Krippendorff's alpha, drawn from a seed: of the units, or by Krippendorff's own algorithm
 * of the coincidences.
 */
import { binomial, type Chance } from '../../kernel/chance.ts'
import { ok, type Result } from '../../kernel/result.ts'
import {
  alphaOf,
  alphaRefused,
  type Coincidences,
  difference,
  disagreementAmong,
  disagreementWithin,
  type Metric,
  scoresOf,
} from './alpha.ts'
import type { AgreementCode } from './refusals.ts'

export const RESAMPLES = ['units', 'coincidences'] as const
export type Resampled = (typeof RESAMPLES)[number]

/** How the interval of alpha is drawn; the seed and the place are recorded with it. */
export type Resampling = {
  readonly by: Resampled
  /** Samples drawn, 1 or more. */
  readonly count: number
  readonly chance: Chance
  readonly level: number
}

export type AlphaInterval = {
  readonly lower: number
  readonly upper: number
  /** Samples in which everybody gave one value, which leave alpha undefined and are left out. */
  readonly undefinedSamples: number
}

/** The shares of the samples below which, and above which, half of what the level leaves out lies. */
function percentiles(
  drawn: Float64Array,
  level: number,
  undefinedSamples: number,
): Result<AlphaInterval, AgreementCode> {
  if (drawn.length === 0) return alphaRefused('no_variation', { value: 'every sample' })
  drawn.sort()
  const cut = Math.floor(((1 - level) / 2) * drawn.length)
  return ok({ lower: drawn[cut] ?? 0, upper: drawn[drawn.length - 1 - cut] ?? 0, undefinedSamples })
}

/**
 * The bootstrap interval of alpha.
 *
 * By `units`: as many units as there are, drawn with replacement, each with all its marks, and alpha computed anew. By
 * `coincidences`: Krippendorff's own algorithm, pairs drawn from the matrix of coincidences with the expected
 * disagreement kept, as many as there are but at most 25 for each filled cell; the pairs of one unit count there as if
 * they were apart.
 *
 * @source Zapf, Castell, Morawietz & Karch (2016), BMC Medical Research Methodology 16:93, for units; Krippendorff,
 *   Algorithm for bootstrapping a distribution of alpha (2006, revised 2011), for coincidences
 */
export function alphaInterval(
  found: Coincidences,
  metric: Metric,
  resampling: Resampling,
): Result<AlphaInterval, AgreementCode> {
  const alpha = alphaOf(found, metric)
  if (!alpha.ok) return alpha
  return resampling.by === 'units'
    ? byUnits(found, metric, resampling)
    : byCoincidences(found, metric, alpha.value.expected, resampling)
}

function byUnits(found: Coincidences, metric: Metric, { count, chance, level }: Resampling) {
  const { values, patterns, units } = found
  const fixed = metric === 'ordinal' ? undefined : patterns.map(pattern => disagreementWithin(metric, pattern, values))
  const drawn: number[] = []
  const times = new Int32Array(patterns.length)
  const counts = new Float64Array(values.length)
  for (let sample = 0; sample < count; sample++) {
    counts.fill(0)
    // How often units marked alike are drawn is binomial, given how many are left to draw and to draw from.
    let [left, from, marks] = [units, units, 0]
    for (const [place, pattern] of patterns.entries()) {
      const often = binomial(chance, left, pattern.units / from)
      times[place] = often
      left -= often
      from -= pattern.units
      if (often === 0) continue
      marks += often * pattern.marks
      for (let i = 0; i < pattern.codes.length; i++)
        counts[pattern.codes[i] ?? 0] = (counts[pattern.codes[i] ?? 0] ?? 0) + often * (pattern.counts[i] ?? 0)
    }
    const scores = scoresOf(metric, values, counts)
    let sum = 0
    for (const [place, pattern] of patterns.entries()) {
      const often = times[place] ?? 0
      if (often > 0) sum += often * (fixed?.[place] ?? disagreementWithin(metric, pattern, scores))
    }
    const expected = disagreementAmong(metric, counts, marks, scores)
    if (expected > 0) drawn.push(1 - ((marks - 1) * sum) / expected)
  }
  return percentiles(Float64Array.from(drawn), level, count - drawn.length)
}

/** Draws for each filled cell of the matrix of coincidences, at most. @source Krippendorff (2011), second step */
const DRAWS_PER_CELL = 25

function byCoincidences(found: Coincidences, metric: Metric, expected: number, { count, chance, level }: Resampling) {
  const { values, marks, pairs } = found
  const scores = scoresOf(metric, values, found.counts)
  const cells = filledCells(found)
  const upTo: number[] = []
  const differences: number[] = []
  let [reached, filled] = [0, 0]
  for (const [cell, weight] of cells) {
    const [c, k] = [Math.floor(cell / values.length), cell % values.length]
    reached += weight / marks
    upTo.push(reached)
    differences.push(c === k ? 0 : difference(metric, scores[c] ?? 0, scores[k] ?? 0))
    filled += c === k ? 1 : 2
  }
  const draws = Math.min(DRAWS_PER_CELL * filled, pairs)
  const drawn = new Float64Array(count)
  let perfect = 0
  for (let sample = 0; sample < count; sample++) {
    let sum = 0
    for (let i = 0; i < draws; i++) sum += differences[placeOf(upTo, chance.unit() * reached)] ?? 0
    drawn[sample] = Math.max(-1, 1 - sum / (draws * expected))
    if (sum === 0) perfect += 1
  }
  // Of the samples without disagreement, those that would be without variation too, told by chance, are 0.
  const same = [...cells].filter(([cell]) => cell % (values.length + 1) === 0).map(([, weight]) => weight / marks)
  const indeterminate = Math.round(count * same.reduce((sum, part) => sum + part ** draws, 0))
  const zeros = same.length === 1 ? perfect : Math.min(indeterminate, perfect)
  drawn.sort()
  if (zeros > 0) drawn.fill(0, count - zeros)
  return percentiles(drawn, level, 0)
}

/** The matrix of coincidences where it is filled, both halves in one: cell (c, k), c at most k, -> weight. */
function filledCells({ patterns, values }: Coincidences): ReadonlyMap<number, number> {
  const cells = new Map<number, number>()
  for (const { codes, counts, marks, units } of patterns)
    for (let i = 0; i < codes.length; i++)
      for (let j = i; j < codes.length; j++) {
        const pairs = i === j ? (counts[i] ?? 0) * ((counts[i] ?? 0) - 1) : 2 * (counts[i] ?? 0) * (counts[j] ?? 0)
        if (pairs === 0) continue
        const cell = (codes[i] ?? 0) * values.length + (codes[j] ?? 0)
        cells.set(cell, (cells.get(cell) ?? 0) + (units * pairs) / (marks - 1))
      }
  return cells
}

/** The first place whose bound is above the value, by halving. */
function placeOf(bounds: readonly number[], value: number): number {
  let [low, high] = [0, bounds.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bounds[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}
