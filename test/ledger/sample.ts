/** Books made of events, for the tests of the ledger. */

import { calendarDate } from '../../src/kernel/calendar.ts'
import { type Money, money, moneyText } from '../../src/kernel/money.ts'
import { sure } from '../../src/kernel/result.ts'
import { type AccountKind, account, KINDS, standing } from '../../src/ledger/accounts.ts'
import { applied, balanceOf, EMPTY_LEDGER, type Ledger } from '../../src/ledger/entries.ts'
import { type LedgerEvent, postingOf } from '../../src/ledger/postings.ts'

export const won = (amount: bigint | number): Money => money(BigInt(amount))
export const DAY = calendarDate('2026-03-02')
export const LAST = calendarDate('2026-05-04')
export const AFTER = calendarDate('2026-05-05')

export const occurrence = (id: string, event: LedgerEvent, day = DAY) => ({
  id,
  day,
  reference: `paper of ${id}`,
  event,
})

/** Books after events that are all allowed; each entry is named by its place, from 1. */
export const booksOf = (...events: readonly LedgerEvent[]): Ledger => further(EMPTY_LEDGER, ...events)
export const further = (ledger: Ledger, ...events: readonly LedgerEvent[]): Ledger =>
  events.reduce(
    (now, event) => applied(now, sure(postingOf(now, occurrence(String(now.entries.size + 1), event)))),
    ledger,
  )

export const stands = (ledger: Ledger, kind: AccountKind, of = ''): string =>
  moneyText(standing(kind, balanceOf(ledger, account(kind, of))))

/** Debits less credits of each book, posted and pending: nothing, whatever was done. */
export function outOfBalance(ledger: Ledger): Record<string, bigint> {
  const left: Record<string, bigint> = {}
  for (const [key, one] of ledger.balances) {
    const { book } = KINDS[key.split(':')[0] as AccountKind]
    left[`${book} posted`] = (left[`${book} posted`] ?? 0n) + one.debitsPosted - one.creditsPosted
    left[`${book} pending`] = (left[`${book} pending`] ?? 0n) + one.debitsPending - one.creditsPending
  }
  return Object.fromEntries(Object.entries(left).filter(([, amount]) => amount !== 0n))
}
