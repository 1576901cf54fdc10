/**
 * The audit log in the database: leaves joined to the tree in batches, heads signed, proofs read. One order for
 * everybody: under one lock a batch takes the leaves that wait (committed, without a hash), by sequence, and gives them
 * the next indexes. A leaf whose transaction ends later waits for the next batch, so none is skipped and no index is
 * left out; no request ever waits for the tree.
 */
import { type Kysely, sql } from 'kysely'
import { hashOfLeaf, type Leaf } from '../../kernel/audit-proof.ts'
import { sameHash } from '../../kernel/merkle.ts'
import type { Tables } from '../db/tables.ts'
import { type HeadSigner, keepHead, lastKept, readHead } from './heads.ts'
import {
  consistencyRanges,
  growingTree,
  type HashedNode,
  type HashOf,
  inclusionRanges,
  type LeafRange,
  rangeHash,
  subtreesOf,
  type TreeNode,
} from './tree.ts'

/** A batch's hashes fit a line of the kept file that is read back whole (heads.ts). */
const BATCH = 8192
/** Who joins leaves holds it, in whichever process: any number that no other lock of this database has. */
const LOCK = 6962_9162

/** The columns of a leaf as its hash reads them. */
export const leafColumns = sql.raw(
  `l.sequence::text as sequence, to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
   l.person, l.organisation, l.action, l.subject, l.reason, l.body`,
)

/** Stored hashes of whole subtrees, asked for at once. */
async function storedHashes(db: Kysely<Tables>, nodes: readonly TreeNode[]): Promise<HashOf> {
  const { rows } = await sql<{ level: number; place: string; hash: Uint8Array }>`
    with wanted as (select * from unnest(${nodes.map(one => one.level)}::int[], ${nodes.map(
      one => one.place,
    )}::bigint[])
      as w(level, place))
    select w.level, w.place::text as place, n.hash from wanted w join app.audit_nodes n using (level, place)
      where w.level > 0
    union all
    select 0, w.place::text, o.hash from wanted w join app.audit_order o on o.leaf_index = w.place where w.level = 0
  `.execute(db)
  const found = new Map(rows.map(row => [`${row.level}/${row.place}`, row.hash]))
  return node => {
    const hash = found.get(`${node.level}/${node.place}`)
    if (hash === undefined) throw new AuditBroken(`no hash is stored at level ${node.level}, place ${node.place}`)
    return hash
  }
}

async function rangeHashes(db: Kysely<Tables>, ranges: readonly LeafRange[]): Promise<readonly Uint8Array[]> {
  const hashOf = await storedHashes(db, ranges.flatMap(subtreesOf))
  return ranges.map(range => rangeHash(range, hashOf))
}

/** How many leaves have joined the tree. */
export async function treeSize(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{
    size: string
  }>`select coalesce(max(leaf_index) + 1, 0)::text as size from app.audit_order`.execute(db)
  return Number(rows[0]?.size)
}

/** The root of the tree at a size that it has or had. */
export async function rootAt(db: Kysely<Tables>, size: number): Promise<Uint8Array> {
  const [root] = await rangeHashes(db, [{ from: 0, to: size }])
  return root as Uint8Array
}

/** The hash of a leaf and the proof that it stands at its index in the tree of a size. */
export async function inclusionProof(db: Kysely<Tables>, leaf: number, size: number) {
  const ranges = [{ from: leaf, to: leaf + 1 }, { from: 0, to: size }, ...inclusionRanges(leaf, size)]
  const [hash, root, ...proof] = await rangeHashes(db, ranges)
  return { hash: hash as Uint8Array, root: root as Uint8Array, proof }
}

/** The proof that the tree of one size is the beginning of the tree of another, with both roots. */
export async function consistencyProof(db: Kysely<Tables>, from: number, to: number) {
  const [first, second, ...proof] = await rangeHashes(db, [
    { from: 0, to: from },
    { from: 0, to },
    ...consistencyRanges(from, to),
  ])
  return { first: first as Uint8Array, second: second as Uint8Array, proof }
}

/** The tree in the database is not the one whose heads were kept: nothing more is signed until a person has looked. */
export class AuditBroken extends Error {}

export type AuditLogParts = {
  readonly db: Kysely<Tables>
  readonly signer: HeadSigner
  /** The file of kept heads, outside the database. */
  readonly keptPath: string
  readonly now: () => Date
}

/** The job's side of the log. */
export function makeAuditLog({ db, signer, keptPath, now }: AuditLogParts) {
  const locked = <Value>(work: (tx: Kysely<Tables>) => Promise<Value>): Promise<Value> =>
    db.transaction().execute(async tx => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
      return work(tx)
    })

  /** The last head that was kept; thrown where the database no longer has its tree. */
  async function lastKeptIn(tx: Kysely<Tables>): Promise<number> {
    const kept = lastKept(keptPath)
    if (kept === undefined) return 0
    const head = readHead(kept.head, signer.keys)
    if (head === undefined) throw new AuditBroken(`the last head in ${keptPath} is signed by no key of the log`)
    if ((await treeSize(tx)) < head.size)
      throw new AuditBroken(`${head.size} leaves were kept and the database has fewer`)
    if (!sameHash(await rootAt(tx, head.size), head.root))
      throw new AuditBroken(`the tree of ${head.size} leaves was kept with another root`)
    return head.size
  }

  /** Adds to the file the heads it lacks: the one just signed, and those of other processes or from before a crash. */
  async function keep(tx: Kysely<Tables>): Promise<void> {
    let from = await lastKeptIn(tx)
    const { rows } = await sql<{ size: string; signed: string }>`
      select h.size::text as size, h.signed from app.audit_heads h where h.size > ${from} order by h.size`.execute(tx)
    for (const row of rows) {
      const head = readHead(row.signed, signer.keys)
      if (head === undefined || head.size !== Number(row.size) || !sameHash(await rootAt(tx, head.size), head.root))
        throw new AuditBroken(`the head of ${row.size} leaves is not one that was signed for this tree`)
      const hashes = await sql<{ hash: Uint8Array }>`
        select hash from app.audit_order where leaf_index >= ${from} and leaf_index < ${head.size} order by
          leaf_index`.execute(tx)
      keepHead(
        keptPath,
        row.signed,
        hashes.rows.map(one => one.hash),
      )
      from = head.size
    }
  }

  /** Joins at most one batch of waiting leaves and signs the head; gives how many were joined. */
  const joinBatch = (): Promise<number> =>
    locked(async tx => {
      await lastKeptIn(tx)
      // Nothing but a batch changes a leaf, and batches are one at a time: locking the rows as well would have the
      // planner walk through the whole log for each batch.
      const { rows } = await sql<Leaf>`
        select ${leafColumns} from app.audit_leaves l where l.hash is null order by l.sequence
          limit ${BATCH}`.execute(tx)
      if (rows.length === 0) return 0
      const size = await treeSize(tx)
      const edge = subtreesOf({ from: 0, to: size })
      const hashOf = await storedHashes(tx, edge)
      const tree = growingTree(
        size,
        edge.map(node => ({ ...node, hash: hashOf(node) })),
      )
      const hashes = rows.map(hashOfLeaf)
      const nodes = hashes.flatMap(hash => tree.add(hash)).filter(node => node.level > 0)
      await write(tx, rows, hashes, size, nodes)
      const signed = signer.sign(tree.size(), tree.root(), now())
      await tx
        .insertInto('app.audit_heads')
        .values({ size: String(tree.size()), root: tree.root(), signed })
        .execute()
      return rows.length
    })

  return {
    /** Joins every waiting leaf and keeps every new head; gives how many leaves were joined. */
    join: async (): Promise<number> => {
      let [joined, batch] = [0, 0]
      do {
        batch = await joinBatch()
        joined += batch
        await locked(keep)
      } while (batch === BATCH)
      return joined
    },
  }
}
export type AuditLog = ReturnType<typeof makeAuditLog>

async function write(
  tx: Kysely<Tables>,
  leaves: readonly Leaf[],
  hashes: readonly Uint8Array[],
  size: number,
  nodes: readonly HashedNode[],
): Promise<void> {
  const sequences = leaves.map(leaf => leaf.sequence)
  await sql`insert into app.audit_order (leaf_index, sequence, hash)
    select ${size}::bigint + n - 1, s, h from unnest(${sequences}::bigint[], ${hashes}::bytea[]) with
      ordinality as u(s, h, n)`.execute(tx)
  await sql`update app.audit_leaves l set hash = u.h from unnest(${sequences}::bigint[], ${hashes}::bytea[]) as u(s, h)
    where l.sequence = u.s and l.sequence between ${sequences[0]}::bigint and ${sequences.at(-1)}::bigint`.execute(tx)
  await sql`insert into app.audit_nodes (level, place, hash)
    select * from unnest(${nodes.map(one => one.level)}::int[], ${nodes.map(one => one.place)}::bigint[],
      ${nodes.map(one => one.hash)}::bytea[])`.execute(tx)
}
