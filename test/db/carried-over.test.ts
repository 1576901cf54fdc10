/** What was kept before a migration that changes the shape of rows, and what is read of it afterwards. */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatheredOf } from '../../src/application/facts/store.ts'
import { migrate, migrations } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/open.ts'
import { OWNER } from '../../src/platform/db/roles.ts'
import { type Fresh, freshDatabase } from './fresh.ts'
import { asPlace } from './planted.ts'

const NAME = `carried_${process.pid}_${Date.now()}`
const PLAYED = `${NAME}_played`
const GRADED = `${NAME}_graded`
let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  for (const name of [NAME, PLAYED, GRADED])
    await asPlace(fresh.superuser, client => client.query(`create database ${name} owner ${OWNER}`))
}, 60_000)
afterAll(async () => {
  for (const name of [NAME, PLAYED, GRADED])
    await asPlace(fresh.superuser, client => client.query(`drop database ${name} with (force)`))
  await fresh.close()
}, 60_000)

const id = (last: number) => `0199a000-0000-7000-8000-${String(last).padStart(12, '0')}`
const [CASE, OTHER] = [id(1), id(2)]
const FIRST = '2026-03-01T00:00:00Z'
const LATER = '2026-03-02T00:00:00Z'
/** Two readings of one moment, one of them read again later, and another case's. */
const READ = [
  [id(11), CASE, 'tax_arrears', null, 'tax_office', 'unavailable', 3, FIRST],
  [id(12), CASE, 'credit_default', 'false', 'credit_bureau', 'known', 1, FIRST],
  [id(13), CASE, 'tax_arrears', 'true', 'tax_office', 'known', 4, LATER],
  [id(14), OTHER, 'tax_arrears', '"unclear"', 'tax_office', 'known', 1, FIRST],
] as const
const CONTENT = '{"b":[1,{"글":"왕"}],"a":"x"}'

async function plant(client: pg.Client): Promise<void> {
  // Rows alone: what they point to does not matter here.
  await client.query('set session_replication_role = replica')
  for (const row of READ)
    await client.query(
      `insert into app.gathered_facts (id, case_id, fact, value, source, state, attempts, at, as_of, valid_until,
         consent)
       values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, '2026-02-28', '2026-05-31', 'consent-1')`,
      [...row],
    )
  await client.query(
    `insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
     values ($1, 'f', 'b', 'o', 'drafted', $2, '{}', 'firm')`,
    [CASE, CONTENT],
  )
  await client.query(
    `insert into app.sheets (id, case_id, appraiser, body, digest) values ($1, $2, 'person', $3, 'd')`,
    [randomUUID(), CASE, CONTENT],
  )
}

test('readings kept one by one, contents and sheets are read after 0019 as they were kept before it', async () => {
  const [owner, app, superuser] = [fresh.owner, fresh.app, fresh.superuser].map(place => ({ ...place, database: NAME }))
  if (owner === undefined || app === undefined || superuser === undefined) throw new Error('three places')
  await asPlace(owner, client =>
    migrate(
      client,
      migrations().filter(one => one.name < '0019'),
    ),
  )
  await asPlace(superuser, plant)
  await asPlace(owner, client => migrate(client))
  const database = await openDatabase({ owner, app, isMigrating: false })
  try {
    const read = (of: string) => database.plain.transaction().execute(tx => gatheredOf(tx, of))
    const dates = { as_of: '2026-02-28', valid_until: '2026-05-31', consent: 'consent-1' }
    expect(await read(CASE)).toEqual([
      {
        fact: 'credit_default',
        value: false,
        source: 'credit_bureau',
        state: 'known',
        attempts: 1,
        ...dates,
        at: FIRST,
      },
      { fact: 'tax_arrears', value: true, source: 'tax_office', state: 'known', attempts: 4, ...dates, at: LATER },
    ])
    expect((await read(OTHER)).map(one => [one.value, one.at])).toEqual([['unclear', FIRST]])
    const { rows } = await asPlace(superuser, client =>
      client.query(
        `select (select count(*)::int from app.gathered_facts) as kept, c.content, s.body
         from app.cases c join app.sheets s on s.case_id = c.id`,
      ),
    )
    expect(rows).toEqual([{ kept: 3, content: JSON.parse(CONTENT), body: JSON.parse(CONTENT) }])
  } finally {
    await database.close()
  }
}, 60_000)

/** Guarantees with fees of 100 and 70 received, of which 30 went back, where the sandbox shared the cash. */
async function plantCash(client: pg.Client): Promise<void> {
  await client.query('set session_replication_role = replica')
  const cases = [
    [id(21), true, 100],
    [id(22), false, 70],
  ] as const
  for (const [guarantee, isSandbox, received] of cases) {
    await client.query(
      `insert into app.guarantees (id, number, case_id, decision, firm, bank, office, is_sandbox, kind, state, version,
         programme, grade, loan, amount, ratio, fee_rate, term_months, held, balance, begun_on, life)
       values ($1::uuid, 'TG-2026-' || right($1::text, 7), $1::uuid, $1::uuid, 'f', 'b', 'o', $2, 'individual',
         'in_force', 1, 'p', 'A', 10, 8, '0.8', '0.01', 12, 0, 0, '2026-03-01', '{}')`,
      [guarantee, isSandbox],
    )
    for (const [name, debit, credit, amount] of [
      ['in', 'cash', 'fees_receivable', received],
      ['back', 'unearned_fees', 'cash', 30],
    ] as const) {
      const entry = `${guarantee}.${name}`
      await client.query(
        `insert into app.ledger_entries (id, day, event, guarantee, reference, digest)
         values ($1, '2026-03-02', 'fee', $2::uuid, 'r', 'd')`,
        [entry, guarantee],
      )
      await client.query(
        `insert into app.ledger_transfers (id, entry, guarantee, debit_kind, debit_of, credit_kind, credit_of, amount,
           status, posted)
         values ($1, $1, $2::uuid, $3, $4, $5, $6, $7::numeric, 'posted', $7::numeric)`,
        [
          entry,
          guarantee,
          debit,
          debit === 'cash' ? '' : guarantee,
          credit,
          credit === 'cash' ? '' : guarantee,
          amount,
        ],
      )
    }
  }
  await client.query(
    `insert into app.ledger_balances (kind, of, debits_posted, credits_posted) values ('cash', '', 170, 60)`,
  )
}

test('what the sandbox had moved of the fund`s cash stands apart after 0028', async () => {
  const [owner, superuser] = [fresh.owner, fresh.superuser].map(place => ({ ...place, database: PLAYED }))
  if (owner === undefined || superuser === undefined) throw new Error('two places')
  await asPlace(owner, client =>
    migrate(
      client,
      migrations().filter(one => one.name < '0028'),
    ),
  )
  await asPlace(superuser, plantCash)
  await asPlace(owner, client =>
    migrate(
      client,
      migrations().filter(one => one.name < '0029'),
    ),
  )
  const read = async (text: string) => (await asPlace(superuser, client => client.query(text))).rows
  expect(
    await read(
      `select kind, debits_posted::int as took, credits_posted::int as gave from app.ledger_balances order by kind`,
    ),
  ).toEqual([
    { kind: 'cash', took: 70, gave: 30 },
    { kind: 'sandbox_cash', took: 100, gave: 30 },
  ])
  expect(await read('select * from app.played_faults()')).toEqual([])
  // Kept as written again, as before.
  await expect(
    asPlace(superuser, client => client.query("update app.ledger_transfers set debit_kind = 'cash'")),
  ).rejects.toThrow('a transfer is kept as it was written')
}, 60_000)

test('whoever held a grade goes on after 0030 in every field, until the end of 2027, and nobody else', async () => {
  const [owner, superuser] = [fresh.owner, fresh.superuser].map(place => ({ ...place, database: GRADED }))
  if (owner === undefined || superuser === undefined) throw new Error('two places')
  await asPlace(owner, client =>
    migrate(
      client,
      migrations().filter(one => one.name < '0030'),
    ),
  )
  await asPlace(superuser, client =>
    client.query(`
      insert into app.organisations (id, kind, is_sandbox, names)
        values ('office-001', 'office', false, '{}'), ('office-sandbox', 'office', true, '{}');
      insert into app.persons (id, subject, names, appraiser_grade, erased_at)
        values ('person-graded', 'a', '{}', '2', null), ('person-played', 'b', '{}', '1', null),
          ('person-erased', 'c', '{}', '1', now()), ('person-plain', 'd', '{}', null, null);
      insert into app.memberships (person, organisation, role)
        values ('person-graded', 'office-001', 'appraiser'), ('person-played', 'office-sandbox', 'appraiser')`),
  )
  await asPlace(owner, client => migrate(client))
  const { rows } = await asPlace(superuser, client =>
    client.query(
      `select a.person, a.certificate, a.certified_on::text as since, a.valid_until::text as until, a.is_played,
         a.note is not null as is_said, count(f.field)::int as fields
       from app.appraisers a join app.appraiser_fields f on f.person = a.person group by a.person order by a.person`,
    ),
  )
  const alike = { since: '2026-01-01', is_said: true, fields: 9 }
  expect(rows).toEqual([
    { person: 'person-graded', certificate: '2', is_played: false, until: '2027-12-31', ...alike },
    { person: 'person-played', certificate: '1', is_played: true, until: '9999-12-31', ...alike },
  ])
}, 60_000)
