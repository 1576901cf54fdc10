/** What happens in the trade that the books are told of, with its amounts; postings.ts says what each moves. */
import type { CalendarDate } from '../kernel/calendar.ts'
import type { Money } from '../kernel/money.ts'
import type { Debt } from './recovery-order.ts'

type OfGuarantee = { readonly guarantee: string }
export type OfNotice = OfGuarantee & { readonly notice: string }
/** Who shares the loss of a guarantee, which may be off the balance sheet. */
type OfSharer = OfGuarantee & { readonly sharer: string; readonly isWrittenOff: boolean }
type Amount = { readonly amount: Money }
/** Who owes or paid a fee under the guarantee, by the id of its account; the firm where none is named. */
type OfPayer = OfGuarantee & { readonly payer?: string }

/** What happened, with its amounts. */
export type LedgerEvent =
  /** Held until the 60 days are over; each tranche has its own notice. */
  | ({ readonly type: 'noticed'; readonly until: CalendarDate } & OfNotice & Amount)
  /** The notice taken back before its day, as far as nothing was drawn. */
  | ({ readonly type: 'notice_withdrawn' } & OfNotice)
  /** No main debt in time: what was only noticed expires, what was signed and not drawn is taken back. */
  | ({ readonly type: 'lapsed' } & OfNotice)
  | ({ readonly type: 'signed'; readonly fee: Money } & OfNotice & Amount)
  /** `on`: the day the money was drawn, which may be before the day it is told and entered. */
  | ({ readonly type: 'drawn'; readonly on: CalendarDate } & OfNotice & Amount)
  /** Terms changed: what the guarantee stands at from here on. */
  | ({ readonly type: 'changed'; readonly exposure: Money } & OfGuarantee)
  | ({ readonly type: 'renewed'; readonly exposure: Money; readonly fee: Money } & OfGuarantee)
  /** Wholly or in part, also where the claim is denied. */
  | ({ readonly type: 'released' } & OfGuarantee & Amount)
  | ({ readonly type: 'fee_charged' } & OfPayer & Amount)
  | ({ readonly type: 'late_fee_charged' } & OfPayer & Amount)
  | ({ readonly type: 'fee_received' } & OfPayer & Amount)
  | ({ readonly type: 'fee_earned' } & OfGuarantee & Amount)
  /** Set off against what is unpaid first; only the rest is paid out. */
  | ({ readonly type: 'fee_refunded' } & OfPayer & Amount)
  /** The whole guarantee ends with it, whatever part of it was paid. */
  | ({ readonly type: 'claim_paid' } & OfGuarantee & Amount)
  | ({ readonly type: 'costs_spent' } & OfGuarantee & Amount)
  | ({ readonly type: 'damages_charged' } & OfGuarantee & Amount)
  | ({ readonly type: 'recovered'; readonly order: readonly Debt[] } & OfGuarantee & Amount)
  /** What the provision for the guarantee stands at from here on. */
  | ({ readonly type: 'provided'; readonly provision: Money } & OfGuarantee)
  | ({ readonly type: 'written_off' } & OfGuarantee)
  /** What is still pursued is given up. */
  | ({ readonly type: 'discharged' } & OfGuarantee)
  /** Others bear a part of the claim that was paid, and owe it. */
  | ({ readonly type: 'loss_shared' } & OfSharer & Amount)
  /** Of a recovery, or of what the fund saved, a part is theirs. */
  | ({ readonly type: 'share_returned' } & OfSharer & Amount)
  | ({ readonly type: 'share_received'; readonly sharer: string } & Amount)
  | ({ readonly type: 'share_paid'; readonly sharer: string } & Amount)
  | ({ readonly type: 'contribution_assessed'; readonly bank: string } & Amount)
  | ({ readonly type: 'contribution_received'; readonly bank: string } & Amount)
  | ({ readonly type: 'surplus_kept' } & Amount)
  /** A year's deficit: from the reserves as far as they go, then from the government (Act 45). */
  | ({ readonly type: 'deficit_covered' } & Amount)
  | ({ readonly type: 'cover_received' } & Amount)
  /** What a transfer should have been; only the difference is posted. */
  | ({ readonly type: 'restated'; readonly transfer: string; readonly reason: string } & Amount)
