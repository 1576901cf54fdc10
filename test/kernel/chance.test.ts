/** Draws that look like chance: held to what chance would give, by the same seed every time. */
import { describe, expect, test } from 'vitest'
import { binomial, chanceFrom } from '../../src/kernel/chance.ts'

describe('a binomial draw', () => {
  test.each([
    [3, 0.1],
    [12, 0.3],
    [40, 0.9],
    [60, 0.5],
    [400, 0.04],
  ])('of %i trials of chance %f falls as often on each count as the formula says', (count, share) => {
    const draws = 20_000
    const chance = chanceFrom(17, count)
    const seen = new Map<number, number>()
    for (let i = 0; i < draws; i++) {
      const found = binomial(chance, count, share)
      seen.set(found, (seen.get(found) ?? 0) + 1)
    }
    let likelihood = (1 - share) ** count
    let [squared, cells] = [0, 0]
    for (let k = 0; k <= count; k++) {
      const due = likelihood * draws
      if (due > 5) {
        squared += ((seen.get(k) ?? 0) - due) ** 2 / due
        cells += 1
      }
      likelihood *= ((count - k) / (k + 1)) * (share / (1 - share))
    }
    // Chi-square of so many cells: five of its deviations above its mean.
    expect(squared).toBeLessThan(cells + 5 * Math.sqrt(2 * cells))
  })
})
