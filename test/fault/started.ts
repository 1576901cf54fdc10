/** The service as a process of a test: started with an environment of its own, its log read, ended by its pid. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { compiledBefore } from '../../src/cli/faults/process.ts'
import { HOME } from '../../src/platform/folders.ts'

export type Line = {
  readonly msg: string
  readonly address?: string
  readonly database?: string
  readonly problem?: unknown
  readonly [name: string]: unknown
}
export type Started = {
  readonly child: ChildProcess
  /** What it has said, line by line. */
  readonly lines: () => readonly Line[]
  /** Everything it has said, as it was written. */
  readonly text: () => string
  readonly ended: Promise<number | null>
}
export type Running = Started & { readonly address: string }
type Environment = Readonly<Record<string, string>>

const children: ChildProcess[] = []
/** Ends what a test left running; for `afterAll`. */
export async function endAll(): Promise<void> {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = new Promise(resolve => child.once('close', resolve))
    child.kill('SIGKILL')
    await ended
  }
}

/** Starts the service on a data folder; of this process's own environment only where to look for what is compiled. */
export function run(dataFolder: string, environment: Environment): Started & { readonly listening: Promise<string> } {
  const own = { PATH: process.env['PATH'] ?? '', ...compiledBefore() }
  const env = { ...own, DATA_DIR: dataFolder, PORT: '0', LOG_LEVEL: 'silent', ...environment }
  const child = spawn(process.execPath, [join(HOME, 'src/main.ts')], {
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines: Line[] = []
  let text = ''
  let rest = ''
  let found: (address: string) => void = () => undefined
  let lost: (error: Error) => void = () => undefined
  const listening = new Promise<string>((resolve, reject) => {
    found = resolve
    lost = reject
  })
  child.stdout?.on('data', bytes => {
    text += String(bytes)
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
  return { child, lines: () => lines, text: () => text, ended, listening }
}

export async function start(dataFolder: string, environment: Environment = {}): Promise<Running> {
  const started = run(dataFolder, environment)
  return { ...started, address: await started.listening }
}

/** Tells it to end, and waits for it; what it ended with. */
export async function stop({ child, ended }: Started, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  child.kill(signal)
  return await ended
}

export const isReady = async ({ address }: Running): Promise<boolean> =>
  (await fetch(`${address}/health/ready`)).status === 200

/** A port that is free now, for a service whose address must be known before it starts. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise(resolve => probe.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
