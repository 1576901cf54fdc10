/** Statements over HTTP on a real database: the notice of each fee, and the balance of a year, from the books. */
import { afterAll, expect, test } from 'vitest'
import { DAY } from '../../flow/people.ts'
import { papered } from './papered.ts'
import { type Answer, BANK, type Guaranteed, OTHER_BANK, PAPER, toldInOrder } from './served.ts'

const house = await papered(['firm-6151', 'firm-6152', 'firm-6153', 'firm-6154', 'firm-6155'])
const { world, papers, get, ask, papersOf, drawAll, orderUntold, bytesOf, verified, lettered } = house
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

test('a month that is over has its statement, by finance or the bank itself, another once it has changed', async () => {
  // Of five guarantees four go on; the fifth is drawn in half and its other half released by mistake.
  const one = await lettered('firm-6155')
  await one.step('bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY })
  world.on('2026-05-29')
  await one.step('bank', 'release', { left: '470000000' })
  const order = (who: string, month: string, bank = BANK) =>
    world.ask(who, 'POST', `/v1/banks/${bank}/monthly-statements`, { month, language: 'en' })
  expect((await order('bank', '2026-05')).json.errors[0]).toMatchObject({
    ...{ code: 'statement_month_open', value: '2026-05', limit: 'from 2026-06-01' },
  })
  world.on('2026-06-02')
  for (const [who, status] of [
    ['stranger', 404],
    ['officer', 404],
    ['claims', 403],
    ['auditor', 403],
  ] as const)
    expect([who, (await order(who, '2026-05')).status]).toEqual([who, status])
  const first = (await order('bank', '2026-05')).json
  const row = (paper: Answer['json'], debtor = 'firm-6155') =>
    paper.body.rows.find((each: { debtor: string }) => each.debtor === debtor)
  // 85 % of what is left; what was charged and paid before the month is not of it.
  expect(row(first)).toMatchObject({
    ...{ state: 'in_force', loan: '940000000', outstanding: '470000000', balance: '399500000' },
    ...{ fee_due: '0', fee_paid: '0' },
  })
  // Halved in August, and drawn whole in May.
  expect(row(first, 'firm-6153')).toMatchObject({ state: 'in_force', balance: '799000000' })
  expect(row(first, 'firm-6154')).toBeUndefined()
  expect(first.body).toMatchObject({ month: '2026-05', creditor: BANK, differences: 0, restates: null })
  const balances = first.body.rows.map((each: { balance: string }) => BigInt(each.balance))
  expect(first.body.totals.balance).toBe(balances.reduce((sum: bigint, each: bigint) => sum + each, 0n).toString())
  world.on('2026-06-03')
  expect((await order('finance', '2026-05')).json.number).toBe(first.number)
  const racing = await Promise.all([1, 2, 3].map(() => order('finance', '2026-04')))
  expect(new Set(racing.map(each => each.json.number)).size).toBe(1)
  const april = racing[0]?.json
  expect(row(april)).toMatchObject({ balance: '799000000', fee_due: '6392000', fee_paid: '6392000' })
  expect(row(april, 'firm-6154')).toMatchObject({ state: 'subrogated', balance: '0' })

  await drawAll()
  expect(await verified(await bytesOf(first.number))).toMatchObject({ verdict: 'genuine', paper: { face: 'same' } })
  const told = await toldInOrder(world, first.number)
  expect(told.map(each => [each.organisation, each.type, each.data['paper']])).toEqual([
    [BANK, 'guarantee_paper.issued', 'monthly_statement'],
  ])
  // What was put right in June stands in June: May is as it was, and June what holds.
  const event = 5
  const right = { of: 'release', event, left: '940000000', reason: 'Of another loan.', reference: 'letter 1' }
  expect((await one.step('officer', 'restatements', right)).status).toBe(200)
  const again = (await order('bank', '2026-05')).json
  expect([again.body.restates, row(again).balance]).toEqual([first.number, '399500000'])
  world.on('2026-07-01')
  expect(row((await order('bank', '2026-06')).json)).toMatchObject({ balance: '799000000' })
}, 60_000)

test('on the first working day every bank that has none gets its statement of the month before, once', async () => {
  const night = (day: string) => papers.statements.orderMonths(world.fresh.database, day)
  // The month before was ordered in English; in Korean it is ordered unasked.
  expect([await night('2026-07-01'), await night('2026-07-01'), await night('2026-07-20')]).toEqual([1, 0, 0])
  const items = (await get('bank', '/v1/guarantee-papers')).json.items.filter(
    (each: { paper: string; language: string }) => each.paper === 'monthly_statement' && each.language === 'ko',
  )
  expect(items.map((each: Answer['json']) => each.body.month)).toEqual(['2026-06'])
  // In July nothing moved yet; 1 August 2026 is a Saturday, Monday 3 August the first working day.
  expect(await night('2026-08-03')).toBe(0)
  world.on('2026-07-10')
  const last = items[0].body.rows.find((row: { debtor: string }) => row.debtor === 'firm-6155')
  const { items: all } = (await get('bank', '/v1/guarantees?firm=firm-6155')).json
  expect(all[0].number).toBe(last.guarantee)
  const released = await world.ask('bank', 'POST', `/v1/guarantees/${all[0].id}/release`, { left: '900000000' })
  expect(released.status).toBe(200)
  expect([await night('2026-08-01'), await night('2026-08-02')]).toEqual([0, 0])
  expect([await night('2026-08-04'), await night('2026-08-05')]).toEqual([1, 0])
})
