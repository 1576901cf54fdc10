/**
 * The wire: the framework's server bare of its own reading, times and sizes bounded, and its own refusals made ours.
 */
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, LogController } from 'fastify'
import { type Refusal, refusal } from '../../kernel/result.ts'
import { type LogOptions, loggerOptions } from '../telemetry/logs.ts'
import { ERRORS_PAGE, makeProblems } from './answer.ts'
import type { Limits } from './limits.ts'

export type WireParts = {
  readonly limits: Limits
  readonly log: LogOptions
  readonly newId: () => string
  readonly advice: ReadonlyMap<string, string>
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
}

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/
/** How often connections are looked at for being late; a slow one lives at most this much longer than it may. */
const LOOK_MS = 1_000

/** Nothing of ours is a page, but for the reference, which has a policy of its own. */
export const HELMET = {
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  referrerPolicy: { policy: 'no-referrer' as const },
  frameguard: { action: 'deny' as const },
}

/** The framework's own refusals, by its codes; null for what is our fault. */
export function refusalOf(error: FastifyError): Refusal | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusal('body_too_large', '', { limit: 'the limit of this route; papers are sent in parts' })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refusal('media_type_refused')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_EMPTY_TYPE':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return refusal('request_malformed')
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? refusal('request_malformed')
        : null
  }
}

/**
 * Bodies are read and answers written by the schemas of our routes, none by Fastify's: its own compilers of schemas,
 * of a hundred modules, are not even loaded.
 */
const NO_COMPILERS = ['buildValidator', 'buildSerializer'].map(name => [
  name,
  () => () => {
    throw new Error(`${name}: a route has a schema of Fastify's`)
  },
])

/** The server before anything is served: it reads bodies as bytes and answers whatever is not HTTP. */
export function bareServer(parts: WireParts): FastifyInstance {
  const { limits } = parts
  const malformed = makeProblems(new Map([['request_malformed', 'invalid']]), parts.advice, () => undefined)
  const server: FastifyInstance = Fastify({
    logger: loggerOptions(parts.log),
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: raw => {
      const given = raw.headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : parts.newId()
    },
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestMsMax,
    // Only what the limits above did not answer: a line that says nothing at all any more.
    connectionTimeout: limits.requestMsMax + 5 * LOOK_MS,
    keepAliveTimeout: 5_000,
    trustProxy: parts.trustedProxies.length === 0 ? false : [...parts.trustedProxies],
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256, caseSensitive: true, ignoreTrailingSlash: false },
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: Object.fromEntries(NO_COMPILERS) },
    http: {
      headersTimeout: limits.headersMsMax,
      maxHeaderSize: limits.headerBytesMax,
      connectionsCheckingInterval: LOOK_MS,
      requireHostHeader: true,
    },
    frameworkErrors: (_error, request, reply) => {
      const answer = malformed.of([refusal('request_malformed')], request.id)
      const plain = reply as unknown as FastifyReply
      plain.header('x-request-id', request.id).code(answer.status).headers(answer.headers).send(answer.body)
    },
    clientErrorHandler(error: Error & { readonly code?: string }, socket) {
      if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
      socket.end(spoken(STATUS_OF_WIRE[error.code ?? ''] ?? '400 Bad Request'))
      // Whoever was too slow to ask may be too slow to hear.
      setTimeout(() => socket.destroy(), LOOK_MS).unref()
    },
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  return server
}

const STATUS_OF_WIRE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** An answer written by hand, where there is no request to answer. */
function spoken(status: string): string {
  const body = JSON.stringify({
    type: `${ERRORS_PAGE}#request_malformed`,
    title: status.slice(4),
    status: Number(status.slice(0, 3)),
    errors: [{ code: 'request_malformed', at: '' }],
  })
  return [
    `HTTP/1.1 ${status}`,
    'connection: close',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}
