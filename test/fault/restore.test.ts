/**
 * The drill: a database that works on, a base backup, a named second, damage after it, and the database of that
 * second back.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { backupsIn, takeBackup } from '../../src/platform/db/backup.ts'
import { filesOf } from '../../src/platform/db/embedded.ts'
import { restore } from '../../src/platform/db/restore.ts'
import { databaseFolderOf, openServiceDatabase, type ServiceDatabase } from '../../src/platform/db/service-database.ts'
import { uuid7 } from '../../src/platform/ids.ts'

const top = mkdtempSync(join(tmpdir(), 'tech-guarantee-drill-'))
const serviceFolder = join(top, 'service')
const backupFolder = join(top, 'backups')
const folder = databaseFolderOf(serviceFolder)
const open = (): Promise<ServiceDatabase> =>
  openServiceDatabase(
    { dataFolder: serviceFolder },
    { ownerUrl: undefined, appUrl: undefined, backupFolder, connectionsMax: 4 },
  )
const system = systemActor('drill')

const write = async (service: ServiceDatabase, rows: number): Promise<void> => {
  for (let at = 0; at < rows; at += 1)
    await service.database.transaction(system, tx =>
      tx
        .insertInto('app.limits')
        .values({ scope: 'firm', code: 'cap', key: uuid7(), cap: String(at), used: '0' })
        .execute(),
    )
}
/** One digest over every row, so that two databases can be told apart or found equal. */
const digestOf = async (service: ServiceDatabase): Promise<string> => {
  const { rows } = await service.database.transaction(system, tx =>
    sql<{ row: string }>`select l::text as row from app.limits l order by key`.execute(tx),
  )
  return `${rows.length} ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`
}
/** The next whole second, with quiet before and after it. */
async function namedSecond(): Promise<Date> {
  const second = new Date(Math.ceil((Date.now() + 300) / 1000) * 1000)
  await pause(second.getTime() - Date.now() + 300)
  return second
}

afterAll(() => rmSync(top, { recursive: true, force: true }))

test('the database of a named second comes back row for row, and what came after it is gone', async () => {
  const working = await open()
  await write(working, 100)
  const backup = await takeBackup({ folder, backupFolder })
  expect(backup.files).toBeGreaterThan(500)
  await write(working, 150)
  const atSecond = await digestOf(working)
  const second = await namedSecond()
  await write(working, 50)
  await working.database.transaction(system, tx =>
    sql`update app.limits set cap = 0 where used + reserved = 0`.execute(tx),
  )
  const afterIt = await digestOf(working)
  await expect(restore({ folder, backupFolder, to: second })).rejects.toThrow('stop the service first')
  await working.close()

  const report = await restore({ folder, backupFolder, to: second })
  expect(new Date(report.lastTransactionAt as string).getTime()).toBeLessThanOrEqual(second.getTime())
  const restored = await open()
  expect(await digestOf(restored)).toBe(atSecond)
  expect(atSecond).toMatch(/^250 /)
  // It works on, and its own log is kept from there on.
  await write(restored, 10)
  const onward = await digestOf(restored)
  await restored.close()

  // The end of the log, which was never handed over, is taken from the stopped server's files.
  await restore({ folder, backupFolder, to: null })
  const whole = await open()
  expect(await digestOf(whole)).toBe(onward)
  expect([afterIt === atSecond, onward === atSecond]).toEqual([false, false])
  await whole.close()
}, 120_000)

test('a damaged backup and a moment before the first one are refused, and what stands there stays', async () => {
  await expect(restore({ folder, backupFolder, to: new Date('2026-01-01T00:00:00Z') })).rejects.toThrow(
    'the first moment that can be restored is',
  )
  const base = backupsIn(backupFolder)[0]
  writeFileSync(join(base?.folder ?? '', 'global/pg_control'), 'x')
  await expect(restore({ folder, backupFolder, to: null })).rejects.toThrow('global/pg_control is not what was kept')
  expect(existsSync(join(filesOf(folder), 'PG_VERSION'))).toBe(true)
  const standing = await open()
  expect(await digestOf(standing)).toMatch(/^260 /)
  await standing.close()
}, 60_000)
