/**
 * A case on its way through the command line: read from its file, carried to its record, written with its certificate.
 */
import { join } from 'node:path'
import { appraise } from '../appraisal/appraise.ts'
import { recordOf } from '../appraisal/record.ts'
import { type RuleBook, rulesOn } from '../appraisal/rule-book.ts'
import { type CaseFile, caseFileSchema } from '../appraisal/schema.ts'
import { calendarDate, isCalendarDate } from '../kernel/calendar.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import type { Language } from '../kernel/words.ts'
import { writeWhole } from '../platform/folders.ts'
import { sealedCertificate } from './certificates.ts'
import { granted, misused } from './command.ts'

/** Reads a case file; `--as-of` puts another day in place of the case's own. */
export function caseFileOf(text: string, asOf?: string): CaseFile {
  const file = granted(parsed(caseFileSchema, granted(parsedJson(text))))
  if (asOf === undefined) return file
  if (!isCalendarDate(asOf)) return misused('--as-of is a day of the calendar, YYYY-MM-DD', asOf)
  return { ...file, case: { ...file.case, day: asOf } }
}

/** Carries a case the way: its rules, the appraisal, the record. */
export function carried(file: CaseFile, book: RuleBook) {
  const rules = granted(rulesOn(book, calendarDate(file.case.day)))
  const appraisal = granted(appraise(rules, file.case))
  return { rules, appraisal, ...recordOf(appraisal, file.case, rules) }
}

export type Carried = ReturnType<typeof carried>

/** Writes record and certificate of a case; both or, where the certificate is refused, neither. */
export async function written(file: CaseFile, done: Carried, book: RuleBook, language: Language, folder: string) {
  const name = file.case.id
  const certificate = await sealedCertificate(file, done, book, language)
  const paths = { record: join(folder, `${name}.json`), certificate: join(folder, `${name}.${language}.pdf`) }
  writeWhole(paths.certificate, certificate.bytes)
  writeWhole(paths.record, done.text)
  return { ...paths, number: certificate.number, bytes: certificate.bytes }
}
