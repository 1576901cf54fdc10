/**
 * How long a right can live by law. The table of terms is policy's and handed in; a life stated beyond it is cut to it,
 * and the cut is said: an extension has to be shown by its own deed.
 */
import { addYears, type CalendarDate } from '../../kernel/calendar.ts'
import type { RightOnFile } from './schema.ts'

/** The term of one kind of right of one office, EP for a European patent: whole years from one of two days. */
export type LegalTerm = {
  readonly country: string
  readonly kind: RightOnFile['right']['kind']
  readonly years: number
  readonly from: 'application' | 'registration'
}

export type Life = {
  /** The last day, by whichever bound holds; null where neither is known. */
  readonly until: CalendarDate | null
  /** What the bound is: the office's own day, the term of the law where none is stated, or the law cutting the day. */
  readonly by: 'stated' | 'legal_term' | 'capped_at_legal_term' | 'not_known'
  readonly stated: string | null
}

/** The last day of the term of the law; undefined where the table has no term for the right, or its start is open. */
export function legalEnd({ right }: RightOnFile, terms: readonly LegalTerm[]): CalendarDate | undefined {
  const term = terms.find(one => one.country === (right.office ?? right.country) && one.kind === right.kind)
  if (term === undefined) return undefined
  const start = term.from === 'application' ? right.applied_on : right.registered_on
  return start === null ? undefined : addYears(start as CalendarDate, term.years)
}

/**
 * The last day on which a right can be in force.
 * @source rules/offices: terms
 */
export function lifeOf(file: RightOnFile, terms: readonly LegalTerm[]): Life {
  const stated = file.right.expires_on
  const legal = legalEnd(file, terms)
  if (stated === null) return { until: legal ?? null, by: legal === undefined ? 'not_known' : 'legal_term', stated }
  if (legal !== undefined && legal < stated) return { until: legal, by: 'capped_at_legal_term', stated }
  return { until: stated as CalendarDate, by: 'stated', stated }
}
