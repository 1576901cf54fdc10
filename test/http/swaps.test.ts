/** Ids, numbers and cursors swapped between two tenants, two thousand times: not a byte of the other's is answered. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { asOwner, keyed, type Tenant, tenant, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-swaps-'))
const faults: string[] = []
let house: House
type Side = {
  readonly token: string
  readonly mine: Tenant
  readonly theirs: Tenant
  readonly secrets: readonly string[]
}
let sides: readonly Side[]
const SWAPS = 2_000

/** Everything that only the other side's case holds: ids, parties, amounts, digests; never what one sent oneself. */
async function secretsOf(one: Tenant): Promise<readonly string[]> {
  const answer = await house.server.inject({
    method: 'GET',
    url: `/v1/decisions/${one.decision}`,
    headers: { authorization: `Bearer ${tokenOf(house, 'auditor')}` },
  })
  const { digest } = answer.json() as { readonly digest: string }
  return [
    one.caseId,
    one.decision,
    one.certificate,
    one.paper,
    one.firm,
    one.bank,
    one.amount,
    digest,
    `plan-of-${one.firm}`,
  ]
}

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  const made: Tenant[] = []
  for (const [number, amount] of [
    [901, '311111000'],
    [902, '322222000'],
  ] as const) {
    const seat = { firm: `firm-${number}`, bank: `bank-${number}`, office: 'office-demo-seoul', amount }
    made.push(await tenant(house, folder, seat), await tenant(house, folder, seat))
  }
  const [one, , two] = made as [Tenant, Tenant, Tenant, Tenant]
  const secrets = await Promise.all(made.map(secretsOf))
  const side = (token: string, mine: Tenant, theirs: Tenant, from: number): Side => ({
    token,
    mine,
    theirs,
    secrets: [...new Set([...(secrets[from] ?? []), ...(secrets[from + 1] ?? [])])],
  })
  const machine = (bank: string) =>
    house.tokens.clients.find(client => client.organisation === bank)?.access_token ?? ''
  sides = [
    side(tokenOf(house, 'bank-hangang'), one, two, 2),
    side(machine('bank-901'), one, two, 2),
    side(tokenOf(house, 'sme-laser'), one, two, 2),
    side(tokenOf(house, 'bank-nakdong'), two, one, 0),
    side(machine('bank-902'), two, one, 0),
    side(tokenOf(house, 'sme-battery'), two, one, 0),
  ]
}, 120_000)
afterAll(async () => {
  await house?.close()
}, 60_000)

type Asked = { readonly method: 'GET' | 'POST' | 'PUT'; readonly url: string; readonly payload?: unknown }
const inject = (token: string, { method, url, payload }: Asked) =>
  house.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? keyed() : {}),
      ...(method === 'PUT' ? { 'if-match': '"1"' } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })

/** Routes with one's own parameters, each of which may be put in the other tenant's place. */
const PLACES: readonly { readonly method: 'GET' | 'POST'; readonly path: string; readonly payload?: unknown }[] = [
  { method: 'GET', path: '/v1/cases/{case}' },
  { method: 'GET', path: '/v1/cases/{case}/events' },
  { method: 'GET', path: '/v1/cases/{case}/facts' },
  { method: 'GET', path: '/v1/cases/{case}/decisions' },
  { method: 'GET', path: '/v1/cases/{case}/grade' },
  { method: 'GET', path: '/v1/cases/{case}/papers' },
  { method: 'GET', path: '/v1/cases/{case}/certificates' },
  { method: 'GET', path: '/v1/cases/{case}/assignments' },
  { method: 'GET', path: '/v1/cases/{case}/sheets' },
  { method: 'GET', path: '/v1/decisions/{decision}' },
  { method: 'GET', path: '/v1/papers/{paper}' },
  { method: 'GET', path: '/v1/papers/{paper}/content' },
  { method: 'GET', path: '/v1/certificates/{certificate}' },
  { method: 'GET', path: '/v1/certificates/{certificate}/pdf' },
  { method: 'GET', path: '/v1/organisations/{firm}' },
  { method: 'GET', path: '/v1/organisations/{bank}/members' },
  { method: 'POST', path: '/v1/cases/{case}/submit' },
  { method: 'POST', path: '/v1/cases/{case}/withdraw', payload: { reason: 'Swapped.' } },
  { method: 'POST', path: '/v1/cases/{case}/object', payload: { reason: 'Swapped.' } },
  { method: 'POST', path: '/v1/papers/{paper}/complete' },
]
/** Lists, which are given the other side's cursor. */
const LISTS = [
  '/v1/cases?limit=1',
  '/v1/certificates?limit=1',
  '/v1/cases/{case}/papers?limit=1',
  '/v1/cases/{case}/certificates?limit=1',
]

const filled = (path: string, of: Tenant): string =>
  path
    .replace('{case}', of.caseId)
    .replace('{decision}', of.decision)
    .replace('{paper}', of.paper)
    .replace('{certificate}', of.certificate)
    .replace('{firm}', of.firm)
    .replace('{bank}', of.bank)

/** Secrets that stand in an answer and did not come with the question. */
const foreign = (body: string, url: string, secrets: readonly string[]): readonly string[] =>
  secrets.filter(secret => body.includes(secret) && !url.includes(secret))

test('the search finds the other side`s bytes where they are', async () => {
  for (const { token, mine, theirs } of sides) {
    const own = await inject(token, { method: 'GET', url: `/v1/cases/${mine.caseId}` })
    expect(own.statusCode).toBe(200)
    expect(foreign(own.body, '', await secretsOf(mine)).length).toBeGreaterThan(3)
    expect(foreign(own.body, '', await secretsOf(theirs))).toEqual([])
    const list = await inject(token, { method: 'GET', url: '/v1/cases?limit=1' })
    expect(list.json().next).not.toBeNull()
  }
})

test('2,000 swaps of ids, numbers and cursors between two tenants give no foreign byte', async () => {
  const cursors = new Map<string, string>()
  for (const { token, mine } of sides)
    for (const list of LISTS) {
      const answer = await inject(token, { method: 'GET', url: filled(list, mine) })
      const { next } = answer.json() as { readonly next: string | null }
      if (next !== null) cursors.set(`${mine.bank} ${list}`, next)
    }
  expect(cursors.size).toBeGreaterThanOrEqual(4)
  const before = await asOwner(folder, client => client.query('select id, version, state from app.cases order by id'))
  const swap = fc.record({
    side: fc.integer({ min: 0, max: sides.length - 1 }),
    place: fc.integer({ min: 0, max: PLACES.length - 1 }),
    isCursor: fc.integer({ min: 0, max: 4 }).map(one => one === 0),
    list: fc.integer({ min: 0, max: LISTS.length - 1 }),
    isUpper: fc.boolean(),
    hasOwnBeside: fc.boolean(),
  })
  const found: string[] = []
  const statuses = new Map<number, number>()
  let tried = 0
  for (const one of fc.sample(swap, { numRuns: SWAPS, seed: 20261122 })) {
    const { token, mine, theirs, secrets } = sides[one.side] as Side
    const place = PLACES[one.place] as (typeof PLACES)[number]
    const list = LISTS[one.list] as string
    const cursor = cursors.get(`${theirs.bank} ${list}`) ?? [...cursors.values()][0] ?? ''
    // A cursor of theirs on a list of one's own, or of theirs; or an id of theirs, as given or written otherwise.
    const target = filled(one.isCursor ? list : place.path, one.isCursor && one.hasOwnBeside ? mine : theirs)
    const written = one.isUpper && !one.isCursor ? target.replace(/[0-9a-f-]{36}/, id => id.toUpperCase()) : target
    const url = one.isCursor ? `${written}&cursor=${cursor}` : written
    const payload = one.isCursor ? undefined : place.payload
    const method = one.isCursor ? ('GET' as const) : place.method
    const answer = await inject(token, { method, url, ...(payload === undefined ? {} : { payload }) })
    tried += 1
    statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
    const bytes = foreign(answer.body + JSON.stringify(answer.headers), url.toLowerCase() + url, secrets)
    // An id of theirs is answered as one that is not there; a cursor names a place in one's own list alone.
    const isAsDue = one.isCursor ? [200, 400, 404].includes(answer.statusCode) : answer.statusCode >= 400
    if (bytes.length > 0 || !isAsDue || answer.statusCode >= 500)
      found.push(`${method} ${url}: ${answer.statusCode} ${bytes.join(' ')}`)
  }
  expect(found).toEqual([])
  expect(faults).toEqual([])
  expect(tried).toBe(SWAPS)
  expect(statuses.get(404) ?? 0).toBeGreaterThan(SWAPS / 2)
  const after = await asOwner(folder, client => client.query('select id, version, state from app.cases order by id'))
  expect(after.rows).toEqual(before.rows)
}, 180_000)
