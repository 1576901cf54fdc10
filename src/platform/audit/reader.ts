/** A reader of the log that is not the service: its own connection, read-only, one snapshot for everything it reads. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Login } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { textTypes } from '../db/types.ts'
import type { HeadKeys, KeptHead } from './heads.ts'
import { type AuditVerdict, verifyAudit } from './verification.ts'

/** Checks the whole log of a database against kept heads. */
export async function auditVerdict(
  login: Login,
  lines: readonly (KeptHead | undefined)[],
  keys: HeadKeys,
): Promise<AuditVerdict> {
  const pool = new pg.Pool({
    ...login,
    max: 1,
    types: textTypes,
    application_name: 'tech-guarantee audit',
    // Row-level security shows the log to the system alone, and binds the owner of the tables as well.
    options: '-c app.kind=system -c default_transaction_read_only=on -c TimeZone=UTC',
  })
  pool.on('error', () => undefined)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(tx => verifyAudit(tx, lines, keys))
  } finally {
    await db.destroy()
  }
}
