/**
 * Proofs of the audit log checked where they are read: the tree by the pure verifier that the command line runs too,
 * the signatures by the browser under the log's public keys.
 */
import {
  checksOf,
  headParts,
  type ProofCheck,
  type ProofFile,
  proofFileSchema,
  signedHeadsIn,
} from '../../kernel/audit-proof.ts'
import { call, type ValueOf } from '../api/client.ts'

export type Keys = ValueOf<'GET /v1/audit/keys'>
export type Leaf = ValueOf<'GET /v1/audit/leaves/{sequence}'>
export type Head = ValueOf<'GET /v1/audit/heads'>['items'][number]
export type Check = ProofCheck | 'signature'
/** `holds` is null where this browser cannot tell: signatures are checked on secure addresses alone. */
export type Found = {
  readonly file: ProofFile
  readonly checks: readonly { readonly check: Check; readonly holds: boolean | null }[]
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const fromBase64 = (text: string) => Uint8Array.from(atob(text), letter => letter.charCodeAt(0))

/** Whether a listed key signed the head; null where the browser has no means to say. */
export async function isSigned(signed: string, { keys }: Keys): Promise<boolean | null> {
  if (globalThis.crypto?.subtle === undefined) return null
  const parts = headParts(signed)
  const key = keys.find(each => each.id === parts?.key)
  if (parts === undefined || key === undefined) return false
  try {
    const believed = await crypto.subtle.importKey('spki', fromBase64(key.public), CURVE, false, ['verify'])
    const hashed = { name: 'ECDSA', hash: 'SHA-256' }
    return await crypto.subtle.verify(hashed, believed, Uint8Array.from(parts.signature), Uint8Array.from(parts.input))
  } catch {
    // A key or a signature that cannot be read vouches for nothing.
    return false
  }
}

export async function foundIn(file: ProofFile, keys: Keys): Promise<Found> {
  const signatures = await Promise.all(signedHeadsIn(file).map(signed => isSigned(signed, keys)))
  const holds = signatures.includes(false) ? false : signatures.includes(null) ? null : true
  return { file, checks: [...checksOf(file), { check: 'signature', holds }] }
}

/** Fetches what proves that an entry stands under the newest head, and checks it. */
export async function entryProven(leaf: Leaf): Promise<Found | 'waiting'> {
  const [keys, { items }] = await Promise.all([
    call('GET /v1/audit/keys'),
    call('GET /v1/audit/heads', { query: { limit: '1' } }),
  ])
  const head = items[0]
  if (leaf.leaf === null || head === undefined || head.size <= leaf.leaf) return 'waiting'
  const query = { leaf: String(leaf.leaf), size: String(head.size) }
  const { proof } = await call('GET /v1/audit/proofs/inclusion', { query })
  const { leaf: place, hash, ...columns } = leaf
  return foundIn({ format: 'audit-inclusion-1', leaf: columns, place, hash: hash ?? '', proof: [...proof], head }, keys)
}

/** Fetches what proves that one head's tree is the beginning of another's, and checks it. */
export async function headsProven(one: Head, other: Head): Promise<Found> {
  const [first, second] = one.size <= other.size ? [one, other] : [other, one]
  const query = { from: String(first.size), to: String(second.size) }
  const [keys, { proof }] = await Promise.all([
    call('GET /v1/audit/keys'),
    call('GET /v1/audit/proofs/consistency', { query }),
  ])
  return foundIn({ format: 'audit-consistency-1', first, second, proof: [...proof] }, keys)
}

/** More than the largest proof there can be. */
const BYTES_MAX = 1_000_000

/** Checks a proof that somebody saved; null where the file is none. */
export async function fileProven(file: File): Promise<Found | null> {
  if (file.size > BYTES_MAX) return null
  let value: unknown
  try {
    value = JSON.parse(await file.text())
  } catch {
    return null
  }
  const read = proofFileSchema.safeParse(value)
  return read.success ? foundIn(read.data, await call('GET /v1/audit/keys')) : null
}
