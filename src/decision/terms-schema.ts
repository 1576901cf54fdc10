/** The shape of rules/terms: what a guarantee is given on. Numbers with their source; the words stand beside. */
import { z } from 'zod'
import { editionHeader, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'
import { conditionSchema, parametersSchema } from '../rules/schema.ts'
import { FINAL_GRADES, finalGradeSchema } from '../scoring/grades-schema.ts'

/** Whose exposure a cap counts: one firm, its group, a programme, a pact with a bank, a sector, the whole fund. */
export const SCOPES = ['firm', 'group', 'programme', 'pact', 'sector', 'fund'] as const
export type Scope = (typeof SCOPES)[number]
/** Which guarantors' outstanding guarantees count as use. */
export const GUARANTORS = ['own', 'kodit', 'regional_foundation', 'other'] as const
export type Guarantor = (typeof GUARANTORS)[number]

/** A grade of the final scale under its provenance. */
export const gradeSchema = sourcedNumber('grade').refine(one => finalGradeSchema.safeParse(one.value).success, {
  message: `a grade is one of ${FINAL_GRADES.join(', ')}`,
})
/** A number that is divided by or rounded to: above zero. */
const above = <U extends 'won' | 'days'>(unit: U) =>
  sourcedNumber(unit).refine(one => !/^-|^0+$/.test(one.value), { message: 'above 0' })
/** A part of a loan or amount: above nothing, since amounts are divided by it, and at most the whole. */
export const portionSchema = sourcedNumber('ratio').refine(one => /^(0\.\d*[1-9]\d*|1(\.0+)?)$/.test(one.value), {
  message: 'above 0 and at most 1',
})
/** A part that may also be nothing. */
const share = () =>
  sourcedNumber('ratio').refine(one => /^(0(\.\d+)?|1(\.0+)?)$/.test(one.value), { message: 'from 0 to 1' })
/** A rate somebody is charged: never below nothing. */
const rate = () => sourcedNumber('annual_rate').refine(one => !one.value.startsWith('-'), { message: 'not below 0' })
/** A table with one entry for each final grade and no other. */
const byGrade = <U extends 'won' | 'annual_rate'>(unit: U) =>
  sourcedTable(unit).refine(
    table =>
      Object.keys(table.values).length === FINAL_GRADES.length && FINAL_GRADES.every(grade => grade in table.values),
    { message: `one entry for each of ${FINAL_GRADES.join(', ')}` },
  )

/** A limit is a fixed amount, or a share of an amount that stands among the facts. */
export const limitSchema = z
  .strictObject({
    code,
    scope: z.enum(SCOPES),
    side: z.enum(['guarantee', 'loan']),
    counts: z.array(z.enum(GUARANTORS)),
    amount: sourcedNumber('won').optional(),
    fact: code.optional(),
    share: sourcedNumber('ratio').optional(),
    when: conditionSchema.optional(),
  })
  .refine(limit => (limit.amount === undefined) !== (limit.fact === undefined && limit.share === undefined), {
    message: 'a limit has either an amount, or a fact and the share of it',
  })
export type LimitRule = z.infer<typeof limitSchema>

const rateChange = z.strictObject({ code, when: conditionSchema, rate: rate() })

export const needSchema = z.strictObject({
  code,
  purposes: z.array(code).min(1),
  /** The amounts among the facts the need is read from; the first that is known. */
  facts: z.array(code).min(1),
  share: sourcedNumber('ratio'),
  /** What already covers part of the need, loan side. */
  less: z.array(code),
})
export type NeedRule = z.infer<typeof needSchema>

export const conditionOfTermsSchema = z.strictObject({ code, when: conditionSchema.optional() })

export const termsSchema = z.strictObject({
  kind: z.literal('terms'),
  ...editionHeader,
  rounding: z.strictObject({
    /** A guaranteed amount is cut to a multiple of this, in the fund's favour. */
    guarantee_step: above('won'),
    /** A fee is cut to a multiple of this, in the firm's favour. */
    fee_step: above('won'),
  }),
  coverage: z.strictObject({
    basic: portionSchema,
    /** Firms long in use: the ratio is lowered by `reduction` when `when` holds. */
    reductions: z.array(z.strictObject({ code, when: conditionSchema, by: share() })),
  }),
  minimum_grade: gradeSchema,
  ceiling_by_grade: byGrade('won'),
  /** The statute's caps per firm: the highest of those whose condition holds is the one that applies. */
  statutory_caps: z.array(limitSchema).min(1),
  /** Further caps, all of which apply. */
  caps: z.array(limitSchema),
  needs: z.array(needSchema).min(1),
  fees: z.strictObject({
    base_by_grade: sourcedTable('annual_rate'),
    minimum: rate(),
    maximum: rate(),
    surcharges: z.array(rateChange),
    discounts: z.array(rateChange),
    day_count: above('days'),
    success_fee_max: share(),
    late_fee: rate(),
    damages_max: rate(),
  }),
  term_months_max: sourcedNumber('months'),
  decision_validity_days: sourcedNumber('days'),
  certificate_validity_months: sourcedNumber('months'),
  conditions: z.array(conditionOfTermsSchema),
  parameters: parametersSchema,
})
export type TermsEdition = z.infer<typeof termsSchema>
