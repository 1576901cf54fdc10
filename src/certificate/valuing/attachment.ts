/**
 * What a valuation report carries: the whole valuation, the editions it was made by, how it was issued, and under which
 * wording its face was made. One canonical text; what the verifier reads back is what was sealed.
 */
import { z } from 'zod'
import { sha256Hex } from '#sha256'
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type InputCode, parsed, parsedJson } from '../../kernel/schema.ts'
import { dayText, digestText, plainText } from '../../kernel/text.ts'
import { languageSchema } from '../../kernel/words.ts'
import { officesEditionSchema } from '../../technology/offices/edition.ts'
import { valuingRequest } from '../../valuation/reporting/request.ts'
import type { Valued } from '../../valuation/reporting/valued.ts'
import { valuationEditionSchema } from '../../valuation/schema.ts'
import { worthEditionSchema } from '../../valuation/worth-edition.ts'
import { LABELS } from '../words.ts'
import type { Issue } from './face.ts'
import { REPORT } from './words.ts'
import * as codeWords from './words-codes.ts'

export const ATTACHMENT_NAME = 'valuation-record.json'

/** Changes with every change of the drawing that moves a byte; a face drawn by another one is not drawn again. */
export const DRAWING = 'valuation/1'

const numbersSchema = z.strictObject({
  valuation: valuationEditionSchema,
  worth: worthEditionSchema,
  /** How long rights live by law; reports sealed before it was read have none, and follow without it. */
  offices: officesEditionSchema.optional(),
})
export type Numbers = z.output<typeof numbersSchema>

const attachmentSchema = z.strictObject({
  schema: z.literal('tech-guarantee/valuation-report/1'),
  digest: digestText,
  /** Its request is read, all else only compared with what follows from it. */
  content: z.looseObject({ request: valuingRequest }),
  numbers: numbersSchema,
  issue: z.strictObject({
    number: z.string().max(24),
    issued_on: dayText,
    language: languageSchema,
    verifier: plainText(200),
  }),
  wording: z.strictObject({ drawing: plainText(20), digest: digestText }),
})
export type Attachment = z.output<typeof attachmentSchema>

let made: string | undefined
/** A digest over all words a face may be made of: where it is another, the face is in other words. */
export function wordingDigest(): string {
  const tables = [LABELS, REPORT, { ...codeWords }].map(table => canonicalJson(table as unknown as Json))
  made ??= `sha256:${sha256Hex(tables.join('\n'))}`
  return made
}

/** The canonical text of an attachment. */
export const attachmentText = ({ content, digest }: Valued, numbers: Numbers, issue: Issue): string =>
  canonicalJson({
    schema: 'tech-guarantee/valuation-report/1',
    digest,
    content,
    numbers,
    issue,
    wording: { drawing: DRAWING, digest: wordingDigest() },
  } as unknown as Json)

/** Reads an attachment back. */
export function readAttachment(bytes: Uint8Array): Result<Attachment, InputCode> {
  const json = parsedJson(new TextDecoder().decode(bytes))
  if (!json.ok) return json
  const read = parsed(attachmentSchema, json.value)
  return read.ok ? ok(read.value) : read
}
