/**
 * A case that was looked at again: the result objected to and that of the fresh panel, side by side. Both come from
 * their records; nothing of the first is lost by the second.
 */
import { z } from 'zod'
import type { KeptDecision } from '../view.ts'

const side = z.strictObject({
  decision_id: z.uuid(),
  digest: z.string(),
  made_at: z.string(),
  recommended: z.enum(['approve', 'refer', 'decline']),
  grade: z.string(),
  technology_grade: z.string(),
  technology_score: z.string().nullable(),
  amount: z.string(),
  outcome: z.enum(['approved', 'declined']).nullable(),
  /** Who marked; null for those who are not told. */
  appraisers: z.array(z.string()).nullable(),
})
export const reReviewView = z.strictObject({
  case_id: z.uuid(),
  objected_at: z.string(),
  reason: z.string(),
  first: side,
  /** Null until the fresh panel’s result may be read. */
  second: side.nullable(),
  /** The marks that counted, before and after; null for those who are not told. */
  marks: z
    .array(z.strictObject({ indicator: z.string(), first: z.string().nullable(), second: z.string().nullable() }))
    .nullable(),
})
export type ReReview = z.output<typeof reReviewView>

type Event = { readonly type: string; readonly at: string; readonly body: unknown }
type Recorded = {
  readonly panel: { readonly appraisers: readonly { readonly appraiser: string }[] }
  readonly scoring: {
    readonly technology_grade: string
    readonly score: string
    readonly fair?: { readonly score: string }
    readonly items: readonly { readonly indicator: string; readonly mark: string }[]
  }
}
const recordedOf = ({ record }: KeptDecision): Recorded => JSON.parse(record) as Recorded

/** The decision that was objected to, the one made since, and whether the parties were told of it. */
export function pairOf(events: readonly Event[], decisions: readonly KeptDecision[]) {
  const at = events.findIndex(event => event.type === 'objected')
  const objection = events[at]
  if (objection === undefined) return undefined
  const told = (list: readonly Event[]) => list.findLast(event => event.type === 'noticed')
  const noticed = (event: Event | undefined) => (event?.body as { readonly decision?: string } | undefined)?.decision
  const first = decisions.find(one => one.id === noticed(told(events.slice(0, at))))
  if (first === undefined) return undefined
  const second = decisions.find(one => one.supersededBy === null && one.id !== first.id && one.madeAt >= objection.at)
  const isTold = second !== undefined && noticed(told(events.slice(at))) === second.id
  const { reason } = objection.body as { readonly reason: string }
  return { objectedAt: objection.at, reason, first, second: second ?? null, isTold }
}
export type Pair = NonNullable<ReturnType<typeof pairOf>>

const sideOf = (kept: KeptDecision, isStaff: boolean): ReReview['first'] => {
  const { panel, scoring } = recordedOf(kept)
  return {
    decision_id: kept.id,
    digest: kept.digest,
    made_at: kept.madeAt,
    recommended: kept.recommended,
    grade: kept.grade,
    technology_grade: scoring.technology_grade,
    technology_score: isStaff ? (scoring.fair?.score ?? scoring.score) : null,
    amount: kept.amount,
    outcome: kept.outcome,
    appraisers: isStaff ? panel.appraisers.map(one => one.appraiser) : null,
  }
}

/** Both results for a reader: the agency reads them whole, the parties each once they were told of it. */
export function sidesOf(caseId: string, pair: Pair, isStaff: boolean): ReReview {
  const { first, second } = pair
  const shown = second !== null && (isStaff || pair.isTold) ? second : null
  const marks = (kept: KeptDecision | null) =>
    new Map(kept === null ? [] : recordedOf(kept).scoring.items.map(one => [one.indicator, one.mark]))
  const [before, after] = [marks(first), marks(shown)]
  const indicators = [...new Set([...before.keys(), ...after.keys()])]
  return {
    case_id: caseId,
    objected_at: pair.objectedAt,
    reason: pair.reason,
    first: sideOf(first, isStaff),
    second: shown === null ? null : sideOf(shown, isStaff),
    marks: isStaff
      ? indicators.map(indicator => ({
          indicator,
          first: before.get(indicator) ?? null,
          second: after.get(indicator) ?? null,
        }))
      : null,
  }
}
