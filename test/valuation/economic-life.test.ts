/** The economic life against its published scale. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { fixed, fixedText } from '../../src/kernel/fixed.ts'
import { economicLife, lifeScore, salesPeriod } from '../../src/valuation/economic-life.ts'
import { LIFE_FACTORS, type LifeFactor } from '../../src/valuation/items.ts'
import { compiled, edition, same } from './example.ts'

const scale = compiled.life
const quartiles = { q1: fixed('5'), q2: fixed('8'), q3: fixed('12') }
const scores = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 10, maxLength: 10 })
const named = (values: readonly number[]) =>
  Object.fromEntries(LIFE_FACTORS.map((factor, index) => [factor, values[index]])) as Record<LifeFactor, number>

describe('the score of the ten factors', () => {
  test('full marks weigh 205, as the guide divides by it', () => {
    const sum = Object.values(edition.life.weights.values).reduce((total, weight) => total + Number(weight) * 5, 0)
    expect(sum).toBe(205)
  })

  test('all ones give 20 points, all fives 100, all threes 60', () => {
    expect(fixedText(lifeScore(scale, same(LIFE_FACTORS, 1)))).toBe('20')
    expect(fixedText(lifeScore(scale, same(LIFE_FACTORS, 3)))).toBe('60')
    expect(fixedText(lifeScore(scale, same(LIFE_FACTORS, 5)))).toBe('100')
  })

  test('superiority alone at five among ones adds 7 x 4 of 205', () => {
    // (41 + 28) / 205 x 100 = 33.658536585...
    const score = lifeScore(scale, { ...same(LIFE_FACTORS, 1), superiority: 5 })
    expect(fixedText(score)).toBe('33.658536585365853659')
  })

  test('every score lies between 20 and 100', () => {
    fc.assert(
      fc.property(scores, values => {
        const score = lifeScore(scale, named(values))
        return score >= fixed('20') && score <= fixed('100')
      }),
    )
  })
})

describe('the life between the quartiles', () => {
  test.each([
    // score, years: (5, 8, 12) as quartiles; 72 points: 8 + 4 x 12 / 40 = 9.2
    ['72', '9.2'],
    ['20', '5'],
    ['60', '8'],
    ['100', '12'],
    // 5 + 3 x 20 / 40
    ['40', '6.5'],
  ])('a score of %s gives %s years', (score, years) => {
    expect(fixedText(economicLife(scale, fixed(score), quartiles))).toBe(years)
  })

  test('a better factor never shortens the life', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 0, max: 9 }), (values, at) => {
        const better = values.map((value, index) => (index === at ? Math.min(5, value + 1) : value))
        const life = (list: readonly number[]) => economicLife(scale, lifeScore(scale, named(list)), quartiles)
        return life(better) >= life(values)
      }),
    )
  })
})

describe('the months of sales that are valued', () => {
  const day = calendarDate('2026-06-30')
  const policy = { isElapsedSubtracted: true, isPreparationInsideLife: true }
  const of = (registered?: string, expires?: string, preparation = 6, by = policy) =>
    salesPeriod(
      by,
      fixed('9.2'),
      preparation,
      day,
      registered === undefined ? undefined : calendarDate(registered),
      expires === undefined ? undefined : calendarDate(expires),
    )

  test('9.2 years are 110 whole months, less one year since registration and half a year of preparation', () => {
    expect(of('2025-06-30')).toMatchObject({
      ok: true,
      value: { lifeMonths: 110, elapsedMonths: 12, salesMonths: 92, bound: 'economic_life' },
    })
  })

  test('the right ends the sales where it ends before the economic life', () => {
    expect(of(undefined, '2029-06-30')).toMatchObject({
      ok: true,
      value: { legalMonths: 36, salesMonths: 30, bound: 'right' },
    })
  })

  test('an edition that leaves elapsed and preparation time out counts the whole life', () => {
    const by = { isElapsedSubtracted: false, isPreparationInsideLife: false }
    expect(of('2025-06-30', undefined, 6, by)).toMatchObject({ ok: true, value: { salesMonths: 110 } })
  })

  test('a right that ends on the day of valuation has lapsed', () => {
    expect(of(undefined, '2026-06-30')).toMatchObject({ refusals: [{ code: 'valuation_right_lapsed' }] })
  })

  test('a registration after the day of valuation is refused', () => {
    expect(of('2026-07-01')).toMatchObject({ refusals: [{ code: 'valuation_registered_after_day' }] })
  })

  test('a technology registered longer ago than it lives has no value left to count', () => {
    expect(of('2010-01-01')).toMatchObject({ refusals: [{ code: 'valuation_no_life_left' }] })
  })
})
