/**
 * A licence as it is contributed: what it is refused for, how good it is, whether it is one that is there already, and
 * whether what an institution contributed lets it ask. Pure.
 */
import { addYears, type CalendarDate, calendarDate, fullYearsBetween } from '../../kernel/calendar.ts'
import { digestOf } from '../../kernel/digest.ts'
import { CURRENCY } from '../../kernel/money.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { COMPLETING, type ComparablesRules, type Completing } from './edition.ts'
import type { ComparableCode } from './refusals.ts'
import type { LicenceTerms } from './schema.ts'

const isZero = (text: string): boolean => /^-?0+(\.0+)?$/.test(text) || text.startsWith('-')

/**
 * Terms that can be kept: something was paid for, no price is nothing, an amount of another currency has its rate, and
 * it was agreed by the day it is contributed on.
 * Errors: `comparable_terms_missing`, `comparable_price_zero`, `comparable_rate_missing`, `comparable_month_ahead`.
 */
export function acceptable(terms: LicenceTerms, day: CalendarDate): Result<LicenceTerms, ComparableCode> {
  const { royalty, upfront, agreed_in } = terms
  const found: Refusal<ComparableCode>[] = []
  if (royalty === null && upfront === null)
    found.push(
      refusal('comparable_terms_missing', 'terms.royalty', { limit: 'a royalty, an up-front payment or both' }),
    )
  const prices = [
    ['terms.royalty.rate', royalty?.rate],
    ['terms.upfront.amount', upfront?.amount],
  ] as const
  for (const [at, value] of prices)
    if (value !== undefined && isZero(value))
      found.push(refusal('comparable_price_zero', at, { value, limit: 'above 0, or null where nothing was agreed' }))
  if (upfront !== null && (upfront.currency === CURRENCY) !== (upfront.won_rate === null))
    found.push(
      refusal('comparable_rate_missing', 'terms.upfront.won_rate', {
        value: upfront.currency,
        limit: `the rate of any other currency than ${CURRENCY}, and none of ${CURRENCY}`,
      }),
    )
  if (agreed_in > day.slice(0, 7))
    found.push(refusal('comparable_month_ahead', 'terms.agreed_in', { value: agreed_in, limit: day.slice(0, 7) }))
  return found.length === 0 ? ok(terms) : { ok: false, refusals: found }
}

export type Quality = {
  readonly completeness: number
  readonly evidence: number
  readonly recency: number
  readonly total: number
}

/**
 * How good a licence is, in points of 100: which terms are known, what it rests on, and how old it was when it came.
 * `quality = sum of points of known terms + points of the ground + points of the last row not above its age`.
 * @param day the day it was contributed on
 * @source rules/worth: comparables.completeness_points, evidence_points, recency_points
 */
export function qualityOf(terms: LicenceTerms, day: CalendarDate, rules: ComparablesRules): Quality {
  const isKnown = (name: Completing): boolean => terms[name] !== null
  const completeness = COMPLETING.filter(isKnown).reduce((sum, name) => sum + rules.completeness[name], 0)
  const evidence = rules.evidence[terms.evidence]
  const age = fullYearsBetween(calendarDate(`${terms.agreed_in}-01`), day)
  const recency = rules.recency.findLast(row => row.from <= age)?.points ?? 0
  return { completeness, evidence, recency, total: completeness + evidence + recency }
}

/** What makes two contributions the same licence: its terms, whatever they rest on. */
export const substanceOf = ({ evidence: _, source: __, ...terms }: LicenceTerms): string => digestOf(terms)

export type Contributed = {
  readonly contributedOn: CalendarDate
  readonly quality: number
  readonly isStanding: boolean
}
export type Access = {
  readonly mayAsk: boolean
  readonly contributed: number
  readonly needed: number
  readonly since: CalendarDate
}

/**
 * Whether an institution may ask: it contributed enough of the quality that counts, lately enough, and lets it stand.
 * @source rules/worth: comparables.access_deals, access_years, quality_min
 */
export function accessOf(own: readonly Contributed[], day: CalendarDate, rules: ComparablesRules): Access {
  const since = addYears(day, -rules.accessYears)
  const contributed = own.filter(
    one => one.isStanding && one.quality >= rules.qualityMin && one.contributedOn > since,
  ).length
  return { mayAsk: contributed >= rules.accessDeals, contributed, needed: rules.accessDeals, since }
}

/** A licence in its latest version. */
export type KeptComparable = {
  readonly id: string
  readonly contributor: string
  readonly version: number
  readonly state: 'standing' | 'withdrawn'
  readonly terms: LicenceTerms
  readonly substance: string
  readonly quality: Quality
  readonly reason: string | null
  readonly contributed_on: string
}
