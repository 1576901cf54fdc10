/** `panel agreement|severity|fair|feedback --from <file>`: figures from exported marks, without a service. */
import { carriedOn } from '../appraisal/rule-book.ts'
import { isCalendarDate } from '../kernel/calendar.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { measurementOf } from '../panel/fair/measured.ts'
import { exportedSchema, outcomesOf, sheetsOf } from '../panel/quality/exported.ts'
import { feedbackOf } from '../panel/quality/feedback.ts'
import { agreementFigures, severityFigures } from '../panel/quality/figures.ts'
import { ratingsOf } from '../panel/quality/sheets.ts'
import { raterLimits } from '../panel/severity/edition.ts'
import { type Command, granted, languageOf, misused, print, shippedRules, textOf, wordsOf } from './command.ts'
import { ROSTER_HELP, roster } from './roster.ts'
import { today } from './settings.ts'

const VERBS = ['agreement', 'severity', 'fair', 'feedback'] as const
const USAGE = 'agreement|severity|fair|feedback --from <file>'

export const panelCommand: Command = {
  name: 'panel',
  usage: USAGE,
  summary: 'how far appraisers agree, how severe each is, and what to tell one of them',
  help: [
    `panel ${USAGE} [--appraiser <id>] [--to <day>] [--lang ko|en|zh]`,
    '',
    'The file is JSON: `sheets` that stand, each with `case`, `appraiser`, `signed_on` and `marks` (`indicator`,',
    '`mark` A to E, `override_reason`, `quotations`), and where they are known `field` and `seconds`; `superseded`,',
    'how many another sheet took the place of; `outcomes`, of each appraiser the `chance` of an accident that a grade',
    'let expect, and `is_accident`. What the marks leave undefined says why in its place.',
    '',
    '`fair` prints what each mark of an appraiser stands for, measured of the sheets signed by a day (today): as it is',
    'kept month by month for an edition that has policy read fair scores.',
    '',
    '`panel roster <verb>` reads and changes who may appraise, through the running service; see `panel roster --help`.',
    '',
    '`feedback` prints the page of one appraiser in plain words, in which nobody else is named.',
  ],
  helpFor: ([name]) => (name === 'roster' ? ROSTER_HELP : undefined),
  run: args => {
    if (args[0] === 'roster') return roster(args.slice(1))
    const { values, positionals } = wordsOf(args, 'from', 'appraiser', 'to', 'lang')
    const [verb, ...more] = positionals
    const known = VERBS.find(one => one === verb)
    if (known === undefined || more.length > 0) return misused(`panel ${USAGE}`, positionals.join(' '))
    const path = values.from ?? misused('--from names the file of marks')
    const exported = granted(parsed(exportedSchema, granted(parsedJson(textOf(path)))))
    const sheets = sheetsOf(exported)
    const book = shippedRules()
    const day = today()
    if (known === 'fair') {
      const to = values.to ?? day
      if (!isCalendarDate(to)) return misused('--to is a day, YYYY-MM-DD', to)
      const signed = sheets.filter(one => one.signed_on <= to)
      print(JSON.stringify(measurementOf(ratingsOf(signed), to), null, 2))
      return 0
    }
    const edition = granted(carriedOn(book, 'panel', day))
    const limits = raterLimits(edition.raters)
    const agreement = () => agreementFigures(sheets, exported.superseded)
    const severity = () => severityFigures(sheets, outcomesOf(exported), limits)
    if (known !== 'feedback') {
      print(JSON.stringify(known === 'agreement' ? agreement() : severity(), null, 2))
      return 0
    }
    const appraiser = values.appraiser ?? misused('--appraiser names whose page it is')
    const language = languageOf(values.lang, 'ko')
    const words = book.wordsOf.get(`panel/${edition.edition}`)
    const say = (key: string) => words?.get(key) ?? { ko: key, en: key, zh: key }
    const own = sheets.filter(one => one.rater === appraiser).length
    const page = feedbackOf(appraiser, own, agreement(), severity(), say)
    for (const { text } of [...page.says, ...page.says_not]) print(text[language])
    return 0
  },
}
