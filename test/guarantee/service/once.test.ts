/** Money that comes in under a reference is posted once, however many tell of it at once and whoever writes it. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../../src/access/actor.ts'
import { systemActor } from '../../../src/access/actor.ts'
import { DAY } from '../../flow/people.ts'
import { type Guaranteed, guaranteed, opened, PAPER, PEOPLE, type World } from './served.ts'

let world: World
let one: Guaranteed
beforeAll(async () => {
  world = await opened(['firm-6401'])
  one = await guaranteed(world, 'firm-6401')
  const figures = { principal: '940000000', rate: '0', due_on: DAY, costs: [], denied_principal: '0', pay_on: DAY }
  for (const [who, path, body] of [
    ['officer', 'sign', { notice: one.notice }],
    ['finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' }],
    ['officer', 'letter', { notice: one.notice }],
    ['bank', 'draws', { notice: one.notice, amount: '940000000', on: DAY }],
    ['bank', 'accidents', { kind: 'business_closed', on: DAY }],
    ['bank', 'claims', { trigger: 'closure', on: DAY, proof: PAPER }],
    ['claims', 'examinations', { ...figures, denies: [], waives: [] }],
    ['claims2', 'payments', undefined],
  ] as const) {
    const done = await one.step(who, path, body)
    if (done.status !== 200) throw new Error(`${path}: ${JSON.stringify(done.json)}`)
  }
}, 120_000)
afterAll(() => world?.close(), 60_000)

test('of many who tell of the same money at once one enters it', async () => {
  const told = { amount: '1000000', reference: 'transfer 1' }
  const answers = await Promise.all(Array.from({ length: 6 }, () => one.step('claims', 'recoveries', told)))
  expect(answers.map(each => each.status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  const codes = answers.filter(each => each.status === 409).map(each => each.json.errors[0].code)
  expect(new Set(codes)).toEqual(new Set(['recovery_repeated']))
  expect(await one.standing()).toMatchObject({ subrogation_claims: '798000000' })
  expect(await world.faults()).toEqual([])
})

test('a step that would write it again is not kept by the database either', async () => {
  const { version } = (await world.ask('claims', 'GET', one.url)).json
  const row = await world.fresh.database.plain
    .selectFrom('app.guarantees')
    .selectAll()
    .where('id', '=', one.id)
    .executeTakeFirstOrThrow()
  const entry = (reference: string) => ({
    ...{ id: `${one.id}/planted.${reference}`, day: DAY, event: 'recovered', guarantee: one.id, reference },
    ...{ digest: reference, transfers: [], balances: [] },
  })
  const kept = (reference: string) =>
    world.fresh.database.transaction(
      PEOPLE['claims'] as Actor,
      async tx => {
        const { state, held, balance, life } = row
        const step = {
          at: `${DAY}T01:00:00Z`,
          guarantee: { id: one.id, expected: version, version, state, held, balance, life },
          entries: [entry(reference)],
          audit: { person: 'x', organisation: 'x', action: 'x', subject: 'x', reason: null, body: '{}' },
        }
        const { rows } = await sql<{ refused: string | null }>`
          select app.keep_guarantee_step(${JSON.stringify(step)}::jsonb) as refused`.execute(tx)
        return rows[0]?.refused ?? null
      },
      () => false,
    )
  expect(await kept('transfer 1')).toBe('received transfer 1')
  expect(await kept('transfer 2')).toBeNull()
})

test('what stands under a reference is the entry it was posted by, and stays', async () => {
  const found = await world.fresh.database.transaction(systemActor('test'), async tx => {
    const { rows } = await sql<{ stands: string }>`select stands from app.money_references
      where kind = 'recovered' and of = ${one.id}`.execute(tx)
    return rows.map(each => each.stands)
  })
  expect(found).toEqual([`${one.id}/9.1`])
  for (const change of ['update app.money_references set reference = reference', 'delete from app.money_references'])
    await expect(
      world.fresh.database.transaction(systemActor('test'), tx => sql.raw(change).execute(tx)),
    ).rejects.toThrow()
})
