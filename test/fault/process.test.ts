/**
 * The service as a process: told what is wrong with its configuration, several on one database, killed, started
 * again, stopped.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { HOME } from '../../src/platform/folders.ts'

const place = mkdtempSync(join(tmpdir(), 'tg-process-'))
const children: ChildProcess[] = []
afterAll(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(place, { recursive: true, force: true })
})

type Line = { readonly msg: string; readonly address?: string; readonly database?: string; readonly problem?: unknown }
type Running = {
  readonly child: ChildProcess
  readonly address: string
  readonly lines: () => readonly Line[]
  readonly ended: Promise<number | null>
}

function run(
  environment: Readonly<Record<string, string>>,
): Omit<Running, 'address'> & { readonly listening: Promise<string> } {
  const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: place, PORT: '0', LOG_LEVEL: 'silent', ...environment }
  const child = spawn(process.execPath, [join(HOME, 'src/main.ts')], {
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines: Line[] = []
  let rest = ''
  let found: (address: string) => void = () => undefined
  let lost: (error: Error) => void = () => undefined
  const listening = new Promise<string>((resolve, reject) => {
    found = resolve
    lost = reject
  })
  child.stdout?.on('data', bytes => {
    const parts = (rest + String(bytes)).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const line = JSON.parse(part) as Line
      lines.push(line)
      if (line.msg === 'listening') found(line.address as string)
    }
  })
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)))
  ended.then(code => lost(new Error(`ended with ${code}: ${JSON.stringify(lines)}`)))
  listening.catch(() => undefined)
  return { child, lines: () => lines, ended, listening }
}
const start = async (environment: Readonly<Record<string, string>> = {}): Promise<Running> => {
  const started = run(environment)
  return { ...started, address: await started.listening }
}
const isReady = async ({ address }: Running): Promise<boolean> =>
  (await fetch(`${address}/health/ready`)).status === 200
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
