/**
 * The statement of the debt of a day: what the fund paid, damages for delay step by step, costs, what came in and how
 * it was applied, and what is left. Each figure is promised to somebody, so each says its days, rate and rounding.
 */
import { type CalendarDate, daysBetween } from '../../kernel/calendar.ts'
import { type Fixed, ONE } from '../../kernel/fixed.ts'
import { isMoneyText, type Money, minMoney, minus, money, moneyText, plus, sumMoney, ZERO } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { appliedTo, DEBTS, type Debt, type Owed } from '../../ledger/recovery-order.ts'
import type { RecourseCode } from './refusals.ts'

/** A rate of damages from a day on; `@source` rules/aftercare damages_rate, damages_day_count of that day's edition. */
export type DamagesRate = { readonly from: CalendarDate; readonly rate: Fixed; readonly dayCount: bigint }
export type Dated = { readonly on: CalendarDate; readonly amount: Money }

export type PaidClaim = {
  /** What the fund paid, and when. */
  readonly paid: Dated
  /** Spent on pursuing it; they bear no damages, which the Act gives on the amount paid alone. */
  readonly costs: readonly Dated[]
  readonly recoveries: readonly Dated[]
  /** In the order of their days; the first not after the day of payment. */
  readonly rates: readonly DamagesRate[]
  /** `@source` rules/aftercare recovery_order */
  readonly order: readonly Debt[]
}

/** One stretch of days with one principal and one rate. The first day is excluded, the last counts. */
export type DamagesStep = {
  readonly from: CalendarDate
  readonly to: CalendarDate
  readonly days: number
  readonly principal: Money
  readonly rate: Fixed
  readonly dayCount: bigint
  /** The running sum cut to the won, less the one before it: steps make the whole, each within one won. */
  readonly damages: Money
}

/** A recovery as it was applied; what is more than all that was owed is the payer's again. */
export type Application = Dated & { readonly applied: Owed; readonly surplus: Money }

export type DebtStatement = {
  readonly on: CalendarDate
  readonly steps: readonly DamagesStep[]
  readonly applications: readonly Application[]
  /** All that was owed in time: paid, accrued and spent. `charged = applied + left`, debt by debt. */
  readonly charged: Owed
  readonly applied: Owed
  readonly left: Owed
  readonly whole: Money
}

const NOTHING: Owed = { costs: ZERO, damages: ZERO, principal: ZERO }
const added = (a: Owed, b: Owed): Owed => ({
  costs: plus(a.costs, b.costs),
  damages: plus(a.damages, b.damages),
  principal: plus(a.principal, b.principal),
})
const less = (a: Owed, b: Owed): Owed => ({
  costs: minus(a.costs, b.costs),
  damages: minus(a.damages, b.damages),
  principal: minus(a.principal, b.principal),
})
export const wholeOf = (owed: Owed): Money => sumMoney(DEBTS.map(debt => owed[debt]))

/** Damages as they run: exact, and cut to the won in the debtor's favour wherever they are asked for. */
type Running = { readonly over: bigint; readonly under: bigint; readonly steps: readonly DamagesStep[] }
const cut = ({ over, under }: Running): Money => money(over / under)

/** Adds the days to `to`, one step for each rate that holds in them. */
function run(running: Running, rates: readonly DamagesRate[], from: CalendarDate, to: CalendarDate, principal: Money) {
  let now = running
  for (const [place, { from: begins, rate, dayCount }] of rates.entries()) {
    const next = rates[place + 1]?.from ?? to
    const first = begins > from ? begins : from
    const last = next < to ? next : to
    if (first >= last || principal === 0n) continue
    const days = daysBetween(first, last)
    const under = dayCount * ONE
    const sum = { over: now.over * under + principal * rate * BigInt(days) * now.under, under: now.under * under }
    const same = now.under === under ? { over: now.over + principal * rate * BigInt(days), under } : sum
    const after = { ...now, ...same }
    const damages = minus(cut(after), cut(now))
    now = { ...after, steps: [...now.steps, { from: first, to: last, days, principal, rate, dayCount, damages }] }
  }
  return now
}

const isAmount = (amount: Money): boolean => amount >= 1n && isMoneyText(moneyText(amount))

/** What stands against a statement: amounts and days that cannot be, most basic first. */
function against({ paid, costs, recoveries, rates }: PaidClaim, day: CalendarDate) {
  for (const [at, one] of [['paid', paid] as const, ...named('costs', costs), ...named('recoveries', recoveries)]) {
    if (!isAmount(one.amount))
      return refusal<RecourseCode>('statement_amount', at, {
        value: moneyText(one.amount),
        limit: 'whole won from 1, below 10^18',
      })
    if (one.on < paid.on) return refusal<RecourseCode>('statement_day', at, { value: one.on, limit: `from ${paid.on}` })
  }
  if (day < paid.on) return refusal<RecourseCode>('statement_day', 'on', { value: day, limit: `from ${paid.on}` })
  const first = rates[0]?.from
  if (first === undefined || first > paid.on)
    return refusal<RecourseCode>('statement_day', 'rates', { value: first ?? '', limit: `to ${paid.on}` })
  return undefined
}
const named = (name: string, all: readonly Dated[]) => all.map((one, place) => [`${name}.${place}`, one] as const)

const byDay = (a: Dated, b: Dated): number => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)

/**
 * The statement of a day: `damages = sum of principal left x rate x days / day count`, added exactly and cut once to
 * the won in the debtor's favour; each recovery on its day in the order of the debts, costs spent on that day among
 * them. What is dated after the day is not in it.
 */
export function statementOn(claim: PaidClaim, day: CalendarDate): Result<DebtStatement, RecourseCode> {
  const found = against(claim, day)
  if (found !== undefined) return refuse(found)
  const { paid, rates, order } = claim
  const costs = claim.costs.filter(one => one.on <= day)
  const applications: Application[] = []
  let running: Running = { over: 0n, under: 1n, steps: [] }
  let applied = NOTHING
  let since = paid.on
  const chargedBy = (on: CalendarDate): Owed => ({
    costs: sumMoney(costs.filter(one => one.on <= on).map(one => one.amount)),
    damages: cut(running),
    principal: paid.amount,
  })
  for (const { on, amount } of claim.recoveries.filter(one => one.on <= day).toSorted(byDay)) {
    running = run(running, rates, since, on, minus(paid.amount, applied.principal))
    since = on
    const owed = less(chargedBy(on), applied)
    const taken = minMoney(amount, wholeOf(owed))
    const parts = appliedTo(taken, owed, order)
    applied = added(applied, parts)
    applications.push({ on, amount, applied: parts, surplus: minus(amount, taken) })
  }
  running = run(running, rates, since, day, minus(paid.amount, applied.principal))
  const charged = chargedBy(day)
  const left = less(charged, applied)
  return ok({ on: day, steps: running.steps, applications, charged, applied, left, whole: wholeOf(left) })
}

/**
 * What came in for the principal: what parties of a sharing scheme get their part of. Costs and damages are the
 * fund's.
 */
export const forPrincipal = ({ applications }: DebtStatement): Money =>
  sumMoney(applications.map(one => one.applied.principal))
