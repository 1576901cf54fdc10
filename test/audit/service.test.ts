/** The audit log on a real database: joined without a gap, proven, and every manipulation by a superuser found. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { hashOfLeaf } from '../../src/kernel/audit-proof.ts'
import { isConsistent, isIncluded } from '../../src/kernel/merkle.ts'
import { audited } from '../../src/platform/audit/entry.ts'
import { type HeadSigner, keptHeads, openHeadSigner, readHead, rotateHeadKey } from '../../src/platform/audit/heads.ts'
import {
  AuditBroken,
  type AuditLog,
  consistencyProof,
  inclusionProof,
  makeAuditLog,
  rootAt,
  treeSize,
} from '../../src/platform/audit/log.ts'
import { growingTree } from '../../src/platform/audit/tree.ts'
import { type AuditVerdict, verifyAudit } from '../../src/platform/audit/verification.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import type { Tables } from '../../src/platform/db/tables.ts'
import { textTypes } from '../../src/platform/db/types.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'

const NOW = new Date('2026-11-22T09:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'audit-'))
const keptPath = join(folder, 'audit-heads.jsonl')
let server: Fresh
/** The service's own role, bound by rights and rows. */
let db: Kysely<Tables>
/** Who reads along and who forges: a connection that nothing binds. */
let superuser: Kysely<Tables>
let signer: HeadSigner
let log: AuditLog

const write = (on: Kysely<Tables>, subject: string, reason?: string) =>
  audited(on as Tx, systemActor('request-1'), {
    action: 'case.read',
    subject,
    ...(reason === undefined ? {} : { reason }),
  })

beforeAll(async () => {
  server = await freshDatabase()
  db = server.database.plain
  superuser = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ ...server.superuser, types: textTypes }) }),
  })
  signer = openHeadSigner(join(folder, 'audit-keys'))
  log = makeAuditLog({ db, signer, keptPath, now: () => NOW })
})
afterAll(async () => {
  await superuser.destroy()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('joining', () => {
  it('skips no leaf whose transaction ends after a later one was joined', async () => {
    let finish = (): void => {}
    const mayEnd = new Promise<void>(resolve => (finish = resolve))
    let began = (): void => {}
    const hasBegun = new Promise<void>(resolve => (began = resolve))
    const slow = db.transaction().execute(async tx => {
      await write(tx, 'case:slow')
      began()
      await mayEnd
    })
    await hasBegun
    await write(db, 'case:quick')
    expect(await log.join()).toBe(1)
    finish()
    await slow
    expect(await log.join()).toBe(1)
    const order = await sql<{ leaf_index: string; subject: string }>`select o.leaf_index::text, l.subject
      from app.audit_order o join app.audit_leaves l using (sequence) order by o.leaf_index`.execute(db)
    expect(order.rows).toEqual([
      { leaf_index: '0', subject: 'case:quick' },
      { leaf_index: '1', subject: 'case:slow' },
    ])
  })

  it('gives every leaf one index when several processes write at once, and indexes without a gap', async () => {
    const others = Array.from({ length: 4 }, (_, at) =>
      makeAuditLog({ db, signer, keptPath: join(folder, `kept-${at}.jsonl`), now: () => NOW }),
    )
    const writers = Array.from({ length: 60 }, async (_, at) => {
      const end = await db
        .transaction()
        .execute(async tx => write(tx, `case:${at}`, at % 3 === 0 ? 'asked by the firm' : undefined))
        .then(() => at)
      if (at % 10 === 0) await others[(at / 10) % 4]!.join()
      return end
    })
    await Promise.all(writers)
    await Promise.all(others.map(one => one.join()))
    await log.join()
    expect(await treeSize(db)).toBe(62)
    const { rows } = await sql<{
      count: string
    }>`select count(distinct sequence)::text as count from app.audit_order`.execute(db)
    expect(rows[0]?.count).toBe('62')
    expect((await verifyAudit(db, keptHeads(keptPath), signer.keys)).fault).toBeUndefined()
    for (const at of [0, 1, 2, 3]) {
      const verdict = await verifyAudit(db, keptHeads(join(folder, `kept-${at}.jsonl`)), signer.keys)
      expect(verdict.fault).toBeUndefined()
    }
  })

  it('refuses any change to a leaf, the order, the nodes or a head, to service and owner alike', async () => {
    const deeds = [
      sql`update app.audit_leaves set reason = 'other' where sequence = 1`,
      sql`update app.audit_leaves set hash = sha256(hash) where sequence = 1`,
      sql`delete from app.audit_leaves where sequence = 1`,
      sql`update app.audit_order set leaf_index = 900 where leaf_index = 1`,
      sql`update app.audit_nodes set hash = sha256(hash)`,
      sql`delete from app.audit_nodes`,
      sql`delete from app.audit_heads`,
    ]
    for (const deed of deeds) {
      await expect(deed.execute(db)).rejects.toThrow(/not allowed|kept as it was written|permission denied/)
      await expect(deed.execute(superuser)).rejects.toThrow(/not allowed|kept as it was written/)
    }
  })

  it('keeps heads of a rotated key, and believes no head of a key that is not listed', async () => {
    signer = rotateHeadKey(join(folder, 'audit-keys'))
    log = makeAuditLog({ db, signer, keptPath, now: () => NOW })
    for (let at = 0; at < 40; at++) await write(db, `case:after-${at}`)
    await log.join()
    const heads = keptHeads(keptPath).map(one => readHead(one?.head ?? '', signer.keys)?.key)
    expect(new Set(heads)).toEqual(new Set(['audit-head-1', 'audit-head-2']))
    expect((await verifyAudit(db, keptHeads(keptPath), signer.keys)).fault).toBeUndefined()
    const stranger = openHeadSigner(join(folder, 'other-keys'))
    expect((await verifyAudit(db, keptHeads(keptPath), stranger.keys)).fault?.what).toMatch(/signed by no key/)
  })

  it('writes again a line that a crash cut short, and a head that was signed and not yet kept', async () => {
    const whole = readFileSync(keptPath)
    truncateSync(keptPath, whole.length - 30)
    await log.join()
    expect(readFileSync(keptPath).equals(whole)).toBe(true)
    const lines = whole.toString().split('\n')
    writeFileSync(keptPath, `${lines.slice(0, 2).join('\n')}\n`)
    await log.join()
    expect(readFileSync(keptPath).equals(whole)).toBe(true)
  })

  it('proves every leaf in every size from stored subtrees, and every two sizes to each other', async () => {
    const size = await treeSize(db)
    for (let leaf = 0; leaf < size; leaf += 7)
      for (const to of [leaf + 1, size - 3, size].filter(one => one > leaf)) {
        const { hash, root, proof } = await inclusionProof(db, leaf, to)
        expect(isIncluded(hash, leaf, to, proof, root)).toBe(true)
      }
    for (let from = 1; from <= size; from += 9) {
      const { first, second, proof } = await consistencyProof(db, from, size)
      expect(isConsistent({ size: from, root: first }, { size, root: second }, proof)).toBe(true)
    }
  })
})

describe('a superuser with triggers off', () => {
  const undone = new Error('undone')
  /** Does it, looks, undoes it. */
  async function verdictAfter(deed: (tx: Kysely<Tables>) => Promise<unknown>, hasLeaves = true): Promise<AuditVerdict> {
    let verdict: AuditVerdict | undefined
    await superuser
      .transaction()
      .execute(async tx => {
        await sql`set local session_replication_role = replica`.execute(tx)
        await deed(tx)
        const lines = keptHeads(keptPath).map(line => (hasLeaves || line === undefined ? line : { head: line.head }))
        verdict = await verifyAudit(tx, lines, signer.keys)
        throw undone
      })
      .catch(error => {
        if (error !== undone) throw error
      })
    return verdict ?? expect.fail('nothing was verified')
  }

  /** Carries a change of leaves through every hash that the database has, as a careful forger would. */
  async function rebuilt(tx: Kysely<Tables>): Promise<void> {
    const { leafColumns } = await import('../../src/platform/audit/log.ts')
    const { rows } = await sql<never>`select ${leafColumns} from app.audit_order o
        join app.audit_leaves l using (sequence) order by o.leaf_index`.execute(tx)
    const tree = growingTree()
    const roots = new Map<number, Uint8Array>()
    const hashes = rows.map(hashOfLeaf)
    const nodes = hashes.flatMap(hash => {
      const made = tree.add(hash)
      roots.set(tree.size(), tree.root())
      return made
    })
    await sql`delete from app.audit_nodes`.execute(tx)
    await sql`update app.audit_order o set hash = u.h
      from unnest(${hashes}::bytea[]) with ordinality as u(h, n) where o.leaf_index = u.n - 1`.execute(tx)
    await sql`update app.audit_leaves l set hash = o.hash from app.audit_order o where o.sequence = l.sequence`.execute(
      tx,
    )
    const inner = nodes.filter(node => node.level > 0)
    await sql`insert into app.audit_nodes select * from unnest(
      ${inner.map(n => n.level)}::int[], ${inner.map(n => n.place)}::bigint[],
      ${inner.map(n => n.hash)}::bytea[])`.execute(tx)
    for (const [size, root] of roots)
      await sql`update app.audit_heads set root = ${root} where size = ${size}`.execute(tx)
  }
  const renumbered = (tx: Kysely<Tables>) =>
    sql`with o as (select sequence, row_number() over (order by leaf_index) - 1 as n from app.audit_order)
      update app.audit_order a set leaf_index = o.n - 100000 from o where o.sequence = a.sequence`
      .execute(tx)
      .then(() => sql`update app.audit_order set leaf_index = leaf_index + 100000`.execute(tx))
  const cut = async (tx: Kysely<Tables>, from: number, withHeads: boolean) => {
    await sql`delete from app.audit_leaves
      where sequence in (select sequence from app.audit_order where leaf_index >= ${from})`.execute(tx)
    await sql`delete from app.audit_order where leaf_index >= ${from}`.execute(tx)
    await sql`delete from app.audit_nodes where (place + 1) * (2 ^ level)::bigint > ${from}`.execute(tx)
    if (withHeads) await sql`delete from app.audit_heads where size > ${from}`.execute(tx)
  }
  const swap = (tx: Kysely<Tables>, one: number, other: number) =>
    sql`update app.audit_order set leaf_index =
      case leaf_index when ${one} then -1 - ${other}::bigint else -1 - ${one}::bigint end
      where leaf_index in (${one}, ${other})`
      .execute(tx)
      .then(() => sql`update app.audit_order set leaf_index = -1 - leaf_index where leaf_index < 0`.execute(tx))

  const COLUMNS = ['at', 'person', 'organisation', 'action', 'subject', 'reason', 'body'] as const
  const sequenceAt = sql`select sequence from app.audit_order where leaf_index = `

  const deeds: Record<string, (tx: Kysely<Tables>, at: number, salt: number) => Promise<number>> = {
    'edits a column': async (tx, at, salt) => {
      const column = COLUMNS[salt % COLUMNS.length]!
      const value = column === 'at' ? sql`at + interval '1 microsecond'` : sql`coalesce(${sql.ref(column)}, '') || 'x'`
      await sql`update app.audit_leaves set ${sql.ref(column)} = ${value}
        where sequence = (${sequenceAt} ${at})`.execute(tx)
      return at
    },
    'edits a column and rebuilds every hash': async (tx, at, salt) => {
      await deeds['edits a column']!(tx, at, salt)
      await rebuilt(tx)
      return at
    },
    'deletes a leaf': async (tx, at) => {
      await sql`delete from app.audit_leaves where sequence = (${sequenceAt} ${at})`.execute(tx)
      return at
    },
    'deletes a leaf and its place': async (tx, at) => {
      await deeds['deletes a leaf']!(tx, at, 0)
      await sql`delete from app.audit_order where leaf_index = ${at}`.execute(tx)
      return at
    },
    'deletes a leaf, closes the gap and rebuilds every hash': async (tx, at) => {
      await deeds['deletes a leaf and its place']!(tx, at, 0)
      await renumbered(tx)
      await rebuilt(tx)
      return at
    },
    'swaps two leaves in the order': async (tx, at, salt) => {
      const size = await treeSize(tx)
      const other = (at + 1 + (salt % (size - 1))) % size
      await swap(tx, at, other)
      return Math.min(at, other)
    },
    'swaps two leaves and rebuilds every hash': async (tx, at, salt) => {
      const first = await deeds['swaps two leaves in the order']!(tx, at, salt)
      await rebuilt(tx)
      return first
    },
    'cuts the end off': async (tx, at) => {
      await cut(tx, at, false)
      return at
    },
    'cuts the end off with its heads': async (tx, at) => {
      await cut(tx, at, true)
      return at
    },
    'puts a leaf in between and rebuilds every hash': async (tx, at) => {
      await sql`update app.audit_order set leaf_index = -2 - leaf_index where leaf_index >= ${at}`.execute(tx)
      await sql`update app.audit_order set leaf_index = -1 - leaf_index where leaf_index < 0`.execute(tx)
      await write(tx, 'case:forged')
      await sql`insert into app.audit_order select ${at}, max(sequence), ''::bytea from app.audit_leaves`.execute(tx)
      await rebuilt(tx)
      return at
    },
    'changes a hash in the order': async (tx, at) => {
      await sql`update app.audit_order set hash = sha256(hash) where leaf_index = ${at}`.execute(tx)
      return at
    },
    'changes a hash beside a leaf': async (tx, at) => {
      await sql`update app.audit_leaves set hash = sha256(hash) where sequence = (${sequenceAt} ${at})`.execute(tx)
      return at
    },
    'changes an inner hash': async (tx, at) => {
      await sql`update app.audit_nodes set hash = sha256(hash)
        where level = 1 and place = ${Math.floor(at / 2)}`.execute(tx)
      return Math.floor(at / 2) * 2 + 1
    },
  }

  it('is found at the first bad leaf, 520 random manipulations of 520', { timeout: 120_000 }, async () => {
    const size = await treeSize(db)
    const names = Object.keys(deeds)
    const found = new Map<string, number>()
    const cases = fc.sample(fc.tuple(fc.nat(size - 3), fc.nat(10_000)), { numRuns: 520, seed: 20261122 })
    for (const [at, [leaf, salt]] of cases.entries()) {
      const name = names[at % names.length]!
      let first = -1
      const verdict = await verdictAfter(async tx => (first = await deeds[name]!(tx, leaf, salt)))
      expect({ name, leaf: verdict.fault?.leaf }).toEqual({ name, leaf: first })
      found.set(name, (found.get(name) ?? 0) + 1)
    }
    expect([...found.values()].reduce((sum, count) => sum + count, 0)).toBe(520)
    expect(found.size).toBe(names.length)
  })

  it('is found where a head is edited, taken away or put in, or a subtree is added', async () => {
    const size = await treeSize(db)
    for (const deed of [
      sql`update app.audit_heads set root = sha256(root) where size = ${size}`,
      sql`update app.audit_heads set signed = signed || 'x' where size = 1`,
      sql`delete from app.audit_heads where size = ${size}`,
      sql`delete from app.audit_heads where size = 1`,
      sql`insert into app.audit_heads select size + 2, root, signed from app.audit_heads where size = 2`,
      sql`insert into app.audit_nodes values (1, 5000, sha256('x'))`,
      sql`delete from app.audit_order where leaf_index = ${size - 1}`,
    ])
      expect((await verdictAfter(tx => deed.execute(tx))).fault).toBeDefined()
    expect((await verdictAfter(async () => undefined)).fault).toBeUndefined()
  })

  it('is found with heads alone, as a bank keeps them: the leaf where hashes differ, else the head', async () => {
    const edited = await verdictAfter(tx => deeds['edits a column']!(tx, 30, 1), false)
    expect(edited.fault?.leaf).toBe(30)
    const sizes = keptHeads(keptPath).map(line => readHead(line?.head ?? '', signer.keys)?.size ?? 0)
    const carried = await verdictAfter(tx => deeds['edits a column and rebuilds every hash']!(tx, 30, 1), false)
    const under = sizes.filter(one => one <= 30).at(-1)
    expect(carried.fault?.leaf).toBe(under)
  })

  it('who cut the log off gets no new head over it', async () => {
    let refused: unknown
    await superuser
      .transaction()
      .execute(async tx => {
        await sql`set local session_replication_role = replica`.execute(tx)
        await cut(tx, 50, true)
        refused = await makeAuditLog({ db: flat(tx), signer, keptPath, now: () => NOW })
          .join()
          .catch(error => error)
        throw undone
      })
      .catch(error => {
        if (error !== undone) throw error
      })
    expect(refused).toBeInstanceOf(AuditBroken)
    expect(await rootAt(db, 50)).toBeDefined()
  })
  /** A transaction inside the one that is undone. */
  const flat = (tx: Kysely<Tables>): Kysely<Tables> =>
    ({
      transaction: () => ({ execute: (work: (inner: Kysely<Tables>) => unknown) => work(tx) }),
    }) as unknown as Kysely<Tables>
})
