/** Geometry of the charts of an impact: pairs of bars, ranges beside a limit, and the matrix. */
import { expect, test } from 'vitest'
import { matrix } from '../../src/figures/matrix.ts'
import { pairs } from '../../src/figures/pairs.ts'
import { ranges } from '../../src/figures/ranges.ts'

const FRAME = { x: 10, y: 0, width: 100, row: 20 }

test('the longest bar is as wide as the frame, half of it half as wide, and nothing has no width', () => {
  const { rows, height } = pairs(
    [
      { before: 50, after: 100 },
      { before: 0, after: 0 },
    ],
    FRAME,
  )
  expect(height).toBe(40)
  expect(rows[0]?.before).toBe('M10,2L60,2L60,9.2L10,9.2Z')
  expect(rows[0]?.after).toBe('M10,10L110,10L110,17.2L10,17.2Z')
  expect(rows[0]?.end).toBe(110)
  expect(rows[1]?.end).toBe(10)
})

test('where all is nothing no bar is drawn out of it', () => {
  expect(pairs([{ before: 0, after: 0 }], FRAME).rows[0]?.before).toBe('M10,2L10,2L10,9.2L10,9.2Z')
})

test('a range stands on its scale, what lies beyond at the edge, and what is lacking nowhere', () => {
  const { rows, marks } = ranges(
    [
      { from: 0.5, to: 1.5 },
      { from: null, to: 0.8 },
    ],
    [0, 1],
    [0.8],
    FRAME,
  )
  expect(rows[0]).toEqual({ from: 60, to: 110, middle: 10, line: 'M60,10L110,10' })
  expect(rows[1]).toEqual({ from: null, to: 90, middle: 30, line: null })
  expect(marks).toEqual([{ x: 90, path: 'M90,0L90,40' }])
})

test('a cell is as dark as its share of its own row, and a row of nothing is not dark', () => {
  const cells = matrix(
    [
      [3, 1],
      [0, 0],
    ],
    { x: 5, y: 7, width: 10, height: 20 },
  )
  expect(cells.map(one => one.shade)).toEqual([0.75, 0.25, 0, 0])
  expect(cells[3]).toMatchObject({ row: 1, column: 1, x: 15, y: 27, count: 0 })
})
