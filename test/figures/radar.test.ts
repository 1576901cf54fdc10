/** The radar's geometry against plane trigonometry. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { radar } from '../../src/figures/radar.ts'

const FRAME = { centreX: 100, centreY: 80, radius: 50, rings: 4, turn: 0, labelGap: 10 }
const axes = (...values: readonly number[]) => values.map((value, index) => ({ label: `axis ${index}`, value }))
const numbers = (path: string): readonly number[] => (path.match(/-?[0-9.]+/g) ?? []).map(Number)

describe('the radar figure', () => {
  it('puts the first axis at the top and goes round clockwise', () => {
    const { points } = radar(axes(1, 1, 1, 1), FRAME)
    expect(points).toEqual([
      { x: 100, y: 30 },
      { x: 150, y: 80 },
      { x: 100, y: 130 },
      { x: 50, y: 80 },
    ])
  })

  it('turns the whole figure', () => {
    const { points } = radar(axes(1, 1, 1, 1), { ...FRAME, turn: Math.PI / 2 })
    expect(points[0]).toEqual({ x: 150, y: 80 })
  })

  it('draws the area through the very points it marks', () => {
    const { area, points } = radar(axes(0.2, 0.9, 0.4, 0.7, 0.5), FRAME)
    expect(numbers(area)).toEqual(points.flatMap(({ x, y }) => [x, y]))
    expect(area.endsWith('Z')).toBe(true)
  })

  it('gives as many rings as asked for, the outermost at the ends of the axes', () => {
    const { rings, spokes } = radar(axes(0, 0, 0), FRAME)
    expect(rings).toHaveLength(4)
    const ends = spokes.flatMap(spoke => numbers(spoke).slice(2))
    expect(numbers(rings[3] ?? '')).toEqual(ends)
  })

  it('lets labels grow away from the figure', () => {
    const { labels } = radar(axes(1, 1, 1, 1), FRAME)
    expect(labels.map(label => label.anchor)).toEqual(['middle', 'start', 'middle', 'end'])
  })

  it('never draws a value outside the outermost ring, whatever the value', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -5, max: 5 }), { minLength: 3, maxLength: 12 }), values => {
        for (const { x, y } of radar(axes(...values), FRAME).points) {
          expect(Math.hypot(x - 100, y - 80)).toBeLessThanOrEqual(50.01)
        }
      }),
    )
  })

  it('throws for fewer than three axes, which is our own mistake', () => {
    expect(() => radar(axes(1, 1), FRAME)).toThrow('three axes')
  })
})
