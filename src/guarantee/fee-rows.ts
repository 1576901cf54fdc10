/** The fees of one guarantee as they are kept: what a step charges, earns, gives back and charges for delay. */
import { addDays, type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import type { Fixed } from '../kernel/fixed.ts'
import {
  type Money,
  maxMoney,
  minMoney,
  minus,
  money,
  moneyFromText,
  moneyText,
  plus,
  sumMoney,
  ZERO,
} from '../kernel/money.ts'
import type { LedgerEvent } from '../ledger/postings.ts'
import { type GuaranteeEvent, type Life, undrawnOf } from './commands.ts'
import { type ChargedFee, chargeOf, earnedBy, type FeePeriod, feeOnRelease, feePeriods, lateFeeOf } from './fees.ts'

/** A fee charged for its days. What a release leaves of one is a fee of its own from that day on. */
export type Fee = ChargedFee & {
  readonly place: number
  readonly notice: string
  readonly due: CalendarDate
  /** What of it is posted as earned. */
  readonly earned: Money
  readonly isOver: boolean
  /** The day to which its delay is charged. */
  readonly lateTo: CalendarDate | null
}
type Row = {
  readonly place: number
  readonly notice: string
  readonly from_day: string
  readonly to_day: string
  readonly due_on: string
  readonly amount: string
  readonly earned: string
  readonly is_over: boolean
  readonly late_to: string | null
}
export const feeOfRow = (row: Row): Fee => ({
  place: row.place,
  notice: row.notice,
  from: calendarDate(row.from_day),
  to: calendarDate(row.to_day),
  due: calendarDate(row.due_on),
  amount: moneyFromText(row.amount),
  earned: moneyFromText(row.earned),
  isOver: row.is_over,
  lateTo: row.late_to === null ? null : calendarDate(row.late_to),
})
export const rowOfFee = (fee: Fee): Row => ({
  place: fee.place,
  notice: fee.notice,
  from_day: fee.from,
  to_day: fee.to,
  due_on: fee.due,
  amount: moneyText(fee.amount),
  earned: moneyText(fee.earned),
  is_over: fee.isOver,
  late_to: fee.lateTo,
})

/** `@source` rules/terms fees.day_count, rounding.fee_step, fees.late_fee. */
export type FeeRule = { readonly dayCount: bigint; readonly step: Money; readonly lateRate: Fixed }

/** A fee as it is charged for a period under a notice, behind those there are. */
const chargedFee = (
  fees: readonly Fee[],
  notice: string,
  amount: Money,
  rate: Fixed,
  period: FeePeriod,
  rule: FeeRule,
): Fee => ({
  ...chargeOf(amount, rate, period, rule),
  place: fees.length + 1,
  notice,
  due: period.due,
  earned: ZERO,
  isOver: false,
  lateTo: null,
})

/** The first fee under a notice: its first year, or to the end of the fee year there is. */
export function firstFee(
  fees: readonly Fee[],
  life: Pick<Life, 'feeTo'>,
  of: { readonly notice: string; readonly amount: Money; readonly rate: Fixed },
  days: { readonly from: CalendarDate; readonly maturesOn: CalendarDate; readonly holidays: ReadonlySet<string> },
  rule: FeeRule,
): Fee | undefined {
  const to = life.feeTo !== null && life.feeTo > days.from ? life.feeTo : days.maturesOn
  const [period] = feePeriods(days.from, to, days.holidays)
  return period === undefined ? undefined : chargedFee(fees, of.notice, of.amount, of.rate, period, rule)
}

/** The fee of the next period, year by year from the first day; undefined where the days paid for reach the end. */
export function nextFee(
  fees: readonly Fee[],
  life: Pick<Life, 'feeTo' | 'maturesOn' | 'balance'>,
  rate: Fixed,
  holidays: ReadonlySet<string>,
  rule: FeeRule,
): Fee | undefined {
  const { feeTo, maturesOn } = life
  const [first] = fees
  if (first === undefined || feeTo === null || maturesOn === null) return undefined
  const period = feePeriods(first.from, maturesOn, holidays).find(one => one.to > feeTo)
  if (period === undefined) return undefined
  const from = period.from > feeTo ? period.from : feeTo
  const [rest] = feePeriods(from, period.to, holidays)
  return rest === undefined ? undefined : chargedFee(fees, first.notice, life.balance, rate, rest, rule)
}

/** What a step makes of the fees: rows that are new or changed, and what is posted of them. */
export type FeesChanged = { readonly fees: readonly Fee[]; readonly events: readonly LedgerEvent[] }
export const NO_FEES: FeesChanged = { fees: [], events: [] }

const earning = (guarantee: string, amount: Money): LedgerEvent[] =>
  amount > 0n ? [{ type: 'fee_earned', guarantee, amount }] : []
const refunding = (guarantee: string, amount: Money): LedgerEvent[] =>
  amount > 0n ? [{ type: 'fee_refunded', guarantee, amount }] : []

/** A fee that ends on a day: what of it is earned by then is earned, the rest is for `restOf` to say. */
const endedOn = (fee: Fee, day: CalendarDate, earned: Money): Fee => {
  const to = day < fee.from ? fee.from : day > fee.to ? fee.to : day
  return { ...fee, to, amount: earned, earned, isOver: true }
}

/** No debt arose for what of an ended notice is undrawn: its part of the fee goes back, cut in favour of the fund. */
function neverFormed(guarantee: string, fees: readonly Fee[], before: Life, after: Life): FeesChanged {
  const changed: Fee[] = []
  let back = ZERO
  for (const notice of before.notices) {
    const undrawn = undrawnOf(notice)
    if (undrawn === 0n || after.notices.find(one => one.id === notice.id)?.step !== 'over') continue
    if (after.notices.some(one => one.id === notice.id && one.drawn > notice.drawn)) continue
    for (const fee of fees.filter(one => one.notice === notice.id && !one.isOver)) {
      const refund = minMoney(minus(fee.amount, fee.earned), money((fee.amount * undrawn) / notice.amount))
      back = plus(back, refund)
      const amount = minus(fee.amount, refund)
      changed.push({ ...fee, amount, isOver: amount === fee.earned })
    }
  }
  return { fees: changed, events: refunding(guarantee, back) }
}

/** A part of what stands is released: the days gone by are earned, of the rest the part goes back. */
function onRelease(guarantee: string, fees: readonly Fee[], day: CalendarDate, part: Money, of: Money): FeesChanged {
  const changed: Fee[] = []
  let [earned, back, place] = [ZERO, ZERO, fees.length]
  for (const fee of fees.filter(one => !one.isOver)) {
    const split = feeOnRelease(fee, day, part, of)
    earned = plus(earned, maxMoney(ZERO, minus(split.earned, fee.earned)))
    back = plus(back, split.refund)
    changed.push(endedOn(fee, day, split.earned))
    if (split.rest.amount > 0n) {
      place += 1
      changed.push({ ...fee, ...split.rest, place, earned: ZERO, isOver: false })
    }
  }
  return { fees: changed, events: [...earning(guarantee, earned), ...refunding(guarantee, back)] }
}

/** Paid on, a guarantee has done what its fee was for: all of it is earned. */
function allEarned(guarantee: string, fees: readonly Fee[]): FeesChanged {
  const open = fees.filter(one => !one.isOver)
  const earned = sumMoney(open.map(one => minus(one.amount, one.earned)))
  return { fees: open.map(one => ({ ...one, earned: one.amount, isOver: true })), events: earning(guarantee, earned) }
}

/** Days gone by are earned: posted whenever something is charged anew. */
export function earnedTo(guarantee: string, fees: readonly Fee[], day: CalendarDate): FeesChanged {
  const changed = fees
    .filter(one => !one.isOver)
    .map(one => ({ ...one, earned: maxMoney(one.earned, earnedBy(one, day)) }))
    .map(one => ({ ...one, isOver: one.earned === one.amount && one.to <= day }))
  const before = sumMoney(fees.filter(one => !one.isOver).map(one => one.earned))
  return {
    fees: changed,
    events: earning(guarantee, minus(sumMoney(changed.map(one => one.earned)), before)),
  }
}

const merged = (fees: readonly Fee[], changed: readonly Fee[]): readonly Fee[] => {
  const by = new Map(fees.map(one => [one.place, one]))
  for (const one of changed) by.set(one.place, one)
  return [...by.values()]
}

/** Under a notice of which something can still be drawn the debt may never arise, and the fee go back whole. */
const isSure = (life: Pick<Life, 'notices'>, fee: Fee): boolean =>
  life.notices.every(one => one.id !== fee.notice || one.step === 'over' || undrawnOf(one) === 0n)

/** What was earned on one day. */
export type EarnedOn = { readonly day: CalendarDate; readonly event: LedgerEvent }

/**
 * What fees earn day by day after one day up to another: of each day what is earned when it is over, less what was
 * posted before. What could not be earned before is earned on the first day on which it is sure.
 */
export function earnedByDay(
  guarantee: string,
  life: Pick<Life, 'notices'>,
  fees: readonly Fee[],
  [after, last]: readonly [CalendarDate, CalendarDate],
): { readonly fees: readonly Fee[]; readonly days: readonly EarnedOn[] } {
  let now: readonly Fee[] = fees.filter(one => !one.isOver && isSure(life, one))
  const days: EarnedOn[] = []
  for (let day = addDays(after, 1); day <= last && now.some(one => !one.isOver); day = addDays(day, 1)) {
    const { fees: changed, events } = earnedTo(guarantee, now, day)
    now = merged(now, changed)
    days.push(...events.map(event => ({ day, event })))
  }
  return { fees: now, days }
}

/** What an event of the life makes of the fees besides charging one. */
export function feesAfter(
  guarantee: string,
  fees: readonly Fee[],
  { before, after, event }: { readonly before: Life; readonly after: Life; readonly event: GuaranteeEvent },
): FeesChanged {
  const { command, day } = event
  if (command.type === 'pay') return allEarned(guarantee, fees)
  const formed = neverFormed(guarantee, fees, before, after)
  const now = merged(fees, formed.fees)
  const released = minus(before.balance, after.balance)
  const isLess = command.type === 'release' || command.type === 'change' || command.type === 'renew'
  // What was never drawn and cannot be drawn any more is as released; what can be drawn again keeps its fee.
  const isUndrawn =
    command.type === 'restate' &&
    command.of === 'draw' &&
    after.notices.find(one => one.id === command.notice)?.step === 'over'
  const isDenied = after.state === 'denied' && before.state !== 'denied'
  if (!(isLess || isUndrawn || isDenied) || released <= 0n) return formed
  const less = onRelease(guarantee, now, day, released, before.balance)
  return { fees: merged(formed.fees, less.fees), events: [...formed.events, ...less.events] }
}

/** What is unpaid of each fee, the oldest paid first. */
function unpaidOf(fees: readonly Fee[], unpaid: Money): ReadonlyMap<number, Money> {
  const found = new Map<number, Money>()
  let left = unpaid
  for (const fee of [...fees].reverse()) {
    const part = minMoney(left, fee.amount)
    found.set(fee.place, part)
    left = minus(left, part)
  }
  return found
}

/** What unpaid fees bear to the day on which something is paid, each from its due day or the last day charged for. */
export function lateFees(
  guarantee: string,
  fees: readonly Fee[],
  unpaid: Money,
  paidOn: CalendarDate,
  rule: FeeRule,
): FeesChanged & { readonly amount: Money } {
  const owed = unpaidOf(fees, unpaid)
  let amount = ZERO
  const changed: Fee[] = []
  for (const fee of fees) {
    const since = fee.lateTo !== null && fee.lateTo > fee.due ? fee.lateTo : fee.due
    const late = lateFeeOf(owed.get(fee.place) ?? ZERO, since, paidOn, {
      rate: rule.lateRate,
      dayCount: rule.dayCount,
      step: rule.step,
    })
    if (late === 0n) continue
    amount = plus(amount, late)
    changed.push({ ...fee, lateTo: paidOn })
  }
  return { amount, fees: changed, events: amount > 0n ? [{ type: 'late_fee_charged', guarantee, amount }] : [] }
}
