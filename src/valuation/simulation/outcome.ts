/** What many scenarios say together: percentiles, how settled they are, and which input the spread comes from. */
import { estimateText } from '../../kernel/decimal.ts'
import { normalQuantile } from '../../kernel/normal.ts'
import type { Input } from './model.ts'
import { type Compiled, type Part, valueWith } from './simulate.ts'

export const PERCENTILES = [1, 5, 10, 25, 50, 75, 90, 95, 99] as const
const BARS = 40

/** Amounts are estimates to the nearest won, shares to four decimals. */
export type Outcome = {
  readonly scenarios: number
  readonly seed: number
  readonly mean: string
  readonly deviation: string
  /** Of the mean: deviation over the root of the count. */
  readonly standard_error: string
  readonly percentiles: Readonly<Record<string, string>>
  /** Share of the scenarios in which nothing is earned. */
  readonly not_above_zero: string
  /** From the widest swing: the value with this input at its 10th and 90th percentile, the others in the middle. */
  readonly tornado: readonly { readonly input: string; readonly at_p10: string; readonly at_p90: string }[]
  /** Of the spread that goes straight with the inputs, the part of each; they add to 1. */
  readonly shares: readonly { readonly input: string; readonly share: string }[]
  /** The share of that spread in the whole. */
  readonly explained: string
  /** The same figures after each doubling of the blocks. */
  readonly convergence: readonly {
    readonly scenarios: number
    readonly mean: string
    readonly standard_error: string
    readonly p5: string
    readonly p50: string
    readonly p95: string
  }[]
  /** Bars of one width between the 0.5th and the 99.5th percentile, for drawing. */
  readonly histogram: { readonly from: string; readonly to: string; readonly counts: readonly number[] }
}

const won = (amount: number): string => estimateText(amount, 0)
const share = (part: number): string => estimateText(part, 4)

/** Values that are sorted block by block, and never put together: what is asked of all is counted in each. */
type Blocks = readonly Float64Array[]

/** How many of the sorted are not above a bound. */
function notAbove(sorted: Float64Array, bound: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) <= bound) low = middle + 1
    else high = middle
  }
  return low
}
const allNotAbove = (blocks: Blocks, bound: number): number =>
  blocks.reduce((sum, block) => sum + notAbove(block, bound), 0)

/** So few values are gathered and sorted; more are halved first. */
const GATHERED_MAX = 512

/** The value at a place of all values in their order, the first being 0. */
function valueAtPlace(blocks: Blocks, place: number): number {
  let below = Math.min(...blocks.map(block => block[0] as number))
  let high = Math.max(...blocks.map(block => block.at(-1) as number))
  if (allNotAbove(blocks, below) > place) return below
  for (;;) {
    const middle = below + (high - below) / 2
    const from = allNotAbove(blocks, below)
    const isFew = allNotAbove(blocks, high) - from <= GATHERED_MAX
    // Between two doubles there may be none left to halve at, where very many values are alike.
    if (isFew || middle === below || middle === high) {
      const some = blocks.flatMap(block => [...block.subarray(notAbove(block, below), notAbove(block, high))])
      return Float64Array.from(some).sort()[place - from] as number
    }
    if (allNotAbove(blocks, middle) > place) high = middle
    else below = middle
  }
}

/** The value below which `percent` of all values lie: straight between the two nearest. */
export function percentileOf(blocks: Blocks, percent: number): number {
  const count = blocks.reduce((sum, block) => sum + block.length, 0)
  const place = (percent / 100) * (count - 1)
  const below = place | 0
  const low = valueAtPlace(blocks, below)
  if (place === below) return low
  return low + (place - below) * (valueAtPlace(blocks, below + 1) - low)
}

type Sums = { readonly count: number; readonly sum: number; readonly squares: number }
const sumsOf = (parts: readonly Part[]): Sums => ({
  count: parts.reduce((sum, part) => sum + part.values.length, 0),
  sum: parts.reduce((sum, part) => sum + part.sum, 0),
  squares: parts.reduce((sum, part) => sum + part.squares, 0),
})
/** Of the values less the middle. */
const meanOf = ({ count, sum }: Sums): number => sum / count
const varianceOf = ({ count, sum, squares }: Sums): number => Math.max(0, (squares - (sum * sum) / count) / (count - 1))

/** @param parts every block of the run, in their order */
export function outcomeOf(simulation: Compiled, parts: readonly Part[]): Outcome {
  const sums = sumsOf(parts)
  const blocks = parts.map(part => part.values)
  const mean = simulation.middle + meanOf(sums)
  const variance = varianceOf(sums)
  const { shares, explained } = sharesOf(simulation, parts, sums)
  return {
    scenarios: sums.count,
    seed: simulation.seed,
    mean: won(mean),
    deviation: won(Math.sqrt(variance)),
    standard_error: won(Math.sqrt(variance / sums.count)),
    percentiles: Object.fromEntries(PERCENTILES.map(one => [`p${one}`, won(percentileOf(blocks, one))])),
    not_above_zero: share(allNotAbove(blocks, 0) / sums.count),
    tornado: tornadoOf(simulation),
    shares,
    explained: share(explained),
    convergence: convergenceOf(simulation, parts),
    histogram: histogramOf(blocks, sums.count),
  }
}

function tornadoOf(simulation: Compiled): Outcome['tornado'] {
  const [p10, p90] = [normalQuantile(0.1), normalQuantile(0.9)]
  const at = (input: Input, normal: number) => valueWith(simulation.marginals, simulation.preparation, input, normal)
  return simulation.drawn
    .map(input => ({ input, low: at(input, p10), high: at(input, p90) }))
    .toSorted((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low))
    .map(({ input, low, high }) => ({ input, at_p10: won(low), at_p90: won(high) }))
}

/**
 * The share of each input in the variance, by the regression of the value on the inputs' normal numbers: coefficient
 * times correlation, over their sum. An input that works against those it moves with has a share below 0.
 * @source Pratt (1987), Dividing the indivisible, Proceedings of the Second Tampere Conference in Statistics, 245-260
 */
function sharesOf(
  simulation: Compiled,
  parts: readonly Part[],
  sums: Sums,
): { readonly shares: Outcome['shares']; readonly explained: number } {
  const { drawn, matrix } = simulation
  const deviation = Math.sqrt(varianceOf(sums))
  if (drawn.length === 0 || deviation === 0) return { shares: [], explained: 0 }
  const correlations = drawn.map((_, place) => {
    const normal = parts.reduce((sum, part) => sum + (part.normals[place] as number), 0) / sums.count
    const product = parts.reduce((sum, part) => sum + (part.products[place] as number), 0) / sums.count
    return (product - normal * meanOf(sums)) / deviation
  })
  const coefficients = solved(matrix, correlations)
  const products = coefficients.map((one, place) => one * (correlations[place] as number))
  const explained = products.reduce((sum, one) => sum + one, 0)
  const shares = drawn
    .map((input, place) => ({ input, part: (products[place] as number) / explained }))
    .toSorted((a, b) => b.part - a.part)
    .map(({ input, part }) => ({ input, share: share(part) }))
  return { shares, explained }
}

/** Solves matrix x = right by elimination; an input that follows wholly from others takes 0. */
function solved(matrix: readonly Float64Array[], right: readonly number[]): readonly number[] {
  const size = right.length
  const rows = matrix.map((line, row) => [...line, right[row] as number])
  const isFree = new Set<number>()
  for (let pivot = 0; pivot < size; pivot++) {
    const line = rows[pivot] as number[]
    if (Math.abs(line[pivot] as number) < 1e-9) {
      isFree.add(pivot)
      continue
    }
    for (let row = 0; row < size; row++) {
      const other = rows[row] as number[]
      if (row === pivot || isFree.has(row)) continue
      const factor = (other[pivot] as number) / (line[pivot] as number)
      for (let column = pivot; column <= size; column++)
        other[column] = (other[column] as number) - factor * (line[column] as number)
    }
  }
  return rows.map((line, row) => (isFree.has(row) ? 0 : (line[size] as number) / (line[row] as number)))
}

function convergenceOf(simulation: Compiled, parts: readonly Part[]): Outcome['convergence'] {
  const found: Outcome['convergence'][number][] = []
  for (let count = 1; ; count *= 2) {
    const some = parts.slice(0, count)
    const blocks = some.map(part => part.values)
    const sums = sumsOf(some)
    found.push({
      scenarios: sums.count,
      mean: won(simulation.middle + meanOf(sums)),
      standard_error: won(Math.sqrt(varianceOf(sums) / sums.count)),
      p5: won(percentileOf(blocks, 5)),
      p50: won(percentileOf(blocks, 50)),
      p95: won(percentileOf(blocks, 95)),
    })
    if (count >= parts.length) return found
  }
}

function histogramOf(blocks: Blocks, count: number): Outcome['histogram'] {
  const [from, to] = [percentileOf(blocks, 0.5), percentileOf(blocks, 99.5)]
  const width = (to - from) / BARS
  if (width === 0) return { from: won(from), to: won(to), counts: [count] }
  const edges = Array.from({ length: BARS + 1 }, (_, bar) =>
    allNotAbove(blocks, bar === BARS ? to : from + bar * width),
  )
  return {
    from: won(from),
    to: won(to),
    counts: Array.from({ length: BARS }, (_, bar) => (edges[bar + 1] as number) - (edges[bar] as number)),
  }
}
