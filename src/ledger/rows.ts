/** The books as rows: what of them a guarantee's own rows say, and what an entry adds to the rows there are. */
import { calendarDate } from '../kernel/calendar.ts'
import { type Money, minus, moneyFromText, moneyText } from '../kernel/money.ts'
import { type Account, type AccountKind, accountKey, type Balance, KINDS, NO_BALANCE } from './accounts.ts'
import type { Change, Entry, Ledger, Transfer, TransferStatus } from './entries.ts'

/** Amounts as text, as the database gives and takes them. */
export type TransferRow = {
  readonly id: string
  readonly debit_kind: string
  readonly debit_of: string
  readonly credit_kind: string
  readonly credit_of: string
  readonly amount: string
  readonly status: TransferStatus
  readonly posted: string
  readonly expires_on: string | null
  readonly restates: string | null
}
export type BalanceRow = {
  readonly kind: string
  readonly of: string
  readonly debits_posted: string
  readonly credits_posted: string
  readonly debits_pending: string
  readonly credits_pending: string
}
export type BooksRead = { readonly transfers: readonly TransferRow[]; readonly balances: readonly BalanceRow[] }

const accountOf = (kind: string, of: string): Account => ({ kind: kind as AccountKind, of })

export const transferOfRow = (row: TransferRow): Transfer => ({
  id: row.id,
  debit: accountOf(row.debit_kind, row.debit_of),
  credit: accountOf(row.credit_kind, row.credit_of),
  amount: moneyFromText(row.amount),
  status: row.status,
  posted: moneyFromText(row.posted),
  expiresOn: row.expires_on === null ? null : calendarDate(row.expires_on),
  restates: row.restates,
})

const balanceOfRow = (row: BalanceRow): Balance => ({
  debitsPosted: moneyFromText(row.debits_posted),
  creditsPosted: moneyFromText(row.credits_posted),
  debitsPending: moneyFromText(row.debits_pending),
  creditsPending: moneyFromText(row.credits_pending),
})

/**
 * The part of the books that rows say. Accounts of the fund that were not read stand at nothing: an entry that reads
 * none of them says of them only what it adds.
 */
export const ledgerOf = (books: BooksRead, entries: readonly Entry[] = []): Ledger => ({
  entries: new Map(entries.map(one => [one.id, one])),
  transfers: new Map(books.transfers.map(row => [row.id, transferOfRow(row)])),
  balances: new Map(books.balances.map(row => [accountKey(accountOf(row.kind, row.of)), balanceOfRow(row)])),
})

type BalanceAdded = BalanceRow & { readonly guarantee: string | null }
/** An entry as the database writes it: with what it adds to each balance, so that others' additions stay. */
export type EntryRow = Omit<Entry, 'lines'> & {
  readonly guarantee: string | null
  readonly transfers: readonly TransferRow[]
  readonly balances: readonly BalanceAdded[]
}

/** Accounts by key, out of the transfers of an entry; the key itself does not say where the kind ends. */
const touchedBy = (change: Change): ReadonlyMap<string, Account> =>
  new Map([...change.transfers.values()].flatMap(one => [one.debit, one.credit].map(each => [accountKey(each), each])))

const isOfGuarantee = (kind: AccountKind): boolean => ['guarantee', 'notice', 'payer'].includes(KINDS[kind].of)
const differenceText = (after: Money, before: Money): string => moneyText(minus(after, before))

/**
 * The rows of an entry.
 * @param before    the books it was made from
 * @param guarantee whose entry it is; null for one of the fund or a bank
 */
export function entryRow(before: Ledger, change: Change, guarantee: string | null): EntryRow {
  const { lines: _, ...entry } = change.entry
  const accounts = touchedBy(change)
  return {
    ...entry,
    guarantee,
    transfers: [...change.transfers.values()].map(one => ({
      id: one.id,
      debit_kind: one.debit.kind,
      debit_of: one.debit.of,
      credit_kind: one.credit.kind,
      credit_of: one.credit.of,
      amount: moneyText(one.amount),
      status: one.status,
      posted: moneyText(one.posted),
      expires_on: one.expiresOn,
      restates: one.restates,
    })),
    balances: [...change.balances].map(([key, after]) => {
      const account = accounts.get(key)
      if (account === undefined) throw new Error(`no transfer of entry ${entry.id} touches ${key}`)
      const was = before.balances.get(key) ?? NO_BALANCE
      return {
        ...account,
        guarantee: isOfGuarantee(account.kind) ? guarantee : null,
        debits_posted: differenceText(after.debitsPosted, was.debitsPosted),
        credits_posted: differenceText(after.creditsPosted, was.creditsPosted),
        debits_pending: differenceText(after.debitsPending, was.debitsPending),
        credits_pending: differenceText(after.creditsPending, was.creditsPending),
      }
    }),
  }
}
