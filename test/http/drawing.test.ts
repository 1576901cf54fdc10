/** Panels drawn over HTTP on a real PostgreSQL: who may be drawn, who refuses and is replaced, and who can check it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256Hex } from '#sha256'
import { type Actor, systemActor } from '../../src/access/actor.ts'
import { ok, refusal, refuse, sure } from '../../src/kernel/result.ts'
import type { App } from '../../src/platform/http/app.ts'
import { certified } from '../../src/platform/identity/certified.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { buildServer } from '../../src/server.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import {
  actor,
  agent,
  appraiserOf,
  contentOf,
  DAY,
  fixture,
  flowOf,
  gathered,
  NOW,
  OFFICE,
  officesOf,
  peopled,
  sheetsOf,
} from '../flow/people.ts'

const file = fixture('laser-rod-growth')
const base = contentOf(file)
/** A loan above the line from which on two appraise. */
const { request } = base.application
const content = { ...base, application: { ...base.application, request: { ...request, loan_amount: '1040000000' } } }
const flow = flowOf(officesOf(content, new Set()))
const ELIGIBLE = ['901', '902', '903', '904', '911', '912', '913', '914', '915'].map(end => `person-${end}`)
const PEOPLE: Readonly<Record<string, Actor>> = {
  firm: actor('firm', 'firm-103', 'person-103', ['sme']),
  bank: actor('bank', 'bank-103', 'client-103', ['bank']),
  officer: agent('officer', 1),
  risk: actor('agency', 'agency-1', 'person-risk-officer-1', ['risk_officer']),
}
const owner = content.party.firm.owners[0]?.person ?? ''

let fresh: Fresh
let app: App
let day = DAY
const moment = () => new Date(NOW.getTime() + Date.parse(day) - Date.parse(DAY))

/** People who may not be drawn, each for one reason, and some more who may. */
async function furtherPeople(): Promise<void> {
  const more = [...ELIGIBLE.slice(4), 'person-921', 'person-922', 'person-923', 'person-924', 'person-925']
  const names = (id: string) => JSON.stringify(id === 'person-923' ? file.names[owner] : { ko: id, en: id, zh: id })
  const unsigned = { organisation: null, named_person: null, name: null, note: null, until: null }
  await fresh.database.transaction(systemActor('test'), async tx => {
    await tx
      .insertInto('app.persons')
      .values(more.map(id => ({ id, subject: id, names: names(id), appraiser_grade: '1' as const })))
      .execute()
    await tx
      .insertInto('app.memberships')
      .values(more.map(person => ({ person, organisation: OFFICE, role: 'appraiser' as const })))
      .execute()
    const given = { certifiedOn: '2026-01-01', validUntil: '2028-12-31', note: 'x' }
    const some = more.filter(person => person !== 'person-925')
    await certified(
      tx,
      some.map(person => ({ person, certificate: '1' as const, isPlayed: false })),
      given,
    )
    await tx
      .updateTable('app.appraisers')
      .set({ valid_until: DAY.replace('14', '13') })
      .where('person', '=', 'person-921')
      .execute()
    await tx
      .deleteFrom('app.appraiser_fields')
      .where('person', '=', 'person-922')
      .where('field', '=', 'electrical')
      .execute()
    await tx
      .insertInto('app.appraiser_interests')
      .values({
        ...unsigned,
        id: uuid7(),
        person: 'person-924',
        kind: 'advice',
        organisation: 'firm-103',
        since: '2026-01-05',
      })
      .execute()
  })
}

beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103'])
  await furtherPeople()
  app = await buildServer({
    database: fresh.database,
    routes: flow.routes,
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const name = String(headers['authorization'] ?? '').replace('Bearer ', '')
      const found = name.startsWith('person-9') ? appraiserOf(name) : PEOPLE[name]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: moment,
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
async function ask(who: string, method: 'GET' | 'POST', url: string, payload?: unknown) {
  keys += 1
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${who}`,
      ...(method === 'POST' ? { 'idempotency-key': `drawing-${keys}` } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  const json = answer.body === '' ? null : JSON.parse(answer.body)
  return {
    status: answer.statusCode,
    text: answer.body,
    json,
    codes: (json?.errors ?? []).map((one: { code: string }) => one.code),
  }
}
const codesOf = (answer: Awaited<ReturnType<typeof ask>>) => [answer.status, ...answer.codes]

/** A case of the firm accepted by the officer, its facts gathered. */
async function accepted(): Promise<string> {
  const drafted = await ask('firm', 'POST', '/v1/cases', {
    content: { ...content, limits: [] },
    names: file.names,
    consent: 'consent-103',
  })
  const id = String(drafted.json.id)
  for (const [who, step] of [
    ['firm', 'submit'],
    ['officer', 'accept'],
  ] as const)
    expect((await ask(who, 'POST', `/v1/cases/${id}/${step}`)).status).toBe(200)
  sure(await gathered(fresh.database, flow, PEOPLE['officer'] as Actor, id, { now: moment(), day }))
  return id
}
async function drawnFor(id: string) {
  const made = await ask('officer', 'POST', `/v1/cases/${id}/assignments`)
  expect(codesOf(made)).toEqual([201])
  return made.json as { draw: Record<string, unknown>; appraisers: string[] }
}
const seats = async (id: string) => (await ask('officer', 'GET', `/v1/cases/${id}/assignments`)).json.items
const refusal_ = { because: 'conflict', reason: 'I find my brother-in-law among the suppliers.' }
const refuseAs = (person: string, id: string, body: unknown = refusal_) =>
  ask(person, 'POST', `/v1/cases/${id}/assignments/${person}/refusal`, body)

describe('a panel is drawn', () => {
  test('among those against whom nothing stands, with reasons by code, and anyone finds the same people', async () => {
    const id = await accepted()
    const { draw, appraisers } = await drawnFor(id)
    expect(appraisers).toHaveLength(2)
    expect(draw['candidates']).toEqual(ELIGIBLE)
    expect(draw['excluded']).toEqual([
      { appraiser: 'person-921', reasons: ['expired'] },
      { appraiser: 'person-922', reasons: ['field_outside'] },
      { appraiser: 'person-923', reasons: ['conflict_name'] },
      { appraiser: 'person-924', reasons: ['conflict_advice'] },
      { appraiser: 'person-925', reasons: ['uncertified', 'field_outside'] },
    ])
    // By the published rule alone: eight lots in a digest, the least of as many as the weight says.
    const lot = (one: { appraiser: string; weight: number }) =>
      Array.from({ length: one.weight }, (_, at) =>
        sha256Hex(`${draw['seed']}:${one.appraiser}`).slice(at * 8, at * 8 + 8),
      ).sort()[0] ?? ''
    const weights = draw['weights'] as { appraiser: string; weight: number }[]
    expect(weights.every(one => one.weight === 8)).toBe(true)
    const byHand = [...weights].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).map(one => one.appraiser)
    expect(appraisers).toEqual(byHand.slice(0, 2))
    const events = (await ask('firm', 'GET', `/v1/cases/${id}/events`)).json.items
    const promise = events.find((one: { type: string }) => one.type === 'accepted').body.commitment
    expect([draw['commitment'], `sha256:${sha256Hex(String(draw['seed']))}`]).toEqual([promise, promise])
  })

  test('is not read by the firm or the bank, and reasons against colleagues not by an appraiser', async () => {
    const id = await accepted()
    const { appraisers } = await drawnFor(id)
    for (const who of ['firm', 'bank']) {
      expect((await ask(who, 'GET', `/v1/cases/${id}/assignments`)).status).toBe(403)
      expect((await ask(who, 'GET', `/v1/cases/${id}/events`)).text).not.toContain('person-9')
      expect((await ask(who, 'GET', '/v1/assignments')).status).toBe(403)
      expect((await ask(who, 'POST', `/v1/cases/${id}/assignments`)).status).toBe(403)
    }
    const own = await ask(appraisers[0] ?? '', 'GET', `/v1/cases/${id}/assignments`)
    expect(own.json.items.map((one: { appraiser: string }) => one.appraiser)).toEqual([appraisers[0]])
    expect(own.text).not.toContain('conflict_')
    expect((await ask('person-925', 'GET', `/v1/cases/${id}/assignments`)).status).toBe(404)
  })

  test('counts what each holds unsigned, and shows it to them with its last day', async () => {
    const id = await accepted()
    const { draw, appraisers } = await drawnFor(id)
    const held = await ask(appraisers[0] ?? '', 'GET', '/v1/assignments')
    const mine = held.json.items.find((one: { case_id: string }) => one.case_id === id)
    expect(mine).toMatchObject({ due_on: '2026-04-24', is_overdue: false, purpose: 'panel' })
    const before = (draw['weights'] as { appraiser: string; open: number }[]).find(
      one => one.appraiser === appraisers[0],
    )
    expect(held.json.items).toHaveLength((before?.open ?? 0) + 1)
    const next = await drawnFor(await accepted())
    const after = (next.draw['weights'] as { appraiser: string; open: number; weight: number }[]).find(
      one => one.appraiser === appraisers[0],
    )
    expect(after?.open).toBe((before?.open ?? 0) + 1)
    expect(after?.weight).toBe([8, 6, 4, 2, 2, 2][after?.open ?? 0])
  })
})

describe('an appraiser who was drawn refuses', () => {
  test('with a reason, and another is drawn by the seed promised with the first', async () => {
    const id = await accepted()
    const { draw, appraisers } = await drawnFor(id)
    const [one = '', two = ''] = appraisers
    expect((await refuseAs(one, id, { because: 'conflict' })).status).toBe(400)
    expect(codesOf(await ask(one, 'POST', `/v1/cases/${id}/assignments/${two}/refusal`, refusal_))).toEqual([
      403,
      'appraiser_not_assigned',
    ])
    const refused = await refuseAs(one, id)
    expect([refused.status, refused.json]).toEqual([200, { appraiser: one, is_replaced: true }])
    const rows = await seats(id)
    const left = rows.find((row: { appraiser: string }) => row.appraiser === one)
    const came = rows.find((row: { replaces: string | null }) => row.replaces === one)
    expect(left).toMatchObject({
      refused_because: 'conflict',
      refused_reason: refusal_.reason,
      ended_because: 'refused',
    })
    expect(came).toMatchObject({ purpose: 'replacement', replaces: one, ended_at: null, due_on: '2026-04-24' })
    expect(came.draw.commitment).toBe(`sha256:${draw['seed']}`)
    expect(sha256Hex(came.draw.seed)).toBe(draw['seed'])
    expect(came.draw.excluded).toContainEqual({ appraiser: one, reasons: expect.arrayContaining(['drawn_before']) })
    expect([one, two]).not.toContain(came.appraiser)
    // The case is no longer theirs to see, to sign or to refuse.
    expect((await ask(one, 'GET', `/v1/cases/${id}`)).status).toBe(404)
    expect((await ask(one, 'POST', `/v1/cases/${id}/sheets`, sheetsOf(file)[0])).status).toBe(404)
    expect((await refuseAs(one, id)).status).toBe(404)
    const counted = (await ask('risk', 'GET', '/v1/assignments/refusals')).json.items
    expect(counted).toContainEqual({ appraiser: one, refusals: 1, conflicts: 1 })
    expect((await ask(one, 'GET', '/v1/assignments')).json.refusals).toBe(1)
  })

  test('not what they have signed, and signs nothing while the refusal is being kept', async () => {
    const id = await accepted()
    const { appraisers } = await drawnFor(id)
    const [one = '', two = ''] = appraisers
    expect((await ask(one, 'POST', `/v1/cases/${id}/sheets`, sheetsOf(file)[0])).status).toBe(201)
    expect(codesOf(await refuseAs(one, id))).toEqual([409, 'assignment_signed'])
    expect(codesOf(await ask('officer', 'POST', `/v1/cases/${id}/assignments/${one}/replacement`))).toEqual([
      409,
      'assignment_signed',
    ])
    // Whoever signs while their refusal is being kept waits for it, and then has no place to sign in.
    const who = appraiserOf(two)
    let signing: ReturnType<typeof ask> | undefined
    const refused = await fresh.database.transaction(who, async tx => {
      const given = { because: 'illness', reason: 'In hospital.' } as const
      const found = await flow.panel.refuse(tx, who, id, two, given, { now: moment(), day })
      signing = ask(two, 'POST', `/v1/cases/${id}/sheets`, sheetsOf(file)[0])
      await new Promise(resolve => setTimeout(resolve, 300))
      return found
    })
    expect(sure(refused)).toEqual({ isReplaced: true })
    expect((await signing)?.codes).toEqual(['appraiser_not_assigned'])
    expect((await ask('officer', 'GET', `/v1/cases/${id}`)).json.state).toBe('assigned')
  })

  test('and nobody else may be drawn: the refusal stands, and the place is filled once somebody may', async () => {
    const id = await accepted()
    const { appraisers } = await drawnFor(id)
    const [one = ''] = appraisers
    const others = ELIGIBLE.filter(person => !appraisers.includes(person))
    const until = (valid: string) =>
      fresh.database.transaction(systemActor('test'), tx =>
        tx.updateTable('app.appraisers').set({ valid_until: valid }).where('person', 'in', others).execute(),
      )
    await until('2026-01-01')
    expect((await refuseAs(one, id, { because: 'no_time', reason: 'On leave.' })).json.is_replaced).toBe(false)
    expect(codesOf(await ask(one, 'POST', `/v1/cases/${id}/sheets`, sheetsOf(file)[0]))).toEqual([
      409,
      'assignment_refused',
    ])
    expect(codesOf(await refuseAs(one, id))).toEqual([409, 'assignment_refused'])
    expect(codesOf(await ask('officer', 'POST', `/v1/cases/${id}/assignments/${one}/replacement`))).toEqual([
      409,
      'appraisers_too_few',
    ])
    await until('2028-12-31')
    const filled = await ask('officer', 'POST', `/v1/cases/${id}/assignments/${one}/replacement`)
    expect(filled.status).toBe(201)
    expect(others).toContain(filled.json.appraisers[0])
  })
})

describe('a place that nobody filled in time', () => {
  test('is drawn anew on the day after its last one, by hand or by the nightly job, and not before', async () => {
    day = '2026-05-12'
    const id = await accepted()
    const { appraisers } = await drawnFor(id)
    const [one = '', two = ''] = appraisers
    const replace = (who: string) => ask('officer', 'POST', `/v1/cases/${id}/assignments/${who}/replacement`)
    const due = (await seats(id))[0].due_on
    expect(due).toBe('2026-05-22')
    day = due
    expect(codesOf(await replace(one))).toEqual([409, 'assignment_not_due'])
    await flow.panel.replaceDue(fresh.database, { now: moment(), day })
    expect((await seats(id)).every((row: { ended_at: string | null }) => row.ended_at === null)).toBe(true)
    day = '2026-05-23'
    expect(
      (await ask(two, 'GET', '/v1/assignments')).json.items.find((row: { case_id: string }) => row.case_id === id)
        .is_overdue,
    ).toBe(true)
    expect((await replace(one)).status).toBe(201)
    expect(codesOf(await replace(one))).toEqual([404, 'assignment_missing'])
    expect(codesOf(await replace('person-925'))).toEqual([404, 'assignment_missing'])
    await flow.panel.replaceDue(fresh.database, { now: moment(), day })
    const rows = await seats(id)
    const ended = rows.filter((row: { ended_at: string | null }) => row.ended_at !== null)
    expect(ended.map((row: { appraiser: string }) => row.appraiser).sort()).toEqual([one, two].sort())
    expect(ended.every((row: { ended_because: string }) => row.ended_because === 'overdue')).toBe(true)
    const places = rows.filter((row: { ended_at: string | null }) => row.ended_at === null)
    expect(places.map((row: { replaces: string }) => row.replaces).sort()).toEqual([one, two].sort())
    // Each draw is held by the one before it, back to the promise of the acceptance.
    const seeds = [...new Set(rows.map((row: { draw: { seed: string } }) => row.draw.seed))] as string[]
    expect(seeds).toHaveLength(3)
    const known = new Set(seeds)
    expect(seeds.filter(seed => known.has(sha256Hex(seed)))).toHaveLength(2)
    day = DAY
  })

  test('stays as it was drawn, also for whoever writes to the tables', async () => {
    const id = await accepted()
    await drawnFor(id)
    const change = fresh.database.transaction(systemActor('test'), tx =>
      tx.updateTable('app.assignments').set({ draw: '{}' }).where('case_id', '=', id).execute(),
    )
    await expect(change).rejects.toMatchObject({ code: '23001' })
  })
})

test('where those who signed do not agree, others join until they are of odd number', async () => {
  const id = await accepted()
  const { draw, appraisers } = await drawnFor(id)
  for (const person of appraisers)
    expect((await ask(person, 'POST', `/v1/cases/${id}/sheets`, sheetsOf(file)[0])).status).toBe(201)
  const officer = PEOPLE['officer'] as Actor
  const joined = sure(
    await fresh.database.transaction(
      officer,
      tx => flow.panel.join(tx, officer, id, { now: moment(), day }),
      result => result.ok,
    ),
  )
  expect(joined.appraisers).toHaveLength(1)
  expect(appraisers).not.toContain(joined.appraisers[0])
  expect(joined.draw).toMatchObject({ purpose: 'committee', commitment: `sha256:${draw['seed']}` })
  const standing = (await seats(id)).filter((row: { ended_at: string | null }) => row.ended_at === null)
  expect(standing.map((row: { purpose: string }) => row.purpose).sort()).toEqual(['committee', 'panel', 'panel'])
})
