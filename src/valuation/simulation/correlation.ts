/** Inputs that move together: rank correlations, turned into those of the normal numbers the inputs are drawn from. */
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { SimulationCode } from './refusals.ts'

export type Correlation = { readonly between: readonly [string, string]; readonly rank: number }

/** Lower triangle by rows, the diagonal inside: row i has i + 1 numbers. */
export type Triangle = readonly Float64Array[]

/** Below this a remainder is the noise of double arithmetic, and the input follows wholly from those before it. */
const NOISE = 1e-9

/**
 * Pearson correlation of two normal variables whose ranks correlate by `rank`: 2 sin(pi x rank / 6).
 * @source Pearson (1907), On further methods of determining correlation
 */
export const normalCorrelation = (rank: number): number => 2 * Math.sin((Math.PI * rank) / 6)

/** The whole matrix of normal correlations, 1 on the diagonal and 0 where none is given. */
export function correlationMatrix(
  inputs: readonly string[],
  given: readonly Correlation[],
): Result<readonly Float64Array[], SimulationCode> {
  const matrix = inputs.map((_, row) => {
    const line = new Float64Array(inputs.length)
    line[row] = 1
    return line
  })
  const seen = new Set<string>()
  for (const [place, { between, rank }] of given.entries()) {
    const at = `correlations.${place}`
    const [a, b] = [inputs.indexOf(between[0]), inputs.indexOf(between[1])]
    if (a < 0 || b < 0 || a === b)
      return refuse(refusal('simulation_correlation_unknown', `${at}.between`, { value: between.join(', ') }))
    const pair = `${Math.min(a, b)} ${Math.max(a, b)}`
    if (seen.has(pair)) return refuse(refusal('simulation_correlation_twice', at, { value: between.join(', ') }))
    seen.add(pair)
    const value = normalCorrelation(rank)
    ;(matrix[a] as Float64Array)[b] = value
    ;(matrix[b] as Float64Array)[a] = value
  }
  return ok(matrix)
}

/**
 * The triangle L with L L' = matrix, so that L times independent normal numbers correlates as the matrix says.
 * @returns `simulation_correlations_inconsistent` where the matrix is not positive semidefinite: nothing correlates so
 * @source Cholesky's factorisation, with rows of zero where an input follows wholly from those before it
 */
export function triangleOf(
  inputs: readonly string[],
  matrix: readonly Float64Array[],
): Result<Triangle, SimulationCode> {
  const triangle: Float64Array[] = []
  for (const [row, line] of matrix.entries()) {
    const own = new Float64Array(row + 1)
    for (let column = 0; column < row; column++) {
      const other = triangle[column] as Float64Array
      let left = line[column] as number
      for (let k = 0; k < column; k++) left -= (own[k] as number) * (other[k] as number)
      const pivot = other[column] as number
      if (pivot === 0 && Math.abs(left) > NOISE) return inconsistent(inputs, row)
      own[column] = pivot === 0 ? 0 : left / pivot
    }
    let rest = 1
    for (let k = 0; k < row; k++) rest -= (own[k] as number) ** 2
    if (rest < -NOISE) return inconsistent(inputs, row)
    own[row] = rest < NOISE ? 0 : Math.sqrt(rest)
    triangle.push(own)
  }
  return ok(triangle)
}

const inconsistent = (inputs: readonly string[], row: number) =>
  refuse(
    refusal('simulation_correlations_inconsistent' as const, 'correlations', {
      value: inputs.slice(0, row + 1).join(', '),
    }),
  )
