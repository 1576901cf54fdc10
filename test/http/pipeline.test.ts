/**
 * A request through the server: every status a route declares, each for its reason, and always a problem that says why.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src/platform/http/app.ts'
import type { route } from '../../src/platform/http/route.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asBank, sampleRoutes, sampleServer } from './served.ts'

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
  headers: asBank('a', { 'idempotency-key': `pipeline-${keys++}`, ...headers }),
  payload,
})
const good = JSON.stringify({ name: 'Kim', amount: '1' })
const without = (sent: Sent, name: string): Sent => {
  const { [name]: _, ...headers } = sent.headers ?? {}
  return { ...sent, headers }
}

test('what is made can be read, with its ETag and where it is', async () => {
  const made = await send(post(good))
  expect([made.statusCode, made.headers['etag']]).toEqual([201, '"1"'])
  const read = await send({
    method: 'GET',
    url: String(made.headers['location']).replace('firm-', ''),
    headers: asBank(),
  })
  expect([read.statusCode, read.json().name, read.headers['cache-control']]).toEqual([200, 'Kim', 'no-store'])
})

const refused: [string, () => Sent, number, string][] = [
  ['a body that is no JSON', () => post('{"name":'), 400, 'input_not_json'],
  ['an unknown field', () => post('{"name":"Kim","amount":"1","grade":"AAA"}'), 400, 'input_unknown_field'],
  ['a missing field', () => post('{"name":"Kim"}'), 400, 'input_field_missing'],
  ['an amount as a number', () => post('{"name":"Kim","amount":1}'), 400, 'input_wrong_type'],
  ['one name twice in an object', () => post('{"name":"Kim","amount":"1","amount":"2"}'), 400, 'body_key_repeated'],
  ['bytes that are no UTF-8', () => post(Buffer.from([0x22, 0xff, 0x22])), 400, 'body_not_utf8'],
  ['brackets nested a thousand deep', () => post('['.repeat(1000) + ']'.repeat(1000)), 400, 'input_too_deep'],
  ['a query nobody reads', () => post(good, {}, '/v1/things?dry_run=true'), 400, 'input_unknown_field'],
  [
    'a body where none is read',
    () => ({ method: 'DELETE', url: UNKNOWN, headers: asBank(), payload: good }),
    400,
    'body_unexpected',
  ],
  ['an id that is none', () => ({ method: 'GET', url: '/v1/things/1', headers: asBank() }), 400, 'input_malformed'],
  ['a POST without a key', () => without(post(good), 'idempotency-key'), 400, 'idempotency_key_missing'],
  ['a key with a blank', () => post(good, { 'idempotency-key': 'a b' }), 400, 'idempotency_key_malformed'],
  [
    'a key of 256 characters',
    () => post(good, { 'idempotency-key': 'k'.repeat(256) }),
    400,
    'idempotency_key_malformed',
  ],
  ['a weak ETag', () => ({ ...post(good, { 'if-match': 'W/"2"' }, UNKNOWN), method: 'PUT' }), 400, 'version_malformed'],
  [
    'a cursor of another list',
    () => ({ method: 'GET', url: '/v1/things?cursor=abcdefghijklmnopqrstuvwxyz', headers: asBank() }),
    400,
    'cursor_malformed',
  ],
  [
    'a limit beyond the largest',
    () => ({ method: 'GET', url: '/v1/things?limit=999', headers: asBank() }),
    400,
    'input_malformed',
  ],
  [
    'a limit given twice',
    () => ({ method: 'GET', url: '/v1/things?limit=1&limit=2', headers: asBank() }),
    400,
    'input_wrong_type',
  ],
  ['no token', () => ({ method: 'GET', url: '/v1/things' }), 401, 'token_odd'],
  [
    'a token nobody gave',
    () => ({ method: 'GET', url: '/v1/things', headers: { authorization: 'Bearer x' } }),
    401,
    'token_odd',
  ],
  ['an id nobody has', () => ({ method: 'GET', url: UNKNOWN, headers: asBank() }), 404, 'thing_unknown'],
  ['a path nobody serves', () => ({ method: 'GET', url: '/v2/things', headers: asBank() }), 404, 'route_unknown'],
  ['an id that is not there', () => ({ method: 'GET', url: '/v1/things/', headers: asBank() }), 400, 'input_malformed'],
  ['a path that goes on', () => ({ method: 'GET', url: `${UNKNOWN}/more`, headers: asBank() }), 404, 'route_unknown'],
  ['a path in capitals', () => ({ method: 'GET', url: '/V1/THINGS', headers: asBank() }), 404, 'route_unknown'],
  [
    'a path with a broken escape',
    () => ({ method: 'GET', url: '/v1/things/%E0%A4%A', headers: asBank() }),
    400,
    'request_malformed',
  ],
  [
    'a method nobody serves there',
    () => ({ method: 'PATCH', url: '/v1/things', headers: asBank() }),
    405,
    'method_not_allowed',
  ],
  ['a preflight of another origin', () => ({ method: 'OPTIONS', url: '/v1/things' }), 405, 'method_not_allowed'],
  ['what the rules of the trade refuse', () => post('{"name":"taken","amount":"1"}'), 409, 'thing_taken'],
  [
    'a version that is not the one that stands',
    () => ({ ...post(good, { 'if-match': '"1"' }, UNKNOWN), method: 'PUT' }),
    412,
    'version_stale',
  ],
  ['a body of 10 MB', () => post(`"${'a'.repeat(10_000_000)}"`), 413, 'body_too_large'],
  [
    'an upload larger than its route takes',
    () => post(Buffer.alloc(3_000_000), { 'content-type': 'application/pdf' }, `${UNKNOWN}/papers`),
    413,
    'body_too_large',
  ],
  [
    'an upload of a type that is not taken',
    () => post('x', { 'content-type': 'text/html' }, `${UNKNOWN}/papers`),
    415,
    'media_type_refused',
  ],
  ['a packed body', () => post(good, { 'content-encoding': 'gzip' }), 415, 'body_encoding_refused'],
  [
    'a change without the version it was made on',
    () => ({ ...post(good, {}, UNKNOWN), method: 'PUT' }),
    428,
    'version_required',
  ],
  ['a fault of ours', () => post('{"name":"faulty","amount":"1"}'), 500, 'service_fault'],
  ['an answer its schema does not know', () => post('{"name":"misfit","amount":"1"}'), 500, 'service_fault'],
  ['a refusal that stands in no list', () => post('{"name":"unlisted","amount":"1"}'), 500, 'service_fault'],
  [
    'identity that cannot be asked',
    () => ({ method: 'GET', url: '/v1/things', headers: { authorization: 'Bearer away' } }),
    503,
    'token_keys_away',
  ],
]
test.each(refused)('%s is refused, and nothing of it is told but the reason', async (_, sent, status, code) => {
  const answer = await send(sent())
  expect([answer.statusCode, answer.json().errors?.[0]?.code]).toEqual([status, code])
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(answer.json()).toMatchObject({ status, type: `/docs/errors.md#${code}` })
  expect(answer.body).not.toMatch(/canary|node_modules|\.ts:|at \w+ \(/)
  if (status === 503) expect(answer.headers['retry-after']).toBeDefined()
  if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer')
  if (status === 405) expect(answer.headers['allow']).toBe('POST, GET')
})

test('several things wrong at once are all told', async () => {
  const answer = await send({ ...post('{"amount":1,"x":2}'), headers: asBank() })
  expect(answer.json().errors.map((one: { code: string }) => one.code)).toEqual([
    'idempotency_key_missing',
    'input_field_missing',
    'input_wrong_type',
    'input_unknown_field',
  ])
})

describe('Content-Type is one of two texts and nothing like them', () => {
  const taken = [
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=utf-8',
    'Application/JSON',
    'application/json; charset=UTF-8',
    'application/json; charset="utf-8"',
  ]
  test.each(taken)('%j is taken', async type => {
    expect((await send(post(good, { 'content-type': type }))).statusCode).toBe(201)
  })
  const refusedTypes = [
    // Ways in which a body once went past its schema.
    'application/json\t;charset=utf-8',
    'application/json\t',
    '\tapplication/json',
    ' application/json',
    'application/json ',
    'application/json; charset=utf-8 junk',
    'application/json garbage',
    'application/json;',
    'application/json, text/plain',
    'application/json;charset=utf-8;',
    '',
    'json',
    'text/plain',
    'text/json',
    'text/html',
    'application/x-json',
    'application/jsonx',
    'application/json5',
    'application/vnd.api+json',
    'application/problem+json',
    'application/ld+json',
    'application/*',
    '*/*',
    'application/',
    '/json',
    'application',
    'application/json/',
    'application//json',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset=euc-kr',
    'application/json; charset=',
    'application/json; charset',
    'application/json; boundary=x',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json; version=1',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/cbor',
    'application/octet-stream',
    'application/json\u00a0',
    'application/js\u00f6n',
    '"application/json"',
    'application/json\\',
    'application/json;;charset=utf-8',
    'application/json:charset=utf-8',
    'application/json  ;  charset=utf-8',
    'application\\json',
    '__proto__',
    'constructor',
  ]
  test('there are forty of those at least', () => expect(refusedTypes.length).toBeGreaterThanOrEqual(40))
  test.each(refusedTypes)('%j is refused', async type => {
    const answer = await send(post('{"grade":"AAA"}', { 'content-type': type }))
    expect([answer.statusCode, answer.json().errors[0].code]).toEqual([415, 'media_type_refused'])
  })
})

test('an id of the request that is sane is kept, and another one is not', async () => {
  const kept = await send({ method: 'GET', url: '/health/live', headers: { 'x-request-id': 'bank-42.request_7' } })
  expect(kept.headers['x-request-id']).toBe('bank-42.request_7')
  const odd = await send({ method: 'GET', url: '/health/live', headers: { 'x-request-id': 'a\tb <script>' } })
  expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
})

test('a list is read page by page, newest first, each row once', async () => {
  const before = await send({ method: 'GET', url: '/v1/things?limit=200', headers: asBank() })
  for (const name of ['one', 'two', 'three', 'four', 'five']) await send(post(JSON.stringify({ name, amount: '1' })))
  const seen: string[] = []
  let url: string | null = '/v1/things?limit=2'
  while (url !== null) {
    const { items, next }: { items: { name: string }[]; next: string | null } = (
      await send({ method: 'GET', url, headers: asBank() })
    ).json()
    expect(items.length).toBeLessThanOrEqual(2)
    seen.push(...items.map(item => item.name))
    url = next === null ? null : `/v1/things?limit=2&cursor=${next}`
  }
  expect(seen.slice(0, 5)).toEqual(['five', 'four', 'three', 'two', 'one'])
  expect(seen.length).toBe(before.json().items.length + 5)
})

test('an upload comes to the handler byte for byte with its type', async () => {
  const answer = await send(
    post(Buffer.alloc(1_500_000, 7), { 'content-type': 'application/pdf' }, `${UNKNOWN}/papers`),
  )
  expect([answer.statusCode, answer.json()]).toEqual([201, { size: 1_500_000, type: 'application/pdf' }])
})

test('a file is given with a name that every reader can write', async () => {
  const answer = await send({ method: 'GET', url: '/v1/papers/0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e/file' })
  expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([200, '%PDF-', 'application/pdf'])
  expect(answer.headers['content-disposition']).toBe(
    `attachment; filename="____a_.pdf"; filename*=UTF-8''%EB%B3%B4%EC%A6%9D%20%22a%22.pdf`,
  )
})

test('the public needs no token, and no key where it does nothing', async () => {
  const answer = await send({
    method: 'POST',
    url: '/v1/checks',
    headers: { 'content-type': 'application/json' },
    payload: good,
  })
  expect([answer.statusCode, answer.json()]).toEqual([200, { holds: true }])
})

test('nothing is removed twice by two answers, and an answer without content has none', async () => {
  const answer = await send({ method: 'DELETE', url: UNKNOWN, headers: { authorization: 'Bearer bank-a' } })
  expect([answer.statusCode, answer.body]).toEqual([204, ''])
})

test('headers forbid what a service of JSON never needs, and other origins are not let in', async () => {
  const { headers } = await send({
    method: 'GET',
    url: '/health/live',
    headers: { origin: 'https://elsewhere.example' },
  })
  expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['strict-transport-security']).toBeDefined()
  expect(headers['access-control-allow-origin']).toBeUndefined()
  expect(headers['x-powered-by']).toBeUndefined()
})

describe('a list of routes that contradicts itself does not open', () => {
  const between = { handle: async () => undefined }
  const first = sampleRoutes(between)[0] as ReturnType<typeof route>
  const planted: [string, ReturnType<typeof route>, string][] = [
    ['an action the access table does not know', { ...first, path: '/v1/x', action: 'unheard_of' }, 'does not know'],
    ['a route that stands twice', first, 'stands twice'],
    ['a parameter without a schema', { ...first, path: '/v1/x/{x_id}' }, 'no schema'],
    ['bytes under a key', { ...first, path: '/v1/x', answers: { 200: 'bytes' } }, 'are not kept'],
    ['JSON and bytes at once', { ...first, path: '/v1/x', upload: { mediaTypes: ['a/b'], bytesMax: 1 } }, 'at once'],
    ['a body read with GET', { ...first, path: '/v1/x', method: 'GET' }, 'with GET'],
  ]
  test.each(planted)('%s', async (_, wrong, sentence) => {
    await expect(sampleServer(fresh.database, { routes: [...sampleRoutes(between), wrong] })).rejects.toThrow(sentence)
  })
})
