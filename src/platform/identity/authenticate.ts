/**
 * From a request's headers to who acts: the token is genuine, it is bound as its client must bind it, and its holder
 * has roles now. The one entrance of every request that is not open to the public.
 */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Tables } from '../db/tables.ts'
import { CONSOLE_HEADER, type ConsoleSessions, cookieIn, SESSION_COOKIE } from './console-sessions.ts'
import { holderOf, looksAt } from './holder.ts'
import { checkCertificate, checkProof, type Once } from './proof.ts'
import type { IdentityRefusal } from './refusals.ts'
import type { IdentitySettings } from './settings.ts'
import type { Claims, TokenVerifier, Verified } from './token.ts'

/** As Node gives them, names in lower case. */
type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Who sends a request.
 *
 * @param headers   as Node gives them, names in lower case
 * @param method    such as POST
 * @param url       path with query, or the whole address; what a proof of possession must name
 * @param now       the moment of the request
 * @param requestId written into the actor; made where none is given
 * Errors: every code is answered by 401, but those of kind `unavailable` by 503.
 */
export type Authenticate = (
  headers: Headers,
  method: string,
  url: string,
  now: Date,
  requestId?: string,
) => Promise<Result<Comer, IdentityRefusal>>

/** Who acts, and how many requests a minute it may send where a number of its own was agreed. */
export type Comer = Actor & { readonly requestsPerMinute?: number }

export type Doorkeeping = {
  readonly db: Kysely<Tables>
  readonly verifier: TokenVerifier
  readonly settings: IdentitySettings
  /** Sessions of the console; without them a cookie is nobody's. */
  readonly sessions?: ConsoleSessions
}

/** Keeps ids of proofs in the table of the issuer, so that several processes take a proof once between them. */
const keptOnce =
  (db: Kysely<Tables>): Once =>
  async (id, until) => {
    const kept = await db
      .insertInto('app.oidc_payloads')
      .values({ kind: 'Proof', id, payload: '{}', expires_at: until.toISOString() })
      .onConflict(conflict => conflict.columns(['kind', 'id']).doNothing())
      .executeTakeFirst()
    return kept.numInsertedOrUpdatedRows === 1n
  }

type Sent = { readonly scheme: 'bearer' | 'dpop'; readonly token: string }

/** Exactly one scheme, one blank and one token; anything else is not guessed at. */
export function sentToken(header: string | undefined): Result<Sent, IdentityRefusal> {
  if (header === undefined) return refuse(refusal('token_missing', 'authorization'))
  const [, scheme, token] = /^(bearer|dpop) ([^\s,]+)$/i.exec(header) ?? []
  if (scheme === undefined || token === undefined) return refuse(refusal('token_malformed', 'authorization'))
  return ok({ scheme: scheme.toLowerCase() as Sent['scheme'], token })
}

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
const unbound = (field: string) => refuse<IdentityRefusal>(refusal('token_binding_missing', 'authorization', { field }))

/** Makes the entrance; its parts are made once, its tables are read with every request. */
export function makeAuthenticate({ db, verifier, settings, sessions }: Doorkeeping): Authenticate {
  const once = keptOnce(db)
  const looks = looksAt(db)
  const checkBinding = async (
    claims: Claims,
    { scheme, token }: Sent,
    headers: Headers,
    request: { readonly method: string; readonly url: string },
    now: Date,
  ): Promise<Result<true, IdentityRefusal>> => {
    // A token bound to a key is worth nothing as a bearer's, nor the other way round (RFC 9449, 7.1).
    if ((scheme === 'dpop') !== (claims.keyThumbprint !== null)) return unbound('scheme')
    if (claims.certificateThumbprint !== null) {
      const header = settings.certificateHeader === null ? undefined : single(headers[settings.certificateHeader])
      const checked = checkCertificate(header, claims.certificateThumbprint)
      if (!checked.ok) return checked
    }
    if (claims.keyThumbprint === null) return ok(true)
    return checkProof(single(headers['dpop']), token, claims.keyThumbprint, request, now, once)
  }
  /** What is known of the sender, by a token or, where none is sent, by a session of the console. */
  const claimsOf = async (headers: Headers, method: string, url: string, now: Date): Promise<Verified> => {
    const authorization = single(headers['authorization'])
    const cookie = cookieIn(single(headers['cookie']), SESSION_COOKIE)
    if (authorization === undefined && cookie !== undefined && sessions !== undefined)
      return sessions.claims(cookie, headers[CONSOLE_HEADER] !== undefined, now)
    const sent = sentToken(authorization)
    if (!sent.ok) return sent
    const claims = await verifier.verify(sent.value.token, now)
    if (!claims.ok) return claims
    const request = { method, url: url.startsWith('/') ? `${settings.publicUrl}${url}` : url }
    const bound = await checkBinding(claims.value, sent.value, headers, request, now)
    return bound.ok ? claims : bound
  }
  return async (headers, method, url, now, requestId = randomUUID()) => {
    const claims = await claimsOf(headers, method, url, now)
    if (!claims.ok) return claims
    const holder = await holderOf(looks, claims.value, {
      actingFor: single(headers['acting-for']) ?? null,
      now,
      requestId,
      isDemonstration: settings.isDemonstration,
    })
    if (!holder.ok) return holder
    const { actor, binding, requestsPerMinute } = holder.value
    if (binding === 'dpop' && claims.value.keyThumbprint === null) return unbound('dpop')
    if (binding === 'mtls' && claims.value.certificateThumbprint === null) return unbound('mtls')
    const { enteredAt } = claims.value
    return ok({
      ...actor,
      ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
      ...(enteredAt === undefined ? {} : { enteredAt }),
    })
  }
}
