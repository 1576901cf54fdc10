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

const read = new WeakMap<typeof process.stdin, Promise<string>>()
/** The token, read once: what a command asks one after the other is asked by the same person. */
async function tokenGiven(): Promise<string> {
  const typed = read.get(process.stdin) ?? typedIn()
  read.set(process.stdin, typed)
  const token = (await typed).trim()
  return token === '' ? misused('the access token comes on standard input') : token
}

/** One request; the JSON of the answer, or its problem on stderr and `undefined`. */
export async function served(api: string | undefined, asked: Asked): Promise<unknown> {
  if (api === undefined || !URL.canParse(api)) return misused('--api is the address of the service', api ?? '')
  const token = await tokenGiven()
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

const page = z.looseObject({ items: z.array(z.unknown()), next: z.string().nullable() })
/** The first items of a list, so many at most and page by page; `undefined` where it is refused. */
export async function listedAt(
  api: string | undefined,
  path: string,
  most: number,
): Promise<{ readonly items: readonly unknown[]; readonly isAll: boolean } | undefined> {
  const items: unknown[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ limit: '200', ...(cursor === null ? {} : { cursor }) })
    const answer = await served(api, { method: 'GET', path: `${path}${path.includes('?') ? '&' : '?'}${query}` })
    if (answer === undefined) return undefined
    const found = page.parse(answer)
    items.push(...found.items)
    cursor = found.next
  } while (cursor !== null && items.length < most)
  return { items: items.slice(0, most), isAll: cursor === null && items.length <= most }
}

/** How often one asks how far a run is. */
const LOOK_MS = 500
const running = z.looseObject({
  state: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']),
  parts: z.int(),
  parts_done: z.int(),
  failure: z.string().nullable(),
})
/** Waits for a run to end, telling on stderr how far it is; whether it is done, and not cancelled or failed. */
export async function runEnded(api: string | undefined, id: string): Promise<boolean> {
  for (let told = -1; ; ) {
    const answer = await served(api, { method: 'GET', path: `/v1/runs/${id}` })
    if (answer === undefined) return false
    const { state, parts, parts_done, failure } = running.parse(answer)
    if (parts_done !== told) process.stderr.write(`run ${id}: ${parts_done} of ${parts} parts\n`)
    told = parts_done
    if (state === 'done') return true
    if (state === 'cancelled' || state === 'failed') {
      process.stderr.write(`run ${id}: ${state}${failure === null ? '' : `, ${failure}`}\n`)
      return false
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_MS))
  }
}

/** Kind and name of an edition, as a command is given them. */
export function editionNamedIn(name: string | undefined): { readonly kind: string; readonly edition: string } {
  const [kind = '', edition = ''] = editionAt(name).split('/').slice(-2)
  return { kind, edition }
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
