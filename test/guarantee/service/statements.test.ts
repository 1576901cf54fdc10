/** Statements over HTTP on a real database: the notice of each fee, and the balance of a year, from the books. */
import { afterAll, expect, test } from 'vitest'
import { DAY } from '../../flow/people.ts'
import { papered } from './papered.ts'
import { BANK, type Guaranteed, OTHER_BANK, PAPER } from './served.ts'

const house = await papered(['firm-6151', 'firm-6152', 'firm-6153', 'firm-6154'])
const { world, get, ask, papersOf, drawAll, orderUntold, bytesOf, verified, lettered } = house
afterAll(() => house.close(), 60_000)

async function drawn(firm: string): Promise<Guaranteed> {
  const one = await lettered(firm)
  const answer = await one.step('bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY })
  expect(answer.status).toBe(200)
  return one
}

test('each fee charged has its notice, at signing and year by year, as it was charged', async () => {
  const one = await drawn('firm-6151')
  await orderUntold()
  await drawAll()
  await one.step('officer', 'change', { of: 'term', matures_on: '2028-04-14' })
  world.on('2027-04-14')
  await world.doDue()
  await orderUntold()
  expect(await orderUntold()).toBe(0)
  await drawAll()
  const notices = (await papersOf(one, 'firm-6151')).filter(paper => paper.paper === 'fee_notice').reverse()
  const of = { creditor: BANK, debtor: 'firm-6151', outstanding: '799000000', rate: '0.008' }
  // 799,000,000 at 0.8 % for 365 of 365 days; the year after holds 29 February: 6,409,512, cut to tens.
  expect(notices.map(notice => notice.body)).toMatchObject([
    {
      ...of,
      ...{ period: { from: DAY, to: '2027-04-14' }, due_on: DAY, figures: { days: 365, amount: '6392000' } },
      payers: [{ payer: 'debtor', amount: '6392000' }],
    },
    {
      ...of,
      ...{ period: { from: '2027-04-14', to: '2028-04-14' }, due_on: '2027-04-14' },
      ...{ figures: { days: 366, amount: '6409510' }, payers: [{ payer: 'debtor', amount: '6409510' }] },
    },
  ])
  for (const { number } of notices)
    expect(await verified(await bytesOf(number))).toMatchObject({ verdict: 'genuine', paper: { face: 'same' } })
  const order = (event: number) => ask('finance', `${one.url}/papers`, { paper: 'fee_notice', event, language: 'en' })
  expect(await order(1)).toEqual([400, 'fee_event_unknown'])
  expect((await order(2))[0]).toBe(202)
})

test('a year that is over has its balance from the books, for the bank that was creditor at its end', async () => {
  const order = async (who: string, bank: string, year: number) =>
    await world.ask(who, 'POST', `/v1/banks/${bank}/yearly-balances`, { year, language: 'en' })
  const codeOf = async (who: string, bank: string, year: number) => {
    const { status, json } = await order(who, bank, year)
    return [status, json.errors?.[0]?.code, json.errors?.[0]?.limit ?? null]
  }
  for (const who of ['bank', 'officer', 'auditor']) expect((await codeOf(who, BANK, 2026))[0]).toBe(403)
  expect(await codeOf('finance', BANK, 2027)).toEqual([409, 'statement_year_open', 'from 2028-01-01'])
  expect((await codeOf('finance', 'bank-999', 2026)).slice(0, 2)).toEqual([404, 'statement_creditor_unknown'])
  // On the agreement of the test above another three: never drawn, changed to half, paid on a claim.
  await lettered('firm-6152')
  const halved = await drawn('firm-6153')
  const claimed = await drawn('firm-6154')
  await claimed.step('bank', 'accidents', { kind: 'business_closed', on: DAY })
  await claimed.step('bank', 'claims', { trigger: 'closure', on: DAY, proof: PAPER })
  await claimed.step('claims', 'examinations', {
    ...{ principal: '940000000', rate: '0', due_on: DAY, costs: [], denied_principal: '0', pay_on: DAY },
    ...{ denies: [], waives: [] },
  })
  expect((await claimed.step('claims2', 'payments')).status).toBe(200)
  world.on('2026-08-03')
  await halved.step('officer', 'change', { of: 'amount', left: '470000000' })
  world.on('2027-04-14')
  const { json: first } = await order('finance', BANK, 2026)
  expect((await order('finance', BANK, 2026)).json.number).toBe(first.number)
  // A fee of 6,392,000 each; 799,000,000 drawn three times.
  const rows = new Map(first.body.rows.map((row: { debtor: string }) => [row.debtor, row]))
  const none = { opening: '0', released: '0', subrogated: '0', claims_paid: '0', fees: '6392000' }
  const whole = { ...none, added: '799000000' }
  expect(Object.fromEntries(rows)).toMatchObject({
    'firm-6151': { ...whole, closing: '799000000' },
    'firm-6152': { ...none, added: '0', closing: '0' },
    'firm-6153': { ...whole, released: '399500000', closing: '399500000' },
    'firm-6154': { ...whole, subrogated: '799000000', claims_paid: '799000000', closing: '0' },
  })
  expect(first.body.totals).toEqual({
    ...{ opening: '0', added: '2397000000', released: '399500000', subrogated: '799000000', closing: '1198500000' },
    ...{ fees: '25568000', claims_paid: '799000000' },
  })
  world.on('2028-01-03')
  // The year after opens where it closed; one of them had a second year, with its fee of 6,409,510.
  const { json: second } = await order('finance', BANK, 2027)
  expect(second.body.totals).toEqual({
    ...{ opening: '1198500000', added: '0', released: '0', subrogated: '0', closing: '1198500000' },
    ...{ fees: '6409510', claims_paid: '0' },
  })
  expect((await order('claims', OTHER_BANK, 2027)).json.body.rows).toEqual([])
  await drawAll()
  expect(await verified(await bytesOf(second.number))).toMatchObject({ verdict: 'genuine', paper: { face: 'same' } })
  expect((await get('bank', `/v1/guarantee-papers/${second.number}`)).status).toBe(200)
  expect((await get('firm-6151', `/v1/guarantee-papers/${second.number}`)).status).toBe(404)
})
