/**
 * Whether an access token is genuine, for us, and due (RFC 9068, RFC 8725): everything its header may not say is
 * refused before any key is looked for. What was found genuine is remembered by its digest until it ends, since a
 * signature costs more than the rest of a request.
 */
import { createHash } from 'node:crypto'
import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  importJWK,
  type CryptoKey as JoseKey,
  type JWK,
  type JWTPayload,
  jwtVerify,
} from 'jose'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { IdentityRefusal } from './refusals.ts'
import { SKEW_SECONDS } from './settings.ts'

export const ALGORITHMS = ['ES256', 'PS256', 'EdDSA'] as const
const isAlgorithm = (name: unknown): boolean => (ALGORITHMS as readonly unknown[]).includes(name)

/** What a request's holder is read from; everything else a token says is left alone. */
export type Claims = {
  readonly subject: string
  readonly client: string
  readonly expiresAt: number
  /** Thumbprint of the key (RFC 7638) or of the certificate (RFC 8705) the token is bound to. */
  readonly keyThumbprint: string | null
  readonly certificateThumbprint: string | null
  readonly grant: string | null
  /** When the person logged in, of a session of the console. */
  readonly enteredAt?: string
}

/** Issuer -> the key of an id, undefined where there is none; null where it cannot be asked. */
export type KeySource = (kid: string, algorithm: string) => Promise<JoseKey | Uint8Array | undefined | null>
export type TrustedIssuer = { readonly issuer: string; readonly keyOf: KeySource }

export type Verified = Result<Claims, IdentityRefusal>
export type TokenVerifier = {
  readonly verify: (token: string, now: Date) => Promise<Verified>
  readonly forget: () => void
}

/** A token of ours is under 1 KB; four times that is nobody's. */
const LENGTH_MAX = 8192
const REMEMBERED_MAX = 10_000
/** Headers that bring a key along, or name where to fetch one, or ask for what we do not know (RFC 8725, 3.10). */
const HEADERS_TAKEN = ['alg', 'kid', 'typ']

const no = (code: IdentityRefusal, params: Readonly<Record<string, string>> = {}) =>
  refuse<IdentityRefusal>(refusal(code, 'authorization', params))

/** base64url with nothing left over: two texts never stand for one token. */
const isCanonical = (part: string): boolean =>
  /^[A-Za-z0-9_-]+$/.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part

type Header = { readonly alg: string; readonly kid: string }

/** The header of a compact JWS where it may be looked at further. */
export function headerOf(token: string, type: string): Result<Header, IdentityRefusal> {
  const parts = token.split('.')
  if (token.length > LENGTH_MAX || parts.length !== 3 || !parts.every(isCanonical)) return no('token_malformed')
  let header: Readonly<Record<string, unknown>>
  try {
    header = { ...decodeProtectedHeader(token) }
  } catch {
    return no('token_malformed')
  }
  const stranger = Object.keys(header).find(name => !HEADERS_TAKEN.includes(name))
  if (stranger !== undefined) return no('token_header_refused', { field: stranger.slice(0, 40) })
  const { alg, kid, typ } = header
  if (typeof alg !== 'string' || !isAlgorithm(alg)) return no('token_header_refused', { field: 'alg' })
  const types = [type, `application/${type}`]
  if (typeof typ !== 'string' || !types.includes(typ.toLowerCase())) return no('token_header_refused', { field: 'typ' })
  if (typeof kid !== 'string' || kid === '' || kid.length > 256) return no('token_header_refused', { field: 'kid' })
  return ok({ alg, kid })
}

/** Keys at hand, by id; a key is only ever used with its own algorithm. */
export function keysAtHand(load: () => Promise<readonly (JWK & { readonly kid: string })[]>): KeySource {
  let keys = new Map<string, { readonly alg: string; readonly key: JoseKey | Uint8Array }>()
  let loadedAt = Number.NEGATIVE_INFINITY
  const read = async (): Promise<void> => {
    const found = new Map<string, { readonly alg: string; readonly key: JoseKey | Uint8Array }>()
    for (const jwk of await load()) {
      const alg = jwk.alg ?? 'ES256'
      found.set(jwk.kid, { alg, key: await importJWK(jwk, alg) })
    }
    keys = found
  }
  return async (kid, algorithm) => {
    // A key rotated in by another process is read when it is first met; unknown ids do not read the disk each time.
    if (!keys.has(kid) && performance.now() - loadedAt > 1000) {
      loadedAt = performance.now()
      await read()
    }
    const found = keys.get(kid)
    return found?.alg === algorithm ? found.key : undefined
  }
}

/** Keys of another OpenID provider, found by its discovery document when first needed. */
export function keysOfProvider(issuer: string): KeySource {
  let remote: ReturnType<typeof createRemoteJWKSet> | undefined
  const opened = async (): Promise<ReturnType<typeof createRemoteJWKSet>> => {
    if (remote !== undefined) return remote
    const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const answer = await fetch(place, { redirect: 'error', signal: AbortSignal.timeout(5000) })
    const document = (await answer.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown }
    if (document.issuer !== issuer || typeof document.jwks_uri !== 'string')
      throw new Error(`${place} is not the document of ${issuer}`)
    remote = createRemoteJWKSet(new URL(document.jwks_uri), { timeoutDuration: 5000, cooldownDuration: 30_000 })
    return remote
  }
  return async (kid, alg) => {
    try {
      return (await (
        await opened()
      )({ alg, kid }, { payload: '', signature: '' })) as JoseKey
    } catch (problem) {
      if (problem instanceof errors.JWKSNoMatchingKey) return undefined
      return null
    }
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function claimsOf(payload: JWTPayload, now: Date): Verified {
  const seconds = now.getTime() / 1000
  if (typeof payload.exp !== 'number' || typeof payload.iat !== 'number') return no('token_malformed')
  if (payload.iat > seconds + SKEW_SECONDS) return no('token_not_due')
  const [subject, client, jti] = [textOf(payload.sub), textOf(payload['client_id']), textOf(payload.jti)]
  if (subject === null || client === null || jti === null) return no('token_malformed')
  const cnf = payload['cnf']
  if (cnf !== undefined && (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf))) return no('token_malformed')
  const binding = { ...(cnf as Readonly<Record<string, unknown>> | undefined) }
  const known = ['jkt', 'x5t#S256']
  // A binding that is not understood cannot be checked, so the token cannot be taken.
  if (Object.entries(binding).some(([name, value]) => !known.includes(name) || textOf(value) === null))
    return no('token_binding_missing')
  if (cnf !== undefined && Object.keys(binding).length === 0) return no('token_binding_missing')
  return ok({
    subject,
    client,
    expiresAt: payload.exp,
    keyThumbprint: textOf(binding['jkt']),
    certificateThumbprint: textOf(binding['x5t#S256']),
    grant: textOf(payload['grant']),
  })
}

/** What jose found wrong, as a refusal of ours; anything else is a fault and thrown on. */
function refusedBy(problem: unknown): ReturnType<typeof no> {
  if (problem instanceof errors.JWTExpired) return no('token_expired')
  if (problem instanceof errors.JWTClaimValidationFailed) {
    if (problem.claim === 'aud') return no('token_wrong_audience')
    if (problem.claim === 'nbf') return no('token_not_due')
    return no('token_malformed', { field: problem.claim })
  }
  if (problem instanceof errors.JWTInvalid || problem instanceof errors.JWSInvalid) return no('token_malformed')
  if (problem instanceof errors.JOSEError || problem instanceof TypeError) return no('token_not_genuine')
  throw problem
}

/** The issuer a token names, before it is believed: only to choose whose keys are asked. */
function namedIssuer(token: string): string | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof payload === 'object' && payload !== null && 'iss' in payload ? textOf(payload.iss) : null
  } catch {
    return null
  }
}

async function verifiedBy(
  issuers: readonly TrustedIssuer[],
  audience: string,
  token: string,
  now: Date,
): Promise<Verified> {
  const header = headerOf(token, 'at+jwt')
  if (!header.ok) return header
  const trusted = issuers.find(each => each.issuer === namedIssuer(token))
  if (trusted === undefined) return no('token_wrong_issuer')
  const key = await trusted.keyOf(header.value.kid, header.value.alg)
  if (key === null) return no('token_keys_unavailable')
  if (key === undefined) return no('token_not_genuine')
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [...ALGORITHMS],
      issuer: trusted.issuer,
      audience,
      typ: 'at+jwt',
      clockTolerance: SKEW_SECONDS,
      currentDate: now,
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id'],
    })
    return claimsOf(payload, now)
  } catch (problem) {
    return refusedBy(problem)
  }
}

/** Verifies tokens of the issuers trusted, each by its own keys, and remembers those found genuine until they end. */
export function makeTokenVerifier(issuers: readonly TrustedIssuer[], audience: string): TokenVerifier {
  const remembered = new Map<string, Claims>()
  return {
    forget: () => remembered.clear(),
    verify: async (token, now) => {
      const digest = createHash('sha256').update(token).digest('base64url')
      const found = remembered.get(digest)
      if (found !== undefined) {
        if (now.getTime() / 1000 < found.expiresAt + SKEW_SECONDS) return ok(found)
        remembered.delete(digest)
        return no('token_expired')
      }
      const verified = await verifiedBy(issuers, audience, token, now)
      if (verified.ok) {
        const oldest = remembered.size >= REMEMBERED_MAX ? remembered.keys().next().value : undefined
        if (oldest !== undefined) remembered.delete(oldest)
        remembered.set(digest, verified.value)
      }
      return verified
    },
  }
}
