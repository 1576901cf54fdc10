/**
 * What must stand on a certificate because the attached editions say it without a condition, so that nothing can be
 * left out: caps, conditions, the longest term and the lowest grade. What an edition ties to a fact of the firm's own
 * is not disclosed, and cannot be missed here; nor can a limit that is kept outside the editions, but for its name.
 */
import type { LimitRule } from '../decision/terms-schema.ts'
import { addDays, calendarDate } from '../kernel/calendar.ts'
import { moneyFromText } from '../kernel/money.ts'
import { type Refusal, refusal } from '../kernel/result.ts'
import { FINAL_GRADES } from '../scoring/grades-schema.ts'
import type { DisclosedNumbers, Disclosure } from './disclosure.ts'
import type { CertificateRefusal } from './refusals.ts'

type Terms = NonNullable<Disclosure['terms']>
type Programme = DisclosedNumbers['programmes']['programmes'][number]
type Found = Refusal<CertificateRefusal>[]

const wrong = (at: string, value: string, limit: string) =>
  refusal('certificate_not_recomputed' as const, at, { value, limit })
const stated = (rule: LimitRule): bigint => moneyFromText(rule.amount?.value ?? '0')

/** Of the statute's caps the highest that holds applies, and no other: never less than one without a condition. */
function statutoryRefusals(terms: Terms, numbers: DisclosedNumbers): Found {
  const rules = numbers.terms.statutory_caps
  const standing = rules.filter(rule => terms.caps.some(cap => cap.code === rule.code))
  const always = rules.filter(rule => rule.when === undefined && rule.amount !== undefined)
  const highest = always.toSorted((one, other) => (stated(one) > stated(other) ? -1 : 1))[0]
  if (highest === undefined) return []
  const [chosen] = standing
  if (chosen === undefined || standing.length > 1)
    return [
      wrong('terms.caps.statutory', standing.map(rule => rule.code).join(' ') || 'none', 'one of the statute’s caps'),
    ]
  return chosen.amount !== undefined && stated(chosen) < stated(highest)
    ? [wrong('terms.caps.statutory', chosen.code, highest.code)]
    : []
}

/**
 * Codes of caps that must stand. What bounds the amount and was not known is left out of the caps and refers the case;
 * a firm's own limit that is an amount is always known.
 */
function capsDue(disclosure: Disclosure, programme: Programme, numbers: DisclosedNumbers): string[] {
  const isAllKnown = disclosure.recommended === 'approve'
  const isKnown = (rule: LimitRule): boolean => isAllKnown || (rule.scope === 'firm' && rule.amount !== undefined)
  return [
    ...(programme.replaces_grade_ceiling === true ? [] : ['grade_ceiling']),
    ...[...programme.limits, ...numbers.terms.caps]
      .filter(rule => rule.when === undefined && isKnown(rule))
      .map(rule => rule.code),
    ...(isAllKnown ? programme.limits_required : []),
  ]
}

/** A need bounds the loan where every purpose of the programme has one: which purpose it is, is not told. */
function needRefusals(disclosure: Disclosure, terms: Terms, programme: Programme, numbers: DisclosedNumbers): Found {
  const needs = [...programme.needs, ...numbers.terms.needs]
  const isDue = programme.purposes.every(purpose => needs.some(need => need.purposes.includes(purpose)))
  const isThere = terms.caps.some(cap => needs.some(need => need.code === cap.code))
  return disclosure.recommended === 'approve' && isDue && !isThere
    ? [wrong('terms.caps.need', 'none', 'the need the loan serves')]
    : []
}

/**
 * What is missing from a certificate's terms, or cannot be in them.
 *
 * @source rules/terms caps, statutory_caps, needs, conditions, term_months_max, decision_validity_days;
 *         rules/programmes limits, limits_required, needs, conditions, minimum_grade
 */
export function standingRefusals(
  disclosure: Disclosure,
  terms: Terms,
  programme: Programme,
  numbers: DisclosedNumbers,
): Found {
  const found: Found = []
  const told = new Set(terms.caps.map(cap => cap.code))
  for (const code of capsDue(disclosure, programme, numbers))
    if (!told.has(code)) found.push(wrong(`terms.caps.${code}`, 'none', 'a cap of the editions without a condition'))
  found.push(...statutoryRefusals(terms, numbers), ...needRefusals(disclosure, terms, programme, numbers))
  for (const rule of [...numbers.terms.conditions, ...programme.conditions])
    if (rule.when === undefined && !terms.conditions.includes(rule.code))
      found.push(wrong('terms.conditions', 'none', rule.code))
  const longest = numbers.terms.term_months_max.value
  if (disclosure.recommended === 'approve' && terms.term_months > Number(longest))
    found.push(wrong('terms.term_months', String(terms.term_months), longest))
  const rank = (grade: string): number => (FINAL_GRADES as readonly string[]).indexOf(grade)
  if (rank(disclosure.grade) > rank(programme.minimum_grade.value))
    found.push(wrong('programme', disclosure.grade, programme.minimum_grade.value))
  // Holidays are no edition of the certificate: the day may be later, to the next one on which work is done.
  const first = addDays(calendarDate(disclosure.record.day), Number(numbers.terms.decision_validity_days.value))
  if (terms.valid_until < first) found.push(wrong('terms.valid_until', terms.valid_until, first))
  return found
}
