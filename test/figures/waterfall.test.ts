/** The waterfall's geometry: every bar begins where the one before it ended, and the last is the sum. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { waterfall } from '../../src/figures/waterfall.ts'

const FRAME = { x: 10, y: 0, width: 100, height: 60, padding: 0.2 }
const steps = (...values: readonly number[]) => values.map((value, index) => ({ label: `step ${index}`, value }))

describe('the waterfall figure', () => {
  it('scales the bars to the widest sum', () => {
    const { bars } = waterfall(steps(30, 20), 'sum', FRAME)
    expect(bars.map(({ x, width, kind }) => [x, width, kind])).toEqual([
      [10, 60, 'gain'],
      [70, 40, 'gain'],
      [10, 100, 'total'],
    ])
  })

  it('goes back where a step takes away', () => {
    const { bars } = waterfall(steps(50, -20), 'sum', FRAME)
    expect(bars[1]).toMatchObject({ kind: 'loss', from: 50, to: 30, x: 70, width: 40 })
    expect(bars[2]).toMatchObject({ from: 0, to: 30, width: 60 })
  })

  it('keeps the line of zero inside where the sum falls below it', () => {
    const { zero, bars } = waterfall(steps(-50, 50), 'sum', FRAME)
    expect(zero).toBe('M110,0L110,60')
    expect(bars[0]).toMatchObject({ x: 10, width: 100 })
  })

  it('draws nothing wide where there is nothing to add', () => {
    expect(waterfall(steps(0, 0), 'sum', FRAME).bars.map(bar => bar.width)).toEqual([0, 0, 0])
  })

  it('joins every bar to the next and never leaves its frame', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 }), values => {
        const { bars, connectors } = waterfall(steps(...values), 'sum', FRAME)
        expect(connectors).toHaveLength(values.length)
        expect(bars.at(-1)?.to).toBe(values.reduce((sum, value) => sum + value, 0))
        bars.slice(1, -1).forEach((bar, index) => {
          expect(bar.from).toBe(bars[index]?.to)
        })
        for (const bar of bars) {
          expect(bar.x).toBeGreaterThanOrEqual(9.99)
          expect(bar.x + bar.width).toBeLessThanOrEqual(110.02)
          expect(bar.y + bar.height).toBeLessThanOrEqual(60.01)
        }
      }),
    )
  })
})
