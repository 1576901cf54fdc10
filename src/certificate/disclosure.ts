/**
 * What a stranger with a certificate may read: the numbers of the editions that lead to grade and terms, and only the
 * facts that recompute them. No accounts, no figures of the firm's group, no names beyond those printed.
 */
import { z } from 'zod'
import type { Editions } from '../appraisal/edition-kinds.ts'
import type { DecisionRecord } from '../appraisal/record.ts'
import { SCOPES } from '../decision/terms-schema.ts'
import { addDays, addMonths, type CalendarDate } from '../kernel/calendar.ts'
import { minMoney, moneyFromText, moneyText } from '../kernel/money.ts'
import { editionHeader } from '../kernel/sourced.ts'
import { code, dayText, decimalText, digestText, id, moneyNotNegative } from '../kernel/text.ts'
import { LANGUAGES } from '../kernel/words.ts'
import { MARKS } from '../panel/schema.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../scoring/grades-schema.ts'
import { RISK_GRADES } from '../scoring/risk-schema.ts'

/** The kinds whose numbers are attached whole, so that their digests can be checked against the record's. */
export const DISCLOSED_KINDS = ['rubric', 'models', 'grades', 'terms', 'programmes'] as const
export type DisclosedKind = (typeof DISCLOSED_KINDS)[number]
export type DisclosedNumbers = Pick<Editions, DisclosedKind>

/**
 * A cap: its limit where an edition states it. Never its use, which is what guarantors carry for the firm, its group or
 * a fund, and no more of its room than was given.
 */
const capSchema = z.strictObject({
  code: z.string().max(80),
  scope: z.enum(SCOPES),
  side: z.enum(['guarantee', 'loan']),
  limit: moneyNotNegative.nullable(),
  room: moneyNotNegative,
})

const termsSchema = z.strictObject({
  loan_asked: moneyNotNegative,
  loan: moneyNotNegative,
  guaranteed: moneyNotNegative,
  bank_share: moneyNotNegative,
  ratio: decimalText,
  term_months: z.int().min(1),
  coverage: z.strictObject({ row: z.string().max(80), reductions: z.array(z.string().max(80)) }),
  caps: z.array(capSchema),
  fee: z.strictObject({
    basis: z.enum(['fixed', 'by_grade']),
    rate: decimalText,
    surcharges: z.array(z.string().max(80)),
    discounts: z.array(z.string().max(80)),
    days: z.int().min(0),
    first: moneyNotNegative,
  }),
  pledge: moneyNotNegative.nullable(),
  tranches: z.array(z.strictObject({ gate: code, amount: moneyNotNegative, released: z.boolean() })),
  conditions: z.array(z.string().max(120)),
  valid_until: dayText,
})

export const disclosureSchema = z.strictObject({
  schema: z.literal('tech-guarantee/disclosure/1'),
  certificate: z.strictObject({
    number: z.string().max(24),
    issued_on: dayText,
    valid_until: dayText,
    language: z.enum(LANGUAGES),
  }),
  record: z.strictObject({
    digest: digestText,
    engine: z.string().max(40),
    day: dayText,
    currency: z.string().length(3),
  }),
  case: id,
  programme: code,
  class: z.enum(['technology', 'credit']).nullable(),
  /** Null where nothing is recommended: a certificate tells the grade, not that somebody was declined. */
  recommended: z.enum(['approve', 'refer']).nullable(),
  editions: z.array(z.strictObject({ kind: z.string().max(40), edition: editionHeader.edition, digest: digestText })),
  model: code,
  marks: z.array(
    z.strictObject({ indicator: code, mark: z.enum(MARKS), basis: z.enum(['measured', 'judged', 'overridden']) }),
  ),
  trl: z.int().min(0).max(9).nullable(),
  score: decimalText,
  /** The score by what the marks stand for, where policy decided by it; how severe who marked is stays in the house. */
  fair_score: decimalText.optional(),
  quantitative: decimalText,
  technology_grade: z.enum(TECHNOLOGY_GRADES),
  risk_grade: z.enum(RISK_GRADES),
  grade: z.enum(FINAL_GRADES),
  appraisers: z.array(z.strictObject({ appraiser: id, grade: z.string().max(4) })),
  rights: z.array(
    z.strictObject({ kind: code, office: z.string().max(2).nullable(), number: z.string().max(32).nullable() }),
  ),
  valuation: z
    .strictObject({
      method: code,
      low: moneyNotNegative,
      mid: moneyNotNegative,
      high: moneyNotNegative,
      status: z.enum(['published', 'assumed']),
      collateral_allowed: z.boolean(),
    })
    .nullable(),
  terms: termsSchema.nullable(),
})
export type Disclosure = z.output<typeof disclosureSchema>

/**
 * The last day a certificate is valid on: so many months after its issue, less a day.
 * @source rules/terms certificate_validity_months
 */
export const lastDay = (issued: CalendarDate, { terms }: Pick<DisclosedNumbers, 'terms'>): CalendarDate =>
  addDays(addMonths(issued, Number(terms.certificate_validity_months.value)), -1)

type RecordTerms = NonNullable<DecisionRecord['decision']['terms']>

/** A cap tells no more of the firm than that it left room for what was given. */
function disclosedCap(cap: DecisionRecord['decision']['caps'][number], guaranteed: string) {
  const { code, scope, side } = cap
  const room = moneyText(minMoney(moneyFromText(cap.room), moneyFromText(guaranteed)))
  return { code, scope, side, limit: cap.private ? null : cap.limit, room }
}

function disclosedTerms(record: DecisionRecord, terms: RecordTerms): Disclosure['terms'] {
  const { decision } = record
  // What covers the loan as asked is not cut to the step; a private room may then stop at the amount itself.
  return {
    loan_asked: record.case.application.request.loan_amount,
    loan: terms.loan,
    guaranteed: terms.guaranteed,
    bank_share: terms.bank_share,
    ratio: terms.ratio,
    term_months: terms.term_months,
    coverage: { row: decision.coverage.row, reductions: [...decision.coverage.reductions] },
    caps: decision.caps.map(cap => disclosedCap(cap, terms.guaranteed)),
    fee: { ...terms.fee, surcharges: [...terms.fee.surcharges], discounts: [...terms.fee.discounts] },
    pledge: terms.pledge,
    tranches: terms.tranches.map(tranche => ({ ...tranche })),
    conditions: [...terms.conditions],
    valid_until: terms.valid_until,
  }
}

function disclosedValue(valuation: DecisionRecord['valuation']): Disclosure['valuation'] {
  if (valuation.state !== 'valued') return null
  const leading = valuation.methods.find(one => one.method === valuation.leading)
  if (leading === undefined) return null
  const { method, low, mid, high, status, collateral_allowed } = leading
  return { method, low, mid, high, status, collateral_allowed }
}

/** The disclosure of a record, for one certificate. */
export function disclosureOf(record: DecisionRecord, certificate: Disclosure['certificate']): Disclosure {
  const { scoring, decision } = record
  const relied = record.case.technology.assets.filter(asset => record.case.technology.relied_on.includes(asset.id))
  return {
    schema: 'tech-guarantee/disclosure/1',
    certificate,
    record: { digest: record.digest, engine: record.engine, day: record.day, currency: record.currency },
    case: record.case.id,
    programme: decision.programme,
    class: decision.class,
    recommended: decision.recommended === 'decline' ? null : decision.recommended,
    editions: record.editions.map(({ kind, edition, digest }) => ({ kind, edition, digest })),
    model: scoring.model,
    marks: scoring.items.map(({ indicator, mark, basis }) => ({ indicator, mark, basis })),
    trl: record.readiness.trl ?? null,
    score: scoring.score,
    ...(scoring.fair === undefined ? {} : { fair_score: scoring.fair.score }),
    quantitative: scoring.quantitative,
    technology_grade: scoring.technology_grade,
    risk_grade: scoring.risk.grade,
    grade: scoring.grade,
    appraisers: record.panel.appraisers.map(one => ({ ...one })),
    rights: relied.map(({ kind, office, number }) => ({ kind, office: office ?? null, number: number ?? null })),
    valuation: disclosedValue(record.valuation),
    terms: decision.terms === null ? null : disclosedTerms(record, decision.terms),
  }
}
