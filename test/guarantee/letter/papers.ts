/** The papers of guarantees kept as examples, whole in a language, drawn and sealed. */
import { readdirSync, readFileSync } from 'node:fs'
import type { DocumentContent } from '../../../src/certificate/document.ts'
import { drawDocument } from '../../../src/certificate/pdf-document.ts'
import { shippedRules } from '../../../src/cli/command.ts'
import { specimenOf } from '../../../src/cli/guarantee-papers.ts'
import { ATTACHMENT_NAME, attachmentText, wordingDigest } from '../../../src/guarantee/letter/attachment.ts'
import type { Body } from '../../../src/guarantee/letter/bodies.ts'
import { faceOf } from '../../../src/guarantee/letter/face.ts'
import type { Numbers } from '../../../src/guarantee/letter/numbers.ts'
import { makeLetterService } from '../../../src/guarantee/letter/service.ts'
import type { Printed } from '../../../src/guarantee/letter/voice.ts'
import { sure } from '../../../src/kernel/result.ts'
import type { Language } from '../../../src/kernel/words.ts'
import { openPress } from '../../../src/platform/fonts.ts'
import type { KeyRing } from '../../../src/platform/keys.ts'
import { sealed } from '../../certificate/sealed.ts'

const FOLDER = new URL('../../../fixtures/guarantee-papers/', import.meta.url)
export const book = shippedRules()
export const press = openPress()
export const service = makeLetterService({
  words: () => book.words,
  press,
  clock: { now: () => new Date('2026-11-23T01:02:03Z') },
  serial: () => 1n,
})

export const names = readdirSync(FOLDER)
  .toSorted()
  .map(file => file.replace(/\.json$/, ''))

export const fileOf = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
export const VERIFIER = 'https://verify.example/'
export const paper = (name: string, language: Language = 'en') => specimenOf(fileOf(name), language, book, VERIFIER)
export type Paper = { readonly body: Body; readonly numbers: Numbers; readonly printed: Printed }

export const contentOf = ({ body, numbers, printed }: Paper): DocumentContent =>
  service.contentOf(body, numbers, printed)
export const drawnPaper = (content: DocumentContent): Uint8Array => sure(drawDocument(content, press))
export const issued = ({ body, numbers, printed }: Paper, keys: KeyRing): Uint8Array =>
  sure(service.issue(body, numbers, printed, keys))

/** The paper with one field of its body put to another value; the path must be there. */
export function changed(one: Paper, path: string, value: unknown): Paper {
  const body = structuredClone(one.body)
  const keys = path.split('.')
  let at = body as unknown as Record<string, unknown>
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>
  const last = keys.at(-1) as string
  if (!(last in at)) throw new Error(`no field ${path}`)
  at[last] = value
  return { ...one, body }
}

/** A paper sealed with the right key whose face says `onFace` and whose record says `attached`. */
export function forged(attached: Paper, onFace: Paper, keys: KeyRing): Uint8Array {
  const text = attachmentText(attached.body, attached.numbers, attached.printed, wordingDigest(book.words))
  const face = faceOf(onFace.body, onFace.numbers, onFace.printed, key => book.words.get(key))
  const bytes = new TextEncoder().encode(text)
  return sealed(keys, drawnPaper({ ...face, attachment: { name: ATTACHMENT_NAME, bytes, description: 'record' } }))
}
