/**
 * When collateral is looked at again, and what follows: by the calendar, by what befell a right, and what is to be made
 * good where the pledges are no longer covered.
 */
import type { CollateralRules, RevaluationEvent } from '../../decision/collateral-schema.ts'
import { addDays, addMonths, type CalendarDate, rolledForward } from '../../kernel/calendar.ts'
import { type Money, maxMoney, minus, sumMoney, ZERO } from '../../kernel/money.ts'
import { sameName } from '../../technology/rights/burdens.ts'
import type { LegalTerm } from '../../technology/rights/life.ts'
import { type RightOnFile, rightKey } from '../../technology/rights/schema.ts'
import { standing } from '../../technology/rights/standing.ts'
import { type Covered, coveredByRank, type Ranked } from './advance.ts'

/** Why collateral is due to be valued again. */
export type Ground = RevaluationEvent | 'calendar'
export type Due = { readonly ground: Ground; readonly about: string; readonly due_on: CalendarDate }

/** What is pledged, as it stands on the register kept here. */
export type Pledged = {
  readonly firm: string
  readonly valued_on: CalendarDate
  readonly valid_until: CalendarDate
  readonly rights: readonly RightOnFile[]
  /** References of the office under which pledges of this register stand; they are no news. */
  readonly references: ReadonlySet<string>
  /** How its valuation stands; undefined where it is not kept here. */
  readonly valuation: string | undefined
  /** How long rights live by law. */
  readonly terms: readonly LegalTerm[]
}

const ENDED: Readonly<Partial<Record<string, RevaluationEvent>>> = { lapsed: 'lapse', expired: 'expiry' }

/** What befell one right, as its extract tells it on the day. */
function eventsOf(file: RightOnFile, { firm, references, terms }: Pledged, day: CalendarDate) {
  const stands = standing(file, day, terms)
  const right = rightKey(file)
  const ended = ENDED[stands.status]
  const news = stands.liens.filter(one => !references.has(one.reference))
  return [
    ...(ended === undefined ? [] : [{ ground: ended, about: right }]),
    ...(stands.owners.some(one => sameName(one.name, firm)) ? [] : [{ ground: 'transfer' as const, about: right }]),
    ...news.map(one => ({ ground: 'lien' as const, about: `${right} ${one.reference}` })),
    ...stands.litigation.map(one => ({ ground: 'litigation' as const, about: `${right} ${one.reference}` })),
    ...stands.questions.map(one => ({
      ground: 'unclear' as const,
      about: [right, one.code, ...one.about].join(' '),
    })),
  ]
}

/**
 * What collateral is due for on a day, each with the last day for it; a last day that is no working day rolls on.
 * Calendar: so many months after the base day of its valuation. Event: so many days after the day it is found.
 */
export function dueOn(
  pledged: Pledged,
  day: CalendarDate,
  rules: CollateralRules,
  holidays: ReadonlySet<string>,
): readonly Due[] {
  const by = addMonths(pledged.valued_on, rules.revaluationMonths)
  const { valuation = 'issued', valid_until } = pledged
  const end = valid_until < day ? valid_until : valuation === 'issued' ? undefined : valuation
  const ended = end === undefined ? [] : [{ ground: 'valuation_ended' as const, about: end }]
  return [
    ...(by <= day
      ? [{ ground: 'calendar' as const, about: pledged.valued_on, due_on: rolledForward(by, holidays) }]
      : []),
    ...[...ended, ...pledged.rights.flatMap(one => eventsOf(one, pledged, day))].map(one => ({
      ...one,
      due_on: rolledForward(addDays(day, rules.eventDays[one.ground]), holidays),
    })),
  ]
}

export type Shortfall = {
  readonly pledges: readonly (Covered & { readonly short: Money })[]
  readonly total: Money
  /** The last day to make it good; null where nothing is short. */
  readonly cure_by: CalendarDate | null
}

/**
 * What registered pledges are short of after a new value: the secured amount less what its rank still covers. What is
 * not registered secures nothing yet, and is short of nothing.
 * @param owed what is still owed under each pledge, at most what it secures
 */
export function shortfallOf(
  amount: Money,
  owed: readonly Ranked[],
  day: CalendarDate,
  rules: CollateralRules,
  holidays: ReadonlySet<string>,
): Shortfall {
  const pledges = coveredByRank(amount, owed).map(one => ({
    ...one,
    short: one.rank === null ? ZERO : maxMoney(ZERO, minus(one.secured, one.covered)),
  }))
  const total = sumMoney(pledges.map(one => one.short))
  return {
    pledges,
    total,
    cure_by: total === 0n ? null : rolledForward(addDays(day, rules.shortfallDays), holidays),
  }
}
