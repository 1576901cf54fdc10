/** `rights <file>...`: files of patent offices read, and how each right in them stands on a day. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { carriedOn } from '../appraisal/rule-book.ts'
import { type CalendarDate, calendarDate, isCalendarDate } from '../kernel/calendar.ts'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { isFile } from '../platform/folders.ts'
import { officePolicyOf } from '../technology/offices/edition.ts'
import type { OfficeFile } from '../technology/offices/found.ts'
import { readOfficeFile } from '../technology/offices/reading.ts'
import { mergedRights } from '../technology/rights/merging.ts'
import { type RightOnFile, rightKey, rightOnFile } from '../technology/rights/schema.ts'
import { type Standing, standing } from '../technology/rights/standing.ts'
import { type Command, granted, misused, print, Refused, refuseWith, shippedRules, textOf } from './command.ts'
import { today } from './settings.ts'

type Asked = { readonly files: readonly string[]; readonly days: ReadonlyMap<string, string>; readonly isJson: boolean }

/** Words behind `rights`: files, two days, and whether JSON is wanted. */
function askedBy(args: readonly string[]): Asked {
  const files: string[] = []
  const days = new Map<string, string>()
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    if (word === '--on' || word === '--drawn-on' || word === '--only') {
      at += 1
      days.set(word, args[at] ?? '')
    } else if (word.startsWith('--') && word !== '--json') misused('--on, --drawn-on, --only, --json', word)
    else if (word !== '--json') files.push(word)
  }
  if (files.length === 0) misused('rights <file>...')
  return { files, days, isJson: args.includes('--json') }
}

const dayOf = (text: string | undefined, today: CalendarDate, name: string): CalendarDate =>
  text === undefined ? today : isCalendarDate(text) ? calendarDate(text) : misused(`${name} is a day, YYYY-MM-DD`, text)

const LIFE: Readonly<Record<Standing['life']['by'], string>> = {
  stated: 'as the office states',
  legal_term: 'by the term of the law',
  capped_at_legal_term: 'cut to the term of the law',
  not_known: '',
}

function linesOf(right: RightOnFile, found: Standing): readonly string[] {
  const { until, by } = found.life
  const life = until === null ? 'end not known' : `${found.remaining_days} days left, to ${until} (${LIFE[by]})`
  return [
    `${rightKey(right)}: ${found.status}, ${life}; read on ${found.read_on}`,
    ...found.owners.map(one => `  owner ${one.name}, ${one.share}, since ${one.since}`),
    ...[...found.liens, ...found.litigation].map(
      one => `  ${one.kind} of ${one.holder ?? 'nobody named'}, since ${one.since}, ${one.reference}`,
    ),
    ...found.questions.map(one => `  ${[one.code, ...one.about].join(', ')}: ${one.ask}`),
  ]
}

const told = z.looseObject({ rights: z.array(z.looseObject({ right: rightOnFile })).min(1) })
/** The rights that `rights --json` told of, read back from its answer. */
export const rightsTold = (path: string): readonly RightOnFile[] =>
  granted(parsed(told, granted(parsedJson(textOf(path))))).rights.map(one => one.right)

export const rightsCommand: Command = {
  name: 'rights',
  usage: '<file>... [--on day] [--drawn-on day] [--only right] [--json]',
  summary: 'reads files of patent offices and tells how each right stands on a day: 0 clean, 1 with something to ask',
  help: [
    'Files are EPO OPS XML (records, families, legal events), USPTO assignment XML or application JSON, Lens CSV and',
    'register extracts of KIPO as JSON. Several files of one right are read as one. What is left out of a file is told',
    'with its place. Nothing is fetched, and nothing unclear is taken as cleared.',
    '',
    '--on        the day asked about; today without it',
    '--only      one right alone, as it is named: country:kind:type of number:number',
    '--drawn-on  the day on which the offices gave the files, where they do not say so; today without it',
    '',
    'Exit code 1 where a right is not in force, is burdened, or something has to be asked.',
  ],
  run: args => {
    const { files, days, isJson } = askedBy(args)
    const day = today()
    const on = dayOf(days.get('--on'), day, '--on')
    const drawn = dayOf(days.get('--drawn-on'), day, '--drawn-on')
    const policy = officePolicyOf(granted(carriedOn(shippedRules(), 'offices', day)))
    const read = files.map((path): OfficeFile & { readonly file: string } => {
      if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a file of a patent office' })
      const found = readOfficeFile(readFileSync(path), drawn, policy)
      if (!found.ok) throw new Refused(found.refusals.map(one => ({ ...one, at: `${path} ${one.at}`.trim() })))
      return { file: path, ...found.value }
    })
    const only = days.get('--only')
    const rights = mergedRights(read.flatMap(one => one.rights))
      .filter(right => only === undefined || rightKey(right) === only)
      .map(right => ({ right, standing: standing(right, on, policy.terms) }))
    if (rights.length === 0 && only !== undefined) return refuseWith('right_not_in_files', '--only', { value: only })
    if (isJson) {
      const told = read.map(({ file, kind, left_out }) => ({ file, kind, left_out }))
      print(JSON.stringify({ on, files: told, rights }, null, 2))
    } else {
      for (const { file, kind, rights: found, left_out } of read) {
        print(`${file}: ${kind}, ${found.length} rights, ${left_out.length} left out`)
        for (const one of left_out) print(`  ${one.at}: ${one.code.replaceAll('_', ' ')} (${one.value})`)
      }
      for (const one of rights) print(linesOf(one.right, one.standing).join('\n'))
    }
    const isClean = rights.every(
      ({ standing: one }) => one.status === 'in_force' && one.liens.length === 0 && one.questions.length === 0,
    )
    return isClean ? 0 : 1
  },
}
