/** The service as a process of its own: started on a data folder, asked over HTTP, killed, stopped by its pid. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HOME } from '../../platform/folders.ts'

export type Running = {
  readonly pid: number
  readonly address: string
  /** From the start of the process to its first 200 of /health/ready. */
  readonly readyMs: number
  readonly isAlive: () => boolean
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Longer than any start may take; past it the start has failed. */
const START_MS_MAX = 60_000

async function answersReady(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

/** Waits until the service answers that it may take requests; the milliseconds it took, or null past `msMax`. */
export async function readyWithin(address: string, msMax: number): Promise<number | null> {
  const begun = performance.now()
  while (performance.now() - begun < msMax) {
    if (await answersReady(address)) return performance.now() - begun
    await pause(25)
  }
  return null
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const told: string[] = []
    let rest = ''
    child.stdout?.on('data', bytes => {
      const parts = (rest + String(bytes)).split('\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        told.push(part)
        if (!part.startsWith('{')) continue
        const line = JSON.parse(part) as { readonly msg?: string; readonly address?: string }
        if (line.msg === 'listening' && line.address !== undefined) resolve(line.address)
      }
    })
    child.once('close', code => reject(new Error(`the service ended with ${code}: ${told.slice(-5).join('\n')}`)))
  })
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('close', () => resolve())
  })

const left = new Map<ChildProcess, string>()
const owned = new Set<string>()
/** Where this process is told to end, nothing it started goes on: neither a service nor the database of its folder. */
process.once('exit', () => {
  for (const child of left.keys()) child.kill('SIGKILL')
  for (const dataFolder of [...left.values(), ...owned]) {
    const pid = postmasterOf(dataFolder)
    if (pid !== null) process.kill(pid, 'SIGQUIT')
  }
  for (const folder of owned) {
    const nobody = new Int32Array(new SharedArrayBuffer(4))
    for (let left = 80; left > 0 && postmasterOf(folder) !== null; left -= 1) Atomics.wait(nobody, 0, 0, 25)
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Has the database of a temporary folder end with this process, and the folder go, also where it is interrupted. */
export function endWithMe(folder: string): void {
  if (owned.size === 0)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  owned.add(folder)
}

/** What `npm start` hands to Node: the options, and the file. */
function startArguments(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as { scripts: { start: string } }
  const [, words] = /^NODE_COMPILE_CACHE=\S+ node (.+)$/.exec(scripts.start) ?? []
  if (words === undefined) throw new Error('npm start does not run node')
  return words.split(' ').map(word => (word.startsWith('-') ? word : join(HOME, word)))
}

/** Where Node keeps what it has compiled, as `npm start` says it: a start then costs half. */
export const compiledBefore = (): Readonly<Record<string, string>> => ({
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(HOME, 'out/compile-cache'),
})

/** Starts the service on a folder, as `npm start` does, and waits until it is ready. */
export async function startService(
  dataFolder: string,
  port = 0,
  settings: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const begun = performance.now()
  const child = spawn(process.execPath, startArguments(), {
    env: {
      PATH: process.env['PATH'] ?? '',
      ...compiledBefore(),
      DATA_DIR: dataFolder,
      PORT: String(port),
      LOG_LEVEL: 'silent',
      ...settings,
    },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the service could not be started')
  left.set(child, dataFolder)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await ended(child)
    left.delete(child)
  }
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS_MAX)
  try {
    const address = await listening(child)
    if ((await readyWithin(address, START_MS_MAX)) === null) throw new Error('the service listens and is never ready')
    return {
      pid,
      address,
      readyMs: performance.now() - begun,
      isAlive: () => child.exitCode === null && child.signalCode === null,
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    }
  } catch (problem) {
    await end('SIGKILL')
    throw problem
  } finally {
    clearTimeout(late)
  }
}

/** The process of the embedded server, or null where none runs. */
export function postmasterOf(dataFolder: string): number | null {
  try {
    const pid = Number(readFileSync(join(dataFolder, 'database/files/postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

/** Ends the embedded server of a folder that no service is attached to any more. */
export async function endPostmaster(dataFolder: string): Promise<void> {
  const pid = postmasterOf(dataFolder)
  if (pid === null) return
  process.kill(pid, 'SIGINT')
  for (let left = 400; left > 0 && postmasterOf(dataFolder) !== null; left -= 1) await pause(25)
  if (postmasterOf(dataFolder) !== null) process.kill(pid, 'SIGKILL')
}

/** Where the embedded server of a folder is reached as its superuser. */
export const superuserOf = (dataFolder: string) => ({
  host: join(dataFolder, 'database/run'),
  port: 5432,
  user: 'postgres',
  database: 'tech_guarantee',
})
