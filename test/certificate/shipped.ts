/** The shipped cases carried to what a stranger with their certificate reads, and certificates that are not right. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Attachment } from '../../src/certificate/attachment.ts'
import { ATTACHMENT_NAME, readAttachment } from '../../src/certificate/attachment.ts'
import type { CertificateContent } from '../../src/certificate/content.ts'
import type { DisclosedNumbers, Disclosure } from '../../src/certificate/disclosure.ts'
import { faceOf, type Printed } from '../../src/certificate/face.ts'
import { drawCertificate } from '../../src/certificate/pdf.ts'
import { printedFor as printedIn } from '../../src/certificate/printed.ts'
import { localTimeStamper, sealCertificate } from '../../src/certificate/seal.ts'
import { makeCertificateService } from '../../src/certificate/service.ts'
import { type Carried, carried, caseFileOf } from '../../src/cli/carried.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { config } from '../../src/cli/settings.ts'
import { canonicalJson, type Json } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import type { Language } from '../../src/kernel/words.ts'
import { openPress } from '../../src/platform/fonts.ts'
import type { KeyRing } from '../../src/platform/keys.ts'

export const book = shippedRules()
export const press = openPress()
export const clock = { now: () => new Date('2026-11-23T01:02:03Z') }
export const service = makeCertificateService({ book, press, clock, serial: () => 1n })
export const wordsOf = (key: string) => book.words.get(key)

const FOLDER = 'fixtures/applications'

/** A shipped case by its name. */
export function shippedCase(name: string) {
  const file = caseFileOf(readFileSync(`${FOLDER}/${name}.json`, 'utf8'))
  return { name, file, done: carried(file, book) }
}
export type Shipped = ReturnType<typeof shippedCase>

/** Every shipped case, carried. */
export const shipped: readonly Shipped[] = readdirSync(FOLDER)
  .toSorted()
  .map(name => shippedCase(name.replace(/\.json$/, '')))

export const named = (name: string): Shipped => shipped.find(one => one.name === name) ?? shippedCase(name)

export const printedFor = ({ file, done }: Shipped, language: Language): Printed =>
  printedIn(done.record, file.names, language, config().verifierUrl)

/** Everything that is drawn, with the attachment as bytes. */
export const contentFor = (one: Shipped, language: Language): CertificateContent =>
  service.contentOf(one.done.record, one.done.rules.editions, printedFor(one, language), language).content

export type Read = Omit<Attachment, 'numbers'> & { readonly numbers: DisclosedNumbers }

/** What a stranger reads out of a certificate: its attachment. */
export const attachmentOf = (content: CertificateContent): Read =>
  sure(readAttachment(content.attachment.bytes)) as Read

export const read = (one: Shipped, language: Language = 'ko'): Read => attachmentOf(contentFor(one, language))

/** The certificate of a case as it is drawn, before its seal. */
export const drawnOf = (one: Shipped, language: Language): Uint8Array =>
  sure(drawCertificate(contentFor(one, language), press))

export const issued = (one: Shipped, language: Language, keys: KeyRing, of = service): Uint8Array =>
  sure(of.issue(one.done.record, (one.done as Carried).rules.editions, printedFor(one, language), language, keys)).bytes

/**
 * A certificate sealed with the right key that does not say what it should: the attachment is changed, and the face is
 * drawn from `onFace`, the changed disclosure where it is left out.
 */
export function forged(
  one: Shipped,
  keys: KeyRing,
  change: (attachment: Read) => Read,
  onFace?: (disclosure: Disclosure) => Disclosure,
): Uint8Array {
  const content = contentFor(one, 'en')
  const attachment = change(attachmentOf(content))
  const { disclosure, numbers, printed } = attachment
  const face = faceOf(onFace?.(disclosure) ?? disclosure, numbers, printed, wordsOf)
  const bytes = new TextEncoder().encode(canonicalJson(attachment as unknown as Json))
  const attached = { name: ATTACHMENT_NAME, bytes, description: content.attachment.description }
  const drawn = sure(drawCertificate({ ...face, attachment: attached }, press))
  return sealCertificate(drawn, keys.seal, localTimeStamper(keys.timeStamp, '2026-11-23T01:02:03Z', 2n))
}
