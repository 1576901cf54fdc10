/** Guarantees watched over HTTP on a real database: who tells, who reads, tasks, the night, and the forecast. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '../../../src/access/actor.ts'
import { makeWatchService } from '../../../src/guarantee/watch/service.ts'
import { type Office, UNAVAILABLE } from '../../../src/platform/offices/office.ts'
import { rulesByDay, watchedByDay } from '../../../src/services.ts'
import { agent } from '../../flow/people.ts'
import { BOOK } from '../watch/sample.ts'
import { opened, PEOPLE, type World } from './served.ts'

let world: World
let one: string
let two: string
const codes = (answer: { json: { errors?: { code: string }[] } }) => (answer.json.errors ?? []).map(found => found.code)
const rows = async (text: string): Promise<Record<string, unknown>[]> =>
  world.fresh.database.transaction(systemActor('test'), async tx => (await sql.raw(text).execute(tx)).rows as never)

/** A guarantee in force since 14 April 2026. */
async function inForce(firm: string): Promise<string> {
  const step = async (who: string, url: string, body?: unknown) => {
    const version = await world.ask('auditor', 'GET', url.replace(/\/[^/]+(\/received)?$/, ''))
    const answer = await world.ask(who, 'POST', url, body, { 'if-match': String(version.headers['etag'] ?? '') })
    if (answer.status >= 300) throw new Error(`${url}: ${JSON.stringify(answer.json)}`)
    return answer.json
  }
  const caseId = await world.approved(firm)
  const { id, notices } = (await world.ask('officer', 'POST', `/v1/cases/${caseId}/guarantee`, { kind: 'individual' }))
    .json
  const at = `/v1/guarantees/${id}`
  const notice = notices[0].id
  const signed = await step('officer', `${at}/sign`, { notice })
  const fee = { amount: signed.fee_unpaid, paid_on: '2026-04-14', reference: 'transfer 1' }
  await step('finance', `${at}/fees/received`, fee)
  await step('officer', `${at}/letter`, { notice })
  await step('bank', `${at}/draws`, { notice, amount: signed.loan, on: '2026-04-14' })
  return id
}

const told = (who: string, id: string, facts: object, as_of: string, source = who === 'bank' ? 'bank' : 'site_visit') =>
  world.ask(who, 'POST', `/v1/guarantees/${id}/observations`, { as_of, source, facts })
const signalsOf = async (id: string) => (await world.ask('officer', 'GET', `/v1/guarantees/${id}/signals`)).json
const tasksOf = async (who: string, query = '') =>
  (await world.ask(who, 'GET', `/v1/watch/tasks${query}`)).json.items as Record<string, string>[]

beforeAll(async () => {
  Object.assign(PEOPLE, {
    risk: { ...(PEOPLE['auditor'] as object), person: 'person-risk-1', roles: ['risk_officer'] },
    head: agent('branch_head', 1),
    officer2: agent('officer', 2),
  })
  world = await opened(['firm-7101', 'firm-7102'])
  world.on('2026-04-14')
  one = await inForce('firm-7101')
  two = await inForce('firm-7102')
}, 180_000)
afterAll(() => world?.close(), 60_000)

describe('what is told', () => {
  test('by the bank raises a signal, and a task for who holds the case; the bank learns nothing of it', async () => {
    world.on('2026-05-04')
    const answer = await told('bank', one, { loan_arrears_days: '12' }, '2026-04-30')
    expect([answer.status, answer.json]).toEqual([
      201,
      { guarantee: one, as_of: '2026-04-30', facts: ['loan_arrears_days'] },
    ])
    const found = await signalsOf(one)
    expect(found).toMatchObject({ still: expect.arrayContaining(['loan_in_arrears']), looked_on: '2026-05-04' })
    const raised = found.signals.find((signal: { signal: string }) => signal.signal === 'loan_in_arrears')
    expect(raised).toMatchObject({ outcome: 'raised', severity: 'warning' })
    expect(raised.values).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ fact: 'loan_arrears_days', value: '12', as_of: '2026-04-30', source: 'bank' }),
      ]),
    )
    // Monday 4 May 2026 and five days are Saturday the 9th.
    expect((await tasksOf('officer')).find(task => task['what'] === 'loan_in_arrears')).toMatchObject({
      ...{ guarantee: one, of: 'signal', role: 'officer', holder: PEOPLE['officer']?.person },
      ...{ raised_on: '2026-05-04', due_on: '2026-05-11', is_late: false },
    })
  })

  test('is refused where the fact, the value, the day or the teller is not right, each with its code', async () => {
    const day = '2026-05-01'
    for (const [who, facts, on, source, expected] of [
      ['bank', { national_tax_delinquent: true }, day, 'bank', 'watch_fact_not_yours'],
      ['bank', { loan_arrears_days: '1' }, day, 'site_visit', 'watch_source'],
      ['officer', { loan_arrears_days: '1' }, day, 'bank', 'watch_source'],
      ['officer', { sales_change: '0' }, day, 'site_visit', 'watch_fact_computed'],
      ['officer', { moods: '1' }, day, 'site_visit', 'watch_fact_unknown'],
      ['officer', { employees: '-1' }, day, 'site_visit', 'value_bounds'],
      ['officer', { employees: true }, day, 'site_visit', 'value_type'],
      ['officer', { employees: '1' }, '2026-05-05', 'site_visit', 'watch_day'],
    ] as const)
      expect([facts, codes(await told(who, one, facts, on, source))]).toEqual([facts, [expected]])
    expect((await told('officer', one, { employees: '1' }, day, 'firm')).status).toBe(400)
    expect(await rows(`select 1 from app.watch_observations where guarantee = '${one}'`)).toHaveLength(1)
  })

  test('is not of a guarantee that is over', async () => {
    const released = await rows(`select id from app.guarantees where state = 'released'`)
    expect(released).toEqual([])
    const nowhere = '01890a5d-ac96-774b-bcce-b302099a8057'
    expect((await told('officer', nowhere, { employees: '1' }, '2026-05-01')).status).toBe(404)
  })
})

describe('who sees the watch', () => {
  test('is the agency as the table says; bank and firm see nothing of it, by route or by row', async () => {
    const url = `/v1/guarantees/${one}/signals`
    for (const who of ['officer', 'head', 'claims', 'risk', 'auditor'])
      expect([who, (await world.ask(who, 'GET', url)).status]).toEqual([who, 200])
    for (const who of ['bank', 'firm-7101', 'finance'])
      expect([who, (await world.ask(who, 'GET', url)).status]).toEqual([who, 403])
    for (const who of ['stranger', 'firm-7102'])
      expect([who, (await world.ask(who, 'GET', url)).status]).toEqual([who, 404])
    for (const who of ['bank', 'firm-7101', 'finance'])
      for (const list of ['/v1/watch', '/v1/watch/tasks'])
        expect([who, list, (await world.ask(who, 'GET', list)).status]).toEqual([who, list, 403])
    for (const who of [PEOPLE['bank'], world.firmActor('firm-7101')])
      for (const table of ['watch_observations', 'watches', 'watch_changes', 'watch_tasks']) {
        const seen = await world.fresh.database.transaction(
          who as NonNullable<typeof who>,
          async tx => (await sql.raw(`select 1 from app.${table}`).execute(tx)).rows,
        )
        expect([table, seen]).toEqual([table, []])
      }
    expect(await world.leaves(one)).toEqual(expect.arrayContaining(['watch.tell', 'watch.look', 'watch.read']))
  })

  test('reads the list the gravest first, by level and office, page by page', async () => {
    await told('officer', two, { suspended_or_closed: true }, '2026-05-01', 'business_status')
    const list = async (query = '') => (await world.ask('risk', 'GET', `/v1/watch${query}`)).json
    expect((await list()).items.map((item: { guarantee: string }) => item.guarantee)).toEqual([two, one])
    const first = await list('?limit=1')
    expect(first.items).toMatchObject([{ guarantee: two, level: 'alarm', standing: ['business_closed'] }])
    const second = await list(`?limit=1&cursor=${first.next}`)
    expect([second.items.map((item: { guarantee: string }) => item.guarantee), second.next]).toEqual([[one], null])
    expect((await list('?level=watch')).items).toMatchObject([{ guarantee: one, points: 3 }])
    expect((await list('?office=office-999')).items).toEqual([])
    expect(codes(await world.ask('risk', 'GET', `/v1/watch?level=watch&cursor=${first.next}`))).toEqual([
      'cursor_malformed',
    ])
  })
})

describe('a task', () => {
  test('is ended by its holder alone, once, with a note; the signal stands until it is over', async () => {
    const [task] = (await tasksOf('officer')).filter(item => item['what'] === 'loan_in_arrears')
    const url = `/v1/guarantees/${one}/watch/tasks/${task?.['id']}/done`
    const note = { note: 'A plan was agreed with the bank.' }
    // Neither another role nor another officer of the same office.
    for (const who of ['claims', 'risk', 'officer2'])
      expect(codes(await world.ask(who, 'POST', url, note))).toEqual(['watch_task_not_yours'])
    expect((await world.ask('bank', 'POST', url, note)).status).toBe(403)
    expect((await world.ask('officer', 'POST', url, { note: '' })).status).toBe(400)
    const done = await world.ask('officer', 'POST', url, note)
    expect([done.status, done.json]).toMatchObject([
      200,
      { done_on: '2026-05-04', done_by: PEOPLE['officer']?.person, ...note },
    ])
    expect(codes(await world.ask('officer', 'POST', url, note))).toEqual(['watch_task_done'])
    expect(await signalsOf(one)).toMatchObject({ still: ['loan_in_arrears'], raised: [] })
    // Still in arrears: no second task of the same episode.
    await told('bank', one, { loan_arrears_days: '13' }, '2026-05-01')
    expect((await tasksOf('officer', '?of=all')).filter(item => item['guarantee'] === one)).toEqual([])
  })

  test('that is nobody`s is taken by whoever has its role, and can be given to who has it in the office', async () => {
    const [task] = (await tasksOf('head')).filter(item => item['what'] === 'business_closed')
    expect(task).toMatchObject({ role: 'branch_head', holder: null, guarantee: two })
    const url = `/v1/guarantees/${two}/watch/tasks/${task?.['id']}`
    const give = (holder: string) => world.ask('head', 'POST', `${url}/reassign`, { holder, reason: 'On leave.' })
    expect(codes(await give('person-claims-1'))).toEqual(['watch_holder'])
    const other = (
      await rows(`select m.person, g.office from app.memberships m join app.guarantees g on g.id = '${two}'
      where m.role = 'branch_head' and m.organisation = g.office and m.person <> '${PEOPLE['head']?.person}'`)
    )[0]
    const holder = String(other?.['person'] ?? PEOPLE['head']?.person)
    const given = await give(holder)
    expect([given.status, given.json.holder]).toEqual([200, holder])
    const nowhere = '01890a5d-ac96-774b-bcce-b302099a8057'
    const missing = await world.ask('head', 'POST', `/v1/guarantees/${two}/watch/tasks/${nowhere}/done`, { note: 'x' })
    expect(codes(missing)).toEqual(['watch_task_unknown'])
    // The task of another guarantee is not found under this one.
    const elsewhere = `/v1/guarantees/${one}/watch/tasks/${task?.['id']}/done`
    expect(codes(await world.ask('head', 'POST', elsewhere, { note: 'x' }))).toEqual(['watch_task_unknown'])
  })

  test('is kept by the database as it was raised and done', async () => {
    const change = (set: string, of = 'done_on is not null') =>
      rows(`update app.watch_tasks set ${set} where ${of} returning id`)
    await expect(change(`note = 'otherwise'`)).rejects.toThrow('kept')
    await expect(change(`due_on = due_on + 1`, 'done_on is null')).rejects.toThrow('kept')
    await expect(rows('delete from app.watch_tasks')).rejects.toThrow()
    await expect(rows(`update app.watch_observations set fact = 'x'`)).rejects.toThrow()
  })
})

describe('the night', () => {
  const DAY = '2026-08-03'
  const asked: string[][] = []
  const office = (answer: Office['ask']): Office => ({
    ...{ source: 'land_register', facts: ['premises_attached'], timeoutMs: 1000 },
    ask: (question, signal) => {
      asked.push([question.firm, ...question.facts])
      return answer(question, signal)
    },
  })
  const nightly = (answer: Office['ask']) =>
    makeWatchService({
      watchingOn: watchedByDay(
        () => BOOK,
        rulesByDay(() => BOOK),
      ),
      offices: [office(answer)],
    })
  const at = (day: string) => ({ now: new Date(`${day}T16:00:00.000Z`), day })

  test('asks for what is not known any more, and looks and raises a task once in two processes at once', async () => {
    world.on(DAY)
    // What is told earlier on the day keeps the night from nothing.
    expect((await told('bank', one, { loan_arrears_days: '14' }, '2026-05-02')).status).toBe(201)
    const before = await rows('select count(*)::int as n from app.watch_tasks')
    const service = nightly(async ({ day }) => [
      { fact: 'premises_attached', value: true, as_of: day, valid_until: day },
    ])
    const done = await Promise.all([
      service.night(world.fresh.database, at(DAY)),
      service.night(world.fresh.database, at(DAY)),
    ])
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(2)
    expect(asked.every(([, ...facts]) => facts.join() === 'premises_attached')).toBe(true)
    const raised = `select guarantee, count(*)::int as n from app.watch_tasks where signal = 'premises_attached'
      group by guarantee`
    expect((await rows(raised)).map(row => row['n'])).toEqual([1, 1])
    expect(await rows(`select 1 from app.watch_observations where fact = 'premises_attached'`)).toHaveLength(2)
    expect(await service.night(world.fresh.database, at(DAY))).toBe(0)
    const after = await rows('select count(*)::int as n from app.watch_tasks')
    expect(Number(after[0]?.['n']) - Number(before[0]?.['n'])).toBeGreaterThanOrEqual(2)
    // Told on 3 August, it is known still: nobody asks again the day after.
    asked.length = 0
  })

  test('where an office gives no answer, holds what stood and says since when it is not known', async () => {
    const service = nightly(async () => UNAVAILABLE)
    expect(await service.night(world.fresh.database, at('2026-08-04'))).toBe(2)
    expect(asked.map(([firm]) => firm).sort()).toEqual(['firm-7101', 'firm-7102'])
    world.on('2026-08-04')
    const found = await signalsOf(one)
    const signal = found.signals.find((item: { signal: string }) => item.signal === 'premises_attached')
    expect(signal).toMatchObject({ outcome: 'not_known', is_held: true, not_known_since: '2026-08-04' })
    expect(found).toMatchObject({ level: 'alarm', still: expect.arrayContaining(['premises_attached']) })
    const tasks = await rows(`select 1 from app.watch_tasks where signal = 'premises_attached'`)
    expect(tasks).toHaveLength(2)
  })

  test('ends a signal once it is known to be over, and a later one has a task of its own', async () => {
    const clear = nightly(async ({ day }) => [
      { fact: 'premises_attached', value: false, as_of: day, valid_until: day },
    ])
    await clear.night(world.fresh.database, at('2026-08-05'))
    world.on('2026-08-05')
    expect(await signalsOf(one)).toMatchObject({
      history: expect.arrayContaining([{ signal: 'premises_attached', what: 'cleared', day: '2026-08-05' }]),
    })
    // Its task is still open: coming back makes no second one.
    await told('officer', one, { premises_attached: true }, '2026-08-05', 'land_register')
    expect(
      await rows(`select 1 from app.watch_tasks where signal = 'premises_attached' and guarantee = '${one}'`),
    ).toHaveLength(1)
    await rows(
      `update app.watch_tasks set done_on = '2026-08-05', done_by = 'x', note = 'x'
        where guarantee = '${one}' and done_on is null`,
    )
    await told('officer', one, { premises_attached: false }, '2026-08-05', 'land_register')
    await told('officer', one, { premises_attached: true }, '2026-08-05', 'land_register')
    expect(
      await rows(`select 1 from app.watch_tasks where signal = 'premises_attached' and guarantee = '${one}'`),
    ).toHaveLength(2)
  })
})

describe('the forecast', () => {
  const ask = (who: string, query = '') => world.ask(who, 'GET', `/v1/book/forecast${query}`)

  test('is of the quarters that are over, for risk officers and auditors alone', async () => {
    for (const who of ['officer', 'bank', 'finance', 'claims', 'firm-7101'])
      expect([who, (await ask(who)).status]).toEqual([who, 403])
    world.on('2026-06-30')
    expect(codes(await ask('risk'))).toEqual(['forecast_nothing_observed'])
    world.on('2026-08-05')
    const { json } = await ask('risk')
    expect(json).toMatchObject({ from: '2026-Q3', ages: [{ age: 0, at_risk: 2, accidents: 0, ends: 0 }] })
    expect(json.cohorts).toMatchObject([{ cohort: '2026-Q2', guarantees: 2, standing: 2 }])
    expect(json.quarters).toHaveLength(4)
  })

  test('counts an accident in the quarter in which it was, and its guarantee no more', async () => {
    const version = await world.ask('auditor', 'GET', `/v1/guarantees/${one}`)
    // Told on the first day of the next quarter: it counts in the one in which it was.
    world.on('2026-10-01')
    const body = { kind: 'business_closed', on: '2026-09-28' }
    const etag = { 'if-match': String(version.headers['etag']) }
    const reported = await world.ask('bank', 'POST', `/v1/guarantees/${one}/accidents`, body, etag)
    expect([reported.status, reported.json.errors]).toEqual([reported.status < 300 ? reported.status : 200, undefined])
    const { json } = await ask('auditor')
    expect(json.ages).toMatchObject([
      { age: 0, at_risk: 2, accidents: 0, hazard: '0' },
      { age: 1, at_risk: 2, accidents: 1, hazard: '0.5', survival: '0.5' },
    ])
    // One stands at age 2; age 1 is the oldest known and carried on: 1/2 + 1/4 + 1/8 + 1/16.
    expect(json.whole.accidents.mean).toBe('0.94')
    const balance = Number((await rows(`select balance from app.guarantees where id = '${two}'`))[0]?.['balance'])
    expect(json.whole.amount.mean).toBe(String(Math.round((balance * 15) / 16)))
    expect(json.beyond).toBe(1)
    const grade = String((await rows(`select grade from app.guarantees where id = '${one}'`))[0]?.['grade'])
    expect((await ask('risk', `?grade=${grade}`)).json.cohorts).toEqual(json.cohorts)
    expect(codes(await ask('risk', `?grade=${grade === 'C' ? 'CC' : 'C'}`))).toEqual(['forecast_nothing_observed'])
  })
})
