/**
 * Proof that who sends a token holds the key it is bound to: DPoP (RFC 9449), or the certificate of the connection as a
 * trusted proxy hands it on (RFC 8705). A proof is for one request and is taken once, by whichever process.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { calculateJwkThumbprint, decodeProtectedHeader, errors, importJWK, type JWK, jwtVerify } from 'jose'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { IdentityRefusal } from './refusals.ts'
import { SKEW_SECONDS } from './settings.ts'
import { ALGORITHMS } from './token.ts'

/** Keeps a proof's id until a moment; false where it was kept already. */
export type Once = (id: string, until: Date) => Promise<boolean>

/** Seconds after which a proof is no longer taken: long enough for a slow network, short enough to keep few of them. */
const PROOF_SECONDS = 60
const no = (field: string) => refuse<IdentityRefusal>(refusal('token_proof_invalid', 'dpop', { field }))

/** The address a proof must name: without query and fragment (RFC 9449, 4.3), in its normal form. */
function addressOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return `${url.origin}${url.pathname}`
}

function keyIn(header: Readonly<Record<string, unknown>>): JWK | null {
  const { alg, typ, jwk, ...others } = header
  if (typ !== 'dpop+jwt' || Object.keys(others).length > 0) return null
  if (!(ALGORITHMS as readonly unknown[]).includes(alg)) return null
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return null
  // A private or a secret key in the open is nobody's proof.
  return ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'].some(name => name in jwk) || !('kty' in jwk) || jwk.kty === 'oct'
    ? null
    : (jwk as JWK)
}

export type Request = { readonly method: string; readonly url: string }

/**
 * Whether a DPoP proof is the token holder's, for this request and new.
 *
 * @param thumbprint of the key the token is bound to (cnf.jkt)
 */
export async function checkProof(
  proof: string | undefined,
  token: string,
  thumbprint: string,
  request: Request,
  now: Date,
  once: Once,
): Promise<Result<true, IdentityRefusal>> {
  if (proof === undefined || proof.length > 4096 || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof)) return no('dpop')
  try {
    const header = { ...decodeProtectedHeader(proof) }
    const jwk = keyIn(header)
    if (jwk === null) return no('header')
    if ((await calculateJwkThumbprint(jwk)) !== thumbprint) return no('jwk')
    const key = await importJWK(jwk, String(header.alg))
    const { payload } = await jwtVerify(proof, key, {
      algorithms: [...ALGORITHMS],
      typ: 'dpop+jwt',
      currentDate: now,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
    })
    const { jti, htm, htu, iat, ath } = payload as Readonly<Record<string, unknown>>
    if (htm !== request.method) return no('htm')
    if (typeof htu !== 'string' || addressOf(htu) !== addressOf(request.url)) return no('htu')
    if (ath !== createHash('sha256').update(token).digest('base64url')) return no('ath')
    const seconds = now.getTime() / 1000
    if (typeof iat !== 'number' || iat > seconds + SKEW_SECONDS || iat < seconds - PROOF_SECONDS) return no('iat')
    if (typeof jti !== 'string' || jti === '' || jti.length > 256) return no('jti')
    // By key and id together: nobody uses up an id of somebody else's.
    const id = createHash('sha256').update(`${thumbprint}\n${jti}`).digest('base64url')
    const until = new Date((iat + PROOF_SECONDS + SKEW_SECONDS) * 1000)
    return (await once(id, until)) ? ok(true) : refuse(refusal('token_proof_replayed', 'dpop'))
  } catch (problem) {
    if (problem instanceof errors.JOSEError || problem instanceof TypeError || problem instanceof DOMException)
      return no('signature')
    throw problem
  }
}

/** Whether the certificate a trusted proxy hands on (PEM, percent-encoded) is the one the token is bound to. */
export function checkCertificate(header: string | undefined, thumbprint: string): Result<true, IdentityRefusal> {
  const missing = refuse<IdentityRefusal>(refusal('token_binding_missing', 'certificate'))
  if (header === undefined || header.length > 16_384) return missing
  try {
    const certificate = new X509Certificate(decodeURIComponent(header))
    const found = createHash('sha256').update(certificate.raw).digest('base64url')
    return found === thumbprint ? ok(true) : missing
  } catch {
    return missing
  }
}
