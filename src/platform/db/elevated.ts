/** Work of the house itself inside somebody's transaction: what the actor may not see or write, and the house must. */
import type { Actor } from '../../access/actor.ts'
import type { Tx } from './database.ts'
import { sent } from './statements.ts'

/**
 * Runs work as the system, in the same transaction: a certificate looked up by its number for the public, the sandbox
 * that plays officers and appraisers. The actor is put back afterwards. Access is the caller's to check, before.
 */
export async function asSystem<Value>(tx: Tx, actor: Actor, work: () => Promise<Value>): Promise<Value> {
  const become = (kind: string) => sent(tx, "select set_config('app.kind', $1, true)", [kind])
  await become('system')
  try {
    return await work()
  } finally {
    // Where a statement failed, nothing more can be run in the transaction, and the setting ends with it.
    await become(actor.kind).catch(() => undefined)
  }
}
