/**
 * The posting rules: which movements each event of the trade makes. The amounts come from the stage that computed
 * them; what depends on the books (the part of a recovery for each debt, how far a provision goes) is read here.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import { digestOf, type Json } from '../kernel/digest.ts'
import {
  isMoneyText,
  type Money,
  maxMoney,
  minMoney,
  minus,
  money,
  moneyText,
  plus,
  sumMoney,
  ZERO,
} from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type AccountKind, account, KINDS, standing } from './accounts.ts'
import { balanceOf, type Change, changeOf, type Ledger, type Line, repeated, type Transfer } from './entries.ts'
import type { LedgerEvent, OfNotice } from './events.ts'
import { MOVEMENTS, type MovementName } from './movements.ts'
import { appliedTo, DEBTS, type Debt, type Owed } from './recovery-order.ts'
import type { LedgerCode } from './refusals.ts'

export type { LedgerEvent } from './events.ts'

/** An event with the id of its entry, its day, and the paper it stands on. */
export type Occurrence = {
  readonly id: string
  readonly day: CalendarDate
  readonly reference: string
  readonly event: LedgerEvent
}

/** A line without its id; the place in the entry gives it. */
type Step =
  | {
      readonly move: MovementName
      /** The guarantee, the bank or the sharer; '' for the fund. */
      readonly of: string
      readonly amount: Money
      readonly notice?: string
      readonly payer?: string
      readonly sharer?: string
    }
  | Extract<Line, { kind: 'pending' }>
  | Exclude<Line, { kind: 'posted' | 'pending' }>

/** Of whom the accounts are that are not of the guarantee itself. */
type Parties = { readonly notice?: string; readonly payer?: string; readonly sharer?: string }

const move = (name: MovementName, of: string, amount: Money): Step => ({ move: name, of, amount })
const standingOf = (ledger: Ledger, kind: AccountKind, of = ''): Money =>
  standing(kind, balanceOf(ledger, account(kind, of)))

const sidesOf = (name: MovementName, of: string, { notice = '', payer = '', sharer = of }: Parties = {}) => {
  const { debit, credit } = MOVEMENTS[name]
  const holders = { guarantee: of, bank: of, fund: of, notice, payer, sharer }
  const side = (kind: AccountKind) => account(kind, holders[KINDS[kind].of])
  return { debit: side(debit), credit: side(credit) }
}

/** The transfer of a notice; one of another guarantee is not there for this one. */
function noticeOf(ledger: Ledger, event: OfNotice): Result<Transfer, LedgerCode> {
  const notice = ledger.transfers.get(event.notice)
  return notice === undefined || notice.debit.of !== event.guarantee
    ? refuse(refusal('transfer_unknown', 'notice', { value: event.notice, limit: `a notice of ${event.guarantee}` }))
    : ok(notice)
}

/** Takes back what was signed under a notice and not drawn. */
const undrawn = (ledger: Ledger, guarantee: string, notice: Transfer): Step => ({
  ...move('cancel_commitment', guarantee, standingOf(ledger, 'commitments', notice.id)),
  notice: notice.id,
})

type UnderNotice = Extract<LedgerEvent, { type: 'notice_withdrawn' | 'lapsed' | 'signed' | 'drawn' }>

/** What is done under a notice: signed and drawn up to its last day, lapsed after it. */
function underNotice(ledger: Ledger, event: UnderNotice, day: CalendarDate): Result<Step[], LedgerCode> {
  const found = noticeOf(ledger, event)
  if (!found.ok) return found
  const notice = found.value
  const { guarantee } = event
  const lastDay = notice.expiresOn ?? day
  switch (event.type) {
    case 'notice_withdrawn':
      return notice.status === 'posted'
        ? ok([undrawn(ledger, guarantee, notice)])
        : ok([{ kind: 'voided', pending: notice.id }])
    case 'signed':
      return ok([
        { kind: 'settled', pending: notice.id, amount: event.amount },
        move('charge_fee', guarantee, event.fee),
      ])
    case 'drawn':
      if (event.on > lastDay)
        return refuse(refusal('transfer_past_expiry', 'notice', { value: event.on, limit: lastDay }))
      return ok([{ ...move('draw', guarantee, event.amount), notice: notice.id }])
    case 'lapsed':
      // What was only noticed expires by itself; what was signed is taken back as far as nothing was drawn.
      if (notice.status !== 'posted') return ok([{ kind: 'expired', pending: notice.id }])
      if (day <= lastDay)
        return refuse(refusal('transfer_not_past_expiry', 'notice', { value: day, limit: `after ${lastDay}` }))
      return ok([undrawn(ledger, guarantee, notice)])
    default:
      return event satisfies never
  }
}

/** A movement of a fee: on the firm's own account, or on that of the payer who is named. */
const ofPayer = (
  { guarantee, payer, amount }: { readonly guarantee: string; readonly payer?: string; readonly amount: Money },
  ofFirm: MovementName,
  ofAnother: MovementName,
): Step => (payer === undefined ? move(ofFirm, guarantee, amount) : { ...move(ofAnother, guarantee, amount), payer })

/** What the guarantee stands at is brought to an amount by posting the difference. */
function toExposure(ledger: Ledger, of: string, exposure: Money): Step {
  const now = standingOf(ledger, 'exposure', of)
  return exposure >= now
    ? move('raise_exposure', of, minus(exposure, now))
    : move('release_exposure', of, minus(now, exposure))
}

const OWED = {
  costs: 'recourse_costs',
  damages: 'damages_receivable',
  principal: 'subrogation_claims',
} as const satisfies Record<Debt, AccountKind>
const APPLIED = {
  costs: 'apply_to_costs',
  damages: 'apply_to_damages',
  principal: 'apply_to_principal',
} as const satisfies Record<Debt, MovementName>
const WRITTEN_OFF = {
  costs: 'write_off_costs',
  damages: 'write_off_damages',
  principal: 'write_off_principal',
} as const satisfies Record<Debt, MovementName>

/** What is owed to the fund on a guarantee whose claim it paid. */
export const owedOn = (ledger: Ledger, guarantee: string): Owed => ({
  costs: standingOf(ledger, OWED.costs, guarantee),
  damages: standingOf(ledger, OWED.damages, guarantee),
  principal: standingOf(ledger, OWED.principal, guarantee),
})

const wholeOf = (owed: Owed): Money => sumMoney(DEBTS.map(debt => owed[debt]))

/** A recovery on claims on the books goes by the order of the debts; what is then left, to the special claim. */
function recovered(ledger: Ledger, event: Extract<LedgerEvent, { type: 'recovered' }>): Result<Step[], LedgerCode> {
  const { guarantee: of, amount, order } = event
  const owed = owedOn(ledger, of)
  const whole = wholeOf(owed)
  const special = standingOf(ledger, 'special_claims', of)
  if (amount > whole + special) {
    const limit = moneyText(plus(whole, special))
    return refuse(refusal('recovery_above_claim', 'amount', { value: moneyText(amount), limit }))
  }
  const onBooks = minMoney(amount, whole)
  const onSpecial = minus(amount, onBooks)
  const parts = appliedTo(onBooks, owed, order)
  return ok([
    move('receive_recovery', of, amount),
    ...order.map(debt => move(APPLIED[debt], of, parts[debt])),
    move('apply_to_special', of, onSpecial),
    move('end_special_claim', of, onSpecial),
  ])
}

/** Off the balance sheet whole: the loss is taken from the provision as far as it goes, the claim is still pursued. */
function writtenOff(ledger: Ledger, of: string): Step[] {
  const owed = owedOn(ledger, of)
  const whole = wholeOf(owed)
  const provision = standingOf(ledger, 'provisions', of)
  // What others bear of it is no loss of the fund's; on the debit side stands what it bears for them.
  const others = money(-standingOf(ledger, 'shared_losses', of))
  return [
    ...DEBTS.map(debt => move(WRITTEN_OFF[debt], of, owed[debt])),
    move('use_shared', of, maxMoney(ZERO, others)),
    move('take_shared', of, maxMoney(ZERO, money(-others))),
    move('use_provision', of, minMoney(provision, maxMoney(ZERO, minus(whole, others)))),
    move('keep_special_claim', of, whole),
  ]
}

function provided(ledger: Ledger, of: string, provision: Money): Step {
  const now = standingOf(ledger, 'provisions', of)
  return provision >= now
    ? move('provide', of, minus(provision, now))
    : move('release_provision', of, minus(now, provision))
}

/** The lines of a restatement: with the transfer for what is missing, against it for what is too much. */
function restated(
  ledger: Ledger,
  event: Extract<LedgerEvent, { type: 'restated' }>,
  id: string,
): Result<Line[], LedgerCode> {
  if (event.reason.trim() === '')
    return refuse(refusal('restatement_reason_missing', 'reason', { limit: 'why the amount was wrong' }))
  const transfer = ledger.transfers.get(event.transfer)
  if (transfer === undefined) return refuse(refusal('transfer_unknown', 'transfer', { value: event.transfer }))
  if (transfer.status !== 'posted')
    return refuse(refusal('restatement_not_posted', 'transfer', { value: transfer.status, limit: 'posted' }))
  if (transfer.restates !== null)
    return refuse(refusal('restatement_repeated', 'transfer', { value: transfer.id, limit: transfer.restates }))
  const difference = minus(event.amount, transfer.posted)
  if (difference === 0n)
    return refuse(refusal('restatement_same', 'amount', { value: moneyText(event.amount), limit: 'another amount' }))
  const isMore = difference > 0n
  const [debit, credit] = isMore ? [transfer.debit, transfer.credit] : [transfer.credit, transfer.debit]
  const amount = isMore ? difference : money(-difference)
  return ok([{ kind: 'posted', id: `${id}/1`, debit, credit, amount, restates: transfer.id }])
}

/** The movements of an event, in order; those of nothing are left out afterwards. */
function stepsOf(
  ledger: Ledger,
  event: Exclude<LedgerEvent, { type: 'restated' }>,
  day: CalendarDate,
): Result<Step[], LedgerCode> {
  switch (event.type) {
    case 'noticed': {
      const sides = sidesOf('commit', event.guarantee, event)
      return ok([{ kind: 'pending', id: event.notice, ...sides, amount: event.amount, expiresOn: event.until }])
    }
    case 'notice_withdrawn':
    case 'lapsed':
    case 'signed':
    case 'drawn':
      return underNotice(ledger, event, day)
    case 'changed':
      return ok([toExposure(ledger, event.guarantee, event.exposure)])
    case 'renewed':
      return ok([toExposure(ledger, event.guarantee, event.exposure), move('charge_fee', event.guarantee, event.fee)])
    case 'released':
      return ok([move('release_exposure', event.guarantee, event.amount)])
    case 'fee_charged':
      return ok([ofPayer(event, 'charge_fee', 'charge_payer')])
    case 'late_fee_charged':
      return ok([ofPayer(event, 'charge_late_fee', 'charge_payer_late')])
    case 'fee_received':
      return ok([ofPayer(event, 'receive_fee', 'receive_payer')])
    case 'fee_earned':
      return ok([move('earn_fee', event.guarantee, event.amount)])
    case 'fee_refunded': {
      const { payer } = event
      const owed =
        payer === undefined
          ? standingOf(ledger, 'fees_receivable', event.guarantee)
          : standingOf(ledger, 'payer_receivables', payer)
      const unpaid = minMoney(event.amount, owed)
      return ok([
        ofPayer({ ...event, amount: unpaid }, 'forgive_fee', 'forgive_payer'),
        move('refund_fee', event.guarantee, minus(event.amount, unpaid)),
      ])
    }
    case 'claim_paid':
      return ok([
        move('release_exposure', event.guarantee, standingOf(ledger, 'exposure', event.guarantee)),
        move('pay_claim', event.guarantee, event.amount),
      ])
    case 'costs_spent':
      return ok([move('spend_costs', event.guarantee, event.amount)])
    case 'damages_charged':
      return ok([move('charge_damages', event.guarantee, event.amount)])
    case 'recovered':
      return recovered(ledger, event)
    case 'provided':
      return ok([provided(ledger, event.guarantee, event.provision)])
    case 'written_off':
      return ok(writtenOff(ledger, event.guarantee))
    case 'discharged':
      return ok([move('end_special_claim', event.guarantee, standingOf(ledger, 'special_claims', event.guarantee))])
    case 'loss_shared': {
      const { guarantee, sharer, amount, isWrittenOff } = event
      return ok([{ ...move(isWrittenOff ? 'lessen_loss' : 'share_loss', guarantee, amount), sharer }])
    }
    case 'share_returned': {
      const { guarantee, sharer, amount, isWrittenOff } = event
      return ok([{ ...move(isWrittenOff ? 'raise_loss' : 'share_back', guarantee, amount), sharer }])
    }
    case 'share_received':
      return ok([move('receive_share', event.sharer, event.amount)])
    case 'share_paid':
      return ok([move('pay_share', event.sharer, event.amount)])
    case 'contribution_assessed':
      return ok([move('assess_contribution', event.bank, event.amount)])
    case 'contribution_received':
      return ok([move('receive_contribution', event.bank, event.amount)])
    case 'surplus_kept':
      return ok([move('add_to_reserves', '', event.amount)])
    case 'deficit_covered': {
      const fromReserves = minMoney(event.amount, standingOf(ledger, 'reserves'))
      return ok([
        move('cover_from_reserves', '', fromReserves),
        move('cover_by_government', '', minus(event.amount, fromReserves)),
      ])
    }
    case 'cover_received':
      return ok([move('receive_cover', '', event.amount)])
    default:
      return event satisfies never
  }
}

const AMOUNTS = ['amount', 'fee', 'exposure', 'provision'] as const
/** Amounts that bring something to what is handed in, or may be nothing; every other is above 0. */
const MAY_BE_NOTHING: readonly string[] = ['fee', 'exposure', 'provision']

/** Amounts are looked at before anything is read: below zero a movement would run backwards. */
function badAmounts(event: LedgerEvent) {
  const given = event as unknown as Partial<Record<(typeof AMOUNTS)[number], Money>>
  return AMOUNTS.flatMap(name => {
    const amount = given[name]
    if (amount === undefined) return []
    const least = MAY_BE_NOTHING.includes(name) || event.type === 'restated' ? 0n : 1n
    return amount >= least && isMoneyText(moneyText(amount))
      ? []
      : [
          refusal('entry_amount' as const, name, {
            value: moneyText(amount),
            limit: `whole won from ${least}, below 10^18`,
          }),
        ]
  })
}

function lineOf(step: Step, id: string): Line {
  if (!('move' in step)) return step
  return { kind: 'posted', id, ...sidesOf(step.move, step.of, step), amount: step.amount }
}

function linesOf(ledger: Ledger, { id, day, event }: Occurrence): Result<Line[], LedgerCode> {
  const bad = badAmounts(event)
  if (bad.length > 0) return refuse(...bad)
  if (event.type === 'restated') return restated(ledger, event, id)
  const steps = stepsOf(ledger, event, day)
  if (!steps.ok) return steps
  const moved = steps.value.filter(step => !('move' in step) || step.amount !== 0n)
  return ok(moved.map((step, place) => lineOf(step, `${id}/${place + 1}`)))
}

/** An event as text: amounts as their digits. */
const digestOfEvent = ({ day, reference, event }: Occurrence): string =>
  digestOf({
    day,
    reference,
    event: Object.fromEntries(
      Object.entries(event).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
    ),
  } as Json)

/**
 * What an event does to the books. The same event again, under the same id, does nothing more.
 * Errors: `entry_reused`, `entry_amount`, `recovery_above_claim`, those of restatements, and what `changeOf` refuses.
 */
export function postingOf(ledger: Ledger, occurrence: Occurrence): Result<Change, LedgerCode> {
  const { id, day, reference, event } = occurrence
  const digest = digestOfEvent(occurrence)
  const before = ledger.entries.get(id)
  if (before !== undefined) return repeated(before, digest)
  const lines = linesOf(ledger, occurrence)
  if (!lines.ok) return lines
  const stands = event.type === 'restated' ? `${reference}: ${event.reason}` : reference
  return changeOf(ledger, { id, day, event: event.type, reference: stands, digest, lines: lines.value })
}

/** What counts against a limit: what stands, what is signed and not drawn, and what is only noticed. */
export function usedBy(ledger: Ledger, guarantee: string, notices: readonly string[]): Money {
  const promised = notices.map(notice => {
    const balance = balanceOf(ledger, account('commitments', notice))
    return money(standing('commitments', balance) + balance.creditsPending)
  })
  return sumMoney([standingOf(ledger, 'exposure', guarantee), ...promised])
}

/** What stands on every account of a kind together. */
export function standingOfAll(ledger: Ledger, kind: AccountKind): Money {
  let sum = 0n
  for (const [key, balance] of ledger.balances) if (key.startsWith(`${kind}:`)) sum += standing(kind, balance)
  return money(sum)
}
