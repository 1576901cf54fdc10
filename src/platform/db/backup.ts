/**
 * Base backups of the embedded server: its files copied while it works, between pg_backup_start and pg_backup_stop,
 * each with its digest. Together with the log (WAL) that the server hands over all the time, they restore any second
 * since.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { basesOf } from './backup-place.ts'
import { filesOf, openEmbedded } from './embedded.ts'

const keptFile = z.strictObject({ path: z.string(), size: z.number(), sha256: z.string() })
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  postgresql: z.string(),
  started_at: z.string(),
  /** From this moment on the copy is whole: the first second it can be restored to. */
  ended_at: z.string(),
  files: z.array(keptFile).readonly(),
})
export type Manifest = z.infer<typeof manifestSchema>

export const MANIFEST = 'manifest.json'
/** Folders that are kept empty: their content is of the running server alone (manual, "Continuous Archiving"). */
const EMPTY = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'log',
]
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|start\.log|backup_label.*|tablespace_map.*|restore\.conf|recovery\.signal)$|(^|\/)pgsql_tmp/

export const sha256OfFile = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Copies the server's files; one that goes away meanwhile is not missed, the log brings it to its end. */
function copyFiles(from: string, to: string): Manifest['files'] {
  const kept: { path: string; size: number; sha256: string }[] = []
  const visit = (folder: string): void => {
    mkdirSync(join(to, folder), { recursive: true, mode: 0o700 })
    if (EMPTY.includes(folder)) return
    for (const entry of readdirSync(join(from, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (LEFT_OUT.test(path)) continue
      try {
        if (entry.isDirectory()) visit(path)
        else if (entry.isFile()) {
          copyFileSync(join(from, path), join(to, path))
          kept.push({ path, size: lstatSync(join(to, path)).size, sha256: sha256OfFile(join(to, path)) })
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
  }
  visit('')
  return kept
}

export type BackupReport = {
  readonly folder: string
  readonly endedAt: string
  readonly files: number
  readonly bytes: number
}

/** Takes a base backup into a folder of its own, whole or not at all. */
export async function takeBackup(options: {
  readonly folder: string
  readonly backupFolder: string
}): Promise<BackupReport> {
  const server = await openEmbedded(options)
  const client = new pg.Client({ ...server.superuser, application_name: 'tech-guarantee backup' })
  client.on('error', () => undefined)
  const building = join(basesOf(options.backupFolder), `.${process.pid}.part`)
  try {
    await client.connect()
    rmSync(building, { recursive: true, force: true })
    const moment = `to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    const { rows: started } = await client.query<{ at: string; version: string }>(
      `select ${moment} as at, current_setting('server_version') as version
       from pg_backup_start('service', fast => true)`,
    )
    const files = copyFiles(filesOf(options.folder), building)
    // Waits until the log of the copying has been handed over: without it the copy is worth nothing.
    const { rows: stopped } = await client.query<{ at: string; label: string }>(
      `select labelfile as label, ${moment} as at from pg_backup_stop(wait_for_archive => true)`,
    )
    const [begun, ended] = [started[0], stopped[0]]
    if (begun === undefined || ended === undefined) throw new Error('the server gave no label for the backup')
    writeFileSync(join(building, 'backup_label'), ended.label, { mode: 0o600 })
    const label = {
      path: 'backup_label',
      size: Buffer.byteLength(ended.label),
      sha256: sha256OfFile(join(building, 'backup_label')),
    }
    const manifest: Manifest = {
      format: 1,
      postgresql: begun.version,
      started_at: begun.at,
      ended_at: ended.at,
      files: [...files, label],
    }
    writeFileSync(join(building, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 })
    const folder = join(basesOf(options.backupFolder), ended.at.replace(/[:.]/g, '-'))
    spawnSync('sync', ['-f', building])
    renameSync(building, folder)
    spawnSync('sync', ['-f', dirname(folder)])
    return {
      folder,
      endedAt: ended.at,
      files: manifest.files.length,
      bytes: manifest.files.reduce((sum, { size }) => sum + size, 0),
    }
  } finally {
    await client.end().catch(() => undefined)
    rmSync(building, { recursive: true, force: true })
    await server.close()
  }
}

/** The base backups of a folder, the newest first. */
export function backupsIn(backupFolder: string): readonly { readonly folder: string; readonly manifest: Manifest }[] {
  const found = readdirSync(basesOf(backupFolder))
    .filter(name => !name.startsWith('.'))
    .map(name => join(basesOf(backupFolder), name))
    .map(folder => ({
      folder,
      manifest: manifestSchema.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'))),
    }))
  return found.sort((a, b) => (a.manifest.ended_at < b.manifest.ended_at ? 1 : -1))
}
