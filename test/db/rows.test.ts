/**
 * Row-level security through the service's own role: what a query that forgot its `where` shows, and what it may
 * write.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Kind, Role } from '../../src/access/actor.ts'
import { systemActor } from '../../src/access/actor.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { asSystem } from '../../src/platform/db/elevated.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { type Fresh, freshDatabase } from './fresh.ts'
import { asPlace, type Planted, plantCase, plantParties } from './planted.ts'

let fresh: Fresh
let one: Planted
let two: Planted
beforeAll(async () => {
  fresh = await freshDatabase()
  await plantParties(fresh.superuser)
  one = await plantCase(fresh.superuser, 'one')
  two = await plantCase(fresh.superuser, 'two')
}, 60_000)
afterAll(() => fresh.close(), 60_000)

const acting = (kind: Kind, party: string, person = 'nobody', roles: readonly Role[] = []): Actor => ({
  ...systemActor('test'),
  kind,
  party,
  person,
  roles,
})
const count = async (tx: Tx, table: string): Promise<number> => {
  const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(tx)
  return Number(rows[0]?.n)
}
const seen = (actor: Actor, table: string): Promise<number> => fresh.database.transaction(actor, tx => count(tx, table))

/** Tables with rows of a case, and how many of the two cases' rows a bank sees in each: its own, or none at all. */
const OF_CASES = {
  'app.cases': 1,
  'app.case_events': 1,
  'app.assignments': 0,
  'app.sheets': 1,
  'app.decisions': 1,
  'app.signatures': 1,
  'app.outcomes': 1,
  'app.limits': 0,
  'app.reservations': 1,
  'app.gathered_facts': 1,
  'app.papers': 1,
  'app.paper_parts': 1,
  'app.certificates': 1,
  'app.idempotency': 1,
  'app.audit_leaves': 0,
  'app.webhook_endpoints': 1,
  'app.webhook_messages': 1,
  'app.webhook_deliveries': 1,
  'app.webhook_attempts': 1,
  'app.clients': 1,
  'app.client_keys': 1,
  'app.requests': 1,
} as const
/** Tables without rows of a case, with why they need no lock by row. */
const OPEN: Readonly<Record<string, string>> = {
  organisations: 'names of banks, firms and offices are told to all who take part',
  persons: 'read to resolve who acts, before anybody acts',
  memberships: 'read to resolve who acts, before anybody acts',
  passwords: 'read to resolve who acts, before anybody acts',
  audit_nodes: 'hashes alone',
  audit_order: 'hashes alone',
  audit_heads: 'hashes alone, and public',
}

describe('what a bank sees where a query forgot to ask for its own', () => {
  for (const [table, own] of Object.entries(OF_CASES)) {
    test(`a bank sees ${own === 0 ? 'nothing' : 'its own row and not the other bank’s'} in ${table}`, async () => {
      expect(await seen(acting('system', 'system'), table)).toBe(2)
      expect(await seen(acting('bank', 'bank-one', 'client-one'), table)).toBe(own)
      expect(await seen(acting('bank', 'bank-two', 'client-two'), table)).toBe(own)
    })
    test(`a bank of no case, the public and nobody at all see nothing in ${table}`, async () => {
      for (const actor of [acting('bank', 'bank-three'), acting('public', 'public'), acting('' as Kind, '')])
        expect(await seen(actor, table)).toBe(0)
    })
  }
  test('a bank’s row is the one of its own case', async () => {
    const rows = await fresh.database.transaction(acting('bank', 'bank-two'), tx =>
      tx.selectFrom('app.cases').select('id').execute(),
    )
    expect(rows).toEqual([{ id: two.caseId }])
  })
  test('an appraiser sees the case they are assigned to, and no colleague’s', async () => {
    expect(await seen(acting('appraiser', 'office-001', 'person-one'), 'app.cases')).toBe(1)
    expect(await seen(acting('appraiser', 'office-001', 'person-two'), 'app.sheets')).toBe(1)
    expect(await seen(acting('appraiser', 'office-001', 'person-officer'), 'app.cases')).toBe(0)
  })
  test('the owner of the tables is bound as well', async () => {
    const sees = (kind: string) =>
      asPlace(fresh.owner, async client => {
        await client.query(`set app.kind = '${kind}'; set app.party = 'bank-one'`)
        return (await client.query('select 1 from app.cases')).rows.length
      })
    expect([await sees(''), await sees('bank'), await sees('system')]).toEqual([0, 1, 2])
  })
  test('with row-level security taken off, the same query shows both: the test would see a leak', async () => {
    await asPlace(fresh.superuser, client => client.query('alter table app.papers disable row level security'))
    expect(await seen(acting('bank', 'bank-one'), 'app.papers')).toBe(2)
    await asPlace(fresh.superuser, client => client.query('alter table app.papers enable row level security'))
    expect(await seen(acting('bank', 'bank-one'), 'app.papers')).toBe(1)
  })
})

describe('what is written', () => {
  const refused = async (actor: Actor, work: (tx: Tx) => Promise<unknown>): Promise<string> => {
    try {
      await fresh.database.transaction(actor, work)
      return 'done'
    } catch (error) {
      return (error as { code?: string }).code ?? String(error)
    }
  }
  const sheet = (caseId: string, appraiser: string) => (tx: Tx) =>
    tx
      .insertInto('app.sheets')
      .values({ id: uuid7(), case_id: caseId, appraiser, body: '{}', digest: uuid7() })
      .execute()

  test('a bank opens no case of another bank', async () => {
    const write = (bank: string) => (tx: Tx) =>
      tx
        .insertInto('app.cases')
        .values({
          id: uuid7(),
          firm: 'firm-one',
          bank,
          office: 'office-001',
          state: 'drafted',
          content: '{}',
          names: '{}',
          asked_by: 'bank',
        })
        .execute()
    const undo = async (tx: Tx) => {
      await write('bank-one')(tx)
      await sql`delete from app.cases`.execute(tx)
    }
    expect(await refused(acting('bank', 'bank-one'), write('bank-two'))).toBe('42501')
    // Its own it opens; but nothing of a case can be deleted.
    expect(await refused(acting('bank', 'bank-one'), undo)).toBe('42501')
  })
  test('banks, firms and appraisers in another’s name do not mark', async () => {
    expect(await refused(acting('bank', 'bank-one', 'person-officer'), sheet(one.caseId, 'person-officer'))).toBe(
      '42501',
    )
    expect(await refused(acting('firm', 'firm-one', 'person-officer'), sheet(one.caseId, 'person-officer'))).toBe(
      '42501',
    )
    expect(await refused(acting('appraiser', 'office-001', 'person-one'), sheet(one.caseId, 'person-officer'))).toBe(
      '42501',
    )
  })
  test('the sandbox plays appraisers as the house, and the bank is itself again afterwards', async () => {
    const bank = acting('bank', 'bank-one')
    const kept = await fresh.database.transaction(
      bank,
      async tx => {
        await asSystem(tx, bank, () => sheet(one.caseId, 'person-officer')(tx))
        return [await count(tx, 'app.sheets'), await count(tx, 'app.limits')]
      },
      () => false,
    )
    expect(kept).toEqual([2, 0])
  })
  test('a decision, an event, a signature and a certificate stay as they were written', async () => {
    const house = acting('agency', 'office-001', 'nobody', ['officer'])
    const change = (text: string) => refused(house, tx => sql.raw(text).execute(tx))
    expect(await change(`update app.decisions set record = 'other'`)).toBe('23001')
    expect(await change(`update app.decisions set amount = amount + 1`)).toBe('23001')
    expect(await change(`update app.sheets set body = '{"a":1}'`)).toBe('23001')
    expect(await change(`update app.case_events set body = '{}'`)).toBe('42501')
    expect(await change('truncate app.case_events')).toBe('42501')
    expect(await change('delete from app.decisions')).toBe('42501')
    const asOwner = (text: string) =>
      asPlace(fresh.owner, client => client.query(`set app.kind = 'system'; ${text}`)).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
    expect(await asOwner(`update app.case_events set type = 'x'`)).toBe('23001')
    expect(await asOwner(`delete from app.signatures`)).toBe('23001')
  })
  test('nobody signs what they prepared', async () => {
    const sign = (person: string) => (tx: Tx) =>
      tx
        .insertInto('app.signatures')
        .values({ decision: one.decision, person, role: 'branch_head', verdict: 'approve' })
        .execute()
    const head = acting('agency', 'office-001', 'nobody', ['branch_head'])
    expect(await refused(head, sign('person-one'))).toBe('23001')
  })
})

test('every table of the house has forced row-level security, or a reason why it needs none', async () => {
  const { rows } = await asPlace(fresh.superuser, client =>
    client.query<{ name: string; is_forced: boolean; policies: string }>(
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as is_forced,
         (select count(*) from pg_policy p where p.polrelid = c.oid) as policies
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'app' and c.relkind in ('r', 'p') order by 1`,
    ),
  )
  const unlocked = rows.filter(row => !(row.is_forced && Number(row.policies) > 0)).map(row => row.name)
  expect(unlocked.filter(name => OPEN[name] === undefined)).toEqual([])
  expect(rows.length).toBeGreaterThanOrEqual(24)
})

test('the service’s role is no superuser, bypasses nothing, and owns no table', async () => {
  const { rows } = await asPlace(fresh.app, client =>
    client.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
         (select count(*)::int from pg_tables where schemaname = 'app' and tableowner = current_user) as tables
       from pg_roles where rolname = current_user`,
    ),
  )
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, tables: 0 }])
})
