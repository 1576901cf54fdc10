/** The one write of a recommendation: the case, its events, sheets, decision and reservations, in one call. */

import { refusal, refuse } from '../kernel/result.ts'
import type { Tx } from '../platform/db/database.ts'
import { keptBy, keptForMany, listed, type Refused } from '../platform/db/statements.ts'

/** Everything a recommendation keeps, as rows; snake_case as the function reads it. */
export type Recommendation = {
  readonly at: string
  readonly day: string
  readonly expires: string
  readonly outcome: string
  readonly supersedes: string | null
  /** Rule sets that were stopped as it was made, and how many published editions were known. */
  readonly stops: readonly string[]
  readonly published: number
  readonly case: Readonly<Record<string, unknown>> & {
    readonly id: string
    readonly state: string
    readonly version: number
    /** Undefined where it stays as it is. */
    readonly content?: unknown
  }
  readonly events: readonly {
    readonly sequence: number
    readonly type: string
    readonly body: unknown
    readonly person: string
  }[]
  readonly gathered?: { readonly id: string; readonly readings: readonly unknown[] }
  readonly assignments?: readonly { readonly appraiser: string; readonly draw: string }[]
  readonly sheets?: readonly unknown[]
  readonly decision: {
    readonly id: string
    readonly record: string
    readonly digest: string
    readonly facts: unknown
    readonly editions: unknown
    readonly grade: string
    readonly recommended: string
    readonly amount: string
    readonly level: string
    readonly quorum: number
  }
  readonly wanted: readonly unknown[]
  readonly opened: readonly unknown[]
}

const KEEP = keptForMany('app.keep_recommendation($1::jsonb, $2::json, $3::json, $4)', {
  isRead: false,
  text: deeds => `select app.keep_recommendations(${listed(deeds, ['jsonb', 'json', 'json', 'text'])})`,
})

/**
 * What stood against it: the case changed; or what it was made by did, which is then read, or a limit is full or moved,
 * and the way is run again with them as they are.
 */
function meant(against: string, relearn: () => Promise<void>): Refused {
  if (against === 'version') return { result: refuse(refusal('changed_meanwhile')), again: null }
  if (against === 'rules') return { result: refuse(refusal('rules_changed_meanwhile')), again: relearn }
  return { result: refuse(refusal('limit_unavailable', '', { value: against })), again: async () => undefined }
}

/**
 * Keeps a recommendation whole or not at all, as `keptBy` says.
 * @param relearn reads the rules anew, where it was made by others than are in force
 * Errors: `changed_meanwhile`, `rules_changed_meanwhile`, `limit_unavailable`.
 */
export async function keepRecommendation(
  tx: Tx,
  recommendation: Recommendation,
  relearn: () => Promise<void>,
): Promise<Refused | null> {
  const { case: theCase, sheets, ...rest } = recommendation
  const { record, ...decision } = rest.decision
  const { content, ...row } = theCase
  const rows = JSON.stringify({ ...rest, case: row, decision })
  return keptBy(tx, KEEP, [rows, texted(content), texted(sheets), record], against => meant(against, relearn))
}

const texted = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
