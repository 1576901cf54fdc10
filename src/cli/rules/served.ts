/** Asking a running service about editions: its address is an option, the token comes on standard input. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ExitCode } from '../command.ts'
import { misused, refuseWith, typedIn } from '../command.ts'

export const USAGE = '--api <url>, the token on standard input'

type Asked = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly body?: unknown
  readonly version?: string
}

/** One request; the JSON of the answer, or its problem on stderr and `undefined`. */
export async function served(api: string | undefined, asked: Asked): Promise<unknown> {
  if (api === undefined || !URL.canParse(api)) return misused('--api is the address of the service', api ?? '')
  const token = (await typedIn()).trim()
  if (token === '') return misused('the access token comes on standard input')
  const answer = await fetch(new URL(asked.path, api), {
    method: asked.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(asked.method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(asked.version === undefined ? {} : { 'if-match': `"${asked.version}"` }),
      ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
  }).catch((error: unknown) =>
    refuseWith('api_unreached', api, { value: String(error), limit: 'a service that answers there' }),
  )
  const text = await answer.text()
  if (answer.ok) return JSON.parse(text)
  process.stderr.write(`${text}\n`)
  return undefined
}

/** `terms/2026-04` as the path of the API has it. */
export function editionAt(name: string | undefined): string {
  if (name === undefined || !/^[a-z]+\/\d{4}-\d{2}(\.\d+)?$/.test(name))
    return misused('an edition by kind and name, such as terms/2026-04', name ?? '')
  return `/v1/rules/editions/${name}`
}

const shown = z.looseObject({
  kind: z.string(),
  edition: z.string(),
  state: z.string(),
  version: z.int().nullable(),
  digest: z.string(),
  in_force_from: z.string(),
})
export const wholeShown = z.looseObject({
  ...shown.shape,
  made: z.looseObject({ words_digest: z.string() }).nullable(),
  numbers: z.unknown(),
  words: z.unknown(),
  changes: z.array(z.looseObject({ place: z.string(), decided_by: z.array(z.string()) })),
  resolutions_due: z.array(z.looseObject({ one_of: z.array(z.string()), places: z.array(z.string()) })),
})
export const listShown = z.looseObject({ items: z.array(shown) })
type Whole = z.output<typeof wholeShown>

export const lineOf = (one: z.output<typeof shown>): string =>
  [
    `${one.kind}/${one.edition}`.padEnd(28),
    one.state.padEnd(10),
    one.in_force_from,
    one.version === null ? 'shipped' : `version ${one.version}`,
  ].join('  ')

/** An edition in lines: its head, its digests, what it changes and what is due for that. */
export const linesOf = (one: Whole): readonly string[] => [
  lineOf(one),
  `numbers ${one.digest}`,
  ...(one.made === null ? [] : [`words   ${one.made.words_digest}`]),
  ...one.changes.map(change => `changes ${change.place} (${change.decided_by.join(', ')})`),
  ...one.resolutions_due.map(due => `resolution of ${due.one_of.join(' or ')}: ${due.places.join(', ')}`),
]

/** 0 where something came back, 2 where it was refused. */
export const codeOf = (answer: unknown): ExitCode => (answer === undefined ? 2 : 0)
