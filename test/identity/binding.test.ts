/** Tokens bound to a key or a certificate: worth nothing to whoever does not hold it. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calculateJwkThumbprint, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openIdentity } from '../../src/platform/identity/identity.ts'
import { openKeys } from '../../src/platform/keys.ts'
import { asked, claimsOf, type House, house, seconds, signed } from './house.ts'

let of: House
// After the house was made, whose roles begin when the database says.
const now = new Date(Date.now() + 60_000)
const at = seconds(now)

beforeAll(async () => {
  of = await house(8080)
}, 60_000)
afterAll(() => of.close())

const claims = (changed: object) => signed(of, { ...claimsOf(of, now), ...changed })
const good = () => claims({})

describe('proof of possession', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = pair.publicKey.export({ format: 'jwk' }) as JWK
  const url = 'http://localhost:8080/v1/cases'
  const ath = (token: string) => createHash('sha256').update(token).digest('base64url')
  const bound = async () => claims({ cnf: { jkt: await calculateJwkThumbprint(jwk) } })
  let made = 0
  const proof = async (token: string, changed: object = {}, header: object = {}, key = pair.privateKey) =>
    new SignJWT({ jti: `proof-${made++}`, htm: 'GET', htu: url, iat: at, ath: ath(token), ...changed })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header } as never)
      .sign(key)

  test('a token with a proof for this request is taken once by one proof, and again by another', async () => {
    const token = await bound()
    const dpop = await proof(token)
    expect(await asked(of, `DPoP ${token}`, now, { dpop })).toHaveProperty('person')
    expect(await asked(of, `DPoP ${token}`, now, { dpop })).toBe('token_proof_replayed')
    expect(await asked(of, `DPoP ${token}`, now, { dpop: await proof(token, { htu: `${url}?x=1#y` }) })).toHaveProperty(
      'person',
    )
  })
  test('of twenty requests at once with one proof, one is let in', async () => {
    const token = await bound()
    const dpop = await proof(token)
    const answers = await Promise.all(Array.from({ length: 20 }, () => asked(of, `DPoP ${token}`, now, { dpop })))
    expect(answers.filter(each => each !== 'token_proof_replayed')).toHaveLength(1)
  })
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const WRONG: readonly (readonly [string, object, object])[] = [
    ['another method', { htm: 'POST' }, {}],
    ['another path', { htu: `${url}/1` }, {}],
    ['another host', { htu: 'http://thief.example/v1/cases' }, {}],
    ['no address', { htu: undefined }, {}],
    ['another token’s digest', { ath: ath('other') }, {}],
    ['no digest', { ath: undefined }, {}],
    ['made a minute and a half ago', { iat: at - 90 }, {}],
    ['made eleven seconds from now', { iat: at + 11 }, {}],
    ['no id', { jti: undefined }, {}],
    ['an empty id', { jti: '' }, {}],
    ['typ JWT', {}, { typ: 'JWT' }],
    ['a private key in the open', {}, { jwk: pair.privateKey.export({ format: 'jwk' }) }],
    ['no key', {}, { jwk: undefined }],
    ['a kid besides', {}, { kid: 'x' }],
    ['another’s public key', {}, { jwk: other.publicKey.export({ format: 'jwk' }) }],
    ['a secret as key', {}, { jwk: { kty: 'oct', k: 'AAAA' } }],
  ]
  test.each(WRONG)('a proof with %s is refused', async (_name, changed, header) => {
    const token = await bound()
    const dpop = await proof(token, changed, header)
    expect(await asked(of, `DPoP ${token}`, now, { dpop })).toBe('token_proof_invalid')
  })
  test('a proof signed by another key, no proof, an unbound token as DPoP', async () => {
    const token = await bound()
    const dpop = await proof(token, {}, {}, other.privateKey)
    expect(await asked(of, `DPoP ${token}`, now, { dpop })).toBe('token_proof_invalid')
    expect(await asked(of, `DPoP ${token}`, now)).toBe('token_proof_invalid')
    const unbound = await good()
    expect(await asked(of, `DPoP ${unbound}`, now, { dpop: await proof(unbound) })).toBe('token_binding_missing')
  })
  test('a client that must bind its tokens is not served with one that is free', async () => {
    const db = of.fresh.database.plain
    const id = 'client-demo-nakdong'
    const token = `Bearer ${await claims({ sub: id, client_id: id })}`
    expect(await asked(of, token, now)).toMatchObject({ kind: 'bank', party: 'bank-902', person: id })
    for (const binding of ['dpop', 'mtls'] as const) {
      await db.updateTable('app.clients').set({ binding }).where('id', '=', id).execute()
      expect(await asked(of, token, now)).toBe('token_binding_missing')
    }
    await db.updateTable('app.clients').set({ binding: 'none', is_active: false }).where('id', '=', id).execute()
    expect(await asked(of, token, now)).toBe('token_holder_unknown')
  })
})

describe('a token bound to a certificate', () => {
  test('is taken with the certificate that the proxy hands on, and with no other', async () => {
    const keys = mkdtempSync(join(tmpdir(), 'certificates-'))
    const { trustList } = await openKeys(join(keys, 'a'), now)
    const other = (await openKeys(join(keys, 'b'), now)).trustList
    rmSync(keys, { recursive: true })
    const pem = (der: string) => encodeURIComponent(`-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----`)
    const thumbprint = createHash('sha256').update(Buffer.from(trustList.root, 'base64')).digest('base64url')
    const settings = { ...of.settings, certificateHeader: 'x-client-certificate' }
    const parts = { db: of.fresh.database.plain, settings, keyFolder: of.keyFolder, now: () => now, onFault: () => {} }
    const behind = { ...of, settings, identity: await openIdentity(parts) }
    const token = `Bearer ${await claims({ cnf: { 'x5t#S256': thumbprint } })}`
    const shown = { 'x-client-certificate': pem(trustList.root) }
    expect(await asked(behind, token, now, shown)).toHaveProperty('person')
    for (const text of [pem(other.root), 'x', '%', ''])
      expect(await asked(behind, token, now, { 'x-client-certificate': text })).toBe('token_binding_missing')
    expect(await asked(behind, token, now)).toBe('token_binding_missing')
    // Where no proxy is configured, nobody's header is believed.
    expect(await asked(of, token, now, shown)).toBe('token_binding_missing')
  })
})
