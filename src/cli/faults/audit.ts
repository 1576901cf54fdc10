/**
 * The audit log at size: leaves joined by the log's own batches, proofs asked for all over the tree with the rows that
 * each reads, and one leaf edited by a superuser, which `audit verify` has to name.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { isConsistent, isIncluded } from '../../kernel/merkle.ts'
import { openHeadSigner } from '../../platform/audit/heads.ts'
import { consistencyProof, inclusionProof, makeAuditLog, treeSize } from '../../platform/audit/log.ts'
import { systemClock } from '../../platform/clock.ts'
import { rowsRead } from '../../platform/db/rows-read.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { HOME } from '../../platform/folders.ts'
import type { Fault, Outcome } from './outcome.ts'
import { superuserOf } from './process.ts'

const LEAVES = { short: 100_000, long: 1_000_000 } as const
const PROOFS = 500
/** Leaves written by one statement. */
const WRITTEN_AT_ONCE = 50_000

/**
 * Rows that a proof may read at most: its own steps, the edges of the two roots beside them, and one ragged step, each
 * no longer than the tree is high.
 */
const rowsMax = (size: number): number => 4 * (Math.ceil(Math.log2(size)) + 1)

type Plain = Parameters<typeof treeSize>[0]
type Proved = { readonly holds: boolean; readonly rows: number; readonly ms: number }

/** One proof in a transaction of its own, with what it read and how long it took. */
const proved = (db: Plain, prove: (tx: Plain) => Promise<boolean>): Promise<Proved> =>
  db.transaction().execute(async tx => {
    const before = await rowsRead(tx)
    const begun = performance.now()
    const holds = await prove(tx)
    const ms = performance.now() - begun
    return { holds, rows: (await rowsRead(tx)) - before, ms }
  })

/** Places all over a tree, the same in each run: the golden ratio strides through without falling into step. */
const placeOf = (at: number, size: number): number => Math.floor((((at + 1) * 0.618_033_988_75) % 1) * size)

async function allProved(db: Plain, size: number, kind: 'inclusion' | 'consistency'): Promise<Proved[]> {
  const found: Proved[] = []
  for (let at = 0; at < PROOFS; at += 1) {
    // Every other one against a size that the tree had, and the first ones at its ends.
    const to = at % 2 === 0 ? size : Math.max(2, placeOf(at + PROOFS, size))
    const place = at === 0 ? 0 : at === 2 ? to - 1 : placeOf(at, to)
    found.push(
      await proved(db, async tx => {
        if (kind === 'inclusion') {
          const { hash, root, proof } = await inclusionProof(tx, place, to)
          return isIncluded(hash, place, to, proof, root)
        }
        const from = Math.max(1, place)
        const { first, second, proof } = await consistencyProof(tx, from, to)
        return isConsistent({ size: from, root: first }, { size: to, root: second }, proof)
      }),
    )
  }
  return found
}

function told(kind: string, all: readonly Proved[], most: number): string {
  const rows = all.map(one => one.rows).sort((a, b) => a - b)
  const ms = all.map(one => one.ms).sort((a, b) => a - b)
  const half = Math.floor(all.length / 2)
  return (
    `${kind}: ${rows[half]} rows read by half of the proofs, ${rows.at(-1)} by the most (${most} allowed), ` +
    `half within ${ms[half]?.toFixed(1)} ms, 99 % within ${ms[Math.floor(all.length * 0.99)]?.toFixed(1)} ms`
  )
}

/** What `audit verify` ends with and says, as a process of its own on the folder, and its seconds. */
async function verified(folder: string): Promise<{ code: number; text: string; seconds: number }> {
  const begun = performance.now()
  const command = [join(HOME, 'src/cli/tech-guarantee.ts'), 'audit', 'verify']
  const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: folder }
  const ended = await promisify(execFile)(process.execPath, command, { env }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? -1,
      text: `${error.stdout ?? ''}${error.stderr ?? ''}`,
    }),
  )
  return { ...ended, seconds: (performance.now() - begun) / 1000 }
}

async function ran(folder: string, leaves: number): Promise<Outcome> {
  const none = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined }
  const opened = await openServiceDatabase({ dataFolder: folder }, { ...none, connectionsMax: 5 })
  const superuser = new pg.Client(superuserOf(folder))
  try {
    await superuser.connect()
    const db = opened.database.plain
    const signer = openHeadSigner(join(folder, 'keys', 'audit'))
    const log = makeAuditLog({ db, signer, keptPath: join(folder, 'audit-heads.jsonl'), now: systemClock.now })
    const begun = performance.now()
    for (let written = 0; written < leaves; written += WRITTEN_AT_ONCE)
      await superuser.query(
        `insert into app.audit_leaves (person, organisation, action, subject, body)
         select 'person-' || n % 500, 'office-' || n % 40, 'case.read', 'case:' || n,
           '{"detail":null,"request":"' || n || '"}'
         from generate_series($1::bigint, $2::bigint) n`,
        [written + 1, Math.min(leaves, written + WRITTEN_AT_ONCE)],
      )
    // So many rows at once are not how a log grows: its statistics are taken now, and not some minutes later.
    await superuser.query('analyze app.audit_leaves')
    const writtenMs = performance.now() - begun
    const joined = await log.join()
    const joinedMs = performance.now() - begun - writtenMs
    const size = await treeSize(db)
    const most = rowsMax(size)
    const notes = [`${joined} leaves joined in ${(joinedMs / 1000).toFixed(0)} s`]
    let [held, of] = [joined === leaves && size === leaves ? 1 : 0, 1]
    for (const kind of ['inclusion', 'consistency'] as const) {
      const all = await allProved(db, size, kind)
      held += all.filter(one => one.holds && one.rows <= most && one.rows > 0).length
      of += all.length
      notes.push(told(kind, all, most))
    }
    const clean = await verified(folder)
    held += clean.code === 0 ? 1 : 0
    notes.push(`audit verify, nothing changed: ended with ${clean.code} after ${clean.seconds.toFixed(1)} s`)
    const leaf = placeOf(1, size)
    await superuser.query('set session_replication_role = replica')
    const { rows } = await superuser.query<{ sequence: string }>(
      `update app.audit_leaves set person = 'person-other' where sequence =
         (select sequence from app.audit_order where leaf_index = $1) returning sequence::text as sequence`,
      [leaf],
    )
    const edited = await verified(folder)
    const name = `leaf ${leaf} (sequence ${rows[0]?.sequence}) is altered`
    held += edited.code === 1 && edited.text.includes(name) ? 1 : 0
    notes.push(
      `audit verify, ${name}: ended with ${edited.code} after ${edited.seconds.toFixed(1)} s`,
      ...(edited.text.includes(name) ? [] : [edited.text]),
    )
    const tried = `${leaves} leaves joined, ${PROOFS} proofs of each kind, one leaf edited by a superuser`
    return { name: 'audit', tried, held, of: of + 2, notes }
  } finally {
    await superuser.end()
    await opened.close()
  }
}

export const audit: Fault = {
  name: 'audit',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-audit-'))
    try {
      return await ran(folder, isLong ? LEAVES.long : LEAVES.short)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
