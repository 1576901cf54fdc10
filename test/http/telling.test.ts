/** What parties are told in words: programmes, banks, and why a decision is what it is; and who is told nothing. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { keyed, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-telling-'))
const faults: string[] = []
let house: House
beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
})
afterAll(async () => {
  await house?.close()
  expect(faults).toEqual([])
})

const get = async (who: string, url: string) => {
  const answer = await house.server.inject({
    method: 'GET',
    url,
    headers: { authorization: `Bearer ${tokenOf(house, who)}` },
  })
  return { status: answer.statusCode, json: answer.json() }
}
const post = async (who: string, url: string, body?: unknown) => {
  const answer = await house.server.inject({
    method: 'POST',
    url,
    headers: {
      authorization: `Bearer ${tokenOf(house, who)}`,
      ...keyed(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return answer.json()
}
const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as Record<string, unknown>
const played = async (scenario: string): Promise<string> => {
  const { id } = await post('sme-sandbox', '/v1/cases', { ...draft, scenario })
  await post('sme-sandbox', `/v1/cases/${id}/submit`)
  return id
}
type Decided = { readonly id: string; readonly reasons: readonly { readonly code: string }[] | null }
const decisionOf = async (who: string, id: string): Promise<Decided> =>
  (await get(who, `/v1/cases/${id}/decisions`)).json.items[0]

test('programmes are those of the edition, each paper and purpose by its name in three languages', async () => {
  const { status, json } = await get('sme-laser', '/v1/programmes')
  const edition = JSON.parse(readFileSync('rules/programmes/2026-01.json', 'utf8')) as {
    programmes: readonly { code: string; papers: readonly string[]; purposes: readonly string[] }[]
  }
  expect(status).toBe(200)
  type Item = { code: string; papers: { type: string }[]; purposes: { code: string }[] }
  expect(
    json.items.map(({ code, papers, purposes }: Item) => ({
      code,
      papers: papers.map(one => one.type),
      purposes: purposes.map(one => one.code),
    })),
  ).toEqual(edition.programmes.map(({ code, papers, purposes }) => ({ code, papers, purposes })))
  const named = [...json.items.flatMap((one: Item) => [...one.papers, ...one.purposes]), ...json.papers, ...json.facts]
  // A name that is its code in every language is no name.
  expect(named.filter(({ names, type, code }) => Object.values(names).every(name => name === (type ?? code)))).toEqual(
    [],
  )
})

test('a firm is offered the banks that count, a firm of the sandbox those of the sandbox', async () => {
  const ids = async (who: string) => (await get(who, '/v1/banks')).json.items.map((one: { id: string }) => one.id)
  expect(await ids('sme-laser')).toEqual(['bank-901', 'bank-902'])
  expect(await ids('sme-sandbox')).toEqual(['bank-sandbox'])
})

test('a declined firm is told the reasons of its record in their order, and what leads to the next grade', async () => {
  const id = await played('decline')
  const decision = await decisionOf('sme-sandbox', id)
  const { status, json } = await get('sme-sandbox', `/v1/decisions/${decision.id}/explanation`)
  expect(status).toBe(200)
  expect(json.reasons.map((one: { code: string }) => one.code)).toEqual(decision.reasons?.map(one => one.code))
  expect(json.reasons.length).toBeGreaterThan(0)
  for (const reason of json.reasons) {
    expect(reason.says.ko).not.toBe(reason.code)
    expect(reason.says.ko).not.toBe(reason.says.en)
  }
  expect(json.next_grade).not.toBeNull()
  const places = ['at_once', 'within_a_year', 'longer']
  const horizons = (json.raise as readonly { horizon: string }[]).map(step => places.indexOf(step.horizon))
  expect(horizons).toEqual([...horizons].sort())
  // Its office reads the same; another firm does not learn that it is there.
  expect((await get('sandbox-officer', `/v1/decisions/${decision.id}/explanation`)).json).toEqual(json)
  expect((await get('sme-laser', `/v1/decisions/${decision.id}/explanation`)).status).toBe(404)
})

test('before it is decided the firm is told nothing, while the office reads what the rules recommend', async () => {
  const id = await played('refer')
  const decision = await decisionOf('sandbox-officer', id)
  const told = await get('sme-sandbox', `/v1/decisions/${decision.id}/explanation`)
  expect([told.status, told.json.errors[0].code]).toEqual([404, 'decision_missing'])
  const read = await get('sandbox-officer', `/v1/decisions/${decision.id}/explanation`)
  expect(read.status).toBe(200)
  expect(read.json.reasons.map((one: { kind: string }) => one.kind)).toContain('refer')
})
