/** What is found of an appraiser: each fault with its figure, its limit and how sure it is. */
import { fQuantile } from '../../kernel/distributions.ts'

export const FAULTS = [
  'leniency',
  'halo',
  'central_tendency',
  'drift',
  'misfit',
  'speed',
  'copied_texts',
  'outcomes',
] as const
export type Fault = (typeof FAULTS)[number]

/** One appraiser held against one limit. */
export type Finding = {
  readonly fault: Fault
  readonly rater: string
  readonly figure: number
  /** What the figure is held against, in its own unit. */
  readonly limit: number
  /** 95 % interval of the figure. */
  readonly low: number
  readonly high: number
  /** The chance of a figure so far out, or further, from an appraiser without the fault. */
  readonly chance: number
  /** The same among all appraisers looked at: found where it is at most the false discovery rate. */
  readonly adjusted: number
  readonly isFound: boolean
}

/** Of a standard normal, 95 % lie within this many deviations. */
export const Z95 = 1.959963984540054

/**
 * P-values among many: the least false discovery rate at which each is found.
 * @source Y. Benjamini & Y. Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300
 */
export function adjusted(chances: readonly number[]): number[] {
  const order = chances.map((_, place) => place).sort((a, b) => (chances[b] as number) - (chances[a] as number))
  const found = chances.map(() => 1)
  let least = 1
  for (const [step, place] of order.entries()) {
    least = Math.min(least, ((chances[place] as number) * chances.length) / (chances.length - step))
    found[place] = least
  }
  return found
}

/**
 * 95 % interval of a share, never shorter than it should be.
 * @source C. J. Clopper & E. S. Pearson (1934), Biometrika 26, 404-413
 */
export function shareInterval(hits: number, of: number): readonly [number, number] {
  const low = hits === 0 ? 0 : hits / (hits + (of - hits + 1) * fQuantile(0.975, 2 * (of - hits + 1), 2 * hits))
  const odds = hits === of ? 0 : (hits + 1) * fQuantile(0.975, 2 * (hits + 1), 2 * (of - hits))
  return [low, hits === of ? 1 : odds / (of - hits + odds)]
}

/** So many degrees of freedom are as good as endless for counts of accidents. */
const ENDLESS = 1e8

/** 95 % interval of the mean of a Poisson count. @source F. Garwood (1936), Biometrika 28, 437-442 */
export function countInterval(count: number): readonly [number, number] {
  return [
    count === 0 ? 0 : count * fQuantile(0.025, 2 * count, ENDLESS),
    (count + 1) * fQuantile(0.975, 2 * (count + 1), ENDLESS),
  ]
}

/** The middle of some numbers, of which there is at least one. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const high = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[high] as number)
    : ((sorted[high - 1] as number) + (sorted[high] as number)) / 2
}

/** Makes Qn a standard deviation for normal numbers, and without bias for few of them, from two on. */
const QN = 2.2219
const QN_FEW = [0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872] as const

/**
 * A standard deviation that half of the numbers may spoil: a low quantile of the differences of all pairs. Its
 * variance is a fifth above that of the usual one, where nothing is spoilt.
 * @returns 0 for fewer than two numbers
 * @source P. J. Rousseeuw & C. Croux (1993), Journal of the American Statistical Association 88, 1273-1283
 */
export function robustSpread(values: readonly number[]): number {
  const n = values.length
  if (n < 2) return 0
  const differences: number[] = []
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) differences.push(Math.abs((values[i] as number) - (values[j] as number)))
  differences.sort((a, b) => a - b)
  const half = (n >> 1) + 1
  const pairs = (half * (half - 1)) / 2
  const few = n <= 9 ? (QN_FEW[n - 2] as number) : n % 2 === 1 ? n / (n + 1.4) : n / (n + 3.8)
  return QN * few * (differences[pairs - 1] as number)
}
