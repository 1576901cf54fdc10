/** A guarantee over HTTP from its notice to its end; after each step the rows of the database must agree. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY } from '../../flow/people.ts'
import { type Answer, BANK, type Guaranteed, guaranteed, opened, PAPER, type World } from './served.ts'

let world: World
beforeAll(async () => {
  world = await opened(['firm-6001', 'firm-6002', 'firm-6003', 'firm-6004', 'firm-6005'])
}, 120_000)
afterAll(() => world?.close(), 60_000)

/** One step that must be allowed, after which every account, guarantee and limit must agree. */
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
  return [answer.status, first?.code, first?.value ?? null, first?.limit ?? null]
}
const usedOf = async (firm: string) =>
  world.fresh.database.plain
    .selectFrom('app.limits')
    .select(['used', 'reserved', 'brought'])
    .where('scope', '=', 'firm')
    .where('key', '=', firm)
    .executeTakeFirstOrThrow()

test('from notice to discharge: fees, draws, a release, a claim, damages, recovery and write-off', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6001')
  // 85 % of 940,000,000. Sixty days from 14 April are 13 June, a Saturday; the Monday after is the last day.
  expect(one.begun).toMatchObject({ state: 'noticed', loan: '940000000', amount: '799000000', held: '799000000' })
  expect(one.begun.number).toMatch(/^TG-2026-000000\d$/)
  expect(one.begun.notices).toMatchObject([{ amount: '799000000', until: '2026-06-15', step: 'noticed' }])
  // 180,000,000 of the firm stood elsewhere before; the promise is reserved until it is signed.
  expect(await usedOf('firm-6001')).toEqual({ used: '180000000', reserved: '799000000', brought: '180000000' })

  const { notice } = one
  const signed = await done(one, 'officer', 'sign', { notice })
  // 799,000,000 x 0.8 % x 365 / 365.
  expect(signed).toMatchObject({ state: 'signed', fee_unpaid: '6392000', fee_to: '2027-04-14' })
  expect(await usedOf('firm-6001')).toEqual({ used: '979000000', reserved: '0', brought: '180000000' })
  expect(await refused(one, 'officer', 'letter', { notice })).toEqual([409, 'letter_fee_unpaid', '6392000', '0'])

  world.on('2026-04-20')
  const paid = { amount: '1000000', paid_on: DAY, reference: 'transfer 1' }
  expect(await done(one, 'finance', 'fees/received', paid)).toMatchObject({ fee_unpaid: '5392000' })
  // The same payment told again changes nothing; another under its reference is refused.
  expect(await done(one, 'finance', 'fees/received', paid)).toMatchObject({ fee_unpaid: '5392000' })
  expect((await refused(one, 'finance', 'fees/received', { ...paid, amount: '999' })).slice(0, 2)).toEqual([
    409,
    'entry_reused',
  ])
  expect(await refused(one, 'finance', 'fees/received', { ...paid, amount: '5392001', reference: '2' })).toEqual([
    409,
    'fee_above_unpaid',
    '5392001',
    '5392000',
  ])
  await done(one, 'finance', 'fees/received', { amount: '5392000', paid_on: DAY, reference: 'transfer 2' })
  expect(await done(one, 'officer', 'letter', { notice })).toMatchObject({ state: 'lettered' })

  // 85 % of 100,000,001 cut to the won, and what makes the part of the whole loan.
  const first = await done(one, 'bank', 'draws', { notice, amount: '100000001', on: '2026-04-20', bank_loan: 'L-1' })
  expect(first).toMatchObject({ state: 'in_force', balance: '85000000', held: '799000000', bank_loan: 'L-1' })
  const second = await done(one, 'bank', 'draws', { notice, amount: '839999999', on: '2026-04-20' })
  expect(second).toMatchObject({ balance: '799000000', outstanding: '940000000' })
  expect(second.notices).toMatchObject([{ step: 'over', drawn: '799000000' }])

  world.on('2026-08-01')
  const released = await done(one, 'bank', 'release', { left: '470000000' })
  expect(released).toMatchObject({ balance: '399500000', held: '399500000' })
  expect((await usedOf('firm-6001')).used).toBe('579500000')
  const stands = await one.standing()
  // 109 of 365 days earned: 1,908,843 (cut); of the rest, 4,483,157, half goes back, cut in favour of the fund.
  expect(stands).toMatchObject({ earned_fees: '1908843', unearned_fees: '2241579' })

  await done(one, 'bank', 'accidents', { kind: 'arrears', on: '2026-08-01' })
  world.on('2026-11-02')
  const claim = { trigger: 'default', on: '2026-08-01', proof: PAPER }
  // Three months from 1 August end on Sunday 1 November, and roll to the Monday; the day after is the first.
  expect(await refused(one, 'bank', 'claims', claim)).toEqual([409, 'claim_too_early', '2026-11-02', 'from 2026-11-03'])
  world.on('2026-11-03')
  await done(one, 'bank', 'claims', claim)
  const examination = {
    principal: '470000000',
    rate: '0.05',
    due_on: '2026-08-01',
    costs: [{ of: 'provisional attachment', amount: '310000' }],
    denied_principal: '0',
    pay_on: '2026-11-10',
    denies: [],
    waives: [],
  }
  // 101 days at 5 % of 470,000,000 are 6,502,739 (cut); with costs 476,812,739, of which 85 % are 405,290,828 (cut).
  const examined = await done(one, 'claims', 'examinations', examination)
  expect(examined.payable).toEqual({ amount: '405290828', on: '2026-11-10' })
  expect((await refused(one, 'claims2', 'payments')).slice(0, 2)).toEqual([409, 'payment_day_differs'])
  world.on('2026-11-10')
  // Neither who examined pays, nor who acts for them.
  expect((await refused(one, 'claims', 'payments')).slice(0, 2)).toEqual([403, 'payment_own_examination'])
  expect((await refused(one, 'deputy', 'payments')).slice(0, 2)).toEqual([403, 'payment_own_examination'])
  const paidOut = await done(one, 'claims2', 'payments')
  expect(paidOut).toMatchObject({ state: 'subrogated', balance: '0', held: '0', owed: '405290828' })
  expect((await usedOf('firm-6001')).used).toBe('180000000')

  world.on('2027-02-10')
  // 92 days at 10 % of 405,290,828 are 10,215,549 (cut), and are paid before the principal.
  const recovered = await done(one, 'claims', 'recoveries', { amount: '50000000', reference: 'transfer 3' })
  expect(recovered.owed).toBe('365506377')
  expect(await one.standing()).toMatchObject({ damages: '10215549', subrogation_claims: '365506377' })
  expect(await refused(one, 'claims', 'recoveries', { amount: '365506378', reference: '4' })).toEqual([
    409,
    'recovery_above_claim',
    '365506378',
    '365506377',
  ])
  await done(one, 'claims', 'write-off')
  expect(await done(one, 'claims', 'recoveries', { amount: '1000', reference: 'transfer 5' })).toMatchObject({
    state: 'written_off',
    owed: '365505377',
  })
  expect(await refused(one, 'claims', 'discharge', { ground: 'paid' })).toEqual([
    409,
    'discharge_debt_left',
    '365505377',
    '0',
  ])
  expect(await done(one, 'claims', 'discharge', { ground: 'settled' })).toMatchObject({
    state: 'discharged',
    owed: '0',
  })

  const { items } = (await world.ask('auditor', 'GET', `${one.url}/events`)).json
  expect(items.map((event: { type: string }) => event.type)).toEqual([
    ...['noticed', 'signed', 'letter_sent', 'drawn', 'drawn', 'released', 'accident_reported', 'claimed', 'examined'],
    ...['paid', 'recovered', 'written_off', 'recovered', 'discharged'],
  ])
  expect(items[3]).toMatchObject({ basis: 'Act 35', day: '2026-04-20', person: 'client-103' })
  // The bank reads what happened, and not who of the agency did it.
  const seen = (await world.ask('bank', 'GET', `${one.url}/events`)).json.items
  expect(new Set(seen.map((event: { person: string | null }) => event.person))).toEqual(new Set([null, 'client-103']))
  // The books page by page, in the order of their writing: the bank reads the same, none of it the fund's own accounts.
  const books = async (who: string) => {
    const found: { id: string; event: string; transfers: { debit_kind: string; credit_kind: string }[] }[] = []
    let next: string | null = ''
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`
      const { json } = await world.ask(who, 'GET', `${one.url}/entries?limit=3${cursor}`)
      found.push(...json.items)
      next = json.next
    }
    return found
  }
  const whole = await books('auditor')
  expect(whole.slice(0, 4).map(entry => entry.event)).toEqual(['noticed', 'signed', 'fee_received', 'fee_received'])
  expect(new Set(whole.map(entry => entry.id)).size).toBe(whole.length)
  const told = await books('bank')
  expect(told.map(entry => entry.id)).toEqual(whole.map(entry => entry.id))
  const kinds = (all: typeof whole) => all.flatMap(entry => entry.transfers.flatMap(t => [t.debit_kind, t.credit_kind]))
  expect([kinds(whole).includes('losses'), kinds(told).includes('losses')]).toEqual([true, false])
  const leaves = await world.leaves(one.id)
  expect(leaves.filter(action => action !== 'guarantee.read')).toEqual([
    'guarantee.begin',
    'guarantee.sign',
    ...['guarantee.receive_fee', 'guarantee.receive_fee', 'guarantee.send_letter', 'guarantee.draw', 'guarantee.draw'],
    ...['guarantee.release', 'guarantee.report_accident', 'guarantee.claim', 'guarantee.examine', 'guarantee.pay'],
    ...['guarantee.recover', 'guarantee.write_off', 'guarantee.recover', 'guarantee.discharge'],
  ])
}, 60_000)

test('no main debt in sixty days: void by the job, once, the fee given back whole and the limits free', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6002')
  await done(one, 'officer', 'sign', { notice: one.notice })
  await done(one, 'finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' })
  await done(one, 'officer', 'letter', { notice: one.notice })
  world.on('2026-06-15')
  // The last day is no day too late, and nothing lapses on it.
  expect(await world.doDue()).toBe(0)
  // Fourteen days more the bank may tell without delay what it lent in time, and nothing lapses; what it lent later is
  // not guaranteed.
  world.on('2026-06-29')
  expect(await world.doDue()).toBe(0)
  world.on('2026-06-30')
  const tasks = (await world.ask('officer', 'GET', '/v1/guarantees/due')).json.items
  expect(tasks).toMatchObject([{ id: one.id, due: [{ what: 'lapse', since: '2026-06-29', notice: one.notice }] }])
  const draw = { notice: one.notice, amount: '940000000', on: '2026-06-16' }
  expect(await refused(one, 'bank', 'draws', draw)).toEqual([409, 'notice_over', '2026-06-16', 'to 2026-06-15'])
  // Days on which nothing ran are made up for; two processes at once do it once, and so does a second run.
  world.on('2026-07-02')
  expect((await Promise.all([world.doDue(), world.doDue()])).reduce((sum, count) => sum + count)).toBe(1)
  expect(await world.doDue()).toBe(0)
  expect(await world.faults()).toEqual([])
  const after = (await world.ask('auditor', 'GET', one.url)).json
  expect(after).toMatchObject({ state: 'lapsed', held: '0', due_on: null })
  expect(await one.standing()).toMatchObject({ unearned_fees: '0', fees_receivable: '0', commitments: '0' })
  expect(await usedOf('firm-6002')).toEqual({ used: '180000000', reserved: '0', brought: '180000000' })
  expect((await world.ask('officer', 'GET', '/v1/guarantees/due')).json.items).toEqual([])
}, 60_000)

test('what is noticed holds its reservation for sixty days, and gives it back when withdrawn', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6003')
  // The decision`s own validity ended meanwhile, and the nightly job looks for what has ended.
  await world.fresh.database.plain
    .updateTable('app.reservations')
    .set({ expires_on: '2026-04-30' })
    .where('decision', '=', one.begun.decision_id)
    .execute()
  expect(await world.lapse('2026-05-20')).toBe(0)
  expect((await usedOf('firm-6003')).reserved).toBe('799000000')
  // A case whose guarantee was begun is not decided anew under it.
  const objected = await world.ask('firm-6003', 'POST', `/v1/cases/${one.begun.case_id}/object`, { reason: 'x' })
  expect([objected.status, objected.json.errors[0].code]).toEqual([409, 'case_guaranteed'])
  const again = await world.ask('officer', 'POST', `/v1/cases/${one.begun.case_id}/guarantee`, { kind: 'individual' })
  expect([again.status, again.json.errors[0].code]).toEqual([409, 'guarantee_exists'])
  await done(one, 'officer', 'withdraw', { notice: one.notice, reason: 'The firm took another loan.' })
  expect((await usedOf('firm-6003')).reserved).toBe('0')
  const now = await world.ask('firm-6003', 'POST', `/v1/cases/${one.begun.case_id}/object`, { reason: 'x' })
  expect(now.status).toBe(200)
}, 60_000)

test('late fees, the next year`s fee by the job, a renewal, another bank, and a release of all', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6004')
  const { notice } = one
  await done(one, 'officer', 'sign', { notice })
  world.on('2026-05-14')
  // Thirty days late: 6,392,000 x 10 % x 30 / 365 is 52,536, cut to 52,530.
  expect(
    await refused(one, 'finance', 'fees/received', { amount: '6444531', paid_on: '2026-05-14', reference: 'a' }),
  ).toEqual([409, 'fee_above_unpaid', '6444531', '6444530'])
  await done(one, 'finance', 'fees/received', { amount: '6444530', paid_on: '2026-05-14', reference: 'a' })
  await done(one, 'officer', 'letter', { notice })
  await done(one, 'bank', 'draws', { notice, amount: '940000000', on: '2026-05-14' })
  const renewed = await done(one, 'officer', 'renew', { left: '900000000', matures_on: '2028-04-14', grade: 'BB' })
  // 85 % of 900,000,000; a grade of BB bears 1.4 %, less what the decision took off an A: see its surcharges.
  expect(renewed).toMatchObject({ balance: '765000000', grade: 'BB', matures_on: '2028-04-14' })
  expect(renewed.fee_rate).toBe('0.012')
  world.on('2027-04-14')
  expect(await world.doDue()).toBe(1)
  expect(await world.faults()).toEqual([])
  // 765,000,000 x 1.2 % x 366 / 365, the year holding 29 February, cut to tens of won.
  const charged = (await world.ask('auditor', 'GET', one.url)).json
  expect(charged).toMatchObject({ fee_unpaid: '9205150', fee_to: '2028-04-14' })
  expect(await world.doDue()).toBe(0)
  const moved = await done(one, 'officer', 'change', { of: 'bank', bank: 'bank-104', bank_loan: 'N-9' })
  expect(moved).toMatchObject({ bank: 'bank-104', bank_loan: 'N-9' })
  // What was its bank does not find it any more.
  expect((await world.ask('bank', 'GET', one.url)).status).toBe(404)
  expect(await done(one, 'stranger', 'release', { left: '0' })).toMatchObject({ state: 'released', held: '0' })
  // The fee of the days to come was not paid yet: it is set off, and nothing is left on either side.
  expect(await one.standing()).toMatchObject({ fees_receivable: '0', unearned_fees: '0', exposure: '0' })
  expect(BANK).toBe('bank-103')
}, 60_000)
