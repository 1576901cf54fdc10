/**
 * Who saw what: a grade asked for before it may be read shows nothing, by any route, to anybody, and leaves a line;
 * what is shown leaves one too, with the ground it was read on; and a month of it is reported.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateNumber } from '../../src/certificate/number.ts'
import { caseFile, contentOf, sandboxToken } from '../../src/cli/faults/cases.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { orderedJson } from '../../src/kernel/digest.ts'
import { refusal, refuse } from '../../src/kernel/result.ts'
import type { ReadingReport } from '../../src/panel/readings/report.ts'
import { makeReadingsService } from '../../src/panel/readings/service.ts'
import { guardedBy } from '../../src/panel/readings/shown.ts'
import type { Route } from '../../src/platform/http/route.ts'
import { asOwner, keyed, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-readings-'))
const faults: string[] = []
/** Drawn for the case, and without a sheet of their own yet. */
const UNSIGNED = 'appraiser-1'
const [FIRM, BANK, OFFICE] = ['firm-901', 'bank-901', 'office-demo-seoul'] as const
let house: House
let caseId = ''
let decision = ''
/** What stands in the case's decision and may leave the house nowhere. */
let secrets: readonly string[] = []

type Answer = {
  readonly statusCode: number
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
  json: () => Record<string, never>
}
const ask = async (
  method: Route['method'],
  url: string,
  token: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  await house.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? keyed() : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
const rows = <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<readonly Row[]> =>
  asOwner(folder, async client => (await client.query<Row>(text, values)).rows)

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  const file = caseFile()
  const text = JSON.stringify({ content: contentOf(file), names: file.names, scenario: 'refer' })
    .replaceAll(file.case.party.firm.id, FIRM)
    .replaceAll(`"${file.case.application.request.bank}"`, `"${BANK}"`)
  const sandbox = sandboxToken(house.tokens)
  const made = await ask('POST', '/v1/cases', sandbox, JSON.parse(text))
  expect([made.statusCode, made.json()['errors'] ?? null]).toEqual([201, null])
  caseId = made.json()['id'] as unknown as string
  const submitted = await ask('POST', `/v1/cases/${caseId}/submit`, sandbox)
  expect(submitted.statusCode, submitted.body.slice(0, 300)).toBe(200)
  await asOwner(folder, async client => {
    const found = await client.query<{ id: string; grade: string; record: string; state: string }>(
      `select d.id, d.grade, d.record, c.state from app.decisions d join app.cases c on c.id = d.case_id
       where c.id = $1`,
      [caseId],
    )
    const [row] = found.rows
    expect(row?.state).toBe('referred')
    decision = row?.id ?? ''
    const { scoring } = JSON.parse(row?.record ?? '') as { scoring: Record<string, unknown> }
    const risk = scoring['risk'] as { readonly grade: string }
    const told = [row?.grade, scoring['technology_grade'], scoring['score'], scoring['quantitative'], risk.grade]
    expect(told.every(one => typeof one === 'string' && one !== '')).toBe(true)
    secrets = [...new Set(told.map(one => `"${one}"`))]
    // From here on it counts: with a firm, a bank and an office of its own, and one more appraiser who has not signed.
    await client.query('update app.cases set firm = $2, bank = $3, office = $4, is_sandbox = false where id = $1', [
      ...[caseId, FIRM, BANK, OFFICE],
    ])
    await client.query(`insert into app.assignments (case_id, appraiser, draw) values ($1, $2, $3)`, [
      ...[
        caseId,
        `person-demo-${UNSIGNED}`,
        JSON.stringify({ commitment: 'sha256:0', seed: '0', candidates: [], count: 0 }),
      ],
    ])
  })
}, 120_000)
afterAll(async () => {
  await house?.close()
}, 60_000)

type Persona = House['tokens']['people'][number]
/** Of several who stand alike in everything one is enough; of appraisers, who is drawn and who is not. */
const personas = (): readonly Persona[] =>
  house.tokens.people.filter(
    (one, at, all) =>
      one.persona === UNSIGNED ||
      all.findIndex(first => first.role === one.role && first.organisation === one.organisation) === at,
  )
/** Whose work the case is before anything of it is issued; everybody else is owed nothing, or a reason. */
const isTheirWork = ({ role, organisation }: Persona): boolean =>
  role === 'auditor' ||
  (organisation === OFFICE && (role === 'officer' || role === 'branch_head')) ||
  (organisation === 'region-demo-capital' && role === 'regional_head')

const ANY_ID = '01890a5d-ac96-774b-bcce-b302099a8070'
/** No such certificate, with check digits that hold. */
const NUMBER = certificateNumber({ year: 2026, series: 1, serial: 1 })
const VALUES: Readonly<Record<string, string>> = {
  ...{ number: NUMBER, bank: BANK, organisation_id: OFFICE, person_id: 'person-demo-officer-seoul', kind: 'terms' },
  ...{ month: '2026-01', part: '0', year: '2026', scope: 'fund', code: 'outstanding', key: 'own', edition: '2026-01' },
  ...{ sequence: '1', leaf: '0', scheme: 'proportional', client_id: 'client-demo-hangang' },
}
const QUERIES: Readonly<Record<string, string>> = {
  '/v1/fees/earned': '?from=2026-01-01&to=2026-01-02',
  '/v1/cases/{case_id}/valuations/{valuation_id}/report': '?lang=ko',
  '/v1/rules/differences': '?kind=terms&before=2026-01&after=2026-01',
}
/** The address of a route for the case; a parameter that is not of it is any id: a new route needs nothing here. */
const addressOf = ({ path }: Route): string =>
  path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => {
    if (name === 'case_id') return caseId
    return name.startsWith('decision') ? decision : (VALUES[name] ?? ANY_ID)
  }) + (QUERIES[path] ?? '')
const namesCase = ({ path }: Route): boolean => /\{(?:case_id|decision_id|decision|guarantee_id|number)\}/.test(path)
const BODIES: Readonly<Record<string, unknown>> = {
  '/v1/cases/{case_id}/memo': { memo: 'Read.' },
  '/v1/cases/{case_id}/signatures': { decision: ANY_ID, verdict: 'approve' },
  '/v1/cases/{case_id}/certificates': { language: 'en' },
}
/** A body that is not the one due is refused as well, and to whoever may never send one for that alone. */
const bodyFor = ({ body, path }: Route): unknown => (body === null ? undefined : (BODIES[path] ?? {}))
/** Editions of the rules list every grade there is, of no case. */
const tellsOfRules = ({ path }: Route): boolean => path.startsWith('/v1/rules/')

type Kept = { readonly request: string; readonly outcome: string; readonly person: string }
type Asked = {
  readonly route: Route
  readonly persona: Persona
  readonly answer: Answer
  readonly kept: Kept | undefined
}

/** What is wrong with one asking: something shown that may not be, or not kept as what it was. */
function wrongWith({ route, persona, answer, kept }: Asked): string | undefined {
  // A form says what an indicator measures, to whoever marks it; a mark of B is no grade of B.
  const told = route.path.endsWith('/sheets/form') ? answer.body.replaceAll(/"mark":"[A-E]"/g, '') : answer.body
  const isShown = !tellsOfRules(route) && secrets.some(secret => told.includes(secret))
  if (isShown && !isTheirWork(persona)) return 'shows it'
  if (isShown && kept?.outcome !== 'shown') return `shows it and keeps ${kept?.outcome}`
  const isOfAccess = route.method === 'GET' || /subject_missing|forbidden_r/.test(answer.body)
  if (guardedBy(route).length > 0 && namesCase(route) && isOfAccess && kept === undefined) return 'is not kept'
  if (kept !== undefined && answer.statusCode >= 300 && kept.outcome !== 'refused') return `is kept as ${kept.outcome}`
  return undefined
}

test('before it is issued no route shows the grade but to whose work it is, and each asking is kept', async () => {
  const routes = house.routes.filter(route => !route.isPublic)
  const guarded = routes.filter(route => guardedBy(route).length > 0)
  expect(guarded.length).toBeGreaterThan(15)
  const isFirst = ({ role }: Persona, at: number) => personas().findIndex(one => one.role === role) === at
  const firsts = personas().filter(isFirst)
  const isAsked = (route: Route, persona: Persona): boolean =>
    guarded.includes(route)
      ? route.method === 'GET' || (route.method === 'POST' && !isTheirWork(persona))
      : route.method === 'GET' && firsts.includes(persona)
  const answers: (Omit<Asked, 'kept'> & { readonly request: string })[] = []
  for (const persona of personas())
    for (const route of routes.filter(one => isAsked(one, persona))) {
      const answer = await ask(route.method, addressOf(route), persona.access_token, bodyFor(route))
      answers.push({ route, persona, answer, request: String(answer.headers['x-request-id']) })
    }
  const kept = new Map(
    (await rows<Kept>('select request, outcome, person from app.readings')).map(row => [row.request, row]),
  )
  const asked = answers.map(({ request, ...one }): Asked => ({ ...one, kept: kept.get(request) }))
  const wrong = asked.flatMap(one => {
    const what = wrongWith(one)
    return what === undefined ? [] : [`${one.route.method} ${one.route.path} as ${one.persona.persona} ${what}`]
  })
  expect(wrong).toEqual([])
  expect(faults).toEqual([])
  const count = (outcome: string): number => asked.filter(one => one.kept?.outcome === outcome).length
  expect([count('shown') > 5, count('withheld') > 5, count('refused') > 100]).toEqual([true, true, true])
  // Each refusal stands in the audit log as well, which nobody changes unseen.
  const [leaves] = await rows<{ count: number }>(
    `select count(*)::int as count from app.audit_leaves where action = 'reading.refuse'`,
  )
  expect(leaves?.count).toBe(count('refused'))
}, 120_000)

const decisions = (who: string, reason?: string): Promise<Answer> => {
  const headers = reason === undefined ? {} : { 'reading-reason': reason }
  return ask('GET', `/v1/cases/${caseId}/decisions`, tokenOf(house, who), undefined, headers)
}
const codesOf = (answer: Answer): readonly string[] =>
  (answer.json()['errors'] as unknown as readonly { readonly code: string }[]).map(one => one.code)
const lastOf = async (person: string) =>
  (
    await rows<{ outcome: string; ground: string; reason: string | null; is_issued: boolean; fields: string[] }>(
      `select outcome, ground, reason, is_issued, fields from app.readings where person = $1
       order by place desc limit 1`,
      [`person-demo-${person}`],
    )
  )[0]

test('whose duty it is not says why, and what they said is kept', async () => {
  const without = await decisions('risk-officer')
  expect([without.statusCode, codesOf(without)]).toEqual([403, ['reading_reason_missing']])
  expect(without.headers['content-type']).toContain('application/problem+json')
  const said = '민원 2026-17호의 사실 확인'
  const given = await decisions('risk-officer', encodeURIComponent(said))
  expect(given.statusCode).toBe(200)
  expect(secrets.some(secret => given.body.includes(secret))).toBe(true)
  expect(await lastOf('risk-officer')).toMatchObject({
    ...{ outcome: 'shown', ground: 'reason', reason: said, is_issued: false },
  })
  const [leaf] = await rows<{ reason: string }>(`select reason from app.audit_leaves where action = 'reading.reason'`)
  expect(leaf?.reason).toBe(said)
  expect((await decisions('officer-seoul')).statusCode).toBe(200)
  expect(await lastOf('officer-seoul')).toMatchObject({ outcome: 'shown', ground: 'duty', reason: null })
})

test.each([
  ['too short', 'why not'],
  ['longer than a line of the report', 'x'.repeat(301)],
  ['not to be decoded', 'a reason with %E0%A4 in it'],
  ['broken over lines', 'first line%0Asecond line'],
])('a reason that is %s is none', async (_, reason) => {
  const answer = await decisions('claims', reason)
  expect([answer.statusCode, codesOf(answer)]).toEqual([400, ['reading_reason_malformed']])
  expect(await lastOf('claims')).toMatchObject({ outcome: 'refused' })
})

test.each([
  ['decisions', 'grade', 403, 'refused'],
  ['sheets', 'marks', 200, 'withheld'],
] as const)('an appraiser who has not signed is shown nothing of %s, and that they asked is kept', async (...row) => {
  const [path, field, status, outcome] = row
  const answer = await ask('GET', `/v1/cases/${caseId}/${path}`, tokenOf(house, UNSIGNED))
  expect(answer.statusCode).toBe(status)
  expect(answer.body).not.toMatch(/"mark":|"grade":"/)
  const kept = await lastOf(UNSIGNED)
  expect(kept?.outcome).toBe(outcome)
  expect(kept?.fields).toContain(field)
})

test.each([
  ['the firm itself', 'firm'],
  ['its bank', 'bank'],
])(
  '%s that asks for the grade early is refused, told when it may read it, and kept as having asked',
  async (...row) => {
    const persona = house.tokens.people.find(one => one.organisation === (row[1] === 'firm' ? FIRM : BANK))
    if (persona === undefined) throw new Error(`nobody is of the ${row[1]}`)
    const count = async (table: string) =>
      (await rows<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count ?? 0
    const leaves = `app.audit_leaves where action = 'reading.refuse' and subject = 'case:${caseId}'`
    const before = [await count('app.readings'), await count(leaves)]
    const answer = await ask('GET', `/v1/cases/${caseId}/grade`, persona.access_token)
    expect([answer.statusCode, codesOf(answer)]).toEqual([409, ['grade_not_issued']])
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()['errors']).toMatchObject([{ value: 'referred', limit: 'approved, declined, noticed' }])
    expect(secrets.filter(secret => answer.body.includes(secret))).toEqual([])
    expect([await count('app.readings'), await count(leaves)]).toEqual(before.map(one => one + 1))
    const [kept] = await rows(
      `select outcome, route, case_id, fields, codes from app.readings order by place desc limit 1`,
    )
    expect(kept).toEqual({
      ...{ outcome: 'refused', route: 'GET /v1/cases/{case_id}/grade', case_id: caseId },
      ...{ fields: ['grade', 'technology_grade', 'technology_score'], codes: ['grade_not_issued'] },
    })
    // Its own case and its list of decisions are its to read all the same, without the grade.
    for (const path of ['', '/decisions'])
      expect((await ask('GET', `/v1/cases/${caseId}${path}`, persona.access_token)).statusCode).toBe(200)
  },
)

test('whose work the case is reads its grade, and is kept as having read it', async () => {
  const answer = await ask('GET', `/v1/cases/${caseId}/grade`, tokenOf(house, 'officer-seoul'))
  expect([answer.statusCode, answer.json()['decision_id']]).toEqual([200, decision])
  expect(secrets).toContain(`"${answer.json()['grade']}"`)
  expect(await lastOf('officer-seoul')).toMatchObject({ outcome: 'shown', ground: 'duty' })
})

test('risk officers and auditors read who saw a case, and nobody else', async () => {
  const url = `/v1/cases/${caseId}/readings?limit=200`
  const answer = await ask('GET', url, tokenOf(house, 'auditor'))
  expect(answer.statusCode).toBe(200)
  const items = answer.json()['items'] as unknown as readonly { readonly ground: string; readonly person: string }[]
  expect(items.some(one => one.ground === 'reason' && one.person === 'person-demo-risk-officer')).toBe(true)
  for (const [who, status] of [
    ['officer-seoul', 403],
    [UNSIGNED, 403],
    ['finance', 404],
    ['admin', 404],
  ] as const)
    expect((await ask('GET', url, tokenOf(house, who))).statusCode, who).toBe(status)
})

/** Lines of a month and of those beside it, to the millisecond in Seoul; the last one was issued. */
const MOMENTS = [
  ['2026-01-31T14:59:59.999Z', false],
  ['2026-01-31T15:00:00Z', false],
  ['2026-02-28T14:59:59.999Z', false],
  ['2026-02-28T15:00:00Z', false],
  ['2026-02-10T00:00:00Z', true],
] as const

test('a month of Seoul is reported once: who saw what before it was issued, as JSON and as CSV', async () => {
  await asOwner(folder, async client => {
    for (const [at, isIssued] of MOMENTS)
      await client.query(
        `insert into app.readings (at, person, organisation, kind, roles, action, relations, route, request, outcome,
           fields, subject, case_id, is_sandbox, is_issued, ground, reason, codes)
         values ($1, 'person-x', 'office-x', 'agency', '{claims}', 'decision.read', '{}', 'GET /x', 'r', 'shown',
           '{grade}', 'case:x', $2, false, $3, 'reason', '=1+1, "so"', '{}')`,
        [at, caseId, isIssued],
      )
  })
  const risk = tokenOf(house, 'risk-officer')
  const ordered = await ask('POST', '/v1/readings/reports', risk, { month: '2026-02' })
  expect(ordered.statusCode, ordered.body).toBe(201)
  const shown = await ask('GET', '/v1/readings/reports/2026-02', tokenOf(house, 'auditor'))
  const { report, digest } = shown.json() as unknown as { report: ReadingReport; digest: string }
  expect(report.seen.map(one => one.at)).toEqual([MOMENTS[1][0], MOMENTS[2][0]])
  expect(report.seen[0]).toMatchObject({ case: caseId, person: 'person-x', roles: ['claims'], ground: 'reason' })
  expect(digest).toBe(`sha256:${createHash('sha256').update(orderedJson(report)).digest('hex')}`)
  expect(secrets.some(secret => shown.body.includes(secret))).toBe(false)
  const csv = await ask('GET', '/v1/readings/reports/2026-02/csv', risk)
  const lines = csv.body.split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[1]).toMatch(/,reason,"'=1\+1, ""so"""$/)
  // Ordered again it is the one that was made, whatever was kept since.
  const again = await ask('POST', '/v1/readings/reports', risk, { month: '2026-02' })
  expect(again.json()['digest']).toBe(digest)
  const open = await ask('POST', '/v1/readings/reports', risk, { month: '2999-01' })
  expect([open.statusCode, codesOf(open)]).toEqual([409, ['reading_month_open']])
  expect((await ask('GET', '/v1/readings/reports/2026-02', tokenOf(house, 'officer-seoul'))).statusCode).toBe(403)
})

test('the report of the month before is made from the first working day on', async () => {
  // The first of January is a holiday, the second a Friday.
  const holidays = new Set(['2026-01-01'])
  const service = makeReadingsService({ rulesOn: () => refuse(refusal('not_asked')), holidaysOn: () => holidays })
  const at = (day: string) => ({ now: new Date(`${day}T00:30:00Z`), day, zone: 'Asia/Seoul' })
  const months = async () =>
    (await rows<{ month: string }>('select month from app.reading_reports')).map(row => row.month)
  await service.reportDue(house.database, at('2026-01-01'))
  expect(await months()).not.toContain('2025-12')
  await service.reportDue(house.database, at('2026-01-02'))
  expect(await months()).toContain('2025-12')
  await service.reportDue(house.database, at('2026-01-05'))
  expect((await months()).filter(month => month === '2025-12')).toHaveLength(1)
})

test.each([
  ['readings', 'person'],
  ['reading_reports', 'made_by'],
])('what is kept in %s is changed by nobody', async (table, column) => {
  for (const deed of [`update app.${table} set ${column} = 'x'`, `delete from app.${table}`])
    await expect(rows(deed)).rejects.toMatchObject({ code: '23001' })
})

test('once it is issued nobody who may read it owes a reason, and it is no early reading', async () => {
  await asOwner(folder, async client => {
    await client.query(`update app.cases set state = 'noticed', version = version + 1 where id = $1`, [caseId])
    await client.query(
      `insert into app.case_events (case_id, sequence, type, body, person)
       select id, version, 'noticed', jsonb_build_object('decision', $2::text), 'person-demo-officer-seoul'
       from app.cases where id = $1`,
      [caseId, decision],
    )
  })
  for (const who of ['risk-officer', 'claims', 'finance']) {
    expect((await decisions(who)).statusCode, who).toBe(200)
    expect(await lastOf(who)).toMatchObject({ outcome: 'shown', ground: 'duty', is_issued: true })
  }
})

test('an auditor reads how each duty of the case stands, whoever carried it their own, and others none', async () => {
  const url = `/v1/cases/${caseId}/duties`
  const answer = await ask('GET', url, tokenOf(house, 'auditor'))
  expect(answer.statusCode, answer.body).toBe(200)
  const items = answer.json()['items'] as unknown as readonly { duty: string; outcome: string; says: { zh: string } }[]
  const outcomes = Object.fromEntries(items.map(one => [one.duty, one.outcome]))
  // The sandbox draws, asks and marks in one request; nobody has signed, and nothing was claimed.
  expect(outcomes).toMatchObject({
    draw_true: 'met',
    evidence_pinned: 'met',
    site_visited: 'met',
    rules_followed: 'met',
  })
  expect(outcomes).toMatchObject({ four_eyes: 'not_due', claim_four_eyes: 'not_due' })
  expect(items.find(one => one.duty === 'four_eyes')?.says.zh).toBe('签批人并非案件准备人。')
  expect(secrets.some(secret => answer.body.includes(secret))).toBe(false)
  const own = await ask('GET', url, tokenOf(house, 'officer-seoul'))
  expect([own.statusCode, own.json()['items']]).toEqual([200, []])
  for (const [who, status] of [
    ['sme-laser', 403],
    ['risk-officer', 403],
    ['admin', 404],
  ] as const)
    expect((await ask('GET', url, tokenOf(house, who))).statusCode, who).toBe(status)
})
