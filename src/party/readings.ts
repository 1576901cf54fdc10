/**
 * What is known of the facts that can exclude a firm. A firm's own word never suffices, a reading ages, and some
 * offices answer only with consent: what falls short is unknown, and unknown is not "no".
 */
import { type CalendarDate, daysBetween } from '../kernel/calendar.ts'
import type { ExclusionFact, Party } from './schema.ts'

type Source = ExclusionFact['source']

/** How long a fact stays fresh, in days; null where only the reading's own validity ends it. From its declaration. */
export type Freshness = { readonly freshDays: number | null }

/** Why a fact is not known, nearest to being known last. */
export const UNKNOWN_REASONS = ['absent', 'not_yet', 'self_declared', 'no_consent', 'stale', 'contradictory'] as const
export type UnknownReason = (typeof UNKNOWN_REASONS)[number]

export type Reading =
  | {
      readonly state: 'known'
      readonly value: boolean | string
      readonly source: Source
      readonly asOf: string
    }
  | { readonly state: 'unknown'; readonly reason: UnknownReason }

const UNKNOWN = Object.fromEntries(UNKNOWN_REASONS.map(reason => [reason, { state: 'unknown', reason }]))
const unknown = (reason: UnknownReason): Reading => UNKNOWN[reason] as Reading

const isAged = ({ as_of }: ExclusionFact, day: CalendarDate, { freshDays }: Freshness): boolean =>
  freshDays !== null && daysBetween(as_of as CalendarDate, day) > freshDays

/**
 * One reading judged on a day. Known when all hold: the day it was made has come; the source is not the firm itself;
 * consent stands where the source asks for it; `day <= valid_until` and `day - as_of <= freshDays`.
 */
function judged(
  fact: ExclusionFact,
  day: CalendarDate,
  freshness: Freshness,
  consentSources: readonly Source[],
): Reading {
  if (fact.as_of > day) return unknown('not_yet')
  if (fact.source === 'self_declaration') return unknown('self_declared')
  if (fact.consent === null && consentSources.includes(fact.source)) return unknown('no_consent')
  if (day > fact.valid_until || isAged(fact, day, freshness)) return unknown('stale')
  return { state: 'known', value: fact.value, source: fact.source, asOf: fact.as_of }
}

/** Of all readings of one fact the newest known one; two of the same day that differ are contradictory. */
function settled(readings: readonly Reading[]): Reading {
  let newest: Extract<Reading, { state: 'known' }> | undefined
  let isContradicted = false
  for (const reading of readings) {
    if (reading.state !== 'known') continue
    if (newest === undefined || reading.asOf > newest.asOf) {
      newest = reading
      isContradicted = false
    } else if (reading.asOf === newest.asOf && reading.value !== newest.value) isContradicted = true
  }
  if (isContradicted) return unknown('contradictory')
  if (newest !== undefined) return newest
  const reasons = readings.flatMap(reading => (reading.state === 'unknown' ? [reading.reason] : []))
  return unknown(UNKNOWN_REASONS.findLast(reason => reasons.includes(reason)) ?? 'absent')
}

/**
 * A fact the rules ask for, known with its value or unknown with the reason.
 * @param party the firm's facts as offices told them
 * @param name the fact
 * @param day the day the decision is made on
 * @param freshness how long it stays fresh; days, at least 0
 * @param consentSources the offices that answer only with the firm's consent
 * @source rules: the fact's declaration
 */
export const factReading = (
  party: Party,
  name: string,
  day: CalendarDate,
  freshness: Freshness,
  consentSources: readonly Source[],
): Reading =>
  readingOf(
    party.exclusion_facts.filter(fact => fact.fact === name),
    day,
    freshness,
    consentSources,
  )

/** As `factReading`, of what was told of one fact. */
export const readingOf = (
  told: readonly ExclusionFact[],
  day: CalendarDate,
  freshness: Freshness,
  consentSources: readonly Source[],
): Reading => {
  const [one] = told
  // Most facts are told once, and then there is nothing to settle.
  return one !== undefined && told.length === 1
    ? judged(one, day, freshness, consentSources)
    : settled(told.map(fact => judged(fact, day, freshness, consentSources)))
}
