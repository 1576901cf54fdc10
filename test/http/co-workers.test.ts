/** Co-workers over the API: invited to sections, let in once, reading and saving these alone, out again at once. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { HOME } from '../../src/platform/folders.ts'
import { asOwner, keyed, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-co-workers-'))
const faults: string[] = []
let house: House
let caseId = ''
/** The day where the service counts days. */
const TODAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
/** Of another firm. */
const OTHER = 'sme-battery'

type Sent = {
  readonly status: number
  readonly json: ReturnType<typeof JSON.parse>
  readonly etag: string | undefined
  readonly codes: string[]
}
async function send(
  method: 'GET' | 'POST' | 'PUT',
  persona: string,
  url: string,
  body?: unknown,
  etag?: string,
): Promise<Sent> {
  const answer = await house.server.inject({
    ...{ method, url },
    headers: {
      authorization: `Bearer ${tokenOf(house, persona)}`,
      ...(method === 'GET' ? {} : keyed()),
      ...(etag === undefined ? {} : { 'if-match': etag }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const json = answer.json()
  const codes = (json.errors ?? []).map((one: { code: string }) => one.code)
  return { status: answer.statusCode, json, etag: answer.headers.etag as string | undefined, codes }
}
const OF = () => `/v1/cases/${caseId}/co-workers`
const invited = async (sections: readonly string[], until = TODAY) => {
  const made = await send('POST', 'sme-laser', OF(), { label: '세무사', sections, until })
  expect([made.status, made.codes]).toEqual([201, []])
  return made.json as { id: string; code: string }
}

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  const body = readFileSync(join(HOME, 'fixtures/requests/firm-draft.json'), 'utf8').replaceAll('2026-04-14', TODAY)
  const made = await send('POST', 'sme-laser', '/v1/cases', JSON.parse(body))
  caseId = made.json.id
}, 120_000)
afterAll(() => house?.close(), 60_000)

test('is let in once by the code, reads and saves the sections given alone, and is seen by the firm', async () => {
  const { id, code } = await invited(['financials', 'plan'])
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/)
  const kept = await asOwner(folder, client => client.query('select row_to_json(w)::text as w from app.co_workers w'))
  expect(JSON.stringify(kept.rows)).not.toContain(code)
  // Before the code is brought the application is not there; a firm's own people need none.
  expect((await send('GET', OTHER, `/v1/cases/${caseId}`)).status).toBe(404)
  expect((await send('GET', OTHER, `/v1/co-workings/${id}`)).codes).toEqual(['co_working_unknown'])
  expect((await send('POST', OTHER, '/v1/co-workings', { code: '0000-0000-0000-0000-0000' })).codes).toEqual([
    'co_working_code_unknown',
  ])
  expect((await send('POST', 'sme-laser', '/v1/co-workings', { code })).codes).toEqual(['co_working_own_firm'])
  // As somebody types it: small letters, no dashes, an o for a zero.
  const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')
  const taken = await send('POST', OTHER, '/v1/co-workings', { code: typed })
  expect([taken.status, taken.json.sections, taken.json.state]).toEqual([201, ['financials', 'plan'], 'working'])
  expect((await send('POST', OTHER, '/v1/co-workings', { code })).codes).toEqual(['co_working_code_used'])

  const read = await send('GET', OTHER, `/v1/co-workings/${id}`)
  expect(read.status).toBe(200)
  expect(Object.keys(read.json.content)).toEqual(['application'])
  const own = (await send('GET', 'sme-laser', `/v1/cases/${caseId}`)).json
  expect(Object.keys(read.json.content.application).sort()).toEqual(
    ['estimated_sales', 'facility_quote', 'financials', 'plan', 'rnd_budget'].filter(
      name => own.content.application[name] !== undefined,
    ),
  )
  expect([read.json.names, read.json.firm]).toEqual([{}, own.firm])
  // Still nothing else of it, by any other way.
  expect((await send('GET', OTHER, `/v1/cases/${caseId}`)).status).toBe(404)
  expect((await send('PUT', OTHER, `/v1/cases/${caseId}`, { content: own.content, names: {} }, read.etag)).status).toBe(
    404,
  )
  expect((await send('POST', OTHER, `/v1/cases/${caseId}/submit`)).status).toBe(404)
  expect((await send('GET', OTHER, OF())).status).toBe(404)
  expect((await send('GET', 'sme-laser', `/v1/co-workings/${id}`)).codes).toEqual(['co_working_unknown'])
  expect((await send('GET', OTHER, '/v1/cases')).json.items.map((one: { id: string }) => one.id)).not.toContain(caseId)

  const { content } = read.json
  const sales = { value: '777000000', source: 'self_declaration', as_of: TODAY }
  const changed = { content: { application: { ...content.application, estimated_sales: sales } }, names: {} }
  const at = `/v1/co-workings/${id}`
  expect((await send('PUT', OTHER, at, changed)).codes).toEqual(['version_required'])
  const saved = await send('PUT', OTHER, at, changed, read.etag)
  expect([saved.status, saved.codes, saved.json.content.application.estimated_sales]).toEqual([200, [], sales])
  const after = (await send('GET', 'sme-laser', `/v1/cases/${caseId}`)).json
  const { estimated_sales: _, ...rest } = own.content.application
  expect(after.content).toEqual({ ...own.content, application: { ...rest, estimated_sales: sales } })
  expect(after.names).toEqual(own.names)
  // On an older version, of another section, or malformed: nothing is saved.
  expect((await send('PUT', OTHER, at, changed, read.etag)).codes).toEqual(['version_stale'])
  const stray = { content: { ...content, technology: { assets: [] } }, names: {} }
  expect((await send('PUT', OTHER, at, stray, saved.etag)).codes).toEqual(['co_working_section_other'])
  const wrong = { content: { application: { ...content.application, financials: 'none' } }, names: {} }
  const malformed = await send('PUT', OTHER, at, wrong, saved.etag)
  expect([malformed.status, malformed.json.errors[0].at]).toEqual([400, expect.stringContaining('financials')])
  expect((await send('GET', 'sme-laser', `/v1/cases/${caseId}`)).json.content).toEqual(after.content)

  const list = (await send('GET', 'sme-laser', OF())).json
  expect(list.items).toMatchObject([{ id, label: '세무사', state: 'working' }])
  expect(list.saved).toMatchObject([{ section: 'plan', co_worker: id }])
  expect((await send('GET', OTHER, '/v1/co-workings')).json.items).toMatchObject([{ id, case_id: caseId }])

  // Taken back: out at once, and it cannot be taken back twice.
  expect((await send('POST', 'sme-laser', `${OF()}/${id}/end`)).json.state).toBe('ended')
  expect((await send('POST', 'sme-laser', `${OF()}/${id}/end`)).codes).toEqual(['co_worker_ended'])
  expect((await send('GET', OTHER, at)).codes).toEqual(['co_working_over'])
  expect((await send('PUT', OTHER, at, changed, saved.etag)).codes).toEqual(['co_working_over'])
  const { rows } = await asOwner(folder, client =>
    client.query("select distinct action from app.audit_leaves where action like 'co_work%' order by 1"),
  )
  expect(rows.map((row: { action: string }) => row.action)).toEqual([
    ...['co_worker.end', 'co_worker.invite', 'co_working.accept', 'co_working.read', 'co_working.save'],
  ])
}, 60_000)

test('is invited by the firm alone, to a day, while it is a draft; the code ends with it', async () => {
  const asked = { label: '변리사', sections: ['technology'], until: TODAY }
  expect((await send('POST', 'bank-hangang', OF(), asked)).status).toBe(403)
  expect((await send('POST', OTHER, OF(), asked)).status).toBe(404)
  expect((await send('POST', 'sme-laser', OF(), { ...asked, until: '2020-01-01' })).codes).toEqual(['co_worker_until'])
  expect((await send('POST', 'sme-laser', OF(), { ...asked, until: '2099-01-01' })).codes).toEqual(['co_worker_until'])
  for (const sections of [[], ['papers'], ['plan', 'plan']])
    expect((await send('POST', 'sme-laser', OF(), { ...asked, sections })).status).toBe(400)
  const first = await invited(['technology'])
  await send('POST', 'sme-laser', `${OF()}/${first.id}/end`)
  expect((await send('POST', OTHER, '/v1/co-workings', { code: first.code })).codes).toEqual(['co_working_over'])
  const late = await invited(['technology'])
  const used = await invited(['request'])
  expect((await send('POST', OTHER, '/v1/co-workings', { code: used.code })).status).toBe(201)
  // A save that meets the taking back waits for it, and is refused.
  const brief = await invited(['plan'])
  const taken = await send('POST', OTHER, '/v1/co-workings', { code: brief.code })
  const { content, names } = taken.json
  await asOwner(folder, async client => {
    await client.query('begin')
    await client.query("update app.co_workers set ended_by = 'x', ended_at = now() where id = $1", [brief.id])
    const saving = send('PUT', OTHER, `/v1/co-workings/${brief.id}`, { content, names }, taken.etag)
    await new Promise(done => setTimeout(done, 500))
    await client.query('commit')
    expect((await saving).codes).toEqual(['co_working_over'])
  })
  // Handed in: whoever helped is out, and nobody is let in any more.
  expect((await send('POST', 'sme-laser', `/v1/cases/${caseId}/submit`)).status).toBe(200)
  expect((await send('GET', OTHER, `/v1/co-workings/${used.id}`)).codes).toEqual(['co_working_over'])
  expect((await send('POST', OTHER, '/v1/co-workings', { code: late.code })).codes).toEqual(['co_working_over'])
  expect((await send('POST', 'sme-laser', OF(), asked)).codes).toEqual(['co_worker_not_draft'])
  expect((await send('GET', 'sme-laser', OF())).json.items.map((one: { state: string }) => one.state)).toEqual([
    ...['ended', 'ended', 'closed', 'closed', 'ended'],
  ])
  expect(faults).toEqual([])
}, 60_000)
