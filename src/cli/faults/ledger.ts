/**
 * The books against somebody who knows no account: random events on many guarantees, each judged by the naive books and
 * by the posting rules on the rows as they stand in the database, and written by the one function that writes. At every
 * check what the naive books say is put beside the books, and the database is asked by SQL alone what does not hold.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { addDays, type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { type Money, money } from '../../kernel/money.ts'
import { sure } from '../../kernel/result.ts'
import { account, standing } from '../../ledger/accounts.ts'
import { balanceOf, type Ledger } from '../../ledger/entries.ts'
import { follows, type NaiveBooks, naiveBooks, promisedUnder } from '../../ledger/naive.ts'
import { type LedgerEvent, owedOn, postingOf } from '../../ledger/postings.ts'
import { type BooksRead, type EntryRow, entryRow, ledgerOf } from '../../ledger/rows.ts'
import { codeOf } from '../../platform/db/faults.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { ensureSandbox, SANDBOX } from '../../platform/identity/sandbox.ts'
import { uuid7 } from '../../platform/ids.ts'
import { type Draw, drawFrom } from '../oracle-cases.ts'
import type { Fault, Outcome } from './outcome.ts'
import { superuserOf } from './process.ts'

/** Random events, and the guarantees they are on: of more, so that each still has a few hundred. */
const SIZES = {
  short: { operations: 50_000, guarantees: 400 },
  long: { operations: 1_000_000, guarantees: 4_000 },
} as const
type Size = (typeof SIZES)[keyof typeof SIZES]
const CHECKS = 10
const BEGINS = calendarDate('2026-01-02')
/** Days until the last operation: long enough that notices lapse. */
const DAYS = 400
/** Notices of a guarantee that are drawn from at a time, and the rounds until others are. */
const NOTICES = 4
const ROUNDS_OF_NOTICES = 20
/** Faults of the books; those of lives and limits are of rows that no entry alone writes. */
const OF_THE_BOOKS = [
  'book_out_of_balance',
  'balance_not_of_its_transfers',
  'exposure_not_of_guarantee',
  'commitments_not_of_guarantee',
]

/** Guarantees to keep books of, as the keys between the tables ask for them. */
async function planted(owner: pg.Client, guarantees: number): Promise<readonly string[]> {
  const caseId = uuid7()
  const ids = Array.from({ length: guarantees }, () => uuid7())
  await owner.query(
    `insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
     values ($1, $2, $3, $4, 'noticed', '{}', '{}', 'bank')`,
    [caseId, SANDBOX.firm, SANDBOX.bank, SANDBOX.office],
  )
  await owner.query(
    `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level, quorum)
     select id, $2, '{}', id::text, '{}', '{}', 'BBB', 'approve', 1, 'branch_head', 1 from unnest($1::uuid[]) id`,
    [ids, caseId],
  )
  await owner.query(
    `insert into app.guarantees (id, number, case_id, decision, firm, bank, office, is_sandbox, kind, state, version,
       programme, grade, loan, amount, ratio, fee_rate, term_months, held, balance, begun_on, life)
     select id, 'TG-2026-' || lpad(place::text, 7, '0'), $2, id, $3, $4, $5, false, 'individual', 'noticed', 1,
       'general', 'BBB', 999999999999999999, 999999999999999999, '1', '0.01', 12, 0, 0, '2026-01-02', '{}'
     from unnest($1::uuid[]) with ordinality as of(id, place)`,
    [ids, caseId, SANDBOX.firm, SANDBOX.bank, SANDBOX.office],
  )
  return ids
}

/** An event on a guarantee; now and then one that cannot be. */
function drawn(
  draw: Draw,
  { guarantee, other, day, round }: { guarantee: string; other: string; day: CalendarDate; round: number },
): LedgerEvent {
  const place = Math.floor(round / ROUNDS_OF_NOTICES) * NOTICES + draw.below(NOTICES)
  const own = `${guarantee}.${place}`
  const notice = draw.chance(0.02) ? `${other}.${place}` : own
  const amount = money(draw.chance(0.02) ? 0n : BigInt(draw.below(1_000_000)) * (draw.chance(0.1) ? 1_000_003n : 1n))
  switch (draw.below(13)) {
    case 0:
    case 1:
      return { type: 'noticed', guarantee, notice: own, amount, until: addDays(day, draw.below(60)) }
    case 2:
    case 3:
      return { type: 'signed', guarantee, notice, amount: money(amount / 2n), fee: money(BigInt(draw.below(900))) }
    case 4:
    case 5:
      return { type: 'drawn', guarantee, notice, amount: money(amount / 4n), on: addDays(day, -draw.below(3)) }
    case 6:
      return { type: draw.chance(0.5) ? 'lapsed' : 'notice_withdrawn', guarantee, notice }
    case 7:
      return { type: 'released', guarantee, amount: money(amount / 8n) }
    case 8:
      return { type: 'changed', guarantee, exposure: amount }
    case 9:
      return { type: 'claim_paid', guarantee, amount }
    case 10:
      return { type: draw.chance(0.5) ? 'damages_charged' : 'costs_spent', guarantee, amount: money(amount / 100n) }
    case 11:
      return { type: 'recovered', guarantee, amount: money(amount / 2n), order: ['costs', 'damages', 'principal'] }
    default:
      return { type: draw.chance(0.5) ? 'written_off' : 'discharged', guarantee }
  }
}

/** As app.hold_guarantee gives the books of one guarantee; of all in one pass, since nobody else writes here. */
const BOOKS = `
  select g.id, jsonb_build_object('transfers', coalesce(t.rows, '[]'), 'balances', coalesce(b.rows, '[]')) as books
  from app.guarantees g
  left join (select guarantee, jsonb_agg(jsonb_build_object('id', id, 'debit_kind', debit_kind, 'debit_of', debit_of,
      'credit_kind', credit_kind, 'credit_of', credit_of, 'amount', amount::text, 'status', status,
      'posted', posted::text, 'expires_on', expires_on, 'restates', restates)) as rows
    from app.ledger_transfers where expires_on is not null group by guarantee) t on t.guarantee = g.id
  left join (select guarantee, jsonb_agg(jsonb_build_object('kind', kind, 'of', of,
      'debits_posted', debits_posted::text, 'credits_posted', credits_posted::text,
      'debits_pending', debits_pending::text, 'credits_pending', credits_pending::text)) as rows
    from app.ledger_balances group by guarantee) b on b.guarantee = g.id`
/** The same as the function gives it, for a check that the two agree. */
const HELD = `select id, app.hold_guarantee(id) - 'fees' as books from app.guarantees`

/** The rows of every guarantee, read once for a round: no two operations of a round are on the same one. */
async function booksRead(app: pg.Pool, text = BOOKS): Promise<ReadonlyMap<string, BooksRead>> {
  const { rows } = await app.query<{ id: string; books: BooksRead }>(text)
  return new Map(rows.map(row => [row.id, row.books]))
}

const inOrder = (books: BooksRead | undefined): string =>
  JSON.stringify([books?.transfers, books?.balances].map(rows => (rows ?? []).map(row => JSON.stringify(row)).sort()))

/** What the naive books say of a guarantee that the books do not; nothing where they agree. */
function differences(naive: NaiveBooks, id: string, books: Ledger): readonly string[] {
  const of = naive.guarantees.get(id)
  if (of === undefined) return [`${id}: not in the naive books`]
  const stands = (kind: 'exposure' | 'special_claims' | 'customers_liability'): Money =>
    standing(kind, balanceOf(books, account(kind, id)))
  const owed = Object.values(owedOn(books, id)).reduce((sum: bigint, one) => sum + one, 0n)
  const { signed } = promisedUnder(naive, id)
  return [
    ['exposure', stands('exposure'), of.live],
    ['owed', owed, of.owed],
    ['special_claims', stands('special_claims'), of.special],
    ['customers_liability', stands('customers_liability'), of.live + signed],
  ].flatMap(([what, found, due]) => (found === due ? [] : [`${id}: ${what} ${found}, due ${due}`]))
}

/** What the naive books say of each guarantee, written where the database compares it with its own books. */
async function toldToDatabase(owner: pg.Client, naive: NaiveBooks): Promise<void> {
  const ids = [...naive.guarantees.keys()]
  const live = ids.map(id => String(naive.guarantees.get(id)?.live))
  const held = ids.map(id => String((naive.guarantees.get(id)?.live ?? 0n) + promisedUnder(naive, id).promised))
  await owner.query(
    `update app.guarantees g set balance = of.live, held = of.held
     from unnest($1::uuid[], $2::numeric[], $3::numeric[]) as of(id, live, held) where g.id = of.id`,
    [ids, live, held],
  )
}

async function faultsOf(owner: pg.Client): Promise<readonly string[]> {
  const { rows } = await owner.query<{ fault: string; subject: string; found: string }>(
    'select * from app.ledger_faults() where fault = any($1)',
    [OF_THE_BOOKS],
  )
  return rows.map(row => `${row.fault} ${row.subject}: ${row.found}`)
}

/** An edit that only a superuser can make must be named by the same question that found nothing before. */
async function isEditNamed(owner: pg.Client): Promise<boolean> {
  await owner.query('begin')
  await owner.query(`set local session_replication_role = replica`)
  const { rows } = await owner.query<{ debit_kind: string; debit_of: string }>(
    `update app.ledger_transfers set posted = posted + 1 where id =
       (select id from app.ledger_transfers where status = 'posted' and restates is null order by id limit 1)
     returning debit_kind, debit_of`,
  )
  const named = await faultsOf(owner)
  await owner.query('rollback')
  const [edited] = rows
  return edited !== undefined && named.some(one => one.includes(`${edited.debit_kind}:${edited.debit_of}`))
}

/** A second transfer under the id of another must be refused whole, whatever else is right about it. */
async function isTakenIdRefused(owner: pg.Client, app: pg.Pool): Promise<boolean> {
  const { rows } = await owner.query<{ id: string; debit_of: string }>(
    `select id, debit_of from app.ledger_transfers where credit_kind = 'commitments' order by id limit 1`,
  )
  const [taken] = rows
  if (taken === undefined) return false
  const other = await owner.query<{ id: string }>('select id from app.guarantees where id::text <> $1 limit 1', [
    taken.debit_of,
  ])
  const guarantee = other.rows[0]?.id ?? ''
  const day = BEGINS
  const amount = money(1n)
  const event: LedgerEvent = { type: 'noticed', guarantee, notice: taken.id, amount, until: day }
  const books = ledgerOf({ transfers: [], balances: [] })
  const entry = entryRow(books, sure(postingOf(books, { id: 'taken', day, reference: 'random', event })), guarantee)
  try {
    await app.query('select app.keep_entries($1::jsonb, now())', [JSON.stringify([entry])])
    return false
  } catch (error) {
    return codeOf(error) === 'TG012'
  }
}

async function ran(folder: string, { operations, guarantees }: Size): Promise<Outcome> {
  const config = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined, connectionsMax: 4 }
  const opened = await openServiceDatabase({ dataFolder: folder }, config)
  const owner = new pg.Client(superuserOf(folder))
  const app = new pg.Pool({
    ...superuserOf(folder),
    user: 'tech_guarantee_app',
    max: 1,
    options: '-c app.kind=system',
  })
  try {
    await ensureSandbox(opened.database.plain)
    await owner.connect()
    const ids = await planted(owner, guarantees)
    const naive = naiveBooks(ids)
    const draw = drawFrom(1)
    const missed: string[] = []
    let checks = 0
    let written = 0
    let done = 0
    for (let round = 0; done < operations; round += 1) {
      const day = addDays(BEGINS, Math.floor((done / operations) * DAYS))
      const read = await booksRead(app)
      const entries: EntryRow[] = []
      for (const [place, id] of ids.entries()) {
        if (done >= operations) break
        done += 1
        const other = ids[(place + 1) % ids.length] as string
        const event = drawn(draw, { guarantee: id, other, day, round })
        const books = ledgerOf(read.get(id) ?? { transfers: [], balances: [] })
        const found = postingOf(books, { id: `r${round}.${id}`, day, reference: `random ${round}`, event })
        const isDue = follows(naive, event, day)
        if (found.ok !== isDue)
          missed.push(`${event.type} on ${id}: ${found.ok ? 'written' : 'refused'}, due otherwise`)
        if (found.ok) entries.push(entryRow(books, found.value, id))
      }
      const text = JSON.stringify(entries)
      await app.query('select app.keep_entries($1::jsonb, now())', [text])
      // Every tenth round as if the answer had been lost: asked for again, it does nothing more.
      if (round % 10 === 0) await app.query('select app.keep_entries($1::jsonb, now())', [text])
      written += entries.length
      if (missed.length > 0) break
      if (done < operations && Math.floor((done * CHECKS) / operations) === checks) continue
      checks += 1
      const after = await booksRead(app)
      for (const id of ids) missed.push(...differences(naive, id, ledgerOf(after.get(id) as BooksRead)))
      await toldToDatabase(owner, naive)
      missed.push(...(await faultsOf(owner)))
      if (missed.length > 0) break
    }
    const [read, held] = [await booksRead(app), await booksRead(app, HELD)]
    for (const id of ids)
      if (inOrder(held.get(id)) !== inOrder(read.get(id))) missed.push(`${id}: held otherwise than it was read`)
    const isNamed = await isEditNamed(owner)
    const isRefused = await isTakenIdRefused(owner, app)
    return {
      name: 'ledger',
      tried: `${operations} random events on ${guarantees} guarantees, ${checks} times held to books without accounts`,
      held: (missed.length === 0 ? done : 0) + (isNamed ? 1 : 0) + (isRefused ? 1 : 0),
      of: operations + 2,
      notes: [
        `${written} written, ${done - written} refused as they had to be; every tenth round asked for twice`,
        `a transfer edited by a superuser: ${isNamed ? 'named' : 'NOT named'}`,
        `a second transfer under the id of another guarantee's: ${isRefused ? 'refused' : 'NOT refused'}`,
        ...missed.slice(0, 10),
      ],
    }
  } finally {
    await Promise.all([app.end(), owner.end()])
    await opened.close()
  }
}

export const ledger: Fault = {
  name: 'ledger',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tech-guarantee-ledger-'))
    try {
      return await ran(folder, isLong ? SIZES.long : SIZES.short)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
