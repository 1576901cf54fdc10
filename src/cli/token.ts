/** `token <persona>`: the demonstration token of a person or a bank's machine, to be used with curl. */
import { join } from 'node:path'
import { z } from 'zod'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { type Command, granted, misused, print, refuseWith, textOf } from './command.ts'
import { config } from './settings.ts'

const fileSchema = z.looseObject({
  people: z.array(z.looseObject({ persona: z.string(), role: z.string(), access_token: z.string() })),
  clients: z.array(z.looseObject({ client_id: z.string(), access_token: z.string() })),
})

/** Everybody who has a demonstration token. */
function everybody(): readonly { readonly name: string; readonly role: string; readonly token: string }[] {
  const place = join(config().dataFolder, 'demo-tokens.json')
  const { people, clients } = granted(parsed(fileSchema, granted(parsedJson(textOf(place)))))
  return [
    ...people.map(one => ({ name: one.persona, role: one.role, token: one.access_token })),
    ...clients.map(one => ({ name: one.client_id, role: 'bank', token: one.access_token })),
  ]
}

/** The demonstration token of somebody. Error: `persona_unknown`. */
export function demonstrationToken(name: string): string {
  const all = everybody()
  const found = all.find(one => one.name === name)
  return found?.token ?? refuseWith('persona_unknown', '', { value: name, limit: all.map(one => one.name).join(', ') })
}

export const tokenCommand: Command = {
  name: 'token',
  usage: '--list | <persona>',
  summary: 'prints the demonstration token of a person or a bank’s machine, for use with curl',
  help: [
    'The service writes demo-tokens.json into DATA_DIR (default data/) at its first start on an empty database, and',
    'never in production. --list names everybody there is.',
  ],
  run: args => {
    const [name, ...more] = args
    if (name === undefined || more.length > 0) return misused('token --list, or token <persona>', args.join(' '))
    if (name === '--list') {
      for (const one of everybody()) print(`${one.name.padEnd(24)} ${one.role}`)
      return 0
    }
    print(demonstrationToken(name))
    return 0
  },
}
