/** What pages need so as to show neither codes nor ids: the words of the rules, and the firm's name in a list. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseFile, contentOf, sandboxToken } from '../../src/cli/faults/cases.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { keyed, tokenOf } from './tenants.ts'

let house: House
beforeAll(async () => {
  house = await openHouse(mkdtempSync(join(tmpdir(), 'tg-words-')), () => undefined)
}, 120_000)
afterAll(async () => await house?.close())

const get = async (url: string, token: string | null) => {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  const answer = await house.server.inject({ method: 'GET', url, headers })
  return { status: answer.statusCode, json: answer.json() }
}

test('the rules’ words are told by key in three languages; a key without words is left out', async () => {
  const keys = 'clause.general.operating.says,programme.technology_guarantee.name,clause.nowhere.says'
  const { status, json } = await get(`/v1/words?keys=${keys}`, tokenOf(house, 'bank-hangang'))
  expect(status).toBe(200)
  expect(json.items.map((one: { key: string }) => one.key)).toEqual(keys.split(',').slice(0, 2))
  expect(json.items[0].words).toEqual({
    ko: '휴업 또는 폐업 상태가 아닐 것',
    en: 'The business is neither suspended nor closed.',
    zh: '企业不处于停业或歇业状态。',
  })
})

test('words are asked for by name, a hundred at most, by whoever is logged in', async () => {
  const bank = tokenOf(house, 'bank-hangang')
  const many = Array.from({ length: 101 }, (_, at) => `k${at}`).join(',')
  for (const query of ['', '?keys=', `?keys=${many}`, '?keys=a%20b', '?keys=a&day=2026-02-30'])
    expect((await get(`/v1/words${query}`, bank)).status, query).toBe(400)
  expect((await get('/v1/words?keys=a', null)).status).toBe(401)
})

test('a list of cases has the firm’s name as it was handed in', async () => {
  const token = sandboxToken(house.tokens)
  const content = contentOf(caseFile())
  const firm = (content as { party: { firm: { id: string } } }).party.firm.id
  for (const names of [{ [firm]: { ko: '여울', en: 'Yeoul' } }, {}]) {
    const made = await house.server.inject({
      method: 'POST',
      url: '/v1/cases',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...keyed() },
      payload: JSON.stringify({ content, names }),
    })
    expect(made.statusCode, made.body).toBe(201)
  }
  const { json } = await get('/v1/cases?limit=2', token)
  expect(json.items.map((one: { firm_names: unknown }) => one.firm_names)).toEqual([null, { ko: '여울', en: 'Yeoul' }])
})
