/** Seeds promised by one digest: each shown one is held by the promise before it, and tells nothing of the next. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256Hex } from '#sha256'
import { commitmentOf, opened, promised, promiseOf } from '../../src/kernel/promise.ts'

const secret = fc.stringMatching(/^[0-9a-f]{64}$/)

/** All seeds of a promise, in the order they are opened. */
function seedsOf(kept: string): string[] {
  const seeds: string[] = []
  for (let next: string | undefined = kept; next !== undefined && seeds.length < 1000; ) {
    const { seed, rest } = opened(next)
    seeds.push(seed)
    next = rest
  }
  return seeds
}

test('the first seed is held by the promise, and each further one by the seed before it', () => {
  fc.assert(
    fc.property(secret, text => {
      const kept = promised(text)
      const seeds = seedsOf(kept)
      expect(seeds.length).toBeGreaterThan(10)
      expect(commitmentOf(seeds[0] ?? '')).toBe(promiseOf(kept))
      for (const [at, seed] of seeds.slice(1).entries()) expect(sha256Hex(seed)).toBe(seeds[at])
      expect(new Set(seeds).size).toBe(seeds.length)
      // The last one is the secret itself, so that no further seed follows from it.
      expect(seeds.at(-1)).toBe(text)
    }),
    { numRuns: 20 },
  )
})

test('no seed that was shown is, or is digested to, one that was not shown yet', () => {
  const seeds = seedsOf(promised('5e'.repeat(32)))
  for (const [at, shown] of seeds.entries()) {
    let reached = shown
    const later = new Set(seeds.slice(at + 1))
    for (let step = 0; step < 64; step++) {
      expect(later.has(reached)).toBe(false)
      reached = sha256Hex(reached)
    }
  }
})

test('a secret kept before there were chains is its own only seed, held by the digest published then', () => {
  const old = 'ab'.repeat(32)
  expect(opened(old)).toEqual({ seed: old, rest: undefined })
  expect(promiseOf(old)).toBe(`sha256:${sha256Hex(old)}`)
})
