/**
 * clients/typescript/api.ts: the typed client of the HTTP API in one file that needs no package, made from the document
 * the routes make; and webhooks.ts beside it, for receivers. Types come from the schemas, what they do from
 * src/cli/client.
 */
import { readFileSync } from 'node:fs'
import { memberName, type Schema, typeMaker } from '../client/schema-types.ts'
import type { Report } from '../report.ts'
import { openApiText } from './openapi.ts'

type Parameter = { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema: Schema }
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>
}
/** The part of an API document the client is made of. */
export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parameters?: Readonly<Record<string, Parameter>>
  }
}

type Maker = ReturnType<typeof typeMaker>
type Named = Operation & { readonly method: string; readonly path: string }

/** The headers a caller fills in, and what they are called in a call. */
const HEADERS: Readonly<Record<string, string>> = {
  'Idempotency-Key': 'idempotencyKey',
  'If-Match': 'ifMatch',
  'Reading-Reason': 'readingReason',
}

/** Names the client has for itself or uses as the language means them, which no schema may take. */
const OWN_NAMES =
  `Uuid Moment Day Operations Places OperationId Name Id Given Value Answer ApiClient ClientOptions Fetch Done Refused
  Unreadable Unreachable Line Asked Answered ProblemShape Record Readonly Promise Extract Awaited Array Map Object
  String Number TypeError Uint8Array ArrayBuffer AbortSignal JSON URLSearchParams`.split(/\s+/)

const operationsOf = (document: ApiDocument): readonly Named[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })),
  )

function parametersOf(document: ApiDocument, one: Named): readonly Parameter[] {
  return (one.parameters ?? []).map(each => {
    if (!('$ref' in each)) return each
    const found = document.components.parameters?.[each.$ref.split('/').at(-1) ?? '']
    if (found === undefined) throw new Error(`${one.operationId}: ${each.$ref} leads nowhere`)
    return found
  })
}

const kindOf = (content: Content | undefined): 'json' | 'bytes' | 'nothing' =>
  content === undefined ? 'nothing' : 'application/json' in content ? 'json' : 'bytes'
const isDone = (status: string): boolean => status.startsWith('2')

/** Every schema of an operation, with the name an object of it would take. */
function meet(document: ApiDocument, one: Named, types: Maker): void {
  for (const { schema, name } of parametersOf(document, one)) types.meet(schema, 'request', name)
  const body = one.requestBody?.content['application/json']?.schema
  if (body !== undefined) types.meet(body, 'request', `${one.operationId}_body`)
  for (const [status, { content }] of Object.entries(one.responses)) {
    const schema = content?.['application/json']?.schema
    if (isDone(status) && schema !== undefined) types.meet(schema, 'answer', `${one.operationId}_${status}`)
  }
}

const membersOf = (parameters: readonly Parameter[], types: Maker): string =>
  parameters
    .map(each => {
      const type = types.typeOf(each.schema, 'request')
      return each.required === true
        ? `readonly ${memberName(each.name)}: ${type}`
        : `readonly ${memberName(each.name)}?: ${type} | undefined`
    })
    .join('; ')

/** What a caller gives: parameters, body and the headers that are his to fill in. */
function givenText(document: ApiDocument, one: Named, types: Maker): string {
  const parameters = parametersOf(document, one)
  const inside = (place: string) => parameters.filter(each => each.in === place)
  const [path, query] = [inside('path'), inside('query')]
  const members: string[] = []
  if (path.length > 0) members.push(`readonly params: { ${membersOf(path, types)} }`)
  if (query.length > 0)
    members.push(
      `readonly query${query.some(each => each.required === true) ? '' : '?'}: { ${membersOf(query, types)} }`,
    )
  for (const { name, required } of inside('header')) {
    const member = HEADERS[name]
    if (member === undefined) throw new Error(`${one.operationId}: the client does not know the header ${name}`)
    members.push(`readonly ${member}${required === true ? '' : '?'}: string`)
  }
  const content = one.requestBody?.content
  const json = content?.['application/json']?.schema
  if (json !== undefined)
    members.push(`readonly body${one.requestBody?.required === true ? '' : '?'}: ${types.typeOf(json, 'request')}`)
  else if (content !== undefined)
    members.push(
      'readonly body: Uint8Array',
      `readonly mediaType: ${Object.keys(content)
        .map(type => `'${type}'`)
        .join(' | ')}`,
    )
  return `{ ${[...members, 'readonly signal?: AbortSignal'].join('; ')} }`
}

/** The answers and refusals of an operation, as a union told apart by `ok` and `status`. */
function answerText(one: Named, types: Maker): string {
  const statuses = Object.entries(one.responses)
  const done = statuses
    .filter(([status]) => isDone(status))
    .map(([status, { content }]) => {
      const kind = kindOf(content)
      const schema = content?.['application/json']?.schema ?? {}
      const value = kind === 'nothing' ? 'null' : kind === 'bytes' ? 'Uint8Array' : types.typeOf(schema, 'answer')
      return `Done<${status}, ${value}>`
    })
  const refused = statuses.map(([status]) => status).filter(status => !isDone(status))
  return [...done, ...(refused.length === 0 ? [] : [`Refused<${refused.join(' | ')}, Problem>`])].join(' | ')
}

function lineText(one: Named): string {
  const answers = Object.entries(one.responses)
    .filter(([status]) => isDone(status))
    .map(([status, { content }]) => `${status}: '${kindOf(content)}'`)
  const isPublic = one.security?.length === 0
  const place = `method: '${one.method}', path: '${one.path}'`
  return `  ${one.operationId}: { ${place}, isPublic: ${isPublic}, answers: { ${answers.join(', ')} } },`
}

const HEAD = `/**
 * The HTTP API of the technology-guarantee service, typed: every operation with what it takes and what it answers, and
 * \`apiClient\`, which calls it over \`fetch\`. Amounts and decimals are text. The file stands alone: copy it.
 */

export type Uuid = string
/** A moment of RFC 3339. */
export type Moment = string
/** A day, YYYY-MM-DD. */
export type Day = string`

const TAIL = `export type OperationId = keyof Operations
export type Name = OperationId | keyof Places
type Id<N extends Name> = N extends OperationId ? N : N extends keyof Places ? Places[N] : never
/** What a call of the operation takes. */
export type Given<N extends Name> = Operations[Id<N>]['given']
/** What came of it. */
export type Answer<N extends Name> = Operations[Id<N>]['answer'] | Unreadable | Unreachable
/** What it answers where it was done. */
export type Value<N extends Name> = Extract<Answer<N>, { readonly ok: true }>['value']

export type ApiClient = {
  /** Calls an operation by its id or as 'METHOD path'. A refusal is a value; only a mistake of the caller throws. */
  readonly call: <const N extends Name>(
    name: N,
    ...given: Record<never, never> extends Given<N> ? [given?: Given<N>] : [given: Given<N>]
  ) => Promise<Answer<N>>
}

/** A client of the service at \`baseUrl\`. It keeps no state and never repeats a request by itself. */
export function apiClient(options: ClientOptions): ApiClient {
  const lines: Readonly<Record<string, Line>> = LINES
  const places = new Map(Object.values(lines).map(line => [\`\${line.method} \${line.path}\`, line]))
  return {
    call: async (name, ...[given]) => {
      const line = Object.hasOwn(lines, name) ? lines[name] : places.get(name)
      if (line === undefined) throw new TypeError(\`the API has no operation \${name}\`)
      return (await asked(line, given ?? {}, options)) as Answer<typeof name>
    },
  }
}`

/** One member a line, two spaces deeper in each brace: the types are long and are to be read. */
export function indented(text: string, depth = 0): string {
  let level = depth
  const line = () => `\n${'  '.repeat(level)}`
  return text
    .split(/('(?:[^'\\]|\\.)*'|\{ | \}|; )/)
    .map(piece => {
      if (piece === '{ ') level += 1
      if (piece === ' }') level -= 1
      return piece === '{ ' ? `{${line()}` : piece === ' }' ? `${line()}}` : piece === '; ' ? line() : piece
    })
    .join('')
}

/**
 * The text of the client.
 * @param document  an API document of OpenAPI 3.1 as the routes make it
 * @param runtime   the text of src/cli/client/runtime.ts
 */
export function clientText(document: ApiDocument, runtime: string): string {
  const operations = operationsOf(document)
  const types = typeMaker()
  for (const one of operations) meet(document, one, types)
  const parts = Object.entries(document.components.schemas)
  types.named([...OWN_NAMES, ...parts.map(([name]) => name)])
  const own = parts.map(([name, schema]) => `export type ${name} = ${types.typeOf(schema, 'answer')}`)
  const typed = operations.map(one => {
    const [given, answer] = [givenText(document, one, types), answerText(one, types)]
    const type = indented(`{ readonly given: ${given}; readonly answer: ${answer} }`, 1)
    return `  /** ${one.method} ${one.path}: ${one.summary}. */\n  readonly ${one.operationId}: ${type}`
  })
  return [
    HEAD,
    ...[...own, ...types.declarations()].map(text => indented(text)),
    `export type Operations = {\n${typed.join('\n')}\n}`,
    `/** 'METHOD path' -> operation id. */\nexport type Places = {\n${operations
      .map(one => `  readonly '${one.method} ${one.path}': '${one.operationId}'`)
      .join('\n')}\n}`,
    `const LINES = {\n${operations.map(lineText).join('\n')}\n} as const satisfies Record<OperationId, Line>`,
    // Its first comment says where that file stands; here it stands elsewhere.
    runtime.replace(/^\/\*\*[\s\S]*?\*\/\s*/, '').trimEnd(),
    TAIL,
  ].join('\n\n')
}

type Webhooks = Readonly<Record<string, { readonly post: Operation }>>

const WEBHOOKS_HEAD = `/**
 * Receiving the webhooks of the technology-guarantee service (Standard Webhooks 1.0.0): \`checkWebhook\`, and the type
 * of every message. The file stands alone: copy it. Node from 24 checks both kinds of signature; what knows no Ed25519
 * checks those of shared secrets (v1).
 */

export type Uuid = string
/** A moment of RFC 3339. */
export type Moment = string
/** A day, YYYY-MM-DD. */
export type Day = string`

/**
 * The text of the receivers' part: the types of messages, by their type, and the check.
 * @param webhooks  the `webhooks` of the API document
 * @param runtime   the text of src/cli/client/webhooks.ts
 */
export function webhooksText(webhooks: Webhooks, runtime: string): string {
  const types = typeMaker()
  const shapes = Object.entries(webhooks).map(([type, { post }]) => {
    const schema = post.requestBody?.content['application/json']?.schema
    if (schema === undefined) throw new Error(`${type} has no schema`)
    return { type, summary: post.summary, schema }
  })
  for (const { type, schema } of shapes) types.meet(schema, 'answer', type.replaceAll('.', '_'))
  types.named(OWN_NAMES)
  const members = shapes.map(
    ({ type, summary, schema }) =>
      `  /** ${summary} */\n  readonly '${type}': ${indented(types.typeOf(schema, 'answer'), 1)}`,
  )
  return [
    WEBHOOKS_HEAD,
    ...types.declarations().map(text => indented(text)),
    `/** What is told, by its type. */\nexport type Webhooks = {\n${members.join('\n')}\n}`,
    '/** A message: told apart by its `type`. One of a later version may have a type that is not listed here. */\n' +
      'export type WebhookMessage = Webhooks[keyof Webhooks]',
    runtime
      .replace(/^\/\*\*[\s\S]*?\*\/\s*/, '')
      .replace('checkWebhook<Message = unknown>', 'checkWebhook<Message = WebhookMessage>')
      .trimEnd(),
  ].join('\n\n')
}

export const reports: readonly Report[] = [
  {
    path: 'clients/typescript/webhooks.ts',
    make: top => ({
      text: webhooksText(
        (JSON.parse(openApiText()) as { readonly webhooks: Webhooks }).webhooks,
        readFileSync(new URL('src/cli/client/webhooks.ts', top), 'utf8'),
      ),
    }),
  },
  {
    path: 'clients/typescript/api.ts',
    make: top => ({
      text: clientText(JSON.parse(openApiText()), readFileSync(new URL('src/cli/client/runtime.ts', top), 'utf8')),
    }),
  },
]
