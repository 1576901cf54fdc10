/**
 * Whatever is sent, the answer is never our fault, never late, and always a problem that says why; nothing is half
 * written.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzed, wrongWith } from '../../src/cli/fuzz/run.ts'
import { MALFORMED, MEDIA_TYPES, NOT_UTF8 } from '../../src/cli/fuzz/torture.ts'
import type { App } from '../../src/platform/http/app.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asBank, sampleRoutes, sampleServer } from './served.ts'

let fresh: Fresh
let app: App
const between = { handle: async () => undefined }
/** Those answer with a fault on purpose, when they are told to; a made-up request never tells them. */
const routes = sampleRoutes(between)
beforeAll(async () => {
  fresh = await freshDatabase()
  app = await sampleServer(fresh.database)
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await fresh.close()
})

const made = async () =>
  Number(
    (
      await fresh.database.plain
        .selectFrom('app.organisations')
        .select(one => one.fn.countAll().as('all'))
        .executeTakeFirstOrThrow()
    ).all,
  )

test('2,000 requests made up from the routes are all answered as promised', async () => {
  const { sent, statuses, findings } = await fuzzed(app.server, routes, ['bank-a', 'bank-b'], 2_000, 20261122)
  expect(findings).toEqual([])
  expect(sent).toBe(2_000)
  // A fuzzer that only ever meets one refusal tests nothing.
  for (const status of [200, 201, 204, 400, 401, 404, 405, 412, 415, 422, 428])
    expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(0)
}, 120_000)

describe('texts that are no strict JSON', () => {
  test('there are a hundred of them at least, no two alike', () => {
    expect(new Set(MALFORMED).size).toBe(MALFORMED.length)
    expect(MALFORMED.length).toBeGreaterThanOrEqual(100)
    expect(MEDIA_TYPES.length).toBeGreaterThanOrEqual(40)
  })
  test('each is refused on every route that reads JSON, by what is wrong with it, and nothing is done', async () => {
    const before = await made()
    let tried = 0
    for (const one of routes.filter(each => each.body !== null)) {
      for (const payload of [...MALFORMED, ...NOT_UTF8.map(hex => Buffer.from(hex, 'hex'))]) {
        const answer = await app.server.inject({
          method: one.method as 'POST',
          url: one.path.replace('{thing_id}', '0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e'),
          payload,
          headers: asBank('a', { 'idempotency-key': `torture-${tried++}`, 'if-match': '"2"' }),
        })
        const codes = answer.json().errors.map((each: { code: string }) => each.code)
        expect([answer.statusCode, codes, payload.toString().slice(0, 40)]).toEqual([
          400,
          [expect.stringMatching(/^(?:input_not_json|input_too_deep|body_not_utf8|body_key_repeated)$/)],
          payload.toString().slice(0, 40),
        ])
      }
    }
    expect(tried).toBeGreaterThan(500)
    expect(await made()).toBe(before)
  }, 60_000)
})

describe('the fuzzer sees what it is made to see', () => {
  const request = {
    method: 'GET',
    url: '/',
    headers: {},
    payload: undefined,
    kind: 'malformed',
    mustFail: true,
  } as const
  const headers = { 'x-request-id': 'r', 'content-type': 'application/problem+json; charset=utf-8' }
  const problem = { status: 400, type: '/docs/errors.md#input_not_json', errors: [{ code: 'input_not_json' }] }
  test.each([
    ['a fault', 500, headers, problem, 'answered 500'],
    ['a malformed body that was taken', 200, headers, {}, 'took a malformed body'],
    ['an answer without its id', 400, { 'content-type': headers['content-type'] }, problem, 'no request id'],
    ['a page in place of a problem', 404, { ...headers, 'content-type': 'text/html' }, problem, 'is no problem'],
    ['another status within', 400, headers, { ...problem, status: 404 }, 'another status'],
    ['no reasons', 400, headers, { ...problem, errors: [] }, 'without reasons'],
    ['a place in the code', 400, headers, { ...problem, detail: 'x.ts:12' }, 'where in the code'],
  ])('%s', (_, statusCode, sent, body, sentence) => {
    expect(wrongWith(request, { statusCode, headers: sent, body: JSON.stringify(body) })).toContain(sentence)
  })
  test('a fault planted in a route is found', async () => {
    const planted = await sampleServer(fresh.database, {
      routes: routes.map(one =>
        one.path === '/v1/checks' ? { ...one, handle: async () => Promise.reject(new Error('planted')) } : one,
      ),
    })
    const { findings } = await fuzzed(planted.server, routes, ['bank-a'], 1_000, 7)
    expect(findings[0]?.problem).toBe('answered 500')
    await planted.server.close()
  }, 60_000)
})
