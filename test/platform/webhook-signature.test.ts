/**
 * Signatures by the Standard Webhooks specification: its own vector, our signer against the receivers' helper and
 * against openssl, and everything that must fail.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkWebhook } from '../../src/cli/client/webhooks.ts'
import { samplesFolder } from '../../src/cli/reports/calibration.ts'
import { HOME } from '../../src/platform/folders.ts'
import { isSigned, newSecret, SCHEMES, signature, signatures } from '../../src/platform/webhooks/signature.ts'

const VECTORS = join(samplesFolder(pathToFileURL(`${HOME}/`)), 'webhook-signature-vectors', 'vectors.json')
const isThere = existsSync(VECTORS)
const ID = 'msg_0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e'
const SECOND = 1_776_128_400
const BODY = Buffer.from('{"type":"case.submitted","timestamp":"2026-04-14T01:00:00Z","data":{"note":"보증 ✓"}}')
const now = () => new Date(SECOND * 1000)
const headersOf = (signed: string, id = ID, second: string | number = SECOND) => ({
  'webhook-id': id,
  'webhook-timestamp': String(second),
  'webhook-signature': signed,
})
/** Why a receiver refuses, or ok. */
async function received(headers: Record<string, string>, body: Uint8Array, key: string): Promise<string> {
  const checked = await checkWebhook(headers, body, { keys: [key], now })
  return checked.ok ? 'ok' : checked.why
}

describe('the vectors of the specification’s own libraries', () => {
  test('the one that they share is signed as they sign it', () => {
    // standard-webhooks/standard-webhooks, libraries/python/tests/test_webhooks.py.
    const body = Buffer.from('{"test": 2432232314}')
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const due = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    expect(signature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, body)).toBe(due)
  })
  test.skipIf(isThere)(`the others are left out: there is no ${VECTORS}`, () => {
    expect(isThere).toBe(false)
  })
  test.runIf(isThere)('what is signed is what is expected, in every form of the secret', async () => {
    const { sign, must_fail, multi_signature } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
      sign: { secret: string; msg_id: string; timestamp: number; payload: string; expected: string }[]
      must_fail: string[]
      multi_signature: string
    }
    expect(sign.length).toBeGreaterThan(0)
    for (const { secret, msg_id, timestamp, payload, expected } of sign) {
      const body = Buffer.from(payload)
      for (const form of [secret, secret.replace('whsec_', '')]) {
        expect(signature(form, msg_id, timestamp, body)).toBe(expected)
        const options = { keys: [form], now: () => new Date(timestamp * 1000) }
        const decoys = multi_signature.match(/v[12],[A-Za-z0-9+/]+=/g) ?? []
        expect(decoys).toHaveLength(2)
        for (const header of [expected, [...decoys, expected].join(' ')])
          expect((await checkWebhook(headersOf(header, msg_id, timestamp), body, options)).ok).toBe(true)
        for (const wrong of [...must_fail.filter(one => one.startsWith('v1,')), ...decoys, decoys.join(' ')]) {
          expect(await checkWebhook(headersOf(wrong, msg_id, timestamp), body, options)).toMatchObject({
            why: 'signature_unknown',
          })
          expect(isSigned(form, msg_id, timestamp, body, wrong)).toBe(false)
        }
      }
    }
  })
})

describe.each(SCHEMES)('%s', scheme => {
  const { secret, publicKey } = newSecret(scheme)
  const key = publicKey ?? secret
  const signed = signature(secret, ID, SECOND, BODY)

  test('what we sign, a receiver believes', async () => {
    expect(await received(headersOf(signed), BODY, key)).toBe('ok')
    expect(isSigned(key, ID, SECOND, BODY, signed)).toBe(true)
  })
  test('any changed byte of the body, the id or the moment is found', async () => {
    for (const at of [0, 1, BODY.length >> 1, BODY.length - 1]) {
      const altered = Buffer.from(BODY)
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(await received(headersOf(signed), altered, key)).toBe('signature_unknown')
      expect(isSigned(key, ID, SECOND, altered, signed)).toBe(false)
    }
    expect(await received(headersOf(signed), Buffer.concat([BODY, Buffer.from(' ')]), key)).toBe('signature_unknown')
    expect(await received(headersOf(signed, `${ID}x`), BODY, key)).toBe('signature_unknown')
    expect(await received(headersOf(signed, ID, SECOND + 1), BODY, key)).toBe('signature_unknown')
  })
  test('another key, a cut signature, another scheme and no signature are found', async () => {
    const other = newSecret(scheme)
    expect(await received(headersOf(signed), BODY, other.publicKey ?? other.secret)).toBe('signature_unknown')
    const relabelled = signed.replace(/^v1a?/, scheme === 'v1' ? 'v1a' : 'v1')
    for (const wrong of [
      signed.slice(0, -8),
      relabelled,
      'v1,',
      'v1a,',
      ',',
      'v1',
      signed.slice(signed.indexOf(',') + 1),
    ])
      expect(await received(headersOf(wrong), BODY, key)).toBe('signature_unknown')
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
      expect(await received({ ...headersOf(signed), [name]: '' }, BODY, key)).toBe('header_missing')
  })
  test('a moment too far from the receiver’s clock is refused, however well it is signed', async () => {
    for (const [apart, why] of [
      [-301, 'timestamp_too_old'],
      [301, 'timestamp_too_new'],
      [-300, 'ok'],
      [300, 'ok'],
    ] as const) {
      const second = SECOND + apart
      expect(await received(headersOf(signature(secret, ID, second, BODY), ID, second), BODY, key)).toBe(why)
    }
    expect(await received(headersOf(signed, ID, '12:00'), BODY, key)).toBe('timestamp_malformed')
  })
  test('while a secret is rotated, who believes either of the two believes the message', async () => {
    const next = newSecret(scheme)
    const header = signatures([next.secret, secret], ID, SECOND, BODY)
    for (const believed of [key, next.publicKey ?? next.secret])
      expect(await received(headersOf(header), BODY, believed)).toBe('ok')
  })
})

test('secrets are as long as the specification asks, and an id with a full stop is never signed', () => {
  expect(newSecret('v1').secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(Buffer.from(newSecret('v1a').secret.slice(5), 'base64')).toHaveLength(64)
  expect(Buffer.from(newSecret('v1a').publicKey?.slice(5) ?? '', 'base64')).toHaveLength(32)
  expect(() => signature(newSecret('v1').secret, 'msg_1.2', SECOND, BODY)).toThrow('full stop')
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
describe('openssl', () => {
  test.skipIf(hasOpenssl)('is not on this machine, so that it is not asked', () => {
    expect(hasOpenssl).toBe(false)
  })
  test.runIf(hasOpenssl)('computes the same HMAC and verifies the same ed25519', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-webhook-openssl-'))
    try {
      const signed = Buffer.concat([Buffer.from(`${ID}.${SECOND}.`), BODY])
      const shared = newSecret('v1').secret
      const hex = Buffer.from(shared.slice(6), 'base64').toString('hex')
      const macArguments = ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${hex}`, '-binary']
      const mac = execFileSync('openssl', macArguments, { input: signed })
      expect(signature(shared, ID, SECOND, BODY)).toBe(`v1,${mac.toString('base64')}`)
      const pair = newSecret('v1a')
      const x = Buffer.from(pair.publicKey?.slice(5) ?? '', 'base64').toString('base64url')
      const open = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
      const place = (name: string, content: string | Uint8Array) => {
        writeFileSync(join(folder, name), content)
        return join(folder, name)
      }
      const pem = place('key.pem', open.export({ type: 'spki', format: 'pem' }))
      const text = place('signed', signed)
      const given = place('signature', Buffer.from(signature(pair.secret, ID, SECOND, BODY).slice(4), 'base64'))
      const words = ['pkeyutl', '-verify', '-pubin', '-inkey', pem, '-rawin', '-in', text, '-sigfile', given]
      expect(spawnSync('openssl', words).status).toBe(0)
      place('signed', Buffer.concat([signed, Buffer.from('x')]))
      expect(spawnSync('openssl', words).status).not.toBe(0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
