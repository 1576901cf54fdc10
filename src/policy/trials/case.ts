/**
 * A trial case: what is given, and what the rules have to make of it. It belongs to an edition of one kind. Given is
 * a whole case, as the API takes one, or a small one: facts under a programme, with or without what is asked for.
 */
import { z } from 'zod'
import { caseSchema } from '../../appraisal/schema.ts'
import { RECOMMENDATIONS } from '../../decision/recommendation.ts'
import { SCOPES } from '../../decision/terms-schema.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { code, dayText, decimalText, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { OUTCOMES } from '../../rules/evaluate.ts'
import { finalGradeSchema, technologyGradeSchema } from '../../scoring/grades-schema.ts'
import { RISK_GRADES } from '../../scoring/risk-schema.ts'

/** Trial cases that may belong to one edition: all are run before it is proposed, so there is a bound. */
export const CASES_MAX = 500
/** Facts, clauses and rows one case may name: more than any vocabulary or edition has. */
const NAMED_MAX = 2000

const named = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string().regex(/^[a-z][a-z0-9_.]{0,119}$/), value).refine(one => Object.keys(one).length <= NAMED_MAX, {
    message: `at most ${NAMED_MAX} names`,
  })

/** Facts by name; what is not named, or null, is not known. */
export const factsGiven = named(z.union([z.boolean(), plainText(60)]).nullable())

const outstanding = z.strictObject({
  own: moneyNotNegative.default('0'),
  kodit: moneyNotNegative.default('0'),
  regional_foundation: moneyNotNegative.default('0'),
  other: moneyNotNegative.default('0'),
})

/** What is asked for, with the two grades the matrix is read at. */
export const requestGiven = z.strictObject({
  day: dayText,
  purpose: code,
  loan: moneyNotNegative,
  term_months: z.int().min(1).max(600),
  technology_grade: technologyGradeSchema,
  risk_grade: z.enum(RISK_GRADES),
  trl: z.int().min(0).max(9).optional(),
  /** Guarantees outstanding of the firm, and of its group with it; nothing where not said. */
  firm: outstanding.optional(),
  group: outstanding.optional(),
  /** Limits kept outside the case. */
  limits: z
    .array(z.strictObject({ code, scope: z.enum(SCOPES), limit: moneyNotNegative, used: moneyNotNegative }))
    .max(50)
    .default([]),
})

/** Facts that a request says itself: given twice, they could contradict it. */
export const OF_REQUEST = [
  'programme',
  'purpose',
  'loan_amount',
  'loan_term_months',
  'grade',
  'technology_grade',
  'risk_grade',
  'trl',
] as const

export const smallGiven = z
  .strictObject({ programme: code, facts: factsGiven, request: requestGiven.optional() })
  .refine(one => one.request === undefined || OF_REQUEST.every(name => !Object.hasOwn(one.facts, name)), {
    message: `what the request says is not said again among the facts: ${OF_REQUEST.join(', ')}`,
    path: ['facts'],
  })
export type SmallGiven = z.output<typeof smallGiven>

const outcomes = named(z.enum(OUTCOMES))

/** What has to come of it; whatever is not named may be anything. */
export const expected = z
  .strictObject({
    /** The first code a case is refused with, where it cannot be appraised at all. */
    refused: code.optional(),
    recommended: z.enum(RECOMMENDATIONS).optional(),
    class: z.enum(['technology', 'credit', 'none']).optional(),
    grade: finalGradeSchema.optional(),
    ratio: decimalText.optional(),
    guaranteed: moneyNotNegative.optional(),
    fee_rate: decimalText.optional(),
    first_fee: moneyNotNegative.optional(),
    authority: code.optional(),
    /** The principal reasons, all of them and in their order. */
    reasons: z.array(z.string().max(120)).max(4).optional(),
    clauses: outcomes.optional(),
    /** Rows of tables that have to be hit, by their places. */
    rows: z.array(z.string().max(200)).max(NAMED_MAX).optional(),
  })
  .refine(one => Object.keys(one).length > 0, { message: 'something is expected' })
export type Expected = z.output<typeof expected>

const written = {
  code,
  /** What the case shows, as a sentence. */
  title: plainText(300),
  /** How what is expected follows from the rules' text. */
  worked: plainText(2000),
}

const given = z
  .strictObject({ small: smallGiven.optional(), case: caseSchema.optional() })
  .refine(one => (one.small === undefined) !== (one.case === undefined), {
    message: 'either a small case or a whole one',
  })
type Given = z.output<typeof given>

/** Of a row without a request only clauses can be expected; of one that is refused nothing else. */
const isAnswerable = (one: { readonly given: Given; readonly expect: Expected }): boolean => {
  const { clauses: _, refused, ...more } = one.expect
  if (refused !== undefined) return Object.keys(one.expect).length === 1
  const isRowOnly = one.given.small !== undefined && one.given.small.request === undefined
  return !isRowOnly || Object.keys(more).length === 0
}

export const trialCase = z.strictObject({ ...written, given, expect: expected }).refine(isAnswerable, {
  message: 'without a request only clauses can be expected, and beside a refusal nothing',
  path: ['expect'],
})
export type TrialCase = z.output<typeof trialCase>
export const caseDigest = (one: TrialCase): string => digestOf(one as unknown as Json)

/** The digest of a set of cases: over the digests of each, in the order of their codes. */
export const casesDigest = (cases: readonly { readonly code: string; readonly digest: string }[]): string =>
  digestOf([...cases].sort((a, b) => (a.code < b.code ? -1 : 1)).map(one => [one.code, one.digest]))
