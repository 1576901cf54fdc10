/** A fee of a guarantee as it is kept: what it is, for which days, who owes it, and the rule it follows from. */
import { type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { type Money, moneyFromText, moneyText, ZERO } from '../kernel/money.ts'
import type { ChargedFee } from './fees.ts'

/** `yearly`: the fee of a decision. The others are charged beside it, once or for days gone by. */
export const FEE_KINDS = ['yearly', 'appraisal', 'unperformed', 'success'] as const
export type FeeKind = (typeof FEE_KINDS)[number]

/** The firm owes what nobody else pays. Another payer is the government, a programme, or a bank by its id. */
export const FIRM = 'firm'

/** The account of who owes a fee; undefined for the firm, whose account is that of the guarantee. */
export const accountOfPayer = (guarantee: string, payer: string): { readonly payer?: string } =>
  payer === FIRM ? {} : { payer: `${guarantee}:${payer}` }

/** What a fee is, beside its days and its amount. */
export type Charging = {
  readonly kind: FeeKind
  /** Which of its kind, as the rules name it: an appraisal, a bank's support. */
  readonly code: string | null
  readonly payer: string
  /** Where in the rules it stands, and of which edition. */
  readonly rule: string
  readonly edition: string | null
}

/** A fee charged for its days. What a release leaves of one is a fee of its own from that day on. */
export type Fee = ChargedFee &
  Charging & {
    readonly place: number
    /** The notice it was charged under; '' for one of the whole guarantee. */
    readonly notice: string
    readonly due: CalendarDate
    /** What of it is posted as earned. */
    readonly earned: Money
    readonly isOver: boolean
    /** The day to which its delay is charged. */
    readonly lateTo: CalendarDate | null
  }

/** Amounts as text. */
export type FeeRow = {
  readonly place: number
  readonly notice: string
  readonly from_day: string
  readonly to_day: string
  readonly due_on: string
  readonly amount: string
  readonly earned: string
  readonly is_over: boolean
  readonly late_to: string | null
  readonly kind: string
  readonly code: string | null
  readonly payer: string
  readonly rule: string
  readonly edition: string | null
}

export const feeOfRow = (row: FeeRow): Fee => ({
  place: row.place,
  notice: row.notice,
  from: calendarDate(row.from_day),
  to: calendarDate(row.to_day),
  due: calendarDate(row.due_on),
  amount: moneyFromText(row.amount),
  earned: moneyFromText(row.earned),
  isOver: row.is_over,
  lateTo: row.late_to === null ? null : calendarDate(row.late_to),
  kind: row.kind as FeeKind,
  code: row.code,
  payer: row.payer,
  rule: row.rule,
  edition: row.edition,
})

export const rowOfFee = (fee: Fee): FeeRow => ({
  place: fee.place,
  notice: fee.notice,
  from_day: fee.from,
  to_day: fee.to,
  due_on: fee.due,
  amount: moneyText(fee.amount),
  earned: moneyText(fee.earned),
  is_over: fee.isOver,
  late_to: fee.lateTo,
  kind: fee.kind,
  code: fee.code,
  payer: fee.payer,
  rule: fee.rule,
  edition: fee.edition,
})

/** A fee as it is charged: nothing of it earned, nothing late. */
export const newFee = (
  place: number,
  notice: string,
  charged: ChargedFee & { readonly due: CalendarDate },
  charging: Charging,
): Fee => ({ ...charged, ...charging, place, notice, earned: ZERO, isOver: false, lateTo: null })
