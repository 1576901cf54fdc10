/**
 * The record of a decision: inputs, editions, what came of them, and a digest over its canonical JSON.
 * Language-neutral: codes and values, money and decimals as text, persons by id, no names and no trace (the trace is
 * computed again).
 */
import { z } from 'zod'
import type { Cap } from '../decision/caps.ts'
import type { Decision } from '../decision/recommendation.ts'
import { canonicalJson, digested, type Json } from '../kernel/digest.ts'
import { fixedText } from '../kernel/fixed.ts'
import { CURRENCY, moneyText } from '../kernel/money.ts'
import { dayText, digestText } from '../kernel/text.ts'
import type { ClauseOutcome, Finding } from '../rules/evaluate.ts'
import type { Clause } from '../rules/grammar.ts'
import { packedRow } from '../rules/rows.ts'
import type { FairScore } from '../scoring/fair.ts'
import { pointsText, type ScoreItem } from '../scoring/score.ts'
import type { Appraisal, Graded, Worth } from './appraise.ts'
import { kinds } from './edition-kinds.ts'
import type { Rules } from './rule-book.ts'
import { type Case, caseSchema } from './schema.ts'

const SCHEMA = 'tech-guarantee/record/1' as const
/** Version of the calculation and of the record's shape. A change must reproduce every record made before it. */
export const ENGINE = 'tech-guarantee/1'
/** Versions whose records this one reproduces to the byte. */
export const ENGINES: readonly string[] = [ENGINE]

/** The head of a record, enough to run it again; the rest is compared to the byte. */
export const recordHeadSchema = z.looseObject({
  schema: z.literal(SCHEMA),
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

// Names stand in the order in which canonical JSON writes them: then the machine's own writer can be used.

const capOf = (cap: Cap) => ({
  code: cap.code,
  limit: moneyText(cap.limit),
  private: cap.isPrivate,
  room: moneyText(cap.room),
  scope: cap.scope,
  side: cap.side,
  used: moneyText(cap.used),
})

const riskOf = ({ risk }: Graded) => ({
  base: risk.base,
  grade: risk.grade,
  items: risk.items.map(({ attribute, band, points, value }) => ({ attribute, band, points, value })),
  scorecard: risk.scorecard,
  total: risk.total,
})

/** What the marks stand for, and the score of it; the items and the score beside it are of the marks as given. */
const fairOf = ({ items, total }: FairScore) => ({
  items: items.map(({ indicator, points, value }) => ({ indicator, points: pointsText(points), value: String(value) })),
  score: pointsText(total),
})

const itemOf = (item: ScoreItem) => ({
  basis: item.basis,
  indicator: item.indicator,
  mark: item.mark,
  points: pointsText(item.points),
  points_max: pointsText(item.pointsMax),
})

/** What stands before the items of a score and what behind them. */
const beforeItems = (graded: Graded) => ({
  ...(graded.fair === undefined ? {} : { fair: fairOf(graded.fair) }),
  grade: graded.grade,
})
const afterItems = (graded: Graded) => ({
  model: graded.score.model,
  quantitative: pointsText(graded.score.quantitative),
  risk: riskOf(graded),
  score: pointsText(graded.score.total),
  score_grade: graded.scoreGrade,
  technology_grade: graded.technologyGrade,
})
const scoringOf = (graded: Graded) => ({
  ...beforeItems(graded),
  items: graded.score.items.map(itemOf),
  ...afterItems(graded),
})

const worthOf = (worth: Worth) => (worth.state === 'valued' ? { state: worth.state, ...worth.valuation } : worth)

/** Terms stand only where something is recommended; a decline has none. */
const termsOf = (decision: Decision, termMonths: number) =>
  decision.recommended === 'decline'
    ? null
    : {
        bank_share: moneyText(decision.cover.bankShare),
        conditions: decision.conditions,
        fee: {
          basis: decision.fee.basis,
          days: decision.fee.days,
          discounts: decision.fee.discounts,
          first: moneyText(decision.fee.first),
          rate: fixedText(decision.fee.rate),
          surcharges: decision.fee.surcharges,
        },
        guaranteed: moneyText(decision.cover.guaranteed),
        loan: moneyText(decision.cover.loan),
        pledge: decision.pledge === null ? null : moneyText(decision.pledge),
        ratio: fixedText(decision.coverage.ratio),
        term_months: termMonths,
        tranches: decision.tranches.map(tranche => ({
          amount: moneyText(tranche.amount),
          gate: tranche.gate,
          released: tranche.isReleased,
        })),
        valid_until: decision.validUntil,
      }

const findingOf = (finding: Finding) => ({ clause: finding.clause.clause, outcome: finding.outcome })

/** What stands before the findings of a decision and what behind them. */
const beforeFindings = (decision: Decision) => ({
  authority: decision.authority,
  caps: decision.caps.map(capOf),
  caps_unknown: decision.unknownCaps,
  class: decision.guaranteeClass,
  coverage: {
    ratio: fixedText(decision.coverage.ratio),
    reductions: decision.coverage.reductions,
    row: decision.coverage.row,
  },
})
const afterFindings = (decision: Decision, termMonths: number) => ({
  programme: decision.programme,
  reasons: decision.reasons.map(({ code, kind, readings, withheld }) => ({
    code,
    kind,
    readings: readings.map(({ fact, operator, threshold, value }) => ({ fact, operator, threshold, value })),
    withheld,
  })),
  recommended: decision.recommended,
  terms: termsOf(decision, termMonths),
})
const decisionOf = (decision: Decision, termMonths: number) => ({
  ...beforeFindings(decision),
  findings: decision.findings.map(findingOf),
  ...afterFindings(decision, termMonths),
})

const industryOf = ({ code, division, revision, status }: Appraisal['industry']) => ({
  code,
  division,
  revision,
  status,
})
const readinessOf = ({ components, trl }: Appraisal['readiness']) => ({
  components: components.map(({ claimed, code, lacking, shown }) => ({ claimed, code, lacking, shown })),
  trl,
})

/** What a record says of an appraisal, besides the case and the editions, the decision and the score. */
const readOf = (appraisal: Appraisal) => ({
  facts: packedRow(appraisal.row),
  facts_unread: appraisal.facts.unread,
  industry: industryOf(appraisal.industry),
  panel: {
    appraisers: appraisal.sheet.appraisers,
    divergent: appraisal.sheet.divergent,
    visited: appraisal.sheet.isVisited,
  },
  readiness: readinessOf(appraisal.readiness),
  valuation: worthOf(appraisal.worth),
})
const foundOf = (appraisal: Appraisal, termMonths: number) => ({
  ...readOf(appraisal),
  decision: decisionOf(appraisal.decision, termMonths),
  scoring: scoringOf(appraisal.graded),
})

// All but the value are made above name by name in their order, of codes, whole numbers and texts that were checked.
const written = (value: unknown): string => JSON.stringify(value)

/** An object with a list in its midst, of which each one is written already. */
const writtenAround = (before: object, name: string, list: readonly string[], after: object): string =>
  `${written(before).slice(0, -1)},"${name}":[${list.join(',')}],${written(after).slice(1)}`

// Lines of a score and findings are of an edition and not of a case: the same few stand in every record under it.
const itemsWritten = new WeakMap<ScoreItem, string>()
const findingsWritten = new WeakMap<Clause, Partial<Record<ClauseOutcome, string>>>()

function itemText(item: ScoreItem): string {
  const known = itemsWritten.get(item)
  if (known !== undefined) return known
  const text = written(itemOf(item))
  itemsWritten.set(item, text)
  return text
}

function findingText(finding: Finding): string {
  const { clause, outcome } = finding
  const known = findingsWritten.get(clause) ?? {}
  const text = known[outcome] ?? written(findingOf(finding))
  if (known[outcome] === undefined) findingsWritten.set(clause, { ...known, [outcome]: text })
  return text
}

const scoringText = (graded: Graded): string =>
  writtenAround(beforeItems(graded), 'items', graded.score.items.map(itemText), afterItems(graded))
const decisionText = (decision: Decision, termMonths: number): string =>
  writtenAround(
    beforeFindings(decision),
    'findings',
    decision.findings.map(findingText),
    afterFindings(decision, termMonths),
  )

/**
 * The two texts of a record beside its case, as canonical JSON writes them: between the case and the digest, and from
 * the digest to the end. What a stored record is compared with.
 *
 * @param editions the canonical JSON of the references the record names
 */
export function textsBeside(
  appraisal: Appraisal,
  theCase: Case,
  editions: string,
  engine: string,
): readonly [beforeDigest: string, afterDigest: string] {
  const found = readOf(appraisal)
  const worth = canonicalJson(found.valuation as unknown as Json)
  const decision = decisionText(appraisal.decision, theCase.application.request.term_months)
  const before = `"currency":"${CURRENCY}","day":${written(theCase.day)},"decision":${decision}`
  const [facts, rest] = [written(found.facts), written(found.facts_unread)]
  const after = [
    `"editions":${editions},"engine":${written(engine)},"facts":${facts},"facts_unread":${rest}`,
    `"industry":${written(found.industry)},"panel":${written(found.panel)},"readiness":${written(found.readiness)}`,
    `"schema":"${SCHEMA}","scoring":${scoringText(appraisal.graded)},"valuation":${worth}`,
  ]
  return [before, after.join(',')]
}

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
    schema: SCHEMA,
    engine,
    currency: CURRENCY,
    day: theCase.day,
    editions: rules.references,
    case: theCase,
    ...foundOf(appraisal, theCase.application.request.term_months),
  }
  const { digest, text } = digested(body as unknown as Readonly<Record<string, Json>>)
  return { record: { ...body, digest }, text: `${text}\n` }
}
