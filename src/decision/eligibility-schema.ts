/** The shape of rules/eligibility: who may be guaranteed, and in which class of guarantee. */
import { z } from 'zod'
import { editionHeader, sourcedTable } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'
import { FACT_SOURCES } from '../party/schema.ts'
import { clausesSchema, parametersSchema } from '../rules/schema.ts'

export const eligibilitySchema = z.strictObject({
  kind: z.literal('eligibility'),
  ...editionHeader,
  /** Exclusions and restrictions for every applicant. */
  general: clausesSchema.min(1),
  /** The test of a technology guarantee: all met. */
  technology: clausesSchema.min(1),
  /** The test of an ordinary credit guarantee: all met. */
  credit: clausesSchema.min(1),
  /** Repayment capacity: a track beside the score. */
  capacity: clausesSchema.min(1),
  /** Industries that are never or seldom guaranteed: code -> KSIC prefixes. */
  industries: z.array(
    z.strictObject({
      code,
      treatment: z.enum(['excluded', 'restricted']),
      ksic_prefixes: z.array(z.string().regex(/^\d{2,5}$/)).min(1),
    }),
  ),
  /** Offices that answer only with the firm's consent. */
  consent_sources: z.array(z.enum(FACT_SOURCES)),
  /** The country whose registers decide what is in force: WIPO ST.3. */
  country: z.string().regex(/^[A-Z]{2}$/),
  /** SME Framework Act: greatest average yearly sales by KSIC division; `other` for the rest. */
  sme_sales_max: sourcedTable('won'),
  parameters: parametersSchema,
})
export type EligibilityEdition = z.infer<typeof eligibilitySchema>
