/** The worker that draws, seals and checks certificates: fonts, rules and texts are opened once and stay warm. */

import { sha256Hex } from '#sha256'
import type { Editions } from '../appraisal/edition-kinds.ts'
import { growingBook, type Knowing, type Published } from '../appraisal/published.ts'
import type { DecisionRecord } from '../appraisal/record.ts'
import { type EditionReference, rulesNamed } from '../appraisal/rule-book.ts'
import type { Names } from '../appraisal/schema.ts'
import { type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { digested, type Json } from '../kernel/digest.ts'
import { ok, type Result, sure } from '../kernel/result.ts'
import type { Language } from '../kernel/words.ts'
import { HOME, textsBelow } from '../platform/folders.ts'
import { openPress } from '../platform/fonts.ts'
import { uuid7 } from '../platform/ids.ts'
import { openKeys, trustListOf } from '../platform/keys.ts'
import { served } from '../platform/workers.ts'
import { lastDay } from './disclosure.ts'
import type { Checked, Paper, PaperAsked, PaperWork } from './drawing.ts'
import { genuine } from './genuine.ts'
import type { CertificateNumber } from './number.ts'
import { printedFor } from './printed.ts'
import { makeCertificateService } from './service.ts'
import { readTrustList } from './trust-list.ts'

type Settings = { readonly keyFolder: string; readonly verifierUrl: string }

served<Settings, Knowing<PaperAsked>, PaperWork>(({ keyFolder, verifierUrl }) => {
  const bookWith = growingBook(textsBelow(`${HOME}/rules`))
  const press = openPress()
  let moment: Date
  const clock = { now: () => moment }
  // An id of version 7 as a number: unique to every token, in whichever thread and process.
  const serial = (): bigint => BigInt(`0x${uuid7().replaceAll('-', '')}`)
  const editionsOf = new Map<string, Editions>()
  let book = bookWith()
  let service = makeCertificateService({ book, press, clock, serial })

  /** Reads what was published since, where there is more of it than was known. */
  function know(published: Published | undefined): void {
    const found = bookWith(published)
    if (found === book) return
    book = found
    service = makeCertificateService({ book, press, clock, serial })
  }

  /** The editions a record was made under; compiled once for each set. */
  function editions(record: DecisionRecord): Editions {
    const key = record.editions.map(one => one.digest).join()
    const found =
      editionsOf.get(key) ??
      sure(rulesNamed(book, record.editions as readonly EditionReference[], calendarDate(record.day))).editions
    editionsOf.set(key, found)
    return found
  }

  async function draw(
    text: string,
    names: Names,
    language: Language,
    number: string,
    day: CalendarDate,
  ): Promise<Result<Paper>> {
    const record = JSON.parse(text) as DecisionRecord
    const { digest, ...body } = record
    if (digested(body as unknown as Readonly<Record<string, Json>>).digest !== digest)
      throw new Error(`the record of certificate ${number} is not the one it was`)
    // The folder is opened anew for each paper, so that a rotated key seals from the next one on.
    const keys = await openKeys(keyFolder, moment)
    const own = editions(record)
    const printed = printedFor(record, names, language, verifierUrl)
    const issued = service.issue(record, own, printed, language, keys, { number: number as CertificateNumber, day })
    if (!issued.ok) return issued
    const { bytes } = issued.value
    return ok({ bytes, digest: `sha256:${sha256Hex(bytes)}`, validUntil: lastDay(day, own) })
  }

  function check(bytes: Uint8Array, day: CalendarDate): Result<Checked> {
    const found = genuine(bytes, sure(readTrustList(trustListOf(keyFolder))), day)
    if (!found.ok) return found
    const { paper, attachment, isExpired } = found.value
    const face = service.redrawn(bytes, attachment, paper.attachment.bytes)
    if (!face.ok) return face
    const { certificate, grade } = attachment.disclosure
    return ok({
      number: certificate.number,
      issuedOn: certificate.issued_on,
      validUntil: certificate.valid_until,
      grade,
      sealedAt: paper.sealedAt,
      sealKey: paper.sealKey.id,
      face: face.value,
      isExpired,
      digest: `sha256:${sha256Hex(bytes)}`,
    })
  }

  return async (asked): Promise<PaperWork> => {
    moment = asked.now
    know(asked.published)
    if (asked.kind === 'check') return { kind: 'checked', result: check(asked.bytes, asked.day) }
    return { kind: 'drawn', result: await draw(asked.record, asked.names, asked.language, asked.number, asked.day) }
  }
})
