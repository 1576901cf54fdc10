/** Licence terms over HTTP on a real PostgreSQL: who contributes, who asks, what is told, and what nobody learns. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { ok, refusal, refuse } from '../../src/kernel/result.ts'
import type { App } from '../../src/platform/http/app.ts'
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
  NOW,
  officesOf,
  peopled,
  sandboxBank,
} from '../flow/people.ts'
import { licence, onSales } from '../valuation/comparables/licences.ts'

const file = fixture('laser-rod-growth')
const content = contentOf(file)
const flow = flowOf(officesOf(content, new Set()))
const BANKS = [1, 2, 3, 4, 5, 6].map(number => `bank-20${number}`)
const PEOPLE: Readonly<Record<string, Actor>> = {
  firm: actor('firm', 'firm-103', 'person-103', ['sme']),
  officer: agent('officer', 1),
  risk: actor('agency', 'agency-1', 'person-risk-officer-1', ['risk_officer']),
  play: sandboxBank,
  appraiser: appraiserOf('person-901'),
  ...Object.fromEntries(BANKS.map(bank => [bank, actor('bank', bank, `client-${bank}`, ['bank'])])),
}

let fresh: Fresh
let app: App
let day: string = DAY

beforeAll(async () => {
  fresh = await freshDatabase()
  await peopled(fresh.database, ['firm-103'], [...BANKS, 'bank-103'])
  app = await buildServer({
    database: fresh.database,
    routes: flow.routes,
    authenticate: async (headers, _method, _url, _now, requestId) => {
      const found = PEOPLE[String(headers['authorization'] ?? '').replace('Bearer ', '')]
      return found === undefined ? refuse(refusal('unauthenticated')) : ok({ ...found, requestId })
    },
    now: () => new Date(NOW.getTime() + Date.parse(day) - Date.parse(DAY)),
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
      ...(method === 'POST' ? { 'idempotency-key': `comparables-${keys}` } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  const json = answer.body === '' ? null : JSON.parse(answer.body)
  const codes = (json?.errors ?? []).map((one: { code: string }) => one.code)
  return { said: [answer.statusCode, ...codes], json, text: answer.body }
}
const give = (who: string, terms: unknown) => ask(who, 'POST', '/v1/comparables', terms)
const RANGES = '/v1/comparables/ranges?ipc=H01S&exclusivity=exclusive'
const release = () => ask('risk', 'POST', '/v1/comparables/releases', {})
/** Royalties of six banks: each its own, and each three times, a month apart. */
const RATES = ['0.012', '0.021', '0.033', '0.041', '0.055', '0.09']
const given: Record<string, string[]> = {}

describe('an institution', () => {
  test('is told nothing until it contributed enough, and then what may be told of all', async () => {
    expect((await ask('bank-201', 'GET', RANGES)).said).toEqual([403, 'comparable_access_short'])
    for (const [at, bank] of BANKS.entries())
      for (const agreed_in of ['2025-01', '2025-02', '2025-03']) {
        const made = await give(bank, licence({ agreed_in, ...onSales(RATES[at] ?? '') }))
        expect(made.said).toEqual([201])
        expect(made.json).toMatchObject({ version: 1, state: 'standing', quality: { total: 92 }, contributed_on: DAY })
        given[bank] = [...(given[bank] ?? []), made.json.id]
      }
    // Nothing is told between releases, however much there is.
    const before = await ask('bank-201', 'GET', RANGES)
    expect([before.said, before.json]).toEqual([[200], { items: [], deals_min: 8, contributors_min: 5 }])
    const made = await release()
    expect([made.said, made.json.waiting, made.json.ranges.length]).toEqual([[201], 0, 1])
    const { json } = await ask('bank-201', 'GET', RANGES)
    // The second lowest of six lies from 0.02 to 0.03, the second highest from 0.05 to 0.07; eighteen of six, rounded.
    expect(json.items).toEqual([
      {
        ...{ measure: 'royalty_on_net_sales', section: 'H', exclusivity: 'exclusive', from: '0.02', to: '0.07' },
        ...{ deals_at_least: 15, contributors_at_least: 5, released_on: DAY, edition: '2026-01' },
      },
    ])
    expect((await ask('officer', 'GET', RANGES)).json).toEqual(json)
    expect((await ask('bank-202', 'GET', RANGES.replace('H01S', 'A61K'))).json.items).toEqual([])
  })

  test('lists, restates and withdraws its own, and another is not there', async () => {
    const [mine, theirs] = [given['bank-201']?.[0] ?? '', given['bank-202']?.[0] ?? '']
    const own = await ask('bank-201', 'GET', '/v1/comparables')
    expect(own.json.items.map((one: { id: string }) => one.id).toSorted()).toEqual(given['bank-201']?.toSorted())
    expect(own.json.access).toEqual({ may_ask: true, contributed: 3, needed: 3, since: '2024-04-14' })
    for (const [step, body] of [
      ['withdraw', { reason: 'Never signed.' }],
      ['versions', licence(onSales('0.9'))],
    ] as const) {
      const of = (id: string) => ask('bank-201', 'POST', `/v1/comparables/${id}/${step}`, body)
      expect((await of(theirs)).said).toEqual([404, 'comparable_missing'])
      if (step === 'withdraw') {
        expect((await of(mine)).json).toMatchObject({ version: 2, state: 'withdrawn', reason: 'Never signed.' })
        expect((await of(mine)).said).toEqual([409, 'comparable_withdrawn'])
        // What is withdrawn gives no access; what ranges counted of it stays as it was told.
        expect((await ask('bank-201', 'GET', RANGES)).said).toEqual([403, 'comparable_access_short'])
        expect((await ask('bank-202', 'GET', RANGES)).json.items).toHaveLength(1)
      } else expect((await of(mine)).json).toMatchObject({ version: 3, state: 'standing', reason: null })
    }
    const restated = (await ask('bank-201', 'GET', '/v1/comparables')).json.items
    expect(restated.find((one: { id: string }) => one.id === mine).terms.royalty.rate).toBe('0.9')
  })

  test('is told of its own repetition, and learns nothing of another by guessing its terms', async () => {
    const terms = licence({ agreed_in: '2025-02', ...onSales('0.021') })
    const again = await give('bank-202', terms)
    expect([again.said, again.json.errors[0].value]).toEqual([[409, 'comparable_repeated'], given['bank-202']?.[1]])
    const guessed = await give('bank-203', terms)
    const otherwise = await give('bank-203', { ...terms, ...onSales('0.0211') })
    const shape = ({ said, json }: typeof guessed) => [said, Object.keys(json), json.quality, json.version]
    expect(shape(guessed)).toEqual(shape(otherwise))
    // Whoever looks after quality sees the two, with who contributed them.
    expect((await ask('bank-203', 'GET', '/v1/comparables/duplicates')).said).toEqual([403, 'forbidden_role'])
    const { items } = (await ask('risk', 'GET', '/v1/comparables/duplicates')).json
    expect(items).toHaveLength(1)
    expect(items[0].comparables.map((one: { contributor: string }) => one.contributor)).toEqual([
      'bank-202',
      'bank-203',
    ])
  })

  test('has no part in it from the sandbox, and hands in nothing without a price', async () => {
    expect((await give('play', licence())).said).toEqual([409, 'comparable_sandbox'])
    expect((await give('bank-204', licence(onSales('0')))).said).toEqual([400, 'comparable_price_zero'])
  })
})

describe('a release', () => {
  test('comes after its months, and counts nothing that was counted, restated or not', async () => {
    day = '2026-07-13'
    expect((await release()).said).toEqual([409, 'comparable_release_early'])
    day = '2026-07-14'
    for (const bank of BANKS)
      for (const [at, id] of (given[bank] ?? []).entries())
        await ask(
          bank,
          'POST',
          `/v1/comparables/${id}/versions`,
          licence({ agreed_in: `2024-0${at + 1}`, ...onSales('0.5') }),
        )
    const made = await release()
    // Only what bank-203 contributed since waits, and it is of too few.
    expect([made.said, made.json.ranges, made.json.waiting]).toEqual([[201], [], 2])
    expect((await ask('bank-202', 'GET', RANGES)).json.items).toHaveLength(1)
    day = DAY
  })

  test('counts nothing twice in the database, which shows an institution its own alone', async () => {
    const counted = await fresh.database.transaction({ ...(PEOPLE['risk'] as Actor), kind: 'system' }, tx =>
      tx.selectFrom('app.comparable_counts').selectAll().execute(),
    )
    expect(counted).toHaveLength(18)
    await expect(
      fresh.database.transaction({ ...(PEOPLE['risk'] as Actor), kind: 'system' }, tx =>
        tx
          .insertInto('app.comparable_counts')
          .values(counted[0] as (typeof counted)[0])
          .execute(),
      ),
    ).rejects.toMatchObject({ code: '23505' })
    const seen = (who: string) =>
      fresh.database.transaction(PEOPLE[who] as Actor, async tx => [
        ...new Set(
          (await tx.selectFrom('app.comparables').select('contributor').execute()).map(one => one.contributor),
        ),
      ])
    expect(await seen('bank-201')).toEqual(['bank-201'])
    for (const who of ['risk', 'officer', 'appraiser', 'firm']) expect([who, await seen(who)]).toEqual([who, []])
  })
})

test('who values a case is shown the nearest without who contributed them, and that is kept as read', async () => {
  const drafted = await ask('firm', 'POST', '/v1/cases', {
    content: { ...content, limits: [] },
    ...{ names: file.names, consent: 'consent-103' },
  })
  const id = String(drafted.json.id)
  expect((await ask('firm', 'POST', `/v1/cases/${id}/submit`)).said).toEqual([200])
  expect((await ask('officer', 'POST', `/v1/cases/${id}/accept`)).said).toEqual([200])
  const { ipc, industry, stage, exclusivity, territory } = licence()
  const question = {
    subject: { ipc, industry, stage, exclusivity, territory, upfront: null, agreed_in: '2026-04' },
    ...{ base: 'net_sales', rates: {}, adjustments: [] },
  }
  const near = (who: string) => ask(who, 'POST', `/v1/cases/${id}/comparables`, question)
  expect((await near('firm')).said).toEqual([403, 'forbidden_role'])
  expect((await near('appraiser')).said).toEqual([404, 'subject_missing'])
  const found = await near('officer')
  expect(found.said).toEqual([200])
  expect(found.text).not.toContain('bank-20')
  // Six banks restated three licences alike, which are compared once; beside them bank-203 has two more.
  const why = (found.json.left_out as { why: string }[]).map(one => one.why)
  expect([found.json.used.length, why]).toEqual([5, Array(15).fill('duplicate')])
  const kept = await fresh.database.transaction(PEOPLE['risk'] as Actor, tx =>
    tx.selectFrom('app.comparable_readings').selectAll().execute(),
  )
  expect(kept).toMatchObject([
    {
      ...{ id: found.json.reading, case_id: id, person: 'person-officer-1', roles: ['officer'], edition: '2026-01' },
      shown: found.json.used.map((one: { id: string }) => one.id),
    },
  ])
})
