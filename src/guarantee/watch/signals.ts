/**
 * The signals of a guarantee on a day: raised, not raised, or not known since when; how grave they are together; what
 * changed since it was looked at before; and whose task each new one is. Pure: facts, day and edition in, signals out.
 */
import type { SignalRule, WatchRules } from '../../decision/watch-rules.ts'
import type { WatchLevel, WatchRole } from '../../decision/watch-schema.ts'
import { addDays, type CalendarDate, rolledForward } from '../../kernel/calendar.ts'
import { type ConditionTrace, decidingLeaves } from '../../rules/evaluate.ts'
import type { Fact } from '../../rules/facts.ts'
import { type Known, knownOn, knownText, type Observation, rowOfKnown } from './readings.ts'

/** A fact as a signal read it. */
export type Value = {
  readonly fact: string
  readonly value: string | null
  readonly asOf: CalendarDate | null
  readonly source: string | null
  /** Since when it is not known; null where it is, and where it never was. */
  readonly notKnownSince: CalendarDate | null
  readonly reason: 'absent' | 'stale' | 'contradictory' | null
}
export type Signal = SignalRule & {
  readonly outcome: 'raised' | 'not_raised' | 'not_known'
  /** Raised before and not known now: it stands until somebody knows that it is over. */
  readonly isHeld: boolean
  /** Of one not known: since when, by the earliest of what it lacks; null where something never was known. */
  readonly notKnownSince: CalendarDate | null
  /** What decided it, each fact once. */
  readonly values: readonly Value[]
}

export type Look = {
  readonly day: CalendarDate
  readonly edition: string
  readonly signals: readonly Signal[]
  readonly points: number
  readonly level: WatchLevel
  /** Against the look before. */
  readonly raised: readonly string[]
  readonly still: readonly string[]
  readonly cleared: readonly string[]
}

const shownValue = (fact: Fact, one: Known): Value => ({
  fact: fact.name,
  value: knownText(fact, one),
  asOf: one.value === null ? null : one.asOf,
  source: one.value === null ? null : one.source,
  notKnownSince: one.value === null ? one.since : null,
  reason: one.value === null ? one.reason : null,
})

const OUTCOMES = { met: 'raised', not_met: 'not_raised', unknown: 'not_known' } as const

function factsOf(trace: ConditionTrace): readonly Fact[] {
  const found = decidingLeaves(trace).flatMap(({ rule }) =>
    rule.test.kind === 'facts' ? [rule.fact, rule.test.other] : [rule.fact],
  )
  return [...new Map(found.map(fact => [fact.name, fact])).values()]
}

const earliest = (days: readonly CalendarDate[]): CalendarDate | null =>
  days.reduce<CalendarDate | null>((first, day) => (first === null || day < first ? day : first), null)

/** A signal stands where it is raised, and where it was and nobody knows that it is over. */
export const stands = (one: Signal): boolean => one.outcome === 'raised' || one.isHeld

/** The level of so many points: the gravest whose points are reached; without any, clear only where all is known. */
function levelOf(rules: WatchRules, points: number, isAllKnown: boolean): WatchLevel {
  const reached = rules.levels.find(one => points >= one.points)
  return reached?.level ?? (points === 0 && isAllKnown ? 'clear' : 'not_known')
}

/**
 * Looks at a guarantee on a day.
 * @param observations everything told of it, in the order of telling; what was told of later days is passed over
 * @param standing codes of the signals that stood at the look before
 */
export function signalsOn(
  rules: WatchRules,
  observations: readonly Observation[],
  day: CalendarDate,
  standing: readonly string[] = [],
): Look {
  const known = knownOn(rules, observations, day)
  const findings = rules.clauses.trace(rowOfKnown(known))
  const signals = rules.signals.map((rule, place): Signal => {
    const finding = findings[place]
    if (finding === undefined) throw new Error(`signal ${rule.code} has no clause`)
    const outcome = OUTCOMES[finding.conditions.outcome]
    const values = factsOf(finding.conditions).flatMap(fact => {
      const one = known[fact.index]
      return one === undefined ? [] : [shownValue(fact, one)]
    })
    const lacking = values.filter(one => one.reason !== null)
    const isNeverKnown = lacking.some(one => one.notKnownSince === null)
    const days = lacking.flatMap(one => (one.notKnownSince === null ? [] : [one.notKnownSince]))
    const isUnknown = outcome === 'not_known'
    return {
      ...rule,
      outcome,
      isHeld: isUnknown && standing.includes(rule.code),
      notKnownSince: isUnknown && !isNeverKnown ? earliest(days) : null,
      values,
    }
  })
  const now = signals.filter(stands)
  const points = now.reduce((sum, one) => sum + rules.points[one.severity], 0)
  const codes = now.map(one => one.code)
  return {
    day,
    edition: rules.edition,
    signals,
    points,
    level: levelOf(
      rules,
      points,
      signals.every(one => one.outcome !== 'not_known'),
    ),
    raised: codes.filter(code => !standing.includes(code)),
    still: codes.filter(code => standing.includes(code)),
    // A signal that no edition knows any more is over too.
    cleared: standing.filter(code => !codes.includes(code)),
  }
}

export type TaskDue = { readonly signal: string; readonly role: WatchRole; readonly dueOn: CalendarDate }

/** The tasks of the signals newly raised: each due its days later, on a day of work. */
export function tasksOf(look: Look, holidays: ReadonlySet<string>): readonly TaskDue[] {
  return look.signals
    .filter(one => look.raised.includes(one.code))
    .map(({ code, role, days }) => ({ signal: code, role, dueOn: rolledForward(addDays(look.day, days), holidays) }))
}

/** Facts some signal reads that are not known on a day, each since when: what is to be asked for. */
export function notKnownOn(
  rules: WatchRules,
  observations: readonly Observation[],
  day: CalendarDate,
): readonly string[] {
  const known = knownOn(rules, observations, day)
  return rules.vocabulary.facts.filter(fact => known[fact.index]?.value === null).map(fact => fact.name)
}
