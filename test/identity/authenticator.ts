/**
 * An authenticator for tests, written from WebAuthn Level 3 alone: keys of P-256, its data and its CBOR by hand. What
 * it says can be changed wherever an attacker could change it.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (of: string | Uint8Array): Buffer => createHash('sha256').update(of).digest()

/** CBOR (RFC 8949) of what stands in keys and attestations: integers, bytes, texts, maps. */
type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}
function cbor(of: Cbor): Buffer {
  if (typeof of === 'number') return of >= 0 ? head(0, of) : head(1, -1 - of)
  if (typeof of === 'string') return Buffer.concat([head(3, Buffer.byteLength(of)), Buffer.from(of)])
  if (of instanceof Uint8Array) return Buffer.concat([head(2, of.length), of])
  const entries = [...(of as ReadonlyMap<number | string, Cbor>)]
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, value]) => [cbor(key), cbor(value)])])
}

const FLAGS = { present: 0x01, verified: 0x04, synced: 0x08, backedUp: 0x10, attested: 0x40 } as const

/** What may be told otherwise than it is. */
export type Told = {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  readonly crossOrigin?: boolean
  readonly isVerified?: boolean
  readonly isPresent?: boolean
  readonly counter?: number
  readonly handle?: string
  readonly credential?: string
  /** Changes what is signed after it was signed. */
  readonly tamper?: 'signature' | 'data'
}
export type Site = { readonly rpId: string; readonly origin: string }
type Options = { readonly challenge: string; readonly user: { readonly id: string } }

export type Authenticator = ReturnType<typeof authenticator>

/** One passkey; `counts` where it counts its signatures, as security keys do. */
export function authenticator(site: Site, { counts = true }: { readonly counts?: boolean } = {}) {
  const { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  })
  const id = randomBytes(32)
  let counter = 0
  let handle = ''

  const saysOf = (told: Told, flags: number, count: number, attested: Uint8Array): Buffer => {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(count)
    const isThere = told.isPresent === false ? 0 : FLAGS.present
    const isKnown = told.isVerified === false ? 0 : FLAGS.verified
    const byte = isThere | isKnown | flags
    return Buffer.concat([sha256(told.rpId ?? site.rpId), Buffer.from([byte]), number, attested])
  }
  const pageSays = (type: string, challenge: string, told: Told): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: told.type ?? type,
        challenge: told.challenge ?? challenge,
        origin: told.origin ?? site.origin,
        crossOrigin: told.crossOrigin ?? false,
      }),
    )

  return {
    id: b64(id),
    /** Answers what a passkey is made by (`attestation: none`). */
    make: ({ challenge, user }: Options, told: Told = {}) => {
      handle = user.id
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' }) as { x?: string; y?: string }
      const key = cbor(
        new Map<number, Cbor>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]),
      )
      const attested = Buffer.concat([Buffer.alloc(16, 7), Buffer.from([0, id.length]), id, key])
      const says = saysOf(told, FLAGS.attested | FLAGS.synced, told.counter ?? counter, attested)
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', says],
      ])
      return {
        ...{ id: b64(id), rawId: b64(id), type: 'public-key', clientExtensionResults: {} },
        response: {
          clientDataJSON: b64(pageSays('webauthn.create', challenge, told)),
          attestationObject: b64(cbor(attestation)),
          transports: ['internal'],
        },
      }
    },
    /** Answers a log-in. */
    use: (challenge: string, told: Told = {}) => {
      if (counts) counter = told.counter ?? counter + 1
      const says = saysOf(told, FLAGS.synced, counter, new Uint8Array())
      const said = pageSays('webauthn.get', challenge, told)
      const signature = sign('sha256', Buffer.concat([says, sha256(said)]), privateKey)
      if (told.tamper === 'signature') signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
      // The count, which the signature covers.
      if (told.tamper === 'data') says.writeUInt32BE(counter + 1000, 33)
      const named = told.credential ?? b64(id)
      return {
        ...{ id: named, rawId: named, type: 'public-key', clientExtensionResults: {} },
        response: {
          clientDataJSON: b64(said),
          authenticatorData: b64(says),
          signature: b64(signature),
          userHandle: told.handle ?? handle,
        },
      }
    },
  }
}
