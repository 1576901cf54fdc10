/** The quantile against the distribution it turns round, and the streams against what chance would do. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareTail, normalCdf } from '../../src/kernel/distributions.ts'
import { normalQuantile, normalStream } from '../../src/kernel/normal.ts'

describe('the quantile', () => {
  test('Wichura prints 0.25 as -0.6744897501960817 and 0.001 as -3.090232306167814', () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15)
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14)
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 12)
  })
  test('it turns the distribution round, in each of its three pieces', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-9, noNaN: true }), p => {
        expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-9)
      }),
    ))
  test('it is odd about a half', () =>
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.5, noNaN: true }), p => {
        expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 9)
      }),
    ))
})

const COUNT = 100_000
const numbers = (seed: number, stream: number): Float64Array => {
  const into = new Float64Array(COUNT)
  normalStream(seed, stream)(into, COUNT)
  return into
}

describe('streams', () => {
  test('one seed and stream give the same numbers, in one piece or in many', () => {
    const whole = numbers(7, 3)
    const stream = normalStream(7, 3)
    const piece = new Float64Array(COUNT / 4)
    for (let at = 0; at < COUNT; at += piece.length) {
      stream(piece, piece.length)
      expect(piece).toEqual(whole.slice(at, at + piece.length))
    }
  })

  test.each([
    [1, 0],
    [2026, 61],
    [0, 0],
    [4_294_967_295, 4_294_967_295],
  ])('seed %i, stream %i fills a hundred equal shares as chance does', (seed, stream) => {
    const counts = new Array<number>(100).fill(0)
    for (const one of numbers(seed, stream)) {
      const share = Math.trunc(normalCdf(one) * 100)
      counts[share] = (counts[share] ?? 0) + 1
    }
    const square = counts.reduce((sum, count) => sum + (count - COUNT / 100) ** 2 / (COUNT / 100), 0)
    expect(chiSquareTail(square, 99)).toBeGreaterThan(1e-4)
  })

  test.each<[string, [number, number], [number, number]]>([
    ['neighbouring streams', [5, 0], [5, 1]],
    ['neighbouring seeds', [5, 0], [6, 0]],
  ])('%s do not go together', (_, one, other) => {
    const [a, b] = [numbers(...one), numbers(...other)]
    const product = a.reduce((sum, value, at) => sum + value * (b[at] as number), 0) / COUNT
    expect(Math.abs(product)).toBeLessThan(5 / Math.sqrt(COUNT))
  })
})
