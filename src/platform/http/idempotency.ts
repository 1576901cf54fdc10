/**
 * A request done once: the key is locked, looked up and written in the transaction of its effect, so that an effect
 * without its row, or a row without its effect, cannot be.
 *
 * What is kept: answers that were committed. A refusal changed nothing, so it is not kept: the same key may be sent
 * again when what was refused has been mended. A key belongs to the organisation and person, or machine, that sent it,
 * and never lapses.
 */
import { sql } from 'kysely'
import { sha256Hex } from '#sha256'
import type { Actor } from '../../access/actor.ts'
import { orderedJson } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Tx } from '../db/database.ts'
import { codeOf, constraintOf } from '../db/faults.ts'
import { forMany, placed, rowForMany, rowsOf, sent, together, written } from '../db/statements.ts'
import type { Answer } from './answer.ts'
import type { Content } from './body.ts'

/** What a key stands for: who sent it, and the request it was first sent with. */
export type Keyed = { readonly principal: string; readonly key: string; readonly digest: string }

const KEY = /^[\x21-\x7e]{1,255}$/

/** Errors: `idempotency_key_missing`, `idempotency_key_malformed`. */
export function keyOf(value: string | undefined): Result<string> {
  const limit = '1 to 255 visible ASCII characters, a new one for each deed, such as a UUID'
  if (value === undefined) return refuse(refusal('idempotency_key_missing', '', { limit: `Idempotency-Key: ${limit}` }))
  return KEY.test(value)
    ? ok(value)
    : refuse(refusal('idempotency_key_malformed', '', { value: `${value.length} characters`, limit }))
}

export const principalOf = (actor: Actor): string => `${actor.kind}:${actor.party}:${actor.person}`

/**
 * The digest of a request: method, target with its query, version asked for, and body - canonical JSON, or the bytes.
 */
export function requestDigest(method: string, target: string, ifMatch: number | undefined, content: Content): string {
  const body =
    content.upload === undefined
      ? `json:${content.json === undefined ? '' : orderedJson(content.json)}`
      : `${content.upload.mediaType}:${sha256Hex(content.upload.bytes)}`
  return `sha256:${sha256Hex(`${method}\n${target}\n${ifMatch ?? ''}\n${body}`)}`
}

/**
 * Locks the key for this transaction and looks it up.
 * @returns the answer already given, or null where the key is new
 * Errors: `idempotency_key_busy` while another request with the key runs, `idempotency_key_reused` where the key came
 * with another request before.
 */
export async function claimed(tx: Tx, keyed: Keyed): Promise<Result<Answer | null>> {
  const lock = written<{ held: boolean }>(LOCK, [nameOf(keyed)])
  const [[locked], [row]] = await together(tx, lock, written<KeptAnswer>(LOOK, [keyed.principal, keyed.key]))
  return locked?.held === true ? answerIn(row, keyed) : refuse(refusal('idempotency_key_busy'))
}

const LOCK = forMany('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as held', {
  isRead: true,
  text: deeds => `select deed, pg_try_advisory_xact_lock(hashtextextended(name, 0)) as held
    from (values ${placed(deeds, ['text'])}) as k (deed, name)`,
})
/**
 * A statement of its own, so that it sees what was committed before the lock was had: else a repeat would be new. Of
 * several, each is looked up by itself (`offset 0`): a join is planned while few answers are kept, reads all of them,
 * and goes on doing so on its connection when they are many.
 */
const LOOK = forMany(
  'select request_digest, status, headers, body from app.idempotency where principal = $1 and key = $2',
  {
    isRead: true,
    text: deeds => `select deed, i.request_digest, i.status, i.headers, i.body
      from (values ${placed(deeds, ['text', 'text'])}) as k (deed, principal, key)
        cross join lateral (select * from app.idempotency one
          where one.principal = k.principal and one.key = k.key offset 0) as i`,
  },
)

/** As `claimed`, but waits for whoever holds the key; for a commit whose outcome nobody was told. */
export async function awaited(tx: Tx, keyed: Keyed): Promise<Result<Answer | null>> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${nameOf(keyed)}, 0))`.execute(tx)
  const [row] = await rowsOf<KeptAnswer>(tx, LOOK, [keyed.principal, keyed.key])
  return answerIn(row, keyed)
}

const nameOf = ({ principal, key }: Keyed): string => `idempotency ${principal} ${key}`

type KeptAnswer = {
  readonly request_digest: string
  readonly status: number
  readonly headers: unknown
  readonly body: string
}

function answerIn(row: KeptAnswer | undefined, { digest }: Keyed): Result<Answer | null> {
  if (row === undefined) return ok(null)
  if (row.request_digest !== digest) return refuse(refusal('idempotency_key_reused'))
  const headers = row.headers as Readonly<Record<string, string>>
  return ok({ status: row.status, headers, body: row.status === 204 ? null : row.body })
}

const KEEP = rowForMany(`insert into app.idempotency (principal, key, request_digest, status, headers, body)
  values ($1, $2, $3, $4, $5, $6)`)

/** Keeps the answer beside its effect. A key that another request took meanwhile undoes both: see `isKeyTaken`. */
export async function kept(tx: Tx, { principal, key, digest }: Keyed, answer: Answer): Promise<void> {
  if (answer.body instanceof Uint8Array) throw new Error('an answer in bytes is not kept under a key')
  await sent(tx, KEEP, [principal, key, digest, answer.status, JSON.stringify(answer.headers), answer.body ?? ''])
}

/** Whether a transaction lost a race on its key: the request is run again and finds the winner's row. */
export const isKeyTaken = (error: unknown): boolean =>
  codeOf(error) === '23505' && constraintOf(error) === 'idempotency_pkey'
