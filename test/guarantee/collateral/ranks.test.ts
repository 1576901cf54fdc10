/** Ranks, shortfalls, revaluation and purchase: worked out by hand in whole won, and what holds for all of them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coveredByRank, type Ranked } from '../../../src/guarantee/collateral/advance.ts'
import { purchaseOf } from '../../../src/guarantee/collateral/recovery.ts'
import { dueOn, type Pledged, shortfallOf } from '../../../src/guarantee/collateral/review.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { fixed } from '../../../src/kernel/fixed.ts'
import { money } from '../../../src/kernel/money.ts'
import { event, rightWith } from '../../technology/rights/sample.ts'
import { BY, DAY } from './sample.ts'

const day = calendarDate(DAY)
const ranked = (id: string, rank: number | null, secured: bigint): Ranked => ({ id, rank, secured: money(secured) })
const covered = (amount: bigint, pledges: readonly Ranked[]) =>
  coveredByRank(money(amount), pledges).map(one => [one.id, one.covered])

describe('ranks', () => {
  test('are covered in their order, a later one out of what is left, the unregistered not at all', () => {
    const pledges = [ranked('second', 2, 300n), ranked('waiting', null, 50n), ranked('first', 1, 400n)]
    expect(covered(540n, pledges)).toEqual([
      ['first', 400n],
      ['second', 140n],
      ['waiting', 0n],
    ])
  })

  test('never come to more than the amount, and a release gives back exactly what it freed', () => {
    const pledges = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        rank: fc.option(fc.integer({ min: 1, max: 99 })),
        secured: fc.bigInt({ min: 0n, max: 10n ** 12n }).map(money),
      }),
      { selector: one => one.id, maxLength: 12 },
    )
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }).map(money), pledges, fc.nat(), (amount, all, at) => {
        const whole = coveredByRank(amount, all)
        const sum = whole.reduce((total, one) => total + one.covered, 0n)
        const secured = all.reduce((total, one) => total + (one.rank === null ? 0n : one.secured), 0n)
        expect(sum).toBe(secured < amount ? secured : amount)
        for (const one of whole) expect(one.covered <= one.secured).toBe(true)
        const gone = all[at % Math.max(1, all.length)]
        if (gone === undefined) return
        const rest = coveredByRank(
          amount,
          all.filter(one => one !== gone),
        )
        for (const one of rest)
          expect(one.covered >= (whole.find(other => other.id === one.id)?.covered ?? 0n)).toBe(true)
        expect(coveredByRank(amount, [...rest.map(({ covered: _, ...one }) => one), gone])).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a shortfall', () => {
  const pledges = [ranked('first', 1, 400n), ranked('second', 2, 300n), ranked('waiting', null, 90n)]

  test('is what a rank is no longer covered for, and is made good within thirty days', () => {
    const found = shortfallOf(money(500n), pledges, day, BY.rules, new Set(['2026-04-20']))
    expect(found.pledges.map(one => [one.id, one.short])).toEqual([
      ['first', 0n],
      ['second', 200n],
      ['waiting', 0n],
    ])
    // Thirty days after 20 March is Sunday, 19 April; the Monday is a holiday here.
    expect([found.total, found.cure_by]).toEqual([200n, '2026-04-21'])
  })

  test('is none where everything is covered, and then nothing is due', () => {
    expect(shortfallOf(money(700n), pledges, day, BY.rules, new Set())).toMatchObject({ total: 0n, cure_by: null })
  })
})

describe('a pledged right is valued again', () => {
  const pledgedWith = (changed: Partial<Pledged> = {}): Pledged => ({
    firm: 'Hanbit Cells',
    valued_on: calendarDate('2026-02-02'),
    valid_until: calendarDate('2027-02-02'),
    rights: [rightWith()],
    references: new Set(['KR-1']),
    valuation: 'issued',
    terms: BY.terms,
    ...changed,
  })
  const due = (changed: Partial<Pledged>, on = DAY) =>
    dueOn(pledgedWith(changed), calendarDate(on), BY.rules, new Set())

  test('a year after it was valued, and not the day before', () => {
    expect(due({}, '2027-02-01').map(one => one.ground)).not.toContain('calendar')
    expect(due({}, '2027-02-02')).toContainEqual({ ground: 'calendar', about: '2026-02-02', due_on: '2027-02-02' })
  })

  test.each<[string, Partial<Pledged>, string, string]>([
    ['it lapsed', { rights: [rightWith([event('lapse', '2026-03-05')])] }, 'lapse', '2026-03-30'],
    ["it is no longer the firm's", { firm: 'Saebom Motors' }, 'transfer', '2026-04-09'],
    [
      'somebody else burdened it',
      { rights: [rightWith([event('seizure', '2026-03-05', { holder: 'Court' })])] },
      'lien',
      '2026-04-09',
    ],
    ['a suit is about it', { rights: [rightWith([event('litigation', '2026-03-05')])] }, 'litigation', '2026-04-20'],
    ['its valuation was withdrawn', { valuation: 'withdrawn' }, 'valuation_ended', '2026-04-20'],
    ['another valuation took its place', { valuation: 'superseded' }, 'valuation_ended', '2026-04-20'],
    [
      'it outlived the law',
      { rights: [rightWith([], { right: { applied_on: '2006-03-02', expires_on: null } })], valuation: undefined },
      ...(['expiry', '2026-03-30'] as const),
    ],
    ['its valuation ended', { valid_until: calendarDate('2026-03-19') }, 'valuation_ended', '2026-04-20'],
  ])('when %s, within its days', (_, changed, ground, dueDay) => {
    expect(due(changed).map(({ ground: one, due_on }) => [one, due_on])).toEqual([[ground, dueDay]])
  })

  test('and not for a pledge that stands on the register kept here', () => {
    const own = event('pledge', '2026-03-05', { holder: 'Bank', amount: '1', reference: 'KR-1' })
    expect(due({ rights: [rightWith([own])] })).toEqual([])
    expect(due({ rights: [rightWith([{ ...own, reference: 'KR-2' }])] })).toMatchObject([{ ground: 'lien' }])
  })
})

describe('the recovery fund', () => {
  test('buys at the share agreed, cut to the won, and pays by rank', () => {
    // 900,000,001 x 0.45 is 405,000,000.45.
    const pledges = [ranked('second', 2, 300_000_000n), ranked('first', 1, 200_000_000n)]
    const found = purchaseOf(money(900_000_001n), fixed('0.45'), pledges, BY.rules)
    expect(found).toMatchObject({ value: { price: 405_000_000n, owner: 0n } })
    if (found.ok) expect(found.value.paid.map(one => one.covered)).toEqual([200_000_000n, 205_000_000n])
    expect(purchaseOf(money(1000n), fixed('0.5'), [ranked('first', 1, 400n)], BY.rules)).toMatchObject({
      value: { price: 500n, owner: 100n },
    })
  })

  test.each([
    ['0.3999', 'recovery_share'],
    ['0.5001', 'recovery_share'],
  ])('does not buy at a share of %s', (share, code) => {
    expect(purchaseOf(money(1000n), fixed(share), [], BY.rules)).toMatchObject({ refusals: [{ code }] })
  })

  test('does not buy what is worth nothing', () => {
    expect(purchaseOf(money(0n), fixed('0.4'), [], BY.rules)).toMatchObject({ refusals: [{ code: 'recovery_value' }] })
  })
})
