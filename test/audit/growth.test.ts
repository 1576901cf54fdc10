/**
 * The audit log that grows while it is verified, which is no fault; and that is cut back after a head of it was
 * published, which is one whatever else was cut with it.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { isConsistent } from '../../src/kernel/merkle.ts'
import { audited } from '../../src/platform/audit/entry.ts'
import { type HeadSigner, keptHeads, openHeadSigner, readHead } from '../../src/platform/audit/heads.ts'
import {
  AuditBroken,
  type AuditLog,
  consistencyProof,
  makeAuditLog,
  rootAt,
  treeSize,
} from '../../src/platform/audit/log.ts'
import { auditVerdict } from '../../src/platform/audit/reader.ts'
import { type AuditVerdict, verifyAudit } from '../../src/platform/audit/verification.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import type { Tables } from '../../src/platform/db/tables.ts'
import { textTypes } from '../../src/platform/db/types.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'

const NOW = new Date('2026-11-22T09:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'audit-growth-'))
const keptPath = join(folder, 'audit-heads.jsonl')
let server: Fresh
let db: Kysely<Tables>
let superuser: Kysely<Tables>
let signer: HeadSigner
let log: AuditLog

const kyselyOver = (betweenQueries: () => Promise<void> = async () => undefined) =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ ...server.superuser, types: textTypes }) }),
    plugins: [
      {
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          await betweenQueries()
          return result
        },
      },
    ],
  })

let written = 0
async function grow(leaves: number): Promise<void> {
  for (let left = leaves; left > 0; left -= 1) {
    written += 1
    await audited(db as unknown as Tx, systemActor('request-1'), { action: 'case.read', subject: `case:${written}` })
  }
  await log.join()
}

beforeAll(async () => {
  server = await freshDatabase()
  db = server.database.plain
  superuser = kyselyOver()
  signer = openHeadSigner(join(folder, 'audit-keys'))
  log = makeAuditLog({ db, signer, keptPath, now: () => NOW })
  for (let batch = 0; batch < 10; batch += 1) await grow(7)
}, 60_000)
afterAll(async () => {
  await superuser.destroy()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a log that grows while it is verified', () => {
  /** Verifies while leaves join between its first queries. */
  async function verdictWhileGrowing(isolation: 'repeatable read' | 'read committed'): Promise<AuditVerdict> {
    const lines = keptHeads(keptPath)
    // After that nothing joins any more: a reader without a snapshot would else never come to an end.
    let left = 6
    const reader = kyselyOver(async () => {
      left -= 1
      if (left >= 0) await grow(3)
    })
    try {
      return await reader
        .transaction()
        .setIsolationLevel(isolation)
        .execute(tx => verifyAudit(tx, lines, signer.keys))
    } finally {
      await reader.destroy()
    }
  }

  it('is as it was signed: what joins meanwhile is in another snapshot', async () => {
    const before = await treeSize(db)
    const verdict = await verdictWhileGrowing('repeatable read')
    expect(verdict.fault).toBeUndefined()
    expect(verdict.size).toBeGreaterThanOrEqual(before)
    expect(await treeSize(db)).toBeGreaterThan(verdict.size + 5)
  })
  it('would be reported falsely where each query read what had joined by then', async () => {
    expect((await verdictWhileGrowing('read committed')).fault).toBeDefined()
  })
  it('is as it was signed for the reader that `audit verify` uses, time and again', async () => {
    let isOver = false
    const growing = (async () => {
      while (!isOver) await grow(2)
    })()
    const sizes: number[] = []
    try {
      for (let round = 0; round < 12; round += 1) {
        const lines = keptHeads(keptPath)
        const verdict = await auditVerdict(server.superuser, lines, signer.keys)
        expect(verdict.fault).toBeUndefined()
        sizes.push(verdict.size)
      }
    } finally {
      isOver = true
      await growing
    }
    expect(sizes.at(-1)).toBeGreaterThan(sizes[0] ?? 0)
  }, 60_000)
  it('is as it was signed where the last line is being written just now; a torn line before it is one', async () => {
    const whole = readFileSync(keptPath, 'utf8')
    const path = join(folder, 'read-meanwhile.jsonl')
    const verdictOf = async (text: string) => {
      writeFileSync(path, text)
      const lines = keptHeads(path)
      return { lines: lines.length, fault: (await verifyAudit(superuser, lines, signer.keys)).fault }
    }
    const count = whole.split('\n').length - 1
    for (const short of [2, 10, 60]) {
      const { lines, fault } = await verdictOf(whole.slice(0, -short))
      expect([lines, fault]).toEqual([count - 1, undefined])
    }
    // A file copied without the end of its last line holds that line.
    expect(await verdictOf(whole.slice(0, -1))).toEqual({ lines: count, fault: undefined })
    const torn = await verdictOf(whole.replace(/\n/, '').replace('{"head":"', '{"head:"'))
    expect(torn.fault?.what).toContain('signed by no key of the log')
  })
})

describe('a log that is cut back after a head of it was published', () => {
  const CUT = 45
  let published: ReturnType<typeof keptHeads>
  let head: { size: number; root: Uint8Array }

  /** Cuts the newest leaves off with all that the database has of them. */
  const cut = (from: number) =>
    superuser.transaction().execute(async tx => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`delete from app.audit_leaves
        where sequence in (select sequence from app.audit_order where leaf_index >= ${from})`.execute(tx)
      await sql`delete from app.audit_order where leaf_index >= ${from}`.execute(tx)
      await sql`delete from app.audit_nodes where (place + 1) * (2 ^ level)::bigint > ${from}`.execute(tx)
      await sql`delete from app.audit_heads where size > ${from}`.execute(tx)
    })
  const verdict = (lines: ReturnType<typeof keptHeads>) => auditVerdict(server.superuser, lines, signer.keys)

  beforeAll(async () => {
    await grow(5)
    // What a bank keeps: the heads alone, as /v1/audit/heads gives them.
    published = keptHeads(keptPath).map(line => ({ head: line?.head ?? '' }))
    const last = readHead(published.at(-1)?.head ?? '', signer.keys)
    head = { size: last?.size ?? 0, root: last?.root ?? new Uint8Array() }
    expect((await verdict(published)).fault).toBeUndefined()
    copyFileSync(keptPath, join(folder, 'whole.jsonl'))
    await cut(CUT)
  })

  it('is found where it was cut, by the published heads and by the kept file', async () => {
    const before = published.map(line => readHead(line?.head ?? '', signer.keys)?.size ?? 0)
    expect(head.size).toBeGreaterThan(CUT)
    // Between two heads of before: the leaves after the last one that stands are under no head any more.
    const standing = before.filter(size => size <= CUT).at(-1) ?? 0
    const byHeads = (await verdict(published)).fault
    const byFile = (await verdict(keptHeads(keptPath))).fault
    for (const fault of [byHeads, byFile]) {
      expect(fault?.leaf).toBeGreaterThanOrEqual(standing)
      expect(fault?.leaf).toBeLessThanOrEqual(CUT)
    }
    expect(byFile?.what).toContain('cut off')
  })
  it('gets no new head while the kept file stands', async () => {
    await expect(grow(1)).rejects.toBeInstanceOf(AuditBroken)
    expect(keptHeads(keptPath)).toHaveLength(published.length)
  })
  it('is found by the published head though the file was cut as well and the log grew past it again', async () => {
    const lines = readFileSync(keptPath, 'utf8').split('\n')
    const standing = published.filter(line => (readHead(line?.head ?? '', signer.keys)?.size ?? 0) <= CUT).length
    writeFileSync(keptPath, `${lines.slice(0, standing).join('\n')}\n`)
    await grow(head.size)
    expect(await treeSize(db)).toBeGreaterThan(head.size)
    // Nobody who asks the house alone can tell any more.
    expect((await verdict(keptHeads(keptPath))).fault).toBeUndefined()
    const fault = (await verdict(published)).fault
    expect(fault?.leaf).toBeLessThanOrEqual(CUT)
    expect(fault?.what).toMatch(/kept head|lost its head/)
    const { first, second, proof } = await consistencyProof(db, head.size, await treeSize(db))
    const now = { size: await treeSize(db), root: await rootAt(db, await treeSize(db)) }
    expect(isConsistent({ size: head.size, root: first }, { ...now, root: second }, proof)).toBe(true)
    expect(isConsistent(head, now, proof)).toBe(false)
  })
})
