/** A month told again with less repaid: what was released too much is offered, and restored by an officer, once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../../src/access/actor.ts'
import { rightLefts } from '../../../src/guarantee/restoring/service.ts'
import { money } from '../../../src/kernel/money.ts'
import { DAY, OFFICE } from '../../flow/people.ts'
import { csvOf, ROW, type Row, xlsxOf } from '../month/sheets.ts'
import { type Reporting, reporting } from './reported.ts'
import { type Answer, type Guaranteed, guaranteed, opened, PEOPLE, toldInOrder, type World } from './served.ts'

const BANK = PEOPLE['bank'] as Actor
const CLAIMS: Actor = { ...(PEOPLE['claims'] as Actor), party: OFFICE }
let world: World
let month: Reporting
let one: Guaranteed
let two: Guaranteed
beforeAll(async () => {
  world = await opened(['firm-6601', 'firm-6602'])
  month = reporting(world)
  one = await drawn('firm-6601', '940000000')
  two = await drawn('firm-6602', '840000000')
  world.on('2026-06-03')
}, 120_000)
async function drawn(firm: string, amount: string): Promise<Guaranteed> {
  const one = await guaranteed(world, firm)
  const draw = { notice: one.notice, amount, on: DAY, bank_loan: 'L-1' }
  for (const [who, path, body] of [
    ['officer', 'sign', { notice: one.notice }],
    ['finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' }],
    ['officer', 'letter', { notice: one.notice }],
    ['bank', 'draws', draw],
  ] as const) {
    const done = await one.step(who, path, body)
    if (done.status !== 200) throw new Error(`${path}: ${JSON.stringify(done.json)}`)
  }
  return one
}
afterAll(async () => {
  await month?.close()
  await world?.close()
}, 60_000)

/** The row of May of a loan of 940,000,000, of which so much was repaid in it. */
const told = (repaid: number): Row => ({
  ...ROW,
  ...{ guarantee: one.begun.number, loan: 'L-1', month: '2026-05', drawn: '0' },
  ...{ outstanding: String(940_000_000 - repaid), repaid: String(repaid) },
})
async function reported(bytes: Uint8Array): Promise<string> {
  const report = await month.sent(BANK, bytes)
  await month.work()
  return report.id
}
const url = () => `${one.url}/restorations`
const offers = async (who = 'officer') => (await world.ask(who, 'GET', url())).json.items
/** Where it and the books differ, but for the guarantee it leaves out. */
const differences = async (report: string) => (await month.differences(BANK, report)).filter(([row]) => row !== null)
const codeOf = ({ status, json }: Answer) => [status, json.errors?.[0]?.code ?? json.type]
const balance = async () => (await world.ask('officer', 'GET', one.url)).json.balance

test('principal goes to the last release first, as far as the one before it had left', () => {
  const releases = [
    { event: 9, told: money(790n), left: money(790n) },
    { event: 7, told: money(840n), left: money(840n) },
  ]
  const lefts = (more: bigint) => rightLefts(releases, money(more)).map(each => [each.event, each.left])
  expect(lefts(20n)).toEqual([[9, 810n]])
  expect(lefts(50n)).toEqual([[9, 840n]])
  expect(lefts(80n)).toEqual([
    [9, 840n],
    [7, 870n],
  ])
  expect(lefts(0n)).toEqual([])
  // Of one that was put right before only what is left of it.
  const again = releases.map(each => (each.event === 9 ? { ...each, left: money(830n) } : each))
  expect(rightLefts(again, money(30n)).map(each => [each.event, each.left])).toEqual([
    [9, 840n],
    [7, 860n],
  ])
})

test('it is offered once the bank has accepted it, restored by the officer, and a difference no more', async () => {
  for (const repaid of [100_000_000, 150_000_000]) await month.accepted(BANK, await reported(csvOf([told(repaid)])))
  // 85 % of 150,000,000 are released in two steps.
  expect(await balance()).toBe('671500000')
  expect(await offers()).toEqual([])
  const less = await reported(csvOf([told(50_000_000)]))
  expect(await differences(less)).toEqual([[2, 'released_too_much', '85000000', 'restore']])
  expect(await offers()).toEqual([])
  const asked = { report: less, difference: 1, reason: 'The second account is of another loan.' }
  expect(codeOf(await world.ask('officer', 'POST', url(), asked))).toEqual([409, 'restoration_over'])
  await month.accepted(BANK, less)
  expect(await balance()).toBe('671500000')
  expect(await offers('bank')).toMatchObject([
    { report: less, difference: 1, month: '2026-05', row: 2, by: '85000000', state: 'offered', restored_by: null },
  ])

  expect((await world.ask('bank', 'POST', url(), asked)).status).toBe(403)
  expect((await world.ask('stranger', 'POST', url(), asked)).status).toBe(404)
  expect(codeOf(await world.ask('officer', 'POST', url(), { ...asked, difference: 2 }))).toEqual([
    ...[409, 'restoration_over'],
  ])
  const racing = await Promise.all([1, 2, 3].map(() => world.ask('officer', 'POST', url(), asked)))
  expect(racing.map(each => each.status).sort()).toEqual([200, 409, 409])
  expect(await world.faults()).toEqual([])
  // 85 % of 890,000,000; each of the two releases is put right by its own part.
  expect(await balance()).toBe('756500000')
  const { items } = (await world.ask('officer', 'GET', `${one.url}/events`)).json
  const restated = items.filter((each: { type: string }) => each.type === 'restated')
  expect(restated.map((each: Answer['json']) => [each.body.event, each.body.amount, each.body.left])).toEqual([
    [6, '42500000', '840000000'],
    [5, '42500000', '890000000'],
  ])
  expect(await offers()).toMatchObject([{ state: 'restored', reason: asked.reason }])
  expect(await differences(less)).toEqual([])
})

test('told once more it agrees with the books, and less again is offered from there', async () => {
  // Twice 42,500,000 at 0.8 % for 315 of 365 days are 293,424 (cut) each: what went back with them is due again.
  const fee = { amount: '586848', paid_on: '2026-06-03', reference: 'fee again' }
  expect((await one.step('finance', 'fees/received', fee)).json.fee_unpaid).toBe('0')
  const same = await reported(xlsxOf([told(50_000_000)]))
  expect(await differences(same)).toEqual([])
  await month.accepted(BANK, same)
  const none = await reported(csvOf([told(0)]))
  expect(await differences(none)).toEqual([[2, 'released_too_much', '42500000', 'restore']])
  await month.accepted(BANK, none)
  const asked = { report: none, difference: 1, reason: 'Nothing was repaid in May.' }
  expect((await world.ask('officer', 'POST', url(), asked)).json.errors ?? []).toEqual([])
  expect(await balance()).toBe('799000000')
  expect(await differences(none)).toEqual([])
  const last = { amount: '293424', paid_on: '2026-06-03', reference: 'fee of the rest' }
  expect((await one.step('finance', 'fees/received', last)).json.fee_unpaid).toBe('0')
  expect(await world.faults()).toEqual([])
  // More repaid after all: released as ever.
  const more = await reported(csvOf([told(10_000_000)]))
  expect(await differences(more)).toEqual([[2, 'exposure_lower', '8500000', 'release']])
  await month.accepted(BANK, more)
  expect(await balance()).toBe('790500000')
  expect(await world.faults()).toEqual([])
})

test('what was put right is in no band and in no sum: more told than stands is a draw that was not told', async () => {
  const { number } = two.begun
  const row = (outstanding: string, drawn: string, repaid: string): Row => ({
    ...ROW,
    ...{ guarantee: number, loan: 'L-1', month: '2026-05', outstanding, drawn, repaid },
  })
  // Released on the spot after the month and put right: it was for no repayment of the month.
  expect((await two.step('bank', 'release', { left: '740000000' })).status).toBe(200)
  const of = { of: 'release', event: 5, left: '840000000', reason: 'Of another loan.', reference: 'letter 3' }
  expect((await two.step('officer', 'restatements', of)).json.balance).toBe('714000000')
  const untold = row('900000000', '60000000', '0')
  const kinds = async (report: string) => (await differences(report)).slice(0, 1)
  const higher = [2, 'exposure_higher', '51000000', 'tell_draw']
  expect(await kinds(await reported(csvOf([untold])))).toEqual([higher])
  // Released by a report of the month and restored by another: nothing of it is left to be restored.
  await month.accepted(BANK, await reported(csvOf([row('740000000', '0', '100000000')])))
  const none = await reported(csvOf([row('840000000', '0', '0')]))
  await month.accepted(BANK, none)
  const restored = await world.ask('officer', 'POST', `${two.url}/restorations`, {
    ...{ report: none, difference: 1, reason: 'Nothing was repaid.' },
  })
  expect(restored.json.errors ?? []).toEqual([])
  expect(await kinds(await reported(xlsxOf([untold])))).toEqual([higher])
  expect(await world.faults()).toEqual([])
})

test('the bank is told of each report once, in order, and nobody of what the claims desk sends', async () => {
  const bytes = csvOf([told(10_000_000), { ...told(0), guarantee: 'TG-2026-0009999' }])
  const report = await month.sent(BANK, bytes)
  expect(await toldInOrder(world, report.id)).toEqual([])
  await month.work()
  const of = { report_id: report.id, kind: 'utilisation', month: '2026-05', version: report.version }
  const checked = {
    ...{ organisation: BANK.party, type: 'report.checked', subject: `report:${report.id}` },
    data: { ...of, day: '2026-06-03', state: 'checked', problems: 1, differences: 1 },
  }
  expect(await toldInOrder(world, report.id)).toEqual([checked])
  // Refused while rows are wrong: nothing is told of what was not done.
  const left = (places: readonly number[]) =>
    month.as(BANK, tx => month.reports.accept(tx, BANK, report.id, places, world.today()))
  expect((await left([])).ok).toBe(false)
  expect(await toldInOrder(world, report.id)).toEqual([checked])
  const asked = await month.as(BANK, tx =>
    month.reports.askCorrection(tx, BANK, report.id, { row: 2, reason: 'Told twice.' }, world.today()),
  )
  const correction = asked.ok ? asked.value.id : ''
  expect((await left([3])).ok).toBe(true)
  await month.work()
  const [, accepted, ...more] = await toldInOrder(world, report.id)
  expect([accepted?.type, accepted?.data['state'], more]).toEqual(['report.accepted', 'accepted', []])
  expect(accepted?.data['restates']).toMatch(/^[0-9a-f-]{36}$/)
  expect((await left([3])).ok).toBe(false)
  expect(await toldInOrder(world, report.id)).toHaveLength(2)

  const closed = await month.as(BANK, tx =>
    month.reports.closeCorrection(tx, BANK, correction, 'It was right.', world.today()),
  )
  expect(closed.ok).toBe(true)
  const ofCorrection = { report_id: report.id, correction_id: correction, row: 2, day: '2026-06-03' }
  expect((await toldInOrder(world, correction)).map(each => [each.type, each.data])).toEqual([
    ['report.corrected', { ...ofCorrection, state: 'open' }],
    ['report.corrected', { ...ofCorrection, state: 'withdrawn' }],
  ])

  const unread = await month.sent(BANK, new TextEncoder().encode('guarantee,loan'), 'claims')
  await month.work()
  expect((await toldInOrder(world, unread.id)).map(each => [each.type, each.data['month']])).toEqual([
    ['report.refused', null],
  ])
  const desk = await month.sent(CLAIMS, new TextEncoder().encode('guarantee,amount'), 'recoveries')
  await month.work()
  expect(await toldInOrder(world, desk.id)).toEqual([])
})
