/**
 * What is known of a guarantee on a day, from everything that was told of it: of each fact the newest reading, changes
 * between two tellings, and since when a fact is not known any more.
 */
import type { WatchRules } from '../../decision/watch-rules.ts'
import { addDays, addMonths, type CalendarDate } from '../../kernel/calendar.ts'
import type { Fact } from '../../rules/facts.ts'
import { encode, type Row, valueText } from '../../rules/rows.ts'

/** What somebody told of one fact. A later telling of the same source about the same day corrects the one before. */
export type Observation = {
  readonly fact: string
  readonly value: string | boolean
  readonly asOf: CalendarDate
  /** The last day the teller vouches for it; null where only its age ends it. */
  readonly validUntil: CalendarDate | null
  readonly source: string
}

/** A fact on a day: known with its value, or not known since a day; `null`: it never was. */
export type Known =
  | {
      readonly value: number
      readonly asOf: CalendarDate
      readonly source: string
      readonly lastDay: CalendarDate | null
    }
  | { readonly value: null; readonly since: CalendarDate | null; readonly reason: 'absent' | 'stale' | 'contradictory' }

const scaled = (fact: Fact, value: string | boolean): number | undefined => {
  const read = encode(fact, value, fact.name)
  return read.ok ? read.value : undefined
}

type Told = {
  readonly value: number
  readonly asOf: CalendarDate
  readonly source: string
  readonly until: CalendarDate | null
}

/**
 * Every reading of a fact that had been made by the day, the newest day first; of one day and source the last told.
 * A value the edition of the day does not take (its bounds moved) is passed over: the fact is then not known.
 */
function toldOf(fact: Fact, observations: readonly Observation[], day: CalendarDate): readonly Told[] {
  const last = new Map<string, Told>()
  for (const one of observations) {
    if (one.fact !== fact.name || one.asOf > day) continue
    const value = scaled(fact, one.value)
    const key = `${one.asOf} ${one.source}`
    last.delete(key)
    if (value !== undefined) last.set(key, { value, asOf: one.asOf, source: one.source, until: one.validUntil })
  }
  return [...last.values()].sort((a, b) => (a.asOf > b.asOf ? -1 : a.asOf < b.asOf ? 1 : 0))
}

/** The last day a reading holds: its age by the declaration, or what the teller vouches for, whichever is sooner. */
function lastDayOf(fact: Fact, one: Told): CalendarDate | null {
  const byAge = fact.freshDays === null ? null : addDays(one.asOf, fact.freshDays)
  if (byAge === null || one.until === null) return byAge ?? one.until
  return byAge < one.until ? byAge : one.until
}

function knownOf(fact: Fact, told: readonly Told[], day: CalendarDate): Known {
  const newest = told[0]
  if (newest === undefined) return { value: null, since: null, reason: 'absent' }
  const ofTheDay = told.filter(one => one.asOf === newest.asOf)
  // Two tellers who differ about one day: neither is believed.
  if (ofTheDay.some(one => one.value !== newest.value))
    return { value: null, since: newest.asOf, reason: 'contradictory' }
  const days = ofTheDay.map(one => lastDayOf(fact, one))
  const lastDay = days.includes(null) ? null : days.reduce((a, b) => (a !== null && b !== null && a > b ? a : b))
  if (lastDay !== null && lastDay < day) return { value: null, since: addDays(lastDay, 1), reason: 'stale' }
  return { value: newest.value, asOf: newest.asOf, source: newest.source, lastDay }
}

/** Floor of a / b for b > 0. */
const floorDiv = (a: bigint, b: bigint): bigint => (a >= 0n || a % b === 0n ? a / b : a / b - 1n)

/**
 * The change of a fact between its newest reading and the nearest one before it that lies a gap back: later / earlier
 * - 1, cut downwards to the scale of the change, so that a fall is never told smaller than it was; within its bounds.
 * Not known where the newest is not, none lies so far back, two tellers differ about it, or it was not above zero.
 * @param gapMonths least and greatest gap; `@source` rules/watch change_gap
 */
function changeOf(
  change: Fact,
  of: Fact,
  observations: readonly Observation[],
  day: CalendarDate,
  gapMonths: WatchRules['gapMonths'],
): Known {
  const told = toldOf(of, observations, day)
  const now = knownOf(of, told, day)
  if (now.value === null) return now
  const [from, to] = [addMonths(now.asOf, -gapMonths.max), addMonths(now.asOf, -gapMonths.min)]
  const before = told.find(one => one.asOf >= from && one.asOf <= to)
  if (before === undefined) return { value: null, since: null, reason: 'absent' }
  if (told.some(one => one.asOf === before.asOf && one.value !== before.value))
    return { value: null, since: now.asOf, reason: 'contradictory' }
  if (before.value <= 0) return { value: null, since: now.asOf, reason: 'absent' }
  const scale = 10n ** BigInt(change.scale)
  const cut = Number(floorDiv((BigInt(now.value) - BigInt(before.value)) * scale, BigInt(before.value)))
  const value = Math.min(change.max, Math.max(change.min, cut))
  return { value, asOf: now.asOf, source: `change of ${of.name} since ${before.asOf}`, lastDay: now.lastDay }
}

/** Every declared fact on a day, in the order of the vocabulary. */
export function knownOn(rules: WatchRules, observations: readonly Observation[], day: CalendarDate): readonly Known[] {
  return rules.vocabulary.facts.map(fact => {
    const of = rules.changes.get(fact.name)
    return of === undefined
      ? knownOf(fact, toldOf(fact, observations, day), day)
      : changeOf(fact, of, observations, day, rules.gapMonths)
  })
}

export const rowOfKnown = (known: readonly Known[]): Row => Float64Array.from(known, one => one.value ?? Number.NaN)

/** A value as it was told, in text; null where it is not known. */
export const knownText = (fact: Fact, one: Known): string | null =>
  one.value === null ? null : valueText(fact, one.value)
