/** The risk score: points that add up, bands that hold every input once, no reward for the worse. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { compare, decimal } from '../../src/kernel/decimal.ts'
import { editionWords } from '../../src/kernel/sourced.ts'
import {
  compileScorecards,
  inputsOf,
  macroInputsOn,
  type RiskInputs,
  riskGradeOf,
  riskScore,
  seriesValueOn,
} from '../../src/scoring/risk.ts'
import {
  bandRows,
  millionthsDown,
  RISK_GRADES,
  type RiskEdition,
  riskFindings,
  riskSchema,
  riskWordKeys,
  type ScorecardAttribute,
} from '../../src/scoring/risk-schema.ts'
import { wordFindings } from '../../src/scoring/rubric-schema.ts'

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../rules/risk/${name}`, import.meta.url), 'utf8'))
const edition = riskSchema.parse(file('2026-01.json'))
const compiled = compileScorecards(edition)

const card = (from: RiskEdition, code: string) => from.scorecards.find(item => item.code === code) ?? never()
const attribute = (from: RiskEdition, scorecard: string, code: string): ScorecardAttribute =>
  card(from, scorecard).attributes.find(item => item.code === code) ?? never()
const never = (): never => {
  throw new Error('not in the edition')
}

/** The edition with one mistake made in a copy. */
function withMistake(change: (copy: RiskEdition) => void): RiskEdition {
  const copy = structuredClone(edition)
  change(copy)
  return copy
}
const bandsOf = (copy: RiskEdition, scorecard: string, code: string): Record<string, Record<string, string>> => {
  const found = attribute(copy, scorecard, code)
  return found.type === 'bands' ? found.bands.values : never()
}
const places = (copy: RiskEdition): string[] => riskFindings(copy).map(({ place, text }) => `${place}: ${text}`)

test('the edition in force has no findings and words in three languages for everything it names', () => {
  expect(riskFindings(edition)).toEqual([])
  const words = editionWords('risk').parse(file('2026-01.words.json'))
  expect(wordFindings(edition, riskWordKeys(edition), words)).toEqual([])
})

test('the start-up scorecard reads no item of the financial statements', () => {
  expect(inputsOf(compiled, 'startup')).toEqual(['employees', 'firm_age_years', 'base_rate', 'recession'])
})

describe('a planted mistake in an edition is found where it stands', () => {
  test.each<[string, (copy: RiskEdition) => void, string]>([
    [
      'a gap between two bands',
      copy => Object.assign(bandsOf(copy, 'growth', 'equity_ratio')['2'] ?? {}, { less_than: '0.3' }),
      'scorecards.growth.equity_ratio.bands.2: a gap',
    ],
    [
      'two bands that overlap',
      copy => Object.assign(bandsOf(copy, 'growth', 'equity_ratio')['2'] ?? {}, { less_than: '0.4' }),
      'scorecards.growth.equity_ratio.bands.2: an overlap',
    ],
    [
      'nothing said of the lowest inputs',
      copy => Object.assign(bandsOf(copy, 'growth', 'current_ratio')['1'] ?? {}, { at_least: '0' }),
      'scorecards.growth.current_ratio.bands.1: nothing is said of inputs below 0',
    ],
    [
      'nothing said of the highest inputs',
      copy => Object.assign(bandsOf(copy, 'startup', 'employees')['2'] ?? {}, { less_than: '1000' }),
      'scorecards.startup.employees.bands.2: nothing is said of inputs from 1000',
    ],
    [
      'fewer points for more equity',
      copy => Object.assign(bandsOf(copy, 'growth', 'equity_ratio')['3'] ?? {}, { points: '-7' }),
      'scorecards.growth.equity_ratio.bands.3: points -7 after -6',
    ],
    [
      'more points for a dearer base rate',
      copy => Object.assign(bandsOf(copy, 'startup', 'base_rate')['4'] ?? {}, { points: '9' }),
      'scorecards.startup.base_rate.bands.4: points 9 after -3',
    ],
    [
      'no points for an unknown input',
      copy => delete bandsOf(copy, 'growth', 'sales_growth')['unknown'],
      'scorecards.growth.sales_growth.bands: has no points for an unknown input',
    ],
    [
      'half a point',
      copy => Object.assign(bandsOf(copy, 'growth', 'sales_growth')['1'] ?? {}, { points: '-0.5' }),
      'scorecards.growth.sales_growth.bands.1: points are a whole number',
    ],
    [
      'a field that is none',
      copy => Object.assign(bandsOf(copy, 'growth', 'sales_growth')['1'] ?? {}, { more_than: '1' }),
      'scorecards.growth.sales_growth.bands.1: more_than is not a field of a band',
    ],
    [
      'an edge finer than inputs are read',
      copy => Object.assign(bandsOf(copy, 'growth', 'sales_growth')['1'] ?? {}, { less_than: '0.1234567' }),
      'scorecards.growth.sales_growth.bands.1: the edge 0.1234567 has more than 6 decimals',
    ],
    [
      'a band left out',
      copy => delete bandsOf(copy, 'growth', 'equity_ratio')['2'],
      'scorecards.growth.equity_ratio.bands: bands are numbered 1 to 3',
    ],
    [
      'a recession that earns points',
      copy => {
        const found = attribute(copy, 'growth', 'recession')
        if (found.type === 'flag') found.points.values['true'] = '5'
      },
      'scorecards.growth.recession.points.2: points 5 after 0',
    ],
    [
      'an attribute counted twice',
      copy => card(copy, 'startup').attributes.push(structuredClone(attribute(copy, 'startup', 'employees'))),
      'scorecards.startup: employees is repeated',
    ],
    [
      'a scorecard that stands twice',
      copy => copy.scorecards.push(structuredClone(card(copy, 'startup'))),
      'scorecards: startup is repeated',
    ],
    [
      'a series that is not there',
      copy => copy.macro_series.splice(0, 1),
      'scorecards.growth.base_rate: the series base_rate is not in this edition',
    ],
    [
      'a change after the last confirmation',
      copy => {
        if (copy.macro_series[0]) copy.macro_series[0].changes.values['2026-05-28'] = '0.02'
      },
      'macro_series.base_rate: changes on 2026-05-28',
    ],
    [
      'a grade that asks for no fewer points than the better one',
      copy => {
        copy.grade_points_min.values['R4'] = '524'
      },
      'grade_points_min.R4: does not stand below',
    ],
    [
      'a grade without a cut-off',
      copy => delete copy.grade_points_min.values['R9'],
      'grade_points_min: has no value for R9',
    ],
    [
      'a chance that falls with the grade',
      copy => {
        copy.grade_chance_max.values['R3'] = '0.012'
      },
      'grade_chance_max.R3: does not stand below',
    ],
  ])('%s', (_name, change, sentence) => {
    expect(places(withMistake(change)).some(found => found.startsWith(sentence))).toBe(true)
  })

  test('a number without its ground, or a field nobody knows, does not load', () => {
    const bare = structuredClone(edition) as unknown as { scorecards: { base_points: Record<string, unknown> }[] }
    delete bare.scorecards[0]?.base_points['formula']
    expect(riskSchema.safeParse(bare).success).toBe(false)
    expect(riskSchema.safeParse({ ...edition, cut_off: '1' }).success).toBe(false)
  })
})

/** Decimal text of at most six decimals, as facts carry it. */
const figure = fc.integer({ min: -5_000_000, max: 5_000_000 }).map(value => decimalOf(value))
const decimalOf = (millionths: number): string => {
  const size = String(Math.abs(millionths)).padStart(7, '0')
  return `${millionths < 0 ? '-' : ''}${size.slice(0, -6)}.${size.slice(-6)}`
}
const inputFor = (item: ScorecardAttribute) => (item.type === 'flag' ? fc.constantFrom('true', 'false') : figure)
const inputsFor = (scorecard: string): fc.Arbitrary<RiskInputs> =>
  fc.record(
    Object.fromEntries(
      card(edition, scorecard).attributes.map(item => [item.code, fc.option(inputFor(item), { nil: undefined })]),
    ),
  )

describe.each(['growth', 'startup'])('the scorecard %s', scorecard => {
  test('adds up again: the total is the base and the points of every item, each a whole number', () => {
    fc.assert(
      fc.property(inputsFor(scorecard), inputs => {
        const { base, items, total, grade } = riskScore(compiled, scorecard, inputs)
        expect(items.reduce((sum, { points }) => sum + points, base)).toBe(total)
        expect(items.every(({ points }) => Number.isSafeInteger(points))).toBe(true)
        expect(items.map(item => item.attribute)).toEqual(inputsOf(compiled, scorecard))
        expect(grade).toBe(riskGradeOf(compiled, total))
      }),
    )
  })

  test('a better input never gives fewer points nor a worse grade', () => {
    for (const item of card(edition, scorecard).attributes) {
      const pair = item.type === 'flag' ? fc.constant(['false', 'true'] as const) : fc.tuple(figure, figure)
      fc.assert(
        fc.property(inputsFor(scorecard), pair, (inputs, [one, other]) => {
          const isRising = item.type === 'flag' ? true : compare(decimal(one), decimal(other)) <= 0
          const [low, high] = isRising ? [one, other] : [other, one]
          const isHighBetter = item.direction === 'higher_is_better' || item.direction === 'true_is_better'
          const worse = riskScore(compiled, scorecard, { ...inputs, [item.code]: isHighBetter ? low : high })
          const better = riskScore(compiled, scorecard, { ...inputs, [item.code]: isHighBetter ? high : low })
          expect(better.total).toBeGreaterThanOrEqual(worse.total)
          expect(RISK_GRADES.indexOf(better.grade)).toBeLessThanOrEqual(RISK_GRADES.indexOf(worse.grade))
        }),
        { numRuns: 50 },
      )
    }
  })

  test('an input falls in the band that comparing exact decimals gives', () => {
    for (const item of card(edition, scorecard).attributes) {
      if (item.type === 'flag') continue
      const rows = bandRows(item)
      const edges = rows.flatMap(row => (row['at_least'] === undefined ? [] : [row['at_least']]))
      fc.assert(
        fc.property(
          fc.oneof(
            figure,
            fc.constantFrom(...edges, ...edges.map(edge => `${edge.includes('.') ? edge : `${edge}.`}0000001`)),
          ),
          value => {
            const band = rows.findIndex(
              row =>
                (row['at_least'] === undefined || compare(decimal(value), decimal(row['at_least'])) >= 0) &&
                (row['less_than'] === undefined || compare(decimal(value), decimal(row['less_than'])) < 0),
            )
            const found = riskScore(compiled, scorecard, { [item.code]: value }).items.find(
              ({ attribute: code }) => code === item.code,
            )
            expect(found?.band).toBe(String(band + 1))
            expect(String(found?.points)).toBe(rows[band]?.['points'])
          },
        ),
        { numRuns: 100 },
      )
    }
  })

  test('what is not known takes its own row and says so', () => {
    const { items } = riskScore(compiled, scorecard, {})
    expect(items.every(({ value, band }) => value === null && band === 'unknown')).toBe(true)
  })
})

test('a firm of sound statements is scored by hand: 496 + 7 + 10 + 9 + 13 + 13 + 0 + 0 = 548, grade R1', () => {
  const score = riskScore(compiled, 'growth', {
    equity_ratio: '0.55',
    current_ratio: '1.8',
    operating_margin: '0.09',
    cash_flow_to_liabilities: '0.31',
    sales_growth: '0.12',
    base_rate: '0.025',
    recession: 'false',
  })
  expect(score.items.map(({ points }) => points)).toEqual([7, 10, 9, 13, 13, 0, 0])
  expect([score.base, score.total, score.grade]).toEqual([496, 548, 'R1'])
})

test('a total just reaching a cut-off has the grade, one point less has the next', () => {
  for (const { grade, points } of compiled.cutOffs) {
    expect(riskGradeOf(compiled, points)).toBe(grade)
    expect(RISK_GRADES.indexOf(riskGradeOf(compiled, points - 1))).toBe(RISK_GRADES.indexOf(grade) + 1)
  }
})

test('decimal text is read downwards to millionths, also below zero', () => {
  expect(millionthsDown('0.1')).toBe(100_000n)
  expect(millionthsDown('-0.03')).toBe(-30_000n)
  expect(millionthsDown('-0.0000001')).toBe(-1n)
  expect(millionthsDown('0.0000009')).toBe(0n)
  expect(() => millionthsDown('1e3')).toThrow(/not a plain decimal/)
  expect(() => millionthsDown('\uff11')).toThrow(/not a plain decimal/)
})

test('the base rate of a day is that of the last decision; before the first and when stale it is unknown', () => {
  const rate = edition.macro_series.find(({ code }) => code === 'base_rate') ?? never()
  expect(seriesValueOn(rate, calendarDate('2025-05-28'))).toBe('0.0275')
  expect(seriesValueOn(rate, calendarDate('2025-05-29'))).toBe('0.025')
  expect(seriesValueOn(rate, calendarDate('2008-08-06'))).toBeUndefined()
  expect(seriesValueOn(rate, calendarDate('2027-02-26'))).toBe('0.025')
  expect(seriesValueOn(rate, calendarDate('2027-02-27'))).toBeUndefined()
  expect(macroInputsOn(edition, calendarDate('2018-06-01'))).toEqual({ base_rate: '0.015', recession: 'true' })
  expect(macroInputsOn(edition, calendarDate('2026-06-01'))).toEqual({ base_rate: '0.025', recession: undefined })
})

test('what the code cannot be asked is a fault: a scorecard that is not there, a flag that is neither', () => {
  expect(() => riskScore(compiled, 'bank', {})).toThrow(/no scorecard bank/)
  expect(() => riskScore(compiled, 'growth', { recession: 'yes' })).toThrow(/true or false/)
})
