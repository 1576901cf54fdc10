/** `panel roster <verb>`: the roster of appraisers from the command line, through the running service. */
import { type ExitCode, misused, print, wordsOf } from './command.ts'
import { SPEAKING, SPEAKING_HELP, speakerOf } from './service/calling.ts'
import { ROSTER_VERBS } from './service/roster-verbs.ts'

export const ROSTER_HELP: readonly string[] = [
  'tech-guarantee panel roster <verb> --as <persona>',
  '',
  ...ROSTER_VERBS.flatMap(({ name, usage, says }) => [`  ${name} ${usage}`.trimEnd(), `      ${says}`]),
  '',
  ...SPEAKING_HELP,
]

/** @param args what was typed behind `panel roster` */
export async function roster(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args
  const verb = ROSTER_VERBS.find(one => one.name === name)
  if (verb === undefined) return misused(`panel roster ${ROSTER_VERBS.map(one => one.name).join(' | ')}`, name ?? '')
  const { values, positionals } = wordsOf(rest, ...SPEAKING, ...verb.options, ...verb.needs)
  const missing = verb.needs.find(option => values[option as keyof typeof values] === undefined)
  if (positionals.length !== verb.words || missing !== undefined)
    return misused(
      `panel roster ${verb.name} ${verb.usage}`,
      missing === undefined ? positionals.join(' ') : `no --${missing}`,
    )
  return await verb.run({ speaker: speakerOf(values), words: positionals, values, key: values['key'], print })
}
