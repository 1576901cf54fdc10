/** Facts gathered over HTTP from an office over HTTP that hangs, is slow, or answers too late for the case. */

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { fixedBook } from '../../src/appraisal/way/service.ts'
import { ok, refusal, refuse, sure } from '../../src/kernel/result.ts'
import type { App } from '../../src/platform/http/app.ts'
import { type Jobs, openJobs } from '../../src/platform/jobs/jobs.ts'
import { httpOffice } from '../../src/platform/offices/http-office.ts'
import { buildServer } from '../../src/server.ts'
import { askAgain, askedAgainBy, type Flow, makeFlow } from '../../src/services.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { actor, agent, at, book, contentOf, DAY, fixture, NOW, officesOf, peopled, request } from '../flow/people.ts'

const file = fixture('laser-rod-growth')
const content = contentOf(file)
const told = officesOf(content, new Set())
const FACTS = told.flatMap(({ source, facts }) => facts.map(fact => `${fact} ${source}`)).sort()
const PEOPLE: Readonly<Record<string, Actor>> = {
  firm: actor('firm', 'firm-103', 'person-103', ['sme']),
  officer: agent('officer', 1),
}

/** The offices: all of them at one address of this machine, each at its path. */
let server: Server
/** Sources that take the question and never answer. */
const hanging = new Set<string>()
/** While it is there, answers wait in it. */
let held: (() => void)[] | undefined
let questions = 0
/** Work of the house that is inside a transaction at the moment an office is asked. */
const openTransactions: string[] = []

let fresh: Fresh
let watch: pg.Pool
let jobs: Jobs
let app: App
let flowOfTest: Flow
/** When the queue comes back to what was not answered. */
const RETRIED = new Date(NOW.getTime() + 60_000)
const problems: string[] = []

async function answered(source: string, body: string, response: ServerResponse): Promise<void> {
  const { rows } = await watch.query<{ state: string; query: string }>(
    `select state, query from pg_stat_activity where datname = current_database()
       and application_name = 'tech-guarantee' and xact_start is not null`,
  )
  openTransactions.push(...rows.map(row => `${row.state}: ${row.query}`))
  questions += 1
  if (hanging.has(source)) return
  const readings = await told.find(one => one.source === source)?.ask(JSON.parse(body), AbortSignal.timeout(1000))
  const send = () => response.end(JSON.stringify({ readings }))
  if (held === undefined) send()
  else held.push(send)
}

beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103'])
  watch = new pg.Pool(fresh.superuser)
  server = createServer((asked, response) => {
    let body = ''
    asked.on('data', part => {
      body += part
    })
    asked.on('end', () => void answered(asked.url?.slice(1) ?? '', body, response))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  jobs = await openJobs({ app: fresh.app, zone: 'Asia/Seoul', onProblem: (_, where) => problems.push(where) })
  const flow = makeFlow({
    book: fixedBook(book),
    // Whoever hangs is not waited for as long as one that is only slow.
    offices: told.map(({ source, facts }) => ({
      ...httpOffice(source, facts, { url: `${address}/${source}`, timeoutMs: 0 }),
      get timeoutMs() {
        return hanging.has(source) ? 300 : 10_000
      },
    })),
    referDays: 5,
    retryLater: askedAgainBy(jobs),
  })
  flowOfTest = flow
  await askAgain(jobs, fresh.database, flow.application, () => ({ now: RETRIED, day: DAY }))
  app = await buildServer({
    database: fresh.database,
    routes: flow.routes,
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const found = PEOPLE[String(headers['authorization'] ?? '').replace('Bearer ', '')]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: () => NOW,
    dayOf: () => DAY,
    log: { level: 'silent' },
  })
  await app.server.ready()
}, 120_000)
afterAll(async () => {
  await jobs?.stop()
  await app?.server.close()
  server?.closeAllConnections()
  server?.close()
  await watch?.end()
  await fresh?.close()
}, 60_000)

beforeEach(() => {
  hanging.clear()
  held = undefined
})

let keys = 0
async function ask(who: string, method: 'GET' | 'POST', url: string, payload?: unknown, key = `key-${++keys}`) {
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${who}`,
      ...(method === 'POST' ? { 'idempotency-key': key } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  const json = answer.json() as { items: Fact[]; errors: { code: string }[] }
  return { status: answer.statusCode, code: json.errors?.[0]?.code, items: json.items, headers: answer.headers }
}
type Fact = {
  readonly fact: string
  readonly source: string
  readonly state: string
  readonly value: unknown
  readonly attempts: number
  readonly at: string
}
const written = (moment: Date): string => moment.toISOString().replace('.000Z', 'Z')
const stateOf = (one: Fact) => `${one.fact} ${one.source} ${one.state}`
const known = FACTS.map(name => `${name} known`)

/** A case in the office's care, of which nothing was gathered yet. */
async function accepted(): Promise<string> {
  const { firm, officer } = PEOPLE as { firm: Actor; officer: Actor }
  const draft = { content, names: file.names, consent: 'consent-103' }
  const { database } = fresh
  const { id } = sure(await request(database, firm, tx => flowOfTest.appraisal.draft(tx, firm, draft, at)))
  sure(await request(database, firm, tx => flowOfTest.appraisal.submit(tx, firm, id, at)))
  sure(await request(database, officer, tx => flowOfTest.application.accept(tx, officer, id, at.now)))
  return id
}
const gather = (id: string, key?: string) => ask('officer', 'POST', `/v1/cases/${id}/facts/gather`, undefined, key)
const factsOf = async (id: string) => (await ask('officer', 'GET', `/v1/cases/${id}/facts`)).items
async function newestOf(id: string): Promise<readonly (Omit<Fact, 'at'> & { readonly at: Date })[]> {
  const { rows } = await watch.query(
    `select distinct on (r.fact, r.source) g.at, r.* from app.gathered_facts g,
       jsonb_to_recordset(g.readings) as r(fact text, value jsonb, source text, state text, attempts integer)
       where g.case_id = $1 order by r.fact, r.source, g.at desc, g.id desc`,
    [id],
  )
  return rows
}
async function rowsOf(id: string): Promise<number> {
  const { rows } = await watch.query(
    'select 1 from app.gathered_facts g, jsonb_array_elements(g.readings) where g.case_id = $1',
    [id],
  )
  return rows.length
}
async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 1000; !(await is()); left -= 1) {
    if (left === 0) throw new Error('it did not come about')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
const allAsked = (times: number) => until(() => held?.length === times * told.length)

/** Holds back what the offices answer until every one was asked, does something meanwhile, and lets go. */
async function meanwhile<Value>(begin: () => Promise<Value>, work: () => Promise<unknown>) {
  held = []
  const waiting = begin()
  await allAsked(1)
  await work()
  const letGo = held
  held = undefined
  for (const send of letGo) send()
  return waiting
}

describe('an office that hangs', () => {
  test('holds no transaction open; its facts are unknown and say so, until one of the retries knows them', async () => {
    const id = await accepted()
    hanging.add('tax_office')
    const answer = await gather(id)
    expect(answer.status).toBe(200)
    const silent = answer.items.filter(one => one.source === 'tax_office')
    expect(silent.length).toBeGreaterThan(0)
    for (const one of silent)
      expect(one).toMatchObject({ state: 'unavailable', value: null, attempts: 1, at: written(NOW) })
    expect(answer.items.filter(one => one.source !== 'tax_office').every(one => one.state === 'known')).toBe(true)

    // Looked at from outside, so that nothing but the queue is at work.
    await until(async () => (await newestOf(id)).some(one => one.attempts > 1))
    for (const one of (await newestOf(id)).filter(each => each.source === 'tax_office'))
      expect(one).toMatchObject({ state: 'unavailable', at: RETRIED })
    hanging.clear()
    await until(async () => (await newestOf(id)).every(one => one.state === 'known'))
    expect((await factsOf(id)).map(stateOf)).toEqual(known)
    expect(questions).toBeGreaterThan(told.length + 1)
    expect(openTransactions).toEqual([])
  }, 60_000)
})

describe('an answer that comes late', () => {
  test('changes nothing of a case that was withdrawn meanwhile', async () => {
    const id = await accepted()
    const answer = await meanwhile(
      () => gather(id),
      async () => {
        const withdrawn = await ask('firm', 'POST', `/v1/cases/${id}/withdraw`, { reason: 'The order was lost.' })
        expect(withdrawn.status).toBe(200)
      },
    )
    expect([answer.status, answer.code]).toEqual([409, 'case_state'])
    expect(await rowsOf(id)).toBe(0)
  })

  test('changes nothing of a case that is no longer the one asked about, and may be asked for again', async () => {
    const id = await accepted()
    const answer = await meanwhile(
      () => gather(id),
      async () => {
        const asked = await ask('firm', 'POST', `/v1/cases/${id}/ask-person`, { reason: 'Sales of 2025.' })
        expect(asked.status).toBe(200)
      },
    )
    expect([answer.status, answer.code]).toEqual([409, 'changed_meanwhile'])
    expect(await rowsOf(id)).toBe(0)
    expect((await gather(id)).items.map(stateOf)).toEqual(known)
  })

  test('to a retry changes nothing of a case that was withdrawn meanwhile, and ends the retries', async () => {
    const id = await accepted()
    await watch.query(
      `insert into app.gathered_facts (id, case_id, readings) select gen_random_uuid(), $1,
         jsonb_agg(jsonb_build_object('fact', split_part(f, ' ', 1), 'source', split_part(f, ' ', 2),
           'state', 'unavailable', 'attempts', 7)) from unnest($2::text[]) f`,
      [id, FACTS],
    )
    const { officer } = PEOPLE as { officer: Actor }
    const ended = await meanwhile(
      () => flowOfTest.application.retry(fresh.database, officer, id, { now: RETRIED, day: DAY }),
      () => ask('firm', 'POST', `/v1/cases/${id}/withdraw`, { reason: 'The order was lost.' }),
    )
    expect(ended).toEqual({ ok: true, value: { isOpen: false } })
    expect(await rowsOf(id)).toBe(FACTS.length)
    expect((await factsOf(id)).map(one => [one.state, one.attempts])).toEqual(FACTS.map(() => ['unavailable', 7]))
  })
})

describe('facts asked for twice at once', () => {
  test('are kept once, and both who asked are told them', async () => {
    const { id, both } = await twice()
    for (const one of both) expect([one.status, one.items.map(stateOf)]).toEqual([200, known])
    expect(await rowsOf(id)).toBe(FACTS.length)
  })

  test('under one key are kept once, and answered again without asking anybody', async () => {
    const { id, both } = await twice('twice')
    const codes = both.map(one => (one.status === 200 ? 'answered' : one.code))
    expect(codes).toContain('answered')
    for (const one of codes) expect(['answered', 'idempotency_key_busy']).toContain(one)
    expect(await rowsOf(id)).toBe(FACTS.length)
    const before = questions
    const again = await gather(id, 'twice')
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([200, 'true'])
    expect(questions).toBe(before)
  })

  /** Two requests, both waiting for the offices at the same time. */
  async function twice(key?: string) {
    const id = await accepted()
    let second: ReturnType<typeof gather> | undefined
    const first = await meanwhile(
      () => gather(id, key),
      async () => {
        second = gather(id, key)
        await allAsked(2)
      },
    )
    if (second === undefined) throw new Error('nobody asked twice')
    return { id, both: [first, await second] }
  }
})
