/**
 * Approvers of two regions with two branches each over HTTP: ids, numbers and lists swapped between regions, branches
 * and the committee answer as if they were not there, and not a byte of theirs is answered; by two locks, each alone.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACTIONS } from '../../src/access/table.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { asOwner, keyed, type Tenant, tenant, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-regions-'))
const faults: string[] = []
const [SEOUL, INCHEON, BUSAN, ULSAN] = [
  'office-demo-seoul',
  'office-demo-incheon',
  'office-demo-busan',
  'office-demo-ulsan',
] as const
const SEATS = [
  { office: SEOUL, firm: 'firm-901', bank: 'bank-901', amount: '311110000' },
  { office: INCHEON, firm: 'firm-902', bank: 'bank-902', amount: '322220000' },
  { office: BUSAN, firm: 'firm-903', bank: 'bank-903', amount: '333330000' },
  { office: ULSAN, firm: 'firm-904', bank: 'bank-904', amount: '344440000' },
] as const
/** Who asks, for which organisation, and whose cases they reach; Incheon's and Busan's are before the committee. */
const APPROVERS: readonly (readonly [persona: string, organisation: string, reach: readonly string[]])[] = [
  ['branch-head-seoul', SEOUL, [SEOUL]],
  ['branch-head-seoul', INCHEON, [INCHEON]],
  ['branch-head-busan', BUSAN, [BUSAN]],
  ['branch-head-busan', ULSAN, [ULSAN]],
  ['regional-head-1', 'region-demo-capital', [SEOUL, INCHEON]],
  ['regional-head-3', 'region-demo-southeast', [BUSAN, ULSAN]],
  ['committee-1', 'agency-demo', [INCHEON, BUSAN]],
]
let house: House
let tenants: readonly Tenant[]

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  await asOwner(folder, async client => {
    await client.query(`insert into app.organisations (id, kind, parent, names)
      select id, kind, parent, '{"ko":"x","en":"x","zh":"x"}' from (values
        ('office-demo-incheon', 'office', 'region-demo-capital'),
        ('office-demo-ulsan', 'office', 'region-demo-southeast'),
        ('bank-903', 'bank', null), ('bank-904', 'bank', null),
        ('firm-903', 'firm', null), ('firm-904', 'firm', null)) as o (id, kind, parent)`)
    await client.query(`insert into app.memberships (person, organisation, role) values
      ('person-demo-branch-head-seoul', 'office-demo-incheon', 'branch_head'),
      ('person-demo-branch-head-busan', 'office-demo-ulsan', 'branch_head')`)
  })
  const made: Tenant[] = []
  for (const seat of SEATS) made.push(await tenant(house, folder, seat))
  tenants = made
  await asOwner(folder, async client => {
    for (const { office, decision } of tenants)
      if (office === INCHEON || office === BUSAN)
        await client.query('update app.decisions set is_put_before_committee = true where id = $1', [decision])
  })
}, 120_000)
afterAll(async () => {
  await house?.close()
}, 60_000)

type Approver = (typeof APPROVERS)[number]
type Asked = { readonly method: 'GET' | 'POST'; readonly path: string; readonly payload?: unknown }
const REASON = { reason: 'Swapped.' }
/** Every route of an approver that names a case or what hangs on one; what ends something is not among the served. */
const ROUTES: readonly Asked[] = [
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
  { method: 'GET', path: '/v1/certificates/{certificate}' },
  { method: 'GET', path: '/v1/certificates/{certificate}/pdf' },
  { method: 'POST', path: '/v1/cases/{case}/take' },
  { method: 'POST', path: '/v1/cases/{case}/put-before-committee', payload: REASON },
  { method: 'POST', path: '/v1/cases/{case}/signatures', payload: { decision: '{decision}', verdict: 'approve' } },
]
const ENDING: readonly Asked[] = [
  { method: 'POST', path: '/v1/certificates/{certificate}/revoke', payload: REASON },
  { method: 'POST', path: '/v1/certificates/{certificate}/supersede', payload: REASON },
]
type Ids = Pick<Tenant, 'caseId' | 'decision' | 'paper' | 'certificate'>
const filled = (text: string, of: Ids): string =>
  text
    .replaceAll('{case}', of.caseId)
    .replaceAll('{decision}', of.decision)
    .replaceAll('{paper}', of.paper)
    .replaceAll('{certificate}', of.certificate)

const ask = ([persona, organisation]: Approver, { method, path, payload }: Asked, of: Ids) =>
  house.server.inject({
    method,
    url: filled(path, of),
    headers: {
      authorization: `Bearer ${tokenOf(house, persona)}`,
      'acting-for': organisation,
      ...(method === 'POST' ? keyed() : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: filled(JSON.stringify(payload), of) }),
  })

/** An answer without what was asked and the request's own number: what is left tells whether two are alike. */
const told = (body: string, of: Ids): string =>
  [of.caseId, of.decision, of.paper, of.certificate]
    .reduce((text, id) => text.replaceAll(id, 'ID'), body)
    .replaceAll(/"(?:request_id|instance)":"[^"]*"/g, '')

/** Everything that only one case holds. */
const secretsOf = (one: Tenant): readonly string[] => [
  ...[one.caseId, one.decision, one.paper, one.certificate, one.firm, one.bank, one.amount, `plan-of-${one.firm}`],
]

/** What of the answers is not as it is due, over every approver, case and route. */
async function wrong(routes: readonly Asked[]): Promise<{ found: string[]; served: number; missing: number }> {
  const found: string[] = []
  let [served, missing] = [0, 0]
  for (const approver of APPROVERS)
    for (const one of tenants) {
      const isReached = approver[2].includes(one.office)
      for (const route of routes) {
        const answer = await ask(approver, route, one)
        const name = `${approver[0]} of ${approver[1]}, ${route.method} ${route.path} of ${one.office}`
        if (answer.statusCode >= 500 || answer.statusCode === 401) found.push(`${name}: ${answer.statusCode}`)
        if (isReached) {
          served += 1
          if (answer.statusCode === 404) found.push(`${name}: missing`)
          continue
        }
        missing += 1
        if (answer.statusCode !== 404) found.push(`${name}: ${answer.statusCode}`)
        const bytes = secretsOf(one).filter(
          secret =>
            answer.body.includes(secret) && !filled(route.path + JSON.stringify(route.payload), one).includes(secret),
        )
        if (bytes.length > 0) found.push(`${name}: ${bytes.join(' ')}`)
        if (route.path.includes('{certificate}')) continue
        const nobody = { caseId: uuid7(), decision: uuid7(), paper: uuid7(), certificate: one.certificate }
        const none = await ask(approver, route, nobody)
        if (none.statusCode !== answer.statusCode || told(none.body, nobody) !== told(answer.body, one))
          found.push(`${name}: told from one that is not there`)
      }
    }
  return { found, served, missing }
}

/** What stands in lists that is not of the reader's reach, and what of their reach does not. */
async function wrongLists(): Promise<string[]> {
  const found: string[] = []
  for (const approver of APPROVERS)
    for (const path of ['/v1/cases', '/v1/certificates']) {
      // The pages one by one: a cursor leads to nothing that is not of the list.
      const ids: string[] = []
      let text = ''
      for (let next: string | null = ''; next !== null; ) {
        const answer = await ask(approver, { method: 'GET', path: `${path}?limit=1${next}` }, tenants[0] as Tenant)
        const page = answer.json() as { items: { id?: string; case_id?: string }[]; next: string | null }
        text += answer.body
        ids.push(...page.items.map(item => item.id ?? item.case_id ?? ''))
        next = page.next === null ? null : `&cursor=${page.next}`
      }
      const due = tenants.filter(one => approver[2].includes(one.office))
      const listed = tenants.filter(one => ids.includes(one.caseId))
      const name = `${approver[0]} of ${approver[1]}, ${path}`
      if (listed.length !== due.length || due.some(one => !listed.includes(one))) found.push(name)
      for (const one of tenants.filter(each => !due.includes(each)))
        for (const secret of secretsOf(one)) if (text.includes(secret)) found.push(`${name}: ${secret}`)
    }
  return found
}

describe('approvers of two regions', () => {
  test('reach the cases of their branch, their region, or the committee, and find no other to be there', async () => {
    const { found, served, missing } = await wrong(ROUTES)
    expect(found).toEqual([])
    expect([served, missing]).toEqual([10 * ROUTES.length, 18 * ROUTES.length])
    expect(await wrongLists()).toEqual([])
    expect(faults).toEqual([])
  }, 120_000)

  test('and with either lock open, the other one still holds what is not theirs', async () => {
    const roles = ['branch_head', 'regional_head', 'committee_member'] as const
    const grants = Object.values(ACTIONS).map(one => one.grants as Partial<Record<string, readonly string[]>>)
    const before = grants.map(one => roles.map(role => one[role]))
    try {
      for (const one of grants) for (const role of roles) if (one[role] !== undefined) one[role] = ['any']
      const opened = (await wrong(ROUTES)).found
      // What is the reader's own is served as before, or to a role that did not have it: nothing of a stranger's is.
      expect(opened).toEqual([])
      expect(await wrongLists()).toEqual([])
    } finally {
      grants.forEach((one, at) => {
        roles.forEach((role, place) => {
          const needed = before[at]?.[place]
          if (needed !== undefined) one[role] = needed
        })
      })
    }
    const policies = await asOwner(folder, async client => {
      const { rows } = await client.query<{ text: string }>(
        `select pg_get_expr(polqual, polrelid) as text from pg_policy where polname = 'own_cases'`,
      )
      await client.query('alter policy own_cases on app.cases using (app.is_house())')
      return rows[0]?.text ?? ''
    })
    expect((await wrong(ROUTES)).found).toEqual([])
    expect(await wrongLists()).toEqual([])
    // Both open: the search sees what it is there to see.
    const reading = ACTIONS['case.read'].grants as Partial<Record<string, readonly string[]>>
    const needed = reading['regional_head'] ?? []
    try {
      reading['regional_head'] = ['any']
      expect((await wrong(ROUTES.slice(0, 1))).found.join()).toContain('regional-head-1')
      expect((await wrongLists()).join()).toContain('regional-head-3')
    } finally {
      reading['regional_head'] = needed
      await asOwner(folder, client => client.query(`alter policy own_cases on app.cases using (${policies})`))
    }
    expect((await wrong(ROUTES.slice(0, 1))).found).toEqual([])
  }, 240_000)

  test('and end no certificate of another branch or region', async () => {
    const states = () =>
      asOwner(folder, async client => {
        const { rows } = await client.query<{ number: string; state: string }>(
          'select number, state from app.certificates',
        )
        return new Map(rows.map(row => [row.number, row.state]))
      })
    for (const approver of APPROVERS)
      for (const one of tenants.filter(each => !approver[2].includes(each.office)))
        for (const route of ENDING) expect((await ask(approver, route, one)).statusCode).toBe(404)
    const stood = await states()
    expect(tenants.map(one => stood.get(one.certificate))).toEqual(tenants.map(() => 'issued'))
    const [revoke] = ENDING as [Asked]
    const head = APPROVERS[4] as Approver
    expect((await ask(head, revoke, tenants[0] as Tenant)).statusCode).toBe(200)
    expect((await states()).get((tenants[0] as Tenant).certificate)).toBe('revoked')
  })
})
