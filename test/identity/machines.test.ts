/** A bank's machine at the embedded issuer: tokens by a key of its own, and bound to one where it is told so. */
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import { type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openIdentity } from '../../src/platform/identity/identity.ts'
import { asked } from './house.ts'
import { header, type Issuing, issuing, later } from './issuing.ts'

// A password is slow to check by design, and slower beside other tests.
vi.setConfig({ testTimeout: 30_000 })

let at: Issuing
beforeAll(async () => {
  at = await issuing()
}, 60_000)
afterAll(() => at.close())

describe('a bank’s machine', () => {
  test('gets a token for the service by its own key, and acts for its bank with it', async () => {
    const { status, body } = await at.token(await at.credentials())
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'api' })
    expect(header(body['access_token']!)).toMatchObject({ alg: 'ES256', typ: 'at+jwt', kid: at.of.key.kid })
    expect(await asked(at.of, `Bearer ${body['access_token']}`, later())).toMatchObject({
      kind: 'bank',
      party: 'bank-901',
      person: 'client-demo-hangang',
      roles: ['bank'],
    })
  })
  test('does not get a second one by the same assertion, nor two by sending it at once', async () => {
    const sent = await at.assertion()
    const answers = await Promise.all(Array.from({ length: 8 }, async () => at.token(await at.credentials(sent))))
    expect(answers.filter(each => each.status === 200)).toHaveLength(1)
    expect((await at.token(await at.credentials(sent))).status).toBe(401)
  })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JWK
  const WRONG: readonly (readonly [string, () => Promise<string>])[] = [
    ['signed by another key', () => at.assertion({}, {}, { ...stranger, kid: at.machine().private_jwk.kid })],
    ['for another issuer', () => at.assertion({ aud: 'https://thief.example' })],
    ['of another client', () => at.assertion({ iss: 'client-demo-nakdong', sub: 'client-demo-nakdong' })],
    ['expired', () => at.assertion({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['without an id', () => at.assertion({ jti: undefined })],
    ['without an end', () => at.assertion({ exp: undefined })],
    [
      'with a key of its own in the header',
      () => at.assertion({}, { jwk: stranger, kid: 'own' }, { ...stranger, kid: 'own' }),
    ],
  ]
  test.each(WRONG)('gets none by an assertion %s', async (_name, make) => {
    const { status, body } = await at.token(await at.credentials(await make()))
    expect(status, JSON.stringify(body)).toBe(401)
  })
  test('gets none for another resource, another scope or a person’s way of logging in', async () => {
    expect(
      (await at.token({ ...(await at.credentials()), resource: 'https://other.example' })).body,
    ).not.toHaveProperty('access_token')
    expect((await at.token({ ...(await at.credentials()), scope: 'openid' })).body).not.toHaveProperty('access_token')
    const refresh = { ...(await at.credentials()), grant_type: 'refresh_token', refresh_token: 'x' }
    expect((await at.token(refresh)).body).not.toHaveProperty('access_token')
  })
  describe('that is told to bind its tokens', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = pair.publicKey.export({ format: 'jwk' }) as JWK
    const proof = (htu: string, htm: string, more: object = {}) =>
      new SignJWT({ jti: randomUUID(), htm, htu, iat: Math.floor(Date.now() / 1000), ...more })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(pair.privateKey)
    const proofAt = (more: object = {}) => proof(`${at.issuer}/token`, 'POST', more)
    const bind = (binding: 'none' | 'dpop') =>
      at.of.fresh.database.plain
        .updateTable('app.clients')
        .set({ binding })
        .where('id', '=', at.machine().client_id)
        .execute()
    beforeAll(() => bind('dpop'))
    afterAll(() => bind('none'))
    /** The nonce with which a proof without one, or with another, is answered (RFC 9449, 8). */
    async function challenged(more: object = {}): Promise<string> {
      const { status, body, headers } = await at.token(await at.credentials(), { dpop: await proofAt(more) })
      expect([status, body['error']]).toEqual([400, 'use_dpop_nonce'])
      expect(body).not.toHaveProperty('access_token')
      return headers.get('dpop-nonce')!
    }

    test('gets a bound one by a proof with the nonce it was given, or none', async () => {
      expect((await at.token(await at.credentials())).status).toBe(400)
      const nonce = await challenged()
      const { status, body } = await at.token(await at.credentials(), { dpop: await proofAt({ nonce }) })
      expect({ status, type: body['token_type'] }).toEqual({ status: 200, type: 'DPoP' })
      const access = body['access_token']!
      const ath = createHash('sha256').update(access).digest('base64url')
      const dpop = await proof(`${at.of.settings.publicUrl}/v1/cases`, 'GET', { ath })
      expect(await asked(at.of, `DPoP ${access}`, later(), { dpop })).toMatchObject({ party: 'bank-901' })
      expect(await asked(at.of, `Bearer ${access}`, later())).toBe('token_binding_missing')
    })
    test('gets none by a nonce of its own making, and none twice by one proof', async () => {
      const nonce = await challenged({ nonce: randomUUID() })
      const dpop = await proofAt({ nonce })
      expect((await at.token(await at.credentials(), { dpop })).status).toBe(200)
      expect((await at.token(await at.credentials(), { dpop })).body).not.toHaveProperty('access_token')
    })
    test('is known by its nonce to every process that holds the issuer’s key', async () => {
      const nonce = await challenged()
      const { db, settings, keyFolder } = {
        ...{ db: at.of.fresh.database.plain, settings: at.of.settings, keyFolder: at.of.keyFolder },
      }
      const other = Fastify()
      const identity = await openIdentity({ db, settings, keyFolder, now: () => new Date(), onFault: () => {} })
      await identity.mount(other)
      await other.listen({ port: 0, host: '127.0.0.1' })
      const { port } = other.server.address() as { port: number }
      const answer = await fetch(`http://127.0.0.1:${port}/oidc/token`, {
        method: 'POST',
        body: new URLSearchParams(await at.credentials()),
        headers: { dpop: await proofAt({ nonce }) },
      })
      expect(answer.status).toBe(200)
      await other.close()
    })
    test('is asked for nothing of the kind when it is not', async () => {
      await bind('none')
      expect((await at.token(await at.credentials())).status).toBe(200)
      expect((await at.token(await at.credentials(), { dpop: await proofAt() })).body['token_type']).toBe('DPoP')
      await bind('dpop')
    })
  })
  test('that is switched off gets none from the next request on', async () => {
    const db = at.of.fresh.database.plain
    await db.updateTable('app.clients').set({ is_active: false }).where('id', '=', at.machine().client_id).execute()
    expect((await at.token(await at.credentials())).status).toBe(401)
    await db.updateTable('app.clients').set({ is_active: true }).where('id', '=', at.machine().client_id).execute()
    expect((await at.token(await at.credentials())).status).toBe(200)
  })
})

test('the issuer met no fault in all of this', () => {
  expect(at.of.faults).toEqual([])
})
