/** The draw of appraisers: repeatable by anyone, fair among the candidates, and bound to what was promised. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256Hex } from '#sha256'
import { commitmentOf, drawn, isTrueDraw } from '../../src/panel/draw.ts'

const candidates = ['person-901', 'person-902', 'person-903', 'person-904']

test('whoever has the least hash of seed and id is drawn, as anyone can reckon', () => {
  const seed = 'ab'.repeat(32)
  const byHand = [...candidates].sort((a, b) => (sha256Hex(`${seed}:${a}`) < sha256Hex(`${seed}:${b}`) ? -1 : 1))
  expect(drawn({ seed, candidates, count: 2 })).toEqual(byHand.slice(0, 2))
})

test('the order in which candidates are listed changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.shuffledSubarray(candidates, { minLength: 4 }), (seed, listed) => {
      expect(drawn({ seed, candidates: listed, count: 2 })).toEqual(drawn({ seed, candidates, count: 2 }))
    }),
  )
})

test('a draw with another seed than the one promised, or with somebody else in it, is found out', () => {
  const draw = { commitment: commitmentOf('seed'), seed: 'seed', candidates, count: 2 }
  const people = drawn(draw)
  expect(isTrueDraw(draw, people)).toBe(true)
  expect(isTrueDraw({ ...draw, seed: 'other' }, drawn({ ...draw, seed: 'other' }))).toBe(false)
  expect(isTrueDraw(draw, [...people].reverse())).toBe(false)
})

test('over 4,000 seeds each of four candidates is drawn first about a quarter of the time', () => {
  const first = new Map(candidates.map(one => [one, 0]))
  for (let seed = 0; seed < 4000; seed++) {
    const [one = ''] = drawn({ seed: String(seed), candidates, count: 1 })
    first.set(one, (first.get(one) ?? 0) + 1)
  }
  // Binomial with n = 4000, p = 1/4: standard deviation 27.4; five of them on either side.
  for (const count of first.values()) expect(Math.abs(count - 1000)).toBeLessThan(137)
})
