/** Logistic regression by iteratively reweighted least squares: how much each attribute counts beside the others. */

/** Solves a symmetric positive definite system by Cholesky; a matrix that is none is our fault and is thrown. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): { x: number[]; inverse: number[] } {
  const n = right.length
  const lower = matrix.map(row => row.map(() => 0))
  const at = (i: number, j: number): number => lower[i]?.[j] ?? 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]?.[j] ?? 0
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k)
      const row = lower[i]
      if (row === undefined) throw new Error('a matrix with fewer rows than numbers')
      if (i === j && sum <= 0) throw new Error('the attributes are not independent of each other')
      row[j] = i === j ? Math.sqrt(sum) : sum / at(j, j)
    }
  }
  const by = (b: readonly number[]): number[] => {
    const y: number[] = []
    for (let i = 0; i < n; i++) {
      let sum = b[i] ?? 0
      for (let k = 0; k < i; k++) sum -= at(i, k) * (y[k] ?? 0)
      y.push(sum / at(i, i))
    }
    const x = y.map(() => 0)
    for (let i = n - 1; i >= 0; i--) {
      let sum = y[i] ?? 0
      for (let k = i + 1; k < n; k++) sum -= at(k, i) * (x[k] ?? 0)
      x[i] = sum / at(i, i)
    }
    return x
  }
  const inverse = right.map((_, i) => by(right.map((__, j) => (i === j ? 1 : 0)))[i] ?? 0)
  return { x: by(right), inverse }
}

export type LogisticFit = {
  /** Intercept first, then one coefficient per column. */
  readonly coefficients: readonly number[]
  /** Their standard errors, from the inverse of the information. */
  readonly errors: readonly number[]
  readonly rounds: number
}

/** Newton's method at this tolerance ends within ten rounds on what is fitted here; more is divergence. */
const ROUNDS_MAX = 60
const TOLERANCE = 1e-12

/**
 * Fits ln(p / (1 - p)) = b0 + sum b_k x_k by Newton's method.
 * @param rows one array of columns per case (without the 1 of the intercept)
 * @param outcomes 1 where the event happened, 0 where not
 * @param ridge penalty ridge/2 * b_k^2 on every coefficient but the intercept; small, it only keeps the system solvable
 * @source McCullagh & Nelder (1989), Generalized Linear Models, 2.5 and 4.4
 */
export function logisticFit(
  rows: readonly (readonly number[])[],
  outcomes: readonly number[],
  ridge: number,
): LogisticFit {
  const width = (rows[0]?.length ?? 0) + 1
  let coefficients = Array.from({ length: width }, () => 0)
  for (let round = 1; ; round++) {
    const information = coefficients.map((_, i) => coefficients.map((__, j) => (i === j && i > 0 ? ridge : 0)))
    const score = coefficients.map((value, i) => (i > 0 ? -ridge * value : 0))
    rows.forEach((row, index) => {
      const x = [1, ...row]
      const p = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * (coefficients[i] ?? 0), 0)))
      const rest = (outcomes[index] ?? 0) - p
      const weight = p * (1 - p)
      x.forEach((value, i) => {
        score[i] = (score[i] ?? 0) + value * rest
        const line = information[i]
        if (line !== undefined) for (let j = 0; j < width; j++) line[j] = (line[j] ?? 0) + weight * value * (x[j] ?? 0)
      })
    })
    const { x: step, inverse } = solved(information, score)
    coefficients = coefficients.map((value, i) => value + (step[i] ?? 0))
    if (step.every(value => Math.abs(value) < TOLERANCE))
      return { coefficients, errors: inverse.map(Math.sqrt), rounds: round }
    if (round === ROUNDS_MAX) throw new Error('the logistic regression does not converge')
  }
}
