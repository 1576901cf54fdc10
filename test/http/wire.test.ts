/**
 * Over real sockets: slow callers are let go, honest ones are served meanwhile, and a stop waits for what is under way.
 */
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/platform/http/app.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { sampleServer } from './served.ts'

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
}, 60_000)
afterAll(async () => {
  await fresh.close()
})

const portOf = (app: App): number => {
  const address = app.server.server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
const heard = (socket: Socket): Promise<string> =>
  new Promise(resolve => {
    let text = ''
    socket.on('data', bytes => {
      text += bytes.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })

test('callers who send their head or body drop by drop are let go, and others are served meanwhile', async () => {
  const app = await sampleServer(fresh.database, { limits: { headersMsMax: 500, requestMsMax: 1_000, inFlightMax: 4 } })
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const begun = performance.now()
  const slow = Array.from({ length: 100 }, (_, at) => {
    const socket = connect(portOf(app), '127.0.0.1')
    const head = 'POST /v1/things HTTP/1.1\r\nHost: x\r\n'
    const rest = 'Authorization: Bearer bank-a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{'
    socket.write(at % 2 === 0 ? head : head + rest)
    return heard(socket)
  })
  // More of them than may be served at once: a body that is still coming takes nobody's place.
  await new Promise(resolve => setTimeout(resolve, 200))
  for (let i = 0; i < 10; i++) {
    const answer = await fetch(`http://127.0.0.1:${portOf(app)}/v1/things`, {
      headers: { authorization: 'Bearer bank-b' },
    })
    expect(answer.status).toBe(200)
    await answer.text()
  }
  const told = await Promise.all(slow)
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(
    told.filter(text => text.startsWith('HTTP/1.1 408 ') && text.includes('application/problem+json')).length,
  ).toBe(100)
  await app.server.close()
}, 20_000)

test('a stop waits for what is under way, answers it, and takes nothing new', async () => {
  let reached = (): void => undefined
  let release = (): void => undefined
  const isReached = new Promise<void>(resolve => {
    reached = resolve
  })
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const app = await sampleServer(
    fresh.database,
    {},
    {
      handle: async () => {
        reached()
        await gate
      },
    },
  )
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${portOf(app)}/v1/things`
  const headers = { authorization: 'Bearer bank-a', 'content-type': 'application/json', 'idempotency-key': 'stop' }
  const under = fetch(url, { method: 'POST', headers, body: '{"name":"stop","amount":"1"}' })
  await isReached
  const closing = app.server.close()
  await new Promise(resolve => setTimeout(resolve, 100))
  await expect(fetch(url, { headers })).rejects.toThrow()
  release()
  const answer = await under
  expect([answer.status, answer.headers.get('connection')]).toEqual([201, 'close'])
  await answer.text()
  await closing
})

test('a caller who goes away is not waited for, and the work goes on and gives its place back', async () => {
  let release = (): void => undefined
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const app = await sampleServer(fresh.database, { limits: { inFlightMax: 1 } }, { handle: async () => await gate })
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const body = '{"name":"gone","amount":"1"}'
  const socket = connect(portOf(app), '127.0.0.1')
  socket.write(
    [
      'POST /v1/things HTTP/1.1',
      'Host: x',
      'Authorization: Bearer bank-a',
      'Idempotency-Key: gone',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )
  await new Promise(resolve => setTimeout(resolve, 200))
  socket.destroy()
  await new Promise(resolve => setTimeout(resolve, 100))
  const ask = async () =>
    (await app.server.inject({ method: 'GET', url: '/v1/things', headers: { authorization: 'Bearer bank-a' } }))
      .statusCode
  expect(await ask()).toBe(503)
  release()
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(await ask()).toBe(200)
  const again = await app.server.inject({
    method: 'POST',
    url: '/v1/things',
    headers: { authorization: 'Bearer bank-a', 'content-type': 'application/json', 'idempotency-key': 'gone' },
    payload: body,
  })
  expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, 'true'])
  await app.server.close()
})
