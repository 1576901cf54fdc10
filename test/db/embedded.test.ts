/**
 * The embedded server: private, durable, one on a folder, found again after a kill, as root and not, in open and
 * closed folders.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { filesOf, openEmbedded, type Place } from '../../src/platform/db/embedded.ts'
import { hydrated } from '../../src/platform/db/embedded-binaries.ts'
import { HOME } from '../../src/platform/folders.ts'
import { asPlace } from './planted.ts'

const top = mkdtempSync(join(tmpdir(), 'tg-embedded-'))
const children: ChildProcess[] = []
const isRoot = process.getuid?.() === 0
chmodSync(top, 0o755)
afterAll(() => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(top, { recursive: true, force: true })
})

type Held = {
  readonly child: ChildProcess
  readonly isStartedHere: boolean
  readonly place: Place
  readonly words: () => string
  readonly close: () => Promise<string>
}

/** Another process opens the server of the folder. */
function hold(folder: string, user: { readonly uid?: number; readonly gid?: number } = {}): Promise<Held> {
  const child = spawn(process.execPath, [join(HOME, 'test/db/holder.ts'), folder], {
    ...user,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let said = ''
  const ended = new Promise<string>(resolve => child.once('close', () => resolve(said)))
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', bytes => {
      said += String(bytes)
      const [, isStartedHere, place] = /^open (true|false) (\{.*\})\n/.exec(said) ?? []
      if (said.startsWith('failed')) reject(new Error(said))
      if (place === undefined) return
      const close = () => {
        child.kill('SIGTERM')
        return ended
      }
      resolve({
        child,
        isStartedHere: isStartedHere === 'true',
        place: JSON.parse(place) as Place,
        words: () => said,
        close,
      })
    })
    ended.then(words => reject(new Error(`ended: ${words}`)))
  })
}
const killed = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    child.once('close', () => resolve())
    child.kill('SIGKILL')
  })
const pidOf = (folder: string): number =>
  Number(readFileSync(join(filesOf(folder), 'postmaster.pid'), 'utf8').split('\n')[0])
const setting = (place: Place, name: string) =>
  asPlace(place, async client => (await client.query('select current_setting($1) as s', [name])).rows[0].s as string)

test('a new server is private, keeps checksums, writes to disk, and listens on no network', async () => {
  const folder = join(top, 'first')
  const server = await openEmbedded({ folder })
  expect(server.isStartedHere).toBe(true)
  const told = await Promise.all(
    ['data_checksums', 'fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'TimeZone'].map(name =>
      setting(server.superuser, name),
    ),
  )
  expect(told).toEqual(['on', 'on', 'on', 'on', '', 'UTC'])
  const locale = await asPlace(server.superuser, client =>
    client.query(`select datlocprovider p, datlocale l from pg_database where datname = 'postgres'`),
  )
  expect(locale.rows).toEqual([{ p: 'b', l: 'C.UTF-8' }])
  for (const one of [folder, filesOf(folder), server.superuser.host]) expect(statSync(one).mode & 0o777).toBe(0o700)
  expect(statSync(folder).uid === 0).toBe(false)
  expect(await server.close()).toBe(true)
  expect(existsSync(join(filesOf(folder), 'postmaster.pid'))).toBe(false)
}, 60_000)

test('several first starts at once make one server; the last to leave stops it', async () => {
  const folder = join(top, 'many')
  const held = await Promise.all([hold(folder), hold(folder), hold(folder)])
  expect(held.filter(one => one.isStartedHere)).toHaveLength(1)
  const ends: boolean[] = []
  for (const one of held) ends.push((await one.close()).endsWith('closed true\n'))
  expect(ends).toEqual([false, false, true])
}, 60_000)

test('the server is found again after kill -9 of the process, and started again, whole, after its own', async () => {
  const folder = join(top, 'killed')
  const first = await hold(folder)
  await asPlace(first.place, client => client.query('create table kept (n integer); insert into kept values (1)'))
  await killed(first.child)
  const again = await openEmbedded({ folder })
  expect(again.isStartedHere).toBe(false)
  await asPlace(again.superuser, client => client.query('insert into kept values (2)'))
  const before = pidOf(folder)
  process.kill(before, 'SIGKILL')
  // Whoever uses it starts it again: nothing is opened anew here.
  const begun = performance.now()
  const read = () => asPlace(again.superuser, client => client.query('select n from kept order by n'))
  let rows: readonly unknown[] = []
  while (rows.length === 0 && performance.now() - begun < 10_000) {
    await new Promise(resolve => setTimeout(resolve, 100))
    rows = await read().then(
      found => found.rows,
      () => [],
    )
  }
  expect(rows).toEqual([{ n: 1 }, { n: 2 }])
  expect(pidOf(folder)).not.toBe(before)
  await again.close()
}, 60_000)

test('a folder of another major version is refused with the way to upgrade, and not touched', async () => {
  const folder = join(top, 'older')
  await (await openEmbedded({ folder })).close()
  writeFileSync(join(filesOf(folder), 'PG_VERSION'), '17\n')
  await expect(openEmbedded({ folder })).rejects.toThrow(
    /written by PostgreSQL 17, and the one that comes with this version is 18.*pg_dump.*Nothing was changed/,
  )
  expect(readFileSync(join(filesOf(folder), 'PG_VERSION'), 'utf8')).toBe('17\n')
}, 60_000)

test('a folder too deep for a socket has its socket elsewhere, as private', async () => {
  const folder = join(top, 'deep'.repeat(10), 'deeper'.repeat(10))
  const server = await openEmbedded({ folder })
  expect(server.superuser.host.length).toBeLessThan(80)
  expect(statSync(server.superuser.host).mode & 0o777).toBe(0o700)
  await server.close()
  rmSync(server.superuser.host, { recursive: true })
}, 60_000)

test('links between libraries that npm left out are made, and those that stand are kept', () => {
  const folder = join(top, 'package')
  mkdirSync(join(folder, 'native/lib'), { recursive: true })
  writeFileSync(join(folder, 'native/lib/libone.so.1.2'), 'x')
  symlinkSync('elsewhere', join(folder, 'native/lib/libstands.so'))
  const links = ['libone.so', 'libone.so.1', 'libstands.so'].map(name => ({
    source: 'native/lib/libone.so.1.2',
    target: `native/lib/${name}`,
  }))
  writeFileSync(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links))
  expect(hydrated(folder, join(top, 'spare'))).toBe(undefined)
  expect(
    ['libone.so', 'libone.so.1', 'libstands.so'].map(name => readlinkSync(join(folder, 'native/lib', name))),
  ).toEqual(['libone.so.1.2', 'libone.so.1.2', 'elsewhere'])
})

if (isRoot) {
  test('as root in a folder closed to others, the server runs all the same, and its files stay root’s', async () => {
    const closed = join(top, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const folder = join(closed, 'database')
    const server = await openEmbedded({ folder })
    await asPlace(server.superuser, client =>
      client.query('create table t (n integer); insert into t values (1); checkpoint'),
    )
    expect(lstatSync(filesOf(folder)).uid).toBe(0)
    expect(await server.close()).toBe(true)
    // Whoever owns the files goes on owning them, also when the folder is opened later.
    chmodSync(closed, 0o755)
    const again = await openEmbedded({ folder })
    expect((await asPlace(again.superuser, client => client.query('select n from t'))).rows).toEqual([{ n: 1 }])
    await again.close()
  }, 60_000)

  test('as somebody who is not root the server is their own, and root comes to it later as them', async () => {
    const home = join(top, 'home')
    mkdirSync(home)
    chownSync(home, 65534, 65534)
    const folder = join(home, 'database')
    const held = await hold(folder, { uid: 65534, gid: 65534 })
    expect(lstatSync(filesOf(folder)).uid).toBe(65534)
    const root = await openEmbedded({ folder })
    expect(root.isStartedHere).toBe(false)
    await held.close()
    expect(await root.close()).toBe(true)
    const alone = await openEmbedded({ folder })
    expect([alone.isStartedHere, lstatSync(filesOf(folder)).uid]).toEqual([true, 65534])
    await alone.close()
  }, 60_000)
}
