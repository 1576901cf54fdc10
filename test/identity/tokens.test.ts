/** Tokens that are no tokens of ours: each is altered in one way from one that is taken, and each is refused. */
import { createHmac, sign as signBytes } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newKey, publicJwk, rotateTokenKey } from '../../src/platform/identity/token-keys.ts'
import { asked, claimsOf, compact, type House, house, seconds, signed } from './house.ts'

let of: House
// After the house was made, whose roles begin when the database says.
const now = new Date(Date.now() + 60_000)
const at = seconds(now)

beforeAll(async () => {
  of = await house(8080)
}, 60_000)
afterAll(async () => {
  await of.close()
})

const good = () => signed(of, claimsOf(of, now))
const claims = (changed: object) => signed(of, { ...claimsOf(of, now), ...changed })
const without = (name: string) => {
  const { [name]: _, ...rest } = claimsOf(of, now)
  return signed(of, rest)
}
const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signs whatever header and payload, as the issuer's key would. */
function forced(header: object, payload: unknown = claimsOf(of, now)): string {
  const input = `${b64(header)}.${b64(payload)}`
  const key = { key: of.key as never, format: 'jwk', dsaEncoding: 'ieee-p1363' } as const
  return `${input}.${signBytes('sha256', Buffer.from(input), key).toString('base64url')}`
}
const header = (changed: object) => ({ alg: 'ES256', typ: 'at+jwt', kid: of.key.kid, ...changed })
/** HMAC with a text that everybody knows: the public key taken for a secret. */
function confused(secret: string | Buffer, alg = 'HS256'): string {
  const input = `${b64(header({ alg }))}.${b64(claimsOf(of, now))}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
const altered = async (change: (parts: string[]) => string[]) => change((await good()).split('.')).join('.')
const swapped = (text: string, place: number) =>
  text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)

const VECTORS: readonly (readonly [string, string, () => Promise<string> | string])[] = [
  // Nothing signed, or signed by everybody.
  ['algorithm none, no signature', 'token_malformed', () => compact(header({ alg: 'none' }), claimsOf(of, now))],
  ['algorithm none with a signature', 'token_header_refused', () => forced(header({ alg: 'none' }))],
  ['algorithm None', 'token_header_refused', () => forced(header({ alg: 'None' }))],
  ['algorithm nOnE', 'token_header_refused', () => forced(header({ alg: 'nOnE' }))],
  ['algorithm empty', 'token_header_refused', () => forced(header({ alg: '' }))],
  ['algorithm a list', 'token_header_refused', () => forced(header({ alg: ['ES256'] }))],
  ['algorithm null', 'token_header_refused', () => forced(header({ alg: null }))],
  ['algorithm es256 in small letters', 'token_header_refused', () => forced(header({ alg: 'es256' }))],
  ['HS256 over the public JWK', 'token_header_refused', () => confused(JSON.stringify(publicJwk(of.key)))],
  ['HS256 over the coordinate x', 'token_header_refused', () => confused(String(of.key['x']))],
  ['HS256 over nothing', 'token_header_refused', () => confused('')],
  ['HS512 over the id', 'token_header_refused', () => confused(of.key.kid, 'HS512')],
  ['RS256', 'token_header_refused', () => forced(header({ alg: 'RS256' }))],
  ['ES384 named over an ES256 signature', 'token_header_refused', () => forced(header({ alg: 'ES384' }))],
  ['ES256K', 'token_header_refused', () => forced(header({ alg: 'ES256K' }))],
  ['PS256 named over an ES256 key', 'token_not_genuine', () => forced(header({ alg: 'PS256' }))],
  ['EdDSA named over an ES256 key', 'token_not_genuine', () => forced(header({ alg: 'EdDSA' }))],
  [
    'the signature of zeroes (psychic)',
    'token_not_genuine',
    async () => altered(([h, p]) => [h!, p!, Buffer.alloc(64).toString('base64url')]),
  ],
  [
    'r and s of the order',
    'token_not_genuine',
    async () =>
      altered(([h, p]) => [
        h!,
        p!,
        Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'.repeat(2), 'hex').toString(
          'base64url',
        ),
      ]),
  ],
  [
    'a signature in DER',
    'token_not_genuine',
    () => {
      const input = `${b64(header({}))}.${b64(claimsOf(of, now))}`
      const der = signBytes('sha256', Buffer.from(input), { key: of.key as never, format: 'jwk' } as never)
      return `${input}.${der.toString('base64url')}`
    },
  ],
  // Headers that bring a key, name one, or ask for more.
  [
    'a key of one’s own in jwk',
    'token_header_refused',
    async () => {
      const own = await newKey()
      return signed(of, claimsOf(of, now), { jwk: publicJwk(own), kid: own.kid }, own)
    },
  ],
  ['jku', 'token_header_refused', () => forced(header({ jku: 'https://thief.example/jwks' }))],
  ['x5u', 'token_header_refused', () => forced(header({ x5u: 'https://thief.example/cert' }))],
  ['x5c', 'token_header_refused', () => forced(header({ x5c: ['AAAA'] }))],
  ['x5t', 'token_header_refused', () => forced(header({ x5t: 'AAAA' }))],
  ['crit', 'token_header_refused', () => forced(header({ crit: ['exp'] }))],
  ['b64 false', 'token_header_refused', () => forced(header({ b64: false, crit: ['b64'] }))],
  ['zip', 'token_header_refused', () => forced(header({ zip: 'DEF' }))],
  ['cty JWT', 'token_header_refused', () => forced(header({ cty: 'JWT' }))],
  ['no kid', 'token_header_refused', () => forced({ alg: 'ES256', typ: 'at+jwt' })],
  ['kid a path', 'token_not_genuine', () => forced(header({ kid: '../../../../dev/null' }))],
  ['kid of SQL', 'token_not_genuine', () => forced(header({ kid: "x' union select 'key" }))],
  ['kid an address', 'token_not_genuine', () => forced(header({ kid: 'https://thief.example/key' }))],
  ['kid __proto__', 'token_not_genuine', () => forced(header({ kid: '__proto__' }))],
  ['kid a number', 'token_header_refused', () => forced(header({ kid: 1 }))],
  ['kid of a thousand letters', 'token_header_refused', () => forced(header({ kid: 'k'.repeat(1000) }))],
  ['another’s key under our kid', 'token_not_genuine', async () => signed(of, claimsOf(of, now), {}, await newKey())],
  [
    'our demonstration key for the issuer’s tokens',
    'token_not_genuine',
    async () => {
      const token = of.demonstration.people[0]!.access_token
      const { kid } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }
      return forced(header({ kid }))
    },
  ],
  // Another kind of token.
  ['typ JWT', 'token_header_refused', () => forced(header({ typ: 'JWT' }))],
  ['no typ', 'token_header_refused', () => forced({ alg: 'ES256', kid: of.key.kid })],
  [
    'an ID token',
    'token_header_refused',
    () => forced({ alg: 'ES256', kid: of.key.kid }, { ...claimsOf(of, now), aud: 'console' }),
  ],
  ['a log-out token', 'token_header_refused', () => forced(header({ typ: 'logout+jwt' }))],
  ['a proof of possession', 'token_header_refused', () => forced(header({ typ: 'dpop+jwt' }))],
  // Altered on the way.
  [
    'a letter of the payload',
    'token_not_genuine',
    async () => {
      const raised = b64({ ...claimsOf(of, now), sub: 'demo-admin' })
      return altered(([h, , s]) => [h!, raised, s!])
    },
  ],
  ['a letter of the signature', 'token_not_genuine', async () => altered(([h, p, s]) => [h!, p!, swapped(s!, 10)])],
  [
    'the last letter of the signature, same bytes',
    'token_malformed',
    async () =>
      altered(([h, p, s]) => {
        const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
        return [h!, p!, s!.slice(0, -1) + last[last.indexOf(s!.at(-1)!) + 1]]
      }),
  ],
  ['a shorter signature', 'token_not_genuine', async () => altered(([h, p, s]) => [h!, p!, s!.slice(0, 40)])],
  ['padding', 'token_malformed', async () => `${await good()}==`],
  ['two parts', 'token_malformed', async () => altered(([h, p]) => [h!, p!])],
  ['four parts', 'token_malformed', async () => altered(([h, p, s]) => [h!, p!, s!, s!])],
  ['five parts (encrypted)', 'token_malformed', async () => altered(([h, p, s]) => [h!, '', p!, s!, s!])],
  ['a header that is a list', 'token_malformed', () => forced([1, 2] as never)],
  ['a payload that is no object', 'token_wrong_issuer', () => forced(header({}), 'text')],
  ['a payload that is null', 'token_wrong_issuer', () => forced(header({}), null)],
  ['eight kilobytes', 'token_malformed', () => claims({ more: 'x'.repeat(9000) })],
  // For somebody else, by somebody else.
  ['another audience', 'token_wrong_audience', () => claims({ aud: 'https://other.example' })],
  ['audience with a slash behind', 'token_wrong_audience', () => claims({ aud: `${of.settings.audience}/` })],
  ['audience in capitals', 'token_wrong_audience', () => claims({ aud: of.settings.audience.toUpperCase() })],
  ['a list of others', 'token_wrong_audience', () => claims({ aud: ['https://a.example', 'console'] })],
  ['no audience', 'token_wrong_audience', () => without('aud')],
  ['another issuer', 'token_wrong_issuer', () => claims({ iss: 'https://thief.example' })],
  ['issuer with a slash behind', 'token_wrong_issuer', () => claims({ iss: 'http://localhost:8080/oidc/' })],
  ['no issuer', 'token_wrong_issuer', () => without('iss')],
  ['issuer a list', 'token_wrong_issuer', () => claims({ iss: ['http://localhost:8080/oidc'] })],
  [
    'the demonstration’s issuer by the issuer’s key',
    'token_not_genuine',
    () => claims({ iss: 'urn:tech-guarantee:demonstration' }),
  ],
  // Not due, or over.
  ['expired an hour ago', 'token_expired', () => claims({ exp: at - 3600, iat: at - 7200 })],
  ['expired eleven seconds ago', 'token_expired', () => claims({ exp: at - 11, iat: at - 900 })],
  ['no end', 'token_malformed', () => without('exp')],
  ['an end as text', 'token_malformed', () => claims({ exp: String(at + 900) })],
  ['an end beyond numbers', 'token_malformed', () => forced(header({}), { ...claimsOf(of, now), exp: null })],
  ['not before a minute from now', 'token_not_due', () => claims({ nbf: at + 60 })],
  ['made eleven seconds from now', 'token_not_due', () => claims({ iat: at + 11 })],
  ['no beginning', 'token_malformed', () => without('iat')],
  // Claims that are due.
  ['no subject', 'token_malformed', () => without('sub')],
  ['an empty subject', 'token_malformed', () => claims({ sub: '' })],
  ['a subject that is a number', 'token_malformed', () => claims({ sub: 1 })],
  ['no client', 'token_malformed', () => without('client_id')],
  ['no id', 'token_malformed', () => without('jti')],
  ['a subject nobody has', 'token_holder_unknown', () => claims({ sub: 'nobody' })],
  ['a client nobody has', 'token_holder_unknown', () => claims({ sub: 'client-x', client_id: 'client-x' })],
  ['a person’s subject as a client', 'token_holder_unknown', () => claims({ client_id: 'demo-officer-seoul' })],
  ['a grant that was revoked', 'token_holder_unknown', () => claims({ grant: 'gone' })],
  // Bound to something that is not shown.
  ['bound to a key, as bearer', 'token_binding_missing', () => claims({ cnf: { jkt: 'x'.repeat(43) } })],
  ['bound to a certificate that no proxy shows', 'token_binding_missing', () => claims({ cnf: { 'x5t#S256': 'x' } })],
  ['bound in a way not known', 'token_binding_missing', () => claims({ cnf: { kid: 'x' } })],
  ['bound to nothing', 'token_binding_missing', () => claims({ cnf: {} })],
  ['a binding that is text', 'token_malformed', () => claims({ cnf: 'x' })],
]

describe('tokens that are refused', () => {
  test.each(VECTORS)('%s: %s', async (_name, code, make) => {
    const token = await make()
    expect(await asked(of, `Bearer ${token}`, now)).toBe(code)
    // Asked again, it is no more believed: nothing refused is remembered as genuine.
    expect(await asked(of, `Bearer ${token}`, now)).toBe(code)
  })
  test('there are more than sixty of them', () => {
    expect(VECTORS.length).toBeGreaterThan(80)
  })
  test.each([
    ['none', undefined, 'token_missing'],
    ['empty', '', 'token_malformed'],
    ['no scheme', 'abc', 'token_malformed'],
    ['Basic', 'Basic YTpi', 'token_malformed'],
    ['two blanks', 'Bearer  a.b.c', 'token_malformed'],
    ['a tab', 'Bearer\ta.b.c', 'token_malformed'],
    ['two tokens', 'Bearer a.b.c, Bearer d.e.f', 'token_malformed'],
    ['no token', 'Bearer ', 'token_malformed'],
  ])('an authorization header with %s', async (_name, header, code) => {
    expect(await asked(of, header, now)).toBe(code)
  })
})

describe('tokens that are taken', () => {
  test('the unchanged one, in either writing of its scheme, by the person’s roles of now', async () => {
    const token = await good()
    expect(await asked(of, `Bearer ${token}`, now)).toEqual({
      kind: 'agency',
      person: 'person-demo-officer-seoul',
      party: 'office-demo-seoul',
      roles: ['officer'],
      delegations: {},
      isSandbox: false,
      requestId: 'request-1',
    })
    expect(await asked(of, `bearer ${token}`, now)).toHaveProperty('person')
  })
  test('clocks ten seconds apart are one clock, at either end', async () => {
    expect(await asked(of, `Bearer ${await claims({ iat: at + 10 })}`, now)).toHaveProperty('person')
    expect(await asked(of, `Bearer ${await claims({ nbf: at + 9 })}`, now)).toHaveProperty('person')
    expect(await asked(of, `Bearer ${await claims({ exp: at - 9 })}`, now)).toHaveProperty('person')
  })
  test('one that was taken before ends with its time all the same', async () => {
    const token = `Bearer ${await good()}`
    expect(await asked(of, token, now)).toHaveProperty('person')
    expect(await asked(of, token, new Date(now.getTime() + 909_000))).toHaveProperty('person')
    expect(await asked(of, token, new Date(now.getTime() + 911_000))).toBe('token_expired')
  })
  test('the second time costs less than a tenth of a signature’s check', async () => {
    const { makeTokenVerifier, keysAtHand } = await import('../../src/platform/identity/token.ts')
    const keyOf = keysAtHand(async () => [publicJwk(of.key)])
    const verifier = makeTokenVerifier([{ issuer: String(claimsOf(of, now)['iss']), keyOf }], of.settings.audience)
    const token = await good()
    await verifier.verify(await good(), now)
    const timed = async (times: number, work: () => Promise<unknown>) => {
      const begun = performance.now()
      for (let i = 0; i < times; i++) await work()
      return (performance.now() - begun) / times
    }
    const first = await timed(20, async () => {
      verifier.forget()
      await verifier.verify(token, now)
    })
    expect(await timed(200, () => verifier.verify(token, now))).toBeLessThan(first / 10)
  })
})

test('after the keys are rotated, tokens of before and of after are taken, a retired key for a day', async () => {
  const before = `Bearer ${await good()}`
  const ring = await rotateTokenKey(of.keyFolder, now)
  await new Promise(resolve => setTimeout(resolve, 1100))
  const after = await new SignJWT(claimsOf(of, now))
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: ring.active.jwk.kid })
    .sign(await importJWK(ring.active.jwk, 'ES256'))
  expect(ring.active.jwk.kid).not.toBe(of.key.kid)
  expect(await asked(of, before, now)).toHaveProperty('person')
  expect(await asked(of, `Bearer ${after}`, now)).toHaveProperty('person')
  const { openTokenKeys } = await import('../../src/platform/identity/token-keys.ts')
  expect((await openTokenKeys(of.keyFolder, new Date(now.getTime() + 90_000_000))).all).toHaveLength(1)
})
