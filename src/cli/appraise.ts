/** `appraise <case.json>`: one case to its record on stdout, and to record and certificate in a folder. */
import { carried, caseFileOf, written } from './carried.ts'
import { type Command, type ExitCode, languageOf, misused, print, shippedRules, textOf, wordsOf } from './command.ts'

export const appraiseCommand: Command = {
  name: 'appraise',
  usage: '<case.json> [--as-of DAY] [--lang ko|en|zh] [--out DIR]',
  summary: 'carries one case to its record, and with --out to a sealed certificate',
  help: [
    'The record is written to stdout as canonical JSON. With --out the record and the certificate are written',
    'to that folder too; the records are the only .json files there.',
    '--as-of puts another day in place of the case’s own: the rules in force on it apply.',
  ],
  run: async (args): Promise<ExitCode> => {
    const { values, positionals } = wordsOf(args, 'as-of', 'lang', 'out')
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
