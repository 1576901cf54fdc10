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
let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  await asPlace(fresh.superuser, client => client.query(`create database ${NAME} owner ${OWNER}`))
}, 60_000)
afterAll(async () => {
  await asPlace(fresh.superuser, client => client.query(`drop database ${NAME} with (force)`))
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
