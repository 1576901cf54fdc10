/** The statistics of validation against printed examples and arithmetic by hand. */
import { describe, expect, test } from 'vitest'
import {
  brierOf,
  calibrationOf,
  hanleyMcNeilError,
  hosmerLemeshow,
  jeffreysTest,
  ksOf,
  midranks,
  separationOf,
} from '../../src/book/validation.ts'
import { betaRegularised, chiSquareTail, logGamma, normalCdf } from '../../src/kernel/distributions.ts'

/** Ratings of 109 computed tomographies: definitely normal ... definitely abnormal. */
const NORMAL = [33, 6, 6, 11, 2]
const ABNORMAL = [3, 2, 2, 11, 33]
const tomographies = [
  ...NORMAL.flatMap((count, rating) => Array.from({ length: count }, () => ({ score: -rating, isBad: false }))),
  ...ABNORMAL.flatMap((count, rating) => Array.from({ length: count }, () => ({ score: -rating, isBad: true }))),
]

test('Hanley & McNeil (1982), table 1: the area is 0.893 and its error 0.032', () => {
  const { auc, good, bad } = separationOf(tomographies)
  expect([good, bad]).toEqual([58, 51])
  expect(auc).toBeCloseTo(0.893, 3)
  expect(hanleyMcNeilError(auc, bad, good)).toBeCloseTo(0.032, 3)
})

test("DeLong's error of two good (3, 4) and two bad (1, 3) firms by hand: area 7/8, variance 1/32", () => {
  const { auc, error } = separationOf([
    { score: 3, isBad: false },
    { score: 4, isBad: false },
    { score: 1, isBad: true },
    { score: 3, isBad: true },
  ])
  expect(auc).toBe(0.875)
  expect(error ** 2).toBeCloseTo(1 / 32, 12)
})

test('a score that orders every pair has an area of 1, a constant one of a half', () => {
  const outcomes = [true, true, false, false]
  expect(separationOf(outcomes.map((isBad, index) => ({ score: index, isBad }))).auc).toBe(1)
  expect(separationOf(outcomes.map(isBad => ({ score: 7, isBad }))).auc).toBe(0.5)
})

test('ties share their ranks', () => {
  expect(midranks([10, 30, 20, 20])).toEqual([1, 4, 2.5, 2.5])
})

test('the greatest distance of the two distributions, by hand', () => {
  expect(ksOf([1, 2, 3, 4].map(score => ({ score, isBad: score < 3 })))).toBe(1)
  expect(ksOf([1, 2, 3, 4].map(score => ({ score, isBad: score === 1 || score === 3 })))).toBe(0.5)
  expect(ksOf([5, 5, 5, 5].map((score, index) => ({ score, isBad: index < 2 })))).toBe(0)
})

test('the Brier score of 0.9 for a default and 0.2 for none is (0.01 + 0.04) / 2', () => {
  expect(
    brierOf([
      { chance: 0.9, isBad: true },
      { chance: 0.2, isBad: false },
    ]),
  ).toBeCloseTo(0.025, 12)
})

describe('calibration by groups', () => {
  const predicted = [0.1, 0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.5].map((chance, index) => ({
    chance,
    isBad: index === 0 || index > 5,
  }))

  test('equal chances are never parted, and every case stands in one group', () => {
    const groups = calibrationOf(predicted, 8)
    expect(groups.map(({ cases, seen }) => [cases, seen])).toEqual([
      [4, 1],
      [4, 2],
    ])
    expect(groups.map(({ expected }) => expected)).toEqual([0.4, 2].map(value => expect.closeTo(value, 12)))
  })

  test('Hosmer-Lemeshow by hand: (1 - 0.4)^2 / (0.4 x 0.9) + 0 = 1', () => {
    const { statistic, p } = hosmerLemeshow(calibrationOf(predicted, 2), 2)
    expect(statistic).toBeCloseTo(1, 12)
    expect(p).toBeCloseTo(Math.exp(-0.5), 12)
  })
})

describe('distributions, Abramowitz & Stegun (1964)', () => {
  test.each([
    ['26.1 at 1.96', normalCdf(1.96), 0.9750021048517795],
    ['26.1 at -1', normalCdf(-1), 0.15865525393145705],
    ['table 26.8, 1 degree at 5 percent', chiSquareTail(3.84146, 1), 0.05],
    ['table 26.8, 10 degrees at 5 percent', chiSquareTail(18.307, 10), 0.05],
    ['table 26.8, 10 degrees at 95 percent', chiSquareTail(3.9403, 10), 0.95],
    ['ln 9!', logGamma(10), Math.log(362_880)],
    ['ln of the root of pi', logGamma(0.5), Math.log(Math.PI) / 2],
  ])('%s', (_name, value, printed) => {
    expect(value).toBeCloseTo(printed, 5)
  })

  test('the incomplete beta is a binomial tail: I(1/2; 2, 3) = (6 + 4 + 1) / 16, I(0.1; 1, 1) = 0.1', () => {
    expect(betaRegularised(2, 3, 0.5)).toBeCloseTo(11 / 16, 12)
    expect(betaRegularised(1, 1, 0.1)).toBeCloseTo(0.1, 12)
  })
})

test("Jeffreys' test: a stated chance far below what was seen is refuted, one far above is not", () => {
  expect(jeffreysTest(30, 1000, 0.01)).toBeLessThan(0.001)
  expect(jeffreysTest(3, 1000, 0.01)).toBeGreaterThan(0.99)
  expect(jeffreysTest(5, 10, 0.5)).toBeCloseTo(0.5, 12)
})
