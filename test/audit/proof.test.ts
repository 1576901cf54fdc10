/** Proofs of the audit log as files: checked without the service, and every alteration named. */
import { readFileSync, rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { checksOf, hashOfLeaf, headParts, type Leaf, type ProofFile } from '../../src/kernel/audit-proof.ts'
import { openHeadSigner } from '../../src/platform/audit/heads.ts'
import {
  consistencyRanges,
  growingTree,
  type HashOf,
  inclusionRanges,
  rangeHash,
} from '../../src/platform/audit/tree.ts'
import { workplace } from '../cli/command-line.ts'

const here = workplace('audit-proof')
afterAll(here.remove)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const NOW = new Date('2026-11-23T00:00:00Z')
const signer = openHeadSigner(here.place('audit'))
const keysAt = here.place('audit/audit-head-keys.json')

const leaves: readonly Leaf[] = Array.from({ length: 13 }, (_, at) => ({
  sequence: String(at + 1),
  at: `2026-11-22T09:00:00.0000${String(at).padStart(2, '0')}Z`,
  person: 'person-auditor',
  organisation: 'agency-main',
  action: 'case.read',
  subject: `case:${at}`,
  reason: at % 2 === 0 ? null : '확인 🔎',
  body: '{"detail":null,"request":"r"}',
}))
const tree = growingTree()
const nodes = new Map(
  leaves.flatMap(leaf => tree.add(hashOfLeaf(leaf)).map(node => [`${node.level}/${node.place}`, node.hash] as const)),
)
const hashOf: HashOf = node => nodes.get(`${node.level}/${node.place}`) as Uint8Array
const headOf = (size: number) => {
  const root = rangeHash({ from: 0, to: size }, hashOf)
  return { size, root: hex(root), at: '2026-11-23T00:00:00Z', signed: signer.sign(size, root, NOW) }
}
const inclusionOf = (place: number, size: number) =>
  ({
    format: 'audit-inclusion-1',
    leaf: leaves[place] as Leaf,
    place,
    hash: hex(hashOfLeaf(leaves[place] as Leaf)),
    proof: inclusionRanges(place, size).map(range => hex(rangeHash(range, hashOf))),
    head: headOf(size),
  }) as const satisfies ProofFile
const consistencyOf = (from: number, to: number) =>
  ({
    format: 'audit-consistency-1',
    first: headOf(from),
    second: headOf(to),
    proof: consistencyRanges(from, to).map(range => hex(rangeHash(range, hashOf))),
  }) as const satisfies ProofFile
const broken = (file: ProofFile): readonly string[] => checksOf(file).flatMap(each => (each.holds ? [] : [each.check]))
const other = 'ab'.repeat(32)

describe('a proof', () => {
  test('of any entry under any head that has it holds, and of any two heads', () => {
    for (let size = 1; size <= leaves.length; size++) {
      for (let place = 0; place < size; place++) expect(broken(inclusionOf(place, size))).toEqual([])
      for (let from = 1; from <= size; from++) expect(broken(consistencyOf(from, size))).toEqual([])
    }
  })
  const proof = inclusionOf(5, 13)
  test.each([
    ['a reason put right afterwards', { ...proof, leaf: { ...proof.leaf, reason: 'other' } }, ['leaf_hash']],
    ['an entry of somebody else', { ...proof, leaf: { ...proof.leaf, person: 'person-x' } }, ['leaf_hash']],
    [
      'an entry altered with its hash',
      {
        ...proof,
        leaf: { ...proof.leaf, action: 'case.update' },
        hash: hex(hashOfLeaf({ ...proof.leaf, action: 'case.update' })),
      },
      ['leaf_path'],
    ],
    ['another place', { ...proof, place: 6 }, ['leaf_path']],
    ['a step of the path altered', { ...proof, proof: [other, ...proof.proof.slice(1)] }, ['leaf_path']],
    ['a step left out', { ...proof, proof: proof.proof.slice(1) }, ['leaf_path']],
    ['a root that nobody signed', { ...proof, head: { ...proof.head, root: other } }, ['leaf_path', 'head']],
    ['a day that nobody signed', { ...proof, head: { ...proof.head, at: '2026-11-24T00:00:00Z' } }, ['head']],
    ['a head that cannot be read', { ...proof, head: { ...proof.head, signed: 'x.y' } }, ['head']],
  ] as const)('with %s names what is wrong', (_, file, checks) => {
    expect(broken(file as ProofFile)).toEqual(checks)
  })
  test('of heads of two trees names what is wrong', () => {
    const two = consistencyOf(5, 13)
    expect(broken({ ...two, proof: [other, ...two.proof.slice(1)] })).toEqual(['consistency'])
    expect(broken({ ...two, first: two.second, second: two.first })).toEqual(['consistency'])
    expect(broken({ ...two, first: { ...two.first, size: 4 } })).toEqual(['first_head', 'consistency'])
    expect(broken({ ...two, second: { ...two.second, root: other } })).toEqual(['head', 'consistency'])
  })
})

test('a signed head is taken apart as it was signed, and nothing else is one', () => {
  const { signed, root } = headOf(13)
  expect(headParts(signed)).toMatchObject({ key: 'audit-head-1', size: 13, root, at: '2026-11-23T00:00:00Z' })
  expect(headParts(signed)?.signature).toHaveLength(64)
  const [head, body, mark] = signed.split('.') as [string, string, string]
  for (const text of ['', 'a.b.c', `${head}.${body}`, `${signed}.x`, `${head}.${head}.${mark}`, `${head}.ä.${mark}`])
    expect(headParts(text), text).toBeUndefined()
})

describe('audit proof', () => {
  const write = (name: string, file: unknown): string => here.write(name, JSON.stringify(file))
  test('checks a file with the keys alone: 0 where it holds', async () => {
    for (const file of [inclusionOf(5, 13), consistencyOf(5, 13)]) {
      const done = await here.run(['audit', 'proof', write('proof.json', file), '--keys', keysAt])
      expect([done.code, done.err]).toEqual([0, ''])
      expect(done.out).toMatch(/: holds\n/)
      expect(done.out).not.toContain('broken')
    }
  })
  test('1 with what is wrong: an altered entry, or a head of somebody else`s key', async () => {
    const proof = inclusionOf(5, 13)
    const altered = write('altered.json', { ...proof, leaf: { ...proof.leaf, reason: 'other' } })
    const done = await here.run(['audit', 'proof', altered, '--keys', keysAt])
    expect(done.code).toBe(1)
    expect(done.out).toContain('broken  the entry is not what was hashed: it was altered')
    openHeadSigner(here.place('strange'))
    const strange = here.place('strange/audit-head-keys.json')
    const unsigned = await here.run(['audit', 'proof', write('proof.json', proof), '--keys', strange])
    expect(unsigned.code).toBe(1)
    expect(unsigned.out).toContain('broken  a head is signed by no key of the log')
    rmSync(strange)
  })
  test('2 for what is no proof, or nothing at all', async () => {
    for (const words of [
      ['audit', 'proof'],
      ['audit', 'proof', 'nowhere.json', '--keys', keysAt],
      ['audit', 'proof', write('no.json', { format: 'audit-inclusion-2' }), '--keys', keysAt],
      ['audit', 'prove', keysAt],
      ['audit', 'verify', keysAt],
    ])
      expect((await here.run(words)).code, words.join(' ')).toBe(2)
    expect(readFileSync(keysAt, 'utf8')).toContain('audit-head-1')
  })
})
