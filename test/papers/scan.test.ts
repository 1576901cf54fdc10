/**
 * A paper scanned between two transactions, over HTTP: no transaction is open while the scanner reads, what is cut off
 * meanwhile is done by asking again, and nothing is read of a paper before it was scanned.
 */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { paperRoutes } from '../../src/application/papers/routes.ts'
import { ok, refusal, refuse, sure } from '../../src/kernel/result.ts'
import type { App } from '../../src/platform/http/app.ts'
import type { Scan } from '../../src/platform/scan.ts'
import { buildServer } from '../../src/server.ts'
import { DAY, digest, FIRM, NOW, OFFICER, type PaperHouse, paperHouse, ZONE } from './house.ts'
import { text } from './made.ts'

const PEOPLE: Readonly<Record<string, Actor>> = { firm: FIRM, officer: OFFICER }
let of: PaperHouse
let app: App
let watch: pg.Pool
/** What the scanner does with the next papers, and what it has read. */
let scanner: Scan = async () => 'clean'
const scanned: string[] = []
/** Work of the house that is inside a transaction while the scanner reads. */
const open: string[] = []

beforeAll(async () => {
  of = await paperHouse()
  watch = new pg.Pool({ ...of.fresh.superuser, max: 2, application_name: 'watching' })
  const scan: Scan = async bytes => {
    const { rows } = await watch.query<{ state: string; query: string }>(
      `select state, query from pg_stat_activity where datname = current_database()
         and application_name = 'tech-guarantee' and xact_start is not null`,
    )
    open.push(...rows.map(row => `${row.state}: ${row.query}`))
    scanned.push(digest(bytes))
    return await scanner(bytes)
  }
  app = await buildServer({
    database: of.fresh.database,
    routes: paperRoutes(of.serviceWith({ scan }), ZONE),
    authenticate: async headers => {
      const who = PEOPLE[String(headers['authorization'])]
      return who === undefined ? refuse(refusal('token_missing')) : ok(who)
    },
    now: () => NOW,
    dayOf: () => DAY,
    log: { level: 'silent' },
  })
  await app.server.ready()
}, 60_000)
afterAll(async () => {
  await app.server.close()
  await watch.end()
  await of.close()
})
afterEach(() => {
  scanner = async () => 'clean'
  scanned.splice(0)
  expect(open.splice(0)).toEqual([])
})

type Shown = { readonly state: string; readonly refusal: string | null; readonly errors?: readonly { code: string }[] }
async function ask(who: string, method: 'GET' | 'POST', url: string, key: string = randomUUID()) {
  const headers = { authorization: who, ...(method === 'POST' ? { 'idempotency-key': key } : {}) }
  const answer = await app.server.inject({ method, url, headers })
  const json = (answer.headers['content-type'] ?? '').includes('json') ? (answer.json() as Shown) : null
  return { status: answer.statusCode, json, body: answer.body, code: json?.errors?.[0]?.code ?? '' }
}
async function received(bytes: Uint8Array): Promise<string> {
  const { id } = sure(await of.declare(bytes))
  sure(await of.put(id, 0, bytes))
  return id
}
const complete = (id: string, key?: string) => ask('firm', 'POST', `/v1/papers/${id}/complete`, key)
/** A scanner that waits until it is let go on, and says when it has begun. */
function gate() {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<'clean' | 'infected'>()
  scanner = async () => {
    begun.resolve()
    return await goOn.promise
  }
  return { begun: begun.promise, goOn: goOn.resolve }
}

describe('a paper that is being scanned', () => {
  it('holds no transaction open, and is still being received: nobody reads it, its row is free', async () => {
    const id = await received(text('{"scan":1}'))
    const { begun, goOn } = gate()
    const completing = complete(id)
    await begun
    expect((await ask('officer', 'GET', `/v1/papers/${id}`)).json?.state).toBe('receiving')
    expect((await ask('officer', 'GET', `/v1/papers/${id}/content`)).code).toBe('paper_not_kept')
    // Its row is free: the same part is taken again while the scanner reads.
    sure(await of.put(id, 0, text('{"scan":1}')))
    goOn('clean')
    expect((await completing).json?.state).toBe('kept')
    expect((await ask('officer', 'GET', `/v1/papers/${id}/content`)).body).toBe('{"scan":1}')
  })
  it('is not kept as clean with other bytes than those that were scanned', async () => {
    const id = await received(text('{"scan":2}'))
    const { begun, goOn } = gate()
    const completing = complete(id)
    await begun
    sure(await of.put(id, 0, text('{"evil":2}')))
    goOn('clean')
    expect((await completing).code).toBe('paper_digest_differs')
    expect((await ask('officer', 'GET', `/v1/papers/${id}/content`)).code).toBe('paper_not_kept')
  })
  it('is done by asking again, under the same key, where the process ended meanwhile', async () => {
    const id = await received(text('{"scan":3}'))
    const key = randomUUID()
    scanner = async () => {
      // What a process that is killed leaves: no answer, and nothing written after the scan.
      throw new Error('the process ended')
    }
    expect((await complete(id, key)).status).toBe(500)
    expect((await ask('officer', 'GET', `/v1/papers/${id}`)).json?.state).toBe('receiving')
    expect((await ask('officer', 'GET', `/v1/papers/${id}/content`)).code).toBe('paper_not_kept')
    scanner = async () => 'clean'
    const done = await complete(id, key)
    expect(done.json?.state).toBe('kept')
    // Answered under its key, it is not scanned a third time.
    expect((await complete(id, key)).body).toBe(done.body)
    expect(scanned).toHaveLength(2)
  })
  it('twice at once is kept once; the later verdict changes nothing of it', async () => {
    const id = await received(text('{"scan":4}'))
    const { begun, goOn } = gate()
    const first = complete(id)
    await begun
    scanner = async () => 'clean'
    expect((await complete(id)).json?.state).toBe('kept')
    goOn('infected')
    expect((await first).json?.state).toBe('kept')
  })
  it('is not scanned at all before it is whole, nor for who may not complete it', async () => {
    const bytes = text('{"scan":5}')
    const { id } = sure(await of.declare(bytes))
    expect((await complete(id)).code).toBe('paper_incomplete')
    sure(await of.put(id, 0, bytes))
    expect((await ask('nobody', 'POST', `/v1/papers/${id}/complete`)).status).toBe(401)
    expect(scanned).toEqual([])
    scanner = async () => 'unavailable'
    expect((await complete(id)).status).toBe(503)
    scanner = async () => 'infected'
    expect((await complete(id)).json).toMatchObject({ state: 'refused', refusal: 'paper_infected' })
  })
})
