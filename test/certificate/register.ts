/**
 * A register of certificates on a real database for the tests: cases carried the way, approved, and the service over
 * them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Actor, publicActor, systemActor } from '../../src/access/actor.ts'
import type { PaperAsked, PaperWork } from '../../src/certificate/drawing.ts'
import { DRAW, makeIssuingService } from '../../src/certificate/issuing/service.ts'
import { carried, caseFileOf } from '../../src/cli/carried.ts'
import { shippedRules } from '../../src/cli/command.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import type { Jobs } from '../../src/platform/jobs/jobs.ts'
import { openKeys, trustListOf } from '../../src/platform/keys.ts'
import { openWorkers } from '../../src/platform/workers.ts'
import { freshDatabase } from '../db/fresh.ts'

export const actorOf = (kind: Actor['kind'], party: string, ...roles: Actor['roles']): Actor => ({
  ...publicActor('request-1'),
  kind,
  party,
  person: `person-of-${party}`,
  roles,
})
export const SYSTEM = systemActor('test')
export const OFFICER = actorOf('agency', 'office-one', 'officer')
export const HEAD = actorOf('agency', 'office-one', 'branch_head')
export const OTHER_OFFICER = actorOf('agency', 'office-two', 'officer')
export const BANK = actorOf('bank', 'bank-one', 'bank')
export const OTHER_BANK = actorOf('bank', 'bank-two', 'bank')
export const FIRM = actorOf('firm', 'firm-one', 'sme')
export const PUBLIC = publicActor('test')

export const NOW = new Date('2026-11-22T03:00:00Z')
export const DAY = '2026-11-22'
export const VERIFIER = 'https://verify.example/c/'

const book = shippedRules()
export const applications = [...textsBelow(join(HOME, 'fixtures/applications')).entries()]
  .sort()
  .map(([, text]) => text)
const carriedCases = new Map<
  number,
  { record: string; digest: string; names: unknown; grade: string; amount: string }
>()

/** A shipped application carried to its record; each is carried once. */
function recordAt(place: number) {
  const known = carriedCases.get(place)
  if (known !== undefined) return known
  const file = caseFileOf(applications[place] ?? '')
  const { record, text } = carried(file, book)
  const made = {
    record: text,
    digest: record.digest,
    names: file.names,
    grade: record.scoring.grade,
    amount: record.decision.terms?.guaranteed ?? '0',
  }
  carriedCases.set(place, made)
  return made
}

export async function openRegister(workers = 1) {
  const fresh = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'register-'))
  const keyFolder = join(folder, 'keys')
  await openKeys(keyFolder, new Date('2026-11-01T00:00:00Z'))
  const { database } = fresh
  for (const [id, kind] of [
    ['firm-one', 'firm'],
    ['bank-one', 'bank'],
    ['bank-two', 'bank'],
    ['office-one', 'office'],
    ['office-two', 'office'],
  ] as const)
    await sql`insert into app.organisations (id, kind, names) values (${id}, ${kind}, '{"ko":"x"}')`.execute(
      database.plain,
    )
  const pool = openWorkers<PaperAsked, PaperWork>({
    file: new URL('../../src/certificate/drawing.worker.ts', import.meta.url),
    count: workers,
    settings: { keyFolder, verifierUrl: VERIFIER },
    secondsMax: 60,
    megabytesMax: 512,
  })
  const ordered: string[] = []
  const jobs: Pick<Jobs, 'send'> = {
    send: async (_tx, name, payload) => {
      if (name === DRAW) ordered.push(String(payload['number']))
    },
  }
  const service = makeIssuingService({
    jobs,
    workers: pool,
    verifierUrl: VERIFIER,
    trustList: () => trustListOf(keyFolder),
  })
  let clock = NOW
  const as = <Value>(actor: Actor, work: (tx: Tx) => Promise<Value>): Promise<Value> =>
    database.transaction(actor, work, value => (value as { ok?: boolean } | undefined)?.ok !== false)

  return {
    fresh,
    database,
    keyFolder,
    service,
    pool,
    as,
    setClock: (moment: Date) => {
      clock = moment
    },
    /** A case of firm-one at bank-one, decided on the day; approved unless said otherwise. */
    approvedCase: async (place = 0, outcome: 'approved' | 'declined' | null = 'approved', isSandbox = false) => {
      const { record, digest, names, grade, amount } = recordAt(place)
      const caseId = uuid7()
      await sql`insert into app.cases (id, firm, bank, office, is_sandbox, state, content, names, asked_by)
        values (${caseId}, 'firm-one', 'bank-one', 'office-one', ${isSandbox}, 'approved', '{}',
          ${JSON.stringify(names)}, 'firm')`.execute(database.plain)
      const decision = uuid7()
      // The digest is unique in the register of decisions; a test's second case of the same file goes by another.
      const { rows } = await sql<{
        taken: boolean
      }>`select exists (select 1 from app.decisions where digest = ${digest}) as taken`.execute(database.plain)
      const unique = rows[0]?.taken === true ? `${digest}#${decision}` : digest
      await sql`insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended,
          amount, level, quorum, outcome)
        values (${decision}, ${caseId}, ${record}, ${unique}, '{}', '[]', ${grade}, 'approve',
          ${amount}, 'branch_head', 1, ${outcome})`.execute(database.plain)
      return { caseId, decision }
    },
    /** Does the jobs that were put on the queue. */
    drawAll: async () => {
      for (const number of ordered.splice(0)) await service.draw(database, number, () => ({ now: clock, day: DAY }))
    },
    close: async () => {
      await pool.close()
      await fresh.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Register = Awaited<ReturnType<typeof openRegister>>
