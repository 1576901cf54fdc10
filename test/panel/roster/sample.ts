/** The shipped edition's roster, and somebody who may appraise by it. */
import { join } from 'node:path'
import { carriedOn, readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { type CalendarDate, calendarDate } from '../../../src/kernel/calendar.ts'
import { sure } from '../../../src/kernel/result.ts'
import type { RosterEdition } from '../../../src/panel/roster/edition.ts'
import type { Appraiser, Course } from '../../../src/panel/roster/standing.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'

export const day = (text: string): CalendarDate => calendarDate(text)
export const book = sure(readRuleBook(textsBelow(join(HOME, 'rules'))))
export const rules: RosterEdition = sure(carriedOn(book, 'panel', day('2026-04-14'))).roster

/** Numbers of a test's own: 16 hours a year, 8 of a course, an exam every 24 months. */
export const own: RosterEdition = {
  ...rules,
  education_hours: { ...rules.education_hours, value: '16' },
  course_hours_max: { ...rules.course_hours_max, value: '8' },
  exam_validity: { ...rules.exam_validity, value: '24' },
  exam_kappa_min: { ...rules.exam_kappa_min, value: '0.6' },
  exam_difference_max: { ...rules.exam_difference_max, value: '0.5' },
}

/** Certified in the middle of 2026 until the end of 2029, and examined with the certificate alone. */
export const fit: Appraiser = {
  certificate: '2',
  certifiedOn: day('2026-06-15'),
  validUntil: day('2029-12-31'),
  fields: ['ict'],
  suspension: null,
  centre: null,
  education: [],
  examinedOn: null,
  isPlayed: false,
}

export const course = (on: string, hours: number, name = `course of ${on}`): Course => ({
  course: name,
  day: day(on),
  hours,
})
/** The hours of a year, in two courses. */
export const schooled = (year: number): readonly Course[] => [course(`${year}-03-01`, 8), course(`${year}-09-01`, 8)]
