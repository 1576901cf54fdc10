/** What a file comes to on a day: what is owed, by whom and until when, how plans stand, and what presses. */
import { addDays, type CalendarDate } from '../../kernel/calendar.ts'
import type { Money } from '../../kernel/money.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Debt } from '../../ledger/recovery-order.ts'
import { clocksWithin } from './attachments.ts'
import { limitationsOn, paidByEach, type RecourseFile } from './file.ts'
import { actBy, type Limitation } from './limitation.ts'
import { answeredFor } from './obligors.ts'
import { type OwedUnderPlan, owedUnder, type Plan, type PlanStanding, planOn } from './plan.ts'
import type { RecourseCode } from './refusals.ts'
import { type DamagesRate, type Dated, type DebtStatement, statementOn } from './statement.ts'
import type { RecourseRules } from './terms.ts'

/** By which numbers a file is read. */
export type ReadingRules = {
  readonly recourse: RecourseRules
  readonly holidays: ReadonlySet<string>
  readonly rates: readonly DamagesRate[]
  readonly order: readonly Debt[]
}

export type ReadFile = Omit<RecourseFile, 'plans'> & {
  readonly plans: readonly (Plan & { readonly id: string; readonly obligor: string })[]
  readonly paid: Dated
  readonly costs: readonly Dated[]
  readonly recoveries: readonly Dated[]
}

export type Reading = {
  readonly statement: DebtStatement
  readonly under: OwedUnderPlan
  readonly answers: ReadonlyMap<string, Money>
  readonly limitations: ReadonlyMap<string, Limitation>
  /** In the order of the plans. */
  readonly standings: readonly PlanStanding[]
}

/** Reads a file on a day. A plan agreed on later days is not read; of several the last one counts. */
export function readOn(file: ReadFile, day: CalendarDate, rules: ReadingRules): Result<Reading, RecourseCode> {
  const { recourse, holidays, rates, order } = rules
  const { paid, costs, recoveries } = file
  const statement = statementOn({ paid, costs, recoveries, rates, order }, day)
  if (!statement.ok) return statement
  const grace = { graceDays: recourse.graceDays, holidays }
  const standings = file.plans.map(one => planOn(one, recoveries, day, grace))
  const last = file.plans.findLastIndex(one => one.agreedOn <= day)
  const under = owedUnder(statement.value, standings[last] ?? null)
  // Under a plan that stands nobody answers for more than what it leaves.
  const answers = answeredFor(file.obligors, under.owed, day, paidByEach(file, day))
  if (!answers.ok) return answers
  const limitations = limitationsOn(file, day, { rules: recourse.limitation, holidays })
  return ok({ statement: statement.value, under, answers: answers.value, limitations, standings })
}

/** What somebody is told of on a day. */
export type Pressing = {
  readonly subject: string
  readonly what: 'limitation' | 'suit' | 'auction' | 'instalment'
  readonly dueOn: CalendarDate
}

/** Everything of a file that ends soon: clocks of claims and attachments, and plans that will fail. */
export function pressingOn(file: ReadFile, reading: Reading, day: CalendarDate, rules: RecourseRules): Pressing[] {
  const soon = addDays(day, rules.limitationWarningDays)
  const clocks = [...reading.limitations].flatMap(([subject, one]): Pressing[] => {
    const by = actBy(one)
    return by !== null && by <= soon ? [{ subject, what: 'limitation', dueOn: by }] : []
  })
  const attached = clocksWithin(file.attachments, day, rules).map(one => ({
    subject: one.attachment,
    what: one.what,
    dueOn: one.by,
  }))
  const plans = file.plans.flatMap((plan, place): Pressing[] => {
    const { status, keepBy } = reading.standings[place] ?? { status: 'kept', keepBy: null }
    return status === 'behind' && keepBy !== null ? [{ subject: plan.id, what: 'instalment', dueOn: keepBy }] : []
  })
  return [...clocks, ...attached, ...plans]
}
