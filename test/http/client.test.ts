/**
 * The generated TypeScript client against the server over a real PostgreSQL: what an integrator writes compiles, is
 * done once, and comes back as values; and what it does when something else than the service answers.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiClient, apiClient, type Fetch, type Given } from '../../clients/typescript/api.ts'
import type { Actor } from '../../src/access/actor.ts'
import { typeMaker } from '../../src/cli/client/schema-types.ts'
import { wholeText } from '../../src/cli/report.ts'
import { indented, reports } from '../../src/cli/reports/client.ts'
import { ok, refusal, refuse } from '../../src/kernel/result.ts'
import type { App } from '../../src/platform/http/app.ts'
import { buildServer } from '../../src/server.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { actor, contentOf, DAY, fixture, flowOf, NOW, officesOf, peopled, sandboxBank } from '../flow/people.ts'

const file = fixture('laser-rod-growth')
const content = contentOf(file)
const PEOPLE: Readonly<Record<string, Actor>> = {
  sandbox: sandboxBank,
  bank: actor('bank', 'bank-103', 'client-103', ['bank']),
}
/** A case as an integrator has it: JSON. */
const draft: Given<'post_cases'>['body'] = JSON.parse(
  JSON.stringify({ content: { ...content, limits: [] }, names: file.names, scenario: 'approve' }),
)
const NOWHERE = '0197b0a2-0000-7000-8000-000000000000'

let fresh: Fresh
let app: App
/** The server without a port between: the same request, the same answer. */
const injected: Fetch = async (url, { method, headers, body }) => {
  const came = await app.server.inject({
    method: method as 'GET',
    url: url.replace('http://127.0.0.1', ''),
    headers,
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : Buffer.from(body) }),
  })
  return new Response(came.statusCode === 204 ? null : new Uint8Array(came.rawPayload), {
    status: came.statusCode,
    headers: Object.entries(came.headers).map(([name, value]): [string, string] => [name, String(value)]),
  })
}
const clientOf = (token: string): ApiClient => apiClient({ baseUrl: 'http://127.0.0.1/', token, fetch: injected })

beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103'])
  app = await buildServer({
    database: fresh.database,
    routes: flowOf(officesOf(content, new Set())).routes,
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const found = PEOPLE[String(headers['authorization'] ?? '').replace('Bearer ', '')]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: () => NOW,
    dayOf: () => DAY,
    log: { level: 'silent' },
    limits: { refusedTokensPerMinute: 1_000_000, requestsPerMinute: 10_000_000 },
  })
  await app.server.ready()
}, 120_000)
afterAll(async () => {
  await app?.server.close()
  await fresh?.close()
})

describe('an integrator with the typed client', () => {
  test('looks a case over, drafts it once under its key, reads it, changes it at its version, submits it', async () => {
    const client = clientOf('sandbox')
    const looked = await client.call('POST /v1/prechecks', {
      body: { content: draft.content },
      idempotencyKey: 'precheck-1',
    })
    expect(looked.ok && looked.value.likely.length).toBe(3)

    const made = await client.call('post_cases', { body: draft, idempotencyKey: 'draft-1' })
    if (!made.ok) throw new Error(JSON.stringify(made))
    expect([made.status, made.etag, made.isReplayed]).toEqual([201, '"1"', false])
    const again = await client.call('post_cases', { body: draft, idempotencyKey: 'draft-1' })
    expect(again).toMatchObject({ ok: true, value: made.value, isReplayed: true })

    if (!('id' in made.value)) throw new Error('a draft answers with its case')
    const params = { case_id: String(made.value.id) }
    const read = await client.call('get_cases_case_id', { params })
    expect(read).toMatchObject({ ok: true, status: 200, etag: '"1"', value: { state: 'drafted', is_sandbox: true } })

    const { content, names } = draft
    const body: Given<'put_cases_case_id'>['body'] = { content, names }
    const put = (ifMatch: string) => client.call('put_cases_case_id', { params, body, ifMatch })
    expect(await put('"1"')).toMatchObject({ ok: true, etag: '"2"' })
    expect(await put('"1"')).toMatchObject({ ok: false, why: 'refused', status: 412 })

    const sent = await client.call('POST /v1/cases/{case_id}/submit', { params, idempotencyKey: 'submit-1' })
    expect(sent.ok && sent.value.state).toBe('noticed')
    const listed = await client.call('get_cases', { query: { limit: '1', state: 'noticed' } })
    expect(listed.ok && listed.value.items.map(one => one.id)).toEqual([params.case_id])
    const none = await client.call('get_cases', { query: { limit: '1', state: 'withdrawn' } })
    expect(none.ok && none.value.items).toEqual([])
  })

  test('is told what is not there, and what it may not, as typed problems', async () => {
    const missing = await clientOf('bank').call('get_cases_case_id', { params: { case_id: NOWHERE } })
    if (missing.ok || missing.why !== 'refused') throw new Error('a case that is not there is refused')
    expect(missing.status).toBe(404)
    expect(missing.problem.errors[0]?.code).toBe('subject_missing')
    expect(missing.problem.instance).toBe(`urn:request:${missing.requestId}`)

    const stranger = await clientOf('nobody').call('get_cases')
    expect(stranger).toMatchObject({ ok: false, why: 'refused', status: 401 })
    const other = await clientOf('sandbox').call('post_prechecks', {
      body: { content: draft.content },
      idempotencyKey: 'draft-1',
    })
    expect(other).toMatchObject({ ok: false, why: 'refused', status: 422 })
  })
})

test('without a fetch of one`s own the platform`s is used, over a real connection', async () => {
  const baseUrl = await app.server.listen({ host: '127.0.0.1', port: 0 })
  const listed = await apiClient({ baseUrl, token: () => 'sandbox' }).call('get_cases', { query: { limit: '1' } })
  expect(listed).toMatchObject({ ok: true, status: 200 })
})

describe('where something else answers than the service', () => {
  const answering = (status: number, text: string | null, headers: Record<string, string> = {}) =>
    apiClient({ baseUrl: 'http://127.0.0.1', fetch: async () => new Response(text, { status, headers }) })

  test('a page of a proxy is unreadable, not refused, and half a body is not done', async () => {
    const page = await answering(502, '<html>').call('get_cases')
    expect(page).toEqual({ ok: false, why: 'unreadable', status: 502, text: '<html>' })
    expect(await answering(200, '{"items": [').call('get_cases')).toMatchObject({ why: 'unreadable', status: 200 })
    expect(await answering(202, '{}').call('get_cases')).toMatchObject({ why: 'unreadable', status: 202 })
    const odd = await answering(404, '{"message":"no"}', { 'content-type': 'application/problem+json' }).call(
      'get_cases',
    )
    expect(odd).toMatchObject({ why: 'unreadable', status: 404 })
  })

  test('no answer is unreachable, and says by what', async () => {
    const cause = new TypeError('fetch failed')
    const client = apiClient({ baseUrl: 'http://127.0.0.1', fetch: () => Promise.reject(cause) })
    expect(await client.call('get_cases')).toEqual({ ok: false, why: 'unreachable', status: 0, cause })
  })

  test('a refusal that says when to try again is read so', async () => {
    const problem = { type: 't', title: 'Wait', status: 429, errors: [{ code: 'rate', at: '' }] }
    const headers = { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '7' }
    const answer = await answering(429, JSON.stringify(problem), headers).call('get_cases')
    expect(answer).toMatchObject({ ok: false, why: 'refused', status: 429, retryAfter: 7, problem })
  })
})

describe('what is sent', () => {
  const sent: Parameters<Fetch>[] = []
  const client = apiClient({
    baseUrl: 'https://api.example.org/agency/',
    token: async () => 'fresh',
    fetch: async (...request) => {
      sent.push(request)
      return new Response('{}', { status: 200 })
    },
  })

  test('parameters stay in their place of the path, whatever they hold', async () => {
    await client.call('get_certificates_number', { params: { number: 'a/../b?c' } })
    expect(sent.at(-1)?.[0]).toBe('https://api.example.org/agency/v1/certificates/a%2F..%2Fb%3Fc')
    for (const number of ['', '.', '..'])
      await expect(client.call('get_certificates_number', { params: { number } })).rejects.toThrow('params.number')
  })

  test('public operations go without the token, all others with the one of now', async () => {
    await client.call('get_public_certificates_number', { params: { number: '1' } })
    expect(sent.at(-1)?.[1].headers).not.toHaveProperty('authorization')
    await client.call('get_self')
    expect(sent.at(-1)?.[1].headers['authorization']).toBe('Bearer fresh')
  })

  test('bytes go as they are under their media type', async () => {
    const [params, body] = [{ paper_id: NOWHERE, part: '1' }, new Uint8Array([37, 80, 68, 70])]
    await client.call('put_papers_paper_id_parts_part', { params, body, mediaType: 'application/octet-stream' })
    expect(sent.at(-1)?.[1].headers['content-type']).toBe('application/octet-stream')
    expect(sent.at(-1)?.[1].body).toEqual(body)
  })
})

describe('the text of the client', () => {
  test('is the one the API document of now makes, and says that it is generated', async () => {
    const [report] = reports
    if (report === undefined) throw new Error('there is no report')
    const made = await report.make(new URL('../../', import.meta.url))
    const standing = readFileSync(report.path, 'utf8')
    expect('text' in made && wholeText(made.text, report.path)).toBe(standing)
    expect(standing.split('\n')[0]).toMatch(/^\/\/ Generated by `npm run reports`/)
  })

  const typeOf = (schema: Record<string, unknown>, way: 'request' | 'answer' = 'answer') =>
    typeMaker().typeOf(schema, way)
  const text = { type: 'string' }
  test.each([
    ['text or nothing', { type: ['string', 'null'] }, 'string | null'],
    ['listed values', { enum: ['a', "b'c", 1, null] }, "'a' | 'b\\'c' | 1 | null"],
    ['one value', { const: 'a' }, "'a'"],
    ['one of two', { anyOf: [text, { type: 'null' }] }, 'string | null'],
    ['anything among others', { anyOf: [text, {}] }, 'unknown'],
    [
      'both of two',
      { allOf: [{ $ref: '#/components/schemas/Problem' }, { enum: ['a', 'b'] }] },
      "Problem & ('a' | 'b')",
    ],
    ['a list of choices', { type: 'array', items: { enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
    ['places', { type: 'array', prefixItems: [text, { type: 'integer' }] }, 'readonly [string, number]'],
    ['a register', { type: 'object', additionalProperties: text }, '{ readonly [key: string]: string }'],
    ['an id', { type: 'string', format: 'uuid' }, 'Uuid'],
    [
      'members, due or not',
      { type: 'object', properties: { a: text, 'b-c': text }, required: ['a'], additionalProperties: false },
      "{ readonly a: string; readonly 'b-c'?: string }",
    ],
  ])('%s', (_what, schema, type) => {
    expect(typeOf(schema)).toBe(type)
  })

  test('a keyword that no type is known for is a fault', () => {
    expect(() => typeOf({ type: 'object', patternProperties: {} })).toThrow('patternProperties')
  })

  test('equal parts of two operations have one name, and a name that is taken gets a number', () => {
    const part = { type: 'object', properties: Object.fromEntries([...'abcdefghij'].map(key => [key, text])) }
    const whole = { type: 'object', properties: { owner: part }, required: ['owner'] }
    const types = typeMaker()
    types.meet(whole, 'answer', 'first')
    types.meet({ ...whole, description: 'The same.' }, 'answer', 'second')
    types.named(['Owner'])
    expect(types.typeOf(part, 'answer')).toBe('Owner2')
    expect(types.declarations().filter(line => line.startsWith('export type Owner2 = {'))).toHaveLength(1)
  })

  test('members stand one to a line, whatever the values say', () => {
    expect(indented("{ readonly a: '{ ; }'; readonly b: { readonly c: 1 } }")).toBe(
      "{\n  readonly a: '{ ; }'\n  readonly b: {\n    readonly c: 1\n  }\n}",
    )
  })
})
