/** `rules shadows <deed>`: challengers that follow the live decisions of a running service, without effect on them. */
import { join } from 'node:path'
import { z } from 'zod'
import { parsedJson } from '../../kernel/schema.ts'
import { type ExitCode, granted, misused, print, textOf, wordsOf } from '../command.ts'
import { codeOf, editionNamedIn, listedAt, served, USAGE } from './served.ts'
import type { Verb } from './verb.ts'

type Api = string | undefined
const AT = '/v1/rules/shadows'
/** Comparisons that are listed where nobody says how many. */
const LISTED = 20

const shown = z.looseObject({
  id: z.string(),
  kind: z.string(),
  edition: z.string(),
  reason: z.string(),
  started_at: z.string(),
  stopped_at: z.string().nullable(),
})
const moved = z.looseObject({ more: z.int(), less: z.int(), by: z.string() })
const summary = z.looseObject({
  ...shown.shape,
  ...{ compared: z.int(), waiting: z.int(), faults: z.int(), alike: z.int(), flips: z.int() },
  ...{ grades: z.int(), reasons: z.int() },
  agreement: z.array(z.looseObject({ champion: z.string(), challenger: z.string(), cases: z.int() })),
  ...{ guaranteed: moved, first_fee: moved },
})
const side = z.looseObject({
  outcome: z.string(),
  grade: z.string().nullable(),
  guaranteed: z.string().nullable(),
  reasons: z.array(z.string()),
})
const comparison = z.looseObject({
  decision_id: z.string(),
  champion: side,
  challenger: side,
  differs: z.array(z.string()),
})

function headTold(answer: unknown): ExitCode {
  if (answer === undefined) return codeOf(answer)
  print(lineOf(shown.parse(answer)))
  return 0
}
const lineOf = (one: z.output<typeof shown>): string =>
  [
    one.id,
    `${one.kind}/${one.edition}`,
    one.stopped_at === null ? `on since ${one.started_at}` : `stopped ${one.stopped_at}`,
    one.reason,
  ].join('  ')

async function begin(api: Api, name: string | undefined, reason: string, from: string | undefined): Promise<ExitCode> {
  const { kind, edition } = editionNamedIn(name)
  const read = (end: string): unknown => granted(parsedJson(textOf(join(from ?? '', kind, `${edition}${end}`))))
  const texts = from === undefined ? {} : { numbers: read('.json'), words: read('.words.json') }
  return headTold(await served(api, { method: 'POST', path: AT, body: { kind, edition, reason, ...texts } }))
}

async function list(api: Api): Promise<ExitCode> {
  const found = await listedAt(api, AT, Number.MAX_SAFE_INTEGER)
  for (const one of found?.items ?? []) print(lineOf(shown.parse(one)))
  return codeOf(found)
}

async function show(api: Api, id: string): Promise<ExitCode> {
  const answer = await served(api, { method: 'GET', path: `${AT}/${encodeURIComponent(id)}` })
  if (answer === undefined) return codeOf(answer)
  const one = summary.parse(answer)
  print(lineOf(one))
  print(`${one.compared} compared, ${one.waiting} waiting, ${one.faults} could not be`)
  print(`${one.alike} alike, ${one.flips} answers changed, ${one.grades} grades, ${one.reasons} sets of reasons`)
  for (const { champion, challenger, cases } of one.agreement) print(`  ${champion} -> ${challenger}  ${cases}`)
  for (const [name, { more, less, by }] of Object.entries({ guaranteed: one.guaranteed, 'first fee': one.first_fee }))
    print(`${name}: more in ${more}, less in ${less}, ${by} KRW in all`)
  return 0
}

async function comparisons(api: Api, id: string, isDifferent: boolean, most: number): Promise<ExitCode> {
  const query = isDifferent ? '?differing=yes' : ''
  const found = await listedAt(api, `${AT}/${encodeURIComponent(id)}/comparisons${query}`, most)
  if (found === undefined) return codeOf(found)
  for (const one of found.items) {
    const { decision_id, champion, challenger, differs } = comparison.parse(one)
    const of = ({ outcome, grade, guaranteed, reasons }: z.output<typeof side>): string =>
      [outcome, grade ?? '-', guaranteed ?? '-', ...reasons].join(' ')
    print(`${decision_id}  ${of(champion)} -> ${of(challenger)}  ${differs.join(', ') || 'alike'}`)
  }
  print(found.isAll ? `${found.items.length} comparisons` : `the newest ${found.items.length}; --most lists more`)
  return 0
}

const DEEDS = ['begin', 'list', 'show', 'comparisons', 'stop'] as const
const WORDS =
  'begin <kind/edition> <reason> [--from DIR] | list | show|stop <id> | comparisons <id> [--differing] [--most N]'

export const shadows: Verb = {
  name: 'shadows',
  usage: `${WORDS} ${USAGE}`,
  help: [
    'challengers in shadow: `begin` puts an edition of the service on, or with --from the two files of a folder; every',
    'decision from then on is compared with what it would have made of the case. `show` has the figures, `comparisons`',
    'decision by decision (--differing: only those that differ), `stop` ends it. It comes into force when proposed.',
  ],
  run: async args => {
    const isDifferent = args.includes('--differing')
    const { values, positionals } = wordsOf(
      args.filter(word => word !== '--differing'),
      'api',
      'from',
      'most',
    )
    const [deed, first, ...more] = positionals
    const known = DEEDS.find(one => one === deed)
    const most = values.most === undefined ? LISTED : Number(values.most)
    if (!Number.isSafeInteger(most) || most < 1) return misused('--most is a whole number', values.most)
    if (known === 'begin') return await begin(values.api, first, more.join(' '), values.from)
    if (known === 'list' && first === undefined) return await list(values.api)
    if (known === undefined || known === 'list' || first === undefined || more.length > 0)
      return misused(`rules shadows ${WORDS}`, args.join(' '))
    switch (known) {
      case 'show':
        return await show(values.api, first)
      case 'comparisons':
        return await comparisons(values.api, first, isDifferent, most)
      case 'stop': {
        const path = `${AT}/${encodeURIComponent(first)}/stop`
        return headTold(await served(values.api, { method: 'POST', path }))
      }
      default:
        return known satisfies never
    }
  },
}
