/** Decisions and signings of one caller that come at once leave the rows each would have left alone. */
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../../src/access/actor.ts'
import { uuid7 } from '../../../src/platform/ids.ts'
import { asPlace } from '../../db/planted.ts'
import { contentOf, fixture, sheetsOf } from '../../flow/people.ts'
import { type Answer, type Guaranteed, guaranteed, opened, PEOPLE, type World } from './served.ts'

const FIRMS = [1, 2, 3, 4, 5, 6].map(number => `firm-650${number}`)
/** Signed by the last test. */
const LATER = [1, 2, 3, 4, 5, 6].map(number => `firm-651${number}`)
const file = fixture('laser-rod-growth')
let world: World
let lives: readonly Guaranteed[]
beforeAll(async () => {
  world = await opened([...FIRMS, ...LATER])
  const shared = { scope: 'fund', code: 'outstanding', key: 'own', cap: '900000000000' }
  await world.fresh.database.plain.insertInto('app.limits').values(shared).execute()
  const begun: Guaranteed[] = []
  for (const firm of FIRMS) begun.push(await guaranteed(world, firm))
  lives = begun
}, 180_000)
afterAll(() => world?.close(), 60_000)

/** What tells two deeds of a kind apart, and nothing else: ids, moments, digests, firms, who was drawn, and numbers. */
const masked = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'digest')
    .replaceAll(/firm-6[56]\d\d/g, 'firm')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, 'moment')
    .replaceAll(/sandbox-appraiser-\d/g, 'drawn')
    .replaceAll(/TG-2026-\d{7}/g, 'number')

type Of = readonly (readonly [table: string, column: string, key: string])[]
/** Numbers that run through a whole table, and what is written into a row later. */
const RUNNING: Readonly<Record<string, readonly string[]>> = {
  audit_leaves: ['sequence', 'hash'],
  webhook_messages: ['sequence'],
  ledger_entries: ['place'],
}
/** Rows of tables, each as text, with everything masked that may differ. */
async function rowsBy(of: Of): Promise<readonly string[]> {
  const found: string[] = []
  for (const [table, column, key] of of) {
    const { rows } = await sql<{ row: string }>`
      select (to_jsonb(t) - ${[...(RUNNING[table] ?? [])]}::text[])::text as row from ${sql.table(`app.${table}`)} t
      where ${sql.ref(`t.${column}`)}::text like ${key}`.execute(world.fresh.database.plain)
    expect(rows.length, table).toBeGreaterThan(0)
    found.push(...rows.map(one => `${table} ${masked(one.row)}`).sort())
  }
  return found
}
const writersOf = async (subjects: readonly string[]): Promise<number> => {
  const { rows } = await sql<{ writers: number }>`select count(distinct xmin::text)::int as writers
    from app.audit_leaves where subject = any (${[...subjects]}::text[])
      and action in ('guarantee.sign', 'case.recommend')`.execute(world.fresh.database.plain)
  return rows[0]?.writers ?? 0
}

const LIFE = ['guarantees', 'guarantee_events', 'guarantee_fees', 'ledger_entries', 'ledger_transfers'] as const
async function signedRows({ id }: Guaranteed, firm: string): Promise<readonly string[]> {
  const { decision } = await world.fresh.database.plain
    .selectFrom('app.guarantees')
    .select('decision')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const of = LIFE.map(table => [table, table === 'guarantees' ? 'id' : 'guarantee', id] as const)
  return rowsBy([
    ...of,
    ['ledger_balances', 'guarantee', id],
    ['reservations', 'decision', decision],
    ['limits', 'key', firm],
    ['audit_leaves', 'subject', `guarantee:${id}`],
    ['webhook_messages', 'order_key', id],
  ])
}

const fund = () =>
  world.fresh.database.plain
    .selectFrom('app.limits')
    .select(['used', 'reserved', 'version'])
    .where('scope', '=', 'fund')
    .executeTakeFirstOrThrow()

test('signings that come at once are one transaction, and each leaves what one alone leaves', async () => {
  const [first, ...others] = lives.slice(0, 4) as [Guaranteed, ...Guaranteed[]]
  expect((await first.step('officer', 'sign', { notice: first.notice })).status).toBe(200)
  const before = await fund()
  const signed = await Promise.all(others.map(one => one.step('officer', 'sign', { notice: one.notice })))
  expect(signed.map(one => one.status)).toEqual([200, 200, 200])
  expect(await writersOf(others.map(one => `guarantee:${one.id}`))).toBe(1)
  const alone = await signedRows(first, FIRMS[0] as string)
  for (const [at, one] of others.entries()) expect(await signedRows(one, FIRMS[at + 1] as string)).toEqual(alone)
  // 799 million each, of the limit they all share: six reserved, one signed before, three now.
  expect(before).toMatchObject({ used: '799000000', reserved: '3995000000' })
  const after = await fund()
  expect(after).toMatchObject({ used: '3196000000', reserved: '1598000000' })
  expect(BigInt(after.version) - BigInt(before.version)).toBe(3n)
  expect(await world.faults()).toEqual([])
  const shown = async (one: Guaranteed) => masked(JSON.stringify((await world.ask('auditor', 'GET', one.url)).json))
  expect(await shown(others[2] as Guaranteed)).toBe(await shown(first))
})

test('of two signings of one guarantee that come at once one is refused, and a third is not held up', async () => {
  const [one, other] = lives.slice(4) as [Guaranteed, Guaranteed]
  const sign = (life: Guaranteed): Promise<Answer> => life.step('officer', 'sign', { notice: life.notice })
  const answers = await Promise.all([sign(one), sign(one), sign(other)])
  expect(answers.map(answer => answer.status).sort()).toEqual([200, 200, 409])
  expect(answers[2]?.status).toBe(200)
  expect(await one.standing()).toEqual(await other.standing())
  expect(await world.faults()).toEqual([])
})

test('books of several are those of each, in the order asked, of those that the actor sees', async () => {
  const ids = lives
    .slice(0, 3)
    .map(({ id }) => id)
    .reverse()
  const asked = [ids[0], uuid7(), ...ids.slice(1)] as string[]
  const held = (actor: Actor) =>
    world.fresh.database.transaction(actor, async tx => {
      const all = await sql`select deed, books from app.hold_guarantees(${asked}::uuid[])`.execute(tx)
      const each = await sql`select place::int - 1 as deed, books from unnest(${asked}::uuid[]) with ordinality
        as k (id, place) cross join lateral (select app.hold_guarantee(id) as books) as held
        where books is not null`.execute(tx)
      expect(all.rows).toEqual(each.rows)
      return all.rows
    })
  const { officer, bank } = PEOPLE as Readonly<Record<string, Actor>>
  expect(await held(officer as Actor)).toMatchObject([{ deed: 0 }, { deed: 2 }, { deed: 3 }])
  expect(await held(bank as Actor)).toHaveLength(3)
  expect(await held({ ...(bank as Actor), party: 'bank-9' })).toEqual([])
})

const post = (number: number): Promise<Answer> => {
  const firm = `firm-660${number}`
  const content = JSON.parse(JSON.stringify(contentOf(file)).replaceAll('firm-103', firm))
  return world.ask('sandbox', 'POST', '/v1/cases', { content, names: file.names, sheets: sheetsOf(file) })
}
const OF_CASE = ['case_events', 'gathered_facts', 'assignments', 'sheets', 'decisions'] as const
const madeRows = ({ json }: Answer, number: number): Promise<readonly string[]> =>
  rowsBy([
    ['cases', 'id', json.case_id],
    ...OF_CASE.map(table => [table, 'case_id', json.case_id] as const),
    ['outcomes', 'decision', json.decision_id],
    ['reservations', 'decision', json.decision_id],
    ['limits', 'key', `%firm-660${number}`],
    ['audit_leaves', 'subject', `case:${json.case_id}`],
  ])

test('decisions that come at once are one transaction, and each leaves what one alone leaves', async () => {
  const first = await post(0)
  const made = await Promise.all([1, 2, 3, 4].map(post))
  expect([first, ...made].map(one => one.status)).toEqual([201, 201, 201, 201, 201])
  expect(await writersOf(made.map(one => `case:${one.json.case_id}`))).toBe(1)
  const alone = await madeRows(first, 0)
  for (const [at, one] of made.entries()) expect(await madeRows(one, at + 1)).toEqual(alone)
})

test('decisions for one firm that come at once are each promised what the others leave', async () => {
  const made = await Promise.all([7, 7, 7].map(post))
  expect(made.map(one => one.status)).toEqual([201, 201, 201])
  const { rows } = await sql<{ kept: string; reserved: string; cap: string }>`
    select sum(r.amount)::text as kept, max(l.reserved)::text as reserved, max(l.cap)::text as cap
    from app.limits l join app.reservations r using (scope, code, key)
    where l.scope = 'firm' and l.key like '%firm-6607'`.execute(world.fresh.database.plain)
  const [{ kept, reserved, cap } = { kept: '', reserved: '', cap: '0' }] = rows
  expect(kept).toBe(reserved)
  expect(BigInt(reserved)).toBeLessThanOrEqual(BigInt(cap))
})

/** Whatever could not be kept together keeps the caller's deeds apart for a second. */
const APART_MS = 1_100
test('a signing of what was used before, or that holds more than was reserved, is kept by itself', async () => {
  const begun: Guaranteed[] = []
  for (const firm of LATER) begun.push(await guaranteed(world, firm))
  const pairs = [0, 2, 4].map(at => begun.slice(at, at + 2) as [Guaranteed, Guaranteed])
  for (const [planted, writers] of [
    [`state = 'posted'`, 2],
    ['amount = amount - 1', 2],
    [null, 1],
  ] as const) {
    const pair = pairs.shift() as [Guaranteed, Guaranteed]
    if (planted !== null)
      await asPlace(world.fresh.superuser, client =>
        client.query(
          `update app.reservations set ${planted}
           where decision = (select decision from app.guarantees where id = $1)`,
          [pair[0].id],
        ),
      )
    await pause(APART_MS)
    const signed = await Promise.all(pair.map(one => one.step('officer', 'sign', { notice: one.notice })))
    expect(signed.map(one => one.status)).toEqual([200, 200])
    expect([planted, await writersOf(pair.map(one => `guarantee:${one.id}`))]).toEqual([planted, writers])
  }
})
