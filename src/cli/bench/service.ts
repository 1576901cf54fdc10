/** The service: decisions over HTTP against plain transactions of the same server, certificates, memory, starts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { PaperAsked } from '../../certificate/drawing.ts'
import { certificateNumber } from '../../certificate/number.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { dayIn, systemClock } from '../../platform/clock.ts'
import { sandboxToken, tokensOf } from '../faults/cases.ts'
import { CLIENTS, clientsIn, percentile, RATE, SCALE, SECONDS, tpcbTables } from '../faults/clients.ts'
import type { Found } from '../faults/clients.worker.ts'
import { type House, openHouse } from '../faults/house.ts'
import { asSuperuser } from '../faults/kill.ts'
import { ANSWER_MS_MAX, bodyOf } from '../faults/load.ts'
import { endPostmaster, endWithMe, type Running, startService, superuserOf } from '../faults/process.ts'
import { type Measure, median } from '../measure.ts'

const PAPERS = 100
const REST_SECONDS = 15
const STARTS = 3

type Papers = { readonly eachSecond: number; readonly delayMs: number }

/** Certificates of one decision drawn one after another in the worker, while this loop is watched. */
async function papers(house: House, folder: string): Promise<Papers> {
  const token = sandboxToken(house.tokens)
  const made = await house.server.inject({
    method: 'POST',
    url: '/v1/cases',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'papers' },
    payload: bodyOf(0),
  })
  const { decision_id: decision } = made.json() as { readonly decision_id: string }
  const now = systemClock.now()
  const day = calendarDate(dayIn('Asia/Seoul', now))
  const kept = await asSuperuser(folder, async client => {
    const { rows } = await client.query<{ record: string; names: never }>(
      'select d.record, c.names from app.decisions d join app.cases c on c.id = d.case_id where d.id = $1',
      [decision],
    )
    return rows[0]
  })
  if (kept === undefined) throw new Error('the decision is not kept')
  const one = async (serial: number): Promise<void> => {
    const number = certificateNumber({ year: Number(day.slice(0, 4)), series: 1, serial })
    const asked: PaperAsked = { kind: 'draw', ...kept, language: 'ko', number, day, now }
    const work = await house.drawing.run(asked)
    if (!work.result.ok) throw new Error(`not drawn: ${work.result.refusals.map(refused => refused.code).join(', ')}`)
  }
  for (let warm = 1; warm <= 20; warm++) await one(warm)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const begun = performance.now()
  for (let serial = 1; serial <= PAPERS; serial++) await one(100 + serial)
  const seconds = (performance.now() - begun) / 1_000
  delay.disable()
  return { eachSecond: PAPERS / seconds, delayMs: delay.percentile(99) / 1e6 }
}

async function papersDrawn(): Promise<Papers> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-papers-'))
  endWithMe(folder)
  const house = await openHouse(folder, text => process.stderr.write(`${text}\n`))
  try {
    return await papers(house, folder)
  } finally {
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Load = { readonly cases: Found; readonly plain: Found; readonly paced: Found }

/** The service as `npm start` starts it, in a process of its own; its clients in a thread of this one. */
async function load(): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-service-'))
  endWithMe(folder)
  const running = await startService(folder, 0, { REQUESTS_PER_MINUTE: '1000000' })
  try {
    const { address } = running
    const token = sandboxToken(tokensOf(folder))
    await tpcbTables(folder)
    const many = { clients: CLIENTS, seconds: SECONDS }
    const cases = await clientsIn({ kind: 'cases', ...many, address, token, prefix: 'bench', rate: null })
    const plain = await clientsIn({ kind: 'tpcb', ...many, place: superuserOf(folder), scale: SCALE })
    const paced = await clientsIn({ kind: 'cases', ...many, clients: 64, address, token, prefix: 'paced', rate: RATE })
    return { cases, plain, paced }
  } finally {
    await running.stop()
    await endPostmaster(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

type Starts = { readonly firstMs: number; readonly laterMs: number; readonly megabytes: number }

const residentOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1_024

async function starts(): Promise<Starts> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'))
  endWithMe(folder)
  let running: Running | null = null
  try {
    running = await startService(folder)
    const firstMs = running.readyMs
    const later: number[] = []
    for (let start = 0; start < STARTS; start++) {
      await running.stop()
      running = await startService(folder)
      later.push(running.readyMs)
    }
    await pause(REST_SECONDS * 1_000)
    return { firstMs, laterMs: median(later), megabytes: residentOf(running.pid) }
  } finally {
    await running?.stop()
    await endPostmaster(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Taken once, however many measurements read it. */
function once<Value>(take: () => Promise<Value>): () => Promise<Value> {
  let taken: Promise<Value> | undefined
  return () => {
    taken ??= take()
    return taken
  }
}
const whole = once(load)
const drawn = once(papersDrawn)
const started = once(starts)

export const measures: readonly Measure[] = [
  {
    name: 'service.decision',
    says:
      `A case posted with its sheets over HTTP, recommended, reserved, audited and idempotent, ${CLIENTS} clients ` +
      `for ${SECONDS} s; against the statements of pgbench TPC-B-like, as many on the same server, scale ${SCALE}.`,
    unit: 'a second',
    better: 'higher',
    bar: { of: 'ratio', is: 0.2 },
    take: async () => {
      const { cases, plain } = await whole()
      const [half, most] = [0.5, 0.99].map(share => percentile(cases, share).toFixed(1))
      const note = `Half within ${half} ms, 99 % within ${most} ms, ${cases.failed} not done.`
      return {
        value: cases.done / cases.seconds,
        against: { name: 'TPC-B-like', value: plain.done / plain.seconds },
        note,
      }
    },
  },
  {
    name: 'service.decision_p99',
    says: `The same request sent ${RATE} times a second by the clock for ${SECONDS} s; 99 % are answered within.`,
    unit: 'ms',
    better: 'lower',
    bar: { of: 'value', is: 100 },
    take: async () => {
      const { paced } = await whole()
      const done = (paced.done / paced.seconds).toFixed(0)
      const note = `${done} a second were done; ${paced.failed} were turned away, each counted as ${ANSWER_MS_MAX} ms.`
      return { value: percentile(paced, 0.99), note }
    },
  },
  {
    name: 'service.certificates',
    says: `${PAPERS} certificates drawn and sealed one after another by the service's worker.`,
    unit: 'a second',
    better: 'higher',
    bar: { of: 'value', is: 20 },
    take: async () => ({ value: (await drawn()).eachSecond }),
  },
  {
    name: 'service.certificates_delay',
    says: 'How late the service’s event loop is while they are drawn; 99 % of the time less.',
    unit: 'ms',
    better: 'lower',
    bar: { of: 'value', is: 20 },
    take: async () => ({ value: (await drawn()).delayMs }),
  },
  {
    name: 'service.memory',
    says: `Resident memory of the service's process, without the database, ${REST_SECONDS} s after it was ready.`,
    unit: 'MB',
    better: 'lower',
    bar: { of: 'value', is: 200 },
    take: async () => ({ value: (await started()).megabytes }),
  },
  {
    name: 'service.start',
    says: `From the start of the process to ready, its database with it; the middle of ${STARTS} starts.`,
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 5 },
    take: async () => ({ value: (await started()).laterMs / 1_000 }),
  },
  {
    name: 'service.first_start',
    says: 'The first start ever on an empty folder: the database is made, migrated and furnished.',
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 15 },
    take: async () => ({ value: (await started()).firstMs / 1_000 }),
  },
]
