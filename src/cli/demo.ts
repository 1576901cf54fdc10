/** `demo`: every shipped case carried the whole way, checked again, and laid down in out/. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replay } from '../appraisal/replay.ts'
import { LANGUAGES } from '../kernel/words.ts'
import { HOME, textsBelow } from '../platform/folders.ts'
import { carried, caseFileOf, written } from './carried.ts'
import { type Command, type ExitCode, granted, misused, print, shippedRules, wordsOf } from './command.ts'
import { keyFolder } from './settings.ts'
import { verified } from './verify.ts'

export const demoCommand: Command = {
  name: 'demo',
  usage: '[--out DIR]',
  summary: 'carries the shipped cases to records and sealed certificates in out/, and checks them again',
  help: [
    'Each case is appraised, its record replayed byte for byte, its certificate sealed and verified.',
    'Languages take turns, so that certificates in ko, en and zh are all there.',
  ],
  run: async (args): Promise<ExitCode> => {
    const { values, positionals } = wordsOf(args, 'out')
    if (positionals.length > 0) return misused('no word but --out DIR', positionals.join(' '))
    const folder = values.out ?? 'out'
    const book = shippedRules()
    const cases = [...textsBelow(join(HOME, 'fixtures/applications'))].sort(([a], [b]) => (a < b ? -1 : 1))
    let failures = 0
    for (const [place, [, text]] of cases.entries()) {
      const language = LANGUAGES[place % LANGUAGES.length] ?? 'ko'
      const file = caseFileOf(text)
      const done = carried(file, book)
      const paths = await written(file, done, book, language, folder)
      const again = granted(replay(readFileSync(paths.record, 'utf8'), book))
      const check = verified(paths.bytes, readFileSync(join(keyFolder(), 'trust-list.json'), 'utf8'), book)
      const isGood = again.isIdentical && check.ok
      if (!isGood) failures++
      const { decision, scoring } = done.record
      const amount = decision.terms === null ? '-' : decision.terms.guaranteed.replace(/\B(?=(\d{3})+$)/g, ',')
      print(
        [
          file.case.id.padEnd(40),
          scoring.grade.padEnd(4),
          decision.recommended.padEnd(8),
          decision.programme.padEnd(30),
          amount.padStart(15),
          isGood ? '  replayed, verified' : '  FAILED',
        ].join(''),
      )
    }
    print(`${cases.length} cases, ${failures} failed; records and certificates in ${folder}/, keys in ${keyFolder()}/`)
    print(`Next: npx tech-guarantee verify ${folder}/<case>.ko.pdf; explain ${folder}/<case>.json --lang en`)
    return failures === 0 && cases.length > 0 ? 0 : 1
  },
}
