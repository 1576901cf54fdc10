/**
 * A case: everything the way starts from, for command line, API and fixtures alike. Language-neutral and without names;
 * names stand beside the case in its file, so that a record made from it holds none.
 */
import { z } from 'zod'
import { applicationSchema } from '../application/schema.ts'
import { SCOPES } from '../decision/terms-schema.ts'
import { code, dayText, digestText, id, moneyNotNegative, plainText } from '../kernel/text.ts'
import { fairSchema } from '../panel/fair/schema.ts'
import { sheetSchema } from '../panel/schema.ts'
import { firmId } from '../party/identifiers.ts'
import { GUARANTORS, partySchema } from '../party/schema.ts'
import { technologySchema } from '../technology/schema.ts'
import { valuationRequestSchema } from '../valuation/schema.ts'
import { kinds } from './edition-kinds.ts'

/** A fact that no other part of the case gives, stated with the paper that shows it. */
export const statedFactSchema = z.strictObject({
  fact: code,
  value: z.union([z.boolean(), plainText(60)]),
  source: code,
  as_of: dayText,
  paper: digestText.optional(),
})

/** What guarantors carry for a firm of the same group. */
export const groupExposureSchema = z.strictObject({
  firm: firmId,
  guarantor: z.enum(GUARANTORS),
  balance: moneyNotNegative,
  as_of: dayText,
})

/** A limit kept outside the case (a pact's, a programme's budget, the fund's) with its use, read at one moment. */
export const limitReadingSchema = z.strictObject({
  code,
  scope: z.enum(SCOPES),
  limit: moneyNotNegative,
  used: moneyNotNegative,
  as_of: dayText,
})

export const caseSchema = z.strictObject({
  schema: z.literal('tech-guarantee/case/1'),
  id,
  /** The day of the appraisal: the rules of this day apply, and facts count as known on it. */
  day: dayText,
  party: partySchema,
  application: applicationSchema,
  technology: technologySchema,
  stated_facts: z.array(statedFactSchema).max(100),
  group_exposures: z.array(groupExposureSchema).max(200),
  limits: z.array(limitReadingSchema).max(50),
  /** Rule sets that were stopped when it was appraised: what they say is not followed, and a person decides. */
  stops: z.array(z.enum(kinds)).min(1).optional(),
  sheets: z.array(sheetSchema).max(9),
  /** What the marks of its appraisers stand for; only where policy decided by fair scores on the day. */
  fair: fairSchema.optional(),
  valuation: valuationRequestSchema.optional(),
})
export type Case = z.output<typeof caseSchema>

/** Words for an id, in the languages they are known in; Korean at least. */
export const nameSchema = z.strictObject({
  ko: plainText(200),
  en: plainText(200).optional(),
  zh: plainText(200).optional(),
})
export type Names = Readonly<Record<string, z.output<typeof nameSchema>>>

/** A case as it lies in a file: with its story, the names of its ids, and the case. */
export const caseFileSchema = z.strictObject({
  title: z.strictObject({ ko: plainText(300), en: plainText(300), zh: plainText(300) }),
  note: plainText(2000).optional(),
  names: z.record(id, nameSchema),
  case: caseSchema,
})
export type CaseFile = z.output<typeof caseFileSchema>
