/** What a paper says follows from what it carries: hand-worked papers hold, and each figure changed alone is found. */
import { describe, expect, test } from 'vitest'
import { recomputed } from '../../../src/guarantee/letter/recompute.ts'
import { told } from '../../problems.ts'
import { changed, names, type Paper, paper } from './papers.ts'

const found = ({ body, numbers }: Paper): unknown => told(recomputed(body, numbers))
/** What is found, by its code and place. */
const places = ({ body, numbers }: Pick<Paper, 'body' | 'numbers'>): unknown => {
  const result = recomputed(body, numbers)
  return result.ok ? 'accepted' : result.refusals.map(({ code, at }) => `${code} ${at}`)
}

// Their figures are worked out by hand from the Act, the Decree and the rules; no test writes them.
test.each(names)('%s: its figures and days are those the rules lead to', name => {
  expect(names.length).toBeGreaterThan(5) // an empty folder would pass everything
  expect(found(paper(name))).toBe('accepted')
})

describe('a letter', () => {
  const letter = paper('letter-tranche')
  test.each([
    ['an amount that is not the ratio of the loan', 'standing.guaranteed', '850000001', 'standing.guaranteed'],
    ['a ratio the amount does not follow from', 'standing.ratio', '0.9', 'standing.guaranteed'],
    ['a day for the main debt on the Sunday itself', 'notice.until', '2027-02-21', 'notice.until'],
    ['a day for the main debt a day later', 'notice.until', '2027-02-23', 'notice.until'],
    [
      'a notice that goes beyond the guarantee together with earlier ones',
      'notice.earlier',
      '400000001',
      'notice.amount',
    ],
    ['a notice of nothing', 'notice.amount', '0', 'notice.amount'],
  ])('is found with %s', (_, path, value, at) => {
    const [first] = found(changed(letter, path, value)) as [string, string][]
    expect(first?.slice(0, 2)).toEqual(['letter_not_recomputed', at])
  })

  test('is found with another number of days in the attached rules, by the digest it names', () => {
    const { numbers, body } = letter
    const { duty_days } = numbers.aftercare
    const later = { ...numbers, aftercare: { ...numbers.aftercare, duty_days: { ...duty_days, value: '60' } } }
    expect(places({ body, numbers: later })).toEqual(['letter_edition_altered editions'])
  })

  test('is found where an edition it rests on is not named', () => {
    expect(places(changed(letter, 'editions', letter.body.editions.slice(1)))).toEqual([
      'letter_edition_altered editions',
    ])
  })
})

test('an amendment that changes nothing is found', () => {
  const one = paper('amendment-debtor-and-amount')
  const { before } = one.body as Extract<typeof one.body, { paper: 'amendment' }>
  expect(found(changed(one, 'after', before))).toEqual([
    ['letter_not_recomputed', 'after', 'as before', 'something that changed'],
  ])
})

describe('a settlement', () => {
  const one = paper('settlement-part-denied')
  test.each(['days', 'interest', 'costs', 'whole', 'fund', 'bank', 'paid', 'denied'])(
    'is found with another %s',
    part => {
      const value = part === 'days' ? 106 : '1'
      expect(places(changed(one, `figures.${part}`, value))).toEqual([`letter_not_recomputed figures.${part}`])
    },
  )
  test('is found where the claim came a day before the three months were over', () => {
    expect(found(changed(one, 'claim.claimed_on', '2026-11-10'))).toEqual([
      ['letter_not_recomputed', 'claim.claimed_on', '2026-11-10', 'from 2026-11-11'],
    ])
  })
  test('is found where less is paid and no breach is named', () => {
    expect(places(changed(one, 'denies', []))).toEqual(['letter_not_recomputed denies'])
  })
  test('is found where more principal is denied than was claimed', () => {
    expect(places(changed(one, 'denied_principal', '500000001'))).toEqual(['letter_not_recomputed denied_principal'])
  })
})

test('a fee notice is found with a fee rounded up, a day too many, and payers who do not make the fee', () => {
  const one = paper('fee-notice-two-payers')
  expect(places(changed(one, 'figures.amount', '925930'))).toEqual([
    'letter_not_recomputed figures.amount',
    'letter_not_recomputed payers',
  ])
  expect(places(changed(one, 'figures.days', 220))).toEqual(['letter_not_recomputed figures.days'])
  expect(places(changed(one, 'payers.0.amount', '685919'))).toEqual(['letter_not_recomputed payers'])
})

test('a yearly balance is found where a row does not close, and where a sum is not of its rows', () => {
  const one = paper('yearly-balance')
  expect(places(changed(one, 'rows.1.released', '85000001'))).toEqual([
    'letter_not_recomputed rows.1.closing',
    'letter_not_recomputed totals.released',
  ])
  expect(places(changed(one, 'totals.fees', '18049989'))).toEqual(['letter_not_recomputed totals.fees'])
})

test('a month is found where more stands than the letter promised, and where a paid guarantee still stands', () => {
  const one = paper('monthly-statement')
  expect(places(changed(one, 'rows.2.balance', '999000000000'))).toEqual([
    'letter_not_recomputed rows.2.balance',
    'letter_not_recomputed totals.balance',
  ])
  expect(places(changed(one, 'rows.2.state', 'subrogated'))).toEqual(['letter_not_recomputed rows.2.balance'])
})
