/** Accidents by cohort: triangles worked by hand, a naive simulation, and cohorts of a real scheme where they are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accidentForecast,
  agesOf,
  dispersionOf,
  type ForecastLife,
  quarterFrom,
  quarterOf,
  quarterText,
  triangleOf,
} from '../../src/book/accident-forecast.ts'
import { HOME } from '../../src/platform/folders.ts'

const life = (begun: number, of: Partial<ForecastLife> & { count?: number } = {}): ForecastLife => {
  const count = of.count ?? 1
  const balance = of.balance ?? count
  return { begun, accident: null, ended: null, count, balance, squares: balance ** 2 / count, ...of }
}
/** Ten begun in quarter 0, twenty in quarter 1, forty in quarter 2; quarter 3 has begun. */
const BOOK: readonly ForecastLife[] = [
  life(0, { count: 1, accident: 0 }),
  life(0, { count: 2, accident: 1 }),
  life(0, { count: 1, ended: 1 }),
  life(0, { count: 2, accident: 2 }),
  life(0, { count: 4 }),
  life(1, { count: 2, accident: 1 }),
  life(1, { count: 2, ended: 1 }),
  life(1, { count: 3, accident: 2 }),
  life(1, { count: 13 }),
  life(2, { count: 4, accident: 2 }),
  life(2, { count: 36 }),
  // Begun in the quarter that is not over, and an accident in it: neither is read.
  life(3, { count: 9, accident: 3 }),
]

describe('the triangle', () => {
  test('counts who was at risk at the start of each age, of quarters that are over', () => {
    const cells = triangleOf(BOOK, 3).map(one => [one.cohort, one.age, one.atRisk, one.accidents, one.ends])
    expect(cells).toEqual([
      [0, 0, 10, 1, 0],
      [0, 1, 9, 2, 1],
      [0, 2, 6, 2, 0],
      [1, 0, 20, 2, 2],
      [1, 1, 16, 3, 0],
      [2, 0, 40, 4, 0],
    ])
  })

  test('gives chances by age from all cohorts: 7/70, 5/25, 2/6, and Kaplan and Meier`s survival', () => {
    const ages = agesOf(triangleOf(BOOK, 3))
    expect(ages.map(one => [one.age, one.atRisk, one.accidents, one.ends])).toEqual([
      [0, 70, 7, 2],
      [1, 25, 5, 1],
      [2, 6, 2, 0],
    ])
    expect(ages.map(one => one.hazard)).toEqual([0.1, 0.2, 1 / 3])
    expect(ages.map(one => one.survival)).toEqual([0.9, expect.closeTo(0.72, 12), expect.closeTo(0.48, 12)])
    expect(ages[1]?.hazardError).toBeCloseTo(Math.sqrt((0.2 * 0.8) / 25), 12)
  })

  test('takes an accident and an end of one quarter for an accident, and neither before the life began to be over', () => {
    expect(triangleOf([life(0, { accident: 0, ended: 0 })], 1)).toMatchObject([{ accidents: 1, ends: 0 }])
    expect(triangleOf([life(0)], 0)).toEqual([])
    expect(accidentForecast([life(0)], 0, 4)).toBeUndefined()
  })
})

describe('the forecast', () => {
  test('of two quarters comes out by hand', () => {
    const found = accidentForecast(BOOK, 3, 2)
    // Standing: 4 of age 3 (beyond: the oldest age's 1/3), 13 of age 2 (1/3), 36 of age 1 (1/5).
    const first = 4 / 3 + 13 / 3 + 36 / 5
    // A quarter later: 4 x 2/3 x 1/3 + 13 x 2/3 x 1/3 + 36 x (1 - 1/5 - 1/25) x 1/3.
    const second = 8 / 9 + 26 / 9 + (36 * 0.76) / 3
    expect(found?.quarters.map(one => one.quarter)).toEqual([3, 4])
    expect(found?.quarters[0]?.accidents.mean).toBeCloseTo(first, 10)
    expect(found?.quarters[1]?.accidents.mean).toBeCloseTo(second, 10)
    expect(found?.whole.accidents.mean).toBeCloseTo(first + second, 10)
    expect(found?.cohorts.map(one => [one.cohort, one.lives, one.standing, one.accidents])).toEqual([
      [0, 10, 4, 5],
      [1, 20, 13, 5],
      [2, 40, 36, 4],
    ])
    // 17 grow beyond the oldest age in the two quarters, and so do 36 of age 1, whose second quarter is age 2: no.
    expect(found?.beyond).toBe(17)
  })

  test('of one quarter has process and estimation error by hand, times the dispersion', () => {
    const found = accidentForecast(BOOK, 3, 1)
    const process = (4 + 13) * (1 / 3) * (2 / 3) + 36 * 0.2 * 0.8
    const estimation = (17 ** 2 * (1 / 3) * (2 / 3)) / 6 + (36 ** 2 * 0.2 * 0.8) / 25
    const error = Math.sqrt((found?.dispersion ?? 0) * (process + estimation))
    expect(found?.whole.accidents.error).toBeCloseTo(error, 6)
    expect(found?.whole.accidents.high).toBeCloseTo((found?.whole.accidents.mean ?? 0) + 1.959964 * error, 4)
  })

  test('has the dispersion of Pearson over its degrees, and never less than one', () => {
    // Two cohorts of 100 at one age, 5 and 15 accidents: 25/9 each by a chance of 1/10; one degree.
    const uneven = [
      life(0, { count: 5, accident: 0 }),
      life(0, { count: 95, ended: 0 }),
      life(1, { count: 15, accident: 1 }),
      life(1, { count: 85, ended: 1 }),
    ]
    const cells = triangleOf(uneven, 2)
    expect(dispersionOf(cells, agesOf(cells))).toBeCloseTo(50 / 9, 10)
    const even = [0, 1].flatMap(begun => [
      life(begun, { count: 10, accident: begun }),
      life(begun, { count: 90, ended: begun }),
    ])
    const alike = triangleOf(even, 2)
    expect(dispersionOf(alike, agesOf(alike))).toBe(1)
  })

  test('forecasts amounts by what stands: twice the balance, twice the amount and its error', () => {
    const doubled = BOOK.map(one => ({ ...one, balance: one.balance * 2, squares: one.squares * 4 }))
    const [once, twice] = [accidentForecast(BOOK, 3, 4), accidentForecast(doubled, 3, 4)]
    expect(once?.whole.amount.mean).toBeCloseTo(once?.whole.accidents.mean ?? Number.NaN, 10)
    expect(twice?.whole.amount.mean).toBeCloseTo(2 * (once?.whole.amount.mean ?? Number.NaN), 8)
    expect(twice?.whole.amount.error).toBeCloseTo(2 * (once?.whole.amount.error ?? Number.NaN), 6)
  })

  test('is the same however alike guarantees are counted together, and its quarters make the whole', () => {
    const some = fc.array(
      fc.record({
        begun: fc.integer({ min: 0, max: 5 }),
        accident: fc.option(fc.integer({ min: 0, max: 3 })),
        ended: fc.option(fc.integer({ min: 0, max: 3 })),
        count: fc.integer({ min: 1, max: 20 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(some, rows => {
        const grouped = rows.map(one => ({
          ...life(one.begun, { count: one.count }),
          accident: one.accident === null ? null : one.begun + one.accident,
          ended: one.ended === null ? null : one.begun + one.ended,
        }))
        const single = grouped.flatMap(one =>
          Array.from({ length: one.count }, () => ({ ...one, count: 1, balance: 1, squares: 1 })),
        )
        const [a, b] = [accidentForecast(grouped, 6, 4), accidentForecast(single, 6, 4)]
        expect(b?.whole.accidents.mean).toBeCloseTo(a?.whole.accidents.mean ?? Number.NaN, 8)
        expect(b?.whole.accidents.error).toBeCloseTo(a?.whole.accidents.error ?? Number.NaN, 8)
        const parts = (a?.quarters ?? []).reduce((sum, one) => sum + one.accidents.mean, 0)
        expect(parts).toBeCloseTo(a?.whole.accidents.mean ?? Number.NaN, 8)
        const cohorts = (a?.cohorts ?? []).reduce((sum, one) => sum + one.expected, 0)
        expect(cohorts).toBeCloseTo(a?.whole.accidents.mean ?? Number.NaN, 8)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a naive simulation', () => {
  /** Park and Miller's generator: the same book from the same seed. */
  const chanceFrom = (seed: number) => {
    let state = seed
    return () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
  }
  const HAZARD = [0.002, 0.008, 0.015, 0.02, 0.018, 0.015, 0.012, 0.01]
  const LEAVING = 0.03
  /** Each guarantee drawn by itself, quarter by quarter, up to the quarter `until`. */
  function drawn(seed: number, until: number): ForecastLife[] {
    const chance = chanceFrom(seed)
    const lives: ForecastLife[] = []
    for (let begun = 0; begun < 16; begun++)
      for (let n = 0; n < 150; n++) {
        let [accident, ended]: [number | null, number | null] = [null, null]
        for (let quarter = begun; quarter < until && accident === null && ended === null; quarter++) {
          const at = chance()
          const hazard = HAZARD[Math.min(quarter - begun, HAZARD.length - 1)] ?? 0
          if (at < hazard) accident = quarter
          else if (at < hazard + LEAVING) ended = quarter
        }
        lives.push(life(begun, { accident, ended }))
      }
    return lives
  }
  /** As it was known when quarter `now` began. */
  const known = (lives: readonly ForecastLife[], now: number): ForecastLife[] =>
    lives.map(one => ({
      ...one,
      accident: one.accident !== null && one.accident < now ? one.accident : null,
      ended: one.ended !== null && one.ended < now ? one.ended : null,
    }))

  test('of a hundred books falls into the interval about as often as the interval says, and on both sides of the mean', () => {
    let [inside, above] = [0, 0]
    for (let seed = 1; seed <= 100; seed++) {
      const book = drawn(seed * 7919, 20)
      const seen = book.filter(one => one.accident !== null && one.accident >= 16).length
      const found = accidentForecast(known(book, 16), 16, 4)?.whole.accidents
      if (found === undefined) throw new Error('nothing forecast')
      if (seen >= found.low && seen <= found.high) inside += 1
      if (seen > found.mean) above += 1
    }
    // 95 of 100 are expected; fewer than 86 or all but none outside by chance less than once in 5,000.
    expect(inside).toBeGreaterThanOrEqual(86)
    expect(above).toBeGreaterThanOrEqual(32)
    expect(above).toBeLessThanOrEqual(68)
  })
})

describe('a quarter', () => {
  test('is read from a day and written as text, both ways', () => {
    expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map(day => quarterText(quarterOf(day)))).toEqual([
      '2026-Q1',
      '2026-Q1',
      '2026-Q2',
      '2026-Q4',
    ])
    expect(quarterFrom('2026-Q4')).toBe(2026 * 4 + 3)
    expect(['2026-Q5', '2026-Q0', '2026Q1', '26-Q1'].map(quarterFrom)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})

/** Cohorts of the SBA's 7(a) loans: charge-offs of each fiscal year's loans after 36, 60 and 84 months. */
const DATA = join(HOME, '../shared/data/sba-7a-cohorts/equal_age_rates.csv')
test.skipIf(!existsSync(DATA))(
  'real cohorts (absent where the data is not beside the project) come out within a factor of two',
  () => {
    const [, ...lines] = readFileSync(DATA, 'utf8').trim().split('\n')
    const rows = lines.map(line => line.split(',').map(Number))
    const whole = rows.filter(row => row.length === 6 && row.slice(3).every(rate => rate > 0))
    expect(whole.length).toBeGreaterThan(15)
    // A step is an age of the table; a cohort of the year y has its n-th age behind it in step y + n.
    const first = whole[0]?.[0] ?? 0
    const lives = whole.flatMap(([year = 0, loans = 0, , ...rates]) => {
      const begun = year - first
      const counts = rates.map(rate => Math.round((loans * rate) / 100))
      const met = counts.map((count, age) =>
        life(begun, { count: count - (counts[age - 1] ?? 0), accident: begun + age }),
      )
      return [...met, life(begun, { count: loans - (counts.at(-1) ?? 0) })].filter(one => one.count > 0)
    })
    const ratios = Array.from({ length: whole.length - 6 }, (_, at) => {
      const now = at + 4
      const before = lives
        .filter(one => one.begun < now && now - one.begun <= 2)
        .map(one => ({ ...one, accident: one.accident !== null && one.accident < now ? one.accident : null }))
      const past = lives.filter(one => one.begun <= now - 3)
      const found = accidentForecast([...past, ...before], now, 1)
      const seen = lives.filter(one => one.begun < now && one.accident === now).reduce((sum, one) => sum + one.count, 0)
      expect(found?.dispersion).toBeGreaterThan(1)
      const ofOpen = (found?.cohorts ?? []).filter(one => now - one.cohort <= 2)
      return seen / ofOpen.reduce((sum, one) => sum + one.expected, 0)
    })
    const sorted = [...ratios].sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0
    expect(median).toBeGreaterThan(0.5)
    expect(median).toBeLessThan(2)
  },
)
