/** Signed sheets as the statistics take them: a flat list of marks, with who wrote what beside them and when. */

import { calendarDate, dayNumber } from '../../kernel/calendar.ts'
import type { Rating } from '../agreement/ratings.ts'
import { MARKS, type Mark } from '../schema.ts'
import type { Timed, Written } from '../severity/conduct.ts'
import type { Signed } from '../severity/drift.ts'

/** A sheet that stands. Subjects are cases, raters appraisers. */
export type MarkedSheet = {
  readonly subject: string
  readonly rater: string
  /** The field of the technology; null where nobody knows it. */
  readonly field: string | null
  /** The model of the rubric the case was scored by; null where it was not scored yet. */
  readonly rubric: string | null
  readonly signed_on: string
  /** How long it took from the opening of its draft; null where it was not drafted in the service. */
  readonly seconds: number | null
  readonly marks: readonly {
    readonly indicator: string
    readonly mark: Mark
    readonly override_reason: string | null
    readonly quotations: readonly string[]
  }[]
}

/** A guarantee on a technology somebody marked: the chance its grade let expect over the time since, and what came. */
export type MarkedOutcome = { readonly rater: string; readonly chance: number; readonly isAccident: boolean }

/** The scale of the statistics: 0 for E up to 4 for A. */
export const SCALE = MARKS.map((_, place) => place)
export const scaleValue = (mark: Mark): number => MARKS.length - 1 - MARKS.indexOf(mark)

export const ratingsOf = (sheets: readonly MarkedSheet[]): readonly Rating[] =>
  sheets.flatMap(({ subject, rater, marks }) =>
    marks.map(one => ({ subject, rater, item: one.indicator, value: scaleValue(one.mark) })),
  )

export const signedIn = (sheets: readonly MarkedSheet[]): readonly Signed[] =>
  sheets.map(({ subject, rater, signed_on }) => ({ subject, rater, day: dayNumber(calendarDate(signed_on)) }))

export const timedIn = (sheets: readonly MarkedSheet[]): readonly Timed[] =>
  sheets.flatMap(({ rater, marks, seconds }) => (seconds === null ? [] : [{ rater, marks: marks.length, seconds }]))

export const writtenIn = (sheets: readonly MarkedSheet[]): readonly Written[] =>
  sheets.flatMap(({ subject, rater, marks }) =>
    marks.flatMap(({ indicator: item, override_reason: reason, quotations }): Written[] => [
      ...(reason === null ? [] : [{ subject, rater, item, kind: 'reason' as const, text: reason }]),
      ...quotations.map(text => ({ subject, rater, item, kind: 'quotation' as const, text })),
    ]),
  )

/** The fields of an industry by the longest prefix of its code that has some, as the edition writes them. */
export function fieldOfIndustry(code: string, fields: Readonly<Record<string, string>>): string | null {
  for (let length = code.length; length > 0; length--) {
    const found = fields[code.slice(0, length)]
    if (found !== undefined) return found
  }
  return null
}
