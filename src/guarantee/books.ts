/** A guarantee's part of the books: what stands on it, and the entries that events make, one after another. */
import type { CalendarDate } from '../kernel/calendar.ts'
import { type Money, sumMoney, ZERO } from '../kernel/money.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type AccountKind, account, standing } from '../ledger/accounts.ts'
import { applied, balanceOf, type Ledger } from '../ledger/entries.ts'
import { type LedgerEvent, owedOn, postingOf } from '../ledger/postings.ts'
import { DEBTS } from '../ledger/recovery-order.ts'
import type { LedgerCode } from '../ledger/refusals.ts'
import { type BooksRead, type EntryRow, entryRow, ledgerOf } from '../ledger/rows.ts'

import { accountOfPayer } from './fee-row.ts'

export type { BooksRead, EntryRow } from '../ledger/rows.ts'

export const booksOf = (read: BooksRead): Ledger => ledgerOf(read)

/** What stands on an account of the guarantee, or of a notice or payer under it. */
export const standingOn = (books: Ledger, kind: AccountKind, of: string): Money =>
  standing(kind, balanceOf(books, account(kind, of)))

/** All that is still owed to the fund on a claim it paid: on the books, and off them where it was written off. */
export function owedWhole(books: Ledger, guarantee: string): Money {
  const owed = owedOn(books, guarantee)
  return sumMoney([...DEBTS.map(debt => owed[debt]), standingOn(books, 'special_claims', guarantee)])
}

/** What the firm owes of fees. */
export const feeUnpaid = (books: Ledger | null, guarantee: string): Money =>
  books === null ? ZERO : standingOn(books, 'fees_receivable', guarantee)

/** What one payer owes of the fees of a guarantee. */
export function unpaidBy(books: Ledger, guarantee: string, payer: string): Money {
  const { payer: of } = accountOfPayer(guarantee, payer)
  return of === undefined ? feeUnpaid(books, guarantee) : standingOn(books, 'payer_receivables', of)
}

/** Entries, and the books after them. */
export type Posted = { readonly entries: readonly EntryRow[]; readonly books: Ledger }

/** The paper an entry stands on; of what goes back in cash, which no account says, with whom it goes to. */
const backTo = (event: LedgerEvent, reference: string): string =>
  event.type === 'fee_refunded' && event.payer !== undefined
    ? `${reference} to ${event.payer.slice(event.guarantee.length + 1)}`
    : reference

/**
 * The entries of events, in order, each on the books as the one before left them. An event that moves nothing is no
 * entry: a fee of nothing, a notice withdrawn whole.
 * @param of.id of the entries; the place is put behind it
 */
export function posted(
  books: Ledger,
  guarantee: string,
  events: readonly LedgerEvent[],
  of: { readonly id: string; readonly day: CalendarDate; readonly reference: string },
): Result<Posted, LedgerCode> {
  let now = books
  const entries: EntryRow[] = []
  for (const [place, event] of events.entries()) {
    const reference = backTo(event, of.reference)
    const change = postingOf(now, { id: `${of.id}.${place + 1}`, day: of.day, reference, event })
    if (!change.ok) {
      if (change.refusals.every(one => one.code === 'entry_empty')) continue
      return change
    }
    entries.push(entryRow(now, change.value, guarantee))
    now = applied(now, change.value)
  }
  return ok({ entries, books: now })
}
