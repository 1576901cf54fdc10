/**
 * The life of a guarantee, from notice to discharge: what may be asked of it on a day, and what then holds. Pure: a
 * service loads a life, asks `decide`, keeps the event and what `evolve` makes of it, and posts it in the books.
 */

import type { Duty } from '../decision/aftercare-schema.ts'
import type { CalendarDate } from '../kernel/calendar.ts'
import { type Money, minus, plus, sumMoney, ZERO } from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Command, type GuaranteeEvent, type Life, type LifeRules, type Notice, undrawnOf } from './commands.ts'
import { hindrance, isLate } from './hindrances.ts'
import { type CommandType, isOpen, TABLE } from './life-table.ts'
import type { GuaranteeCode } from './refusals.ts'

/** A guarantee whose first notice has gone out. */
export const begun = (
  kind: Life['kind'],
  day: CalendarDate,
  notice: Pick<Notice, 'id' | 'amount' | 'until'>,
): Life => ({
  state: 'noticed',
  version: 1,
  day,
  kind,
  notices: [{ ...notice, step: 'noticed', drawn: ZERO }],
  balance: ZERO,
  maturesOn: null,
  feeTo: null,
  missed: [],
  payable: null,
  deferredUntil: null,
})

const withNotice = (life: Life, id: string, change: (notice: Notice) => Partial<Notice>): Life => ({
  ...life,
  notices: life.notices.map(one => (one.id === id ? { ...one, ...change(one) } : one)),
})

/** A draw under a notice: of a revolving loan the first one brings the whole line. */
function drawn(life: Life, command: Extract<Command, { type: 'draw' }>): Life {
  const notice = life.notices.find(one => one.id === command.notice)
  if (notice === undefined) return life
  const amount = life.kind === 'revolving' ? undrawnOf(notice) : command.amount
  const after = withNotice(life, notice.id, one => ({
    drawn: plus(one.drawn, amount),
    step: plus(one.drawn, amount) === one.amount ? 'over' : one.step,
  }))
  return { ...after, state: 'in_force', balance: plus(life.balance, amount) }
}

/** Before the first draw the state is that of the notice that has come furthest; without one left, all has lapsed. */
function settled(life: Life): Life {
  const open = life.notices.filter(one => one.step !== 'over')
  if (life.state === 'in_force' && life.balance === 0n && open.length === 0) return { ...life, state: 'released' }
  if (life.state !== 'noticed' && life.state !== 'signed' && life.state !== 'lettered') return life
  const furthest = (['lettered', 'signed', 'noticed'] as const).find(step => open.some(one => one.step === step))
  return { ...life, state: furthest ?? 'lapsed' }
}

/** Nothing is guaranteed any more, and nothing more is drawn: what was still promised is over with it. */
const ended = (life: Life, state: 'released' | 'denied' | 'subrogated'): Life => ({
  ...life,
  state,
  balance: ZERO,
  payable: null,
  notices: life.notices.map(one => ({ ...one, step: 'over' })),
})

/** What was released too much stands again; what was drawn too little for its telling does not. */
function restated(life: Life, command: Extract<Command, { type: 'restate' }>): Life {
  const { of, notice, amount, resumes, reopens } = command
  if (of === 'release') {
    const state = life.state === 'released' ? resumes : life.state
    return { ...life, state, balance: plus(life.balance, amount) }
  }
  const after = withNotice(life, notice, one => ({
    drawn: minus(one.drawn, amount),
    step: one.step === 'over' && reopens ? 'lettered' : one.step,
  }))
  const balance = minus(life.balance, amount)
  return life.state === 'accident' && balance === 0n ? ended(after, 'released') : settled({ ...after, balance })
}

/** The life after a command that was allowed. */
function after(life: Life, command: Command, wasLate: boolean): Life {
  switch (command.type) {
    case 'notice': {
      const { notice: id, amount, until } = command
      return { ...life, notices: [...life.notices, { id, amount, until, step: 'noticed', drawn: ZERO }] }
    }
    case 'withdraw':
    case 'lapse':
      return settled(withNotice(life, command.notice, () => ({ step: 'over' })))
    case 'sign': {
      const signed = withNotice(life, command.notice, () => ({ step: 'signed' }))
      return settled({ ...signed, maturesOn: command.maturesOn, feeTo: life.feeTo ?? command.feeTo })
    }
    case 'send_letter':
      return settled(withNotice(life, command.notice, () => ({ step: 'lettered' })))
    case 'draw':
      return missing(drawn(life, command), 'debt_formed', wasLate)
    case 'tell':
      return missing(life, command.duty, wasLate)
    case 'charge_fee':
      return { ...life, feeTo: command.to }
    case 'change':
    case 'renew':
      return settled({ ...life, balance: command.balance, maturesOn: command.maturesOn })
    case 'release': {
      const balance = minus(life.balance, command.amount)
      // After an accident nothing more is drawn: with the debt gone the guarantee ends, whatever was still promised.
      if (life.state === 'accident' && balance === 0n) return ended(life, 'released')
      return settled({ ...life, balance })
    }
    case 'restate':
      return restated(life, command)
    case 'report_accident':
      return missing({ ...life, state: 'accident' }, 'non_performance', wasLate)
    case 'normalise':
      return { ...life, state: 'in_force' }
    case 'claim':
      return { ...life, state: 'claimed' }
    case 'examine':
      return command.amount === 0n
        ? ended(life, 'denied')
        : { ...life, state: 'examined', payable: { amount: command.amount, on: command.payOn } }
    case 'pay':
      return ended(life, 'subrogated')
    case 'recover':
      return life
    case 'defer':
      return { ...life, deferredUntil: command.until }
    case 'sell':
      return { ...life, state: 'sold' }
    case 'write_off':
      return { ...life, state: 'written_off' }
    case 'discharge':
      return { ...life, state: 'discharged' }
    default:
      return command satisfies never
  }
}

const missing = (life: Life, duty: Duty, wasLate: boolean): Life =>
  wasLate && !life.missed.includes(duty) ? { ...life, missed: [...life.missed, duty] } : life

/** Whether a command is looked at at all: the state first, then the day. */
export function admitted(life: Life, type: CommandType, day: CalendarDate): Result<true, GuaranteeCode> {
  if (!isOpen(type, life.state))
    return refuse(refusal('guarantee_state', 'state', { value: life.state, limit: TABLE[type].open.join(', ') }))
  return day < life.day
    ? refuse(refusal('guarantee_day_backwards', 'day', { value: day, limit: `from ${life.day}` }))
    : ok(true)
}

/**
 * What a command does to a guarantee on a day: the event, or the first thing that stands against it. The state comes
 * before the day, the day before what is asked, and that in the order of `hindrances.ts`.
 */
export function decide(
  life: Life,
  command: Command,
  day: CalendarDate,
  rules: LifeRules,
): Result<GuaranteeEvent, GuaranteeCode> {
  const open = admitted(life, command.type, day)
  if (!open.ok) return open
  const found = hindrance(life, command, day, rules)
  if (found !== undefined) return refuse(found)
  const wasLate = isLate(command, day, rules)
  const to = after(life, command, wasLate).state
  return ok({ type: TABLE[command.type].event, day, from: life.state, to, command, isLate: wasLate })
}

/** The life after an event. */
export const evolve = (life: Life, event: GuaranteeEvent): Life => ({
  ...after(life, event.command, event.isLate),
  version: life.version + 1,
  day: event.day,
})

/** What is promised and guaranteed together: what counts against limits. */
export const heldBy = (life: Life): Money => sumMoney([life.balance, ...life.notices.map(undrawnOf)])
