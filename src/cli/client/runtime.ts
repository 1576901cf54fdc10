/**
 * What the TypeScript client does when it is called: one request, one answer as a value. It knows no operation; its
 * types and its table come from the API document (src/cli/reports/client.ts), which puts this text below them.
 */

/** A problem of RFC 9457 as the service writes it: the first reason first. */
type ProblemShape = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly errors: readonly { readonly code: string; readonly at: string; readonly [param: string]: string }[]
}

/** The part of the standard `fetch` that is used; anything that answers so will do. */
export type Fetch = (
  url: string,
  asked: {
    readonly method: string
    readonly headers: Record<string, string>
    readonly body?: string | Uint8Array<ArrayBuffer>
    readonly signal?: AbortSignal
  },
) => Promise<{
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
  arrayBuffer(): Promise<ArrayBuffer>
}>

export type ClientOptions = {
  /** Where the service is: `https://api.example.org`; a path is kept. */
  readonly baseUrl: string
  /** The access token, or what gives one for each request; public operations go without. */
  readonly token?: string | (() => string | Promise<string>) | undefined
  /** `fetch` of the platform unless another is given. */
  readonly fetch?: Fetch | undefined
}

/** Done: `value` is what the status answers with, `etag` what a change sends back as `ifMatch`. */
export type Done<Status extends number, Value> = {
  readonly ok: true
  readonly status: Status
  readonly value: Value
  readonly etag: string | null
  readonly requestId: string | null
  /** The same request under the same key was answered before; this is that answer. */
  readonly isReplayed: boolean
}

/** Refused by the service, which says why; nothing was done. */
export type Refused<Status extends number, Problem> = {
  readonly ok: false
  readonly why: 'refused'
  readonly status: Status
  readonly problem: Problem
  readonly requestId: string | null
  /** Seconds after which to try again, where the service says. */
  readonly retryAfter: number | null
}

/** Answered by something else than the document says, such as a proxy. Whether anything was done is not known. */
export type Unreadable = {
  readonly ok: false
  readonly why: 'unreadable'
  readonly status: number
  readonly text: string
}

/** No answer came. Whether anything was done is not known: ask again under the same key. */
export type Unreachable = {
  readonly ok: false
  readonly why: 'unreachable'
  readonly status: 0
  readonly cause: unknown
}

/** What an operation is made of when it is called. */
export type Line = {
  readonly method: string
  readonly path: string
  readonly isPublic: boolean
  /** Status -> what its body is. */
  readonly answers: Readonly<Record<number, 'json' | 'bytes' | 'nothing'>>
}

export type Asked = {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly mediaType?: string
  readonly idempotencyKey?: string
  readonly ifMatch?: string
  /** As it is meant: letters beyond ASCII are encoded here. */
  readonly readingReason?: string
  readonly signal?: AbortSignal
}

export type Answered = Done<number, unknown> | Refused<number, ProblemShape> | Unreadable | Unreachable

/** The path with its parameters; a value that would lead to another path is the caller's mistake and is thrown. */
function pathWith(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = params[name] === undefined ? '' : String(params[name])
    if (value === '' || value === '.' || value === '..') throw new TypeError(`params.${name} is not a part of a path`)
    return encodeURIComponent(value)
  })
}

function queryWith(query: Readonly<Record<string, unknown>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.append(name, String(value))
  return given.size === 0 ? '' : `?${given}`
}

async function headersOf(line: Line, asked: Asked, token: ClientOptions['token']): Promise<Record<string, string>> {
  const bearer = line.isPublic || token === undefined ? undefined : typeof token === 'string' ? token : await token()
  return {
    accept: 'application/json, application/problem+json, application/octet-stream',
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(asked.body === undefined ? {} : { 'content-type': asked.mediaType ?? 'application/json' }),
    ...(asked.idempotencyKey === undefined ? {} : { 'idempotency-key': asked.idempotencyKey }),
    ...(asked.ifMatch === undefined ? {} : { 'if-match': asked.ifMatch }),
    ...(asked.readingReason === undefined ? {} : { 'reading-reason': encodeURIComponent(asked.readingReason) }),
  }
}

/** JSON of a text; `undefined` where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isProblem = (value: unknown): value is ProblemShape =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  'title' in value &&
  'status' in value &&
  'errors' in value &&
  Array.isArray(value.errors)

async function answered(line: Line, answer: Awaited<ReturnType<Fetch>>): Promise<Answered> {
  const { status, headers } = answer
  const requestId = headers.get('x-request-id')
  const kind = line.answers[status]
  const isReplayed = headers.get('idempotency-replayed') === 'true'
  const done = (value: unknown) =>
    ({ ok: true, status, value, etag: headers.get('etag'), requestId, isReplayed }) as const
  if (kind === 'nothing') return done(null)
  if (kind === 'bytes') return done(new Uint8Array(await answer.arrayBuffer()))
  const text = await answer.text()
  const value = jsonOf(text)
  if (kind === 'json' && value !== undefined) return done(value)
  const isSaid = headers.get('content-type')?.startsWith('application/problem+json') === true
  if (kind !== undefined || !isSaid || !isProblem(value)) return { ok: false, why: 'unreadable', status, text }
  const wait = headers.get('retry-after')
  const retryAfter = wait !== null && /^\d+$/.test(wait) ? Number(wait) : null
  return { ok: false, why: 'refused', status, problem: value, requestId, retryAfter }
}

/** One request and its answer; thrown is only what the caller wrote wrong, and what the giver of tokens throws. */
export async function asked(line: Line, given: Asked, options: ClientOptions): Promise<Answered> {
  const base = options.baseUrl.replace(/\/+$/, '')
  const url = `${base}${pathWith(line.path, given.params ?? {})}${queryWith(given.query ?? {})}`
  const headers = await headersOf(line, given, options.token)
  const { body, signal } = given
  const sent =
    body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }
  const send: Fetch = options.fetch ?? fetch
  try {
    const answer = await send(url, {
      method: line.method,
      headers,
      ...sent,
      ...(signal === undefined ? {} : { signal }),
    })
    return await answered(line, answer)
  } catch (cause) {
    return { ok: false, why: 'unreachable', status: 0, cause }
  }
}
