/** The fund's own means over HTTP on a real PostgreSQL: contributions and the cap, headroom, provisions, the year. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { makeFundService } from '../../src/book/fund/service.ts'
import { ok } from '../../src/kernel/result.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { fundByDay, rulesByDay } from '../../src/services.ts'
import { BANK, type Guaranteed, guaranteed, OTHER_BANK, opened, type World } from '../guarantee/service/served.ts'
import { book, DAY } from './people.ts'

let world: World
let one: Guaranteed
beforeAll(async () => {
  world = await opened(['firm-6101', 'firm-6102'])
  await world.fresh.database.plain
    .insertInto('app.limits')
    .values({ scope: 'fund', code: 'outstanding', key: 'own', cap: '2000000000' })
    .execute()
}, 120_000)
afterAll(() => world?.close(), 60_000)

const FUND_ON = fundByDay(
  () => book,
  rulesByDay(() => book),
)
const LIMIT = '/v1/limits/fund/outstanding/own/headroom'
const firstOf = (answer: { readonly json: { errors?: { code: string; limit?: string }[] } }) => answer.json.errors?.[0]
const fund = async () => (await world.ask('finance', 'GET', '/v1/fund')).json

const MARCH = {
  bank: BANK,
  kind: 'bank',
  month: '2026-03',
  loans: '1000000000000',
  claims_paid: '0',
  contributed: '0',
}

test('a contribution raises the cap of the fund in the same step, once, and is paid up to what is open', async () => {
  world.on(DAY)
  const assess = (who: string, more: object = {}) =>
    world.ask(who, 'POST', '/v1/fund/contributions', { ...MARCH, ...more })
  expect((await assess('bank')).status).toBe(403)
  expect((await assess('auditor')).status).toBe(403)
  expect(firstOf(await assess('finance', { month: '2026-04' }))).toMatchObject({
    code: 'contribution_period_open',
    limit: 'from 2026-05-01',
  })
  expect(firstOf(await assess('finance', { bank: 'bank-nowhere' }))).toMatchObject({ code: 'subject_missing' })
  expect((await fund()).cap).toBe('2000000000')

  // 10^12 x 0.135 % x 31 / 365 = 114,657,534.2, cut to tens. The cap that was set by hand is 20 times 10^8.
  const made = await assess('finance')
  expect([made.status, made.json]).toEqual([
    201,
    {
      bank: BANK,
      kind: 'bank',
      month: '2026-03',
      loans: '1000000000000',
      days: 31,
      rate: '0.00135',
      amount: '114657530',
      edition: '2026-01',
      on: '2026-03-31',
    },
  ])
  expect((await fund()).cap).toBe('4293150600')
  // The same again changes nothing; other figures for the same month are refused.
  expect((await assess('finance')).json).toEqual(made.json)
  expect(firstOf(await assess('finance', { loans: '1000000000001' }))?.code).toBe('contribution_repeated')
  expect((await fund()).cap).toBe('4293150600')
  expect(await world.faults()).toEqual([])

  const pay = (amount: string) => {
    const body = { on: DAY, amount, reference: 'transfer 1' }
    return world.ask('finance', 'POST', `/v1/fund/contributions/${BANK}/payments`, body)
  }
  expect((await pay('14657530')).json).toEqual({ bank: BANK, amount: '14657530', open: '100000000' })
  const above = await pay('100000001')
  expect([above.status, firstOf(above)]).toMatchObject([
    409,
    { code: 'contribution_above_assessed', value: '100000001', limit: '100000000' },
  ])
  expect((await pay('100000000')).json.open).toBe('0')
  expect(await world.faults()).toEqual([])
})

test('contributions racing for one bank and month are posted once, for different banks all of them', async () => {
  const cap = async () => BigInt((await fund()).cap)
  const before = await cap()
  world.on('2026-05-04')
  const april = { ...MARCH, month: '2026-04' }
  const asked = [BANK, BANK, OTHER_BANK, BANK, OTHER_BANK]
  const answers = await Promise.all(
    asked.map(bank => world.ask('finance', 'POST', '/v1/fund/contributions', { ...april, bank })),
  )
  // Whoever comes second finds it done; nothing is posted twice.
  expect(answers.map(answer => answer.status)).toEqual([201, 201, 201, 201, 201])
  // 10^12 x 0.135 % x 30 / 365 = 110,958,904.1, of each of the two banks.
  expect((await cap()) - before).toBe(20n * 2n * 110_958_900n)
  expect(await world.faults()).toEqual([])
  world.on(DAY)
})

test('a bank reads its own contributions and no other; an officer none', async () => {
  const own = (await world.ask('bank', 'GET', '/v1/fund/contributions')).json.items
  const others = (await world.ask('stranger', 'GET', '/v1/fund/contributions')).json.items
  expect(own.map((row: { bank: string; month: string }) => [row.bank, row.month])).toEqual([
    [BANK, '2026-04'],
    [BANK, '2026-03'],
  ])
  expect(others.map((row: { bank: string }) => row.bank)).toEqual([OTHER_BANK])
  expect((await world.ask('officer', 'GET', '/v1/fund/contributions')).status).toBe(403)
  expect((await world.ask('officer', 'GET', '/v1/fund')).status).toBe(403)
  const page = (await world.ask('finance', 'GET', '/v1/fund/contributions?limit=2')).json
  const next = (await world.ask('finance', 'GET', `/v1/fund/contributions?limit=2&cursor=${page.next}`)).json
  expect([...page.items, ...next.items]).toHaveLength(3)
})

test('headroom by day: what is only reserved is free after its last day, what is signed after it matures', async () => {
  const days = async (query = '') => (await world.ask('officer', 'GET', `${LIMIT}${query}`)).json
  one = await guaranteed(world, 'firm-6101')
  const { cap } = await fund()
  const after = (held: string) => (BigInt(cap) - BigInt(held)).toString()
  // 85 % of 940,000,000 is reserved up to the last day of the notice, a Monday.
  expect((await days()).days).toEqual([
    { from: DAY, posted: '0', reserved: '799000000', headroom: after('799000000'), excess: '0' },
    { from: '2026-06-16', posted: '0', reserved: '0', headroom: cap, excess: '0' },
  ])
  expect((await days(`?amount=${cap}`)).room_from).toBe('2026-06-16')

  const { notice } = one
  const step = async (who: string, path: string, body?: unknown) => {
    const answer = await one.step(who, path, body)
    expect([path, answer.status, answer.json.errors ?? null]).toEqual([path, 200, null])
    return answer.json
  }
  const signed = await step('officer', 'sign', { notice })
  const [now, freed] = (await days('?last=2099-12-31')).days
  expect(now).toEqual({ from: DAY, posted: '799000000', reserved: '0', headroom: after('799000000'), excess: '0' })
  // The day it matures it still counts.
  expect(freed.from > signed.matures_on && freed.headroom === cap).toBe(true)
  expect((await world.ask('officer', 'GET', '/v1/limits/fund/nothing/own/headroom')).status).toBe(404)
  expect((await world.ask('bank', 'GET', LIMIT)).status).toBe(403)

  await step('finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'transfer 1' })
  await step('officer', 'letter', { notice })
  await step('bank', 'draws', { notice, amount: '940000000', on: DAY, bank_loan: 'L-1' })
})

test('provisions of a month are posted once, by grade and then by state', async () => {
  const provide = async (month: string, day: string) => {
    world.on(day)
    const done = await world.flow.provisioning.provide(world.fresh.database, month, world.today())
    expect(await world.faults()).toEqual([])
    return done.ok && done.value
  }
  const provided = async () => (await one.standing())['provisions']
  expect(await provide('2026-04', '2026-05-01')).toBe(true)
  // Grade A: 2 % of 799,000,000.
  expect(await provided()).toBe('15980000')
  expect(await provide('2026-04', '2026-05-02')).toBe(false)
  expect(await provided()).toBe('15980000')

  await one.step('bank', 'accidents', { kind: 'arrears', on: '2026-05-02' })
  expect(await provide('2026-05', '2026-06-01')).toBe(true)
  expect(await provided()).toBe('399500000')
  world.on('2026-06-02')
  await one.step('bank', 'normalise')
  const both = await Promise.all(
    [1, 2].map(() => world.flow.provisioning.provide(world.fresh.database, '2026-06', world.today())),
  )
  expect(both.every(each => each.ok)).toBe(true)
  expect(await provided()).toBe('15980000')
  expect(await world.faults()).toEqual([])
})

test('a broken bound is told once, and told when it holds again; above the cap nothing new is promised', async () => {
  const alerts = () =>
    world.fresh.database.plain
      .selectFrom('app.fund_alerts')
      .select(['kind', 'is_broken', 'day'])
      .orderBy('at')
      .orderBy('id')
      .execute()
  const watch = async (day: string) => {
    world.on(day)
    await world.fresh.database.transaction(systemActor('test'), tx => world.flow.fund.watch(tx, world.today()))
  }
  await watch('2026-06-03')
  expect(await alerts()).toEqual([])
  expect((await fund()).composition).toMatchObject({ technology: '799000000', credit: '0', holds: true })
  const shareOf = async () =>
    Object.fromEntries(
      (
        await world.fresh.database.plain
          .selectFrom('app.limits')
          .select(['key', 'cap'])
          .where('code', '=', 'technology_share')
          .execute()
      ).map(row => [row.key, row.cap]),
    )
  // Only programmes that give credit guarantees are bound by it.
  expect(await shareOf()).toEqual({ credit_guarantee: '266333333' })
  // Three quarters are 799 million, so that a third of them may be credit.
  expect((await fund()).composition.credit_room).toBe('266333333')

  // The same book by an edition under which the one guarantee there is counts as credit, and means count once.
  const fundOn = (day: string) => {
    const found = FUND_ON(day)
    return found.ok
      ? ok({ ...found.value, creditProgrammes: ['technology_guarantee'], rule: { ...found.value.rule, multiple: 1n } })
      : found
  }
  const strict = makeFundService({ fundOn, uuid: uuid7 })
  for (const day of ['2026-06-04', '2026-06-05']) {
    world.on(day)
    await world.fresh.database.transaction(systemActor('test'), tx => strict.watch(tx, world.today()))
  }
  const broken = [
    { kind: 'exposure_above_cap', is_broken: true, day: '2026-06-04' },
    { kind: 'technology_share_broken', is_broken: true, day: '2026-06-04' },
  ]
  const byKind = async () => (await alerts()).toSorted((a, b) => (a.day + a.kind < b.day + b.kind ? -1 : 1))
  expect(await byKind()).toEqual(broken)
  const means = 100_000_000n + 114_657_530n + 2n * 110_958_900n
  expect(await fund()).toMatchObject({ cap: String(means), headroom: '0', excess: String(799_000_000n - means) })
  expect((await shareOf())['technology_guarantee']).toBe('0')
  // Nothing more is promised: the next case is recommended to be declined, which a branch head cannot override.
  await expect(world.approved('firm-6102')).rejects.toThrow('override_not_allowed')
  expect((await fund()).used).toBe('799000000')
  await watch('2026-06-06')
  expect((await byKind()).slice(2)).toEqual(broken.map(each => ({ ...each, is_broken: false, day: '2026-06-06' })))
  expect((await fund()).cap).toBe(String(20n * means))
  expect(await shareOf()).toEqual({ credit_guarantee: '266333333', technology_guarantee: '999999999999999999' })
  expect(await world.faults()).toEqual([])
})

test("a year is closed when it is over, its deficit is the government's, and again changes nothing", async () => {
  const close = () => world.ask('finance', 'POST', '/v1/fund/years/2026/close')
  world.on('2026-12-31')
  expect(firstOf(await close())).toMatchObject({ code: 'year_open', limit: 'from 2027-01-01' })
  world.on('2027-01-04')
  expect((await world.ask('auditor', 'POST', '/v1/fund/years/2026/close')).status).toBe(403)
  const moved = await one.standing()
  const result = BigInt(moved['earned_fees'] ?? '0') - BigInt(moved['provisions'] ?? '0')
  expect(result).toBeLessThan(0n)
  const closed = await close()
  expect(closed.json).toEqual({
    year: 2026,
    result: String(result),
    from_reserves: '0',
    from_government: String(-result),
  })
  expect((await close()).json).toEqual(closed.json)
  expect(await world.faults()).toEqual([])
})
