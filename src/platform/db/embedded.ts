/**
 * The embedded server: PostgreSQL in a folder of ours, reached over a unix socket alone. Started where it does not run,
 * attached to where it does (another process of the service started it, or one that was killed left it); the last to
 * leave stops it. PostgreSQL's own postmaster.pid keeps a second server off the folder.
 */
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { isFile, writeWhole } from '../folders.ts'
import { archiveCommandFor, basesOf, walOf } from './backup-place.ts'
import { type Binaries, binariesFor } from './embedded-binaries.ts'
import { isLost } from './faults.ts'

/** Where a server is reached, and as whom. */
export type Place = { readonly host: string; readonly port: number; readonly user: string; readonly database: string }

export type Embedded = {
  /** The server's superuser, for the server's own keeping: roles, databases, backups. Nothing of the trade uses it. */
  readonly superuser: Place
  readonly isStartedHere: boolean
  /** Leaves; stops the server where nobody else is attached to it. Says whether it was stopped. */
  readonly close: () => Promise<boolean>
}

export const SUPERUSER = 'postgres'
const FILES = 'files'
const START_SECONDS_MAX = 30
/** One number for everybody who is attached: held shared, and alone by the one who stops the server. */
const PRESENCE = '7305812201'
/** A socket's whole path must stay below 108 bytes (sun_path); the name itself takes 15. */
const SOCKET_FOLDER_MAX = 90

/** Folder of the server's files inside the database folder. */
export const filesOf = (folder: string): string => join(resolve(folder), FILES)

function socketFolderOf(folder: string): string {
  const own = join(resolve(folder), 'run')
  if (own.length <= SOCKET_FOLDER_MAX && /^[\w./-]+$/.test(own)) return own
  return join(tmpdir(), `tech-guarantee-${createHash('sha256').update(own).digest('hex').slice(0, 16)}`)
}

/** Makes a folder that only its owner can enter, or refuses one that somebody else laid there. */
export function makePrivate(folder: string, owner: Binaries['owner']): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const standing = lstatSync(folder)
  if (!standing.isDirectory()) throw new Error(`${folder} is not a folder`)
  if (standing.uid !== owner.uid) {
    if (process.getuid?.() !== 0) throw new Error(`${folder} belongs to user ${standing.uid}, not to ${owner.uid}`)
    chownSync(folder, owner.uid, owner.gid)
  }
  if ((standing.mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Settings of the server, written anew before each start; more may be put behind them in files/local.conf. */
const settingsOf = (socketFolder: string, archiveCommand: string): string =>
  [
    '# Written by the service before each start. Put your own settings into local.conf.',
    "listen_addresses = ''",
    `unix_socket_directories = ${quoted(socketFolder)}`,
    'unix_socket_permissions = 0700',
    'port = 5432',
    'max_connections = 100',
    'shared_buffers = 128MB',
    'max_wal_size = 1GB',
    'jit = off',
    'fsync = on',
    'full_page_writes = on',
    'synchronous_commit = on',
    'wal_level = replica',
    'archive_mode = on',
    `archive_command = ${quoted(archiveCommand)}`,
    'archive_timeout = 60s',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    'logging_collector = on',
    "log_directory = 'log'",
    "log_filename = 'postgresql-%a.log'",
    'log_rotation_age = 1d',
    'log_truncate_on_rotation = on',
    '# What a statement holds may be personal: it is not logged, nor are its parameters.',
    'log_min_error_statement = panic',
    'log_parameter_max_length_on_error = 0',
    "include_if_exists = 'local.conf'",
    '# Only while a restore runs.',
    "include_if_exists = 'restore.conf'",
    '',
  ].join('\n')

/** Makes the files beside and moves them into place: whoever is second finds those of the first. */
function create(folder: string, binaries: Binaries): void {
  const files = filesOf(folder)
  const building = mkdtempSync(`${files}.`)
  try {
    makePrivate(building, binaries.owner)
    const made = binaries.run('initdb', [
      ...['-D', building, '-U', SUPERUSER, '--auth=trust', '--encoding=UTF8', '--data-checksums'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ])
    if (made.status !== 0) throw new Error(`initdb in ${building}: ${made.stderr || made.stdout}`)
    appendFileSync(join(building, 'postgresql.conf'), "\ninclude 'service.conf'\n")
    renameSync(building, files)
  } catch (problem) {
    rmSync(building, { recursive: true, force: true })
    if (!existsSync(join(files, 'PG_VERSION'))) throw problem
  }
}

/** A folder of another major version is never touched. */
function checkMajor(files: string, major: string): void {
  const version = join(files, 'PG_VERSION')
  if (!isFile(version)) return
  const found = readFileSync(version, 'utf8').trim()
  if (found === major) return
  throw new Error(
    `${files} was written by PostgreSQL ${found}, and the one that comes with this version is ${major}. ` +
      'Start the release that wrote it, take `pg_dump --format=custom` of the database tech_guarantee over its ' +
      `socket with the programs of version ${found} or newer, move the folder away, start this release once so that ` +
      'it makes a new one, and put the dump back with `pg_restore --clean --if-exists`. Nothing was changed.',
  )
}

export const isRunning = (binaries: Binaries, files: string): boolean =>
  binaries.run('pg_ctl', ['-D', files, 'status']).status === 0

function tailOf(path: string): string {
  return isFile(path) ? readFileSync(path, 'utf8').trim().split('\n').slice(-5).join('\n') : ''
}

/** Starts the server; where it will not (the remains of a killed one still linger), says why. */
function start(binaries: Binaries, files: string): string | null {
  const log = join(files, 'start.log')
  rmSync(log, { force: true })
  const started = binaries.run('pg_ctl', ['-D', files, '-w', '-t', '60', '-l', log, 'start'])
  return started.status === 0 ? null : `${started.stderr}${started.stdout}\n${tailOf(log)}`.trim()
}

/** A connection that says "I am here" for as long as it lives. */
async function attach(place: Place): Promise<pg.Client> {
  const client = new pg.Client({
    ...place,
    application_name: 'tech-guarantee presence',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {
    // The server went: whoever uses it hears of it from their own connections.
  })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock_shared(${PRESENCE})`)
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

async function isLast(presence: pg.Client): Promise<boolean> {
  try {
    await presence.query(`select pg_advisory_unlock_shared(${PRESENCE})`)
    const { rows } = await presence.query<{ alone: boolean }>(`select pg_try_advisory_lock(${PRESENCE}) as alone`)
    return rows[0]?.alone === true
  } catch {
    return false
  }
}

export type EmbeddedOptions = {
  /** Where everything of the server lies; made with mode 0700. */
  readonly folder: string
  /**
   * Where finished files of its log (WAL) are kept, for backups; null: they are not kept. Not given: as it was set
   * last.
   */
  readonly backupFolder?: string | null | undefined
}

/**
 * The server's hand-over of its log as it was set last; where nothing is kept, each file is told to be kept already.
 */
const standingArchive = (text: string): string =>
  /^archive_command = '(.*)'$/m.exec(text)?.[1]?.replaceAll("''", "'") ?? 'true'

/** Writes the server's settings and makes the folders they name; says whether they are not those that stood there. */
function settle(
  files: string,
  socketFolder: string,
  binaries: Binaries,
  backupFolder: string | null | undefined,
): boolean {
  const folders = backupFolder == null ? [] : [backupFolder, basesOf(backupFolder), walOf(backupFolder)]
  for (const folder of folders) makePrivate(folder, binaries.owner)
  const path = join(files, 'service.conf')
  const standing = isFile(path) ? readFileSync(path, 'utf8') : ''
  // Whoever only looks (a check of the log, a report) must not end the keeping of it.
  const archive =
    backupFolder == null
      ? backupFolder === null
        ? 'true'
        : standingArchive(standing)
      : archiveCommandFor(backupFolder)
  const text = settingsOf(socketFolder, archive)
  if (standing === text) return false
  writeWhole(path, text, 0o600)
  chownSync(path, binaries.owner.uid, binaries.owner.gid)
  return true
}

/** Programs for a database folder, and the folders they need made private. */
export function preparedBinaries(folder: string): Binaries {
  const whole = resolve(folder)
  mkdirSync(whole, { recursive: true, mode: 0o700 })
  const binaries = binariesFor(filesOf(whole), join(whole, 'lib'))
  makePrivate(whole, binaries.owner)
  return binaries
}

/** Opens the server of a folder: makes it, starts it or attaches to it. Throws where it cannot, and says what to do. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const [folder, files] = [resolve(options.folder), filesOf(options.folder)]
  const binaries = preparedBinaries(folder)
  checkMajor(files, binaries.major)
  if (!existsSync(join(files, 'PG_VERSION'))) create(folder, binaries)
  const socketFolder = socketFolderOf(folder)
  makePrivate(socketFolder, binaries.owner)
  const superuser: Place = { host: socketFolder, port: 5432, user: SUPERUSER, database: 'postgres' }

  const isChanged = settle(files, socketFolder, binaries, options.backupFolder)

  const first = await present(binaries, files, superuser)
  const { isStartedHere } = first
  if (isChanged && !isStartedHere) await first.presence.query('select pg_reload_conf()')
  const watched = watch(first.presence, () => present(binaries, files, superuser))
  return { superuser, isStartedHere, close: async () => leave(await watched.end(), binaries, files) }
}

type Present = { readonly presence: pg.Client; readonly isStartedHere: boolean }

/**
 * Starts the server where it does not run, and attaches to it; tried again while the remains of a killed one linger.
 */
async function present(binaries: Binaries, files: string, superuser: Place): Promise<Present> {
  const deadline = Date.now() + START_SECONDS_MAX * 1000
  let isStartedHere = false
  for (;;) {
    let problem: string | null = null
    if (!isRunning(binaries, files)) {
      problem = start(binaries, files)
      isStartedHere = problem === null
    }
    try {
      return { presence: await attach(superuser), isStartedHere }
    } catch (error) {
      if (!isLost(error) || Date.now() > deadline) {
        const told = problem ?? (error instanceof Error ? error.message : String(error))
        throw new Error(`the embedded PostgreSQL of ${files} does not answer: ${told}`, { cause: error })
      }
      // Another process is starting or stopping it, or the remains of a killed one are still there.
      await pause(100)
    }
  }
}

/**
 * Watches over the server: where it goes while it is still used (killed, out of memory), it is started again. What was
 * acknowledged is in its log; requests under way meanwhile are answered as unavailable.
 */
function watch(first: pg.Client, again: () => Promise<Present>): { readonly end: () => Promise<pg.Client> } {
  let presence = first
  let isEnded = false
  let reviving: Promise<void> = Promise.resolve()
  const revive = async (): Promise<void> => {
    while (!isEnded) {
      try {
        const found = await again()
        presence = found.presence
        presence.once('end', onGone)
        return
      } catch {
        // The disk is full or the folder gone: /health/ready says so until it can be started.
        await pause(1000)
      }
    }
  }
  const onGone = (): void => {
    if (!isEnded) reviving = revive()
  }
  presence.once('end', onGone)
  return {
    end: async () => {
      isEnded = true
      await reviving
      return presence
    },
  }
}

async function leave(presence: pg.Client, binaries: Binaries, files: string): Promise<boolean> {
  const isToStop = await isLast(presence)
  if (isToStop) {
    const stopped = binaries.run('pg_ctl', ['-D', files, '-m', 'fast', '-w', '-t', '60', 'stop'])
    if (stopped.status !== 0 && isRunning(binaries, files)) throw new Error(`pg_ctl stop: ${stopped.stderr}`)
  }
  await presence.end().catch(() => undefined)
  return isToStop
}
