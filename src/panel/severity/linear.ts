/** Symmetric systems of a few hundred unknowns, in place and in typed arrays. */

/** A pivot this small beside the diagonal it came from is nothing but rounding. */
const PIVOT_LEAST = 1e-9

/**
 * The lower Cholesky factor, written over the lower half of a symmetric matrix.
 * @param matrix row after row, `size` by `size`
 * @returns null, or the place of the first unknown that the ones before it leave undetermined
 */
export function factored(matrix: Float64Array, size: number): number | null {
  for (let i = 0; i < size; i++) {
    const whole = matrix[i * size + i] as number
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] as number
      for (let k = 0; k < j; k++) sum -= (matrix[i * size + k] as number) * (matrix[j * size + k] as number)
      if (i !== j) matrix[i * size + j] = sum / (matrix[j * size + j] as number)
      else if (sum <= PIVOT_LEAST * whole) return i
      else matrix[i * size + i] = Math.sqrt(sum)
    }
  }
  return null
}

/** Solves with a factor, over the right side. */
export function solveWith(factor: Float64Array, size: number, right: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = right[i] as number
    for (let k = 0; k < i; k++) sum -= (factor[i * size + k] as number) * (right[k] as number)
    right[i] = sum / (factor[i * size + i] as number)
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = right[i] as number
    for (let k = i + 1; k < size; k++) sum -= (factor[k * size + i] as number) * (right[k] as number)
    right[i] = sum / (factor[i * size + i] as number)
  }
}

/** The inverse of the matrix a factor was made of, row after row. */
export function inverseOf(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size)
  const column = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    column.fill(0)
    column[i] = 1
    solveWith(factor, size, column)
    inverse.set(column, i * size)
  }
  return inverse
}

/** `left' matrix right` of a symmetric matrix. */
export function formOf(matrix: Float64Array, size: number, left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let i = 0; i < size; i++) {
    const factor = left[i] as number
    if (factor === 0) continue
    for (let j = 0; j < size; j++) sum += factor * (matrix[i * size + j] as number) * (right[j] as number)
  }
  return sum
}
