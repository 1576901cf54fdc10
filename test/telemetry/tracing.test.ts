/**
 * Traces of the real service at a real receiver: which spans there are and what hangs on what, that nothing a person or
 * a bank sends is in any byte of them, and that without a configuration nothing is loaded and nothing is sent.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { HOME } from '../../src/platform/folders.ts'
import { endAll, type Running, start, stop } from '../fault/started.ts'
import { type Collector, KIND, openCollector, type SeenSpan } from './collector.ts'

const place = mkdtempSync(join(tmpdir(), 'tg-tracing-'))
const CALLER = { trace: 'b7ad6b7169203331deadbeef00c0ffee', span: '00f067aa0ba902b7' }
const TRACEPARENT = `00-${CALLER.trace}-${CALLER.span}-01`
/** Stand in a name, a query, a header and a reason; none of them may come out again. */
const CANARY = 'Canaryperson'

let collector: Collector
let office: Server
const asked: IncomingHttpHeaders[] = []
let service: Running
let officesFile = ''

/** Modules of the SDK among those a process loaded; prom-client loads the API by itself, which does nothing. */
const sdkIn = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(url => /node_modules\/@opentelemetry\/(?!api\/)|telemetry\/opentelemetry\.ts/.test(url))
const watched = (file: string) => ({
  NODE_OPTIONS: `--import ${join(HOME, 'test/telemetry/loaded.ts')}`,
  LOADED_FILE: file,
})

beforeAll(async () => {
  collector = await openCollector()
  office = createServer((request, response) => {
    asked.push(request.headers)
    response.end(JSON.stringify({ readings: [] }))
  })
  await new Promise<void>(resolve => office.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(office.address() as AddressInfo).port}/${CANARY}?key=${CANARY}`
  officesFile = join(place, 'offices.json')
  writeFileSync(
    officesFile,
    JSON.stringify([{ source: 'court', facts: ['rehabilitation_pending'], url, token: CANARY }]),
  )
  service = await start(place, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.address,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OFFICES_FILE: officesFile,
    LOG_LEVEL: 'info',
    ...watched(join(place, 'loaded-on.txt')),
  })
}, 60_000)
afterAll(async () => {
  await endAll()
  await collector.close()
  office.closeAllConnections()
  office.close()
  rmSync(place, { recursive: true, force: true })
})

type Tokens = {
  readonly people: readonly { persona: string; access_token: string }[]
  readonly clients: readonly { client_id: string; access_token: string }[]
}
const tokenOf = (who: string): string => {
  const { people, clients } = JSON.parse(readFileSync(join(place, 'demo-tokens.json'), 'utf8')) as Tokens
  const found =
    people.find(one => one.persona === who)?.access_token ?? clients.find(one => one.client_id === who)?.access_token
  if (found === undefined) throw new Error(`nobody is called ${who}`)
  return found
}
let keys = 0
async function ask(who: string, method: 'GET' | 'POST', path: string, body?: unknown, headers = {}) {
  keys += 1
  const answer = await fetch(`${service.address}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokenOf(who)}`,
      ...(method === 'POST' ? { 'idempotency-key': `${CANARY}-${keys}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false
  return { status: answer.status, json: isJson ? JSON.parse(text) : null }
}

const DRAFT = readFileSync(join(HOME, 'fixtures/requests/sandbox-draft.json'), 'utf8')
const inSandbox = JSON.parse(DRAFT.replaceAll('Tak Ra-on', CANARY)) as Record<string, unknown>
const ofBank = (): Record<string, unknown> => {
  const text = DRAFT.replaceAll('"firm-103"', '"firm-901"').replaceAll('"bank-103"', '"bank-901"')
  const { scenario: _, ...more } = JSON.parse(text) as Record<string, unknown>
  return { ...more, consent: 'consent-103', office: 'office-demo-seoul' }
}
/** The last line of the log that tells of /v1/self. */
const servedLine = () =>
  vi.waitUntil(() => service.lines().findLast(line => line.msg === 'served' && line['route'] === '/v1/self'), 10_000)
const requestSpan = (route: string, status: number): Promise<SeenSpan> =>
  collector.until(
    span =>
      span.kind === KIND.server &&
      span.attributes['http.route'] === route &&
      span.attributes['http.response.status_code'] === status,
  )
const childrenOf = (span: SeenSpan): SeenSpan[] =>
  collector.spans().filter(other => other.trace === span.trace && other.parent === span.id)
/** Whether a span lies below another, at any depth. */
function isBelow(span: SeenSpan, above: SeenSpan): boolean {
  const parent = collector.spans().find(other => other.trace === span.trace && other.id === span.parent)
  return parent !== undefined && (parent.id === above.id || isBelow(parent, above))
}

describe('the trace of a request', () => {
  test('goes on from its caller, is named by its pattern, and holds its transaction and each statement', async () => {
    const made = await ask('client-demo-sandbox', 'POST', '/v1/cases', inSandbox, {
      traceparent: TRACEPARENT,
      tracestate: `vendor=${CANARY}`,
      baggage: `person=${CANARY}`,
    })
    expect(made.status, JSON.stringify(made.json)).toBe(201)
    const span = await requestSpan('/v1/cases', 201)
    expect(span).toMatchObject({
      name: 'POST /v1/cases',
      trace: CALLER.trace,
      parent: CALLER.span,
      service: 'tech-guarantee',
      status: 0,
    })
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/cases',
      'http.response.status_code': 201,
    })
    const [transaction, ...more] = childrenOf(span)
    expect(more).toEqual([])
    expect(transaction).toMatchObject({ name: 'transaction', kind: KIND.internal })
    expect(transaction!.attributes['transaction.outcome']).toBe('committed')
    const statements = childrenOf(transaction!)
    expect(statements.every(one => one.kind === KIND.client)).toBe(true)
    const names = statements.map(one => one.name)
    expect([names[0], names.at(-1)]).toEqual(['BEGIN', 'COMMIT'])
    expect(names).toContain('INSERT app.cases')
    expect(names).toContain('INSERT app.idempotency')
    const insert = statements.find(one => one.name === 'INSERT app.cases')!
    expect(insert.attributes['db.query.text']).toMatch(/^insert into "app"\."cases" \(.+\) values \(\$1, \$2/)
    expect(statements[0]!.attributes['db.query.text']).toBe('begin')
  }, 30_000)

  test('of a path with an id and a query names neither, and one that is refused is not an error of ours', async () => {
    const id = '0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8e'
    expect((await ask('client-demo-sandbox', 'GET', `/v1/cases/${id}`)).status).toBe(404)
    expect((await ask('client-demo-sandbox', 'GET', `/v1/cases?state=drafted&limit=7`)).status).toBe(200)
    const read = await requestSpan('/v1/cases/{case_id}', 404)
    expect(read).toMatchObject({ name: 'GET /v1/cases/{case_id}', parent: '', status: 0 })
    expect(childrenOf(read)[0]!.attributes['transaction.outcome']).toBe('rolled_back')
    await requestSpan('/v1/cases', 200)
    for (const value of [id, 'limit=7', 'state=drafted']) expect(collector.bytes().includes(value)).toBe(false)
    expect((await ask('client-demo-sandbox', 'GET', `/v1/${CANARY}?q=${CANARY}`)).status).toBe(404)
    expect(await collector.until(span => span.name === 'GET')).toMatchObject({ kind: KIND.server })
  }, 30_000)

  test('begins anew where the traceparent is none, and the log names the trace', async () => {
    expect((await ask('client-demo-sandbox', 'GET', '/v1/self', undefined, { traceparent: CANARY })).status).toBe(200)
    const span = await requestSpan('/v1/self', 200)
    expect(span.parent).toBe('')
    expect(span.trace).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
    expect(await servedLine()).toMatchObject({ route: '/v1/self', trace: span.trace })
  }, 30_000)
})

describe('what a request leads to', () => {
  test('a job and the worker that draws for it are in the trace of who ordered them', async () => {
    const bank = 'client-demo-sandbox'
    const { id } = (await ask(bank, 'POST', '/v1/cases', inSandbox)).json
    expect((await ask(bank, 'POST', `/v1/cases/${id}/submit`)).json.state).toBe('noticed')
    const ordered = await ask('sandbox-officer', 'POST', `/v1/cases/${id}/certificates`, { language: 'en' })
    expect(ordered.status).toBe(202)
    const drawing = await collector.until(span => span.name === 'worker drawing')
    const order = await requestSpan('/v1/cases/{case_id}/certificates', 202)
    const job = await collector.until(span => span.name.startsWith('job ') && span.trace === order.trace)
    expect(job).toMatchObject({ kind: KIND.consumer, status: 0 })
    expect(isBelow(job, order)).toBe(true)
    expect(drawing).toMatchObject({ trace: order.trace, events: ['taken up'], status: 0 })
    expect(isBelow(drawing, job)).toBe(true)
    const later = collector.spans().filter(span => span.name === 'transaction' && isBelow(span, job))
    expect(later.length).toBeGreaterThan(0)
  }, 60_000)

  test('an office is asked within the trace, and is told of it', async () => {
    const { id } = (await ask('client-demo-hangang', 'POST', '/v1/cases', ofBank())).json
    expect((await ask('client-demo-hangang', 'POST', `/v1/cases/${id}/submit`)).status).toBe(200)
    expect((await ask('officer-seoul', 'POST', `/v1/cases/${id}/accept`)).status).toBe(200)
    const traceparent = TRACEPARENT.replace(CALLER.trace, 'a'.repeat(32))
    const gathered = await ask('officer-seoul', 'POST', `/v1/cases/${id}/facts/gather`, undefined, {
      traceparent,
      tracestate: `vendor=${CANARY}`,
    })
    expect(gathered.status, JSON.stringify(gathered.json)).toBe(200)
    const request = await requestSpan('/v1/cases/{case_id}/facts/gather', 200)
    const call = await collector.until(span => span.name === 'POST' && span.kind === KIND.client)
    expect(isBelow(call, request)).toBe(true)
    expect(call.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': '127.0.0.1',
      'server.port': (office.address() as AddressInfo).port,
      'office.source': 'court',
      'http.response.status_code': 200,
    })
    // The first question: what is open is asked again by a job, in the same trace.
    expect(asked[0]).toMatchObject({ traceparent: `00-${'a'.repeat(32)}-${call.id}-01` })
    expect(asked[0]).not.toHaveProperty('tracestate')
    expect(asked[0]?.authorization).toBe(`Bearer ${CANARY}`)
  }, 30_000)
})

test('no byte that left holds an id, a person, a token, a query or who acts', async () => {
  const self = (await ask('client-demo-hangang', 'GET', '/v1/self')).json as { readonly person: string }
  const { id } = (await ask('client-demo-sandbox', 'POST', '/v1/cases', inSandbox)).json
  expect((await ask('client-demo-sandbox', 'GET', `/v1/cases/${id}?x=${CANARY}`)).status).toBe(400)
  expect((await ask('client-demo-sandbox', 'GET', `/v1/cases/${id}`)).status).toBe(200)
  await requestSpan('/v1/cases/{case_id}', 200)
  expect(await stop(service)).toBe(0)
  expect(new Set(collector.paths())).toEqual(new Set(['POST /v1/traces']))
  const sent = collector.bytes()
  expect(sent.length).toBeGreaterThan(10_000)
  const token = tokenOf('client-demo-sandbox')
  const planted = [CANARY, id, self.person, 'client-demo', 'bank-901', 'firm-901', token, token.split('.')[2] ?? '']
  for (const value of planted) expect([value, sent.includes(value)]).toEqual([value, false])
  expect(sdkIn(join(place, 'loaded-on.txt')).length).toBeGreaterThan(10)
}, 60_000)

describe('without a configuration', () => {
  const OFF: readonly (readonly [string, Record<string, string>])[] = [
    ['no endpoint', {}],
    ['the SDK disabled', { OTEL_SDK_DISABLED: 'true' }],
    ['no exporter', { OTEL_TRACES_EXPORTER: 'none' }],
  ]
  test.each(OFF)(
    'nothing is loaded and nothing is sent: %s',
    async (name, environment) => {
      const before = collector.paths().length
      const file = join(place, 'loaded-off.txt')
      const endpoint = name === 'no endpoint' ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address }
      service = await start(place, { ...endpoint, ...environment, LOG_LEVEL: 'info', ...watched(file) })
      expect(
        (await ask('client-demo-sandbox', 'GET', '/v1/self', undefined, { traceparent: TRACEPARENT })).status,
      ).toBe(200)
      expect(await servedLine()).not.toHaveProperty('trace')
      expect(await stop(service)).toBe(0)
      expect(readFileSync(file, 'utf8')).toContain('src/platform/http/app.ts')
      expect(sdkIn(file)).toEqual([])
      expect(collector.paths()).toHaveLength(before)
    },
    60_000,
  )
})

test('a collector that is away holds up neither a request nor the end', async () => {
  const address = collector.address
  await collector.close()
  service = await start(place, { OTEL_EXPORTER_OTLP_ENDPOINT: address, OTEL_BSP_SCHEDULE_DELAY: '50' })
  expect((await ask('client-demo-sandbox', 'GET', '/v1/self')).status).toBe(200)
  expect(await stop(service)).toBe(0)
}, 60_000)
