/** A valuation over the API: worked out, signed by one, issued by another, read sealed, superseded and withdrawn. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTrustList } from '../../src/certificate/trust-list.ts'
import { genuineReport } from '../../src/certificate/valuing/genuine.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { digestOf } from '../../src/kernel/digest.ts'
import { sure } from '../../src/kernel/result.ts'
import { readKeptTrustList } from '../../src/platform/keys.ts'
import { rawOf } from '../valuation/reporting/example.ts'
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

async function ask(method: 'GET' | 'POST', persona: string, path: string, payload?: unknown) {
  return await house.server.inject({
    method,
    url: `/v1/cases/${own.caseId}/valuations${path}`,
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
async function drafted() {
  const answer = await ask('POST', VALUER, '', request())
  expect([answer.statusCode, answer.json().errors ?? null]).toEqual([201, null])
  return answer.json() as { id: string; digest: string; version: number; state: string; value: object }
}
async function issued(supersedes?: string) {
  const draft = await drafted()
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
