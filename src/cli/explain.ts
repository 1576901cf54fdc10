/** `explain <record.json>`: a decision in words, with what would change it. */
import { appraise } from '../appraisal/appraise.ts'
import { explanationOf } from '../appraisal/explanation.ts'
import { nextBetter, whatWouldRaise } from '../appraisal/raise.ts'
import { ENGINES, recordHeadSchema, recordOf } from '../appraisal/record.ts'
import { type EditionReference, rulesNamed } from '../appraisal/rule-book.ts'
import { calendarDate } from '../kernel/calendar.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import {
  type Command,
  type ExitCode,
  granted,
  languageOf,
  misused,
  print,
  refuseWith,
  textOf,
  wordsOf,
} from './command.ts'
import { EDITIONS_HELP, EDITIONS_USAGE, grantedUnder, knownRules } from './known-rules.ts'

export const explainCommand: Command = {
  name: 'explain',
  usage: `<record.json> [--lang ko|en|zh] ${EDITIONS_USAGE}`,
  summary: 'tells a decision in words: reasons, values read, what would change them, what would raise the grade',
  help: [
    'The decision is run again under the editions its record names; a record that was altered is refused.',
    ...EDITIONS_HELP,
  ],
  run: async (args): Promise<ExitCode> => {
    const { values, positionals } = wordsOf(args, 'lang', 'editions')
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) return misused('one record file', positionals.join(' '))
    const language = languageOf(values.lang, 'ko')
    const head = granted(parsed(recordHeadSchema, granted(parsedJson(textOf(path)))))
    if (!ENGINES.includes(head.engine))
      return refuseWith('record_engine_unknown', 'engine', { value: head.engine, limit: ENGINES.join(', ') })
    const book = await knownRules(values.editions)
    const references = head.editions as readonly EditionReference[]
    const rules = grantedUnder(book, rulesNamed(book, references, calendarDate(head.day)))
    const appraisal = granted(appraise(rules, head.case))
    const { record } = recordOf(appraisal, head.case, rules, head.engine)
    if (record.digest !== head.digest)
      return refuseWith('record_altered', 'digest', { value: head.digest, limit: record.digest })
    const wanted = nextBetter(appraisal.graded.grade)
    const raise = wanted === undefined ? undefined : whatWouldRaise(rules, appraisal, wanted)
    print(explanationOf(record, appraisal, raise, key => book.words.get(key), language).join('\n'))
    return 0
  },
}
