/**
 * Limits under a race: the guarded function gives out exactly what there is, and a version that reads first is shown
 * to fail.
 */

import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { lapseReservations } from '../../src/platform/jobs/lapse.ts'
import { type Fresh, freshDatabase } from './fresh.ts'
import { asPlace, type Planted, plantCase, plantParties } from './planted.ts'

let fresh: Fresh
let pool: pg.Pool
let planted: Planted
let decisions: string[]
const RACERS = 2000

beforeAll(async () => {
  fresh = await freshDatabase()
  await plantParties(fresh.superuser)
  planted = await plantCase(fresh.superuser, 'one')
  pool = new pg.Pool({ ...fresh.app, max: 50, options: '-c app.kind=system' })
  decisions = Array.from({ length: RACERS }, () => uuid7())
  await asPlace(fresh.superuser, client =>
    client.query(
      `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
         quorum)
       select id, $2, '{}', id::text, '{}', '{}', 'BBB', 'approve', 1, 'branch_head', 1 from unnest($1::uuid[]) id`,
      [decisions, planted.caseId],
    ),
  )
}, 60_000)
afterAll(async () => {
  await pool.end()
  await fresh.close()
}, 60_000)
beforeEach(() =>
  asPlace(fresh.superuser, client =>
    client.query(`truncate app.limits cascade;
      insert into app.limits (scope, code, key, cap) values
        ('fund', 'cap', 'all', 100), ('firm', 'cap', 'a', 2000), ('firm', 'cap', 'b', 2000),
        ('programme', 'cap', 'p', 2000),
        ('sector', 'cap', 's', 2000), ('group', 'cap', 'g', 2000), ('pact', 'cap', 'q', 2000)`),
  ),
)

type Wanted = {
  readonly scope: string
  readonly code: string
  readonly key: string
  readonly amount: string
  readonly version?: string
}
const want = (scope: string, key: string, amount = '1'): Wanted => ({ scope, code: 'cap', key, amount })
const FUND = want('fund', 'all')

const reserve = async (decision: string, wanted: readonly Wanted[]): Promise<string | null> => {
  const { rows } = await pool.query<{ refused: string | null }>(`select app.reserve($1, '2026-03-01', $2) as refused`, [
    decision,
    JSON.stringify(wanted),
  ])
  return rows[0]?.refused ?? null
}
const standing = async (scope: string, key: string) => {
  const { rows } = await pool.query<{ used: string; reserved: string; held: string }>(
    `select used, reserved, (select coalesce(sum(amount), 0) from app.reservations r
       where r.scope = l.scope and r.key = l.key and r.state = 'pending') as held
     from app.limits l where scope = $1 and key = $2`,
    [scope, key],
  )
  return rows[0]
}

test('2,000 racers for a limit of 100 take exactly 100', async () => {
  const answers = await Promise.all(decisions.map(decision => reserve(decision, [FUND])))
  expect(answers.filter(answer => answer === null)).toHaveLength(100)
  expect(answers.filter(answer => answer === 'fund:cap:all')).toHaveLength(RACERS - 100)
  expect(await standing('fund', 'all')).toEqual({ used: '0', reserved: '100', held: '100' })
}, 60_000)

test('the naive version, which reads the use and then writes, gives out more than there is', async () => {
  await asPlace(fresh.superuser, client => client.query('alter table app.limits drop constraint within_cap'))
  const naive = async (): Promise<boolean> => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query(`select reserved, cap from app.limits where scope = 'fund'`)
      const isFree = Number(rows[0].reserved) + 1 <= Number(rows[0].cap)
      if (isFree) await client.query(`update app.limits set reserved = reserved + 1 where scope = 'fund'`)
      await client.query('commit')
      return isFree
    } finally {
      client.release()
    }
  }
  const given = (await Promise.all(decisions.map(naive))).filter(Boolean).length
  expect(given).toBeGreaterThan(100)
  await asPlace(fresh.superuser, client =>
    client.query(
      'truncate app.limits cascade; alter table app.limits add constraint within_cap check (used + reserved <= cap)',
    ),
  )
}, 60_000)

test('several limits asked for in any order are had whole or not at all, without a deadlock', async () => {
  const all = [
    want('firm', 'a'),
    want('group', 'g'),
    want('programme', 'p'),
    want('sector', 's'),
    want('pact', 'q'),
    FUND,
  ]
  const turned = (at: number): Wanted[] => {
    const from = at % all.length
    const order = [...all.slice(from), ...all.slice(0, from)]
    return at % 2 === 0 ? order : order.reverse()
  }
  const before = await asPlace(
    fresh.superuser,
    async client =>
      (await client.query('select deadlocks from pg_stat_database where datname = current_database()')).rows[0]
        .deadlocks,
  )
  const answers = await Promise.all(decisions.map((decision, at) => reserve(decision, turned(at))))
  expect(answers.filter(answer => answer === null)).toHaveLength(100)
  for (const { scope, key } of all)
    expect(await standing(scope, key)).toEqual({ used: '0', reserved: '100', held: '100' })
  const after = await asPlace(
    fresh.superuser,
    async client =>
      (await client.query('select deadlocks from pg_stat_database where datname = current_database()')).rows[0]
        .deadlocks,
  )
  expect(after).toBe(before)
}, 60_000)

test('a refused reservation leaves nothing, also where the caller keeps the transaction', async () => {
  const refused = await reserve(decisions[0] as string, [want('firm', 'a'), want('fund', 'all', '101')])
  expect(refused).toBe('fund:cap:all')
  expect(await standing('firm', 'a')).toEqual({ used: '0', reserved: '0', held: '0' })
})

test('a limit that changed since it was read refuses, and no limit at all refuses', async () => {
  expect(await reserve(decisions[0] as string, [{ ...FUND, version: '2' }])).toBe('fund:cap:all')
  expect(await reserve(decisions[0] as string, [{ ...FUND, version: '1' }])).toBe(null)
  expect(await reserve(decisions[1] as string, [{ ...FUND, version: '1' }])).toBe('fund:cap:all')
  expect(await reserve(decisions[1] as string, [want('fund', 'none')])).toBe('fund:cap:none')
})

test('amounts that are no amounts are refused by the table itself', async () => {
  for (const amount of ['-1', '0', 'NaN']) {
    const answer = await reserve(decisions[0] as string, [want('fund', 'all', amount)]).catch(
      (error: { code: string }) => error.code,
    )
    expect(['23514', 'fund:cap:all']).toContain(answer)
  }
  expect(await standing('fund', 'all')).toEqual({ used: '0', reserved: '0', held: '0' })
})

test('a reservation ends once: posted becomes use, voided gives back, and another end is refused', async () => {
  const [posted, voided] = decisions as [string, string]
  await reserve(posted, [want('fund', 'all', '10')])
  await reserve(voided, [want('fund', 'all', '20')])
  const end = async (decision: string, state: string) =>
    (await pool.query('select app.end_reservations($1, $2) as n', [decision, state])).rows[0].n
  expect([
    await end(posted, 'posted'),
    await end(posted, 'posted'),
    await end(voided, 'voided'),
    await end(voided, 'posted'),
  ]).toEqual([1, 0, 1, 0])
  expect(await standing('fund', 'all')).toEqual({ used: '10', reserved: '0', held: '0' })
  await expect(end(posted, 'pending')).rejects.toMatchObject({ code: '22023' })
})

test('reservations lapse the day after their last one, while others are being made', async () => {
  const [old, fresh_] = [decisions.slice(0, 40), decisions.slice(40, 80)]
  for (const decision of old) await reserve(decision, [want('firm', 'a'), FUND])
  expect(await lapseReservations(fresh.database, '2026-03-01')).toBe(0)
  const [lapsed] = await Promise.all([
    lapseReservations(fresh.database, '2026-03-02'),
    ...fresh_.map(decision =>
      pool.query(`select app.reserve($1, '2026-04-01', $2)`, [decision, JSON.stringify([FUND, want('firm', 'b')])]),
    ),
  ])
  expect(lapsed).toBe(80)
  expect(await standing('fund', 'all')).toEqual({ used: '0', reserved: '40', held: '40' })
  expect(await lapseReservations(fresh.database, '2026-03-02')).toBe(0)
  const states = await fresh.database.transaction(systemActor('t'), tx =>
    sql<{ state: string; n: string }>`select state, count(*) as n from app.reservations group by 1 order by 1`.execute(
      tx,
    ),
  )
  expect(states.rows).toEqual([
    { state: 'expired', n: '80' },
    { state: 'pending', n: '80' },
  ])
}, 60_000)
