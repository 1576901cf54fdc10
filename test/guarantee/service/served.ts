/** Guarantees over HTTP on a real PostgreSQL: approved cases of real parties, a clock that is set, and the books as rows. */
import { sql } from 'kysely'
import type { Actor } from '../../../src/access/actor.ts'
import { systemActor } from '../../../src/access/actor.ts'
import { contentSchema } from '../../../src/appraisal/content.ts'
import { ok, refusal, refuse, sure } from '../../../src/kernel/result.ts'
import type { App } from '../../../src/platform/http/app.ts'
import { buildServer } from '../../../src/server.ts'
import type { Flow } from '../../../src/services.ts'
import { type Fresh, freshDatabase } from '../../db/fresh.ts'
import {
  actor,
  agent,
  appraiserOf,
  contentOf,
  DAY,
  fixture,
  flowOf,
  gathered,
  NOW,
  officesOf,
  peopled,
  request,
  sheetsOf,
} from '../../flow/people.ts'

const file = fixture('laser-rod-growth')
const base = contentOf(file)
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
  auditor: actor('agency', 'agency-1', 'person-auditor-1', ['auditor']),
}

export type Answer = { readonly status: number; readonly headers: Record<string, unknown>; readonly json: any }
export type World = {
  readonly fresh: Fresh
  readonly flow: Flow
  /** Sets the legal day. */
  readonly on: (day: string) => void
  readonly today: () => { readonly now: Date; readonly day: string }
  readonly ask: (
    who: string,
    method: 'GET' | 'POST',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  /** A case of a firm of its own, approved and notified on the first day. */
  readonly approved: (firm: string, programme?: (text: string) => string) => Promise<string>
  readonly firmActor: (firm: string) => Actor
  /** What of the books does not hold. */
  readonly faults: () => Promise<readonly unknown[]>
  readonly close: () => Promise<void>
}

export async function opened(firms: readonly string[]): Promise<World> {
  const fresh = await freshDatabase()
  await peopled(fresh.database, firms, [BANK, OTHER_BANK])
  const flow = flowOf(officesOf(base, new Set()))
  let day = DAY
  const moment = () => new Date(Date.parse(`${day}T01:00:00.000Z`))
  const firmActor = (firm: string) => actor('firm', firm, `person-of-${firm}`, ['sme'])
  const app: App = await buildServer({
    database: fresh.database,
    routes: flow.routes,
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
  const at = { now: NOW, day: DAY }

  const approved: World['approved'] = async (firmId, changed = text => text) => {
    const firm = firmActor(firmId)
    const content = contentSchema.parse(JSON.parse(changed(JSON.stringify(base).replaceAll('firm-103', firmId))))
    const drafted = { content, names: file.names, consent: 'consent-103' }
    const { id } = sure(await as(firm, tx => flow.appraisal.draft(tx, firm, drafted, at)))
    sure(await as(firm, tx => flow.appraisal.submit(tx, firm, id, at)))
    sure(await as(officer, tx => flow.application.accept(tx, officer, id, at.now)))
    sure(await gathered(fresh.database, flow, officer, id, at))
    const { appraisers } = sure(await as(officer, tx => flow.panel.assign(tx, officer, id, at)))
    for (const person of appraisers) {
      const who = appraiserOf(person)
      sure(await as(who, tx => flow.panel.sign(tx, who, id, sheetsOf(file)[0] as never, at)))
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
    close: async () => {
      await app.server.close()
      await fresh.close()
    },
  }
}
