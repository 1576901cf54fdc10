/** The shape of rules/authority: who may sign what, least authority first. Amounts are assumed: none is published. */
import { z } from 'zod'
import { editionHeader, sourcedNumber } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'
import { gradeSchema } from './terms-schema.ts'

export const authoritySchema = z.strictObject({
  kind: z.literal('authority'),
  ...editionHeader,
  levels: z
    .array(
      z.strictObject({
        code,
        amount_max: sourcedNumber('won'),
        minimum_grade: gradeSchema,
        /** How many must sign. */
        quorum: sourcedNumber('count'),
        /** May this level sign a case that was referred? */
        may_sign_referred: z.boolean(),
        may_override: z.boolean(),
      }),
    )
    .min(1),
})
export type AuthorityEdition = z.infer<typeof authoritySchema>
