/** Who is told of draws, sheets, hearings, tasks and recourse: the step itself is done over HTTP, and told by rows. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { addDays } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import type { SignedSheet } from '../../src/panel/schema.ts'
import { openHeadSigner } from '../../src/platform/audit/heads.ts'
import { makeAuditLog } from '../../src/platform/audit/log.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { notificationRoutes } from '../../src/platform/notifications/routes.ts'
import { makeNotificationService } from '../../src/platform/notifications/service.ts'
import { makeTelling } from '../../src/platform/notifications/telling.ts'
import { openSealing } from '../../src/platform/webhooks/secrets.ts'
import { asPlace } from '../db/planted.ts'
import { APPRAISERS, actor, agent, appraiserOf, contentOf, fixture, gathered, sheetsOf } from '../flow/people.ts'
import { BANK, OTHER_BANK, opened, PEOPLE, type World } from '../guarantee/service/served.ts'

const FIRMS = ['firm-7201', 'firm-7202', 'firm-7203', 'firm-7204'] as const
const NOTICE_DAYS = 3
const AGENCY = 'agency-900'
const folder = mkdtempSync(join(tmpdir(), 'tg-waiting-'))
const file = fixture('laser-rod-growth')
/** Two appraise whatever is asked for. */
const texts = new Map(textsBelow(`${HOME}/rules`))
const rubric = JSON.parse(texts.get('rubric/2026-01.json') ?? '{}')
rubric.appraisers.ordinary.value = '2'
texts.set('rubric/2026-01.json', JSON.stringify(rubric))

let world: World
let joined: () => Promise<unknown>
let telling: ReturnType<typeof makeTelling>

/** Whoever else might be told: people of firms and banks, of claims, and of the agency as a whole. */
const SEATS: readonly (readonly [string, string, string])[] = [
  ...FIRMS.map(firm => [`person-of-${firm}`, firm, 'sme'] as const),
  ['person-of-bank-103', BANK, 'bank'],
  ['person-of-bank-104', OTHER_BANK, 'bank'],
  ['person-claims-1', AGENCY, 'claims'],
  ['person-claims-2', AGENCY, 'claims'],
  ['person-finance-1', AGENCY, 'finance'],
  ['person-auditor-1', AGENCY, 'auditor'],
]

beforeAll(async () => {
  const sealing = openSealing(join(folder, 'keys'))
  const routes = () => notificationRoutes(makeNotificationService({ sealing, queue: null }))
  Object.assign(PEOPLE, Object.fromEntries(APPRAISERS.map(id => [id, appraiserOf(id)])))
  const claims = (person: string) => actor('agency', AGENCY, person, ['claims'])
  Object.assign(PEOPLE, { holder: claims('person-claims-1'), holder2: claims('person-claims-2') })
  world = await opened(FIRMS, routes, sure(readRuleBook(texts)))
  const { database, superuser } = world.fresh
  await asPlace(superuser, async client => {
    await client.query(`insert into app.organisations (id, kind, names) values ($1, 'agency', '{}')`, [AGENCY])
    for (const [person, organisation, role] of SEATS) {
      await client.query(`insert into app.persons (id, subject, names) values ($1, $1, '{}')`, [person])
      await client.query('insert into app.memberships (person, organisation, role) values ($1, $2, $3)', [
        ...[person, organisation, role],
      ])
    }
  })
  const signer = openHeadSigner(join(folder, 'audit'))
  const audit = makeAuditLog({ db: database.plain, signer, keptPath: join(folder, 'heads'), now: () => new Date() })
  joined = () => audit.join()
  telling = makeTelling({ database, queue: null })
}, 180_000)
afterAll(() => world?.close(), 60_000)

const at = () => ({ ...world.today(), noticeDays: NOTICE_DAYS })
/** Both looks of the service, each twice: what was told is told once however often it looks. */
async function look(): Promise<void> {
  await joined()
  for (const _ of [1, 2]) {
    await telling.tell(at())
    await telling.tellDue(at())
  }
}
/** Everybody who was told something of a kind and a subject, each as often as they were. */
const toldOf = (kind: string, id: string): Promise<readonly string[]> =>
  asPlace(world.fresh.superuser, async client => {
    const text = 'select person from app.notifications where kind = $1 and subject like $2 order by person'
    return (await client.query<{ person: string }>(text, [kind, `%:${id}`])).rows.map(row => row.person)
  })
/** What somebody reads of a kind over the API: the page it leads to, of each. */
const readOf = async (who: string, kind: string): Promise<readonly string[]> =>
  (await world.ask(who, 'GET', `/v1/notifications?kind=${kind}`)).json.items.map((one: { path: string }) => one.path)

async function done(who: string, url: string, body?: unknown, headers?: Record<string, string>) {
  const answer = await world.ask(who, 'POST', url, body, headers)
  if (answer.status >= 300) throw new Error(`${who} ${url}: ${answer.status} ${JSON.stringify(answer.json)}`)
  return answer.json
}
/** A case of a firm with its panel of two, drawn over the API. */
async function drawn(firm: string): Promise<{ readonly id: string; readonly panel: readonly [string, string] }> {
  const text = JSON.stringify({ ...contentOf(file), limits: [] }).replaceAll(file.case.party.firm.id, firm)
  const content = JSON.parse(text.replaceAll(file.case.application.request.bank, BANK))
  const { id } = await done(firm, '/v1/cases', { content, names: file.names, consent: 'consent-103' })
  await done(firm, `/v1/cases/${id}/submit`)
  await done('officer', `/v1/cases/${id}/accept`)
  sure(await gathered(world.fresh.database, world.flow, PEOPLE['officer'] as Actor, id, world.today()))
  const { appraisers } = await done('officer', `/v1/cases/${id}/assignments`)
  expect(appraisers).toHaveLength(2)
  return { id, panel: appraisers }
}
const [SHEET] = sheetsOf(file) as unknown as readonly { marks: SignedSheet['marks']; site_visit: unknown }[]
const sign = (id: string, person: string, mark: 'A' | 'C') =>
  done(person, `/v1/cases/${id}/sheets`, {
    ...SHEET,
    marks: (SHEET?.marks ?? []).map(one => (one.indicator === 'innovativeness' ? { ...one, mark } : one)),
  })
const REFUSAL = { because: 'conflict', reason: 'I find my brother-in-law among the suppliers.' }
const refuseAs = (person: string, id: string) => done(person, `/v1/cases/${id}/assignments/${person}/refusal`, REFUSAL)

describe('an appraiser', () => {
  test('who is drawn is told, and who is drawn in the place of one who refuses, and nobody besides', async () => {
    world.on('2026-04-14')
    const { id, panel } = await drawn('firm-7201')
    await look()
    expect(await toldOf('appraisal_drawn', id)).toEqual([...panel].sort())
    expect(await readOf(panel[0], 'appraisal_drawn')).toEqual([`/appraisals/${id}`])
    await refuseAs(panel[0], id)
    await look()
    const told = await toldOf('appraisal_drawn', id)
    const came = told.filter(person => !panel.includes(person))
    expect([told.length, came.length]).toEqual([3, 1])
    expect(told).toEqual([...panel, ...came].sort())
    expect(await readOf('officer', 'appraisal_drawn')).toEqual([])
  })

  test('is told that a sheet is due from three days before, unless it is signed or was refused', async () => {
    world.on('2026-04-14')
    const { id, panel } = await drawn('firm-7202')
    const { items } = (await world.ask('officer', 'GET', `/v1/cases/${id}/assignments`)).json
    expect(items.map((one: { due_on: string }) => one.due_on)).toEqual(['2026-04-24', '2026-04-24'])
    world.on('2026-04-20')
    await look()
    expect(await toldOf('sheet_due', id)).toEqual([])
    world.on('2026-04-21')
    await sign(id, panel[0], 'A')
    await look()
    expect(await toldOf('sheet_due', id)).toEqual([panel[1]])
    expect(await readOf(panel[1], 'sheet_due')).toContain(`/appraisals/${id}`)
    // Nobody may be drawn any more: who refuses keeps the place until somebody may, and is reminded of nothing.
    world.on('2026-04-14')
    const refused = await drawn('firm-7202')
    const others = APPRAISERS.filter(person => !refused.panel.includes(person))
    await asPlace(world.fresh.superuser, client =>
      client.query(
        `update app.appraisers set suspended_from = '2026-04-01', suspended_until = '2026-04-30',
        suspension_reason = 'x' where person = any ($1)`,
        [others],
      ),
    )
    expect(await refuseAs(refused.panel[0], refused.id)).toMatchObject({ is_replaced: false })
    world.on('2026-04-21')
    await look()
    expect(await toldOf('sheet_due', refused.id)).toEqual([refused.panel[1]])
    await asPlace(world.fresh.superuser, client =>
      client.query('update app.appraisers set suspended_from = null, suspended_until = null, suspension_reason = null'),
    )
  })

  test('whose panel lies apart is told that it is heard, and none of another panel is', async () => {
    world.on('2026-04-14')
    const { id, panel } = await drawn('firm-7203')
    await sign(id, panel[0], 'A')
    await look()
    expect(await toldOf('hearing_opened', id)).toEqual([])
    await sign(id, panel[1], 'C')
    await look()
    expect(await toldOf('hearing_opened', id)).toEqual([...panel].sort())
    expect(await readOf(panel[1], 'hearing_opened')).toEqual([`/appraisals/${id}`])
    // Who joins them is drawn, and was never heard.
    for (const person of panel) await done(person, `/v1/cases/${id}/consensus`, { statement: 'I stay.' })
    await look()
    expect(await toldOf('hearing_opened', id)).toEqual([...panel].sort())
    const [third, ...none] = (await toldOf('appraisal_drawn', id)).filter(person => !panel.includes(person))
    expect([typeof third, none]).toEqual(['string', []])
    expect(await readOf(third ?? '', 'hearing_opened')).toEqual([])
    // One that is over before anybody was told of it waits for nobody.
    const over = await drawn('firm-7203')
    await sign(over.id, over.panel[0], 'A')
    await sign(over.id, over.panel[1], 'C')
    for (const person of over.panel) await done(person, `/v1/cases/${over.id}/consensus`, { statement: 'I stay.' })
    await look()
    expect(await toldOf('hearing_opened', over.id)).toEqual([])
  })
})

const PROOF = `sha256:${'1'.repeat(64)}`
/** The next command of a guarantee, at the version that stands. */
async function step(who: string, url: string, path: string, body?: unknown) {
  const version = await world.ask('auditor', 'GET', url)
  return await done(who, `${url}/${path}`, body, { 'if-match': String(version.headers['etag'] ?? '') })
}
/** A guarantee in force since 14 April 2026. */
async function inForce(firm: string) {
  world.on('2026-04-14')
  const caseId = await world.approved(firm)
  const { id, notices } = await done('officer', `/v1/cases/${caseId}/guarantee`, { kind: 'individual' })
  const url = `/v1/guarantees/${id}`
  const notice = notices[0].id
  const signed = await step('officer', url, 'sign', { notice })
  const fee = { amount: signed.fee_unpaid, paid_on: '2026-04-14', reference: 'transfer 1' }
  await step('finance', url, 'fees/received', fee)
  await step('officer', url, 'letter', { notice })
  await step('bank', url, 'draws', { notice, amount: signed.loan, on: '2026-04-14' })
  return { id, url, loan: signed.loan as string }
}

describe('a guarantee', () => {
  test('in arrears is a task of who holds the case; given on, of who then does; done in time, of nobody', async () => {
    const { id, url } = await inForce('firm-7202')
    world.on('2026-05-04')
    const facts = { loan_arrears_days: '12' }
    await done('bank', `${url}/observations`, { as_of: '2026-04-30', source: 'bank', facts })
    const tasks = async (who: string) =>
      (await world.ask(who, 'GET', '/v1/watch/tasks')).json.items as { id: string; due_on: string; guarantee: string }[]
    const own = (await tasks('officer')).filter(one => one.guarantee === id)
    expect(own.map(one => one.due_on)).toEqual(['2026-05-11'])
    world.on('2026-05-07')
    await look()
    expect(await toldOf('task_due', id)).toEqual([])
    world.on('2026-05-08')
    await look()
    const [holder, next] = [agent('officer', 1).person, agent('officer', 2).person]
    expect(await toldOf('task_due', id)).toEqual([holder])
    expect(await readOf('officer', 'task_due')).toEqual([`/office/guarantees/${id}`])
    // In the list it is said which guarantee of whom; of what is no guarantee, and of one not theirs to see, it is not.
    const { number } = (await world.ask('officer', 'GET', `/v1/guarantees/${id}`)).json
    const { items } = (await world.ask('officer', 'GET', '/v1/notifications')).json
    for (const one of items as { path: string; guarantee: { number: string; firm: { ko: string } } | null }[])
      expect(one.guarantee?.number).toBe(one.path.startsWith('/office/guarantees/') ? number : undefined)
    const given = { holder: next, reason: 'On leave.' }
    await done('head', `/v1/guarantees/${id}/watch/tasks/${own[0]?.id}/reassign`, given)
    await look()
    expect(await toldOf('task_due', id)).toEqual([holder, next])
    // On leave, and then gone: who stands in is told too, and at last who heads the office, and nobody besides.
    const deputy = agent('officer', 3).person
    const seats = (text: string) => asPlace(world.fresh.superuser, client => client.query(text))
    const heads = [1, 2, 3, 4, 5].map(number => agent('branch_head', number).person)
    const ofHead = async () => (await tasks('head')).filter(one => one.guarantee === id).length
    await seats(`update app.memberships set delegated_by = '${next}', until = '2026-05-10' where person = '${deputy}'`)
    world.on('2026-05-09')
    await look()
    expect([await toldOf('task_due', id), await ofHead()]).toEqual([[holder, next, deputy], 0])
    await seats(`update app.memberships set until = '2026-05-10' where person = '${next}'`)
    world.on('2026-05-11')
    await look()
    expect([await toldOf('task_due', id), await ofHead()]).toEqual([[...heads, holder, next, deputy], 1])
    const seen = await done('head', `${url}/watch/tasks/${own[0]?.id}/done`, { note: 'Seen by the head.' })
    expect(seen).toMatchObject({ holder: next, done_on: '2026-05-11' })
    await seats(`update app.memberships set delegated_by = null, until = null where person in ('${next}', '${deputy}')`)
    const other = await inForce('firm-7203')
    world.on('2026-05-04')
    await done('bank', `${other.url}/observations`, { as_of: '2026-04-30', source: 'bank', facts })
    const task = (await tasks('officer')).find(one => one.guarantee === other.id)
    await done('officer', `${other.url}/watch/tasks/${task?.id}/done`, { note: 'Paid meanwhile.' })
    world.on('2026-05-08')
    await look()
    expect(await toldOf('task_due', other.id)).toEqual([])
  })

  test('not yet drawn is told to its firm and its bank three days before its notice ends', async () => {
    world.on('2026-04-14')
    const caseId = await world.approved('firm-7204')
    const { id, due_on } = await done('officer', `/v1/cases/${caseId}/guarantee`, { kind: 'individual' })
    world.on(addDays(due_on, -NOTICE_DAYS - 1))
    await look()
    expect(await toldOf('draw_due', id)).toEqual([])
    world.on(addDays(due_on, -NOTICE_DAYS))
    await look()
    expect(await toldOf('draw_due', id)).toEqual(['person-of-bank-103', 'person-of-firm-7204'])
    expect(await readOf('firm-7204', 'draw_due')).toEqual(['/applications'])
  })

  /** The file of a claim paid on 22 June 2026, held by one person of claims. */
  async function pursued(firm: string) {
    const { id, url, loan } = await inForce(firm)
    const paidOn = '2026-06-22'
    world.on(paidOn)
    await step('bank', url, 'accidents', { kind: 'business_closed', on: paidOn })
    await step('bank', url, 'claims', { trigger: 'closure', on: paidOn, proof: PROOF })
    const examined = { principal: loan, rate: '0.05', due_on: paidOn, costs: [], denied_principal: '0' }
    await step('claims', url, 'examinations', { ...examined, pay_on: paidOn, denies: [], waives: [] })
    await step('claims2', url, 'payments')
    const { obligors } = await done('claims', `${url}/recourse`, { basis: 'commercial', holder: 'person-claims-1' })
    // Five years from Monday 22 June 2026 end on Sunday 22 June 2031: the Monday after.
    expect(obligors[0].limitation.last_day).toBe('2031-06-23')
    return { id, url, debtor: obligors[0].id as string }
  }
  const onList = async (id: string) => {
    const { items } = (await world.ask('holder', 'GET', '/v1/watch/tasks')).json
    return items.filter((one: { guarantee: string }) => one.guarantee === id).map((one: { what: string }) => one.what)
  }
  const warned = () => world.flow.recourse.file.warn(world.fresh.database, world.today())

  test('whose claim was paid is told, when its clock runs out soon, to who holds its recourse alone', async () => {
    const { id } = await pursued('firm-7203')
    world.on('2031-06-19')
    expect(await warned()).toBe(1)
    await look()
    expect(await toldOf('recourse_due', id)).toEqual([])
    world.on('2031-06-20')
    await look()
    expect(await toldOf('recourse_due', id)).toEqual(['person-claims-1'])
    expect(await readOf('holder', 'recourse_due')).toEqual([`/office/claims/${id}`])
    expect(await readOf('holder2', 'recourse_due')).toEqual([])
  })

  test('is told to nobody as one whose clock runs out where a suit has stopped it since the warning', async () => {
    const { id, url, debtor } = await pursued('firm-7204')
    world.on('2031-06-12')
    expect(await warned()).toBe(1)
    const suit = { type: 'suit', obligor: debtor, on: '2031-06-12', reference: '2031-gadan-7' }
    await done('claims', `${url}/recourse/steps`, suit)
    world.on('2031-06-20')
    await look()
    expect(await toldOf('recourse_due', id)).toEqual([])
  })

  test('whose plan is behind is told until what was missed has come in', async () => {
    const { id, url, debtor } = await pursued('firm-7202')
    const { plans } = await done('claims', `${url}/recourse/plans`, {
      ...{ obligor: debtor, reduction: '0', level: 'branch_head', count: 10, first_due: '2026-07-22' },
      ...{ approved_by: agent('branch_head', 1).person, resolution: 'settlement 2 of 2026' },
    })
    world.on('2026-07-23')
    await warned()
    expect(await onList(id)).toEqual(['instalment'])
    const [first] = plans[0].instalments
    const missed = { amount: first.amount, reference: `transfer of ${id}` }
    await step('claims', url, 'recoveries', missed)
    // Thirty days after 22 July end on a Friday; what came in on 23 July is read in the night.
    world.on('2026-08-20')
    await warned()
    expect(await onList(id)).toEqual([])
    await look()
    expect(await toldOf('recourse_due', id)).toEqual([])
    // The second is missed: its own thirty days are told of.
    world.on('2026-08-25')
    await warned()
    expect(await onList(id)).toEqual(['instalment'])
    world.on('2026-09-21')
    await look()
    expect(await toldOf('recourse_due', id)).toEqual(['person-claims-1'])
  })

  test('is told to nobody as one with a date in court once what was attached is released', async () => {
    const { id, url, debtor } = await pursued('firm-7201')
    const attached = {
      ...{ obligor: debtor, kind: 'attachment', asset: 'vehicle', place: 'Busan', court: 'Busan District' },
      ...{ case_number: '2026-tagyeong-1', on: '2026-06-22', rank: 1, value: '2000000' },
    }
    const { attachments } = await done('claims', `${url}/recourse/attachments`, attached)
    const one = `${url}/recourse/attachments/${attachments[0].id}`
    await done('claims', `${one}/dates`, { auction_on: '2026-07-03', suit_on: null })
    world.on('2026-06-26')
    expect(await warned()).toBe(1)
    expect(await onList(id)).toEqual(['auction'])
    await done('claims', `${one}/release`, { on: '2026-06-26', release: 'cancelled_on_request' })
    expect(await onList(id)).toEqual([])
    world.on('2026-07-01')
    await look()
    expect(await toldOf('recourse_due', id)).toEqual([])
  })
})
