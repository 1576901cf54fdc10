/**
 * What a paper of a guarantee carries: its body, the editions it rests on, the names printed, and under which wording
 * its face was made. One canonical text; what the verifier reads back is what was sealed.
 */
import { z } from 'zod'
import { sha256Hex } from '#sha256'
import { LABELS } from '../../certificate/words.ts'
import { canonicalJson, type Json } from '../../kernel/digest.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type InputCode, parsed, parsedJson } from '../../kernel/schema.ts'
import { digestText, id, plainText } from '../../kernel/text.ts'
import { LANGUAGES, type Words } from '../../kernel/words.ts'
import { type Body, bodySchema } from './bodies.ts'
import { type Numbers, numbersSchema } from './numbers.ts'
import type { Printed } from './voice.ts'
import * as letterWords from './words.ts'
import * as statementWords from './words-statements.ts'

export const ATTACHMENT_NAME = 'guarantee-record.json'

/** Changes with every change of the drawing that moves a byte; a face drawn by another one is not drawn again. */
export const DRAWING = 'guarantee/1'

const attachmentSchema = z.strictObject({
  schema: z.literal('tech-guarantee/guarantee-paper/1'),
  body: bodySchema,
  numbers: numbersSchema,
  printed: z.strictObject({
    names: z.record(id, plainText(200)),
    business_number: plainText(20).nullable(),
    verifier: plainText(200),
  }),
  wording: z.strictObject({ drawing: plainText(20), digest: digestText }),
})
export type Attachment = z.output<typeof attachmentSchema>

/** A digest over all words a face may be made of: where it is another, the face is in other words. */
export function wordingDigest(words: ReadonlyMap<string, Words>): string {
  const lines = [...words].map(([key, text]) => `${key}${LANGUAGES.map(language => `\t${text[language]}`).join('')}`)
  const labels = [LABELS, { ...letterWords }, { ...statementWords }].map(table =>
    canonicalJson(table as unknown as Json),
  )
  return `sha256:${sha256Hex([...lines.sort(), ...labels].join('\n'))}`
}

/** The canonical text of an attachment. */
export const attachmentText = (body: Body, numbers: Numbers, printed: Printed, wording: string): string =>
  canonicalJson({
    schema: 'tech-guarantee/guarantee-paper/1',
    body,
    numbers,
    printed,
    wording: { drawing: DRAWING, digest: wording },
  } as unknown as Json)

/** Reads an attachment back. */
export function readAttachment(bytes: Uint8Array): Result<Attachment, InputCode> {
  const json = parsedJson(new TextDecoder().decode(bytes))
  if (!json.ok) return json
  const read = parsed(attachmentSchema, json.value)
  return read.ok ? ok(read.value) : read
}
