/**
 * Legal days. A `CalendarDate` is text 'YYYY-MM-DD' that names a day that exists; it carries no time zone.
 * Comparing two with < is right: the text sorts as the calendar does.
 */

declare const unit: unique symbol
export type CalendarDate = string & { readonly [unit]: 'day' }

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] as number)

type Parts = { readonly year: number; readonly month: number; readonly day: number }

const DASH = 0x2d
const ZERO = 0x30
/** So far below zero that no other two digits bring what is made with it back to a year, a month or a day. */
const NO_DIGITS = -1_000_000
/** Two ASCII digits of a text as a whole number. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_DIGITS
}
const yearOf = (text: string): number => digits(text, 0) * 100 + digits(text, 2)
const monthOf = (text: string): number => digits(text, 5)
const dayOf = (text: string): number => digits(text, 8)

/** Looked at without its parts being kept: most days are only checked, compared and written again. */
export function isCalendarDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false
  const year = yearOf(text)
  const month = monthOf(text)
  const day = dayOf(text)
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

/** Reads a day. The edge has checked the text, so a bad one here is our fault, and is thrown. */
export function calendarDate(text: string): CalendarDate {
  if (!isCalendarDate(text)) throw new RangeError(`not a day of the calendar: ${JSON.stringify(text)}`)
  return text as CalendarDate
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')
const fromParts = (year: number, month: number, day: number): CalendarDate =>
  `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as CalendarDate

const sure = (date: CalendarDate): Parts =>
  isCalendarDate(date) ? { year: yearOf(date), month: monthOf(date), day: dayOf(date) } : fail(date)
const fail = (date: string): never => {
  throw new RangeError(`not a day of the calendar: ${JSON.stringify(date)}`)
}

/** Days since 1970-01-01 in the Gregorian calendar (the civil-from-days method of era arithmetic). */
export function dayNumber(date: CalendarDate): number {
  const { year, month, day } = sure(date)
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The day that many days after 1970-01-01. */
export function dayOfNumber(days: number): CalendarDate {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return fromParts(year, month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1)
}

export const addDays = (date: CalendarDate, days: number): CalendarDate => dayOfNumber(dayNumber(date) + days)

/** The same day of the month so many months later; the month's last day where there is no such day (Civil Code 160). */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const { year, month, day } = sure(date)
  const index = year * 12 + (month - 1) + months
  const toYear = Math.floor(index / 12)
  const toMonth = index - toYear * 12 + 1
  return fromParts(toYear, toMonth, Math.min(day, daysIn(toYear, toMonth)))
}
export const addYears = (date: CalendarDate, years: number): CalendarDate => addMonths(date, years * 12)

/** Days from `a` to `b`, the first day excluded (Civil Code 157); negative when `b` is earlier. */
export const daysBetween = (a: CalendarDate, b: CalendarDate): number => dayNumber(b) - dayNumber(a)

/** Whole months gone by from `a` to `b`; negative months count back. */
export function fullMonthsBetween(a: CalendarDate, b: CalendarDate): number {
  if (b < a) return -fullMonthsBetween(b, a)
  const [from, to] = [sure(a), sure(b)]
  const months = (to.year - from.year) * 12 + (to.month - from.month)
  return addMonths(a, months) > b ? months - 1 : months
}
export const fullYearsBetween = (a: CalendarDate, b: CalendarDate): number => {
  const months = fullMonthsBetween(a, b)
  return months < 0 ? -Math.floor(-months / 12) : Math.floor(months / 12)
}

/** 0 is Sunday, 6 is Saturday. 1970-01-01 was a Thursday. */
export const weekday = (date: CalendarDate): number => (((dayNumber(date) + 4) % 7) + 7) % 7
export const isWeekend = (date: CalendarDate): boolean => weekday(date) === 0 || weekday(date) === 6

/** An end on a Saturday, Sunday or holiday rolls over to the next day that is none (Civil Code 161). */
export function rolledForward(date: CalendarDate, holidays: ReadonlySet<string>): CalendarDate {
  let day = date
  while (isWeekend(day) || holidays.has(day)) day = addDays(day, 1)
  return day
}
