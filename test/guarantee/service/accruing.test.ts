/** Fees earned night by night, in the books: the same to the won as where nothing was posted before a step. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fee } from '../../../src/guarantee/fee-row.ts'
import { earnedByDay } from '../../../src/guarantee/fee-rows.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { money } from '../../../src/kernel/money.ts'
import { DAY } from '../../flow/people.ts'
import { BANK, type Guaranteed, guaranteed, opened, type World } from './served.ts'

let world: World
beforeAll(async () => {
  world = await opened(['firm-7801', 'firm-7802', 'firm-7803', 'firm-7804'])
}, 120_000)
afterAll(() => world?.close(), 60_000)
beforeEach(() => world.on(DAY))

const accrue = () => world.flow.accruing.accrue(world.fresh.database, world.today())
const earned = async (from: string, to: string) =>
  (await world.ask('finance', 'GET', `/v1/fees/earned?from=${from}&to=${to}`)).json.items
async function done(one: Guaranteed, who: string, path: string, body?: unknown) {
  const answer = await one.step(who, path, body)
  expect([path, answer.status, answer.json.errors ?? null]).toEqual([path, 200, null])
  expect([path, await world.faults()]).toEqual([path, []])
}
async function lettered(firm: string): Promise<Guaranteed> {
  const one = await guaranteed(world, firm)
  const { notice } = one
  await done(one, 'officer', 'sign', { notice })
  await done(one, 'finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' })
  await done(one, 'officer', 'letter', { notice })
  return one
}
const drawn = async (firm: string): Promise<Guaranteed> => {
  const one = await lettered(firm)
  await done(one, 'bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY })
  return one
}

test('each day its part, a day left out on its own date, once by two; a release comes out as without', async () => {
  const one = await drawn('firm-7801')
  const other = await drawn('firm-7802')
  expect(await accrue()).toBe(0)
  // 6,392,000 of 365 days: 17,512.3 a day. Two guarantees, one day.
  world.on('2026-04-16')
  const counts = await Promise.all([accrue(), accrue()])
  expect(counts.toSorted()).toEqual([0, 2])
  expect(await accrue()).toBe(0)
  expect(await world.faults()).toEqual([])
  expect(await earned('2026-04-14', '2026-04-16')).toEqual([
    { day: '2026-04-15', programme: 'technology_guarantee', bank: BANK, amount: '35024' },
  ])
  // Three days left out, each with its own part: 52,536.9 by the third day, 70,049.3 by the fourth, of each.
  world.on('2026-04-19')
  expect(await accrue()).toBe(6)
  expect((await earned('2026-04-14', '2026-04-30')).map((row: { amount: string }) => row.amount)).toEqual([
    ...['35024', '35024', '35024', '35026'],
  ])
  expect(await one.standing()).toMatchObject({ earned_fees: '70049', unearned_fees: '6321951' })

  // From here only one of the two is looked at each night.
  await world.fresh.database.plain
    .insertInto('app.fee_accruals')
    .values({ guarantee: other.id, to_day: '2026-12-31' })
    .onConflict(conflict => conflict.column('guarantee').doUpdateSet({ to_day: '2026-12-31' }))
    .execute()
  world.on('2026-08-01')
  expect(await accrue()).toBe(104)
  for (const each of [one, other]) await done(each, 'bank', 'release', { left: '470000000' })
  // 109 of 365 days: 1,908,843 (cut); of the rest half goes back.
  const stands = { earned_fees: '1908843', unearned_fees: '2241579' }
  expect([await one.standing(), await other.standing()]).toMatchObject([stands, stands])
  world.on('2026-08-02')
  expect(await accrue()).toBe(0)
  world.on('2026-08-03')
  // 2,241,579 of the 256 days left: 8,756.2 a day.
  expect(await accrue()).toBe(1)
  expect(await one.standing()).toMatchObject({ earned_fees: '1917599', unearned_fees: '2232823' })
  expect(await world.faults()).toEqual([])
})

test('nothing is earned while the debt may never arise, so that the fee goes back whole', async () => {
  const undrawn = await lettered('firm-7803')
  world.on('2026-06-10')
  await accrue()
  expect(await undrawn.standing()).toMatchObject({ unearned_fees: '6392000' })
  await done(undrawn, 'officer', 'withdraw', { notice: undrawn.notice, reason: 'Not needed.' })
  expect(await undrawn.standing()).toMatchObject({ unearned_fees: '0' })
  expect((await undrawn.standing())['earned_fees'] ?? '0').toBe('0')
  expect(await world.faults()).toEqual([])
})

test('a reader asks for a month at most, and only of the house', async () => {
  expect((await world.ask('bank', 'GET', '/v1/fees/earned?from=2026-04-01&to=2026-04-02')).status).toBe(403)
  const long = await world.ask('finance', 'GET', '/v1/fees/earned?from=2026-04-01&to=2026-05-02')
  expect(long.json.errors[0]).toMatchObject({ at: 'to', limit: '2026-04-01 to 2026-05-01' })
})

test('the days of a fee make the fee, and its last day ends it', () => {
  const fee = {
    ...{ place: 1, notice: 'n', due: calendarDate('2026-01-01'), earned: money(0n), isOver: false, lateTo: null },
    ...{ from: calendarDate('2026-01-01'), to: calendarDate('2026-01-08'), amount: money(100n) },
  } as Fee
  const made = earnedByDay('g', { notices: [] }, [fee], [fee.from, calendarDate('2026-01-31')])
  // 14.28, 28.57, 42.85, 57.14, 71.42, 85.71, 100.
  expect(made.days.map(({ event }) => ('amount' in event ? Number(event.amount) : 0))).toEqual([
    ...[14, 14, 14, 15, 14, 14, 15],
  ])
  expect(made.fees).toMatchObject([{ earned: 100n, isOver: true }])
})
