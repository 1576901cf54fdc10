/**
 * Weighted kappa of two raters (Cohen, with the standard errors of Fleiss, Cohen and Everitt) and the kappa of Fleiss
 * for any number of them, both on marks of categories.
 */
import { normalAbove, normalQuantile } from '../../kernel/distributions.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { RatingTable } from './ratings.ts'
import { type AgreementCode, type Reason, undefinedStatistic } from './refusals.ts'

/** Counts by category: of two raters how often the first gave the row and the second the column. */
export type Counts = readonly (readonly number[])[]

/** How near two categories count as agreement: 1 on the diagonal, 0 for none. */
export type Weights = 'linear' | 'quadratic' | 'identity' | Counts

/** A test that there is no more agreement than by chance. */
export type NullTest = {
  readonly standardError: number
  readonly z: number
  /** Of both tails. */
  readonly p: number
}

export type Kappa = {
  readonly value: number
  readonly observed: number
  readonly expected: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
  readonly test: Result<NullTest, AgreementCode>
}

/** What is left of 1 here is the noise of doubles. */
const NOISE = 1e-12

const refused = (statistic: string, why: Reason, shown: Readonly<Record<string, string>> = {}) =>
  refuse(undefinedStatistic(statistic, why, shown))

/** The weights as a matrix of `size` rows, or why they are none. */
export function weightsOf(weights: Weights, size: number): Result<Counts, AgreementCode> {
  const distance = (i: number, j: number) => (size === 1 ? 0 : Math.abs(i - j) / (size - 1))
  const square = (of: (i: number, j: number) => number): Counts =>
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => of(i, j)))
  if (weights === 'identity') return ok(square((i, j) => (i === j ? 1 : 0)))
  if (weights === 'linear') return ok(square((i, j) => 1 - distance(i, j)))
  if (weights === 'quadratic') return ok(square((i, j) => 1 - distance(i, j) ** 2))
  if (weights.length !== size)
    return refuse(refusal('weights_malformed', 'weights', { value: String(weights.length), limit: `${size} rows` }))
  const found = weights.flatMap((row, i) => {
    if (row.length !== size)
      return [refusal('weights_malformed', `weights.${i}`, { value: String(row.length), limit: `${size} columns` })]
    return row.flatMap((weight, j) => {
      const isWeight = i === j ? weight === 1 : weight >= 0 && weight <= 1
      const limit = i === j ? '1 on the diagonal' : '0 to 1'
      return isWeight ? [] : [refusal('weights_malformed', `weights.${i}.${j}`, { value: String(weight), limit })]
    })
  })
  return found.length === 0 ? ok(weights) : refuse(...found)
}

const total = (row: readonly number[]): number => row.reduce((sum, one) => sum + one, 0)

/** A sum over the cells of a square table. */
function over(size: number, of: (i: number, j: number) => number): number {
  let sum = 0
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += of(i, j)
  return sum
}

const at = (table: Counts, i: number, j: number): number => table[i]?.[j] ?? 0

/**
 * Weighted kappa of two raters.
 * Formula: (p_o - p_e) / (1 - p_e), p_o = sum(w_ij p_ij), p_e = sum(w_ij p_i. p_.j).
 * @param table  counts, as many columns as rows
 * @param level  of the interval, above 0 and below 1: the value and the normal quantile times its standard error
 * @source Cohen (1968); the errors, of the value and without agreement, Fleiss, Cohen & Everitt (1969), Psychological
 *   Bulletin 72, 323-327, formulas 9 and 13
 */
export function weightedKappa(table: Counts, weights: Weights, level: number): Result<Kappa, AgreementCode> {
  const name = 'weighted_kappa'
  const size = table.length
  const count = total(table.map(total))
  if (count === 0) return refused(name, 'no_pair_of_marks')
  if (count === 1) return refused(name, 'one_subject')
  const matrix = weightsOf(weights, size)
  if (!matrix.ok) return matrix
  const w = matrix.value
  const rows = table.map(row => total(row) / count)
  const columns = table.map((_, j) => total(table.map(row => row[j] ?? 0)) / count)
  const row = (i: number) => rows[i] ?? 0
  const column = (j: number) => columns[j] ?? 0

  const observed = over(size, (i, j) => (at(w, i, j) * at(table, i, j)) / count)
  const expected = over(size, (i, j) => at(w, i, j) * row(i) * column(j))
  if (1 - expected < NOISE) return refused(name, 'no_disagreement_expected')
  const value = (observed - expected) / (1 - expected)

  // What the other rater would have agreed with each category by chance.
  const ofRow = rows.map((_, i) => total(columns.map((share, j) => share * at(w, i, j))))
  const ofColumn = columns.map((_, j) => total(rows.map((share, i) => share * at(w, i, j))))
  const chance = (i: number, j: number) => (ofRow[i] ?? 0) + (ofColumn[j] ?? 0)
  const spread =
    over(
      size,
      (i, j) => (at(table, i, j) / count) * (at(w, i, j) * (1 - expected) - chance(i, j) * (1 - observed)) ** 2,
    ) -
    (observed * expected - 2 * expected + observed) ** 2
  const standardError = Math.sqrt(Math.max(0, spread) / count) / (1 - expected) ** 2
  const nullSpread = over(size, (i, j) => row(i) * column(j) * (at(w, i, j) - chance(i, j)) ** 2) - expected ** 2
  const reach = normalQuantile((1 + level) / 2) * standardError
  return ok({
    value,
    observed,
    expected,
    standardError,
    lower: value - reach,
    upper: value + reach,
    test: nullTest(name, value, Math.sqrt(Math.max(0, nullSpread) / count) / (1 - expected)),
  })
}

const nullTest = (name: string, value: number, standardError: number): Result<NullTest, AgreementCode> =>
  standardError < NOISE
    ? refused(name, 'no_variation_within_subjects')
    : ok({ standardError, z: value / standardError, p: 2 * normalAbove(Math.abs(value) / standardError) })

/**
 * The table of two raters: how often each pair of categories was given to a subject both have marked.
 * @param categories every category there is, in their order; others than those are a fault and thrown
 */
export function pairedCounts(table: RatingTable, categories: readonly number[]): Result<Counts, AgreementCode> {
  if (table.values.length === 0) return refused('weighted_kappa', 'no_marks')
  if (table.raters.length !== 2)
    return refused('weighted_kappa', 'not_two_raters', { value: String(table.raters.length) })
  const counts = categories.map(() => categories.map(() => 0))
  for (let subject = 0; subject < table.subjects.length; subject++) {
    const from = table.starts[subject] ?? 0
    if ((table.starts[subject + 1] ?? 0) - from !== 2) continue
    const row = counts[placeIn(categories, table.values[from] ?? 0)] ?? []
    const column = placeIn(categories, table.values[from + 1] ?? 0)
    row[column] = (row[column] ?? 0) + 1
  }
  return ok(counts)
}

function placeIn(categories: readonly number[], value: number): number {
  const place = categories.indexOf(value)
  if (place < 0) throw new RangeError(`${value} is none of the categories`)
  return place
}

export type FleissKappa = {
  readonly value: number
  readonly observed: number
  readonly expected: number
  readonly subjects: number
  readonly raters: number
  readonly test: Result<NullTest, AgreementCode>
  /** Of each category against all others, in their order; undefined for one that nobody gave, or everybody always. */
  readonly categories: readonly Result<{ readonly value: number; readonly test: NullTest }, AgreementCode>[]
}

/**
 * How often each category was given to each subject.
 * @param categories every category there is; others than those are a fault and thrown
 */
export function categoryCounts(table: RatingTable, categories: readonly number[]): Counts {
  return table.subjects.map((_, subject) => {
    const row = categories.map(() => 0)
    for (let place = table.starts[subject] ?? 0; place < (table.starts[subject + 1] ?? 0); place++) {
      const category = placeIn(categories, table.values[place] ?? 0)
      row[category] = (row[category] ?? 0) + 1
    }
    return row
  })
}

/**
 * The kappa of Fleiss, of the same number of marks for every subject, whoever gave them.
 * Formula: (P - P_e) / (1 - P_e), P the mean share of agreeing pairs, P_e = sum(p_j^2). The standard error is that
 * without agreement: it tests, and tells no interval.
 * @param counts subjects by categories
 * @source Fleiss (1971), Psychological Bulletin 76, 378-382; the error as Fleiss, Nee & Landis (1979) corrected it
 */
export function fleissKappa(counts: Counts): Result<FleissKappa, AgreementCode> {
  const name = 'fleiss_kappa'
  const raters = total(counts[0] ?? [])
  const marks = total(counts.map(total))
  if (marks === 0) return refused(name, 'no_marks')
  const odd = counts.findIndex(row => total(row) !== raters)
  if (odd >= 0)
    return refused(name, 'marks_unequal_in_number', {
      subject: String(odd),
      value: String(total(counts[odd] ?? [])),
      limit: String(raters),
    })
  if (raters < 2) return refused(name, 'one_rater')
  const subjects = counts.length
  if (subjects < 2) return refused(name, 'one_subject')
  const shares = (counts[0] ?? []).map((_, j) => total(counts.map(row => row[j] ?? 0)) / marks)
  const expected = total(shares.map(share => share ** 2))
  if (1 - expected < NOISE) return refused(name, 'no_disagreement_expected')
  const pairs = subjects * raters * (raters - 1)
  const observed = total(counts.map(row => total(row.map(one => one * (one - 1))))) / pairs
  const value = (observed - expected) / (1 - expected)
  const mixed = total(shares.map(share => share * (1 - share)))
  const skewed = total(shares.map(share => share * (1 - share) * (1 - 2 * share)))
  const standardError = (Math.sqrt(2) / (mixed * Math.sqrt(pairs))) * Math.sqrt(Math.max(0, mixed ** 2 - skewed))
  const ofOne = Math.sqrt(2 / pairs)
  const categories = shares.map((share, j) => {
    const apart = share * (1 - share)
    if (apart < NOISE) return refused(name, 'no_disagreement_expected', { category: String(j) })
    const differing = total(counts.map(row => (row[j] ?? 0) * (raters - (row[j] ?? 0))))
    const own = 1 - differing / (pairs * apart)
    return ok({ value: own, test: { standardError: ofOne, z: own / ofOne, p: 2 * normalAbove(Math.abs(own) / ofOne) } })
  })
  return ok({ value, observed, expected, subjects, raters, test: nullTest(name, value, standardError), categories })
}
