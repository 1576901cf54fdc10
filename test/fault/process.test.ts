/**
 * The service as a process: told what is wrong with its configuration, several on one database, killed, started
 * again, stopped.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { endAll, isReady, run as runIn, start as startIn } from './started.ts'

const place = mkdtempSync(join(tmpdir(), 'tg-process-'))
afterAll(async () => {
  await endAll()
  rmSync(place, { recursive: true, force: true })
})
const run = (environment: Readonly<Record<string, string>>) => runIn(place, environment)
const start = () => startIn(place)
const postmaster = join(place, 'database/files/postmaster.pid')

test('every error of the configuration is told at once, and nothing is started', async () => {
  const refused = run({
    PORT: 'http',
    LEGAL_ZONE: 'Mars/Olympus',
    DATABASE_URL: 'mysql://secret-word@x/y',
    METRICS_TOKEN: 'short',
    NODE_ENV: 'prod',
  })
  expect(await refused.ended).toBe(2)
  const told = refused.lines().map(line => String(line.problem))
  for (const name of ['PORT', 'LEGAL_ZONE', 'DATABASE_URL', 'METRICS_TOKEN', 'NODE_ENV'])
    expect(told.some(line => line.startsWith(name))).toBe(true)
  expect(told.join(' ')).not.toContain('secret-word')
  expect(existsSync(join(place, 'database'))).toBe(false)
}, 30_000)

test('two processes share a database; one killed, the other goes on; the last to stop stops it', async () => {
  const [one, two] = await Promise.all([start(), start()])
  expect([await isReady(one), await isReady(two)]).toEqual([true, true])
  one.child.kill('SIGKILL')
  await one.ended
  expect(await isReady(two)).toBe(true)
  const three = await start()
  expect(three.lines().some(line => line.database?.includes('attached to'))).toBe(true)
  two.child.kill('SIGTERM')
  expect(await two.ended).toBe(0)
  expect([await isReady(three), existsSync(postmaster)]).toEqual([true, true])
  three.child.kill('SIGINT')
  expect(await three.ended).toBe(0)
  expect(existsSync(postmaster)).toBe(false)
}, 90_000)

test('service and database killed together, it is ready again within 10 seconds', async () => {
  const running = await start()
  const pid = Number(readFileSync(postmaster, 'utf8').split('\n')[0])
  process.kill(pid, 'SIGKILL')
  running.child.kill('SIGKILL')
  await running.ended
  const begun = performance.now()
  const again = await start()
  expect(await isReady(again)).toBe(true)
  expect(performance.now() - begun).toBeLessThan(10_000)
  again.child.kill('SIGTERM')
  expect(await again.ended).toBe(0)
}, 60_000)
