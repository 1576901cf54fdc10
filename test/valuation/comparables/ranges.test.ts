/** How ranges are told: of enough, each term once, in bands, and of what is nearest where one may be shown. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import { type Candidate, nearestOf } from '../../../src/valuation/comparables/nearest.ts'
import {
  countable,
  edgesOf,
  edgesTold,
  rangeOf,
  rangeRulesOf,
  released,
  toldCount,
  type Waiting,
} from '../../../src/valuation/comparables/ranges.ts'
import type { LicenceTerms, NearestQuestion } from '../../../src/valuation/comparables/schema.ts'
import { licence, onSales, RULES, upfront } from './licences.ts'

const CELL = { measure: 'royalty_on_net_sales', section: 'H', exclusivity: 'exclusive' } as const
const ranged = rangeRulesOf(RULES)
const waiting = (contributor: string, band: number, changed: Partial<Waiting> = {}): Waiting => ({
  ...{ ...CELL, id: `${contributor}-${band}`, contributor, band },
  ...changed,
})
/** Eight of five: two of the first three, one of the others. */
const eight = (bands: readonly number[]): Waiting[] =>
  bands.flatMap((band, at) =>
    Array.from({ length: at < 3 ? 2 : 1 }, (_, nth) => waiting(`c${at}`, band, { id: `c${at}-${nth}` })),
  )

describe('a range', () => {
  test('goes from the second lowest institution to the second highest, each counting once', () => {
    expect(rangeOf(CELL, eight([9, 1, 3, 5, 0]), ranged)).toMatchObject({ low: 1, high: 5, deals: 8, contributors: 5 })
    // One institution's many licences count as the middle one of them, the lower of two.
    const many = [...eight([9, 1, 3, 5, 0]), ...[7, 7, 2].map((band, at) => waiting('c4', band, { id: `c4+${at}` }))]
    expect(rangeOf(CELL, many, ranged)).toMatchObject({ low: 2, high: 5 })
  })

  test('never begins at the outermost, however small the share', () => {
    const least = { ...ranged, rangeShare: 1n }
    expect(rangeOf(CELL, eight([9, 1, 3, 5, 0]), least)).toMatchObject({ low: 1, high: 5 })
  })

  test('begins at the quarter where institutions are many', () => {
    const twelve = Array.from({ length: 12 }, (_, at) => waiting(`c${at}`, at))
    expect(rangeOf({ ...CELL, measure: 'royalty_on_profit' }, twelve, ranged)).toMatchObject({ low: 2, high: 9 })
  })

  test('covers two bands where all agree, the next below where they are the highest', () => {
    const highest = RULES.royaltyBands.length
    expect(rangeOf(CELL, eight([4, 4, 4, 4, 4]), ranged)).toMatchObject({ low: 4, high: 5 })
    expect(rangeOf(CELL, eight(Array(5).fill(highest)), ranged)).toMatchObject({ low: highest - 1, high: highest })
  })

  test('is told of eight licences of five institutions, not of seven and not of four', () => {
    const some = eight([1, 2, 3, 4, 5])
    expect(rangeOf(CELL, some.slice(0, 7), ranged)).toBeUndefined()
    expect(rangeOf(CELL, some.slice(1), ranged)).toBeUndefined()
    const four = some.map(one => (one.contributor === 'c4' ? { ...one, contributor: 'c3' } : one))
    expect(rangeOf(CELL, four, ranged)).toBeUndefined()
  })

  test('is told by the edges of its bands, which begin with their lower edge, and in rounded counts', () => {
    const band = (terms: LicenceTerms) => countable('x', 'c', terms, RULES)[0]?.band ?? -1
    const told = (low: number, high: number) => edgesTold({ low, high }, edgesOf('royalty_on_net_sales', RULES))
    const [below, at, above] = ['0.0299', '0.03', '0.4'].map(rate => band(licence(onSales(rate))))
    expect(told(below as number, at as number)).toEqual({ from: '0.02', to: '0.04' })
    expect(told(0, above as number)).toEqual({ from: '0', to: null })
    expect([5, 7, 8, 14, 15, 400].map(count => toldCount(count, RULES.countsTold, 5))).toEqual([5, 5, 8, 8, 15, 120])
    expect(toldCount(8, [5, 9], 8)).toBe(8)
  })

  test('counts an amount of another currency at its own rate, to the won', () => {
    const terms = licence({ royalty: null, ...upfront('2222222', 'USD', '13.5') })
    // 2,222,222 cents at 13.5 won are 29,999,997: below 30 million, and one cent more above it.
    const bandOf = (one: LicenceTerms) => countable('x', 'c', one, RULES).map(({ measure, band }) => [measure, band])
    expect(bandOf(terms)).toEqual([['upfront', 1]])
    expect(bandOf(licence({ royalty: null, ...upfront('2222223', 'USD', '13.5') }))).toEqual([['upfront', 2]])
  })
})

describe('a release', () => {
  const section = (changed: Partial<Waiting>, some = eight([1, 2, 3, 4, 5])) =>
    some.map(one => ({ ...one, id: `${one.id}${JSON.stringify(changed)}`, ...changed }))

  test('tells what lies together, pools what does not into its section, then into all, and leaves the rest', () => {
    const [alone, left] = [section({}), section({ exclusivity: 'sole' }).slice(0, 4)]
    const found = released([...alone, ...left, ...section({ exclusivity: null }).slice(0, 4)], ranged)
    expect(found.ranges.map(one => [one.section, one.exclusivity, one.deals])).toEqual([['H', 'exclusive', 8]])
    expect(found.waiting).toHaveLength(8)
    const pooled = released([...alone, ...left, ...section({ exclusivity: null }).slice(4)], ranged)
    expect(pooled.ranges.map(one => [one.section, one.exclusivity, one.deals])).toEqual([
      ['H', 'exclusive', 8],
      ['H', null, 8],
    ])
    const all = released([...section({ section: 'A' }).slice(0, 4), ...section({ section: null }).slice(4)], ranged)
    expect(all.ranges.map(one => [one.section, one.exclusivity, one.deals])).toEqual([[null, null, 8]])
  })

  test('counts each term in one range or leaves it waiting, and whether it is told depends on no value', () => {
    const one = fc.record({
      contributor: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      section: fc.constantFrom('A', 'H', null),
      exclusivity: fc.constantFrom('exclusive' as const, 'sole' as const, null),
      measure: fc.constantFrom('upfront' as const, 'royalty_on_profit' as const),
      bands: fc.tuple(fc.nat(7), fc.nat(7)),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), some => {
        const store = (which: 0 | 1) =>
          released(
            some.map(({ bands, ...of }, at) => ({ ...of, id: String(at), band: bands[which] })),
            ranged,
          )
        const [first, second] = [store(0), store(1)]
        const counted = first.ranges.flatMap(range => range.counted)
        const ids = [...counted, ...first.waiting.map(each => each.id)]
        expect(ids.toSorted()).toEqual(some.map((_, at) => String(at)).toSorted())
        expect(second.ranges.map(range => range.counted)).toEqual(first.ranges.map(range => range.counted))
        for (const { low, high, contributors, deals } of first.ranges)
          expect([low < high, contributors >= 5, deals >= 8]).toEqual([true, true, true])
      }),
    )
  })
})

describe('the nearest licences', () => {
  const candidate = (id: string, changed: Partial<LicenceTerms> = {}, of: Partial<Candidate> = {}): Candidate => ({
    ...{ id, contributor: `bank-${id}`, quality: 80, substance: `of-${id}`, terms: licence(changed), ...of },
  })
  const { ipc, industry, stage, exclusivity, territory } = licence()
  const question: NearestQuestion = {
    subject: { ipc, industry, stage, exclusivity, territory, upfront: null, agreed_in: '2026-04' },
    ...{ base: 'net_sales', rates: {}, adjustments: [] },
  }
  const rates = ['0.02', '0.03', '0.04', '0.05', '0.06']
  const five = rates.map((rate, at) => candidate(`n${at}`, onSales(rate)))

  test('leave out, each with why, what a party of the case says, what is poor, and what is there twice', () => {
    const found = nearestOf(
      [
        ...five,
        candidate('own', onSales('0.5'), { contributor: 'firm-1' }),
        candidate('poor', onSales('0.5'), { quality: 49 }),
        candidate('profit', { royalty: { rate: '0.5', base: 'profit' } }),
        candidate('again', onSales('0.02'), { substance: 'of-n0' }),
        candidate('paid-once', { royalty: null, ...upfront('5') }),
      ],
      question,
      ['firm-1', 'bank-1'],
      RULES,
    )
    const { rate, used, leftOut } = sure(found)
    expect(leftOut).toEqual([
      { id: 'own', why: 'own_of_the_case' },
      { id: 'poor', why: 'quality' },
      { id: 'profit', why: 'other_base' },
      { id: 'again', why: 'duplicate' },
      { id: 'paid-once', why: 'no_royalty' },
    ])
    expect(used.map(one => one.id).toSorted()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'])
    // All alike, so quartiles of five: the second, the third and the fourth.
    const scale = 10n ** 16n
    expect([rate.low / scale, rate.mid / scale, rate.high / scale]).toEqual([3n, 4n, 5n])
  })

  test('are refused in another currency without its rate, and where they are too few', () => {
    const dollars = five.map(one => ({ ...one, terms: { ...one.terms, ...upfront('90', 'USD', '13') } }))
    expect(nearestOf(dollars, question, [], RULES)).toMatchObject({
      refusals: [{ code: 'valuation_currency_rate_missing', params: { value: 'USD' } }],
    })
    expect(nearestOf(dollars, { ...question, rates: { USD: '14' } }, [], RULES).ok).toBe(true)
    expect(nearestOf(five.slice(1), question, [], RULES)).toMatchObject({
      refusals: [{ code: 'comparable_nearest_few', params: { value: '4', limit: '5' } }],
    })
  })
})
