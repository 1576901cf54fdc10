/** What the API around the way takes and shows. */
import { z } from 'zod'
import { caseView, viewOf } from '../application/view.ts'
import { RECOMMENDATIONS } from '../decision/recommendation.ts'
import { code, dayText, id, plainText } from '../kernel/text.ts'
import { MARKS, markGivenSchema, siteVisitSchema } from '../panel/schema.ts'
import { consentId } from '../party/identifiers.ts'
import { contentSchema } from './content.ts'
import { nameSchema } from './schema.ts'

const reading = z.strictObject({
  fact: z.string(),
  value: z.string().nullable(),
  operator: z.string(),
  threshold: z.string().nullable(),
})
const reason = z.strictObject({
  kind: z.enum(['decline', 'refer', 'reduce']),
  code: z.string(),
  readings: z.array(reading),
  withheld: z.string(),
})
export const precheckView = z.strictObject({
  papers_missing: z.array(z.string()),
  facts_unknown: z.array(z.strictObject({ fact: z.string(), reason: z.string() })),
  limits_to_read: z.array(z.string()),
  indicators_to_mark: z.array(z.string()),
  appraisers: z.int(),
  likely: z.array(
    z.strictObject({
      marks: z.enum(MARKS),
      grade: z.string(),
      recommended: z.enum(RECOMMENDATIONS),
      guaranteed: z.string(),
      reasons: z.array(reason),
    }),
  ),
})

const draftShape = {
  content: contentSchema,
  /** Names of the ids in the content, kept beside it, never in a record. */
  names: z.record(id, nameSchema),
  /** The firm's consent, where a bank asks. */
  consent: consentId.optional(),
  /** The office asked; one is chosen where none is named. */
  office: z.string().max(64).optional(),
}
const sheetGiven = z.strictObject({
  marks: z.array(markGivenSchema).min(1).max(100),
  site_visit: siteVisitSchema.optional(),
})
export const draftBody = z.strictObject({
  ...draftShape,
  /** In the sandbox: what is played after the case is handed in. */
  scenario: code.optional(),
  /** In the sandbox: the sheets its appraisers sign; the case is then recommended in the same request. */
  sheets: z.array(sheetGiven).min(1).max(2).optional(),
})
export const madeView = z.strictObject({ case_id: z.uuid(), decision_id: z.uuid(), digest: z.string() })
export const correctionView = z.strictObject({
  decision_id: z.uuid().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  differences: z.array(z.strictObject({ at: z.string(), before: z.string(), after: z.string() })),
})

/** Words of the rules, by the keys they have in their editions. */
const WORD_KEYS_MAX = 100
const wordKey = /^[A-Za-z0-9_.+-]{1,120}$/
export const wordsQuery = z.strictObject({
  /** Keys with a comma between them. */
  keys: z
    .string()
    .max(8000)
    .transform(text => text.split(','))
    .refine(keys => keys.length <= WORD_KEYS_MAX && keys.every(key => wordKey.test(key)), {
      message: `1 to ${WORD_KEYS_MAX} keys of the rules' words, a comma between them`,
    }),
  /** The day by whose editions; today where none is given. */
  day: dayText.optional(),
})
export const wordsView = z.strictObject({
  items: z.array(
    z.strictObject({ key: z.string(), words: z.strictObject({ ko: z.string(), en: z.string(), zh: z.string() }) }),
  ),
})

export const appraisalParams = z.strictObject({ case_id: z.uuid() })
export const editBody = z.strictObject(draftShape)
export const precheckBody = z.strictObject({ content: contentSchema })
export const correctionBody = z.strictObject({ content: contentSchema, reason: plainText(2000) })
export const caseShown = caseView
export const caseShownOf = viewOf
/** A draft as it is kept, or, for a case of the sandbox with its sheets, what was recommended at once. */
export const createdView = z.union([caseView, z.strictObject({ ...madeView.shape, state: z.literal('recommended') })])
