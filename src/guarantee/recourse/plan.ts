/**
 * Settlement plans: what is owed paid over months, a part of the damages given up while it is. Where an instalment is
 * missed for too long the plan has failed: what was given up falls away, and the full debt is owed as if there had been
 * no plan.
 */
import { addDays, addMonths, type CalendarDate, rolledForward } from '../../kernel/calendar.ts'
import { type Fixed, fixedText, ONE } from '../../kernel/fixed.ts'
import {
  isMoneyText,
  type Money,
  maxMoney,
  minMoney,
  minus,
  money,
  moneyText,
  sumMoney,
  ZERO,
} from '../../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Owed } from '../../ledger/recovery-order.ts'
import type { RecourseCode } from './refusals.ts'
import { type Dated, type DebtStatement, wholeOf } from './statement.ts'
import type { RecourseRules } from './terms.ts'

export type Instalment = { readonly due: CalendarDate; readonly amount: Money }

/** What was agreed. */
export type Plan = {
  readonly agreedOn: CalendarDate
  /** Damages given up while the plan is kept. */
  readonly reduction: Money
  /** The instalments make what was owed less the reduction. */
  readonly instalments: readonly Instalment[]
}

export type PlanTerms = {
  readonly agreedOn: CalendarDate
  readonly owed: Owed
  readonly reduction: Money
  /** The level whose authority the reduction is given by, as in rules/authority. */
  readonly level: string
  readonly count: number
  readonly firstDue: CalendarDate
}

type Rules = Pick<RecourseRules, 'instalmentsMax' | 'reductionMax' | 'graceDays'> & {
  readonly holidays: ReadonlySet<string>
}

/**
 * The most of the damages a level gives up: its part of them, cut to the won. `@source` rules/recourse reduction_max
 */
export const reductionWithin = (damages: Money, part: Fixed): Money => money((damages * part) / ONE)

/** What stands against a plan, most basic first. */
function againstPlan(terms: PlanTerms, rules: Rules): Refusal<RecourseCode> | undefined {
  const { owed, reduction, level, count, agreedOn, firstDue } = terms
  const whole = wholeOf(owed)
  if (whole < 1n || !isMoneyText(moneyText(whole)))
    return refusal('plan_nothing_owed', 'owed', { value: moneyText(whole), limit: 'from 1 to below 10^18' })
  if (reduction < 0n) return refusal('plan_amount', 'reduction', { value: moneyText(reduction), limit: 'from 0' })
  if (!Number.isInteger(count) || count < 1 || count > rules.instalmentsMax)
    return refusal('plan_count', 'count', { value: String(count), limit: `from 1 to ${rules.instalmentsMax}` })
  if (firstDue <= agreedOn)
    return refusal('plan_first_due', 'first_due', { value: firstDue, limit: `after ${agreedOn}` })
  if (reduction > owed.damages)
    return refusal('plan_reduction_above_damages', 'reduction', {
      value: moneyText(reduction),
      limit: moneyText(owed.damages),
    })
  const part = rules.reductionMax.get(level)
  if (part === undefined)
    return refusal('plan_level_unknown', 'level', { value: level, limit: [...rules.reductionMax.keys()].join(', ') })
  const most = reductionWithin(owed.damages, part)
  if (reduction > most) {
    const above = [...rules.reductionMax].find(([, other]) => reduction <= reductionWithin(owed.damages, other))
    return refusal('plan_reduction_above_authority', 'reduction', {
      value: moneyText(reduction),
      limit: `${moneyText(most)}, ${fixedText(part)} of the damages`,
      ...(above === undefined ? {} : { level: above[0] }),
    })
  }
  if (minus(whole, reduction) < BigInt(count))
    return refusal('plan_count', 'count', { value: String(count), limit: 'at least one won in each instalment' })
  return undefined
}

/**
 * A plan: month by month from the first day, each the whole won of `(owed - reduction) / count`; the last takes the
 * remainder by subtraction. A day that is a holiday rolls over, and the next is counted from the first day again.
 */
export function planOf(terms: PlanTerms, rules: Rules): Result<Plan, RecourseCode> {
  const found = againstPlan(terms, rules)
  if (found !== undefined) return refuse(found)
  const { agreedOn, owed, reduction, count, firstDue } = terms
  const promised = minus(wholeOf(owed), reduction)
  const each = money(promised / BigInt(count))
  const instalments = Array.from({ length: count }, (_, place) => ({
    due: rolledForward(addMonths(firstDue, place), rules.holidays),
    amount: place < count - 1 ? each : minus(promised, money(each * BigInt(count - 1))),
  }))
  return ok({ agreedOn, reduction, instalments })
}

export type PlanStatus = 'kept' | 'behind' | 'failed' | 'fulfilled'
export type PlanStanding = {
  readonly status: PlanStatus
  /** The day from which the plan is no more, or on which the last instalment was whole. */
  readonly endedOn: CalendarDate | null
  readonly instalments: readonly (Instalment & { readonly paid: Money; readonly left: Money })[]
  /** Matched to instalments; `paid + left` is what was promised, always. */
  readonly paid: Money
  readonly left: Money
  /** Due by the day and not paid. */
  readonly overdue: Money
  /** Came in after the plan had failed or beyond its last instalment: `paid + beyond` is all that came in. */
  readonly beyond: Money
  /** The last day on which the oldest open instalment can still be made whole; null where none is open. */
  readonly keepBy: CalendarDate | null
}

/** The last day on which an instalment keeps the plan; `@source` rules/recourse instalment_grace. */
const lastDayOf = (due: CalendarDate, { graceDays, holidays }: Pick<Rules, 'graceDays' | 'holidays'>): CalendarDate =>
  rolledForward(addDays(due, graceDays), holidays)

/**
 * How a plan stands on a day. What comes in pays the oldest instalment first, on the day it came, in whatever order it
 * is told of; from the day after the last day of an instalment that was not whole the plan has failed for good.
 * @param payments since the plan was agreed; those after the day are not read
 */
export function planOn(
  { agreedOn, instalments }: Plan,
  payments: readonly Dated[],
  day: CalendarDate,
  rules: Pick<Rules, 'graceDays' | 'holidays'>,
): PlanStanding {
  const read = payments.filter(one => one.on >= agreedOn && one.on <= day)
  const paidBy = (on: CalendarDate): Money => sumMoney(read.filter(one => one.on <= on).map(one => one.amount))
  const promised = sumMoney(instalments.map(one => one.amount))
  let until = ZERO
  let failedOn: CalendarDate | null = null
  for (const { due, amount } of instalments) {
    until = money(until + amount)
    const last = lastDayOf(due, rules)
    if (failedOn === null && last < day && paidBy(last) < until) failedOn = addDays(last, 1)
  }
  const all = paidBy(day)
  const paid = minMoney(failedOn === null ? all : paidBy(addDays(failedOn, -1)), promised)
  let before = ZERO
  const matched = instalments.map(one => {
    const own = minMoney(one.amount, maxMoney(ZERO, minus(paid, before)))
    before = money(before + one.amount)
    return { ...one, paid: own, left: minus(one.amount, own) }
  })
  const open = matched.find(one => one.left > 0n)
  const overdue = sumMoney(matched.filter(one => one.due <= day).map(one => one.left))
  const fulfilledOn = open === undefined ? firstDayWith(read, promised) : null
  const status =
    failedOn !== null ? 'failed' : open === undefined ? 'fulfilled' : isBehind(matched, day) ? 'behind' : 'kept'
  return {
    status,
    endedOn: failedOn ?? fulfilledOn,
    instalments: matched,
    paid,
    left: minus(promised, paid),
    overdue,
    beyond: minus(all, paid),
    keepBy: failedOn !== null || open === undefined ? null : lastDayOf(open.due, rules),
  }
}

const isBehind = (matched: PlanStanding['instalments'], day: CalendarDate): boolean =>
  matched.some(one => one.left > 0n && one.due < day)

/** The day on which an amount was whole. */
function firstDayWith(read: readonly Dated[], amount: Money): CalendarDate | null {
  let sum = ZERO
  for (const one of read.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))) {
    sum = money(sum + one.amount)
    if (sum >= amount) return one.on
  }
  return null
}

/** What is owed under a plan or without it. `owed + givenUp` is what the statement says is left, always. */
export type OwedUnderPlan = {
  /** All that is still to be paid. */
  readonly owed: Money
  /** What of it is due on the day. */
  readonly due: Money
  /** Given up as long as the plan is kept, and for good once it is fulfilled. */
  readonly givenUp: Money
}

/** The debt of a day with its last plan: while it stands its instalments are owed; once it failed, everything. */
export function owedUnder(statement: DebtStatement, standing: PlanStanding | null): OwedUnderPlan {
  if (standing === null || standing.status === 'failed')
    return { owed: statement.whole, due: statement.whole, givenUp: ZERO }
  const owed = minMoney(standing.left, statement.whole)
  return { owed, due: minMoney(standing.overdue, owed), givenUp: minus(statement.whole, owed) }
}
