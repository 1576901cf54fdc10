/** Requests of a caller in a minute, counted over processes that each have a counter of their own on one database. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetLeases, leaseOf, makeRates, RATE_SECONDS } from '../../src/platform/http/rates.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asBank, sampleServer } from './served.ts'

const NOW = new Date('2026-11-22T03:00:00.000Z')
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000)

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
}, 60_000)
afterAll(() => fresh.close())

const processes = (count: number) => Array.from({ length: count }, () => makeRates(fresh.database.plain))
let made = 0
const caller = (): string => `bank:bank-x:client-${++made}`
/** Requests of a caller that are leased to processes, as the database has them. */
const leased = async (of: string): Promise<number> =>
  (
    await fresh.database.plain
      .selectFrom('app.request_leases')
      .select('taken')
      .where('caller', '=', of)
      .executeTakeFirstOrThrow()
  ).taken

describe('requests of one caller', () => {
  test('at once to several processes pass no more often than the limit, nor less by more than leases', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 500 }),
        async (max, turns) => {
          const [who, all] = [caller(), processes(4)]
          const answers = await Promise.all(turns.map(turn => all[turn]!(who, max, NOW)))
          const passed = answers.filter(each => !each.isExceeded).length
          expect(passed).toBeLessThanOrEqual(max)
          // Each process may sit on what is left of one lease while another has nothing.
          expect(passed).toBeGreaterThanOrEqual(Math.min(turns.length, max - 3 * (leaseOf(max) - 1)))
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
  test('one process alone serves all of the limit, whatever it is', async () => {
    for (const max of [1, 2, 49, 50, 51, 99, 100, 101, 250, 6000]) {
      const [who, [one]] = [caller(), processes(1)]
      for (let n = 0; n < max; n++) expect((await one!(who, max, NOW)).remaining, `${n} of ${max}`).toBe(max - n - 1)
      expect(await one!(who, max, NOW)).toMatchObject({ isExceeded: true, remaining: 0 })
      // Whoever asks when all of it is out writes nothing.
      const out = await leased(who)
      for (const other of processes(3)) expect((await other(who, max, NOW)).isExceeded).toBe(true)
      expect(await leased(who)).toBe(out)
    }
  }, 60_000)
  test('begin anew when the minute since the first of them is over, in each process', async () => {
    const [who, [one, two]] = [caller(), processes(2)]
    for (let n = 0; n < 3; n++) await one!(who, 3, NOW)
    expect(await two!(who, 3, later(RATE_SECONDS - 1))).toMatchObject({ isExceeded: true, secondsLeft: 1 })
    expect(await two!(who, 3, later(RATE_SECONDS))).toMatchObject({ isExceeded: false, remaining: 2 })
    expect(await one!(who, 3, later(RATE_SECONDS + 1))).toMatchObject({
      isExceeded: false,
      remaining: 1,
      secondsLeft: RATE_SECONDS - 1,
    })
  })
  test('are not held against another caller', async () => {
    const [who, [one]] = [caller(), processes(1)]
    await one!(who, 1, NOW)
    expect((await one!(who, 1, NOW)).isExceeded).toBe(true)
    expect((await one!(caller(), 1, NOW)).isExceeded).toBe(false)
  })
  test('of a number agreed anew are held to it with the next one, in every process', async () => {
    const [who, [one, two]] = [caller(), processes(2)]
    // A lease of 20 of a thousand, of which one is served.
    await one!(who, 1000, NOW)
    expect((await one!(who, 5, NOW)).isExceeded).toBe(true)
    expect((await two!(who, 5, NOW)).isExceeded).toBe(true)
    expect((await two!(who, 1000, NOW)).isExceeded).toBe(false)
  })
  test('write to the database once a lease, and not once a request', async () => {
    const [who, [one]] = [caller(), processes(1)]
    for (let n = 0; n < 120; n++) await one!(who, 6000, NOW)
    expect(await leased(who)).toBe(120)
    await one!(who, 6000, NOW)
    expect(await leased(who)).toBe(240)
  })
  test('are forgotten when they count no more', async () => {
    const db = fresh.database.plain
    await forgetLeases(db, later(3600))
    const [one] = processes(1)
    await one!(caller(), 10, NOW)
    expect(await forgetLeases(db, later(RATE_SECONDS - 1))).toBe(0)
    expect(await forgetLeases(db, later(RATE_SECONDS))).toBe(1)
  })
})

test('two servers on one database let a partner through as often as one', async () => {
  const servers = await Promise.all(
    [0, 1].map(() => sampleServer(fresh.database, { limits: { requestsPerMinute: 10 } })),
  )
  const read = async (n: number, who: string) => {
    const answer = await servers[n % 2]!.server.inject({ method: 'GET', url: '/v1/things', headers: asBank(who) })
    return answer.statusCode
  }
  const statuses = await Promise.all(Array.from({ length: 30 }, (_, n) => read(n, 'partner')))
  expect(statuses.filter(status => status === 200)).toHaveLength(10)
  expect(statuses.filter(status => status === 429)).toHaveLength(20)
  for (const n of [0, 1]) expect(await read(n, 'another')).toBe(200)
  await Promise.all(servers.map(({ server }) => server.close()))
})
