/** `rules test <dir>`: the trial cases that lie beside the editions, run; what they reach; the three forms compared. */
import { join } from 'node:path'
import { type RuleBook, readRuleBook, rulesOn } from '../../appraisal/rule-book.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { HOME, isFile, isFolder, textsBelow } from '../../platform/folders.ts'
import { type Coverage, coverageOf, emptyTally, together } from '../../policy/trials/coverage.ts'
import { type CasesOf, readTrials, TRIALS } from '../../policy/trials/files.ts'
import { type FormDifference, formDifferences, formSetsOf, rowsOfSet, valuesOf } from '../../policy/trials/forms.ts'
import { type Trial, type TrialResult, trialOf } from '../../policy/trials/trial.ts'
import { oracleOf } from '../../rules/oracle.ts'
import { granted, misused, print, refuseWith, textOf } from '../command.ts'
import type { Verb } from './verb.ts'

/** An application the product is shipped with. */
export function applicationOf(id: string): string | undefined {
  const place = join(HOME, 'fixtures/applications', `${id}.json`)
  return isFile(place) ? textOf(place) : undefined
}

type Tested = CasesOf & { readonly day: CalendarDate; readonly trial: Trial }
type Forms = { readonly rows: number; readonly outcomes: number; readonly differences: readonly FormDifference[] }

function dayOf(book: RuleBook, { kind, edition }: CasesOf): CalendarDate {
  const shelf: readonly { readonly edition: string; readonly in_force_from: string }[] =
    book.shelves[kind as keyof RuleBook['shelves']]
  const found = shelf.find(one => one.edition === edition)
  if (found === undefined)
    return refuseWith('trial_edition_unknown', `${TRIALS}${kind}/${edition}.json`, {
      value: edition,
      limit: shelf.map(one => one.edition).join(', '),
    })
  return calendarDate(found.in_force_from)
}

/** The rows of every trial through closures, columns and json-rules-engine. */
async function formsOf(book: RuleBook, tested: readonly Tested[]): Promise<Forms> {
  const differences: FormDifference[] = []
  let rows = 0
  let outcomes = 0
  for (const day of new Set(tested.map(one => one.day))) {
    const rules = granted(rulesOn(book, day))
    const given = tested.filter(one => one.day === day).flatMap(one => one.trial.rows)
    rows += given.length
    for (const set of granted(formSetsOf(rules))) {
      const own = rowsOfSet(set, given)
      if (own.length === 0 || set.compiled.clauses.length === 0) continue
      const oracle = oracleOf(set.compiled.clauses, rules.vocabulary, set.parameters)
      const engine: Uint8Array[] = []
      for (const row of own) engine.push(await oracle.outcomes(valuesOf(rules.vocabulary, row)))
      outcomes += own.length * set.compiled.clauses.length
      differences.push(...formDifferences(set, own, engine))
    }
  }
  return { rows, outcomes, differences }
}

const told = (one: Tested, result: TrialResult): string[] => [
  `${one.kind} ${one.edition} ${result.code}: not held`,
  ...result.differs.map(
    ({ what, expected, found, place }) =>
      `  ${what}: expected ${expected}, found ${found}${place === '' ? '' : `, by ${place}`}`,
  ),
]

function coverageTold({ cases, clauses, tables, oneSided }: Coverage): string[] {
  const seen = (outcome: 'met' | 'not_met' | 'unknown' | 'not_applicable') =>
    clauses.filter(one => one.cases[outcome] > 0).length
  return [
    `clauses: ${clauses.length}; met ${seen('met')}, not met ${seen('not_met')}, not known ${seen('unknown')}, ` +
      `not applicable ${seen('not_applicable')} of them, by ${cases} cases`,
    oneSided.length === 0
      ? 'every clause has both outcomes shown'
      : `clauses without both outcomes: ${oneSided.map(one => `${one.clause} (${one.unshown.join(', ')})`).join('; ')}`,
    ...tables.map(({ table, rows, hit, missed }) => {
      // A programme's row is named whole: those of several stand in one table.
      const names = missed.map(row => (row.startsWith(`${table}.`) ? row.slice(table.length + 1) : row))
      return `${table}: ${hit} of ${rows} rows hit${names.length === 0 ? '' : `; nobody hit ${names.join(', ')}`}`
    }),
  ]
}

const formsTold = ({ rows, outcomes, differences }: Forms): string[] => [
  `three forms: ${outcomes} outcomes over ${rows} rows, ${differences.length} differences`,
  ...differences.map(
    one =>
      `  ${one.set} ${one.clause}: closures ${one.closures}, traced ${one.traced}, columns ${one.columns}, ` +
      `json-rules-engine ${one.engine}`,
  ),
]

/** The same for a machine, in the names of the API. */
const machineTold = (isPassed: boolean, tested: readonly Tested[], coverage: Coverage, forms: Forms) => ({
  outcome: isPassed ? 'passed' : 'failed',
  editions: tested.map(({ kind, edition, trial }) => ({
    kind,
    edition,
    cases: trial.results.map(({ code, isHeld, differs }) => ({ code, held: isHeld, differs })),
  })),
  coverage: {
    clauses: coverage.clauses.map(({ clause, cases, unshown }) => ({ clause, cases, unshown })),
    tables: coverage.tables.map(({ table, rows, hit, missed }) => ({ table, rows, hit, missed })),
  },
  forms,
})

export const test: Verb = {
  name: 'test',
  usage: '<dir> [--json]',
  help: [
    'runs the trial cases in <dir>/trials under the editions of <dir>, says which are not held and where they differ,',
    'which clauses and rows they reach, and holds the three forms of the rules against each other.',
    '0 all held and no difference, 1 not; --json gives the same to be read by a machine.',
  ],
  run: async args => {
    const isJson = args.includes('--json')
    const [folder, ...more] = args.filter(word => word !== '--json')
    if (folder === undefined || more.length > 0) return misused('rules test <dir> [--json]', args.join(' '))
    if (!isFolder(folder)) return refuseWith('file_missing', folder, { value: folder, limit: 'a folder of editions' })
    const place = join(folder, TRIALS)
    if (!isFolder(place)) return refuseWith('file_missing', place, { value: place, limit: 'a folder of trial cases' })
    const book = granted(readRuleBook(textsBelow(folder)))
    const tested = granted(readTrials(textsBelow(place), applicationOf)).map((one): Tested => {
      const day = dayOf(book, one)
      return { ...one, day, trial: granted(trialOf(book, day, one.cases)) }
    })
    const [first] = tested
    if (first === undefined) return refuseWith('file_missing', place, { value: place, limit: 'trial cases' })
    const rules = granted(rulesOn(book, first.day))
    const seen = tested.reduce((sum, one) => together(sum, one.trial.seen), emptyTally(rules))
    const coverage = coverageOf(seen, null)
    const forms = await formsOf(book, tested)
    const failed = tested.flatMap(one =>
      one.trial.results.filter(result => !result.isHeld).map(result => told(one, result)),
    )
    const isPassed = failed.length === 0 && forms.differences.length === 0
    if (isJson) {
      print(JSON.stringify(machineTold(isPassed, tested, coverage, forms), null, 2))
    } else
      print(
        [
          ...failed.flat(),
          ...tested.map(({ kind, edition, cases }) => `${kind} ${edition}: ${cases.length} cases`),
          failed.length === 0 ? 'all held' : `${failed.length} not held`,
          ...coverageTold(coverage),
          ...formsTold(forms),
        ].join('\n'),
      )
    return isPassed ? 0 : 1
  },
}
