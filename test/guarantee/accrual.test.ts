// Fees earned over a whole book: by hand, and against what each guarantee earns alone.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AccruingFee, accruedOn, accruedOver, feeColumns } from '../../src/guarantee/accrual.ts'
import { earnedBy, earnedOn, feeOnRelease } from '../../src/guarantee/fees.ts'
import { addDays, addMonths, type CalendarDate, daysBetween } from '../../src/kernel/calendar.ts'
import { money, sumMoney } from '../../src/kernel/money.ts'
import { day } from './sample.ts'

test('ten won over three days are three, three and four; of two groups each has its own', () => {
  const fee = { from: day('2026-03-02'), to: day('2026-03-05'), until: day('2026-03-05') }
  const columns = feeColumns([
    { ...fee, amount: money(10n), group: 0 },
    { ...fee, amount: money(2n), group: 1 },
    { ...fee, to: day('2026-03-06'), until: day('2026-03-06'), amount: money(400n), group: 1 },
  ])
  const found = accruedOver(columns, [day('2026-03-02'), day('2026-03-06')], 2)
  // 10/3, 20/3, 30/3 cut: 3, 6, 10. 2/3, 4/3, 6/3 cut: 0, 1, 2, beside a hundred a day.
  expect([0, 1, 2, 3].map(at => accruedOn(found, 0, at))).toEqual([3n, 3n, 4n, 0n])
  expect([0, 1, 2, 3].map(at => accruedOn(found, 1, at))).toEqual([100n, 101n, 101n, 100n])
})

test('a released fee is earned up to the release, and the rest as a fee of its own', () => {
  // As on release: 508,602 of 1,020,000 are earned by 31 August, and 409,119 are left to 2 March.
  const fee = { from: day('2026-03-02'), to: day('2027-03-02'), amount: money(1_020_000n) }
  const { earned, rest } = feeOnRelease(fee, day('2026-08-31'), money(17_000_000n), money(85_000_000n))
  const columns = feeColumns([
    { ...fee, until: day('2026-08-31'), group: 0 },
    { ...rest, until: rest.to, group: 0 },
  ])
  const year = accruedOver(columns, [fee.from, fee.to], 1)
  expect(sumMoney(year.earned.slice(0, 182))).toBe(earned)
  expect(earned).toBe(508_602n)
  expect(sumMoney(year.earned)).toBe(508_602n + 409_119n)
})

const START = day('2026-01-01')
const fees = fc
  .record({
    from: fc.integer({ min: -800, max: 500 }),
    length: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(365, 366), fc.integer({ min: 1, max: 1100 })),
    cut: fc.nat(1200),
    amount: fc.oneof(fc.bigInt(0n, 400n), fc.bigInt(0n, 10n ** 7n), fc.bigInt(10n ** 17n, 10n ** 18n - 1n)),
    group: fc.nat(2),
  })
  .map(({ from, length, cut, amount, group }): AccruingFee => {
    const begins = addDays(START, from)
    return {
      from: begins,
      to: addDays(begins, length),
      until: addDays(begins, cut < length ? cut : length),
      amount: money(amount),
      group,
    }
  })

/** What a fee earns alone on a day: nothing any more after it was released. */
const alone = (fee: AccruingFee, on: CalendarDate) => (on > fee.until ? 0n : earnedOn(fee, on))

test('every day of every group is the sum of what its fees earn alone, for amounts of any size and any span', () => {
  fc.assert(
    fc.property(
      fc.array(fees, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: -100, max: 100 }),
      fc.integer({ min: 1, max: 40 }),
      (list, first, length) => {
        const after = addDays(START, first)
        const found = accruedOver(feeColumns(list), [after, addDays(after, length)], 3)
        for (let group = 0; group < 3; group++)
          for (let at = 0; at < length; at++) {
            const own = list.filter(fee => fee.group === group).map(fee => money(alone(fee, addDays(after, at + 1))))
            expect(accruedOn(found, group, at)).toBe(sumMoney(own))
          }
      },
    ),
    { numRuns: 300 },
  )
})

test('all days of a fee make it to the won, and a span cut in two is the same span', () => {
  fc.assert(
    fc.property(fc.array(fees, { minLength: 1, maxLength: 4 }), fc.nat(2000), (list, cut) => {
      const whole = list.map(fee => ({ ...fee, group: 0, until: fee.to }))
      const [first, last] = [addDays(START, -801), addDays(START, 1700)]
      const middle = addDays(first, cut)
      const sums = ([from, to]: readonly [CalendarDate, CalendarDate]) =>
        sumMoney(accruedOver(feeColumns(whole), [from, to], 1).earned)
      expect(sums([first, last])).toBe(sumMoney(whole.map(fee => fee.amount)))
      expect(sums([first, middle]) + sums([middle, last])).toBe(sums([first, last]))
      expect(sums([first, middle])).toBe(sumMoney(whole.map(fee => earnedBy(fee, middle))))
    }),
    { numRuns: 100 },
  )
})

test('a span of no day earns nothing', () => {
  const fee = { from: START, to: addMonths(START, 12), until: addMonths(START, 12), amount: money(365n), group: 0 }
  expect(daysBetween(fee.from, fee.to)).toBe(365)
  expect(accruedOver(feeColumns([fee]), [START, START], 1)).toEqual({ days: 0, groups: 1, earned: [] })
})
