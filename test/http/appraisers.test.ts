/** The roster over HTTP on a real PostgreSQL: who registers, certifies, suspends, declares, learns and is examined. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, systemActor } from '../../src/access/actor.ts'
import { makePaperService } from '../../src/application/papers/service.ts'
import { ok, refusal, refuse } from '../../src/kernel/result.ts'
import type { App } from '../../src/platform/http/app.ts'
import { makeScan } from '../../src/platform/scan.ts'
import { buildServer } from '../../src/server.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { actor, agent, appraiserOf, DAY, fixture, flowOf, OFFICE, peopled } from '../flow/people.ts'

const NEW = 'person-new-1'
const both = 'person-risk-and-marks'
const PEOPLE: Readonly<Record<string, Actor>> = {
  admin: actor('agency', OFFICE, 'person-admin-1', ['admin']),
  risk: agent('risk_officer', 1),
  // A risk officer who appraises as well, and somebody who was lent the power by them.
  both: actor('agency', OFFICE, both, ['risk_officer', 'appraiser']),
  lent: { ...agent('risk_officer', 2), delegations: { risk_officer: both } },
  auditor: actor('agency', OFFICE, 'person-auditor-1', ['auditor']),
  head: agent('branch_head', 1),
  officer: agent('officer', 1),
  bank: actor('bank', 'bank-103', 'client-103', ['bank']),
  one: appraiserOf('person-901'),
  two: appraiserOf('person-902'),
  new: appraiserOf(NEW),
}
let day: string = DAY
let fresh: Fresh
let app: App
beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103'])
  await fresh.database.transaction(systemActor('test'), tx =>
    tx
      .insertInto('app.persons')
      .values([NEW, both].map(id => ({ id, subject: id, names: JSON.stringify({ ko: 'x', en: 'x', zh: 'x' }) })))
      .execute(),
  )
  app = await buildServer({
    database: fresh.database,
    routes: flowOf([]).routes,
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const found = PEOPLE[String(headers['authorization'] ?? '').replace('Bearer ', '')]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: () => new Date(`${day}T01:00:00.000Z`),
    dayOf: () => day,
    log: { level: 'silent' },
    limits: { refusedTokensPerMinute: 1_000_000, requestsPerMinute: 10_000_000 },
  })
  await app.server.ready()
}, 120_000)
afterAll(async () => {
  await app?.server.close()
  await fresh?.close()
})

let keys = 0
async function ask(who: string, method: 'GET' | 'POST', url: string, payload?: unknown, version?: number) {
  keys += 1
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${who}`,
      ...(method === 'POST' ? { 'idempotency-key': `key-${keys}` } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  const json = JSON.parse(answer.body)
  return { status: answer.statusCode, json, code: json.errors?.[0]?.code ?? null, etag: answer.headers['etag'] }
}
const at = (person: string, rest = '') => `/v1/appraisers/${person}${rest}`
const REASON = { reason: 'seen' }
const CERTIFICATE = { certificate: '2', fields: ['ict', 'chemical'], ...REASON }
/** Whoever reads somebody: how they stand today. */
const standing = async (person: string, who = 'risk') => (await ask(who, 'GET', at(person))).json.standing
/** Everything the log says of a subject, as one text. */
const logged = (subject: string): Promise<string> =>
  fresh.database.transaction(systemActor('test'), async tx => {
    const found = await tx.selectFrom('app.audit_leaves').selectAll().where('subject', '=', subject).execute()
    return JSON.stringify(found)
  })

describe('a certificate', () => {
  test('is given by who keeps the quality to whom an admin registered, and by nobody else', async () => {
    for (const who of ['risk', 'head', 'officer', 'one', 'bank', 'auditor'])
      expect([who, (await ask(who, 'POST', '/v1/appraisers', { person: NEW, centre: null })).status]).toEqual([
        who,
        403,
      ])
    const made = await ask('admin', 'POST', '/v1/appraisers', { person: NEW, centre: null })
    expect([made.status, made.etag, made.json.standing.is, made.json.room]).toEqual([201, '"1"', 'uncertified', 0])
    expect((await ask('admin', 'POST', '/v1/appraisers', { person: NEW, centre: null })).code).toBe(
      'appraiser_registered',
    )
    expect((await ask('admin', 'POST', '/v1/appraisers', { person: 'person-nobody', centre: null })).code).toBe(
      'person_missing',
    )
    expect((await ask('admin', 'POST', at(NEW, '/certify'), CERTIFICATE, 1)).status).toBe(403)
    for (const who of ['head', 'officer', 'one', 'bank'])
      expect([who, (await ask(who, 'POST', at(NEW, '/certify'), CERTIFICATE, 1)).status]).toEqual([who, 404])
    expect((await ask('risk', 'POST', at(NEW, '/certify'), CERTIFICATE)).status).toBe(428)
    const given = await ask('risk', 'POST', at(NEW, '/certify'), CERTIFICATE, 1)
    expect([given.status, given.etag, given.json.standing.is, given.json.room]).toEqual([200, '"2"', 'valid', 5])
    expect(given.json).toMatchObject({ certificate: '2', fields: ['chemical', 'ict'], valid_until: '2029-04-14' })
    // Of two who changed what both had read the second learns it.
    expect((await ask('risk', 'POST', at(NEW, '/certify'), CERTIFICATE, 1)).status).toBe(412)
    const grade = await fresh.database.transaction(systemActor('test'), tx =>
      tx.selectFrom('app.persons').select('appraiser_grade').where('id', '=', NEW).executeTakeFirst(),
    )
    expect(grade).toEqual({ appraiser_grade: '2' })
  })

  test('is read by its holder, the auditor and who keeps the roster; by no colleague and no branch', async () => {
    for (const who of ['new', 'risk', 'admin', 'auditor']) expect((await ask(who, 'GET', at(NEW))).status).toBe(200)
    for (const who of ['one', 'head', 'officer', 'bank']) expect((await ask(who, 'GET', at(NEW))).status).toBe(404)
    for (const who of ['one', 'head', 'officer', 'bank'])
      expect((await ask(who, 'GET', '/v1/appraisers')).status).toBe(403)
    const all = (await ask('risk', 'GET', '/v1/appraisers')).json.items
    expect(all.map((one: { person: string }) => one.person)).toEqual([
      ...['person-901', 'person-902', 'person-903', 'person-904', NEW],
    ])
    const chemists = (await ask('risk', 'GET', '/v1/appraisers?field=textile&limit=3')).json
    expect([chemists.items.length, chemists.next === null]).toEqual([3, false])
    const rest = await ask('risk', 'GET', `/v1/appraisers?field=textile&limit=3&cursor=${chemists.next}`)
    expect(rest.json.items.map((one: { person: string }) => one.person)).toEqual(['person-904'])
  })

  test('is nobody`s to give to themselves, nor through a power they lent', async () => {
    await ask('admin', 'POST', '/v1/appraisers', { person: both, centre: null })
    for (const who of ['both', 'lent'])
      for (const [deed, body] of [
        ['certify', CERTIFICATE],
        ['renew', REASON],
        ['suspend', { until: day, ...REASON }],
        ['lift', REASON],
      ] as const)
        expect([who, deed, (await ask(who, 'POST', at(both, `/${deed}`), body, 1)).code]).toEqual([
          ...[who, deed, 'appraiser_own_standing'],
        ])
    expect((await ask('risk', 'POST', at(both, '/certify'), CERTIFICATE, 1)).status).toBe(200)
  })
})

describe('a suspension', () => {
  test('has a reason and a last day within the edition`s limit, and is lifted before it', async () => {
    const suspend = (until: string, version: number) =>
      ask('risk', 'POST', at(NEW, '/suspend'), { until, reason: 'copied texts' }, version)
    expect((await suspend('2026-04-13', 2)).code).toBe('suspension_period')
    expect((await suspend('2027-04-15', 2)).code).toBe('suspension_period')
    const done = await suspend('2027-04-14', 2)
    expect(done.json.standing).toEqual({ is: 'suspended', until: '2027-04-14', grounds: ['suspended'] })
    expect((await ask('risk', 'POST', at(NEW, '/renew'), REASON, 3)).code).toBe('appraiser_not_renewable')
    expect(await standing(NEW, 'new')).toMatchObject({ is: 'suspended' })
    expect(await logged(`appraiser:${NEW}`)).toContain('copied texts')
    const lifted = await ask('risk', 'POST', at(NEW, '/lift'), REASON, 3)
    expect(lifted.json.standing.is).toBe('valid')
    expect((await ask('risk', 'POST', at(NEW, '/lift'), REASON, 4)).code).toBe('suspension_none')
  })

  test('of a centre holds for everybody in it; who is moved out of it stands again', async () => {
    const body = { name: 'Centre for sensors', kind: 'founded', since: '2026-03-02' }
    expect((await ask('risk', 'POST', '/v1/centres', body)).status).toBe(403)
    const centre = (await ask('admin', 'POST', '/v1/centres', body)).json
    expect(centre.quality).toEqual({ exams: 0, passed: 0, is_weak: null })
    const move = (to: string | null, version: number) =>
      ask('admin', 'POST', at(NEW, '/move'), { centre: to, ...REASON }, version)
    expect((await move('00000000-0000-7000-8000-000000000000', 4)).code).toBe('centre_unknown')
    expect((await move(centre.id, 4)).json.standing.is).toBe('valid')
    const suspend = { until: '2026-05-31', reason: 'exams fail' }
    expect((await ask('admin', 'POST', `/v1/centres/${centre.id}/suspend`, suspend, 1)).status).toBe(403)
    expect((await ask('risk', 'POST', `/v1/centres/${centre.id}/suspend`, suspend, 1)).status).toBe(200)
    expect((await ask('risk', 'POST', `/v1/centres/${centre.id}/suspend`, suspend, 1)).status).toBe(412)
    expect(await standing(NEW)).toMatchObject({ is: 'centre_closed', until: '2026-05-31' })
    // Its people see why they are not drawn, and the centre itself is not theirs to read.
    expect(await standing(NEW, 'new')).toMatchObject({ is: 'centre_closed' })
    expect((await ask('new', 'GET', '/v1/centres')).status).toBe(403)
    expect((await ask('risk', 'POST', `/v1/centres/${centre.id}/lift`, REASON, 2)).json.suspension).toBeNull()
    const closed = await ask('admin', 'POST', `/v1/centres/${centre.id}/close`, { until: DAY, ...REASON }, 3)
    expect(closed.json).toMatchObject({ until: DAY, appraisers: 1 })
    expect((await ask('admin', 'POST', `/v1/centres/${centre.id}/close`, { until: DAY, ...REASON }, 4)).code).toBe(
      'centre_over',
    )
    day = '2026-04-15'
    expect(await standing(NEW)).toMatchObject({ is: 'centre_closed', until: null })
    expect((await move(centre.id, 5)).code).toBe('centre_over')
    expect((await move(null, 5)).json.standing.is).toBe('valid')
    day = DAY
  })
})

describe('what an appraiser declares and learns', () => {
  const interest = { kind: 'employment', organisation: 'firm-103', name: 'Hidden Name', since: '2019-03-01' }

  test('interests are their own to declare and to end, once, and are read by whoever keeps the quality', async () => {
    expect((await ask('two', 'POST', at('person-901', '/interests'), interest)).status).toBe(404)
    expect((await ask('risk', 'POST', at('person-901', '/interests'), interest)).status).toBe(403)
    const made = await ask('one', 'POST', at('person-901', '/interests'), interest)
    expect([made.status, made.json.until]).toEqual([201, null])
    const refused = async (change: object) =>
      (await ask('one', 'POST', at('person-901', '/interests'), { ...interest, ...change })).code
    expect(await refused({ since: '2026-04-15' })).toBe('interest_period')
    expect(await refused({ until: '2019-02-28' })).toBe('interest_period')
    expect(await refused({ organisation: null, name: null })).toMatch(/^input_/)
    const end = (until: string) => ask('one', 'POST', at('person-901', `/interests/${made.json.id}/end`), { until })
    expect((await end('2026-04-15')).code).toBe('interest_period')
    expect((await end('2026-03-31')).json.until).toBe('2026-03-31')
    expect((await end('2026-04-01')).code).toBe('interest_ended')
    const read = (who: string) => ask(who, 'GET', at('person-901', '/interests'))
    for (const who of ['one', 'risk', 'auditor'])
      expect((await read(who)).json.items).toMatchObject([{ organisation: 'firm-103', until: '2026-03-31' }])
    expect([(await read('admin')).status, (await read('two')).status, (await read('head')).status]).toEqual([
      403, 404, 404,
    ])
    const log = await logged('appraiser:person-901')
    expect(log).toContain('interest.read')
    expect(log).not.toContain('Hidden Name')
  })

  test('courses count once, and not before they were attended', async () => {
    const course = { course: 'Valuation of software', day: '2026-04-01', hours: 8, paper: `sha256:${'a'.repeat(64)}` }
    const record = (change: object, who = 'one') =>
      ask(who, 'POST', at('person-901', '/education'), { ...course, ...change })
    expect((await record({})).status).toBe(201)
    expect((await record({ hours: 4 })).code).toBe('course_recorded')
    expect((await record({ day: '2026-04-15' })).code).toBe('course_day')
    expect((await record({ day: '2026-04-02' }, 'risk')).status).toBe(403)
    expect((await ask('one', 'GET', at('person-901', '/education'))).json.items).toMatchObject([course])
    day = '2028-01-01'
    expect(await standing('person-902')).toMatchObject({ grounds: ['education_short'] })
    day = DAY
  })

  test('by the database as well: nobody writes in another`s place, and what was declared stays', async () => {
    const write = (who: Actor, text: string) =>
      fresh.database
        .transaction(who, tx => sql.raw(text).execute(tx))
        .then(
          ({ rows, numAffectedRows }) => Number(numAffectedRows ?? rows.length),
          (error: { code?: string }) => error.code,
        )
    const added = (person: string) =>
      `insert into app.appraiser_education (id, person, course, day, hours, paper)
       values (gen_random_uuid(), '${person}', 'x', '2026-01-05', 1, 'sha256:${'0'.repeat(64)}')`
    const person = appraiserOf('person-902')
    expect(await write(person, added('person-901'))).toBe('42501')
    expect(await write(person, added('person-902'))).toBe(1)
    expect(await write(agent('risk_officer', 1), added('person-902'))).toBe('42501')
    expect(await write(person, "update app.appraisers set valid_until = '2099-01-01'")).toBe(0)
    expect(await write(person, 'select 1 from app.appraiser_interests')).toBe(0)
    expect(await write(PEOPLE['bank'] as Actor, 'select 1 from app.appraisers')).toBe(0)
    expect(await write(appraiserOf('person-901'), "update app.appraiser_interests set name = 'Other'")).toBe('23001')
    expect(await write(appraiserOf('person-901'), 'delete from app.appraiser_interests')).toBe('42501')
  })
})

describe('an exam', () => {
  type Asked = { id: string; indicators: string[]; dossier: Record<string, unknown> | null }
  type Marked = { indicator: string; mark: string }
  /** What those who signed the shipped case gave; of two marks the worse one. */
  const reference = (id: string): Marked[] => {
    const sheets = fixture(id.replace(/^case-/, '')).case.sheets.map(sheet => sheet.marks as Marked[])
    const worst = new Map<string, string>()
    for (const { indicator, mark } of sheets.flat())
      worst.set(indicator, mark > (worst.get(indicator) ?? 'A') ? mark : (worst.get(indicator) ?? mark))
    return [...worst].map(([indicator, mark]) => ({ indicator, mark }))
  }
  const answers = (cases: readonly Asked[], change: (mark: string) => string = mark => mark) =>
    cases.flatMap(({ id, indicators }) =>
      indicators.map(indicator => {
        const due = reference(id).find(one => one.indicator === indicator)
        return { case: id, indicator, mark: change(due?.mark ?? '') }
      }),
    )
  const begin = (who: string, kind: string) => ask(who, 'POST', at(PEOPLE[who]?.person ?? '', '/exams'), { kind })
  const handIn = (who: string, exam: { id: string }, marks: unknown) =>
    ask(who, 'POST', at(PEOPLE[who]?.person ?? '', `/exams/${exam.id}/hand-in`), { marks })

  test('asks shipped cases blind: no marks, no wished amount, no names, and nothing of it to colleagues', async () => {
    expect((await ask('risk', 'POST', at('person-901', '/exams'), { kind: 'exam' })).status).toBe(403)
    expect((await ask('two', 'POST', at('person-901', '/exams'), { kind: 'exam' })).status).toBe(404)
    const { json, status } = await begin('one', 'exam')
    expect([status, json.cases.length, json.differences, json.due_on]).toEqual([201, 2, null, '2026-04-28'])
    for (const { id, dossier } of json.cases as Asked[]) {
      const text = JSON.stringify(dossier)
      const file = fixture(id.replace(/^case-/, ''))
      expect(text).toContain(file.case.party.firm.id)
      expect(text).not.toMatch(/"mark"|loan_amount|"sheets"|"limits"/)
      for (const name of Object.values(file.names)) expect(text).not.toContain(name.ko)
    }
    expect((await begin('one', 'training')).code).toBe('exam_open')
    expect((await ask('two', 'GET', at('person-901', `/exams/${json.id}`))).status).toBe(404)
    const marks = answers(json.cases)
    expect((await handIn('one', json, marks.slice(1))).code).toBe('mark_missing')
    const done = await handIn('one', json, marks)
    expect(done.json).toMatchObject({ is_passed: true, score: { kappa: '1', difference: '0' }, differences: null })
    // Handed in, its cases are closed again: somebody may be examined on them later.
    expect(done.json.cases.every((one: Asked) => one.dossier === null)).toBe(true)
    expect((await handIn('one', json, marks)).code).toBe('exam_closed')
    expect((await ask('one', 'GET', at('person-901'))).json.examined_on).toBe(DAY)
    const again = (await begin('one', 'exam')).json.cases as Asked[]
    expect(again.some(one => json.cases.some((before: Asked) => before.id === one.id))).toBe(false)
  })

  test('is not passed by who is lenient throughout, and another one waits; training shows what differed', async () => {
    const up = (mark: string) => 'AABCD'['ABCDE'.indexOf(mark)] ?? ''
    const { json } = await begin('two', 'exam')
    const failed = await handIn('two', json, answers(json.cases, up))
    expect(failed.json.is_passed).toBe(false)
    expect(Number(failed.json.score.difference)).toBeGreaterThan(0.5)
    expect((await ask('two', 'GET', at('person-902'))).json.examined_on).toBeNull()
    const early = await begin('two', 'exam')
    expect([early.code, early.json.errors[0].limit]).toEqual(['exam_wait', '2026-05-14'])
    const training = (await begin('two', 'training')).json
    const trained = await handIn('two', training, answers(training.cases, up))
    expect(trained.json.differences.length).toBe(trained.json.score.marks)
    for (const one of trained.json.differences) {
      const due = reference(one.case).find(other => other.indicator === one.indicator)
      expect([one.reference, one.difference]).toEqual([due?.mark, one.reference === 'A' ? 0 : 1])
      expect(one.reasons.length).toBeGreaterThan(0)
    }
    // It counts for nothing.
    expect((await ask('two', 'GET', at('person-902'))).json.examined_on).toBeNull()
    day = '2026-05-14'
    expect((await begin('two', 'exam')).status).toBe(201)
    day = DAY
  })

  test('that is not handed in by its last day was not passed', async () => {
    day = '2026-05-29'
    const open = (await ask('two', 'GET', at('person-902', '/exams'))).json.items[0]
    const cases = open.cases.map((id: string) => ({ id, indicators: reference(id).map(one => one.indicator) }))
    expect((await handIn('two', open, answers(cases))).code).toBe('exam_overdue')
    expect((await begin('two', 'exam')).code).toBe('exam_wait')
    expect((await begin('two', 'training')).status).toBe(201)
    const [, closed] = (await ask('risk', 'GET', at('person-902', '/exams'))).json.items
    expect(closed).toMatchObject({ id: open.id, closed_on: '2026-05-28', is_passed: false, score: null })
    day = DAY
  })
})

test('a person who is erased appraises no more, and leaves no name in what was declared', async () => {
  await ask('two', 'POST', at('person-902', '/interests'), {
    ...{ kind: 'family', named_person: 'person-901', name: 'Sister', since: '2001-01-01', note: 'my sister' },
  })
  const papers = makePaperService({ workers: null as never, scan: makeScan(undefined, 1), retentionYears: () => 5 })
  const now = new Date('2026-04-20T01:00:00.000Z')
  const admin = PEOPLE['admin'] as Actor
  const erased = await fresh.database.transaction(admin, tx =>
    papers.erasePerson(tx, admin, 'person-901', 'asked', now),
  )
  expect(erased.ok).toBe(true)
  day = '2026-04-20'
  expect(await standing('person-901')).toMatchObject({ is: 'expired' })
  expect((await ask('risk', 'POST', at('person-901', '/certify'), CERTIFICATE, 2)).code).toBe('appraiser_unknown')
  const kept = JSON.stringify([
    (await ask('risk', 'GET', at('person-901', '/interests'))).json,
    (await ask('risk', 'GET', at('person-902', '/interests'))).json,
  ])
  expect(kept).toContain('firm-103')
  expect(kept).toContain('person-901')
  expect(kept).not.toMatch(/Hidden Name|Sister|my sister/)
  day = DAY
})
