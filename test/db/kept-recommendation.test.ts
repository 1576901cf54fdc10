/** The one write of a recommendation: a limit that begins with it, one that several begin at once, one too small. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { keepRecommendation } from '../../src/appraisal/store.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { type Fresh, freshDatabase } from './fresh.ts'
import { asPlace, plantParties } from './planted.ts'

const system = systemActor('test')
let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  await plantParties(fresh.superuser)
}, 60_000)
afterAll(() => fresh.close(), 60_000)

async function markedCase(): Promise<string> {
  const id = uuid7()
  await asPlace(fresh.superuser, client =>
    client.query(
      `insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
       values ($1, 'firm-one', 'bank-one', 'office-001', 'marked', '{}', '{}', 'bank')`,
      [id],
    ),
  )
  return id
}

const own = (key: string, amount: string) => ({ scope: 'firm', code: 'own', key, amount, version: '1' })
const opened = (key: string, cap: string, used: string) => ({ scope: 'firm', code: 'own', key, cap, used })

/** Keeps a recommendation of an amount for a case, beginning the limit of its firm. */
async function kept(caseId: string, key: string, amount: string, cap: string, used: string): Promise<string | null> {
  const decision = {
    ...{ id: uuid7(), record: '{}', digest: uuid7(), facts: {}, editions: [], grade: 'BBB', recommended: 'approve' },
    ...{ amount, level: 'branch_head', quorum: 1 },
  }
  return await fresh.database.transaction(system, tx =>
    keepRecommendation(tx, {
      ...{ at: '2026-03-02T00:00:00Z', day: '2026-03-02', expires: '2026-05-01', outcome: uuid7(), supersedes: null },
      ...{ stops: [], published: 0 },
      case: { id: caseId, state: 'recommended', version: 2, expected: 1, holder: null, is_person_asked: false },
      events: [{ sequence: 2, type: 'recommended', body: {}, person: 'person-officer' }],
      decision,
      wanted: [own(key, amount)],
      opened: [opened(key, cap, used)],
    }),
  )
}

const limitOf = async (key: string) => {
  const { rows } = await fresh.database.transaction(system, tx =>
    sql<{ used: string; reserved: string; version: string; held: string }>`
      select used, reserved, version, (select coalesce(sum(amount), 0) from app.reservations r
        where r.key = l.key and r.state = 'pending') as held
      from app.limits l where key = ${key}`.execute(tx),
  )
  return rows
}
const stateOf = async (id: string) =>
  (
    await asPlace(fresh.superuser, client =>
      client.query<{ state: string; events: number; decisions: number }>(
        `select state, (select count(*)::int from app.case_events where case_id = c.id) as events,
           (select count(*)::int from app.decisions where case_id = c.id) as decisions
         from app.cases c where id = $1`,
        [id],
      ),
    )
  ).rows[0]

test('a limit that nobody had promised anything in begins with the promise in it, up to its cap', async () => {
  const id = await markedCase()
  expect(await kept(id, 'begun', '70', '100', '30')).toBeNull()
  expect(await limitOf('begun')).toEqual([{ used: '30', reserved: '70', version: '2', held: '70' }])
  expect(await stateOf(id)).toEqual({ state: 'recommended', events: 1, decisions: 1 })
})

test('a promise that does not fit in the limit it would begin is refused, and nothing of it is kept', async () => {
  const id = await markedCase()
  expect(await kept(id, 'too-small', '71', '100', '30')).toBe('firm:own:too-small')
  expect(await limitOf('too-small')).toEqual([])
  expect(await stateOf(id)).toEqual({ state: 'marked', events: 0, decisions: 0 })
})

test('of several that begin one limit at once, one does; the others are told, and run the way again', async () => {
  const cases = await Promise.all(Array.from({ length: 6 }, markedCase))
  const answers = await Promise.all(cases.map(id => kept(id, 'raced', '10', '100', '0')))
  expect(answers.filter(answer => answer === null)).toHaveLength(1)
  expect(new Set(answers)).toEqual(new Set([null, 'firm:own:raced']))
  expect(await limitOf('raced')).toEqual([{ used: '0', reserved: '10', version: '2', held: '10' }])
})

test('a case that somebody changed meanwhile keeps nothing of a recommendation', async () => {
  const id = await markedCase()
  expect(await kept(id, 'first', '10', '100', '0')).toBeNull()
  expect(await kept(id, 'second', '10', '100', '0')).toBe('version')
  expect(await limitOf('second')).toEqual([])
  expect(await stateOf(id)).toEqual({ state: 'recommended', events: 1, decisions: 1 })
})

test('outside of transactions of requests a table changed under a prepared statement is asked anew', async () => {
  const { plain } = fresh.database
  const asked = (tx: typeof plain) => sql<object>`select * from app.limits where key = ${'begun'}`.execute(tx)
  // One connection for both, so that it has prepared the statement.
  const columns = await plain.connection().execute(async tx => {
    const before = await asked(tx)
    await asPlace(fresh.superuser, client => client.query('alter table app.limits add column planted text'))
    try {
      const after = await asked(tx)
      return [before, after].map(({ rows }) => Object.keys(rows[0] ?? {}).includes('planted'))
    } finally {
      await asPlace(fresh.superuser, client => client.query('alter table app.limits drop column planted'))
    }
  })
  expect(columns).toEqual([false, true])
})
