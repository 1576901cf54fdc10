/**
 * Who may be drawn for a case: every reason against somebody, by code. Pure: candidates, the case and the rules of the
 * day are handed in, and who draws chooses nothing.
 */
import type { CalendarDate } from '../../kernel/calendar.ts'
import { addYears } from '../../kernel/calendar.ts'
import { type Refusal, refusal } from '../../kernel/result.ts'
import type { Certificate, Field } from '../roster/edition.ts'
import type { Ground } from '../roster/standing.ts'
import type { DrawingRules, InterestKind } from './edition.ts'
import { keysOf } from './names.ts'
import type { DrawingCode } from './refusals.ts'

/** What somebody declared, or was found, to have to do with others; one of the three says with whom. */
export type Interest = {
  readonly kind: InterestKind
  readonly organisation: string | null
  readonly person: string | null
  readonly name: string | null
  /** From which day and until which; null where it is not known or goes on. */
  readonly since: CalendarDate | null
  readonly until: CalendarDate | null
}

export type Candidate = {
  readonly id: string
  /** What the person's names, in whatever script, are compared by. */
  readonly nameKeys: ReadonlySet<string>
  /** The certificate's grade; null without one. */
  readonly certificate: Certificate | null
  /** Whatever the register says against them on the day of the draw (`standingOf` of the roster). */
  readonly grounds: readonly Ground[]
  readonly fields: readonly string[]
  readonly interests: readonly Interest[]
  /** Organisations the person belongs or belonged to. */
  readonly organisations: readonly string[]
  /** Cases drawn for and not yet signed. */
  readonly open: number
}

/** A case as far as it decides who may be drawn. */
export type Subject = {
  /** The firm, its affiliates, the bank, and whatever organisation owns a right. */
  readonly organisations: ReadonlySet<string>
  /** Owners and managers of the firm, owners of rights, inventors. */
  readonly persons: ReadonlySet<string>
  /** What the names of all of these are compared by. */
  readonly nameKeys: ReadonlySet<string>
  /** Whoever prepared the case, draws it, or decided on it. */
  readonly preparedBy: ReadonlySet<string>
  /** Everybody drawn for it before. */
  readonly drawnBefore: ReadonlySet<string>
  /** Fields of the technology, and those of the industry beside them. */
  readonly fields: { readonly main: ReadonlySet<Field>; readonly side: ReadonlySet<Field> }
  /** More than the ordinary number appraise. */
  readonly isHighAmount: boolean
}

/** How well somebody's fields fit a case: one of its technology, one of its industry alone, or none. */
export function fieldFit(fields: readonly string[], of: Subject['fields']): 'main' | 'side' | 'none' {
  if (fields.some(field => of.main.has(field as Field))) return 'main'
  return fields.some(field => of.side.has(field as Field)) ? 'side' : 'none'
}

const INTEREST_CODES = {
  employment: 'conflict_employment',
  ownership: 'conflict_ownership',
  family: 'conflict_family',
  advice: 'conflict_advice',
  invention: 'conflict_invention',
} as const satisfies Record<InterestKind, DrawingCode>

/** Whether an interest still counts: it goes on, or ended no longer ago than the years of its kind. */
function isCounted(one: Interest, rules: DrawingRules, day: CalendarDate): boolean {
  if (one.since !== null && day < one.since) return false
  return one.until === null || day <= addYears(one.until, rules.conflictYears[one.kind])
}

/** Whether an interest is one in this case: by id, or by a name that may be one of the case's. */
function touches(one: Interest, subject: Subject): boolean {
  if (one.organisation !== null && subject.organisations.has(one.organisation)) return true
  if (one.person !== null && subject.persons.has(one.person)) return true
  if (one.name === null || subject.nameKeys.size === 0) return false
  return isAnyOf(keysOf([one.name]), subject.nameKeys)
}

function isAnyOf(keys: ReadonlySet<string>, among: ReadonlySet<string>): boolean {
  for (const key of keys) if (among.has(key)) return true
  return false
}

function conflictReasons(
  candidate: Candidate,
  subject: Subject,
  rules: DrawingRules,
  day: CalendarDate,
): Refusal<DrawingCode>[] {
  const found: Refusal<DrawingCode>[] = []
  if (subject.drawnBefore.has(candidate.id)) found.push(refusal('drawn_before'))
  if (subject.preparedBy.has(candidate.id)) found.push(refusal('conflict_prepared'))
  if (subject.persons.has(candidate.id)) found.push(refusal('conflict_party'))
  if (candidate.organisations.some(one => subject.organisations.has(one))) found.push(refusal('conflict_member'))
  const kinds = new Set<InterestKind>()
  for (const one of candidate.interests)
    if (!kinds.has(one.kind) && isCounted(one, rules, day) && touches(one, subject)) kinds.add(one.kind)
  for (const [kind, code] of Object.entries(INTEREST_CODES))
    if (kinds.has(kind as InterestKind)) found.push(refusal(code))
  // Of one person in two lists only the name is known: that it is the same one is possible, and enough.
  if (subject.nameKeys.size > 0 && isAnyOf(candidate.nameKeys, subject.nameKeys)) found.push(refusal('conflict_name'))
  return found
}

/**
 * Every reason against drawing somebody, most basic first: what the register says against them, the certificate's
 * grade, the field, the work at hand, and then whatever they have to do with the case. None: they may be drawn.
 * @param day the day of the draw, for which the candidate was read
 * @source rules/panel: drawing.high_amount_certificates, drawing.conflict_years, roster.open_assignments_max
 */
export function eligibility(
  candidate: Candidate,
  subject: Subject,
  rules: DrawingRules,
  day: CalendarDate,
): readonly Refusal<DrawingCode>[] {
  const { certificate, open } = candidate
  const found: Refusal<DrawingCode>[] = candidate.grounds.map(ground => refusal(ground))
  if (certificate === null && found.length === 0) found.push(refusal('uncertified'))
  if (certificate !== null && subject.isHighAmount && !rules.highAmountCertificates.includes(certificate)) {
    const limit = rules.highAmountCertificates.join(', ')
    found.push(refusal('certificate_grade', '', { value: certificate, limit }))
  }
  if (fieldFit(candidate.fields, subject.fields) === 'none') found.push(refusal('field_outside'))
  if (certificate !== null && open >= rules.openMax[certificate]) {
    const limit = String(rules.openMax[certificate])
    found.push(refusal('workload_full', '', { value: String(open), limit }))
  }
  found.push(...conflictReasons(candidate, subject, rules, day))
  return found
}

/** The weight of somebody who may be drawn: greater with less open work, and greater in the technology's own field. */
export function weightOf(
  candidate: Pick<Candidate, 'open' | 'fields'>,
  fields: Subject['fields'],
  rules: DrawingRules,
): number {
  const { loadWeights, fieldWeights } = rules
  const load = loadWeights[Math.min(candidate.open, loadWeights.length - 1)] as number
  return load * (fieldFit(candidate.fields, fields) === 'side' ? fieldWeights.side : fieldWeights.main)
}
