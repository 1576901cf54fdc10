/** One entry of the audit log, written in the transaction of what it tells; joined to the tree in batches. */
import type { Actor } from '../../access/actor.ts'
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import type { Tx } from '../db/database.ts'
import { unawaited } from '../db/statements.ts'

export type AuditEntry = {
  /** The action of the access table, or a job's name. */
  readonly action: string
  /** What it was done to: `case:<id>`, `certificate:<number>`. */
  readonly subject: string
  readonly reason?: string
  /** Digests before and after, and other codes; never personal data. */
  readonly detail?: Json
}

/** Writes one entry in the transaction of the deed, which is kept only with it. */
export async function audited(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  const leaf = tx.insertInto('app.audit_leaves').values({
    person: actor.person,
    organisation: actor.party,
    action: entry.action,
    subject: entry.subject,
    reason: entry.reason ?? null,
    body: canonicalJson({ request: actor.requestId, detail: entry.detail ?? null }),
  })
  await unawaited(tx, leaf.compile())
}
