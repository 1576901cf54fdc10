/** Migrations: each once, in order, whole; a changed one, a late one and a broken one are refused. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Migration, migrate, migrations, pending } from '../../src/platform/db/migrate.ts'
import { checkVersion } from '../../src/platform/db/roles.ts'
import { type Fresh, freshDatabase } from './fresh.ts'
import { asPlace } from './planted.ts'

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
}, 60_000)
afterAll(() => fresh.close(), 60_000)

const one = (name: string, text: string, digest = `sha256:${name}`): Migration => ({ name, text, digest })
const all = () => migrations()
const run = (list: readonly Migration[]) => asPlace(fresh.owner, client => migrate(client, list))
const tables = async (name: string) =>
  (
    await asPlace(fresh.owner, client =>
      client.query(`select 1 from pg_tables where schemaname = 'app' and tablename = $1`, [name]),
    )
  ).rows.length

test('a database at head is left as it is', async () => {
  expect(await run(all())).toEqual([])
})
test('several processes that start at once apply a migration once', async () => {
  const more = [...all(), one('9000-new.sql', 'create table app.new_one (a integer)')]
  const applied = await Promise.all([run(more), run(more), run(more)])
  expect(applied.flat()).toEqual(['9000-new.sql'])
  expect(await tables('new_one')).toBe(1)
})
test('a process of the version before works beside a newer one', () => {
  const [first, second] = [one('0001-a.sql', ''), one('0002-b.sql', '')]
  expect(pending([first], [first, second])).toEqual([])
})
test('a migration that fails half way leaves nothing of it, and names itself', async () => {
  const broken = [
    ...all(),
    one('9000-new.sql', ''),
    one('9001-broken.sql', 'create table app.half (a integer); select 1 / 0'),
  ]
  await expect(run(broken)).rejects.toThrow('migration 9001-broken.sql: division by zero')
  expect(await tables('half')).toBe(0)
})
test('a migration that was changed after it was applied is refused', () => {
  expect(() => pending([one('0001-a.sql', '', 'sha256:other')], [one('0001-a.sql', '')])).toThrow(
    '0001-a.sql was changed',
  )
})
test('a migration that comes before one that is applied is refused, as is one that is gone', () => {
  const [first, second, third] = [one('0001-a.sql', ''), one('0002-b.sql', ''), one('0003-c.sql', '')]
  expect(() => pending([first, second, third], [first, third])).toThrow('0002-b.sql comes before 0003-c.sql')
  expect(() => pending([first, third], [first, second, third])).toThrow(
    '0002-b.sql was applied and is not among the files',
  )
})
test('a server older than what is written for is refused with its version', async () => {
  const answering = (number: string) => ({
    query: async () => ({ rows: [{ server_version_num: number, server_version: '14.9' }] }),
  })
  await expect(checkVersion(answering('140009') as never)).rejects.toThrow('PostgreSQL 14.9 is older than 15')
  expect(await asPlace(fresh.owner, checkVersion)).toMatch(/^18\./)
})
