/** What a notice of a fee says, from the event that charged it. */
import { calendarDate, daysBetween } from '../../kernel/calendar.ts'
import { FIRM } from '../fee-row.ts'
import type { Body, FeeNoticeBody } from './bodies.ts'
import type { Told } from './compose.ts'

/** What a fee was charged from, as its event keeps it. */
export type Charged = {
  readonly of: string
  readonly rate: string
  readonly from: string
  readonly to: string
  readonly due_on: string
  /** Who pays which part, where it is not the firm alone; a bank by its id. */
  readonly payers?: readonly { readonly payer: string; readonly amount: string }[]
}
type ChargingEvent = { readonly type: string; readonly body: unknown }

/** What an event charged; undefined where it charged nothing. */
export function chargedBy({ type, body }: ChargingEvent): { readonly fee: string; readonly from: Charged } | undefined {
  if (type !== 'signed' && type !== 'fee_charged') return undefined
  const { fee, charged } = body as { readonly fee?: string; readonly charged?: Charged }
  return fee === undefined || fee === '0' || charged === undefined ? undefined : { fee, from: charged }
}

/** Who pays a fee, in the words of the paper. */
const payerOf = (payer: string): FeeNoticeBody['payers'][number]['payer'] =>
  payer === FIRM ? 'debtor' : payer.startsWith('bank-') ? 'creditor' : 'programme'

/** The notice of a fee: the debtor's, and what the creditor or a programme pays of it. */
export const feeNoticeOf = (
  told: Pick<Told, 'number' | 'programme' | 'bank' | 'firm'> & { readonly life: Pick<Told['life'], 'kind'> },
  { fee, from }: { readonly fee: string; readonly from: Charged },
  issue: Body['issue'],
  editions: Body['editions'],
): FeeNoticeBody => ({
  paper: 'fee_notice',
  issue,
  guarantee: { number: told.number, kind: told.life.kind, programme: told.programme },
  creditor: told.bank,
  debtor: told.firm,
  period: { from: from.from, to: from.to },
  due_on: from.due_on,
  outstanding: from.of,
  rate: from.rate,
  figures: { days: daysBetween(calendarDate(from.from), calendarDate(from.to)), amount: fee },
  payers: (from.payers ?? [{ payer: FIRM, amount: fee }]).map(one => ({ ...one, payer: payerOf(one.payer) })),
  editions,
})
