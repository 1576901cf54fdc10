/** The flow over HTTP on a real PostgreSQL: what a bank's integrator sees of a case, and what nobody else does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { ok, refusal, refuse } from '../../src/kernel/result.ts'
import type { App } from '../../src/platform/http/app.ts'
import { buildServer } from '../../src/server.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import {
  actor,
  agent,
  contentOf,
  DAY,
  fixture,
  flowOf,
  NOW,
  officesOf,
  peopled,
  sandboxBank,
  sheetsOf,
} from '../flow/people.ts'

const file = fixture('laser-rod-growth')
const content = contentOf(file)
const flow = flowOf(officesOf(content, new Set()))
const PEOPLE: Readonly<Record<string, Actor>> = {
  sandbox: sandboxBank,
  bank: actor('bank', 'bank-103', 'client-103', ['bank']),
  stranger: actor('bank', 'bank-104', 'client-104', ['bank']),
  firm: actor('firm', 'firm-103', 'person-103', ['sme']),
  officer: agent('officer', 1),
  head: agent('branch_head', 1),
  risk: agent('risk_officer', 1),
}

let fresh: Fresh
let app: App
beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103', 'bank-104'])
  app = await buildServer({
    database: fresh.database,
    routes: flow.routes,
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const found = PEOPLE[String(headers['authorization'] ?? '').replace('Bearer ', '')]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: () => NOW,
    dayOf: () => DAY,
    log: { level: 'silent' },
    limits: { refusedTokensPerMinute: 1_000_000, requestsPerMinute: 10_000_000 },
  })
  await app.server.ready()
}, 120_000)
afterAll(async () => {
  await app?.server.close()
  await fresh?.close()
})

let keys = 0
async function ask(
  who: string,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: unknown,
  headers: Record<string, string> = {},
) {
  keys += 1
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${who}`,
      ...(method === 'POST' ? { 'idempotency-key': `key-${keys}` } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: answer.body === '' ? null : JSON.parse(answer.body),
  }
}
const draft = { content: { ...content, limits: [] }, names: file.names }

describe('a bank`s integrator in the sandbox', () => {
  test('looks a case over, drafts it, hands it in, and reads it approved with its reasons and terms', async () => {
    const looked = await ask('sandbox', 'POST', '/v1/prechecks', { content: draft.content })
    expect(looked.status).toBe(200)
    expect(looked.json.likely.map((one: { marks: string }) => one.marks)).toEqual(['B', 'C', 'D'])
    const made = await ask('sandbox', 'POST', '/v1/cases', { ...draft, scenario: 'approve' })
    expect(made.status).toBe(201)
    expect(made.headers['etag']).toBe('"1"')
    const { id } = made.json
    const submitted = await ask('sandbox', 'POST', `/v1/cases/${id}/submit`)
    expect([submitted.status, submitted.json.state]).toEqual([200, 'noticed'])
    const { items } = (await ask('sandbox', 'GET', `/v1/cases/${id}/decisions`)).json
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ recommended: 'approve', outcome: 'approved', memo: null, record: null })
    expect(BigInt(items[0].terms.guaranteed)).toBeGreaterThan(0n)
    const one = await ask('sandbox', 'GET', `/v1/decisions/${items[0].id}`)
    expect(one.json).toEqual(items[0])
    const events = (await ask('sandbox', 'GET', `/v1/cases/${id}/events`)).json.items
    expect(events.map((event: { type: string }) => event.type)).toEqual([
      'drafted',
      'submitted',
      'accepted',
      'assigned',
      'sheet_signed',
      'sheet_signed',
      'recommended',
      'reviewed',
      'signed',
      'noticed',
    ])
    // Marks are nowhere in what it reads.
    expect(JSON.stringify(events)).not.toContain('person-sandbox-appraiser')
  })

  test('is not let to mark, to see marks, or to see what others have of the limits', async () => {
    const { id } = (await ask('sandbox', 'POST', '/v1/cases', { ...draft, scenario: 'refer' })).json
    const waits = (await ask('sandbox', 'POST', `/v1/cases/${id}/submit`)).json
    expect(waits.state).toBe('referred')
    expect(waits.holder).toMatch(/^person-sandbox-/)
    expect(waits.due_on > DAY).toBe(true)
    const sheet = sheetsOf(file)[0]
    expect((await ask('sandbox', 'POST', `/v1/cases/${id}/sheets`, sheet)).status).toBe(403)
    expect((await ask('sandbox', 'GET', `/v1/cases/${id}/sheets`)).status).toBe(403)
    expect((await ask('sandbox', 'GET', '/v1/limits')).status).toBe(403)
    // Nothing of the machine`s is told before people have decided.
    const [undecided] = (await ask('sandbox', 'GET', `/v1/cases/${id}/decisions`)).json.items
    expect(undecided).toMatchObject({ recommended: null, grade: null, terms: null, reasons: null, outcome: null })
  })

  test('posts a case with its sheets and has it recommended at once, and once however often it asks', async () => {
    const body = { ...draft, sheets: sheetsOf(file) }
    const key = { 'idempotency-key': 'once' }
    const first = await ask('sandbox', 'POST', '/v1/cases', body, key)
    expect([first.status, first.json.state]).toEqual([201, 'recommended'])
    const again = await ask('sandbox', 'POST', '/v1/cases', body, key)
    expect([again.status, again.text]).toEqual([201, first.text])
    const made = await fresh.database.plain
      .selectFrom('app.decisions')
      .select('id')
      .where('case_id', '=', first.json.case_id)
      .execute()
    expect(made).toHaveLength(1)
  })
})

describe('over HTTP', () => {
  test('a stranger`s case answers as one that does not exist, to every way of asking', async () => {
    const { id } = (await ask('bank', 'POST', '/v1/cases', { ...draft, consent: 'consent-103' })).json
    const nowhere = '0197b0a2-0000-7000-8000-000000000000'
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/events', undefined],
      ['GET', '/decisions', undefined],
      ['GET', '/facts', undefined],
      ['POST', '/submit', undefined],
      ['POST', '/withdraw', { reason: 'x' }],
      ['POST', '/accept', undefined],
      ['POST', '/correct', { content: draft.content, reason: 'x' }],
    ] as const) {
      const of = await ask('stranger', method, `/v1/cases/${id}${path}`, body)
      const none = await ask('stranger', method, `/v1/cases/${nowhere}${path}`, body)
      expect([path, of.status, none.status]).toEqual([path, 404, 404])
      expect(of.json.type).toBe(none.json.type)
    }
    const listed = (await ask('stranger', 'GET', '/v1/cases')).json.items
    expect(listed).toEqual([])
  })

  test('a draft changes only at the version that was read', async () => {
    const made = await ask('bank', 'POST', '/v1/cases', { ...draft, consent: 'consent-103' })
    const url = `/v1/cases/${made.json.id}`
    const { names } = draft
    expect((await ask('bank', 'PUT', url, { content: draft.content, names, consent: 'consent-103' })).status).toBe(428)
    const put = (version: string) =>
      ask('bank', 'PUT', url, { content: draft.content, names, consent: 'consent-103' }, { 'if-match': version })
    expect((await put('"1"')).headers['etag']).toBe('"2"')
    expect((await put('"1"')).status).toBe(412)
  })

  test('a bank without consent, under another name, or playing outside the sandbox gets a 4xx', async () => {
    expect((await ask('bank', 'POST', '/v1/cases', draft)).status).toBe(400)
    expect((await ask('stranger', 'POST', '/v1/cases', { ...draft, consent: 'consent-103' })).status).toBe(403)
    expect((await ask('bank', 'POST', '/v1/cases', { ...draft, sheets: sheetsOf(file) })).status).toBe(403)
    expect(
      (await ask('bank', 'POST', '/v1/cases', { ...draft, scenario: 'approve', consent: 'consent-103' })).status,
    ).toBe(403)
  })

  test('cases are listed newest first and page by page', async () => {
    const all = (await ask('bank', 'GET', '/v1/cases?limit=200')).json.items.map((one: { id: string }) => one.id)
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const found: { json: { items: { id: string }[]; next: string | null } } = await ask(
        'bank',
        'GET',
        `/v1/cases?limit=1${next === '' ? '' : `&cursor=${next}`}`,
      )
      seen.push(...found.json.items.map(one => one.id))
      next = found.json.next
    }
    expect(seen).toEqual(all)
    expect([...seen].sort().reverse()).toEqual(seen)
    expect(seen.length).toBeGreaterThan(1)
  })

  test('every route of the flow stands in the access table, and a withdrawal frees what was reserved', async () => {
    const { id } = (await ask('firm', 'POST', '/v1/cases', draft)).json
    expect((await ask('firm', 'POST', `/v1/cases/${id}/submit`)).json.state).toBe('submitted')
    const gone = await ask('firm', 'POST', `/v1/cases/${id}/withdraw`, { reason: 'Financed otherwise.' })
    expect([gone.status, gone.json.state]).toEqual([200, 'withdrawn'])
    expect((await ask('firm', 'POST', `/v1/cases/${id}/submit`)).status).toBe(409)
  })

  test('the risk officer opens a limit, and never sets it below what is used', async () => {
    const url = '/v1/limits/fund/outstanding/own'
    expect((await ask('bank', 'PUT', url, { cap: '1' })).status).toBe(403)
    expect((await ask('risk', 'PUT', url, { cap: '90000000000' })).json).toMatchObject({
      cap: '90000000000',
      used: '0',
    })
    await fresh.database.plain.updateTable('app.limits').set({ used: '500' }).where('scope', '=', 'fund').execute()
    expect((await ask('risk', 'PUT', url, { cap: '499' })).status).toBe(409)
    expect((await ask('risk', 'PUT', url, { cap: '500' })).json.cap).toBe('500')
    const listed = (await ask('risk', 'GET', '/v1/limits')).json.items
    expect(
      listed.some((one: { code: string; scope: string }) => one.scope === 'fund' && one.code === 'outstanding'),
    ).toBe(true)
    // What was used when it was opened: nothing.
    expect(listed.find((one: { scope: string }) => one.scope === 'fund')).toMatchObject({ used: '500', brought: '0' })
  })
})
