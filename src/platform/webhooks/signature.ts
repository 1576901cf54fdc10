/**
 * Signatures of the Standard Webhooks specification 1.0.0: over id, moment and body, joined by full stops; v1 is
 * HMAC-SHA256 under a secret both sides know, v1a is ed25519, whose secret half never leaves the service.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  randomBytes,
  sign as signBytes,
  timingSafeEqual,
  verify as verifyBytes,
} from 'node:crypto'

export const SCHEMES = ['v1', 'v1a'] as const
export type Scheme = (typeof SCHEMES)[number]

/** A secret as it is kept, and the public half where it has one. */
export type Secret = { readonly secret: string; readonly publicKey: string | null }

const [SHARED, SECRET, PUBLIC] = ['whsec_', 'whsk_', 'whpk_']
/** Between the 24 and 64 bytes of the specification: as long as the hash. */
const SHARED_BYTES = 32

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const bytesAfter = (prefix: string, text: string): Buffer =>
  Buffer.from(text.startsWith(prefix) ? text.slice(prefix.length) : text, 'base64')

/** A new secret of a scheme. */
export function newSecret(scheme: Scheme): Secret {
  if (scheme === 'v1') return { secret: `${SHARED}${base64(randomBytes(SHARED_BYTES))}`, publicKey: null }
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const [seed, open] = [Buffer.from(d ?? '', 'base64url'), Buffer.from(x ?? '', 'base64url')]
  // The secret half is written with the public one behind it, as libraries of ed25519 keep it.
  return { secret: `${SECRET}${base64(Buffer.concat([seed, open]))}`, publicKey: `${PUBLIC}${base64(open)}` }
}

const jwk = (open: Uint8Array, seed?: Uint8Array): JsonWebKey => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: Buffer.from(open).toString('base64url'),
  ...(seed === undefined ? {} : { d: Buffer.from(seed).toString('base64url') }),
})

/**
 * What is signed.
 * @param id     the message's, which holds no full stop
 * @param second seconds since 1970, of the try
 */
const signedOf = (id: string, second: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${id}.${second}.`, 'utf8'), body])

/** One signature with its scheme before it: `v1,<base64>` under a whsec_ secret, `v1a,<base64>` under a whsk_ one. */
export function signature(secret: string, id: string, second: number, body: Uint8Array): string {
  if (id.includes('.')) throw new Error('the id of a message holds a full stop')
  const signed = signedOf(id, second, body)
  if (!secret.startsWith(SECRET))
    return `v1,${createHmac('sha256', bytesAfter(SHARED, secret)).update(signed).digest('base64')}`
  const bytes = bytesAfter(SECRET, secret)
  const key = createPrivateKey({ key: jwk(bytes.subarray(32, 64), bytes.subarray(0, 32)), format: 'jwk' })
  return `v1a,${signBytes(null, signed, key).toString('base64')}`
}

/** The header: a signature under each secret, the newest first. */
export const signatures = (secrets: readonly string[], id: string, second: number, body: Uint8Array): string =>
  secrets.map(secret => signature(secret, id, second, body)).join(' ')

/**
 * Whether one of the signatures of a header is of these bytes under a key: a whsec_ secret or a whpk_ public key. The
 * moment is for the caller to judge; receivers do both with clients/typescript/webhooks.ts.
 */
export function isSigned(key: string, id: string, second: number, body: Uint8Array, header: string): boolean {
  const signed = signedOf(id, second, body)
  const isPublicKey = key.startsWith(PUBLIC)
  return header.split(' ').some(one => {
    const [scheme, text = ''] = one.split(',')
    const given = Buffer.from(text, 'base64')
    if (isPublicKey) {
      if (scheme !== 'v1a') return false
      const open = createPublicKey({ key: jwk(bytesAfter(PUBLIC, key)), format: 'jwk' })
      return verifyBytes(null, signed, open, given)
    }
    if (scheme !== 'v1') return false
    const due = createHmac('sha256', bytesAfter(SHARED, key)).update(signed).digest()
    return due.length === given.length && timingSafeEqual(due, given)
  })
}
