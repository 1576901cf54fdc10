/**
 * Racers on a cap, at the decision and again at issue: the guarded functions give out exactly what there is; one that
 * reads and then writes does not.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { ensureSandbox, SANDBOX } from '../../platform/identity/sandbox.ts'
import { uuid7 } from '../../platform/ids.ts'
import type { Fault, Outcome } from './outcome.ts'
import { superuserOf } from './process.ts'
import { racedAtIssue } from './racers-at-issue.ts'

const RACERS = 10_000
const CAP = 1_000
const CONNECTIONS = 50
const NAIVE_CONNECTIONS = 30
/** The naive version needs fewer to be shown wrong. */
const NAIVE_RACERS = 2_000
const ROUNDS = { short: 1, long: 10 } as const
const ATTEMPTS_AT_ISSUE = { short: 10_000, long: 100_000 } as const

/** Decisions to reserve for, as the keys between the tables ask for them. */
async function planted(owner: pg.Client): Promise<readonly string[]> {
  const caseId = uuid7()
  const decisions = Array.from({ length: RACERS }, () => uuid7())
  await owner.query(
    `insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
     values ($1, $2, $3, $4, 'drafted', '{}', '{}', 'bank')`,
    [caseId, SANDBOX.firm, SANDBOX.bank, SANDBOX.office],
  )
  await owner.query(
    `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level, quorum)
     select id, $2, '{}', id::text, '{}', '{}', 'BBB', 'approve', 1, 'branch_head', 1 from unnest($1::uuid[]) id`,
    [decisions, caseId],
  )
  return decisions
}

/** Work for each item, so many at once as there are connections. */
async function raced<Item, Value>(
  pool: pg.Pool,
  items: readonly Item[],
  work: (client: pg.PoolClient, item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  return await Promise.all(
    items.map(async item => {
      const client = await pool.connect()
      try {
        return await work(client, item)
      } finally {
        client.release()
      }
    }),
  )
}

/** Work over connections of its own that end with it: the server has room for one such set, not for several. */
async function over<Value>(settings: pg.PoolConfig, work: (pool: pg.Pool) => Promise<Value>): Promise<Value> {
  const pool = new pg.Pool(settings)
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

async function guarded(pool: pg.Pool, decisions: readonly string[]): Promise<readonly (string | null)[]> {
  const wanted = JSON.stringify([{ scope: 'fund', code: 'race', key: 'all', amount: '1' }])
  return await raced(pool, decisions, async (client, decision) => {
    const { rows } = await client.query<{ refused: string | null }>(
      `select app.reserve($1, '2100-01-01', $2) as refused`,
      [decision, wanted],
    )
    return rows[0]?.refused ?? null
  })
}

const naive = (pool: pg.Pool): Promise<readonly boolean[]> =>
  raced(pool, Array.from({ length: NAIVE_RACERS }), async client => {
    const { rows } = await client.query<{ reserved: string; cap: string }>('select reserved, cap from race')
    const [row] = rows
    if (row === undefined || BigInt(row.reserved) >= BigInt(row.cap)) return false
    await client.query('update race set reserved = reserved + 1')
    return true
  })

async function ran(folder: string, rounds: number, attempts: number): Promise<Outcome> {
  const config = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined, connectionsMax: 4 }
  const opened = await openServiceDatabase({ dataFolder: folder }, config)
  const owner = new pg.Client(superuserOf(folder))
  const app = { ...superuserOf(folder), user: 'tech_guarantee_app' }
  const acting = { ...app, max: CONNECTIONS, options: '-c app.kind=system' }
  try {
    await ensureSandbox(opened.database.plain)
    await owner.connect()
    const decisions = await planted(owner)
    const notes: string[] = []
    let held = 0
    for (let round = 0; round < rounds; round++) {
      await owner.query(`truncate app.reservations; delete from app.limits where code = 'race'`)
      await owner.query(`insert into app.limits (scope, code, key, cap) values ('fund', 'race', 'all', $1)`, [CAP])
      const answers = await over(acting, pool => guarded(pool, decisions))
      const given = answers.filter(answer => answer === null).length
      const { rows } = await owner.query<{ reserved: string; rows: string }>(
        `select l.reserved, (select count(*) from app.reservations) as rows from app.limits l where code = 'race'`,
      )
      const [standing] = rows
      if (given === CAP && standing?.reserved === String(CAP) && standing.rows === String(CAP)) held += 1
      else notes.push(`round ${round + 1}: ${given} given, ${standing?.reserved} reserved, ${standing?.rows} rows`)
    }
    await owner.query(`create unlogged table race as select 0::numeric as reserved, ${CAP / 10}::numeric as cap`)
    const naively = await over({ ...superuserOf(folder), max: NAIVE_CONNECTIONS }, naive)
    const given = naively.filter(Boolean).length
    const shown = given > CAP / 10
    notes.push(
      `${RACERS} racers each for 1 of ${CAP}: each round exactly ${CAP} given, as many reserved, as many rows`,
      `read-then-write, ${NAIVE_RACERS} racers for 1 of ${CAP / 10}: ${given} given, ` +
        (shown ? 'more than there is' : 'NOT shown to fail'),
    )
    // What is shown at issue is who is given what, not that it survives: nobody waits for the disk.
    const atIssue = await over({ ...acting, options: `${acting.options} -c synchronous_commit=off` }, pool =>
      racedAtIssue(owner, pool, attempts),
    )
    notes.push(...atIssue.notes)
    return {
      name: 'racers',
      tried:
        `${rounds} times ${RACERS} racers over ${CONNECTIONS} connections on one cap, and ${attempts} steps of ` +
        'guarantees that share two; once each the naive version',
      held: held + (shown ? 1 : 0) + atIssue.held,
      of: rounds + 1 + atIssue.of,
      notes,
    }
  } finally {
    await owner.end()
    await opened.close()
  }
}

export const racers: Fault = {
  name: 'racers',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-racers-'))
    try {
      const length = isLong ? 'long' : 'short'
      return await ran(folder, ROUNDS[length], ATTEMPTS_AT_ISSUE[length])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
