// Fees, balances and claims of a guarantee: cases worked by hand, and what holds for any amount and day.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aftercareSchema, TRIGGERS, type Trigger } from '../../src/decision/aftercare-schema.ts'
import { splitLoan } from '../../src/decision/terms.ts'
import { aftercareOf } from '../../src/guarantee/aftercare.ts'
import { guaranteedAmount, guaranteedOf, releasedBy } from '../../src/guarantee/balance.ts'
import { claimAmountOf, claimableFrom, damagesOf, examinedOf, interestOf } from '../../src/guarantee/claim.ts'
import {
  type ChargedFee,
  chargeOf,
  earnedBy,
  earnedOn,
  type FeeReleased,
  feeNeverFormed,
  feeOnRelease,
  feePeriods,
  lateFeeOf,
  unearnedOn,
} from '../../src/guarantee/fees.ts'
import { groundsOn } from '../../src/guarantee/may.ts'
import { addDays, addMonths, daysBetween, isWeekend } from '../../src/kernel/calendar.ts'
import { fixed, ONE } from '../../src/kernel/fixed.ts'
import { type Money, money, moneyText, sumMoney } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { changed, runCases } from '../cases.ts'
import { aftercare, damagesMax, day, edition, feeRule, holidays, won } from './sample.ts'

type Fee = { readonly fee: string; readonly from: string; readonly to: string }
type Claim = {
  readonly principal: string
  readonly rate: string
  readonly due: string
  readonly paid: string
  readonly costs: readonly string[]
  readonly ratio: string
}
type Given =
  | {
      readonly of: 'fees'
      readonly outstanding: string
      readonly rate: string
      readonly from: string
      readonly matures: string
    }
  | ({ readonly of: 'release'; readonly day: string; readonly part: string; readonly outstanding: string } & Fee)
  | ({ readonly of: 'never_formed' } & Fee)
  | { readonly of: 'late'; readonly unpaid: string; readonly due: string; readonly paid: string }
  | { readonly of: 'from'; readonly trigger: Trigger; readonly on: string }
  | ({ readonly of: 'amount' } & Claim)
  | ({ readonly of: 'examined'; readonly denied: string } & Claim)
  | { readonly of: 'damages'; readonly balances: readonly (readonly [string, string])[]; readonly until: string }
  | {
      readonly of: 'balance'
      readonly kind: 'individual' | 'revolving'
      readonly loan: string
      readonly ratio: string
      readonly before: string
      readonly after: string
    }

const feeOf = ({ fee, from, to }: Fee): ChargedFee => ({ from: day(from), to: day(to), amount: won(fee) })
const shown = ({ earned, refund, rest }: FeeReleased) => ({
  earned: moneyText(earned),
  refund: moneyText(refund),
  rest: moneyText(rest.amount),
})
const DAMAGES = { rate: aftercare.damagesRate, dayCount: aftercare.damagesDayCount }
const claimOf = (one: Claim) =>
  claimAmountOf(
    {
      principal: won(one.principal),
      rate: fixed(one.rate),
      dueOn: day(one.due),
      paidOn: day(one.paid),
      costs: one.costs.map(won),
    },
    fixed(one.ratio),
    aftercare.interestDayCount,
  )

function answer(given: Given): unknown {
  switch (given.of) {
    case 'fees':
      return feePeriods(day(given.from), day(given.matures), holidays).map(period => ({
        ...period,
        fee: moneyText(chargeOf(won(given.outstanding), fixed(given.rate), period, feeRule).amount),
      }))
    case 'release':
      return shown(feeOnRelease(feeOf(given), day(given.day), won(given.part), won(given.outstanding)))
    case 'never_formed':
      return shown(feeNeverFormed(feeOf(given)))
    case 'late':
      return moneyText(lateFeeOf(won(given.unpaid), day(given.due), day(given.paid), feeRule))
    case 'from':
      return claimableFrom(given.trigger, day(given.on), aftercare.waitMonths, holidays)
    case 'amount': {
      const { interest, costs, whole, fund, bank } = claimOf(given)
      return Object.fromEntries(
        Object.entries({ interest, costs, whole, fund, bank }).map(([name, amount]) => [name, moneyText(amount)]),
      )
    }
    case 'examined': {
      const { paid, denied } = examinedOf(claimOf(given), won(given.denied))
      return { paid: moneyText(paid), denied: moneyText(denied) }
    }
    case 'damages':
      return moneyText(
        damagesOf(
          given.balances.map(([from, principal]) => ({ from: day(from), principal: won(principal) })),
          day(given.until),
          DAMAGES,
        ),
      )
    case 'balance': {
      const letter = { kind: given.kind, loan: won(given.loan), ratio: fixed(given.ratio) }
      const [before, after] = [won(given.before), won(given.after)]
      return {
        before: moneyText(guaranteedOf(letter, before)),
        after: moneyText(guaranteedOf(letter, after)),
        released: moneyText(releasedBy(letter, before, after)),
      }
    }
    default:
      return given satisfies never
  }
}

runCases('guarantee', given => answer(given as Given))

const amounts = fc.bigInt(1n, 10n ** 13n).map(money)
const ratios = fc.integer({ min: 1, max: 10_000 }).map(value => (BigInt(value) * ONE) / 10_000n)
const days = fc.integer({ min: 0, max: 1500 }).map(more => addDays(day('2026-01-02'), more))

describe('fees', () => {
  test('periods follow one another over the whole term, a year each but the last, and none is due on a holiday', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 120 }), (from, months) => {
        const maturesOn = addMonths(from, months)
        const periods = feePeriods(from, maturesOn, holidays)
        expect(periods.length).toBe(Number((BigInt(months) + 11n) / 12n))
        expect([periods[0]?.from, periods.at(-1)?.to]).toEqual([from, maturesOn])
        for (const [place, one] of periods.entries()) {
          if (place > 0) expect(one.from).toBe(periods[place - 1]?.to)
          expect(one.days).toBe(daysBetween(one.from, one.to))
          expect(one.due >= one.from && !isWeekend(one.due) && !holidays.has(one.due)).toBe(true)
        }
        expect(periods.slice(0, -1).every(one => one.days >= 365 && one.days <= 366)).toBe(true)
      }),
    )
  })

  test('what is earned day by day is the fee, never backwards', () => {
    fc.assert(
      fc.property(amounts, days, fc.integer({ min: 1, max: 366 }), (amount, from, length) => {
        const fee = { from, to: addDays(from, length), amount }
        const daily = Array.from({ length: length + 4 }, (_, place) => earnedOn(fee, addDays(from, place - 1)))
        expect(sumMoney(daily)).toBe(amount)
        expect(daily.every(one => one >= 0n)).toBe(true)
        const middle = addDays(from, Number(BigInt(length) / 2n))
        expect(earnedBy(fee, middle) + unearnedOn(fee, middle)).toBe(amount)
      }),
      { numRuns: 50 },
    )
  })

  test('what is left after a release is earned over the days that are left', () => {
    // 1,020,000 for a year from 2 March; on 31 August a fifth is released, on 1 December the rest.
    const fee = { from: day('2026-03-02'), to: day('2027-03-02'), amount: won('1020000') }
    const first = feeOnRelease(fee, day('2026-08-31'), won('17000000'), won('85000000'))
    expect(first.rest).toEqual({ from: '2026-08-31', to: '2027-03-02', amount: 409_119n })
    // 409,119 x 92 / 183 = 205,677.7.
    const second = feeOnRelease(first.rest, day('2026-12-01'), won('68000000'), won('68000000'))
    expect(shown(second)).toEqual({ earned: '205677', refund: '203442', rest: '0' })
  })

  test('through any releases, what was earned, given back and is left makes the fee', () => {
    fc.assert(
      fc.property(
        amounts,
        amounts,
        days,
        fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 1000 })), { maxLength: 6 }),
        (amount, guaranteed, from, releases) => {
          let fee: ChargedFee = { from, to: addDays(from, 365), amount }
          let outstanding = guaranteed
          let [on, settled] = [from, 0n]
          for (const [wait, thousandths] of releases) {
            if (outstanding === 0n) break
            on = addDays(on, wait)
            const part = money((outstanding * BigInt(thousandths)) / 1000n)
            if (part === 0n) continue
            const found = feeOnRelease(fee, on, part, outstanding)
            expect(found.earned + found.refund + found.rest.amount).toBe(fee.amount)
            if (part === outstanding) expect(found.rest.amount).toBe(0n)
            settled += found.earned + found.refund
            fee = found.rest
            outstanding = money(outstanding - part)
          }
          expect(settled + fee.amount).toBe(amount)
        },
      ),
    )
  })
})

describe('claims', () => {
  test("the fund's part and the bank's make the claim, the fund's is at most its ratio, by less than a won", () => {
    fc.assert(
      fc.property(
        amounts,
        ratios,
        days,
        fc.nat(700),
        fc.array(amounts, { maxLength: 3 }),
        (principal, ratio, dueOn, late, costs) => {
          const debt = { principal, rate: fixed('0.0575'), dueOn, paidOn: addDays(dueOn, late), costs }
          const claim = claimAmountOf(debt, ratio, 365n)
          expect(claim.principal + claim.interest + claim.costs).toBe(claim.whole)
          expect(claim.fund + claim.bank).toBe(claim.whole)
          const excess = claim.whole * ratio - claim.fund * ONE
          expect(excess >= 0n && excess < ONE).toBe(true)
          const exact = principal * fixed('0.0575') * BigInt(late) - claim.interest * 365n * ONE
          expect(exact >= 0n && exact < 365n * ONE).toBe(true)
        },
      ),
    )
  })

  test('what is paid and what is denied make the part claimed; denying more never pays more', () => {
    fc.assert(
      fc.property(amounts, ratios, fc.nat(1000), fc.nat(1000), (principal, ratio, one, other) => {
        const debt = { principal, rate: fixed('0.06'), dueOn: day('2026-01-02'), paidOn: day('2026-05-02'), costs: [] }
        const claim = claimAmountOf(debt, ratio, 365n)
        const [less, more] = [one, other].sort((a, b) => a - b).map(part => money((principal * BigInt(part)) / 1000n))
        const [first, second] = [examinedOf(claim, less as Money), examinedOf(claim, more as Money)]
        for (const each of [first, second]) expect(each.paid + each.denied).toBe(claim.fund)
        expect(second.paid <= first.paid).toBe(true)
        expect(examinedOf(claim, money(0n))).toEqual({ paid: claim.fund, denied: 0n })
      }),
    )
  })

  test('a claim never comes on the day of a holiday end, and no sooner than its months', () => {
    fc.assert(
      fc.property(days, on => {
        const first = claimableFrom('default', on, aftercare.waitMonths, holidays)
        const lastOfWait = addDays(first, -1)
        expect(lastOfWait >= addMonths(on, 3)).toBe(true)
        expect(isWeekend(lastOfWait) || holidays.has(lastOfWait)).toBe(false)
      }),
    )
  })

  test('of the grounds of a claim those come first that need neither time nor consent, each with its first day', () => {
    const on = day('2026-11-24')
    const grounds = groundsOn(on, { ...aftercare, holidays }).map(one => [one.trigger, one.from, one.needsConsent])
    expect(grounds.slice(-2)).toEqual([
      ['sharp_fall', on, true],
      ['default', claimableFrom('default', on, aftercare.waitMonths, holidays), false],
    ])
    expect(grounds.slice(0, -2).every(([, from, needsConsent]) => from === on && needsConsent === false)).toBe(true)
  })

  test('damages of one balance are its interest, and a balance cut in two on a day is the same balance', () => {
    fc.assert(
      fc.property(amounts, days, fc.nat(400), fc.nat(400), (principal, from, first, second) => {
        const [middle, until] = [addDays(from, first), addDays(from, first + second)]
        const whole = damagesOf([{ from, principal }], until, DAMAGES)
        expect(whole).toBe(interestOf(principal, DAMAGES.rate, from, until, DAMAGES.dayCount))
        const halves = [
          { from, principal },
          { from: middle, principal },
        ]
        expect(damagesOf(halves, until, DAMAGES)).toBe(whole)
      }),
    )
  })
})

test('what is released and what still stands make the letter, however it is repaid', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('individual' as const, 'revolving' as const),
      amounts,
      ratios,
      fc.array(fc.nat(1000), { maxLength: 6 }),
      (kind, loan, ratio, parts) => {
        const letter = { kind, loan, ratio }
        let [owed, stands] = [loan, guaranteedAmount(letter)]
        expect(stands).toBe(splitLoan(loan, ratio).guaranteed)
        for (const part of parts) {
          const left = money(owed - (owed * BigInt(part)) / 1000n)
          const released = releasedBy(letter, owed, left)
          expect(released >= 0n).toBe(true)
          stands = money(stands - released)
          owed = left
        }
        expect(stands).toBe(guaranteedOf(letter, owed))
        if (kind === 'revolving') expect(stands).toBe(guaranteedAmount(letter))
      },
    ),
  )
})

describe('an edition of after-care', () => {
  const refusals = (set: Readonly<Record<string, unknown>>, leaveOut: readonly string[] = []) => {
    const found = parsed(aftercareSchema, changed(edition, set, leaveOut))
    return found.ok ? [] : found.refusals.map(one => one.at)
  }

  test('names every trigger, and only default waits', () => {
    expect(TRIGGERS.filter(trigger => aftercare.waitMonths[trigger] > 0)).toEqual(['default'])
    expect([...aftercare.needsConsent]).toEqual(['sharp_fall'])
    expect(aftercare.recoveryOrder).toEqual(['costs', 'damages', 'principal'])
    expect(refusals({})).toEqual([])
  })

  test('with a number without source, a trigger without wait, or an order that is none, does not load', () => {
    expect(refusals({}, ['claim_wait.source'])).toEqual(['claim_wait'])
    expect(refusals({}, ['damages_rate.note'])).toEqual(['damages_rate'])
    expect(refusals({}, ['claim_wait.values.closure'])).toEqual(['claim_wait'])
    expect(refusals({ 'claim_wait.values.default': '-3' })).toEqual(['claim_wait'])
    expect(refusals({ 'recovery_order.values.costs': '2' })).toEqual(['recovery_order'])
    expect(refusals({ 'damages_day_count.value': '0' })).toEqual(['damages_day_count'])
  })

  test('with damages above what the statute allows is refused', () => {
    const above = sure(parsed(aftercareSchema, changed(edition, { 'damages_rate.value': '0.2001' })))
    expect(aftercareOf(above, damagesMax)).toMatchObject({
      ok: false,
      refusals: [{ code: 'aftercare_damages_above_statute' }],
    })
    const at = sure(parsed(aftercareSchema, changed(edition, { 'damages_rate.value': '0.2' })))
    expect(aftercareOf(at, damagesMax).ok).toBe(true)
  })
})
