/** `rules impact <before> <after>`: what one folder of editions would do in place of another, over a book. */
import { join } from 'node:path'
import { type RuleBook, type Rules, readRuleBook, rulesOn } from '../../appraisal/rule-book.ts'
import type { Case } from '../../appraisal/schema.ts'
import { calendarDate, isCalendarDate } from '../../kernel/calendar.ts'
import { HOME, isFolder, textsBelow } from '../../platform/folders.ts'
import { type Block, blockOf, readBlock } from '../../policy/impact/block.ts'
import { generatedBlock, stretchesOf } from '../../policy/impact/generated-block.ts'
import { type Impact, impactOf } from '../../policy/impact/impact.ts'
import { footingOf, type PackedCase, packedCaseOf } from '../../policy/impact/packed.ts'
import { reckoningOf } from '../../policy/impact/reckoning.ts'
import { type Report, reportOf } from '../../policy/impact/report.ts'
import { caseFileOf } from '../carried.ts'
import { type ExitCode, granted, misused, print, refuseWith, shippedRules, wordsOf } from '../command.ts'
import { impactThere } from './impact-there.ts'
import { USAGE as SERVED } from './served.ts'
import type { Verb } from './verb.ts'

const USAGE = '<dir|-> <dir> [--day DAY] [--cases N] [--seed S] [--moves N] [--json]'
const THERE = `<kind/edition> [--json] ${SERVED}`
const WHOLE = /^[1-9][0-9]{0,7}$/
/** Moves that are listed where nobody says how many. */
const MOVES = 20
/** Reasons for changed answers that are told of an impact of a service. */
const REASONS_TOLD = 20

function bookOf(folder: string): RuleBook {
  if (folder === '-') return shippedRules()
  if (!isFolder(folder)) return refuseWith('file_missing', folder, { value: folder, limit: 'a folder of editions' })
  return granted(readRuleBook(textsBelow(folder)))
}

/** The first day on which the newest edition of either book is in force: only then do both say what they mean. */
function dayOf(books: readonly RuleBook[], asked: string | undefined): string {
  if (asked !== undefined) return isCalendarDate(asked) ? asked : misused('--day is a day, YYYY-MM-DD', asked)
  const days = books.flatMap(book => Object.values(book.shelves).flatMap(shelf => shelf.map(one => one.in_force_from)))
  return days.reduce((latest, one) => (one > latest ? one : latest), '')
}

const wholeNumber = (name: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : WHOLE.test(text) ? Number(text) : misused(`--${name} is a whole number`, text)

type Book = { readonly blocks: Iterable<Block>; readonly wholeOf: (id: string) => Case | undefined }

/** Cases of a seed, block by block as they are needed. */
function* generatedBlocks(rules: Rules, cases: number, seed: number): Iterable<Block> {
  for (const stretch of stretchesOf(cases, seed)) yield readBlock(generatedBlock(rules, stretch))
}

/** The cases the product ships, each packed under the rules before. */
function shippedBook(rules: Rules): Book {
  const cases = new Map<string, Case>()
  const packed: PackedCase[] = []
  for (const text of textsBelow(join(HOME, 'fixtures/applications')).values()) {
    const theCase = caseFileOf(text).case
    cases.set(theCase.id, theCase)
    packed.push(granted(packedCaseOf(rules, theCase.id, theCase)))
  }
  const facts = rules.vocabulary.facts.map(fact => fact.name)
  return { blocks: [readBlock(blockOf(packed, facts, footingOf(rules)))], wholeOf: id => cases.get(id) }
}

const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+$)/g, ',')
const changeOf = (before: string, after: string): string => {
  const change = BigInt(after) - BigInt(before)
  return `${change > 0n ? '+' : ''}${grouped(String(change))}`
}
const ANSWERED = ['approve', 'refer', 'decline', 'refused', 'open'] as const

function told({ before, after, ...report }: Report, moves: Impact['moves'], listed: number): string[] {
  const losses = Object.keys(before.expected_loss).map(name => ({
    name: `expected loss a year, ${name}`,
    one: before.expected_loss[name] ?? '0',
    other: after.expected_loss[name] ?? '0',
  }))
  const amounts = [
    { name: 'exposure approved', one: before.exposure, other: after.exposure },
    { name: 'referred', one: before.referred, other: after.referred },
    { name: 'first fees', one: before.fees, other: after.fees },
    ...losses,
  ]
  const below = Object.entries(report.groups).flatMap(([name, groups]) =>
    groups
      .filter(one => one.below_four_fifths.after && !one.below_four_fifths.before)
      .map(one => `  ${name} ${one.group}: ${one.ratio_to_best.before} -> ${one.ratio_to_best.after}`),
  )
  return [
    `${report.cases} cases, ${report.run_whole} answers run whole, ${report.not_run} not run`,
    '',
    `${'before \\ after'.padEnd(16)}${ANSWERED.map(name => name.padStart(10)).join('')}`,
    ...ANSWERED.map(
      from => `${from.padEnd(16)}${ANSWERED.map(to => String(report.swap[from][to]).padStart(10)).join('')}`,
    ),
    '',
    ...amounts.map(
      ({ name, one, other }) =>
        name.padEnd(32) + [grouped(one), grouped(other), changeOf(one, other)].map(each => each.padStart(24)).join(''),
    ),
    '',
    ...(report.reasons.length === 0 ? [] : ['why answers change, most often first:']),
    ...report.reasons
      .slice(0, listed)
      .map(
        one =>
          `  ${one.from} -> ${one.to}  ${String(one.cases).padStart(8)}  ${one.before ?? '-'} -> ${one.after ?? '-'}`,
      ),
    ...(below.length === 0 ? [] : ['groups that fall below four fifths of the best:', ...below]),
    ...(moves.length === 0 ? [] : [`who moves, ${Math.min(listed, moves.length)} of ${moves.length}:`]),
    ...moves
      .slice(0, listed)
      .map(
        one =>
          `  ${one.id}  ${one.programme}  ${one.before.answer} ${one.before.grade ?? '-'} -> ` +
          `${one.after.answer} ${one.after.grade ?? '-'}  ${one.after.reason ?? one.before.reason ?? '-'}`,
      ),
    `chances of default: ${report.loss_basis.after.chances_status}, grades ${report.loss_basis.after.edition}; ` +
      'whether declined firms would have paid, and so equal opportunity, cannot be told from applications',
  ]
}

/** The impact of a draft of a running service, which is kept there. */
async function there(api: string, name: string | undefined, isJson: boolean): Promise<ExitCode> {
  const found = await impactThere(api, name)
  if (found === undefined) return 2
  if (isJson) print(JSON.stringify(found, null, 2))
  else
    print(
      [
        ...told(found.report as unknown as Report, [], REASONS_TOLD),
        `${found.moves} answers change, ${found.problems.length} decisions could not be run`,
        `impact ${found.id} of ${found.digest}, result ${found.result_digest}`,
      ].join('\n'),
    )
  return 0
}

export const impact: Verb = {
  name: 'impact',
  usage: `${USAGE} | ${THERE}`,
  help: [
    'what the second folder of editions would do in place of the first (- for the shipped one): who flips and why,',
    'exposure, expected loss and fees before and after, and groups held to each other. Over the shipped cases, or over',
    'N cases made from a seed; each on its own day, under the editions in force on DAY (the newest edition’s first).',
    'With --api it is a draft of the service, over every decision that holds there: what its proposal then rests on;',
    '`rules moves` lists the cases one by one.',
  ],
  run: async args => {
    const isJson = args.includes('--json')
    const { values, positionals } = wordsOf(
      args.filter(one => one !== '--json'),
      'day',
      'cases',
      'seed',
      'moves',
      'api',
    )
    const [one, other, ...more] = positionals
    if (values.api !== undefined && more.length === 0 && other === undefined)
      return await there(values.api, one, isJson)
    if (one === undefined || other === undefined || more.length > 0)
      return misused(`rules impact ${USAGE}`, args.join(' '))
    const [cases, seed, listed] = [
      wholeNumber('cases', values.cases),
      wholeNumber('seed', values.seed) ?? 1,
      wholeNumber('moves', values.moves) ?? MOVES,
    ]
    const books = [bookOf(one), bookOf(other)] as const
    const day = calendarDate(dayOf(books, values.day))
    const [before, after] = [granted(rulesOn(books[0], day)), granted(rulesOn(books[1], day))]
    const book: Book =
      cases === undefined
        ? shippedBook(before)
        : { blocks: generatedBlocks(before, cases, seed), wholeOf: () => undefined }
    const found = impactOf(before, after, book.blocks, book.wholeOf)
    const report = reportOf(found.tally, reckoningOf(before, after, null))
    if (isJson) print(JSON.stringify({ day, report, moves: found.moves }, null, 2))
    else print(told(report, found.moves, listed).join('\n'))
    return 0
  },
}
