/** Indicators of patents against counts made by hand, and against their own definitions. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { breadthOf } from '../../src/technology/indicators/breadth.ts'
import { type Collection, fieldOf, type PatentFacts, subclassOf } from '../../src/technology/indicators/collection.ts'
import { citationLives, indicatorsOf, type PatentIndicators } from '../../src/technology/indicators/indicators.ts'

const day = calendarDate
const RULES = { window: 5, cohortMin: 2 }
const patent = (id: string, more: Partial<PatentFacts> = {}): PatentFacts => ({
  id,
  classes: ['H01M 10/0525'],
  published_on: day('2010-06-01'),
  ...more,
})
const told = (patents: readonly PatentFacts[], counted = '2020-06-01', rules = RULES) =>
  new Map(indicatorsOf({ patents, counted_on: day(counted) }, rules).map(one => [one.id, one]))
const of = (found: ReadonlyMap<string, PatentIndicators>, id: string) => found.get(id) as PatentIndicators

describe('breadth', () => {
  test('two of one class and two of another: (1 - 1/2) x 4/3', () => {
    expect(breadthOf(['H01M', 'H01M', 'G06F', 'G06F'])).toBeCloseTo(2 / 3, 12)
  })
  test('one class is no breadth at all, every class its own is all of it, one count is none to tell', () => {
    expect(breadthOf(['H01M', 'H01M'])).toBe(0)
    expect(breadthOf(['H01M', 'G06F', 'A61K'])).toBeCloseTo(1, 12)
    expect(breadthOf(['H01M'])).toBeUndefined()
  })
})

describe('citations', () => {
  const patents = [
    patent('a'),
    patent('b', { cites: ['a', 'a', 'b', 'elsewhere'] }),
    patent('c', { cites: ['a'], classes: ['G06F 17/00'] }),
    patent('d', { cites: ['a', 'b', 'c'], published_on: day('2012-06-01') }),
  ]
  test('each citing document counts once, itself never, and what lies outside is no citation', () => {
    const found = told(patents)
    expect(['a', 'b', 'c', 'd'].map(id => of(found, id).forward_citations)).toEqual([
      ...[{ value: 3 }, { value: 1 }, { value: 1 }, { value: 0 }],
    ])
    // Cited from H01M, G06F and H01M: (1 - 5/9) x 3/2.
    expect(of(found, 'a').generality).toEqual({ value: expect.closeTo(2 / 3, 12) })
    expect(of(found, 'd').originality).toEqual({ value: expect.closeTo(2 / 3, 12) })
    expect(of(found, 'b').generality).toEqual({ missing: 'too_few' })
    expect(of(found, 'a').originality).toEqual({ missing: 'not_told' })
  })
  test('a count of the source goes before what the collection sees; without either it is not told', () => {
    const counted = told([patent('a', { cited: 40 }), patent('b')])
    expect(of(counted, 'a').forward_citations).toEqual({ value: 40 })
    expect(of(counted, 'a').forward_citations_per_year).toEqual({ value: 4 })
    expect(of(counted, 'b').forward_citations).toEqual({ missing: 'not_told' })
    expect(of(counted, 'b').citation_percentile).toEqual({ missing: 'not_told' })
  })
})

describe('field and year', () => {
  test('a patent stands among those of its class and year alone, ties half above', () => {
    const found = told([
      ...[1, 2, 2, 9].map((cited, place) => patent(`p${place}`, { cited })),
      patent('other year', { cited: 100, published_on: day('2011-06-01') }),
      patent('other field', { cited: 100, classes: ['G06F 17/00'] }),
    ])
    const shares = ['p0', 'p1', 'p2', 'p3'].map(id => of(found, id).citation_percentile)
    expect(shares).toEqual([{ value: 0.125 }, { value: 0.5 }, { value: 0.5 }, { value: 0.875 }])
    expect(of(found, 'other year').citation_percentile).toEqual({ missing: 'too_few' })
    expect(of(found, 'p0').cohort).toBe(4)
  })
  test('without a class there is no field, and nobody to be compared with', () => {
    const found = of(told([patent('a', { classes: [], cited: 3 }), patent('b', { classes: ['?'], cited: 3 })]), 'a')
    expect(found).toMatchObject({ field: null, cohort: 0, citation_percentile: { missing: 'no_field' } })
    expect([subclassOf('H01M10/05'), subclassOf('h01m'), fieldOf(patent('x'))]).toEqual(['H01M', undefined, 'H01'])
  })
  test('shares of a cohort average to a half, whatever the counts', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 60 }), counts => {
        const found = [...told(counts.map((cited, place) => patent(`p${place}`, { cited }))).values()]
        const sum = found.reduce(
          (total, one) => total + ('value' in one.citation_percentile ? one.citation_percentile.value : 9),
          0,
        )
        expect(sum / counts.length).toBeCloseTo(0.5, 9)
      }),
    ))
})

describe('the composite', () => {
  const whole = { cited: 10, family: 4, claims: 20 }
  const citing = ['G06F', 'A61K', 'H01M'].map((subclass, place) =>
    patent(`c${place}`, { cites: ['a', 'b'], classes: [subclass], cited: 0, family: 1, claims: 1 }),
  )
  test('the mean of four components, each over the greatest of field and year', () => {
    const found = told([patent('a', whole), patent('b', { cited: 5, family: 1, claims: 5 }), ...citing])
    expect(of(found, 'a').composite).toEqual({ value: expect.closeTo(1, 12) })
    expect(of(found, 'b').composite).toEqual({ value: expect.closeTo((0.5 + 0.25 + 0.25 + 1) / 4, 12) })
  })
  test('a component that is not told leaves it untold, and is named', () => {
    const found = told([patent('a', { ...whole, claims: undefined }), patent('b', whole), ...citing])
    expect(of(found, 'a').composite).toEqual({ missing: 'not_told' })
  })
})

describe('time', () => {
  test('recent years are marked as cut off, to the day', () => {
    const isTruncated = (counted: string) => of(told([patent('a', { cited: 1 })], counted), 'a').is_truncated
    expect(isTruncated('2015-05-31')).toBe(true)
    expect(isTruncated('2015-06-01')).toBe(false)
  })
  test('grant lag in days; one that is not granted has none, and one of no filing day is not told', () => {
    const granted = { granted_on: day('2012-03-01') }
    const found = told([patent('a', { ...granted, filed_on: day('2009-03-01') }), patent('b', granted), patent('c')])
    expect(['a', 'b', 'c'].map(id => of(found, id).grant_lag_days)).toEqual([
      ...[{ value: 1096 }, { missing: 'not_told' }, { missing: 'not_granted' }],
    ])
  })
  test('life by the age of what is cited: quartiles by subclass, later documents left out', () => {
    const years = ['2000', '2002', '2004', '2006', '2008'].map(year =>
      patent(year, { published_on: day(`${year}-06-01`) }),
    )
    const citing = patent('z', { cites: [...years.map(one => one.id), 'later'] })
    const collection: Collection = {
      patents: [...years, citing, patent('later', { published_on: day('2012-06-01') })],
      counted_on: day('2020-01-01'),
    }
    const [life] = citationLives(collection, 5)
    expect(life).toMatchObject({ subclass: 'H01M', citations: 5 })
    expect([life?.q1, life?.q2, life?.q3].map(one => Math.round((one ?? 0) * 100) / 100)).toEqual([4, 6, 8])
    expect(citationLives(collection, 6)).toEqual([])
  })
})
