/** Canonical JSON (RFC 8785) and SHA-256 over it: how two things are shown to be the same, to the byte. */
import { sha256Hex } from '#sha256'

/** What canonical JSON is made of here: no fractions, since every decimal is text. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * The one text of a value: keys sorted by UTF-16 code units, no white space, strings escaped as RFC 8785 says.
 * A key whose value is undefined is left out. A number that is no safe integer is our fault, and is thrown.
 */
export const canonicalJson = (value: Json): string =>
  isOrdered(value) ? JSON.stringify(value) : written(value, canonicalScalar)

/**
 * Whether JSON.stringify writes a value canonically as it stands: plain objects with their keys in order, whole
 * numbers, well-formed strings. What is not is written key by key, or refused there.
 */
export function isOrdered(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value !== 'object') return typeof value === 'boolean'
  if (value === null) return true
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isOrdered(value[i])) return false
    return true
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  let before = ''
  for (const key in value) {
    if (key <= before && before !== '') return false
    before = key
    const item = (value as Readonly<Record<string, unknown>>)[key]
    if (item !== undefined && !isOrdered(item)) return false
    if (!key.isWellFormed()) return false
  }
  return true
}

/**
 * One text for one value that JSON.parse gave, whatever the order of its names: for telling whether two bodies are the
 * same. Takes what anybody may send, fractions and lone surrogates among it, and so it is not canonical JSON.
 */
export const orderedJson = (value: unknown): string => written(value, anyScalar)

function written(value: unknown, scalarText: (scalar: unknown) => string): string {
  if (Array.isArray(value)) {
    let out = '['
    for (let i = 0; i < value.length; i++) out += (i === 0 ? '' : ',') + written(value[i], scalarText)
    return `${out}]`
  }
  if (typeof value !== 'object' || value === null) return scalarText(value)
  const record = value as { readonly [key: string]: unknown }
  const { names, starts } = inOrder(Object.keys(record), scalarText)
  let out = '{'
  for (let i = 0; i < names.length; i++) {
    const item = record[names[i] as string]
    if (item === undefined) continue
    out += (out === '{' ? '' : ',') + starts[i]
    out += typeof item === 'object' ? written(item, scalarText) : scalarText(item)
  }
  return `${out}}`
}

/** As JSON.stringify writes a scalar that JSON.parse gave. */
const anyScalar = (value: unknown): string =>
  typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value)

function canonicalScalar(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value !== 'number') throw new TypeError(`${typeof value} has no place in JSON`)
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no safe integer; write decimals as text`)
  return String(value)
}

/** Names of an object by UTF-16 code units, each with how a member of it begins. */
type Order = { readonly keys: readonly string[]; readonly names: readonly string[]; readonly starts: readonly string[] }

/**
 * Orders of the names that objects have, by their first: the same few hundred stand in every record. Bounded, since
 * names come from outside.
 */
const orders = new Map<string, Order[]>()
const ORDERS_MAX = 2000
const OF_FIRST_MAX = 16
let ordersKept = 0

const isSame = (keys: readonly string[], others: readonly string[]): boolean => {
  if (keys.length !== others.length) return false
  for (let i = 0; i < keys.length; i++) if (keys[i] !== others[i]) return false
  return true
}

function inOrder(keys: readonly string[], scalarText: (scalar: unknown) => string): Order {
  const first = keys[0] ?? ''
  const known = orders.get(first)
  if (known !== undefined) for (const order of known) if (isSame(keys, order.keys)) return order
  const names = sorted([...keys])
  const order = { keys, names, starts: names.map(name => startOfMember(name, scalarText)) }
  // What only one of the two ways of writing takes is not kept for the other.
  if (ordersKept < ORDERS_MAX && (known?.length ?? 0) < OF_FIRST_MAX && keys.every(key => key.isWellFormed())) {
    ordersKept += 1
    orders.set(first, [...(known ?? []), order])
  }
  return order
}

/**
 * Sorts few keys in place by UTF-16 code units; insertion is faster here than the library's sort, and most are sorted.
 */
function sorted(keys: string[]): string[] {
  if (keys.length > 24) return keys.sort()
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string
    let place = i - 1
    while (place >= 0 && (keys[place] as string) > key) keys[place + 1] = keys[place--] as string
    keys[place + 1] = key
  }
  return keys
}

/**
 * Keys as they are written, with their colon: the same few hundred stand in every record. Bounded, since keys come from
 * outside.
 */
const starts = new Map<string, string>()
const KEYS_MAX = 2000

function startOfMember(key: string, scalarText: (scalar: unknown) => string): string {
  const known = starts.get(key)
  if (known !== undefined) return known
  const text = `${scalarText(key)}:`
  // What only one of the two ways of writing takes is not kept for the other.
  if (starts.size < KEYS_MAX && key.isWellFormed()) starts.set(key, text)
  return text
}

/** ASCII that needs no escape: most of what a record holds. */
const PLAIN = /^[ !#-[\]-~]*$/

// JSON.stringify escapes strings exactly as RFC 8785 section 3.2.2.2 asks; a lone surrogate has no UTF-8 and is
// refused.
function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no place in JSON')
  return JSON.stringify(text)
}

/** `sha256:` and the hexadecimal digest over the canonical JSON of a value. */
export const digestOf = (value: Json): string => `sha256:${sha256Hex(canonicalJson(value))}`

/**
 * A body with its own digest in it, as canonical JSON: `digest` is over the canonical JSON of the body without it.
 * @param body an object that has no member `digest`
 */
export function digested(body: { readonly [key: string]: Json | undefined }): {
  readonly digest: string
  readonly text: string
} {
  const keys = Object.keys(body)
    .filter(key => body[key] !== undefined)
    .sort()
  const membersOf = (chosen: readonly string[]) =>
    chosen.map(key => `${startOfMember(key, canonicalScalar)}${canonicalJson(body[key] as Json)}`).join(',')
  // The long texts are made once; with the digest and without it they are only put together again.
  const [head, tail] = [membersOf(keys.filter(key => key < 'digest')), membersOf(keys.filter(key => key > 'digest'))]
  const object = (...parts: string[]) => `{${parts.filter(part => part !== '').join(',')}}`
  const digest = `sha256:${sha256Hex(object(head, tail))}`
  return { digest, text: object(head, `"digest":"${digest}"`, tail) }
}
