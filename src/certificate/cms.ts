/**
 * The seal's bytes: a CAdES signature (RFC 5652, RFC 5035, ETSI EN 319 122-1) with a time-stamp token (RFC 3161)
 * among its unsigned attributes. One form only is written and read: the reader rebuilds what it has read and demands
 * the same bytes, so no byte of a seal is free.
 */
import { sha256 } from '#sha256'
import { sameBytes } from './bytes.ts'
import {
  type DerValue,
  der,
  generalizedTime,
  integer,
  membersOf,
  octets,
  oid,
  readFirst,
  sequence,
  setOf,
  TAG,
  timeOf,
} from './der.ts'
import { ECDSA_WITH_SHA256, readX509 } from './x509.ts'

const OID = {
  content: oid('1.2.840.113549.1.7.1'),
  signed: oid('1.2.840.113549.1.7.2'),
  timeStampClaim: oid('1.2.840.113549.1.9.16.1.4'),
  contentType: oid('1.2.840.113549.1.9.3'),
  messageDigest: oid('1.2.840.113549.1.9.4'),
  signingCertificate: oid('1.2.840.113549.1.9.16.2.47'),
  timeStamp: oid('1.2.840.113549.1.9.16.2.14'),
  // An identifier of our own under the arc for UUIDs (ITU-T X.667): "local test authority, no promise of accuracy".
  localPolicy: oid('2.25.150392306733091259285669548151544027906'),
} as const
const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'))

const attribute = (type: Uint8Array, value: Uint8Array): Uint8Array => sequence(type, setOf([value]))

/** What is signed besides the content: its type, its digest, and the certificate of the key that signs. */
function signedAttributes(
  contentType: Uint8Array,
  digest: Uint8Array,
  certificate: Uint8Array,
  tag: number,
): Uint8Array {
  const essCertificate = sequence(octets(sha256(certificate)))
  return setOf(
    [
      attribute(OID.contentType, contentType),
      attribute(OID.messageDigest, octets(digest)),
      attribute(OID.signingCertificate, sequence(sequence(essCertificate))),
    ],
    tag,
  )
}

type Signed = {
  readonly version: bigint
  readonly contentType: Uint8Array
  /** The content itself where it is inside, as in a time-stamp; undefined where it is the file. */
  readonly content: Uint8Array | undefined
  readonly digest: Uint8Array
  readonly certificate: Uint8Array
  readonly signature: Uint8Array
  /** Encoded unsigned attributes. */
  readonly unsigned: readonly Uint8Array[]
}

function signedMessage(signed: Signed): Uint8Array {
  const certificate = readX509(signed.certificate)
  if (certificate === undefined) throw new Error('the signing certificate cannot be read')
  const signer = sequence(
    integer(1n),
    sequence(certificate.issuer, certificate.serial),
    SHA256,
    signedAttributes(signed.contentType, signed.digest, signed.certificate, TAG.context0),
    ECDSA_WITH_SHA256,
    octets(signed.signature),
    ...(signed.unsigned.length === 0 ? [] : [setOf(signed.unsigned, TAG.context1)]),
  )
  const content = signed.content === undefined ? [] : [der(TAG.context0, octets(signed.content))]
  const message = sequence(
    integer(signed.version),
    setOf([SHA256]),
    sequence(signed.contentType, ...content),
    der(TAG.context0, signed.certificate),
    setOf([signer]),
  )
  return sequence(OID.signed, der(TAG.context0, message))
}

type Parts = {
  readonly content: DerValue | undefined
  readonly certificate: Uint8Array
  readonly digest: Uint8Array
  readonly signature: Uint8Array
  readonly unsigned: DerValue | undefined
}

/**
 * Picks the parts out of a signed message; that nothing else is in it is known when they have been put together again.
 */
function partsOf(bytes: Uint8Array): Parts | undefined {
  const [, wrapped] = membersOf(readFirst(bytes), TAG.sequence) ?? []
  const [message] = membersOf(wrapped, TAG.context0) ?? []
  const [, , encapsulated, certificates, signers] = membersOf(message, TAG.sequence) ?? []
  const [, explicit] = membersOf(encapsulated, TAG.sequence) ?? []
  const [content] = membersOf(explicit, TAG.context0) ?? []
  const [certificate] = membersOf(certificates, TAG.context0) ?? []
  const [signer] = membersOf(signers, TAG.set) ?? []
  const [, , , attributes, , signature, unsigned] = membersOf(signer, TAG.sequence) ?? []
  const digest = (membersOf(attributes, TAG.context0) ?? [])
    .map(each => membersOf(each, TAG.sequence))
    .find(each => each?.[0] !== undefined && sameBytes(each[0].whole, OID.messageDigest))
  const [digestOctets] = membersOf(digest?.[1], TAG.set) ?? []
  if (certificate === undefined || signature === undefined || digestOctets?.contents.length !== 32) return undefined
  if (readX509(certificate.whole) === undefined) return undefined
  return {
    content,
    certificate: certificate.whole,
    digest: digestOctets.contents,
    signature: signature.contents,
    unsigned,
  }
}

/** What the key of a seal signs, given the digest of the file's covered bytes. */
export const sealedAttributes = (digest: Uint8Array, certificate: Uint8Array): Uint8Array =>
  signedAttributes(OID.content, digest, certificate, TAG.set)

export type SealParts = {
  /** SHA-256 over the file without the hole that the seal stands in. */
  readonly digest: Uint8Array
  readonly certificate: Uint8Array
  readonly signature: Uint8Array
  /** The time-stamp token over `signature`. */
  readonly timeStamp: Uint8Array
}

export const writeSeal = (parts: SealParts): Uint8Array =>
  signedMessage({
    version: 1n,
    contentType: OID.content,
    content: undefined,
    digest: parts.digest,
    certificate: parts.certificate,
    signature: parts.signature,
    unsigned: [attribute(OID.timeStamp, parts.timeStamp)],
  })

/** Reads a seal; undefined unless the bytes are exactly what `writeSeal` makes of its parts. */
export function readSeal(bytes: Uint8Array): SealParts | undefined {
  const parts = partsOf(bytes)
  const [stamped] = membersOf(parts?.unsigned, TAG.context1) ?? []
  const [, values] = membersOf(stamped, TAG.sequence) ?? []
  const [timeStamp] = membersOf(values, TAG.set) ?? []
  if (parts === undefined || timeStamp === undefined) return undefined
  const seal = { ...parts, timeStamp: timeStamp.whole }
  return sameBytes(writeSeal(seal), bytes) ? seal : undefined
}

export type TimeStampClaim = {
  /** SHA-256 of what was stamped. */
  readonly imprint: Uint8Array
  readonly serial: bigint
  /** Whole seconds, UTC: `2026-11-23T01:02:03Z`. */
  readonly moment: string
}

const timeStampClaim = (claim: TimeStampClaim): Uint8Array =>
  sequence(
    integer(1n),
    OID.localPolicy,
    sequence(SHA256, octets(claim.imprint)),
    integer(claim.serial),
    generalizedTime(claim.moment),
  )

/** What the key of a time-stamp authority signs. */
export const stampedAttributes = (claim: TimeStampClaim, certificate: Uint8Array): Uint8Array =>
  signedAttributes(OID.timeStampClaim, sha256(timeStampClaim(claim)), certificate, TAG.set)

export type TimeStampParts = {
  readonly claim: TimeStampClaim
  readonly certificate: Uint8Array
  readonly signature: Uint8Array
}

export function writeTimeStamp(parts: TimeStampParts): Uint8Array {
  const content = timeStampClaim(parts.claim)
  return signedMessage({
    version: 3n,
    contentType: OID.timeStampClaim,
    content,
    digest: sha256(content),
    certificate: parts.certificate,
    signature: parts.signature,
    unsigned: [],
  })
}

/** Reads a token; undefined unless the bytes are exactly what `writeTimeStamp` makes of its parts. */
export function readTimeStamp(bytes: Uint8Array): TimeStampParts | undefined {
  const parts = partsOf(bytes)
  const [, , imprint, serial, time] =
    membersOf(readFirst(parts?.content?.contents ?? new Uint8Array()), TAG.sequence) ?? []
  const [, digest] = membersOf(imprint, TAG.sequence) ?? []
  const moment = timeOf(time)
  if (parts === undefined || digest === undefined || serial?.tag !== TAG.integer || moment === undefined)
    return undefined
  // An authority may count with up to 160 bits (RFC 3161, 2.4.2).
  if (serial.contents.length === 0 || serial.contents.length > 21) return undefined
  const value = serial.contents.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const claim = { imprint: digest.contents, serial: value, moment }
  const token = { claim, certificate: parts.certificate, signature: parts.signature }
  return sameBytes(writeTimeStamp(token), bytes) ? token : undefined
}
