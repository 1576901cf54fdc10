/** The embedded issuer itself: what it keeps, shows and forgets, and another provider in its place. */
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openIdentity } from '../../src/platform/identity/identity.ts'
import { forgetExpired, issuerStore } from '../../src/platform/identity/issuer-store.ts'
import { identitySettings } from '../../src/platform/identity/settings.ts'
import { asked, type House } from './house.ts'
import { freePort, type Issuing, issuing, later } from './issuing.ts'

// A password is slow to check by design, and slower beside other tests.
vi.setConfig({ testTimeout: 30_000 })

let at: Issuing
beforeAll(async () => {
  at = await issuing()
}, 60_000)
afterAll(() => at.close())

describe('what the issuer keeps', () => {
  test('an assertion’s id is kept once and a code is consumed once, whichever process is first', async () => {
    const store = (kind: string) => issuerStore(at.of.fresh.database.plain, kind, 'api')
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
    const answer = await at.server.inject({
      url: '/oidc/.well-known/openid-configuration',
      headers: { host: 'thief.example', 'x-forwarded-host': 'thief.example', 'x-forwarded-proto': 'https' },
    })
    expect(answer.body).not.toContain('thief')
    expect(answer.json()).toMatchObject({
      issuer: at.issuer,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    })
  })
  test('shows only the public halves of its keys', async () => {
    const { keys } = (await at.server.inject({ url: '/oidc/jwks' })).json() as { keys: Record<string, string>[] }
    expect(keys.map(key => key['kid'])).toContain(at.of.key.kid)
    for (const key of keys) expect(key).not.toHaveProperty('d')
  })
  test('forgets what has ended and nothing else', async () => {
    const db = at.of.fresh.database.plain
    const count = async () => (await db.selectFrom('app.oidc_payloads').select('id').execute()).length
    const before = await count()
    expect(before).toBeGreaterThan(0)
    const gone = await forgetExpired(db, new Date())
    expect(await count()).toBe(before - gone)
    await forgetExpired(db, new Date(Date.now() + 40 * 86_400_000))
    expect(await count()).toBe(0)
  })
})

describe('another OpenID provider', () => {
  const beside = async (externalIssuer: string): Promise<House> => {
    const settings = { ...at.of.settings, externalIssuer }
    const parts = {
      db: at.of.fresh.database.plain,
      settings,
      keyFolder: at.of.keyFolder,
      now: () => new Date(),
      onFault: () => {},
    }
    return { ...at.of, settings, identity: await openIdentity(parts) }
  }
  test('that is configured is asked for its keys, and nothing is issued here', async () => {
    const relying = await beside(at.issuer)
    const { body } = await at.token(await at.credentials())
    expect(await asked(relying, `Bearer ${body['access_token']}`, later())).toMatchObject({
      party: 'bank-901',
    })
    const own = Fastify()
    await relying.identity.mount(own)
    expect((await own.inject({ url: '/oidc/jwks' })).statusCode).toBe(404)
    await own.close()
  })
  test('takes no demonstration token, and no token of a key it does not show', async () => {
    const relying = await beside(at.issuer)
    expect(await asked(relying, `Bearer ${at.of.demonstration.people[0]!.access_token}`, later())).toBe(
      'token_wrong_issuer',
    )
    const { claimsOf, signed } = await import('./house.ts')
    const forged = await signed(relying, { ...claimsOf(relying, new Date()), iss: at.issuer }, { kid: 'stranger' })
    expect(await asked(relying, `Bearer ${forged}`, later())).toBe('token_not_genuine')
  })
  test('that does not answer, or answers for somebody else, makes tokens undecided, not refused', async () => {
    const dead = `http://127.0.0.1:${await freePort()}/oidc`
    const { claimsOf, signed } = await import('./house.ts')
    for (const name of [dead, `${at.issuer}/`]) {
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
      settings: { publicUrl: 'http://localhost:8080', isDemonstration: true },
    })
    expect(identitySettings({ NODE_ENV: 'production' }, 1).settings.isDemonstration).toBe(false)
  })
})

test('the issuer met no fault in all of this', () => {
  expect(at.of.faults).toEqual([])
})
