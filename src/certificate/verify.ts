/**
 * The verifier: is this file, to the last byte, what the agency sealed, with a key that the trust list believes, at
 * the time that a believed authority says? Pure and synchronous, without anything of Node: the command line and the
 * public page run the same. That the printed grade follows from the attached record is asked afterwards, of the
 * record this gives.
 */
import { sha256 } from '#sha256'
import { addDays, type CalendarDate } from '../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import { bytesOfBase64, bytesOfHex, indexOfText, joined, latin, sameBytes } from './bytes.ts'
import {
  readSeal,
  readTimeStamp,
  type SealParts,
  sealedAttributes,
  stampedAttributes,
  type TimeStampParts,
} from './cms.ts'
import { readFirst } from './der.ts'
import type { CertificateRefusal } from './refusals.ts'
import type { TrustedKey, TrustList } from './trust-list.ts'
import { openPaper, type PaperAttachment } from './verify-paper.ts'
import { isSignedBy, readX509, type X509 } from './x509.ts'

export type VerifiedPaper = {
  readonly attachment: PaperAttachment
  /** When the seal was time-stamped: whole seconds, UTC. */
  readonly sealedAt: string
  readonly sealKey: { readonly id: string; readonly status: TrustedKey['status'] }
  readonly timeStampKey: { readonly id: string; readonly status: TrustedKey['status'] }
  /** SHA-256 over the bytes that the seal covers. */
  readonly digest: Uint8Array
}

type Refused = Refusal<CertificateRefusal>
type Step<Value> = Value | { readonly refused: Refused }

const refused = (code: CertificateRefusal, at = '', params: Readonly<Record<string, string>> = {}) => ({
  refused: refusal(code, at, params),
})
const isRefused = <Value>(step: Step<Value>): step is { readonly refused: Refused } =>
  typeof step === 'object' && step !== null && 'refused' in step

type Hole = { readonly at: number; readonly from: number; readonly to: number }

/** Finds the one seal and the bytes that it covers: all of the file but the seal's own hexadecimal digits. */
function holeIn(bytes: Uint8Array): Step<Hole> {
  if (indexOfText(bytes.subarray(0, 5), '%PDF-') !== 0) return refused('paper_not_pdf')
  const at = indexOfText(bytes, '/ByteRange [')
  if (at < 0) return refused('paper_not_sealed')
  const found = /^\/ByteRange \[(0|[1-9][0-9]{0,9}) ([1-9][0-9]{0,9}) ([1-9][0-9]{0,9}) (0|[1-9][0-9]{0,9})\] *\n/.exec(
    latin(bytes.subarray(at, at + 96)),
  )
  if (found === null) return refused('seal_not_canonical', 'byte_range')
  const [start = 0, from = 0, to = 0, rest = 0] = found.slice(1).map(Number)
  if (to + rest < bytes.length) {
    return refused('paper_bytes_appended', 'byte_range', { covered: String(to + rest), length: String(bytes.length) })
  }
  if (indexOfText(bytes, '/ByteRange [', at + 1) >= 0)
    return refused('seal_not_canonical', 'byte_range', { reason: 'two seals' })
  if (start !== 0 || to + rest !== bytes.length || to - from < 4 || at + found[0].length > from) {
    return refused('paper_altered', 'byte_range')
  }
  const isHole = latin(bytes.subarray(from - 10, from + 1)) === '/Contents <' && bytes[to - 1] === 0x3e
  if (!isHole) return refused('paper_altered', 'byte_range')
  return { at, from, to }
}

/** The seal's bytes: lower-case digits, then zeros to the end of the hole and nothing else. */
function sealIn(bytes: Uint8Array, hole: Hole): Step<SealParts> {
  const digits = latin(bytes.subarray(hole.from + 1, hole.to - 1))
  if (!/^(?:[0-9a-f]{2})+$/.test(digits)) return refused('seal_not_canonical', 'contents')
  const padded = bytesOfHex(digits)
  const whole = readFirst(padded)?.whole
  if (whole === undefined || padded.subarray(whole.length).some(Boolean)) {
    return refused('seal_not_canonical', 'contents')
  }
  return readSeal(whole) ?? refused('seal_not_canonical', 'contents')
}

type Believed = { readonly key: TrustedKey; readonly certificate: X509 }

/**
 * The key of the trust list with this very certificate, if its certificate hangs under the list's root and may do
 * this work.
 */
function believed(list: TrustList, certificate: Uint8Array, purpose: TrustedKey['purpose']): Believed | undefined {
  const root = readX509(bytesOfBase64(list.root))
  const key = list.keys.find(
    each => each.purpose === purpose && sameBytes(bytesOfBase64(each.certificate), certificate),
  )
  const own = readX509(certificate)
  if (root === undefined || key === undefined || own === undefined) return undefined
  const hangs =
    root.isAuthority &&
    root.maySignCertificates &&
    isSignedBy(root.publicKey, root.tbs, root.signature, false) &&
    sameBytes(own.issuer, root.subject) &&
    isSignedBy(root.publicKey, own.tbs, own.signature, false)
  const mayDoThis = own.maySign && !own.isAuthority && own.isTimeStamper === (purpose === 'time_stamp')
  return hangs && mayDoThis ? { key, certificate: own } : undefined
}

/** Whether the moment lies within the days of the list and of the certificate, both ends included. */
const isWithin = ({ key, certificate }: Believed, moment: string): boolean =>
  [
    [key.not_before, key.not_after],
    [certificate.notBefore, certificate.notAfter],
  ].every(([from = '', to = '']) => from <= moment && moment <= to)

type Stamped = { readonly token: TimeStampParts; readonly by: Believed }

function stampOn(seal: SealParts, list: TrustList, day: CalendarDate): Step<Stamped> {
  const wrong = (reason: string) => refused('time_stamp_invalid', 'time_stamp', { reason })
  const token = readTimeStamp(seal.timeStamp)
  if (token === undefined) return wrong('not_canonical')
  if (!sameBytes(token.claim.imprint, sha256(seal.signature))) return wrong('of_something_else')
  const by = believed(list, token.certificate, 'time_stamp')
  if (by === undefined) return wrong('unknown_authority')
  if (by.key.status === 'revoked') return wrong('revoked_authority')
  const attributes = stampedAttributes(token.claim, token.certificate)
  if (!isSignedBy(by.certificate.publicKey, attributes, token.signature, true)) return wrong('signature_wrong')
  const { moment } = token.claim
  if (!isWithin(by, moment)) return wrong('authority_expired')
  // A legal day begins up to 14 hours before the UTC day of the same name and may end 12 hours after it: one day of
  // grace.
  if (moment.slice(0, 10) > addDays(day, 1)) return wrong('in_the_future')
  return { token, by }
}

function sealerOf(seal: SealParts, list: TrustList): Step<Believed> {
  const by = believed(list, seal.certificate, 'seal')
  if (by === undefined) return refused('seal_key_unknown', 'seal')
  if (by.key.status === 'revoked') return refused('seal_key_revoked', 'seal', { key: by.key.id })
  const attributes = sealedAttributes(seal.digest, seal.certificate)
  if (!isSignedBy(by.certificate.publicKey, attributes, seal.signature, true)) {
    return refused('seal_signature_wrong', 'seal', { key: by.key.id })
  }
  return by
}

/**
 * Verifies a sealed paper and gives what is attached to it, read from the sealed bytes.
 * Refused, most basic first: `paper_not_pdf`, `paper_not_sealed`, `paper_bytes_appended`, `seal_not_canonical`,
 * `paper_altered`, `seal_key_unknown`, `seal_key_revoked`, `seal_signature_wrong`, `time_stamp_invalid` (with its
 * reason), `seal_key_expired` (the key's days do not cover the time-stamp), `attachment_missing`.
 * @param list what is believed; keys retired since verify by their days, revoked ones never
 * @param day today, so that a seal from the future is refused
 */
export function verifySealedPdf(
  bytes: Uint8Array,
  list: TrustList,
  day: CalendarDate,
): Result<VerifiedPaper, CertificateRefusal> {
  const hole = holeIn(bytes)
  if (isRefused(hole)) return refuse(hole.refused)
  const seal = sealIn(bytes, hole)
  if (isRefused(seal)) return refuse(seal.refused)
  const digest = sha256(joined(bytes.subarray(0, hole.from), bytes.subarray(hole.to)))
  if (!sameBytes(digest, seal.digest)) return refuse(refusal('paper_altered', 'digest'))
  const sealer = sealerOf(seal, list)
  if (isRefused(sealer)) return refuse(sealer.refused)
  const stamp = stampOn(seal, list, day)
  if (isRefused(stamp)) return refuse(stamp.refused)
  const sealedAt = stamp.token.claim.moment
  if (!isWithin(sealer, sealedAt)) {
    const { id, not_before, not_after } = sealer.key
    return refuse(refusal('seal_key_expired', 'seal', { key: id, not_before, not_after, sealed_at: sealedAt }))
  }
  // From here on every byte is the agency's own; what is read now cannot have been put there by somebody else.
  const paper = openPaper(bytes)
  const ranges = [0, hole.from, hole.to, bytes.length - hole.to]
  const isOwnSeal =
    paper !== undefined &&
    paper.subFilter === 'ETSI.CAdES.detached' &&
    paper.sealAt < hole.at &&
    ranges.every((range, index) => paper.byteRange[index] === range)
  if (!isOwnSeal) return refuse(refusal('seal_not_canonical', 'field'))
  if (paper.attachment === undefined) return refuse(refusal('attachment_missing', 'attachment'))
  return ok({
    attachment: paper.attachment,
    sealedAt,
    sealKey: { id: sealer.key.id, status: sealer.key.status },
    timeStampKey: { id: stamp.by.key.id, status: stamp.by.key.status },
    digest,
  })
}
