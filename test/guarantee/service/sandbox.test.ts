/** A bank's integrator leads a guarantee from notice to payment in the sandbox; nothing of it reaches what counts. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemActor } from '../../../src/access/actor.ts'
import { movedIn, toProvide } from '../../../src/book/fund/store.ts'
import { SANDBOX } from '../../../src/platform/identity/sandbox.ts'
import { DAY } from '../../flow/people.ts'
import { opened, PAPER, toldInOrder, type World } from './served.ts'

const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8'))
let world: World
beforeAll(async () => {
  world = await opened(['firm-8301'])
}, 120_000)
afterAll(() => world?.close(), 60_000)
beforeEach(() => world.on(DAY))

const asSystem = <Value>(work: Parameters<typeof world.fresh.database.transaction<Value>>[1]) =>
  world.fresh.database.transaction(systemActor('test'), work)

/** A case of the sandbox under a scenario, approved and notified, and the way to have its agency played. */
async function played(scenario: string) {
  const { id } = (await world.ask('sandbox', 'POST', '/v1/cases', { ...draft, scenario })).json
  expect((await world.ask('sandbox', 'POST', `/v1/cases/${id}/submit`)).json.state).toBe('noticed')
  const play = async () => {
    const answer = await world.ask('sandbox', 'POST', `/v1/sandbox/cases/${id}/guarantee`)
    expect([answer.status, answer.json.errors ?? null]).toEqual([200, null])
    expect(await world.faults()).toEqual([])
    return answer.json
  }
  return { id, play }
}
/** What the bank tells. */
async function tells(guarantee: string, path: string, body: unknown) {
  const answer = await world.ask('sandbox', 'POST', `/v1/guarantees/${guarantee}/${path}`, body)
  expect([path, answer.status, answer.json.errors ?? null]).toEqual([path, 200, null])
  return answer.json
}
const begun = ['begin', 'sign', 'receive_fee', 'send_letter']

/** Lettered by the sandbox, drawn, in accident and claimed on by the bank. */
async function claimed(scenario: string) {
  const one = await played(scenario)
  const first = await one.play()
  expect([first.state, first.steps]).toEqual(['lettered', begun])
  // The bank has not drawn: nothing is the agency's to do.
  expect((await one.play()).steps).toEqual([])
  const { guarantee_id: id } = first
  const { notices } = (await world.ask('sandbox', 'GET', `/v1/guarantees/${id}`)).json
  await tells(id, 'draws', { notice: notices[0].id, amount: '940000000', on: DAY })
  await tells(id, 'accidents', { kind: 'business_closed', on: DAY })
  await tells(id, 'claims', { trigger: 'closure', on: DAY, proof: PAPER })
  return { ...one, id }
}

test('a claim is paid: the agency is played step by step, the bank tells the rest and is told of it', async () => {
  const { id, play } = await claimed('guarantee_claim_paid')
  // 940,000,000 x 0.85.
  expect(await play()).toEqual({ guarantee_id: id, state: 'subrogated', steps: ['examine', 'pay'] })
  const { items } = (await world.ask('sandbox', 'GET', `/v1/guarantees/${id}/balances`)).json
  const owed = items.find((row: { kind: string }) => row.kind === 'subrogation_claims')
  expect(owed.debits_posted).toBe('799000000')
  const told = (await toldInOrder(world, id)).filter(({ organisation }) => organisation === SANDBOX.bank)
  expect(told.map(({ type }) => type.replace('guarantee.', ''))).toEqual([
    ...['noticed', 'signed', 'letter_sent', 'drawn', 'accident_reported', 'claimed', 'examined', 'paid'],
  ])
})

test('a claim is partly denied: half of the principal, on its breach', async () => {
  const { id, play } = await claimed('guarantee_claim_partly_denied')
  expect((await play()).steps).toEqual(['examine', 'pay'])
  const events = (await world.ask('sandbox', 'GET', `/v1/guarantees/${id}/events`)).json.items
  // 85 % of the 470,000,000 that are not denied.
  expect(events.find((event: { type: string }) => event.type === 'examined').body).toMatchObject({
    ...{ claimed: '799000000', amount: '399500000', denied_principal: '470000000' },
    denies: [{ kind: 'use_of_funds', of: 'played by the sandbox' }],
  })
})

test('a notice lapses at once with its fee, and a drawn loan is released', async () => {
  const lapsed = await played('guarantee_notice_lapsed')
  const over = await lapsed.play()
  expect([over.state, over.steps]).toEqual(['lapsed', ['begin', 'sign', 'lapse']])
  expect((await world.ask('sandbox', 'GET', `/v1/guarantees/${over.guarantee_id}`)).json.fee_unpaid).toBe('0')

  const released = await played('guarantee_released')
  const { guarantee_id: id } = await released.play()
  const { notices } = (await world.ask('sandbox', 'GET', `/v1/guarantees/${id}`)).json
  await tells(id, 'draws', { notice: notices[0].id, amount: '940000000', on: DAY })
  // Nobody asks: what is due is found, and done by the minute.
  const { guaranteeSandbox } = world.flow
  expect(await asSystem(tx => guaranteeSandbox.due(tx))).toEqual([released.id])
  const actor = systemActor('sandbox.guarantees')
  await world.fresh.database.transaction(actor, tx => guaranteeSandbox.playDue(tx, actor, released.id, world.today()))
  expect((await world.ask('sandbox', 'GET', `/v1/guarantees/${id}`)).json.state).toBe('released')
  expect(await asSystem(tx => guaranteeSandbox.due(tx))).toEqual([])
  expect(await world.faults()).toEqual([])
})

test('nothing that was played counts: no money, cap, earnings, receivables, provisions, nor the year', async () => {
  const { id } = await claimed('guarantee_claim_paid')
  world.on('2026-05-14')
  await world.flow.accruing.accrue(world.fresh.database, world.today())
  const kinds = await asSystem(async tx => [
    await tx.selectFrom('app.ledger_balances').select('kind').where('guarantee', 'is', null).orderBy('kind').execute(),
    await movedIn(tx, 2026),
    await toProvide(tx, '2026-04', { after: undefined, limit: 10 }),
  ])
  expect(kinds).toEqual([[{ kind: 'sandbox_cash' }], {}, []])
  const fund = (await world.ask('finance', 'GET', '/v1/fund')).json
  expect(fund).toMatchObject({ composition: { technology: '0', credit: '0' } })
  const earned = await world.ask('finance', 'GET', '/v1/fees/earned?from=2026-04-14&to=2026-05-13')
  expect(earned.json.items).toEqual([])
  expect((await world.ask('finance', 'GET', '/v1/fees/receivable')).json.items).toEqual([])
  // Past its term it owes the additional fee, and that is nobody's receivable either.
  world.on('2027-05-20')
  expect(await world.flow.charging.chargeDue(world.fresh.database, world.today())).toBe(1)
  expect((await world.ask('finance', 'GET', '/v1/fees/receivable')).json.items).toEqual([])
  const limits = await asSystem(tx => tx.selectFrom('app.limits').select('key').where('used', '>', '0').execute())
  expect(limits.filter(({ key }) => !key.startsWith('sandbox.'))).toEqual([])
  // The one write refuses an account of the fund's own.
  const balances = [{ kind: 'reserves', of: '', guarantee: null }]
  const entry = { id: 'x', day: DAY, event: 'x', guarantee: id, reference: 'x', digest: 'x', transfers: [], balances }
  const { sql } = await import('kysely')
  await expect(
    asSystem(tx => sql`select app.keep_entries(${JSON.stringify([entry])}::jsonb, now())`.execute(tx)),
  ).rejects.toThrow('what is played does not reach reserves')
})

test('nobody plays what counts, or what no scenario says', async () => {
  const real = await world.approved('firm-8301')
  const answer = await world.ask('bank', 'POST', `/v1/sandbox/cases/${real}/guarantee`)
  expect([answer.status, answer.json.errors[0].code]).toEqual([400, 'scenario_unknown'])
  expect((await world.ask('officer', 'POST', `/v1/sandbox/cases/${real}/guarantee`)).status).toBe(403)
  expect((await world.ask('sandbox', 'POST', `/v1/sandbox/cases/${real}/guarantee`)).status).toBe(404)
  const { id } = await played('approve')
  expect((await world.ask('bank', 'POST', `/v1/sandbox/cases/${id}/guarantee`)).status).toBe(404)
  const plain = await world.ask('sandbox', 'POST', `/v1/sandbox/cases/${id}/guarantee`)
  expect([plain.status, plain.json.errors[0].code]).toEqual([400, 'scenario_unknown'])
})
