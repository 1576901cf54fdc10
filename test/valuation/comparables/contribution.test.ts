/** What a contribution is refused for, how good it is, and what it lets its institution ask. */
import { expect, test } from 'vitest'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { acceptable, accessOf, qualityOf, substanceOf } from '../../../src/valuation/comparables/contribution.ts'
import type { LicenceTerms } from '../../../src/valuation/comparables/schema.ts'
import { licence, onSales, RULES, upfront } from './licences.ts'

const DAY = calendarDate('2026-04-14')
const codes = (terms: LicenceTerms) => {
  const found = acceptable(terms, DAY)
  return found.ok ? [] : found.refusals.map(one => `${one.code} ${one.at}`)
}

test.each<[string, Partial<LicenceTerms>, string]>([
  ['nothing paid at all', { royalty: null }, 'comparable_terms_missing terms.royalty'],
  ['a royalty of nothing', onSales('0.00'), 'comparable_price_zero terms.royalty.rate'],
  ['an up-front payment of nothing', upfront('0'), 'comparable_price_zero terms.upfront.amount'],
  ['a payment below nothing', upfront('-5'), 'comparable_price_zero terms.upfront.amount'],
  ['another currency without its rate', upfront('900', 'USD'), 'comparable_rate_missing terms.upfront.won_rate'],
  ['won with a rate', upfront('900', 'KRW', '1'), 'comparable_rate_missing terms.upfront.won_rate'],
  ['a month that is still to come', { agreed_in: '2026-05' }, 'comparable_month_ahead terms.agreed_in'],
])('a contribution is refused for %s, and named', (_, changed, refused) => {
  expect(codes(licence(changed))).toEqual([refused])
})

test('a contribution of this month, in dollars at their rate, is taken', () => {
  expect(codes(licence({ agreed_in: '2026-04', ...upfront('90000', 'USD', '13.5') }))).toEqual([])
})

test('quality adds what is known, what it rests on and how old it is, by the rows of the edition', () => {
  const points = (changed: Partial<LicenceTerms>) => qualityOf(licence(changed), DAY, RULES)
  // Six of seven terms: 8 + 6 + 6 + 8 + 6 + 8; a contract: 30; one whole year: 20.
  expect(points({})).toEqual({ completeness: 42, evidence: 30, recency: 20, total: 92 })
  expect(points(upfront('1'))).toMatchObject({ completeness: 50, total: 100 })
  expect(points({ ipc: null, exclusivity: null })).toMatchObject({ completeness: 26 })
  expect(points({ evidence: 'press' })).toMatchObject({ evidence: 4 })
  // Whole years since its month: four are of the row of three, twelve of the last.
  expect(
    ['2024-04', '2022-04', '2021-04', '2014-05', '2014-04', '1999-01'].map(agreed_in => points({ agreed_in }).recency),
  ).toEqual([18, 15, 10, 5, 0, 0])
})

test('the same terms are the same licence, whatever they rest on', () => {
  expect(substanceOf(licence({ evidence: 'press', source: 'x' }))).toBe(substanceOf(licence()))
  expect(substanceOf(licence(onSales('0.031')))).not.toBe(substanceOf(licence()))
})

test('access follows what was contributed: enough, good enough, lately, and let stand', () => {
  const given = (on: string, quality = 50, isStanding = true) => ({
    contributedOn: calendarDate(on),
    quality,
    isStanding,
  })
  const three = [given('2024-04-15'), given('2025-01-01'), given('2026-04-14')]
  expect(accessOf(three, DAY, RULES)).toEqual({ mayAsk: true, contributed: 3, needed: 3, since: '2024-04-14' })
  for (const [at, short] of [given('2024-04-14'), given('2026-01-01', 49), given('2026-01-01', 90, false)].entries())
    expect([at, accessOf([...three.slice(1), short], DAY, RULES).mayAsk]).toEqual([at, false])
})
