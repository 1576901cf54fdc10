/**
 * The same request sent again is done once: late, at the same time, crossed with another, and when its answer was lost.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import type { Database } from '../../src/platform/db/database.ts'
import { openDatabase } from '../../src/platform/db/open.ts'
import { formOf } from '../../src/platform/db/statements.ts'
import type { App } from '../../src/platform/http/app.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asBank, type Between, sampleServer } from './served.ts'

let fresh: Fresh
let app: App
const between: Between = { handle: async () => undefined }
beforeAll(async () => {
  fresh = await freshDatabase()
  app = await sampleServer(fresh.database, {}, between)
}, 60_000)
beforeEach(() => {
  between.handle = async () => undefined
})
afterAll(async () => {
  await app.server.close()
  await fresh.close()
})

const post = async (
  key: string,
  name: string,
  { who = 'a', url = '/v1/things', to = app, payload = JSON.stringify({ name, amount: '1' }) } = {},
) => await to.server.inject({ method: 'POST', url, headers: asBank(who, { 'idempotency-key': key }), payload })

/** How often an effect is in the database. */
async function effects(name: string, database: Database = fresh.database): Promise<number> {
  const rows = await database.plain.selectFrom('app.organisations').select('names').execute()
  return rows.filter(row => (row.names as { ko: string }).ko === name).length
}

test('sent again, it is done once and answered alike, and marked', async () => {
  const [first, second, third] = [
    await post('again', 'again'),
    await post('again', 'again'),
    await post('again', 'again'),
  ]
  expect([first.statusCode, second.statusCode, third.statusCode]).toEqual([201, 201, 201])
  expect([first, second, third].map(answer => answer.headers['idempotency-replayed'])).toEqual([
    undefined,
    'true',
    'true',
  ])
  expect([second.body, second.headers['location'], second.headers['etag'], second.headers['content-type']]).toEqual([
    first.body,
    first.headers['location'],
    first.headers['etag'],
    first.headers['content-type'],
  ])
  expect(await effects('again')).toBe(1)
})

test("several deeds' answers are each looked up by key, also by a plan made while none is kept", async () => {
  const look = 'select request_digest, status, headers, body from app.idempotency where principal = $1 and key = $2'
  const text = formOf(look)?.text(4, 2) ?? ''
  const plan = await fresh.database.transaction(systemActor('test'), tx =>
    sql<{ 'QUERY PLAN': string }>`explain (generic_plan) ${sql.raw(text)}`.execute(tx),
  )
  const lines = plan.rows.map(row => row['QUERY PLAN']).join('\n')
  expect(lines).toContain('Index Scan using idempotency_pkey')
  expect(lines).not.toContain('Seq Scan')
})

test('the same in other white space and another order of fields is the same request', async () => {
  const first = await post('order', 'order')
  const second = await post('order', '', { payload: '{ "amount": "1",\n "name": "order" }' })
  expect([second.statusCode, second.body]).toEqual([201, first.body])
  expect(await effects('order')).toBe(1)
})

describe('the same key with another request is refused, and nothing is done', () => {
  test('another body', async () => {
    await post('crossed', 'crossed')
    const answer = await post('crossed', 'crossed2')
    expect([answer.statusCode, answer.json().errors[0].code]).toEqual([422, 'idempotency_key_reused'])
    expect(await effects('crossed2')).toBe(0)
  })
  test('another path, and bytes other by one', async () => {
    const papers = (id: string) => `/v1/things/0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7d8${id}/papers`
    const upload = async (id: string, payload: Buffer) =>
      await app.server.inject({
        method: 'POST',
        url: papers(id),
        headers: asBank('a', { 'idempotency-key': 'bytes', 'content-type': 'application/pdf' }),
        payload,
      })
    const bytes = Buffer.alloc(100_000, 1)
    expect((await upload('1', bytes)).statusCode).toBe(201)
    expect((await upload('1', bytes)).headers['idempotency-replayed']).toBe('true')
    expect((await upload('2', bytes)).statusCode).toBe(422)
    bytes[99_999] = 2
    expect((await upload('1', bytes)).statusCode).toBe(422)
  })
})

test('keys of two banks are two keys', async () => {
  const [mine, theirs] = [await post('shared', 'shared', { who: 'a' }), await post('shared', 'shared', { who: 'b' })]
  expect([mine.statusCode, theirs.statusCode, theirs.headers['idempotency-replayed']]).toEqual([201, 201, undefined])
  expect(mine.json().id).not.toBe(theirs.json().id)
})

test('what was refused was not done, and its key may be sent again when it is mended', async () => {
  expect((await post('mended', 'taken')).statusCode).toBe(409)
  expect((await post('mended', 'mended')).statusCode).toBe(201)
  expect((await post('mended', 'mended')).headers['idempotency-replayed']).toBe('true')
})

test('a fault between the effect and the answer leaves neither, and the key does it then', async () => {
  between.handle = async () => {
    throw new Error('stopped between')
  }
  expect((await post('between', 'between')).statusCode).toBe(500)
  expect(await effects('between')).toBe(0)
  between.handle = async () => undefined
  expect((await post('between', 'between')).statusCode).toBe(201)
  expect(await effects('between')).toBe(1)
})

test('20 at once with one key are one effect: one done, the rest still running or replayed', async () => {
  for (let round = 0; round < 10; round++) {
    const name = `race ${round}`
    between.handle = async () => await new Promise(resolve => setTimeout(resolve, round % 3))
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(`race-${round}`, name)))
    const done = answers.filter(
      answer => answer.statusCode === 201 && answer.headers['idempotency-replayed'] === undefined,
    )
    expect(done.length).toBe(1)
    for (const answer of answers) {
      if (answer.statusCode === 201) expect(answer.body).toBe(done[0]?.body)
      else expect([answer.statusCode, answer.json().errors[0].code]).toEqual([409, 'idempotency_key_busy'])
    }
    expect(await effects(name)).toBe(1)
    expect((await post(`race-${round}`, name)).headers['idempotency-replayed']).toBe('true')
  }
})

/** A line to the database that forgets what the server said to COMMIT, as a network does. */
async function cutter(): Promise<{
  readonly server: Server
  readonly port: number
  cut: 'no' | 'answer' | 'commit'
  readonly close: () => void
}> {
  const lines = new Set<Socket>()
  const server = createServer(near => {
    const far = connect(`${fresh.app.host}/.s.PGSQL.${fresh.app.port}`)
    let isDeaf = false
    for (const line of [near, far]) {
      lines.add(line)
      line.on('error', () => undefined)
      line.on('close', () => {
        near.destroy()
        if (!isDeaf) far.destroy()
      })
    }
    near.on('data', bytes => {
      if (state.cut !== 'no' && bytes.toString('latin1').includes('commit\0')) {
        const isSent = state.cut === 'answer'
        isDeaf = isSent
        if (isSent) far.write(bytes)
        // The answer comes to nobody; the server ends what it was told on its own.
        far.once('data', () => far.destroy())
        if (!isSent) far.destroy()
        state.cut = 'no'
        near.destroy()
        return
      }
      far.write(bytes)
    })
    far.on('data', bytes => {
      if (!isDeaf) near.write(bytes)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const state = {
    server,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut: 'no' as 'no' | 'answer' | 'commit',
    close: () => {
      for (const line of lines) line.destroy()
      server.close()
    },
  }
  return state
}

describe('the line to the database breaks at COMMIT', () => {
  let line: Awaited<ReturnType<typeof cutter>>
  let database: Database
  let cutApp: App
  beforeAll(async () => {
    line = await cutter()
    const app_ = { host: '127.0.0.1', port: line.port, user: fresh.app.user, database: fresh.app.database }
    database = await openDatabase({ owner: fresh.owner, app: app_ })
    cutApp = await sampleServer(database)
  }, 30_000)
  afterAll(async () => {
    await cutApp.server.close()
    await database.close()
    line.close()
  })

  test('after the server took it: the caller is told that it was done, and it is done once', async () => {
    for (let round = 0; round < 10; round++) {
      line.cut = 'answer'
      const name = `answer ${round}`
      const first = await post(`lost-answer-${round}`, name, { to: cutApp })
      expect([line.cut, first.statusCode, first.headers['idempotency-replayed']]).toEqual(['no', 201, undefined])
      const second = await post(`lost-answer-${round}`, name, { to: cutApp })
      expect([second.body, second.headers['idempotency-replayed']]).toEqual([first.body, 'true'])
      expect(await effects(name)).toBe(1)
    }
  })

  test('before the server took it: the caller is told that it was not done, and sending again does it', async () => {
    for (let round = 0; round < 10; round++) {
      line.cut = 'commit'
      const name = `commit ${round}`
      const first = await post(`lost-commit-${round}`, name, { to: cutApp })
      expect([first.statusCode, first.json().errors[0].code, first.headers['retry-after']]).toEqual([
        503,
        'not_done',
        '1',
      ])
      expect(await effects(name)).toBe(0)
      expect((await post(`lost-commit-${round}`, name, { to: cutApp })).statusCode).toBe(201)
      expect(await effects(name)).toBe(1)
    }
  })
})

test('a database that is not there is told as such, and the service lives on', async () => {
  const line = await cutter()
  const database = await openDatabase({ owner: fresh.owner, app: { ...fresh.app, host: '127.0.0.1', port: line.port } })
  const away = await sampleServer(database)
  expect((await post('away-0', 'away', { to: away })).statusCode).toBe(201)
  line.close()
  const answer = await post('away-1', 'away', { to: away })
  expect([answer.statusCode, answer.json().errors[0].code]).toEqual([503, 'not_done'])
  expect((await away.server.inject({ method: 'GET', url: '/health/ready' })).statusCode).toBe(503)
  expect((await away.server.inject({ method: 'GET', url: '/health/live' })).statusCode).toBe(200)
  await away.server.close()
  await database.close()
})
