/**
 * The figure of a matrix: counts by row and column as cells, each as dark as its share of its row, so that a small row
 * is seen as well as a large one. Data in, places and shades out.
 */
import { hundredth } from './hundredth.ts'

export type Cell = {
  readonly row: number
  readonly column: number
  readonly count: number
  readonly x: number
  readonly y: number
  /** Share of its row, from 0 to 1; 0 in a row of nothing. */
  readonly shade: number
}

/** @param cell width and height of a cell, in drawing units */
export const matrix = (
  counts: readonly (readonly number[])[],
  cell: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): readonly Cell[] =>
  counts.flatMap((columns, row) => {
    const all = columns.reduce((sum, one) => sum + one, 0)
    return columns.map((count, column) => ({
      row,
      column,
      count,
      x: hundredth(cell.x + column * cell.width),
      y: hundredth(cell.y + row * cell.height),
      shade: all === 0 ? 0 : count / all,
    }))
  })
