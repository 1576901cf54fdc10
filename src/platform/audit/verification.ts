/**
 * The audit log checked from the database by a separate reader: every leaf hashed again, the tree built again, and both
 * held against the heads kept outside the database. What is named is the first leaf that is not as it was.
 */
import { type Kysely, sql } from 'kysely'
import { hashOfLeaf, type Leaf } from '../../kernel/audit-proof.ts'
import { sameHash } from '../../kernel/merkle.ts'
import type { Tables } from '../db/tables.ts'
import { type HeadKeys, type KeptHead, readHead, type SignedHead } from './heads.ts'
import { leafColumns } from './log.ts'
import { growingTree, type HashedNode } from './tree.ts'

export type AuditFault = {
  /** Index of the first bad leaf; where only a root tells of it, of the first leaf it may be. */
  readonly leaf: number
  /** Its sequence, where the database still has one. */
  readonly sequence: string | null
  readonly what: string
}
export type AuditVerdict = {
  /** Leaves in the tree, and leaves that wait to be joined: those are under no head yet. */
  readonly size: number
  readonly waiting: number
  readonly heads: number
  readonly fault: AuditFault | undefined
}

type Kept = {
  readonly heads: readonly (SignedHead & { readonly text: string })[]
  readonly hashes: readonly (Uint8Array | undefined)[]
}

/** The kept heads in their order, and the leaf hashes that stand under them; or what is wrong with the file itself. */
function readKept(lines: readonly (KeptHead | undefined)[], keys: HeadKeys): Kept | AuditFault {
  const tree = growingTree()
  const heads: (SignedHead & { text: string })[] = []
  const hashes: (Uint8Array | undefined)[] = []
  let isTold = true
  for (const [at, line] of lines.entries()) {
    const before = heads.at(-1)?.size ?? 0
    const fault = (what: string): AuditFault => ({
      leaf: before,
      sequence: null,
      what: `line ${at + 1} of the kept heads ${what}`,
    })
    const head = line && readHead(line.head, keys)
    if (line === undefined || head === undefined) return fault('is signed by no key of the log')
    if (head.size <= before) return fault('is not in its order')
    heads.push({ ...head, text: line.head })
    isTold = isTold && line.leaves !== undefined
    if (!isTold || line.leaves === undefined) continue
    for (const hash of line.leaves) tree.add(hash)
    hashes.push(...line.leaves)
    if (tree.size() !== head.size || !sameHash(tree.root(), head.root))
      return fault('has leaf hashes that its head does not sign')
  }
  return { heads, hashes }
}

type Row = {
  leaf_index: string
  sequence: string
  order_hash: Uint8Array
  leaf_hash: Uint8Array | null
  found: string | null
} & Leaf

const CHUNK = 4096

const chunkOf = async (db: Kysely<Tables>, from: number): Promise<readonly Row[]> =>
  (
    await sql<Row>`
      select o.leaf_index::text as leaf_index, o.hash as order_hash, l.hash as leaf_hash, l.sequence::text as found,
        ${leafColumns}, o.sequence::text as sequence
      from app.audit_order o left join app.audit_leaves l on l.sequence = o.sequence
      where o.leaf_index >= ${from} order by o.leaf_index limit ${CHUNK}`.execute(db)
  ).rows

/** The stored subtrees that were completed by leaves `from` up to `to`, by level and place. */
async function nodesOf(db: Kysely<Tables>, from: number, to: number): Promise<ReadonlyMap<string, Uint8Array>> {
  const levels: { level: number; low: number; high: number }[] = []
  for (let [level, width] = [1, 2]; width <= to; level++, width *= 2)
    levels.push({ level, low: Math.floor(from / width), high: Math.floor(to / width) - 1 })
  const { rows } = await sql<{ level: number; place: string; hash: Uint8Array }>`
    select n.level, n.place::text as place, n.hash
    from unnest(${levels.map(one => one.level)}::int[], ${levels.map(one => one.low)}::bigint[],
      ${levels.map(one => one.high)}::bigint[])
      as w(level, low, high) join app.audit_nodes n on n.level = w.level and n.place between w.low and w.high`.execute(
    db,
  )
  return new Map(rows.map(row => [`${row.level}/${row.place}`, row.hash]))
}

/** What is wrong with one place of the order, from the plainest on. */
function wrongWith(row: Row, at: number, kept: Uint8Array | undefined): { what: string } | { hash: Uint8Array } {
  if (Number(row.leaf_index) !== at) return { what: 'is missing from the order' }
  if (row.found === null) return { what: 'is deleted' }
  const hash = hashOfLeaf(row)
  if (kept !== undefined && !sameHash(hash, kept)) {
    const isOrderKept = sameHash(row.order_hash, kept)
    return { what: isOrderKept ? 'is altered' : 'is altered, or another stands in its place' }
  }
  if (!sameHash(row.order_hash, hash)) return { what: 'has another hash in the order' }
  if (row.leaf_hash === null || !sameHash(row.leaf_hash, hash)) return { what: 'has another hash beside it' }
  return { hash }
}

/**
 * Checks the whole log.
 *
 * @param lines kept heads, oldest first, with leaf hashes or without; without, an edit that was carried through every
 * hash
 *              of the database is named by the first leaf under the head that no longer fits
 */
export async function verifyAudit(
  db: Kysely<Tables>,
  lines: readonly (KeptHead | undefined)[],
  keys: HeadKeys,
): Promise<AuditVerdict> {
  const counts = await sql<{ size: string; waiting: string; heads: string; nodes: string; strays: string | null }>`
    select (select count(*) from app.audit_order)::text as size,
      (select count(*) from app.audit_leaves where hash is null)::text as waiting,
      (select count(*) from app.audit_heads)::text as heads,
      (select count(*) from app.audit_nodes)::text as nodes,
      (select min(l.sequence) from app.audit_leaves l where l.hash is not null
        and not exists (select 1 from app.audit_order o where o.sequence = l.sequence))::text as strays`.execute(db)
  const counted = counts.rows[0] as (typeof counts.rows)[number]
  const size = Number(counted.size)
  const verdict = (fault: AuditFault | undefined): AuditVerdict => ({
    size,
    waiting: Number(counted.waiting),
    heads: Number(counted.heads),
    fault,
  })
  const kept = readKept(lines, keys)
  if ('what' in kept) return verdict(kept)

  const stored = await sql<{ size: string; root: Uint8Array; signed: string }>`
    select h.size::text as size, h.root, h.signed from app.audit_heads h order by h.size`.execute(db)
  const headAt = new Map(stored.rows.map(row => [Number(row.size), row]))
  const keptAt = new Map(kept.heads.map(head => [head.size, head]))
  const ends = [...new Set([...headAt.keys(), ...keptAt.keys()])].sort((one, other) => one - other)
  const tree = growingTree()
  let nodeCount = 0

  /** Whether the tree as far as it is built again fits the head of its size, in the file and in the database. */
  function wrongHead(since: number, sequence: string | null): AuditFault | undefined {
    const [kept, row] = [keptAt.get(tree.size()), headAt.get(tree.size())]
    const fault = (what: string): AuditFault => ({
      leaf: since,
      sequence,
      what: `(or one after it, up to ${tree.size() - 1}) ${what}`,
    })
    if (kept !== undefined && !sameHash(kept.root, tree.root()))
      return fault('is not as it was when the kept head was signed')
    const signed = row && readHead(row.signed, keys)
    if (row === undefined) return fault('has lost its head in the database')
    if (signed === undefined || signed.size !== tree.size())
      return fault('stands under a head in the database that nobody signed')
    if (!sameHash(signed.root, tree.root()) || !sameHash(row.root, tree.root()))
      return fault('stands under a head in the database with another root')
    if (kept !== undefined && kept.text !== row.signed)
      return fault('stands under a head in the database that is not the kept one')
    return undefined
  }

  let [end, since, firstSequence] = [0, 0, null as string | null]
  for (let from = 0; ; ) {
    const rows = await chunkOf(db, from)
    if (rows.length === 0) break
    const nodes = await nodesOf(db, from, from + rows.length)
    for (const row of rows) {
      const at = tree.size()
      const found = wrongWith(row, at, kept.hashes[at])
      if ('what' in found)
        return verdict({ leaf: at, sequence: Number(row.leaf_index) === at ? row.sequence : null, what: found.what })
      if (at === since) firstSequence = row.sequence
      const above = tree.add(found.hash).filter(node => node.level > 0)
      nodeCount += above.length
      const bad = above.find(node => !isStored(node, nodes))
      if (bad !== undefined)
        return verdict({
          leaf: at,
          sequence: row.sequence,
          what: `completes a subtree (level ${bad.level}, place ${bad.place}) stored with another hash`,
        })
      if (ends[end] === tree.size()) {
        const wrong = wrongHead(since, firstSequence)
        if (wrong !== undefined) return verdict(wrong)
        end += 1
        since = tree.size()
      }
    }
    from = tree.size()
  }
  if (end < ends.length) return verdict({ leaf: tree.size(), sequence: null, what: 'and all after it are cut off' })
  if (since < tree.size())
    return verdict({ leaf: since, sequence: firstSequence, what: 'and all after it stand under no head' })
  if (counted.strays !== null)
    return verdict({ leaf: size, sequence: counted.strays, what: 'has a hash and no place in the order' })
  if (nodeCount !== Number(counted.nodes))
    return verdict({ leaf: size, sequence: null, what: 'is not there, and subtrees above it are stored' })
  return verdict(undefined)
}

const isStored = (node: HashedNode, nodes: ReadonlyMap<string, Uint8Array>): boolean => {
  const hash = nodes.get(`${node.level}/${node.place}`)
  return hash !== undefined && sameHash(hash, node.hash)
}
