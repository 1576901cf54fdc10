/** The fees of one guarantee: what a step charges to whom, earns, gives back and charges for delay. */
import { addDays, type CalendarDate } from '../kernel/calendar.ts'
import type { Fixed } from '../kernel/fixed.ts'
import { type Money, maxMoney, minMoney, minus, money, plus, sumMoney, ZERO } from '../kernel/money.ts'
import type { LedgerEvent } from '../ledger/postings.ts'
import { type GuaranteeEvent, type Life, undrawnOf } from './commands.ts'
import { accountOfPayer, type Fee, FIRM, newFee } from './fee-row.ts'
import { type ChargedFee, chargeOf, earnedBy, type FeePeriod, feeOnRelease, feePeriods, lateFeeOf } from './fees.ts'
import { type BankSupport, supportedParts } from './further-fees.ts'

/** `@source` rules/terms fees.day_count, rounding.fee_step, fees.late_fee. `edition`: that of the terms. */
export type FeeRule = {
  readonly dayCount: bigint
  readonly step: Money
  readonly lateRate: Fixed
  readonly edition: string
}

/** A bank's support of the yearly fee, by the pact its programme is given under. */
export type Supported = BankSupport & { readonly code: string; readonly bank: string; readonly edition: string }

/** What a yearly fee is charged on, under which notice, at which rate, and who supports it. */
export type Charge = {
  readonly notice: string
  readonly amount: Money
  readonly rate: Fixed
  readonly support: Supported | undefined
}

const yearlyOf = (fees: readonly Fee[]): readonly Fee[] => fees.filter(one => one.kind === 'yearly')

const chargedFees = (fees: readonly Fee[], of: Charge, period: FeePeriod, rule: FeeRule): readonly Fee[] =>
  partedFee(fees, chargeOf(of.amount, of.rate, period, rule), of, period, rule)

/** A fee of a period behind those there are: the firm's, and what a bank pays of it. The two make the fee. */
export function partedFee(
  fees: readonly Fee[],
  whole: ChargedFee,
  { notice, amount, support }: Omit<Charge, 'rate'>,
  period: FeePeriod,
  rule: FeeRule,
): readonly Fee[] {
  const begunOn = yearlyOf(fees)[0]?.from ?? period.from
  const parts =
    support === undefined
      ? [{ payer: FIRM, amount: whole.amount }]
      : supportedParts(whole.amount, { outstanding: amount, begunOn, period }, support, rule)
  const partOf = (payer: string): Money => parts.find(one => one.payer === payer)?.amount ?? ZERO
  const own = { ...whole, due: period.due, amount: partOf(FIRM) }
  const terms = { kind: 'yearly', code: null, payer: FIRM, rule: 'terms.fees', edition: rule.edition } as const
  const firms = newFee(fees.length + 1, notice, own, terms)
  const banks = partOf('bank')
  if (support === undefined || banks === 0n) return [firms]
  const { bank: payer, code, edition } = support
  const under = { kind: 'yearly', code, payer, rule: 'fees.bank_support', edition } as const
  return [firms, newFee(fees.length + 2, notice, { ...own, amount: banks }, under)]
}

/** The first fee under a notice: its first year, or to the end of the fee year there is. */
export function firstFee(
  fees: readonly Fee[],
  life: Pick<Life, 'feeTo'>,
  of: Charge,
  days: { readonly from: CalendarDate; readonly maturesOn: CalendarDate; readonly holidays: ReadonlySet<string> },
  rule: FeeRule,
): readonly Fee[] {
  const to = life.feeTo !== null && life.feeTo > days.from ? life.feeTo : days.maturesOn
  const [period] = feePeriods(days.from, to, days.holidays)
  return period === undefined ? [] : chargedFees(fees, of, period, rule)
}

/** The fee of the next period, year by year from the first day; none where the days paid for reach the end. */
export function nextFee(
  fees: readonly Fee[],
  life: Pick<Life, 'feeTo' | 'maturesOn' | 'balance'>,
  of: Pick<Charge, 'rate' | 'support'>,
  holidays: ReadonlySet<string>,
  rule: FeeRule,
): readonly Fee[] {
  const { feeTo, maturesOn } = life
  const [first] = yearlyOf(fees)
  if (first === undefined || feeTo === null || maturesOn === null) return []
  const period = feePeriods(first.from, maturesOn, holidays).find(one => one.to > feeTo)
  if (period === undefined) return []
  const from = period.from > feeTo ? period.from : feeTo
  const [rest] = feePeriods(from, period.to, holidays)
  if (rest === undefined) return []
  return chargedFees(fees, { ...of, notice: first.notice, amount: life.balance }, rest, rule)
}

/** Fees as the books are told that they are charged, each on the account of its payer; of nothing, nothing. */
export const chargesOf = (guarantee: string, fees: readonly Fee[]): LedgerEvent[] =>
  fees
    .filter(one => one.amount > 0n)
    .map(({ payer, amount }) => ({ type: 'fee_charged', guarantee, ...accountOfPayer(guarantee, payer), amount }))

/** What others than the firm owe of fees: each with its part. */
export const partsOfOthers = (fees: readonly Fee[]): readonly { readonly payer: string; readonly amount: Money }[] =>
  fees.filter(one => one.payer !== FIRM && one.amount > 0n).map(({ payer, amount }) => ({ payer, amount }))

/** What a step makes of the fees: rows that are new or changed, and what is posted of them. */
export type FeesChanged = { readonly fees: readonly Fee[]; readonly events: readonly LedgerEvent[] }
export const NO_FEES: FeesChanged = { fees: [], events: [] }

const earning = (guarantee: string, amount: Money): LedgerEvent[] =>
  amount > 0n ? [{ type: 'fee_earned', guarantee, amount }] : []
/** What goes back of fees, to each who paid it. */
const refunding = (guarantee: string, back: ReadonlyMap<string, Money>): LedgerEvent[] =>
  [...back]
    .filter(([, amount]) => amount > 0n)
    .map(([payer, amount]) => ({ type: 'fee_refunded', guarantee, ...accountOfPayer(guarantee, payer), amount }))
const added = (back: Map<string, Money>, payer: string, amount: Money): void => {
  back.set(payer, plus(back.get(payer) ?? ZERO, amount))
}

/** A fee that ends on a day: what of it is earned by then is earned, the rest is for `restOf` to say. */
const endedOn = (fee: Fee, day: CalendarDate, earned: Money): Fee => {
  const to = day < fee.from ? fee.from : day > fee.to ? fee.to : day
  return { ...fee, to, amount: earned, earned, isOver: true }
}

/**
 * No debt arose for what of an ended notice is undrawn: its part of the fee goes back, cut in favour of the fund. Where
 * the guarantee never arises at all, so does what was charged beside the yearly fee.
 */
function neverFormed(guarantee: string, fees: readonly Fee[], before: Life, after: Life): FeesChanged {
  const changed: Fee[] = []
  const back = new Map<string, Money>()
  for (const notice of before.notices) {
    const undrawn = undrawnOf(notice)
    if (undrawn === 0n || after.notices.find(one => one.id === notice.id)?.step !== 'over') continue
    if (after.notices.some(one => one.id === notice.id && one.drawn > notice.drawn)) continue
    for (const fee of fees.filter(one => one.notice === notice.id && !one.isOver)) {
      const refund = minMoney(minus(fee.amount, fee.earned), money((fee.amount * undrawn) / notice.amount))
      added(back, fee.payer, refund)
      const amount = minus(fee.amount, refund)
      changed.push({ ...fee, amount, isOver: amount === fee.earned })
    }
  }
  if (after.state === 'lapsed' && before.state !== 'lapsed')
    for (const fee of fees.filter(one => one.notice === '' && !one.isOver)) {
      added(back, fee.payer, minus(fee.amount, fee.earned))
      changed.push({ ...fee, amount: fee.earned, isOver: true })
    }
  return { fees: changed, events: refunding(guarantee, back) }
}

/** A part of what stands is released: the days gone by are earned, of the rest the part goes back. */
function onRelease(guarantee: string, fees: readonly Fee[], day: CalendarDate, part: Money, of: Money): FeesChanged {
  const changed: Fee[] = []
  const back = new Map<string, Money>()
  let [earned, place] = [ZERO, fees.length]
  for (const fee of fees.filter(one => !one.isOver)) {
    const split = feeOnRelease(fee, day, part, of)
    earned = plus(earned, maxMoney(ZERO, minus(split.earned, fee.earned)))
    added(back, fee.payer, split.refund)
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

/**
 * Under a notice of which something can still be drawn the debt may never arise, and the fee go back whole; what was
 * charged beside the yearly fee is sure once anything was drawn.
 */
const isSure = (life: Pick<Life, 'notices'>, fee: Fee): boolean =>
  fee.notice === ''
    ? life.notices.some(one => one.drawn > 0n)
    : life.notices.every(one => one.id !== fee.notice || one.step === 'over' || undrawnOf(one) === 0n)

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

/** What is unpaid of each fee of one payer, the oldest paid first. */
export function unpaidOf(fees: readonly Fee[], unpaid: Money): ReadonlyMap<number, Money> {
  const found = new Map<number, Money>()
  let left = unpaid
  for (const fee of [...fees].reverse()) {
    const part = minMoney(left, fee.amount)
    found.set(fee.place, part)
    left = minus(left, part)
  }
  return found
}

/**
 * What unpaid fees of a payer bear to the day on which something is paid, each from its due day or the last day charged
 * for.
 */
export function lateFees(
  guarantee: string,
  all: readonly Fee[],
  { payer, unpaid, paidOn }: { readonly payer: string; readonly unpaid: Money; readonly paidOn: CalendarDate },
  rule: FeeRule,
): FeesChanged & { readonly amount: Money } {
  const fees = all.filter(one => one.payer === payer)
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
  const event: LedgerEvent = { type: 'late_fee_charged', guarantee, ...accountOfPayer(guarantee, payer), amount }
  return { amount, fees: changed, events: amount > 0n ? [event] : [] }
}
