/** Each statistic of agreement against the figures its publication prints, in as many digits as are printed. */
import { describe, expect, test } from 'vitest'
import { chanceFrom } from '../../../src/kernel/chance.ts'
import { sure } from '../../../src/kernel/result.ts'
import { alphaOf, coincidencesOf, type Metric } from '../../../src/panel/agreement/alpha.ts'
import { alphaInterval } from '../../../src/panel/agreement/alpha-interval.ts'
import { type Form, iccOf } from '../../../src/panel/agreement/icc.ts'
import { fleissKappa, type Weights, weightedKappa } from '../../../src/panel/agreement/kappa.ts'
import { FLEISS, HAYES, KRIPPENDORFF, SHROUT_FLEISS, tableFrom, transposed } from './published.ts'

/** A figure as it is printed: cut to the digits of the print, its sign kept. */
const printed = (value: number, places: number) => value.toFixed(places)

describe('ICC of Shrout & Fleiss (1979), six targets by four judges', () => {
  // Coefficients: table 4 of the paper. Intervals, F and p: R package psych, ICC(), on the same marks.
  test.each<[Form, string, string, string, [string, number, number, string]]>([
    ['1_1', '0.17', '-0.133', '0.72', ['1.8', 5, 18, '0.16477']],
    ['2_1', '0.29', '0.019', '0.76', ['11.0', 5, 15, '0.00013']],
    ['3_1', '0.71', '0.342', '0.95', ['11.0', 5, 15, '0.00013']],
    ['1_k', '0.44', '-0.884', '0.91', ['1.8', 5, 18, '0.16477']],
    ['2_k', '0.62', '0.071', '0.93', ['11.0', 5, 15, '0.00013']],
    ['3_k', '0.91', '0.676', '0.99', ['11.0', 5, 15, '0.00013']],
  ])('form %s is %s, between %s and %s', (form, value, lower, upper, [f, of, over, p]) => {
    const found = sure(iccOf(tableFrom(SHROUT_FLEISS), 0.95)[form])
    expect(printed(found.value, 2)).toBe(value)
    const between = sure(found.interval)
    expect([printed(between.lower, 3), printed(between.upper, 2)]).toEqual([lower, upper])
    const tested = sure(found.test)
    expect([printed(tested.f, 1), tested.of, tested.over, printed(tested.p, 5)]).toEqual([f, of, over, p])
  })

  test('takes subjects for the rows: turned round, the marks tell another coefficient', () => {
    const turned = sure(iccOf(tableFrom(transposed(SHROUT_FLEISS)), 0.95)['1_1'])
    expect(printed(turned.value, 2)).not.toBe('0.17')
  })
})

describe("Krippendorff's alpha", () => {
  // Krippendorff (2011), example C, twelve units of four observers with marks missing.
  test.each<[Metric, string]>([
    ['nominal', '0.743'],
    ['ordinal', '0.815'],
    ['interval', '0.849'],
    ['ratio', '0.797'],
  ])('of example C is on the %s scale %s', (metric, value) => {
    const found = sure(coincidencesOf(tableFrom(KRIPPENDORFF)))
    expect(printed(sure(alphaOf(found, metric)).value, 3)).toBe(value)
  })

  test('leaves out what cannot be paired: 40 of the 41 marks of example C', () => {
    const found = sure(coincidencesOf(tableFrom(KRIPPENDORFF)))
    expect([found.units, found.marks]).toEqual([11, 40])
  })

  // Krippendorff (2011): example A, two observers of binary marks, and B, of five categories.
  test.each([
    ['0100000010', '1110010000', '0.095'],
    ['001132224330', '101112224333', '0.692'],
  ])('of two observers %s and %s is %s', (first, second, value) => {
    const cells = [...first].map((mark, at) => [Number(mark), Number(second[at])])
    expect(printed(sure(alphaOf(sure(coincidencesOf(tableFrom(cells))), 'nominal')).value, 3)).toBe(value)
  })

  // Hayes & Krippendorff (2007), the worked example: .7598, between .7078 and .8078, of 239 pairs.
  test('of forty stories is on the ordinal scale 0.7598, and so are the ends drawn by their algorithm', () => {
    const found = sure(coincidencesOf(tableFrom(HAYES)))
    expect(found.pairs).toBe(239)
    expect(printed(sure(alphaOf(found, 'ordinal')).value, 4)).toBe('0.7598')
    const ends = sure(
      alphaInterval(found, 'ordinal', { by: 'coincidences', count: 10_000, chance: chanceFrom(1, 0), level: 0.95 }),
    )
    // Drawn ends differ by chance: of ten thousand samples by less than two thousandths.
    expect(Math.abs(ends.lower - 0.7078)).toBeLessThan(0.004)
    expect(Math.abs(ends.upper - 0.8078)).toBeLessThan(0.004)
  })
})

describe('weighted kappa', () => {
  const FCE = [
    [106, 10, 4],
    [22, 28, 10],
    [2, 12, 6],
  ]
  const FCE_WEIGHTS = [
    [1, 0, 0.4444],
    [0, 1, 0.6667],
    [0.4444, 0.6667, 1],
  ]
  const COHEN = [
    [88, 14, 18],
    [10, 40, 10],
    [2, 6, 12],
  ]
  // Weights of disagreement 0 1 3 / 1 0 6 / 3 6 0, over the greatest and taken from 1.
  const COHEN_WEIGHTS = [
    [1, 8 / 9, 6 / 9],
    [8 / 9, 1, 3 / 9],
    [6 / 9, 3 / 9, 1],
  ]
  // An agreement study printed by SAS, PROC FREQ: value, error, both ends.
  const SAS = [
    [0, 4, 1],
    [0, 8, 0],
    [0, 1, 5],
  ]
  test.each<[string, number[][], Weights, string]>([
    ['Cohen (1968), unweighted', COHEN, 'identity', '0.492'],
    ['Cohen (1968)', COHEN, COHEN_WEIGHTS, '0.348'],
    ['Fleiss, Cohen & Everitt (1969), unweighted', FCE, 'identity', '0.429'],
    ['Fleiss, Cohen & Everitt (1969)', FCE, FCE_WEIGHTS, '0.507'],
  ])('of %s', (_, table, weights, value) => {
    expect(printed(sure(weightedKappa(table, weights, 0.95)).value, 3)).toBe(value)
  })

  test('has the variances of Fleiss, Cohen & Everitt (1969), of the value and without agreement', () => {
    const plain = sure(weightedKappa(FCE, 'identity', 0.95))
    const weighted = sure(weightedKappa(FCE, FCE_WEIGHTS, 0.95))
    expect(printed(plain.standardError ** 2, 6)).toBe('0.002885')
    expect(printed(weighted.standardError ** 2, 6)).toBe('0.003248')
    expect(printed(sure(weighted.test).standardError ** 2, 6)).toBe('0.004269')
  })

  test.each<[Weights, string[]]>([
    ['identity', ['0.4842', '0.1380', '0.2137', '0.7547', '0.1484', '3.2626', '0.0011']],
    ['linear', ['0.4701', '0.1457', '0.1845', '0.7558', '0.1426', '3.2971', '0.0010']],
  ])('with %s weights is what SAS prints: value, error, ends, error without agreement, z and p', (weights, figures) => {
    const found = sure(weightedKappa(SAS, weights, 0.95))
    const none = sure(found.test)
    const told = [found.value, found.standardError, found.lower, found.upper, none.standardError, none.z, none.p]
    expect(told.map(one => printed(one, 4))).toEqual(figures)
  })
})

describe('the kappa of Fleiss (1971), thirty patients by six psychiatrists', () => {
  test('is 0.430, 17.652 errors from none', () => {
    const found = sure(fleissKappa(FLEISS))
    expect(printed(found.value, 3)).toBe('0.430')
    expect(printed(sure(found.test).z, 3)).toBe('17.652')
  })

  // R package irr, kappam.fleiss(diagnoses, detail = TRUE).
  test.each([
    [0, '0.245', '5.192'],
    [1, '0.245', '5.192'],
    [2, '0.520', '11.031'],
    [3, '0.471', '9.994'],
    [4, '0.566', '12.009'],
  ])('of diagnosis %i alone is %s, z %s', (category, value, z) => {
    const found = sure(sure(fleissKappa(FLEISS)).categories[category]!)
    expect([printed(found.value, 3), printed(found.test.z, 3)]).toEqual([value, z])
  })
})
