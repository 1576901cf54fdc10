/** Whom the house knows, its last admin, and the audit log over HTTP, by demonstration persons on the real database. */
import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusals as ofAccess } from '../../src/access/refusals.ts'
import { isAction, mayEver } from '../../src/access/table.ts'
import { adviceIn } from '../../src/kernel/problem.ts'
import { refusals as ofInput } from '../../src/kernel/schema.ts'
import { openHeadSigner } from '../../src/platform/audit/heads.ts'
import { refusals as ofAudit } from '../../src/platform/audit/refusals.ts'
import { auditRoutes } from '../../src/platform/audit/routes.ts'
import { type App, makeApp } from '../../src/platform/http/app.ts'
import { refusals as ofHttp } from '../../src/platform/http/refusals.ts'
import { kindsOf } from '../../src/platform/http/status.ts'
import { listingRoutes } from '../../src/platform/identity/listing-routes.ts'
import { refusals as ofIdentity } from '../../src/platform/identity/refusals.ts'
import { identityRoutes } from '../../src/platform/identity/routes.ts'
import { type House, house } from './house.ts'

const audit = join(mkdtempSync(join(tmpdir(), 'members-')), 'audit')
let of: House
let app: App

beforeAll(async () => {
  of = await house(8080)
  app = await makeApp({
    database: of.fresh.database,
    routes: [...identityRoutes(), ...listingRoutes(), ...auditRoutes(openHeadSigner(audit).keys)],
    authenticate: of.identity.authenticate,
    isKnownAction: isAction,
    mayEver,
    kinds: kindsOf([ofInput, ofAccess, ofHttp, ofIdentity, ofAudit]),
    advice: adviceIn(readFileSync('docs/errors.md', 'utf8')),
    now: () => new Date(Date.now() + 1000),
    dayOf: moment => moment.toISOString().slice(0, 10),
    newId: randomUUID,
    log: { level: 'fatal' },
  })
  // A role that is over, and one delegated.
  const busan = '/v1/organisations/office-demo-busan/members'
  const given = { person: 'person-demo-officer-busan', role: 'claims', reason: why }
  expect((await call('admin', 'POST', busan, { ...given, until: null })).status).toBe(201)
  expect((await call('admin', 'POST', `${busan}/end`, given)).status).toBe(200)
  const lent = { role: 'branch_head', to: 'person-demo-officer-seoul', until: inDays(10), reason: why }
  expect((await call('branch-head-seoul', 'POST', '/v1/delegations', lent)).status).toBe(201)
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await of.close()
  rmSync(audit, { recursive: true })
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
const why = 'Cover during leave'

describe('who is known', () => {
  type Rows = readonly Record<string, unknown>[]
  const rowsOf = (answer: Answer): Rows => answer.json['items'] as Rows
  test('organisations are listed for admin and auditor, of one kind where it is asked, page by page', async () => {
    const banks = rowsOf(await call('admin', 'GET', '/v1/organisations?kind=bank')).map(each => each['id'])
    expect(banks).toEqual(expect.arrayContaining(['bank-901', 'bank-902', 'bank-sandbox']))
    expect(banks.every(id => String(id).startsWith('bank-'))).toBe(true)
    const first = await call('auditor', 'GET', '/v1/organisations?limit=3')
    const rest = await call('auditor', 'GET', `/v1/organisations?limit=200&cursor=${first.json['next']}`)
    const ids = [...rowsOf(first), ...rowsOf(rest)].map(each => String(each['id']))
    expect(ids).toEqual([...new Set(ids)].sort())
    expect(ids).toContain('office-demo-seoul')
    expect(
      (await call('auditor', 'GET', `/v1/organisations?kind=bank&cursor=${first.json['next']}`)).code,
      'another list',
    ).toBe('cursor_malformed')
  })
  test('persons are found by a name, their log-in or their id, with the roles they hold now and held', async () => {
    const found = rowsOf(await call('admin', 'GET', '/v1/persons?find=DEMO-OFFICER-BUSAN'))
    expect(found.map(each => each['id'])).toEqual(['person-demo-officer-busan'])
    const held = (found[0]?.['roles'] ?? []) as { role: string; is_in_force: boolean; organisation: string }[]
    expect(held.map(each => [each.role, each.organisation, each.is_in_force])).toEqual(
      expect.arrayContaining([
        ['officer', 'office-demo-busan', true],
        ['claims', 'office-demo-busan', false],
      ]),
    )
    const named = rowsOf(await call('auditor', 'GET', '/v1/persons?ids=person-demo-admin,person-demo-finance,system'))
    expect(named.map(each => each['id'])).toEqual(['person-demo-admin', 'person-demo-finance'])
    expect(rowsOf(await call('admin', 'GET', '/v1/persons?find=nobody%20at%20all'))).toEqual([])
    // What a search means to the database is not what it means here.
    expect(rowsOf(await call('admin', 'GET', '/v1/persons?find=%25'))).toEqual([])
  })
  test('a delegated role is not in force once who delegated it no longer holds it', async () => {
    const held = async () =>
      (
        (rowsOf(await call('admin', 'GET', '/v1/persons?ids=person-demo-officer-seoul'))[0]?.['roles'] ?? []) as {
          role: string
          is_in_force: boolean
          delegated_by: string | null
        }[]
      ).filter(each => each.role === 'branch_head')
    expect(await held()).toMatchObject([{ is_in_force: true, delegated_by: 'person-demo-branch-head-seoul' }])
    const at = '/v1/organisations/office-demo-seoul/members'
    const head = { person: 'person-demo-branch-head-seoul', role: 'branch_head', reason: why }
    expect((await call('admin', 'POST', `${at}/end`, head)).status).toBe(200)
    expect(await held()).toMatchObject([{ is_in_force: false }])
    expect((await call('admin', 'POST', at, { ...head, until: null })).status).toBe(201)
  })
  test('of a machine its keys are named and never told', async () => {
    const answer = await call('admin', 'GET', '/v1/organisations/bank-901/clients')
    expect(rowsOf(answer)).toMatchObject([{ id: 'client-demo-hangang', is_active: true, binding: 'none' }])
    expect(rowsOf(answer)[0]?.['keys']).toHaveLength(1)
    expect(JSON.stringify(answer.json)).not.toMatch(/"[xy]":/)
    expect((await call('admin', 'GET', '/v1/organisations/bank-none-such/clients')).code).toBe('organisation_missing')
  })
  test('what a role may do is the table itself', async () => {
    const { items } = (await call('auditor', 'GET', '/v1/access')).json as {
      items: { action: string; grants: { role: string; relations: string[] }[]; is_for_others_work: boolean }[]
    }
    expect(items.find(each => each.action === 'sheet.sign')?.grants).toEqual([
      { role: 'appraiser', relations: ['assigned'] },
    ])
    expect(items.find(each => each.action === 'decision.sign')?.is_for_others_work).toBe(true)
    expect(items.length).toBeGreaterThan(150)
  })
  test('nobody else is told whom the house knows', async () => {
    for (const persona of ['officer-seoul', 'risk-officer', 'bank-hangang', 'client-demo-hangang', 'sme-laser'])
      for (const place of ['/v1/organisations', '/v1/persons', '/v1/organisations/bank-901/clients', '/v1/access'])
        expect((await call(persona, 'GET', place)).status, `${persona} ${place}`).toBe(403)
  })
})

describe('the last admin', () => {
  const at = '/v1/organisations/agency-demo/members'
  const give = (by: string, until: string | null) =>
    call(by, 'POST', at, { person: 'person-demo-finance', role: 'admin', until, reason: why })
  const end = (by: string, persona: string) =>
    call(by, 'POST', `${at}/end`, { person: `person-demo-${persona}`, role: 'admin', reason: why })
  test('stays while whoever else is admin is so for some days alone', async () => {
    expect((await give('admin', inDays(5))).status).toBe(201)
    expect(await end('finance', 'admin')).toMatchObject({ status: 409, code: 'last_admin_stays' })
    expect((await end('admin', 'finance')).status).toBe(200)
    expect(await roles('admin')).toEqual(['admin'])
  })
  test('stays where two end each other at the same moment', async () => {
    expect((await give('admin', null)).status).toBe(201)
    const both = await Promise.all([end('admin', 'finance'), end('finance', 'admin')])
    expect(both.filter(each => each.status === 200)).toHaveLength(1)
    const left = rowsOfAdmins(await call('auditor', 'GET', '/v1/persons?limit=200'))
    expect(left).toHaveLength(1)
    // Whoever is left puts things as they were.
    if (left[0] === 'person-demo-finance') {
      const back = { person: 'person-demo-admin', role: 'admin', until: null, reason: why }
      expect((await call('finance', 'POST', at, back)).status).toBe(201)
      expect((await end('admin', 'finance')).status).toBe(200)
    }
  })
  const rowsOfAdmins = ({ json }: Answer): string[] =>
    (json['items'] as { id: string; roles: { role: string; is_in_force: boolean }[] }[])
      .filter(each => each.roles.some(one => one.role === 'admin' && one.is_in_force))
      .map(each => each.id)
})

describe('the audit log', () => {
  const leaves = async (query: string) => {
    const answer = await call('auditor', 'GET', `/v1/audit/leaves?limit=200${query}`)
    return answer.json['items'] as { sequence: string; person: string; action: string; subject: string; at: string }[]
  }
  test('is looked through by who, what, on what and when, all of them at once', async () => {
    const byAdmin = await leaves('&person=person-demo-admin&action=member.change')
    expect(byAdmin.length).toBeGreaterThan(3)
    expect(new Set(byAdmin.map(each => `${each.person} ${each.action}`))).toEqual(
      new Set(['person-demo-admin member.change']),
    )
    const [one] = byAdmin
    const ofOne = await leaves(`&person=person-demo-admin&subject=${encodeURIComponent(one?.subject ?? '')}`)
    expect(ofOne.map(each => each.sequence)).toContain(one?.sequence)
    expect(ofOne.length).toBeLessThan(byAdmin.length)
    const second = (one?.at ?? '').slice(0, 19)
    const before = await leaves(`&person=person-demo-admin&until=${second}Z`)
    const since = await leaves(`&person=person-demo-admin&from=${second}Z`)
    expect(since.map(each => each.sequence)).toContain(one?.sequence)
    expect(before.map(each => each.sequence)).not.toContain(one?.sequence)
    expect((await call('auditor', 'GET', '/v1/audit/leaves?from=yesterday')).status).toBe(400)
    expect((await call('admin', 'GET', '/v1/audit/leaves')).status).toBe(403)
  })
  test('gives one entry whole, and says where there is none', async () => {
    const [one] = await leaves('')
    const shown = await call('auditor', 'GET', `/v1/audit/leaves/${one?.sequence}`)
    expect(shown.json).toEqual(one)
    expect((await call('auditor', 'GET', '/v1/audit/leaves/999999999')).code).toBe('audit_leaf_unknown')
    expect((await call('auditor', 'GET', '/v1/audit/leaves/0')).status).toBe(400)
    expect((await call('admin', 'GET', `/v1/audit/leaves/${one?.sequence}`)).status).toBe(403)
  })
  test('tells everybody the public keys of its heads, and nothing secret', async () => {
    const { json } = await call(null, 'GET', '/v1/audit/keys')
    const [key] = json['keys'] as { id: string; public: string }[]
    expect(key?.id).toBe('audit-head-1')
    const spki = Buffer.from(key?.public ?? '', 'base64')
    expect(createPublicKey({ key: spki, format: 'der', type: 'spki' }).asymmetricKeyDetails?.namedCurve).toBe(
      'prime256v1',
    )
    expect(() => createPrivateKey({ key: spki, format: 'der', type: 'pkcs8' })).toThrow()
  })
})
