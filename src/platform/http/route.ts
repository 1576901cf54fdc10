/**
 * What a route is: one entry of the table of contents, from which the handler, the access check, the OpenAPI document
 * and the tests of access and bad input are all made. A stage lists its routes; nothing else registers one.
 */
import type { z } from 'zod'
import type { Actor } from '../../access/actor.ts'
import type { Result } from '../../kernel/result.ts'
import type { Tx } from '../db/database.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Bytes as they came, with the media type named by the caller (one of the route's; what it really is, the service
 * finds).
 */
export type Upload = { readonly bytes: Uint8Array; readonly mediaType: string }

/** What a handler is given: everything checked, in a transaction that is kept only when the result is ok. */
export type Asked<Params, Query, Body, Ahead = undefined> = {
  readonly tx: Tx
  /** What the route's `ahead` came back with; undefined where it has none. */
  readonly ahead: Ahead
  readonly actor: Actor
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** What came for a route with `upload`; undefined elsewhere. */
  readonly upload?: Upload | undefined
  /** Version from If-Match, undefined where none was sent. */
  readonly ifMatch: number | undefined
  readonly now: Date
  /** The legal day of `now`. */
  readonly day: string
}

/** What a handler answers: JSON, or bytes of a media type. */
export type Reply =
  | {
      readonly status: 200 | 201 | 202
      readonly json: unknown
      /** What is kept under the request's key in its place, where it holds what is told once and kept nowhere. */
      readonly kept?: unknown
      readonly etag?: number
      readonly location?: string
    }
  | { readonly status: 200; readonly bytes: Uint8Array; readonly mediaType: string; readonly fileName: string }
  | { readonly status: 204 }

export type Route = {
  readonly method: Method
  /** Such as `/v1/cases/{case_id}`. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** The action the access table answers for; every route has one. */
  readonly action: string
  /** Served without a token, always as the public. */
  readonly isPublic: boolean
  /** Refusal codes a caller should be ready for, beside those of every route; named in the OpenAPI document. */
  readonly refusals: readonly string[]
  /** A body as a caller may send it, for the OpenAPI document. */
  readonly example?: unknown
  readonly params: z.ZodType | null
  readonly query: z.ZodType | null
  readonly body: z.ZodType | null
  /** Bytes instead of JSON: media types taken, and how many bytes at most. */
  readonly upload?: { readonly mediaTypes: readonly string[]; readonly bytesMax: number } | undefined
  readonly answers: Readonly<Record<number, z.ZodType | 'bytes' | null>>
  /** Whether the request must carry Idempotency-Key: every POST does, but for those of the public, who are nobody. */
  readonly isIdempotent: boolean
  /** Whether If-Match is demanded. */
  readonly isVersioned: boolean
  readonly ahead: Ahead<never, never, never, unknown> | null
  /**
   * Whether the deed may share its transaction with others of the same caller: its handler then waits for nothing but
   * its own statements.
   */
  readonly isShared: ((body: never) => boolean) | null
  readonly handle: (asked: Asked<never, never, never, never>) => Promise<Result<Reply>>
}

/**
 * What a route has to learn from others before its transaction: it reads what it needs in a transaction of which
 * nothing is kept, and gives the question, asked while none is open. The handler checks what changed meanwhile.
 */
type Ahead<Params, Query, Body, Value> = (
  asked: Omit<Asked<Params, Query, Body>, 'ahead'>,
) => Promise<Result<() => Promise<Value>>>

type Written<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A> = {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly tag: string
  readonly action: string
  readonly isPublic?: boolean
  readonly refusals?: readonly string[]
  readonly example?: unknown
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly upload?: Route['upload']
  readonly answers: Route['answers']
  readonly isVersioned?: boolean
  readonly ahead?: Ahead<z.output<P>, z.output<Q>, z.output<B>, A>
  readonly isShared?: (body: z.output<B>) => boolean
  readonly handle: (asked: Asked<z.output<P>, z.output<Q>, z.output<B>, A>) => Promise<Result<Reply>>
}

/** Makes a route; its parts are checked before `handle` sees them. */
export const route = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A = undefined>(
  written: Written<P, Q, B, A>,
): Route => ({
  ...written,
  params: written.params ?? null,
  query: written.query ?? null,
  body: written.body ?? null,
  isPublic: written.isPublic ?? false,
  refusals: written.refusals ?? [],
  isIdempotent: written.method === 'POST' && written.isPublic !== true,
  isVersioned: written.isVersioned ?? false,
  ahead: written.ahead ?? null,
  isShared: written.isShared ?? null,
  handle: written.handle as unknown as Route['handle'],
})
