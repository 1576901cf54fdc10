/** `guarantee <verb>`: a guarantee carried from the command line, through the running service. */
import type { Command } from './command.ts'
import { misused, print, wordsOf } from './command.ts'
import { SPEAKING, SPEAKING_HELP, speakerOf } from './service/calling.ts'
import { VERBS, type Verb } from './service/guarantee-verbs.ts'

const optionsOf = ({ options }: Verb): readonly string[] => [...SPEAKING, ...Object.keys(options)]

const helpOf = ({ name, usage, says, options }: Verb): readonly string[] => [
  `tech-guarantee guarantee ${name} ${usage}`,
  '',
  says,
  '',
  ...Object.entries(options).map(([option, what]) => `  --${option.padEnd(14)} ${what}`),
  ...(Object.keys(options).length === 0 ? [] : ['']),
  ...SPEAKING_HELP,
]

export const guaranteeCommand: Command = {
  name: 'guarantee',
  usage: '<verb> [<id>] --as <persona>',
  summary: 'carries a guarantee through the running service, step by step',
  help: [
    ...VERBS.map(({ name, usage, says }) => `  ${`${name} ${usage}`.padEnd(66)} ${says}`),
    '',
    'guarantee <verb> --help tells more.',
    '',
    ...SPEAKING_HELP,
  ],
  helpFor: ([name]) => {
    const verb = VERBS.find(one => one.name === name)
    return verb === undefined ? undefined : helpOf(verb)
  },
  run: async args => {
    const [name, ...rest] = args
    const verb = VERBS.find(one => one.name === name)
    if (verb === undefined) return misused(`guarantee ${VERBS.map(one => one.name).join(' | ')}`, name ?? '')
    const { values, positionals } = wordsOf(rest, ...optionsOf(verb))
    if (positionals.length !== verb.words) return misused(`guarantee ${verb.name} ${verb.usage}`, positionals.join(' '))
    const missing = verb.needs.find(option => values[option] === undefined)
    if (missing !== undefined) return misused(`guarantee ${verb.name} ${verb.usage}`, `no --${missing}`)
    return await verb.run({ speaker: speakerOf(values), words: positionals, values, key: values['key'], print })
  },
}
