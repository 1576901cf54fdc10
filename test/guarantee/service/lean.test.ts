/**
 * What a step sends to the database once it is kept: while rows that it shares with other guarantees are held, nothing
 * is read. The statements are those the driver is given, on the connection of the request.
 */
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../src/access/actor.ts'
import { DAY } from '../../flow/people.ts'
import { type Guaranteed, guaranteed, opened, PEOPLE, type World } from './served.ts'

type Asked = { readonly connection: unknown; readonly text: string }
const asked: Asked[] = []
const query = pg.Client.prototype.query
const textOf = (given: unknown): string =>
  typeof given === 'string' ? given : String((given as { readonly text?: string }).text ?? '')

let world: World
let one: Guaranteed
beforeAll(async () => {
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    asked.push({ connection: this, text: textOf(given[0]).trim().toLowerCase() })
    return (query as (...all: unknown[]) => unknown).apply(this, given)
  } as typeof query
  world = await opened(['firm-6801'])
  one = await guaranteed(world, 'firm-6801')
}, 120_000)
afterAll(async () => {
  pg.Client.prototype.query = query
  await world?.close()
}, 60_000)
beforeEach(() => {
  asked.length = 0
})

/** What is sent after each write of a step up to the end of its transaction, the end among it. */
function afterSteps(): readonly (readonly string[])[] {
  return asked.flatMap(({ connection, text }, place) => {
    if (!text.includes('app.keep_guarantee_step')) return []
    const later = asked.slice(place + 1).filter(each => each.connection === connection)
    const end = later.findIndex(each => each.text === 'commit' || each.text === 'rollback')
    return [later.slice(0, end + 1).map(each => each.text.split(/\s+/).slice(0, 3).join(' '))]
  })
}
/** What the parties are told, the answer kept under its key, and the end: all of it written, none of it waited for. */
const WRITTEN = ['select app.tell($1::text[], $2,', 'insert into app.idempotency', 'commit']

test('a step is the last thing that is asked before its transaction ends, whatever is answered', async () => {
  const { notice } = one
  for (const [who, path, body] of [
    ['officer', 'sign', { notice }],
    ['finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' }],
    ['officer', 'letter', { notice }],
    ['bank', 'draws', { notice, amount: '940000000', on: DAY }],
    ['bank', 'tell', { duty: 'affecting', on: DAY }],
    ['bank', 'release', { left: '470000000' }],
    ['officer', 'restatements', { of: 'release', event: 6, left: '705000000', reason: 'x', reference: 'y' }],
    ['officer', 'change', { of: 'amount', left: '400000000' }],
    ['bank', 'accidents', { kind: 'arrears', on: DAY }],
    ['bank', 'normalise', undefined],
  ] as const) {
    asked.length = 0
    const done = await one.step(who, path, body)
    expect([path, done.status]).toEqual([path, 200])
    // A payment of the fee is no step of the life: nobody is told of it.
    const due = path === 'fees/received' ? WRITTEN.slice(1) : WRITTEN
    expect([path, afterSteps()]).toEqual([path, [due.map(text => expect.stringContaining(text.slice(0, 20)))]])
  }
})

test('a statement between the write and the end is found', async () => {
  const { bank } = PEOPLE as { readonly bank: Actor }
  const command = { type: 'tell', duty: 'affecting', on: DAY as never } as const
  await world.fresh.database.transaction(bank, async tx => {
    const done = await world.flow.guarantee.guarantees.command(tx, bank, one.id, command, world.today())
    expect(done.ok).toBe(true)
    await sql`select state from app.guarantees`.execute(tx)
  })
  expect(afterSteps()).toEqual([[expect.stringContaining('app.tell'), 'select state from', 'commit']])
})
