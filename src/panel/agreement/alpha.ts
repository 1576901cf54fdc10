/**
 * Krippendorff's alpha: how far marks agree beyond chance, for any number of raters, missing marks and four scales.
 */
import { ok, type Result, refuse } from '../../kernel/result.ts'
import type { RatingTable } from './ratings.ts'
import { type AgreementCode, type Reason, undefinedStatistic } from './refusals.ts'

export const METRICS = ['nominal', 'ordinal', 'interval', 'ratio'] as const
export type Metric = (typeof METRICS)[number]

/** Marks of one unit, by value; units marked alike are told once. */
type Pattern = {
  /** Places of the values in `Coincidences.values`, rising, each once. */
  readonly codes: readonly number[]
  /** How often each was given. */
  readonly counts: readonly number[]
  readonly marks: number
  /** How many units are marked so. */
  readonly units: number
}

/** What alpha is computed from: the units with a pair of marks, and how often each value was given in them. */
export type Coincidences = {
  /** Every value given, rising. */
  readonly values: readonly number[]
  readonly counts: Float64Array
  readonly patterns: readonly Pattern[]
  readonly units: number
  readonly marks: number
  /** Pairs of marks of one unit. */
  readonly pairs: number
}

export type Alpha = {
  readonly value: number
  readonly units: number
  /** Marks in units of two or more: the others cannot be paired. */
  readonly marks: number
  readonly observed: number
  readonly expected: number
}

const NAME = 'krippendorff_alpha'
export const alphaRefused = (why: Reason, shown: Readonly<Record<string, string>> = {}) =>
  refuse(undefinedStatistic(NAME, why, shown))

/** The units that can be paired, or why there are none. */
export function coincidencesOf(table: RatingTable): Result<Coincidences, AgreementCode> {
  const { starts } = table
  if (table.values.length === 0) return alphaRefused('no_marks')
  if (table.raters.length < 2) return alphaRefused('one_rater', { rater: table.raters[0] ?? '' })
  const isPaired = (subject: number) => (starts[subject + 1] ?? 0) - (starts[subject] ?? 0) >= 2
  const paired = new Set<number>()
  for (let subject = 0; subject < table.subjects.length; subject++)
    if (isPaired(subject))
      for (let at = starts[subject] ?? 0; at < (starts[subject + 1] ?? 0); at++) paired.add(table.values[at] ?? 0)
  if (paired.size === 0) return alphaRefused('no_pair_of_marks')
  const values = [...paired].sort((a, b) => a - b)
  const codeOf = new Map(values.map((value, code) => [value, code]))

  const counts = new Float64Array(values.length)
  const found = new Map<string, { codes: number[]; counts: number[]; marks: number; units: number }>()
  let [units, marks, pairs] = [0, 0, 0]
  for (let subject = 0; subject < table.subjects.length; subject++) {
    if (!isPaired(subject)) continue
    const codes: number[] = []
    for (let at = starts[subject] ?? 0; at < (starts[subject + 1] ?? 0); at++)
      codes.push(codeOf.get(table.values[at] ?? 0) ?? 0)
    codes.sort((a, b) => a - b)
    for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
    units += 1
    marks += codes.length
    pairs += (codes.length * (codes.length - 1)) / 2
    const key = codes.join()
    const known = found.get(key)
    if (known === undefined) found.set(key, { ...counted(codes), marks: codes.length, units: 1 })
    else known.units += 1
  }
  return ok({ values, counts, patterns: [...found.values()], units, marks, pairs })
}

/** A rising list as its values, each once, and how often each stands in it. */
function counted(codes: readonly number[]): { codes: number[]; counts: number[] } {
  const each = [...new Set(codes)]
  const counts = each.map(code => codes.filter(one => one === code).length)
  return { codes: each, counts }
}

/**
 * Where the values lie on the scale: themselves, or for an ordinal one the middle of their ranks among all marks.
 * Formula: the ordinal difference of c and k is the sum of n_g from c to k less (n_c + n_k) / 2: that of midranks.
 */
export function scoresOf(metric: Metric, values: readonly number[], counts: Float64Array): readonly number[] {
  if (metric !== 'ordinal') return values
  let below = 0
  return values.map((_, code) => {
    const own = counts[code] ?? 0
    below += own
    return below - own / 2
  })
}

/** The squared difference of two values that are not the same, by their scores. */
export function difference(metric: Metric, a: number, b: number): number {
  switch (metric) {
    case 'nominal':
      return 1
    case 'ordinal':
    case 'interval':
      return (a - b) ** 2
    case 'ratio':
      return ((a - b) / (a + b)) ** 2
    default:
      return metric satisfies never
  }
}

/** Disagreement in one unit: the sum over its ordered pairs, divided by its marks less one. */
export function disagreementWithin(metric: Metric, pattern: Pattern, scores: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < pattern.codes.length; i++)
    for (let j = 0; j < i; j++)
      sum +=
        2 *
        (pattern.counts[i] ?? 0) *
        (pattern.counts[j] ?? 0) *
        difference(metric, scores[pattern.codes[i] ?? 0] ?? 0, scores[pattern.codes[j] ?? 0] ?? 0)
  return sum / (pattern.marks - 1)
}

/** The sum of differences over all ordered pairs of marks, whoever gave them to whom. */
export function disagreementAmong(
  metric: Metric,
  counts: Float64Array,
  marks: number,
  scores: readonly number[],
): number {
  let sum = 0
  if (metric === 'nominal') {
    for (const count of counts) sum += count * (marks - count)
    return sum
  }
  if (metric === 'ratio') {
    for (let i = 0; i < counts.length; i++)
      for (let j = 0; j < i; j++)
        sum += 2 * (counts[i] ?? 0) * (counts[j] ?? 0) * difference(metric, scores[i] ?? 0, scores[j] ?? 0)
    return sum
  }
  let mean = 0
  for (let i = 0; i < counts.length; i++) mean += ((counts[i] ?? 0) * (scores[i] ?? 0)) / marks
  for (let i = 0; i < counts.length; i++) sum += (counts[i] ?? 0) * ((scores[i] ?? 0) - mean) ** 2
  return 2 * marks * sum
}

/**
 * Krippendorff's alpha.
 * Formula: 1 - D_o / D_e, D_o = sum(o_ck d2_ck) / n, D_e = sum(n_c n_k d2_ck) / (n (n - 1)), over the n marks of units
 * with two or more.
 * @source Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)
 */
export function alphaOf(found: Coincidences, metric: Metric): Result<Alpha, AgreementCode> {
  const { values, counts, patterns, marks, units } = found
  if (values.length < 2) return alphaRefused('no_variation', { value: String(values[0]) })
  if (metric === 'ratio' && (values[0] ?? 0) < 0)
    return alphaRefused('negative_on_a_ratio_scale', { value: String(values[0]) })
  const scores = scoresOf(metric, values, counts)
  let sum = 0
  for (const pattern of patterns) sum += pattern.units * disagreementWithin(metric, pattern, scores)
  const observed = sum / marks
  const expected = disagreementAmong(metric, counts, marks, scores) / (marks * (marks - 1))
  return ok({ value: 1 - observed / expected, units, marks, observed, expected })
}
