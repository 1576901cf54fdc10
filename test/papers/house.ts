/** Papers on a database of its own: a firm with a case, its people, and what they do, each in a transaction. */
import { sql } from 'kysely'
import { sha256Hex } from '#sha256'
import { type Actor, publicActor } from '../../src/access/actor.ts'
import type { ContentCode, LookedInto } from '../../src/application/papers/content.ts'
import { makePaperService, type PaperParts, type PaperService } from '../../src/application/papers/service.ts'
import { paperYearsOn, type RuleBook, readRuleBook } from '../../src/appraisal/rule-book.ts'
import { carried, caseFileOf } from '../../src/cli/carried.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { type Result, sure } from '../../src/kernel/result.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { makeScan } from '../../src/platform/scan.ts'
import { openWorkers } from '../../src/platform/workers.ts'
import { freshDatabase } from '../db/fresh.ts'

export const NOW = new Date('2026-11-22T03:00:00Z')
export const DAY = '2026-11-22'
export const ZONE = 'Asia/Seoul'
const actorOf = (
  kind: Actor['kind'],
  party: string,
  role: Actor['roles'][number],
  person = `person-of-${party}`,
): Actor => ({ ...publicActor('r'), kind, party, person, roles: [role] })
export const FIRM = actorOf('firm', 'firm-one', 'sme', 'person-owner')
export const STRANGER = actorOf('firm', 'firm-two', 'sme')
export const OFFICER = actorOf('agency', 'office-one', 'officer')
export const ADMIN = actorOf('agency', 'office-one', 'admin')

export const files = textsBelow(`${HOME}/rules`)
export const book = sure(readRuleBook(files))
export const years = (of: RuleBook) => (day: string) => paperYearsOn(of, calendarDate(day))
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'done' : (result.refusals[0]?.code ?? ''))
export const digest = (bytes: Uint8Array) => `sha256:${sha256Hex(bytes)}`

export async function paperHouse() {
  const fresh = await freshDatabase()
  const workers = openWorkers<Uint8Array, Result<LookedInto, ContentCode>>({
    file: new URL('../../src/application/papers/content.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 20,
    megabytesMax: 256,
  })
  const serviceWith = (changed: Partial<PaperParts> = {}): PaperService =>
    makePaperService({ workers, scan: makeScan(undefined), retentionYears: years(book), ...changed })
  const service = serviceWith()
  const { plain } = fresh.database
  const [file = ''] = [...textsBelow(`${HOME}/fixtures/applications`).values()].sort()
  const record = carried(caseFileOf(file), shippedRules()).text

  const as = <Value>(actor: Actor, work: (tx: Tx) => Promise<Result<Value>>) =>
    fresh.database.transaction(actor, work, result => result.ok)
  async function newCase(): Promise<string> {
    const id = uuid7()
    await sql`insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
      values (${id}, 'firm-one', 'bank-one', 'office-one', 'drafted', '{}',
        '{"person-owner":{"ko":"홍길동"},"firm-one":{"ko":"한빛"}}', 'firm')`.execute(plain)
    return id
  }
  const decided = (at: string) =>
    sql`insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
        quorum, outcome, decided_at)
      values (${uuid7()}, ${at}, ${record}, ${`sha256:${at}`}, '{}', '[]', 'BB', 'approve', '1', 'branch_head', 1,
        'approved', ${NOW.toISOString()}::timestamptz)`.execute(plain)

  for (const [id, kind] of [
    ['firm-one', 'firm'],
    ['firm-two', 'firm'],
    ['bank-one', 'bank'],
    ['office-one', 'office'],
  ] as const)
    await sql`insert into app.organisations (id, kind, names) values (${id}, ${kind}, '{"ko":"x"}')`.execute(plain)
  await sql`insert into app.persons (id, subject, names)
    values ('person-owner', 'owner@firm', '{"ko":"홍길동"}')`.execute(plain)
  await sql`insert into app.memberships (person, organisation, role)
    values ('person-owner', 'firm-one', 'sme')`.execute(plain)
  const caseId = await newCase()

  const declare = (bytes: Uint8Array, name = 'plan.pdf', at = caseId) =>
    as(FIRM, tx =>
      service.declare(tx, FIRM, at, { type: 'business_plan', name, size: bytes.length, digest: digest(bytes) }),
    )
  const put = (id: string, part: number, bytes: Uint8Array, actor = FIRM) =>
    as(actor, tx => service.receive(tx, actor, id, part, bytes))
  /** As its route does: read in one transaction, looked into while none is open, kept in another. */
  async function complete(id: string, actor = FIRM, by = service) {
    const asked = await as(actor, tx => by.examine(tx, actor, id))
    if (!asked.ok) return asked
    const examined = await asked.value()
    return await as(actor, tx => by.complete(tx, actor, id, examined, NOW))
  }
  async function kept(bytes: Uint8Array, name?: string, at = caseId) {
    const { id } = sure(await declare(bytes, name, at))
    sure(await put(id, 0, bytes))
    return sure(await complete(id))
  }
  const close = async () => {
    await workers.close()
    await fresh.close()
  }
  return { fresh, service, serviceWith, as, newCase, decided, declare, put, complete, kept, caseId, close }
}
export type PaperHouse = Awaited<ReturnType<typeof paperHouse>>
