/**
 * kill -9 of the service and of its PostgreSQL, in turn, while clients post cases and others lead guarantees from their
 * case to their end: issued, fees posted, months reported, claims settled.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { sandboxToken, tokensOf } from './cases.ts'
import { lostOf, twiceOf } from './journal.ts'
import { type Lives, letFinancePay, makeLives } from './lives.ts'
import { booksWrongOf, lostDeedsOf, uncheckedOf } from './lives-journal.ts'
import { type Load, startLoad } from './load.ts'
import type { Fault, Outcome } from './outcome.ts'
import { endPostmaster, postmasterOf, type Running, readyWithin, startService, superuserOf } from './process.ts'

const READY_MS_MAX = 10_000
/** How long a service may take to bring a dead database back itself before whoever watches over it starts it anew. */
const SELF_MS = 1_500
const CLIENTS = 2
const LEADERS = 4
const PREFIX = 'kill'
const LIVES = 'life'
/** How long what was left to a job may take once nobody asks for anything any more. */
const CHECKED_MS_MAX = 30_000

/** A port that is free now; the service keeps it over its restarts. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

export async function asSuperuser<Value>(folder: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client(superuserOf(folder))
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The server and every process it started, all at once. */
function killDatabase(folder: string): void {
  const pid = postmasterOf(folder)
  if (pid === null) throw new Error('no database runs that could be killed')
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  for (const one of [pid, ...children]) {
    try {
      if (one > 0) process.kill(one, 'SIGKILL')
    } catch {
      // It ended between the list and the signal.
    }
  }
}

/** What a step of a life belongs to. */
function kindOf(step: string): string {
  if (step === 'fee_received') return 'posting'
  if (step.startsWith('case_')) return 'deciding'
  if (step.startsWith('report_')) return 'reporting'
  return ['noticed', 'signed', 'letter_sent', 'drawn'].includes(step) ? 'issuing' : 'settling'
}

/** Leads one guarantee after the other, so many at once, until told to finish; what is begun is led to its end. */
function leading(lives: Lives): { readonly count: () => number; readonly finish: () => Promise<void> } {
  let [isOver, count] = [false, 0]
  const line = async (): Promise<void> => {
    while (!isOver) {
      count += 1
      await lives.lead(count)
    }
  }
  const lines = Array.from({ length: LEADERS }, line)
  return {
    count: () => count,
    finish: async () => {
      isOver = true
      await Promise.all(lines)
    },
  }
}

type Cycle = { readonly ms: number; readonly isSelf: boolean; readonly running: Running }

/** Kills one of the two and waits until the service is ready again. */
async function cycle(folder: string, port: number, running: Running, isDatabase: boolean): Promise<Cycle> {
  const begun = performance.now()
  if (isDatabase) {
    killDatabase(folder)
    // Its death is noticed at the next request; a readiness from before it says nothing.
    await pause(100)
    if ((await readyWithin(running.address, SELF_MS)) !== null)
      return { ms: performance.now() - begun, isSelf: true, running }
  }
  await running.kill()
  const again = await startService(folder, port)
  return { ms: performance.now() - begun, isSelf: false, running: again }
}

async function survived(folder: string, count: number, tell: (text: string) => void): Promise<Outcome> {
  const port = await freePort()
  let running = await startService(folder, port)
  const tokens = tokensOf(folder)
  const agent = new Agent({ keepAlive: true, maxSockets: LEADERS })
  await letFinancePay(agent, running.address, tokens)
  const load: Load = startLoad(running.address, sandboxToken(tokens), CLIENTS, PREFIX)
  const lives = makeLives(agent, running.address, tokens, LIVES)
  const led = leading(lives)
  const notes: string[] = []
  const times: number[] = []
  const during = new Map<string, number>()
  let [held, checked, done, self, databases] = [0, 0, 0, 0, 0]
  try {
    for (let at = 0; at < count; at++) {
      const [before, ledBefore] = [load.acknowledged.length, lives.deeds.length]
      const isUnderWay = () => load.acknowledged.length >= before + 3 && lives.deeds.length >= ledBefore + 5
      // A moment that is never the same twice, once there is something under way.
      for (let left = 200; left > 0 && !isUnderWay(); left -= 1) await pause(25)
      await pause((at * 137) % 700)
      const isDatabase = at % 2 === 1
      for (const deed of new Set(lives.running().map(kindOf))) during.set(deed, (during.get(deed) ?? 0) + 1)
      const cycled = await cycle(folder, port, running, isDatabase)
      running = cycled.running
      times.push(cycled.ms)
      if (isDatabase) databases += 1
      if (cycled.isSelf) self += 1
      const [journal, deeds] = [load.acknowledged.slice(checked), lives.deeds.slice(done)]
      checked += journal.length
      done += deeds.length
      const lost = await asSuperuser(folder, async client => [
        ...(await lostOf(client, journal)),
        ...(await lostDeedsOf(client, deeds)),
        ...(await booksWrongOf(client, LIVES)),
      ])
      const what = isDatabase ? 'PostgreSQL' : 'the service'
      if (cycled.ms > READY_MS_MAX) notes.push(`kill ${at + 1} of ${what}: ready after ${cycled.ms.toFixed(0)} ms`)
      else if (lost.length > 0) notes.push(...lost.slice(0, 5))
      else held += 1
      if ((at + 1) % 10 === 0) tell(`kill: ${at + 1} of ${count}, ${checked} cases and ${done} steps acknowledged`)
    }
    await Promise.all([load.finish(), led.finish()])
    const all = load.acknowledged
    const whole = await asSuperuser(folder, async client => {
      for (let left = CHECKED_MS_MAX; left > 0 && (await uncheckedOf(client)).length > 0; left -= 500) await pause(500)
      return [
        ...(await lostOf(client, all)),
        ...(await twiceOf(client, PREFIX, `${LIVES}.%.case_drafted`)),
        ...(await lostDeedsOf(client, lives.deeds)),
        ...(await booksWrongOf(client, LIVES)),
        ...(await uncheckedOf(client)),
        ...load.wrong,
        ...lives.wrong,
      ]
    })
    if (all.length !== load.sent()) whole.push(`${load.sent()} keys sent, ${all.length} acknowledged`)
    times.sort((a, b) => a - b)
    const middle = (times[times.length >> 1] ?? 0).toFixed(0)
    return {
      name: 'kill',
      tried:
        `kill -9 of the service and of PostgreSQL, all of it, in turn, while ${CLIENTS} clients post cases ` +
        `and ${LEADERS} lead guarantees to their end`,
      held: whole.length === 0 ? held : 0,
      of: count,
      notes: [
        `${all.length} cases and ${lives.deeds.length} steps of ${led.count()} guarantees acknowledged, ` +
          `${whole.length} lost or done twice`,
        `with requests under way: ${[...during].map(([deed, times]) => `${deed} at ${times} kills`).join(', ')}`,
        `ready again after ${middle} ms in the middle, ${(times.at(-1) ?? 0).toFixed(0)} ms at most`,
        `PostgreSQL killed ${databases} times: brought back by the living service ${self} times, ` +
          `by a restart of the service ${databases - self} times`,
        ...notes,
        ...whole.slice(0, 10),
      ],
    }
  } finally {
    agent.destroy()
    await running.stop()
  }
}

export const kill: Fault = {
  name: 'kill',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-kill-'))
    try {
      return await survived(folder, isLong ? 1_000 : Number(process.env['KILLS'] ?? 60), text =>
        process.stderr.write(`${text}\n`),
      )
    } finally {
      await endPostmaster(folder)
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
