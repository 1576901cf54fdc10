/** Members, delegations and new parties over HTTP, by demonstration persons on the real database. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusals as ofAccess } from '../../src/access/refusals.ts'
import { isAction, mayEver } from '../../src/access/table.ts'
import { adviceIn } from '../../src/kernel/problem.ts'
import { refusals as ofInput } from '../../src/kernel/schema.ts'
import { type App, makeApp } from '../../src/platform/http/app.ts'
import { refusals as ofHttp } from '../../src/platform/http/refusals.ts'
import { kindsOf } from '../../src/platform/http/status.ts'
import { refusals as ofIdentity } from '../../src/platform/identity/refusals.ts'
import { identityRoutes } from '../../src/platform/identity/routes.ts'
import { newKey, publicJwk } from '../../src/platform/identity/token-keys.ts'
import { type House, house } from './house.ts'

let of: House
let app: App

beforeAll(async () => {
  of = await house(8080)
  app = await makeApp({
    database: of.fresh.database,
    routes: identityRoutes(),
    authenticate: of.identity.authenticate,
    isKnownAction: isAction,
    mayEver,
    kinds: kindsOf([ofInput, ofAccess, ofHttp, ofIdentity]),
    advice: adviceIn(readFileSync('docs/errors.md', 'utf8')),
    now: () => new Date(Date.now() + 1000),
    dayOf: moment => moment.toISOString().slice(0, 10),
    newId: randomUUID,
    log: { level: 'fatal' },
  })
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await of.close()
})

const bearer = (persona: string) => {
  const person = of.demonstration.people.find(each => each.persona === persona)
  const client = of.demonstration.clients.find(each => each.client_id === persona)
  return `Bearer ${(person ?? client)!.access_token}`
}
type Answer = { readonly status: number; readonly code: string; readonly json: Record<string, unknown> }
async function call(persona: string | null, method: string, url: string, body?: unknown): Promise<Answer> {
  const answer = await app.server.inject({
    method: method as 'GET',
    url,
    headers: {
      ...(persona === null ? {} : { authorization: bearer(persona) }),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const json = answer.json() as Record<string, unknown>
  const first = (json['errors'] as { code: string }[] | undefined)?.[0]
  return { status: answer.statusCode, code: first?.code ?? '', json }
}
const roles = async (persona: string) => (await call(persona, 'GET', '/v1/self')).json['roles']
const inDays = (days: number) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`
const CASES = '/v1/organisations/office-demo-seoul/members'
const why = 'Cover during leave'

describe('who one is', () => {
  test('a person and a machine read it, nobody is told to log in', async () => {
    expect((await call('officer-seoul', 'GET', '/v1/self')).json).toEqual({
      person: 'person-demo-officer-seoul',
      kind: 'agency',
      organisation: 'office-demo-seoul',
      roles: ['officer'],
      delegations: {},
      is_sandbox: false,
    })
    expect((await call('client-demo-sandbox', 'GET', '/v1/self')).json).toMatchObject({
      kind: 'bank',
      is_sandbox: true,
    })
    expect((await call(null, 'GET', '/v1/self')).status).toBe(401)
  })
})

describe('organisations', () => {
  test('a bank reads itself and the offices, and finds no other bank nor any firm', async () => {
    const read = async (persona: string, id: string) => (await call(persona, 'GET', `/v1/organisations/${id}`)).status
    expect(await read('bank-hangang', 'bank-901')).toBe(200)
    expect(await read('bank-hangang', 'office-demo-busan')).toBe(200)
    for (const id of ['bank-902', 'firm-901', 'bank-sandbox', 'bank-none-such'])
      expect(await read('bank-hangang', id), id).toBe(404)
    expect(await read('officer-seoul', 'bank-902')).toBe(200)
  })
  test('members are read by their own, by approvers, the auditor and the admin; a stranger’s are missing', async () => {
    const read = async (persona: string, id: string) =>
      (await call(persona, 'GET', `/v1/organisations/${id}/members`)).status
    expect(await read('bank-hangang', 'bank-901')).toBe(200)
    expect(await read('bank-hangang', 'bank-902')).toBe(404)
    expect(await read('bank-hangang', 'office-demo-seoul')).toBe(404)
    expect(await read('officer-seoul', 'office-demo-seoul')).toBe(200)
    expect(await read('officer-seoul', 'office-demo-busan')).toBe(404)
    for (const persona of ['auditor', 'admin', 'regional-head-3', 'branch-head-busan'])
      expect(await read(persona, 'office-demo-busan')).toBe(200)
    for (const persona of ['regional-head-1', 'branch-head-seoul'])
      expect(await read(persona, 'office-demo-busan')).toBe(404)
    expect(await read('regional-head-1', 'office-demo-seoul')).toBe(200)
    expect(await read('regional-head-1', 'region-demo-capital')).toBe(200)
    expect(await read('regional-head-1', 'region-demo-southeast')).toBe(404)
    expect(await read('finance', 'office-demo-busan')).toBe(404)
  })
  test('a list goes on where its cursor says', async () => {
    const first = await call('auditor', 'GET', '/v1/organisations/agency-demo/members?limit=4')
    const items = first.json['items'] as { person: string }[]
    expect(items).toHaveLength(4)
    const next = await call(
      'auditor',
      'GET',
      `/v1/organisations/agency-demo/members?limit=200&cursor=${first.json['next']}`,
    )
    const rest = next.json['items'] as { person: string }[]
    expect(new Set([...items, ...rest].map(each => each.person)).size).toBe(items.length + rest.length)
    // Five of the committee, two of claims and of risk, and one each of finance, audit and administration.
    expect(rest.length).toBe(12 - items.length)
    expect(next.json['next']).toBeNull()
  })
})

describe('an admin', () => {
  const finance = { person: 'person-demo-officer-busan', role: 'officer', until: null, reason: why }
  test('gives and ends a role, which counts from the next request on and is in the log with its reason', async () => {
    const given = await call('admin', 'POST', '/v1/organisations/office-demo-busan/members', {
      ...finance,
      role: 'claims',
    })
    expect([given.status, given.json]).toEqual([201, { done: true }])
    expect(await roles('officer-busan')).toEqual(['officer', 'claims'])
    const again = await call('admin', 'POST', '/v1/organisations/office-demo-busan/members', {
      ...finance,
      role: 'claims',
    })
    expect(again.code).toBe('membership_held_already')
    const ended = { person: finance.person, role: 'claims', reason: 'Moved on' }
    expect((await call('admin', 'POST', '/v1/organisations/office-demo-busan/members/end', ended)).status).toBe(200)
    expect(await roles('officer-busan')).toEqual(['officer'])
    expect((await call('admin', 'POST', '/v1/organisations/office-demo-busan/members/end', ended)).code).toBe(
      'membership_missing',
    )
    const leaves = await of.fresh.database.plain
      .selectFrom('app.audit_leaves')
      .select(['person', 'action', 'subject', 'reason'])
      .where('action', '=', 'member.change')
      .orderBy('sequence')
      .execute()
    const subject = 'member:office-demo-busan:person-demo-officer-busan'
    expect(leaves).toEqual([
      { person: 'person-demo-admin', action: 'member.change', subject, reason: why },
      { person: 'person-demo-admin', action: 'member.change', subject, reason: 'Moved on' },
    ])
  })
  test('gives themselves nothing, and takes nothing from themselves', async () => {
    const own = { person: 'person-demo-admin', role: 'risk_officer', until: null, reason: why }
    expect(await call('admin', 'POST', '/v1/organisations/agency-demo/members', own)).toMatchObject({
      status: 403,
      code: 'own_membership_unchangeable',
    })
    const end = { person: 'person-demo-admin', role: 'admin', reason: why }
    expect((await call('admin', 'POST', '/v1/organisations/agency-demo/members/end', end)).status).toBe(403)
  })
  test('makes no appraiser of a bank’s people, no bank’s person of an office’s', async () => {
    const ask = async (id: string, person: string, role: string) =>
      (await call('admin', 'POST', `/v1/organisations/${id}/members`, { person, role, until: null, reason: why })).code
    expect(await ask('bank-901', 'person-demo-bank-hangang', 'appraiser')).toBe('role_unfit_for_organisation')
    expect(await ask('office-demo-seoul', 'person-demo-officer-seoul', 'bank')).toBe('role_unfit_for_organisation')
    expect(await ask('office-demo-seoul', 'person-none-such', 'officer')).toBe('person_missing')
    expect(await ask('office-none-such', 'person-demo-officer-seoul', 'officer')).toBe('organisation_missing')
  })
  test('is the only one who may: every other role is forbidden or finds nothing', async () => {
    for (const { persona, role } of of.demonstration.people.filter(each => each.role !== 'admin')) {
      const { status } = await call(persona, 'POST', CASES, { ...finance, role: 'claims' })
      expect([403, 404], `${persona} ${role}`).toContain(status)
    }
    expect((await call('client-demo-hangang', 'POST', CASES, finance)).status).toBe(404)
  })
  test('adds a region and puts an office into it; nothing lies where it does not belong', async () => {
    const names = { ko: '호남', en: 'Honam', zh: '湖南' }
    const add = async (id: string, kind: string, parent: string | null) =>
      (await call('admin', 'POST', '/v1/organisations', { id, kind, parent, names })).code
    const put = async (id: string, parent: string) =>
      (await call('admin', 'PUT', `/v1/organisations/${id}/parent`, { parent, reason: why })).code
    expect(await add('region-honam', 'region', 'agency-demo')).toBe('')
    expect(await add('office-gwangju', 'office', 'region-honam')).toBe('')
    for (const [id, kind, parent, code] of [
      ['region-below', 'region', 'region-honam', 'parent_unfit'],
      ['office-below', 'office', 'office-gwangju', 'parent_unfit'],
      ['bank-below', 'bank', 'agency-demo', 'parent_unfit'],
      ['office-lost', 'office', 'region-none-such', 'organisation_missing'],
    ] as const)
      expect(await add(id, kind, parent), id).toBe(code)
    const reads = async () => (await call('regional-head-1', 'GET', '/v1/organisations/office-gwangju/members')).status
    expect(await reads()).toBe(404)
    expect(await put('office-gwangju', 'region-demo-capital')).toBe('')
    expect(await reads()).toBe(200)
    expect(await put('office-gwangju', 'bank-901')).toBe('parent_unfit')
    expect(await put('office-none-such', 'region-honam')).toBe('organisation_missing')
    expect((await call('regional-head-1', 'PUT', '/v1/organisations/office-gwangju/parent', {})).status).toBe(403)
    const forged = of.fresh.database.plain
      .updateTable('app.organisations')
      .set({ parent: 'bank-901' })
      .where('id', '=', 'office-gwangju')
      .execute()
    await expect(forged).rejects.toThrow('office does not lie in bank')
  })
  test('makes the head of a region in a region alone', async () => {
    const ask = async (id: string) =>
      (
        await call('admin', 'POST', `/v1/organisations/${id}/members`, {
          ...{ person: 'person-demo-branch-head-busan', role: 'regional_head', until: null, reason: why },
        })
      ).code
    for (const id of ['agency-demo', 'office-demo-busan']) expect(await ask(id)).toBe('role_unfit_for_organisation')
    expect(await ask('region-demo-southeast')).toBe('')
  })
  test('agrees a number of requests a minute with a bank’s machine, and with no other', async () => {
    const rows = await of.fresh.database.plain
      .selectFrom('app.client_keys')
      .select('jwk')
      .where('client', '=', 'client-demo-nakdong')
      .execute()
    const put = (more: object) =>
      call('admin', 'PUT', '/v1/clients/client-demo-nakdong', {
        organisation: 'bank-902',
        keys: rows.map(row => row.jwk),
        binding: 'none',
        ...more,
      })
    const read = async (who: string) => {
      const answer = await app.server.inject({ url: '/v1/self', headers: { authorization: bearer(who) } })
      const { 'ratelimit-policy': policy, ratelimit, 'retry-after': wait } = answer.headers
      return { status: answer.statusCode, policy, left: /r=(\d+)/.exec(String(ratelimit))?.[1], ratelimit, wait }
    }
    for (const wrong of [0, -1, 1.5, 1_000_001, '7'])
      expect((await put({ requests_per_minute: wrong })).status, String(wrong)).toBe(400)
    expect((await put({ requests_per_minute: 3 })).status).toBe(200)
    const told = []
    for (let n = 0; n < 5; n++) told.push(await read('client-demo-nakdong'))
    expect(told.map(({ status, left, policy }) => [status, left, policy])).toEqual([
      [200, '2', '"requests";q=3;w=60'],
      [200, '1', '"requests";q=3;w=60'],
      [200, '0', '"requests";q=3;w=60'],
      [429, '0', '"requests";q=3;w=60'],
      [429, '0', '"requests";q=3;w=60'],
    ])
    const seconds = /^"requests";r=0;t=(\d+)$/.exec(String(told[4]?.ratelimit))?.[1]
    expect([told[0]?.wait, told[4]?.wait]).toEqual([undefined, seconds])
    expect(await read('client-demo-hangang')).toMatchObject({ status: 200, policy: '"requests";q=6000;w=60' })
    // Other keys leave the number as it is; null gives it back.
    expect((await put({})).status).toBe(200)
    expect((await read('client-demo-nakdong')).status).toBe(429)
    expect((await put({ requests_per_minute: null })).status).toBe(200)
    expect(await read('client-demo-nakdong')).toMatchObject({ status: 200, policy: '"requests";q=6000;w=60' })
    const trail = await of.fresh.database.plain
      .selectFrom('app.audit_leaves')
      .select('body')
      .where('subject', '=', 'client:client-demo-nakdong')
      .orderBy('sequence')
      .execute()
    const details = trail.map(one => (JSON.parse(String(one.body)) as { detail: Record<string, unknown> }).detail)
    expect(details.map(detail => detail['requests_per_minute'])).toEqual([3, undefined, null])
  })
  test('adds a bank, its person and its machine, which then may do what a bank may', async () => {
    const names = { ko: '새 은행', en: 'New bank', zh: '新银行' }
    const bank = { id: 'bank-new', kind: 'bank', parent: null, names }
    expect((await call('admin', 'POST', '/v1/organisations', bank)).status).toBe(201)
    expect((await call('admin', 'POST', '/v1/organisations', bank)).code).toBe('party_known_already')
    expect((await call('admin', 'POST', '/v1/organisations', { ...bank, id: 'firm-new' })).status).toBe(400)
    const person = { id: 'person-new', subject: 'new@bank.example', names, appraiser_grade: null }
    expect((await call('admin', 'POST', '/v1/persons', person)).status).toBe(201)
    const key = publicJwk(await newKey())
    const put = { organisation: 'bank-new', keys: [key], binding: 'none' }
    expect((await call('admin', 'PUT', '/v1/clients/client-new', put)).status).toBe(200)
    expect((await call('admin', 'PUT', '/v1/clients/client-new', { ...put, organisation: 'bank-901' })).code).toBe(
      'party_known_already',
    )
    expect(
      (await call('admin', 'PUT', '/v1/clients/client-office', { ...put, organisation: 'office-demo-seoul' })).code,
    ).toBe('role_unfit_for_organisation')
    const secret = { ...put, keys: [{ ...key, d: 'x' }] }
    expect((await call('admin', 'PUT', '/v1/clients/client-new', secret)).status).toBe(400)
    expect((await call('admin', 'POST', '/v1/clients/client-new/end', { reason: why })).status).toBe(200)
    expect((await call('admin', 'POST', '/v1/clients/client-new/end', { reason: why })).status).toBe(404)
  })
})

describe('a delegation', () => {
  const to = 'person-demo-officer-seoul'
  const role = 'branch_head'
  const give = (persona: string, changed: object = {}) =>
    call(persona, 'POST', '/v1/delegations', { role, to, until: inDays(10), reason: why, ...changed })
  test('gives a colleague a role of one’s own with who gave it, and can be taken back', async () => {
    expect((await give('branch-head-seoul')).status).toBe(201)
    expect((await call('officer-seoul', 'GET', '/v1/self')).json).toMatchObject({
      roles: ['officer', 'branch_head'],
      delegations: { branch_head: 'person-demo-branch-head-seoul' },
    })
    const list = await call('auditor', 'GET', '/v1/organisations/office-demo-seoul/delegations')
    expect(list.json['items']).toMatchObject([{ person: to, role, delegated_by: 'person-demo-branch-head-seoul' }])
    expect((await give('branch-head-seoul')).code).toBe('membership_held_already')
    expect((await give('officer-seoul', { to: 'person-demo-appraiser-1' })).code).toBe('role_not_held')
    expect((await call('branch-head-busan', 'POST', '/v1/delegations/end', { role, to, reason: why })).status).toBe(404)
    expect((await call('branch-head-seoul', 'POST', '/v1/delegations/end', { role, to, reason: why })).status).toBe(200)
    expect(await roles('officer-seoul')).toEqual(['officer'])
    expect((await give('branch-head-seoul')).status).toBe(201)
  })
  test('of a role not held, to oneself, to a stranger, or without an end soon enough is refused', async () => {
    expect((await give('officer-busan')).code).toBe('role_not_held')
    expect((await give('branch-head-busan', { role: 'admin' })).code).toBe('role_not_held')
    expect((await give('branch-head-busan', { to: 'person-demo-branch-head-busan' })).code).toBe(
      'own_membership_unchangeable',
    )
    expect((await give('branch-head-busan', { to })).code).toBe('person_missing')
    const busan = { to: 'person-demo-officer-busan' }
    expect((await give('branch-head-busan', { ...busan, until: inDays(91) })).code).toBe('period_unfit')
    expect((await give('branch-head-busan', { ...busan, until: inDays(-1) })).code).toBe('period_unfit')
  })
  test('of marking, of a committee’s vote or of an audit there is none', async () => {
    for (const [persona, role] of [
      ['appraiser-1', 'appraiser'],
      ['committee-1', 'committee_member'],
      ['auditor', 'auditor'],
      ['admin', 'admin'],
      ['risk-officer', 'risk_officer'],
    ] as const)
      expect([403, 404], persona).toContain((await give(persona, { role, to: 'person-demo-claims' })).status)
  })
  test('to oneself or without an end is refused by the database too', async () => {
    const db = of.fresh.database.plain
    const row = { person: to, organisation: 'office-demo-seoul', role: 'claims' }
    await expect(
      db
        .insertInto('app.memberships')
        .values({ ...row, delegated_by: 'person-demo-claims' })
        .execute(),
    ).rejects.toThrow('delegation_ends')
    await expect(
      db
        .insertInto('app.memberships')
        .values({ ...row, delegated_by: to, until: inDays(1) })
        .execute(),
    ).rejects.toThrow('no_self_delegation')
  })
})

test('the sandbox’s scenarios are told in three languages', async () => {
  const { json } = await call('client-demo-sandbox', 'GET', '/v1/sandbox/scenarios')
  const items = json['items'] as { code: string; title: object }[]
  expect(items.map(each => each.code)).toEqual([
    ...['approve', 'reduced', 'refer', 'decline', 'slow'],
    ...['guarantee_claim_paid', 'guarantee_claim_partly_denied', 'guarantee_notice_lapsed', 'guarantee_released'],
  ])
  for (const { title } of items) expect(Object.keys(title)).toEqual(['ko', 'en', 'zh'])
})
test('no hash of a password is read in a bank’s or an officer’s transaction', async () => {
  for (const kind of ['bank', 'agency', 'public'] as const) {
    const actor = { kind, person: 'p', party: 'p', roles: [], delegations: {}, isSandbox: false, requestId: 'r' }
    expect(
      await of.fresh.database.transaction(actor, tx => tx.selectFrom('app.passwords').selectAll().execute()),
    ).toEqual([])
  }
})
