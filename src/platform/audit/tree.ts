/**
 * The Merkle tree of the audit log (RFC 9162, 2.1), pure: roots and proofs. Only whole subtrees are stored, each under
 * its level and place, and none of them ever changes; everything else is put together from those. What checks a proof
 * stands in kernel/merkle.ts, where the pages have it too.
 */
import { EMPTY_ROOT, nodeHash } from '../../kernel/merkle.ts'

/** A whole subtree: level 0 is a leaf, level n covers 2^n leaves from place x 2^n on. */
export type TreeNode = { readonly level: number; readonly place: number }
export type HashedNode = TreeNode & { readonly hash: Uint8Array }
/** Leaves from `from` (counted from 0) up to and without `to`. */
export type LeafRange = { readonly from: number; readonly to: number }
/** The hash of a stored subtree. One that is asked for and not there is our fault, and may throw. */
export type HashOf = (node: TreeNode) => Uint8Array

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
