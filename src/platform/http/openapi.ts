/** The OpenAPI 3.1 document, made from the list of routes alone: what is served and what is written cannot part. */
import { z } from 'zod'
import type { RefusalKind } from '../../kernel/result.ts'
import { pathsOf } from './paths.ts'
import type { Route } from './route.ts'
import { statusOf } from './status.ts'

type Json = { readonly [key: string]: unknown }

const PROBLEM = {
  type: 'object',
  description: 'Why nothing was done (RFC 9457). `errors` lists every reason, the most basic first.',
  required: ['type', 'title', 'status', 'errors'],
  properties: {
    type: { type: 'string', description: 'Where the code of the first reason is explained.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do about it.' },
    instance: { type: 'string', description: 'The id of the request, to name to us.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'at'],
        properties: {
          code: { type: 'string' },
          at: { type: 'string', description: 'Dotted path to the field; empty for the whole.' },
        },
        additionalProperties: { type: 'string' },
      },
    },
  },
} as const

const TITLES: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Taken on; it is done later.',
  204: 'Done; nothing to say.',
  400: 'Something sent is wrong or missing.',
  401: 'No token, or one that does not hold.',
  403: 'Not allowed.',
  404: 'Not there, or not for you to see.',
  409: 'Right in itself, but not together with what stands.',
  412: 'Changed since it was read.',
  413: 'The body is too large.',
  415: 'Another media type is due.',
  422: 'The idempotency key came with another request before.',
  428: 'If-Match is due.',
  429: 'Too many requests; see Retry-After.',
  500: 'Our fault.',
  503: 'Not to be had now; see Retry-After.',
}

/** Schemas of zod as JSON Schema 2020-12, as OpenAPI 3.1 takes it. What only code can check stays in words. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, '~standard': __, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return rest
}

/** The statuses a route may answer a problem with, as the pipeline makes them. */
export function refusalStatuses(route: Route, kinds: ReadonlyMap<string, RefusalKind>): readonly number[] {
  const takes = route.body !== null || route.upload !== undefined
  const named = route.refusals.map(code => statusOf({ code, at: '', params: {} }, code => kinds.get(code)))
  return [
    ...new Set([
      400,
      ...(route.isPublic ? [] : [401, 403]),
      ...(pathsOf(route).params.length > 0 ? [404] : []),
      ...(route.method === 'GET' ? [] : [409]),
      ...(route.isVersioned ? [412, 428] : []),
      ...(takes ? [413, 415] : []),
      ...(route.isIdempotent ? [422] : []),
      429,
      500,
      503,
      ...named,
    ]),
  ].sort((a, b) => a - b)
}

function parametersOf(route: Route, isGuarded: boolean): Json[] {
  const path = route.params === null ? {} : ((schemaOf(route.params, 'input')['properties'] as Json | undefined) ?? {})
  const querySchema = route.query === null ? {} : schemaOf(route.query, 'input')
  const query = (querySchema['properties'] as Json | undefined) ?? {}
  const due = (querySchema['required'] as readonly string[] | undefined) ?? []
  return [
    ...pathsOf(route).params.map(name => ({
      name,
      in: 'path',
      required: true,
      schema: path[name] ?? { type: 'string' },
    })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', required: due.includes(name), schema })),
    ...(route.isIdempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...(route.isVersioned ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
    ...(isGuarded ? [{ $ref: '#/components/parameters/ReadingReason' }] : []),
  ]
}

function requestBodyOf(route: Route): Json | undefined {
  if (route.upload !== undefined) {
    const content = route.upload.mediaTypes.map(
      type => [type, { schema: { type: 'string', format: 'binary' } }] as const,
    )
    const description = `Bytes, at most ${route.upload.bytesMax}.`
    return { required: true, description, content: Object.fromEntries(content) }
  }
  if (route.body === null) return undefined
  const example = route.example === undefined ? {} : { example: route.example }
  return { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input'), ...example } } }
}

function answersOf(route: Route, kinds: ReadonlyMap<string, RefusalKind>): Json {
  const good = Object.entries(route.answers)
    .filter(([status]) => Number(status) < 300)
    .map(([status, schema]) => [status, answerOf(Number(status), schema, route)] as const)
  const bad = refusalStatuses(route, kinds).map(
    status => [String(status), { $ref: `#/components/responses/Problem${status}` }] as const,
  )
  return Object.fromEntries([...good, ...bad])
}

function answerOf(status: number, schema: z.ZodType | 'bytes' | null, route: Route): Json {
  const headers = {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
    RateLimit: { $ref: '#/components/headers/RateLimit' },
    ...(route.isIdempotent ? { 'Idempotency-Replayed': { $ref: '#/components/headers/Replayed' } } : {}),
  }
  const head = { description: TITLES[status] ?? 'Done.', headers }
  if (schema === null || status === 204) return head
  if (schema === 'bytes')
    return { ...head, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } }
  return { ...head, content: { 'application/json': { schema: schemaOf(schema, 'output') } } }
}

const operationId = (route: Route): string =>
  `${route.method.toLowerCase()}_${route.path
    .replace(/^\/v\d+\//, '')
    .replace(/[^a-z0-9]+/gi, '_')
    .replace(/_+$/, '')}`

function operationOf(route: Route, kinds: ReadonlyMap<string, RefusalKind>, isGuarded: boolean): Json {
  const body = requestBodyOf(route)
  const named =
    route.refusals.length === 0 ? '' : ` Refused with ${route.refusals.map(one => `\`${one}\``).join(', ')}.`
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: `Action \`${route.action}\` of the access table.${named}`,
    tags: [route.tag],
    ...(route.isPublic ? { security: [] } : {}),
    parameters: parametersOf(route, isGuarded),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: answersOf(route, kinds),
  }
}

/** What a receiver is told: type -> what it says, and the schema of its data. */
type Events = Readonly<Record<string, { readonly says: string; readonly data: z.ZodType }>>

const HEADER = (name: string, description: string, pattern: string): Json => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string', pattern },
})

/** The headers of the Standard Webhooks specification. */
const WEBHOOK_HEADERS = [
  HEADER(
    'webhook-id',
    'The id of the message, the same at each try: do nothing twice for one id.',
    '^msg_[0-9a-f-]{36}$',
  ),
  HEADER('webhook-timestamp', 'The second of this try, since 1970.', '^[0-9]{1,12}$'),
  HEADER(
    'webhook-signature',
    'Signatures over `id.timestamp.body`, with blanks between; one that holds is enough. While a key is rotated, two.',
    '^v1a?,[A-Za-z0-9+/=]+( v1a?,[A-Za-z0-9+/=]+)*$',
  ),
]

const webhookOf = (type: string, { says, data }: Events[string]): Json => ({
  post: {
    operationId: `webhook_${type.replaceAll('.', '_')}`,
    summary: says,
    description: 'Sent to the endpoints of the organisations it concerns. Read what it is about over the API.',
    tags: ['webhooks'],
    security: [],
    parameters: WEBHOOK_HEADERS,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['type', 'timestamp', 'data'],
            properties: {
              type: { const: type },
              timestamp: { type: 'string', format: 'date-time', description: 'When it came about.' },
              data: schemaOf(data, 'output'),
            },
            additionalProperties: false,
          },
        },
      },
    },
    responses: {
      '2XX': { description: 'Taken. Anything else, a redirect among it, is a failure, and the message is sent again.' },
      '410': { description: 'Nothing is wanted here any more: the endpoint is disabled.' },
      '429': {
        description: 'Too much at once: the endpoint is left alone for a while, or as long as Retry-After says.',
      },
    },
  },
})

/**
 * The document of these routes.
 * @param kinds   code -> kind, over every list of refusals
 * @param events  what receivers of webhooks are told
 * @param isGuarded  whether a reader of the route may have to say why they read it
 */
export function openApiOf(
  routes: readonly Route[],
  kinds: ReadonlyMap<string, RefusalKind>,
  events: Events = {},
  isGuarded: (route: Route) => boolean = () => false,
): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, kinds, isGuarded(route)),
    }
  }
  const statuses = [...new Set(routes.flatMap(route => refusalStatuses(route, kinds)))].sort((a, b) => a - b)
  return {
    openapi: '3.1.1',
    info: {
      title: 'Technology guarantees',
      version: '1',
      summary: 'Applications, appraisals, decisions and certificates of a technology-guarantee agency.',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The service that answered this.' }],
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(route => route.tag))].map(name => ({ name })),
    paths,
    ...(Object.keys(events).length === 0
      ? {}
      : {
          webhooks: Object.fromEntries(Object.entries(events).map(([type, event]) => [type, webhookOf(type, event)])),
        }),
    components: componentsFor(routes, statuses, routes.some(isGuarded)),
  }
}

/** What some route refers to; a part that none does is left out. */
function componentsFor(routes: readonly Route[], statuses: readonly number[], isAnyGuarded: boolean): Json {
  const { IdempotencyKey, IfMatch, ReadingReason } = COMPONENTS.parameters
  const { Replayed, ...headers } = COMPONENTS.headers
  const isKeyed = routes.some(route => route.isIdempotent)
  return {
    ...COMPONENTS,
    parameters: {
      ...(isKeyed ? { IdempotencyKey } : {}),
      ...(routes.some(route => route.isVersioned) ? { IfMatch } : {}),
      ...(isAnyGuarded ? { ReadingReason } : {}),
    },
    headers: { ...headers, ...(isKeyed ? { Replayed } : {}) },
    responses: Object.fromEntries(statuses.map(status => [`Problem${status}`, problemResponse(status)])),
  }
}

const problemResponse = (status: number): Json => ({
  description: TITLES[status] ?? 'Refused.',
  headers: {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...(status === 429
      ? {
          'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
          RateLimit: { $ref: '#/components/headers/RateLimit' },
        }
      : {}),
    ...(status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const DESCRIPTION = [
  'Amounts are whole won and written as text, as are all decimals. Unknown fields are refused.',
  'Every POST with a token carries `Idempotency-Key`: the same request sent again under the same key is done once and',
  'answered alike, marked `Idempotency-Replayed: true`. What was refused was not done, and its key may be used again.',
  'Lists are newest first; `next` is the cursor of the next page. What is refused is a problem (RFC 9457).',
].join('\n')

const COMPONENTS = {
  schemas: { Problem: PROBLEM },
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token of the agency.' },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      description: 'A new one for each deed, such as a UUID; the same one when a deed is sent again.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      example: '0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e',
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      required: true,
      description: 'The ETag of what was read, so that nobody writes over what they have not seen.',
      schema: { type: 'string', pattern: '^"[1-9][0-9]{0,9}"$' },
      example: '"3"',
    },
    ReadingReason: {
      name: 'Reading-Reason',
      in: 'header',
      required: false,
      description: [
        'Why this is read before it is issued, where that is not the ordinary duty of the reader: without it such a',
        'reading is refused with `reading_reason_missing`. Letters beyond ASCII are percent-encoded UTF-8.',
      ].join(' '),
      schema: { type: 'string', maxLength: 2700 },
      example: 'Complaint 2026-17 of the firm',
    },
  },
  headers: {
    RequestId: { description: 'The id of the request.', schema: { type: 'string' } },
    RateLimitPolicy: {
      description: 'How many requests (`q`) in how many seconds (`w`) the caller may send.',
      schema: { type: 'string' },
      example: '"requests";q=6000;w=60',
    },
    RateLimit: {
      description: 'How many requests are left (`r`), and after how many seconds (`t`) all may be sent again.',
      schema: { type: 'string' },
      example: '"requests";r=5999;t=60',
    },
    RetryAfter: { description: 'Seconds after which to try again.', schema: { type: 'integer' } },
    Replayed: { description: '`true` where the answer was given before.', schema: { type: 'string' } },
  },
} as const
