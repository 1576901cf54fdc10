/** `comparables <verb>`: licence terms contributed, asked for and compared, through the running service. */
import { type Command, type ExitCode, misused, print, wordsOf } from './command.ts'
import { bodyIn, type Call, calling, listed, printed, SPEAKING, SPEAKING_HELP, speakerOf } from './service/calling.ts'

const PATH = '/v1/comparables'
const USAGES = {
  contribute: 'contribute <file>',
  restate: 'restate <id> <file>',
  withdraw: 'withdraw <id> --reason <reason>',
  list: 'list',
  ask: 'ask --ipc <class> --exclusivity exclusive|sole|non_exclusive',
  release: 'release',
  nearest: 'nearest <case> <file>',
} as const
type VerbName = keyof typeof USAGES
const isVerb = (name: string | undefined): name is VerbName => name !== undefined && Object.hasOwn(USAGES, name)
/** How many words stand beside the verb. */
const WORDS: Readonly<Record<VerbName, number>> = {
  ...{ contribute: 1, restate: 2, withdraw: 1, list: 0, ask: 0, release: 0, nearest: 2 },
}

/** The request a verb becomes. */
function callOf(
  verb: Exclude<VerbName, 'list'>,
  words: readonly string[],
  values: Partial<Record<string, string>>,
): Call {
  const [first = '', second = ''] = words
  const { reason, ipc, exclusivity } = values
  switch (verb) {
    case 'contribute':
      return { method: 'POST', path: PATH, body: bodyIn(first) }
    case 'restate':
      return {
        ...{ method: 'POST', path: `${PATH}/{comparable_id}/versions` },
        ...{ params: { comparable_id: first }, body: bodyIn(second) },
      }
    case 'withdraw':
      return {
        ...{ method: 'POST', path: `${PATH}/{comparable_id}/withdraw`, params: { comparable_id: first } },
        body: { reason: reason ?? misused('--reason says why it is withdrawn') },
      }
    case 'ask':
      return {
        ...{ method: 'GET', path: `${PATH}/ranges` },
        query: {
          ipc: ipc ?? misused('--ipc names a section, class or subclass of patents'),
          exclusivity: exclusivity ?? misused('--exclusivity exclusive, sole or non_exclusive'),
        },
      }
    case 'release':
      return { method: 'POST', path: `${PATH}/releases`, body: {} }
    case 'nearest':
      return {
        ...{ method: 'POST', path: '/v1/cases/{case_id}/comparables', params: { case_id: first } },
        body: bodyIn(second),
      }
    default:
      return verb satisfies never
  }
}

export const comparablesCommand: Command = {
  name: 'comparables',
  usage: '<verb> --as <persona>',
  summary: 'licence terms: contributes them, asks for ranges, finds the nearest',
  help: [
    ...Object.values(USAGES).map(usage => `  comparables ${usage}`),
    '',
    'The file of `contribute` and `restate` holds the terms of one licence, without its parties; `list` prints what',
    'the institution contributed itself; `ask` prints the ranges told of a class, for whoever contributed enough;',
    '`release` is the risk officer`s; `nearest` is asked by who values a case, its file holds the subject, and it is',
    'kept as read.',
    '',
    ...SPEAKING_HELP,
  ],
  run: async (args): Promise<ExitCode> => {
    const [verb, ...rest] = args
    if (!isVerb(verb)) return misused(`comparables ${Object.keys(USAGES).join(' | ')}`, verb ?? '')
    const { values, positionals } = wordsOf(rest, ...SPEAKING, 'reason', 'ipc', 'exclusivity')
    if (positionals.length !== WORDS[verb]) return misused(`comparables ${USAGES[verb]}`, positionals.join(' '))
    const speaker = speakerOf(values)
    if (verb !== 'list') return printed(await calling(speaker, callOf(verb, positionals, values), values['key']))
    for await (const one of listed<unknown>(speaker, PATH, {})) print(JSON.stringify(one))
    return 0
  },
}
