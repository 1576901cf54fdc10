/** A person at the embedded issuer: from the log-in page to a code, to tokens, to being out again. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { browser } from './browser.ts'
import { asked } from './house.ts'
import { type Issuing, issuing, later } from './issuing.ts'

// A password is slow to check by design, and slower beside other tests.
vi.setConfig({ testTimeout: 30_000 })

let at: Issuing
beforeAll(async () => {
  at = await issuing()
}, 60_000)
afterAll(() => at.close())

describe('a person', () => {
  test('logs in on a plain page in their language, and acts by their roles', async () => {
    const go = browser()
    const { page, sent } = await at.logIn(go, 'demo-officer-seoul', at.of.demonstration.password)
    expect(page.text).toContain('<html lang="ko">')
    expect(page.text).not.toContain('<script')
    const end = await at.followed(go, sent.location!)
    const { status, body } = await at.exchange(new URL(end.address).searchParams.get('code')!)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'expires_in',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ])
    const actor = await asked(at.of, `Bearer ${body['access_token']}`, later())
    expect(actor).toMatchObject({ kind: 'agency', person: 'person-demo-officer-seoul', roles: ['officer'] })
    expect(await asked(at.of, `Bearer ${body['id_token']}`, later())).toBe('token_header_refused')
  })
  test('is not let in by a wrong password or as nobody, and reads the same of both', async () => {
    const wrong = await at.logIn(browser(), 'demo-officer-seoul', 'not-it')
    const nobody = await at.logIn(browser(), 'nobody', 'not-it')
    expect([wrong.sent.status, nobody.sent.status]).toEqual([401, 401])
    // The name typed is kept; besides it nothing differs.
    expect(wrong.sent.text).toContain('value="demo-officer-seoul"')
    expect(wrong.sent.text.replace('value="demo-officer-seoul"', 'value="nobody"')).toBe(nobody.sent.text)
    expect(wrong.sent.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
  test('a code is exchanged once; the second exchange ends the tokens of the first', async () => {
    const given = await at.code(browser())
    const first = await at.exchange(given)
    expect(await asked(at.of, `Bearer ${first.body['access_token']}`, later())).toHaveProperty('person')
    expect((await at.exchange(given)).status).toBe(400)
    expect(await asked(at.of, `Bearer ${first.body['access_token']}`, later())).toBe('token_holder_unknown')
  })
  test('of eight exchanges of one code at once, at most one is answered', async () => {
    const given = await at.code(browser())
    const answers = await Promise.all(Array.from({ length: 8 }, () => at.exchange(given)))
    expect(answers.filter(each => each.status === 200).length).toBeLessThanOrEqual(1)
    expect(answers.every(each => each.status < 500)).toBe(true)
  })
  test('a code is nothing without its verifier, with another, or for another address', async () => {
    expect(
      (await at.exchange(await at.code(browser()), { code_verifier: randomBytes(32).toString('base64url') })).status,
    ).toBe(400)
    expect((await at.exchange(await at.code(browser()), { code_verifier: '' })).status).toBe(400)
    expect((await at.exchange(await at.code(browser()), { redirect_uri: 'http://127.0.0.1:1/other' })).status).toBe(400)
    expect((await at.exchange(await at.code(browser()), { client_id: at.machine().client_id })).status).toBe(401)
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
      const end = await at.followed(browser(), at.authorisation(changed as Record<string, string>))
      expect(end.address.startsWith(`${at.of.settings.publicUrl}/log-in/`), JSON.stringify(changed)).toBe(false)
      expect(new URL(end.address).host).toBe(new URL(at.issuer).host)
      codes.push(new URL(end.address).searchParams.get('code') ?? '')
    }
    expect(codes.join('')).toBe('')
  })
  test('a refresh token is used once; used again, everything made from it ends', async () => {
    const first = await at.exchange(await at.code(browser()))
    const refreshed = (refresh_token: string) =>
      at.token({ grant_type: 'refresh_token', client_id: 'console', refresh_token })
    const second = await refreshed(first.body['refresh_token']!)
    expect(second.status).toBe(200)
    expect(await asked(at.of, `Bearer ${second.body['access_token']}`, later())).toHaveProperty('person')
    expect((await refreshed(first.body['refresh_token']!)).status).toBe(400)
    expect((await refreshed(second.body['refresh_token']!)).status).toBe(400)
    expect(await asked(at.of, `Bearer ${second.body['access_token']}`, later())).toBe('token_holder_unknown')
  })
  test('who logs out is out with the next request', async () => {
    const go = browser()
    const { body } = await at.exchange(await at.code(go))
    const page = await go(`${at.issuer}/session/end?${new URLSearchParams({ id_token_hint: body['id_token']! })}`)
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    await go(`${at.issuer}/session/end/confirm`, { xsrf, logout: 'yes' })
    expect(await asked(at.of, `Bearer ${body['access_token']}`, later())).toBe('token_holder_unknown')
  })
  test('who logs in where another person did not leave is let in, and the other is out', async () => {
    const go = browser()
    const { body: first } = await at.exchange(await at.code(go))
    const page = await at.followed(go, at.authorisation({ prompt: 'login' }))
    const sent = await go(page.address, { name: 'demo-auditor', password: at.of.demonstration.password })
    const end = await at.followed(go, sent.location!)
    const { body: second } = await at.exchange(new URL(end.address).searchParams.get('code')!)
    expect(await asked(at.of, `Bearer ${second['access_token']}`, later())).toMatchObject({ roles: ['auditor'] })
    expect(await asked(at.of, `Bearer ${first['access_token']}`, later())).toBe('token_holder_unknown')
  })
  test('a log-in page of somebody else’s browser, or an old one, is over', async () => {
    const { address } = await at.followed(browser(), at.authorisation())
    expect((await browser()(address)).status).toBe(400)
    expect((await browser()(`${at.of.settings.publicUrl}/log-in/nothing`)).status).toBe(400)
  })
  test('a form of a megabyte is not read', async () => {
    const go = browser()
    const page = await at.followed(go, at.authorisation())
    expect((await go(page.address, { name: 'x'.repeat(1_000_000), password: 'x' })).status).toBe(413)
  })
})

describe('a log-in that the console asks for beforehand (RFC 9126)', () => {
  const asking = (changed: Record<string, string> = {}) =>
    Object.fromEntries(new URL(at.authorisation(changed)).searchParams)
  async function pushed(changed: Record<string, string> = {}) {
    const answer = await fetch(`${at.issuer}/request`, { method: 'POST', body: new URLSearchParams(asking(changed)) })
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }
  const begun = (request_uri: string) =>
    `${at.issuer}/auth?${new URLSearchParams({ client_id: 'console', request_uri })}`

  test('is gone through by its name alone, and leads to tokens', async () => {
    const { status, body } = await pushed()
    expect(status).toBe(201)
    const go = browser()
    const page = await at.followed(go, begun(body['request_uri']!))
    const sent = await go(page.address, { name: 'demo-officer-seoul', password: at.of.demonstration.password })
    const end = await at.followed(go, sent.location!)
    const exchanged = await at.exchange(new URL(end.address).searchParams.get('code')!)
    expect(await asked(at.of, `Bearer ${exchanged.body['access_token']}`, later())).toHaveProperty('person')
    // Used, its name begins nothing more.
    const again = await at.followed(browser(), begun(body['request_uri']!))
    expect(again.address.startsWith(`${at.of.settings.publicUrl}/log-in/`)).toBe(false)
  })
  test('is refused before any browser is sent, without PKCE, for another address or by another flow', async () => {
    const wrong = [
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge_method: 'plain' },
      { redirect_uri: 'https://thief.example/cb' },
      { response_type: 'token' },
      { client_id: 'nobody' },
    ]
    for (const changed of wrong) {
      const { status, body } = await pushed(changed as Record<string, string>)
      expect([400, 401], JSON.stringify(changed)).toContain(status)
      expect(body).not.toHaveProperty('request_uri')
    }
  })
  test('cannot be changed by what the browser adds to its name', async () => {
    const { body } = await pushed({ state: 'pushed' })
    const go = browser()
    const page = await at.followed(go, `${begun(body['request_uri']!)}&state=added&scope=openid`)
    const sent = await go(page.address, { name: 'demo-officer-seoul', password: at.of.demonstration.password })
    const end = await at.followed(go, sent.location!)
    expect(new URL(end.address).searchParams.get('state')).toBe('pushed')
  })
})

test('the issuer met no fault in all of this', () => {
  expect(at.of.faults).toEqual([])
})
