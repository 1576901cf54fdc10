/**
 * What is shown of a decision: out of its record, what the reader may read; never the marks of one appraiser nor what
 * the risk score read. What is hidden from a reader is null.
 */
import { z } from 'zod'
import { caseView, viewOf as caseViewOf } from '../application/view.ts'
import type { Recommended } from './recommendation.ts'
import type { Signature } from './review.ts'

/** A decision as it is kept. */
export type KeptDecision = {
  readonly id: string
  readonly caseId: string
  readonly record: string
  readonly digest: string
  readonly editions: unknown
  readonly grade: string
  readonly recommended: Recommended
  readonly amount: string
  readonly level: string
  readonly quorum: number
  readonly memo: string | null
  readonly memoBy: string | null
  readonly outcome: 'approved' | 'declined' | null
  readonly decidedAt: string | null
  readonly madeAt: string
  readonly supersededBy: string | null
  readonly signatures: readonly (Signature & { readonly overrideReason: string | null; readonly signedAt: string })[]
}

const reasonSchema = z.strictObject({
  kind: z.enum(['decline', 'refer', 'reduce']),
  code: z.string(),
  readings: z.array(
    z.strictObject({
      fact: z.string(),
      value: z.string().nullable(),
      operator: z.string(),
      threshold: z.string().nullable(),
    }),
  ),
  withheld: z.string(),
})

const termsSchema = z.strictObject({
  loan: z.string(),
  guaranteed: z.string(),
  bank_share: z.string(),
  ratio: z.string(),
  term_months: z.int(),
  fee: z.strictObject({
    basis: z.string(),
    rate: z.string(),
    surcharges: z.array(z.string()),
    discounts: z.array(z.string()),
    days: z.int(),
    first: z.string(),
  }),
  pledge: z.string().nullable(),
  tranches: z.array(z.strictObject({ gate: z.string(), amount: z.string(), released: z.boolean() })),
  conditions: z.array(z.string()),
  valid_until: z.string(),
})

const signatureView = z.strictObject({
  person: z.string().nullable(),
  role: z.string(),
  verdict: z.enum(['approve', 'decline']),
  override_reason: z.string().nullable(),
  delegated_by: z.string().nullable(),
  signed_at: z.string(),
})

export const decisionView = z.strictObject({
  id: z.uuid(),
  case_id: z.uuid(),
  made_at: z.string(),
  day: z.string(),
  digest: z.string(),
  superseded_by: z.uuid().nullable(),
  recommended: z.enum(['approve', 'refer', 'decline']).nullable(),
  class: z.enum(['technology', 'credit']).nullable(),
  grade: z.string().nullable(),
  technology_grade: z.string().nullable(),
  amount: z.string().nullable(),
  terms: termsSchema.nullable(),
  reasons: z.array(reasonSchema).nullable(),
  level: z.string(),
  quorum: z.int(),
  outcome: z.enum(['approved', 'declined']).nullable(),
  decided_at: z.string().nullable(),
  memo: z.string().nullable(),
  memo_by: z.string().nullable(),
  signatures: z.array(signatureView),
  /** The record whole, as canonical JSON, for those who work on the case. */
  record: z.string().nullable(),
})
export type DecisionView = z.output<typeof decisionView>

/** The grade alone, of the decision that stands. */
export const gradeView = z.strictObject({
  case_id: z.uuid(),
  decision_id: z.uuid(),
  grade: z.string().nullable(),
  technology_grade: z.string().nullable(),
  /** The score the grade follows; null to whom it is not told. */
  technology_score: z.string().nullable(),
  /** The score of the marks as given, where the grade follows a fair one. */
  technology_score_raw: z.string().nullable(),
})
export type GradeView = z.output<typeof gradeView>

/** The parts of a record this stage reads; the record itself is made later on the way. */
type Recorded = {
  readonly day: string
  readonly case: {
    readonly party: { readonly exclusion_facts: readonly { fact: string; source: never; value: boolean | string }[] }
  }
  readonly scoring: {
    readonly technology_grade: string
    readonly score: string
    readonly fair?: { readonly score: string }
  }
  readonly decision: {
    readonly class: 'technology' | 'credit' | null
    readonly terms: z.output<typeof termsSchema> | null
    readonly reasons: z.output<typeof reasonSchema>[]
  }
}
const recordedOf = (record: string): Recorded => JSON.parse(record) as Recorded

/** The score a grade follows, and beside a fair one the raw one. */
export function scoresOf(record: string): { readonly score: string; readonly raw: string | null } {
  const { score, fair } = recordedOf(record).scoring
  return fair === undefined ? { score, raw: null } : { score: fair.score, raw: score }
}

/** The exclusion facts a record was made of. */
export const recordedFacts = (record: string) => recordedOf(record).case.party.exclusion_facts
/** The last day of what was recommended; null where nothing is. */
export const validUntilOf = (record: string): string | null => recordedOf(record).decision.terms?.valid_until ?? null

/**
 * A decision for a reader.
 * @param hidden fields the reader may not read, as the access table names them
 */
export function viewOf(kept: KeptDecision, hidden: readonly string[]): DecisionView {
  const recorded = recordedOf(kept.record)
  const unless = <Value>(field: string, value: Value): Value | null => (hidden.includes(field) ? null : value)
  const isStaff = !hidden.includes('memo')
  return {
    id: kept.id,
    case_id: kept.caseId,
    made_at: kept.madeAt,
    day: recorded.day,
    digest: kept.digest,
    superseded_by: kept.supersededBy,
    recommended: unless('recommendation', kept.recommended),
    class: unless('recommendation', recorded.decision.class),
    grade: unless('grade', kept.grade),
    technology_grade: unless('grade', recorded.scoring.technology_grade),
    amount: unless('recommendation', kept.amount),
    terms: unless('recommendation', recorded.decision.terms),
    reasons: unless('reasons', recorded.decision.reasons),
    level: kept.level,
    quorum: kept.quorum,
    outcome: kept.outcome,
    decided_at: kept.decidedAt,
    memo: isStaff ? kept.memo : null,
    memo_by: isStaff ? kept.memoBy : null,
    signatures: kept.signatures.map(one => ({
      person: isStaff ? one.person : null,
      role: one.role,
      verdict: one.verdict,
      override_reason: one.overrideReason,
      delegated_by: isStaff ? one.delegatedBy : null,
      signed_at: one.signedAt,
    })),
    record: isStaff ? unless('record', kept.record) : null,
  }
}

/** A case as this stage's API shows it, alone and beside its decision. */
export const caseShown = caseView
export const caseShownOf = caseViewOf
export const reviewedView = z.strictObject({ case: caseView, decision: decisionView })
export const reviewedOf = (found: {
  readonly kept: Parameters<typeof caseViewOf>[0]
  readonly decision: KeptDecision
}) => ({
  case: caseViewOf(found.kept),
  decision: viewOf(found.decision, []),
})
