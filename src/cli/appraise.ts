/** `appraise <case.json>`: one case to its record on stdout, and to record and certificate in a folder. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { appraise } from '../appraisal/appraise.ts'
import { recordOf, recordText } from '../appraisal/record.ts'
import { type RuleBook, rulesOn } from '../appraisal/rule-book.ts'
import { type CaseFile, caseFileSchema } from '../appraisal/schema.ts'
import { calendarDate, isCalendarDate } from '../kernel/calendar.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import type { Language } from '../kernel/words.ts'
import { writeWhole } from '../platform/folders.ts'
import { sealedCertificate } from './certificates.ts'
import { type Command, type ExitCode, granted, languageOf, misused, print, shippedRules, textOf } from './command.ts'

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
  const record = recordOf(appraisal, file.case, rules)
  return { rules, appraisal, record, text: recordText(record) }
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

export const appraiseCommand: Command = {
  name: 'appraise',
  usage: '<case.json> [--as-of DAY] [--lang ko|en|zh] [--out DIR]',
  summary: 'carries one case to its record, and with --out to a sealed certificate',
  help: [
    'The record is written to stdout as canonical JSON. With --out the record and the certificate are written',
    'to that folder too; the records are the only .json files there.',
    '--as-of puts another day in place of the case`s own: the rules in force on it apply.',
  ],
  run: async (args): Promise<ExitCode> => {
    const { values, positionals } = options(args)
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) return misused('one case file', positionals.join(' '))
    const file = caseFileOf(textOf(path), values['as-of'])
    const language = languageOf(values.lang, 'ko')
    const book = shippedRules()
    const done = carried(file, book)
    if (values.out !== undefined) await written(file, done, book, language, values.out)
    print(done.text)
    return 0
  },
}

function options(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'as-of': { type: 'string' }, lang: { type: 'string' }, out: { type: 'string' } },
    })
  } catch (error) {
    return misused(error instanceof Error ? error.message : 'known options', args.join(' '))
  }
}
