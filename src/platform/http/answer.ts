/** What goes back over the wire: a status, headers and a body, made from a reply or from refusals. */
import { type Problem, problemOf } from '../../kernel/problem.ts'
import { REFUSED, readerOf } from '../../kernel/reading.ts'
import type { Refusal, RefusalKind } from '../../kernel/result.ts'
import { Fault } from './faults.ts'
import type { Reply, Route } from './route.ts'
import { statusOf } from './status.ts'

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | null
}

/** Where the codes are explained; served by the service itself. */
export const ERRORS_PAGE = '/docs/errors.md'

/** Seconds after which a caller may try again, where nothing better is known. */
const RETRY_AFTER = '1'

export type Problems = {
  /** The first refusal decides the status: lists are most basic first. */
  readonly of: (refusals: readonly Refusal[], requestId: string, params?: readonly string[], status?: number) => Answer
  readonly kindOf: (code: string) => RefusalKind | undefined
}

/** Makes problems; a refusal that no list knows is answered as a fault, and its code is kept back. */
export function makeProblems(
  kinds: ReadonlyMap<string, RefusalKind>,
  advice: ReadonlyMap<string, string>,
  onUnlisted: (code: string) => void,
): Problems {
  const kindOf = (code: string) => kinds.get(code)
  return {
    kindOf,
    of: (refusals, requestId, params = [], given) => {
      const unlisted = refusals.find(one => kindOf(one.code) === undefined)
      if (unlisted !== undefined || refusals.length === 0) onUnlisted(unlisted?.code ?? 'none')
      const said: readonly Refusal[] =
        unlisted === undefined && refusals.length > 0 ? refusals : [{ code: 'service_fault', at: '', params: {} }]
      const isOurs = said !== refusals
      const status = isOurs || given === undefined ? statusOf(said[0] as Refusal, kindOf, params) : given
      return problemAnswer(status, problemOf(said, advice, ERRORS_PAGE), requestId)
    },
  }
}

function problemAnswer(status: number, problem: Problem, requestId: string): Answer {
  const { type, title, detail, errors } = problem
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(status === 503 || status === 429 ? { 'retry-after': RETRY_AFTER } : {}),
    },
    body: JSON.stringify({ type, title, status, detail, instance: `urn:request:${requestId}`, errors }).toWellFormed(),
  }
}

/**
 * The answer of a reply. What is answered is held against the schema the route declares: a field that no schema knows
 * never leaves the house, and a status that is not declared is our mistake. Both are thrown.
 */
export function answerOf(route: Route, reply: Reply): Answer {
  const declared = route.answers[reply.status]
  const name = `${route.method} ${route.path} ${reply.status}`
  if (declared === undefined) throw new Fault(`${name} is not declared`)
  const always = { 'cache-control': 'no-store' }
  if (reply.status === 204) return { status: 204, headers: always, body: null }
  if ('bytes' in reply) {
    if (declared !== 'bytes') throw new Fault(`${name} answers bytes undeclared`)
    return { status: 200, headers: { ...always, ...bytesHeaders(reply) }, body: reply.bytes }
  }
  if (declared === 'bytes') throw new Fault(`${name} answers JSON undeclared`)
  const body = JSON.stringify(reply.json ?? null)
  const said = JSON.parse(body) as unknown
  if (declared !== null && readerOf(declared)(said) === REFUSED) {
    const misfit = declared.safeParse(said).error?.issues[0]
    if (misfit !== undefined) throw new Fault(`${name} answers what its schema refuses at ${misfit.path.join('.')}`)
  }
  return {
    status: reply.status,
    headers: {
      ...always,
      'content-type': 'application/json; charset=utf-8',
      ...(reply.etag === undefined ? {} : { etag: `"${reply.etag}"` }),
      ...(reply.location === undefined ? {} : { location: reply.location }),
    },
    body,
  }
}

/** Percent-encoded as RFC 8187 demands: also the marks that encodeURIComponent leaves. */
const encodedName = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const bytesHeaders = ({ mediaType, fileName }: { readonly mediaType: string; readonly fileName: string }) => ({
  'content-type': mediaType,
  // The name twice: ASCII for old readers, UTF-8 as RFC 8187 writes it.
  'content-disposition': [
    'attachment',
    `filename="${fileName.replace(/[^A-Za-z0-9._-]/g, '_')}"`,
    `filename*=UTF-8''${encodedName(fileName)}`,
  ].join('; '),
})
