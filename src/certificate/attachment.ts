/**
 * The record a certificate carries: the disclosure, the editions it rests on, the names printed beside it, and under
 * which wording the face was made. One canonical text; what the verifier reads back is what was sealed.
 */
import { z } from 'zod'
import { sha256Hex } from '#sha256'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type InputCode, parsed, parsedJson } from '../kernel/schema.ts'
import { digestText, plainText } from '../kernel/text.ts'
import { LANGUAGES, type Words } from '../kernel/words.ts'
import { type DisclosedNumbers, type Disclosure, disclosureSchema } from './disclosure.ts'
import type { Printed } from './face.ts'
import { KIND_LABELS, LABELS } from './words.ts'

export const ATTACHMENT_NAME = 'certificate-record.json'

/** Changes with every change of the drawing that moves a byte; a face drawn by another one is not drawn again. */
export const DRAWING = 'drawing/2'

const attachmentSchema = z.strictObject({
  schema: z.literal('tech-guarantee/certificate/1'),
  disclosure: disclosureSchema,
  numbers: z.unknown(),
  printed: z.strictObject({
    firm: plainText(200),
    businessNumber: plainText(20).nullable(),
    industry: plainText(200),
    verifier: plainText(200),
  }),
  wording: z.strictObject({ drawing: plainText(20), digest: digestText }),
})
export type Attachment = z.output<typeof attachmentSchema>

/** A digest over all words a face may be made of: where it is another, the face is in other words. */
export function wordingDigest(words: ReadonlyMap<string, Words>): string {
  const lines = [...words].map(([key, text]) => `${key}${LANGUAGES.map(language => `\t${text[language]}`).join('')}`)
  const labels = [canonicalJson(LABELS as Json), canonicalJson(KIND_LABELS as Json)]
  return `sha256:${sha256Hex([...lines.sort(), ...labels].join('\n'))}`
}

/** The canonical text of the editions attached; made once for many certificates. */
export const numbersText = (numbers: DisclosedNumbers): string => canonicalJson(numbers as unknown as Json)

/** The canonical text of an attachment; `numbers` is already canonical, and the keys stand in canonical order. */
export function attachmentText(disclosure: Disclosure, numbers: string, printed: Printed, wording: string): string {
  const parts = [
    `"disclosure":${canonicalJson(disclosure as Json)}`,
    `"numbers":${numbers}`,
    `"printed":${canonicalJson(printed as Json)}`,
    '"schema":"tech-guarantee/certificate/1"',
    `"wording":${canonicalJson({ digest: wording, drawing: DRAWING })}`,
  ]
  return `{${parts.join(',')}}`
}

/** Reads an attachment back. */
export function readAttachment(bytes: Uint8Array): Result<Attachment, InputCode> {
  const json = parsedJson(new TextDecoder().decode(bytes))
  if (!json.ok) return json
  const read = parsed(attachmentSchema, json.value)
  return read.ok ? ok(read.value) : read
}
