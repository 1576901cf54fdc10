/** Transactions with an actor: who is set, what is kept, what is tried again, and what never is. */
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicActor, systemActor } from '../../src/access/actor.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { CommitUncertain, isUnavailable } from '../../src/platform/db/faults.ts'
import { openDatabase } from '../../src/platform/db/open.ts'
import { together, unawaited } from '../../src/platform/db/statements.ts'
import { makeTransaction } from '../../src/platform/db/transaction.ts'
import { type Fresh, freshDatabase } from './fresh.ts'
import { asPlace, plantParties } from './planted.ts'

let fresh: Fresh
beforeAll(async () => {
  fresh = await freshDatabase()
  await plantParties(fresh.superuser)
}, 60_000)
afterAll(() => fresh.close(), 60_000)

const system = systemActor('test')
const addLimit = (tx: Tx, key: string) =>
  tx.insertInto('app.limits').values({ scope: 'fund', code: 'cap', key, cap: '10' }).execute()
const limits = async (key: string): Promise<number> =>
  (await fresh.database.plain.selectFrom('app.limits').select('key').where('key', '=', key).execute()).length

describe('who acts', () => {
  test('the actor is set in the transaction and gone after it, also with signs of SQL in the name', async () => {
    const actor = {
      ...publicActor('r'),
      kind: 'bank' as const,
      party: "bank-'; drop table app.cases; --\\",
      person: 'p"$$',
    }
    const read = (tx: Tx) =>
      sql<{ k: string; p: string; w: string }>`select app.kind() k, app.party() p, app.person() w`.execute(tx)
    const { rows } = await fresh.database.transaction(actor, read)
    expect(rows).toEqual([{ k: 'bank', p: actor.party, w: actor.person }])
    const pool = new pg.Pool({ ...fresh.app, max: 1 })
    const transaction = makeTransaction(pool)
    await transaction(actor, read)
    expect((await pool.query(`select current_setting('app.kind', true) as k`)).rows).toEqual([{ k: '' }])
    await pool.end()
  })
})

describe('what is kept', () => {
  test('a value that is not to be kept is given back, and nothing of it stays', async () => {
    const value = await fresh.database.transaction(
      system,
      async tx => {
        await addLimit(tx, 'not-kept')
        return { ok: false }
      },
      one => one.ok,
    )
    expect([value, await limits('not-kept')]).toEqual([{ ok: false }, 0])
  })
  test('work that throws leaves nothing', async () => {
    const work = async (tx: Tx) => {
      await addLimit(tx, 'thrown')
      throw new Error('no')
    }
    await expect(fresh.database.transaction(system, work)).rejects.toThrow('no')
    expect(await limits('thrown')).toBe(0)
  })
  test('work that swallows the error of a statement is not told that it was kept', async () => {
    const work = async (tx: Tx) => {
      await addLimit(tx, 'swallowed')
      await sql`select 1 / 0`.execute(tx).catch(() => undefined)
      return 'done'
    }
    await expect(fresh.database.transaction(system, work)).rejects.toThrow('its error was not passed on')
    expect(await limits('swallowed')).toBe(0)
  })
})

describe('what is tried again', () => {
  const failing = (code: string, times: number) => {
    let tries = 0
    const work = async (tx: Tx) => {
      tries += 1
      await addLimit(tx, `tried-${code}-${times}`)
      if (tries <= times) await sql.raw(`do $$ begin raise exception 'x' using errcode = '${code}'; end $$`).execute(tx)
      return tries
    }
    return { work, tries: () => tries }
  }
  test('a deadlock and a serialisation failure are tried again, three times and no more', async () => {
    for (const code of ['40001', '40P01']) {
      expect(await fresh.database.transaction(system, failing(code, 3).work)).toBe(4)
      expect(await limits(`tried-${code}-3`)).toBe(1)
      const hopeless = failing(code, 9)
      await expect(fresh.database.transaction(system, hopeless.work)).rejects.toMatchObject({ code })
      expect(hopeless.tries()).toBe(4)
    }
  })
  test('any other error is not', async () => {
    const other = failing('23505', 1)
    await expect(fresh.database.transaction(system, other.work)).rejects.toMatchObject({ code: '23505' })
    expect(other.tries()).toBe(1)
  })
  test('an error of COMMIT is never tried again, and says that it is not known', async () => {
    let tries = 0
    const work = async (tx: Tx) => {
      tries += 1
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      // The connection goes between the last statement and COMMIT.
      await asPlace(fresh.superuser, client => client.query('select pg_terminate_backend($1)', [rows[0]?.pid]))
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    const error = await fresh.database.transaction(system, work).catch((problem: unknown) => problem)
    expect(error).toBeInstanceOf(CommitUncertain)
    expect([tries, isUnavailable(error)]).toEqual([1, true])
  })
  test('connections that the server cut while idle are replaced without the caller noticing', async () => {
    await Promise.all(
      Array.from({ length: 5 }, () => fresh.database.transaction(system, tx => sql`select 1`.execute(tx))),
    )
    await asPlace(fresh.superuser, client =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where usename = 'tech_guarantee_app' and datname = current_database()`,
      ),
    )
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        fresh.database.transaction(system, tx => sql<{ n: number }>`select 1 as n`.execute(tx)),
      ),
    )
    expect(all.map(one => one.rows[0]?.n)).toEqual(Array.from({ length: 20 }, () => 1))
    expect(await fresh.database.ping()).toBe(true)
  })
})

describe('statements sent ahead', () => {
  const limit = (tx: Tx, key: string, cap = '10') =>
    tx.insertInto('app.limits').values({ scope: 'fund', code: 'cap', key, cap }).compile()

  test('what nobody waits for is kept with the transaction, in the order in which it was sent', async () => {
    await fresh.database.transaction(system, async tx => {
      await unawaited(tx, limit(tx, 'ahead', '7'))
      await unawaited(tx, tx.updateTable('app.limits').set({ cap: '8' }).where('key', '=', 'ahead').compile())
      const { cap } = await tx
        .selectFrom('app.limits')
        .select('cap')
        .where('key', '=', 'ahead')
        .executeTakeFirstOrThrow()
      expect(cap).toBe('8')
      await unawaited(tx, tx.updateTable('app.limits').set({ cap: '9' }).where('key', '=', 'ahead').compile())
    })
    const { cap } = await fresh.database.plain
      .selectFrom('app.limits')
      .select('cap')
      .where('key', '=', 'ahead')
      .executeTakeFirstOrThrow()
    expect(cap).toBe('9')
  })

  test('where it fails nothing is kept, and its own error is told by COMMIT or by what comes after', async () => {
    const twice = (after: (tx: Tx) => Promise<unknown>) =>
      fresh.database
        .transaction(system, async tx => {
          await unawaited(tx, limit(tx, 'failed-ahead'))
          await unawaited(tx, limit(tx, 'failed-ahead'))
          return await after(tx)
        })
        .catch((problem: unknown) => problem)
    const own = { code: '23505', constraint: 'limits_pkey' }
    expect(await twice(async () => 'done')).toMatchObject(own)
    // PostgreSQL itself says only that the transaction is aborted (25P02).
    expect(await twice(tx => sql`select 1`.execute(tx))).toMatchObject(own)
    expect(await limits('failed-ahead')).toBe(0)
  })

  test('a transaction that is not kept takes it back, and the connection serves the next one', async () => {
    const pool = new pg.Pool({ ...fresh.app, max: 1, pipeline: true } as pg.PoolConfig)
    const transaction = makeTransaction(pool)
    for (const key of ['taken-back-1', 'taken-back-2'])
      await transaction(
        system,
        async tx => await unawaited(tx, limit(tx, key)),
        () => false,
      )
    expect([await limits('taken-back-1'), await limits('taken-back-2')]).toEqual([0, 0])
    await pool.end()
  })

  test('a passing error of what nobody waited for is tried again with all the rest', async () => {
    let tries = 0
    await fresh.database.transaction(system, async tx => {
      tries += 1
      await unawaited(tx, limit(tx, 'again-ahead'))
      const serialisation = `do $$ begin raise exception 'x' using errcode = '40001'; end $$`
      if (tries < 3) await unawaited(tx, sql.raw(serialisation).compile(tx))
    })
    expect([tries, await limits('again-ahead')]).toEqual([3, 1])
  })

  test('two in one flight are answered in their order, each in its own shape', async () => {
    const answers = await fresh.database.transaction(system, tx =>
      together(
        tx,
        sql<{ a: number }>`select ${1}::int as a`.compile(tx),
        sql`select ${'x'}::text as b, 2 as c`.compile(tx),
      ),
    )
    expect(answers).toEqual([[{ a: 1 }], [{ b: 'x', c: 2 }]])
  })

  test('in a transaction of another kind they are waited for', async () => {
    await fresh.database.plain.transaction().execute(async tx => {
      await unawaited(tx, limit(tx, 'plain-ahead'))
      expect(await together(tx, sql`select 1 as a`.compile(tx), sql`select 2 as b`.compile(tx))).toEqual([
        [{ a: 1 }],
        [{ b: 2 }],
      ])
      await expect(unawaited(tx, sql`select 1 / 0`.compile(tx))).rejects.toMatchObject({ code: '22012' })
      await sql`rollback`.execute(tx)
    })
  })

  test('a connection that breaks as it is taken costs one try more: nothing was done on it', async () => {
    const pool = new pg.Pool({ ...fresh.app, max: 1, pipeline: true } as pg.PoolConfig)
    pool.on('error', () => undefined)
    let taken = 0
    const breaking = new Proxy(pool, {
      get: (target, name) =>
        name !== 'connect'
          ? Reflect.get(target, name)
          : async () => {
              const client = await target.connect()
              taken += 1
              client.on('error', () => undefined)
              if (taken === 1)
                (client as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy()
              return client
            },
    })
    const { rows } = await makeTransaction(breaking)(system, tx => sql<{ n: number }>`select 1 as n`.execute(tx))
    expect([taken, rows]).toEqual([2, [{ n: 1 }]])
    await pool.end()
  })

  test('a table changed under a running service makes one try more, not a failure', async () => {
    const pool = new pg.Pool({ ...fresh.app, max: 1, pipeline: true } as pg.PoolConfig)
    const transaction = makeTransaction(pool)
    const read = (tx: Tx) => sql<object>`select * from app.limits where key = ${'stale-plan'}`.execute(tx)
    await transaction(system, async tx => await unawaited(tx, limit(tx, 'stale-plan')))
    const before = await transaction(system, read)
    await asPlace(fresh.superuser, client => client.query('alter table app.limits add column planted text'))
    try {
      const after = await transaction(system, read)
      expect([before.rows[0], after.rows[0]].map(row => Object.keys(row ?? {}).includes('planted'))).toEqual([
        false,
        true,
      ])
    } finally {
      await asPlace(fresh.superuser, client => client.query('alter table app.limits drop column planted'))
      await pool.end()
    }
  })
})

describe('values', () => {
  test('moments come as ISO text in UTC with all digits, days, sums and counts as text', async () => {
    const { rows } = await fresh.database.transaction(system, tx =>
      sql`select timestamptz '2026-01-02 03:04:05.123456+09' as moment, date '2026-01-02' as day,
        12345678901234567890::numeric as sum,
        9007199254740993::bigint as count, 3 as small, '{"a":1}'::jsonb as json`.execute(tx),
    )
    expect(rows).toEqual([
      {
        moment: '2026-01-01T18:04:05.123456Z',
        day: '2026-01-02',
        sum: '12345678901234567890',
        count: '9007199254740993',
        small: 3,
        json: { a: 1 },
      },
    ])
  })
})

test('a statement that takes too long is cut off', async () => {
  const hasty = await openDatabase({ owner: fresh.owner, app: fresh.app, statementSecondsMax: 1 })
  const error = await hasty
    .transaction(system, tx => sql`select pg_sleep(5)`.execute(tx))
    .catch((problem: unknown) => problem)
  expect(error).toMatchObject({ code: '57014' })
  expect(isUnavailable(error)).toBe(true)
  await hasty.close()
}, 10_000)

test('an owner that logs in alone works as the service’s role', async () => {
  const one = await openDatabase({ owner: fresh.owner })
  const { rows } = await one.transaction(system, tx => sql<{ role: string }>`select current_user as role`.execute(tx))
  expect([rows[0]?.role, await one.ping()]).toEqual(['tech_guarantee_app', true])
  await one.close()
})
