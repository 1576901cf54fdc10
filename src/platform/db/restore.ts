/**
 * Restores the embedded server as it was at a named second: the base backup before it, and the log (WAL) played on it
 * until then. What stood there is moved aside, never deleted, and put back where the restore fails.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { backupsIn, type Manifest, sha256OfFile } from './backup.ts'
import { basesOf, restoreCommandFor, walOf } from './backup-place.ts'
import { filesOf, isRunning, openEmbedded, preparedBinaries } from './embedded.ts'
import type { Binaries } from './embedded-binaries.ts'

const PLAY_MS_MAX = 30 * 60_000
const SEGMENT = /^[0-9A-F]{24}$/

export type RestoreReport = {
  /** Moment of the last transaction that is in the restored database; null where the base backup itself was the end. */
  readonly lastTransactionAt: string | null
  readonly from: string
  /** Where the files that stood there are now. */
  readonly movedAside: string | null
}

/** The newest base backup that was whole at the moment; thrown where there is none. */
function baseFor(backupFolder: string, to: Date | null): { readonly folder: string; readonly manifest: Manifest } {
  const all = existsSync(basesOf(backupFolder)) ? backupsIn(backupFolder) : []
  const found = all.find(({ manifest }) => to === null || new Date(manifest.ended_at) <= to)
  if (found !== undefined) return found
  const first = all.at(-1)?.manifest.ended_at
  throw new Error(
    first === undefined
      ? `no base backup stands in ${basesOf(backupFolder)}`
      : `the first moment that can be restored is ${first}: no base backup is older`,
  )
}

/** Copies a base backup and checks each file against its digest. */
function copyBase(base: { readonly folder: string; readonly manifest: Manifest }, to: string): void {
  for (const file of base.manifest.files) {
    mkdirSync(dirname(join(to, file.path)), { recursive: true, mode: 0o700 })
    copyFileSync(join(base.folder, file.path), join(to, file.path))
    if (sha256OfFile(join(to, file.path)) !== file.sha256)
      throw new Error(`${join(base.folder, file.path)} is not what was kept`)
  }
  for (const entry of readdirSync(base.folder, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory())
      mkdirSync(join(to, entry.parentPath.slice(base.folder.length), entry.name), { recursive: true, mode: 0o700 })
  mkdirSync(join(to, 'pg_wal/archive_status'), { recursive: true, mode: 0o700 })
}

/** The end of the log that the stopped server had not handed over yet. */
function copyTail(files: string, to: string, backupFolder: string): void {
  const wal = join(files, 'pg_wal')
  if (!existsSync(wal)) return
  for (const name of readdirSync(wal).filter(one => SEGMENT.test(one)))
    if (!existsSync(join(walOf(backupFolder), `${name}.gz`))) copyFileSync(join(wal, name), join(to, 'pg_wal', name))
}

const settingsFor = (backupFolder: string, to: Date | null): string =>
  [
    `restore_command = '${restoreCommandFor(backupFolder)}'`,
    ...(to === null ? [] : [`recovery_target_time = '${to.toISOString().replace('T', ' ').replace('Z', '+00')}'`]),
    "recovery_target_action = 'promote'",
    "recovery_target_timeline = 'latest'",
    '',
  ].join('\n')

function owned(binaries: Binaries, folder: string): void {
  if (process.getuid?.() !== 0) return
  const changed = spawnSync('chown', ['-R', `${binaries.owner.uid}:${binaries.owner.gid}`, folder], {
    encoding: 'utf8',
  })
  if (changed.status !== 0) throw new Error(`chown of ${folder}: ${changed.stderr}`)
}

/** Starts the server, waits until the log is played and it takes writes again, and stops it where nobody else came. */
async function play(folder: string, backupFolder: string): Promise<string | null> {
  const server = await openEmbedded({ folder, backupFolder })
  const client = new pg.Client(server.superuser)
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (const end = Date.now() + PLAY_MS_MAX; ; ) {
      const { rows } = await client.query<{ playing: boolean; last: string | null }>(
        `select pg_is_in_recovery() as playing,
           to_char(pg_last_xact_replay_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last`,
      )
      if (rows[0]?.playing === false) return rows[0].last
      if (Date.now() > end) throw new Error('the log was not played in time')
      await pause(100)
    }
  } finally {
    await client.end().catch(() => undefined)
    await server.close().catch(() => false)
  }
}

/** What the server said when it would not go on. */
function saidBy(files: string): string {
  const folder = join(files, 'log')
  if (!existsSync(folder)) return ''
  const lines = readdirSync(folder).flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n'))
  return lines.filter(line => /FATAL|PANIC/.test(line)).at(-1) ?? ''
}

/**
 * Restores to a moment.
 *
 * @param options.to  the second to come back to; null: everything that was kept
 */
export async function restore(options: {
  readonly folder: string
  readonly backupFolder: string
  readonly to: Date | null
}): Promise<RestoreReport> {
  const { folder, backupFolder, to } = options
  const binaries = preparedBinaries(folder)
  const files = filesOf(folder)
  if (existsSync(files) && isRunning(binaries, files))
    throw new Error(
      `the server of ${files} runs: stop the service first, so that nothing is written that would be lost`,
    )
  const base = baseFor(backupFolder, to)
  const building = `${files}.restoring`
  rmSync(building, { recursive: true, force: true })
  mkdirSync(building, { recursive: true, mode: 0o700 })
  copyBase(base, building)
  copyTail(files, building, backupFolder)
  writeFileSync(join(building, 'restore.conf'), settingsFor(backupFolder, to), { mode: 0o600 })
  writeFileSync(join(building, 'recovery.signal'), '', { mode: 0o600 })
  owned(binaries, building)

  const aside = existsSync(files) ? `${files}.before-${new Date().toISOString().replace(/[:.]/g, '-')}` : null
  if (aside !== null) renameSync(files, aside)
  renameSync(building, files)
  try {
    const lastTransactionAt = await play(folder, backupFolder)
    rmSync(join(files, 'restore.conf'), { force: true })
    return { lastTransactionAt, from: base.folder, movedAside: aside }
  } catch (error) {
    const said = saidBy(files)
    if (isRunning(binaries, files)) binaries.run('pg_ctl', ['-D', files, '-m', 'fast', '-w', 'stop'])
    const failed = `${files}.failed-${new Date().toISOString().replace(/[:.]/g, '-')}`
    renameSync(files, failed)
    if (aside !== null) renameSync(aside, files)
    const hint = /before configured recovery target/.test(said)
      ? ': the kept log ends before that moment, restore without --to'
      : ''
    throw new Error(`not restored${hint}. ${said} What stood there stands again; the attempt is in ${failed}`, {
      cause: error,
    })
  }
}
