/** The embedded issuer as a bank's machine and a person's browser meet it: over HTTP, on the real database. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { importJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ensureDemonstration, PERSONAS } from '../../src/platform/identity/demonstration.ts'
import { openIdentity } from '../../src/platform/identity/identity.ts'
import { forgetExpired, issuerStore } from '../../src/platform/identity/issuer-store.ts'
import { ensureSandbox } from '../../src/platform/identity/sandbox.ts'
import { identitySettings } from '../../src/platform/identity/settings.ts'
import { authorisationAt, type Browser, browser, followedTo, logInAt, type Site, verifier } from './browser.ts'
import { asked, type House, house, type Key } from './house.ts'

// A password is slow to check by design, and slower beside other tests.
vi.setConfig({ testTimeout: 30_000 })

let of: House
let server: FastifyInstance
let issuer: string
const later = () => new Date(Date.now() + 1000)

/** A port that is free now. */
async function freePort(): Promise<number> {
  const probe = Fastify()
  const address = await probe.listen({ port: 0, host: '127.0.0.1' })
  await probe.close()
  return Number(new URL(address).port)
}

beforeAll(async () => {
  const port = await freePort()
  of = await house(port)
  issuer = `${of.settings.publicUrl}/oidc`
  server = Fastify({ forceCloseConnections: true })
  await of.identity.mount(server)
  await server.listen({ port, host: '127.0.0.1' })
}, 60_000)
afterAll(async () => {
  await server.close()
  await of.close()
})

const machine = () => of.demonstration.clients[0]!
async function assertion(changed: object = {}, header: object = {}, key: Key = machine().private_jwk): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const id = machine().client_id
  return new SignJWT({ iss: id, sub: id, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60, ...changed })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
    .sign(await importJWK(key, 'ES256'))
}
async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form), headers })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}
const credentials = async (sent?: string) => ({
  grant_type: 'client_credentials',
  scope: 'api',
  resource: of.settings.audience,
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: sent ?? (await assertion()),
})
const header = (text: string) =>
  JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as Record<string, string>

describe('a bank’s machine', () => {
  test('gets a token for the service by its own key, and acts for its bank with it', async () => {
    const { status, body } = await token(await credentials())
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'api' })
    expect(header(body['access_token']!)).toMatchObject({ alg: 'ES256', typ: 'at+jwt', kid: of.key.kid })
    expect(await asked(of, `Bearer ${body['access_token']}`, later())).toMatchObject({
      kind: 'bank',
      party: 'bank-901',
      person: 'client-demo-hangang',
      roles: ['bank'],
    })
  })
  test('does not get a second one by the same assertion, nor two by sending it at once', async () => {
    const sent = await assertion()
    const answers = await Promise.all(Array.from({ length: 8 }, async () => token(await credentials(sent))))
    expect(answers.filter(each => each.status === 200)).toHaveLength(1)
    expect((await token(await credentials(sent))).status).toBe(401)
  })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JWK
  const WRONG: readonly (readonly [string, () => Promise<string>])[] = [
    ['signed by another key', () => assertion({}, {}, { ...stranger, kid: machine().private_jwk.kid })],
    ['for another issuer', () => assertion({ aud: 'https://thief.example' })],
    ['of another client', () => assertion({ iss: 'client-demo-nakdong', sub: 'client-demo-nakdong' })],
    ['expired', () => assertion({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['without an id', () => assertion({ jti: undefined })],
    ['without an end', () => assertion({ exp: undefined })],
    [
      'with a key of its own in the header',
      () => assertion({}, { jwk: stranger, kid: 'own' }, { ...stranger, kid: 'own' }),
    ],
  ]
  test.each(WRONG)('gets none by an assertion %s', async (_name, make) => {
    const { status, body } = await token(await credentials(await make()))
    expect(status, JSON.stringify(body)).toBe(401)
  })
  test('gets none for another resource, another scope or a person’s way of logging in', async () => {
    expect((await token({ ...(await credentials()), resource: 'https://other.example' })).body).not.toHaveProperty(
      'access_token',
    )
    expect((await token({ ...(await credentials()), scope: 'openid' })).body).not.toHaveProperty('access_token')
    const refresh = { ...(await credentials()), grant_type: 'refresh_token', refresh_token: 'x' }
    expect((await token(refresh)).body).not.toHaveProperty('access_token')
  })
  test('that is told to bind its tokens gets a bound one or none', async () => {
    const db = of.fresh.database.plain
    await db.updateTable('app.clients').set({ binding: 'dpop' }).where('id', '=', machine().client_id).execute()
    expect((await token(await credentials())).status).toBe(400)
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const proof = (htu: string, htm: string, more: object = {}) =>
      new SignJWT({ jti: randomUUID(), htm, htu, iat: Math.floor(Date.now() / 1000), ...more })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: pair.publicKey.export({ format: 'jwk' }) as JWK })
        .sign(pair.privateKey)
    const { status, body } = await token(await credentials(), { dpop: await proof(`${issuer}/token`, 'POST') })
    expect({ status, type: body['token_type'] }).toEqual({ status: 200, type: 'DPoP' })
    const access = body['access_token']!
    const ath = createHash('sha256').update(access).digest('base64url')
    const dpop = await proof(`${of.settings.publicUrl}/v1/cases`, 'GET', { ath })
    expect(await asked(of, `DPoP ${access}`, later(), { dpop })).toMatchObject({ party: 'bank-901' })
    expect(await asked(of, `Bearer ${access}`, later())).toBe('token_binding_missing')
    await db.updateTable('app.clients').set({ binding: 'none' }).where('id', '=', machine().client_id).execute()
  })
  test('that is switched off gets none from the next request on', async () => {
    const db = of.fresh.database.plain
    await db.updateTable('app.clients').set({ is_active: false }).where('id', '=', machine().client_id).execute()
    expect((await token(await credentials())).status).toBe(401)
    await db.updateTable('app.clients').set({ is_active: true }).where('id', '=', machine().client_id).execute()
    expect((await token(await credentials())).status).toBe(200)
  })
})

const site = (): Site => ({ issuer, redirect: of.settings.redirects[0]!, audience: of.settings.audience })
const authorisation = (changed: Record<string, string> = {}): string => authorisationAt(site(), changed)
const followed = (go: Browser, from: string) => followedTo(go, from, site().redirect)
const logIn = (go: Browser, name: string, password: string) => logInAt(site(), go, name, password)
async function code(go: Browser): Promise<string> {
  const { sent } = await logIn(go, 'demo-officer-seoul', of.demonstration.password)
  const end = await followed(go, sent.location!)
  return new URL(end.address).searchParams.get('code')!
}
const exchange = (given: string, changed: Record<string, string> = {}) =>
  token({
    grant_type: 'authorization_code',
    client_id: 'console',
    code: given,
    redirect_uri: of.settings.redirects[0]!,
    code_verifier: verifier,
    ...changed,
  })

describe('a person', () => {
  test('logs in on a plain page in their language, and acts by their roles', async () => {
    const go = browser()
    const { page, sent } = await logIn(go, 'demo-officer-seoul', of.demonstration.password)
    expect(page.text).toContain('<html lang="ko">')
    expect(page.text).not.toContain('<script')
    const end = await followed(go, sent.location!)
    const { status, body } = await exchange(new URL(end.address).searchParams.get('code')!)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'expires_in',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ])
    const actor = await asked(of, `Bearer ${body['access_token']}`, later())
    expect(actor).toMatchObject({ kind: 'agency', person: 'person-demo-officer-seoul', roles: ['officer'] })
    expect(await asked(of, `Bearer ${body['id_token']}`, later())).toBe('token_header_refused')
  })
  test('is not let in by a wrong password or as nobody, and reads the same of both', async () => {
    const wrong = await logIn(browser(), 'demo-officer-seoul', 'not-it')
    const nobody = await logIn(browser(), 'nobody', 'not-it')
    expect([wrong.sent.status, nobody.sent.status]).toEqual([401, 401])
    expect(wrong.sent.text).toBe(nobody.sent.text)
    expect(wrong.sent.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
  test('a code is exchanged once; the second exchange ends the tokens of the first', async () => {
    const given = await code(browser())
    const first = await exchange(given)
    expect(await asked(of, `Bearer ${first.body['access_token']}`, later())).toHaveProperty('person')
    expect((await exchange(given)).status).toBe(400)
    expect(await asked(of, `Bearer ${first.body['access_token']}`, later())).toBe('token_holder_unknown')
  })
  test('of eight exchanges of one code at once, at most one is answered', async () => {
    const given = await code(browser())
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(given)))
    expect(answers.filter(each => each.status === 200).length).toBeLessThanOrEqual(1)
    expect(answers.every(each => each.status < 500)).toBe(true)
  })
  test('a code is nothing without its verifier, with another, or for another address', async () => {
    expect(
      (await exchange(await code(browser()), { code_verifier: randomBytes(32).toString('base64url') })).status,
    ).toBe(400)
    expect((await exchange(await code(browser()), { code_verifier: '' })).status).toBe(400)
    expect((await exchange(await code(browser()), { redirect_uri: 'http://127.0.0.1:1/other' })).status).toBe(400)
    expect((await exchange(await code(browser()), { client_id: machine().client_id })).status).toBe(401)
  })
  test('no log-in begins without PKCE, with its plain form, for another address, or by another flow', async () => {
    const codes: string[] = []
    const asks = [
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge_method: 'plain' },
      { redirect_uri: 'https://thief.example/cb' },
      { response_type: 'token' },
      { response_type: 'id_token', nonce: 'n' },
      { client_id: 'nobody' },
    ]
    for (const changed of asks) {
      const end = await followed(browser(), authorisation(changed as Record<string, string>))
      expect(end.address.startsWith(`${of.settings.publicUrl}/log-in/`), JSON.stringify(changed)).toBe(false)
      expect(new URL(end.address).host).toBe(new URL(issuer).host)
      codes.push(new URL(end.address).searchParams.get('code') ?? '')
    }
    expect(codes.join('')).toBe('')
  })
  test('a refresh token is used once; used again, everything made from it ends', async () => {
    const first = await exchange(await code(browser()))
    const refreshed = (refresh_token: string) =>
      token({ grant_type: 'refresh_token', client_id: 'console', refresh_token })
    const second = await refreshed(first.body['refresh_token']!)
    expect(second.status).toBe(200)
    expect(await asked(of, `Bearer ${second.body['access_token']}`, later())).toHaveProperty('person')
    expect((await refreshed(first.body['refresh_token']!)).status).toBe(400)
    expect((await refreshed(second.body['refresh_token']!)).status).toBe(400)
    expect(await asked(of, `Bearer ${second.body['access_token']}`, later())).toBe('token_holder_unknown')
  })
  test('who logs out is out with the next request', async () => {
    const go = browser()
    const { body } = await exchange(await code(go))
    const page = await go(`${issuer}/session/end?${new URLSearchParams({ id_token_hint: body['id_token']! })}`)
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    await go(`${issuer}/session/end/confirm`, { xsrf, logout: 'yes' })
    expect(await asked(of, `Bearer ${body['access_token']}`, later())).toBe('token_holder_unknown')
  })
  test('a log-in page of somebody else’s browser, or an old one, is over', async () => {
    const { address } = await followed(browser(), authorisation())
    expect((await browser()(address)).status).toBe(400)
    expect((await browser()(`${of.settings.publicUrl}/log-in/nothing`)).status).toBe(400)
  })
  test('a form of a megabyte is not read', async () => {
    const go = browser()
    const page = await followed(go, authorisation())
    expect((await go(page.address, { name: 'x'.repeat(1_000_000), password: 'x' })).status).toBe(413)
  })
})

describe('what the issuer keeps', () => {
  test('an assertion’s id is kept once and a code is consumed once, whichever process is first', async () => {
    const store = (kind: string) => issuerStore(of.fresh.database.plain, kind, 'api')
    await store('ReplayDetection').upsert('seen', { jti: 'seen' }, 60)
    await expect(store('ReplayDetection').upsert('seen', { jti: 'seen' }, 60)).rejects.toThrow('invalid_client')
    await store('AuthorizationCode').upsert('code', { jti: 'code' }, 60)
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => store('AuthorizationCode').consume('code')))
    expect(tries.filter(each => each.status === 'fulfilled')).toHaveLength(1)
    await store('AuthorizationCode').upsert('over', { jti: 'over' }, -1)
    expect(await store('AuthorizationCode').find('over')).toBeUndefined()
  })
})

describe('the issuer', () => {
  test('names itself by its configured address whatever host a request names', async () => {
    const answer = await server.inject({
      url: '/oidc/.well-known/openid-configuration',
      headers: { host: 'thief.example', 'x-forwarded-host': 'thief.example', 'x-forwarded-proto': 'https' },
    })
    expect(answer.body).not.toContain('thief')
    expect(answer.json()).toMatchObject({
      issuer,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    })
  })
  test('shows only the public halves of its keys', async () => {
    const { keys } = (await server.inject({ url: '/oidc/jwks' })).json() as { keys: Record<string, string>[] }
    expect(keys.map(key => key['kid'])).toContain(of.key.kid)
    for (const key of keys) expect(key).not.toHaveProperty('d')
  })
  test('forgets what has ended and nothing else', async () => {
    const db = of.fresh.database.plain
    const count = async () => (await db.selectFrom('app.oidc_payloads').select('id').execute()).length
    const before = await count()
    expect(before).toBeGreaterThan(0)
    const gone = await forgetExpired(db, new Date())
    expect(await count()).toBe(before - gone)
    await forgetExpired(db, new Date(Date.now() + 40 * 86_400_000))
    expect(await count()).toBe(0)
  })
  test('met no fault in all of this', () => {
    expect(of.faults).toEqual([])
  })
})

describe('the demonstration', () => {
  test('has a person for every role, whose token is taken and whose names say that they are invented', async () => {
    expect(of.demonstration.people).toHaveLength(PERSONAS.length)
    for (const { access_token, role, organisation, persona } of of.demonstration.people)
      expect(await asked(of, `Bearer ${access_token}`, later()), persona).toMatchObject({
        roles: [role],
        party: organisation,
      })
    for (const { access_token, organisation } of of.demonstration.clients)
      expect(await asked(of, `Bearer ${access_token}`, later())).toMatchObject({ kind: 'bank', party: organisation })
    const rows = await of.fresh.database.plain
      .selectFrom('app.persons')
      .select(['id', 'names'])
      .where('id', 'like', 'person-demo-%')
      .execute()
    for (const row of rows) expect(JSON.stringify(row.names)).toContain('invented')
  })
  test('its file is for its owner alone, and its tokens end on the day it says', async () => {
    expect(statSync(join(of.folder, 'demo-tokens.json')).mode & 0o777).toBe(0o600)
    const token_ = `Bearer ${of.demonstration.people[0]!.access_token}`
    const end = Date.parse(of.demonstration.expires_at)
    expect(await asked(of, token_, new Date(end - 60_000))).toHaveProperty('person')
    expect(await asked(of, token_, new Date(end + 11_000))).toBe('token_expired')
  })
  test('is made once, on an empty database, and never in production or beside another issuer', async () => {
    const parts = { db: of.fresh.database.plain, keyFolder: of.keyFolder, dataFolder: of.folder, now: new Date() }
    const made = (settings: House['settings']) => ensureDemonstration({ ...parts, settings })
    expect(await made(of.settings)).toEqual({ made: false, why: 'not_empty' })
    expect(await made({ ...of.settings, isDemonstration: false })).toEqual({ made: false, why: 'production' })
    expect(await made({ ...of.settings, externalIssuer: 'https://id.example' })).toEqual({
      made: false,
      why: 'other_issuer',
    })
    await ensureSandbox(parts.db)
  })
  test('everything of it is refused when the same folder is started in production', async () => {
    const settings = { ...of.settings, isDemonstration: false }
    const parts = {
      db: of.fresh.database.plain,
      settings,
      keyFolder: of.keyFolder,
      now: () => new Date(),
      onFault: () => {},
    }
    const production: House = { ...of, settings, identity: await openIdentity(parts) }
    for (const { access_token } of [...of.demonstration.people, ...of.demonstration.clients])
      expect(await asked(production, `Bearer ${access_token}`, later())).toBe('token_wrong_issuer')
    const { body } = await token(await credentials())
    expect(await asked(production, `Bearer ${body['access_token']}`, later())).toBe('token_holder_unknown')
  })
})

describe('another OpenID provider', () => {
  const beside = async (externalIssuer: string): Promise<House> => {
    const settings = { ...of.settings, externalIssuer }
    const parts = {
      db: of.fresh.database.plain,
      settings,
      keyFolder: of.keyFolder,
      now: () => new Date(),
      onFault: () => {},
    }
    return { ...of, settings, identity: await openIdentity(parts) }
  }
  test('that is configured is asked for its keys, and nothing is issued here', async () => {
    const relying = await beside(issuer)
    const { body } = await token(await credentials())
    expect(await asked(relying, `Bearer ${body['access_token']}`, later())).toMatchObject({
      party: 'bank-901',
    })
    const own = Fastify()
    await relying.identity.mount(own)
    expect((await own.inject({ url: '/oidc/jwks' })).statusCode).toBe(404)
    await own.close()
  })
  test('takes no demonstration token, and no token of a key it does not show', async () => {
    const relying = await beside(issuer)
    expect(await asked(relying, `Bearer ${of.demonstration.people[0]!.access_token}`, later())).toBe(
      'token_wrong_issuer',
    )
    const { claimsOf, signed } = await import('./house.ts')
    const forged = await signed(relying, { ...claimsOf(relying, new Date()), iss: issuer }, { kid: 'stranger' })
    expect(await asked(relying, `Bearer ${forged}`, later())).toBe('token_not_genuine')
  })
  test('that does not answer, or answers for somebody else, makes tokens undecided, not refused', async () => {
    const dead = `http://127.0.0.1:${await freePort()}/oidc`
    const { claimsOf, signed } = await import('./house.ts')
    for (const name of [dead, `${issuer}/`]) {
      const relying = await beside(name)
      const sent = await signed(relying, { ...claimsOf(relying, new Date()), iss: name })
      expect(await asked(relying, `Bearer ${sent}`, later()), name).toBe('token_keys_unavailable')
    }
  })
})

describe('the settings', () => {
  test('name every error at once', () => {
    const { errors } = identitySettings(
      {
        PUBLIC_URL: 'http://bank.example',
        OIDC_ISSUER: 'ftp://x',
        OIDC_REDIRECTS: 'javascript:1',
        CLIENT_CERTIFICATE_HEADER: 'a b',
      },
      8080,
    )
    expect(errors.map(each => each.split(' ')[0])).toEqual([
      'PUBLIC_URL',
      'OIDC_ISSUER',
      'OIDC_REDIRECTS',
      'OIDC_AUDIENCE',
      'CLIENT_CERTIFICATE_HEADER',
    ])
  })
  test('of an empty environment are this machine’s, and of production no demonstration', () => {
    expect(identitySettings({}, 8080)).toMatchObject({
      errors: [],
      settings: { publicUrl: 'http://127.0.0.1:8080', isDemonstration: true },
    })
    expect(identitySettings({ NODE_ENV: 'production' }, 1).settings.isDemonstration).toBe(false)
  })
})
