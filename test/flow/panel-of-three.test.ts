/**
 * A panel of three over HTTP on a real PostgreSQL: drawn, blind, drafted in two windows, visited, signed, heard on the
 * one mark it does not agree on, objected to, and looked at again by three others.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, systemActor } from '../../src/access/actor.ts'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { ok, refusal, refuse, sure } from '../../src/kernel/result.ts'
import type { SignedSheet } from '../../src/panel/schema.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import type { App } from '../../src/platform/http/app.ts'
import { certified } from '../../src/platform/identity/certified.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { buildServer } from '../../src/server.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asPlace } from '../db/planted.ts'
import {
  actor,
  agent,
  appraiserOf,
  contentOf,
  DAY,
  fixture,
  flowOf,
  NOW,
  OFFICE,
  officesOf,
  peopled,
  sheetsOf,
} from './people.ts'

const file = fixture('laser-rod-growth')
const content = contentOf(file)
const LOAN = content.application.request.loan_amount
const [OWNER = ''] = content.party.firm.owners.map(owner => owner.person as string)

/** Three appraise whatever is asked for; no other number of the rules is touched. */
const texts = new Map(textsBelow(`${HOME}/rules`))
const rubric = JSON.parse(texts.get('rubric/2026-01.json') ?? '{}')
rubric.appraisers.ordinary.value = '3'
rubric.appraisers.large.value = '3'
texts.set('rubric/2026-01.json', JSON.stringify(rubric))
const flow = flowOf(officesOf(content, new Set()), [], sure(readRuleBook(texts)))

const PEOPLE: Readonly<Record<string, Actor>> = {
  firm: actor('firm', 'firm-103', 'person-103', ['sme']),
  bank: actor('bank', 'bank-103', 'client-103', ['bank']),
  officer: agent('officer', 1),
  head: agent('branch_head', 1),
  second: agent('regional_head', 2),
  first: agent('regional_head', 1),
}
let fresh: Fresh
let app: App
let now = NOW.getTime()
const clock = () => new Date(now)

beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], ['bank-103'])
  // Enough of them for a second panel that shares nobody with the first.
  await asPlace(fresh.superuser, client =>
    client.query(`insert into app.persons (id, subject, names, appraiser_grade)
        select 'person-' || n, 'person-' || n, '{}', '2' from generate_series(905, 909) as n;
      insert into app.memberships (person, organisation, role)
        select 'person-' || n, '${OFFICE}', 'appraiser' from generate_series(905, 909) as n`),
  )
  const more = [905, 906, 907, 908, 909].map(n => ({
    person: `person-${n}`,
    certificate: '2' as const,
    isPlayed: false,
  }))
  const given = { certifiedOn: '2026-01-01', validUntil: '2028-12-31', note: 'x' }
  await fresh.database.transaction(systemActor('test'), tx => certified(tx, more, given))
  app = await buildServer({
    database: fresh.database,
    routes: flow.routes,
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const who = String(headers['authorization'] ?? '').replace('Bearer ', '')
      const found = PEOPLE[who] ?? (who.startsWith('person-') ? appraiserOf(who) : undefined)
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: clock,
    dayOf: () => DAY,
    log: { level: 'silent' },
    limits: { refusedTokensPerMinute: 1_000_000, requestsPerMinute: 10_000_000 },
  })
  await app.server.ready()
}, 120_000)
afterAll(async () => {
  await app?.server.close()
  await fresh?.close()
})

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
async function ask(who: string, method: Method, url: string, payload?: unknown, version?: number) {
  now += 1000
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${who}`,
      ...(method === 'POST' ? { 'idempotency-key': `key-${now}` } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  const json = answer.body === '' ? null : JSON.parse(answer.body)
  const codes: string[] = (json?.errors ?? []).map((one: { code: string }) => one.code)
  return { status: answer.statusCode, text: answer.body, json, codes }
}
const done = async (who: string, method: Method, url: string, payload?: unknown, version?: number) => {
  const answer = await ask(who, method, url, payload, version)
  expect([url, answer.status < 300 ? 'done' : answer.codes]).toEqual([url, 'done'])
  return answer.json
}
const refusedWith = async (code: string, ...of: Parameters<typeof ask>) => {
  const answer = await ask(...of)
  expect([of[2], answer.codes]).toEqual([of[2], expect.arrayContaining([code])])
  return answer
}

type Marks = SignedSheet['marks']
const [{ marks: BASE } = { marks: [] as Marks }] = sheetsOf(file) as unknown as readonly { marks: Marks }[]
const marked = (changes: Readonly<Record<string, Partial<Marks[number]>>>): Marks =>
  BASE.map(one => ({ ...one, ...changes[one.indicator] }))
const VISIT = { visited_on: DAY, place: 'Daejeon, the works', persons: [OWNER], photographs: [] as string[] }
const DRAFT = { content: { ...content, limits: [] }, names: file.names, consent: 'consent-103' }
/** Words that stand in one appraiser's marks and nowhere else. */
const SECRET = 'A quotation that only its author has read'

let id = ''
const of = (path: string) => `/v1/cases/${id}${path}`

/** Every GET of the OpenAPI document, for this case where it names one. */
async function reads(decision: string): Promise<readonly string[]> {
  const { paths } = (await app.server.inject({ method: 'GET', url: '/openapi.json' })).json()
  const nowhere = '01890a5d-ac96-774b-bcce-b302099a8070'
  const values: Readonly<Record<string, string>> = {
    case_id: id,
    decision_id: decision,
    decision,
    number: 'TG-2026-0000001',
  }
  return Object.entries(paths as Record<string, object>)
    .filter(([, methods]) => Object.hasOwn(methods, 'get'))
    .map(([path]) => path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => values[name] ?? nowhere))
}

async function gatheredAndDrawn(): Promise<readonly string[]> {
  await done('officer', 'POST', of('/facts/gather'))
  return (await done('officer', 'POST', of('/assignments'))).appraisers
}

async function decided(): Promise<string> {
  const { decision_id: decision } = await done('officer', 'POST', of('/recommendation'))
  await done('officer', 'POST', of('/memo'), { memo: 'Seen with the books.' })
  await done('officer', 'POST', of('/facts/gather'))
  const { level } = await done('officer', 'GET', `/v1/decisions/${decision}`)
  for (const who of level === 'branch_head' ? ['head'] : ['first', 'second'])
    await done(who, 'POST', of('/signatures'), { decision, verdict: 'approve' })
  return decision
}

let panel: readonly string[] = []
let decision = ''

test('three are drawn for a shipped case, and none of them reads how much is wished for, by any route', async () => {
  id = (await done('firm', 'POST', '/v1/cases', DRAFT)).id
  await done('firm', 'POST', of('/submit'))
  await done('officer', 'POST', of('/accept'))
  panel = await gatheredAndDrawn()
  expect(new Set(panel).size).toBe(3)
  const [one = ''] = panel
  const paths = await reads(uuid7())
  expect(paths.length).toBeGreaterThan(25)
  for (const path of paths) {
    const { status, text } = await ask(one, 'GET', path)
    expect([path, status >= 500, text.includes(LOAN)]).toEqual([path, false, false])
  }
  // The officer who is asked the same does read it: it is not the case that lacks it.
  expect((await ask('officer', 'GET', of(''))).text).toContain(LOAN)
})

test('a draft is its author`s, and two windows never overwrite each other', async () => {
  const [one = '', two = ''] = panel
  const own = of('/drafts/own')
  await refusedWith('draft_missing', one, 'PUT', own, { marks: [] }, 1)
  expect((await done(one, 'POST', of('/drafts'))).version).toBe(1)
  const whole = marked({ innovativeness: { evidence: [{ ...BASE[0]?.evidence[0], quotation: SECRET } as never] } })
  // What an autosave is answered is no more than what the next one needs.
  expect(Object.keys(await done(one, 'PUT', own, { marks: whole }, 1)).sort()).toEqual(['saved_at', 'version'])
  const late = await ask(one, 'PUT', own, { marks: marked({ innovativeness: { mark: 'D' } }) }, 1)
  expect([late.status, late.codes]).toEqual([412, ['draft_saved_meanwhile']])
  const { yours, theirs } = late.json.errors[0]
  expect(JSON.parse(yours).innovativeness.mark).toBe('D')
  expect(JSON.parse(theirs).innovativeness).toMatchObject({ mark: 'A', evidence: [{ quotation: SECRET }] })
  expect((await done(one, 'GET', own)).marks).toEqual(whole)
  const mark = { mark: 'C', evidence: [] }
  await refusedWith('draft_saved_meanwhile', one, 'PUT', `${own}/marks/governance`, mark, 1)
  expect((await done(one, 'PUT', `${own}/marks/governance`, mark, 2)).version).toBe(3)
  expect((await done(one, 'DELETE', `${own}/marks/governance`, undefined, 3)).version).toBe(4)
  expect((await done(one, 'GET', own)).marks).toEqual(whole.filter(({ indicator }) => indicator !== 'governance'))

  await refusedWith('draft_missing', two, 'GET', own)
  for (const who of ['officer', 'firm', 'bank']) expect((await ask(who, 'GET', own)).status).toBe(403)
  const seen = (who: Actor) =>
    fresh.database.transaction(who, tx => tx.selectFrom('app.sheet_drafts').select('appraiser').execute())
  expect(await seen(appraiserOf(one))).toEqual([{ appraiser: one }])
  for (const who of [appraiserOf(two), agent('officer', 1), { ...agent('officer', 1), kind: 'system' as const }])
    expect(await seen(who)).toEqual([])
})

test('what is measured comes with who said it and when, and without any score', async () => {
  const [one = ''] = panel
  const form = await done(one, 'GET', of('/sheets/form'))
  const measured = form.indicators.filter((indicator: { measured: unknown }) => indicator.measured !== null)
  const years = content.party.firm.owners[0]?.industry_years
  expect(measured.find((row: { indicator: string }) => row.indicator === 'industry_experience').measured).toEqual({
    mark: expect.stringMatching(/^[A-E]$/),
    fact: 'owner_industry_years',
    value: String(years?.value),
    source: years?.source,
    as_of: years?.as_of ?? null,
  })
  expect([form.evidence_required, form.site_visit_required]).toEqual([['A', 'E'], true])
  expect(Object.keys(form).sort()).toEqual([
    ...['evidence_required', 'indicators', 'quotation_required', 'site_visit_required'],
  ])
})

test('no sheet is signed without the visit, without evidence of this case, or by who may not', async () => {
  const [one = ''] = panel
  const sheets = of('/sheets')
  await refusedWith('site_visit_missing', one, 'POST', sheets, { marks: BASE })
  const visits = of('/site-visits')
  await refusedWith('visit_after_the_day', one, 'POST', visits, { ...VISIT, visited_on: '2026-04-15' })
  await refusedWith('visit_before_the_panel', one, 'POST', visits, { ...VISIT, visited_on: '2026-04-13' })
  await refusedWith('visit_person_unknown', one, 'POST', visits, { ...VISIT, persons: ['person-nobody'] })
  const digest = (digit: string) => `sha256:${digit.repeat(64)}`
  await refusedWith('visit_photograph_unknown', one, 'POST', visits, { ...VISIT, photographs: [digest('1')] })
  for (const who of ['firm', 'bank', 'officer']) expect((await ask(who, 'POST', visits, VISIT)).status).toBe(403)
  const visit = await done(one, 'POST', visits, VISIT)
  expect(visit).toMatchObject({ place: VISIT.place, recorded_by: one })

  // A paper kept in another case, one taken back in this one, and a picture of this one.
  const other = (await done('firm', 'POST', '/v1/cases', DRAFT)).id
  await asPlace(fresh.superuser, client =>
    client.query(
      `insert into app.papers (id, case_id, type, name, state, digest, media_type) values
        ($1, $4, 'plan', 'x', 'kept', $6, 'application/pdf'), ($2, $5, 'plan', 'x', 'erased', $7, null),
        ($3, $5, 'photograph', 'x', 'kept', $8, 'image/png')`,
      [uuid7(), uuid7(), uuid7(), other, id, digest('2'), digest('3'), digest('4')],
    ),
  )
  // Who marks both cases sees the paper, and may still not pin it here.
  await asPlace(fresh.superuser, client =>
    client.query(`insert into app.assignments (case_id, appraiser, draw) values ($1, $2, '{}')`, [other, one]),
  )
  const pinned = (paper: string, page = 1) => ({
    marks: marked({ innovativeness: { evidence: [{ paper, type: 'plan', page }] } }),
  })
  await refusedWith('evidence_paper_unknown', one, 'POST', sheets, pinned(digest('2')))
  await refusedWith('evidence_paper_withdrawn', one, 'POST', sheets, pinned(digest('3')))
  await refusedWith('evidence_page_outside', one, 'POST', sheets, pinned(digest('4'), 2))
  const lacking = marked({ innovativeness: { evidence: [] } })
  await refusedWith('evidence_missing', one, 'POST', sheets, { marks: lacking })
  const scale = [{ indicator: 'innovativeness', mark: 'F', evidence: [] }]
  expect((await ask(one, 'POST', sheets, { marks: scale })).status).toBe(400)
  const unknown = { indicator: 'charisma', mark: 'B' as const, evidence: [] }
  await refusedWith('indicator_unknown', one, 'POST', sheets, { marks: [...BASE, unknown] })
  const suspend = (until: string | null) =>
    asPlace(fresh.superuser, client =>
      client.query(
        `update app.appraisers set suspended_from = $2, suspended_until = $3, suspension_reason = $4 where person = $1`,
        [one, until === null ? null : DAY, until, until === null ? null : 'An inquiry.'],
      ),
    )
  await suspend(DAY)
  await refusedWith('suspended', one, 'POST', sheets, { marks: BASE })
  await suspend(null)
  const stranger = ['person-901', 'person-902', 'person-903', 'person-904'].find(person => !panel.includes(person))
  expect((await ask(stranger ?? '', 'POST', sheets, { marks: BASE })).status).toBe(404)
})
test('a draft is signed as it stands, and then frozen; a correction is a new version with its reason', async () => {
  const [one = ''] = panel
  const sheets = of('/sheets')
  const own = of('/drafts/own')
  const whole = marked({ innovativeness: { evidence: [{ ...BASE[0]?.evidence[0], quotation: SECRET } as never] } })
  const over = { indicator: 'industry_experience', mark: 'E' as const, evidence: BASE[0]?.evidence ?? [] }
  await done(one, 'PUT', own, { marks: [...whole, over] }, 4)
  await refusedWith('draft_saved_meanwhile', one, 'POST', sheets, { draft_version: 4 })
  await refusedWith('override_reason_missing', one, 'POST', sheets, { draft_version: 5 })
  const reasoned = { ...over, override_reason: 'The years were spent in another trade.' }
  await done(one, 'PUT', own, { marks: [...whole, reasoned] }, 5)
  const first = await done(one, 'POST', sheets, { draft_version: 6 })
  expect(first.state).toBe('assigned')
  await refusedWith('draft_missing', one, 'GET', own)
  await refusedWith('correction_reason_missing', one, 'POST', sheets, { marks: whole })
  await done(one, 'POST', sheets, { marks: whole, correction_reason: 'The register shows the same trade after all.' })
  const { items } = await done(one, 'GET', sheets)
  expect(items).toHaveLength(2)
  // The first sheet keeps when its draft was opened; the correction, which marks a part anew, keeps no time.
  const times = await fresh.database.transaction(systemActor('test'), tx =>
    tx.selectFrom('app.sheets').select('drafted_at').where('appraiser', '=', one).orderBy('signed_at').execute(),
  )
  expect(times.map(row => row.drafted_at !== null)).toEqual([true, false])
  expect(items[0].superseded_at).not.toBeNull()
  const override = items[0].body.marks.find((mark: { indicator: string }) => mark.indicator === over.indicator)
  expect(override).toMatchObject({
    mark: 'E',
    override_reason: reasoned.override_reason,
    measured: { fact: 'owner_industry_years', source: content.party.firm.owners[0]?.industry_years?.source },
  })
  expect(items[1].body).toMatchObject({ version: 2, corrects: first.id, site_visit: { visited_on: DAY } })
  const [, two = ''] = panel
  expect((await done(two, 'GET', sheets)).items).toEqual([])
  for (const path of await reads(uuid7())) expect((await ask(two, 'GET', path)).text).not.toContain(SECRET)
})

test('one step apart is no difference, two are; the panel alone is heard on it, and it is settled', async () => {
  const [one = '', two = '', three = ''] = panel
  const sheets = of('/sheets')
  const near = marked({ differentiation: { mark: 'C' } })
  expect((await done(two, 'POST', sheets, { marks: near })).state).toBe('assigned')
  const last = await done(three, 'POST', sheets, { marks: marked({ innovativeness: { mark: 'C', evidence: [] } }) })
  expect(last.state).toBe('consensus')
  await refusedWith('case_state', 'officer', 'POST', of('/recommendation'))
  await refusedWith('case_state', one, 'POST', sheets, { marks: BASE, correction_reason: 'Not this way.' })
  await refusedWith('consensus_open', 'officer', 'POST', of('/consensus/end'))
  for (const who of ['firm', 'bank', 'officer']) expect((await ask(who, 'GET', of('/consensus'))).status).toBe(403)

  const open = await done(three, 'GET', of('/consensus'))
  expect(open.before.map((row: { indicator: string }) => row.indicator)).toEqual(['innovativeness'])
  const sides = open.before[0].sides.map((side: { appraiser: string; given: { mark: string } }) => side.given.mark)
  expect([...sides].sort()).toEqual(['A', 'A', 'C'])
  expect(JSON.stringify(open.before)).toContain(SECRET)
  expect([open.outcome, [...open.waiting].sort()]).toEqual([null, [...panel].sort()])
  expect(open.due_on > DAY).toBe(true)

  const stays = { statement: 'The claim is in no earlier patent.' }
  expect((await done(one, 'POST', of('/consensus'), stays)).outcome).toBe(null)
  await refusedWith('consensus_stated_already', one, 'POST', of('/consensus'), stays)
  // Nobody leans on what another said before speaking.
  expect((await done(two, 'GET', of('/consensus'))).statements).toEqual([])
  expect((await done(one, 'GET', of('/consensus'))).statements).toHaveLength(1)
  await done(two, 'POST', of('/consensus'), stays)
  const marks = [{ indicator: 'innovativeness', mark: 'B', evidence: [] }]
  const elsewhere = [{ indicator: 'differentiation', mark: 'B', evidence: [] }]
  const again = { statement: 'I had not seen the search report.', marks }
  await refusedWith('consensus_indicator_agreed', three, 'POST', of('/consensus'), { ...again, marks: elsewhere })
  const settled = await done(three, 'POST', of('/consensus'), again)
  expect([settled.outcome, settled.state]).toEqual(['settled', 'marked'])

  // What was before stands beside what came of it, in the events and in the sheets.
  const { items: events } = await done('officer', 'GET', of('/events'))
  const opened = events.find(
    (event: { body: { consensus?: { divergent: string[] } } }) => event.body.consensus?.divergent,
  )
  expect(opened.body.consensus.divergent).toEqual(['innovativeness'])
  expect(events.at(-1)).toMatchObject({ type: 'consensus_stated', body: { outcome: 'settled', divergent: [] } })
  const all = (await done('officer', 'GET', sheets)).items.filter(
    (row: { appraiser: string }) => row.appraiser === three,
  )
  const given = all.map(
    (row: { body: SignedSheet }) => row.body.marks.find(mark => mark.indicator === 'innovativeness')?.mark,
  )
  expect(given).toEqual(['C', 'B'])
  const closed = await done(one, 'GET', of('/consensus'))
  expect(closed.after[0].sides.map((side: { given: { mark: string } }) => side.given.mark).sort()).toEqual([
    'A',
    'A',
    'B',
  ])
})

test('what was decided is objected to; three others look at the case again, as blind as the first', async () => {
  decision = await decided()
  await refusedWith('case_state', panel[0] ?? '', 'POST', of('/sheets'), {
    marks: BASE,
    correction_reason: 'Too late.',
  })
  await done('officer', 'POST', of('/notice'))
  for (const who of ['firm', 'officer'])
    expect(await done(who, 'GET', of('/grade'))).toMatchObject({
      decision_id: decision,
      grade: expect.stringMatching(/^[A-D]/),
    })
  await refusedWith('re_review_missing', 'officer', 'GET', of('/re-review'))
  const [first] = (await done('officer', 'GET', of('/decisions'))).items
  expect(first).toMatchObject({ id: decision, recommended: 'approve', outcome: 'approved' })
  const score = JSON.parse(first.record).scoring.score as string

  await done('firm', 'POST', of('/object'), { reason: 'The export contract was not read.' })
  const again = (await done('officer', 'POST', of('/assignments'))).appraisers as readonly string[]
  expect(again.filter(person => panel.includes(person))).toEqual([])
  const [one = ''] = again
  const told = [LOAN, SECRET, score, first.amount, first.digest, '"approved"', 'export contract']
  for (const path of await reads(decision)) {
    const { status, text } = await ask(one, 'GET', path)
    expect([path, status >= 500, told.filter(word => text.includes(word))]).toEqual([path, false, []])
  }
  await refusedWith('decision_while_marking', one, 'GET', `/v1/decisions/${decision}`)
  await refusedWith('consensus_missing', one, 'GET', of('/consensus'))

  await done(one, 'POST', of('/site-visits'), VISIT)
  for (const person of again)
    await done(person, 'POST', of('/sheets'), { marks: marked({ market_size: { mark: 'B' } }) })
  const second = await decided()
  const whole = await done('officer', 'GET', of('/re-review'))
  expect([whole.first.decision_id, whole.second.decision_id]).toEqual([decision, second])
  expect([[...whole.first.appraisers].sort(), [...whole.second.appraisers].sort()]).toEqual([
    ...[[...panel].sort(), [...again].sort()],
  ])
  expect(whole.marks.find((row: { indicator: string }) => row.indicator === 'market_size')).toEqual({
    ...{ indicator: 'market_size', first: 'C', second: 'B' },
  })
  // The firm is told of the second when it is noticed, and then has both; never who marked what.
  expect((await done('firm', 'GET', of('/re-review'))).second).toBe(null)
  await done('officer', 'POST', of('/notice'))
  const read = await done('firm', 'GET', of('/re-review'))
  expect([read.first.outcome, read.second.outcome]).toEqual(['approved', 'approved'])
  expect([read.marks, read.first.appraisers, read.second.appraisers, read.second.technology_score]).toEqual([
    ...[null, null, null, null],
  ])
  await refusedWith('case_objected_already', 'firm', 'POST', of('/object'), { reason: 'Once more.' })
})
