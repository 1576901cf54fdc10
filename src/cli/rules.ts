/** `rules <verb>`: what is done with editions, one file per verb under rules/. */
import { type Command, misused } from './command.ts'
import { check } from './rules/check.ts'
import { editions } from './rules/editions.ts'
import { impact } from './rules/impact.ts'
import { stops } from './rules/stops.ts'
import type { Verb } from './rules/verb.ts'

const VERBS: readonly Verb[] = [
  check, //
  impact,
  ...editions,
  ...stops,
]

const NAMES = VERBS.map(verb => verb.name).join(' | ')

export const rulesCommand: Command = {
  name: 'rules',
  usage: `${NAMES} ...`,
  summary: 'what is done with editions of the rules, verb by verb',
  help: VERBS.flatMap(({ name, usage, help }) => [`rules ${name} ${usage}`.trim(), ...help.map(line => `  ${line}`)]),
  run: ([name, ...args]) => {
    const verb = VERBS.find(one => one.name === name)
    return verb === undefined ? misused(`rules ${NAMES}`, [name ?? '', ...args].join(' ')) : verb.run(args)
  },
}
