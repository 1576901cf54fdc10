/** What was told too high is put right by its difference; after each step books, limits and guarantees must agree. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY } from '../../flow/people.ts'
import { type Answer, type Guaranteed, guaranteed, opened, toldInOrder, type World } from './served.ts'

const FIRMS = Array.from({ length: 8 }, (_, place) => `firm-65${place + 10}`)
let world: World
let next = 0
beforeAll(async () => {
  world = await opened(FIRMS)
}, 120_000)
afterAll(() => world?.close(), 60_000)

async function done(one: Guaranteed, who: string, path: string, body?: unknown): Promise<Answer['json']> {
  const answer = await one.step(who, path, body)
  expect([path, answer.status, answer.json.errors ?? null]).toEqual([path, 200, null])
  expect([path, await world.faults()]).toEqual([path, []])
  return answer.json
}
async function refused(one: Guaranteed, who: string, path: string, body?: unknown) {
  const answer = await one.step(who, path, body)
  expect(await world.faults()).toEqual([])
  const [first] = answer.json.errors ?? []
  return [answer.status, first?.code ?? answer.json.code, first?.value ?? null, first?.limit ?? null]
}
const firm = () => FIRMS[next - 1] ?? ''
const limitOf = (key: string) =>
  world.fresh.database.plain
    .selectFrom('app.limits')
    .select(['used', 'cap'])
    .where('scope', '=', 'firm')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()

/** 85 % of 940,000,000, at 0.8 % a year; drawn on its first day, its events 1 to 4. */
async function drawn(principal = '940000000', kind = 'individual'): Promise<Guaranteed> {
  world.on(DAY)
  next += 1
  const one = await guaranteed(world, firm(), { kind })
  await done(one, 'officer', 'sign', { notice: one.notice })
  await done(one, 'finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' })
  await done(one, 'officer', 'letter', { notice: one.notice })
  await done(one, 'bank', 'draws', { notice: one.notice, amount: principal, on: DAY })
  return one
}
const why = { reason: 'The bank told a repayment of another loan.', reference: 'letter 211' }
const release = (event: number, left: string) => ({ of: 'release', event, left, ...why })
const draw = (event: number, amount: string) => ({ of: 'draw', event, amount, ...why })

test('a release that was too large stands again as far as it was, with its fee, in books and limits', async () => {
  const one = await drawn()
  // 146 of 365 days: 2,556,800 are earned, of the 3,835,200 to come half goes back with half of what stood.
  world.on('2026-09-07')
  await done(one, 'bank', 'release', { left: '470000000' })
  expect(await one.standing()).toMatchObject({ exposure: '399500000', unearned_fees: '1917600' })

  world.on('2026-10-01')
  expect(await refused(one, 'officer', 'restatements', release(4, '705000000'))).toEqual([
    ...[400, 'restatement_event', '4', 'a release'],
  ])
  expect((await refused(one, 'officer', 'restatements', release(9, '705000000'))).slice(0, 2)).toEqual([
    ...[400, 'restatement_event'],
  ])
  expect(await refused(one, 'officer', 'restatements', release(5, '470000000'))).toEqual([
    ...[400, 'guarantee_terms', '470000000', 'above 470000000, as it was told'],
  ])
  expect(await refused(one, 'officer', 'restatements', release(5, '940000001'))).toEqual([
    ...[400, 'guarantee_terms', '940000001', 'to 940000000'],
  ])
  for (const who of ['bank', 'finance', 'claims'])
    expect((await one.step(who, 'restatements', release(5, '705000000'))).status).toBe(403)
  expect((await one.step('stranger', 'restatements', release(5, '705000000'))).status).toBe(404)

  // 85 % of 705,000,000 are 599,250,000: 199,750,000 more, half of what was released, and half of the fee with it.
  const right = await done(one, 'officer', 'restatements', release(5, '705000000'))
  expect(right).toMatchObject({ state: 'in_force', balance: '599250000', outstanding: '705000000', held: '599250000' })
  expect(right.fee_unpaid).toBe('958800')
  expect(await one.standing()).toMatchObject({
    ...{ exposure: '599250000', unearned_fees: '2876400', fees_receivable: '958800', earned_fees: '2556800' },
  })
  expect((await limitOf(firm())).used).toBe('779250000')
  const { items } = (await world.ask('officer', 'GET', `${one.url}/entries`)).json
  const entry = items.find((each: { event: string }) => each.event === 'restated')
  expect(entry.reference).toBe('letter 211: The bank told a repayment of another loan.')
  const told = await toldInOrder(world, one.id)
  expect(told.filter(each => each.type === 'guarantee.restated').map(each => each.organisation)).toEqual(
    expect.arrayContaining(['bank-103', firm()]),
  )

  await done(one, 'officer', 'change', { of: 'term', matures_on: '2028-04-14' })
  // A year later the fee is charged on what stands; then all of the release turns out to be a mistake.
  world.on('2027-04-14')
  expect(await world.doDue()).toBe(1)
  const year = (await world.ask('officer', 'GET', `${one.url}/events`)).json.items.at(-1)
  expect(year.body.charged).toMatchObject({ of: '599250000', from: '2027-04-14', to: '2028-04-14' })
  const whole = await done(one, 'officer', 'restatements', release(5, '940000000'))
  expect(whole).toMatchObject({ balance: '799000000', outstanding: '940000000' })
  // The other half of what went back, and of the year its fee on 199,750,000, as one third of that on 599,250,000.
  const again = (await world.ask('officer', 'GET', `${one.url}/events`)).json.items.at(-1)
  const rest = BigInt(again.body.fee) - 958_800n
  expect(rest - BigInt(year.body.fee) / 3n >= -10n && rest - BigInt(year.body.fee) / 3n <= 10n).toBe(true)
  expect(await refused(one, 'officer', 'restatements', release(5, '940000001'))).toEqual([
    ...[400, 'guarantee_terms', '940000001', 'to 940000000'],
  ])
}, 60_000)

test('what was released whole by mistake is in force again, where its limits still have room', async () => {
  const one = await drawn()
  world.on('2026-09-07')
  expect(await done(one, 'bank', 'release', { left: '0' })).toMatchObject({ state: 'released', balance: '0' })
  const { used, cap } = await limitOf(firm())
  const capped = (to: string) =>
    world.fresh.database.plain
      .updateTable('app.limits')
      .set({ cap: to })
      .where('scope', '=', 'firm')
      .where('key', '=', firm())
      .execute()
  await capped(used)
  const back = release(5, '940000000')
  expect((await refused(one, 'officer', 'restatements', back)).slice(0, 3)).toEqual([
    ...[409, 'guarantee_limit_full', `firm:own_guarantees:${firm()}`],
  ])
  await capped(cap)
  expect(await done(one, 'officer', 'restatements', back)).toMatchObject({
    ...{ state: 'in_force', balance: '799000000', outstanding: '940000000', fee_unpaid: '3835200' },
  })
  // What went back is unearned as if nothing had been released.
  expect(await one.standing()).toMatchObject({ unearned_fees: '3835200', earned_fees: '2556800' })
}, 60_000)

test('what was released whole after an accident is an accident again', async () => {
  const one = await drawn()
  world.on('2026-09-07')
  await done(one, 'bank', 'accidents', { kind: 'business_closed', on: '2026-09-07' })
  expect(await done(one, 'bank', 'release', { left: '0' })).toMatchObject({ state: 'released' })
  expect(await done(one, 'officer', 'restatements', release(6, '100000000'))).toMatchObject({
    ...{ state: 'accident', balance: '85000000', outstanding: '100000000' },
  })
}, 60_000)

test('a draw that was told too high can be drawn again within its days', async () => {
  const one = await drawn()
  world.on('2026-05-04')
  expect(await refused(one, 'officer', 'restatements', draw(4, '940000000'))).toEqual([
    ...[400, 'guarantee_terms', '940000000', 'below 940000000, as it was told'],
  ])
  expect(await done(one, 'officer', 'restatements', draw(4, '700000000'))).toMatchObject({
    ...{ state: 'in_force', balance: '595000000', held: '799000000', outstanding: '700000000' },
    notices: [{ step: 'lettered', drawn: '595000000' }],
  })
  expect(await one.standing()).toMatchObject({ exposure: '595000000', commitments: '204000000' })
  expect((await one.standing())['fees_receivable'] ?? '0').toBe('0')
  expect(await done(one, 'bank', 'draws', { notice: one.notice, amount: '240000000', on: '2026-05-04' })).toMatchObject(
    { balance: '799000000', held: '799000000', notices: [{ step: 'over' }] },
  )
}, 60_000)

test('after its days it cannot: what was not drawn is given up, and its fee of days to come goes back', async () => {
  const one = await drawn()
  world.on('2026-09-07')
  expect(await done(one, 'officer', 'restatements', draw(4, '470000000'))).toMatchObject({
    ...{ balance: '399500000', held: '399500000', outstanding: '470000000', notices: [{ step: 'over' }] },
  })
  expect(await one.standing()).toMatchObject({
    ...{ exposure: '399500000', commitments: '0', earned_fees: '2556800', unearned_fees: '1917600' },
  })
  expect((await limitOf(firm())).used).toBe('579500000')
  // Nothing was drawn at all: the guarantee is over.
  expect(await done(one, 'officer', 'restatements', draw(4, '0'))).toMatchObject({ state: 'released', held: '0' })
}, 60_000)

test('what was agreed anew since is changed and not restated; a line stands whole', async () => {
  const one = await drawn()
  world.on('2026-09-07')
  await done(one, 'bank', 'release', { left: '470000000' })
  await done(one, 'officer', 'change', { of: 'amount', left: '400000000' })
  expect(await refused(one, 'officer', 'restatements', release(5, '600000000'))).toEqual([
    ...[409, 'restatement_overtaken', '5', 'changed on 2026-09-07'],
  ])
  const line = await drawn('100000000', 'revolving')
  expect((await refused(line, 'officer', 'restatements', draw(4, '50000000'))).slice(0, 2)).toEqual([
    ...[409, 'restatement_of_line'],
  ])
}, 60_000)
