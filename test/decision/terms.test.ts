// The arithmetic of terms: split, cover, ratio, fee and tranches, to the won and in whose favour each is rounded.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coverOf, feeDays, feeOf, feeRateOf, ratioOf, splitLoan, tranchesOf } from '../../src/decision/terms.ts'
import { addMonths, calendarDate, daysBetween, rolledForward } from '../../src/kernel/calendar.ts'
import { type Fixed, fixed, fixedText, ONE } from '../../src/kernel/fixed.ts'
import { type Money, money, moneyText } from '../../src/kernel/money.ts'
import { runCases } from '../cases.ts'
import { holidays } from './sample.ts'

const STEP = money(1_000_000n)
const amounts = () => fc.bigInt(1n, 10n ** 13n).map(money)
/** A ratio of at most four decimals above zero, as programmes name them. */
const ratios = () => fc.integer({ min: 1, max: 10_000 }).map(value => (BigInt(value) * ONE) / 10_000n)

type Given =
  | { readonly of: 'split'; readonly loan: string; readonly ratio: string }
  | {
      readonly of: 'cover'
      readonly loan: string
      readonly room: string
      readonly ratio: string
      readonly step: string
    }
  | {
      readonly of: 'fee'
      readonly amount: string
      readonly rate: string
      readonly day: string
      readonly months: number
      readonly step: string
    }
  | {
      readonly of: 'rate'
      readonly base: string
      readonly surcharges: readonly string[]
      readonly discounts: readonly string[]
    }
  | { readonly of: 'tranches'; readonly amount: string; readonly trl: number | null }
  | { readonly of: 'valid'; readonly end: string }

const won = (text: string): Money => money(BigInt(text))
const BOUNDS = { minimum: fixed('0.005'), maximum: fixed('0.03') }
const GATES = [
  { code: 'proof_of_concept', share: fixed('0.2'), trl: 4 },
  { code: 'small_pilot', share: fixed('0.3'), trl: 6 },
  { code: 'volume_pilot', share: fixed('0.3'), trl: 7 },
  { code: 'small_batch', share: fixed('0.2'), trl: 8 },
]
const shown = (cover: ReturnType<typeof splitLoan>) => [cover.loan, cover.guaranteed, cover.bankShare].map(moneyText)

function answer(given: Given): unknown {
  switch (given.of) {
    case 'split':
      return shown(splitLoan(won(given.loan), fixed(given.ratio)))
    case 'cover':
      return shown(coverOf(won(given.loan), won(given.room), fixed(given.ratio), won(given.step)))
    case 'fee': {
      const days = feeDays(calendarDate(given.day), given.months)
      return { days, fee: moneyText(feeOf(won(given.amount), fixed(given.rate), days, 365n, won(given.step))) }
    }
    case 'rate':
      return fixedText(feeRateOf(fixed(given.base), given.surcharges.map(fixed), given.discounts.map(fixed), BOUNDS))
    case 'tranches':
      return tranchesOf(won(given.amount), GATES, given.trl ?? undefined).map(one => [
        one.gate,
        moneyText(one.amount),
        one.isReleased,
      ])
    case 'valid':
      return rolledForward(calendarDate(given.end), holidays)
    default:
      return given satisfies never
  }
}
runCases('decision', given => answer(given as Given))

describe('the split with the bank', () => {
  test('guaranteed and bank\u2019s part are the loan, always, and the fund bears no more than its ratio', () => {
    fc.assert(
      fc.property(amounts(), ratios(), (loan, ratio) => {
        const cover = splitLoan(loan, ratio)
        expect(cover.guaranteed + cover.bankShare).toBe(loan)
        expect(cover.guaranteed * ONE <= loan * ratio).toBe(true)
        expect((cover.guaranteed + 1n) * ONE > loan * ratio).toBe(true)
      }),
    )
  })

  test('a ratio of one leaves the bank nothing', () => {
    expect(splitLoan(money(7n), ONE)).toEqual({ loan: 7n, guaranteed: 7n, bankShare: 0n })
  })
})

describe('the cover a room gives', () => {
  const covers = () => fc.record({ loan: amounts(), room: fc.bigInt(0n, 10n ** 13n).map(money), ratio: ratios() })

  test('is the loan as asked where the room holds it, and never more than was asked', () => {
    fc.assert(
      fc.property(covers(), ({ loan, room, ratio }) => {
        const cover = coverOf(loan, room, ratio, STEP)
        const asked = splitLoan(loan, ratio)
        if (room >= asked.guaranteed) expect(cover).toEqual(asked)
        expect(cover.loan <= loan && cover.guaranteed <= asked.guaranteed).toBe(true)
      }),
    )
  })

  test('stays within the room, within the ratio, and adds up to its own loan', () => {
    fc.assert(
      fc.property(covers(), ({ loan, room, ratio }) => {
        const cover = coverOf(loan, room, ratio, STEP)
        expect(cover.guaranteed <= room).toBe(true)
        expect(cover.guaranteed + cover.bankShare).toBe(cover.loan)
        expect(cover.guaranteed * ONE <= cover.loan * ratio).toBe(true)
      }),
    )
  })

  test('a room too small is cut to the step, and its loan is the least that supports it', () => {
    fc.assert(
      fc.property(covers(), ({ loan, room, ratio }) => {
        fc.pre(room < splitLoan(loan, ratio).guaranteed)
        const cover = coverOf(loan, room, ratio, STEP)
        expect(cover.guaranteed).toBe(room - (room % STEP))
        if (cover.loan > 0n) expect(splitLoan(money(cover.loan - 1n), ratio).guaranteed < cover.guaranteed).toBe(true)
      }),
    )
  })

  test('more room never gives less', () => {
    fc.assert(
      fc.property(covers(), amounts(), ({ loan, room, ratio }, more) => {
        const [before, after] = [room, money(room + more)].map(one => coverOf(loan, one, ratio, STEP).guaranteed)
        expect((after as Money) >= (before as Money)).toBe(true)
      }),
    )
  })
})

describe('ratio and rate', () => {
  const rates = () => fc.integer({ min: 0, max: 5_000 }).map(value => (BigInt(value) * ONE) / 100_000n)

  test('reductions come off the ratio, which never falls below zero', () => {
    expect(fixedText(ratioOf(fixed('0.85'), [fixed('0.05')]))).toBe('0.8')
    expect(fixedText(ratioOf(fixed('0.85'), []))).toBe('0.85')
    expect(ratioOf(fixed('0.05'), [fixed('0.05'), fixed('0.05')])).toBe(0n)
  })

  test('a rate lies between its least and its greatest, whatever is added or taken off', () => {
    fc.assert(
      fc.property(
        rates(),
        fc.array(rates(), { maxLength: 4 }),
        fc.array(rates(), { maxLength: 4 }),
        (base, up, down) => {
          const rate = feeRateOf(base, up, down, BOUNDS)
          expect(rate >= BOUNDS.minimum && rate <= BOUNDS.maximum).toBe(true)
          const free = [...up, ...down.map(one => -one)].reduce((sum, one) => sum + one, base)
          if (free >= BOUNDS.minimum && free <= BOUNDS.maximum) expect(rate).toBe(free)
        },
      ),
    )
  })

  test('the bounds hold after all changes, not between them', () => {
    // 0.028 + 0.005 = 0.033 would be cut to 0.030 before the discount; at the end it is 0.028 + 0.005 - 0.004 = 0.029.
    expect(fixedText(feeRateOf(fixed('0.028'), [fixed('0.005')], [fixed('0.004')], BOUNDS))).toBe('0.029')
  })
})

describe('the fee', () => {
  test('is never more than the exact one, and less by under one step', () => {
    const days = fc.integer({ min: 1, max: 366 })
    const rates = fc.integer({ min: 0, max: 3_000 }).map(value => (BigInt(value) * ONE) / 100_000n)
    fc.assert(
      fc.property(amounts(), rates, days, (amount, rate, count) => {
        const fee = feeOf(amount, rate, count, 365n, money(10n))
        const exact = (value: bigint): bigint => value * 365n * ONE
        const due = amount * rate * BigInt(count)
        expect(fee % 10n).toBe(0n)
        expect(exact(fee) <= due && exact(fee + 10n) > due).toBe(true)
      }),
    )
  })

  test('pays for a year at most, and for the whole of a shorter term', () => {
    const day = calendarDate('2026-03-16')
    expect([12, 24, 120].map(months => feeDays(day, months))).toEqual([365, 365, 365])
    // 16 March to 16 September: 15 + 30 + 31 + 30 + 31 + 31 + 16 = 184 days.
    expect(feeDays(day, 6)).toBe(184)
    // A year that holds 29 February has 366 days.
    expect(feeDays(calendarDate('2027-03-16'), 12)).toBe(366)
  })

  test('a term of months from the end of a month ends on the last day of its month', () => {
    // 31 January to 28 February.
    expect(feeDays(calendarDate('2026-01-31'), 1)).toBe(28)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), months => {
        const day = calendarDate('2026-08-31')
        expect(feeDays(day, months)).toBe(daysBetween(day, addMonths(day, months)))
      }),
    )
  })
})

describe('tranches', () => {
  const shares = () =>
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }).map(parts => {
      const whole = parts.reduce((sum, one) => sum + one, 0)
      return parts.map((part): Fixed => (BigInt(part) * ONE) / BigInt(whole))
    })

  test('make the whole to the won, whatever the shares round to, and none is below zero', () => {
    fc.assert(
      fc.property(amounts(), shares(), fc.integer({ min: 1, max: 9 }), (amount, parts, trl) => {
        const gates = parts.map((share, place) => ({ code: `gate_${place}`, share, trl: place + 3 }))
        const tranches = tranchesOf(amount, gates, trl)
        expect(tranches.reduce((sum, one) => sum + one.amount, 0n)).toBe(amount)
        expect(tranches.every(one => one.amount >= 0n)).toBe(true)
        expect(tranches.map(one => one.isReleased)).toEqual(gates.map(gate => trl >= gate.trl))
      }),
    )
  })

  test('without gates there are none, and nothing is released while the readiness is not known', () => {
    expect(tranchesOf(money(100n), [], 9)).toEqual([])
    expect(tranchesOf(money(100n), GATES, undefined).map(one => one.isReleased)).toEqual([false, false, false, false])
  })
})
