/** What a bank and a firm are told of a guarantee: each step once, in its order, none of a step that was not kept. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EVENTS, type EventType } from '../../../src/platform/webhooks/catalogue.ts'
import { DAY } from '../../flow/people.ts'
import { BANK, guaranteed, type Message, OTHER_BANK, opened, PAPER, PEOPLE, toldInOrder, type World } from './served.ts'

let world: World
beforeAll(async () => {
  world = await opened(['firm-6201', 'firm-6202', 'firm-6203'])
}, 120_000)
afterAll(() => world?.close(), 60_000)

/** The messages of a guarantee in the order of their telling, each held against its schema. */
async function toldOf(id: string): Promise<readonly Message[]> {
  const told = await toldInOrder(world, id)
  for (const { type, subject, data } of told) {
    expect(subject).toBe(`guarantee:${id}`)
    expect(EVENTS[type as EventType].data.safeParse(data).error).toBe(undefined)
  }
  return told
}
const stepsTo = (told: readonly Message[], party: string) =>
  told.filter(one => one.organisation === party).map(one => [one.type.replace('guarantee.', ''), one.data['version']])

test('each step is told once and in order: the debtor to the end, the creditor until it is paid', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6201')
  const { notice } = one
  const done = async (who: string, path: string, body?: unknown) =>
    expect([path, (await one.step(who, path, body)).status]).toEqual([path, 200])
  await done('officer', 'sign', { notice })
  // Refused: the fee is unpaid, the version is gone, the bank is another's.
  expect((await one.step('officer', 'letter', { notice })).status).toBe(409)
  await done('finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' })
  expect((await one.step('officer', 'letter', { notice }, { 'if-match': '"9"' })).status).toBe(412)
  await done('officer', 'letter', { notice })
  expect((await one.step('stranger', 'draws', { notice, amount: '1', on: DAY })).status).toBe(404)
  // The same request twice is one step, and one message.
  const key = { 'idempotency-key': 'draw-once' }
  const draw = { notice, amount: '940000000', on: DAY }
  const answers = [await one.step('bank', 'draws', draw, key), await one.step('bank', 'draws', draw, key)]
  expect(answers.map(answer => answer.status)).toEqual([200, 200])
  await done('bank', 'accidents', { kind: 'business_closed', on: DAY })
  await done('bank', 'claims', { trigger: 'closure', on: DAY, proof: PAPER })
  await done('claims', 'examinations', {
    ...{ principal: '940000000', rate: '0', due_on: DAY, costs: [], denied_principal: '0', pay_on: DAY },
    ...{ denies: [], waives: [] },
  })
  await done('claims2', 'payments')
  await done('claims', 'recoveries', { amount: '99000000', reference: 'transfer 1' })
  await done('claims', 'write-off')
  await done('claims', 'discharge', { ground: 'settled' })

  const told = await toldOf(one.id)
  const until = [
    ...[
      ['noticed', 1],
      ['signed', 2],
      ['letter_sent', 3],
      ['drawn', 4],
      ['accident_reported', 5],
      ['claimed', 6],
    ],
    ...[
      ['examined', 7],
      ['paid', 8],
    ],
  ]
  expect(stepsTo(told, BANK)).toEqual(until)
  expect(stepsTo(told, 'firm-6201')).toEqual([...until, ['recovered', 9], ['discharged', 11]])
  expect(told.find(message => message.type === 'guarantee.paid')?.data).toEqual({
    ...{ guarantee_id: one.id, number: one.begun.number, state: 'subrogated', version: 8, day: DAY },
  })
}, 60_000)

test('what is rolled back is told to nobody', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6202')
  const officer = PEOPLE['officer'] ?? expect.fail('no officer')
  const before = await toldOf(one.id)
  const moment = world.today()
  await world.fresh.database.transaction(
    officer,
    tx => world.flow.guarantee.guarantees.ask(tx, officer, one.id, { type: 'sign', notice: one.notice }, moment),
    () => false,
  )
  expect(await toldOf(one.id)).toEqual(before)
  expect((await world.ask('auditor', 'GET', one.url)).json.state).toBe('noticed')
}, 60_000)

test('a bank that is no party any more is told that as the last, and the new one from there on', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6203')
  const { notice } = one
  for (const [who, path, body] of [
    ['officer', 'sign', { notice }],
    ['finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'fee 3' }],
    ['officer', 'letter', { notice }],
    ['bank', 'draws', { notice, amount: '940000000', on: DAY }],
    ['officer', 'change', { of: 'bank', bank: OTHER_BANK, bank_loan: 'N-1' }],
    ['stranger', 'release', { left: '0' }],
  ] as const)
    expect([path, (await one.step(who, path, body)).status]).toEqual([path, 200])
  const told = await toldOf(one.id)
  expect(stepsTo(told, BANK).at(-1)).toEqual(['changed', 5])
  expect(stepsTo(told, OTHER_BANK)).toEqual([
    ['changed', 5],
    ['released', 6],
  ])
}, 60_000)
