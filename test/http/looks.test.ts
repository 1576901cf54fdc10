/** Whoever looks at what runs over the book came to leaves an entry in the log: by every route that shows it. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { asOwner, keyed, type Tenant, tenant, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-looks-'))
const faults: string[] = []
let house: House
let one: Tenant
beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  one = await tenant(house, folder, {
    ...{ firm: 'firm-901', bank: 'bank-901', office: 'office-demo-seoul', amount: '311111000' },
  })
}, 120_000)
afterAll(async () => {
  await house?.close()
  expect(faults).toEqual([])
}, 60_000)

async function ask(who: string, method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown, etag?: string) {
  const answer = await house.server.inject({
    ...{ method, url },
    headers: {
      authorization: `Bearer ${tokenOf(house, who)}`,
      ...(method === 'POST' ? keyed() : {}),
      ...(etag === undefined ? {} : { 'if-match': etag }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, json: answer.json(), headers: answer.headers }
}
/** What is asked for must be had, before anybody looks at it. */
async function made(method: 'POST' | 'PUT', url: string, body?: unknown) {
  const answer = await ask('risk-officer', method, url, body)
  if (answer.status >= 300) throw new Error(`${url}: ${answer.status} ${JSON.stringify(answer.json)}`)
  return answer.json
}
type Entry = { readonly person: string; readonly action: string; readonly subject: string }
/** How far the log is, and what has come to it since. */
const last = () =>
  asOwner(folder, async client => {
    const { rows } = await client.query<{ at: string }>('select coalesce(max(sequence), 0) as at from app.audit_leaves')
    return rows[0]?.at ?? '0'
  })
const since = (place: string): Promise<readonly Entry[]> =>
  asOwner(folder, async client => {
    const text = 'select person, action, subject from app.audit_leaves where sequence > $1 order by sequence'
    return (await client.query<Entry>(text, [place])).rows
  })

test('each look at a run or a challenger leaves one entry; refused, or at one’s own under way, none', async () => {
  const replay = (await made('POST', '/v1/replays')).id as string
  const numbers = JSON.parse(readFileSync('rules/terms/2026-01.json', 'utf8'))
  const draft = { ...numbers, edition: '2099-01', in_force_from: '2099-01-01' }
  const impact = (await made('POST', '/v1/rules/impacts', { kind: 'terms', edition: '2099-01', numbers: draft })).id
  await made('POST', '/v1/rules/editions', { kind: 'terms', edition: '2098-01', in_force_from: '2098-01-01' })
  const shadow = (await made('POST', '/v1/rules/shadows', { kind: 'terms', edition: '2098-01', reason: 'To see.' })).id
  const decided = `/v1/rules/impacts/${impact}/decisions/${one.decision}`
  const looks: Readonly<Record<string, readonly [string, string]>> = {
    '/v1/replays/{run_id}': [`/v1/replays/${replay}`, `run:${replay}`],
    '/v1/runs': ['/v1/runs', 'runs'],
    '/v1/runs/{run_id}': [`/v1/runs/${impact}`, `run:${impact}`],
    '/v1/rules/impacts/{run_id}': [`/v1/rules/impacts/${impact}`, `run:${impact}`],
    '/v1/rules/impacts/{run_id}/moves': [`/v1/rules/impacts/${impact}/moves`, `run:${impact}`],
    '/v1/rules/impacts/{run_id}/decisions/{decision}': [decided, `decision:${one.decision}`],
    '/v1/rules/shadows/{shadow_id}': [`/v1/rules/shadows/${shadow}`, `shadow:${shadow}`],
    '/v1/rules/shadows/{shadow_id}/comparisons': [`/v1/rules/shadows/${shadow}/comparisons`, `shadow:${shadow}`],
  }
  // Every route that reads a run is among them; the list of challengers says nothing of any case.
  const AWAITED = ['/v1/replays/{run_id}', '/v1/rules/impacts/{run_id}']
  const READS = ['run.read', 'impact.read', 'shadow.read']
  const routes = house.routes.filter(({ method, action }) => method === 'GET' && READS.includes(action))
  const paths = routes.map(route => route.path).filter(path => path !== '/v1/rules/shadows')
  expect(Object.keys(looks).sort()).toEqual([...paths].sort())
  for (const { path, action } of routes) {
    const [url, subject] = looks[path] ?? []
    if (url === undefined) continue
    for (const who of ['risk-officer', 'auditor']) {
      const place = await last()
      expect([url, who, (await ask(who, 'GET', url)).status]).toEqual([url, who, 200])
      // Nothing has come of any run yet; who asked for one waits for it.
      const isProgress = path.startsWith('/v1/runs') || (who === 'risk-officer' && AWAITED.includes(path))
      const told = isProgress ? [] : [{ person: `person-demo-${who}`, action, subject }]
      expect([url, await since(place)]).toEqual([url, told])
    }
    const place = await last()
    for (const who of ['officer-seoul', 'bank-hangang', 'sme-laser'])
      expect([url, who, (await ask(who, 'GET', url)).status >= 403]).toEqual([url, who, true])
    expect((await since(place)).filter(entry => entry.action === action)).toEqual([])
  }
  // What a run came to is shown by whichever address, and one that was stopped is awaited no more.
  await made('POST', `/v1/runs/${impact}/cancel`)
  await asOwner(folder, client =>
    client.query(
      `update app.runs set state = 'done', result = '{}', result_digest = 'sha256:${'0'.repeat(64)}',
      parts_done = parts, ended_at = now() where id = $1`,
      [replay],
    ),
  )
  for (const url of ['/v1/runs', `/v1/runs/${replay}`, `/v1/rules/impacts/${impact}`]) {
    const place = await last()
    expect([url, (await ask('risk-officer', 'GET', url)).status]).toEqual([url, 200])
    expect([url, (await since(place)).length]).toEqual([url, 1])
  }
  const nowhere = '01890a5d-ac96-774b-bcce-b302099a8057'
  const place = await last()
  for (const url of [`/v1/runs/${nowhere}`, `/v1/replays/${nowhere}`, `/v1/rules/impacts/${nowhere}`])
    expect([url, (await ask('auditor', 'GET', url)).status]).toEqual([url, 404])
  expect(await since(place)).toEqual([])
}, 60_000)
