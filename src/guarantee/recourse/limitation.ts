/**
 * Until when a claim may be pursued: the period of limitation, what interrupts it and what only seems to. Where the law
 * leaves a doubt the earlier day is given, since whoever reads it has to act before it.
 */
import { addDays, addMonths, addYears, type CalendarDate, rolledForward } from '../../kernel/calendar.ts'
import type { ClaimBasis, LimitationRules, Suspension } from './terms.ts'

/** What was done for a claim or happened to it. `ended` is null while it stands. */
export type LimitationStep =
  /** Counts only where a suit, a claim in bankruptcy or an attachment follows in time (Civil Code 174). */
  | { readonly type: 'demand'; readonly on: CalendarDate }
  /** In court. Fixed: by judgment or what has its effect (165); failed: dismissed, withdrawn or lapsed (170 to 172). */
  | {
      readonly type: 'suit' | 'payment_order' | 'bankruptcy_claim'
      readonly on: CalendarDate
      readonly ended: { readonly on: CalendarDate; readonly how: 'fixed' | 'failed' } | null
      /** Against the principal debtor, read for a guarantor: it interrupts, and leaves the guarantor's period. */
      readonly isOfPrincipal: boolean
    }
  /** Attachment, provisional or final, or a prohibition of disposal; cancelled: asked for or unlawful (168, 175). */
  | {
      readonly type: 'attachment'
      readonly on: CalendarDate
      readonly ended: { readonly on: CalendarDate; readonly how: 'done' | 'cancelled' } | null
    }
  /** By word, by paying a part, or by a plan (168). */
  | { readonly type: 'acknowledgement'; readonly on: CalendarDate }
  /** Nothing is barred while it stands and for some months after (181, 182). */
  | {
      readonly type: 'suspension'
      readonly ground: Suspension
      readonly on: CalendarDate
      readonly ended: { readonly on: CalendarDate } | null
    }

/**
 * What a step did. `holds`: it keeps the claim open until another step follows; `none`: the law gives it no effect;
 * `too_late`: the claim was barred before it.
 */
export type StepEffect = 'interrupts' | 'holds' | 'suspends' | 'none' | 'too_late'

export type Limitation = {
  /** `held`: the period is over, and a suit or an attachment up to `heldTo` still saves the claim. */
  readonly status: 'running' | 'interrupted' | 'suspended' | 'held' | 'barred'
  /** The period that runs, or runs anew once what stands has ended. */
  readonly years: number
  /** The day that is excluded as the first; null while the period does not run. */
  readonly runsFrom: CalendarDate | null
  /** The last day of the period; null while none can be told. */
  readonly lastDay: CalendarDate | null
  /** The last day to follow up a demand or a failed suit, where that is after the last day of the period. */
  readonly heldTo: CalendarDate | null
  /** In the order of the days. */
  readonly effects: readonly { readonly step: LimitationStep; readonly effect: StepEffect }[]
}

/** The interruptions, holds and suspensions found so far. `to` is null while one stands. */
type Found = {
  readonly interruptions: { readonly to: CalendarDate | null; readonly fixes: boolean }[]
  readonly holds: { readonly from: CalendarDate; readonly to: CalendarDate }[]
  readonly suspensions: { readonly to: CalendarDate | null }[]
}

type Clock = Pick<Limitation, 'years' | 'runsFrom' | 'lastDay'>
export type LimitedClaim = { readonly accruedOn: CalendarDate; readonly basis: ClaimBasis }
type Ground = {
  readonly claim: LimitedClaim
  readonly rules: LimitationRules
  readonly holidays: ReadonlySet<string>
}

const later = (a: CalendarDate, b: CalendarDate): CalendarDate => (a > b ? a : b)

/** The clock on a day, given what was found up to it. */
function clockOn({ claim, rules, holidays }: Ground, found: Found, day: CalendarDate): Clock {
  const isFixed = found.interruptions.some(one => one.fixes && one.to !== null && one.to <= day)
  const years = rules.years[isFixed ? 'fixed' : claim.basis]
  let runsFrom = claim.accruedOn
  for (const { to } of found.interruptions) {
    if (to === null || to > day) return { years, runsFrom: null, lastDay: null }
    runsFrom = later(runsFrom, to)
  }
  let lastDay = rolledForward(addYears(runsFrom, years), holidays)
  for (const { to } of found.suspensions) {
    if (to === null) return { years, runsFrom, lastDay: null }
    lastDay = later(lastDay, to)
  }
  return { years, runsFrom, lastDay }
}

const isOpen = ({ lastDay }: Clock, day: CalendarDate): boolean => lastDay === null || day <= lastDay

/** A step as it was known on a day: what ended later still stood. */
function asKnown(step: LimitationStep, day: CalendarDate): LimitationStep {
  return 'ended' in step && step.ended !== null && step.ended.on > day ? { ...step, ended: null } : step
}

/** Takes one step in, and says what it did. */
function taken(ground: Ground, found: Found, step: LimitationStep): StepEffect {
  const { rules, holidays } = ground
  const isTimely = isOpen(clockOn(ground, found, step.on), step.on)
  const held = found.holds.find(one => one.from <= step.on && step.on <= one.to)
  const heldTo = (from: CalendarDate, months: number) => rolledForward(addMonths(from, months), holidays)
  switch (step.type) {
    case 'demand':
      if (!isTimely) return 'too_late'
      found.holds.push({ from: step.on, to: heldTo(step.on, rules.demandMonths) })
      return 'holds'
    case 'acknowledgement':
      if (!isTimely) return 'too_late'
      found.interruptions.push({ to: step.on, fixes: false })
      return 'interrupts'
    case 'attachment':
      if (!isTimely && held === undefined) return 'too_late'
      if (step.ended?.how === 'cancelled') return 'none'
      found.interruptions.push({ to: step.ended?.on ?? null, fixes: false })
      return 'interrupts'
    case 'suit':
    case 'payment_order':
    case 'bankruptcy_claim':
      if (!isTimely && held === undefined) return 'too_late'
      if (step.ended?.how === 'failed') {
        // The Code gives the further months after a suit alone, and not clearly where a demand had to save it first.
        if (step.type !== 'suit' || !isTimely) return 'none'
        found.holds.push({ from: step.on, to: heldTo(step.ended.on, rules.suitMonths) })
        return 'holds'
      }
      found.interruptions.push({ to: step.ended?.on ?? null, fixes: step.ended !== null && !step.isOfPrincipal })
      return 'interrupts'
    case 'suspension': {
      if (!isTimely) return 'too_late'
      const months = rules.suspensionMonths[step.ground]
      found.suspensions.push({ to: step.ended === null ? null : heldTo(step.ended.on, months) })
      return 'suspends'
    }
    default:
      return step satisfies never
  }
}

/**
 * Until when a claim may be pursued, as it stands on a day: whole years from the day it fell due, that day excluded and
 * an end on a holiday rolled over (Civil Code 157, 160, 161); anew from the end of what interrupted it (178), for the
 * years of a fixed claim once a court has fixed it (165). What is dated after the day is not read.
 *
 * @param steps    in any order
 * @param holidays in years none are known for, only Saturdays and Sundays roll over: the day may be earlier, never
 * later
 * @source rules/recourse limitation_civil, limitation_commercial, limitation_fixed, demand_follow_up, suit_follow_up
 */
export function limitationOn(
  claim: LimitedClaim,
  steps: readonly LimitationStep[],
  day: CalendarDate,
  { rules, holidays }: Omit<Ground, 'claim'>,
): Limitation {
  const ground = { claim, rules, holidays }
  const found: Found = { interruptions: [], holds: [], suspensions: [] }
  const effects = steps
    .filter(one => one.on <= day)
    .map(one => asKnown(one, day))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : rankOf(a) - rankOf(b)))
    .map(step => ({ step, effect: taken(ground, found, step) }))
  const clock = clockOn(ground, found, day)
  const furthest = found.holds.reduce<CalendarDate | null>(
    (to, one) => (to === null ? one.to : later(to, one.to)),
    null,
  )
  const heldTo = furthest !== null && clock.lastDay !== null && furthest > clock.lastDay ? furthest : null
  return { ...clock, heldTo, effects, status: statusOf(clock, heldTo, day) }
}

/** On one day, what keeps a claim open is read before what needs it open. */
const ORDER: readonly LimitationStep['type'][] = ['suspension', 'demand', 'acknowledgement']
const rankOf = ({ type }: LimitationStep): number => (ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length)

function statusOf(clock: Clock, heldTo: CalendarDate | null, day: CalendarDate): Limitation['status'] {
  if (clock.runsFrom === null) return 'interrupted'
  if (clock.lastDay === null) return 'suspended'
  if (day <= clock.lastDay) return 'running'
  return heldTo !== null && day <= heldTo ? 'held' : 'barred'
}

/** The last day on which something can still be done for the claim; null where nothing presses. */
export const actBy = ({ status, lastDay, heldTo }: Limitation): CalendarDate | null =>
  status === 'barred' ? null : (heldTo ?? lastDay)

/** From this day somebody is told that the period ends; `@source` rules/recourse limitation_warning. */
export const warnedFrom = (lastDay: CalendarDate, days: number): CalendarDate => addDays(lastDay, -days)
