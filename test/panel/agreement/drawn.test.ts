/** The interval of alpha, drawn from a seed: where it lies, how it narrows, and that it can be drawn again. */
import { describe, expect, test } from 'vitest'
import { chanceFrom } from '../../../src/kernel/chance.ts'
import { sure } from '../../../src/kernel/result.ts'
import { alphaOf, coincidencesOf } from '../../../src/panel/agreement/alpha.ts'
import { alphaInterval, RESAMPLES } from '../../../src/panel/agreement/alpha-interval.ts'
import { type Cells, tableFrom } from './published.ts'

const alphaOn = (cells: Cells) => sure(alphaOf(sure(coincidencesOf(tableFrom(cells))), 'ordinal')).value

describe('the drawn interval of alpha', () => {
  const draw = chanceFrom(11, 0)
  const cells = Array.from({ length: 60 }, () => {
    const quality = draw.below(5)
    return Array.from({ length: 3 }, () => Math.min(4, Math.max(0, quality + draw.below(3) - 1)))
  })
  const ends = (list: Cells, by: (typeof RESAMPLES)[number], seed: number) =>
    sure(
      alphaInterval(sure(coincidencesOf(tableFrom(list))), 'ordinal', {
        by,
        count: 1000,
        chance: chanceFrom(seed, 0),
        level: 0.95,
      }),
    )
  const width = (list: Cells, by: (typeof RESAMPLES)[number]) => {
    const { lower, upper } = ends(list, by, 5)
    return upper - lower
  }

  test.each(RESAMPLES)('by %s holds alpha, and is the same for the same seed and no other', by => {
    const { lower, upper } = ends(cells, by, 5)
    expect(lower).toBeLessThan(alphaOn(cells))
    expect(upper).toBeGreaterThan(alphaOn(cells))
    expect(ends(cells, by, 5)).toEqual({ lower, upper, undefinedSamples: 0 })
    expect(ends(cells, by, 6)).not.toEqual({ lower, upper, undefinedSamples: 0 })
  })

  test('by units narrows with the root of their number; by coincidences not below what 25 for each cell give', () => {
    const many = Array.from({ length: 16 }, () => cells).flat()
    expect(width(cells, 'units') / width(many, 'units')).toBeGreaterThan(3.3)
    expect(width(cells, 'units') / width(many, 'units')).toBeLessThan(4.8)
    expect(width(cells, 'coincidences') / width(many, 'coincidences')).toBeLessThan(2.5)
  })

  test('by units lies where all the samples there are lie, each with alpha of its own', () => {
    const units = [
      [0, 0],
      [4, 4],
      [0, 4],
      [1, 2],
    ]
    const places = [0, 1, 2, 3]
    const samples = places.flatMap(a => places.flatMap(b => places.flatMap(c => places.map(d => [a, b, c, d]))))
    const alphas = samples
      .map(sample => alphaOf(sure(coincidencesOf(tableFrom(sample.map(at => units[at] ?? [])))), 'interval'))
      .flatMap(found => (found.ok ? [found.value.value] : []))
      .sort((a, b) => a - b)
    const found = sure(coincidencesOf(tableFrom(units)))
    const drawn = { by: 'units', count: 20_000, chance: chanceFrom(3, 0), level: 0.5 } as const
    const { lower, upper } = sure(alphaInterval(found, 'interval', drawn))
    // The quarter points lie within the runs of equal values that the quarters of all samples fall in.
    const at = (share: number) => alphas[Math.floor(share * alphas.length)] ?? 0
    expect(at(0.24)).toBeLessThanOrEqual(lower + 1e-12)
    expect(at(0.26)).toBeGreaterThanOrEqual(lower - 1e-12)
    expect(at(0.74)).toBeLessThanOrEqual(upper + 1e-12)
    expect(at(0.76)).toBeGreaterThanOrEqual(upper - 1e-12)
  })

  test('leaves out, and counts, samples in which everybody gave one value', () => {
    const found = ends([...Array.from({ length: 4 }, () => [2, 2]), [2, 3]], 'units', 5)
    // (4/5)^5 of a thousand samples are without the one unit that differs: 328.
    expect(Math.abs(found.undefinedSamples - 328)).toBeLessThan(60)
  })
})
