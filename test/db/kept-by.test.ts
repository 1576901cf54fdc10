/** What keeps a deed, sent with COMMIT: nobody waits for it, its refusal undoes all, and is read as what it means. */
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '../../src/access/actor.ts'
import { ok, refusal, refuse } from '../../src/kernel/result.ts'
import type { Tx } from '../../src/platform/db/database.ts'
import { keptBy, type Refused, sent } from '../../src/platform/db/statements.ts'
import { makeTransaction, NotKept } from '../../src/platform/db/transaction.ts'
import { type Fresh, freshDatabase } from './fresh.ts'

let fresh: Fresh
let pool: pg.Pool
/** Texts in the order in which they were handed to the connection, and where an answer came. */
const seen: string[] = []
beforeAll(async () => {
  fresh = await freshDatabase()
  pool = new pg.Pool({ ...fresh.app, max: 1, pipeline: true } as pg.PoolConfig)
  pool.on('connect', client => {
    const query = client.query.bind(client) as (asked: { readonly text: string }) => Promise<unknown>
    Object.assign(client, {
      query: (asked: { readonly text: string }) => {
        seen.push(asked.text.replaceAll(/\s+/g, ' ').slice(0, 30))
        const answer = query(asked)
        answer.then(
          () => seen.push('answer'),
          () => seen.push('error'),
        )
        return answer
      },
    })
  })
}, 60_000)
afterAll(async () => {
  await pool.end()
  await fresh.close()
}, 60_000)

const system = systemActor('test')
const full =
  (isAgain: boolean) =>
  (against: string): Refused => ({
    result: refuse(refusal('limit_unavailable', '', { value: against })),
    again: isAgain ? async () => undefined : null,
  })
/** Answers what stands against it, or null: as the functions that keep do. */
const AGAINST = 'nullif($1::text, $2::text)'
const keeping = (tx: Tx, against: string, isAgain = false) => keptBy(tx, AGAINST, [against, ''], full(isAgain))
const mark = (tx: Tx, key: string) =>
  sent(tx, 'insert into app.limits (scope, code, key, cap) values ($1, $2, $3, $4)', ['fund', 'cap', key, '10'])
const marks = async (key: string): Promise<number> =>
  (await fresh.database.plain.selectFrom('app.limits').select('key').where('key', '=', key).execute()).length
const told = { isTold: true } as const

describe('told at COMMIT', () => {
  test('is sent with what comes after it: no answer comes between it and COMMIT', async () => {
    const transaction = makeTransaction(pool)
    const work = async (tx: Tx) => {
      await sql`select ${'read'}::text`.execute(tx)
      seen.push('kept from here')
      const refused = await keeping(tx, '')
      await mark(tx, 'with-it')
      return refused === null ? ok(true) : refused.result
    }
    const value = await transaction(system, work, one => one.ok, told)
    const after = seen.slice(seen.indexOf('kept from here') + 1)
    expect([value, await marks('with-it')]).toEqual([ok(true), 1])
    expect(after.indexOf('commit')).toBeGreaterThan(after.findIndex(text => text.includes('kept_or_refused')))
    expect(after.slice(0, after.indexOf('commit'))).not.toContain('answer')
  })

  test('refused, nothing is kept, and whoever asked reads what it means', async () => {
    const work = async (tx: Tx) => {
      await mark(tx, 'refused')
      await keeping(tx, 'fund:cap:all')
      return true
    }
    const failed = fresh.database.transaction(system, work, () => true, told)
    await expect(failed).rejects.toBeInstanceOf(NotKept)
    await expect(failed).rejects.toMatchObject({ result: { refusals: [{ params: { value: 'fund:cap:all' } }] } })
    expect(await marks('refused')).toBe(0)
  })

  test('refused before something is asked after it, it is still what is told, not what came of it', async () => {
    const work = async (tx: Tx) => {
      await keeping(tx, 'fund:cap:all')
      return await sql`select 1`.execute(tx)
    }
    await expect(fresh.database.transaction(system, work, () => true, told)).rejects.toBeInstanceOf(NotKept)
  })

  test('where the same work may pass, it is done again whole, and not for ever', async () => {
    let tries = 0
    const passing = async (tx: Tx) => {
      tries += 1
      await mark(tx, `again-${tries}`)
      await keeping(tx, tries < 3 ? 'firm:own:moved' : '', true)
      return tries
    }
    expect(await fresh.database.transaction(system, passing, () => true, told)).toBe(3)
    expect([await marks('again-1'), await marks('again-2'), await marks('again-3')]).toEqual([0, 0, 1])
    tries = 0
    const never = async (tx: Tx) => {
      tries += 1
      await keeping(tx, 'firm:own:full', true)
    }
    await expect(fresh.database.transaction(system, never, () => true, told)).rejects.toBeInstanceOf(NotKept)
    expect(tries).toBe(4)
  })

  test('an error of another kind is not taken for a refusal', async () => {
    const work = async (tx: Tx) => {
      await keeping(tx, '')
      await sent(tx, 'select $1::integer', ['no number'])
    }
    await expect(fresh.database.transaction(system, work, () => true, told)).rejects.toMatchObject({ code: '22P02' })
  })
})

describe('elsewhere', () => {
  test('it is waited for, and answers by itself', async () => {
    const kept = await fresh.database.transaction(system, tx => keeping(tx, ''))
    expect(kept).toBeNull()
    const refused = await fresh.database.transaction(system, tx => keeping(tx, 'fund:cap:all'))
    expect(refused?.result).toMatchObject({ ok: false, refusals: [{ params: { value: 'fund:cap:all' } }] })
  })
})
