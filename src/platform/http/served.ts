/**
 * One request through its route: everything that came is checked, then one transaction holds the idempotency key, the
 * handler and the answer kept; it is committed only when the handler's result is ok. A route that has to ask others
 * asks them before that transaction, while none is open.
 */
import type { Actor } from '../../access/actor.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import type { Database, Tx } from '../db/database.ts'
import { NotKept } from '../db/transaction.ts'
import { type Answer, answerOf } from './answer.ts'
import { type Content, contentOf, type Headers, header } from './body.ts'
import { meaningOf } from './faults.ts'
import { awaited, claimed, isKeyTaken, type Keyed, kept, keyOf, principalOf, requestDigest } from './idempotency.ts'
import type { Asked, Reply, Route } from './route.ts'
import { versionAsked } from './version.ts'
import type { Looking, Witness } from './witness.ts'

/** A request as it came, with who sent it. */
export type Came = {
  readonly actor: Actor
  readonly target: string
  readonly headers: Headers
  readonly params: unknown
  readonly query: unknown
  readonly bytes: Uint8Array
  readonly now: Date
  readonly day: string
}

export type Served = { readonly answer: Answer; readonly isReplayed: boolean }

type Checked = {
  readonly asked: Omit<Asked<unknown, unknown, unknown>, 'tx' | 'ahead'>
  readonly keyed: Keyed | null
}

/** Where requests are served: the database, and who looks on at what leaves. */
type Serving = { readonly database: Database; readonly witness: Witness | undefined }
/** What an answer is told to the witness by; null where nobody looks on. */
type Watched = { readonly witness: Witness; readonly looking: Looking } | null

const REPLAYED = { 'idempotency-replayed': 'true' } as const
/** A key is lost to another request at most once: the second look finds that one's row. */
const TRIES_MAX = 3

/** Reads all that came; where several parts are refused, all reasons are given, in the order in which they are read. */
export function checked(route: Route, came: Came): Result<Checked> {
  const found: Refusal[] = []
  const taken = <Value>(result: Result<Value>): Value | undefined => {
    if (result.ok) return result.value
    found.push(...result.refusals)
    return undefined
  }
  const key = route.isIdempotent ? taken(keyOf(header(came.headers, 'idempotency-key'))) : undefined
  const ifMatch = taken(versionAsked(route, header(came.headers, 'if-match')))
  const params = taken(route.params === null ? emptyOnly(came.params) : parsed(route.params, came.params))
  const query = taken(route.query === null ? emptyOnly(came.query) : parsed(route.query, came.query))
  const content = taken(contentOf(route, came.headers, came.bytes))
  const body = content === undefined || route.body === null ? undefined : taken(parsed(route.body, content.json))
  if (found.length > 0 || content === undefined) return { ok: false, refusals: found }
  const { actor, now, day } = came
  return ok({
    asked: { actor, params, query, body, upload: content.upload, ifMatch, now, day },
    keyed: key === undefined ? null : keyedAs(route, came, key, ifMatch, content),
  })
}

const keyedAs = (route: Route, came: Came, key: string, ifMatch: number | undefined, content: Content): Keyed => ({
  principal: principalOf(came.actor),
  key,
  digest: requestDigest(route.method, came.target, ifMatch, content),
})

function emptyOnly(value: unknown): Result<undefined> {
  const names = Object.keys((value as object | null) ?? {})
  return names.length === 0
    ? ok(undefined)
    : { ok: false, refusals: names.map(field => refusal('input_unknown_field', field, { field, limit: 'none here' })) }
}

/** Serves a request that has been authenticated. What is thrown is our fault, and becomes an answer in app.ts. */
export async function served(
  { database, witness }: Serving,
  route: Route,
  came: Came,
  mayEver: (actor: Actor, action: string) => Result<true>,
): Promise<Result<Served>> {
  const watched = witness === undefined || route.isPublic ? null : { witness, looking: lookingOf(route, came) }
  const outcome = await outcomeOf(database, route, came, mayEver, watched)
  // Before the caller hears of it, and apart from the request's transaction, of which nothing is kept.
  if (!outcome.ok) await watched?.witness.refused(database, watched.looking, outcome.refusals)
  return outcome
}

const lookingOf = (route: Route, { actor, params, headers, now, day }: Came): Looking => ({
  ...{ route, actor, headers, now, day },
  params: { ...(params as object | null) },
})

async function outcomeOf(
  database: Database,
  route: Route,
  came: Came,
  mayEver: (actor: Actor, action: string) => Result<true>,
  watched: Watched,
): Promise<Result<Served>> {
  const read = checked(route, came)
  if (!read.ok) {
    // Nobody is told what is wrong with a request that no role of theirs may make.
    const able = mayEver(came.actor, route.action)
    return able.ok ? read : able
  }
  for (let tries = 1; ; tries++) {
    const outcome = await attempt(database, route, read.value, watched)
    if (outcome !== 'key_taken') return outcome
    if (tries === TRIES_MAX) return refuse(refusal('idempotency_key_busy'))
  }
}

async function attempt(
  database: Database,
  route: Route,
  read: Checked,
  watched: Watched,
): Promise<Result<Served> | 'key_taken'> {
  /** Whether the work was whole when something was thrown: then COMMIT was under way and its outcome is not known. */
  let isWhole = false
  try {
    const before = await learned(database, route, read, watched)
    if (!before.ok) return before
    const learnt = before.value
    if ('answer' in learnt) return ok(learnt)
    return await database.transaction(
      read.asked.actor,
      async tx => {
        isWhole = false
        const done = await once(tx, route, read, learnt.ahead, watched)
        isWhole = done.ok
        return done
      },
      done => done.ok,
      { isTold: true, lock: lockOf(route, read) },
    )
  } catch (error) {
    if (error instanceof NotKept) return error.result
    if (isKeyTaken(error)) return 'key_taken'
    const meaning = meaningOf(error)
    if (isWhole && meaning !== 'raced') return await resolved(database, route, read, error)
    if (meaning === 'raced') return refuse(refusal('changed_meanwhile'))
    if (meaning === 'unavailable') return refuse(refusal('not_done'))
    throw error
  }
}

/** What is locked for a deed that may share its transaction; undefined where it goes by itself. */
const lockOf = ({ isShared }: Route, { asked, keyed }: Checked): string | undefined =>
  keyed !== null && isShared?.(asked.body as never) === true ? keyed.key : undefined

/** What was answered under the key before, or null where it is new. */
async function replayed(tx: Tx, keyed: Keyed | null, watched: Watched): Promise<Result<Served | null>> {
  if (keyed === null) return ok(null)
  const before = await claimed(tx, keyed)
  if (!before.ok) return before
  if (before.value === null) return ok(null)
  const { status, headers, body } = before.value
  const seen = await seenBy(tx, watched, () => (typeof body === 'string' ? JSON.parse(body || 'null') : undefined))
  if (!seen.ok) return seen
  return ok({ answer: { status, body, headers: { ...headers, ...REPLAYED } }, isReplayed: true })
}

/** What a route learns from others, asked while no transaction is open; or the answer given under the key before. */
async function learned(
  database: Database,
  route: Route,
  { asked, keyed }: Checked,
  watched: Watched,
): Promise<Result<Served | { readonly ahead: unknown }>> {
  const { ahead } = route
  if (ahead === null) return ok({ ahead: undefined })
  const read = await database.transaction(
    asked.actor,
    async (tx): Promise<Result<Served | (() => Promise<unknown>)>> => {
      const before = await replayed(tx, keyed, watched)
      if (!before.ok) return before
      return before.value === null ? await ahead({ ...asked, tx } as never) : ok(before.value)
    },
    // Of a repeat, that it was shown again.
    done => done.ok && typeof done.value !== 'function',
  )
  if (!read.ok) return read
  return ok(typeof read.value === 'function' ? { ahead: await read.value() } : read.value)
}

/** Has the witness keep what an answer shows. */
const seenBy = async (tx: Tx, watched: Watched, json: () => unknown): Promise<Result<true>> =>
  watched === null ? ok(true) : await watched.witness.shown(tx, watched.looking, json())

async function once(
  tx: Tx,
  route: Route,
  { asked, keyed }: Checked,
  ahead: unknown,
  watched: Watched,
): Promise<Result<Served>> {
  const before = await replayed(tx, keyed, watched)
  if (!before.ok) return before
  if (before.value !== null) return ok(before.value)
  const result = await route.handle({ ...asked, tx, ahead } as Asked<never, never, never, never>)
  if (!result.ok) return result
  const answer = answerOf(route, result.value)
  const reply = result.value
  const seen = await seenBy(tx, watched, () => ('json' in reply ? reply.json : undefined))
  if (!seen.ok) return seen
  if (keyed !== null) await kept(tx, keyed, keptOf(route, result.value) ?? answer)
  return ok({ answer, isReplayed: false })
}

/** What is kept in place of an answer that holds a secret. */
const keptOf = (route: Route, reply: Reply): Answer | null =>
  'kept' in reply ? answerOf(route, { ...reply, json: reply.kept }) : null

/**
 * What became of a COMMIT whose answer was lost: read from the row written with the effect, on a new connection,
 * waiting for the old one to end. Without a key, or without a database, nobody knows yet, and the caller is told so.
 */
async function resolved(
  database: Database,
  route: Route,
  { asked, keyed }: Checked,
  error: unknown,
): Promise<Result<Served>> {
  if (meaningOf(error) === 'fault') throw error
  if (route.method === 'GET') return refuse(refusal('not_done'))
  if (keyed === null) return refuse(refusal('outcome_unknown'))
  try {
    const row = await database.transaction(asked.actor, async tx => await awaited(tx, keyed))
    if (!row.ok) return row
    return row.value === null ? refuse(refusal('not_done')) : ok({ answer: row.value, isReplayed: false })
  } catch {
    return refuse(refusal('outcome_unknown'))
  }
}
