/**
 * What a verifier must know of an X.509 certificate (RFC 5280), read strictly; keys are P-256, signatures ECDSA with
 * SHA-256.
 */
import { p256 } from '@noble/curves/nist.js'
import { sha256 } from '#sha256'
import { hexOfBytes, sameBytes } from './bytes.ts'
import { type DerValue, membersOf, oid, readFirst, sequence, TAG, timeOf } from './der.ts'

export const OID = {
  ecdsaWithSha256: oid('1.2.840.10045.4.3.2'),
  ecPublicKey: oid('1.2.840.10045.2.1'),
  p256: oid('1.2.840.10045.3.1.7'),
  timeStamping: oid('1.3.6.1.5.5.7.3.8'),
} as const
export const ECDSA_WITH_SHA256 = sequence(OID.ecdsaWithSha256)

const EXTENSION = {
  basicConstraints: hexOfBytes(oid('2.5.29.19')),
  keyUsage: hexOfBytes(oid('2.5.29.15')),
  extendedKeyUsage: hexOfBytes(oid('2.5.29.37')),
} as const
const UNDERSTOOD: ReadonlySet<string> = new Set(Object.values(EXTENSION))

export type X509 = {
  readonly whole: Uint8Array
  readonly tbs: Uint8Array
  /** The encoded serial number, issuer and subject: compared, never interpreted. */
  readonly serial: Uint8Array
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly notBefore: string
  readonly notAfter: string
  /** The uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
  readonly isAuthority: boolean
  /** May sign what is not a certificate (digitalSignature or nonRepudiation). */
  readonly maySign: boolean
  readonly maySignCertificates: boolean
  /** Marked, critically, for time-stamps and for nothing else. */
  readonly isTimeStamper: boolean
}

const unpadded = (bits: DerValue | undefined): Uint8Array | undefined =>
  bits?.tag === TAG.bitString && bits.contents[0] === 0 ? bits.contents.subarray(1) : undefined

function publicKeyOf(value: DerValue | undefined): Uint8Array | undefined {
  const [algorithm, bits] = membersOf(value, TAG.sequence) ?? []
  const expected = sequence(OID.ecPublicKey, OID.p256)
  const point = unpadded(bits)
  if (algorithm === undefined || !sameBytes(algorithm.whole, expected)) return undefined
  return point?.length === 65 && point[0] === 4 ? point : undefined
}

type Uses = Pick<X509, 'isAuthority' | 'maySign' | 'maySignCertificates' | 'isTimeStamper'>

/** Undefined where an extension is critical and not understood: RFC 5280, 4.2, forbids to go on then. */
function usesOf(extensions: DerValue | undefined): Uses | undefined {
  const [list] = membersOf(extensions, TAG.context3) ?? []
  const found = new Map<string, { readonly critical: boolean; readonly value: Uint8Array }>()
  for (const extension of membersOf(list, TAG.sequence) ?? []) {
    const members = membersOf(extension, TAG.sequence)
    const [id, value] = [members?.[0], members?.at(-1)]
    if (id === undefined || value?.tag !== TAG.octets) return undefined
    const critical = members?.length === 3 && members[1]?.tag === TAG.boolean && members[1].contents[0] === 0xff
    const name = hexOfBytes(id.whole)
    if (found.has(name) || (critical && !UNDERSTOOD.has(name))) return undefined
    found.set(name, { critical, value: value.contents })
  }
  const constraints = found.get(EXTENSION.basicConstraints)
  const [authority] = membersOf(constraints && readFirst(constraints.value), TAG.sequence) ?? []
  const usage = found.get(EXTENSION.keyUsage)
  const bits = usage === undefined ? 0 : (readFirst(usage.value)?.contents[1] ?? 0)
  const extended = found.get(EXTENSION.extendedKeyUsage)
  return {
    isAuthority: authority?.tag === TAG.boolean && authority.contents[0] === 0xff,
    maySign: (bits & 0xc0) !== 0,
    maySignCertificates: (bits & 0x04) !== 0,
    isTimeStamper: extended?.critical === true && sameBytes(extended.value, sequence(OID.timeStamping)),
  }
}

/** Reads a certificate; undefined where it is not one of the kind that we make. */
export function readX509(bytes: Uint8Array): X509 | undefined {
  const outer = readFirst(bytes)
  if (outer === undefined || outer.whole.length !== bytes.length) return undefined
  const [tbs, algorithm, signatureBits, ...more] = membersOf(outer, TAG.sequence) ?? []
  const fields = membersOf(tbs, TAG.sequence)
  if (tbs === undefined || fields === undefined || more.length > 0 || fields.length !== 8) return undefined
  const [, serial, inner, issuer, validity, subject, publicKeyValue, extensions] = fields
  const [from, to] = membersOf(validity, TAG.sequence) ?? []
  const [notBefore, notAfter, publicKey] = [timeOf(from), timeOf(to), publicKeyOf(publicKeyValue)]
  const [uses, signature] = [usesOf(extensions), unpadded(signatureBits)]
  const isOurs = [algorithm, inner].every(each => each !== undefined && sameBytes(each.whole, ECDSA_WITH_SHA256))
  if (!isOurs || serial?.tag !== TAG.integer || issuer === undefined || subject === undefined) return undefined
  if (notBefore === undefined || notAfter === undefined || publicKey === undefined) return undefined
  if (uses === undefined || signature === undefined) return undefined
  return {
    whole: outer.whole,
    tbs: tbs.whole,
    serial: serial.whole,
    issuer: issuer.whole,
    subject: subject.whole,
    notBefore,
    notAfter,
    publicKey,
    signature,
    ...uses,
  }
}

/**
 * Whether the key signed the message (ECDSA, P-256, SHA-256, DER). With `lowS` the one of the two equivalent
 * signatures with the larger s is refused, so that nobody can make a second valid file out of a sealed one.
 */
export function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array, lowS: boolean): boolean {
  try {
    return p256.verify(signature, sha256(message), publicKey, { prehash: false, lowS, format: 'der' })
  } catch {
    // The library throws where the bytes are no signature at all; to a verifier that is one more wrong signature.
    return false
  }
}
