/**
 * The running service as the command line speaks to it: over its public API, with a token, each request under a key
 * that is kept until its answer is known. A command that was interrupted is typed again and does nothing twice.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsedJson } from '../../kernel/schema.ts'
import { type Answered, type Asked, asked, type Line } from '../client/runtime.ts'
import { type ExitCode, granted, misused, print, refuseWith, textOf } from '../command.ts'
import { config } from '../settings.ts'
import { demonstrationToken } from '../token.ts'

/** Where the service is and who speaks. */
export type Speaker = { readonly baseUrl: string; readonly token: string }
/** The options of every command that speaks to the service. */
export const SPEAKING = ['api', 'as', 'token-file', 'key'] as const
export const SPEAKING_HELP = [
  '--as <persona> speaks with the demonstration token of `token --list`; --token-file <file> with the token in a file.',
  '--api <address> is where the service is, http://127.0.0.1:$PORT otherwise (PORT, else 8080).',
  'A request that changes something has a key, kept below DATA_DIR until its answer is known: interrupted, type the',
  'same again and it is done once. --key <key> names one of your own. A refusal is a problem on stderr, exit code 2.',
] as const
type Options = Partial<Record<(typeof SPEAKING)[number], string>>

export function speakerOf(values: Options): Speaker {
  const { api, as, 'token-file': file } = values
  if ((as === undefined) === (file === undefined)) return misused('--as <persona>, or --token-file <file>')
  const token = as === undefined ? textOf(file ?? '').trim() : demonstrationToken(as)
  return { baseUrl: api ?? `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`, token }
}

/** What is asked of the service. */
export type Call = Asked & { readonly method: 'GET' | 'POST' | 'PUT'; readonly path: string }

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The file that keeps the key of a request from the moment before it is first sent. */
function keptKey(
  speaker: Speaker,
  { method, path, params, body }: Call,
): { readonly key: string; readonly place: string } {
  const folder = join(config().dataFolder, 'cli-requests')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const request = JSON.stringify([speaker.baseUrl, digest(speaker.token), method, path, params, body])
  const place = join(folder, digest(request))
  try {
    writeFileSync(place, randomUUID(), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const key = readFileSync(place, 'utf8')
  // Cut off between its making and its writing, nothing was sent under it.
  if (key === '') writeFileSync(place, randomUUID())
  return { key: readFileSync(place, 'utf8'), place }
}

/** Whether what became of a request is known: done, or refused by the service, which then changed nothing. */
const isSettled = (answer: Answered): boolean =>
  answer.ok ||
  (answer.why === 'refused' &&
    answer.status < 500 &&
    answer.status !== 429 &&
    answer.problem.errors.every(one => one.code !== 'idempotency_key_busy'))

/** One request and its answer; a POST under its key. */
async function answerTo(speaker: Speaker, call: Call, own: string | undefined): Promise<Answered> {
  const line: Line = {
    method: call.method,
    path: call.path,
    isPublic: false,
    answers: { 200: 'json', 201: 'json' },
  }
  if (call.method !== 'POST') return await asked(line, call, speaker)
  const kept = own === undefined ? keptKey(speaker, call) : undefined
  const answer = await asked(line, { ...call, idempotencyKey: own ?? kept?.key ?? '' }, speaker)
  if (kept !== undefined && isSettled(answer)) rmSync(kept.place, { force: true })
  return answer
}

/** A refusal of the service on its way to the edge: its problem goes to stderr as it came. */
export class ServiceRefused extends Error {
  readonly problem: unknown
  constructor(problem: unknown) {
    super('refused by the service')
    this.problem = problem
  }
}

/** What the service answers; what it refuses, and no answer at all, are thrown to the edge. */
export async function calling<Value>(speaker: Speaker, call: Call, key?: string): Promise<Value> {
  const answer = await answerTo(speaker, call, key)
  if (answer.ok) return answer.value as Value
  switch (answer.why) {
    case 'refused':
      throw new ServiceRefused(answer.problem)
    case 'unreachable':
      return refuseWith('service_unreachable', '', { value: speaker.baseUrl, limit: 'a service that answers' })
    case 'unreadable':
      return refuseWith('service_unreadable', '', { value: String(answer.status), limit: speaker.baseUrl })
    default:
      return answer satisfies never
  }
}

type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null }

/** Every item of a list, page by page. */
export async function* listed<Item>(speaker: Speaker, path: string, query: Record<string, string | undefined>) {
  let cursor: string | undefined
  do {
    const page: Page<Item> = await calling(speaker, { method: 'GET', path, query: { ...query, limit: '200', cursor } })
    yield* page.items
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

export const printed = (value: unknown): ExitCode => {
  print(JSON.stringify(value, null, 2))
  return 0
}

/** A JSON document out of a file. */
export const bodyIn = (path: string): unknown => granted(parsedJson(textOf(path)))
