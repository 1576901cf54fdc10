/** The shape of rules/programmes: the catalogue of what the fund offers, one entry a programme. */
import { z } from 'zod'
import { editionHeader, sourcedNumber } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'
import { clausesSchema, conditionSchema, parametersSchema } from '../rules/schema.ts'
import { conditionOfTermsSchema, gradeSchema, limitSchema, needSchema, portionSchema } from './terms-schema.ts'

/** Where in a firm's life a programme stands. */
export const FAMILIES = [
  'start_up',
  'research',
  'growth',
  'ip_finance',
  'scale_up',
  'policy',
  'pact',
  'joint',
  'restart',
] as const

export const programmeSchema = z.strictObject({
  code,
  family: z.enum(FAMILIES),
  /** May the programme guarantee credit that is no technology guarantee? */
  credit_allowed: z.boolean(),
  purposes: z.array(code).min(1),
  minimum_grade: gradeSchema,
  /** All whose condition holds apply. */
  limits: z.array(limitSchema),
  /** Whether the programme's own limits stand in place of the ceiling by grade. */
  replaces_grade_ceiling: z.boolean().optional(),
  /** The first whose condition holds; the basic coverage where none does. */
  coverage: z.array(z.strictObject({ code, ratio: portionSchema, when: conditionSchema.optional() })),
  fee: z.strictObject({
    /** A fixed rate: neither surcharges nor discounts apply to it. */
    fixed: sourcedNumber('annual_rate').optional(),
    /** Taken off the rate, before the minimum applies. */
    discount: sourcedNumber('annual_rate').optional(),
  }),
  /** Sizing that replaces the ordinary one for its purposes. */
  needs: z.array(needSchema),
  clauses: clausesSchema,
  parameters: parametersSchema,
  papers: z.array(code),
  conditions: z.array(conditionOfTermsSchema),
  requires_valuation: z.boolean(),
  /** Limits kept outside the case (pact, programme budget) without which nothing can be decided. */
  limits_required: z.array(code),
  /** Tranches released on gate evidence: their shares make 1. */
  gates: z.array(z.strictObject({ code, share: portionSchema, trl: sourcedNumber('count') })),
  /** How a loan on intellectual property is carried: the pledge's part beside the guarantee's. */
  pledge_share: portionSchema.optional(),
})
export type Programme = z.infer<typeof programmeSchema>

export const programmesSchema = z.strictObject({
  kind: z.literal('programmes'),
  ...editionHeader,
  programmes: z.array(programmeSchema).min(1),
})
export type ProgrammesEdition = z.infer<typeof programmesSchema>
