/** `rules impact <kind/edition> --api` and `rules moves`: a draft over the decisions of a running service. */
import { z } from 'zod'
import { impactView, moveView } from '../../policy/impact/schema.ts'
import { type ExitCode, misused, print, wordsOf } from '../command.ts'
import { codeOf, editionAt, editionNamedIn, listedAt, runEnded, served, USAGE, wholeShown } from './served.ts'
import type { Verb } from './verb.ts'

type Api = string | undefined
export type Shown = z.output<typeof impactView>
type MoveShown = z.output<typeof moveView>
/** Moves that are listed where nobody says how many. */
const LISTED = 20

/** Begins the impact of a draft as it is kept, waits for its end, and gives it; `undefined` where it is refused. */
export async function impactThere(api: Api, name: string | undefined): Promise<Shown | undefined> {
  const draft = await served(api, { method: 'GET', path: editionAt(name) })
  if (draft === undefined) return undefined
  const { digest } = wholeShown.parse(draft)
  const body = { ...editionNamedIn(name), digest }
  const begun = await served(api, { method: 'POST', path: '/v1/rules/impacts', body })
  if (begun === undefined) return undefined
  const { id } = z.looseObject({ id: z.string() }).parse(begun)
  if (!(await runEnded(api, id))) return undefined
  const answer = await served(api, { method: 'GET', path: `/v1/rules/impacts/${id}` })
  return answer === undefined ? undefined : impactView.parse(answer)
}

const sideOf = ({ answer, grade, amount, ratio, fee }: MoveShown['before']): string =>
  [answer, grade ?? '-', amount, ratio, fee].join(' ')
/** One case that moves, and below it each place that makes it so. */
function moveLines({ id, programme, before, after, differs, because }: MoveShown): readonly string[] {
  const held = {
    before: ', held the amount down',
    after: ', holds the amount down',
    both: ', holds it down',
    neither: '',
  }
  return [
    `${id}  ${programme}  ${sideOf(before)} -> ${sideOf(after)}  (${differs.join(', ')})`,
    ...because.map(
      one => `    ${one.place}: ${one.before ?? 'not read'} -> ${one.after ?? 'not read'}${held[one.bound]}`,
    ),
  ]
}

const MOVES_WORDS =
  '<run id> [--moved answer|grade|amount|ratio|fee_rate|fee|level|any] [--direction less|more] [--from ANSWER] ' +
  '[--to ANSWER] [--programme CODE] [--most N]'
const FILTERS = ['moved', 'direction', 'from', 'to', 'programme'] as const

export const moves: Verb = {
  name: 'moves',
  usage: `${MOVES_WORDS} ${USAGE}`,
  help: [
    'the cases an impact moves, one by one, with both sides (answer, grade, amount, ratio, fee) and why: clauses that',
    'come out otherwise, rows of tables that are hit, changed or hold the amount down. Those whose answer changes, or',
    'with --moved those of which something else does.',
  ],
  run: async (args): Promise<ExitCode> => {
    const { values, positionals } = wordsOf(args, 'api', 'most', ...FILTERS)
    const [id, ...more] = positionals
    const most = values.most === undefined ? LISTED : Number(values.most)
    if (id === undefined || more.length > 0) return misused(`rules moves ${MOVES_WORDS}`, args.join(' '))
    if (!Number.isSafeInteger(most) || most < 1) return misused('--most is a whole number', values.most)
    const query = new URLSearchParams(
      FILTERS.flatMap((name): [string, string][] => {
        const value = values[name]
        return value === undefined ? [] : [[name, value]]
      }),
    )
    const found = await listedAt(values.api, `/v1/rules/impacts/${encodeURIComponent(id)}/moves?${query}`, most)
    if (found === undefined) return codeOf(found)
    for (const one of found.items) for (const line of moveLines(moveView.parse(one))) print(line)
    print(found.isAll ? `${found.items.length} cases` : `the first ${found.items.length}; --most lists more`)
    return 0
  },
}
