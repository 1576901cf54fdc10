/** The service started as the README starts it, with a database and a demonstration of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const top = resolve(import.meta.dirname, '../..')

export const freePort = (): Promise<number> =>
  new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

export type Started = {
  readonly folder: string
  readonly port: number
  readonly environment: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

export async function started(name: string): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  const port = await freePort()
  const environment = {
    ...(process.env as Record<string, string>),
    PORT: String(port),
    DATA_DIR: join(folder, 'kept'),
    WEBHOOKS_TO_LOOPBACK: 'yes',
    PATH: `${join(top, 'node_modules/.bin')}:${process.env['PATH']}`,
  }
  const service: ChildProcess = spawn(process.execPath, ['src/main.ts'], {
    cwd: top,
    env: environment,
    stdio: 'ignore',
  })
  const stop = async (): Promise<void> => {
    const ended = new Promise(done => service.once('exit', done))
    service.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
    if (answer?.ok) return { folder, port, environment, stop }
    await new Promise(done => setTimeout(done, 200))
  }
  await stop()
  throw new Error('the service was not ready within a minute')
}
