/** What is done with a certificate's paper: made from a record and sealed; checked, face and all. */

import type { Editions } from '../appraisal/edition-kinds.ts'
import type { DecisionRecord } from '../appraisal/record.ts'
import { type RuleBook, wordsNamed } from '../appraisal/rule-book.ts'
import { type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Language } from '../kernel/words.ts'
import { type Clock, secondText } from '../platform/clock.ts'
import type { Press } from '../platform/fonts.ts'
import type { KeyRing } from '../platform/keys.ts'
import { ATTACHMENT_NAME, type Attachment, attachmentText, DRAWING, numbersText, wordingDigest } from './attachment.ts'
import type { CertificateContent } from './content.ts'
import { DISCLOSED_KINDS, type DisclosedNumbers, type Disclosure, disclosureOf, lastDay } from './disclosure.ts'
import { faceOf, type Printed, type WordsOf } from './face.ts'
import { type CertificateNumber, certificateNumber } from './number.ts'
import { firstOutsideSeal } from './outside-seal.ts'
import { drawCertificate } from './pdf.ts'
import type { CertificateRefusal } from './refusals.ts'
import { localTimeStamper, sealCertificate } from './seal.ts'
import { LABELS } from './words.ts'

/** Under which number and from which day a paper is issued. */
export type Issue = { readonly number: CertificateNumber; readonly day: CalendarDate }
export type Issued = { readonly number: string; readonly bytes: Uint8Array }
type Dependencies = {
  readonly book: RuleBook
  readonly press: Press
  readonly clock: Clock
  /** A number no other time-stamp token of this authority has. */
  readonly serial: () => bigint
}

type Wording = { readonly digest: string; readonly wordsOf: WordsOf }

/** The series of certificates issued from the command line and the demonstration. */
const SERIES = 1

/** An issue without a counter: day and number follow from the record, so the same record has the same number. */
export const derivedIssue = (record: DecisionRecord): Issue => ({
  number: certificateNumber({ year: Number(record.day.slice(0, 4)), series: SERIES, serial: serialOf(record.digest) }),
  day: calendarDate(record.day),
})

export function makeCertificateService({ book, press, clock, serial }: Dependencies) {
  const wordings = new Map<string, Wording>()
  const texts = new Map<string, string>()

  /** The words a paper is made in, by the editions of its record; digested once for each set. */
  function wordingOf(editions: Disclosure['editions'], day: string): Wording {
    const key = editions.map(one => one.digest).join()
    const found = wordings.get(key)
    if (found !== undefined) return found
    const words = wordsNamed(book, editions, calendarDate(day))
    const made = { digest: wordingDigest(words), wordsOf: (name: string) => words.get(name) }
    wordings.set(key, made)
    return made
  }

  /** The attached editions as text, made once for each set of editions. */
  function textOf(record: DecisionRecord, numbers: DisclosedNumbers): string {
    const key = record.editions.map(one => one.digest).join()
    const text = texts.get(key) ?? numbersText(numbers)
    texts.set(key, text)
    return text
  }

  /** The certificate as it is drawn: everything but the seal. */
  function contentOf(
    record: DecisionRecord,
    editions: Editions,
    printed: Printed,
    language: Language,
    issue: Issue = derivedIssue(record),
  ) {
    const { number, day } = issue
    const disclosure = disclosureOf(record, {
      number,
      issued_on: day,
      valid_until: lastDay(day, editions),
      language,
    })
    const numbers = Object.fromEntries(
      DISCLOSED_KINDS.map(kind => [kind, editions[kind]]),
    ) as unknown as DisclosedNumbers
    const wording = wordingOf(disclosure.editions, disclosure.record.day)
    const text = attachmentText(disclosure, textOf(record, numbers), printed, wording.digest)
    const content: CertificateContent = {
      ...faceOf(disclosure, numbers, printed, wording.wordsOf),
      attachment: {
        name: ATTACHMENT_NAME,
        bytes: new TextEncoder().encode(text),
        description: LABELS.attachment[language],
      },
    }
    return { number, content }
  }

  return {
    contentOf,

    /**
     * Draws and seals a certificate. The bytes up to the seal depend on the arguments alone.
     * @param issue number and day from the register; without it, those derived from the record
     */
    issue(
      record: DecisionRecord,
      editions: Editions,
      printed: Printed,
      language: Language,
      keys: KeyRing,
      issue: Issue = derivedIssue(record),
    ): Result<Issued, CertificateRefusal> {
      const { number, content } = contentOf(record, editions, printed, language, issue)
      const drawn = drawCertificate(content, press)
      if (!drawn.ok) return drawn
      const stamp = localTimeStamper(keys.timeStamp, secondText(clock.now()), serial())
      return ok({ number, bytes: sealCertificate(drawn.value, keys.seal, stamp) })
    },

    /**
     * Whether the printed face says what the attachment says: the face is drawn again and held against the file, byte
     * for byte, outside the seal. `not_redrawn` where the paper was made under another wording or drawing.
     */
    redrawn(
      bytes: Uint8Array,
      attachment: Attachment,
      attached: Uint8Array,
    ): Result<'same' | 'not_redrawn', CertificateRefusal> {
      const { disclosure, numbers, printed } = attachment
      const wording = wordingOf(disclosure.editions, disclosure.record.day)
      if (attachment.wording.drawing !== DRAWING || attachment.wording.digest !== wording.digest)
        return ok('not_redrawn')
      const { language } = disclosure.certificate
      const drawn = drawCertificate(
        {
          ...faceOf(disclosure, numbers as DisclosedNumbers, printed, wording.wordsOf),
          attachment: { name: ATTACHMENT_NAME, bytes: attached, description: LABELS.attachment[language] },
        },
        press,
      )
      if (!drawn.ok) return drawn
      const at = firstOutsideSeal(drawn.value, bytes)
      return at === undefined
        ? ok('same')
        : refuse(refusal('certificate_face_differs', 'face', { value: `byte ${at}` }))
    },
  }
}
export type CertificateService = ReturnType<typeof makeCertificateService>

/** A serial within a year and series from the record's digest: the same record, the same number. */
function serialOf(digest: string): number {
  return 1 + (Number.parseInt(digest.slice('sha256:'.length, 'sha256:'.length + 12), 16) % 9_999_999)
}
