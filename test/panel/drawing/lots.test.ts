/** The lots of a draw: repeatable by anyone, a chance as great as the weight, and nobody's lot hangs on another. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '#sha256'
import { drawn, drawnUnweighted, isSecondDrawn } from '../../../src/panel/drawing/lots.ts'

const weighted = (weights: readonly number[]) => weights.map((weight, at) => ({ id: `person-${901 + at}`, weight }))
const four = weighted([1, 2, 4, 8])

/** The rule as it is published, written anew: every lot by itself, the least first. */
function byHand(seed: string, candidates: readonly { readonly id: string; readonly weight: number }[], count: number) {
  return candidates
    .map(({ id, weight }) => {
      const lots = Array.from({ length: weight }, (_, lot) => {
        const block = Math.floor(lot / 8)
        const digest = sha256Hex(block === 0 ? `${seed}:${id}` : `${seed}:${id}:${block}`)
        return Number.parseInt(digest.slice((lot % 8) * 8, (lot % 8) * 8 + 8), 16)
      })
      return { id, lot: Math.min(...lots) }
    })
    .sort((a, b) => a.lot - b.lot)
    .slice(0, count)
    .map(one => one.id)
}

/** Chi-square of counts against the chances expected. */
const chiSquare = (counts: readonly number[], chances: readonly number[]): number => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce(
    (sum, count, at) => sum + (count - total * (chances[at] ?? 0)) ** 2 / (total * (chances[at] ?? 0)),
    0,
  )
}

describe('a draw by weight', () => {
  test('gives what anyone reckons from seed, candidates and weights', () => {
    const candidates = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }).map(weighted)
    fc.assert(
      fc.property(fc.string(), candidates, fc.integer({ min: 1, max: 5 }), (seed, list, count) => {
        expect(drawn({ seed, candidates: list, count })).toEqual(byHand(seed, list, count))
      }),
    )
  })

  test('does not change with the order of the list', () => {
    fc.assert(
      fc.property(fc.string(), fc.shuffledSubarray(four, { minLength: 4 }), (seed, candidates) => {
        expect(drawn({ seed, candidates, count: 2 })).toEqual(drawn({ seed, candidates: four, count: 2 }))
      }),
    )
  })

  test('leaves everybody else in their order when one is taken out or another added', () => {
    const list = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 10 }).map(weighted)
    fc.assert(
      fc.property(fc.string(), list, fc.nat(), (seed, candidates, which) => {
        const out = candidates[which % candidates.length]?.id
        const all = drawn({ seed, candidates, count: candidates.length })
        const left = candidates.filter(one => one.id !== out)
        expect(drawn({ seed, candidates: left, count: left.length })).toEqual(all.filter(id => id !== out))
      }),
    )
  })

  test('draws each once, and all where more are asked for than there are', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 9 }), (seed, count) => {
        const people = drawn({ seed, candidates: four, count })
        expect(new Set(people).size).toBe(people.length)
        expect(people.length).toBe(Math.min(count, four.length))
      }),
    )
  })

  test('draws first in proportion to weight over 20,000 seeds', () => {
    const counts = four.map(() => 0)
    for (let seed = 0; seed < 20_000; seed++) {
      const [id] = drawn({ seed: `seed-${seed}`, candidates: four, count: 1 })
      const at = four.findIndex(one => one.id === id)
      counts[at] = (counts[at] ?? 0) + 1
    }
    // Chi-square with three degrees of freedom exceeds 16.27 once in a thousand (NIST e-Handbook, 1.3.6.7.4).
    expect(chiSquare(counts, [1 / 15, 2 / 15, 4 / 15, 8 / 15])).toBeLessThan(16.27)
  })

  test('draws the second in proportion to the weights of those left', () => {
    // Given the third (weight 4) first, the others have 1, 2 and 8 of 11.
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 20_000; seed++) {
      const [first, second = ''] = drawn({ seed: `other-${seed}`, candidates: four, count: 2 })
      if (first === 'person-903') counts.set(second, (counts.get(second) ?? 0) + 1)
    }
    const found = ['person-901', 'person-902', 'person-904'].map(id => counts.get(id) ?? 0)
    // Two degrees of freedom: 13.82 once in a thousand, by the same table.
    expect(chiSquare(found, [1 / 11, 2 / 11, 8 / 11])).toBeLessThan(13.82)
  })

  test('draws two weights beyond one digest in proportion too', () => {
    const two = weighted([8, 24])
    const counts = [0, 0]
    for (let seed = 0; seed < 8000; seed++) {
      const at = drawn({ seed: `wide-${seed}`, candidates: two, count: 1 })[0] === 'person-901' ? 0 : 1
      counts[at] = (counts[at] ?? 0) + 1
    }
    // One degree of freedom: 10.83 once in a thousand, by the same table.
    expect(chiSquare(counts, [1 / 4, 3 / 4])).toBeLessThan(10.83)
  })
})

test('a draw made before there were weights is found again: the least digest of seed and id', () => {
  const candidates = ['person-901', 'person-902', 'person-903', 'person-904']
  const seed = 'ab'.repeat(32)
  const least = [...candidates].sort((a, b) => (sha256Hex(`${seed}:${a}`) < sha256Hex(`${seed}:${b}`) ? -1 : 1))
  expect(drawnUnweighted({ seed, candidates, count: 2 })).toEqual(least.slice(0, 2))
})

describe('a second appraiser by chance', () => {
  test('never comes with a share of 0, and always with a share of 1', () => {
    fc.assert(
      fc.property(fc.string(), seed => {
        expect([isSecondDrawn(seed, '0'), isSecondDrawn(seed, '1'), isSecondDrawn(seed, '1.0')]).toEqual([
          false,
          true,
          true,
        ])
      }),
    )
  })

  test('comes in the share of the rules over 20,000 seeds', () => {
    let count = 0
    for (let seed = 0; seed < 20_000; seed++) if (isSecondDrawn(`case-${seed}`, '0.1')) count += 1
    // Binomial with n = 20000, p = 0.1: standard deviation 42.4; four of them on either side.
    expect(Math.abs(count - 2000)).toBeLessThan(170)
  })

  test('comes to whoever had it with a smaller share', () => {
    const share = fc.integer({ min: 0, max: 100_000 })
    const text = (of: number) => (of / 100_000).toFixed(5)
    fc.assert(
      fc.property(fc.string(), share, share, (seed, a, b) => {
        if (isSecondDrawn(seed, text(Math.min(a, b)))) expect(isSecondDrawn(seed, text(Math.max(a, b)))).toBe(true)
      }),
    )
  })
})
