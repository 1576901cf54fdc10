/** `rules <verb>`: what is done with editions, one file per verb under rules/. */
import { type Command, misused } from './command.ts'
import { check } from './rules/check.ts'
import { diff } from './rules/diff.ts'
import { editions } from './rules/editions.ts'
import { exported } from './rules/export.ts'
import { impact } from './rules/impact.ts'
import { moves } from './rules/impact-there.ts'
import { imported } from './rules/import.ts'
import { shadows } from './rules/shadows.ts'
import { stops } from './rules/stops.ts'
import { test } from './rules/test.ts'
import { trials } from './rules/trials.ts'
import type { Verb } from './rules/verb.ts'
import { weigh } from './rules/weigh.ts'

const VERBS: readonly Verb[] = [
  check, //
  diff,
  exported,
  imported,
  test,
  impact,
  moves,
  weigh,
  ...editions,
  trials,
  shadows,
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
