/**
 * Signatures as a verifier of certificates takes them (ECDSA, P-256, SHA-256): every way known of bending one is made
 * here and refused, and what is right is what OpenSSL finds right. The forms are those of X.690, SEC 1 and FIPS 186-5.
 */
import { createSign, createVerify, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSignedBy } from '../../src/certificate/x509.ts'

/** FIPS 186-5 and SP 800-186, 3.2.1.3: the order of the group and the prime of the field. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' })
const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
const message = Buffer.from('a certificate, to the byte')
const made = createSign('sha256').update(message).sign(pair.privateKey)

const bytesOf = (value: bigint): Buffer => {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}
const tagged = (tag: number, content: Buffer): Buffer => Buffer.concat([Buffer.of(tag, content.length), content])
/** An INTEGER as X.690, 8.3 has it: a zero before a first bit that is set. */
const integerOf = (value: bigint): Buffer => {
  const bytes = bytesOf(value)
  return tagged(2, (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}
const signatureOf = (r: bigint, s: bigint): Buffer => tagged(0x30, Buffer.concat([integerOf(r), integerOf(s)]))
/** The two numbers of a signature of our own making. */
function numbersOf(signature: Buffer): readonly [bigint, bigint] {
  const length = signature[3] ?? 0
  const [r, s] = [signature.subarray(4, 4 + length), signature.subarray(6 + length)]
  return [BigInt(`0x${r.toString('hex')}`), BigInt(`0x${s.toString('hex')}`)]
}
const [r, either] = numbersOf(made)
const s = either > N / 2n ? N - either : either
const good = signatureOf(r, s)
const isTaken = (signature: Uint8Array, lowS = true, key: Uint8Array = point, of: Uint8Array = message): boolean =>
  isSignedBy(key, of, signature, lowS)

test('a right one is taken; of the two that are equal the larger is refused where only one may be', () => {
  expect(isTaken(good)).toBe(true)
  expect(isTaken(signatureOf(r, N - s))).toBe(false)
  expect([isTaken(good, false), isTaken(signatureOf(r, N - s), false)]).toEqual([true, true])
})

describe('a signature is refused whatever is made of it:', () => {
  const body = good.subarray(2)
  const [first, second] = [integerOf(r), integerOf(s)]
  const padded = (value: bigint): Buffer => {
    const whole = integerOf(value).subarray(2)
    return tagged(2, Buffer.concat([Buffer.of(0), whole]))
  }
  const BENT: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['an empty sequence', Buffer.of(0x30, 0)],
    ['one number', tagged(0x30, first)],
    ['three numbers', tagged(0x30, Buffer.concat([first, second, second]))],
    ['the numbers the other way round', tagged(0x30, Buffer.concat([second, first]))],
    ['a byte behind it', Buffer.concat([good, Buffer.of(0)])],
    ['a byte inside, behind the numbers', tagged(0x30, Buffer.concat([body, Buffer.of(0)]))],
    ['a byte missing', good.subarray(0, -1)],
    ['a length in the long form', Buffer.concat([Buffer.of(0x30, 0x81, body.length), body])],
    ['a length that is not told', Buffer.concat([Buffer.of(0x30, 0x80), body, Buffer.of(0, 0)])],
    ['a length that is too long', Buffer.concat([Buffer.of(0x30, body.length + 1), body])],
    ['a set', Buffer.concat([Buffer.of(0x31, body.length), body])],
    ['bytes for r', tagged(0x30, Buffer.concat([tagged(4, first.subarray(2)), second]))],
    ['a zero too many before r', tagged(0x30, Buffer.concat([padded(r), second]))],
    ['a zero too many before s', tagged(0x30, Buffer.concat([first, padded(s)]))],
    ['an empty number', tagged(0x30, Buffer.concat([Buffer.of(2, 0), second]))],
    ['r of 0', signatureOf(0n, s)],
    ['s of 0', signatureOf(r, 0n)],
    ['both 0', signatureOf(0n, 0n)],
    ['both 1', signatureOf(1n, 1n)],
    ['r of the order', signatureOf(N, s)],
    ['s of the order', signatureOf(r, N)],
    ['r with the order added', signatureOf(r + N, s)],
    ['s with the order added', signatureOf(r, s + N)],
    ['r of the prime', signatureOf(P, s)],
    ['a number of 300 bits', signatureOf(r + (1n << 300n), s)],
    ['-r', tagged(0x30, Buffer.concat([tagged(2, bytesOf((1n << 264n) - r)), second]))],
    ['the two numbers bare (IEEE P1363)', Buffer.concat([bytesOf(r), bytesOf(s)])],
  ]
  test.each(BENT)('%s', (_name, bytes) => {
    expect([isTaken(bytes), isTaken(bytes, false)]).toEqual([false, false])
  })
  test('and any bit of it turned over', () => {
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bent = Buffer.from(good)
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(isTaken(bent, false), `bit ${bit}`).toBe(false)
    }
  })
})

describe('a key is refused that is none:', () => {
  const both = point.subarray(1)
  const moved = Buffer.from(point)
  moved[64] = (moved[64] ?? 0) ^ 1
  const KEYS: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['the point at infinity', Buffer.of(0)],
    ['zeros', Buffer.concat([Buffer.of(4), Buffer.alloc(64)])],
    ['a point beside the curve', moved],
    ['a point in hybrid form, even', Buffer.concat([Buffer.of(6), both])],
    ['a point in hybrid form, odd', Buffer.concat([Buffer.of(7), both])],
    ['coordinates without their form', both],
    ['a byte behind it', Buffer.concat([point, Buffer.of(0)])],
    ['a coordinate of the prime', Buffer.concat([Buffer.of(4), bytesOf(P), both.subarray(32)])],
    ['somebody else’s', Buffer.concat([Buffer.of(4), both.subarray(32), both.subarray(0, 32)])],
  ]
  test.each(KEYS)('%s', (_name, key) => expect(isTaken(good, false, key)).toBe(false))
})

test('what OpenSSL signs is taken, for that message alone, and what it refuses is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (one, other) => {
      const signature = createSign('sha256').update(one).sign(pair.privateKey)
      const found = createVerify('sha256').update(other).verify(pair.publicKey, signature)
      expect(isTaken(signature, false, point, one)).toBe(true)
      expect(isTaken(signature, false, point, other)).toBe(found)
    }),
    { numRuns: 200 },
  )
})
