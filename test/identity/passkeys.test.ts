/** Passkeys made, used, refused and removed: over HTTP, with an authenticator of the tests' own. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { decodeJwt } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { refusals as ofAccess } from '../../src/access/refusals.ts'
import { isAction, mayEver } from '../../src/access/table.ts'
import { paperRoutes } from '../../src/application/papers/routes.ts'
import { makePaperService } from '../../src/application/papers/service.ts'
import { adviceIn } from '../../src/kernel/problem.ts'
import { refusals as ofInput } from '../../src/kernel/schema.ts'
import { type App, makeApp } from '../../src/platform/http/app.ts'
import { refusals as ofHttp } from '../../src/platform/http/refusals.ts'
import { kindsOf } from '../../src/platform/http/status.ts'
import { ATTEMPTS_MAX } from '../../src/platform/identity/attempts.ts'
import { passkeyRoutes } from '../../src/platform/identity/passkey-routes.ts'
import { PASSKEYS_MAX } from '../../src/platform/identity/passkeys.ts'
import { refusals as ofIdentity } from '../../src/platform/identity/refusals.ts'
import { identityRoutes } from '../../src/platform/identity/routes.ts'
import { invitationsAt, passkeySiteOf } from '../../src/platform/identity/settings.ts'
import { type Authenticator, authenticator, type Site, type Told } from './authenticator.ts'
import { authorisationAt, type Browser, browser, followedTo, siteOf, verifier } from './browser.ts'
import { type House, house } from './house.ts'
import { freePort } from './issuing.ts'

// A password is slow to check by design.
vi.setConfig({ testTimeout: 30_000 })

const SCRIPT = '/console/assets/log-in.js'
let of: House
let app: App
let site: Site

async function appWith(passkeySite = passkeySiteOf(of.settings)): Promise<App> {
  const papers = makePaperService({ workers: {}, scan: null, retentionYears: () => 5 } as never)
  return await makeApp({
    database: of.fresh.database,
    routes: [
      ...identityRoutes(invitationsAt(of.settings)),
      ...passkeyRoutes(passkeySite),
      ...paperRoutes(papers, 'Asia/Seoul'),
    ],
    authenticate: of.identity.authenticate,
    isKnownAction: isAction,
    mayEver,
    kinds: kindsOf([ofInput, ofAccess, ofHttp, ofIdentity]),
    advice: adviceIn(readFileSync('docs/errors.md', 'utf8')),
    now: () => new Date(),
    dayOf: moment => moment.toISOString().slice(0, 10),
    newId: randomUUID,
    log: { level: 'fatal' },
  })
}
beforeAll(async () => {
  const port = await freePort()
  of = await house(port, {}, SCRIPT)
  site = { rpId: 'localhost', origin: `http://localhost:${port}` }
  app = await appWith()
  await of.identity.mount(app.server)
  await app.server.listen({ port, host: '127.0.0.1' })
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await of.close()
})
// What one test has tried is not held against the next.
beforeEach(async () => {
  await of.fresh.database.plain.deleteFrom('app.log_in_attempts').execute()
})

type Headers = Readonly<Record<string, string>>
type Answered = {
  readonly status: number
  readonly code: string
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is the test's to know.
  readonly json: any
}
async function ask(headers: Headers, method: 'GET' | 'POST', url: string, body?: unknown, at = app): Promise<Answered> {
  const answer = await at.server.inject({
    method,
    url,
    headers: {
      ...headers,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const json = answer.json()
  return { status: answer.statusCode, code: json.errors?.[0]?.code ?? '', json }
}
const tokenOf = (persona: string): Headers => ({
  authorization: `Bearer ${of.demonstration.people.find(each => each.persona === persona)!.access_token}`,
})

/** A session of the console, begun by whatever answers the log-in page. */
async function entered(send: (go: Browser, address: string, text: string) => Promise<{ location: string | null }>) {
  const go = browser()
  const { address, text } = await followedTo(go, `${of.settings.publicUrl}/console/enter`, 'never')
  const { location } = await send(go, address, text)
  if (location === null) return null
  let next = location
  while (!next.endsWith('/console/')) next = (await go(next)).location!
  return { cookie: (await go(`${of.settings.publicUrl}/console/leave`)).cookie(), 'x-console': '1' }
}
const sessions = new Map<string, Headers>()
/** A session of somebody who logged in by password, just now. */
async function sessionOf(persona: string): Promise<Headers> {
  const had = sessions.get(persona)
  if (had !== undefined) return had
  const name = `demo-${persona}`
  const made = await entered((go, address) => go(address, { name, password: of.demonstration.password }))
  sessions.set(persona, made!)
  return made!
}
const challengeOf = (text: string): string => /data-challenge="([\w-]{43})"/.exec(text)?.[1] ?? ''

const OPTIONS = '/v1/self/passkeys/challenges'
const OWN = '/v1/self/passkeys'
const optionsFor = async (who: Headers) => (await ask(who, 'POST', OPTIONS)).json
/** A passkey of somebody, made as it should be. */
async function enrolled(persona: string, key = authenticator(site)): Promise<{ key: Authenticator; id: string }> {
  const who = await sessionOf(persona)
  const { status, json } = await ask(who, 'POST', OWN, { name: 'Laptop', answer: key.make(await optionsFor(who)) })
  expect([status, json.errors ?? null]).toEqual([201, null])
  return { key, id: json.id }
}

/** A log-in page opened anew, and what it answers to a passkey. */
async function visit() {
  const go = browser()
  const site = siteOf(of.settings.publicUrl)
  const page = await followedTo(go, authorisationAt(site), site.redirect)
  const send = (answer: unknown) => go(page.address, { passkey: JSON.stringify(answer) })
  return { go, ...page, challenge: challengeOf(page.text), send }
}
const statusOf = async (key: Authenticator, told: Told = {}): Promise<number> => {
  const { challenge, send } = await visit()
  return (await send(key.use(challenge, told))).status
}

/** Brings challenges of a kind to their end. */
const end = (kind: string) =>
  sql`update app.oidc_payloads set expires_at = now() where kind = ${kind}`.execute(of.fresh.database.plain)
/** What the audit log was told of a kind of deed. */
const told = (action: string) =>
  of.fresh.database.plain
    .selectFrom('app.audit_leaves')
    .select(['person', 'reason', 'body'])
    .where('action', '=', action)
    .orderBy('sequence')
    .execute()

/** Sentences by which the Korean page says why. */
const SAYS = {
  again: '패스키를 확인하지 못했습니다',
  challenge: '시간이 지났거나 이미 사용한 요청입니다',
  origin: '다른 주소에서 온 요청입니다',
  unverified: '기기가 본인을 확인하지 않았습니다',
  unknown: '등록되지 않았거나 삭제된 패스키입니다',
  copied: '복제되었을 수 있는 패스키라 받지 않습니다',
} as const

describe('who has logged in just now', () => {
  test('makes a passkey, sees it with its day, and logs in by it as themselves', async () => {
    const who = await sessionOf('officer-seoul')
    const options = await optionsFor(who)
    expect(options).toMatchObject({
      rp: { id: 'localhost' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    })
    const { key, id } = await enrolled('officer-seoul')
    const before = await ask(who, 'GET', OWN)
    expect(before.json.items).toMatchObject([{ id, name: 'Laptop', last_used_at: null, is_synced: true }])
    expect([before.json.unavailable, Date.parse(before.json.may_make_until) > Date.now()]).toEqual([null, true])

    const { go, challenge, send, text } = await visit()
    expect(text).toContain(`src="${SCRIPT}"`)
    const sent = await send(key.use(challenge))
    expect(sent.status).toBe(303)
    const { redirect, issuer } = siteOf(of.settings.publicUrl)
    const end = await followedTo(go, sent.location!, redirect)
    const form = {
      ...{ grant_type: 'authorization_code', client_id: 'console', redirect_uri: redirect, code_verifier: verifier },
      code: new URL(end.address).searchParams.get('code')!,
    }
    const answer = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) })
    const tokens = (await answer.json()) as Record<string, string>
    expect(decodeJwt(tokens['id_token']!)).toMatchObject({ amr: ['pop', 'user', 'mfa'], acr: 'phr' })
    const self = await ask({ authorization: `Bearer ${tokens['access_token']}` }, 'GET', '/v1/self')
    expect(self.json).toMatchObject({ person: 'person-demo-officer-seoul', roles: ['officer'] })
    expect((await ask(who, 'GET', OWN)).json.items[0].last_used_at).not.toBe(null)
    // A key that does not count its signatures is taken as often as it is used.
    const still = await enrolled('officer-seoul', authenticator(site, { counts: false }))
    expect([await statusOf(still.key), await statusOf(still.key)]).toEqual([303, 303])
  })
  test('by a token, by a session gone old, or as a machine, makes none', async () => {
    expect((await ask(tokenOf('officer-seoul'), 'POST', OPTIONS)).code).toBe('log_in_not_fresh')
    const authorization = `Bearer ${of.demonstration.clients[0]!.access_token}`
    expect((await ask({ authorization }, 'POST', OPTIONS)).code).toBe('passkey_by_machine')
    const who = await sessionOf('finance')
    const key = authenticator(site)
    const answer = key.make(await optionsFor(who))
    const age = (minutes: number) =>
      sql`update app.oidc_payloads set payload = jsonb_set(payload, '{at}', to_jsonb(
        to_char((now() - make_interval(mins => ${minutes})) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
        where kind = 'ConsoleSession' and payload ->> 'subject' = 'demo-finance'`.execute(of.fresh.database.plain)
    await age(11)
    expect((await ask(who, 'POST', OPTIONS)).code).toBe('log_in_not_fresh')
    expect((await ask(who, 'POST', OWN, { name: 'x', answer })).code).toBe('log_in_not_fresh')
    expect((await ask(who, 'GET', OWN)).json.may_make_until).toBe(null)
    await age(1)
    expect((await ask(who, 'POST', OWN, { name: 'x', answer })).code).toBe('passkey_challenge_over')
  })
  test('makes so many and no more, at once too', async () => {
    const who = await sessionOf('claims')
    const tries = await Promise.all(Array.from({ length: PASSKEYS_MAX + 2 }, () => optionsFor(who)))
    const made = await Promise.all(
      tries.map(options => ask(who, 'POST', OWN, { name: 'Key', answer: authenticator(site).make(options) })),
    )
    expect(made.filter(each => each.status === 201)).toHaveLength(PASSKEYS_MAX)
    expect(new Set(made.map(each => each.code))).toEqual(new Set(['', 'passkeys_full']))
    expect((await ask(who, 'POST', OPTIONS)).code).toBe('passkeys_full')
  })
})

describe('what answers a challenge wrongly makes no passkey', () => {
  const WRONG: readonly (readonly [string, Told, string])[] = [
    ['from a page of another origin', { origin: 'http://localhost.example:80' }, 'passkey_origin_wrong'],
    ['from a page framed by another', { crossOrigin: true }, 'passkey_origin_wrong'],
    ['for another name', { rpId: 'example.com' }, 'passkey_answer_unfit'],
    ['by a device that did not look at who is there', { isVerified: false }, 'passkey_unverified'],
    ['of a log-in', { type: 'webauthn.get' }, 'passkey_answer_unfit'],
    ['of a challenge never given', { challenge: 'A'.repeat(43) }, 'passkey_challenge_over'],
  ]
  test.each(WRONG)('%s', async (_name, told, code) => {
    const who = await sessionOf('auditor')
    const answer = authenticator(site).make(await optionsFor(who), told)
    expect((await ask(who, 'POST', OWN, { name: 'x', answer })).code).toBe(code)
    expect((await ask(who, 'GET', OWN)).json.items).toEqual([])
  })
  test('sent twice, too late, by another person, or of a key that is there already', async () => {
    const [who, other] = [await sessionOf('officer-seoul'), await sessionOf('auditor')]
    const key = authenticator(site)
    const options = await optionsFor(who)
    const answer = key.make(options)
    expect((await ask(other, 'POST', OWN, { name: 'x', answer })).code).toBe('passkey_challenge_over')
    expect((await ask(who, 'POST', OWN, { name: 'x', answer })).status).toBe(201)
    expect((await ask(who, 'POST', OWN, { name: 'x', answer })).code).toBe('passkey_challenge_over')
    const again = key.make(await optionsFor(other))
    expect((await ask(other, 'POST', OWN, { name: 'x', answer: again })).code).toBe('passkey_known')
    const late = authenticator(site).make(await optionsFor(who))
    await end('PasskeyMaking')
    expect((await ask(who, 'POST', OWN, { name: 'x', answer: late })).code).toBe('passkey_challenge_over')
  })
})

describe('a log-in by passkey is refused, and the page says why', () => {
  let key: Authenticator
  beforeAll(async () => {
    key = (await enrolled('risk-officer')).key
  }, 30_000)
  const WRONG: readonly (readonly [string, Told, keyof typeof SAYS])[] = [
    ['of an altered signature', { tamper: 'signature' }, 'again'],
    ['of data altered after it was signed', { tamper: 'data' }, 'again'],
    ['from a page of another origin', { origin: 'https://localhost.example' }, 'origin'],
    ['for another name', { rpId: 'example.com' }, 'origin'],
    ['without verification of the person', { isVerified: false }, 'unverified'],
    ['without the person', { isPresent: false }, 'unverified'],
    ['of a ceremony that makes a key', { type: 'webauthn.create' }, 'again'],
    ['of a credential nobody has', { credential: 'A'.repeat(43) }, 'unknown'],
    ['told to be somebody else’s', { handle: 'B'.repeat(43) }, 'unknown'],
  ]
  test.each(WRONG)('%s', async (_name, told, says) => {
    const { challenge, send } = await visit()
    const sent = await send(key.use(challenge, told))
    expect([sent.status, sent.text.includes(SAYS[says])]).toEqual([401, true])
    // The page asks anew, and takes what is right.
    expect(challengeOf(sent.text)).not.toBe(challenge)
    expect((await send(key.use(challengeOf(sent.text)))).status).toBe(303)
  })
  test('signed by the key of somebody else under this credential', async () => {
    const other = (await enrolled('officer-busan')).key
    const { challenge, send } = await visit()
    const forged = { ...other.use(challenge), id: key.id, rawId: key.id }
    const right = key.use(challenge)
    forged.response.userHandle = right.response.userHandle
    const sent = await send(forged)
    expect([sent.status, sent.text.includes(SAYS.again)]).toEqual([401, true])
  })
  test('of another visit’s challenge, of one answered before, too late, or in no form at all', async () => {
    const [one, two] = [await visit(), await visit()]
    const crossed = await two.send(key.use(one.challenge))
    expect([crossed.status, crossed.text.includes(SAYS.challenge)]).toEqual([401, true])
    const answer = key.use(one.challenge)
    expect((await one.send(answer)).status).toBe(303)
    // The visit stands until it is gone on with; what was answered is not answered again.
    const replayed = await one.send(answer)
    expect([replayed.status, replayed.text.includes(SAYS.challenge)]).toEqual([401, true])
    const late = await visit()
    await end('PasskeyEntering')
    const expired = await late.send(key.use(late.challenge))
    expect([expired.status, expired.text.includes(SAYS.challenge)]).toEqual([401, true])
    const naughty = await (await visit()).send('"><script>')
    expect([naughty.status, naughty.text.includes(SAYS.again)]).toEqual([401, true])
  })
  test('of a count that stands still or goes back, which is written down', async () => {
    expect(await statusOf(key, { counter: 500 })).toBe(303)
    for (const counter of [500, 499, 0]) {
      const { challenge, send } = await visit()
      const sent = await send(key.use(challenge, { counter }))
      expect([counter, sent.status, sent.text.includes(SAYS.copied)]).toEqual([counter, 401, true])
    }
    const leaves = await told('passkey.refuse')
    expect(leaves.map(leaf => leaf.person)).toEqual(Array(3).fill('person-demo-risk-officer'))
    expect(leaves.map(leaf => (JSON.parse(leaf.body) as { detail: object }).detail)).toMatchObject([
      { kept: 500, told: 500 },
      { kept: 500, told: 499 },
      { kept: 500, told: 0 },
    ])
    expect(await statusOf(key, { counter: 501 })).toBe(303)
  })
  test('tried too often, and then waits as with a password', async () => {
    for (let n = 0; n < ATTEMPTS_MAX.account; n++)
      expect(await statusOf(key, { tamper: 'signature', counter: 600 })).toBe(401)
    const { challenge, send } = await visit()
    const sent = await send(key.use(challenge, { counter: 700 }))
    expect([sent.status, Number(sent.headers.get('retry-after')) > 0]).toEqual([429, true])
  })
})

describe('a passkey', () => {
  test('renamed by its holder is the same passkey by another name; another’s is not there to rename', async () => {
    const { key, id } = await enrolled('officer-busan')
    const holder = await sessionOf('officer-busan')
    const url = `${OWN}/${id}/rename`
    const strange = await ask(await sessionOf('auditor'), 'POST', url, { name: 'Mine' })
    expect([strange.status, strange.code]).toEqual([404, 'passkey_missing'])
    for (const name of ['', '가'.repeat(61), 'a\nb'])
      expect([name, (await ask(holder, 'POST', url, { name })).status]).toEqual([name, 400])
    expect((await ask({}, 'POST', url, { name: 'Mine' })).status).toBe(401)
    const before = (await ask(holder, 'GET', OWN)).json.items
    expect(before.find((one: { id: string }) => one.id === id).name).toBe('Laptop')
    const longest = '가'.repeat(60)
    // By a token too: who may remove a passkey long after their log-in may call it what they like.
    for (const [who, name] of [[holder, longest] as const, [tokenOf('officer-busan'), '사무실 전화'] as const]) {
      const renamed = await ask(who, 'POST', url, { name })
      const row = before.find((one: { id: string }) => one.id === id)
      expect([renamed.status, renamed.json]).toEqual([200, { ...row, name }])
    }
    const after = (await ask(holder, 'GET', OWN)).json.items
    expect(after).toEqual(before.map((one: { id: string }) => (one.id === id ? { ...one, name: '사무실 전화' } : one)))
    expect(await statusOf(key)).toBe(303)
    // The log says that it was done, and neither name: a name may tell where somebody keeps their things.
    const entry = (await told('passkey.change')).at(-1)
    expect([entry?.person, JSON.parse(entry?.body ?? '{}').detail]).toEqual([
      'person-demo-officer-busan',
      { renamed: id },
    ])
    await ask(holder, 'POST', `${OWN}/${id}/remove`)
    expect((await ask(holder, 'POST', url, { name: 'Gone' })).code).toBe('passkey_missing')
  })
  test('removed by its holder lets nobody in; another’s is not there to remove', async () => {
    const { key, id } = await enrolled('officer-busan')
    expect((await ask(await sessionOf('auditor'), 'POST', `${OWN}/${id}/remove`)).code).toBe('passkey_missing')
    expect(await statusOf(key)).toBe(303)
    expect((await ask(await sessionOf('officer-busan'), 'POST', `${OWN}/${id}/remove`)).status).toBe(200)
    expect(await statusOf(key)).toBe(401)
  })
  test('removed by an admin, with a reason, ends what its holder is logged in with', async () => {
    const { key, id } = await enrolled('officer-busan')
    const url = `/v1/persons/person-demo-officer-busan/passkeys/${id}/remove`
    const reason = { reason: 'The telephone was lost.' }
    const held = await entered((go, address, text) =>
      go(address, { passkey: JSON.stringify(key.use(challengeOf(text))) }),
    )
    expect((await ask(held!, 'GET', '/v1/self')).status).toBe(200)
    expect((await ask(tokenOf('auditor'), 'POST', url, reason)).status).toBe(403)
    expect((await ask(tokenOf('officer-seoul'), 'POST', url, reason)).status).toBe(404)
    const listed = await ask(tokenOf('admin'), 'GET', '/v1/persons/person-demo-officer-busan/passkeys')
    expect(listed.json.items.map((one: { id: string }) => one.id)).toContain(id)
    expect(JSON.stringify(listed.json)).not.toContain(key.id)
    expect((await ask(tokenOf('admin'), 'POST', url, reason)).status).toBe(200)
    expect((await ask(held!, 'GET', '/v1/self')).code).toBe('token_holder_unknown')
    expect(await statusOf(key)).toBe(401)
    expect(await told('passkey.end')).toMatchObject([{ person: 'person-demo-admin', ...reason }])
    sessions.delete('officer-busan')
  })
  test('stays when the password is reset; who lost every role is known no more, by either', async () => {
    const { key } = await enrolled('committee-1')
    const invited = '/v1/persons/person-demo-committee-1/password-invitations'
    expect((await ask(tokenOf('admin'), 'POST', invited, { reason: 'Forgotten.' })).status).toBe(201)
    sessions.delete('committee-1')
    const by = (go: Browser, address: string, text: string) =>
      go(address, { passkey: JSON.stringify(key.use(challengeOf(text))) })
    const session = (await entered(by))!
    expect((await ask(session, 'GET', '/v1/self')).json.person).toBe('person-demo-committee-1')
    await sql`update app.memberships set until = now() where person = 'person-demo-committee-1'`.execute(
      of.fresh.database.plain,
    )
    // Roles may be looked up once for requests that come together.
    const later = (await entered(by))!
    for (const each of [session, later]) expect((await ask(each, 'GET', '/v1/self')).code).toBe('token_holder_unknown')
  })
  test('of a person erased is gone with them', async () => {
    const { key } = await enrolled('claims-2')
    const person = 'person-demo-claims-2'
    const erased = await ask(tokenOf('admin'), 'POST', `/v1/persons/${person}/erase`, { reason: 'Asked for.' })
    expect([erased.status, erased.code]).toEqual([200, ''])
    const left = sql`select 1 from app.passkeys where person = ${person}`.execute(of.fresh.database.plain)
    expect((await left).rows).toEqual([])
    expect(await statusOf(key)).toBe(401)
  })
  test('is not made where the service is reached by a number, or people log in elsewhere', async () => {
    const who = await sessionOf('auditor')
    for (const [why, code] of [
      ['address', 'passkeys_need_name'],
      ['provider', 'passkeys_elsewhere'],
    ] as const) {
      const at = await appWith(why)
      expect((await ask(who, 'GET', OWN, undefined, at)).json.unavailable).toBe(why)
      expect((await ask(who, 'POST', OPTIONS, undefined, at)).code).toBe(code)
      await at.server.close()
    }
  })
})

test('all of this met no fault', () => expect(of.faults).toEqual([]))
