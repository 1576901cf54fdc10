/**
 * DER (X.690): just enough to write a seal and to read one strictly. The reader takes the one encoding DER allows and
 * nothing else, so what it accepts equals its own re-encoding. Pure and synchronous: the verifier runs it in a
 * browser too.
 */

import { ascii, bytesOfHex, joined } from './bytes.ts'

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octets: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
  context3: 0xa3,
} as const

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const digits: number[] = []
  for (let rest = length; rest > 0; rest = (rest - (rest % 256)) / 256) digits.unshift(rest % 256)
  return Uint8Array.of(0x80 | digits.length, ...digits)
}

/** Tag, length and the contents one after the other. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = joined(...contents)
  return joined(Uint8Array.of(tag), lengthBytes(body.length), body)
}

function byBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const difference = (a[index] as number) - (b[index] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => der(TAG.sequence, ...items)
/** SET OF: DER sorts the encoded elements. `tag` names an implicitly tagged one. */
export const setOf = (items: readonly Uint8Array[], tag: number = TAG.set): Uint8Array =>
  der(tag, ...[...items].sort(byBytes))
export const octets = (bytes: Uint8Array): Uint8Array => der(TAG.octets, bytes)

/** A whole number of 0 or more, with the leading zero byte that keeps it from being read as negative. */
export function integer(value: bigint): Uint8Array {
  const digits = value.toString(16)
  const bytes = bytesOfHex(digits.length % 2 === 0 ? digits : `0${digits}`)
  return der(TAG.integer, (bytes[0] as number) >= 0x80 ? joined(Uint8Array.of(0), bytes) : bytes)
}

/** Dotted text; an arc may have any size (those below 2.25 are UUIDs). */
export function oid(text: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = text.split('.').map(BigInt)
  const base128 = (value: bigint): number[] => {
    const digits = [Number(value & 0x7fn)]
    for (let left = value >> 7n; left > 0n; left >>= 7n) digits.unshift(Number(left & 0x7fn) | 0x80)
    return digits
  }
  return der(TAG.oid, Uint8Array.from([first * 40n + second, ...rest].flatMap(base128)))
}

/** `2026-11-23T01:02:03Z` as a GeneralizedTime of whole seconds. */
export const generalizedTime = (moment: string): Uint8Array =>
  der(TAG.generalizedTime, ascii(moment.replace(/[-:T]/g, '')))

/** A value as it was read: `whole` is tag, length and contents. */
export type DerValue = { readonly tag: number; readonly contents: Uint8Array; readonly whole: Uint8Array }

function readAt(bytes: Uint8Array, at: number): DerValue | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  // Tags of 31 and above take further bytes; nothing that we read has one.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  let [length, start] = [first, at + 2]
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 3) return undefined
    length = 0
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + index] ?? 0)
    start += count
    // The shortest form is the only one.
    const shortest = lengthBytes(length).length - 1
    if (length < 0x80 || shortest !== count) return undefined
  }
  const end = start + length
  if (end > bytes.length) return undefined
  return { tag, contents: bytes.subarray(start, end), whole: bytes.subarray(at, end) }
}

/** The first value of the bytes, whatever follows it; undefined where there is no DER. */
export const readFirst = (bytes: Uint8Array): DerValue | undefined => readAt(bytes, 0)

/** The values one after the other that fill the bytes; undefined where they are not DER to the last byte. */
export function readAll(bytes: Uint8Array): readonly DerValue[] | undefined {
  const values: DerValue[] = []
  let at = 0
  while (at < bytes.length) {
    const value = readAt(bytes, at)
    if (value === undefined) return undefined
    values.push(value)
    at += value.whole.length
  }
  return values
}

/** The members of a constructed value with the given tag; undefined where it is none. */
export function membersOf(value: DerValue | undefined, tag: number): readonly DerValue[] | undefined {
  return value !== undefined && value.tag === tag ? readAll(value.contents) : undefined
}

/** A time of whole seconds in UTC, as `2026-11-23T01:02:03Z`; undefined where it is no such time. */
export function timeOf(value: DerValue | undefined): string | undefined {
  if (value === undefined) return undefined
  const text = new TextDecoder().decode(value.contents)
  const full = value.tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const isTime = value.tag === TAG.utcTime || value.tag === TAG.generalizedTime
  const found = isTime && full.length === 15 ? /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(full) : null
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1)
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}
