/** Certificates on the command line: the service with the fonts, the clock and the key folder of this machine. */
import { randomBytes } from 'node:crypto'
import type { DecisionRecord } from '../appraisal/record.ts'
import { type RuleBook, type Rules, wordsNamed } from '../appraisal/rule-book.ts'
import type { CaseFile } from '../appraisal/schema.ts'
import { printedFor } from '../certificate/printed.ts'
import { type CertificateService, makeCertificateService } from '../certificate/service.ts'
import { makeLetterService } from '../guarantee/letter/service.ts'
import { calendarDate } from '../kernel/calendar.ts'
import type { Language } from '../kernel/words.ts'
import { systemClock } from '../platform/clock.ts'
import { openPress } from '../platform/fonts.ts'
import { openKeys } from '../platform/keys.ts'
import { granted } from './command.ts'
import { config, keyFolder } from './settings.ts'

const serial = () => randomBytes(8).readBigUInt64BE() >> 1n

/** What makes and checks the papers of guarantees. */
export const letterService = (book: RuleBook) =>
  makeLetterService({
    words: ({ editions, issue }) => wordsNamed(book, editions, calendarDate(issue.issued_on)),
    press: openPress(),
    clock: systemClock,
    serial,
  })

const services = new WeakMap<RuleBook, CertificateService>()

/** The service of a rule book; the same one for the same book, since it keeps texts it has made. */
export function certificateService(book: RuleBook): CertificateService {
  const service = services.get(book) ?? makeCertificateService({ book, press: openPress(), clock: systemClock, serial })
  services.set(book, service)
  return service
}

/** Seals the certificate of a carried case with this machine's keys, made where there are none. */
export async function sealedCertificate(
  file: CaseFile,
  done: { readonly record: DecisionRecord; readonly rules: Rules },
  book: RuleBook,
  language: Language,
) {
  const keys = await openKeys(keyFolder(), systemClock.now())
  const printed = printedFor(done.record, file.names, language, config().verifierUrl)
  return granted(certificateService(book).issue(done.record, done.rules.editions, printed, language, keys))
}
