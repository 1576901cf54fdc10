/** The one write of a recommendation: the case, its events, sheets, decision and reservations, in one call. */

import { refusal, refuse } from '../kernel/result.ts'
import type { Tx } from '../platform/db/database.ts'
import { keptBy, type Refused } from '../platform/db/statements.ts'

/** Everything a recommendation keeps, as rows; snake_case as the function reads it. */
export type Recommendation = {
  readonly at: string
  readonly day: string
  readonly expires: string
  readonly outcome: string
  readonly supersedes: string | null
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

const KEEP = 'app.keep_recommendation($1::jsonb, $2::json, $3::json, $4)'

/** The way is run again where a limit moved under it, with the use as it then is. */
const meant = (against: string): Refused =>
  against === 'version'
    ? { result: refuse(refusal('changed_meanwhile')), isAgain: false }
    : { result: refuse(refusal('limit_unavailable', '', { value: against })), isAgain: true }

/** Keeps a recommendation whole or not at all, as `keptBy` says. Errors: `changed_meanwhile`, `limit_unavailable`. */
export async function keepRecommendation(tx: Tx, recommendation: Recommendation): Promise<Refused | null> {
  const { case: theCase, sheets, ...rest } = recommendation
  const { record, ...decision } = rest.decision
  const { content, ...row } = theCase
  const rows = JSON.stringify({ ...rest, case: row, decision })
  return keptBy(tx, KEEP, [rows, texted(content), texted(sheets), record], meant)
}

const texted = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
