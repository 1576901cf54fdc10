/**
 * The tree of the audit log against the vectors of the certificate-transparency reference and against its definition.
 */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isConsistent, isIncluded, leafHash } from '../../src/kernel/merkle.ts'
import {
  consistencyRanges,
  growingTree,
  type HashOf,
  inclusionRanges,
  rangeHash,
} from '../../src/platform/audit/tree.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (text: string): Uint8Array => Buffer.from(text, 'hex')

/**
 * Inputs and roots of the reference implementation's merkle tree tests.
 * @source google/certificate-transparency, merkletree/merkle_tree_test.cc (kInputs, kRoots), for RFC 6962, 2.1
 */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** The definition as the RFC writes it, over the inputs themselves. */
function definedRoot(inputs: readonly Uint8Array[]): Uint8Array {
  const sha = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
  if (inputs.length === 0) return sha()
  if (inputs.length === 1) return sha(Buffer.of(0), inputs[0]!)
  let k = 1
  while (k * 2 < inputs.length) k *= 2
  return sha(Buffer.of(1), definedRoot(inputs.slice(0, k)), definedRoot(inputs.slice(k)))
}

function grown(inputs: readonly Uint8Array[]) {
  const tree = growingTree()
  const stored = new Map<string, Uint8Array>()
  for (const input of inputs)
    for (const node of tree.add(leafHash(input))) stored.set(`${node.level}/${node.place}`, node.hash)
  const hashOf: HashOf = node => stored.get(`${node.level}/${node.place}`) ?? expect.fail('no such subtree')
  return { tree, hashOf }
}
const numbered = (count: number) => Array.from({ length: count }, (_, at) => Buffer.from(`leaf ${at}`))

describe('the tree of the audit log', () => {
  it('has the roots of the reference implementation, one for each size', () => {
    const inputs = INPUTS.map(bytes)
    ROOTS.forEach((root, at) => {
      const part = grown(inputs.slice(0, at + 1))
      expect(hex(part.tree.root())).toBe(root)
      expect(hex(rangeHash({ from: 0, to: at + 1 }, part.hashOf))).toBe(root)
    })
    expect(hex(grown([]).tree.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('has the paths of the reference implementation', () => {
    const { hashOf } = grown(INPUTS.map(bytes))
    const path = (leaf: number, size: number) => inclusionRanges(leaf, size).map(range => hex(rangeHash(range, hashOf)))
    expect(path(0, 1)).toEqual([])
    expect(path(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(path(5, 8)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(path(2, 3)).toEqual(['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'])
    expect(path(1, 5)).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
  })

  it('has the consistency proofs of the reference implementation', () => {
    const { hashOf } = grown(INPUTS.map(bytes))
    const proof = (from: number, to: number) => consistencyRanges(from, to).map(range => hex(rangeHash(range, hashOf)))
    expect(proof(1, 1)).toEqual([])
    expect(proof(1, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(proof(6, 8)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(proof(2, 5)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
  })

  it('is the tree of the definition at every size to 130', () => {
    for (let size = 0; size <= 130; size++)
      expect(hex(grown(numbered(size)).tree.root())).toBe(hex(definedRoot(numbered(size))))
  })

  it('proves every leaf of every size to 40, and proves nothing with another leaf, index, size or step', () => {
    for (let size = 1; size <= 40; size++) {
      const { tree, hashOf } = grown(numbered(size))
      for (let leaf = 0; leaf < size; leaf++) {
        const proof = inclusionRanges(leaf, size).map(range => rangeHash(range, hashOf))
        const hash = hashOf({ level: 0, place: leaf })
        expect(isIncluded(hash, leaf, size, proof, tree.root())).toBe(true)
        expect(isIncluded(leafHash(Buffer.from('other')), leaf, size, proof, tree.root())).toBe(false)
        for (let other = 0; other < size; other++)
          if (other !== leaf) expect(isIncluded(hash, other, size, proof, tree.root())).toBe(false)
        expect(isIncluded(hash, leaf, size, [...proof, hash], tree.root())).toBe(false)
        if (proof.length > 0) expect(isIncluded(hash, leaf, size, proof.slice(1), tree.root())).toBe(false)
      }
    }
  })

  it('proves every earlier tree of every size to 40, and no other', () => {
    const whole = grown(numbered(40))
    const head = (size: number) => ({ size, root: rangeHash({ from: 0, to: size }, whole.hashOf) })
    for (let second = 1; second <= 40; second++)
      for (let first = 1; first <= second; first++) {
        const proof = consistencyRanges(first, second).map(range => rangeHash(range, whole.hashOf))
        expect(isConsistent(head(first), head(second), proof)).toBe(true)
        const other = { size: first, root: leafHash(Buffer.from('other')) }
        expect(isConsistent(other, head(second), proof)).toBe(false)
        expect(isConsistent(head(first), { ...head(second), root: other.root }, proof)).toBe(false)
        if (proof.length > 0) expect(isConsistent(head(first), head(second), proof.slice(1))).toBe(false)
      }
  })

  it('grows on from any size as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), (before, after) => {
        const inputs = numbered(before + after)
        const { hashOf } = grown(inputs.slice(0, before))
        const edge: { level: number; place: number; hash: Uint8Array }[] = []
        let start = 0
        for (let level = 8; level >= 0; level--)
          if (((before >> level) & 1) === 1) {
            const node = { level, place: start / 2 ** level }
            edge.push({ ...node, hash: hashOf(node) })
            start += 2 ** level
          }
        const tree = growingTree(before, edge)
        for (const input of inputs.slice(before)) tree.add(leafHash(input))
        expect(hex(tree.root())).toBe(hex(definedRoot(inputs)))
      }),
      { numRuns: 60 },
    )
  })
})
