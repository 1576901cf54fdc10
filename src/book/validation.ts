/**
 * How well a score separates and how well chances come true: AUC with DeLong's error, KS, Brier, Hosmer-Lemeshow,
 * calibration by groups, Jeffreys' test. Read by the calibration report and by the yearly validation of the grades.
 */
import { betaRegularised, chiSquareTail } from '../kernel/distributions.ts'

/** A score (higher is better) with what became of the firm. */
export type Scored = { readonly score: number; readonly isBad: boolean }

/** The two-sided 95 % point of the normal distribution. */
const Z95 = 1.959963984540054

export type Separation = {
  readonly good: number
  readonly bad: number
  readonly auc: number
  readonly error: number
  readonly low: number
  readonly high: number
}

/** Midranks (1-based, ties shared) in the order given. */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = values.map(() => 0)
  for (let start = 0; start < order.length; ) {
    let end = start
    const value = values[order[start] ?? 0]
    while (end < order.length && values[order[end] ?? 0] === value) end++
    for (let i = start; i < end; i++) ranks[order[i] ?? 0] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}

const varianceOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

/**
 * Area under the curve: the chance that a good firm scores above a bad one, ties half, with DeLong's standard error
 * and a 95 % interval cut to 0..1.
 * @param scored at least two good and two bad cases
 * @source DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837-845; midranks as Sun & Xu (2014)
 */
export function separationOf(scored: readonly Scored[]): Separation {
  const goods = scored.filter(({ isBad }) => !isBad).map(({ score }) => score)
  const bads = scored.filter(({ isBad }) => isBad).map(({ score }) => score)
  const [m, n] = [goods.length, bads.length]
  const all = midranks([...goods, ...bads])
  const amongGoods = midranks(goods)
  const amongBads = midranks(bads)
  const overBads = goods.map((_, i) => ((all[i] ?? 0) - (amongGoods[i] ?? 0)) / n)
  const underGoods = bads.map((_, j) => 1 - ((all[m + j] ?? 0) - (amongBads[j] ?? 0)) / m)
  const auc = overBads.reduce((sum, value) => sum + value, 0) / m
  const error = Math.sqrt(varianceOf(overBads) / m + varianceOf(underGoods) / n)
  return { good: m, bad: n, auc, error, low: Math.max(0, auc - Z95 * error), high: Math.min(1, auc + Z95 * error) }
}

/**
 * Standard error of an area by Hanley and McNeil's formula, for areas whose single scores are not at hand.
 * @param auc area, 0..1
 * @source Hanley & McNeil (1982), Radiology 143, 29-36, formula 2
 */
export function hanleyMcNeilError(auc: number, bad: number, good: number): number {
  const q1 = auc / (2 - auc)
  const q2 = (2 * auc * auc) / (1 + auc)
  return Math.sqrt((auc * (1 - auc) + (bad - 1) * (q1 - auc * auc) + (good - 1) * (q2 - auc * auc)) / (bad * good))
}

/** Greatest distance between the two cumulative distributions of the score (Kolmogorov-Smirnov). */
export function ksOf(scored: readonly Scored[]): number {
  const bad = scored.filter(({ isBad }) => isBad).length
  const good = scored.length - bad
  const sorted = [...scored].sort((a, b) => a.score - b.score)
  let [bads, goods, greatest] = [0, 0, 0]
  sorted.forEach((item, index) => {
    if (item.isBad) bads++
    else goods++
    if (sorted[index + 1]?.score !== item.score) greatest = Math.max(greatest, Math.abs(bads / bad - goods / good))
  })
  return greatest
}

/** A predicted chance of default with what became of the firm. */
export type Predicted = { readonly chance: number; readonly isBad: boolean }

/**
 * Mean squared distance between chance and outcome.
 * @source Brier (1950), Monthly Weather Review 78, 1-3 (one of the two classes)
 */
export const brierOf = (predicted: readonly Predicted[]): number =>
  predicted.reduce((sum, { chance, isBad }) => sum + (chance - (isBad ? 1 : 0)) ** 2, 0) / predicted.length

export type CalibrationGroup = {
  readonly cases: number
  readonly expected: number
  readonly seen: number
  readonly chanceMin: number
  readonly chanceMax: number
}

/** Groups of nearly equal size by rising chance; equal chances are never parted, so there may be fewer groups. */
export function calibrationOf(predicted: readonly Predicted[], groups: number): CalibrationGroup[] {
  const sorted = [...predicted].sort((a, b) => a.chance - b.chance)
  const result: CalibrationGroup[] = []
  for (let start = 0; start < sorted.length; ) {
    const left = groups - result.length
    let end = left <= 1 ? sorted.length : start + Math.max(1, Math.round((sorted.length - start) / left))
    while (end < sorted.length && sorted[end]?.chance === sorted[end - 1]?.chance) end++
    const part = sorted.slice(start, end)
    result.push({
      cases: part.length,
      expected: part.reduce((sum, { chance }) => sum + chance, 0),
      seen: part.filter(({ isBad }) => isBad).length,
      chanceMin: part[0]?.chance ?? 0,
      chanceMax: part.at(-1)?.chance ?? 0,
    })
    start = end
  }
  return result
}

/**
 * Hosmer-Lemeshow statistic over groups and the chance of one as large.
 * @param degrees groups for held-out cases; groups - 2 for the cases the chances were fitted to
 * @source Hosmer & Lemeshow (2000), Applied Logistic Regression, 5.2.2
 */
export function hosmerLemeshow(groups: readonly CalibrationGroup[], degrees: number): { statistic: number; p: number } {
  const statistic = groups.reduce((sum, { cases, expected, seen }) => {
    const variance = expected * (1 - expected / cases)
    return variance > 0 ? sum + (seen - expected) ** 2 / variance : sum
  }, 0)
  return { statistic, p: chiSquareTail(statistic, degrees) }
}

/**
 * Jeffreys' test that a grade's chance is not too low: Beta(D + 1/2, N - D + 1/2) at the chance; small = too low.
 * @param bad defaults D, @param cases N, @param chance the grade's one-year chance
 * @source ECB (2019), Instructions for reporting the validation results of internal models, 2.5.3.1
 */
export const jeffreysTest = (bad: number, cases: number, chance: number): number =>
  betaRegularised(bad + 0.5, cases - bad + 0.5, chance)
