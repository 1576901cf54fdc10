/** How worth is judged: an edition with its ground, checked like every other and named by no record. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKind } from '../../../src/appraisal/edition-kinds.ts'
import { carriedOn, readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { comparablesRules, comparablesSchema } from '../../../src/valuation/comparables/edition.ts'

const NAME = 'worth/2026-01.json'
const files = textsBelow(join(HOME, 'rules'))
type Loose = Record<string, { value: string; values: Record<string, string> }>
const shipped = () => JSON.parse(files.get(NAME) ?? '{}').comparables as Loose
const put = (key: string, value: string) => (part: Loose) => Object.assign(part[key] as object, { value })
const row = (key: string, name: string, value: string) => (part: Loose) =>
  Object.assign(part[key]?.values as object, { [name]: value })
const drop = (key: string, name: string) => (part: Loose) => delete part[key]?.values[name]

describe('the edition of worth, in what it says of comparables', () => {
  test.each<[string, (part: Loose) => unknown, string]>([
    ['a range of three institutions', put('contributors_min', '3'), 'contributors_min'],
    ['fewer licences than institutions', put('deals_min', '4'), 'deals_min'],
    ['a range from the outermost', put('range_share', '0'), 'range_share'],
    ['a range without a width', put('range_share', '0.5'), 'range_share'],
    ['bands that fall', row('royalty_bands', '02', '0.004'), 'royalty_bands'],
    ['a band of nothing', row('upfront_bands', '01', '0'), 'upfront_bands'],
    ['releases at any moment', put('release_months', '0'), 'release_months'],
    ['access for nothing', put('access_deals', '0'), 'access_deals'],
    ['a ground without points', drop('evidence_points', 'press'), 'evidence_points'],
    ['a term without points', drop('completeness_points', 'ipc'), 'completeness_points'],
    ['no points for the young', drop('recency_points', '0'), 'recency_points'],
    ['more than a hundred points', row('completeness_points', 'ipc', '9'), 'completeness_points'],
    ['a weight of the royalty', row('weights', 'royalty', '1'), 'weights'],
  ])('does not load with %s', (_, change, place) => {
    const part = shipped()
    expect(comparablesSchema.safeParse(part).success).toBe(true)
    change(part)
    const read = comparablesSchema.safeParse(part)
    expect(read.success || read.error.issues.map(issue => issue.path[0])).toEqual([place])
  })

  test('is read as numbers, bands and rows in the order of their size', () => {
    const part = shipped()
    Object.assign(part['recency_points'] as object, { values: { '5': '1', '0': '9', '10': '0' } })
    const rules = comparablesRules('2026-01', comparablesSchema.parse(part))
    expect(rules.recency).toEqual([
      { from: 0, points: 9 },
      { from: 5, points: 1 },
      { from: 10, points: 0 },
    ])
    expect(rules).toMatchObject({ dealsMin: 8, contributorsMin: 5, accessDeals: 3, accessYears: 2, releaseMonths: 3 })
    expect(rules.royaltyBands.at(0)).toBe('0.005')
    expect(rules.royaltyBands.at(-1)).toBe('0.25')
  })

  test('is named by no record, has to be there with its words, and is read on a day', () => {
    expect(isKind('worth')).toBe(false)
    for (const name of [NAME, 'worth/2026-01.words.json']) {
      const read = readRuleBook(new Map([...files].filter(([one]) => one !== name)))
      expect([name, read.ok || read.refusals.map(one => one.at)]).toEqual([name, ['worth']])
    }
    const book = sure(readRuleBook(files))
    expect(sure(carriedOn(book, 'worth', calendarDate('2026-04-14'))).edition).toBe('2026-01')
    expect(carriedOn(book, 'worth', calendarDate('2025-12-31'))).toMatchObject({
      refusals: [{ code: 'rules_not_in_force', at: 'worth' }],
    })
  })
})
