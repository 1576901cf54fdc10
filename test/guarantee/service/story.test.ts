/**
 * Cases of the trade worked by hand, over HTTP on a real database, to the won. The rounding: fees are cut to tens of
 * won; the fund's part is cut to the won and the bank bears the rest; interest and damages are cut once, to the won, in
 * the debtor's favour; what goes back of a fee is cut in favour of the fund.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY } from '../../flow/people.ts'
import { showing } from '../../technology/readiness/answers.ts'
import { type Answer, type Guaranteed, guaranteed, opened, PAPER, PILOT, type World } from './served.ts'

const FIRMS = Array.from({ length: 12 }, (_, place) => `firm-63${place + 10}`)
let world: World
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
  return [answer.status, first?.code, first?.value ?? null, first?.limit ?? null]
}

/** 85 % of 940,000,000, its fee of 6,392,000 for the first year paid, its letter sent on 14 April 2026. */
async function lettered(firm: string, kind = 'individual'): Promise<Guaranteed> {
  world.on(DAY)
  const one = await guaranteed(world, firm, { kind })
  await done(one, 'officer', 'sign', { notice: one.notice })
  await done(one, 'finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: `fee of ${firm}` })
  await done(one, 'officer', 'letter', { notice: one.notice })
  return one
}
async function drawn(firm: string): Promise<Guaranteed> {
  const one = await lettered(firm)
  await done(one, 'bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY })
  return one
}
const whole = (more: object) => ({
  ...{ principal: '940000000', rate: '0', costs: [], denied_principal: '0', denies: [], waives: [], ...more },
})

test.each([
  ['bankruptcy_or_dissolution', 'rehabilitation_filed', FIRMS[0]],
  ['inactivity', 'business_closed', FIRMS[1]],
  ['closure', 'business_closed', FIRMS[2]],
  ['rehabilitation', 'rehabilitation_filed', FIRMS[3]],
])(
  '%s is claimed on from its own day, with its proof, and not before',
  async (trigger, kind, firm) => {
    const one = await drawn(firm ?? '')
    world.on('2026-08-13')
    await done(one, 'bank', 'accidents', { kind, on: '2026-08-13' })
    const claim = { trigger, on: '2026-08-14', proof: PAPER }
    expect(await refused(one, 'bank', 'claims', claim)).toEqual([
      ...[400, 'guarantee_day_to_come', '2026-08-14', 'to 2026-08-13'],
    ])
    world.on('2026-08-14')
    expect((await refused(one, 'bank', 'claims', { trigger, on: '2026-08-14' }))[1]).toBe('claim_proof_missing')
    expect(await done(one, 'bank', 'claims', claim)).toMatchObject({ state: 'claimed' })
  },
  60_000,
)

test('a sharp fall of ability is claimed on with the fund`s consent given before, and not without', async () => {
  const one = await drawn(FIRMS[4] ?? '')
  world.on('2026-08-14')
  await done(one, 'bank', 'accidents', { kind: 'tax_seizure', on: '2026-08-14' })
  const claim = { trigger: 'sharp_fall', on: '2026-08-14', proof: PAPER }
  expect((await refused(one, 'bank', 'claims', claim)).slice(0, 3)).toEqual([
    400,
    'claim_consent_missing',
    'sharp_fall',
  ])
  await done(one, 'bank', 'claims', { ...claim, consent: PAPER })
}, 60_000)

test('default waits three months: from a 30 November to the end of February, past a Sunday and a holiday', async () => {
  const one = await drawn(FIRMS[5] ?? '')
  world.on('2026-11-30')
  await done(one, 'bank', 'accidents', { kind: 'arrears', on: '2026-11-30' })
  // February has no 30th: its last day, the 28th, is a Sunday; 1 March is Independence Movement Day; the months end on
  // Tuesday 2 March, and the claim may be made from the day after.
  world.on('2027-03-02')
  const claim = { trigger: 'default', on: '2026-11-30', proof: PAPER }
  expect(await refused(one, 'bank', 'claims', claim)).toEqual([409, 'claim_too_early', '2027-03-02', 'from 2027-03-03'])
  world.on('2027-03-03')
  await done(one, 'bank', 'claims', claim)
}, 60_000)

test('the sixtieth day of a tranche falls on Liberation Day: it may be drawn until the Tuesday after', async () => {
  world.on(PILOT.day)
  const one = await guaranteed(
    world,
    FIRMS[6] ?? '',
    { kind: 'individual', evidence: PAPER, readiness: showing('proof_of_concept') },
    PILOT,
  )
  // 60 days from Monday 15 June end on Friday 14 August, which is no holiday.
  expect(one.begun.notices).toMatchObject([{ until: '2026-08-14' }])
  const paidUp = async (reference: string) => {
    const { fee_unpaid } = (await world.ask('officer', 'GET', one.url)).json
    await done(one, 'finance', 'fees/received', { amount: fee_unpaid, paid_on: PILOT.day, reference })
    return fee_unpaid
  }
  const first = await done(one, 'officer', 'sign', { notice: one.notice })
  // A fifth of 90 % of 700,000,000, at 1.3 % for a year.
  expect(await paidUp('first tranche')).toBe('1638000')
  await done(one, 'officer', 'letter', { notice: one.notice })
  world.on('2026-06-16')
  const second = await done(one, 'officer', 'notices', {
    ...{ gate: 'small_pilot', evidence: PAPER, readiness: showing('small_pilot') },
  })
  // 60 days from 16 June end on Saturday 15 August, Liberation Day; Monday 17 August stands for it.
  const [, notice] = second.notices
  expect(notice).toMatchObject({ until: '2026-08-18', step: 'noticed' })
  // The second tranche joins the fee year of the first, a day less than a year: 1.3 % of 189,000,000 for 364 of 365
  // days is 2,450,268, cut to tens.
  const signed = await done(one, 'officer', 'sign', { notice: notice.id })
  expect(signed.fee_to).toBe(first.fee_to)
  expect(await paidUp('second tranche')).toBe('2450260')
  await done(one, 'officer', 'letter', { notice: notice.id })
  world.on('2026-08-18')
  // The first tranche is void after its own day, the second is drawn on its last.
  const draw = (of: string, on: string) => ({ notice: of, amount: '1000000', on })
  expect(await refused(one, 'bank', 'draws', draw(one.notice, '2026-08-18'))).toEqual([
    ...[409, 'notice_over', '2026-08-18', 'to 2026-08-14'],
  ])
  await done(one, 'bank', 'draws', draw(notice.id, '2026-08-18'))
  world.on('2026-08-19')
  expect(await refused(one, 'bank', 'draws', draw(notice.id, '2026-08-19'))).toEqual([
    ...[409, 'notice_over', '2026-08-19', 'to 2026-08-18'],
  ])
}, 60_000)

test('a duty missed, a tenth denied for it, two recoveries with damages between them, and the rest sold', async () => {
  const one = await drawn(FIRMS[7] ?? '')
  // Fourteen days from 1 July: told by the 15th it would have been in time.
  world.on('2026-07-16')
  const told = await done(one, 'bank', 'accidents', { kind: 'business_closed', on: '2026-07-01' })
  expect(told.missed).toEqual(['non_performance'])
  await done(one, 'bank', 'claims', { trigger: 'closure', on: '2026-07-16', proof: PAPER })
  const breach = { kind: 'duty_missed', of: 'non_performance' }
  const shown = {
    ...{ rate: '0.06', due_on: '2026-07-16', pay_on: '2026-08-14' },
    costs: [{ of: 'provisional attachment', amount: '1000000' }],
  }
  const examining = (more: object) => whole({ ...shown, ...more })
  expect((await refused(one, 'claims', 'examinations', examining({}))).slice(0, 3)).toEqual([
    ...[400, 'examination_breach_unanswered', 'non_performance'],
  ])
  const tenth = { denied_principal: '94000000' }
  expect((await refused(one, 'claims', 'examinations', examining({ ...tenth, waives: [breach] })))[1]).toBe(
    'examination_breach_missing',
  )
  // 29 days at 6 % of 940,000,000 are 4,481,095.8: 4,481,095. With costs 945,481,095, of which 85 % are 803,658,930.75:
  // 803,658,930. For a tenth of the principal the letter was not kept: nine tenths are 723,293,037, the rest is denied.
  const examined = await done(one, 'claims', 'examinations', examining({ ...tenth, denies: [breach] }))
  expect(examined.payable).toEqual({ amount: '723293037', on: '2026-08-14' })
  world.on('2026-08-14')
  expect(await done(one, 'claims2', 'payments')).toMatchObject({ state: 'subrogated', owed: '723293037' })

  // 70 days at 10 % of 723,293,037 are 13,871,373.31: damages of 13,871,373 first, then 100,000,000 of principal.
  world.on('2026-10-23')
  const first = await done(one, 'claims', 'recoveries', { amount: '113871373', reference: 'auction 1' })
  expect(first.owed).toBe('623293037')
  // 73 days on 623,293,037 are 12,465,860.74. All damages together, 26,337,234.05, are cut once: 12,465,861 are new.
  world.on('2027-01-04')
  const second = await done(one, 'claims', 'recoveries', { amount: '200000000', reference: 'auction 2' })
  expect(second.owed).toBe('435758898')
  expect(await one.standing()).toMatchObject({ damages: '26337234', subrogation_claims: '435758898' })

  // The same money told again is refused, also as the price of the claim, and before anything it would be too much for.
  const same = { amount: '113871373', reference: 'auction 1' }
  const repeated = [409, 'recovery_repeated', 'auction 1', `once; entered on 2026-10-23 as ${one.id}/9.1`]
  expect(await refused(one, 'claims', 'recoveries', same)).toEqual(repeated)
  expect(await refused(one, 'claims', 'recoveries', { ...same, amount: '999999999999' })).toEqual(repeated)
  const price = { to: 'kamco', resolution: 'board 2 of 2027', price: '1', reference: 'auction 1' }
  expect(await refused(one, 'claims', 'sell', price)).toEqual(repeated)
  expect(await one.standing()).toMatchObject({ damages: '26337234', subrogation_claims: '435758898' })

  const sale = { to: 'kamco', resolution: 'board 2 of 2027', price: '100000000', reference: 'sale 1' }
  expect(await done(one, 'claims', 'sell', sale)).toMatchObject({ state: 'sold', owed: '0' })
  expect(await one.standing()).toMatchObject({ subrogation_claims: '0' })
  expect((await refused(one, 'claims', 'recoveries', { amount: '1', reference: 'late' }))[1]).toBe('guarantee_state')
}, 60_000)

test('recourse deferred for a year, then everything owed is paid and the guarantee discharged', async () => {
  const one = await drawn(FIRMS[8] ?? '')
  world.on('2026-08-14')
  await done(one, 'bank', 'accidents', { kind: 'business_closed', on: '2026-08-14' })
  await done(one, 'bank', 'claims', { trigger: 'closure', on: '2026-08-14', proof: PAPER })
  await done(one, 'claims', 'examinations', whole({ due_on: '2026-08-14', pay_on: '2026-08-14' }))
  await done(one, 'claims2', 'payments')
  expect((await one.step('claims', 'recourse', { basis: 'commercial', holder: 'person-claims-1' })).status).toBe(201)
  const ground = { of: 'more_later', prospect: 'A licence is under negotiation.' }
  await done(one, 'claims', 'recourse/deferrals', { until: '2027-08-13', ground, resolution: 'board 5 of 2026' })
  expect((await world.ask('claims', 'GET', one.url)).json).toMatchObject({ deferred_until: '2027-08-13' })
  world.on('2027-08-14')
  // A year at 10 % of 799,000,000 is 79,900,000; together 878,900,000.
  const all = (amount: string) => ({ amount, reference: 'everything' })
  expect(await refused(one, 'claims', 'recoveries', all('878900001'))).toEqual([
    ...[409, 'recovery_above_claim', '878900001', '878900000'],
  ])
  expect(await done(one, 'claims', 'recoveries', all('878900000'))).toMatchObject({ owed: '0' })
  expect((await refused(one, 'claims', 'write-off'))[1]).toBe('write_off_nothing_owed')
  expect(await done(one, 'claims', 'discharge', { ground: 'paid' })).toMatchObject({ state: 'discharged' })
}, 60_000)

test('a revolving line stands whole from its first draw, whatever is repaid, until it is cut', async () => {
  const one = await lettered(FIRMS[9] ?? '', 'revolving')
  world.on('2026-04-20')
  const first = await done(one, 'bank', 'draws', { notice: one.notice, amount: '100000000', on: '2026-04-20' })
  expect(first).toMatchObject({ kind: 'revolving', balance: '799000000', outstanding: '940000000' })
  // The line stays as it is: there is nothing to release.
  expect((await refused(one, 'bank', 'release', { left: '940000000' })).slice(0, 2)).toEqual([400, 'guarantee_amount'])
  world.on('2026-09-07')
  // Half the line: 146 of 365 days are earned, 2,556,800; of the 3,835,200 left half goes back.
  expect(await done(one, 'bank', 'release', { left: '470000000' })).toMatchObject({
    ...{ balance: '399500000', outstanding: '470000000' },
  })
  expect(await one.standing()).toMatchObject({ earned_fees: '2556800', unearned_fees: '1917600' })
}, 60_000)

test('amount, term and debtor change: half the fee to come goes back, the new firm reads on', async () => {
  const one = await drawn(FIRMS[10] ?? '')
  const [old, next] = [FIRMS[10] ?? '', FIRMS[11] ?? '']
  world.on('2026-08-03')
  // 85 % of 470,000,000. 111 of 365 days earned: 1,943,868 (cut); of 4,448,132 to come half goes back.
  const less = await done(one, 'officer', 'change', { of: 'amount', left: '470000000' })
  expect(less).toMatchObject({ balance: '399500000', outstanding: '470000000' })
  expect(await one.standing()).toMatchObject({ earned_fees: '1943868', unearned_fees: '2224066' })
  const term = (matures_on: string) => ({ of: 'term', matures_on })
  expect(await refused(one, 'officer', 'change', term('2026-08-03'))).toEqual([
    ...[400, 'term_not_later', '2026-08-03', 'after 2026-08-03'],
  ])
  expect(await done(one, 'officer', 'change', term('2028-02-03'))).toMatchObject({ matures_on: '2028-02-03' })
  expect((await refused(one, 'officer', 'change', { of: 'debtor', firm: 'firm-9999' })).slice(0, 2)).toEqual([
    ...[400, 'organisation_missing'],
  ])
  expect(await done(one, 'officer', 'change', { of: 'debtor', firm: next })).toMatchObject({ firm: next })
  expect((await world.ask(next, 'GET', one.url)).status).toBe(200)
  expect((await world.ask(old, 'GET', one.url)).status).toBe(404)
}, 60_000)
