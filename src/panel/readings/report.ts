/**
 * Who saw which grade before it was issued, month by month: one line for each reading, by case, person, role and
 * moment, with the ground it was read on, and who asked and was refused. It says that something was seen, never what.
 */
import { addDays, addMonths, type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/
export const isMonth = (text: string): boolean => MONTH.test(text)

/** First day of a month and of the next one. */
export function daysOf(month: string): { readonly from: CalendarDate; readonly to: CalendarDate } {
  const from = calendarDate(`${month}-01`)
  return { from, to: addMonths(from, 1) }
}

/** The month that was over last, on a day. */
export const monthBefore = (day: CalendarDate): string => addDays(calendarDate(`${day.slice(0, 7)}-01`), -1).slice(0, 7)

/** A reading as it is kept. */
type Reading = {
  readonly at: string
  readonly person: string
  readonly organisation: string
  readonly roles: readonly string[]
  readonly relations: readonly string[]
  readonly action: string
  readonly fields: readonly string[]
  readonly outcome: 'shown' | 'withheld' | 'refused'
  readonly ground: 'duty' | 'deed' | 'reason' | 'none'
  readonly reason: string | null
  readonly subject: string
  readonly case_id: string | null
  readonly decision: string | null
  readonly codes: readonly string[]
}

export type EarlyReading = {
  readonly case: string
  readonly decision: string | null
  readonly person: string
  readonly organisation: string
  readonly roles: readonly string[]
  readonly relations: readonly string[]
  readonly at: string
  readonly action: string
  readonly fields: readonly string[]
  readonly ground: 'duty' | 'deed' | 'reason' | 'none'
  readonly reason: string | null
}
export type EarlyAsking = {
  readonly subject: string
  readonly case: string | null
  readonly person: string
  readonly organisation: string
  readonly roles: readonly string[]
  readonly at: string
  readonly action: string
  readonly outcome: 'withheld' | 'refused'
  readonly codes: readonly string[]
}
export type ReadingReport = {
  readonly month: string
  readonly seen: readonly EarlyReading[]
  readonly asked: readonly EarlyAsking[]
}

const byCase = (one: { readonly case: string | null }, other: { readonly case: string | null }): number =>
  (one.case ?? '') < (other.case ?? '') ? -1 : (one.case ?? '') > (other.case ?? '') ? 1 : 0

/**
 * The report of a month from what was kept of it in its order; cases in the order of their ids, and of one case the
 * readings as they were.
 */
export function reportOn(month: string, readings: readonly Reading[]): ReadingReport {
  const seen = readings.flatMap((one): EarlyReading[] =>
    one.outcome !== 'shown' || one.case_id === null
      ? []
      : [
          {
            ...{ case: one.case_id, decision: one.decision, person: one.person, organisation: one.organisation },
            ...{ roles: one.roles, relations: one.relations, at: one.at, action: one.action, fields: one.fields },
            ...{ ground: one.ground, reason: one.reason },
          },
        ],
  )
  const asked = readings.flatMap((one): EarlyAsking[] =>
    one.outcome === 'shown'
      ? []
      : [
          {
            ...{ subject: one.subject, case: one.case_id, person: one.person, organisation: one.organisation },
            ...{ roles: one.roles, at: one.at, action: one.action, outcome: one.outcome, codes: one.codes },
          },
        ],
  )
  return { month, seen: seen.sort(byCase), asked: asked.sort(byCase) }
}

export const digestOfReport = (report: ReadingReport): string => digestOf(report as unknown as Json)

const COLUMNS = ['case', 'decision', 'person', 'organisation', 'roles', 'relations', 'at', 'action', 'outcome', 'what']
const MORE = ['ground', 'reason'] as const

/** A field as RFC 4180 writes it; one that a spreadsheet would take for a formula is led by an apostrophe. */
function csvField(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The report as CSV (RFC 4180), seen and asked in one table. */
export function csvOf({ seen, asked }: ReadingReport): string {
  const rows = [
    [...COLUMNS, ...MORE],
    ...seen.map(one => [
      ...[one.case, one.decision ?? '', one.person, one.organisation, one.roles.join(' '), one.relations.join(' ')],
      ...[one.at, one.action, 'shown', one.fields.join(' '), one.ground, one.reason ?? ''],
    ]),
    ...asked.map(one => [
      ...[one.case ?? one.subject, '', one.person, one.organisation, one.roles.join(' '), ''],
      ...[one.at, one.action, one.outcome, one.codes.join(' '), 'none', ''],
    ]),
  ]
  return rows.map(row => `${row.map(csvField).join(',')}\r\n`).join('')
}
