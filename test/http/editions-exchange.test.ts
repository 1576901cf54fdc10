/** Editions as decision tables over HTTP, on a real PostgreSQL, and what two of them differ in. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { digestOf } from '../../src/kernel/digest.ts'
import { ok, refusal, refuse } from '../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { makeDrafts } from '../../src/policy/drafts/service.ts'
import { editionRoutes } from '../../src/policy/editions/routes.ts'
import { makeEditionService } from '../../src/policy/editions/service.ts'
import { exchangeRoutes } from '../../src/policy/exchange/routes.ts'
import { makeExchangeService, openFileReading } from '../../src/policy/exchange/service.ts'
import { makeGrowingBook } from '../../src/policy/publishing/service.ts'
import { buildServer } from '../../src/server.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { agent, peopled } from '../flow/people.ts'
import { draftsHere } from '../policy/drafts.ts'

const DAY = '2026-04-14'
const PEOPLE = { risk: agent('risk_officer', 1), auditor: agent('auditor', 1), officer: agent('officer', 1) }
type Person = keyof typeof PEOPLE

let fresh: Fresh
const reading = openFileReading()
let app: Awaited<ReturnType<typeof buildServer>>
let keys = 0

beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, [], [])
  const book = makeGrowingBook(fresh.database.plain, textsBelow(`${HOME}/rules`))
  await book.relearn()
  const editions = makeEditionService({
    book,
    drafts: makeDrafts(
      draftsHere(() => []),
      book.known,
    ),
    grounds: {},
    uuid: uuid7,
  })
  app = await buildServer({
    database: fresh.database,
    routes: [...editionRoutes(editions), ...exchangeRoutes(makeExchangeService({ editions, book, workers: reading }))],
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const person = String(headers['authorization'] ?? '').replace('Bearer ', '')
      const found = PEOPLE[person as Person]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: () => new Date(`${DAY}T03:00:00.000Z`),
    dayOf: () => DAY,
    limits: { requestsPerMinute: 1e9 },
    log: { level: 'silent' },
  })
  await app.server.ready()
})
afterAll(async () => {
  await reading.close()
  await app.server.close()
  await fresh.close()
})

const ask = (
  person: Person,
  method: 'GET' | 'POST',
  url: string,
  body?: Buffer | object,
  type = 'application/json',
) => {
  keys += 1
  return app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${person}`,
      ...(method === 'POST' ? { 'idempotency-key': `exchange-${keys}` } : {}),
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { payload: body }),
  })
}
const TABLE = '/v1/rules/editions/terms/2026-01/table'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const shipped = () => JSON.parse(textsBelow(`${HOME}/rules`).get('terms/2026-01.json') ?? '')

test('an edition goes out as a workbook and as DMN, and comes back with its digest, stored by nobody', async () => {
  const counted = () =>
    fresh.database.transaction(systemActor('test'), tx => tx.selectFrom('app.rule_editions').selectAll().execute())
  for (const [format, type] of [
    ['xlsx', XLSX],
    ['dmn', 'application/xml'],
  ] as const) {
    const out = await ask('auditor', 'GET', `${TABLE}?format=${format}&lang=zh`)
    expect(out.statusCode).toBe(200)
    expect(out.headers['content-type']).toBe(type)
    expect(out.headers['content-disposition']).toContain(`terms-2026-01.${format}`)
    const back = await ask('risk', 'POST', TABLE, out.rawPayload, type)
    expect(back.statusCode).toBe(200)
    expect(back.json()).toMatchObject({ digest: digestOf(shipped()), made_from: digestOf(shipped()), findings: [] })
    expect(digestOf(back.json().numbers)).toBe(digestOf(shipped()))
  }
  expect(await counted()).toEqual([])
})

test('what is wrong with a file is told with its place, and who may not draft sends none', async () => {
  const out = await ask('risk', 'GET', `${TABLE}?format=dmn`)
  const planted = out.payload.replace('<text>0.85</text>', '<text>0.85 + 0.1</text>')
  const told = await ask('risk', 'POST', TABLE, Buffer.from(planted), 'application/xml')
  expect(told.statusCode).toBe(400)
  expect(told.json().errors).toEqual([
    expect.objectContaining({ code: 'exchange_feel', at: expect.stringMatching(/outputEntry\[1\], line \d+$/) }),
  ])
  const bomb = await ask('risk', 'POST', TABLE, Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><x/>'), 'application/xml')
  expect(bomb.json().errors).toEqual([expect.objectContaining({ code: 'exchange_unreadable', at: 'line 1' })])
  expect((await ask('auditor', 'POST', TABLE, Buffer.from(planted), 'application/xml')).statusCode).toBe(403)
  expect((await ask('officer', 'GET', `${TABLE}?format=xlsx`)).statusCode).toBe(403)
  const large = await ask('risk', 'POST', TABLE, Buffer.alloc(50 * 1024 * 1024), 'application/octet-stream')
  expect(large.statusCode).toBe(413)
  const unknown = await ask('risk', 'GET', '/v1/rules/editions/terms/2031-01/table?format=xlsx')
  expect(unknown.statusCode).toBe(404)
})

test('what a draft changes is told by row and cell, with who decides it', async () => {
  const made = await ask('risk', 'POST', '/v1/rules/editions', {
    kind: 'terms',
    edition: '2026-05',
    in_force_from: '2026-05-01',
    texts: {
      numbers: {
        ...shipped(),
        edition: '2026-05',
        in_force_from: '2026-05-01',
        coverage: { ...shipped().coverage, basic: { ...shipped().coverage.basic, value: '0.80' } },
      },
      words: JSON.parse(
        (textsBelow(`${HOME}/rules`).get('terms/2026-01.words.json') ?? '').replace('"2026-01"', '"2026-05"'),
      ),
    },
  })
  expect(made.statusCode).toBe(201)
  const told = await ask('auditor', 'GET', '/v1/rules/differences?kind=terms&before=2026-01&after=2026-05')
  expect(told.statusCode).toBe(200)
  expect(
    told.json().items.map((one: { says: { en: string }; decided_by: string[] }) => [one.says.en, one.decided_by]),
  ).toEqual([
    ['Edition: 2026-01 -> 2026-05', []],
    ['First day: 2026-01-01 -> 2026-05-01', []],
    ['Coverage, basic: ratio 0.85 -> 0.80', ['steering_committee']],
  ])
  expect(
    (await ask('officer', 'GET', '/v1/rules/differences?kind=terms&before=2026-01&after=2026-05')).statusCode,
  ).toBe(403)
})

type Grid = { tables: { key: string; columns: { heading: string; label: { ko: string } }[]; rows: string[][] }[] }
/** The grid of a draft of the terms, and as it is handed back. */
async function gridRead() {
  const told = await ask('risk', 'GET', '/v1/rules/editions/terms/2026-05/grid')
  expect(told.statusCode).toBe(200)
  const { tables } = told.json() as Grid
  const at = tables.findIndex(one => one.key === 'coverage.reductions')
  const given = tables.map(({ columns, title: _, ...one }: Grid['tables'][number] & { title?: unknown }) => ({
    ...one,
    headings: columns.map(column => column.heading),
  }))
  return { given, at, tables }
}
const weigh = (person: Person, body: object) => ask(person, 'POST', '/v1/rules/editions/terms/2026-05/grid', body)

test('a grid handed back as it came is the edition, and nothing is found in it or stored', async () => {
  const { given, tables, at } = await gridRead()
  expect(tables[at]?.columns[0]?.label.ko).toContain('보증이용')
  const same = await weigh('risk', { tables: given, with_numbers: true })
  const draft = (await ask('risk', 'GET', '/v1/rules/editions/terms/2026-05')).json()
  expect([same.statusCode, same.json().findings]).toEqual([200, []])
  expect(same.json()).toMatchObject({ digest: draft.digest, numbers: draft.numbers })
  expect((await weigh('risk', { tables: given })).json().numbers).toBeNull()
  expect((await ask('risk', 'GET', '/v1/rules/editions/terms/2026-05')).json().version).toBe(draft.version)
  expect((await weigh('auditor', { tables: given })).statusCode).toBe(403)
})
