/** `collateral decide|replay <file>`: whether rights carry a loan, and the same again from its record. */
import { collateralRecordOf, replayed } from '../guarantee/collateral/record.ts'
import { collateralOn } from '../guarantee/collateral/rules.ts'
import { type CollateralRecord, collateralRecord, collateralRequest } from '../guarantee/collateral/schema.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { filled, type Language, type Words } from '../kernel/words.ts'
import { type Command, granted, languageOf, misused, print, shippedRules, textOf, wordsOf } from './command.ts'

const USAGE = 'decide|replay <file.json> [--lang ko|en|zh]'

/** The decision in sentences, for whoever reads it. */
function said({ decision }: CollateralRecord, words: ReadonlyMap<string, Words>, language: Language): string {
  const say = (key: string, params: Readonly<Record<string, string>> = {}): string =>
    filled(words.get(key)?.[language] ?? key, params)
  return [
    say(`collateral.outcome.${decision.outcome}.says`),
    ...decision.reasons.map(one => `- ${say(`collateral.reason.${one.code}.says`, one.params)}`),
  ].join('\n')
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
  ],
  run: args => {
    const { values, positionals } = wordsOf(args, 'lang')
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
    const request = granted(parsed(collateralRequest, given))
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
