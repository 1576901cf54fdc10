/** `collateral decide|replay <file>`: whether rights carry a loan, and the same again from its record. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { valuedOnFile } from '../guarantee/collateral/asked.ts'
import { collateralRecordOf, replayed } from '../guarantee/collateral/record.ts'
import { collateralOn } from '../guarantee/collateral/rules.ts'
import { type CollateralRecord, collateralRecord, collateralRequest } from '../guarantee/collateral/schema.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { filled, type Language, type Words } from '../kernel/words.ts'
import { isFile } from '../platform/folders.ts'
import { issuedOf } from '../valuation/reporting/issued.ts'
import {
  type Command,
  granted,
  languageOf,
  misused,
  print,
  refuseWith,
  shippedRules,
  textOf,
  wordsOf,
} from './command.ts'
import { rightsTold } from './rights.ts'
import { keyFolder } from './settings.ts'
import { verifiedReport } from './valuation.ts'

const USAGE = 'decide <loan.json> [--report report.pdf --rights rights.json] [--lang ko|en|zh] | replay <record.json>'

/** The decision in sentences, for whoever reads it. */
function said({ decision }: CollateralRecord, words: ReadonlyMap<string, Words>, language: Language): string {
  const say = (key: string, params: Readonly<Record<string, string>> = {}): string =>
    filled(words.get(key)?.[language] ?? key, params)
  return [
    say(`collateral.outcome.${decision.outcome}.says`),
    ...decision.reasons.map(one => `- ${say(`collateral.reason.${one.code}.says`, one.params)}`),
  ].join('\n')
}

/** A report has no id of its own: one of version 8 (RFC 9562), told by its digest. */
function idOf(digest: string): string {
  const hex = digest.slice('sha256:'.length)
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

type OnPaper = { readonly report?: string; readonly rights?: string; readonly trust?: string }
/** What a sealed report and the offices' files say, in place of what the request says itself. */
function onPaper({ report, rights, trust = join(keyFolder(), 'trust-list.json') }: OnPaper): object {
  if (report === undefined && rights === undefined) return {}
  if (report === undefined || rights === undefined) return misused('--report and --rights together')
  if (!isFile(report)) return refuseWith('file_missing', report, { value: report, limit: 'a report in PDF' })
  const { valued } = granted(verifiedReport(readFileSync(report), textOf(trust)))
  const valuation = issuedOf(valued, idOf(valued.digest))
  const onFile = granted(valuedOnFile([{ rights: rightsTold(rights) }], valuation.rights))
  return { firm: valued.content.request.client.name, valuation, rights: onFile }
}

export const collateralCommand: Command = {
  name: 'collateral',
  usage: USAGE,
  summary: 'whether rights carry a loan: accepted, refused or refer, with each reason',
  help: [
    `collateral ${USAGE}`,
    '',
    '`decide` takes an issued valuation, the rights as the offices have them, the loan asked for and the programme,',
    'and prints the record as canonical JSON; with --lang the decision in sentences. `replay` runs a record again,',
    'and says whether the same comes out to the byte. Exit code 1 where the answer is not accepted.',
    '',
    '--report  a sealed valuation report: checked whole, and its firm, rights and value stand for those of the file',
    '--rights  the rights as `tech-guarantee rights <office file> --json` told them: of these the valued ones are read',
    '--trust   the trust list, where it is not the one in DATA_DIR/keys',
    '',
    'Whether a report was withdrawn or superseded since it was sealed, only the service knows that issued it.',
  ],
  run: args => {
    const { values, positionals } = wordsOf(args, 'lang', 'report', 'rights', 'trust')
    const [verb, path, ...more] = positionals
    if (path === undefined || more.length > 0 || (verb !== 'decide' && verb !== 'replay'))
      return misused(`collateral ${USAGE}`, positionals.join(' '))
    const given = granted(parsedJson(textOf(path)))
    const book = shippedRules()
    if (verb === 'replay') {
      const record = granted(parsed(collateralRecord, given))
      granted(replayed(record, granted(collateralOn(book, calendarDate(record.request.day)))))
      print(`identical ${record.digest}`)
      return 0
    }
    const request = granted(parsed(collateralRequest, { ...(given as object), ...onPaper(values) }))
    const by = granted(collateralOn(book, calendarDate(request.day)))
    const record = collateralRecordOf(request, by)
    const words = book.wordsOf.get(`collateral/${by.rules.edition}`) ?? new Map()
    print(
      values.lang === undefined
        ? canonicalJson(record as unknown as Json)
        : said(record, words, languageOf(values.lang, 'ko')),
    )
    return record.decision.outcome === 'accepted' ? 0 : 1
  },
}
