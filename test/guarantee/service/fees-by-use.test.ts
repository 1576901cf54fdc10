/** The yearly charge: what long use and a high amount add when the year begins, found by the service. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY } from '../../flow/people.ts'
import { guaranteed, opened, type World } from './served.ts'

let world: World
beforeAll(async () => {
  world = await opened(['firm-7901'])
}, 120_000)
afterAll(() => world?.close(), 60_000)

test('years after the fifth cost a tenth of a point more, a high amount two tenths', async () => {
  world.on(DAY)
  const one = await guaranteed(world, 'firm-7901')
  const { notice } = one
  const steps: [string, string, unknown][] = [
    ['officer', 'sign', { notice }],
    ['finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' }],
    ['officer', 'letter', { notice }],
    ['bank', 'draws', { notice, amount: '940000000', on: DAY }],
    ['officer', 'change', { of: 'term', matures_on: '2031-04-14' }],
  ]
  for (const [who, path, body] of steps) expect([path, (await one.step(who, path, body)).status]).toEqual([path, 200])
  const charged = async (day: string) => {
    world.on(day)
    await world.doDue()
    expect(await world.faults()).toEqual([])
    const { items } = (await world.ask('auditor', 'GET', `${one.url}/events`)).json
    return items
      .filter((event: { type: string }) => event.type === 'fee_charged')
      .map(({ body }: { body: { fee: string; fee_rate: string } }) => [body.fee, body.fee_rate])
  }
  // The firm has had guarantees since 3 November 2022: four, five and six full years. 799,000,000 x 0.8 %, in the sixth
  // 0.9 %. Charged together, each year counts its own first day; the one to 2028 has 366 days: 6,409,512, cut to tens.
  expect(await charged('2029-04-14')).toEqual([
    ['6409510', '0.008'],
    ['6392000', '0.008'],
    ['7191000', '0.009'],
  ])
  const { fresh } = world
  await fresh.database.plain
    .updateTable('app.limits')
    .set({ used: '1979000000', brought: '1180000000', cap: '9000000000' })
    .where('scope', '=', 'firm')
    .where('key', '=', 'firm-7901')
    .execute()
  // Seven full years, and 1,979,000,000 guaranteed in all, above 1,500,000,000: 0.8 + 0.1 + 0.2 %.
  expect((await charged('2030-04-14')).at(-1)).toEqual(['8789000', '0.011'])
})
