/** Too much at once, from one caller or from all: who is told to come again, when, and who is served all the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
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

const UNKNOWN = '/v1/things/0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e'
let keys = 0
const post = (payload: string | Buffer, headers: Record<string, string> = {}, url = '/v1/things'): Sent => ({
  method: 'POST',
  url,
  headers: asBank('a', { 'idempotency-key': `pressure-${keys++}`, ...headers }),
  payload,
})
test('a caller who sends too much is told when to come again, and others are served', async () => {
  const few = await sampleServer(fresh.database, { limits: { requestsPerMinute: 3 } })
  const read = async (who: string) => await send({ method: 'GET', url: '/v1/things', headers: asBank(who) }, few)
  const statuses = []
  for (let i = 0; i < 5; i++) statuses.push((await read('hasty')).statusCode)
  expect(statuses).toEqual([200, 200, 200, 429, 429])
  const answer = await read('hasty')
  expect([answer.json().errors[0].code, Number(answer.headers['retry-after'])]).toEqual([
    'rate_exceeded',
    expect.any(Number),
  ])
  expect(answer.headers['ratelimit']).toBe(`"requests";r=0;t=${answer.headers['retry-after']}`)
  const other = await read('calm')
  expect([other.statusCode, other.headers['ratelimit-policy'], other.headers['ratelimit']]).toEqual([
    200,
    '"requests";q=3;w=60',
    '"requests";r=2;t=60',
  ])
  await few.server.close()
})

test('an address that tries tokens is told to wait, and good tokens of the same address pass', async () => {
  const few = await sampleServer(fresh.database, { limits: { refusedTokensPerMinute: 3 } })
  const statuses = []
  for (let i = 0; i < 5; i++)
    statuses.push(
      (await send({ method: 'GET', url: '/v1/things', headers: { authorization: `Bearer ${i}` } }, few)).statusCode,
    )
  expect(statuses).toEqual([401, 401, 401, 429, 429])
  expect((await send({ method: 'GET', url: '/v1/things', headers: asBank() }, few)).statusCode).toBe(200)
  await few.server.close()
})

test('an event loop that is late tells callers to come again, and still says that it lives', async () => {
  const late = await sampleServer(fresh.database, { limits: { loopDelayMsMax: 0.001 } })
  await new Promise(resolve => setTimeout(resolve, 1_200))
  const answer = await send({ method: 'GET', url: '/v1/things', headers: asBank() }, late)
  expect([answer.statusCode, answer.json().errors[0].code, answer.headers['retry-after']]).toEqual([
    503,
    'service_busy',
    '1',
  ])
  expect((await send({ method: 'GET', url: '/health/live' }, late)).statusCode).toBe(200)
  await late.server.close()
})

test('more uploads than memory is kept for are told to come again, and other requests are served', async () => {
  let release = (): void => undefined
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const narrow = await sampleServer(fresh.database, { limits: { uploadsMax: 1 } }, { handle: async () => await gate })
  const upload = (): Sent => post('x', { 'content-type': 'application/pdf' }, `${UNKNOWN}/papers`)
  const sent = [send(upload(), narrow), send(upload(), narrow)]
  expect((await Promise.race(sent)).statusCode).toBe(503)
  expect((await send({ method: 'GET', url: '/v1/things', headers: asBank() }, narrow)).statusCode).toBe(200)
  release()
  expect((await Promise.all(sent)).map(answer => answer.statusCode).sort()).toEqual([201, 503])
  expect((await send(upload(), narrow)).statusCode).toBe(201)
  await narrow.server.close()
})

test('more requests than can be served at once are told to come again', async () => {
  let release = (): void => undefined
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const narrow = await sampleServer(fresh.database, { limits: { inFlightMax: 2 } }, { handle: async () => await gate })
  const sent = [1, 2, 3, 4].map(n => send(post(JSON.stringify({ name: `n${n}`, amount: '1' })), narrow))
  const busy = await Promise.race(sent)
  expect([busy.statusCode, busy.json().errors[0].code, busy.headers['retry-after']]).toEqual([503, 'service_busy', '1'])
  release()
  expect((await Promise.all(sent)).map(answer => answer.statusCode).sort()).toEqual([201, 201, 503, 503])
  await narrow.server.close()
})
