/** `token <persona>`: the demonstration token of a person or a bank's machine, to be used with curl. */
import { join } from 'node:path'
import { z } from 'zod'
import { parsed, parsedJson } from '../kernel/schema.ts'
import { config } from './certificates.ts'
import { type Command, granted, misused, print, refuseWith, textOf } from './command.ts'

const fileSchema = z.looseObject({
  people: z.array(z.looseObject({ persona: z.string(), role: z.string(), access_token: z.string() })),
  clients: z.array(z.looseObject({ client_id: z.string(), access_token: z.string() })),
})

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
    const place = join(config.dataFolder, 'demo-tokens.json')
    const { people, clients } = granted(parsed(fileSchema, granted(parsedJson(textOf(place)))))
    const all = [
      ...people.map(one => ({ name: one.persona, role: one.role, token: one.access_token })),
      ...clients.map(one => ({ name: one.client_id, role: 'bank', token: one.access_token })),
    ]
    if (name === '--list') {
      for (const one of all) print(`${one.name.padEnd(24)} ${one.role}`)
      return 0
    }
    const found = all.find(one => one.name === name)
    if (found === undefined)
      return refuseWith('persona_unknown', '', { value: name, limit: all.map(one => one.name).join(', ') })
    print(found.token)
    return 0
  },
}
