/** Keys of machines by their organisation's people, at the real issuer; and what the machines asked, line by line. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
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
import { uuid7 } from '../../src/platform/ids.ts'
import { forgetRequests, openRequestLog, type RequestLine, type RequestLog } from '../../src/platform/requests/log.ts'
import { requestRoutes } from '../../src/platform/requests/routes.ts'
import { asPlace } from '../db/planted.ts'
import type { Key } from './house.ts'
import { type Issuing, issuing, later } from './issuing.ts'

vi.setConfig({ testTimeout: 30_000 })

const MACHINE = 'client-demo-hangang'
const [OWN, STRANGER] = ['bank-hangang', 'bank-nakdong'] as const
let at: Issuing
let app: App
let log: RequestLog
const problems: unknown[] = []
beforeAll(async () => {
  at = await issuing()
  log = openRequestLog({
    db: at.of.fresh.database.plain,
    everyMs: 3_600_000,
    onProblem: problem => problems.push(problem),
    onLost: () => undefined,
  })
  app = await makeApp({
    database: at.of.fresh.database,
    routes: [...identityRoutes(), ...requestRoutes()],
    authenticate: at.of.identity.authenticate,
    isKnownAction: isAction,
    mayEver,
    kinds: kindsOf([ofInput, ofAccess, ofHttp, ofIdentity]),
    advice: adviceIn(readFileSync('docs/errors.md', 'utf8')),
    now: later,
    dayOf: moment => moment.toISOString().slice(0, 10),
    newId: uuid7,
    log: { level: 'fatal' },
    requests: log,
  })
}, 60_000)
afterAll(async () => {
  await app?.server.close()
  await log?.close()
  await at?.close()
})

function bearer(who: string): string {
  const { people, clients } = at.of.demonstration
  const found = people.find(one => one.persona === who) ?? clients.find(one => one.client_id === who)
  return `Bearer ${found?.access_token}`
}
type Shown = { readonly key: { readonly kid: string }; readonly state: string; readonly retires_at: string | null }
type Line = { readonly at: string; readonly request: string; readonly code: string | null } & Record<string, unknown>
async function call(who: string, method: 'GET' | 'POST', url: string, body?: unknown, headers: object = {}) {
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      authorization: bearer(who),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const json = answer.json() as { readonly keys: readonly Shown[] } & Record<string, unknown>
  const [first] = (json['errors'] as readonly { readonly code: string }[] | undefined) ?? []
  return { status: answer.statusCode, code: first?.code ?? '', json, id: String(answer.headers['x-request-id']) }
}
const add = (who: string, key: object, machine = MACHINE) => call(who, 'POST', `/v1/clients/${machine}/keys`, key)
const retire = (who: string, body: object, machine = MACHINE) =>
  call(who, 'POST', `/v1/clients/${machine}/keys/retire`, body)
async function machines(who: string): Promise<readonly { readonly id: string; readonly keys: readonly Shown[] }[]> {
  return (await call(who, 'GET', '/v1/clients')).json['items'] as never
}
const made = async (kid: string): Promise<Key> => ({ ...(await newKey()), kid })
/** Whether the issuer gives a token for an assertion signed by the key. */
const isLetIn = async (key: Key): Promise<boolean> =>
  (await at.token(await at.credentials(await at.assertion({}, {}, key)))).status === 200

describe('keys of a bank’s machine', () => {
  let next: Key
  beforeAll(async () => {
    next = await made('next')
  })

  test('are shown to the bank’s own people with how the machine binds its tokens, and to nobody else', async () => {
    expect(await machines(OWN)).toMatchObject([
      { id: MACHINE, is_active: true, binding: 'none', keys: [{ state: 'active', retires_at: null }] },
    ])
    expect((await machines(STRANGER)).map(one => one.id)).not.toContain(MACHINE)
    expect((await call('officer-seoul', 'GET', '/v1/clients')).code).toBe('forbidden_role')
    expect(JSON.stringify(await machines(OWN))).not.toContain('"d"')
  })

  test('are added by a person of the bank: not by its machine or a stranger, and never a private half', async () => {
    const key = publicJwk(next)
    expect((await add(MACHINE, key)).code).toBe('client_key_by_machine')
    expect((await add(STRANGER, key)).code).toBe('client_unknown')
    expect((await add('officer-seoul', key)).code).toBe('forbidden_role')
    expect((await add(OWN, next)).code).toBe('input_unknown_field')
    expect((await add(OWN, { ...key, x: 'A'.repeat(43) })).code).toBe('client_key_unfit')
    expect(await isLetIn(next)).toBe(false)
    expect((await add(OWN, key)).status).toBe(201)
    expect(await isLetIn(next)).toBe(true)
    expect(await isLetIn(at.machine().private_jwk)).toBe(true)
  })

  test('are not added twice, by their name or by their numbers, and not without end', async () => {
    expect((await add(OWN, publicJwk(await made('next')))).code).toBe('client_key_known')
    expect((await add(OWN, { ...publicJwk(next), kid: 'other' })).code).toBe('client_key_known')
    for (const kid of ['three', 'four']) expect((await add(OWN, publicJwk(await made(kid)))).status).toBe(201)
    expect((await add(OWN, publicJwk(await made('five')))).code).toBe('client_keys_full')
    for (const kid of ['three', 'four'])
      expect((await retire(OWN, { kid, overlap_hours: 0 })).json.keys.find(one => one.key.kid === kid)?.state).toBe(
        'retired',
      )
    // Why a key was retired nobody knows any more, so that it never comes back.
    expect((await add(OWN, publicJwk(await made('three')))).code).toBe('client_key_known')
  })

  test('go on holding for the overlap, and not a moment longer', async () => {
    const first = at.machine().private_jwk
    expect((await retire(MACHINE, { kid: first.kid })).code).toBe('client_key_by_machine')
    expect((await retire(STRANGER, { kid: first.kid })).code).toBe('client_unknown')
    expect((await retire(OWN, { kid: 'none' })).code).toBe('client_key_unknown')
    expect((await retire(OWN, { kid: first.kid, overlap_hours: 169 })).status).toBe(400)
    const before = Date.now()
    const shown = (await retire(OWN, { kid: first.kid })).json.keys.find(one => one.key.kid === first.kid)
    expect(shown?.state).toBe('retiring')
    const hours = (Date.parse(String(shown?.retires_at)) - before) / 3_600_000
    expect(Math.round(hours)).toBe(24)
    expect([await isLetIn(first), await isLetIn(next)]).toEqual([true, true])
    await sql`update app.client_keys set retires_at = now() where kid = ${first.kid} and client = ${MACHINE}`.execute(
      at.of.fresh.database.plain,
    )
    expect([await isLetIn(first), await isLetIn(next)]).toEqual([false, true])
  })

  test('are not all retired by a slip: the last one only by who says that it is', async () => {
    expect((await retire(OWN, { kid: 'next', overlap_hours: 0 })).code).toBe('client_key_last')
    expect(await isLetIn(next)).toBe(true)
    expect((await retire(OWN, { kid: 'next', overlap_hours: 0, is_last: true })).status).toBe(200)
    expect(await isLetIn(next)).toBe(false)
    const leaves = await at.of.fresh.database.plain
      .selectFrom('app.audit_leaves')
      .select('subject')
      .where('action', '=', 'client_key.change')
      .execute()
    expect(leaves).toHaveLength(7)
  })
})

describe('what machines asked', () => {
  const of = async (who: string, query = '') => {
    await log.written()
    return (await call(who, 'GET', `/v1/requests?limit=200${query}`)).json as unknown as {
      readonly items: readonly Line[]
      readonly next: string | null
    }
  }

  test('is told to their own bank alone, refusals with their code, and never what was sent', async () => {
    const served = await call(MACHINE, 'GET', '/v1/self')
    const secret = 'canary-900101'
    const refused = await call(MACHINE, 'POST', '/v1/delegations', { role: secret })
    await call(OWN, 'GET', '/v1/self')
    const { items } = await of(OWN)
    expect(items.find(one => one.request === served.id)).toMatchObject({
      ...{ client: MACHINE, method: 'GET', route: '/v1/self', status: 200, code: null },
    })
    expect(items.find(one => one.request === refused.id)).toMatchObject({ status: 403, code: 'forbidden_role' })
    // People's own looks, in the console or elsewhere, are no machine's.
    expect(new Set(items.map(one => one['client']))).toEqual(new Set([MACHINE]))
    expect((await of(STRANGER)).items.map(one => one['client'])).not.toContain(MACHINE)
    const { rows } = await sql<{ all: string }>`select string_agg(r::text, ' ') as all from app.requests r`.execute(
      at.of.fresh.database.plain,
    )
    expect(rows[0]?.all).toContain(refused.id)
    expect(rows[0]?.all).not.toContain(secret)
  })

  test('is found by the id of a problem, by outcome, code, method and moment, page by page', async () => {
    const { id } = await call(MACHINE, 'POST', '/v1/delegations', { role: 'x' })
    expect((await of(OWN, `&request=${id}`)).items.map(one => one.request)).toEqual([id])
    const all = (await of(OWN)).items
    const moments = all.map(one => Date.parse(one.at))
    expect(moments).toEqual(moments.toSorted((a, b) => b - a))
    expect((await of(OWN, '&outcome=refused')).items).toEqual(all.filter(one => Number(one['status']) >= 400))
    expect((await of(OWN, '&code=forbidden_role')).items).toEqual(all.filter(one => one.code === 'forbidden_role'))
    expect((await of(OWN, '&method=GET')).items).toEqual(all.filter(one => one['method'] === 'GET'))
    expect((await of(OWN, `&to=${all.at(-1)?.at}`)).items).toEqual([])
    expect((await of(OWN, '&client=client-demo-nakdong')).items).toEqual([])
    const pages: Line[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await call(OWN, 'GET', `/v1/requests?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      pages.push(...(page.json['items'] as Line[]))
      cursor = page.json['next'] as string | null
    }
    expect(pages).toEqual(all)
    const first = await call(OWN, 'GET', '/v1/requests?limit=2')
    expect((await call(OWN, 'GET', `/v1/requests?cursor=${first.json['next']}&method=GET`)).code).toBe(
      'cursor_malformed',
    )
  })

  const line = (changed: Partial<RequestLine> = {}): RequestLine => ({
    ...{ id: uuid7(), at: new Date().toISOString(), organisation: 'bank-901', client: MACHINE },
    ...{ request: 'r', method: 'GET', route: '/v1/self', status: 200, code: null, duration_ms: 1, ...changed },
  })
  const counted = async (): Promise<number> =>
    Number(
      (await sql<{ n: string }>`select count(*) as n from app.requests`.execute(at.of.fresh.database.plain)).rows[0]?.n,
    )

  test('waits while the database is away, is then written once, and what had no room is counted', async () => {
    const { database, superuser } = at.of.fresh
    const [failed, lost]: [unknown[], number[]] = [[], []]
    const small = openRequestLog({
      ...{ db: database.plain, everyMs: 3_600_000, linesMax: 3 },
      onProblem: problem => failed.push(problem),
      onLost: lines => lost.push(lines),
    })
    const before = await counted()
    await asPlace(superuser, client => client.query('revoke insert on app.requests from tech_guarantee_app'))
    for (let n = 0; n < 5; n++) small.keep(line())
    await small.written()
    await small.written()
    // Told of once, however often it is tried.
    expect([await counted(), lost, failed.length]).toEqual([before, [2], 1])
    await asPlace(superuser, client => client.query('grant insert on app.requests to tech_guarantee_app'))
    await small.close()
    expect([await counted(), lost]).toEqual([before + 3, [2]])
  })

  test('is forgotten when it has been kept long enough, and not before', async () => {
    const { plain } = at.of.fresh.database
    const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
    const [old, fresh] = [line({ at: daysAgo(91) }), line({ at: daysAgo(89) })]
    log.keep(old)
    log.keep(fresh)
    await log.written()
    expect(await forgetRequests(plain, 90)).toBe(1)
    const left = await plain.selectFrom('app.requests').select('id').where('id', 'in', [old.id, fresh.id]).execute()
    expect(left).toEqual([{ id: fresh.id }])
    expect(problems).toEqual([])
  })
})
