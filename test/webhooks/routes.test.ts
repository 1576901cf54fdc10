/**
 * Webhooks over HTTP on the whole service: a secret shown once, an organisation's own endpoints alone, their number,
 * and what the flow of a case tells the bank and the firm.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sandboxToken } from '../../src/cli/faults/cases.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { EVENTS, type EventType } from '../../src/platform/webhooks/catalogue.ts'
import { BOUNDS } from '../../src/platform/webhooks/settings.ts'
import { asOwner, keyed, tenant, tokenOf } from '../http/tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-webhook-routes-'))
const faults: string[] = []
let house: House
let bank = ''
beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  bank = sandboxToken(house.tokens)
}, 120_000)
afterAll(async () => {
  await house?.close()
  expect(faults).toEqual([])
}, 60_000)

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const asked = (
  method: Method,
  url: string,
  payload?: unknown,
  headers: Readonly<Record<string, string>> = {},
  token = bank,
) =>
  house.server.inject({
    method,
    url: `/v1/webhooks/endpoints${url}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? keyed() : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
const URL_ = 'https://receiver.example/hooks'
const wanted = (more: object = {}) => ({ url: URL_, types: [], scheme: 'v1', ...more })
const made = async (more: object = {}) => (await asked('POST', '', wanted(more))).json()
const codes = (answer: { readonly json: () => { errors?: { code: string }[] } }) =>
  answer.json().errors?.map(one => one.code)

test('a shared secret is shown once: neither read, nor listed, nor given to the same request sent again', async () => {
  const key = { 'idempotency-key': 'webhook-once' }
  const first = await asked('POST', '', wanted(), key)
  const again = await asked('POST', '', wanted(), key)
  expect([first.statusCode, again.statusCode]).toEqual([201, 201])
  const { secret, id } = first.json()
  expect(secret).toMatch(/^whsec_/)
  expect(again.headers['idempotency-replayed']).toBe('true')
  expect(again.json()).toEqual({ ...first.json(), secret: null })
  for (const url of ['', `/${id}`]) expect((await asked('GET', url)).body).not.toContain(secret.slice(6))
  const rotated = (await asked('POST', `/${id}/secret`, { overlap_hours: 2 })).json()
  expect(rotated.secret).toMatch(/^whsec_/)
  expect(rotated.secret).not.toBe(secret)
  expect(rotated.previous_until).not.toBe(null)
  // Nothing of either stands anywhere in the database in clear.
  const dumped = await asOwner(folder, async client => {
    const endpoints = await client.query('select e::text as text from app.webhook_endpoints e')
    const answers = await client.query('select body as text from app.idempotency')
    const leaves = await client.query('select body as text from app.audit_leaves')
    return [...endpoints.rows, ...answers.rows, ...leaves.rows].map(row => row.text).join('\n')
  })
  for (const each of [secret, rotated.secret]) {
    expect(dumped).not.toContain(each.slice(6, 30))
    // As text, as the bytes of that text, and as the bytes of the secret.
    expect(dumped).not.toContain(Buffer.from(each).toString('hex'))
    expect(dumped).not.toContain(Buffer.from(each.slice(6), 'base64').toString('hex'))
  }
})

test('another organisation does not find it, and whoever may have none is told so', async () => {
  const { id } = await made()
  const stranger = house.tokens.clients.find(one => one.organisation !== 'bank-sandbox')?.access_token ?? ''
  for (const [method, url, payload] of [
    ['GET', `/${id}`, undefined],
    ['GET', `/${id}/deliveries`, undefined],
    ['POST', `/${id}/pause`, undefined],
    ['POST', `/${id}/secret`, {}],
    ['POST', `/${id}/resend`, { since: '2026-01-01T00:00:00Z' }],
    ['DELETE', `/${id}`, undefined],
  ] as const) {
    const answer = await asked(method, url, payload, {}, stranger)
    expect([answer.statusCode, codes(answer)]).toEqual([404, ['webhook_unknown']])
  }
  expect((await asked('GET', '', undefined, {}, stranger)).json().items).toEqual([])
  const officer = tokenOf(house, 'sandbox-officer')
  expect((await asked('POST', '', wanted(), {}, officer)).statusCode).toBe(403)
  expect((await asked('GET', `/${id}`, undefined, {}, officer)).statusCode).toBe(404)
})

test('it is changed by its version, paused, resumed, tested, and erased', async () => {
  const { id, version } = await made()
  const changed = { url: 'https://receiver.example/other', types: ['certificate.revoked'], description: 'The desk.' }
  expect((await asked('PUT', `/${id}`, changed)).statusCode).toBe(428)
  expect((await asked('PUT', `/${id}`, changed, { 'if-match': '"99"' })).statusCode).toBe(412)
  const after = await asked('PUT', `/${id}`, changed, { 'if-match': `"${version}"` })
  expect(after.json()).toMatchObject({ ...changed, version: version + 1, state: 'active' })
  expect(codes(await asked('POST', `/${id}/resume`))).toEqual(['webhook_state'])
  expect((await asked('POST', `/${id}/pause`)).json().state).toBe('paused')
  expect(codes(await asked('POST', `/${id}/pause`))).toEqual(['webhook_state'])
  expect((await asked('POST', `/${id}/test`)).statusCode).toBe(202)
  const [delivery] = (await asked('GET', `/${id}/deliveries?state=pending`)).json().items
  expect(delivery).toMatchObject({ type: 'webhook.test', subject: `webhook:${id}`, state: 'pending', attempts: 0 })
  expect(EVENTS['webhook.test'].data.safeParse(delivery.data).success).toBe(true)
  const one = `/${id}/deliveries/${delivery.message_id}`
  expect((await asked('GET', `${one}/attempts`)).json()).toEqual({ items: [], next: null })
  expect((await asked('POST', `${one}/resend`)).json()).toEqual({ put_again: 1 })
  const unknown = `/${id}/deliveries/msg_${id}`
  expect(codes(await asked('POST', `${unknown}/resend`))).toEqual(['webhook_message_unknown'])
  expect((await asked('DELETE', `/${id}`)).statusCode).toBe(204)
  expect((await asked('GET', `/${id}`)).statusCode).toBe(404)
  const { rows } = await asOwner(folder, client =>
    client.query('select state from app.webhook_deliveries where endpoint = $1', [id]),
  )
  expect(rows).toEqual([{ state: 'ended' }])
})

test('an address in a private network, an unknown type and one endpoint too many are refused', async () => {
  for (const url of [
    'http://receiver.example/',
    'https://127.0.0.1/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/',
  ])
    expect(codes(await asked('POST', '', wanted({ url })))).toEqual(['webhook_url_unfit'])
  expect((await asked('POST', '', wanted({ types: ['case.eaten'] }))).statusCode).toBe(400)
  const standing = (await asked('GET', '')).json().items.length
  const free = BOUNDS.endpointsMax - standing
  // All at once: the number is held while one is counted.
  const answers = await Promise.all(Array.from({ length: free + 3 }, () => asked('POST', '', wanted())))
  expect(answers.filter(one => one.statusCode === 201)).toHaveLength(free)
  for (const refused of answers.filter(one => one.statusCode !== 201))
    expect(codes(refused)).toEqual(['webhook_endpoints_full'])
  const listed: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const page: { items: { id: string }[]; next: string | null } = (
      await asked('GET', `?limit=3${next === '' ? '' : `&cursor=${next}`}`)
    ).json()
    listed.push(...page.items.map(one => one.id))
    next = page.next
  }
  expect(new Set(listed).size).toBe(BOUNDS.endpointsMax)
  for (const id of listed) await asked('DELETE', `/${id}`)
})

test('what becomes of a case is told to its bank and its firm, in order, without personal data', async () => {
  const seat = { firm: 'firm-901', bank: 'bank-901', office: 'office-demo-seoul', amount: '311000000' }
  const { caseId, certificate } = await tenant(house, folder, seat)
  const head = tokenOf(house, 'branch-head-seoul')
  const revoked = await house.server.inject({
    method: 'POST',
    url: `/v1/certificates/${certificate}/revoke`,
    headers: { authorization: `Bearer ${head}`, ...keyed(), 'content-type': 'application/json' },
    payload: JSON.stringify({ reason: 'Kim Minsu left the firm.' }),
  })
  expect(revoked.statusCode).toBe(200)
  const { rows } = await asOwner(folder, client =>
    client.query(
      `select organisation, type, subject, data from app.webhook_messages where order_key = $1 order by sequence`,
      [caseId],
    ),
  )
  const typesOf = (party: RegExp) => rows.filter(row => party.test(row.organisation)).map(row => row.type)
  const due = ['case.submitted', 'case.noticed', 'certificate.issued', 'certificate.revoked']
  expect([typesOf(/^bank-/), typesOf(/^firm-/)]).toEqual([due, due])
  for (const { type, data } of rows) {
    expect(EVENTS[type as EventType].data.safeParse(JSON.parse(data)).error).toBe(undefined)
    expect(data).not.toContain('Kim')
  }
  const noticed = JSON.parse(rows.find(row => row.type === 'case.noticed').data)
  expect(noticed).toMatchObject({ case_id: caseId, state: 'noticed', outcome: 'approved' })
})
