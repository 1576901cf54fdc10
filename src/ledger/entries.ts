/**
 * Entries and what they do to the accounts. Each transfer takes from one account what it gives to another, so that no
 * entry can be out of balance. A transfer is posted at once, or pending first and then posted, voided or expired. An
 * entry is written whole or not at all, and is never changed: what was wrong is put right by a further entry.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import { isMoneyText, type Money, minus, moneyText, plus, ZERO } from '../kernel/money.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import { type Account, accountKey, available, type Balance, isOverdrawn, NO_BALANCE } from './accounts.ts'
import type { LedgerCode } from './refusals.ts'

export type Line =
  /** `restates`: the transfer whose amount it puts right. */
  | {
      readonly kind: 'posted'
      readonly id: string
      readonly debit: Account
      readonly credit: Account
      readonly amount: Money
      readonly restates?: string
    }
  /** Holds the amount until it is settled or voided, on `expiresOn` the last time. */
  | {
      readonly kind: 'pending'
      readonly id: string
      readonly debit: Account
      readonly credit: Account
      readonly amount: Money
      readonly expiresOn: CalendarDate
    }
  /** Posts a pending transfer, whole or in part; what is left of it comes back. */
  | { readonly kind: 'settled'; readonly pending: string; readonly amount: Money }
  | { readonly kind: 'voided' | 'expired'; readonly pending: string }

/**
 * What happened on a day, as one unit. `reference`: the paper or event it stands on. `digest`: of what was asked, to
 * tell the same again from something else under its id.
 */
export type Entry = {
  readonly id: string
  readonly day: CalendarDate
  readonly event: string
  readonly reference: string
  readonly digest: string
  readonly lines: readonly Line[]
}

export type TransferStatus = 'pending' | 'posted' | 'voided' | 'expired'
/** A transfer as it stands after all entries. */
export type Transfer = {
  readonly id: string
  readonly debit: Account
  readonly credit: Account
  /** As first written. */
  readonly amount: Money
  readonly status: TransferStatus
  /** What is posted of it, restatements counted. */
  readonly posted: Money
  readonly expiresOn: CalendarDate | null
  /** The transfer it puts right, where it is a restatement. */
  readonly restates: string | null
}

/** What the entries have made of the accounts; a part of it is enough, where it holds every row an entry touches. */
export type Ledger = {
  readonly entries: ReadonlyMap<string, Entry>
  readonly transfers: ReadonlyMap<string, Transfer>
  readonly balances: ReadonlyMap<string, Balance>
}
export const EMPTY_LEDGER: Ledger = { entries: new Map(), transfers: new Map(), balances: new Map() }

/** The rows an entry adds or replaces. Empty for an entry that was written before. */
export type Change = {
  readonly entry: Entry
  readonly isRepeated: boolean
  readonly transfers: ReadonlyMap<string, Transfer>
  readonly balances: ReadonlyMap<string, Balance>
}

export const balanceOf = (ledger: Ledger, of: Account): Balance => ledger.balances.get(accountKey(of)) ?? NO_BALANCE

type Found = Refusal<LedgerCode> | undefined
type Draft = {
  readonly ledger: Ledger
  readonly transfers: Map<string, Transfer>
  readonly balances: Map<string, Balance>
}

const transferIn = (draft: Draft, id: string): Transfer | undefined =>
  draft.transfers.get(id) ?? draft.ledger.transfers.get(id)

function add(draft: Draft, to: Account, change: Partial<Record<keyof Balance, Money>>): void {
  const key = accountKey(to)
  const now = draft.balances.get(key) ?? draft.ledger.balances.get(key) ?? NO_BALANCE
  draft.balances.set(key, {
    debitsPosted: plus(now.debitsPosted, change.debitsPosted ?? ZERO),
    creditsPosted: plus(now.creditsPosted, change.creditsPosted ?? ZERO),
    debitsPending: plus(now.debitsPending, change.debitsPending ?? ZERO),
    creditsPending: plus(now.creditsPending, change.creditsPending ?? ZERO),
  })
}
const negative = (amount: Money): Money => minus(ZERO, amount)

const isAmount = (amount: Money): boolean => amount > 0n && isMoneyText(moneyText(amount))
const badAmount = (at: string, amount: Money) =>
  refusal('entry_amount' as const, at, { value: moneyText(amount), limit: 'whole won above 0, below 10^18' })

function post(draft: Draft, transfer: Pick<Transfer, 'debit' | 'credit'>, amount: Money): void {
  add(draft, transfer.debit, { debitsPosted: amount })
  add(draft, transfer.credit, { creditsPosted: amount })
}

/** Takes back what a pending transfer held. */
function letGo(draft: Draft, transfer: Transfer): void {
  add(draft, transfer.debit, { debitsPending: negative(transfer.amount) })
  add(draft, transfer.credit, { creditsPending: negative(transfer.amount) })
}

function writeNew(draft: Draft, line: Extract<Line, { kind: 'posted' | 'pending' }>, at: string): Found {
  if (!isAmount(line.amount)) return badAmount(at, line.amount)
  if (transferIn(draft, line.id) !== undefined) return refusal('transfer_reused', at, { value: line.id })
  const restates = line.kind === 'posted' ? (line.restates ?? null) : null
  const head = { id: line.id, debit: line.debit, credit: line.credit, amount: line.amount, restates }
  if (line.kind === 'pending') {
    draft.transfers.set(line.id, { ...head, status: 'pending', posted: ZERO, expiresOn: line.expiresOn })
    add(draft, line.debit, { debitsPending: line.amount })
    add(draft, line.credit, { creditsPending: line.amount })
    return undefined
  }
  draft.transfers.set(line.id, { ...head, status: 'posted', posted: line.amount, expiresOn: null })
  post(draft, line, line.amount)
  return restates === null ? undefined : restate(draft, line, restates, at)
}

/** Counts a restatement towards the transfer it puts right: with it on the same accounts, else against it. */
function restate(draft: Draft, line: Extract<Line, { kind: 'posted' }>, of: string, at: string): Found {
  const transfer = transferIn(draft, of)
  if (transfer === undefined) return refusal('transfer_unknown', at, { value: of })
  if (transfer.status !== 'posted')
    return refusal('restatement_not_posted', at, { value: transfer.status, limit: 'posted' })
  const isMore = accountKey(transfer.debit) === accountKey(line.debit)
  const posted = isMore ? plus(transfer.posted, line.amount) : minus(transfer.posted, line.amount)
  draft.transfers.set(of, { ...transfer, posted })
  return undefined
}

function writeEnd(
  draft: Draft,
  line: Exclude<Line, { kind: 'posted' | 'pending' }>,
  day: CalendarDate,
  at: string,
): Found {
  const transfer = transferIn(draft, line.pending)
  if (transfer === undefined) return refusal('transfer_unknown', at, { value: line.pending })
  if (transfer.status !== 'pending' || transfer.expiresOn === null)
    return refusal('transfer_not_pending', at, { value: transfer.status, limit: 'pending' })
  const isPast = day > transfer.expiresOn
  if (line.kind === 'settled') {
    if (!isAmount(line.amount)) return badAmount(at, line.amount)
    if (isPast) return refusal('transfer_past_expiry', at, { value: day, limit: transfer.expiresOn })
    if (line.amount > transfer.amount)
      return refusal('transfer_above_pending', at, { value: moneyText(line.amount), limit: moneyText(transfer.amount) })
  }
  if (line.kind === 'expired' && !isPast)
    return refusal('transfer_not_past_expiry', at, { value: day, limit: `after ${transfer.expiresOn}` })
  letGo(draft, transfer)
  const posted = line.kind === 'settled' ? line.amount : ZERO
  if (line.kind === 'settled') post(draft, transfer, posted)
  const status = line.kind === 'settled' ? 'posted' : line.kind
  draft.transfers.set(transfer.id, { ...transfer, status, posted })
  return undefined
}

const isNew = (line: Line): line is Extract<Line, { kind: 'posted' | 'pending' }> =>
  line.kind === 'posted' || line.kind === 'pending'

/** The same entry again changes nothing; another under its id is refused. */
export const repeated = (before: Entry, digest: string): Result<Change, LedgerCode> =>
  before.digest === digest
    ? ok({ entry: before, isRepeated: true, transfers: new Map(), balances: new Map() })
    : refuse(refusal('entry_reused', 'id', { value: before.id, limit: 'the same entry' }))

/**
 * What an entry does to the accounts. The same entry again does nothing; a line may use what an earlier line of its
 * entry made, and the accounts are looked at when the whole entry is written.
 * Errors: `entry_reused`, `entry_empty`; of the first line that is wrong `entry_amount`, `transfer_reused`,
 * `transfer_unknown`, `restatement_not_posted`, `transfer_not_pending`, `transfer_past_expiry`,
 * `transfer_above_pending`, `transfer_not_past_expiry`; then `account_overdrawn` for every account.
 */
export function changeOf(ledger: Ledger, entry: Entry): Result<Change, LedgerCode> {
  const before = ledger.entries.get(entry.id)
  if (before !== undefined) return repeated(before, entry.digest)
  if (entry.lines.length === 0) return refuse(refusal('entry_empty', 'lines', { limit: 'at least one transfer' }))
  const draft: Draft = { ledger, transfers: new Map(), balances: new Map() }
  const touched = new Map<string, Account>()
  for (const [place, line] of entry.lines.entries()) {
    const at = `lines.${place}`
    const wrong = isNew(line) ? writeNew(draft, line, at) : writeEnd(draft, line, entry.day, at)
    if (wrong !== undefined) return refuse(wrong)
    const transfer = transferIn(draft, isNew(line) ? line.id : line.pending)
    for (const one of transfer === undefined ? [] : [transfer.debit, transfer.credit]) touched.set(accountKey(one), one)
  }
  const overdrawn = [...touched].flatMap(([key, { kind }]) => {
    const balance = draft.balances.get(key) ?? NO_BALANCE
    return isOverdrawn(kind, balance)
      ? [
          refusal('account_overdrawn' as const, key, {
            value: moneyText(available(kind, balance)),
            limit: 'at least 0',
          }),
        ]
      : []
  })
  return overdrawn.length > 0
    ? refuse(...overdrawn)
    : ok({ entry, isRepeated: false, transfers: draft.transfers, balances: draft.balances })
}

/** The ledger after a change. */
export const applied = (ledger: Ledger, change: Change): Ledger =>
  change.isRepeated
    ? ledger
    : {
        entries: new Map([...ledger.entries, [change.entry.id, change.entry]]),
        transfers: new Map([...ledger.transfers, ...change.transfers]),
        balances: new Map([...ledger.balances, ...change.balances]),
      }
