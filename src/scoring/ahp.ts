/**
 * The analytic hierarchy process: from the pairwise judgements of an edition to the weight of each indicator. Scoring
 * reads the weights printed in the edition; this file is how they were derived and how they are checked. It computes in
 * floats, since what is promised is the six-decimal weight in the edition, made here by one named rounding.
 */
import { add, compare, type Decimal, decimal, decimalText, roundDown, subtract } from '../kernel/decimal.ts'

/** A square matrix of pairwise judgements: entry [i][j] says how many times i outweighs j. */
export type Matrix = readonly (readonly number[])[]

/** Judgements as an edition states them: row -> column -> Saaty value as text, one entry for each pair. */
export type Comparisons = Readonly<Record<string, Readonly<Record<string, string>>>>

/** A node of the hierarchy. A leaf has no branches; a node with one branch needs no comparisons. */
export type Branch = {
  readonly code: string
  readonly comparisons: Comparisons
  readonly branches: readonly Branch[]
}

const SAATY_TEXT = /^(1\/)?([1-9])$/

/** Complete judgements of an edition settle within thirty rounds; a chain of fifteen codes within 15,000. */
const ROUNDS_MAX = 200_000
/** Well below the sixth decimal a weight is rounded to, well above the noise of double arithmetic. */
const SETTLED = 1e-14
/** Digits of a weight kept before it is rounded: fewer than a double holds, so that its last bits cannot decide. */
const DIGITS_KEPT = 12

/**
 * Reads a Saaty value: a whole number 1 to 9 or the reciprocal of one.
 * @param text '1'..'9' or '1/2'..'1/9'
 * @returns the value, 1/9 to 9; undefined for any other text
 * @source Saaty, The Analytic Hierarchy Process (1980), the fundamental scale
 */
export function saatyValue(text: string): number | undefined {
  const [, isReciprocal, digit] = SAATY_TEXT.exec(text) ?? []
  if (digit === undefined) return undefined
  return isReciprocal === undefined ? Number(digit) : 1 / Number(digit)
}

/**
 * Completes judgements to a matrix: 1 on the diagonal, a[j][i] = 1 / a[i][j].
 * @param order the codes compared, in the order of the rows
 * @param comparisons one Saaty value for each pair, in either direction
 * @returns a matrix of order.length rows; a pair without a judgement is our fault, and is thrown
 */
export function matrixOf(order: readonly string[], comparisons: Comparisons): Matrix {
  const judged = (row: string, column: string): number | undefined => {
    const text = comparisons[row]?.[column]
    return text === undefined ? undefined : saatyValue(text)
  }
  return order.map(row =>
    order.map(column => {
      if (row === column) return 1
      const forward = judged(row, column)
      if (forward !== undefined) return forward
      const backward = judged(column, row)
      if (backward === undefined) throw new RangeError(`no judgement between ${row} and ${column}`)
      return 1 / backward
    }),
  )
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

const imageOf = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map(row => total(row.map((entry, column) => entry * (vector[column] ?? 0))))

/**
 * Priorities: the principal right eigenvector by power iteration, summing to 1, and its eigenvalue.
 * Formula: A w = lambda w, sum(w) = 1, hence lambda = sum(A w).
 * @param matrix n x n; every entry above 0, or 0 for pairs not judged where the others join all codes and the diagonal
 *   is above 0
 * @returns n weights and the eigenvalue, which is n for a consistent matrix and greater otherwise; not rounded
 * @source Saaty, The Analytic Hierarchy Process (1980), the eigenvector method
 */
export function priorities(matrix: Matrix): { readonly weights: readonly number[]; readonly eigenvalue: number } {
  let weights: readonly number[] = matrix.map(() => 1 / matrix.length)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const image = imageOf(matrix, weights)
    const eigenvalue = total(image)
    const next = image.map(value => value / eigenvalue)
    const change = Math.max(...next.map((value, index) => Math.abs(value - (weights[index] ?? 0))))
    weights = next
    if (change < SETTLED) return { weights, eigenvalue }
  }
  throw new RangeError(`the priorities of a matrix of ${matrix.length} rows do not settle`)
}

/**
 * How far judgements contradict each other, against judgements made by chance.
 * Formula: CI = (lambda - n) / (n - 1); CR = CI / RI(n). Up to two codes cannot contradict each other: CR = 0.
 * @param matrix n x n, every entry above 0
 * @param randomIndex n as text -> RI as decimal text; an n it does not hold is our fault, and is thrown
 * @returns index and ratio, 0 or more; not rounded
 * @source rules/models, random_index; Saaty, The Analytic Hierarchy Process (1980)
 */
export function consistency(
  matrix: Matrix,
  randomIndex: Readonly<Record<string, string>>,
): { readonly index: number; readonly ratio: number } {
  const size = matrix.length
  if (size <= 2) return { index: 0, ratio: 0 }
  const index = Math.max(0, (priorities(matrix).eigenvalue - size) / (size - 1))
  const random = Number(randomIndex[String(size)])
  if (!(random > 0)) throw new RangeError(`no random index for ${size} codes`)
  return { index, ratio: index / random }
}

/**
 * Weights of the leaves: the product of the priorities on the way from the root.
 * @param root the hierarchy; each node's comparisons judge its own branches
 * @returns leaf code -> weight, in the order of the leaves, summing to 1 but for the noise of floats
 */
export function leafWeights(root: Branch): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  const descend = (node: Branch, share: number): void => {
    if (node.branches.length === 0) {
      weights.set(node.code, share)
      return
    }
    const order = node.branches.map(branch => branch.code)
    const local = priorities(matrixOf(order, node.comparisons)).weights
    node.branches.forEach((branch, index) => {
      descend(branch, share * (local[index] ?? 0))
    })
  }
  descend(root, 1)
  return weights
}

/**
 * Rounds weights so that they still sum to exactly 1: each is cut off, and the units missing go one each to the
 * greatest remainders; of equal remainders the first in order comes first.
 * @param weights code -> weight, above 0, summing to 1 but for the noise of floats
 * @param places decimals kept, 1 to 9
 * @returns code -> decimal text of exactly `places` decimals
 */
export function roundedToOne(weights: ReadonlyMap<string, number>, places: number): Readonly<Record<string, string>> {
  const unit = decimal(`0.${'1'.padStart(places, '0')}`)
  const cut = [...weights].map(([code, weight], order) => {
    const exact = decimal(weight.toPrecision(DIGITS_KEPT))
    const floor = roundDown(exact, places)
    return { code, order, floor, remainder: subtract(exact, floor) }
  })
  let missing: Decimal = subtract(
    decimal('1'),
    cut.reduce<Decimal>((sum, { floor }) => add(sum, floor), decimal('0')),
  )
  const raised = new Set<string>()
  for (const { code } of cut.toSorted((a, b) => compare(b.remainder, a.remainder) || a.order - b.order)) {
    if (compare(missing, unit) < 0) break
    raised.add(code)
    missing = subtract(missing, unit)
  }
  if (!missing.isZero()) throw new RangeError('the weights do not sum to 1')
  const entries = cut.map(({ code, floor }): [string, string] => [
    code,
    padded(decimalText(raised.has(code) ? add(floor, unit) : floor), places),
  ])
  return Object.fromEntries(entries)
}

/** Decimal text with trailing zeros up to `places`, so that a column of weights lines up. */
function padded(text: string, places: number): string {
  const [whole = '0', decimals = ''] = text.split('.')
  return `${whole}.${decimals.padEnd(places, '0')}`
}
