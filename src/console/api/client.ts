/**
 * The service's HTTP API as the console calls it: typed by the client generated from docs/openapi.json, of which
 * nothing but types is taken along. The session's cookie goes by itself; each request says that the console sent it.
 */
import type { Given, Places, Problem, Value } from '../../../clients/typescript/api.ts'
import { languageNow } from '../words/engine.ts'
import { forgetAnybodys } from './draft.ts'

export type Place = keyof Places
/** What a call takes; its Idempotency-Key is made where none is given. */
export type CallOf<P extends Place> = Omit<Given<P>, 'idempotencyKey' | 'signal'> & {
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}
export type ValueOf<P extends Place> = Value<P>
/** The rest of a call's arguments: nothing where nothing is due. */
export type Taken<P extends Place> = Record<never, never> extends CallOf<P> ? [given?: CallOf<P>] : [given: CallOf<P>]
type Loose = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly ifMatch?: string | number
  readonly readingReason?: string
  readonly mediaType?: string
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

/** A refusal of the service, as it was told. */
export class ProblemError extends Error {
  readonly problem: Problem
  readonly status: number
  readonly requestId: string | null
  constructor(problem: Problem, status: number, requestId: string | null) {
    super(problem.title)
    this.name = 'ProblemError'
    this.problem = problem
    this.status = status
    this.requestId = requestId
  }
  /** Codes of its reasons, most basic first. */
  get codes(): readonly string[] {
    return this.problem.errors.map(one => one.code)
  }
}

/** Nobody answered: whether it was done is not known, and the same key may be sent again. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('the service was not reached', { cause })
    this.name = 'UnreachableError'
  }
}

/** Told `ended` when a session has ended under somebody's hands, and `without_role` when the last role in it has. */
export const sessionEnds = new EventTarget()

/** Whether a refusal says that whoever is logged in holds no role now. */
export const isWithoutRole = (problem: unknown): boolean =>
  problem instanceof ProblemError &&
  problem.problem.errors.some(one => one.code === 'token_holder_unknown' && one['field'] === 'roles')

const ACTING_FOR_KEY = 'acting-for'
/** The organisation chosen, for persons of several; in this tab alone. */
export const actingFor = {
  get: (): string | null => sessionStorage.getItem(ACTING_FOR_KEY),
  set: (organisation: string | null): void => {
    if (organisation === null) sessionStorage.removeItem(ACTING_FOR_KEY)
    else sessionStorage.setItem(ACTING_FOR_KEY, organisation)
  },
}

function addressOf(path: string, given: Loose): string {
  const filled = path.replace(/\{([a-z0-9_]+)\}/g, (_, name: string) => {
    const value = given.params?.[name]
    if (value === undefined) throw new TypeError(`${path} lacks ${name}`)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams(
    Object.entries(given.query ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString()
  return query === '' ? filled : `${filled}?${query}`
}

function headersOf(method: string, given: Loose): Headers {
  const headers = new Headers({ 'x-console': '1', 'accept-language': languageNow() })
  const organisation = actingFor.get()
  if (organisation !== null) headers.set('acting-for', organisation)
  if (method !== 'GET') headers.set('idempotency-key', given.idempotencyKey ?? crypto.randomUUID())
  if (given.ifMatch !== undefined) headers.set('if-match', quoted(given.ifMatch))
  if (given.readingReason !== undefined) headers.set('reading-reason', given.readingReason)
  if (given.body instanceof Uint8Array || given.body instanceof Blob)
    headers.set('content-type', given.mediaType ?? 'application/octet-stream')
  else if (given.body !== undefined) headers.set('content-type', 'application/json')
  return headers
}

/** A version as If-Match has it. */
const quoted = (version: string | number): string =>
  String(version).startsWith('"') ? String(version) : `"${version}"`

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && Array.isArray((value as { errors?: unknown }).errors)

/**
 * Calls an operation by its method and path, as the document names it.
 *
 * Throws: ProblemError for what the service refuses, UnreachableError where nobody answered.
 */
export async function call<const P extends Place>(place: P, ...[given]: Taken<P>): Promise<ValueOf<P>> {
  const [method = 'GET', path = ''] = place.split(' ')
  const loose = (given ?? {}) as Loose
  const { body } = loose
  const sent =
    body === undefined ? null : body instanceof Uint8Array || body instanceof Blob ? body : JSON.stringify(body)
  let answer: Response
  try {
    answer = await fetch(addressOf(path, loose), {
      method,
      headers: headersOf(method, loose),
      body: sent as BodyInit | null,
      signal: loose.signal ?? null,
    })
  } catch (cause) {
    if (loose.signal?.aborted === true) throw cause
    throw new UnreachableError(cause)
  }
  if (!answer.ok) throw await refusalOf(answer)
  if (answer.status === 204) return undefined as unknown as ValueOf<P>
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  return (isJson ? await answer.json() : new Uint8Array(await answer.arrayBuffer())) as ValueOf<P>
}

async function refusalOf(answer: Response): Promise<Error> {
  const requestId = answer.headers.get('x-request-id')
  const value: unknown = await answer.json().catch(() => null)
  if (!isProblem(value)) return new UnreachableError(`${answer.status}`)
  const problem = new ProblemError(value, answer.status, requestId)
  if (answer.status === 401) sessionEnds.dispatchEvent(new Event(isWithoutRole(problem) ? 'without_role' : 'ended'))
  return problem
}

/** Ends the session and shows the first page. */
export async function leave(): Promise<void> {
  await fetch('/console/leave', { method: 'POST', headers: { 'x-console': '1' } })
  actingFor.set(null)
  forgetAnybodys()
  window.location.assign('/console/')
}

/** Where somebody logs in to come back to this page. */
export const enterAddress = (to: string = window.location.pathname + window.location.search): string =>
  `/console/enter?to=${encodeURIComponent(to)}`
