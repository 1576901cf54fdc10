/**
 * The record of a decision: inputs, editions, what came of them, and a digest over its canonical JSON.
 * Language-neutral: codes and values, money and decimals as text, persons by id, no names and no trace (the trace is
 * computed again).
 */
import { z } from 'zod'
import type { Cap } from '../decision/caps.ts'
import type { Decision } from '../decision/recommendation.ts'
import { digested, type Json } from '../kernel/digest.ts'
import { fixedText } from '../kernel/fixed.ts'
import { CURRENCY, moneyText } from '../kernel/money.ts'
import { dayText, digestText } from '../kernel/text.ts'
import { packedRow } from '../rules/rows.ts'
import { pointsText } from '../scoring/score.ts'
import type { Appraisal, Graded, Worth } from './appraise.ts'
import { kinds } from './edition-kinds.ts'
import type { Rules } from './rule-book.ts'
import { type Case, caseSchema } from './schema.ts'

/** Version of the calculation and of the record's shape. A change must reproduce every record made before it. */
export const ENGINE = 'tech-guarantee/1'
/** Versions whose records this one reproduces to the byte. */
export const ENGINES: readonly string[] = [ENGINE]

/** The head of a record, enough to run it again; the rest is compared to the byte. */
export const recordHeadSchema = z.looseObject({
  schema: z.literal('tech-guarantee/record/1'),
  engine: z.string().max(40),
  day: dayText,
  currency: z.literal(CURRENCY),
  editions: z.array(
    z.strictObject({ kind: z.enum(kinds as [string, ...string[]]), edition: z.string(), digest: digestText }),
  ),
  case: caseSchema,
  digest: digestText,
})

export type DecisionRecord = ReturnType<typeof recordOf>['record']

const capOf = (cap: Cap) => ({
  code: cap.code,
  scope: cap.scope,
  side: cap.side,
  limit: moneyText(cap.limit),
  used: moneyText(cap.used),
  room: moneyText(cap.room),
  private: cap.isPrivate,
})

const scoringOf = (graded: Graded) => ({
  model: graded.score.model,
  items: graded.score.items.map(item => ({
    indicator: item.indicator,
    mark: item.mark,
    basis: item.basis,
    points: pointsText(item.points),
    points_max: pointsText(item.pointsMax),
  })),
  score: pointsText(graded.score.total),
  quantitative: pointsText(graded.score.quantitative),
  score_grade: graded.scoreGrade,
  technology_grade: graded.technologyGrade,
  risk: graded.risk,
  grade: graded.grade,
})

const worthOf = (worth: Worth) => (worth.state === 'valued' ? { state: worth.state, ...worth.valuation } : worth)

/** Terms stand only where something is recommended; a decline has none. */
const termsOf = (decision: Decision, termMonths: number) =>
  decision.recommended === 'decline'
    ? null
    : {
        loan: moneyText(decision.cover.loan),
        guaranteed: moneyText(decision.cover.guaranteed),
        bank_share: moneyText(decision.cover.bankShare),
        ratio: fixedText(decision.coverage.ratio),
        term_months: termMonths,
        fee: {
          basis: decision.fee.basis,
          rate: fixedText(decision.fee.rate),
          surcharges: decision.fee.surcharges,
          discounts: decision.fee.discounts,
          days: decision.fee.days,
          first: moneyText(decision.fee.first),
        },
        pledge: decision.pledge === null ? null : moneyText(decision.pledge),
        tranches: decision.tranches.map(tranche => ({
          gate: tranche.gate,
          amount: moneyText(tranche.amount),
          released: tranche.isReleased,
        })),
        conditions: decision.conditions,
        valid_until: decision.validUntil,
      }

const decisionOf = (decision: Decision, termMonths: number) => ({
  programme: decision.programme,
  class: decision.guaranteeClass,
  findings: decision.findings.map(finding => ({ clause: finding.clause.clause, outcome: finding.outcome })),
  coverage: {
    row: decision.coverage.row,
    reductions: decision.coverage.reductions,
    ratio: fixedText(decision.coverage.ratio),
  },
  caps: decision.caps.map(capOf),
  caps_unknown: decision.unknownCaps,
  terms: termsOf(decision, termMonths),
  authority: decision.authority,
  recommended: decision.recommended,
  reasons: decision.reasons,
})

/**
 * The record of one appraisal, and its one text: canonical JSON (RFC 8785) and a line end.
 * @param references the editions it was made under, with their digests
 */
export function recordOf(
  appraisal: Appraisal,
  theCase: Case,
  rules: Pick<Rules, 'references'>,
  engine: string = ENGINE,
) {
  const body = {
    schema: 'tech-guarantee/record/1' as const,
    engine,
    currency: CURRENCY,
    day: theCase.day,
    editions: rules.references,
    case: theCase,
    industry: appraisal.industry,
    readiness: appraisal.readiness,
    facts: packedRow(appraisal.row),
    facts_unread: appraisal.facts.unread,
    panel: {
      appraisers: appraisal.sheet.appraisers,
      divergent: appraisal.sheet.divergent,
      visited: appraisal.sheet.isVisited,
    },
    scoring: scoringOf(appraisal.graded),
    valuation: worthOf(appraisal.worth),
    decision: decisionOf(appraisal.decision, theCase.application.request.term_months),
  }
  const { digest, text } = digested(body as unknown as Readonly<Record<string, Json>>)
  return { record: { ...body, digest }, text: `${text}\n` }
}
