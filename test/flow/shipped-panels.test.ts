/**
 * Every shipped case before a panel of three, over HTTP on a real PostgreSQL: its papers brought and counted, three
 * drawn without who has an interest in it, blind until they signed, heard where they differ, and recommended.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, systemActor } from '../../src/access/actor.ts'
import type { ContentCode, LookedInto } from '../../src/application/papers/content.ts'
import { paperRoutes } from '../../src/application/papers/routes.ts'
import { makePaperService } from '../../src/application/papers/service.ts'
import { type Content, contentSchema } from '../../src/appraisal/content.ts'
import { replay } from '../../src/appraisal/replay.ts'
import { readRuleBook } from '../../src/appraisal/rule-book.ts'
import { ok, type Result, sure } from '../../src/kernel/result.ts'
import type { Fair } from '../../src/panel/fair/schema.ts'
import { answered } from '../../src/panel/quality/asked.ts'
import { makeQualityService } from '../../src/panel/quality/service.ts'
import { figuresOf } from '../../src/panel/quality/store.ts'
import { MARKS, type Mark, type SignedSheet } from '../../src/panel/schema.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import type { App } from '../../src/platform/http/app.ts'
import { certified } from '../../src/platform/identity/certified.ts'
import type { Office } from '../../src/platform/offices/office.ts'
import { openWorkers, type Workers } from '../../src/platform/workers.ts'
import { buildServer } from '../../src/server.ts'
import { type Fresh, freshDatabase } from '../db/fresh.ts'
import { asPlace } from '../db/planted.ts'
import { papersFor } from './papers.ts'
import { actor, agent, appraiserOf, type Fixture, fixture, flowOf, OFFICE, peopled } from './people.ts'

type Marks = SignedSheet['marks']
type Shipped = { readonly name: string; readonly day: string; readonly file: Fixture; readonly content: Content }
const shipped: readonly Shipped[] = readdirSync(`${HOME}/fixtures/applications`)
  .map(file => file.slice('case-'.length, -'.json'.length))
  .map(name => {
    const file = fixture(name)
    const { sheets: _, day, ...content } = file.case as unknown as Record<string, unknown>
    return { name, day: String(day), file, content: contentSchema.parse(content) }
  })
  .toSorted((one, other) => (one.day < other.day ? -1 : 1))

/** Three appraise whatever is asked for; no other number of the rules is touched. */
const texts = new Map(textsBelow(`${HOME}/rules`))
const rubric = JSON.parse(texts.get('rubric/2026-01.json') ?? '{}')
rubric.appraisers.ordinary.value = '3'
rubric.appraisers.large.value = '3'
texts.set('rubric/2026-01.json', JSON.stringify(rubric))

/** From September on policy decides by fair scores, whoever is measured on as few marks as the months before hold. */
const FAIR_FROM = '2026-09-01'
const panelText = texts.get('panel/2026-01.json') ?? ''
const fairPanel = JSON.parse(panelText)
fairPanel.edition = '2026-09'
fairPanel.in_force_from = FAIR_FROM
fairPanel.raters.policy_uses_fair_scores.value = 'true'
texts.set('panel/2026-09.json', JSON.stringify(fairPanel))
const book = sure(readRuleBook(texts))

/** Offices that answer as each case says, on the day asked. */
const SOURCES = [...new Set(shipped.flatMap(one => one.content.party.exclusion_facts.map(fact => fact.source)))]
const offices = SOURCES.map((source): Office => {
  const of = (content: Content) => content.party.exclusion_facts.filter(one => one.source === source)
  return {
    source,
    facts: [...new Set(shipped.flatMap(one => of(one.content).map(fact => fact.fact)))],
    timeoutMs: 1000,
    ask: async ({ firm, day }) => {
      const asked = shipped.find(one => one.content.party.firm.id === firm)
      const own = asked === undefined ? [] : of(asked.content)
      return own.map(({ fact, value }) => ({ fact, value, as_of: day, valid_until: day }))
    },
  }
})
const flow = flowOf(offices, [], book)
/** What is kept of the panel when a month is over. */
const quality = makeQualityService({
  workers: { run: async asked => answered(asked) },
  rulesOn: flow.qualityOn,
  holidaysOn: flow.holidaysOn,
})

/** Bound to every firm there is: never drawn. */
const BOUND = 'person-905'
const MORE = ['person-905', 'person-906', 'person-907', 'person-908', 'person-909']
const PEOPLE: Readonly<Record<string, Actor>> = {
  officer: agent('officer', 1),
  ...Object.fromEntries(
    shipped.map(({ content: { party } }) => [
      party.firm.id,
      actor('firm', party.firm.id, party.firm.owners[0]?.person ?? 'person-none', ['sme']),
    ]),
  ),
}
let fresh: Fresh
let app: App
let workers: Workers<Uint8Array, Result<LookedInto, ContentCode>>
let day = shipped[0]?.day ?? ''
let seconds = 0
const clock = () => new Date(new Date(`${day}T01:00:00.000Z`).getTime() + seconds * 1000)

beforeAll(async () => {
  fresh = await freshDatabase()
  const firms = [...new Set(shipped.map(one => one.content.party.firm.id))]
  await peopled(fresh.database, firms, [...new Set(shipped.map(one => one.content.application.request.bank))])
  await asPlace(fresh.superuser, client =>
    client.query(`insert into app.persons (id, subject, names, appraiser_grade)
        select 'person-' || n, 'person-' || n, '{}', '1' from generate_series(905, 909) as n;
      insert into app.memberships (person, organisation, role)
        select 'person-' || n, '${OFFICE}', 'appraiser' from generate_series(905, 909) as n`),
  )
  const more = MORE.map(person => ({ person, certificate: '1' as const, isPlayed: false }))
  const given = { certifiedOn: '2026-01-01', validUntil: '2028-12-31', note: 'x' }
  await fresh.database.transaction(systemActor('test'), tx => certified(tx, more, given))
  workers = openWorkers({
    file: new URL('../../src/application/papers/content.worker.ts', import.meta.url),
    count: 1,
    settings: null,
    secondsMax: 20,
    megabytesMax: 256,
  })
  const papers = makePaperService({ workers, scan: async () => 'clean', retentionYears: () => 5 })
  app = await buildServer({
    database: fresh.database,
    routes: [...flow.routes, ...paperRoutes(papers, 'Asia/Seoul')],
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const who = String(headers['authorization'] ?? '').replace('Bearer ', '')
      const found = PEOPLE[who] ?? appraiserOf(who)
      return ok({ ...found, requestId })
    },
    now: clock,
    dayOf: () => day,
    log: { level: 'silent' },
    limits: { refusedTokensPerMinute: 1_000_000, requestsPerMinute: 10_000_000 },
  })
  await app.server.ready()
  for (const firm of firms)
    await done(BOUND, 'POST', `/v1/appraisers/${BOUND}/interests`, {
      kind: 'employment',
      organisation: firm,
      since: '2020-01-01',
    })
}, 120_000)
afterAll(async () => {
  await app?.server.close()
  await workers?.close()
  await fresh?.close()
})

type Method = 'GET' | 'POST' | 'PUT'
async function ask(who: string, method: Method, url: string, payload?: unknown) {
  seconds += 1
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${who}`,
      ...(method === 'POST' ? { 'idempotency-key': `key-${seconds}` } : {}),
      ...(payload === undefined
        ? {}
        : { 'content-type': payload instanceof Buffer ? 'application/octet-stream' : 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: payload instanceof Buffer ? payload : JSON.stringify(payload) }),
  })
  const json = answer.body === '' ? null : JSON.parse(answer.body)
  return { text: answer.body, json, codes: (json?.errors ?? []).map((one: { code: string }) => one.code) as string[] }
}
async function done(...of: Parameters<typeof ask>) {
  const answer = await ask(...of)
  expect([of[2], answer.codes, answer.json?.errors ?? []]).toEqual([of[2], [], []])
  return answer.json
}

const step = (mark: Mark) => MARKS.indexOf(mark)
/**
 * What three appraisers sign: the case's own sheets, and as the third, where there are two, whichever is the worse mark
 * of both, so that the middle of three is what the two alone come to.
 */
function threeOf([one = [], other = one]: readonly Marks[]): readonly [Marks, Marks, Marks] {
  const worse = one.map(mark => {
    const beside = other.find(given => given.indicator === mark.indicator) ?? mark
    return step(beside.mark) > step(mark.mark) ? beside : mark
  })
  return [one, other, worse]
}

/** Whether two of them mark one indicator further apart than the rubric lets stand. */
const liesApart = ([one, other]: readonly [Marks, Marks, Marks]): boolean =>
  one.some(mark => {
    const beside = other.find(given => given.indicator === mark.indicator) ?? mark
    return Math.abs(step(beside.mark) - step(mark.mark)) > Number(rubric.mark_tolerance.value)
  })
/** Cases whose panel was heard. */
const heard: string[] = []

/** Of each appraiser from September on, whether their marks were made fair. */
const made: string[] = []

type Scored = {
  readonly case: { readonly fair?: Fair }
  readonly scoring: { readonly score: string; readonly grade: string; readonly fair?: { readonly score: string } }
}
const recorded = (name: string): Scored =>
  JSON.parse(readFileSync(`${HOME}/fixtures/records/tech-guarantee-1/case-${name}.json`, 'utf8'))

describe.each(shipped.map(one => [one.name, one] as const))('%s', (name, { file, content, day: its }) => {
  const firm = content.party.firm.id
  const { papers, pinned } = papersFor(name, content, file.case.sheets as unknown as readonly { marks: Marks }[])

  test('is appraised by three, drawn, blind, from papers that are there, and scored as its sheets say', async () => {
    if (its >= FAIR_FROM && day < FAIR_FROM) await quality.keepDue(fresh.database, { now: clock(), day: FAIR_FROM })
    day = its
    const { id } = await done(firm, 'POST', '/v1/cases', {
      content: { ...content, limits: [] },
      names: file.names,
      consent: `consent-${firm.slice('firm-'.length)}`,
    })
    const of = (path: string) => `/v1/cases/${id}${path}`
    for (const { type, pages, bytes, digest } of papers) {
      const { id: paper } = await done(firm, 'POST', of('/papers'), {
        type,
        name: `${type}.pdf`,
        size: bytes.length,
        digest,
      })
      await done(firm, 'PUT', `/v1/papers/${paper}/parts/0`, bytes)
      expect(await done(firm, 'POST', `/v1/papers/${paper}/complete`)).toMatchObject({ state: 'kept', pages })
    }
    await done(firm, 'POST', of('/submit'))
    await done('officer', 'POST', of('/accept'))
    await done('officer', 'POST', of('/facts/gather'))
    const panel: readonly string[] = (await done('officer', 'POST', of('/assignments'))).appraisers
    expect([new Set(panel).size, panel.includes(BOUND)]).toEqual([3, false])

    const sheets = threeOf(pinned)
    const [first = ''] = panel
    const owner = content.party.firm.owners[0]?.person
    await done(first, 'POST', of('/site-visits'), {
      visited_on: day,
      place: 'The works',
      persons: [owner],
      photographs: [],
    })
    const paged = pinned[0]?.find(mark => mark.evidence.some(one => papers.some(paper => paper.digest === one.paper)))
    const beyond = (pinned[0] ?? []).map(mark =>
      mark === paged ? { ...mark, evidence: mark.evidence.map(one => ({ ...one, page: 24 })) } : mark,
    )
    expect((await ask(first, 'POST', of('/sheets'), { marks: beyond })).codes).toContain('evidence_page_outside')

    let state = ''
    for (const [place, person] of panel.entries()) {
      const read = await Promise.all(
        ['', '/sheets', '/sheets/form', '/decisions'].map(path => ask(person, 'GET', of(path))),
      )
      expect(read[1]?.json.items).toEqual([])
      const wished = content.application.request.loan_amount
      expect(read.filter(one => one.text.includes(wished))).toEqual([])
      ;({ state } = await done(person, 'POST', of('/sheets'), { marks: sheets[place] }))
    }
    expect([name, state]).toEqual([name, liesApart(sheets) ? 'consensus' : 'marked'])
    if (state === 'consensus') {
      heard.push(name)
      // Who marked better than the other two gives way to them, and the panel is settled.
      const { before } = await done(first, 'GET', of('/consensus'))
      const differing = new Set((before as { indicator: string }[]).map(one => one.indicator))
      for (const [place, person] of panel.entries()) {
        const marks = (sheets[2] as Marks).filter(
          mark =>
            differing.has(mark.indicator) &&
            sheets[place]?.find(one => one.indicator === mark.indicator)?.mark !== mark.mark,
        )
        const said = await done(person, 'POST', of('/consensus'), {
          statement: 'Read again with the others.',
          ...(marks.length === 0
            ? {}
            : { marks: marks.map(({ indicator, mark, evidence }) => ({ indicator, mark, evidence })) }),
        })
        state = said.state
      }
    }
    expect(state).toBe('marked')
    const { decision_id: decision } = await done('officer', 'POST', of('/recommendation'))
    const { items } = await done('officer', 'GET', of('/decisions'))
    const { record: text } = items.find((one: { id: string }) => one.id === decision)
    const record = JSON.parse(text) as Scored
    const expected = recorded(name).scoring
    expect(record.scoring.score).toBe(expected.score)
    expect(sure(replay(text, book))).toEqual({ isIdentical: true })
    const shown = await done('officer', 'GET', of('/grade'))
    if (its < FAIR_FROM) {
      expect(record.scoring.grade).toBe(expected.grade)
      expect([text.includes('"fair"'), shown.technology_score, shown.technology_score_raw]).toEqual([
        ...[false, expected.score, null],
      ])
      return
    }
    // The record says what each of the panel's marks stands for, and from which measurement; both scores are shown.
    const kept = await fresh.database.transaction(systemActor('test'), tx => figuresOf(tx, '2026-08', 'fair'))
    const { fair } = record.case
    expect([fair?.measurement, fair?.measured_to]).toEqual([kept?.digest, '2026-08-31'])
    expect(fair?.appraisers.map(one => one.appraiser)).toEqual([...panel].sort())
    // Each was drawn for three cases before, or keeps the marks as given: for fewer, or for three that tell too little.
    // Which, is for the draw to say.
    for (const one of fair?.appraisers ?? []) {
      const is = (one.marks ?? 0) < 99 ? 'few_marks' : Number(one.error) > 0.25 ? 'error_large' : 'fair'
      expect([one.is, one.fair_marks !== undefined]).toEqual([is, is === 'fair'])
    }
    expect([shown.technology_score, shown.technology_score_raw]).toEqual([record.scoring.fair?.score, expected.score])
    made.push(...(fair?.appraisers.map(one => one.is) ?? []))
  })
})

test('policy read fair scores of most of a panel, once there were marks enough', () => {
  expect(made.filter(one => one === 'fair').length).toBeGreaterThan(made.length / 2)
})

test('of all of them the one whose sheets lie apart was heard', () => {
  expect(heard).toEqual(['waveform-diverging-panel'])
})
