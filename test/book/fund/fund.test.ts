// The fund's own means: contributions, the caps on all guarantees, headroom by day, provisions and the year, by hand.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CompositionChange,
  capStanding,
  composedWith,
  creditRoom,
  isComposed,
} from '../../../src/book/fund/cap.ts'
import {
  type ContributionBase,
  contributionOf,
  contributionRate,
  isSameAssessment,
  isWithinAssessed,
} from '../../../src/book/fund/contributions.ts'
import { fundRuleOf } from '../../../src/book/fund/edition.ts'
import { firstWithRoom, type Held, headroomByDay } from '../../../src/book/fund/headroom.ts'
import { provisionOf, provisionRate } from '../../../src/book/fund/provisions.ts'
import { yearClosed } from '../../../src/book/fund/year.ts'
import { fundSchema } from '../../../src/decision/fund-schema.ts'
import { addDays } from '../../../src/kernel/calendar.ts'
import { fixed, fixedText, ONE } from '../../../src/kernel/fixed.ts'
import { type Money, money, moneyText } from '../../../src/kernel/money.ts'
import { sure } from '../../../src/kernel/result.ts'
import { parsed } from '../../../src/kernel/schema.ts'
import { account } from '../../../src/ledger/accounts.ts'
import { applied, balanceOf, EMPTY_LEDGER, type Ledger } from '../../../src/ledger/entries.ts'
import { type LedgerEvent, postingOf } from '../../../src/ledger/postings.ts'
import { changed } from '../../cases.ts'
import { day, won } from '../../guarantee/sample.ts'

const file: unknown = JSON.parse(readFileSync('rules/fund/2026-01.json', 'utf8'))
const edition = sure(parsed(fundSchema, file))
const rule = fundRuleOf(edition)

describe('contributions', () => {
  const base: ContributionBase = {
    kind: 'bank',
    month: '2026-03',
    loans: won('1234567890123'),
    claimsPaid: won('100'),
    contributed: won('100'),
  }

  test('are assessed for the days of the month that is over, and cut to tens', () => {
    // 1,234,567,890,123 x 0.135 % x 31 / 365 = 51,666,666,201.6 / 365 = 141,552,510.14.
    expect(contributionOf(base, day('2026-04-01'), rule.contributions)).toEqual({
      ok: true,
      value: { on: '2026-03-31', days: 31, rate: fixed('0.00135'), amount: 141_552_510n },
    })
    expect(contributionOf(base, day('2026-03-31'), rule.contributions)).toMatchObject({
      refusals: [{ code: 'contribution_period_open', params: { limit: 'from 2026-04-01' } }],
    })
  })

  test('of a finance company are those of its quarter, at the rate of the Rule', () => {
    // 90 days from January to March: 100,000,000,000 x 0.3 % x 90 / 365 = 73,972,602.7.
    const company = { ...base, kind: 'finance_company' as const, month: '2026-01', loans: won('100000000000') }
    expect(contributionOf(company, day('2026-04-01'), rule.contributions)).toMatchObject({
      value: { on: '2026-03-31', days: 90, amount: 73_972_600n },
    })
    expect(contributionOf(company, day('2026-03-31'), rule.contributions).ok).toBe(false)
  })

  test('move with what was paid on claims for the bank, from nothing to the most the Act allows', () => {
    const rate = (claimsPaid: string, contributed: string, kind: ContributionBase['kind'] = 'bank') =>
      fixedText(
        contributionRate({ kind, claimsPaid: won(claimsPaid), contributed: won(contributed) }, rule.contributions),
      )
    expect([rate('50', '100'), rate('51', '100'), rate('150', '100'), rate('151', '100')]).toEqual([
      '0.00095',
      '0.00135',
      '0.00135',
      '0.00175',
    ])
    // Who has contributed nothing yet, and a finance company, pay their own rate.
    expect([rate('151', '0'), rate('1', '100', 'finance_company')]).toEqual(['0.00135', '0.003'])
    const steep = fundRuleOf(
      sure(parsed(fundSchema, changed(file, { 'contributions.adjustments.2.change.value': '0.5' }))),
    )
    const low = fundRuleOf(
      sure(parsed(fundSchema, changed(file, { 'contributions.adjustments.0.change.value': '-0.5' }))),
    )
    const given = { kind: 'bank' as const, claimsPaid: won('200'), contributed: won('100') }
    expect(fixedText(contributionRate(given, steep.contributions))).toBe('0.003')
    expect(contributionRate({ ...given, claimsPaid: won('0') }, low.contributions)).toBe(0n)
  })

  test('of a period are assessed once, and received up to what is open', () => {
    const before = { kind: 'bank' as const, month: '2026-03', loans: won('100'), amount: won('10') }
    expect(isSameAssessment(before, { ...before })).toEqual({ ok: true, value: true })
    expect(isSameAssessment(before, { ...before, loans: won('101') })).toMatchObject({
      refusals: [{ code: 'contribution_repeated', params: { value: '101', limit: '100' } }],
    })
    expect(isSameAssessment(before, { ...before, kind: 'finance_company' }).ok).toBe(false)
    expect(isWithinAssessed(won('10'), won('10'))).toEqual({ ok: true, value: true })
    expect(isWithinAssessed(won('11'), won('10'))).toMatchObject({
      refusals: [{ code: 'contribution_above_assessed', params: { value: '11', limit: '10' } }],
    })
    expect(isWithinAssessed(won('0'), won('10'))).toMatchObject({ refusals: [{ code: 'contribution_amount' }] })
  })

  test('of amounts that are none are refused at their fields', () => {
    const bad = { ...base, loans: won('-1'), contributed: money(10n ** 18n) }
    expect(contributionOf(bad, day('2026-04-01'), rule.contributions)).toMatchObject({
      refusals: [
        { code: 'contribution_amount', at: 'loans' },
        { code: 'contribution_amount', at: 'contributed' },
      ],
    })
  })
})

describe('the cap on all guarantees', () => {
  const committed = { guarantees: won('150'), reGuarantees: won('30'), securitisation: won('15') }

  test('is twenty times basic property and kept surplus, and all three kinds count', () => {
    expect(rule.multiple).toBe(20n)
    expect(capStanding({ basicProperty: won('8'), keptSurplus: won('2') }, committed, rule.multiple)).toEqual({
      cap: 200n,
      used: 195n,
      headroom: 5n,
      excess: 0n,
    })
    // A loss carried eats into basic property; used up, nothing may be promised.
    const lost = { basicProperty: won('8'), keptSurplus: won('-1') }
    expect(capStanding(lost, committed, rule.multiple)).toMatchObject({ cap: 140n, headroom: 0n, excess: 55n })
    expect(capStanding({ ...lost, keptSurplus: won('-9') }, committed, rule.multiple).cap).toBe(0n)
  })
})

describe('the share of technology guarantees', () => {
  const share = rule.technologyShareMin
  const of = (technology: string, credit: string) => ({ technology: won(technology), credit: won(credit) })

  test('refuses a credit guarantee with which it would not hold, and says how much would do', () => {
    // 300 of 400 is three quarters: 100 of credit may stand beside 300, and 90 do.
    const given = (amount: string): CompositionChange => ({ of: 'credit', by: 'given', amount: won(amount) })
    expect(composedWith(of('300', '90'), given('10'), share)).toMatchObject({ value: { holds: true } })
    expect(composedWith(of('300', '90'), given('11'), share)).toMatchObject({
      refusals: [{ code: 'technology_share_broken', params: { value: '11', limit: '10' } }],
    })
  })

  test('broken by a release is told once and refuses nothing else', () => {
    const release = composedWith(of('300', '100'), { of: 'technology', by: 'released', amount: won('1') }, share)
    expect(release).toEqual({ ok: true, value: { composition: of('299', '100'), holds: false, isBreach: true } })
    // Further releases and technology guarantees go on; neither is a new breach.
    const further = composedWith(of('299', '100'), { of: 'technology', by: 'released', amount: won('9') }, share)
    const given = composedWith(of('299', '100'), { of: 'technology', by: 'given', amount: won('1') }, share)
    const credit = composedWith(of('299', '100'), { of: 'credit', by: 'released', amount: won('1') }, share)
    expect([further, given, credit].map(one => one.ok && [one.value.holds, one.value.isBreach])).toEqual([
      [false, false],
      [true, false],
      [true, false],
    ])
    expect(composedWith(of('299', '100'), { of: 'credit', by: 'given', amount: won('1') }, share)).toMatchObject({
      refusals: [{ params: { limit: '0' } }],
    })
  })

  test('the room for credit is the greatest amount with which it holds', () => {
    const amounts = fc.bigInt(0n, 10n ** 15n).map(money)
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: 1, max: 10_000 }), (technology, credit, parts) => {
        const least = (BigInt(parts) * ONE) / 10_000n
        const room = creditRoom({ technology, credit }, least) ?? money(0n)
        const holdsWith = (more: bigint) => isComposed({ technology, credit: money(credit + more) }, least)
        expect(holdsWith(room + 1n)).toBe(false)
        if (room > 0n) expect(holdsWith(room)).toBe(true)
      }),
    )
  })
})

describe('headroom by day', () => {
  const held: readonly Held[] = [
    { kind: 'posted', amount: won('60'), until: day('2026-06-30') },
    { kind: 'reserved', amount: won('30'), until: day('2026-05-04') },
    { kind: 'posted', amount: won('5'), until: null },
    { kind: 'posted', amount: won('7'), until: day('2026-02-28') },
    { kind: 'posted', amount: won('2'), until: day('2027-06-30') },
  ]
  const span = { from: day('2026-03-02'), last: day('2026-12-31') }

  test('tells what is freed when, the last day of each still counting', () => {
    const rows = headroomByDay(won('100'), held, span)
    expect(rows.map(row => [row.from, row.posted, row.reserved, row.headroom, row.excess])).toEqual([
      ['2026-03-02', 67n, 30n, 3n, 0n],
      ['2026-05-05', 67n, 0n, 33n, 0n],
      ['2026-07-01', 7n, 0n, 93n, 0n],
    ])
    expect(firstWithRoom(rows, won('33'))).toBe('2026-05-05')
    expect(firstWithRoom(rows, won('34'))).toBe('2026-07-01')
    expect(firstWithRoom(rows, won('94'))).toBeUndefined()
    expect(headroomByDay(won('90'), held, span)[0]).toMatchObject({ headroom: 0n, excess: 7n })
  })

  test('of any day is the limit less what counts on that day', () => {
    const holdings = fc.array(
      fc.record({
        kind: fc.constantFrom('posted' as const, 'reserved' as const),
        amount: fc.bigInt(0n, 100n).map(money),
        until: fc.option(fc.integer({ min: -5, max: 40 }).map(days => addDays(span.from, days))),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(holdings, fc.bigInt(0n, 500n).map(money), fc.integer({ min: 0, max: 30 }), (list, limit, at) => {
        const on = addDays(span.from, at)
        const rows = headroomByDay(limit, list, { from: span.from, last: addDays(span.from, 30) })
        const row = rows.findLast(one => one.from <= on)
        const counts = list.filter(one => one.until === null || one.until >= on)
        const sum = counts.reduce((all, one) => all + one.amount, 0n)
        expect((row?.headroom ?? 0n) - (row?.excess ?? 0n)).toBe(limit - sum)
        expect((row?.posted ?? 0n) + (row?.reserved ?? 0n)).toBe(sum)
      }),
    )
  })
})

describe('provisions', () => {
  const of = (state: 'in_force' | 'accident' | 'claimed' | 'subrogated', exposure: string, grade?: string) =>
    moneyText(provisionOf({ state, grade, exposure: won(exposure) }, rule.provisions))

  test('of what stands by its grade, of what went wrong by its state, and up to the next won', () => {
    // 3 % of 85,000,001 is 2,550,000.03.
    expect([of('in_force', '85000001', 'BBB'), of('in_force', '85000000', 'BBB')]).toEqual(['2550001', '2550000'])
    expect([of('in_force', '100'), of('accident', '100', 'AAA'), of('claimed', '100', 'AAA')]).toEqual([
      '5',
      '50',
      '85',
    ])
    expect([of('subrogated', '100', 'D'), of('in_force', '0', 'C')]).toEqual(['90', '0'])
  })

  test('by expected loss where the edition says so: default times loss, and certain once it happened', () => {
    const expected = fundRuleOf(sure(parsed(fundSchema, changed(file, { 'provisions.method': 'by_expected_loss' }))))
    const rate = (state: 'in_force' | 'accident', grade?: string) =>
      fixedText(provisionRate({ state, grade }, expected.provisions))
    // 3.19 % x 85 %.
    expect([rate('in_force', 'A'), rate('accident', 'A'), rate('in_force')]).toEqual(['0.027115', '0.85', '0.05'])
  })
})

describe('the year', () => {
  const moved = {
    earnedFees: won('900'),
    lateFees: won('10'),
    damages: won('40'),
    specialRecoveries: won('50'),
    provisionExpense: won('300'),
    losses: won('200'),
  }
  /** What the books show after the events of a closing, with reserves and an empty result before. */
  const posted = (events: readonly LedgerEvent[], reserves: Money): Record<string, bigint> => {
    let ledger: Ledger = EMPTY_LEDGER
    const before: LedgerEvent[] = reserves > 0n ? [{ type: 'surplus_kept', amount: reserves }] : []
    for (const [place, event] of [...before, ...events].entries())
      ledger = applied(
        ledger,
        sure(postingOf(ledger, { id: `e${place}`, day: day('2027-01-04'), reference: 'year', event })),
      )
    const side = (kind: 'reserves' | 'government_cover') => {
      const balance = balanceOf(ledger, account(kind))
      const debits = balance.debitsPosted - balance.creditsPosted
      return kind === 'reserves' ? -debits : debits
    }
    return { reserves: side('reserves'), government: side('government_cover') }
  }

  test('a surplus goes to the reserves', () => {
    const closed = sure(yearClosed(2026, moved, won('0'), day('2027-01-01')))
    expect([closed.result, closed.surplus, closed.fromGovernment]).toEqual([500n, 500n, 0n])
    expect(posted(closed.events, won('0'))).toEqual({ reserves: 500n, government: 0n })
  })

  test('a deficit is covered by the reserves as far as they go, and by the government for the rest', () => {
    const lost = { ...moved, losses: won('1000') }
    const closed = sure(yearClosed(2026, lost, won('120'), day('2027-01-01')))
    expect(closed).toMatchObject({ result: -300n, surplus: 0n, fromReserves: 120n, fromGovernment: 180n })
    expect(posted(closed.events, won('120'))).toEqual({ reserves: 0n, government: 180n })
  })

  test('is closed when it is over, and a year of nothing posts nothing', () => {
    expect(yearClosed(2026, moved, won('0'), day('2026-12-31'))).toMatchObject({
      refusals: [{ code: 'year_open', params: { limit: 'from 2027-01-01' } }],
    })
    expect(sure(yearClosed(2026, { ...moved, losses: won('700') }, won('9'), day('2027-01-01'))).events).toEqual([])
  })
})

describe('an edition of the fund', () => {
  const places = (set: Readonly<Record<string, unknown>>, leaveOut: readonly string[] = []) => {
    const read = parsed(fundSchema, changed(file, set, leaveOut))
    return read.ok ? [] : read.refusals.map(one => one.at)
  }

  test('does not load with a grade missing, a share above 1, half a multiple, or steps that do not end open', () => {
    expect(places({})).toEqual([])
    expect(places({}, ['provisions.rate_by_grade.values.BB'])).toEqual(['provisions.rate_by_grade'])
    expect(places({ 'provisions.rate_by_state.values.claimed': '1.01' })).toEqual(['provisions.rate_by_state'])
    expect(places({ 'exposure_multiple.value': '20.5' })).toEqual(['exposure_multiple'])
    expect(places({ 'technology_share_min.value': '1.5' })).toEqual(['technology_share_min'])
    expect(places({ 'contributions.adjustments.2.up_to': { ...edition.exposure_multiple } })).toEqual([
      'contributions.adjustments',
    ])
    expect(places({ 'contributions.step.value': '0' })).toEqual(['contributions.step'])
  })
})
