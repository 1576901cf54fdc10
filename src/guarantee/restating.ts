/**
 * A release or a draw that was told too high, put right: what of it stands, by how much it was too much, and the fee of
 * what was guaranteed all the time. Nothing that was written is changed; the difference is a step of its own.
 */

import { type CalendarDate, calendarDate, daysBetween, rolledForward } from '../kernel/calendar.ts'
import { fixed } from '../kernel/fixed.ts'
import { type Money, minus, money, moneyFromText, moneyText, plus, sumMoney } from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Transfer } from '../ledger/entries.ts'
import { guaranteedOf, type LetterTerms, releasedBy } from './balance.ts'
import type { Carrying } from './carrying.ts'
import type { Command, Life } from './commands.ts'
import type { Fee } from './fee-row.ts'
import { partedFee, type Supported } from './fee-rows.ts'
import { chargeOf } from './fees.ts'
import type { GuaranteeCode } from './refusals.ts'
import type { Said } from './schema.ts'

type Kept = { readonly sequence: number; readonly type: string; readonly day: string; readonly body: unknown }
type Body = {
  readonly of?: string
  readonly event?: number
  readonly notice?: string
  readonly left?: string
  readonly principal?: string
  readonly charged?: { readonly rate: string; readonly from: string; readonly to: string }
}
const bodyOf = (event: Kept): Body => event.body as Body

/** What of a guarantee counts when something told of it is put right. */
type Standing = {
  readonly life: Life
  readonly loan: Money
  readonly ratio: string
  readonly outstanding: Money
  readonly fees: readonly Fee[]
  /** Who pays part of the yearly fee, where somebody does. */
  readonly support: Supported | undefined
}
/** The step, the fees it charges again, the transfer it puts right, and what is owed on the loan after it. */
type Restatement = {
  readonly command: Extract<Command, { type: 'restate' }>
  readonly fees: readonly Fee[]
  readonly restates: Transfer
  readonly set: { readonly outstanding: Money }
  readonly detail: { readonly left: string } | { readonly principal: string }
  readonly reference: string
}

/** What was told, as it stands now. */
export type Told = {
  readonly of: 'release' | 'draw'
  readonly day: CalendarDate
  readonly notice: string
  /** Principal that was said to be left, or to be drawn; as put right the last time. */
  readonly principal: Money
  readonly transfer: Transfer
  /** What of the fee went back with it. */
  readonly refunded: Money
  /** The step by which it was agreed anew what is owed; null where there is none. */
  readonly overtakenBy: string | null
  readonly resumes: 'in_force' | 'accident'
  /** Fees charged since: on less than was guaranteed, where a release was too large. */
  readonly charged: readonly { readonly rate: string; readonly from: CalendarDate; readonly to: CalendarDate }[]
}

const agreesAnew = (event: Kept): boolean =>
  event.type === 'renewed' || (event.type === 'changed' && bodyOf(event).of === 'amount')

/**
 * What was told by an event, out of the events of its guarantee; undefined where it is neither release nor draw.
 * @param moved    the transfer by which it moved what is guaranteed
 * @param refunded what of the fee the event gave back
 */
export function toldBy(
  events: readonly Kept[],
  sequence: number,
  moved: Transfer | undefined,
  refunded: Money,
): Told | undefined {
  const event = events.find(one => one.sequence === sequence)
  if (event === undefined || moved === undefined || !(event.type === 'released' || event.type === 'drawn'))
    return undefined
  const since = events.filter(one => one.sequence > sequence)
  const of = event.type === 'released' ? ('release' as const) : ('draw' as const)
  const last = since.findLast(one => one.type === 'restated' && bodyOf(one).event === sequence) ?? event
  const anew = since.find(agreesAnew)
  const turned = events.findLast(one => one.type === 'accident_reported' || one.type === 'normalised')
  return {
    of,
    day: calendarDate(event.day),
    notice: bodyOf(event).notice ?? '',
    principal: moneyFromText((of === 'release' ? bodyOf(last).left : bodyOf(last).principal) ?? ''),
    transfer: moved,
    refunded,
    overtakenBy: anew === undefined ? null : `${anew.type} on ${anew.day}`,
    resumes: turned?.type === 'accident_reported' ? 'accident' : 'in_force',
    charged: since.flatMap(one => {
      const { charged } = bodyOf(one)
      return one.type === 'fee_charged' && charged !== undefined
        ? [{ rate: charged.rate, from: calendarDate(charged.from), to: calendarDate(charged.to) }]
        : []
    }),
  }
}

/**
 * The fee of what was released too much: of what went back with the release its part, cut to the won, for the days from
 * then; of each year charged since the fee of the difference. All of it falls due on the day it is charged.
 */
function feesOf(standing: Standing, told: Told, more: Money, day: CalendarDate, rules: Carrying): readonly Fee[] {
  const { fees, life } = standing
  const first = fees[0]
  if (first === undefined) return []
  const due = rolledForward(day, rules.holidays)
  const to = told.charged[0]?.from ?? life.feeTo ?? told.day
  const back = { from: told.day, to, amount: money((told.refunded * more) / told.transfer.amount) }
  const periodOf = (one: { readonly from: CalendarDate; readonly to: CalendarDate }) => ({
    ...{ from: one.from, to: one.to, days: daysBetween(one.from, one.to), due },
  })
  const years = told.charged.map(one => chargeOf(more, fixed(one.rate), periodOf(one), rules.feeRule))
  const of = { notice: first.notice, amount: more, support: standing.support }
  const all = [...fees]
  for (const one of [back, ...years])
    if (one.amount > 0n) all.push(...partedFee(all, one, of, periodOf(one), rules.feeRule))
  return all.slice(fees.length)
}

const outOfBounds = (at: string, value: string, limit: string) =>
  refuse(refusal('guarantee_terms' as const, at, { value, limit }))

/** By how much of what is guaranteed, and what is owed on the loan once it is put right. */
type Difference = { readonly amount: Money; readonly outstanding: Money }

/** Parts are cut to the won: one more than stands is the fund's. */
const within = (amount: Money, posted: Money): Money => (amount - posted === 1n ? posted : amount)

function tooMuchReleased(standing: Standing, told: Told, left: string): Result<Difference, GuaranteeCode> {
  const { loan, ratio, outstanding } = standing
  const right = moneyFromText(left)
  const most = plus(told.principal, minus(loan, outstanding))
  if (right <= told.principal) return outOfBounds('left', left, `above ${moneyText(told.principal)}, as it was told`)
  if (right > most) return outOfBounds('left', left, `to ${moneyText(most)}`)
  const letter: LetterTerms = { kind: 'individual', loan, ratio: fixed(ratio) }
  const amount = within(releasedBy(letter, right, told.principal), told.transfer.posted)
  return ok({ amount, outstanding: plus(outstanding, minus(right, told.principal)) })
}

function tooMuchDrawn(standing: Standing, told: Told, drawn: string): Result<Difference, GuaranteeCode> {
  const { loan, ratio, outstanding } = standing
  const right = moneyFromText(drawn)
  if (right >= told.principal) return outOfBounds('amount', drawn, `below ${moneyText(told.principal)}, as it was told`)
  const less = minus(told.principal, right)
  if (less > outstanding) return outOfBounds('amount', drawn, `from ${moneyText(minus(told.principal, outstanding))}`)
  const letter: LetterTerms = { kind: 'individual', loan, ratio: fixed(ratio) }
  const left = minus(outstanding, less)
  const part = minus(guaranteedOf(letter, outstanding), guaranteedOf(letter, left))
  return ok({
    amount: right === 0n ? told.transfer.posted : within(part, told.transfer.posted),
    outstanding: left,
  })
}

/**
 * The step that puts right what was told by an event.
 * Errors: `restatement_event`, `restatement_overtaken`, `restatement_of_line`, `guarantee_terms` with the bound.
 */
export function askedRestatement(
  standing: Standing,
  said: Extract<Said, { type: 'restate' }>,
  told: Told | undefined,
  day: CalendarDate,
  rules: Carrying,
): Result<Restatement, GuaranteeCode> {
  const { life } = standing
  if (told === undefined || told.of !== said.of)
    return refuse(refusal('restatement_event', 'event', { value: String(said.event), limit: `a ${said.of}` }))
  if (told.overtakenBy !== null)
    return refuse(refusal('restatement_overtaken', 'event', { value: String(said.event), limit: told.overtakenBy }))
  if (told.of === 'draw' && life.kind === 'revolving')
    return refuse(refusal('restatement_of_line', 'event', { value: String(said.event) }))
  const found =
    said.of === 'release' ? tooMuchReleased(standing, told, said.left) : tooMuchDrawn(standing, told, said.amount)
  if (!found.ok) return found
  const { amount, outstanding } = found.value
  const fees = said.of === 'release' ? feesOf(standing, told, amount, day, rules) : []
  const notice = life.notices.find(one => one.id === told.notice)
  return ok({
    command: {
      ...{ type: 'restate', of: said.of, event: said.event, notice: told.notice, amount },
      ...{ right: minus(told.transfer.posted, amount), fee: sumMoney(fees.map(one => one.amount)) },
      resumes: told.resumes,
      reopens:
        said.of === 'draw' &&
        life.state === 'in_force' &&
        notice !== undefined &&
        notice.drawn === notice.amount &&
        notice.until >= day,
      reason: said.reason,
    },
    fees,
    restates: told.transfer,
    set: { outstanding },
    detail: said.of === 'release' ? { left: said.left } : { principal: said.amount },
    reference: said.reference,
  })
}
