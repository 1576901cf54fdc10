/**
 * Fees beside the yearly one, and the parts others pay, over HTTP and in the books. Worked by hand: amounts are cut to
 * ten won in favour of who pays (rules/terms rounding.fee_step), days of 365, what goes back is cut to the won.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readRuleBook } from '../../../src/appraisal/rule-book.ts'
import { feeNoticeOf } from '../../../src/guarantee/letter/fee-notice.ts'
import { sure } from '../../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../../src/platform/folders.ts'
import { DAY } from '../../flow/people.ts'
import { BANK, type Guaranteed, guaranteed, OTHER_BANK, opened, PAPER, toldInOrder, type World } from './served.ts'

/** The ordinary programme given under the pact of 2024: the bank pays 0.5 points for three years. */
function supported() {
  const texts = new Map(textsBelow(`${HOME}/rules`))
  const fees = JSON.parse(texts.get('fees/2026-01.json') ?? '')
  fees.bank_support.find((one: { code: string }) => one.code === 'ibk_2024_lower').programmes = ['technology_guarantee']
  texts.set('fees/2026-01.json', JSON.stringify(fees))
  return sure(readRuleBook(texts))
}

const FIRMS = Array.from({ length: 8 }, (_, place) => `firm-82${place + 10}`)
let plain: World
let pact: World
beforeAll(async () => {
  plain = await opened(FIRMS)
  pact = await opened(FIRMS, () => [], supported())
}, 180_000)
afterAll(async () => {
  await plain?.close()
  await pact?.close()
}, 60_000)
beforeEach(() => {
  plain.on(DAY)
  pact.on(DAY)
})

async function done(world: World, one: Guaranteed, who: string, path: string, body?: unknown) {
  const answer = await one.step(who, path, body)
  expect([path, answer.status, answer.json.errors ?? null]).toEqual([path, 200, null])
  expect([path, await world.faults()]).toEqual([path, []])
  return answer.json
}
const feesOf = async (world: World, one: Guaranteed) => (await world.ask('bank', 'GET', `${one.url}/fees`)).json
const owed = async (world: World, one: Guaranteed) =>
  Object.fromEntries(
    (await feesOf(world, one)).owed.map((row: { payer: string; unpaid: string }) => [row.payer, row.unpaid]),
  )
const refused = async (one: Guaranteed, who: string, path: string, body?: unknown) => {
  const { status, json } = await one.step(who, path, body)
  const [first] = json.errors ?? []
  return [status, first?.code, first?.at, first?.value, first?.limit]
}

/** Signed, its fee paid, its letter sent and its loan drawn. */
async function drawn(world: World, firm: string): Promise<Guaranteed> {
  const one = await guaranteed(world, firm)
  const { notice } = one
  const { fee_unpaid: amount } = await done(world, one, 'officer', 'sign', { notice })
  await done(world, one, 'finance', 'fees/received', { amount, paid_on: DAY, reference: 'all' })
  await done(world, one, 'officer', 'letter', { notice })
  await done(world, one, 'bank', 'draws', { notice, amount: '940000000', on: DAY })
  return one
}

test('a bank owes its part of the yearly fee, is late with it on its own, and gets its own part back', async () => {
  const one = await drawn(pact, 'firm-8210')
  // 799,000,000 x 0.8 % is 6,392,000; the bank's 0.5 % of it 3,995,000. The letter waited for the firm's part alone.
  expect(await feesOf(pact, one)).toMatchObject({
    items: [
      { kind: 'yearly', payer: 'firm', amount: '2397000', unpaid: '0', rule: 'terms.fees', edition: '2026-01' },
      {
        ...{ kind: 'yearly', payer: BANK, amount: '3995000', unpaid: '3995000', from: DAY, to: '2027-04-14' },
        ...{ code: 'ibk_2024_lower', rule: 'fees.bank_support', edition: '2026-01' },
      },
    ],
    owed: [
      { payer: 'firm', unpaid: '0', since: null },
      { payer: BANK, unpaid: '3995000', since: DAY },
    ],
  })
  expect((await pact.ask('finance', 'GET', '/v1/fees/receivable')).json.items).toEqual([
    { payer: BANK, guarantees: 1, unpaid: '3995000' },
  ])
  pact.on('2026-05-15')
  const paid = { payer: BANK, amount: '4028931', paid_on: '2026-05-15', reference: 'pact 5' }
  // 31 days late at ten per cent: 33,930. Another payer's account is not there to be paid.
  expect(await refused(one, 'finance', 'fees/received', paid)).toEqual([
    ...[409, 'fee_above_unpaid', 'amount', '4028931', '4028930'],
  ])
  expect((await refused(one, 'finance', 'fees/received', { ...paid, payer: OTHER_BANK })).slice(1)).toEqual([
    ...['fee_above_unpaid', 'amount', '4028931', '0'],
  ])
  await done(pact, one, 'finance', 'fees/received', { ...paid, amount: '4028930' })
  await done(pact, one, 'finance', 'fees/received', { ...paid, amount: '4028930' })
  expect(await owed(pact, one)).toEqual({ firm: '0', [BANK]: '0' })
  expect(await one.standing()).toMatchObject({ late_fees: '33930', payer_receivables: '0', unearned_fees: '6392000' })

  // Half is released after 109 of 365 days. Earned: 715,816 of the firm's, 1,193,027 of the bank's. Of the rest half
  // goes back to each, cut to the won: 840,592 of 1,681,184 and 1,400,986 of 2,801,973.
  pact.on('2026-08-01')
  await done(pact, one, 'bank', 'release', { left: '470000000' })
  expect(await one.standing()).toMatchObject({ earned_fees: '1908843', unearned_fees: String(840592 + 1400987) })
  const back = (await pact.ask('auditor', 'GET', `${one.url}/entries?limit=100`)).json.items
    .filter((entry: { event: string }) => entry.event === 'fee_refunded')
    .map(({ reference, transfers }: { reference: string; transfers: { amount: string }[] }) => [
      reference.replace(one.id, ''),
      transfers[0]?.amount,
    ])
  expect(back).toEqual([
    [expect.stringMatching(/^guarantee:\/\d+$/), '840592'],
    [expect.stringMatching(/^guarantee:\/\d+ to bank-103$/), '1400986'],
  ])
  const rests = (await feesOf(pact, one)).items.slice(2)
  expect(rests).toMatchObject([
    { payer: 'firm', amount: '840592', from: '2026-08-01' },
    { payer: BANK, amount: '1400987', from: '2026-08-01' },
  ])

  // 399,500,000 in the second year, which has 366 days: 3,204,756, of it the bank's 0.5 % is 2,002,972.
  pact.on('2027-03-31')
  await done(pact, one, 'officer', 'change', { of: 'term', matures_on: '2028-04-14' })
  pact.on('2027-04-14')
  await pact.doDue()
  expect(await pact.faults()).toEqual([])
  expect(await owed(pact, one)).toEqual({ firm: '1201780', [BANK]: '2002970' })
  const events = (await pact.ask('auditor', 'GET', `${one.url}/events`)).json.items
  const { body } = events.find((event: { type: string }) => event.type === 'fee_charged')
  expect(body).toMatchObject({ fee: '3204750' })
  // The notice of the fee names who pays which part.
  const told = {
    number: 'TG-2026-0000001',
    programme: 'p',
    bank: BANK,
    firm: 'f',
    life: { kind: 'individual' },
  } as const
  const paper = feeNoticeOf(told, { fee: body.fee, from: body.charged }, {} as never, {} as never)
  expect([paper.payers, paper.figures.amount]).toEqual([
    [
      { payer: 'debtor', amount: '1201780' },
      { payer: 'creditor', amount: '2002970' },
    ],
    '3204750',
  ])
})

test('an appraisal is charged once in the parts of its payers, and goes back where no debt arises', async () => {
  const one = await guaranteed(plain, 'firm-8211')
  const charge = { appraisal: 'joint_project_appraisal' }
  expect(await refused(one, 'bank', 'charges/appraisal', charge)).toMatchObject([
    403,
    'forbidden_role',
    '',
    undefined,
    'officer',
  ])
  expect((await refused(one, 'officer', 'charges/appraisal', { appraisal: 'horoscope' })).slice(0, 4)).toEqual([
    ...[400, 'charge_unknown', 'appraisal', 'horoscope'],
  ])
  // 1,000,000: the sponsor's 400,000, the bank's 300,000, and the rest.
  const fees = await done(plain, one, 'officer', 'charges/appraisal', charge)
  expect(fees.items.map((row: Record<string, string>) => [row['payer'], row['amount'], row['code']])).toEqual([
    ['programme', '400000', 'joint_project_appraisal'],
    [BANK, '300000', 'joint_project_appraisal'],
    ['firm', '300000', 'joint_project_appraisal'],
  ])
  expect((await refused(one, 'officer', 'charges/appraisal', charge)).slice(0, 2)).toEqual([409, 'charge_repeated'])
  const told = await toldInOrder(plain, one.id)
  expect(told.map(({ organisation, type }) => [organisation, type])).toEqual([
    ['firm-8211', 'guarantee.noticed'],
    [BANK, 'guarantee.noticed'],
    ['firm-8211', 'guarantee.charged'],
    [BANK, 'guarantee.charged'],
  ])
  await done(plain, one, 'officer', 'sign', { notice: one.notice })
  const of = (payer: string, amount: string) => ({ payer, amount, paid_on: DAY, reference: 'same words' })
  await done(plain, one, 'finance', 'fees/received', of('programme', '400000'))
  await done(plain, one, 'finance', 'fees/received', of(BANK, '100000'))
  expect(await owed(plain, one)).toEqual({ programme: '0', [BANK]: '200000', firm: '6692000' })
  // The agreement's fee and the appraisal's: the letter waits for what the firm owes of both.
  expect((await refused(one, 'officer', 'letter', { notice: one.notice })).slice(1, 4)).toEqual([
    ...['letter_fee_unpaid', 'fee_unpaid', '6692000'],
  ])
  // Nothing of it is earned by days while the debt may never arise; given up, everybody has back what they paid.
  plain.on('2026-05-20')
  await plain.flow.accruing.accrue(plain.fresh.database, plain.today())
  await done(plain, one, 'officer', 'withdraw', { notice: one.notice, reason: 'Not needed.' })
  expect(await owed(plain, one)).toEqual({ programme: '0', [BANK]: '0', firm: '0' })
  const { unearned_fees, earned_fees = '0', cash = '0' } = await one.standing()
  expect([unearned_fees, earned_fees, cash]).toEqual(['0', '0', '0'])
  const back = (await plain.ask('auditor', 'GET', `${one.url}/entries?limit=100`)).json.items
    .filter((entry: { event: string }) => entry.event === 'fee_refunded')
    .flatMap((entry: { transfers: Record<string, string>[] }) => entry.transfers)
    .map((row: Record<string, string>) => [row['credit_kind'], row['credit_of']?.replace(one.id, ''), row['amount']])
  expect(back.toSorted()).toEqual(
    [
      ['cash', '', '400000'],
      ['cash', '', '100000'],
      ['payer_receivables', `:${BANK}`, '200000'],
      ['fees_receivable', '', '6692000'],
    ].toSorted(),
  )
})

test('a bank pays a whole valuation, and it is earned the night after the loan is drawn', async () => {
  const one = await drawn(plain, 'firm-8212')
  await done(plain, one, 'officer', 'charges/appraisal', { appraisal: 'ip_one_plus_one_valuation' })
  expect(await owed(plain, one)).toEqual({ firm: '0', [BANK]: '5000000' })
  plain.on('2026-04-15')
  await plain.flow.accruing.accrue(plain.fresh.database, plain.today())
  // Charged on the day that is over: all of it. Of the yearly fee no day is over.
  expect(await one.standing()).toMatchObject({ earned_fees: '5000000', unearned_fees: '6392000' })
  expect(await plain.faults()).toEqual([])
  await done(plain, one, 'bank', 'release', { left: '0' })
})

test('what stands past its term bears the additional fee: month by month, once, and before a release', async () => {
  const one = await drawn(plain, 'firm-8213')
  const due = async () =>
    (await plain.ask('officer', 'GET', '/v1/guarantees/due')).json.items
      .filter((item: { id: string }) => item.id === one.id)
      .flatMap((item: { due: { what: string; since: string }[] }) => item.due)
      .filter((row: { what: string }) => row.what === 'unperformed')
  const charge = () => plain.flow.charging.chargeDue(plain.fresh.database, plain.today())
  plain.on('2027-04-14')
  expect((await refused(one, 'officer', 'charges/unperformed')).slice(0, 2)).toEqual([409, 'fee_not_due'])
  plain.on('2027-05-13')
  expect([await charge(), await due()]).toEqual([0, []])
  plain.on('2027-05-14')
  expect(await due()).toEqual([
    { what: 'unperformed', since: '2027-05-14', notice: null, roles: ['officer', 'system'] },
  ])
  // 799,000,000 x (0.8 + 0.5) % x 30 / 365 is 853,726.
  expect((await Promise.all([charge(), charge()])).toSorted()).toEqual([0, 1])
  expect([await due(), await owed(plain, one)]).toEqual([[], { firm: '853720' }])
  expect(await plain.faults()).toEqual([])
  // Ten days later half is repaid: 284,575 first, on what stood until then.
  plain.on('2027-05-24')
  await done(plain, one, 'bank', 'release', { left: '470000000' })
  expect(await owed(plain, one)).toEqual({ firm: String(853720 + 284570) })
  // 31 days on 399,500,000: 441,091.
  plain.on('2027-06-24')
  expect(await charge()).toBe(1)
  const { items } = await feesOf(plain, one)
  expect(items.slice(1).map((row: Record<string, string>) => [row['from'], row['to'], row['amount']])).toEqual([
    ['2027-04-14', '2027-05-14', '853720'],
    ['2027-05-14', '2027-05-24', '284570'],
    ['2027-05-24', '2027-06-24', '441090'],
  ])
  expect(items[3]).toMatchObject({ kind: 'unperformed', rule: 'fees.unperformed_rate', edition: '2026-01' })
  // Repaid whole on the same day: nothing more to charge, and all of it is earned.
  await done(plain, one, 'bank', 'release', { left: '0' })
  plain.on('2027-08-24')
  expect(await charge()).toBe(0)
  expect(await one.standing()).toMatchObject({ unearned_fees: '0', earned_fees: String(6392000 + 1579380) })
})

test('a success marked within its years costs what was agreed, once; late it costs nothing', async () => {
  const one = await drawn(plain, 'firm-8214')
  const marked = { signed_on: DAY, rate: '0.05', contract: PAPER, marked_on: '2027-06-01', proof: PAPER }
  expect((await refused(one, 'officer', 'charges/success', marked)).slice(1, 3)).toEqual([
    ...['guarantee_day_to_come', 'marked_on'],
  ])
  plain.on('2027-03-31')
  await done(plain, one, 'bank', 'release', { left: '0' })
  plain.on('2027-06-01')
  expect(await refused(one, 'officer', 'charges/success', { ...marked, rate: '0.11' })).toEqual([
    ...[400, 'success_fee_above_statute', 'rate', '0.11', '0.1'],
  ])
  plain.on('2031-04-15')
  expect(await refused(one, 'officer', 'charges/success', { ...marked, marked_on: '2031-04-15' })).toEqual([
    ...[409, 'success_years_over', 'marked_on', '2031-04-15', 'to 2031-04-14'],
  ])
  // Marked within the five years, and told later: 5 % of the 799,000,000 that were guaranteed.
  await done(plain, one, 'officer', 'charges/success', marked)
  expect(await owed(plain, one)).toEqual({ firm: '39950000' })
  expect((await refused(one, 'officer', 'charges/success', marked)).slice(0, 2)).toEqual([409, 'charge_repeated'])
  plain.on('2031-04-16')
  await plain.flow.accruing.accrue(plain.fresh.database, plain.today())
  expect(await one.standing()).toMatchObject({ unearned_fees: '0', fees_receivable: '39950000' })
  expect(await plain.faults()).toEqual([])
})

test('a claim that is paid past the term has borne the additional fee to the day of its payment', async () => {
  const one = await drawn(plain, 'firm-8215')
  plain.on('2027-04-20')
  await done(plain, one, 'bank', 'accidents', { kind: 'business_closed', on: '2027-04-20' })
  await done(plain, one, 'bank', 'claims', { trigger: 'closure', on: '2027-04-20', proof: PAPER })
  const figures = { principal: '940000000', rate: '0', due_on: '2027-04-20', costs: [], denied_principal: '0' }
  const body = { ...figures, pay_on: '2027-04-24', denies: [], waives: [] }
  await done(plain, one, 'claims', 'examinations', body)
  plain.on('2027-04-24')
  await done(plain, one, 'claims2', 'payments')
  // Ten days on 799,000,000 at 1.3 %.
  expect(await owed(plain, one)).toEqual({ firm: '284570' })
  expect(await one.standing()).toMatchObject({ unearned_fees: '0', earned_fees: String(6392000 + 284570) })
})

test('each payer is late for itself, and what goes back is set off against what that payer owes', async () => {
  const one = await guaranteed(pact, 'firm-8216')
  const { notice } = one
  await done(pact, one, 'officer', 'sign', { notice })
  pact.on('2026-05-15')
  // 31 days at ten per cent on the firm's 2,397,000: 20,358. The bank's delay is not charged with it.
  const paid = { amount: '2417350', paid_on: '2026-05-15', reference: 'late' }
  await done(pact, one, 'finance', 'fees/received', paid)
  expect((await feesOf(pact, one)).items.map((row: { late_to: string | null }) => row.late_to)).toEqual([
    ...['2026-05-15', null],
  ])
  await done(pact, one, 'officer', 'letter', { notice })
  await done(pact, one, 'bank', 'draws', { notice, amount: '940000000', on: '2026-05-15' })
  pact.on('2026-08-01')
  await done(pact, one, 'bank', 'release', { left: '470000000' })
  // The bank paid nothing: 1,400,986 less is owed. The firm has its 840,592 back.
  expect(await owed(pact, one)).toEqual({ firm: '0', [BANK]: '2594014' })
  const { items } = (await pact.ask('auditor', 'GET', `${one.url}/entries?limit=100`)).json
  const cash = items
    .filter((entry: { event: string }) => entry.event === 'fee_refunded')
    .flatMap((entry: { transfers: Record<string, string>[] }) => entry.transfers)
    .map((row: Record<string, string>) => [row['credit_kind'], row['amount']])
  expect(cash).toEqual([
    ['cash', '840592'],
    ['payer_receivables', '1400986'],
  ])
})
