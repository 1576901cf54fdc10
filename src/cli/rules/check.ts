/** `rules check <dir>`: every edition of a folder read and checked whole, each finding with a case that shows it. */
import { z } from 'zod'
import { type RuleBook, type Rules, readRuleBook, rulesOn } from '../../appraisal/rule-book.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { LANGUAGES, type Language } from '../../kernel/words.ts'
import { filesBeyond, isFolder, textsBelow } from '../../platform/folders.ts'
import type { WitnessFinding } from '../../policy/checking/finding.ts'
import { witnessesOf } from '../../policy/checking/witnesses.ts'
import { sentenceOf } from '../../policy/checking/words.ts'
import { findingOf, isRulesCode } from '../../rules/checks.ts'
import { granted, languageOf, misused, print, problemOf, refuseWith, wordsOf } from '../command.ts'
import { codeOf, editionAt, served, USAGE } from './served.ts'
import type { Verb } from './verb.ts'

/** No edition comes near it; what is larger is refused by its size alone, before a byte of it is read. */
const BYTES_MAX = 8 * 1024 * 1024

export const check: Verb = {
  name: 'check',
  usage: `<dir> [--json] [--lang ko|en|zh] | <kind/edition> ${USAGE}`,
  help: [
    'checks a folder of editions: 0 clean or with warnings only, 1 with errors, 2 where it does not load. What does',
    'not load is told with file and place: unknown operators and units, numbers without a source, lists too long.',
    'What loads is checked for gaps, overlaps, contradictions, rows that never count or reward the worse case: each',
    'finding names the rows and a case that shows it. --json prints the findings as they are. With --api it is a draft',
    'of the service, in the book it would stand in: 0 checked, 1 with errors.',
  ],
  run: async args => {
    const { folder, isJson, language, api } = askedOf(args)
    if (api !== undefined) return checkedThere(api, folder, language)
    if (!isFolder(folder)) return refuseWith('file_missing', folder, { value: folder, limit: 'a folder of editions' })
    const [large] = filesBeyond(folder, BYTES_MAX)
    if (large !== undefined)
      return refuseWith('input_too_large', `${large.name}#`, {
        ...{ value: `${large.bytes} bytes`, limit: `at most ${BYTES_MAX} bytes` },
      })
    const files = textsBelow(folder)
    const book = readRuleBook(files)
    if (!book.ok) return refused(book.refusals)
    const found = checkedDays(book.value)
    if (isJson) print(JSON.stringify(found, null, 2))
    else print([...found.map(one => lineOf(one, book.value, language)), closing(folder, files.size, found)].join('\n'))
    return found.some(one => one.severity === 'error') ? 1 : 0
  },
}

type Asked = {
  readonly folder: string
  readonly isJson: boolean
  readonly language: Language
  readonly api: string | undefined
}

function askedOf(args: readonly string[]): Asked {
  const { values, positionals } = wordsOf(
    args.filter(word => word !== '--json'),
    'api',
    'lang',
  )
  const [folder, ...more] = positionals
  if (folder === undefined || more.length > 0)
    return misused(`rules check <dir> [--json] [--lang ${LANGUAGES.join('|')}]`, args.join(' '))
  const language = values.lang === undefined ? 'en' : languageOf(values.lang, 'en')
  return { folder, isJson: args.includes('--json'), language, api: values.api }
}

/** A day's finding, with the day its rules are in force from. */
type Dated = WitnessFinding & { readonly day: string }

/** Every finding under the editions of each day on which one begins, told once, of the first of them. */
function checkedDays(book: RuleBook): readonly Dated[] {
  const days = new Set(Object.values(book.shelves).flatMap(shelf => shelf.map(one => one.in_force_from)))
  const found = new Map<string, Dated>()
  let before: Rules | undefined
  for (const day of [...days].sort()) {
    const rules = rulesOn(book, day as CalendarDate, before)
    // Before every kind has an edition nothing is decided by any of them.
    if (!rules.ok && rules.refusals.every(one => one.code === 'rules_not_in_force')) continue
    before = granted(rules)
    for (const one of witnessesOf(before, book)) {
      const key = JSON.stringify([one.kind, one.place, one.params])
      if (!found.has(key)) found.set(key, { ...one, day })
    }
  }
  return [...found.values()]
}

const lineOf = (one: Dated, book: RuleBook, language: Language): string =>
  `${one.severity} ${one.kind} ${one.place} (${one.day})\n  ${sentenceOf(one, key => book.words.get(key), language)}`

function closing(folder: string, count: number, found: readonly Dated[]): string {
  if (found.length === 0) return `${folder}: ${count} files, no finding`
  const errors = found.filter(one => one.severity === 'error').length
  return `${folder}: ${count} files, ${errors} errors, ${found.length - errors} warnings`
}

function refused(refusals: Parameters<typeof problemOf>[0]): 2 {
  const problem = problemOf(refusals)
  const errors = problem.errors.map(one => (isRulesCode(one.code) ? { ...one, ...said(one) } : one))
  process.stderr.write(`${JSON.stringify({ ...problem, errors }, null, 2)}\n`)
  return 2
}

const checkShown = z.looseObject({
  findings: z.array(
    z.looseObject({
      ...{ code: z.string(), severity: z.string(), at: z.string() },
      params: z.record(z.string(), z.string()),
      witness: z.record(z.string(), z.unknown()).nullish(),
      says: z.strictObject({ ko: z.string(), en: z.string(), zh: z.string() }).nullish(),
    }),
  ),
})

/** A draft of a running service, checked there. */
async function checkedThere(api: string, name: string | undefined, language: Language) {
  const answer = await served(api, { method: 'POST', path: `${editionAt(name)}/check` })
  if (answer === undefined) return codeOf(answer)
  const { findings } = checkShown.parse(answer)
  for (const { severity, code, at, params, witness, says } of findings) {
    print(`${severity} ${code} ${at}`)
    print(`  ${says?.[language] ?? JSON.stringify(params)}`)
    if (witness) print(`  such as ${JSON.stringify(witness)}`)
  }
  print(`${name}: ${findings.length === 0 ? 'no finding' : `${findings.length} findings`}`)
  return findings.some(one => one.severity === 'error') ? 1 : 0
}

/** Problem and remedy of a finding about a rule file, in words. */
function said({ code, at, ...params }: { readonly code: string; readonly at: string }) {
  if (!isRulesCode(code)) return {}
  const { problem, fix } = findingOf('', { code, at, params })
  return { problem, fix }
}
