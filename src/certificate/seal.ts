/**
 * Seals a drawn certificate: PAdES (ETSI EN 319 142-1), baseline B-T, inside the room that the drawing left. Nothing
 * is appended and no other byte moves. An outside time-stamp authority fits between `beginSeal` and its `finish`.
 */
import { sha256 } from '#sha256'
import { ascii, hexOfBytes, indexOfText, joined } from './bytes.ts'
import { sealedAttributes, stampedAttributes, writeSeal, writeTimeStamp } from './cms.ts'

/** A private key that can be used and not seen, and its certificate (DER). */
export type SigningKey = {
  readonly certificate: Uint8Array
  /** ECDSA P-256 over SHA-256 of the message, DER, the smaller of the two equivalent s. */
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** Gives a time-stamp token (DER) over the bytes. */
export type TimeStamper = (stamped: Uint8Array) => Uint8Array

/**
 * A time-stamp authority in this process, for tests and demonstrations: its time is the caller's word.
 * @param moment whole seconds in UTC, `2026-11-23T01:02:03Z`
 * @param serial unique per token of this authority
 */
export function localTimeStamper(key: SigningKey, moment: string, serial: bigint): TimeStamper {
  return stamped => {
    const claim = { imprint: sha256(stamped), serial, moment }
    const signature = key.sign(stampedAttributes(claim, key.certificate))
    return writeTimeStamp({ claim, certificate: key.certificate, signature })
  }
}

type Room = { readonly range: number; readonly rangeEnd: number; readonly hole: number; readonly holeEnd: number }

/** Where the seal goes: the drawing writes its placeholder once. */
function roomIn(pdf: Uint8Array): Room {
  const range = indexOfText(pdf, '/ByteRange [')
  const rangeEnd = indexOfText(pdf, ']', range) + 1
  const hole = indexOfText(pdf, '/Contents <', range) + '/Contents '.length
  const holeEnd = indexOfText(pdf, '>', hole) + 1
  if (range < 0 || rangeEnd <= range || hole <= rangeEnd || holeEnd <= hole)
    throw new Error('no room was left for a seal')
  if (indexOfText(pdf, '/ByteRange [', rangeEnd) >= 0) throw new Error('the file has room for two seals')
  return { range, rangeEnd, hole, holeEnd }
}

export type BegunSeal = {
  /** What the time-stamp is to be taken of. */
  readonly signature: Uint8Array
  /** Puts the token in and gives the sealed file. */
  readonly finish: (timeStamp: Uint8Array) => Uint8Array
}

/** Signs the file; the time-stamp is still missing. */
export function beginSeal(pdf: Uint8Array, key: SigningKey): BegunSeal {
  const { range, rangeEnd, hole, holeEnd } = roomIn(pdf)
  const sealed = pdf.slice()
  const byteRange = `/ByteRange [0 ${hole} ${holeEnd} ${pdf.length - holeEnd}]`
  sealed.set(ascii(byteRange.padEnd(rangeEnd - range)), range)
  const digest = sha256(joined(sealed.subarray(0, hole), sealed.subarray(holeEnd)))
  const signature = key.sign(sealedAttributes(digest, key.certificate))
  return {
    signature,
    finish: timeStamp => {
      const seal = hexOfBytes(writeSeal({ digest, certificate: key.certificate, signature, timeStamp }))
      const room = holeEnd - hole - 2
      if (seal.length > room)
        throw new Error(`the seal takes ${seal.length / 2} bytes and ${room / 2} were left for it`)
      const whole = sealed.slice()
      whole.set(ascii(seal.padEnd(room, '0')), hole + 1)
      return whole
    },
  }
}

/** Signs the file, has the signature time-stamped, and gives the sealed file. */
export function sealCertificate(pdf: Uint8Array, key: SigningKey, stamp: TimeStamper): Uint8Array {
  const begun = beginSeal(pdf, key)
  return begun.finish(stamp(begun.signature))
}
