/** What the README says to type is typed: its block of shell, against the service started as the README starts it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const top = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'walk-'))
let port = 0
let service: ChildProcess | undefined

const freePort = (): Promise<number> =>
  new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const environment = () => ({
  ...process.env,
  PORT: String(port),
  DATA_DIR: join(folder, 'kept'),
  PATH: `${join(top, 'node_modules/.bin')}:${process.env['PATH']}`,
})

beforeAll(async () => {
  port = await freePort()
  service = spawn(process.execPath, ['src/main.ts'], { cwd: top, env: environment(), stdio: 'ignore' })
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise(done => setTimeout(done, 200))
  }
  throw new Error('the service was not ready within a minute')
}, 90_000)

afterAll(async () => {
  const ended = new Promise(done => service?.once('exit', done))
  service?.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

/** The README's block of shell, the paper it downloads put into the test's own folder. */
const block = (/```sh\n([\s\S]*?)```/.exec(readFileSync(join(top, 'README.md'), 'utf8'))?.[1] ?? '').replaceAll(
  'certificate.pdf',
  join(folder, 'certificate.pdf'),
)

test('the walkthrough of the README runs as it stands, and answers what it says', async () => {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], {
    cwd: top,
    env: environment(),
    timeout: 100_000,
  })
  const lines = stdout.split('\n').filter(line => line !== '')
  expect(lines[0]).toBe('noticed')
  expect(stdout).toMatch(/recommended: 'approve'/)
  expect(stdout).toMatch(/outcome: 'approved'/)
  // 940,000,000 x 0.85, as the story of this case works it out.
  expect(stdout).toMatch(/guaranteed: '799000000'/)
  expect(lines.filter(line => /^(403|404)$/.test(line))).toEqual(['403', '404'])
  expect(stdout).toMatch(/idempotency-replayed: true/i)
  expect(lines.slice(-3)).toEqual(['genuine', 'revoked', 'revoked'])
}, 120_000)
