/** The books in the database: read by the rows their reader may see, and written by entries alone. */
import { sql } from 'kysely'
import type { Tx } from '../platform/db/database.ts'
import type { AccountKind } from './accounts.ts'
import type { BalanceRow, EntryRow, TransferRow } from './rows.ts'

const BALANCE = ['kind', 'of', 'debits_posted', 'credits_posted', 'debits_pending', 'credits_pending'] as const
const TRANSFER = [
  'id',
  'debit_kind',
  'debit_of',
  'credit_kind',
  'credit_of',
  'amount',
  'status',
  'posted',
  'expires_on',
  'restates',
] as const

/** What stands on the accounts of a guarantee and its notices. */
export const balancesOf = (tx: Tx, guarantee: string): Promise<BalanceRow[]> =>
  tx
    .selectFrom('app.ledger_balances')
    .select(BALANCE)
    .where('guarantee', '=', guarantee)
    .orderBy('kind')
    .orderBy('of')
    .execute()

/** What stands on accounts of the fund or of banks: kinds with the id they are kept of, '' for the fund. */
export const balancesAt = (
  tx: Tx,
  accounts: readonly { readonly kind: AccountKind; readonly of: string }[],
): Promise<BalanceRow[]> =>
  tx
    .selectFrom('app.ledger_balances')
    .select(BALANCE)
    .where(eb => eb.or(accounts.map(one => eb.and([eb('kind', '=', one.kind), eb('of', '=', one.of)]))))
    .execute()

export type KeptEntry = {
  readonly id: string
  readonly day: string
  readonly event: string
  readonly reference: string
  readonly digest: string
  readonly at: string
  /** The order of writing. */
  readonly place: string
  readonly transfers: readonly TransferRow[]
}

/** The entries of a guarantee in the order of their writing, after a place, with their transfers. */
export async function entriesOf(
  tx: Tx,
  guarantee: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<KeptEntry[]> {
  const entries = await tx
    .selectFrom('app.ledger_entries')
    .select(['id', 'day', 'event', 'reference', 'digest', 'at', 'place'])
    .where('guarantee', '=', guarantee)
    .$if(page.after !== undefined, query => query.where('place', '>', page.after ?? ''))
    .orderBy('place')
    .limit(page.limit)
    .execute()
  if (entries.length === 0) return []
  const transfers = await tx
    .selectFrom('app.ledger_transfers')
    .select(TRANSFER)
    .select('entry')
    .where(
      'entry',
      'in',
      entries.map(one => one.id),
    )
    .orderBy('id')
    .execute()
  return entries.map(one => ({
    ...one,
    transfers: transfers.filter(each => each.entry === one.id).map(({ entry: _, ...transfer }) => transfer),
  }))
}

/** An entry by its id, as far as being asked again goes: what it was asked as. */
export const digestOfEntry = async (tx: Tx, id: string): Promise<string | undefined> =>
  (await tx.selectFrom('app.ledger_entries').select('digest').where('id', '=', id).executeTakeFirst())?.digest

/** A transfer by its id, to be restated. */
export const transferAt = (tx: Tx, id: string): Promise<TransferRow | undefined> =>
  tx.selectFrom('app.ledger_transfers').select(TRANSFER).where('id', '=', id).executeTakeFirst()

/**
 * Writes entries that belong to no step of a guarantee's life: of the fund, of a bank. Done as the system, and once:
 * an entry that stands already does nothing more. Raises (TG012) where something else stands under its id.
 */
export async function keepEntries(tx: Tx, entries: readonly EntryRow[], at: string): Promise<void> {
  await sql`select app.keep_entries(${JSON.stringify(entries)}::jsonb, ${at}::timestamptz)`.execute(tx)
}

export type LedgerFault = { readonly fault: string; readonly subject: string; readonly found: string }
/** What of the books does not hold, read from the rows alone; as the system. Nothing where all is right. */
export const ledgerFaults = async (tx: Tx): Promise<readonly LedgerFault[]> =>
  (await sql<LedgerFault>`select * from app.ledger_faults()`.execute(tx)).rows
