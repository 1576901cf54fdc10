/** Rows of a long table that stay beside those in sight: enough for the keyboard, more where it is scrolled to. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowsKept } from '../../src/console/parts/rows-kept.ts'

describe('the rows of a long table that are kept', () => {
  const directions = ['forward', 'backward', null] as const

  it('are those in sight and their neighbours, in order, and none that is not there', () => {
    const sight = fc.tuple(fc.nat(200), fc.nat(200), fc.nat(200)).map(([before, seen, after]) => ({
      startIndex: before,
      endIndex: before + seen,
      count: before + seen + after + 1,
    }))
    fc.assert(
      fc.property(sight, fc.constantFrom(...directions), (inSight, direction) => {
        const { startIndex, endIndex, count } = inSight
        const kept = rowsKept(inSight, direction)
        const [first, last] = [kept[0] ?? -1, kept.at(-1) ?? -1]
        expect(kept).toEqual(Array.from({ length: last - first + 1 }, (_, at) => first + at))
        // One more on either side, where there is one: the next for Tab, the one before for Shift+Tab.
        expect(first).toBeLessThanOrEqual(Math.max(0, startIndex - 1))
        expect(last).toBeGreaterThanOrEqual(Math.min(count - 1, endIndex + 1))
        expect(first).toBeGreaterThanOrEqual(0)
        expect(last).toBeLessThan(count)
      }),
    )
  })

  it('are more where it is scrolled to than where it comes from', () => {
    const inSight = { startIndex: 50, endIndex: 60, count: 1_000 }
    const beside = (direction: (typeof directions)[number]) => {
      const kept = rowsKept(inSight, direction)
      return { before: 50 - (kept[0] ?? 0), after: (kept.at(-1) ?? 0) - 60 }
    }
    const [forward, backward, rest] = directions.map(beside)
    expect(forward?.after).toBeGreaterThan(forward?.before ?? 0)
    expect(backward?.before).toBeGreaterThan(backward?.after ?? 0)
    expect(rest?.before).toBe(rest?.after)
  })

  it('are none of a table without rows', () => {
    expect(rowsKept({ startIndex: 0, endIndex: 0, count: 0 }, null)).toEqual([])
  })
})
