/** A valuation over the API: worked out, signed by one, issued by another, read sealed, superseded and withdrawn. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTrustList } from '../../src/certificate/trust-list.ts'
import { genuineReport } from '../../src/certificate/valuing/genuine.ts'
import { shippedRules } from '../../src/cli/command.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { replayed } from '../../src/guarantee/collateral/record.ts'
import { collateralOn } from '../../src/guarantee/collateral/rules.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { digestOf } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import { readKeptTrustList } from '../../src/platform/keys.ts'
import { rawOf } from '../valuation/reporting/example.ts'
import { type Extract, extractOf, filedWith, TODAY } from './lending.ts'
import { asOwner, keyed, type Tenant, tenant, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-valuations-'))
const faults: string[] = []
const [VALUER, REVIEWER] = ['appraiser-1', 'appraiser-2'] as const
let house: House
let own: Tenant
let firmName = ''

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  own = await tenant(house, folder, {
    ...{ firm: 'firm-901', bank: 'bank-901', office: 'office-demo-seoul', amount: '311000000' },
  })
  await asOwner(folder, async client => {
    const draw = JSON.stringify({ commitment: 'sha256:0', seed: '0', candidates: [], count: 0 })
    for (const persona of [VALUER, REVIEWER])
      await client.query('insert into app.assignments (case_id, appraiser, draw) values ($1, $2, $3)', [
        ...[own.caseId, `person-demo-${persona}`, draw],
      ])
    const { rows } = await client.query("select names ->> 'ko' as name from app.organisations where id = 'firm-901'")
    firmName = rows[0].name
  })
}, 120_000)
afterAll(() => house?.close(), 60_000)

const ask = (method: 'GET' | 'POST', persona: string, path: string, payload?: unknown) =>
  send(method, persona, `/v1/cases/${own.caseId}/valuations${path}`, payload)
async function send(method: 'GET' | 'POST', persona: string, url: string, payload?: unknown) {
  return await house.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${tokenOf(house, persona)}`,
      'reading-reason': 'For the test of valuations.',
      ...(method === 'POST' ? keyed() : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
}
const codeOf = (answer: { json: () => { errors: { code: string }[] } }) => answer.json().errors[0]?.code

/** The example, of the firm of the case and in the hands of two appraisers of it. */
function request(change: (raw: ReturnType<typeof rawOf>) => void = () => {}) {
  const raw = rawOf('separator-royalty')
  raw.client.name = firmName
  raw.rights[0].owners[0].name = firmName
  raw.appraisers.valuer.id = `person-demo-${VALUER}`
  raw.appraisers.reviewer.id = `person-demo-${REVIEWER}`
  change(raw)
  return { request: raw }
}
async function drafted(change?: Parameters<typeof request>[0]) {
  const answer = await ask('POST', VALUER, '', request(change))
  expect([answer.statusCode, answer.json().errors ?? null]).toEqual([201, null])
  return answer.json() as { id: string; digest: string; version: number; state: string; value: object }
}
async function issued(supersedes?: string, change?: Parameters<typeof request>[0]) {
  const draft = await drafted(change)
  const { id, digest } = draft
  expect((await ask('POST', VALUER, `/${id}/signature`, { digest })).statusCode).toBe(200)
  const answer = await ask('POST', REVIEWER, `/${id}/issue`, { digest, ...(supersedes ? { supersedes } : {}) })
  expect([answer.statusCode, answer.json().errors ?? null]).toEqual([200, null])
  return answer.json()
}

test('is worked out, signed by its valuer alone, issued by its reviewer alone, and read sealed', async () => {
  const { id, digest, state, value } = await drafted()
  expect([state, value]).toEqual(['drafted', { low: '675833602', mid: '1200146461', high: '1842188592' }])
  // Nobody outside the house sees a draft, and the wrong person neither signs nor issues.
  expect(codeOf(await ask('GET', 'sme-laser', `/${id}`))).toBe('valuation_unknown')
  expect(codeOf(await ask('POST', REVIEWER, `/${id}/signature`, { digest }))).toBe('valuation_signer_strange')
  expect(codeOf(await ask('POST', REVIEWER, `/${id}/issue`, { digest }))).toBe('valuation_unsigned')
  const other = `sha256:${'0'.repeat(64)}`
  expect(codeOf(await ask('POST', VALUER, `/${id}/signature`, { digest: other }))).toBe('valuation_digest_differs')
  expect((await ask('POST', VALUER, `/${id}/signature`, { digest })).statusCode).toBe(200)
  expect(codeOf(await ask('POST', VALUER, `/${id}/signature`, { digest }))).toBe('valuation_state')
  expect(codeOf(await ask('POST', VALUER, `/${id}/issue`, { digest }))).toBe('valuation_signer_strange')
  const done = await ask('POST', REVIEWER, `/${id}/issue`, { digest })
  expect([done.statusCode, done.json().state, done.json().languages]).toEqual([200, 'issued', ['en', 'ko', 'zh']])

  const read = (await ask('GET', 'officer-seoul', `/${id}`)).json()
  expect(digestOf(read.valuation)).toBe(digest)
  const paper = await ask('GET', 'officer-seoul', `/${id}/report?lang=zh`)
  expect(paper.headers['content-type']).toBe('application/pdf')
  const trust = sure(readTrustList(readKeptTrustList(join(folder, 'keys'))))
  const found = sure(genuineReport(paper.rawPayload, trust, calendarDate(new Date().toISOString().slice(0, 10))))
  expect([found.valued.digest, found.attachment.issue.language]).toEqual([digest, 'zh'])
}, 60_000)

test('leaves a reading of the value and an audit leaf of each deed', async () => {
  const { id } = await issued()
  await ask('GET', 'risk-officer', `/${id}`)
  const [readings, leaves] = await asOwner(folder, async client => [
    (
      await client.query(
        "select person, ground, fields from app.readings where action = 'valuation.read' order by place",
      )
    ).rows,
    (await client.query('select action from app.audit_leaves where subject = $1', [`valuation:${id}`])).rows,
  ])
  expect(readings.at(-1)).toMatchObject({ ground: 'duty', fields: ['valuation'] })
  expect(leaves.map(leaf => leaf.action)).toEqual(
    expect.arrayContaining(['valuation.draft', 'valuation.sign', 'valuation.issue', 'valuation.read']),
  )
}, 60_000)

test('is put in the place of another, and withdrawn with its reason', async () => {
  const first = await issued()
  const second = await issued(first.id)
  expect(second.version).toBe(first.version + 1)
  const before = (await ask('GET', 'officer-seoul', `/${first.id}`)).json()
  expect([before.state, before.superseded_by]).toEqual(['superseded', second.id])
  expect((await ask('POST', 'officer-seoul', `/${second.id}/withdraw`, { reason: 'Valued anew.' })).statusCode).toBe(
    403,
  )
  const gone = await ask('POST', 'branch-head-seoul', `/${second.id}/withdraw`, { reason: 'Valued anew.' })
  expect([gone.statusCode, gone.json().state]).toEqual([200, 'withdrawn'])
  const again = await ask('POST', 'branch-head-seoul', `/${second.id}/withdraw`, { reason: 'Valued anew.' })
  expect(codeOf(again)).toBe('valuation_state')
}, 60_000)

test('is refused for the lapsed, the strange and the pledged right, and for a strange client', async () => {
  const lapsed = { kind: 'lapse', day: '2026-01-02', holder: null, rank: null, amount: null, reference: '9-1' }
  const refused = async (change: (raw: ReturnType<typeof rawOf>) => void) =>
    codeOf(await ask('POST', VALUER, '', request(change)))
  expect(await refused(raw => raw.rights[0].events.push({ ...lapsed, recorded_on: null }))).toBe('valued_right_lapsed')
  expect(await refused(raw => Object.assign(raw.rights[0].owners[0], { name: 'X' }))).toBe('valued_right_unowned')
  expect(await refused(raw => Object.assign(raw, { liens_taken_into_account: [] }))).toBe('valued_right_pledged')
  expect(await refused(raw => Object.assign(raw.client, { name: 'X' }))).toBe('valuation_client_strange')
}, 60_000)

/** From the office's own file to a decision on a loan: everything in between is read from where it is kept. */
describe('a loan on a right', () => {
  const KEY = 'KR:patent:registration:10-2000001'
  const CASE = () => `/v1/cases/${own.caseId}`
  let valued: { id: string; digest: string }
  let consents: object[]

  const rightsRead = async () => (await send('GET', 'officer-seoul', `${CASE()}/rights`)).json().rights[0]
  const decided = (valuation: { id: string; digest: string }, loan = '100000000') =>
    send('POST', 'officer-seoul', '/v1/collateral-decisions', {
      ...{ bank: 'bank-901', programme: null, loan, ip_loan: '0', consents },
      valuation: { id: valuation.id, digest: valuation.digest },
    })
  const reasonsOf = (answer: { json: () => { decision: { reasons: { code: string }[] } } }) =>
    answer.json().decision.reasons.map(one => one.code)
  const filedAgain = (daysAgo: number, change: (extract: Extract) => void) =>
    filedWith(house, own.caseId, 'officer-seoul', extractOf(firmName, daysAgo, change))
  // The office states a year more than the law grants: twenty years from 2016-03-02 are over on 2036-03-02.
  const beyondLaw = (extract: Extract) => Object.assign(extract.right, { expires_on: '2037-03-02' })

  test('begins with the extract: the right is read, and what is unclear of it is asked', async () => {
    const file = await filedAgain(9, beyondLaw)
    expect(file).toMatchObject({ kind: 'kipo_register', rights: 1, left_out: [] })
    const { key, standing, questions } = await rightsRead()
    expect([key, standing.status, standing.liens.map((one: { reference: string }) => one.reference)]).toEqual([
      ...[KEY, 'in_force', ['P-2']],
    ])
    expect(standing.life).toEqual({ until: '2036-03-02', by: 'capped_at_legal_term', stated: '2037-03-02' })
    expect(questions).toMatchObject([{ code: 'beyond_legal_life', about: [], answer: null }])
    consents = [{ right: KEY, owner: 'Institute of Cells', given_on: TODAY }]
  }, 60_000)

  test('is valued within the life the law grants, and the sealed report says so and is genuine', async () => {
    const { on_file } = await rightsRead()
    valued = await issued(undefined, raw => {
      Object.assign(raw, { rights: [on_file], base_day: TODAY, report_day: TODAY })
      raw.liens_taken_into_account = [{ right: KEY, reference: 'P-2', rank: 2 }]
    })
    const paper = await ask('GET', 'officer-seoul', `/${valued.id}/report?lang=en`)
    const trust = sure(readTrustList(readKeptTrustList(join(folder, 'keys'))))
    const found = sure(genuineReport(paper.rawPayload, trust, TODAY))
    expect([found.valued.digest, found.attachment.numbers.offices?.kind]).toEqual([valued.digest, 'offices'])
    expect(found.valued.content.rights).toMatchObject([
      {
        ...{ key: KEY, expires_on: '2036-03-02', questions: ['beyond_legal_life'] },
        life: { by: 'capped_at_legal_term', stated: '2037-03-02' },
      },
    ])
  }, 60_000)

  test('waits for an answer to what is unclear, is accepted after it, and its record comes out again', async () => {
    const before = await decided(valued)
    expect([before.statusCode, before.json().decision?.outcome, reasonsOf(before)]).toEqual([
      ...[201, 'refer', ['right_unclear']],
    ])
    const reason = 'The office confirms that no extension was granted; the term of the law is counted.'
    const answer = { right: KEY, code: 'beyond_legal_life', about: [], verdict: 'dismissed', reason }
    // Whoever answers does not decide by it: the head of the branch answers, the officer decides.
    expect((await send('POST', 'branch-head-seoul', `${CASE()}/rights/answers`, answer)).statusCode).toBe(200)
    const made = (await decided(valued)).json()
    expect(made.decision).toMatchObject({ outcome: 'accepted', reasons: [], advance: { earlier: '100000000' } })
    const { record } = (await send('GET', 'officer-seoul', `/v1/collateral-decisions/${made.id}`)).json()
    expect(record.request).toMatchObject({ firm: firmName, valuation: { id: valued.id, digest: valued.digest } })
    expect(record.request.answers).toEqual([{ right: KEY, code: 'beyond_legal_life', about: [], verdict: 'dismissed' }])
    const by = sure(collateralOn(shippedRules(), calendarDate(record.request.day)))
    expect(sure(replayed(record, by)).digest).toBe(made.digest)
    const pledge = await send('POST', 'officer-seoul', `/v1/collateral-decisions/${made.id}/pledge`)
    expect([pledge.statusCode, pledge.json().secured]).toEqual([201, '100000000'])
  }, 60_000)

  test('is decided by nothing but what was issued under that digest and stands', async () => {
    const other = `sha256:${'0'.repeat(64)}`
    expect(codeOf(await decided({ ...valued, digest: other }))).toBe('collateral_valuation_digest')
    expect(codeOf(await decided({ ...valued, id: own.caseId }))).toBe('collateral_valuation_unknown')
    const strange = await issued()
    expect(codeOf(await decided(strange))).toBe('collateral_rights_unread')
    const draft = await drafted()
    expect(codeOf(await decided(draft))).toBe('collateral_valuation_unissued')
    // What is accepted today is not pledged once its valuation is gone.
    const accepted = (await decided(valued, '1')).json()
    const next = await issued(valued.id, raw => {
      Object.assign(raw, { base_day: TODAY, report_day: TODAY })
      raw.rights[0].right.number = '10-9999999'
      raw.liens_taken_into_account[0].right = 'KR:patent:registration:10-9999999'
    })
    const gone = await decided(valued)
    expect([codeOf(gone), gone.json().errors[0].limit]).toEqual(['collateral_valuation_superseded', next.id])
    const late = await send('POST', 'officer-seoul', `/v1/collateral-decisions/${accepted.id}/pledge`)
    expect(codeOf(late)).toBe('collateral_valuation_superseded')
    await ask('POST', 'branch-head-seoul', `/${next.id}/withdraw`, { reason: 'Valued anew.' })
    expect(codeOf(await decided(next))).toBe('collateral_valuation_withdrawn')
  }, 60_000)

  test('is refused on the pledged, the strange and the lapsed right, each as the newest extract tells it', async () => {
    const { on_file } = await rightsRead()
    valued = await issued(undefined, raw => {
      Object.assign(raw, { rights: [on_file], base_day: TODAY, report_day: TODAY })
      raw.liens_taken_into_account = [{ right: KEY, reference: 'P-2', rank: 2 }]
    })
    const refused = async (daysAgo: number, change: (extract: Extract) => void) => {
      await filedAgain(daysAgo, change)
      const { decision } = (await decided(valued, '1')).json()
      expect(decision.outcome).toBe('refused')
      return decision.reasons.filter((one: { so: string }) => one.so === 'refused')
    }
    const pledged = (extract: Extract) => {
      beyondLaw(extract)
      const registered_on = extract.issued_on
      extract.pledges.entries.push({ entry: '3', holder: 'Bank Three', registered_on, amount: null, rank: 3 })
    }
    expect(await refused(5, pledged)).toMatchObject([
      { code: 'right_pledged', params: { right: KEY, reference: 'P-3' } },
    ])
    const passedOn = (extract: Extract) => {
      pledged(extract)
      for (const owner of extract.owners.slice(1)) owner.until = extract.issued_on
      const from = extract.issued_on
      extract.owners.push({
        ...{
          entry: '4',
          holder: 'Saebom Motors',
          share: '1/1',
          from,
          until: null,
          cause: 'transfer',
          given_by: firmName,
        },
      })
    }
    expect(await refused(3, passedOn)).toContainEqual({
      code: 'right_not_owned',
      so: 'refused',
      params: { right: KEY },
    })
    const lapsed = (extract: Extract) => {
      passedOn(extract)
      extract.right.closed = { on: extract.issued_on, cause: 'fee_unpaid' }
    }
    expect(await refused(1, lapsed)).toContainEqual({ code: 'right_lapsed', so: 'refused', params: { right: KEY } })
  }, 60_000)
})

test('stands in the database as it was made, whoever would change it', async () => {
  const { id } = await drafted()
  const change = (set: string) =>
    asOwner(folder, client => client.query(`update app.valuations set ${set} where id = $1`, [id]))
  await expect(change("record = '{}'")).rejects.toThrow('stands as it was made')
  await expect(change("state = 'issued'")).rejects.toThrow('state_whole')
  await expect(
    change(
      "state = 'issued', signed_by = 'person-demo-appraiser-1', signed_at = now(), " +
        "issued_by = 'person-demo-appraiser-1', issued_at = now()",
    ),
  ).rejects.toThrow('issued_signed')
  expect(faults).toEqual([])
})
