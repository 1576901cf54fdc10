/** A guarantee as its life sees it, what may be asked of it, and what happened to it. */

import type { Duty, Trigger } from '../decision/aftercare-schema.ts'
import type { CalendarDate } from '../kernel/calendar.ts'
import { type Money, minus, ZERO } from '../kernel/money.ts'
import type { Aftercare } from './aftercare.ts'
import type { EventType, State } from './life-table.ts'

/** One promise under the guarantee, the whole or a tranche, with its own sixty days. */
export type Notice = {
  readonly id: string
  readonly amount: Money
  /** The last day on which the main debt may arise. */
  readonly until: CalendarDate
  readonly step: 'noticed' | 'signed' | 'lettered' | 'over'
  readonly drawn: Money
}

/** Why the fund may deny: a duty the creditor missed, money used otherwise, a condition of the letter not kept. */
export const BREACHES = ['duty_missed', 'use_of_funds', 'condition_unmet'] as const
export type Breach = { readonly kind: (typeof BREACHES)[number]; readonly of: string }

/** What the commands depend on, and no more. */
export type Life = {
  readonly state: State
  /** One event, one version. */
  readonly version: number
  /** The day of the last event. */
  readonly day: CalendarDate
  /** A revolving line stands whole from its first draw. */
  readonly kind: 'individual' | 'revolving'
  readonly notices: readonly Notice[]
  /** What is guaranteed now. */
  readonly balance: Money
  readonly maturesOn: CalendarDate | null
  /** The last day a fee has been charged for. */
  readonly feeTo: CalendarDate | null
  /** Duties the creditor told too late; each once. */
  readonly missed: readonly Duty[]
  /** What the examination came to, and the day to which its figures run. */
  readonly payable: { readonly amount: Money; readonly on: CalendarDate } | null
  readonly deferredUntil: CalendarDate | null
}

type OfNotice = { readonly notice: string }

export type Command =
  | ({ readonly type: 'notice'; readonly amount: Money; readonly until: CalendarDate } & OfNotice)
  | ({ readonly type: 'withdraw' } & OfNotice)
  | ({ readonly type: 'lapse' } & OfNotice)
  /** `feeTo`: the last day of the first fee; a tranche signed later joins the fee years there are. */
  | ({
      readonly type: 'sign'
      readonly fee: Money
      readonly maturesOn: CalendarDate
      readonly feeTo: CalendarDate
    } & OfNotice)
  | ({ readonly type: 'send_letter'; readonly feeUnpaid: Money } & OfNotice)
  /** `on`: the day the main debt arose, which may be before the day it is told. `amount`: its guaranteed part. */
  | ({ readonly type: 'draw'; readonly on: CalendarDate; readonly amount: Money } & OfNotice)
  | { readonly type: 'tell'; readonly duty: Duty; readonly on: CalendarDate }
  | { readonly type: 'charge_fee'; readonly fee: Money; readonly to: CalendarDate }
  /** `balance`: what is guaranteed under the new terms; more than before takes a notice of its own. */
  | {
      readonly type: 'change'
      /** `obligor`: who is bound beside the debtor. */
      readonly of: 'amount' | 'term' | 'bank' | 'debtor' | 'obligor'
      readonly balance: Money
      readonly maturesOn: CalendarDate
    }
  | { readonly type: 'renew'; readonly balance: Money; readonly maturesOn: CalendarDate }
  | { readonly type: 'release'; readonly amount: Money }
  /**
   * A release or a draw was told too high. `amount`: by how much of what is guaranteed; `right`: what it should have
   * been; `fee`: what is charged again; `resumes`: the state a guarantee goes back to that was released by it. Under a
   * `notice` whose days are not over it `reopens` what was not drawn.
   */
  | {
      readonly type: 'restate'
      readonly of: 'release' | 'draw'
      readonly event: number
      readonly notice: string
      readonly amount: Money
      readonly right: Money
      readonly fee: Money
      readonly resumes: 'in_force' | 'accident'
      readonly reopens: boolean
      readonly reason: string
    }
  | { readonly type: 'report_accident'; readonly kind: string; readonly on: CalendarDate }
  | { readonly type: 'normalise' }
  | {
      readonly type: 'claim'
      readonly trigger: Trigger
      readonly on: CalendarDate
      readonly isProven: boolean
      readonly hasConsent: boolean
    }
  /**
   * `claimed`: the fund's part of what is claimed, to the day of payment; `amount`: what of it is paid. `waives`:
   * breaches found and not held against the creditor.
   */
  | {
      readonly type: 'examine'
      readonly claimed: Money
      readonly amount: Money
      readonly payOn: CalendarDate
      readonly denies: readonly Breach[]
      readonly waives: readonly Breach[]
    }
  | { readonly type: 'pay'; readonly amount: Money }
  | { readonly type: 'recover'; readonly amount: Money }
  | {
      readonly type: 'defer'
      readonly until: CalendarDate
      readonly ground: 'nothing_left' | 'more_later'
      readonly resolution: string
    }
  | {
      readonly type: 'sell'
      readonly to: 'restructuring_vehicle' | 'kamco' | 'spc' | 'pef'
      readonly resolution: string
    }
  /** `owed`: what the books still show. */
  | { readonly type: 'write_off'; readonly owed: Money }
  | { readonly type: 'discharge'; readonly owed: Money; readonly ground: 'paid' | 'settled' | 'relieved' }

export type GuaranteeEvent = {
  readonly type: EventType
  readonly day: CalendarDate
  readonly from: State
  readonly to: State
  readonly command: Command
  /** Whether the creditor was late with what it told. */
  readonly isLate: boolean
}

/** What the agency has laid down, with its source, and the holidays of the zone. */
export type LifeRules = Pick<Aftercare, 'waitMonths' | 'needsConsent' | 'accidents' | 'dutyDays'> & {
  readonly holidays: ReadonlySet<string>
}

/** What is left of a notice to be drawn. */
export const undrawnOf = (notice: Notice): Money => (notice.step === 'over' ? ZERO : minus(notice.amount, notice.drawn))
