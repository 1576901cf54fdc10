/** A bank's month on a real PostgreSQL: sent in parts, checked, accepted, carried into the books, told again. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256Hex } from '#sha256'
import type { Actor } from '../../../src/access/actor.ts'
import { systemActor } from '../../../src/access/actor.ts'
import type { Answer, Asked, ReportKind } from '../../../src/guarantee/month/asked.ts'
import { csvRow } from '../../../src/guarantee/month/csv.ts'
import { CARRY, CHECK, makeMonthService } from '../../../src/guarantee/month/service.ts'
import { makeReportService } from '../../../src/guarantee/reports/service.ts'
import { type Result, sure } from '../../../src/kernel/result.ts'
import type { Tx } from '../../../src/platform/db/database.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import { DAY, OFFICE } from '../../flow/people.ts'
import { csvOf, ROW, type Row, xlsxOf } from '../month/sheets.ts'
import { OTHER_BANK, opened, PEOPLE, type World } from './served.ts'

const BANK = PEOPLE['bank'] as Actor
const STRANGER = PEOPLE['stranger'] as Actor
const CLAIMS: Actor = { ...(PEOPLE['claims'] as Actor), party: OFFICE }

let world: World
/** Jobs that were asked for and not done. */
const asked: { readonly name: string; readonly report: string }[] = []
const workers = openWorkers<Asked, Answer>({
  file: new URL('../../../src/guarantee/month/month.worker.ts', import.meta.url),
  count: 1,
  settings: null,
  secondsMax: 60,
  megabytesMax: 384,
})
const jobs = {
  send: async (_: Tx, name: string, payload: Readonly<Record<string, unknown>>) => {
    asked.push({ name, report: String(payload['report']) })
  },
}
let month: ReturnType<typeof makeMonthService>
let reports: ReturnType<typeof makeReportService>

/** A guarantee of 85 % of a loan that is drawn whole on the first day; its numbers are the decision's. */
type Drawn = { readonly id: string; readonly number: string; readonly loan: bigint; readonly amount: bigint }
const drawn: Drawn[] = []

const as = <Value>(who: Actor, work: (tx: Tx) => Promise<Result<Value>>) =>
  world.fresh.database.transaction(who, work, result => result.ok)
const rowsOf = <Row>(text: ReturnType<typeof sql<Row>>) =>
  world.fresh.database.transaction(systemActor('test'), async tx => (await text.execute(tx)).rows)
const codeOf = (result: Result<unknown>): string => (result.ok ? 'done' : (result.refusals[0]?.code ?? ''))

/** Does every job that is waiting, as the queue would, twice: the second time must do nothing. */
async function work(): Promise<void> {
  for (let job = asked.shift(); job !== undefined; job = asked.shift()) {
    const { name, report } = job
    for (let times = 0; times < 2; times += 1) {
      if (name === CHECK) await month.check(world.fresh.database, report, world.today())
      if (name === CARRY) await month.carry(world.fresh.database, report, world.today)
    }
  }
}

/** Sends a file whole; the report as it stands when it is completed. */
async function sent(who: Actor, bytes: Uint8Array, kind: ReportKind = 'utilisation', told = '2026-05') {
  const declared = {
    kind,
    ...(kind === 'utilisation' ? { month: told } : {}),
    name: 'month.csv',
    size: bytes.length,
    digest: `sha256:${sha256Hex(bytes)}`,
  }
  const report = sure(await as(who, tx => reports.declare(tx, who, declared, world.today())))
  if (report.is_repeated) return report
  const half = bytes.length >> 1
  sure(await as(who, tx => reports.receive(tx, who, report.id, 1, bytes.subarray(half))))
  sure(await as(who, tx => reports.receive(tx, who, report.id, 0, bytes.subarray(0, half))))
  return sure(await as(who, tx => reports.complete(tx, who, report.id, world.today())))
}
const read = async (who: Actor, id: string) => sure(await as(who, tx => reports.read(tx, who, id)))
const accepted = (id: string, leaveOut: readonly number[] = [], who = BANK) =>
  as(who, tx => reports.accept(tx, who, id, leaveOut, world.today()))
const page = { after: 0, limit: 100 }
const differences = async (id: string) =>
  sure(await as(BANK, tx => reports.differences(tx, BANK, id, page))).map(one => [one.row, one.kind, one.by, one.deed])
const problems = async (id: string) =>
  sure(await as(BANK, tx => reports.problems(tx, BANK, id, page))).map(one => [one.row, one.column, one.code])
const outcomes = async (id: string) =>
  sure(await as(BANK, tx => reports.outcomes(tx, BANK, id, page))).map(one => [one.row, one.outcome, one.released])
const balances = async () =>
  (await rowsOf(sql<{ balance: string }>`select balance::text as balance from app.guarantees order by number`)).map(
    one => BigInt(one.balance),
  )

/** A row of the month for a guarantee, of whose loan so much was repaid in it. */
const told = (one: Drawn, repaid: bigint, more: Partial<Row> = {}): Row => ({
  ...ROW,
  guarantee: one.number,
  loan: `L-${one.number.slice(-1)}`,
  month: '2026-05',
  outstanding: String(one.loan - repaid),
  drawn: '0',
  repaid: String(repaid),
  ...more,
})
const partOf = (one: Drawn, principal: bigint): bigint => (principal * one.amount) / one.loan

beforeAll(async () => {
  const firms = ['firm-6101', 'firm-6102', 'firm-6103']
  world = await opened(firms)
  month = makeMonthService({ jobs, workers, guarantees: world.flow.guarantee.guarantees })
  reports = makeReportService({ jobs, scan: async () => 'clean', month })
  for (const [place, firm] of firms.entries()) {
    const caseId = await world.approved(firm)
    const begun = await world.ask('officer', 'POST', `/v1/cases/${caseId}/guarantee`, { kind: 'individual' })
    const { id, number, loan, amount, notices } = begun.json
    const at = (path: string) => `/v1/guarantees/${id}/${path}`
    let version = 1
    const step = async (who: string, path: string, body: unknown) => {
      const done = await world.ask(who, 'POST', at(path), body, { 'if-match': `"${version}"` })
      if (done.status >= 300) throw new Error(`${path}: ${JSON.stringify(done.json)}`)
      version = done.json.version
      return done.json
    }
    const notice = notices[0].id
    const signed = await step('officer', 'sign', { notice })
    await step('finance', 'fees/received', { amount: signed.fee_unpaid, paid_on: DAY, reference: `fee-${place}` })
    await step('officer', 'letter', { notice })
    await step('bank', 'draws', { notice, amount: loan, on: DAY, bank_loan: `L-${number.slice(-1)}` })
    drawn.push({ id, number, loan: BigInt(loan), amount: BigInt(amount) })
  }
  world.on('2026-06-03')
}, 240_000)
afterAll(async () => {
  await workers.close()
  await world?.close()
}, 60_000)

describe('a month', () => {
  const one = () => drawn[0] as Drawn
  const other = () => drawn[1] as Drawn
  const third = () => drawn[2] as Drawn
  let first: string

  test('is refused before it is over, in a file of another digest, and to everybody but the bank', async () => {
    const bytes = csvOf([told(one(), 0n)])
    const declared = {
      kind: 'utilisation' as const,
      name: 'a.csv',
      size: bytes.length,
      digest: `sha256:${'0'.repeat(64)}`,
    }
    const declare = (who: Actor, more: object) =>
      as(who, tx => reports.declare(tx, who, { ...declared, ...more }, world.today()))
    expect(codeOf(await declare(BANK, { month: '2026-06' }))).toBe('report_month_open')
    expect(codeOf(await declare(BANK, {}))).toBe('report_month')
    expect(codeOf(await declare(CLAIMS, { month: '2026-05' }))).toBe('forbidden_relation')
    expect(codeOf(await declare(PEOPLE['officer'] as Actor, { month: '2026-05' }))).toBe('subject_missing')
    const report = sure(await declare(BANK, { month: '2026-05' }))
    const complete = () => as(BANK, tx => reports.complete(tx, BANK, report.id, world.today()))
    expect(codeOf(await complete())).toBe('report_incomplete')
    sure(await as(BANK, tx => reports.receive(tx, BANK, report.id, 0, bytes)))
    expect(codeOf(await complete())).toBe('report_digest_differs')
    expect(codeOf(await as(STRANGER, tx => reports.read(tx, STRANGER, report.id)))).toBe('report_unknown')
    expect(asked).toEqual([])
  })

  test('lists every problem and difference, and waits until its rows are right or left out by number', async () => {
    const rows = [
      told(one(), 100_000_000n),
      told(other(), 0n, { outstanding: '1', loan: 'L-9' }),
      { ...told(one(), 0n), guarantee: 'TG-2026-0009999' },
      // What only the books can tell of a row is told with what is wrong in its form.
      { ...told(other(), 0n), guarantee: 'TG-2026-0009998', rate: '4.75' },
    ]
    const report = await sent(BANK, csvOf(rows))
    expect(report.state).toBe('received')
    await work()
    first = report.id
    const checked = await read(BANK, first)
    expect([checked.state, checked.rows, checked.problems]).toEqual(['checked', 4, 3])
    expect(await problems(first)).toEqual([
      [5, 'rate', 'row_rate'],
      [4, 'guarantee', 'row_guarantee_unknown'],
      [5, 'guarantee', 'row_guarantee_unknown'],
    ])
    const part = partOf(one(), 100_000_000n)
    expect(await differences(first)).toEqual([
      [2, 'exposure_lower', String(part), 'release'],
      [3, 'loan_reference', null, 'correct_row'],
      [3, 'exposure_lower_untold', String(other().amount), 'tell_repayment'],
      [null, 'row_missing', String(third().amount), 'add_row'],
    ])
    expect(codeOf(await accepted(first))).toBe('report_rows_wrong')
    expect(codeOf(await accepted(first, [5]))).toBe('report_rows_wrong')
    expect(codeOf(await accepted(first, [4, 5, 77]))).toBe('report_row_unknown')
    expect(codeOf(await accepted(first, [4, 5], STRANGER))).toBe('report_unknown')
    expect(codeOf(await accepted(first, [4, 5], CLAIMS))).toBe('forbidden_relation')
    expect(await balances()).toEqual(drawn.map(each => each.amount))
    expect(asked).toEqual([])
  })

  test('the sheet comes back with what is wrong in its last column', async () => {
    const sheet = sure(await as(BANK, tx => reports.sheet(tx, BANK, first, 'en', world.today())))
    const lines = new TextDecoder().decode(sure(await sheet())).split('\r\n')
    expect(lines[0]).toMatch(/^guarantee,.*,problems$/)
    expect(lines[4]).toMatch(/,"rate: Rate malformed \(4\.75\)\. 4\.75 % is 0\.0475\. \/ guarantee: .*"$/)
    expect(lines[3]).toContain('No guarantee of this bank')
    expect(lines[1]).toMatch(/,""$/)
  })

  test('a second file takes the place of one that waits; accepted, it releases what was repaid, once', async () => {
    const rows = [told(one(), 100_000_000n), told(other(), 0n), told(third(), 0n)]
    const report = await sent(BANK, xlsxOf(rows))
    await work()
    expect((await read(BANK, first)).state).toBe('superseded')
    expect((await read(BANK, report.id)).version).toBe(3)
    first = report.id
    expect(sure(await accepted(first)).state).toBe('accepted')
    await work()
    const part = partOf(one(), 100_000_000n)
    expect(await outcomes(first)).toEqual([[2, 'done', String(part)]])
    expect(await balances()).toEqual([one().amount - part, other().amount, third().amount])
    expect(await world.faults()).toEqual([])
    expect((await read(BANK, first)).carried_at).not.toBeNull()
    const events = await rowsOf(sql<{ person: string; report: string; left: string }>`
      select person, body ->> 'report' as report, body ->> 'left' as left
      from app.guarantee_events where type = 'released'`)
    expect(events).toEqual([{ person: BANK.person, report: first, left: String(one().loan - 100_000_000n) }])
    const [kept] = await rowsOf(sql<{ outstanding: string }>`
      select outstanding::text as outstanding from app.guarantees where id = ${one().id}::uuid`)
    expect(kept?.outstanding).toBe(String(one().loan - 100_000_000n))
  })

  test('the same file again is the same report, and nothing is done', async () => {
    const again = await sent(BANK, xlsxOf([told(one(), 100_000_000n), told(other(), 0n), told(third(), 0n)]))
    expect([again.id, again.is_repeated, again.state]).toEqual([first, true, 'accepted'])
    expect(asked).toEqual([])
  })

  test('told again, what changed is listed, the difference alone is released, a request is answered', async () => {
    const correction = sure(
      await as(CLAIMS, tx => reports.askCorrection(tx, CLAIMS, first, { row: 2, reason: 'Interest.' }, world.today())),
    )
    expect([correction.state, correction.side, correction.guarantee]).toEqual(['open', 'agency', one().number])
    const rows = [told(one(), 150_000_000n), told(other(), 0n), told(third(), 0n)]
    const again = await sent(BANK, csvOf(rows))
    await work()
    expect((await read(BANK, again.id)).restates).toBe(first)
    expect(
      sure(await as(BANK, tx => reports.changes(tx, BANK, again.id, page))).map(each => [
        each.column,
        each.before,
        each.after,
      ]),
    ).toEqual([
      ['outstanding', String(one().loan - 100_000_000n), String(one().loan - 150_000_000n)],
      ['repaid', '100000000', '150000000'],
    ])
    const more = partOf(one(), 150_000_000n) - partOf(one(), 100_000_000n)
    expect(await differences(again.id)).toEqual([[2, 'exposure_lower', String(more), 'release']])
    sure(await accepted(again.id))
    await work()
    expect(await balances()).toEqual([one().amount - partOf(one(), 150_000_000n), other().amount, third().amount])
    expect((await read(BANK, first)).state).toBe('superseded')
    const [closed] = sure(await as(BANK, tx => reports.corrections(tx, BANK, first, { before: undefined, limit: 5 })))
    expect([closed?.state, closed?.answered_by]).toEqual(['answered', again.id])
    first = again.id
    expect(await world.faults()).toEqual([])
  })

  test('told again with less repaid, what was released too much is named and put to a person', async () => {
    const rows = [told(one(), 50_000_000n), told(other(), 0n), told(third(), 0n)]
    const again = await sent(BANK, csvOf(rows))
    await work()
    const tooMuch = partOf(one(), 150_000_000n) - partOf(one(), 50_000_000n)
    expect(await differences(again.id)).toEqual([[2, 'released_too_much', String(tooMuch), 'restore']])
    sure(
      await as(CLAIMS, tx =>
        reports.refuse(tx, CLAIMS, again.id, 'The first account shows it was repaid.', world.today()),
      ),
    )
    expect((await read(BANK, again.id)).refused_because).toBe('The first account shows it was repaid.')
    expect((await read(BANK, first)).state).toBe('accepted')
  })

  test('the month after goes on from what stands: its sums, a loan that is closed, and one that is late', async () => {
    world.on('2026-07-02')
    const left = one().loan - 150_000_000n
    const june = (each: Drawn, more: Partial<Row>): Row => told(each, 0n, { month: '2026-06', ...more })
    const wrong = csvOf([june(one(), { outstanding: String(left - 1n), repaid: '0' })])
    const refused = await sent(BANK, wrong, 'utilisation', '2026-06')
    await work()
    expect(await problems(refused.id)).toEqual([[2, 'outstanding', 'row_sum']])
    const rows = [
      june(one(), { outstanding: String(left) }),
      june(other(), { state: 'closed', outstanding: '0', repaid: String(other().loan) }),
      june(third(), { state: 'arrears', arrears_since: '2026-06-20' }),
    ]
    const report = await sent(BANK, csvOf(rows), 'utilisation', '2026-06')
    await work()
    expect(await differences(report.id)).toEqual([
      [3, 'exposure_lower', String(other().amount), 'release'],
      [4, 'accident_untold', null, 'tell_accident'],
    ])
    sure(await accepted(report.id))
    await work()
    expect(await balances()).toEqual([one().amount - partOf(one(), 150_000_000n), 0n, third().amount])
    const [ended] = await rowsOf(
      sql<{ state: string }>`select state from app.guarantees where id = ${other().id}::uuid`,
    )
    expect(ended?.state).toBe('released')
    expect(await world.faults()).toEqual([])
  })

  test('a statement adds the month up, to its bank and to nobody else’s', async () => {
    const statement = (who: Actor, bank = BANK.party) => as(who, tx => reports.statement(tx, who, '2026-06', bank))
    const { whole, programmes } = sure(await statement(BANK))
    const opening = one().loan - 150_000_000n + other().loan + third().loan
    expect(whole).toMatchObject({
      guarantees: 3,
      opening: String(opening),
      drawn: '0',
      repaid: String(other().loan),
      closing: String(opening - other().loan),
      claims_paid: '0',
    })
    expect(programmes.length).toBe(1)
    expect(codeOf(await statement(STRANGER))).toBe('subject_missing')
    expect(sure(await statement(STRANGER, OTHER_BANK)).whole.guarantees).toBe(0)
    expect(sure(await statement(CLAIMS)).whole).toEqual(whole)
    const [fees] = sure(await as(CLAIMS, tx => reports.statement(tx, CLAIMS, '2026-04', BANK.party))).programmes
    expect(fees?.fees_charged).toBe(fees?.fees_received)
    expect(BigInt(fees?.fees_charged ?? 0)).toBeGreaterThan(0n)
  })

  test('another bank’s guarantee is not there, whatever its number', async () => {
    const report = await sent(STRANGER, csvOf([told(one(), 0n, { month: '2026-05' })]))
    await work()
    const found = sure(await as(STRANGER, tx => reports.problems(tx, STRANGER, report.id, page)))
    const unknown = await sent(STRANGER, csvOf([{ ...told(one(), 0n), guarantee: 'TG-2026-0009999' }]))
    await work()
    const none = sure(await as(STRANGER, tx => reports.problems(tx, STRANGER, unknown.id, page)))
    const plain = (list: typeof found) => list.map(({ value: _, ...rest }) => rest)
    expect(plain(found)).toEqual(plain(none))
    expect(found.map(each => each.code)).toEqual(['row_guarantee_unknown'])
  })

  test('claims are made row by row, each once, and each refusal stands beside its row', async () => {
    const heading = csvRow(['guarantee', 'trigger', 'on', 'proof'])
    const claim = (number: string) =>
      csvRow([number, 'bankruptcy_or_dissolution', '2026-06-25', `sha256:${'a'.repeat(64)}`])
    const bytes = new TextEncoder().encode(heading + claim(third().number) + claim(one().number))
    const at = `/v1/guarantees/${third().id}`
    const { json } = await world.ask('bank', 'GET', at)
    const accident = await world.ask(
      'bank',
      'POST',
      `${at}/accidents`,
      { kind: 'arrears', on: '2026-06-20' },
      { 'if-match': `"${json.version}"` },
    )
    expect(accident.status).toBe(200)
    const report = await sent(BANK, bytes, 'claims')
    await work()
    sure(await accepted(report.id))
    await work()
    expect(await outcomes(report.id)).toEqual([
      [2, 'done', '0'],
      [3, 'guarantee_state', '0'],
    ])
    const again = await sent(BANK, bytes, 'claims')
    expect(again.is_repeated).toBe(true)
    const claims = await rowsOf(
      sql<{ count: string }>`select count(*)::text as count from app.guarantee_events where type = 'claimed'`,
    )
    expect(claims[0]?.count).toBe('1')
  })

  test('recoveries are told by the claims desk alone; one that is owed nothing is refused beside its row', async () => {
    const bytes = new TextEncoder().encode(
      csvRow(['guarantee', 'amount', 'reference']) + csvRow([one().number, '5', 'R-1']),
    )
    expect(
      codeOf(
        await as(BANK, tx =>
          reports.declare(
            tx,
            BANK,
            { kind: 'recoveries', name: 'r.csv', size: 9, digest: `sha256:${'1'.repeat(64)}` },
            world.today(),
          ),
        ),
      ),
    ).toBe('forbidden_relation')
    const report = await sent(CLAIMS, bytes, 'recoveries')
    await work()
    sure(await accepted(report.id, [], CLAIMS))
    await work()
    const found = sure(await as(CLAIMS, tx => reports.outcomes(tx, CLAIMS, report.id, page)))
    expect(found.map(each => each.outcome)).toEqual(['guarantee_state'])
  })

  test('money of one reference is posted once, in however many files it is told', async () => {
    world.on('2026-07-06')
    const at = `/v1/guarantees/${third().id}`
    const figures = { principal: String(third().loan), rate: '0', due_on: '2026-07-06', costs: [] }
    const examination = { ...figures, denied_principal: '0', pay_on: '2026-07-06', denies: [] }
    for (const [who, path, body] of [
      ['claims', 'examinations', { ...examination, waives: [{ kind: 'duty_missed', of: 'non_performance' }] }],
      ['claims2', 'payments', undefined],
    ] as const) {
      const { version } = (await world.ask('claims', 'GET', at)).json
      const done = await world.ask(who, 'POST', `${at}/${path}`, body, { 'if-match': `"${version}"` })
      expect([path, done.status, done.json.errors ?? null]).toEqual([path, 200, null])
    }
    const file = async (...rows: readonly (readonly string[])[]) => {
      const text = [['guarantee', 'amount', 'reference'], ...rows].map(row => csvRow([...row])).join('')
      const report = await sent(CLAIMS, new TextEncoder().encode(text), 'recoveries')
      await work()
      sure(await accepted(report.id, [], CLAIMS))
      await work()
      return sure(await as(CLAIMS, tx => reports.outcomes(tx, CLAIMS, report.id, page))).map(each => each.outcome)
    }
    const row = (amount: string, reference: string) => [third().number, amount, reference]
    expect(await file(row('5000', 'A-1'), row('7000', 'A-2'))).toEqual(['done', 'done'])
    expect(await file(row('11000', 'A-3'), row('5000', 'A-1'), row('1', 'A-2'))).toEqual([
      ...['done', 'recovery_repeated', 'recovery_repeated'],
    ])
    const posted = await rowsOf(
      sql<{ amount: string }>`select t.amount::text as amount from app.ledger_entries e
        join app.ledger_transfers t on t.entry = e.id and t.debit_kind = 'cash'
        where e.guarantee = ${third().id}::uuid and e.event = 'recovered' order by e.place`,
    )
    expect(posted.map(each => each.amount)).toEqual(['5000', '7000', '11000'])
    expect(await world.faults()).toEqual([])
  })

  test('a file that cannot be read is refused with its places; nobody changes what was sent', async () => {
    const report = await sent(BANK, new TextEncoder().encode('guarantee,loan\r\n"'), 'utilisation', '2026-06')
    await work()
    const refused = await read(BANK, report.id)
    expect([refused.state, refused.refused_for?.[0]?.code]).toEqual(['refused', 'table_column_missing'])
    const system = systemActor('test')
    for (const text of [
      `update app.reports set digest = 'sha256:${'9'.repeat(64)}' where id = '${first}'`,
      `update app.report_rows set outstanding = 1 where report = '${first}'`,
      `update app.report_parts set bytes = 'x' where report = '${first}'`,
      `delete from app.report_differences`,
      `delete from app.reports where id = '${first}'`,
    ])
      await expect(world.fresh.database.transaction(system, tx => sql.raw(text).execute(tx))).rejects.toThrow()
  })
})
