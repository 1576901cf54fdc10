/** Deeds of one caller that share a transaction: one COMMIT for all, and each by itself where one of them fails. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, systemActor } from '../../src/access/actor.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { CommitUncertain } from '../../src/platform/db/faults.ts'
import { forMany, placed, rowForMany, rowsOf, sent } from '../../src/platform/db/statements.ts'
import { type Fresh, freshDatabase } from './fresh.ts'

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
}, 60_000)
afterAll(() => fresh.close(), 60_000)

const ADD = rowForMany('insert into app.limits (scope, code, key, cap) values ($1, $2, $3, $4)')
const READ = forMany('select key from app.limits where key = $1', {
  isRead: true,
  text: deeds => `select deed, l.key from (values ${placed(deeds, ['text'])}) as k (deed, key)
    join app.limits l on l.key = k.key`,
})
const system = systemActor('test')

type Done = { readonly ok: boolean; readonly runs: number }
/** A deed that reads its limit and adds it; `more` comes between the two. */
const deed = (key: string, more: (tx: Tx, run: number) => Promise<unknown> = async () => undefined) => {
  let runs = 0
  return async (tx: Tx): Promise<Done> => {
    runs += 1
    await rowsOf(tx, READ, [key])
    const ok = (await more(tx, runs)) !== 'refused'
    await sent(tx, ADD, ['fund', 'cap', key, '10'])
    return { ok, runs }
  }
}
const isOk = (done: Done): boolean => done.ok
const kept = (work: (tx: Tx) => Promise<Done>, lock: string, actor: Actor = system): Promise<Done> =>
  fresh.database.transaction(actor, work, isOk, { isTold: true, lock })
/** Transactions that wrote the limits of these keys, one entry a limit. */
async function writers(like: string): Promise<readonly string[]> {
  const { rows } = await sql<{ writer: string }>`
    select xmin::text as writer from app.limits where key like ${like} order by key`.execute(fresh.database.plain)
  return rows.map(one => one.writer)
}
/** A caller's deeds of its own second: what could not be kept together lets the next ones go alone for a while. */
const someone = (person: string): Actor => ({ ...system, person })

test('deeds of one caller that come at once are written by one transaction, no more than sixteen of them', async () => {
  const done = await Promise.all(Array.from({ length: 16 }, (_, at) => kept(deed(`a${at}`), `a${at}`)))
  expect(done).toEqual(Array.from({ length: 16 }, () => ({ ok: true, runs: 1 })))
  expect(new Set(await writers('a%')).size).toBe(1)
  await Promise.all(Array.from({ length: 17 }, (_, at) => kept(deed(`n${at}`), `n${at}`)))
  expect(new Set(await writers('n%')).size).toBe(2)
})

test('each is answered what it asked, and nothing that another asked', async () => {
  await Promise.all([kept(deed('i1'), 'i1'), kept(deed('i2'), 'i2')])
  const reading = (keys: readonly string[]) => async (tx: Tx) => {
    const found: string[][] = []
    for (const key of keys) found.push((await rowsOf<{ key: string }>(tx, READ, [key])).map(row => row.key))
    return { ok: true, found }
  }
  const read = (keys: readonly string[]) =>
    fresh.database.transaction(system, reading(keys), one => one.ok, { isTold: true, lock: keys.join() })
  const done = await Promise.all([read(['i1', 'none']), read(['i2', 'i1']), read(['none', 'i2'])])
  expect(done.map(one => one.found)).toEqual([
    [['i1'], []],
    [['i2'], ['i1']],
    [[], ['i2']],
  ])
})

test('what others wait for is sent after all that nobody waits for, whenever it was asked', async () => {
  const counting = (from: string) => `insert into app.limits (scope, code, key, cap)
    select 'fund', 'last', key, (select count(*) from app.limits where key in ('l1', 'l2')) from ${from}`
  const last = forMany(counting("(values ('last ' || $1)) as k (key)"), {
    isRead: false,
    isLast: true,
    text: deeds =>
      counting(`(select 'last ' || v.key from (values ${placed(deeds, ['text'])}) as v (deed, key)) as k (key)`),
  })
  const counted = (key: string) =>
    kept(
      deed(key, tx => sent(tx, last, [key])),
      key,
    )
  await Promise.all([counted('l1'), counted('l2')])
  const { rows } = await sql<{ cap: string }>`select cap::text from app.limits where code = 'last'`.execute(
    fresh.database.plain,
  )
  expect(rows).toEqual([{ cap: '2' }, { cap: '2' }])
})

test('deeds of different callers never share one', async () => {
  const [one, other] = [someone('one'), someone('other')]
  await Promise.all([kept(deed('b1'), 'b1', one), kept(deed('b2'), 'b2', other)])
  expect(new Set(await writers('b%')).size).toBe(2)
})

test('deeds that lock the same never share one', async () => {
  await Promise.all([kept(deed('c1'), 'same'), kept(deed('c2'), 'same')])
  expect(new Set(await writers('c%')).size).toBe(2)
})

test('a deed that is refused before it wrote anything leaves the others together', async () => {
  const refused = async (tx: Tx): Promise<Done> => {
    await rowsOf(tx, READ, ['d'])
    return { ok: false, runs: 1 }
  }
  const done = await Promise.all([kept(deed('d1'), 'd1'), kept(refused, 'd'), kept(deed('d2'), 'd2')])
  expect(done.map(one => one.ok)).toEqual([true, false, true])
  const by = await writers('d%')
  expect([by.length, new Set(by).size]).toEqual([2, 1])
})

test('what a deed wrote before it was given up is not kept, and the others are, each by itself', async () => {
  const givenUp = deed('e2', async tx => {
    await sent(tx, ADD, ['fund', 'cap', 'e2-before', '10'])
    await rowsOf(tx, READ, ['e2'])
    return 'refused'
  })
  const actor = someone('e')
  const done = await Promise.all([
    kept(deed('e1'), 'e1', actor),
    kept(givenUp, 'e2', actor),
    kept(deed('e3'), 'e3', actor),
  ])
  expect(done).toEqual([
    { ok: true, runs: 2 },
    { ok: false, runs: 2 },
    { ok: true, runs: 2 },
  ])
  expect(new Set(await writers('e%')).size).toBe(2)
})

test('the error of one deed is its own: the others are kept', async () => {
  const actor = someone('f')
  await kept(deed('f0'), 'f0', actor)
  const done = await Promise.allSettled([
    kept(deed('f1'), 'f1', actor),
    kept(deed('f0'), 'f0 again', actor),
    kept(deed('f2'), 'f2', actor),
  ])
  expect(done.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(done[1]).toMatchObject({ reason: { code: '23505', constraint: 'limits_pkey' } })
  expect((await writers('f%')).length).toBe(3)
})

test('an error thrown by the work of one is told to whoever asked for it', async () => {
  const actor = someone('g')
  const thrown = deed('g2', async () => {
    throw new Error('of g2')
  })
  const done = await Promise.allSettled([kept(deed('g1'), 'g1', actor), kept(thrown, 'g2', actor)])
  expect(done[0]).toMatchObject({ status: 'fulfilled' })
  expect(done[1]).toMatchObject({ status: 'rejected', reason: { message: 'of g2' } })
  expect((await writers('g%')).length).toBe(1)
})

test('a COMMIT whose answer was lost is told as such to each of them, and nothing is done again', async () => {
  const actor = someone('h')
  const runs: number[] = []
  const cutting = (key: string) =>
    deed(key, async (tx, run) => {
      runs.push(run)
      await sent(tx, 'select pg_terminate_backend(pg_backend_pid()), $1::text', [key])
    })
  const done = await Promise.allSettled([kept(cutting('h1'), 'h1', actor), kept(cutting('h2'), 'h2', actor)])
  expect(done.map(one => one.status === 'rejected' && one.reason instanceof CommitUncertain)).toEqual([true, true])
  expect([runs, await writers('h%')]).toEqual([[1, 1], []])
})
