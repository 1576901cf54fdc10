/** The flow over a real PostgreSQL for tests: people with roles, an office, a bank, and real cases to hand in. */
import { readFileSync } from 'node:fs'
import type { Actor, Role } from '../../src/access/actor.ts'
import { systemActor } from '../../src/access/actor.ts'
import { type Content, contentSchema } from '../../src/appraisal/content.ts'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { fixedBook } from '../../src/appraisal/way/service.ts'
import { type Result, sure } from '../../src/kernel/result.ts'
import type { Database, Tx } from '../../src/platform/db/database.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { certified } from '../../src/platform/identity/certified.ts'
import { ensureSandbox, SANDBOX } from '../../src/platform/identity/sandbox.ts'
import type { Office } from '../../src/platform/offices/office.ts'
import { type Flow, makeFlow } from '../../src/services.ts'

/** The day of the case handed in: its registers were read shortly before. */
export const DAY = '2026-04-14'
export const NOW = new Date('2026-04-14T01:00:00.000Z')
export const at = { now: NOW, day: DAY }
/** A moment some seconds later, on the same legal day. */
export const later = (seconds: number) => ({ now: new Date(NOW.getTime() + seconds * 1000), day: DAY })

export const OFFICE = 'office-900'
export const REGION = 'region-900'
const seatOf = (role: Role): string => (role === 'regional_head' ? REGION : OFFICE)
export const actor = (kind: Actor['kind'], party: string, person: string, roles: readonly Role[]): Actor => ({
  kind,
  party,
  person,
  roles,
  delegations: {},
  isSandbox: false,
  requestId: 'request-1',
})
export const agent = (role: Role, number: number): Actor =>
  actor('agency', seatOf(role), `person-${role.replaceAll('_', '-')}-${number}`, [role])
export const appraiserOf = (person: string): Actor => actor('appraiser', OFFICE, person, ['appraiser'])
export const sandboxBank: Actor = { ...actor('bank', SANDBOX.bank, 'client-sandbox', ['bank']), isSandbox: true }

export const APPRAISERS = ['person-901', 'person-902', 'person-903', 'person-904'] as const
const PEOPLE: readonly { id: string; organisation: string; role: Role; grade?: '1' | '2' }[] = [
  ...APPRAISERS.map(id => ({ id, organisation: OFFICE, role: 'appraiser' as const, grade: '1' as const })),
  ...(['officer', 'branch_head', 'regional_head', 'committee_member', 'risk_officer'] as const).flatMap(role =>
    [1, 2, 3, 4, 5].map(number => ({ id: agent(role, number).person, organisation: seatOf(role), role })),
  ),
]

/** A case as it lies in fixtures/applications. */
export type Fixture = {
  readonly names: Record<string, { ko: string }>
  readonly case: {
    readonly sheets: { marks: unknown[]; site_visit?: unknown }[]
    readonly limits: unknown[]
    readonly party: { firm: { id: string } }
    readonly application: { request: { bank: string } }
  }
}
export const fixture = (name: string): Fixture =>
  JSON.parse(readFileSync(`${HOME}/fixtures/applications/case-${name}.json`, 'utf8')) as Fixture
/** The case, with every paper its sheets rest on handed in beside those it names itself. */
export function contentOf(file: Fixture): Content {
  const { sheets, day: __, ...content } = file.case as unknown as Record<string, unknown>
  const parsed = contentSchema.parse(content)
  const digests = [...new Set(JSON.stringify(sheets).match(/sha256:[0-9a-f]{64}/g) ?? [])]
  const { application } = parsed
  const papers = digests.map(digest => ({ type: 'evidence', digest, received_on: application.submitted_on }))
  return { ...parsed, application: { ...application, papers: [...application.papers, ...papers] } }
}
/** The sheets, visited on the day itself together with the firm's owner. */
export const sheetsOf = (file: Fixture) => {
  const [owner] = (file.case.party.firm as unknown as { owners: readonly { person: string }[] }).owners
  return file.case.sheets.map(({ marks, site_visit }) => ({
    marks,
    ...(site_visit === undefined
      ? {}
      : { site_visit: { ...(site_visit as object), visited_on: DAY, persons: [owner?.person] } }),
  })) as never[]
}

/** Offices that answer as the case itself says, on the day asked; those in `silent` answer nothing. */
export function officesOf(content: Content, silent: Set<string>): readonly Office[] {
  const sources = [...new Set(content.party.exclusion_facts.map(one => one.source))]
  return sources.map(source => {
    const own = content.party.exclusion_facts.filter(one => one.source === source)
    return {
      source,
      facts: [...new Set(own.map(one => one.fact))],
      timeoutMs: 1000,
      ask: async ({ day }) =>
        silent.has(source)
          ? { nothing: true }
          : own.map(({ fact, value }) => ({ fact, value, as_of: day, valid_until: day })),
    }
  })
}

export const book = sure(readRuleBook(textsBelow(`${HOME}/rules`)))

export function flowOf(offices: readonly Office[], retried: string[] = [], rules = book): Flow {
  return makeFlow({
    book: fixedBook(rules),
    offices,
    referDays: 10,
    retryLater: async (_, caseId) => {
      retried.push(caseId)
    },
  })
}

/** One request: kept when its result is ok. */
export const request = <Value>(
  database: Database,
  who: Actor,
  work: (tx: Tx) => Promise<Result<Value>>,
): Promise<Result<Value>> => database.transaction(who, work, result => result.ok)

/** Facts gathered as a route gathers them: what to ask in one transaction, the answers kept in another. */
export async function gathered(database: Database, flow: Flow, who: Actor, id: string, given: typeof at) {
  const asking = await request(database, who, tx => flow.application.toGather(tx, who, id, given.day))
  if (!asking.ok) return asking
  const asked = await flow.application.asked(asking.value)
  return request(database, who, tx => flow.application.gather(tx, who, asked, given.now))
}

/** Organisations and people that stand before any case. */
export async function peopled(database: Database, firms: readonly string[], banks: readonly string[]): Promise<void> {
  await ensureSandbox(database.plain)
  const names = JSON.stringify({ ko: 'x', en: 'x', zh: 'x' })
  await database.transaction(systemActor('test'), async tx => {
    await tx
      .insertInto('app.organisations')
      .values([
        { id: REGION, kind: 'region' as const, names },
        { id: OFFICE, kind: 'office' as const, parent: REGION, names },
        ...firms.map(id => ({ id, kind: 'firm' as const, names })),
        ...banks.map(id => ({ id, kind: 'bank' as const, names })),
      ])
      .execute()
    await tx
      .insertInto('app.persons')
      .values(PEOPLE.map(({ id, grade }) => ({ id, subject: id, names, appraiser_grade: grade ?? null })))
      .execute()
    await tx
      .insertInto('app.memberships')
      .values(PEOPLE.map(({ id, organisation, role }) => ({ person: id, organisation, role })))
      .execute()
    const appraisers = APPRAISERS.map(person => ({ person, certificate: '1' as const, isPlayed: false }))
    const given = { certifiedOn: '2026-01-01', validUntil: '2028-12-31', note: 'x' }
    await certified(tx, appraisers, given)
  })
}
