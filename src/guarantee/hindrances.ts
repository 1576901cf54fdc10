/** What stands against a command on a guarantee besides its state and the day, the most basic first. */
import { addDays, type CalendarDate, rolledForward } from '../kernel/calendar.ts'
import { isMoneyText, type Money, moneyText, plus, ZERO } from '../kernel/money.ts'
import { type Refusal, refusal } from '../kernel/result.ts'
import { claimableFrom } from './claim.ts'
import { type Breach, type Command, type Life, type LifeRules, type Notice, undrawnOf } from './commands.ts'
import type { GuaranteeCode } from './refusals.ts'

/** How long the creditor has to tell something. */
export type DutyRules = Pick<LifeRules, 'dutyDays' | 'holidays'>
type Found = Refusal<GuaranteeCode> | undefined
type Params = Readonly<Record<string, string>>
const unless = (holds: boolean, code: GuaranteeCode, at: string, params: Params): Found =>
  holds ? undefined : refusal(code, at, params)

const atLeast = (least: bigint, at: string, amount: Money): Found =>
  unless(amount >= least && isMoneyText(moneyText(amount)), 'guarantee_amount', at, {
    value: moneyText(amount),
    limit: `whole won from ${least}, below 10^18`,
  })
const positive = (amount: Money): Found => atLeast(1n, 'amount', amount)
const atMost = (amount: Money, limit: Money, code: GuaranteeCode, at: string): Found =>
  unless(amount <= limit, code, at, { value: moneyText(amount), limit: moneyText(limit) })
const happened = (on: CalendarDate, day: CalendarDate): Found =>
  unless(on <= day, 'guarantee_day_to_come', 'on', { value: on, limit: `to ${day}` })
const notPast = (at: string, on: CalendarDate, day: CalendarDate): Found =>
  unless(on >= day, 'guarantee_day_past', at, { value: on, limit: `from ${day}` })
const later = (at: string, on: CalendarDate, than: CalendarDate): Found =>
  unless(on > than, 'term_not_later', at, { value: on, limit: `after ${than}` })
const resolved = (resolution: string): Found =>
  unless(resolution.trim() !== '', 'guarantee_resolution_missing', 'resolution', {
    limit: 'the resolution of the board',
  })

/** Until when the creditor has told without delay. */
const toldInTime = (on: CalendarDate, rules: DutyRules): CalendarDate =>
  rolledForward(addDays(on, rules.dutyDays), rules.holidays)

/**
 * The last day before a notice lapses. A creditor that holds the letter may have lent on the sixtieth day and tell it
 * without delay: the notice is not void before that time has passed as well.
 */
export const standsTo = (notice: Notice, rules: DutyRules): CalendarDate =>
  notice.step === 'lettered' ? toldInTime(notice.until, rules) : notice.until

/** Whether what the creditor tells with a command comes late. */
export function isLate(command: Command, day: CalendarDate, rules: LifeRules): boolean {
  const tells = command.type === 'draw' || command.type === 'tell' || command.type === 'report_accident'
  return tells && day > toldInTime(command.on, rules)
}

type UnderNotice = Extract<Command, { type: 'withdraw' | 'lapse' | 'sign' | 'send_letter' | 'draw' }>
/** How far a notice must have come; to lapse it is enough that it is not over. */
const STEP = {
  withdraw: ['noticed', 'signed', 'lettered'],
  lapse: ['noticed', 'signed', 'lettered'],
  sign: ['noticed'],
  send_letter: ['signed'],
  draw: ['lettered'],
} as const satisfies Record<UnderNotice['type'], readonly Notice['step'][]>

/** What stands against a command under a notice; `on` is the day that has to lie within its sixty. */
function* againstNotice(life: Life, command: UnderNotice, on: CalendarDate, rules: LifeRules): Generator<Found> {
  const notice = life.notices.find(one => one.id === command.notice)
  if (notice === undefined) {
    yield refusal('notice_unknown', 'notice', { value: command.notice })
    return
  }
  const steps: readonly Notice['step'][] = STEP[command.type]
  yield unless(steps.includes(notice.step), 'notice_step', 'notice', { value: notice.step, limit: steps.join(', ') })
  const last = standsTo(notice, rules)
  yield command.type === 'lapse'
    ? unless(on > last, 'notice_not_over', 'day', { value: on, limit: `after ${last}` })
    : unless(on <= notice.until, 'notice_over', 'day', { value: on, limit: `to ${notice.until}` })
  if (command.type === 'draw') yield atMost(command.amount, undrawnOf(notice), 'draw_above_notice', 'amount')
}

const isSame = (a: Breach, b: Breach): boolean => a.kind === b.kind && a.of === b.of

/** Each duty the creditor missed is held against it or waived: none is passed over. */
function* againstExamination(life: Life, command: Extract<Command, { type: 'examine' }>): Generator<Found> {
  const { claimed, amount, denies, waives } = command
  yield atMost(amount, claimed, 'examination_above_claim', 'amount')
  yield unless(amount === claimed || denies.length > 0, 'examination_breach_missing', 'denies', {
    limit: 'the breach on which less is paid than is claimed',
  })
  const missed: readonly Breach[] = life.missed.map(of => ({ kind: 'duty_missed', of }))
  const open = missed.filter(one => ![...denies, ...waives].some(answer => isSame(one, answer)))
  yield unless(open.length === 0, 'examination_breach_unanswered', 'waives', {
    value: open.map(one => one.of).join(', '),
  })
}

function* against(life: Life, command: Command, day: CalendarDate, rules: LifeRules): Generator<Found> {
  switch (command.type) {
    case 'notice':
      yield positive(command.amount)
      yield notPast('until', command.until, day)
      yield unless(
        life.notices.every(one => one.id !== command.notice),
        'notice_repeated',
        'notice',
        { value: command.notice },
      )
      return
    case 'withdraw':
    case 'lapse':
      yield* againstNotice(life, command, day, rules)
      return
    case 'sign':
      yield atLeast(0n, 'fee', command.fee)
      yield later('maturesOn', command.maturesOn, day)
      yield later('feeTo', command.feeTo, day)
      yield* againstNotice(life, command, day, rules)
      return
    case 'send_letter':
      yield atLeast(0n, 'feeUnpaid', command.feeUnpaid)
      yield* againstNotice(life, command, day, rules)
      yield atMost(command.feeUnpaid, ZERO, 'letter_fee_unpaid', 'feeUnpaid')
      return
    case 'draw':
      yield positive(command.amount)
      yield happened(command.on, day)
      yield* againstNotice(life, command, command.on, rules)
      return
    case 'tell':
      yield happened(command.on, day)
      return
    case 'charge_fee': {
      const feeTo = life.feeTo ?? day
      yield atLeast(1n, 'fee', command.fee)
      yield later('to', command.to, feeTo)
      yield unless(day >= feeTo && (life.maturesOn === null || feeTo < life.maturesOn), 'fee_not_due', 'day', {
        value: day,
        limit: `from ${feeTo}, where it is before ${life.maturesOn ?? 'the end'}`,
      })
      return
    }
    case 'change':
      yield unless(command.of === 'obligor' || life.state === 'in_force', 'guarantee_state', 'state', {
        value: life.state,
        limit: 'in_force',
      })
      yield atLeast(0n, 'balance', command.balance)
      yield later('maturesOn', command.maturesOn, day)
      yield atMost(command.balance, life.balance, 'balance_exceeded', 'balance')
      return
    case 'renew':
      yield atLeast(0n, 'balance', command.balance)
      yield later('maturesOn', command.maturesOn, life.maturesOn ?? day)
      yield atMost(command.balance, life.balance, 'balance_exceeded', 'balance')
      yield unless(life.maturesOn === null || day <= life.maturesOn, 'renewal_after_maturity', 'day', {
        value: day,
        limit: `to ${life.maturesOn}`,
      })
      return
    case 'release':
      yield positive(command.amount)
      yield atMost(command.amount, life.balance, 'balance_exceeded', 'amount')
      return
    case 'restate':
      yield positive(command.amount)
      yield atMost(command.amount, plus(command.amount, command.right), 'restatement_above_told', 'amount')
      if (command.of === 'draw') yield atMost(command.amount, life.balance, 'balance_exceeded', 'amount')
      return
    case 'report_accident':
      yield happened(command.on, day)
      yield unless(rules.accidents.has(command.kind), 'accident_unknown', 'kind', {
        value: command.kind,
        limit: [...rules.accidents].join(', '),
      })
      return
    case 'claim': {
      yield happened(command.on, day)
      yield unless(command.isProven, 'claim_proof_missing', 'isProven', { limit: `proof of ${command.trigger}` })
      yield unless(
        command.hasConsent || !rules.needsConsent.has(command.trigger),
        'claim_consent_missing',
        'hasConsent',
        { value: command.trigger, limit: 'the consent of the fund, given before' },
      )
      const earliest = claimableFrom(command.trigger, command.on, rules.waitMonths, rules.holidays)
      yield unless(day >= earliest, 'claim_too_early', 'day', { value: day, limit: `from ${earliest}` })
      return
    }
    case 'examine':
      yield atLeast(1n, 'claimed', command.claimed)
      yield atLeast(0n, 'amount', command.amount)
      yield notPast('payOn', command.payOn, day)
      yield* againstExamination(life, command)
      return
    case 'pay': {
      const { amount, on } = life.payable ?? { amount: ZERO, on: day }
      yield unless(day === on, 'payment_day_differs', 'day', { value: day, limit: on })
      yield unless(command.amount === amount, 'payment_amount_differs', 'amount', {
        value: moneyText(command.amount),
        limit: moneyText(amount),
      })
      return
    }
    case 'recover':
      yield positive(command.amount)
      return
    case 'defer':
      yield notPast('until', command.until, day)
      yield resolved(command.resolution)
      return
    case 'sell':
      yield resolved(command.resolution)
      return
    case 'discharge':
      yield atLeast(0n, 'owed', command.owed)
      yield unless(command.ground !== 'paid' || command.owed === 0n, 'discharge_debt_left', 'owed', {
        value: moneyText(command.owed),
        limit: '0',
      })
      return
    case 'write_off':
      yield unless(command.owed > 0n, 'write_off_nothing_owed', 'owed', {
        value: moneyText(command.owed),
        limit: 'above 0',
      })
      return
    case 'normalise':
      return
    default:
      command satisfies never
  }
}

/** The first thing that stands against a command, in the order of the questions above; nothing where it is allowed. */
export function hindrance(life: Life, command: Command, day: CalendarDate, rules: LifeRules): Found {
  for (const found of against(life, command, day, rules)) if (found !== undefined) return found
  return undefined
}
