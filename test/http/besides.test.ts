/** What stands beside the routes: health, measures, the page of errors, the reference. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src/platform/http/app.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asBank, sampleServer } from './served.ts'

let fresh: Fresh
let app: App
beforeAll(async () => {
  fresh = await freshDatabase()
  app = await sampleServer(fresh.database)
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await fresh.close()
})

type Sent = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS' | 'HEAD'
  url: string
  headers?: Record<string, string>
  payload?: string | Buffer
}
const send = async ({ method, url, headers = {}, payload }: Sent, to = app) =>
  await to.server.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })

describe('beside the routes', () => {
  test('a live service says so', async () => {
    expect((await send({ method: 'GET', url: '/health/live' })).json()).toEqual({ status: 'live' })
  })
  test('a ready service says so, and one that waits for something names it', async () => {
    expect((await send({ method: 'GET', url: '/health/ready' })).statusCode).toBe(200)
    const waiting = await sampleServer(fresh.database, { ready: async () => ['migrations'] })
    const answer = await send({ method: 'GET', url: '/health/ready' }, waiting)
    expect([answer.statusCode, answer.json().errors[0].value]).toEqual([503, 'migrations'])
    await waiting.server.close()
  })
  test('measures name routes and statuses, never an address', async () => {
    const id = '0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e'
    await send({ method: 'GET', url: `/v1/things/${id}`, headers: asBank() })
    const payload = JSON.stringify({ name: 'Kim', amount: '1' })
    await send({ method: 'POST', url: '/v1/things', headers: asBank('a', { 'idempotency-key': 'besides-1' }), payload })
    const { body } = await send({ method: 'GET', url: '/metrics' })
    expect(body).toMatch(/http_requests_total\{method="POST",route="\/v1\/things",status="201"\} \d+/)
    expect(body).toContain('process_resident_memory_bytes')
    expect(body).not.toContain('0190e1f4')
  })
  test('measures are for whoever has the token, and without one for this machine alone', async () => {
    const proxied = await send({ method: 'GET', url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.9' } })
    expect(proxied.statusCode).toBe(401)
    const guarded = await sampleServer(fresh.database, { metricsToken: 'measure' })
    const ask = async (authorization?: string) =>
      (
        await send(
          { method: 'GET', url: '/metrics', headers: authorization === undefined ? {} : { authorization } },
          guarded,
        )
      ).statusCode
    expect([await ask(), await ask('Bearer no'), await ask('Bearer measure')]).toEqual([401, 401, 200])
    await guarded.server.close()
  })
  test('the page of errors is where problems point', async () => {
    const { body, headers } = await send({ method: 'GET', url: '/docs/errors.md' })
    expect([body, headers['content-type']]).toEqual([
      readFileSync('docs/errors.md', 'utf8'),
      'text/markdown; charset=utf-8',
    ])
  })
  test('the reference is served from here alone, under a policy that lets nothing else in', async () => {
    const page = await send({ method: 'GET', url: '/reference/' })
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')])
    expect(page.body).not.toMatch(/(?:src|href)="https?:/)
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self'( 'sha256-[A-Za-z0-9+/]{43}=')+;/)
    expect(page.headers['content-security-policy']).not.toContain('http')
    const [, named = ''] = /"url": "([^"]+)"/.exec(page.body) ?? []
    const described = await send({ method: 'GET', url: new URL(named, 'http://here/reference/').pathname })
    expect([described.statusCode, described.json().openapi]).toEqual([200, expect.stringMatching(/^3\.1/)])
    const script = await send({ method: 'GET', url: '/reference/js/scalar.js' })
    expect([script.statusCode, script.body.length > 1_000_000]).toEqual([200, true])
  })
})
