/** Guarantees over HTTP on a real PostgreSQL: approved cases, a clock that is set, and the books as rows. */
import { sql } from 'kysely'
import type { Actor } from '../../../src/access/actor.ts'
import { systemActor } from '../../../src/access/actor.ts'
import { contentSchema } from '../../../src/appraisal/content.ts'
import { ok, refusal, refuse, sure } from '../../../src/kernel/result.ts'
import { type AccountKind, KINDS } from '../../../src/ledger/accounts.ts'
import type { App } from '../../../src/platform/http/app.ts'
import type { Route } from '../../../src/platform/http/route.ts'
import { lapseReservations } from '../../../src/platform/jobs/lapse.ts'
import { buildServer } from '../../../src/server.ts'
import type { Flow } from '../../../src/services.ts'
import { type Fresh, freshDatabase } from '../../db/fresh.ts'
import {
  actor,
  agent,
  appraiserOf,
  book,
  contentOf,
  DAY,
  fixture,
  flowOf,
  gathered,
  officesOf,
  peopled,
  request,
  sandboxBank,
  sheetsOf,
} from '../../flow/people.ts'

/** A fixture and the day on which its registers are fresh. */
const GROWTH = { name: 'laser-rod-growth', day: DAY } as const
/** A pilot that is released gate by gate. */
export const PILOT = { name: 'robot-learning-poc-pilot', day: '2026-06-15' } as const
type Source = typeof GROWTH | typeof PILOT
const base = contentOf(fixture(GROWTH.name))
export const BANK = 'bank-103'
export const OTHER_BANK = 'bank-104'

export const PEOPLE: Readonly<Record<string, Actor>> = {
  bank: actor('bank', BANK, 'client-103', ['bank']),
  stranger: actor('bank', OTHER_BANK, 'client-104', ['bank']),
  officer: agent('officer', 1),
  finance: actor('agency', 'agency-1', 'person-finance-1', ['finance']),
  claims: actor('agency', 'agency-1', 'person-claims-1', ['claims']),
  claims2: actor('agency', 'agency-1', 'person-claims-2', ['claims']),
  deputy: {
    ...actor('agency', 'agency-1', 'person-claims-3', ['claims']),
    delegations: { claims: 'person-claims-1' },
  },
  finance2: actor('agency', 'agency-1', 'person-finance-2', ['finance']),
  auditor: actor('agency', 'agency-1', 'person-auditor-1', ['auditor']),
  sandbox: sandboxBank,
  risk: actor('agency', 'agency-1', 'person-risk-officer-1', ['risk_officer']),
  committee: agent('committee_member', 1),
  head: agent('branch_head', 1),
}

export const PAPER = `sha256:${'0'.repeat(64)}`

export type Answer = {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly json: ReturnType<typeof JSON.parse>
}
export type World = {
  readonly fresh: Fresh
  readonly flow: Flow
  /** Sets the legal day. */
  readonly on: (day: string) => void
  readonly today: () => { readonly now: Date; readonly day: string }
  readonly ask: (
    who: string,
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  /** A case of a firm of its own, approved and notified on the day of its fixture. */
  readonly approved: (firm: string, source?: Source) => Promise<string>
  readonly firmActor: (firm: string) => Actor
  /** What of the books does not hold. */
  readonly faults: () => Promise<readonly unknown[]>
  /** The day's own work of the service; how many steps it did. */
  readonly doDue: () => Promise<number>
  /** The nightly job that ends reservations; how many it ended. */
  readonly lapse: (day: string) => Promise<number>
  /** The actions of the audit log on a guarantee, in order. */
  readonly leaves: (id: string) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** A guarantee that was begun, with its ways. */
export type Guaranteed = {
  readonly id: string
  readonly url: string
  readonly begun: Answer['json']
  /** Its first notice. */
  readonly notice: string
  readonly step: (who: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** What stands on its accounts, on the side each grows. */
  readonly standing: () => Promise<Readonly<Record<string, string>>>
}

/** The guarantee of a case approved for a firm. */
export async function guaranteed(
  world: World,
  firm: string,
  body: unknown = { kind: 'individual' },
  source?: Source,
): Promise<Guaranteed> {
  const caseId = await world.approved(firm, source)
  const begun = await world.ask('officer', 'POST', `/v1/cases/${caseId}/guarantee`, body)
  if (begun.status !== 201) throw new Error(`not begun: ${JSON.stringify(begun.json)}`)
  const url = `/v1/guarantees/${begun.json.id}`
  return {
    id: begun.json.id,
    url,
    begun: begun.json,
    notice: begun.json.notices[0].id,
    step: (who, path, given, headers) => world.ask(who, 'POST', `${url}/${path}`, given, headers),
    standing: async () => {
      const { items } = (await world.ask('auditor', 'GET', `${url}/balances`)).json
      return Object.fromEntries(
        items.map((one: Record<string, string>) => {
          const debits = BigInt(one['debits_posted'] ?? '') - BigInt(one['credits_posted'] ?? '')
          const isDebit = KINDS[one['kind'] as AccountKind].side === 'debit'
          return [one['kind'], (isDebit ? debits : -debits).toString()]
        }),
      )
    },
  }
}

export type Message = {
  readonly organisation: string
  readonly type: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}
/** What was told to anybody in order with something, in the order of its telling. */
export const toldInOrder = (world: World, order: string): Promise<readonly Message[]> =>
  world.fresh.database.transaction(systemActor('test'), async tx => {
    const { rows } = await sql<Omit<Message, 'data'> & { readonly data: string }>`
      select organisation, type, subject, data from app.webhook_messages
      where order_key = ${order} order by sequence`.execute(tx)
    return rows.map(row => ({ ...row, data: JSON.parse(row.data) }))
  })

/**
 * @param more  routes served beside those of the flow, over the same database
 * @param rules by which the flow goes, where not by those of the house
 */
export async function opened(
  firms: readonly string[],
  more: (fresh: Fresh) => readonly Route[] = () => [],
  rules: typeof book = book,
): Promise<World> {
  const fresh = await freshDatabase()
  await peopled(fresh.database, firms, [BANK, OTHER_BANK])
  const flow = flowOf(officesOf(base, new Set()), [], rules)
  let day = DAY
  const moment = () => new Date(Date.parse(`${day}T01:00:00.000Z`))
  const firmActor = (firm: string) => actor('firm', firm, `person-of-${firm}`, ['sme'])
  const app: App = await buildServer({
    database: fresh.database,
    routes: [...flow.routes, ...more(fresh)],
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const name = String(headers['authorization'] ?? '').replace('Bearer ', '')
      const found = PEOPLE[name] ?? (firms.includes(name) ? firmActor(name) : undefined)
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: moment,
    dayOf: () => day,
    log: { level: 'silent' },
    limits: { refusedTokensPerMinute: 1_000_000, requestsPerMinute: 10_000_000 },
  })
  await app.server.ready()
  let keys = 0
  const ask: World['ask'] = async (who, method, url, body, headers = {}) => {
    keys += 1
    const answer = await app.server.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${who}`,
        ...(method === 'POST' ? { 'idempotency-key': `key-${keys}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    return { status: answer.statusCode, headers: answer.headers, json: answer.body === '' ? null : answer.json() }
  }
  const as = <Value>(who: Actor, work: Parameters<typeof request<Value>>[2]) => request(fresh.database, who, work)
  const officer = PEOPLE['officer'] as Actor

  const approved: World['approved'] = async (firmId, source = GROWTH) => {
    const firm = firmActor(firmId)
    const file = fixture(source.name)
    const at = { now: new Date(`${source.day}T01:00:00.000Z`), day: source.day }
    const { request: asked } = file.case.application
    const text = JSON.stringify(contentOf(file)).replaceAll(file.case.party.firm.id, firmId)
    const content = contentSchema.parse(JSON.parse(text.replaceAll(asked.bank, BANK)))
    const drafted = { content, names: file.names, consent: 'consent-103' }
    const { id } = sure(await as(firm, tx => flow.appraisal.draft(tx, firm, drafted, at)))
    sure(await as(firm, tx => flow.appraisal.submit(tx, firm, id, at)))
    sure(await as(officer, tx => flow.application.accept(tx, officer, id, at.now)))
    sure(await gathered(fresh.database, flow, officer, id, at))
    const { appraisers } = sure(await as(officer, tx => flow.panel.assign(tx, officer, id, at)))
    for (const person of appraisers) {
      const who = appraiserOf(person)
      sure(await as(who, tx => flow.marking.sign(tx, who, id, sheetsOf(file)[0] as never, at)))
    }
    const { decision } = sure(await as(officer, tx => flow.appraisal.recommend(tx, officer, id, at)))
    sure(await as(officer, tx => flow.decision.memo(tx, officer, id, 'Looked at with the books.', at)))
    const { level, quorum } = await fresh.database.plain
      .selectFrom('app.decisions')
      .select(['level', 'quorum'])
      .where('id', '=', decision)
      .executeTakeFirstOrThrow()
    for (let place = 1; place <= quorum; place += 1) {
      const signer = agent(level === 'branch_head' ? 'branch_head' : 'regional_head', place)
      sure(await as(signer, tx => flow.decision.sign(tx, signer, id, { decision, verdict: 'approve' }, at)))
    }
    sure(await as(officer, tx => flow.decision.notice(tx, officer, id, at)))
    return id
  }

  return {
    fresh,
    flow,
    on: next => {
      day = next
    },
    today: () => ({ now: moment(), day }),
    ask,
    approved,
    firmActor,
    faults: () =>
      fresh.database.transaction(
        systemActor('test'),
        async tx => (await sql`select * from app.ledger_faults()`.execute(tx)).rows,
      ),
    doDue: () => flow.guarantee.reading.doDue(fresh.database, { now: moment(), day }),
    lapse: on => lapseReservations(fresh.database, on),
    leaves: async id =>
      (
        await fresh.database.transaction(systemActor('test'), tx =>
          tx
            .selectFrom('app.audit_leaves')
            .select('action')
            .where('subject', '=', `guarantee:${id}`)
            .orderBy('sequence')
            .execute(),
        )
      ).map(one => one.action),
    close: async () => {
      await app.server.close()
      await fresh.close()
    },
  }
}
