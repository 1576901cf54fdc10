/** The distributions of tests and intervals, against printed tables and what must hold between them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  betaRegularised,
  fAbove,
  fQuantile,
  logGamma,
  normalAbove,
  normalQuantile,
} from '../../src/kernel/distributions.ts'

const freedom = fc.double({ min: 0.5, max: 5000, noNaN: true })
const share = fc.double({ min: 0.0005, max: 0.9995, noNaN: true })

describe('F', () => {
  // Upper points as tables of the F distribution print them, such as Pearson & Hartley (1976), table 18.
  test.each([
    [0.95, 5, 15, '2.90'],
    [0.975, 5, 15, '3.58'],
    [0.975, 15, 5, '6.43'],
    [0.99, 2, 10, '7.56'],
    [0.95, 1, 1, '161.45'],
    [0.99, 120, 120, '1.53'],
  ])('is below its point with chance %f for %i and %i degrees of freedom at %s', (chance, of, over, point) => {
    expect(fQuantile(chance, of, over).toFixed(2)).toBe(point)
  })

  test('is above its own quantile with what is left of the chance, and turned round is its reciprocal', () => {
    fc.assert(
      fc.property(share, freedom, freedom, (chance, of, over) => {
        const point = fQuantile(chance, of, over)
        expect(fAbove(point, of, over)).toBeCloseTo(1 - chance, 8)
        expect(point * fQuantile(1 - chance, over, of)).toBeCloseTo(1, 6)
      }),
    )
  })

  test('of one degree of freedom over very many is the square of the normal', () => {
    expect(Math.sqrt(fQuantile(0.95, 1, 1e7))).toBeCloseTo(normalQuantile(0.975), 6)
  })
})

describe('the normal distribution', () => {
  test.each([
    [0.975, '1.959964'],
    [0.995, '2.575829'],
    [0.9995, '3.290527'],
    [0.025, '-1.959964'],
  ])('has its point of %f at %s', (chance, point) => expect(normalQuantile(chance).toFixed(6)).toBe(point))

  test('is above -z as often as below z, and its two ways of telling a tail agree where they meet', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), z => {
        expect(normalAbove(z) + normalAbove(-z)).toBeCloseTo(1, 14)
      }),
    )
    expect(normalAbove(3 - 1e-12) / normalAbove(3)).toBeCloseTo(1, 10)
  })
})

test('the incomplete beta function of whole parameters is the chance of that many successes', () => {
  // I_x(3, 4): at least three of six, each with chance x.
  const x = 0.3
  const chance = (k: number) => [1, 6, 15, 20, 15, 6, 1][k]! * x ** k * (1 - x) ** (6 - k)
  expect(betaRegularised(3, 4, x)).toBeCloseTo(chance(3) + chance(4) + chance(5) + chance(6), 13)
})

test('the gamma function of a whole number is the factorial before it, and of one half the root of pi', () => {
  expect(Math.exp(logGamma(7))).toBeCloseTo(720, 9)
  expect(Math.exp(logGamma(0.5))).toBeCloseTo(Math.sqrt(Math.PI), 12)
  expect(Math.exp(logGamma(0.25) + logGamma(0.75))).toBeCloseTo(Math.PI * Math.SQRT2, 11)
})
