/** Collateral over HTTP: decisions, pledges of banks that race, ranks, what each reads, and a right that lapses. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RightEvent } from '../../../src/technology/rights/schema.ts'
import { DAY as FLOW_DAY } from '../../flow/people.ts'
import { event, rightWith } from '../../technology/rights/sample.ts'
import { caseOfFirm, filed, type Issued, issued } from '../collateral/kept.ts'
import { BY, CONSENT, KEY } from '../collateral/sample.ts'
import { type Answer, OTHER_BANK, opened, PEOPLE, type World } from './served.ts'

const DAY = '2026-03-20'
const FIRMS = ['firm-6701', 'firm-6702', 'firm-6703'] as const
const cases = new Map<string, string>()
let world: World
beforeAll(async () => {
  world = await opened(['firm-6701', 'firm-6702', 'firm-6703'])
  for (const firm of FIRMS) cases.set(firm, await caseOfFirm(world, firm, OTHER_BANK))
  world.on(DAY)
}, 120_000)
afterAll(() => world?.close(), 60_000)

const codeOf = ({ status, json }: Answer) => [status, json.errors?.[0]?.code ?? null]
const BANKS = [PEOPLE['bank']?.party, PEOPLE['stranger']?.party]

type Changed = {
  firm?: string
  bank?: string | undefined
  loan?: string
  number?: string
  low?: string
  programme?: string | null
}
const rightOf = (number: string, events: readonly RightEvent[] = []) => rightWith(events, { right: { number } })
const kept = new Map<string, Issued>()
/** The issued valuation of a patent of a firm, and its extract on file: made once. */
async function valuationOf(firm: string, number: string, low?: string): Promise<Issued> {
  const found = kept.get(`${firm} ${number}`)
  if (found !== undefined) return found
  const of = { caseId: cases.get(firm) ?? '', firm, right: rightOf(number), ...(low === undefined ? {} : { low }) }
  await filed(world, of.caseId, of.right)
  const made = await issued(world, of)
  kept.set(`${firm} ${number}`, made)
  return made
}
/** A request of an officer for a patent of its own. */
async function asked({ number = '10-2000001', firm = 'firm-6701', low, ...changed }: Changed) {
  const { id, digest } = await valuationOf(firm, number, low)
  return {
    ...{ bank: BANKS[0], programme: null, loan: '200000000', ip_loan: '0', valuation: { id, digest } },
    consents: [{ ...CONSENT, right: KEY.replace('10-2000001', number) }],
    ...changed,
  }
}
const decide = async (changed: Changed) => {
  const made = await world.ask('officer', 'POST', '/v1/collateral-decisions', await asked(changed))
  if (made.status !== 201) throw new Error(JSON.stringify(made.json))
  return made.json
}
const take = (decision: string) => world.ask('officer', 'POST', `/v1/collateral-decisions/${decision}/pledge`)
const read = async (who: string, id: string) => (await world.ask(who, 'GET', `/v1/collateral/${id}`)).json
const registered = (rank: number, reference: string) => ({ office: 'KR', reference, rank, registered_on: DAY })

describe('banks that pledge one right at once', () => {
  test('have two of six, to the won, and the others are told what is left', async () => {
    // The right is entered already, with a won pledged, so that nothing but the lock stands between the racers.
    const before = await take((await decide({ number: '10-2000099', firm: 'firm-6702', loan: '1' })).id)
    expect(before.status).toBe(201)
    // Each sees 540 million less a won free when it is decided; three pledges of 200 million would be 600.
    const decisions = await Promise.all(
      [0, 1, 2, 3, 4, 5].map(at => decide({ number: '10-2000099', firm: 'firm-6702', bank: BANKS[at % 2] })),
    )
    expect(decisions.map(one => one.decision.outcome)).toEqual(Array(6).fill('accepted'))
    const racers = await Promise.all(decisions.map(one => take(one.id)))
    const won = racers.filter(one => one.status === 201)
    expect(won).toHaveLength(2)
    for (const one of racers.filter(other => other.status !== 201))
      expect([codeOf(one), one.json.errors[0].limit]).toEqual([[409, 'pledge_no_room'], '139999999'])
    const { pledges, room } = await read('officer', won[0]?.json.collateral)
    expect([pledges.length, room]).toEqual([3, '139999999'])
  })
})

describe('banks that pledge different rights of one firm at once', () => {
  test('are held to what the firm may secure in all, to the won', async () => {
    const { firmMax } = BY.rules
    // Each right carries a little more than half of the cap, so that any two of them together pass it.
    const each = `${firmMax / 2n + 1n}`
    const low = `${((firmMax / 2n + 1n) * 10n) / 3n}`
    const numbers = ['10-2000071', '10-2000072', '10-2000073', '10-2000074']
    // A won is pledged and registered nowhere: the firm's row stands, and only the lock is between the racers.
    expect((await take((await decide({ number: '10-2000070', firm: 'firm-6703', loan: '1' })).id)).status).toBe(201)
    for (const number of numbers) await valuationOf('firm-6703', number, low)
    const decisions = await Promise.all(
      numbers.map((number, at) => decide({ number, firm: 'firm-6703', bank: BANKS[at % 2], loan: each, low })),
    )
    expect(decisions.map(one => one.decision.reasons)).toEqual(Array(4).fill([]))
    const racers = await Promise.all(decisions.map(one => take(one.id)))
    expect(racers.filter(one => one.status === 201)).toHaveLength(1)
    for (const one of racers.filter(other => other.status !== 201))
      expect([codeOf(one), one.json.errors[0].limit]).toEqual([
        [409, 'pledge_firm_cap'],
        `${firmMax - firmMax / 2n - 2n}`,
      ])
    const { rows } = await sql<{ all: string }>`select sum(p.secured)::text as all from app.pledges p
      join app.collaterals c on c.id = p.collateral where c.firm = 'firm-6703'`.execute(world.fresh.database.plain)
    expect(BigInt(rows[0]?.all ?? '')).toBeLessThanOrEqual(firmMax)
  })
})

describe('a pledge', () => {
  let collateral: string
  let first: string
  let second: string
  const url = (pledge: string, step: string) => `/v1/collateral/${collateral}/pledges/${pledge}/${step}`

  test('is taken on what was accepted that day, and waits for the register', async () => {
    const refused = await decide({ loan: '540000001' })
    expect(refused.decision).toMatchObject({ outcome: 'refused', loan_max: '540000000' })
    expect(codeOf(await take(refused.id))).toEqual([409, 'collateral_not_carried'])
    const made = await take((await decide({ loan: '400000000' })).id)
    expect(made).toMatchObject({ status: 201, json: { secured: '400000000', register_by: '2026-05-19' } })
    collateral = made.json.collateral
    first = made.json.pledge
    const late = await decide({ loan: '140000000', bank: BANKS[1] })
    expect(late.decision.advance).toMatchObject({ earlier: '400000000', room: '140000000' })
    second = (await take(late.id)).json.pledge
    const { pledges } = await read('officer', collateral)
    expect(pledges.map((one: Record<string, string>) => one['covered'])).toEqual(['0', '0'])
  })

  test('secures once it is registered, at its own rank and reference, by its own bank', async () => {
    expect(codeOf(await world.ask('stranger', 'POST', url(first, 'registration'), registered(1, 'KR-1')))).toEqual([
      404,
      'pledge_unknown',
    ])
    const early = { ...registered(1, 'KR-1'), registered_on: '2026-03-19' }
    expect(codeOf(await world.ask('bank', 'POST', url(first, 'registration'), early))).toEqual([400, 'pledge_day'])
    const done = await world.ask('bank', 'POST', url(first, 'registration'), registered(1, 'KR-1'))
    expect(done.json.pledges).toMatchObject([{ rank: 1, covered: '400000000', short: '0' }])
    expect(codeOf(await world.ask('stranger', 'POST', url(second, 'registration'), registered(1, 'KR-2')))).toEqual([
      409,
      'pledge_rank_taken',
    ])
    expect(codeOf(await world.ask('stranger', 'POST', url(second, 'registration'), registered(2, 'KR-1')))).toEqual([
      409,
      'pledge_reference_taken',
    ])
    expect((await world.ask('stranger', 'POST', url(second, 'registration'), registered(2, 'KR-2'))).status).toBe(200)
    expect(codeOf(await world.ask('bank', 'POST', url(first, 'registration'), registered(3, 'KR-3')))).toEqual([
      409,
      'pledge_not_waiting',
    ])
  })

  test('of another bank is read as the office publishes it, and its decision not at all', async () => {
    const seen = await read('bank', collateral)
    expect(seen.pledges).toMatchObject([
      { id: first, bank: BANKS[0], rank: 1 },
      { id: null, bank: null, taken_on: null, register_by: null, rank: 2, secured: '140000000', reference: 'KR-2' },
    ])
    const { id } = await decide({ loan: '1', bank: BANKS[1], number: '10-3' })
    expect(codeOf(await world.ask('bank', 'GET', `/v1/collateral-decisions/${id}`))).toEqual([
      404,
      'collateral_unknown',
    ])
    const own = await world.ask('stranger', 'GET', `/v1/collateral-decisions/${id}`)
    expect([own.status, own.json.record, own.json.decision.outcome]).toEqual([200, null, 'accepted'])
  })

  test('is short when its right lapses, and somebody has to act by a day', async () => {
    const rights = [rightOf('10-2000001', [event('lapse', '2026-03-19')])]
    const looked = await world.ask('officer', 'POST', `/v1/collateral/${collateral}/looks`, { rights })
    // 30 days after 20 March is Sunday 19 April, 10 days after is 30 March.
    expect(looked.json).toMatchObject({ advance: '0', shortfall: '540000000', cure_by: '2026-04-20' })
    const tasks = looked.json.tasks.map((one: Record<string, string>) => [one['ground'], one['due_on'], one['holder']])
    expect(tasks).toEqual([
      ['lapse', '2026-03-30', PEOPLE['officer']?.person],
      ['shortfall', '2026-04-20', PEOPLE['officer']?.person],
    ])
    expect(await read('bank', collateral)).toMatchObject({ cure_by: '2026-04-20', tasks: [], shortfall: '540000000' })
    const again = await world.ask('officer', 'POST', `/v1/collateral/${collateral}/looks`, { rights })
    expect(again.json.tasks).toHaveLength(2)
    const done = await world.ask(
      'officer',
      'POST',
      `/v1/collateral/${collateral}/tasks/${looked.json.tasks[0].id}/done`,
      { note: 'Asked the office.' },
    )
    expect(done.json.tasks[0].done_on).toBe(DAY)
    const restored = await world.ask('officer', 'POST', `/v1/collateral/${collateral}/looks`, {
      rights: [rightOf('10-2000001')],
    })
    expect(restored.json).toMatchObject({ advance: '540000000', shortfall: '0', cure_by: null })
    const other = [rightOf('10-9')]
    expect(codeOf(await world.ask('officer', 'POST', `/v1/collateral/${collateral}/looks`, { rights: other }))).toEqual(
      [400, 'collateral_right_other'],
    )
  })

  test('released gives back exactly what it had, once', async () => {
    const released = { released_on: DAY, reference: 'KR-R-1' }
    expect((await world.ask('bank', 'POST', url(first, 'release'), released)).json.room).toBe('400000000')
    expect(codeOf(await world.ask('bank', 'POST', url(first, 'release'), released))).toEqual([409, 'pledge_released'])
  })

  test('is kept as it was taken, whoever writes', async () => {
    const change = (set: string) =>
      sql.raw(`update app.pledges set ${set} where id = '${second}'`).execute(world.fresh.database.plain)
    await expect(change('secured = 1')).rejects.toThrow('kept as it was taken')
    await expect(change('rank = 9')).rejects.toThrow('kept as it was taken')
  })
})

test('at night what was not registered in time is free again, and a valuation a year old is due', async () => {
  const made = await take((await decide({ number: '10-5', firm: 'firm-6702', loan: '500000000' })).id)
  world.on('2027-02-02')
  expect(await world.flow.collateral.night(world.fresh.database, world.today())).toBeGreaterThan(0)
  expect(await world.flow.collateral.night(world.fresh.database, world.today())).toBe(0)
  const seen = await read('officer', made.json.collateral)
  expect(seen).toMatchObject({ room: '540000000', pledges: [{ state: 'released', released_on: '2027-02-02' }] })
  expect(seen.tasks).toMatchObject([{ ground: 'calendar', due_on: '2027-02-02' }])
  world.on(FLOW_DAY)
})
