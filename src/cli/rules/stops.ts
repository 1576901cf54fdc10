/** `rules stop` and `rules lift`: the emergency stop of a running service. */
import { z } from 'zod'
import { print, wordsOf } from '../command.ts'
import { codeOf, served, USAGE } from './served.ts'
import type { Verb } from './verb.ts'

const stopShown = z.looseObject({ id: z.string(), kind: z.string(), lifted_at: z.string().nullable() })

async function told(answer: unknown) {
  if (answer === undefined) return codeOf(answer)
  const { id, kind, lifted_at } = stopShown.parse(answer)
  print(`${kind}  ${id}  ${lifted_at === null ? 'stopped' : `lifted ${lifted_at}`}`)
  return 0
}

export const stops: readonly Verb[] = [
  {
    name: 'stop',
    usage: `<kind> <reason> ${USAGE}`,
    help: ['stops a rule set: every recommendation from then on is referred to a person'],
    run: async args => {
      const { values, positionals } = wordsOf(args, 'api')
      const [kind, ...reason] = positionals
      const body = { kind, reason: reason.join(' ') }
      return told(await served(values.api, { method: 'POST', path: '/v1/rules/stops', body }))
    },
  },
  {
    name: 'lift',
    usage: `<id of the stop> <reason> ${USAGE}`,
    help: ['lets a stopped rule set go; never by whoever stopped it'],
    run: async args => {
      const { values, positionals } = wordsOf(args, 'api')
      const [id = '', ...reason] = positionals
      const path = `/v1/rules/stops/${encodeURIComponent(id)}/lift`
      return told(await served(values.api, { method: 'POST', path, body: { reason: reason.join(' ') } }))
    },
  },
]
