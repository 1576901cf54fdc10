/** A paper kept as an example: its body without what the rules of its day add, and the names beside it. */
import { z } from 'zod'
import type { RuleBook } from '../appraisal/rule-book.ts'
import { type Body, bodySchema } from '../guarantee/letter/bodies.ts'
import { type Numbers, numbersOn } from '../guarantee/letter/numbers.ts'
import type { Printed } from '../guarantee/letter/voice.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { parsed } from '../kernel/schema.ts'
import { id, plainText } from '../kernel/text.ts'
import { type Language, wordsSchema } from '../kernel/words.ts'

const specimenSchema = z.strictObject({
  title: plainText(200),
  body: z.looseObject({
    paper: z.string(),
    issue: z.strictObject({ number: z.string(), issued_on: z.string() }),
    notice: z.looseObject({ noticed_on: z.string() }).optional(),
  }),
  business_number: plainText(20).nullable(),
  names: z.record(id, wordsSchema),
})

export type Specimen = { readonly body: Body; readonly numbers: Numbers; readonly printed: Printed }

/**
 * Makes an example whole, in a language: the editions are those in force on the day of its notice, or of its issue.
 * An example is ours, so a wrong one is thrown.
 */
export function specimenOf(file: unknown, language: Language, book: RuleBook, verifier: string): Specimen {
  const { body, names, business_number } = specimenSchema.parse(file)
  const { numbers, editions } = numbersOn(book, calendarDate(body.notice?.noticed_on ?? body.issue.issued_on))
  const whole = parsed(bodySchema, { ...body, issue: { ...body.issue, language }, editions })
  if (!whole.ok) throw new Error(`an example is no paper: ${JSON.stringify(whole.refusals)}`)
  const inLanguage = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, name[language]]))
  return { body: whole.value, numbers, printed: { names: inLanguage, business_number, verifier } }
}
