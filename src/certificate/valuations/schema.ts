/** What the service says of a valuation that it keeps. */
import { z } from 'zod'
import { dayText, digestText, plainText } from '../../kernel/text.ts'
import { languageSchema } from '../../kernel/words.ts'
import { valuingRequest } from '../../valuation/reporting/request.ts'
import { issuedValuation, PURPOSES, VALUATION_STATES } from '../../valuation/reporting/schema.ts'

export const draftGiven = z.strictObject({ request: valuingRequest })
export const signatureGiven = z.strictObject({ digest: digestText })
export const issueGiven = z.strictObject({ digest: digestText, supersedes: z.uuid().optional() })
export const withdrawalGiven = z.strictObject({ reason: plainText(500) })

export const valuationHead = z.strictObject({
  ...issuedValuation.shape,
  case_id: z.uuid(),
  firm: z.string(),
  number: z.string(),
  version: z.int(),
  purpose: z.enum(PURPOSES),
  state: z.enum(VALUATION_STATES),
  drafted_by: z.string(),
  signed_by: z.string().nullable(),
  issued_by: z.string().nullable(),
  issued_on: dayText.nullable(),
  superseded_by: z.uuid().nullable(),
  /** Languages in which a sealed report is there. */
  languages: z.array(languageSchema),
})
export type ValuationHead = z.output<typeof valuationHead>

/** In a list no value is told: each is read by itself, and the reading kept. */
export const valuationListed = valuationHead.omit({ value: true, methods: true })
export type ValuationListed = z.output<typeof valuationListed>

/** The whole content is there to be read by whoever may read the case. */
export const valuationView = valuationHead.extend({ valuation: z.looseObject({ schema: z.string() }) })
