/** `rules trials <deed>`: the cases attached to an edition of a running service, run there as its API runs them. */
import { join } from 'node:path'
import { z } from 'zod'
import { HOME, isFile } from '../../platform/folders.ts'
import { readTrials } from '../../policy/trials/files.ts'
import { type ExitCode, granted, misused, print, refuseWith, textOf, wordsOf } from '../command.ts'
import { codeOf, editionNamedIn, runEnded, served, USAGE } from './served.ts'
import { applicationOf } from './test.ts'
import type { Verb } from './verb.ts'

type Edition = ReturnType<typeof editionNamedIn>
type Api = string | undefined
const SHIPPED = join(HOME, 'rules/trials')

const casesShown = z.looseObject({
  items: z.array(
    z.looseObject({ id: z.string(), code: z.string(), version: z.int(), case: z.looseObject({ title: z.string() }) }),
  ),
})
const of = ({ kind, edition }: Edition): string => new URLSearchParams({ kind, edition }).toString()

function casesTold(answer: unknown): ExitCode {
  if (answer === undefined) return codeOf(answer)
  const { items } = casesShown.parse(answer)
  for (const one of items) print(`${one.code.padEnd(32)}  version ${one.version}  ${one.case.title}`)
  print(`${items.length} cases`)
  return 0
}

/** The cases of a file as the editions' folder holds them, or those shipped with an edition. */
function casesIn(given: string): readonly unknown[] {
  const isNamed = /^[a-z]+\/\d{4}-\d{2}(\.\d+)?$/.test(given) && !isFile(given)
  const path = isNamed ? join(SHIPPED, `${given}.json`) : given
  const text = textOf(path)
  const head = z.looseObject({ kind: z.string(), edition: z.string() }).safeParse(JSON.parse(text))
  if (!head.success) return refuseWith('trial_file_misplaced', path, { value: path, limit: 'kind, edition and cases' })
  const place = `${head.data.kind}/${head.data.edition}.json`
  const firms = textOf(join(SHIPPED, 'firms.json'))
  const files = new Map([
    ['firms.json', firms],
    [place, text],
  ])
  return granted(readTrials(files, applicationOf)).flatMap(one => one.cases)
}

const resultShown = z.looseObject({
  standing: z.enum(['passed', 'failed', 'not_run']),
  report: z
    .looseObject({
      held: z.int(),
      failed: z.array(
        z.looseObject({
          code: z.string(),
          differs: z.array(
            z.looseObject({ what: z.string(), expected: z.string(), found: z.string(), place: z.string() }),
          ),
        }),
      ),
      refused: z.int(),
      coverage: z.looseObject({ cases: z.int(), book: z.int(), one_sided: z.array(z.unknown()) }),
      forms: z.looseObject({
        rows: z.int(),
        outcomes: z.int(),
        different: z.int(),
        shown: z.array(
          z.looseObject({
            ...{ set: z.string(), clause: z.string(), closures: z.string(), traced: z.string() },
            ...{ columns: z.string(), engine: z.string() },
          }),
        ),
      }),
    })
    .nullable(),
})

/** What the last run came to; 0 only where the cases as they stand were run and all is held and alike. */
async function resultTold(api: Api, edition: Edition): Promise<ExitCode> {
  const answer = await served(api, { method: 'GET', path: `/v1/rules/trials/result?${of(edition)}` })
  if (answer === undefined) return codeOf(answer)
  const { standing, report } = resultShown.parse(answer)
  for (const { code, differs } of report?.failed ?? []) {
    print(`${code}: not held`)
    for (const one of differs)
      print(`  ${one.what}: expected ${one.expected}, found ${one.found}${one.place === '' ? '' : ` (${one.place})`}`)
  }
  for (const one of report?.forms.shown ?? [])
    print(
      `${one.set} ${one.clause}: closures ${one.closures}, traced ${one.traced}, columns ${one.columns}, ` +
        `json-rules-engine ${one.engine}`,
    )
  if (report !== null) {
    const { coverage, forms, held, failed, refused } = report
    print(`${held} held, ${failed.length} not held; ${coverage.book} decisions of the book, ${refused} refused`)
    print(`${coverage.one_sided.length} clauses not shown both met and not met by the cases`)
    print(`three forms: ${forms.outcomes} outcomes over ${forms.rows} rows, ${forms.different} differences`)
  }
  print(`${edition.kind}/${edition.edition}: ${standing}`)
  return standing === 'passed' ? 0 : 1
}

async function add(api: Api, edition: Edition, given: string | undefined): Promise<ExitCode> {
  if (given === undefined) return misused('rules trials add <kind/edition> <cases.json or kind/edition>')
  const body = { ...edition, cases: casesIn(given) }
  return casesTold(await served(api, { method: 'POST', path: '/v1/rules/trials', body }))
}

async function takeOut(api: Api, edition: Edition, code: string | undefined): Promise<ExitCode> {
  const answer = await served(api, { method: 'GET', path: `/v1/rules/trials?${of(edition)}` })
  if (answer === undefined) return codeOf(answer)
  const { items } = casesShown.parse(answer)
  const found = items.find(one => one.code === code)
  if (found === undefined)
    return refuseWith('trial_unknown', 'code', {
      value: code ?? '',
      limit: items.map(one => one.code).join(', ') || 'no cases',
    })
  return casesTold(await served(api, { method: 'POST', path: `/v1/rules/trials/${found.id}/take-out` }))
}

async function run(api: Api, edition: Edition): Promise<ExitCode> {
  const begun = await served(api, { method: 'POST', path: '/v1/rules/trials/runs', body: edition })
  if (begun === undefined) return codeOf(begun)
  const { run_id } = z.looseObject({ run_id: z.string() }).parse(begun)
  return (await runEnded(api, run_id)) ? await resultTold(api, edition) : 2
}

const DEEDS = ['list', 'add', 'take-out', 'run', 'result'] as const
const WORDS = `${DEEDS.join('|')} <kind/edition> [<cases.json or kind/edition> | <code>]`

export const trials: Verb = {
  name: 'trials',
  usage: `${WORDS} ${USAGE}`,
  help: [
    'the cases that belong to an edition of the service: listed; added from a file as rules/trials holds them, or from',
    'the shipped ones of an edition (`add terms/2099-01 terms/2026-01`); taken out by code; run over the edition and a',
    'sample of the book in three forms, and waited for: 0 passed, 1 not, with what differs; `result` of the last run.',
  ],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'api')
    const [deed, name, given, ...more] = positionals
    const known = DEEDS.find(one => one === deed)
    if (known === undefined || more.length > 0) return misused(`rules trials ${WORDS}`, args.join(' '))
    const edition = editionNamedIn(name)
    switch (known) {
      case 'list':
        return casesTold(await served(values.api, { method: 'GET', path: `/v1/rules/trials?${of(edition)}` }))
      case 'add':
        return await add(values.api, edition, given)
      case 'take-out':
        return await takeOut(values.api, edition, given)
      case 'run':
        return await run(values.api, edition)
      case 'result':
        return await resultTold(values.api, edition)
      default:
        return known satisfies never
    }
  },
}
