/** The one write of a recommendation: the case, its events, sheets, decision and reservations, in one call. */
import type { Tx } from '../platform/db/database.ts'
import { rowsOf } from '../platform/db/statements.ts'

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

const KEEP = 'select app.keep_recommendation($1::jsonb, $2::json, $3::json, $4) as refused'

/**
 * Keeps a recommendation whole or not at all.
 * @returns null where it is kept; 'version' where the case changed meanwhile, 'rules' where the rules did;
 *          else the limit that is full or changed
 */
export async function keepRecommendation(tx: Tx, recommendation: Recommendation): Promise<string | null> {
  const { case: theCase, sheets, ...rest } = recommendation
  const { record, ...decision } = rest.decision
  const { content, ...row } = theCase
  const rows = JSON.stringify({ ...rest, case: row, decision })
  const [found] = await rowsOf<{ refused: string | null }>(tx, KEEP, [rows, texted(content), texted(sheets), record])
  return found?.refused ?? null
}

const texted = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
