/**
 * The Merkle tree of the audit log (RFC 9162, 2.1), pure: roots, proofs and their verification. Only whole subtrees are
 * stored, each under its level and place, and none of them ever changes; everything else is put together from those.
 */
import { createHash } from 'node:crypto'

/** A whole subtree: level 0 is a leaf, level n covers 2^n leaves from place x 2^n on. */
export type TreeNode = { readonly level: number; readonly place: number }
export type HashedNode = TreeNode & { readonly hash: Uint8Array }
/** Leaves from `from` (counted from 0) up to and without `to`. */
export type LeafRange = { readonly from: number; readonly to: number }
/** The hash of a stored subtree. One that is asked for and not there is our fault, and may throw. */
export type HashOf = (node: TreeNode) => Uint8Array

const hashed = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** The root of a tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Uint8Array = hashed()

/** Hash of a leaf: SHA-256(0x00 || bytes). @source RFC 9162, 2.1.1 */
export const leafHash = (bytes: Uint8Array): Uint8Array => hashed(LEAF, bytes)
/** Hash of an inner node: SHA-256(0x01 || left || right). @source RFC 9162, 2.1.1 */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => hashed(NODE, left, right)

export const sameHash = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0
const isOdd = (count: number): boolean => count % 2 === 1
const half = (count: number): number => Math.floor(count / 2)

/** The largest power of two smaller than a count of at least two. */
function splitOf(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/**
 * The whole subtrees that a range is made of, left to right. The range must be one that a tree has: its start a
 * multiple of the largest power of two that is not larger than its length.
 */
export function subtreesOf({ from, to }: LeafRange): readonly TreeNode[] {
  const found: TreeNode[] = []
  let start = from
  while (start < to) {
    let [level, width] = [0, 1]
    while (width * 2 <= to - start) {
      level += 1
      width *= 2
    }
    found.push({ level, place: start / width })
    start += width
  }
  return found
}

/** The hash over a range from its whole subtrees. @source RFC 9162, 2.1.1: MTH(D[n]) */
export function rangeHash(range: LeafRange, hashOf: HashOf): Uint8Array {
  const [last, ...before] = subtreesOf(range).map(hashOf).reverse()
  if (last === undefined) return EMPTY_ROOT
  return before.reduce((right, left) => nodeHash(left, right), last)
}

/**
 * The ranges whose hashes prove that a leaf is in the tree of a size, from the leaf upwards.
 * @param leaf index of the leaf, 0 to size - 1
 * @source RFC 9162, 2.1.3.1: PATH(m, D[n])
 */
export function inclusionRanges(leaf: number, size: number): readonly LeafRange[] {
  const found: LeafRange[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (leaf < middle) {
      found.push({ from: middle, to })
      to = middle
    } else {
      found.push({ from, to: middle })
      from = middle
    }
  }
  return found.reverse()
}

/**
 * The ranges whose hashes prove that the tree of `first` leaves is the beginning of the tree of `second` leaves.
 * @param first 1 to second
 * @source RFC 9162, 2.1.4.1: PROOF(m, D[n])
 */
export function consistencyRanges(first: number, second: number): readonly LeafRange[] {
  const found: LeafRange[] = []
  let [from, to, isWhole] = [0, second, true]
  while (first < to) {
    const middle = from + splitOf(to - from)
    if (first <= middle) {
      found.push({ from: middle, to })
      to = middle
    } else {
      found.push({ from, to: middle })
      from = middle
      isWhole = false
    }
  }
  if (!isWhole) found.push({ from, to })
  return found.reverse()
}

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

export type GrowingTree = {
  readonly size: () => number
  readonly root: () => Uint8Array
  /** Adds a leaf by its hash and gives the whole subtrees that it completes, the leaf itself first. */
  readonly add: (leaf: Uint8Array) => readonly HashedNode[]
}

/**
 * A tree that grows from a size on, keeping only its right edge: as many hashes as the size has binary ones.
 * @param edge the whole subtrees of `{ from: 0, to: size }`, left to right
 */
export function growingTree(size = 0, edge: readonly HashedNode[] = []): GrowingTree {
  const open = [...edge]
  let count = size
  return {
    size: () => count,
    root: () => {
      const [last, ...before] = open.map(one => one.hash).reverse()
      return last === undefined ? EMPTY_ROOT : before.reduce((right, left) => nodeHash(left, right), last)
    },
    add: leaf => {
      let node: HashedNode = { level: 0, place: count, hash: leaf }
      const completed = [node]
      while (open.at(-1)?.level === node.level) {
        const left = open.pop() as HashedNode
        node = { level: node.level + 1, place: left.place / 2, hash: nodeHash(left.hash, node.hash) }
        completed.push(node)
      }
      open.push(node)
      count += 1
      return completed
    },
  }
}
