/** What is refused of a guarantee, what races on one or on a limit come to, and what strangers see: nothing. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../src/access/actor.ts'
import { TABLE } from '../../../src/guarantee/life-table.ts'
import { asPlace } from '../../db/planted.ts'
import { DAY } from '../../flow/people.ts'
import { showing } from '../../technology/readiness/answers.ts'
import { type Guaranteed, guaranteed, opened, PAPER, PEOPLE, PILOT, type World } from './served.ts'

const FIRMS = Array.from({ length: 8 }, (_, place) => `firm-70${place + 10}`)
let world: World
let one: Guaranteed
let tranched: Guaranteed
beforeAll(async () => {
  world = await opened(FIRMS)
  one = await guaranteed(world, 'firm-7010')
  world.on(PILOT.day)
  tranched = await guaranteed(
    world,
    'firm-7011',
    { kind: 'individual', evidence: PAPER, readiness: showing('proof_of_concept') },
    PILOT,
  )
  world.on(DAY)
}, 120_000)
afterAll(() => world?.close(), 60_000)

const errorOf = async (who: string, path: string, body?: unknown, of = one) => {
  const answer = await of.step(who, path, body)
  const [first] = answer.json.errors ?? []
  return [answer.status, first?.code, first?.value ?? null, first?.limit ?? null]
}
const rowOf = async (id: string) =>
  await world.fresh.database.plain.selectFrom('app.guarantees').selectAll().where('id', '=', id).executeTakeFirst()

/** A body that each step takes, where it takes one. */
const BODIES: Readonly<Record<string, unknown>> = {
  letter: { notice: 'x' },
  draws: { notice: 'x', amount: '1', on: DAY },
  tell: { duty: 'affecting', on: DAY },
  change: { of: 'term', matures_on: '2028-01-03' },
  renew: { left: '0', matures_on: '2028-01-03', grade: 'A' },
  release: { left: '0' },
  accidents: { kind: 'arrears', on: DAY },
  claims: { trigger: 'default', on: DAY },
  examinations: {
    ...{ principal: '1', rate: '0', due_on: DAY, costs: [], denied_principal: '0', pay_on: DAY },
    ...{ denies: [], waives: [] },
  },
  recoveries: { amount: '1', reference: 'r' },
  sell: { to: 'kamco', resolution: 'board 1', price: '0', reference: 'r' },
  discharge: { ground: 'paid' },
  notices: {},
}

describe('a command in the wrong state', () => {
  test.each([
    ['officer', 'letter', 'send_letter'],
    ['officer', 'notices', 'notice'],
    ['bank', 'draws', 'draw'],
    ['bank', 'tell', 'tell'],
    ['officer', 'fees', 'charge_fee'],
    ['officer', 'change', 'change'],
    ['officer', 'renew', 'renew'],
    ['bank', 'release', 'release'],
    ['bank', 'accidents', 'report_accident'],
    ['bank', 'normalise', 'normalise'],
    ['bank', 'claims', 'claim'],
    ['claims', 'examinations', 'examine'],
    ['claims', 'payments', 'pay'],
    ['claims', 'recoveries', 'recover'],
    ['claims', 'sell', 'sell'],
    ['claims', 'write-off', 'write_off'],
    ['claims', 'discharge', 'discharge'],
  ] as const)(
    '%s may not %s a guarantee that is only noticed, and is told in which states',
    async (who, path, type) => {
      const before = await rowOf(one.id)
      expect(await errorOf(who, path, BODIES[path])).toEqual([
        409,
        'guarantee_state',
        'noticed',
        TABLE[type].open.join(', '),
      ])
      expect(await rowOf(one.id)).toEqual(before)
    },
  )

  test('what may be done today and by whom is shown with the first thing that stands against it', async () => {
    const { possible, claim_grounds } = (await world.ask('officer', 'GET', one.url)).json
    const of = (command: string) => possible.find((each: { command: string }) => each.command === command)
    expect(of('sign')).toEqual({ command: 'sign', roles: ['officer'], hindrance: null })
    expect(of('withdraw').hindrance).toBe(null)
    expect(of('lapse')).toMatchObject({ roles: ['officer', 'system'], hindrance: { code: 'notice_not_over' } })
    expect(claim_grounds).toEqual([])
    expect(of('pay')).toMatchObject({ roles: ['claims'], hindrance: { code: 'guarantee_state', limit: 'examined' } })
  })
})

describe('amounts and days', () => {
  test('negative, fractional, past eighteen digits, or no number: refused before anything is read', async () => {
    for (const amount of ['-1', '1.5', `1${'0'.repeat(18)}`, '0', '1e3', ' 1', '', '٣']) {
      const answer = await one.step('bank', 'draws', { notice: one.notice, amount, on: DAY })
      expect([amount, answer.status]).toEqual([amount, 400])
      expect(answer.json.errors[0].at).toBe('amount')
    }
    expect((await one.step('bank', 'draws', { notice: one.notice, amount: 5, on: DAY })).status).toBe(400)
    expect((await one.step('bank', 'draws', { notice: one.notice, amount: '5', on: '2026-02-30' })).status).toBe(400)
  })

  test('a draw above the notice, under another notice, or told for a day to come', async () => {
    const ready = await guaranteed(world, 'firm-7012')
    const { notice } = ready
    await ready.step('officer', 'sign', { notice })
    await ready.step('finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' })
    expect((await ready.step('officer', 'letter', { notice })).status).toBe(200)
    const draw = { notice, amount: '940000000', on: DAY }
    // Above by one won of the guaranteed part, 85 % of 940,000,002 being 799,000,001; told in principal, as asked.
    expect(await errorOf('bank', 'draws', { ...draw, amount: '940000002' }, ready)).toEqual([
      ...[409, 'draw_above_notice', '940000002', '940000000'],
    ])
    expect((await errorOf('bank', 'draws', { ...draw, notice: one.notice }, ready)).slice(0, 2)).toEqual([
      400,
      'notice_unknown',
    ])
    expect((await errorOf('bank', 'draws', { ...draw, on: '2026-04-15' }, ready)).slice(0, 2)).toEqual([
      400,
      'guarantee_day_to_come',
    ])
    expect((await ready.step('bank', 'draws', draw)).status).toBe(200)
    // A clock that was set back: nothing is entered before the day of the last event.
    world.on('2026-04-13')
    expect(await errorOf('bank', 'release', { left: '0' }, ready)).toEqual([
      ...[409, 'guarantee_day_backwards', '2026-04-13', 'from 2026-04-14'],
    ])
    world.on(DAY)
    expect(await world.faults()).toEqual([])
  })
})

describe('who', () => {
  test('a bank that names another bank`s guarantee finds nothing, in every way, also by SQL', async () => {
    const nowhere = '01890a5d-ac96-774b-bcce-b302099a8057'
    for (const path of ['', '/events', '/entries', '/balances']) {
      const asked = [`${one.url}${path}`, `/v1/guarantees/${nowhere}${path}`].map(url =>
        world.ask('stranger', 'GET', url),
      )
      const [of, none] = await Promise.all(asked)
      expect([path, of?.status, none?.status]).toEqual([path, 404, 404])
    }
    expect(await errorOf('stranger', 'draws', { notice: one.notice, amount: '1', on: DAY })).toEqual([
      ...[404, 'subject_missing', null, null],
    ])
    expect((await world.ask('stranger', 'GET', '/v1/guarantees')).json.items).toEqual([])
    const counted = async (who: Actor) =>
      world.fresh.database.transaction(who, async tx => {
        const counts: Record<string, number> = {}
        for (const table of [
          'guarantees',
          'guarantee_events',
          'guarantee_fees',
          'ledger_entries',
          'ledger_transfers',
          'ledger_balances',
        ]) {
          const { rows } = await sql<{
            n: number
          }>`select count(*)::int as n from ${sql.table(`app.${table}`)}`.execute(tx)
          counts[table] = rows[0]?.n ?? -1
        }
        return counts
      })
    const nothing = Object.fromEntries(
      ['guarantees', 'guarantee_events', 'guarantee_fees', 'ledger_entries', 'ledger_transfers', 'ledger_balances'].map(
        table => [table, 0],
      ),
    )
    expect(await counted(PEOPLE['stranger'] as Actor)).toEqual(nothing)
    expect(await counted({ ...(PEOPLE['bank'] as Actor), kind: 'public', roles: [] })).toEqual(nothing)
    expect(await counted(world.firmActor('firm-7019'))).toEqual(nothing)
    expect((await counted(PEOPLE['bank'] as Actor))['guarantees']).toBeGreaterThan(1)
    expect((await counted(world.firmActor('firm-7010')))['guarantees']).toBe(1)
  })

  test('nobody of a bank, a firm or an office writes a row by SQL: only the one function does', async () => {
    const bank = PEOPLE['bank'] as Actor
    const changes = [
      'update app.guarantees set balance = 0',
      "update app.ledger_balances set credits_posted = 1 where kind = 'commitments'",
      `insert into app.ledger_entries (id, day, event, reference, digest)
       values ('x', '2026-04-14', 'drawn', 'x', 'x')`,
    ]
    for (const who of [bank, PEOPLE['officer'] as Actor])
      for (const change of changes) {
        const outcome = await world.fresh.database
          .transaction(who, tx => sql.raw(change).execute(tx))
          .then(
            result => Number(result.numAffectedRows ?? 0n),
            (error: { code: string }) => error.code,
          )
        expect([change, outcome]).toEqual([change, change.startsWith('insert') ? '42501' : 0])
      }
    const asOwner = (text: string) =>
      asPlace(world.fresh.owner, client => client.query(`set app.kind = 'system'; ${text}`)).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
    expect(await asOwner("update app.guarantee_events set type = 'x'")).toBe('23001')
    expect(await asOwner('delete from app.ledger_entries')).toBe('23001')
    expect(await asOwner('update app.ledger_transfers set amount = amount + 1')).toBe('23001')
    expect(await asOwner('update app.guarantees set amount = amount - 1')).toBe('23001')
    expect(
      await asOwner("update app.ledger_balances set debits_posted = debits_posted + 1 where kind = 'commitments'"),
    ).toBe('23514')
  })

  test('a fault planted in the books by hand is found, each by its name', async () => {
    const found = async (text: string) =>
      asPlace(world.fresh.superuser, async client => {
        await client.query('begin')
        await client.query(text)
        const { rows } = await client
          .query<{ fault: string }>("set local app.kind = 'system'; select fault from app.ledger_faults()")
          .then(result => (Array.isArray(result) ? result[1] : result))
        await client.query('rollback')
        return [...new Set(rows.map((row: { fault: string }) => row.fault))].sort()
      })
    expect(await found('select 1')).toEqual([])
    expect(await found("update app.ledger_balances set debits_posted = 7 where kind = 'customers_liability'")).toEqual([
      'balance_not_of_its_transfers',
      'book_out_of_balance',
    ])
    expect(await found("update app.ledger_balances set credits_pending = 7 where kind = 'commitments'")).toContain(
      'commitments_not_of_guarantee',
    )
    expect(await found(`update app.guarantees set held = 1, balance = 1 where id = '${one.id}'`)).toEqual([
      'commitments_not_of_guarantee',
      'exposure_not_of_guarantee',
    ])
    expect(await found("update app.limits set used = used + 1 where scope = 'firm'")).toEqual([
      'limit_use_not_of_guarantees',
    ])
    expect(await found("update app.limits set reserved = reserved + 1 where scope = 'firm'")).toEqual([
      'limit_reserved_not_of_reservations',
    ])
    expect(await found(`update app.guarantees set version = version + 1 where id = '${one.id}'`)).toEqual([
      'version_not_of_events',
    ])
    expect(
      await found(`update app.reservations set state = 'voided' where decision = '${one.begun.decision_id}'`),
    ).toEqual(['held_in_no_limit', 'limit_reserved_not_of_reservations'])
  })
})

describe('races', () => {
  test('of many who sign at the version they read one signs, and the fee is charged once', async () => {
    const raced = await guaranteed(world, 'firm-7013')
    const body = { notice: raced.notice }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => raced.step('officer', 'sign', body, { 'if-match': '"1"' })),
    )
    expect(answers.map(one_ => one_.status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)])
    // Without a version the state itself refuses the second.
    const more = await Promise.all(Array.from({ length: 4 }, () => raced.step('officer', 'sign', body)))
    expect(new Set(more.map(each => each.status))).toEqual(new Set([409]))
    expect(await raced.standing()).toMatchObject({ fees_receivable: '6392000', commitments: '799000000' })
    expect(await world.faults()).toEqual([])
  })

  test('a step made from a version that is gone is not kept, whoever held what', async () => {
    const before = await rowOf(one.id)
    const step = { at: '2026-04-14T01:00:00Z', guarantee: { id: one.id, expected: 9, state: 'signed', version: 10 } }
    const more = { held: '0', balance: '0', life: {} }
    const given = JSON.stringify({ ...step, guarantee: { ...step.guarantee, ...more }, entries: [], audit: {} })
    const { rows } = await world.fresh.database.transaction(PEOPLE['officer'] as Actor, tx =>
      sql<{ refused: string }>`select app.keep_guarantee_step(${given}::jsonb) as refused`.execute(tx),
    )
    expect(rows).toEqual([{ refused: 'version' }])
    expect(await rowOf(one.id)).toEqual(before)
  })

  test('the same request again is answered as before and done once', async () => {
    const told = { duty: 'affecting', on: DAY }
    const again = await guaranteed(world, 'firm-7014')
    await again.step('officer', 'sign', { notice: again.notice })
    await again.step('finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: 'all' })
    await again.step('officer', 'letter', { notice: again.notice })
    const key = { 'idempotency-key': 'told-once' }
    const first = await again.step('bank', 'tell', told, key)
    const second = await again.step('bank', 'tell', told, key)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.json).toEqual(first.json)
    expect(second.headers['idempotency-replayed'] ?? second.headers['idempotent-replayed']).toBeDefined()
    const { items } = (await world.ask('officer', 'GET', `${again.url}/events`)).json
    expect(items.filter((event: { type: string }) => event.type === 'told')).toHaveLength(1)
  })

  test('a guarantee is begun once however many begin it', async () => {
    const caseId = await world.approved('firm-7015')
    const url = `/v1/cases/${caseId}/guarantee`
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => world.ask('officer', 'POST', url, { kind: 'individual' })),
    )
    expect(answers.map(each => each.status).sort()).toEqual([201, 409, 409, 409, 409, 409])
    expect(await world.faults()).toEqual([])
  })
})

describe('tranches and limits', () => {
  test('each gate has its own notice, on evidence, and takes its room in the limits or is refused', async () => {
    const { begun, notice } = tranched
    world.on(PILOT.day)
    const whole = BigInt(begun.amount)
    // 20 % of the amount under the first gate.
    const first = (whole * 2n) / 10n
    expect(begun.notices).toMatchObject([{ amount: first.toString(), step: 'noticed' }])
    await tranched.step('officer', 'sign', { notice })
    const unpaid = (await world.ask('officer', 'GET', tranched.url)).json.fee_unpaid
    await tranched.step('finance', 'fees/received', { amount: unpaid, paid_on: PILOT.day, reference: 'all' })
    expect((await tranched.step('officer', 'letter', { notice })).status).toBe(200)
    const limit = async () =>
      await world.fresh.database.plain
        .selectFrom('app.limits')
        .select(['used', 'reserved', 'brought'])
        .where('key', '=', 'firm-7011')
        .where('scope', '=', 'firm')
        .executeTakeFirstOrThrow()
    const capped = (cap: bigint) =>
      world.fresh.database.plain
        .updateTable('app.limits')
        .set({ cap: cap.toString() })
        .where('key', '=', 'firm-7011')
        .where('scope', '=', 'firm')
        .execute()
    // Signed, only what is noticed is in the limits: the tranches to come take their room when they are noticed.
    const now = await limit()
    expect(BigInt(now.used) - BigInt(now.brought)).toBe(first)
    expect(now.reserved).toBe('0')

    const evidence = PAPER
    const shown = (gate: string) => ({ gate, evidence, readiness: showing(gate) })
    expect((await errorOf('officer', 'notices', { gate: 'small_batch' }, tranched)).slice(0, 3)).toEqual([
      ...[400, 'notice_gate_not_reached', 'small_batch'],
    ])
    expect((await errorOf('officer', 'notices', { gate: 'no_gate' }, tranched)).slice(0, 2)).toEqual([
      ...[400, 'notice_gate_unknown'],
    ])
    expect((await errorOf('officer', 'notices', shown('proof_of_concept'), tranched)).slice(0, 2)).toEqual([
      ...[409, 'notice_above_decision'],
    ])
    // A paper alone does not show a gate, nor do answers that show the gate before it: what is lacking is named.
    expect(await errorOf('officer', 'notices', { gate: 'small_pilot', evidence }, tranched)).toEqual([
      ...[400, 'notice_readiness_missing', 'small_pilot', 'technology 6, manufacturing 4, market 4'],
    ])
    const before = { ...shown('small_pilot'), readiness: showing('proof_of_concept') }
    expect(await errorOf('officer', 'notices', before, tranched)).toEqual([
      ...[400, 'notice_readiness_short', 'technology 4'],
      'technology 6: level 5 lacks end_to_end_on_real_interfaces, not_answered' +
        ' (relevant_environment_test third_party_test_report)',
    ])
    await capped(BigInt(now.used))
    const full = await errorOf('officer', 'notices', shown('small_pilot'), tranched)
    expect(full.slice(0, 3)).toEqual([409, 'guarantee_limit_full', 'firm:own_guarantees:firm-7011'])
    expect(await world.faults()).toEqual([])
    // Room for one of two that are asked for at once.
    const second = (whole * 3n) / 10n
    await capped(BigInt(now.used) + second)
    const racing = await Promise.all(
      ['small_pilot', 'volume_pilot'].map(gate => tranched.step('officer', 'notices', shown(gate))),
    )
    expect(racing.map(each => each.status).sort()).toEqual([200, 409])
    expect((await limit()).used).toBe((BigInt(now.used) + second).toString())
    expect(await world.faults()).toEqual([])
    world.on(DAY)
  })

  test('what was issued to a firm counts in its next appraisal, though no register tells it', async () => {
    const first = await guaranteed(world, 'firm-7016')
    await first.step('officer', 'sign', { notice: first.notice })
    await world.approved('firm-7016')
    const records = await world.fresh.database.plain
      .selectFrom('app.decisions as d')
      .innerJoin('app.cases as c', 'c.id', 'd.case_id')
      .select('d.record')
      .where('c.firm', '=', 'firm-7016')
      .orderBy('d.id')
      .execute()
    const used = records.map(({ record }) => {
      const { caps } = JSON.parse(record).decision
      return caps.find((cap: { code: string }) => cap.code === 'grade_ceiling').used
    })
    expect(used).toEqual(['180000000', '979000000'])
  })
})
