/** What a bank and a firm are told of a guarantee: each step once, in its order, none of a step that was not kept. */
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuid7 } from '../../../src/platform/ids.ts'
import { EVENTS, type EventType } from '../../../src/platform/webhooks/catalogue.ts'
import { asPlace } from '../../db/planted.ts'
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

test('of several that are told something each reaches just whom it reaches alone, in the same order', async () => {
  const FIRM = 'firm-6203'
  const ends = [
    { at: BANK, types: [], state: 'active' },
    { at: BANK, types: ['guarantee.signed'], state: 'paused' },
    { at: BANK, types: ['guarantee.drawn'], state: 'active' },
    { at: FIRM, types: ['guarantee.signed', 'guarantee.drawn'], state: 'active' },
    { at: FIRM, types: [], state: 'disabled' },
  ].map(one => ({ ...one, id: uuid7() }))
  await asPlace(world.fresh.superuser, async client => {
    for (const { id, at, types, state } of ends)
      await client.query(
        `insert into app.webhook_endpoints (id, organisation, url, types, scheme, secret, state, disabled_because,
          created_by) values ($1, $2, 'https://bank.example', $3, 'v1', '', $4, $5, 'x')`,
        [id, at, types, state, state === 'disabled' ? 'gone' : null],
      )
  })
  const [, , drawn] = ends
  const tellings = [
    { to: [BANK, FIRM], type: 'guarantee.signed', end: null },
    { to: [FIRM], type: 'guarantee.lapsed', end: null },
    { to: [BANK], type: 'guarantee.drawn', end: null },
    // To one endpoint alone, whatever it wants to be told of.
    { to: [BANK], type: 'guarantee.signed', end: drawn?.id ?? '' },
  ].map(({ to, type, end }, at) => ({
    to,
    type,
    subject: `subject:${at}`,
    order: `order-${at}`,
    data: `{"${at}":1}`,
    end,
  }))
  const column = (name: keyof (typeof tellings)[number]) => tellings.map(one => one[name])
  /** Where each message went, in the order of their telling; nothing of it is kept. */
  const reached = async (tell: (client: pg.Client) => Promise<unknown>) =>
    asPlace(world.fresh.superuser, async client => {
      await client.query('begin')
      await tell(client)
      const { rows } = await client.query(
        `select m.organisation, m.type, m.subject, m.order_key, m.data, m.endpoint, array(
            select d.endpoint || ' ' || d.order_key || ' ' || (d.due_at = m.at) from app.webhook_deliveries d
            where d.message = m.sequence order by 1) as deliveries
         from app.webhook_messages m where m.subject like 'subject:%' order by m.sequence`,
      )
      await client.query('rollback')
      return rows as readonly { readonly deliveries: readonly string[] }[]
    })
  const each = await reached(async client => {
    for (const { to, type, subject, order, data, end } of tellings)
      await client.query('select app.tell($1::text[], $2, $3, $4, $5, $6::uuid)', [to, type, subject, order, data, end])
  })
  const together = await reached(client =>
    client.query('select app.tell_all($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[])', [
      column('to').map(to => `{${(to as string[]).join(',')}}`),
      ...(['type', 'subject', 'order', 'data', 'end'] as const).map(column),
    ]),
  )
  expect(together).toEqual(each)
  expect(each.map(one => one.deliveries.length)).toEqual([2, 1, 0, 2, 1])
})
