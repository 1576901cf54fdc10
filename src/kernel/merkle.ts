/**
 * Hashes of a Merkle tree and the verification of its proofs (RFC 9162, 2.1), pure: the service, the command line and
 * the pages of the console check the proofs of the audit log by these same functions.
 */
import { sha256 } from '#sha256'

/** Hash of parts one after the other. */
function hashed(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return sha256(bytes)
}
const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** The root of a tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Uint8Array = hashed()

/** Hash of a leaf: SHA-256(0x00 || bytes). @source RFC 9162, 2.1.1 */
export const leafHash = (bytes: Uint8Array): Uint8Array => hashed(LEAF, bytes)
/** Hash of an inner node: SHA-256(0x01 || left || right). @source RFC 9162, 2.1.1 */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => hashed(NODE, left, right)

export const sameHash = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])
const isOdd = (count: number): boolean => count % 2 === 1
const half = (count: number): number => Math.floor(count / 2)

/** Whether the proof shows a leaf at an index of the tree with a root. @source RFC 9162, 2.1.3.2 */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  let [at, last, hash] = [index, size - 1, leaf]
  for (const step of proof) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      hash = nodeHash(step, hash)
      while (!isOdd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else {
      hash = nodeHash(hash, step)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 && sameHash(hash, root)
}

export type TreeHead = { readonly size: number; readonly root: Uint8Array }

/** Whether the proof shows that the first tree is the beginning of the second. @source RFC 9162, 2.1.4.2 */
export function isConsistent(first: TreeHead, second: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (first.size > second.size) return false
  if (first.size === second.size) return proof.length === 0 && sameHash(first.root, second.root)
  if (first.size === 0) return proof.length === 0 && sameHash(first.root, EMPTY_ROOT)
  let [at, last] = [first.size - 1, second.size - 1]
  while (isOdd(at)) {
    at = half(at)
    last = half(last)
  }
  // A first tree that is one whole subtree is its own first step.
  const steps = at === 0 ? [first.root, ...proof] : proof
  const [start, ...rest] = steps
  if (start === undefined) return false
  let [old, young] = [start, start]
  for (const step of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      old = nodeHash(step, old)
      young = nodeHash(step, young)
      while (!isOdd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else {
      young = nodeHash(young, step)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 && sameHash(old, first.root) && sameHash(young, second.root)
}
