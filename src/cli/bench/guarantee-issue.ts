/** Guarantees issued over HTTP against plain transactions of the same server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { dayIn, systemClock } from '../../platform/clock.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { tokensOf } from '../faults/cases.ts'
import { CLIENTS, clientsIn, percentile, RATE, SCALE, SECONDS, tpcbTables } from '../faults/clients.ts'
import type { Found } from '../faults/clients.worker.ts'
import { ANSWER_MS_MAX } from '../faults/load.ts'
import { noticedMany } from '../faults/noticed-many.ts'
import { at, flowOfShipped, planted } from '../faults/planted-lives.ts'
import { endPostmaster, endWithMe, startService, superuserOf } from '../faults/process.ts'
import type { Measure } from '../measure.ts'

/** More than are signed in the seconds that are measured and the one before them. */
const AT_ONCE = 9_000
const PACED = RATE * SECONDS
const FIRST = 1
const FIRM = `firm-${3_000_000 + FIRST}`

type Issued = { readonly signed: Found; readonly plain: Found; readonly paced: Found }
type Requests = readonly { readonly path: string; readonly body: string }[]

/** Guarantees to sign, on the database of a folder on which no service runs. */
async function noticedOn(folder: string): Promise<Requests> {
  const none = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined }
  const opened = await openServiceDatabase({ dataFolder: folder }, { ...none, connectionsMax: 4 }, { isVisitor: true })
  const owner = new pg.Client(superuserOf(folder))
  try {
    await owner.connect()
    const day = dayIn('Asia/Seoul', systemClock.now())
    const first = await planted(opened.database, flowOfShipped(), FIRST, 'noticed', at(day))
    const many = await noticedMany(owner, first, FIRM, AT_ONCE + PACED)
    return many.map(({ id, notice }) => ({ path: `/v1/guarantees/${id}/sign`, body: JSON.stringify({ notice }) }))
  } finally {
    await owner.end()
    await opened.close()
  }
}

/** Every signing must stand in books and limits once all are done. */
async function amiss(folder: string, signed: number): Promise<readonly string[]> {
  const owner = new pg.Client(superuserOf(folder))
  await owner.connect()
  try {
    const faults = await owner.query<{ fault: string; subject: string }>(
      'select fault, subject from app.ledger_faults()',
    )
    const { rows } = await owner.query<{ n: number }>(
      `select count(*)::int as n from app.guarantee_events where type = 'signed'`,
    )
    const count = rows[0]?.n ?? 0
    return [
      ...faults.rows.map(row => `${row.fault} ${row.subject}`),
      ...(count < signed ? [`${signed} were acknowledged and ${count} are signed`] : []),
    ]
  } finally {
    await owner.end()
  }
}

async function issued(): Promise<Issued> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-issue-'))
  endWithMe(folder)
  const settings = { REQUESTS_PER_MINUTE: '1000000' }
  let running = await startService(folder, 0, settings)
  try {
    const requests = await noticedOn(folder)
    // From a checkpoint, as every other run begins.
    await running.stop()
    running = await startService(folder, 0, settings)
    await tpcbTables(folder)
    const { address } = running
    const token = tokensOf(folder).people.find(one => one.persona === 'sandbox-officer')?.access_token ?? ''
    const asked = { kind: 'posts' as const, seconds: SECONDS, address, token }
    const many = { ...asked, clients: CLIENTS, prefix: 'issue', rate: null, requests: requests.slice(PACED) }
    const signed = await clientsIn(many)
    const plain = await clientsIn({
      ...{ kind: 'tpcb', clients: CLIENTS, seconds: SECONDS, place: superuserOf(folder), scale: SCALE },
    })
    const byClock = { ...asked, clients: 64, prefix: 'paced', rate: RATE, requests: requests.slice(0, PACED) }
    const paced = await clientsIn(byClock)
    const wrong = await amiss(folder, signed.done + paced.done)
    if (wrong.length > 0) throw new Error(wrong.slice(0, 5).join('; '))
    return { signed, plain, paced }
  } finally {
    await running.stop()
    await endPostmaster(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

let once: Promise<Issued> | undefined
const taken = (): Promise<Issued> => {
  once ??= issued()
  return once
}

export const measures: readonly Measure[] = [
  {
    name: 'guarantee.issue',
    says:
      'The agreement of a guarantee signed over HTTP: what was reserved posted in four limits, two of them shared by ' +
      `all, the fee charged, the books, event and audit leaf kept, ${CLIENTS} clients for ${SECONDS} s; against the ` +
      `statements of pgbench TPC-B-like, as many on the same server, scale ${SCALE}.`,
    unit: 'a second',
    better: 'higher',
    bar: { of: 'ratio', is: 0.25 },
    take: async () => {
      const { signed, plain } = await taken()
      const [half, most] = [0.5, 0.99].map(share => percentile(signed, share).toFixed(1))
      return {
        value: signed.done / signed.seconds,
        against: { name: 'TPC-B-like', value: plain.done / plain.seconds },
        note: `Half within ${half} ms, 99 % within ${most} ms, ${signed.failed} not done; the books hold after it.`,
      }
    },
  },
  {
    name: 'guarantee.issue_p99',
    says: `The same request sent ${RATE} times a second by the clock for ${SECONDS} s; 99 % are answered within.`,
    unit: 'ms',
    better: 'lower',
    bar: { of: 'value', is: 100 },
    take: async () => {
      const { paced } = await taken()
      const done = (paced.done / paced.seconds).toFixed(0)
      const note = `${done} a second were done; ${paced.failed} were turned away, each counted as ${ANSWER_MS_MAX} ms.`
      return { value: percentile(paced, 0.99), note }
    },
  },
]
