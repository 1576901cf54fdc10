/**
 * Traces as the service sees them: a span around a request, a transaction, a statement, a job, a piece of a worker. Off
 * unless the environment says otherwise: then nothing is handed around (`undefined`), nothing is asked on the way of a
 * request, and no package of OpenTelemetry's SDK is loaded.
 *
 * What a span may carry: methods, patterns of routes, statuses, codes, texts of statements without values. Never an id
 * of a path, a query, a body, a header, a person or the message of an error.
 */
export type Attributes = Readonly<Record<string, string | number>>

export type SpanKind = 'server' | 'client' | 'consumer' | 'internal'

/** What is being done, as it is named to whoever reads traces: few names, none of them made from what was sent. */
export type Doing = {
  readonly name: string
  readonly kind: SpanKind
  readonly attributes?: Attributes
  /** The traceparent of W3C trace context it follows from, as it came; without one, whatever is under way here. */
  readonly parent?: string | undefined
}

export type Span = {
  readonly traceId: string
  /** Does work inside: spans begun in it are its children. */
  readonly around: <Value>(work: () => Value) => Value
  readonly named: (name: string) => void
  readonly set: (attributes: Attributes) => void
  /** Something happened on the way, such as a piece of work taken up. */
  readonly mark: (name: string) => void
  /** Ends it; with a code where it failed, which is never a message. */
  readonly end: (problem?: string) => void
}

export type Tracing = {
  readonly begin: (doing: Doing) => Span
  /** Does work in a span of its own, which ends with it; what is thrown is told by its code or its name. */
  readonly span: <Value>(doing: Doing, work: (span: Span) => Promise<Value>) => Promise<Value>
  /** The traceparent to give on to whoever is asked next; undefined outside every span. */
  readonly parent: () => string | undefined
  /** Sends what is still held, in bounded time. */
  readonly close: () => Promise<void>
}

/** What SQL quotes, whichever begins first: a name, a comment, a text that is escaped, plain or between dollars. */
const QUOTED =
  /("(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\/|\bE'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\2/gi
/** A number that stands alone: not part of a name, nor a parameter such as $1. */
const NUMBER = /(?<![\w$."])\d+(?:\.\d+)?\b/g
const TABLE = /\b(?:from|into|update)\s+"?(\w+)"?(?:\."?(\w+)"?)?/i
const TEXT_MAX = 2_000
/** Statements are few, since their values are parameters; more than this are not kept. */
const KEPT_MAX = 2_000

const statements = new Map<string, Doing>()

/** A statement as it may be told: its text without any value in it, its verb and its table. */
export function statementDoing(text: string): Doing {
  const known = statements.get(text)
  if (known !== undefined) return known
  const masked = text.replace(QUOTED, (whole, name?: string) => name ?? (/^(--|\/\*)/.test(whole) ? ' ' : '?'))
  // A quote that is left was not understood: then nothing of the text is told but its verb.
  const told = masked.includes("'") ? '' : masked.replace(NUMBER, '?').replace(/\s+/g, ' ').trim()
  const verb = /^\s*([a-z]+)/i.exec(masked)?.[1]?.toUpperCase() ?? 'STATEMENT'
  const [, schema, table] = TABLE.exec(told) ?? []
  const target = [schema, table].filter(part => part !== undefined).join('.')
  const doing: Doing = {
    name: target === '' ? verb : `${verb} ${target}`,
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': verb,
      'db.query.text': told.length > TEXT_MAX ? `${told.slice(0, TEXT_MAX)} ...` : told,
      ...(target === '' ? {} : { 'db.collection.name': target }),
    },
  }
  if (statements.size < KEPT_MAX) statements.set(text, doing)
  return doing
}

/** What an error may be told by: its code where it has one, else its name. */
export function problemName(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error
  if ('code' in error && typeof error.code === 'string' && /^[\w.-]{1,40}$/.test(error.code)) return error.code
  return error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'error'
}
