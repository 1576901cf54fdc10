// Legal days: the calendar that periods, fees and validities are counted on.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  addYears,
  type CalendarDate,
  calendarDate,
  dayNumber,
  dayOfNumber,
  daysBetween,
  fullMonthsBetween,
  fullYearsBetween,
  isCalendarDate,
  isWeekend,
  rolledForward,
  weekday,
} from '../../src/kernel/calendar.ts'

const day = calendarDate
/** Days from 1900-01-01 to 2199-12-31: 300 years hold 300 x 365 + 73 leap days (1900 and 2100 are none). */
const days = (): fc.Arbitrary<CalendarDate> => fc.integer({ min: -25_567, max: 84_005 }).map(dayOfNumber)
/** The same day as the platform's own calendar counts it. */
const platform = (date: string): Date => new Date(`${date}T00:00:00Z`)

describe('which days there are', () => {
  test('29 February stands in every fourth year, not in a hundredth, yet in a four-hundredth', () => {
    const hasLeapDay = (year: string) => isCalendarDate(`${year}-02-29`)
    expect(['2024', '2023', '2000', '2100', '2400'].map(hasLeapDay)).toEqual([true, false, true, false, true])
  })

  test('a day that does not exist is no day', () => {
    for (const text of ['2026-02-30', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32'])
      expect(isCalendarDate(text)).toBe(false)
  })

  test('what looks like a day is not one: other writing, a line end, full-width digits, a year before 1900', () => {
    const lookalikes = ['2026-1-1', '2026/01/01', '20260101', '2026-01-01\n', ' 2026-01-01', '2026-01-01T00:00', '']
    for (const text of [...lookalikes, '\uff12\uff10\uff12\uff16-01-01', '1899-12-31', '0000-01-01', '-026-01-01'])
      expect(isCalendarDate(text)).toBe(false)
    expect(() => day('2026-02-30')).toThrow('2026-02-30')
  })

  test('another sign at any place of a day makes a day only where a digit stands for a digit', () => {
    const day = '2026-03-16'
    for (let place = 0; place < day.length; place++)
      for (let unit = 0; unit < 300; unit++) {
        const text = day.slice(0, place) + String.fromCharCode(unit) + day.slice(place + 1)
        const there = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? platform(text) : new Date(Number.NaN)
        const isThere = !Number.isNaN(there.getTime()) && there.toISOString().startsWith(text)
        expect(isCalendarDate(text), text).toBe(isThere && text >= '1900')
      }
  })

  test('the first and the last day that can be written are days', () => {
    expect(['1900-01-01', '9999-12-31'].map(isCalendarDate)).toEqual([true, true])
  })

  test('of every text of the right shape the platform knows the same days, bar those before 1900', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map(value => String(value).padStart(2, '0'))
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 9999 }), two(14), two(33), (year, month, date) => {
        const text = `${year}-${month}-${date}`
        const there = platform(text)
        const isThere = !Number.isNaN(there.getTime()) && there.toISOString().startsWith(text)
        expect(isCalendarDate(text)).toBe(isThere)
      }),
    )
  })
})

describe('counting days', () => {
  test('known weekdays: 1970-01-01 Thursday, 2000-01-01 Saturday, 2026-03-01 Sunday, 1945-08-15 Wednesday', () => {
    expect(['1970-01-01', '2000-01-01', '2026-03-01', '1945-08-15'].map(text => weekday(day(text)))).toEqual([
      4, 6, 0, 3,
    ])
    expect(isWeekend(day('2026-03-01'))).toBe(true)
    expect(isWeekend(day('2026-03-02'))).toBe(false)
  })

  test('1970-01-01 is day 0, 2000-03-01 day 11,017 (30 x 365 + 7 leap days + 31 + 29)', () => {
    expect(dayNumber(day('1970-01-01'))).toBe(0)
    expect(dayNumber(day('2000-03-01'))).toBe(30 * 365 + 7 + 31 + 29)
    expect(dayNumber(day('1969-12-31'))).toBe(-1)
  })

  test('a day is found again by its number, and numbers agree with the platform', () => {
    fc.assert(
      fc.property(days(), date => {
        expect(dayOfNumber(dayNumber(date))).toBe(date)
        expect(dayNumber(date)).toBe(platform(date).getTime() / 86_400_000)
        expect(weekday(date)).toBe(platform(date).getUTCDay())
      }),
    )
  })

  test('the first day of a period is excluded (Civil Code 157): 60 days from 16 March end on 15 May', () => {
    // 15 days are left of March, April has 30, 15 days of May make 60.
    expect(addDays(day('2026-03-16'), 60)).toBe('2026-05-15')
    expect(daysBetween(day('2026-03-16'), day('2026-05-15'))).toBe(60)
  })

  test('days forward and back leave the day where it was, and count themselves', () => {
    fc.assert(
      fc.property(days(), fc.integer({ min: -20_000, max: 20_000 }), (date, count) => {
        fc.pre(dayNumber(date) + count >= -25_567)
        const moved = addDays(date, count)
        expect(addDays(moved, -count)).toBe(date)
        expect(daysBetween(date, moved)).toBe(count)
        expect(moved > date).toBe(count > 0)
      }),
    )
  })
})

describe('counting months and years', () => {
  test('a month without that day ends on its last one (Civil Code 160 (3))', () => {
    expect(addMonths(day('2026-01-31'), 1)).toBe('2026-02-28')
    expect(addMonths(day('2024-01-31'), 1)).toBe('2024-02-29')
    expect(addMonths(day('2026-08-31'), 6)).toBe('2027-02-28')
    expect(addYears(day('2024-02-29'), 1)).toBe('2025-02-28')
    expect(addYears(day('2024-02-29'), 4)).toBe('2028-02-29')
    expect(addMonths(day('2026-01-15'), -1)).toBe('2025-12-15')
    expect(addMonths(day('2026-03-31'), -13)).toBe('2025-02-28')
  })

  test('a month is full on its day, not the day before', () => {
    expect(fullMonthsBetween(day('2025-03-16'), day('2026-03-15'))).toBe(11)
    expect(fullMonthsBetween(day('2025-03-16'), day('2026-03-16'))).toBe(12)
    expect(fullYearsBetween(day('1974-05-11'), day('2026-05-10'))).toBe(51)
    expect(fullYearsBetween(day('1974-05-11'), day('2026-05-11'))).toBe(52)
    expect(fullMonthsBetween(day('2024-02-29'), day('2025-02-28'))).toBe(12)
  })

  test('months counted from a later day are below zero', () => {
    expect(fullMonthsBetween(day('2026-03-16'), day('2025-12-16'))).toBe(-3)
    expect(fullYearsBetween(day('2026-03-16'), day('2023-03-17'))).toBe(-2)
  })

  test('so many months later, exactly so many months have gone by', () => {
    fc.assert(
      fc.property(days(), fc.integer({ min: 0, max: 600 }), (date, months) => {
        const later = addMonths(date, months)
        expect(fullMonthsBetween(date, later)).toBe(months)
        if (months > 0) expect(fullMonthsBetween(date, addDays(later, -1))).toBe(months - 1)
        expect(isCalendarDate(later)).toBe(true)
      }),
    )
  })
})

describe('an end on a Saturday, Sunday or holiday (Civil Code 161)', () => {
  test('rolls over to the first day that is none', () => {
    expect(rolledForward(day('2026-03-14'), new Set())).toBe('2026-03-16')
    // Friday 1 May is Labour Day; 2 and 3 May are a weekend; Monday 4 May is none.
    expect(rolledForward(day('2026-05-01'), new Set(['2026-05-01', '2026-05-05']))).toBe('2026-05-04')
    expect(rolledForward(day('2026-05-15'), new Set())).toBe('2026-05-15')
  })

  test('never comes earlier, and never to a day that is none to work on', () => {
    fc.assert(
      fc.property(days(), fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), (date, offsets) => {
        const holidays = new Set<string>(offsets.map(offset => addDays(date, offset)))
        const rolled = rolledForward(date, holidays)
        expect(rolled >= date).toBe(true)
        expect(isWeekend(rolled) || holidays.has(rolled)).toBe(false)
        for (let at = date; at < rolled; at = addDays(at, 1)) expect(isWeekend(at) || holidays.has(at)).toBe(true)
      }),
    )
  })
})
