/** Nothing a person or a bank sends may stand in a log line: planted words are looked for in everything written. */
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/platform/http/app.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asBank, sampleServer } from './served.ts'

let fresh: Fresh
let app: App
const lines: string[] = []
beforeAll(async () => {
  fresh = await freshDatabase()
  app = await sampleServer(fresh.database, { log: { level: 'debug', stream: { write: line => lines.push(line) } } })
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await fresh.close()
})

const CANARY = '900101-1234567'

test('no log line holds a body, a query, a path, a header, a token, a person or the message of an error', async () => {
  let keys = 0
  const headersNow = () =>
    asBank('canarybank', {
      'idempotency-key': `key-${keys++}-${CANARY}`,
      'user-agent': CANARY,
      cookie: CANARY,
      'x-note': CANARY,
      'x-request-id': `r ${CANARY}`,
    })
  const send = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: string) =>
    (await app.server.inject({ method, url, headers: headersNow(), ...(payload === undefined ? {} : { payload }) }))
      .statusCode
  const statuses = [
    await send('POST', '/v1/things', JSON.stringify({ name: CANARY, amount: '1' })),
    await send('POST', '/v1/things', JSON.stringify({ name: 'faulty', amount: '1' })),
    await send('POST', '/v1/things', JSON.stringify({ name: CANARY, [CANARY]: '1' })),
    await send('POST', '/v1/things', `{"${CANARY}`),
    await send('GET', `/v1/things?name=${CANARY}`),
    await send('GET', `/v1/things/${CANARY}`),
    await send('GET', `/v1/${CANARY}?x=${CANARY}`),
    await send('GET', `/v1/%zz${CANARY}`),
    await send('PATCH', `/v1/things/${CANARY}`),
    (await app.server.inject({ method: 'GET', url: '/v1/things', headers: { authorization: `Bearer ${CANARY}` } }))
      .statusCode,
  ]
  expect(statuses).toEqual([201, 500, 400, 400, 400, 400, 404, 400, 405, 401])
  expect(lines.length).toBeGreaterThanOrEqual(statuses.length)
  for (const line of lines) expect(line).not.toMatch(/900101|canary|1234567/)
})

test('a line says what was asked of which route and how it went, and no more', async () => {
  lines.length = 0
  await app.server.inject({
    method: 'GET',
    url: '/v1/things?limit=1',
    headers: { ...asBank(), 'x-request-id': 'request-1' },
  })
  expect(lines.map(line => JSON.parse(line) as Record<string, unknown>)).toEqual([
    {
      level: 'info',
      time: expect.any(String),
      reqId: 'request-1',
      request: 'request-1',
      method: 'GET',
      route: '/v1/things',
      status: 200,
      ms: expect.any(Number),
      kind: 'system',
      msg: 'served',
    },
  ])
})

test('a fault is logged by where it happened, without what it said', async () => {
  lines.length = 0
  await app.server.inject({
    method: 'POST',
    url: '/v1/things',
    headers: asBank('a', { 'idempotency-key': 'fault' }),
    payload: '{"name":"faulty","amount":"1"}',
  })
  const fault = lines
    .map(line => JSON.parse(line) as { msg: string; error?: { stack: string[] } })
    .find(line => line.msg === 'fault')
  expect(fault?.error?.stack.join()).toContain('served.ts')
  expect(JSON.stringify(fault)).not.toContain('secret')
})

/** What the wire carries may be anything: these go past the framework's own reading of a request. */
test.each([
  ['no HTTP at all', 'canary-junk\r\n\r\n', '400'],
  ['a version that is not spoken', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', '400'],
  [
    'two lengths of one body',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    '400',
  ],
  [
    'a length and chunks at once',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    '400',
  ],
  ['a head of 20 kB', `GET / HTTP/1.1\r\nHost: x\r\nX-Pad: ${'a'.repeat(20_000)}\r\n\r\n`, '431'],
  ['no host', 'GET /health/live HTTP/1.1\r\n\r\n', '400'],
  ['a method nobody knows', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
  ['a method nobody serves', 'PROPFIND /v1/things HTTP/1.1\r\nHost: x\r\n\r\n', '40[45]'],
  ['a blank before the colon of a header', 'GET /health/live HTTP/1.1\r\nHost : x\r\n\r\n', '400'],
])('%s on the wire gets an answer, and is not logged', async (_, sent, status) => {
  lines.length = 0
  if (app.server.server.address() === null) await app.server.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.server.address()
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1')
    let text = ''
    socket.setTimeout(5000, () => reject(new Error('no answer')))
    socket.on('data', bytes => {
      text += bytes.toString('latin1')
      if (text.includes('\r\n\r\n')) socket.end()
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
    socket.write(sent)
  })
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  for (const line of lines) expect(line).not.toMatch(/canary|aaaa/)
})
