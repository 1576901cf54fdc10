/** Whether somebody may appraise on a day, why not, and until when that holds. */
import { addDays, addMonths, type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Certificate, Field, RosterEdition } from './edition.ts'

export type Suspension = { readonly from: CalendarDate; readonly until: CalendarDate; readonly reason: string }

export type Centre = {
  readonly since: CalendarDate
  readonly until: CalendarDate | null
  readonly suspension: Suspension | null
}

export type Course = { readonly course: string; readonly day: CalendarDate; readonly hours: number }

/** What the register holds of somebody. */
export type Appraiser = {
  /** Null until somebody certified them. */
  readonly certificate: Certificate | null
  readonly certifiedOn: CalendarDate | null
  readonly validUntil: CalendarDate | null
  readonly fields: readonly Field[]
  readonly suspension: Suspension | null
  /** Null for the agency's own people. */
  readonly centre: Centre | null
  readonly education: readonly Course[]
  /** The day of the last exam that was passed; null where none was. */
  readonly examinedOn: CalendarDate | null
  /** A player of the sandbox: neither schooled nor examined. */
  readonly isPlayed: boolean
}

/** Why somebody may not appraise, most basic first. */
export const GROUNDS = ['uncertified', 'expired', 'suspended', 'centre_closed', 'exam_due', 'education_short'] as const
export type Ground = (typeof GROUNDS)[number]

export type Standing = {
  readonly is: 'valid' | Ground
  /** The last day on which it is so, as far as is known; null where it stays so until somebody does something. */
  readonly until: CalendarDate | null
  /** Every ground that holds, most basic first. */
  readonly grounds: readonly Ground[]
}

type Rules = Pick<RosterEdition, 'exam_validity' | 'education_hours' | 'course_hours_max'>

const lastDayOf = (year: number): CalendarDate => calendarDate(`${String(year).padStart(4, '0')}-12-31`)
const yearOf = (day: CalendarDate): number => Number(day.slice(0, 4))
const earliest = (days: readonly CalendarDate[]): CalendarDate | null => days.toSorted()[0] ?? null

/**
 * The first year whose hours are not full. Hours are due for each whole calendar year that begins after the certificate
 * was given. What is learned in a year fills the oldest gap first, then its own year; what is above that is lost.
 * Of one course in one year no more counts than the edition says.
 * @param from year in which the certificate was given
 * @source rules/panel roster.education_hours, roster.course_hours_max
 */
export function firstYearShort(courses: readonly Course[], from: number, rules: Rules): number {
  const due = Number(rules.education_hours.value)
  const most = Number(rules.course_hours_max.value)
  if (due === 0) return Number.POSITIVE_INFINITY
  const counted = new Map<string, number>()
  const filled = new Map<number, number>()
  for (const { course, day, hours } of courses.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))) {
    const year = yearOf(day)
    const key = `${year} ${course}`
    const before = counted.get(key) ?? 0
    let left = Math.min(hours, most - before)
    counted.set(key, before + left)
    for (let gap = from + 1; gap <= year && left > 0; gap += 1) {
      const taken = Math.min(left, due - (filled.get(gap) ?? 0))
      filled.set(gap, (filled.get(gap) ?? 0) + taken)
      left -= taken
    }
  }
  let year = from + 1
  while (filled.get(year) === due) year += 1
  return year
}

/** Whether a suspension holds on a day. */
export const isSuspendedOn = (one: Suspension | null, day: CalendarDate): one is Suspension =>
  one !== null && one.from <= day && day <= one.until

const isOpenOn = ({ since, until, suspension }: Centre, day: CalendarDate): boolean =>
  since <= day && (until === null || day <= until) && !isSuspendedOn(suspension, day)

/** When a ground ends by itself; null where it does not. */
function endOf(ground: Ground, { suspension, centre }: Appraiser, day: CalendarDate): CalendarDate | null {
  if (ground === 'suspended') return suspension?.until ?? null
  if (ground !== 'centre_closed' || centre === null) return null
  if (centre.since > day) return addDays(centre.since, -1)
  return (centre.until === null || day <= centre.until) && centre.suspension !== null ? centre.suspension.until : null
}

/**
 * How somebody stands on a day.
 *
 * Certified from the day of the certificate to its last day, both included; examined for as long as the edition says
 * from the last exam passed, the certificate's own counting as one; short of education from the first day after a year
 * whose hours are not full, until they are.
 * @param rules part of the edition in force on the day
 * @source rules/panel roster.exam_validity, roster.education_hours, roster.course_hours_max
 */
export function standingOf(appraiser: Appraiser, rules: Rules, day: CalendarDate): Standing {
  const { certifiedOn, validUntil, suspension, centre, isPlayed } = appraiser
  if (certifiedOn === null || validUntil === null || day < certifiedOn) {
    const until = certifiedOn === null ? null : addDays(certifiedOn, -1)
    return { is: 'uncertified', until, grounds: ['uncertified'] }
  }
  const examined =
    appraiser.examinedOn === null || appraiser.examinedOn < certifiedOn ? certifiedOn : appraiser.examinedOn
  const examinedUntil = addMonths(examined, Number(rules.exam_validity.value))
  const short = isPlayed ? Number.POSITIVE_INFINITY : firstYearShort(appraiser.education, yearOf(certifiedOn), rules)
  const holds: Readonly<Record<Ground, boolean>> = {
    uncertified: false,
    expired: validUntil < day,
    suspended: isSuspendedOn(suspension, day),
    centre_closed: centre !== null && !isOpenOn(centre, day),
    exam_due: !isPlayed && examinedUntil < day,
    education_short: short < yearOf(day),
  }
  const grounds = GROUNDS.filter(ground => holds[ground])
  const [first] = grounds
  if (first !== undefined) return { is: first, until: endOf(first, appraiser, day), grounds }
  const ends = [
    validUntil,
    ...(isPlayed ? [] : [examinedUntil]),
    ...(Number.isFinite(short) ? [lastDayOf(short)] : []),
    ...(suspension !== null && suspension.from > day ? [addDays(suspension.from, -1)] : []),
    ...(centre === null || centre.until === null ? [] : [centre.until]),
    ...(centre?.suspension != null && centre.suspension.from > day ? [addDays(centre.suspension.from, -1)] : []),
  ]
  return { is: 'valid', until: earliest(ends), grounds: [] }
}

/**
 * How many more cases somebody may hold; none without a certificate.
 * @source rules/panel roster.open_assignments_max
 */
export function roomOf(
  certificate: Certificate | null,
  open: number,
  rules: Pick<RosterEdition, 'open_assignments_max'>,
): number {
  const most = certificate === null ? 0 : Number(rules.open_assignments_max.values[certificate] ?? 0)
  return Math.max(0, most - open)
}
