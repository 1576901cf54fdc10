/** Certificates on the command line: the service with the fonts, the clock and the key folder of this machine. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Appraisal } from '../appraisal/appraise.ts'
import type { DecisionRecord } from '../appraisal/record.ts'
import type { RuleBook, Rules } from '../appraisal/rule-book.ts'
import type { CaseFile } from '../appraisal/schema.ts'
import type { Printed } from '../certificate/face.ts'
import { type CertificateService, makeCertificateService } from '../certificate/service.ts'
import type { Language } from '../kernel/words.ts'
import { systemClock } from '../platform/clock.ts'
import { configOf } from '../platform/config.ts'
import { openPress } from '../platform/fonts.ts'
import { openKeys } from '../platform/keys.ts'
import { granted } from './command.ts'

export const config = configOf(process.env)
export const keyFolder = join(config.dataFolder, 'keys')

const services = new WeakMap<RuleBook, CertificateService>()

/** The service of a rule book; the same one for the same book, since it keeps texts it has made. */
export function certificateService(book: RuleBook): CertificateService {
  const serial = () => randomBytes(8).readBigUInt64BE() >> 1n
  const service = services.get(book) ?? makeCertificateService({ book, press: openPress(), clock: systemClock, serial })
  services.set(book, service)
  return service
}

/** Names of a case as they are printed in one language: the language's own, else the English, else the Korean. */
export function printedOf(file: CaseFile, industry: string, language: Language): Printed {
  const { firm } = file.case.party
  const named = file.names[firm.id]
  const name = named?.[language] ?? named?.en ?? named?.ko ?? firm.id
  const digits = firm.business_number
  return {
    firm: name,
    businessNumber: digits === undefined ? null : `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`,
    industry: `KSIC ${industry}`,
    verifier: config.verifierUrl,
  }
}

/** Seals the certificate of a carried case with this machine's keys, made where there are none. */
export async function sealedCertificate(
  file: CaseFile,
  done: { readonly appraisal: Appraisal; readonly record: DecisionRecord; readonly rules: Rules },
  book: RuleBook,
  language: Language,
) {
  const keys = await openKeys(keyFolder, systemClock.now())
  const { industry } = done.appraisal
  const printed = printedOf(file, `${industry.revision}: ${industry.code}`, language)
  return granted(certificateService(book).issue(done.record, done.rules.editions, printed, language, keys))
}
