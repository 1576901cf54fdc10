/** A public key as people paste it, and what the address of the list of requests asks for. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { askedFor, momentIn, requestIdIn, requestSearch } from '../../src/console/bank/developer/asked.ts'
import { publicKeyIn } from '../../src/console/bank/developer/public-key.ts'

/** The key of RFC 7517, appendix A.1, and its thumbprint by RFC 7638 as openssl and sha256sum give it. */
const JWK = {
  ...{ kty: 'EC', crv: 'P-256', x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4' },
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
}
const sent = { ...JWK, use: 'sig', alg: 'ES256' }

describe('a pasted key', () => {
  test('is read from a JWK, a set of one or PEM, under the name given, its own, or its thumbprint', async () => {
    const text = JSON.stringify({ ...JWK, kid: 'own', use: 'enc' })
    expect(await publicKeyIn(text, '')).toEqual({ ...sent, kid: 'own' })
    expect(await publicKeyIn(` ${text}\n`, ' given ')).toEqual({ ...sent, kid: 'given' })
    expect(await publicKeyIn(JSON.stringify({ keys: [JWK] }), 'k')).toEqual({ ...sent, kid: 'k' })
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x, y } = publicKey.export({ format: 'jwk' })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const read = await publicKeyIn(pem, '')
    expect(read).toMatchObject({ kty: 'EC', crv: 'P-256', x, y })
    expect(typeof read === 'object' && /^[A-Za-z0-9_-]{43}$/.test(read.kid)).toBe(true)
    expect(await publicKeyIn(JSON.stringify(JWK), '')).toMatchObject({
      kid: 'cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s',
    })
  })

  test('is never a private one, nor of another curve or kind, nor two', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = (type: 'pkcs8' | 'sec1') => privateKey.export({ type, format: 'pem' }).toString()
    for (const text of [pem('pkcs8'), pem('sec1'), JSON.stringify(privateKey.export({ format: 'jwk' }))])
      expect(await publicKeyIn(text, '')).toBe('key_private')
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
    const unread = [
      other.export({ type: 'spki', format: 'pem' }).toString(),
      JSON.stringify(other.export({ format: 'jwk' })),
      JSON.stringify({ ...JWK, crv: 'P-384' }),
      JSON.stringify({ ...JWK, x: 'A'.repeat(43) }),
      JSON.stringify({ keys: [JWK, JWK] }),
      ...['{"kty":"RSA"}', 'null', '[]', 'ssh-rsa AAAA', '-----BEGIN CERTIFICATE-----'],
    ]
    for (const text of unread) expect([text, await publicKeyIn(text, '')]).toEqual([text, 'key_unreadable'])
    expect(await publicKeyIn(' \n', '')).toBe('key_missing')
  })
})

describe('the list of requests', () => {
  test('takes a request’s id bare or as a problem names it', () => {
    expect(['abc', ' urn:request:abc '].map(requestIdIn)).toEqual(['abc', 'abc'])
  })
  test('asks for moments of Seoul, and leaves out what the API would refuse', () => {
    expect(momentIn('2026-04-14T09:30')).toBe('2026-04-14T00:30:00.000Z')
    expect([undefined, '', '2026-04-14', '2026-13-01T00:00'].map(momentIn)).toEqual(Array(4).fill(undefined))
    const search = {
      request: 'urn:request:r',
      client: 'client-x1y',
      outcome: 'refused',
      method: 'GET',
      code: 'case_state',
    }
    expect(askedFor(search)).toEqual({ ...search, request: 'r' })
    expect(askedFor({ client: 'x', outcome: 'x', method: 'get', code: 'A B', from: 'x' })).toEqual({})
  })
  test('keeps of an address only what it knows, shortened', () => {
    expect(requestSearch({ request: 'r'.repeat(500), code: '', other: 'x', from: 7 })).toEqual({
      ...{ request: 'r'.repeat(120), from: '7' },
    })
  })
})
