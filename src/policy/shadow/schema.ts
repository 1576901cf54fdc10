/** What is asked of challengers in shadow over the API, and what is answered. */
import { z } from 'zod'
import { editionHeader } from '../../kernel/sourced.ts'
import { code, digestText, moneyAmount, plainText } from '../../kernel/text.ts'
import { sideSchema } from './comparison.ts'

const text = z.record(z.string(), z.unknown())

/** An edition by its name, or with the texts it is to have; both texts or neither. */
export const shadowBody = z
  .strictObject({
    kind: code,
    edition: editionHeader.edition,
    numbers: text.optional(),
    words: text.optional(),
    reason: plainText(2000),
  })
  .refine(one => (one.numbers === undefined) === (one.words === undefined), {
    message: 'numbers and words, or neither',
    path: ['words'],
  })
export const shadowParams = z.strictObject({ shadow_id: z.uuid() })
const shadowShape = {
  id: z.uuid(),
  kind: code,
  edition: editionHeader.edition,
  digest: digestText,
  reason: z.string(),
  started_by: z.string(),
  started_at: z.string(),
  stopped_by: z.string().nullable(),
  stopped_at: z.string().nullable(),
}
export const shadowView = z.strictObject(shadowShape)

const count = z.int().min(0)
const moved = z.strictObject({ more: count, less: count, by: moneyAmount })
const outcome = sideSchema.shape.outcome
export const summaryView = z.strictObject({
  ...shadowShape,
  compared: count,
  /** Decisions still to be compared, and those that could not be. */
  waiting: count,
  faults: count,
  alike: count,
  /** Decisions whose outcome the challenger would have changed. */
  flips: count,
  grades: count,
  reasons: count,
  /** How often the two said what; pairs that did not occur are left out. */
  agreement: z.array(z.strictObject({ champion: outcome, challenger: outcome, cases: count })),
  guaranteed: moved,
  first_fee: moved,
})
export const comparisonView = z.strictObject({
  decision_id: z.uuid(),
  compared_at: z.string(),
  champion: sideSchema,
  challenger: sideSchema,
  differs: z.array(z.string()),
})
