/** A paid claim pursued over HTTP: its file, its clocks, its plan and its statement, held against the books. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '../../../src/access/actor.ts'
import { agent } from '../../flow/people.ts'
import { opened, type World } from './served.ts'

const PROOF = `sha256:${'1'.repeat(64)}`
const PAID_ON = '2026-06-22'
let world: World
let base: string
let guarantee: string

/** A guarantee drawn, in accident, claimed and paid on the day of PAID_ON. */
async function paid(firm: string): Promise<string> {
  const step = async (who: string, url: string, body?: unknown) => {
    const version = await world.ask('auditor', 'GET', url.replace(/\/[^/]+(\/received)?$/, ''))
    const answer = await world.ask(who, 'POST', url, body, { 'if-match': String(version.headers['etag'] ?? '') })
    if (answer.status >= 300) throw new Error(`${url}: ${JSON.stringify(answer.json)}`)
    return answer.json
  }
  world.on('2026-04-14')
  const caseId = await world.approved(firm)
  const begun = await world.ask('officer', 'POST', `/v1/cases/${caseId}/guarantee`, { kind: 'individual' })
  const { id, notices } = begun.json
  const notice = notices[0].id
  const at = `/v1/guarantees/${id}`
  const signed = await step('officer', `${at}/sign`, { notice })
  const fee = signed.fee_unpaid
  await step('finance', `${at}/fees/received`, { amount: fee, paid_on: '2026-04-14', reference: 'transfer 1' })
  await step('officer', `${at}/letter`, { notice })
  await step('bank', `${at}/draws`, { notice, amount: signed.loan, on: '2026-04-14' })
  world.on(PAID_ON)
  await step('bank', `${at}/accidents`, { kind: 'business_closed', on: PAID_ON })
  await step('bank', `${at}/claims`, { trigger: 'closure', on: PAID_ON, proof: PROOF })
  const examined = { principal: signed.loan, rate: '0.05', due_on: PAID_ON, costs: [], denied_principal: '0' }
  await step('claims', `${at}/examinations`, { ...examined, pay_on: PAID_ON, denies: [], waives: [] })
  await step('claims2', `${at}/payments`)
  return id
}

beforeAll(async () => {
  world = await opened(['firm-7001', 'firm-7002'])
  guarantee = await paid('firm-7001')
  base = `/v1/guarantees/${guarantee}/recourse`
}, 180_000)
afterAll(() => world?.close(), 60_000)

const codes = (answer: { json: { errors?: { code: string }[] } }) => (answer.json.errors ?? []).map(one => one.code)
const claims = (path: string, body: unknown) => world.ask('claims', 'POST', `${base}${path}`, body)
const rows = async (text: string): Promise<Record<string, unknown>[]> =>
  world.fresh.database.transaction(systemActor('test'), async tx => (await sql.raw(text).execute(tx)).rows as never)

describe('the file of a paid claim', () => {
  test('is opened once, by claims alone, and the firm owes since the day of payment', async () => {
    const opening = { basis: 'commercial', holder: 'person-claims-1' }
    expect((await world.ask('claims', 'GET', base)).status).toBe(404)
    for (const who of ['bank', 'officer', 'finance', 'auditor', 'firm-7001'])
      expect([who, (await world.ask(who, 'POST', base, opening)).status]).toEqual([who, 403])
    const made = await claims('', opening)
    expect(made.status).toBe(201)
    expect(made.json.obligors).toMatchObject([{ party: 'firm-7001', role: 'debtor', since: PAID_ON, until: null }])
    // Five years from Monday 22 June 2026 end on Sunday 22 June 2031: the Monday after.
    expect(made.json.obligors[0].limitation).toMatchObject({ status: 'running', last_day: '2031-06-23' })
    expect(codes(await claims('', opening))).toEqual(['recourse_open_already'])
    for (const who of ['finance', 'auditor', 'claims2']) expect((await world.ask(who, 'GET', base)).status).toBe(200)
    for (const who of ['bank', 'firm-7001', 'officer'])
      expect([who, (await world.ask(who, 'GET', base)).status]).toEqual([who, 403])
    expect((await world.ask('stranger', 'GET', base)).status).toBe(404)
  })

  test('states the debt of a day as the books have what was paid, and of no day to come', async () => {
    const { amount } = (
      await rows(`select body ->> 'amount' as amount from app.guarantee_events
      where guarantee = '${guarantee}' and type = 'paid'`)
    )[0] as { amount: string }
    world.on('2026-09-03')
    const { json } = await world.ask('finance', 'GET', `${base}/statement?on=2026-09-03`)
    // 22 June to 3 September: 8 + 31 + 31 + 3 days.
    const damages = (BigInt(amount) * 73n) / 3650n
    expect(json).toMatchObject({
      steps: [{ from: PAID_ON, to: '2026-09-03', days: 73, principal: amount, rate: '0.1', day_count: '365' }],
      left: { costs: '0', damages: damages.toString(), principal: amount },
      owed: (BigInt(amount) + damages).toString(),
    })
    expect(codes(await world.ask('finance', 'GET', `${base}/statement?on=2026-09-04`))).toEqual(['recourse_day'])
    expect(codes(await world.ask('finance', 'GET', `${base}/statement?on=2026-06-21`))).toEqual(['statement_day'])
  })

  test('takes guarantors and heirs by id, never by name, and relieves them with the main debt', async () => {
    const guarantor = {
      ...{ party: 'person-owner-1', role: 'joint_guarantor', successor_of: null, succession: null },
      ...{ share: { over: 1, under: 1 }, limit: '50000000', since: PAID_ON },
    }
    expect((await claims('/obligors', { ...guarantor, party: '홍길동' })).status).toBe(400)
    expect(codes(await claims('/obligors', { ...guarantor, since: '2026-09-04' }))).toEqual(['recourse_day'])
    const added = await claims('/obligors', guarantor)
    expect(added.status).toBe(201)
    const [, own] = added.json.obligors
    expect(own).toMatchObject({ answers_for: '50000000', limitation: { last_day: '2031-06-23' } })
    const relief = { ground: 'rehabilitation_plan', on: '2026-09-03', is_sme: true, reference: 'court 2026-1' }
    const relieved = await claims('/reliefs', { ...relief, main_before: '100000000', main_after: '40000000' })
    expect(relieved.json.obligors[1]).toMatchObject({ answers_for: '20000000' })
    const heir = {
      ...{ ...guarantor, limit: null, successor_of: own.id, succession: 'inheritance', since: '2026-09-03' },
    }
    const first = await claims('/obligors', { ...heir, party: 'person-heir-1', share: { over: 3, under: 5 } })
    expect(first.json.obligors[1]).toMatchObject({ until: '2026-09-03', ending: 'succeeded' })
    const above = await claims('/obligors', { ...heir, party: 'person-heir-2', share: { over: 3, under: 5 } })
    expect(codes(above)).toEqual(['obligor_shares_above_whole'])
    const second = await claims('/obligors', { ...heir, party: 'person-heir-2', share: { over: 2, under: 5 } })
    expect(second.json.obligors.filter((one: { until: string | null }) => one.until === null).length).toBe(3)
    const ended = { until: '2026-09-03', ending: 'renounced', reason: 'Renounced before the family court.' }
    const heirId = second.json.obligors[3].id
    expect((await claims(`/obligors/${heirId}/end`, ended)).json.obligors[3]).toMatchObject({ answers_for: null })
    expect(codes(await claims(`/obligors/${heirId}/end`, ended))).toEqual(['obligor_ended'])
  })

  test('keeps the clock by what is told: a demand holds, a suit interrupts, a judgment makes ten years', async () => {
    const debtor = (await world.ask('claims', 'GET', base)).json.obligors[0].id
    const told = { obligor: debtor, on: '2026-09-03', reference: 'letter 1' }
    expect((await claims('/steps', { ...told, type: 'demand' })).json.obligors[0].limitation.status).toBe('running')
    const suit = await claims('/steps', { ...told, type: 'suit', reference: '2026-gadan-7' })
    expect(suit.json.obligors[0].limitation).toMatchObject({ status: 'interrupted', act_by: null })
    const { id } = suit.json.steps.at(-1)
    world.on('2026-11-02')
    expect(codes(await claims(`/steps/${id}/end`, { ended_on: '2026-11-02', how: 'over' }))).toEqual([
      'limitation_step_end',
    ])
    const judged = await claims(`/steps/${id}/end`, { ended_on: '2026-11-02', how: 'fixed' })
    // Ten years for the debtor end on Sunday 2 November 2036; the heir's five on Sunday 2 November 2031.
    expect(judged.json.obligors[0].limitation).toMatchObject({ years: 10, last_day: '2036-11-03' })
    expect(judged.json.obligors[2].limitation).toMatchObject({ years: 5, last_day: '2031-11-03' })
    expect(codes(await claims(`/steps/${id}/end`, { ended_on: '2026-11-02', how: 'fixed' }))).toEqual([
      'limitation_step_ended',
    ])
  })

  test('keeps attachments until they are released, with their days', async () => {
    const debtor = (await world.ask('claims', 'GET', base)).json.obligors[0].id
    const made = await claims('/attachments', {
      ...{ obligor: debtor, kind: 'provisional_attachment', asset: 'real_estate', place: 'registry of Seocho' },
      ...{ court: 'Seoul Central', case_number: '2026-kadan-1', on: '2026-11-02', rank: 2, value: '70000000' },
    })
    expect(made.json.obligors[0].limitation.status).toBe('interrupted')
    const { id } = made.json.attachments[0]
    const dates = { auction_on: '2026-12-14', suit_on: null }
    expect((await claims(`/attachments/${id}/dates`, dates)).json.attachments[0]).toMatchObject(dates)
    const release = { on: '2026-11-02', release: 'cancelled_on_request' }
    const gone = await claims(`/attachments/${id}/release`, release)
    expect(gone.json.obligors[0].limitation).toMatchObject({ status: 'running', last_day: '2036-11-03' })
    expect(codes(await claims(`/attachments/${id}/release`, release))).toEqual(['attachment_released'])
  })

  test('is deferred where nothing would be left of what is attached, and for no longer than a year', async () => {
    const debtor = (await world.ask('claims', 'GET', base)).json.obligors[0].id
    const made = await claims('/attachments', {
      ...{ obligor: debtor, kind: 'attachment', asset: 'vehicle', place: 'Busan', court: 'Busan District' },
      ...{ case_number: '2026-tagyeong-1', on: '2026-11-02', rank: 1, value: '2000000' },
    })
    const deferral = { until: '2027-11-02', resolution: 'board 9 of 2026' }
    const nothing = (expected_costs: string) => ({ ...deferral, ground: { of: 'nothing_left', expected_costs } })
    expect(codes(await claims('/deferrals', nothing('1999999')))).toEqual(['deferral_assets_left'])
    expect(codes(await claims('/deferrals', { ...nothing('2000000'), until: '2027-11-03' }))).toEqual([
      'deferral_too_long',
    ])
    expect((await claims('/deferrals', nothing('2000000'))).status).toBe(200)
    expect(
      (await rows(`select life ->> 'deferredUntil' as until from app.guarantees where id = '${guarantee}'`))[0],
    ).toEqual({
      until: '2027-11-02',
    })
    const { id } = made.json.attachments.at(-1)
    expect(
      (await claims(`/attachments/${id}/release`, { on: '2026-11-02', release: 'cancelled_on_request' })).status,
    ).toBe(200)
  })

  test('settles under the authority of somebody else who holds it, one plan at a time', async () => {
    const debtor = (await world.ask('claims', 'GET', base)).json.obligors[0].id
    const plan = {
      ...{ obligor: debtor, reduction: '0', level: 'branch_head', count: 10, first_due: '2026-12-02' },
      ...{ approved_by: agent('branch_head', 1).person, resolution: 'settlement 1 of 2026' },
    }
    expect(codes(await claims('/plans', { ...plan, approved_by: 'person-claims-1' }))).toEqual(['plan_approver'])
    expect(codes(await claims('/plans', { ...plan, approved_by: agent('officer', 1).person }))).toEqual([
      'plan_approver',
    ])
    // An officer of claims who also heads a branch approves neither their own plan nor that of their deputy.
    await world.fresh.database.transaction(systemActor('test'), async tx => {
      const id = 'person-claims-1'
      await tx.insertInto('app.persons').values({ id, subject: id, names: '{}' }).execute()
      const seats = ['branch_head', 'claims'].map(role => ({ person: id, organisation: 'office-900', role }))
      await tx.insertInto('app.memberships').values(seats).execute()
    })
    const own = { ...plan, approved_by: 'person-claims-1' }
    for (const who of ['claims', 'deputy'])
      expect([who, codes(await world.ask(who, 'POST', `${base}/plans`, own))]).toEqual([who, ['plan_approver']])
    expect(codes(await claims('/plans', { ...plan, reduction: '99999999999999' }))).toEqual([
      'plan_reduction_above_damages',
    ])
    const made = await claims('/plans', plan)
    expect(made.json.plans).toMatchObject([{ status: 'kept', agreed_on: '2026-11-02', keep_by: '2027-01-04' }])
    expect(made.json.statement.owed).toBe(made.json.plans[0].left)
    expect(codes(await claims('/plans', plan))).toEqual(['plan_standing'])
  })

  test('matches a recovery to the plan and to its payer, whose paying acknowledges the debt', async () => {
    world.on('2026-12-02')
    const before = (await world.ask('claims', 'GET', base)).json
    const head = await world.ask('claims', 'GET', `/v1/guarantees/${guarantee}`)
    const recovery = { amount: before.plans[0].instalments[0].amount, reference: 'transfer 9' }
    const came = await world.ask('claims', 'POST', `/v1/guarantees/${guarantee}/recoveries`, recovery, {
      'if-match': String(head.headers['etag']),
    })
    expect(came.status).toBeLessThan(300)
    const sequence = Number(
      (
        await rows(`select max(sequence) as last from app.guarantee_events
      where guarantee = '${guarantee}' and type = 'recovered'`)
      )[0]?.['last'],
    )
    expect(codes(await claims('/payers', { sequence: 1, obligor: before.obligors[0].id }))).toEqual([
      'recovery_unknown',
    ])
    const told = await claims('/payers', { sequence, obligor: before.obligors[0].id })
    expect(told.json.obligors[0].limitation).toMatchObject({ runs_from: '2026-12-02', years: 10 })
    expect(told.json.plans[0]).toMatchObject({ status: 'kept', paid: recovery.amount, overdue: '0' })
    expect(BigInt(told.json.statement.owed)).toBe(BigInt(before.plans[0].left) - BigInt(recovery.amount))
    expect(codes(await claims('/payers', { sequence, obligor: before.obligors[0].id }))).toEqual([
      'recovery_payer_told',
    ])
    expect(await world.faults()).toEqual([])
  })

  test('a plan missed beyond its grace has failed, and the full debt is owed', async () => {
    world.on('2027-02-02')
    const late = (await world.ask('claims', 'GET', base)).json
    // The second instalment was due on Saturday 2 January, hence Monday the 4th; 30 days later is 3 February.
    expect(late.plans[0]).toMatchObject({ status: 'behind', keep_by: '2027-02-03' })
    world.on('2027-02-04')
    const failed = (await world.ask('claims', 'GET', base)).json
    expect(failed.plans[0]).toMatchObject({ status: 'failed', ended_on: '2027-02-04' })
    expect(failed.statement).toMatchObject({ owed: failed.statement.whole, given_up: '0' })
  })
})

describe('what presses', () => {
  test('is listed by its day, warned of once to whose task it is, and nobody reads it unseen', async () => {
    world.on('2027-02-04')
    const near = await world.ask('claims', 'GET', '/v1/recourse/pressing?within_days=400')
    expect(near.json.items).toEqual([])
    const far = await world.ask('auditor', 'GET', '/v1/recourse/pressing?within_days=9999&limit=1')
    expect(far.json.items).toMatchObject([{ guarantee, party: 'person-heir-1', holder: 'person-claims-1' }])
    const next = await world.ask(
      'auditor',
      'GET',
      `/v1/recourse/pressing?within_days=9999&limit=1&cursor=${far.json.next}`,
    )
    expect(next.json.items).toMatchObject([{ party: 'firm-7001', act_by: '2036-12-02' }])
    expect((await world.ask('bank', 'GET', '/v1/recourse/pressing')).status).toBe(403)
    // The debtor's payment interrupts for the guarantor's heir too: five years from 2 December 2026, 180 days before.
    world.on('2031-06-04')
    expect(await world.flow.recourse.file.warn(world.fresh.database, world.today())).toBe(0)
    world.on('2031-06-05')
    expect(await world.flow.recourse.file.warn(world.fresh.database, world.today())).toBe(1)
    expect(await world.flow.recourse.file.warn(world.fresh.database, world.today())).toBe(0)
    expect(await rows('select what, due_on::text as due_on, holder from app.recourse_warnings')).toEqual([
      { what: 'limitation', due_on: '2031-12-02', holder: 'person-claims-1' },
    ])
    // And it stands among their tasks until it is seen to, on no one else's list; whoever reads all tasks finds it.
    const tasks = async (who: string, query = '') =>
      (await world.ask(who, 'GET', `/v1/watch/tasks${query}`)).json.items as Record<string, unknown>[]
    const limitation = { guarantee, of: 'recourse', what: 'limitation', role: 'claims', due_on: '2031-12-02' }
    expect(await tasks('claims')).toMatchObject([{ ...limitation, id: null, holder: 'person-claims-1' }])
    expect(await tasks('deputy')).toMatchObject([limitation])
    expect(await tasks('claims2')).toEqual([])
    expect(await tasks('auditor', '?of=all')).toMatchObject([limitation])
    world.on('2031-12-03')
    expect(await tasks('claims')).toMatchObject([{ ...limitation, is_late: true }])
    const heir = (await rows(`select id from app.obligors where act_by = '2031-12-02'`))[0]?.['id']
    const step = { type: 'acknowledgement', obligor: heir, on: '2031-12-01', reference: 'letter 9' }
    expect((await claims('/steps', step)).status).toBe(201)
    expect(await tasks('claims')).toEqual([])
    world.on('2031-06-05')
    const reads = await rows(`select count(*)::int as n from app.audit_leaves where action = 'recourse.read'`)
    expect(Number(reads[0]?.['n'])).toBeGreaterThan(5)
  })

  test('no row of recourse is shown to the bank, the firm or a branch, whatever asks', async () => {
    const bank = { ...systemActor('x'), kind: 'bank', party: 'bank-103', roles: ['bank'] } as const
    const officer = agent('officer', 1)
    for (const who of [bank, officer]) {
      const seen = await world.fresh.database.transaction(
        who,
        async tx => (await sql<{ n: number }>`select count(*)::int as n from app.obligors`.execute(tx)).rows,
      )
      expect(seen).toEqual([{ n: 0 }])
    }
  })

  test('recourse is not opened on what was not paid', async () => {
    world.on('2026-04-14')
    const caseId = await world.approved('firm-7002')
    const begun = await world.ask('officer', 'POST', `/v1/cases/${caseId}/guarantee`, { kind: 'individual' })
    const opening = { basis: 'civil', holder: 'person-claims-1' }
    const refused = await world.ask('claims', 'POST', `/v1/guarantees/${begun.json.id}/recourse`, opening)
    expect(codes(refused)).toEqual(['recourse_not_paid'])
    const nowhere = await world.ask('claims', 'GET', '/v1/guarantees/01890a5d-ac96-774b-bcce-b302099a8057/recourse')
    expect([nowhere.status, codes(nowhere)]).toEqual([404, ['recourse_guarantee_unknown']])
  })
})
