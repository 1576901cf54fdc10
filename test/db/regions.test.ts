/**
 * Row-level security by region: two regions with two branches each, every approver before a case of each, in every
 * table of a case; what each may write; and mistakes planted in the policies, each of which is found.
 */
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/access/actor.ts'
import { systemActor } from '../../src/access/actor.ts'
import { SIGNING_ROLES } from '../../src/access/table.ts'
import { APP } from '../../src/platform/db/roles.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { type Fresh, freshDatabase } from './fresh.ts'
import { asPlace, type Planted, plantCase, plantParties } from './planted.ts'

/** A case in each branch: of the capital's the second, of the southeast's the first is before the committee. */
const BRANCHES = ['office-seoul', 'office-incheon', 'office-busan', 'office-ulsan'] as const
const [SEOUL, INCHEON, BUSAN, ULSAN] = BRANCHES
type Branch = (typeof BRANCHES)[number]
const PARTIES: Readonly<Record<Branch, string>> = {
  'office-seoul': 'of-seoul',
  'office-incheon': 'of-incheon',
  'office-busan': 'of-busan',
  'office-ulsan': 'of-ulsan',
}
/** Who acts, and whose branch's case they see; stated by hand. */
const SEEING: readonly (readonly [roles: string, party: string, person: string, sees: readonly Branch[]])[] = [
  ['branch_head', SEOUL, 'nobody', [SEOUL]],
  ['branch_head', INCHEON, 'nobody', [INCHEON]],
  ['branch_head', BUSAN, 'nobody', [BUSAN]],
  ['branch_head', ULSAN, 'nobody', [ULSAN]],
  ['officer', SEOUL, 'nobody', [SEOUL]],
  ['regional_head', 'region-capital', 'nobody', [SEOUL, INCHEON]],
  ['regional_head', 'region-southeast', 'nobody', [BUSAN, ULSAN]],
  ['committee_member', 'agency-001', 'nobody', [INCHEON, BUSAN]],
  // What is held goes with an officer to another branch, not with its head.
  ['officer', ULSAN, 'person-holding', [SEOUL, ULSAN]],
  ['branch_head', ULSAN, 'person-holding', [ULSAN]],
  ['committee_member,regional_head', 'region-capital', 'nobody', [SEOUL, INCHEON, BUSAN]],
  ['officer,appraiser', SEOUL, 'person-of-ulsan', [SEOUL, ULSAN]],
  // A region is headed in the region: neither in a branch of it nor in the agency it lies in.
  ['regional_head', SEOUL, 'nobody', []],
  ['regional_head', 'agency-001', 'nobody', []],
  ['branch_head', 'region-capital', 'nobody', []],
  ['admin', 'agency-001', 'nobody', []],
  ['', SEOUL, 'nobody', []],
  ['auditor', 'agency-001', 'nobody', BRANCHES],
  ['claims', 'agency-001', 'nobody', BRANCHES],
  ['finance', 'agency-001', 'nobody', BRANCHES],
  ['risk_officer', 'agency-001', 'nobody', BRANCHES],
]
/** Tables with one row of each case. */
const TABLES = [
  'case_events',
  'assignments',
  'sheets',
  'decisions',
  'signatures',
  'outcomes',
  'reservations',
  'gathered_facts',
  'papers',
  'paper_parts',
  'certificates',
] as const

let fresh: Fresh
let planted: Readonly<Record<Branch, Planted>>
beforeAll(async () => {
  fresh = await freshDatabase()
  await plantParties(fresh.superuser)
  await asPlace(fresh.superuser, async client => {
    await client.query(`insert into app.organisations (id, kind, parent, names) values
      ('agency-001', 'agency', null, '{}'),
      ('region-capital', 'region', 'agency-001', '{}'), ('region-southeast', 'region', 'agency-001', '{}'),
      ('office-seoul', 'office', 'region-capital', '{}'), ('office-incheon', 'office', 'region-capital', '{}'),
      ('office-busan', 'office', 'region-southeast', '{}'), ('office-ulsan', 'office', 'region-southeast', '{}')`)
    await client.query(`insert into app.persons (id, subject, names) values ('person-holding', 'holding', '{}')`)
    for (const which of Object.values(PARTIES)) {
      await client.query(
        `insert into app.organisations (id, kind, names) values ('bank-${which}', 'bank', '{}'),
          ('firm-${which}', 'firm', '{}')`,
      )
      await client.query(`insert into app.persons (id, subject, names) values ('person-${which}', '${which}', '{}')`)
    }
  })
  const made: [Branch, Planted][] = []
  for (const branch of BRANCHES) {
    const level = branch === INCHEON ? 'head_office_committee' : 'branch_head'
    made.push([branch, await plantCase(fresh.superuser, PARTIES[branch], branch, level)])
  }
  planted = Object.fromEntries(made) as Record<Branch, Planted>
  await asPlace(fresh.superuser, async client => {
    await client.query('update app.decisions set is_put_before_committee = true where id = $1', [
      planted[BUSAN].decision,
    ])
    await client.query(`update app.cases set holder = 'person-holding' where id = $1`, [planted[SEOUL].caseId])
  })
}, 60_000)
afterAll(() => fresh.close(), 60_000)

async function become(client: pg.Client, roles: string, party: string, person: string): Promise<void> {
  await client.query(`set local role ${APP}`)
  await client.query(
    `select set_config('app.kind', 'agency', true), set_config('app.party', $1, true),
       set_config('app.person', $2, true), set_config('app.roles', $3, true)`,
    [party, person, roles],
  )
}

/** In which tables somebody sees a stranger's rows or misses their own, after what is planted; undone at the end. */
async function wrong(plant: (client: pg.Client) => Promise<unknown> = async () => undefined): Promise<string[]> {
  const found: string[] = []
  await asPlace(fresh.superuser, async client => {
    await client.query('begin')
    await plant(client)
    for (const [roles, party, person, sees] of SEEING) {
      await become(client, roles, party, person)
      const who = `${roles} of ${party}`
      const { rows } = await client.query<{ id: string }>('select id from app.cases')
      const due = sees.map(branch => planted[branch].caseId)
      if (
        rows
          .map(row => row.id)
          .sort()
          .join() !== due.sort().join()
      )
        found.push(`cases: ${who}`)
      for (const table of TABLES) {
        const count = await client.query<{ n: number }>(`select count(*)::int as n from app.${table}`)
        // An appraiser sees of a case they mark their own sheet and assignment; here each case has but one.
        if (count.rows[0]?.n !== sees.length) found.push(`${table}: ${who}`)
      }
      const leaves = await client.query(`select 1 from app.audit_leaves where subject like 'case:%'`)
      if (leaves.rows.length !== (roles === 'auditor' ? BRANCHES.length : 0)) found.push(`audit_leaves: ${who}`)
      await client.query('reset role')
    }
    await client.query('rollback')
  })
  return found
}

/** Writes the text of a policy otherwise; what is to be replaced must be there. */
const rewritten = (table: string, policy: string, from: RegExp, to: string) => async (client: pg.Client) => {
  const { rows } = await client.query<{ text: string }>(
    `select pg_get_expr(polqual, polrelid) as text from pg_policy where polname = $1 and polrelid = $2::regclass`,
    [policy, `app.${table}`],
  )
  const text = rows[0]?.text ?? ''
  expect(text).toMatch(from)
  await client.query(`alter policy ${policy} on app.${table} using (${text.replace(from, to)})`)
}
const opened = (table: string, policy: string) => (client: pg.Client) =>
  client.query(`alter policy ${policy} on app.${table} using (app.is_house())`)

describe('what an approver sees where a query forgot to ask', () => {
  test('each of them the cases of the branch, of the region, or before the committee, in every table', async () => {
    expect(await wrong()).toEqual([])
  })
  test('the service’s own transactions say which roles somebody has', async () => {
    const seen = (roles: readonly Role[], party: string) =>
      fresh.database.transaction({ ...systemActor('test'), kind: 'agency', person: 'nobody', party, roles }, tx =>
        tx.selectFrom('app.cases').select('office').orderBy('office').execute(),
      )
    expect(await seen(['regional_head'], 'region-southeast')).toEqual([{ office: BUSAN }, { office: ULSAN }])
    expect(await seen(['committee_member'], 'agency-001')).toEqual([{ office: BUSAN }, { office: INCHEON }])
    expect(await seen([], 'region-southeast')).toEqual([])
  })
  test('the level the database takes for the committee’s is the one at which its members sign', async () => {
    const levels = Object.entries(SIGNING_ROLES).filter(([, role]) => role === 'committee_member')
    expect(levels.map(([level]) => level)).toEqual(['head_office_committee'])
    const { rows } = await asPlace(fresh.superuser, client =>
      client.query(`select prosrc from pg_proc where proname = 'is_for_committee'`),
    )
    expect(rows[0]?.prosrc).toContain(`'${levels[0]?.[0]}'`)
  })
  test.each([
    [
      'a region that is every region',
      rewritten('cases', 'own_cases', /o\.parent = \( SELECT app\.party\(\)[^)]*\)/, 'true'),
    ],
    ['a committee that sees every case', rewritten('cases', 'own_cases', /AND is_before_committee/, '')],
    [
      'a branch head who sees every branch',
      rewritten('cases', 'own_cases', /office = \( SELECT app\.party\(\)[^)]*\)/, 'true'),
    ],
    [
      'a branch head who takes cases along',
      rewritten(
        'cases',
        'own_cases',
        /acts_as\(VARIADIC ARRAY\['officer'::text\]\)/,
        `acts_as('officer', 'branch_head')`,
      ),
    ],
    [
      'a head of a branch who heads its region',
      rewritten('cases', 'own_cases', /ARRAY\['regional_head'::text\]/, `ARRAY['regional_head', 'branch_head']`),
    ],
    ['an agency that sees all, as before there were regions', opened('cases', 'own_cases')],
    ...(['case_events', 'decisions', 'gathered_facts', 'papers', 'certificates', 'sheets'] as const).map(
      table => [`every row of ${table}`, opened(table, 'of_own_cases')] as const,
    ),
    ...(['signatures', 'outcomes', 'reservations'] as const).flatMap(table => [
      [`every row of ${table} to read`, opened(table, 'of_own_decisions')] as const,
      [`every row of ${table} to write`, opened(table, 'written_by_the_house')] as const,
    ]),
    ['every assignment', opened('assignments', 'own_assignments')],
    ['every part of a paper', opened('paper_parts', 'of_own_papers')],
    ['the log', opened('audit_leaves', 'read_by_auditors')],
    [
      'an office whose region is not asked for',
      (client: pg.Client) =>
        client.query(`update app.organisations set parent = 'region-capital' where id = 'office-ulsan'`),
    ],
    [
      'a flag of the committee that is not kept',
      (client: pg.Client) =>
        client.query(`update app.cases set is_before_committee = true where office = 'office-seoul'`),
    ],
  ] as const)('planted and found: %s', async (_, plant) => {
    expect(await wrong(plant)).not.toEqual([])
    expect(await wrong()).toEqual([])
  })
})

describe('what an approver writes', () => {
  /** What comes of a statement of the head of the capital's region; undone. */
  const done = (text: string, ...values: readonly unknown[]): Promise<string> =>
    asPlace(fresh.superuser, async client => {
      await client.query('begin')
      await become(client, 'regional_head', 'region-capital', 'person-officer-2')
      try {
        const { rowCount } = await client.query(text, [...values])
        return `rows ${rowCount}`
      } catch (error) {
        return (error as { code: string }).code
      } finally {
        await client.query('rollback')
      }
    })
  const sign = (branch: Branch) =>
    done(
      `insert into app.signatures (decision, person, role, verdict)
       values ($1, 'person-two', 'regional_head', 'approve')`,
      planted[branch].decision,
    )
  const event = (branch: Branch) =>
    done(
      `insert into app.case_events (case_id, sequence, type, body) values ($1, 2, 'taken', '{}')`,
      planted[branch].caseId,
    )
  const change = (branch: Branch) =>
    done(`update app.cases set state = 'approved' where id = $1`, planted[branch].caseId)
  const move = (branch: Branch) => done(`update app.cases set office = $2 where id = $1`, planted[SEOUL].caseId, branch)

  test('signs, writes and changes in the own region, and nothing in another', async () => {
    for (const deed of [sign, event, change]) {
      expect([await deed(SEOUL), await deed(INCHEON)]).toEqual(['rows 1', 'rows 1'])
      for (const branch of [BUSAN, ULSAN]) expect(['42501', 'rows 0']).toContain(await deed(branch))
    }
    expect(await sign(ULSAN)).toBe('42501')
  })
  test('moves no case out of the region', async () => {
    expect([await move(INCHEON), await move(ULSAN)]).toEqual(['rows 1', '42501'])
  })
  test('a decision that takes the place of another decides whether the case is before the committee', async () => {
    const isBefore = async (client: pg.Client) =>
      (await client.query('select is_before_committee as it from app.cases where id = $1', [planted[INCHEON].caseId]))
        .rows[0].it
    await asPlace(fresh.superuser, async client => {
      await client.query('begin')
      expect(await isBefore(client)).toBe(true)
      const next = uuid7()
      await client.query(
        `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
           quorum)
         values ($1, $2, '{}', 'next', '{}', '{}', 'A', 'approve', 1, 'branch_head', 1)`,
        [next, planted[INCHEON].caseId],
      )
      await client.query('update app.decisions set superseded_by = $1 where id = $2', [next, planted[INCHEON].decision])
      expect(await isBefore(client)).toBe(false)
      await client.query('rollback')
    })
  })
})
