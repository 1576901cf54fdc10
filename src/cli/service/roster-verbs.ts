/** The verbs of `panel roster`: who may appraise, read and changed through the running service. */
import type { ExitCode } from '../command.ts'
import { type Call, calling, listed, printed, type Speaker } from './calling.ts'

type Values = Readonly<Partial<Record<string, string>>>
type Typed = {
  readonly speaker: Speaker
  readonly words: readonly string[]
  readonly values: Values
  readonly key: string | undefined
  readonly print: (text: string) => void
}
export type RosterVerb = {
  readonly name: string
  readonly usage: string
  readonly says: string
  /** How many words stand beside the options. */
  readonly words: number
  /** Options that may be given, and those without which it is misused. */
  readonly options: readonly string[]
  readonly needs: readonly string[]
  readonly run: (typed: Typed) => Promise<ExitCode>
}

type Shown = {
  readonly person: string
  readonly certificate: string | null
  readonly valid_until: string | null
  readonly fields: readonly string[]
  readonly standing: { readonly is: string }
  readonly room: number
  readonly version: number
}

const ONE = '/v1/appraisers/{appraiser_id}'
const of = (person = ''): Call => ({ method: 'GET', path: ONE, params: { appraiser_id: person } })

const line = (one: Shown): string =>
  [
    one.person.padEnd(36),
    (one.certificate ?? '-').padEnd(2),
    (one.valid_until ?? '-').padEnd(10),
    one.standing.is.padEnd(15),
    String(one.room).padStart(2),
    one.fields.join(','),
  ]
    .join(' ')
    .trimEnd()

/** A change of somebody as they stand now: who changed them meanwhile is not overwritten. */
const change = (
  name: string,
  says: string,
  needs: readonly string[],
  bodyOf: (values: Values) => Readonly<Record<string, unknown>>,
): RosterVerb => ({
  name,
  usage: ['<person>', ...needs.map(one => `--${one} <${one}>`)].join(' '),
  says,
  words: 1,
  options: [],
  needs,
  run: async ({ speaker, words: [person], values, key }) => {
    const { version } = await calling<Shown>(speaker, of(person))
    const body = bodyOf(values)
    const call: Call = { ...of(person), method: 'POST', path: `${ONE}/${name}`, body, ifMatch: `"${version}"` }
    return printed(await calling(speaker, call, key))
  },
})

export const ROSTER_VERBS: readonly RosterVerb[] = [
  {
    name: 'list',
    usage: '[--field <field>]',
    says: 'the roster: person, certificate, its last day, how they stand today, how many cases they may take, fields',
    words: 0,
    options: ['field'],
    needs: [],
    run: async ({ speaker, values, print }) => {
      for await (const one of listed<Shown>(speaker, '/v1/appraisers', { field: values['field'] })) print(line(one))
      return 0
    },
  },
  {
    name: 'show',
    usage: '<person>',
    says: 'one appraiser, with every ground against them',
    words: 1,
    options: [],
    needs: [],
    run: async ({ speaker, words: [person] }) => printed(await calling(speaker, of(person))),
  },
  {
    name: 'register',
    usage: '<person> [--centre <id>]',
    says: 'puts a person on the roster, of the agency or of a centre',
    words: 1,
    options: ['centre'],
    needs: [],
    run: async ({ speaker, words: [person = ''], values, key }) => {
      const body = { person, centre: values['centre'] ?? null }
      return printed(await calling(speaker, { method: 'POST', path: '/v1/appraisers', body }, key))
    },
  },
  change(
    'certify',
    'gives a certificate of grade 1 to 3 in fields, parted by commas',
    ['grade', 'fields', 'reason'],
    ({ grade, fields = '', reason }) => ({ certificate: grade, fields: fields.split(','), reason }),
  ),
  change('renew', 'lets a certificate hold for another term', ['reason'], ({ reason }) => ({ reason })),
  change('suspend', 'suspends from today to a day', ['until', 'reason'], ({ until, reason }) => ({ until, reason })),
  change('lift', 'lifts a suspension before its last day', ['reason'], ({ reason }) => ({ reason })),
]
