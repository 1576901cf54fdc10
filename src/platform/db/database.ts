/**
 * The database as the service sees it: transactions that carry who acts, nothing outside one. Decisions are only ever
 * read from and written to the primary.
 */
import type { Kysely, Transaction } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import type { Tables } from './tables.ts'

export type Tx = Transaction<Tables>

export type Database = {
  /**
   * Runs work in one transaction with the actor set for row-level security. Rolled back when the work throws or
   * `isKept` says that its value is not to be kept. Serialisation failures and deadlocks (40001, 40P01) are tried
   * again, at most three times; a COMMIT whose outcome is not known never is. `isTold`: whoever asks reads `NotKept`,
   * so that what keeps the deed travels with COMMIT (`keptBy`). `lock`: the deed may share its
   * transaction with others of the same actor that lock something else (shared-transaction.ts).
   */
  readonly transaction: <Value>(
    actor: Actor,
    work: (tx: Tx) => Promise<Value>,
    isKept?: (value: Value) => boolean,
    options?: { readonly isTold?: boolean; readonly lock?: string | undefined },
  ) => Promise<Value>
  /** For migrations, jobs and checks that stand above the rows; not for requests. */
  readonly plain: Kysely<Tables>
  readonly ping: () => Promise<boolean>
  readonly close: () => Promise<void>
}
