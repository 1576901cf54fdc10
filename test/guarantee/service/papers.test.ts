/** The papers of guarantees over HTTP on a real database: ordered by a life, drawn, acknowledged, verified. */
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import { DAY } from '../../flow/people.ts'
import { papered } from './papered.ts'
import { BANK, guaranteed, PAPER, PEOPLE, toldInOrder } from './served.ts'

const house = await papered(['firm-6101', 'firm-6102', 'firm-6103', 'firm-6104', 'firm-6105', 'firm-6106'])
const { world, papers, queue, get, ask, listed, drawAll, orderUntold, bytesOf, verified, lettered } = house
afterAll(() => house.close(), 60_000)

test('a letter sent has its paper, once; the creditor acknowledges this file and no other', async () => {
  const one = await lettered('firm-6101')
  // The letter, and the notice of the fee charged at signing.
  expect(await orderUntold()).toBe(2)
  // Asked again before they are drawn, and after, nothing is added.
  expect(await orderUntold()).toBe(0)
  expect(queue).toHaveLength(2)
  const [ordered] = await listed(one)
  expect(ordered).toMatchObject({ paper: 'letter', state: 'ordered', digest: null, guarantee_id: one.id })
  const url = `/v1/guarantee-papers/${ordered.number}`
  expect((await get('bank', `${url}/pdf`)).status).toBe(409)
  expect(await ask('bank', `${url}/acknowledge`, { digest: PAPER })).toEqual([409, 'guarantee_paper_not_drawn'])
  await drawAll()
  expect(await orderUntold()).toBe(0)

  const [letter] = await listed(one, 'bank')
  expect(letter).toMatchObject({ state: 'issued', issued_on: DAY })
  // 85 % of 940,000,000; sixty days from 14 April end on Saturday 13 June and roll to the Monday.
  expect(letter.body).toMatchObject({
    guarantee: { number: one.begun.number, kind: 'individual' },
    standing: { creditor: BANK, debtor: 'firm-6101', loan: '940000000', ratio: '0.85', guaranteed: '799000000' },
    notice: { id: one.notice, amount: '799000000', earlier: '0', noticed_on: DAY, until: '2026-06-15' },
  })
  const kept = await world.fresh.database.plain.selectFrom('app.decisions').select('digest').execute()
  expect(kept.map(row => row.digest)).toContain(letter.body.record.digest)

  expect(await ask('bank', `${url}/acknowledge`, { digest: PAPER })).toEqual([409, 'acknowledged_digest_differs'])
  expect(await ask('stranger', `${url}/acknowledge`, { digest: letter.digest })).toEqual([
    404,
    'guarantee_paper_unknown',
  ])
  expect(await ask('officer', `${url}/acknowledge`, { digest: letter.digest })).toEqual([403, 'forbidden_role'])
  expect(await ask('bank', `${url}/acknowledge`, { digest: letter.digest })).toEqual([200, 'issued'])
  expect((await get('officer', url)).json).toMatchObject({ acknowledged_by: PEOPLE['bank']?.person })
})

test('who may read a letter: its bank, its firm, who holds the case; nobody else learns that it is there', async () => {
  const one = await lettered('firm-6102')
  await orderUntold()
  await drawAll()
  const [{ number }] = await listed(one)
  const url = `/v1/guarantee-papers/${number}`
  for (const who of ['bank', 'firm-6102', 'officer', 'claims', 'finance', 'auditor'])
    expect([who, (await get(who, url)).status]).toEqual([who, 200])
  for (const who of ['stranger', 'firm-6101']) {
    expect([who, (await get(who, url)).status]).toEqual([who, 404])
    const { items } = (await get(who, '/v1/guarantee-papers')).json
    expect(items.map((item: { number: string }) => item.number)).not.toContain(number)
  }
})

test('a change has its amendment, with what was acknowledged; and the file tells what it is', async () => {
  const one = await lettered('firm-6103')
  await orderUntold()
  await drawAll()
  const [letter] = await listed(one)
  expect(await ask('bank', `/v1/guarantee-papers/${letter.number}/acknowledge`, { digest: letter.digest })).toEqual([
    200,
    'issued',
  ])
  await one.step('bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY, bank_loan: 'L-77' })
  world.on('2026-08-03')
  const changed = await one.step('officer', 'change', { of: 'amount', left: '470000000' })
  expect(changed.status).toBe(200)
  expect(await orderUntold()).toBe(1)
  await drawAll()
  expect(await orderUntold()).toBe(0)

  const [amendment] = await listed(one)
  expect(amendment).toMatchObject({ paper: 'amendment', amends: letter.number, state: 'issued' })
  expect(amendment.body).toMatchObject({
    cause: 'amount',
    effective_on: '2026-08-03',
    place: 1,
    letter: { number: letter.number, digest: letter.digest },
    acknowledged: { number: letter.number, digest: letter.digest, by: PEOPLE['bank']?.person },
    before: { loan: '940000000', guaranteed: '799000000', bank_loan: null },
    after: { loan: '470000000', guaranteed: '399500000', bank_loan: 'L-77' },
  })

  const bytes = await bytesOf(letter.number)
  expect(await verified(bytes)).toMatchObject({
    verdict: 'genuine',
    certificate: null,
    paper: { paper: 'letter', number: letter.number, face: 'same', amended_by: [amendment.number] },
  })
  const altered = Uint8Array.from(bytes)
  altered[2000] = (altered[2000] as number) ^ 1
  expect(await verified(altered)).toMatchObject({ verdict: 'not_genuine', paper: null })

  // Revoked, the letter verifies as such, by file and by number; its row can never be another file's.
  const revoke = `/v1/guarantee-papers/${letter.number}/revoke`
  expect(await ask('officer', revoke, { reason: 'It names another loan.' })).toEqual([403, 'forbidden_role'])
  expect(await ask('claims', revoke, { reason: 'It names another loan.' })).toEqual([200, 'revoked'])
  expect((await verified(bytes)).verdict).toBe('revoked')
  expect((await get('bank', `/v1/public/guarantee-papers/${letter.number}`)).json).toMatchObject({
    state: 'revoked',
    amended_by: [amendment.number],
  })
  await expect(
    sql`update app.guarantee_papers set state = 'issued', revoked_at = null, reason = null
      where number = ${letter.number}`.execute(world.fresh.database.plain),
  ).rejects.toThrow('kept as it was issued')
})

test('an examined claim has its settlement, as it was examined; what cannot be ordered says why', async () => {
  const one = await lettered('firm-6104')
  const order = (body: object) => ask('officer', `${one.url}/papers`, { ...body, language: 'en' })
  expect(await order({ paper: 'letter', notice: 'another.1' })).toEqual([400, 'notice_unknown'])
  expect(await order({ paper: 'amendment', event: 1 })).toEqual([400, 'amendment_event_unknown'])
  expect(await order({ paper: 'claim_settlement' })).toEqual([409, 'settlement_not_examined'])
  expect((await order({ paper: 'letter', notice: one.notice }))[0]).toBe(202)
  expect((await ask('bank', `${one.url}/papers`, { paper: 'claim_settlement', language: 'en' }))[0]).toBe(403)

  await one.step('bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY })
  world.on('2026-08-01')
  await one.step('bank', 'release', { left: '470000000' })
  await one.step('bank', 'accidents', { kind: 'arrears', on: '2026-08-01' })
  world.on('2026-11-03')
  await one.step('bank', 'claims', { trigger: 'default', on: '2026-08-01', proof: PAPER })
  const examined = await one.step('claims', 'examinations', {
    principal: '470000000',
    rate: '0.05',
    due_on: '2026-08-01',
    costs: [{ of: 'provisional attachment', amount: '310000' }],
    denied_principal: '0',
    pay_on: '2026-11-10',
    denies: [],
    waives: [],
  })
  expect(examined.status).toBe(200)
  expect((await order({ paper: 'claim_settlement' }))[0]).toBe(202)
  await drawAll()
  const [settlement] = (await listed(one)).filter((item: { paper: string }) => item.paper === 'claim_settlement')
  // 101 days at 5 % of 470,000,000 are 6,502,739 (cut); with costs 476,812,739, of which 85 % are 405,290,828 (cut).
  expect(settlement.body).toMatchObject({
    claim: { trigger: 'default', on: '2026-08-01', claimed_on: '2026-11-03', claimable_from: '2026-11-03' },
    debt: { costs: [{ what: 'provisional attachment', amount: '310000' }] },
    figures: {
      days: 101,
      interest: '6502739',
      costs: '310000',
      whole: '476812739',
      fund: '405290828',
      bank: '71521911',
      paid: '405290828',
      denied: '0',
    },
  })
  expect(await verified(await bytesOf(settlement.number))).toMatchObject({
    verdict: 'genuine',
    paper: { paper: 'claim_settlement', face: 'same' },
  })
})

test('a letter names the joint guarantors of its agreement, bound before it, found by the claim', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6105')
  const { notice } = one
  const bind = (party: string, limit: string | null = null, who = 'officer') =>
    ask(who, `${one.url}/obligors`, { party, limit })
  for (const who of ['bank', 'firm-6105', 'claims', 'finance', 'stranger'])
    expect([who, (await bind('person-late-1', null, who))[0]]).toEqual([who, who === 'stranger' ? 404 : 403])
  expect((await bind('김영희'))[0]).toBe(400)
  expect(await bind('firm-6105')).toEqual([409, 'obligor_repeated'])
  expect((await bind('person-owner-5', '50000000'))[0]).toBe(201)
  expect(await bind('person-owner-5')).toEqual([409, 'obligor_repeated'])
  await one.step('officer', 'sign', { notice })
  expect((await bind('firm-6101'))[0]).toBe(201)
  await one.step('finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'fee of five' })
  await one.step('officer', 'letter', { notice })
  expect(await bind('person-late-2')).toEqual([400, 'obligor_consent_missing'])
  expect((await get('stranger', `${one.url}/obligors`)).status).toBe(404)
  expect((await get('bank', `${one.url}/obligors`)).json.items).toMatchObject([
    { party: 'person-owner-5', role: 'joint_guarantor', limit: '50000000', since: DAY },
    { party: 'firm-6101', role: 'joint_guarantor', limit: null },
  ])
  await orderUntold()
  await drawAll()
  const [letter] = await listed(one, 'bank')
  expect(letter.body.standing.obligors).toEqual([
    { role: 'joint_guarantor', party: 'person-owner-5' },
    { role: 'joint_guarantor', party: 'firm-6101' },
  ])
  expect(await verified(await bytesOf(letter.number))).toMatchObject({ verdict: 'genuine', paper: { face: 'same' } })

  // Bank and firm are told that it can be downloaded, each once.
  const told = await toldInOrder(world, letter.number)
  const thin = { number: letter.number, paper: 'letter', guarantee_id: one.id, state: 'issued', day: DAY }
  const message = { type: 'guarantee_paper.issued', data: { ...thin, digest: letter.digest } }
  expect(told).toMatchObject([
    { organisation: 'firm-6105', ...message },
    { organisation: BANK, ...message },
  ])

  await one.step('bank', 'draws', { notice, amount: '940000000', on: DAY })
  await one.step('bank', 'accidents', { kind: 'business_closed', on: DAY })
  await one.step('bank', 'claims', { trigger: 'closure', on: DAY, proof: PAPER })
  await one.step('claims', 'examinations', {
    ...{ principal: '940000000', rate: '0', due_on: DAY, costs: [], denied_principal: '0', pay_on: DAY },
    ...{ denies: [], waives: [] },
  })
  await one.step('claims2', 'payments')
  const opening = { basis: 'commercial', holder: 'person-claims-1' }
  const file = await world.ask('claims', 'POST', `${one.url}/recourse`, opening)
  // 85 % of 940,000,000; the guarantor of 50,000,000 answers for no more than that.
  expect(file.json.obligors).toMatchObject([
    { party: 'person-owner-5', role: 'joint_guarantor', answers_for: '50000000' },
    { party: 'firm-6101', role: 'joint_guarantor', answers_for: '799000000' },
    { party: 'firm-6105', role: 'debtor', answers_for: '799000000' },
  ])
})

test('a statement handed in is drawn once for the same content, and read by its creditor alone', async () => {
  const actor = PEOPLE['finance'] ?? expect.fail('no finance')
  const { day } = world.today()
  const order = () =>
    world.fresh.database.transaction(actor, tx =>
      papers.orders.orderStatement(
        tx,
        actor,
        { guarantee: null, bank: BANK, firm: null, isSandbox: false, language: 'zh' },
        (issue, editions) => ({
          paper: 'yearly_balance',
          issue,
          creditor: BANK,
          year: 2026,
          rows: [],
          totals: {
            opening: '0',
            added: '0',
            released: '0',
            subrogated: '0',
            closing: '0',
            fees: '0',
            claims_paid: '0',
          },
          editions,
        }),
        { names: { [BANK]: '汉江银行' }, business_number: null },
        day,
      ),
    )
  const first = sure(await order())
  expect(sure(await order()).number).toBe(first.number)
  await drawAll()
  expect((await get('bank', `/v1/guarantee-papers/${first.number}`)).json.state).toBe('issued')
  expect((await get('stranger', `/v1/guarantee-papers/${first.number}`)).status).toBe(404)
  expect(await ask('bank', `/v1/guarantee-papers/${first.number}/acknowledge`, { digest: PAPER })).toEqual([
    409,
    'acknowledgement_not_asked',
  ])
})

test('from the letter to an accident guarantors are bound and released; each change amends the letter', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-6106')
  const obligors = `${one.url}/obligors`
  const bound = (party: string, more: object = {}) => ask('officer', obligors, { party, limit: null, ...more })
  expect((await bound('person-owner-6'))[0]).toBe(201)
  await one.step('officer', 'sign', { notice: one.notice })
  await one.step('finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'fee of six' })
  await one.step('officer', 'letter', { notice: one.notice })
  await orderUntold()
  await drawAll()
  const before = [{ role: 'joint_guarantor', party: 'person-owner-6' }]
  const both = [...before, { role: 'joint_guarantor', party: 'person-heir-6' }]
  const amended = async () => {
    expect(await orderUntold()).toBe(1)
    await drawAll()
    const paper = (await listed(one, 'bank'))[0]
    expect(await verified(await bytesOf(paper.number))).toMatchObject({ verdict: 'genuine', paper: { face: 'same' } })
    expect(paper.body).toMatchObject({ paper: 'amendment', cause: 'obligor', effective_on: DAY })
    return [paper.body.before.obligors, paper.body.after.obligors]
  }

  expect((await bound('person-heir-6', { consent: PAPER }))[0]).toBe(201)
  expect(await amended()).toEqual([before, both])
  // Nothing but who is bound changes while nothing is drawn.
  expect(await ask('officer', `${one.url}/change`, { of: 'term', matures_on: '2028-01-03' })).toEqual([
    409,
    'guarantee_state',
  ])

  await one.step('bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY })
  const { items } = (await get('officer', obligors)).json
  const why = { reason: 'The owner has left the firm.', resolution: 'committee 7 of 2026' }
  const released = (id: string, who = 'officer') => ask(who, `${obligors}/${id}/release`, why)
  for (const who of ['bank', 'firm-6106', 'claims', 'finance', 'stranger'])
    expect([who, (await released(items[0].id, who))[0]]).toEqual([who, who === 'stranger' ? 404 : 403])
  expect(await released('01890a5d-ac96-774b-bcce-b302099a8057')).toEqual([400, 'obligor_unknown'])
  expect((await released(items[0].id))[0]).toBe(200)
  expect(await released(items[0].id)).toEqual([409, 'obligor_ended'])
  expect(await amended()).toEqual([both, both.slice(1)])
  // What the bank reads of it is who by id, and on what; a name or a person stands nowhere.
  const events = (await get('bank', `${one.url}/events`)).json.items.filter(
    (event: { type: string }) => event.type === 'changed',
  )
  expect(events.map((event: { body: Record<string, string> }) => [event.body['as'], event.body['obligor']])).toEqual([
    ['bound', items[1].id],
    ['released', items[0].id],
  ])
  expect(JSON.stringify(events)).not.toContain('person-heir-6')
  expect(await world.faults()).toEqual([])

  // From an accident on who owes is a matter of recourse.
  await one.step('bank', 'accidents', { kind: 'business_closed', on: DAY })
  expect(await bound('person-late-6', { consent: PAPER })).toEqual([409, 'guarantee_state'])
  expect(await released(items[1].id)).toEqual([409, 'guarantee_state'])
  await one.step('bank', 'claims', { trigger: 'closure', on: DAY, proof: PAPER })
  await one.step('claims', 'examinations', {
    ...{ principal: '940000000', rate: '0', due_on: DAY, costs: [], denied_principal: '0', pay_on: DAY },
    ...{ denies: [], waives: [] },
  })
  await one.step('claims2', 'payments')
  expect(await released(items[1].id)).toEqual([409, 'guarantee_state'])
  const opening = { basis: 'commercial', holder: 'person-claims-1' }
  const file = (await world.ask('claims', 'POST', `${one.url}/recourse`, opening)).json
  expect(file.obligors.map((each: Record<string, string>) => [each['party'], each['answers_for'] ?? '0'])).toEqual([
    ['person-owner-6', '0'],
    ['person-heir-6', '799000000'],
    ['firm-6106', '799000000'],
  ])
})
