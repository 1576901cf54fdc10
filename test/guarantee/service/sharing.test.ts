/** Losses shared with others over HTTP: worked by hand, in the books to the won, and caps that are never overshot. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../../src/access/actor.ts'
import { asPlace } from '../../db/planted.ts'
import { book, DAY } from '../../flow/people.ts'
import { BANK, type Guaranteed, guaranteed, opened, PAPER, PEOPLE, type World } from './served.ts'

const [shelved] = book.shelves.sharing
if (shelved === undefined) throw new Error('no edition of sharing is on the shelf')
const OURS = 'technology_guarantee'
type Scheme = (typeof shelved.content.schemes)[number]
const schemeNamed = (code: string): Scheme => {
  const found = shelved.content.schemes.find(one => one.code === code)
  if (found === undefined) throw new Error(`no scheme ${code}`)
  return found
}
/** The schemes in force, which each test sets: the programme of the fixture is under the one it names. */
let schemes: Scheme[] = []
const under = (scheme: Scheme) => {
  schemes = [{ ...scheme, programmes: [OURS] }]
}
const rules = {
  ...book,
  shelves: {
    ...book.shelves,
    sharing: [
      {
        ...shelved,
        content: {
          ...shelved.content,
          get schemes() {
            return schemes
          },
        },
      },
    ],
  },
}

const FIRMS = Array.from({ length: 12 }, (_, place) => `firm-${7710 + place}`)
let next = 0
let world: World
beforeAll(async () => {
  world = await opened(FIRMS, () => [], rules)
}, 120_000)
afterAll(() => world?.close(), 60_000)
beforeEach(() => {
  world.on(DAY)
  schemes = []
})

async function done(one: Guaranteed, who: string, path: string, body?: unknown) {
  const answer = await one.step(who, path, body)
  expect([path, answer.status, answer.json.errors ?? null]).toEqual([path, 200, null])
  expect([path, await world.faults()]).toEqual([path, []])
  return answer.json
}

/** A guarantee of 85 % of 940,000,000, drawn whole, whose claim is examined: it is payable on the day. */
async function payable(day = DAY): Promise<Guaranteed> {
  const one = await guaranteed(world, FIRMS[next++] ?? '')
  const { notice } = one
  const steps: [string, string, unknown][] = [
    ['officer', 'sign', { notice }],
    ['finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' }],
    ['officer', 'letter', { notice }],
    ['bank', 'draws', { notice, amount: '940000000', on: DAY }],
  ]
  for (const [who, path, body] of steps) await done(one, who, path, body)
  world.on(day)
  await done(one, 'bank', 'accidents', { kind: 'rehabilitation_filed', on: day })
  await done(one, 'bank', 'claims', { trigger: 'rehabilitation', on: day, proof: PAPER })
  await done(one, 'claims', 'examinations', {
    ...{ principal: '940000000', rate: '0', due_on: day, costs: [], denied_principal: '0', pay_on: day },
    ...{ denies: [], waives: [] },
  })
  return one
}
async function paid(day = DAY): Promise<Guaranteed> {
  const one = await payable(day)
  await done(one, 'claims2', 'payments')
  return one
}
const sharingOf = async (one: Guaranteed) => (await world.ask('finance', 'GET', `${one.url}/sharing`)).json
const duesOf = async (one: Guaranteed) =>
  (await sharingOf(one)).items.map((step: { kind: string; dues: { sharer: string; amount: string }[] }) => [
    step.kind,
    Object.fromEntries(step.dues.map(due => [due.sharer, due.amount])),
  ])
const statement = async (scheme: string) => (await world.ask('finance', 'GET', `/v1/sharing/${scheme}`)).json

describe('by the ratio of the guarantee', () => {
  test('nobody owes anybody: the fund bears what it paid, the bank what it keeps, also of a recovery', async () => {
    const one = await paid()
    const shared = await sharingOf(one)
    expect(shared).toMatchObject({ scheme: 'proportional', edition: '2026-01' })
    expect(shared.items).toMatchObject([{ kind: 'loss', loss: '940000000', paid_out: '799000000', dues: [] }])
    expect(shared.items[0].shares).toEqual([
      { party: 'bank', layer: 0, paid: '141000000', returned: '0' },
      { party: 'fund', layer: 0, paid: '799000000', returned: '0' },
    ])
    await done(one, 'claims', 'recoveries', { amount: '10000001', reference: 'r1' })
    // 940,000,000 x 10,000,001 / 799,000,000 = 11,764,707.05, of which the fund has 10,000,001.
    expect((await sharingOf(one)).items[1]).toMatchObject({
      ...{ kind: 'recovery', recovered: '10000001', dues: [] },
      shares: [
        { party: 'bank', returned: '1764706' },
        { party: 'fund', returned: '10000001' },
      ],
    })
  })

  test('a loss that was less than was thought: the bank owes back what it was paid too much, and pays it', async () => {
    const one = await paid()
    const asked = { loss: '900000000', reason: 'Interest was counted twice.', reference: 'audit 7' }
    const url = `${one.url}/sharing/restatements`
    expect((await world.ask('claims', 'POST', url, asked)).status).toBe(403)
    const answer = await world.ask('finance', 'POST', url, asked)
    expect(answer.status).toBe(200)
    // 85 % of 900,000,000 are 765,000,000; 799,000,000 were paid.
    expect(await duesOf(one)).toEqual([
      ['loss', {}],
      ['restated', { [`proportional:${BANK}`]: '34000000' }],
    ])
    expect(await world.faults()).toEqual([])
    expect((await world.ask('finance', 'POST', url, asked)).json.errors[0].code).toBe('sharing_restatement_same')
    const settle = '/v1/sharing/proportional/settlements'
    const told = { sharer: BANK, direction: 'received', on: DAY, amount: '34000000', reference: 's1' }
    const above = await world.ask('finance', 'POST', settle, { ...told, amount: '34000001' })
    expect(above.json.errors[0]).toMatchObject({ code: 'sharing_settlement_above_open', limit: '34000000' })
    expect((await world.ask('finance', 'POST', settle, told)).json.open).toBe('0')
    // Told again it does nothing; another amount under its reference is another thing.
    expect((await world.ask('finance', 'POST', settle, told)).json.open).toBe('0')
    expect((await world.ask('finance', 'POST', settle, { ...told, amount: '1' })).json.errors[0].code).toBe(
      'entry_reused',
    )
    expect(await world.faults()).toEqual([])
    expect((await statement('proportional')).open).toEqual([{ sharer: BANK, owes: '0', is_owed: '0' }])
    await done(one, 'claims', 'write-off')
    expect(await one.standing()).toMatchObject({ losses: '765000000', shared_losses: '0' })
  })
})

describe('under a pact', () => {
  test('from payment through recoveries and write-off the fund is left with its share, to the won', async () => {
    under(schemeNamed('pact'))
    const one = await paid()
    // A tenth of 940,000,000 is the contributor's and a tenth the bank's, which keeps 141,000,000 by the letter.
    expect(await duesOf(one)).toEqual([['loss', { 'pact:contributor': '94000000', [`pact:${BANK}`]: '-47000000' }]])
    expect(await one.standing()).toMatchObject({ subrogation_claims: '799000000', shared_losses: '47000000' })
    // The scheme is the one of the first day, whatever is in force later.
    schemes = []
    await done(one, 'claims', 'recoveries', { amount: '79900000', reference: 'r1' })
    // A tenth of what was paid: of 94,000,000 the contributor has 9,400,000, and the bank, which is taken to have
    // recovered 14,100,000 itself, gives back 4,700,000.
    expect((await duesOf(one))[1]).toEqual([
      'recovery',
      { 'pact:contributor': '-9400000', [`pact:${BANK}`]: '4700000' },
    ])
    expect(await one.standing()).toMatchObject({ subrogation_claims: '719100000', shared_losses: '42300000' })
    await done(one, 'claims', 'write-off')
    // 752,000,000 less 75,200,000.
    expect(await one.standing()).toMatchObject({ losses: '676800000', shared_losses: '0' })
    await done(one, 'claims', 'recoveries', { amount: '7990000', reference: 'r2' })
    // What is given back of it raises the loss: 940,000 to the contributor, 470,000 from the bank.
    expect(await one.standing()).toMatchObject({ losses: '677270000', special_recoveries: '7990000' })
    under(schemeNamed('pact'))
    expect(await statement('pact')).toMatchObject({
      years: [{ year: 2026, losses: 1, amount: '940000000', recovered: '87890000' }],
      limits: [
        { party: 'contributor', per: 'all', most: '50000000000', used: '83660000', left: '49916340000', year: null },
      ],
      open: [
        { sharer: BANK, owes: '5170000', is_owed: '47000000' },
        { sharer: 'contributor', owes: '94000000', is_owed: '10340000' },
      ],
    })
  })

  test('all recovered, nobody owes anybody any more', async () => {
    under(schemeNamed('pact'))
    const one = await paid()
    for (const [place, amount] of ['333333333', '1', '465666666'].entries())
      await done(one, 'claims', 'recoveries', { amount, reference: `r${place}` })
    expect(await one.standing()).toMatchObject({ subrogation_claims: '0', shared_losses: '0' })
    const sums = new Map<string, bigint>()
    for (const [, dues] of await duesOf(one))
      for (const [sharer, amount] of Object.entries(dues))
        sums.set(sharer, (sums.get(sharer) ?? 0n) + BigInt(String(amount)))
    expect([...sums.values()]).toEqual([0n, 0n])
  })
})

describe('caps', () => {
  test('claims paid at the same moment take no more of a cap than it has', async () => {
    under(schemeNamed('joint_project'))
    const all = [await payable(), await payable(), await payable()]
    const answers = await Promise.all(all.map(one => one.step('claims2', 'payments')))
    expect(answers.map(one => one.status)).toEqual([200, 200, 200])
    expect(await world.faults()).toEqual([])
    const found = await statement('joint_project')
    expect(found.limits).toEqual([
      { ...{ layer: 0, party: 'large_firm', per: 'all', year: null }, most: '500000000', used: '500000000', left: '0' },
    ])
    // Of 2,820,000,000 the large firm bears 500,000,000; of the rest a tenth is the banks', who keep 423,000,000.
    expect(found.open).toEqual([
      { sharer: BANK, owes: '0', is_owed: '191000000' },
      { sharer: 'large_firm', owes: '500000000', is_owed: '0' },
    ])
    // The loss that took the cap was less: what it leaves goes to the others when they are told anew, once.
    const restated = (one: Guaranteed, loss: string) =>
      world.ask('finance', 'POST', `${one.url}/sharing/restatements`, { loss, reason: 'Told anew.', reference: 'a' })
    const took = await Promise.all(all.map(async one => (await sharingOf(one)).items[0].shares))
    const taker = took.findIndex(shares => shares.some((each: { party: string }) => each.party === 'large_firm'))
    expect((await restated(all[taker] as Guaranteed, '100000000')).status).toBe(200)
    const room = { party: 'large_firm', used: '100000000', left: '400000000' }
    expect((await statement('joint_project')).limits).toMatchObject([room])
    const others = all.filter((_, place) => place !== taker)
    const again = await Promise.all(others.map(one => restated(one, '939000000')))
    expect(again.map(one => one.status)).toEqual([200, 200])
    expect((await statement('joint_project')).limits).toMatchObject([{ ...room, used: '500000000', left: '0' }])
    expect(await world.faults()).toEqual([])
  })

  test('a yearly ceiling leaves room again in the next year, of the volume there is then', async () => {
    under({ ...schemeNamed('yearly_ceiling'), code: 'ceiling' })
    const first = await paid()
    // 5 % of 940,000,000: the fund bears 47,000,000, and the bank owes all above it.
    expect(await duesOf(first)).toEqual([['loss', { [`ceiling:${BANK}`]: '752000000' }]])
    const second = await paid('2027-02-01')
    // 5 % of 1,880,000,000: 94,000,000.
    expect(await duesOf(second)).toEqual([['loss', { [`ceiling:${BANK}`]: '705000000' }]])
    const { limits } = await statement('ceiling')
    expect(limits).toMatchObject([
      { per: 'year', year: '2026', used: '47000000' },
      { per: 'year', year: '2027', most: '94000000', used: '94000000', left: '0' },
    ])
  })
})

describe('after recovery', () => {
  test('a loss waits for its months, and what came in by then is taken off it, once by two at a time', async () => {
    const pact = schemeNamed('pact')
    const months = { ...pact.wait_months, value: '3' }
    under({ ...pact, code: 'later', claims: 'after_recovery', wait_months: months })
    const one = await paid()
    expect((await sharingOf(one)).items).toMatchObject([{ kind: 'waiting', due_on: '2026-07-15', shares: [] }])
    await done(one, 'claims', 'recoveries', { amount: '79900000', reference: 'r1' })
    const shareDue = () => world.flow.cosharing.shareDue(world.fresh.database, world.today())
    world.on('2026-07-14')
    expect(await shareDue()).toBe(0)
    // A day left out is made up for.
    world.on('2026-07-20')
    const counts = await Promise.all([shareDue(), shareDue()])
    expect(counts.toSorted()).toEqual([0, 1])
    expect(await world.faults()).toEqual([])
    // 940,000,000 less 94,000,000: a tenth each is 84,600,000; the bank keeps 126,900,000.
    expect((await duesOf(one))[1]).toEqual([
      'loss',
      { 'later:contributor': '84600000', [`later:${BANK}`]: '-42300000' },
    ])
    expect(await shareDue()).toBe(0)
  })
})

describe('who', () => {
  test('the house alone reads what is shared, and nobody writes it but the service', async () => {
    under(schemeNamed('pact'))
    const one = await paid()
    expect((await world.ask('bank', 'GET', `${one.url}/sharing`)).status).toBe(403)
    expect((await world.ask('stranger', 'GET', `${one.url}/sharing`)).status).toBe(404)
    expect((await world.ask('bank', 'GET', '/v1/sharing/pact')).status).toBe(403)
    expect((await world.ask('finance', 'GET', '/v1/sharing/none')).status).toBe(404)
    const bank = PEOPLE['bank'] as Actor
    for (const table of ['guarantee_schemes', 'sharing_steps', 'sharing_parts', 'sharing_dues', 'sharing_schemes'])
      expect(
        await world.fresh.database.transaction(
          bank,
          async tx => (await sql`select 1 from ${sql.table(`app.${table}`)}`.execute(tx)).rows.length,
        ),
      ).toBe(0)
    const entries = (await world.ask('bank', 'GET', `${one.url}/entries`)).json.items
    expect(entries.map((each: { event: string }) => each.event)).not.toContain('loss_shared')
    const planted = (text: string) =>
      asPlace(world.fresh.owner, client => client.query(`set app.kind = 'system'; ${text}`)).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
    expect(await planted('update app.sharing_parts set paid = paid + 1')).toBe('23001')
    expect(await planted('delete from app.sharing_steps')).toBe('23001')
  })

  test('a due that is not in the books, and a part that came back twice, are found', async () => {
    const found = async (text: string) =>
      asPlace(world.fresh.superuser, async client => {
        await client.query('begin')
        await client.query("set local session_replication_role = 'replica'")
        await client.query(text)
        const { rows } = await client
          .query<{ fault: string }>("set local app.kind = 'system'; select fault from app.ledger_faults()")
          .then(result => (Array.isArray(result) ? result[1] : result))
        await client.query('rollback')
        return [...new Set(rows.map((row: { fault: string }) => row.fault))].sort()
      })
    expect(await found('select 1')).toEqual([])
    expect(await found('update app.sharing_dues set amount = amount + 1 where amount > 0')).toEqual([
      'dues_not_in_books',
    ])
    expect(await found('update app.sharing_parts set returned = paid + 1 where paid > 0')).toContain(
      'part_returned_above_paid',
    )
    expect(await found("update app.sharing_parts set paid = paid * 9 where party = 'fund'")).toContain(
      'shares_not_of_loss',
    )
  })
})
