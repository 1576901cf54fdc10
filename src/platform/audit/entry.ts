/** One entry of the audit log, written in the transaction of what it tells; joined to the tree in batches. */
import type { Actor } from '../../access/actor.ts'
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import type { Tx } from '../db/database.ts'
import { rowForMany, sent } from '../db/statements.ts'

export type AuditEntry = {
  /** The action of the access table, or a job's name. */
  readonly action: string
  /** What it was done to: `case:<id>`, `certificate:<number>`. */
  readonly subject: string
  readonly reason?: string
  /** Digests before and after, and other codes; never personal data. */
  readonly detail?: Json
}

const LEAF = rowForMany(`insert into app.audit_leaves (person, organisation, action, subject, reason, body)
  values ($1, $2, $3, $4, $5, $6)`)

/** Writes one entry in the transaction of the deed, which is kept only with it. */
export async function audited(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  const body = canonicalJson({ request: actor.requestId, detail: entry.detail ?? null })
  await sent(tx, LEAF, [actor.person, actor.party, entry.action, entry.subject, entry.reason ?? null, body])
}
