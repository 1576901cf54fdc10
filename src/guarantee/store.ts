/** The guarantees in the database: read by whom their rows show them to, held while they change, kept step by step. */
import { sql } from 'kysely'
import type { CalendarDate } from '../kernel/calendar.ts'
import { type Money, moneyFromText } from '../kernel/money.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { Tx } from '../platform/db/database.ts'
import { eachForMany, forMany, keptBy, keptForMany, listed, together, written } from '../platform/db/statements.ts'
import type { BooksRead, EntryRow } from './books.ts'
import type { OwedFrom } from './claim.ts'
import type { Life } from './commands.ts'
import type { FeeRow } from './fee-row.ts'
import type { State } from './life-table.ts'
import { lifeFrom } from './life-text.ts'
import { type Promised, promisedIn, type Recorded } from './promise.ts'
import { notKept } from './step-rows.ts'

/** How somebody stands to a guarantee is how they stand to its case; its firm and its bank are its own. */
type Subject = {
  readonly firm: string
  readonly bank: string
  readonly office: string
  readonly region: string | null
  readonly isBeforeCommittee: boolean
  readonly holder: string | null
  readonly isSandbox: boolean
  readonly appraisers: readonly string[]
  readonly preparedBy: readonly string[]
}

export type KeptGuarantee = {
  readonly id: string
  readonly number: string
  readonly caseId: string
  readonly decision: string
  readonly subject: Subject
  readonly programme: string
  readonly grade: string
  /** The loan of the decision and the fund's part of it. */
  readonly loan: Money
  readonly amount: Money
  /** A decimal. */
  readonly ratio: string
  /** The yearly rate of the fee, a decimal. */
  readonly feeRate: string
  readonly termMonths: number
  /** The bank's own reference of its loan. */
  readonly bankLoan: string | null
  readonly held: Money
  /** Principal drawn and not repaid; of a revolving loan the line that stands. */
  readonly outstanding: Money
  /** What was owed on a claim paid, from which day on. */
  readonly pursued: readonly OwedFrom[]
  readonly begunOn: string
  readonly dueOn: string | null
  readonly life: Life
  readonly updatedAt: string
  /** What was decided of it. */
  readonly promised: Promised
}

const guarantees = (tx: Tx) =>
  tx
    .selectFrom('app.guarantees as g')
    .leftJoin('app.cases as c', 'c.id', 'g.case_id')
    .selectAll('g')
    .select(['c.holder', 'c.is_before_committee', sql<string | null>`app.region_of(g.office)`.as('region')])

function promisedOf(recorded: Recorded, id: string): Promised {
  const promised = promisedIn(recorded)
  if (promised === undefined) throw new Error(`guarantee ${id} stands on a decision that promises nothing`)
  return promised
}

type Row = Awaited<ReturnType<ReturnType<typeof guarantees>['executeTakeFirstOrThrow']>>

const keptOf = (row: Row): KeptGuarantee => ({
  id: row.id,
  number: row.number,
  caseId: row.case_id,
  decision: row.decision,
  subject: {
    firm: row.firm,
    bank: row.bank,
    office: row.office,
    region: row.region,
    isBeforeCommittee: row.is_before_committee ?? false,
    holder: row.holder,
    isSandbox: row.is_sandbox,
    appraisers: [],
    preparedBy: [],
  },
  programme: row.programme,
  grade: row.grade,
  loan: moneyFromText(row.loan),
  amount: moneyFromText(row.amount),
  ratio: row.ratio,
  feeRate: row.fee_rate,
  termMonths: row.term_months,
  bankLoan: row.bank_loan,
  held: moneyFromText(row.held),
  outstanding: moneyFromText(row.outstanding),
  pursued: (row.pursued as { from: CalendarDate; principal: string }[]).map(one => ({
    from: one.from,
    principal: moneyFromText(one.principal),
  })),
  begunOn: row.begun_on,
  dueOn: row.due_on,
  life: lifeFrom(row.life),
  updatedAt: row.updated_at,
  promised: promisedOf(row.promised as unknown as Recorded, row.id),
})

/** One guarantee; undefined where it is not there or not for the actor to see. */
export async function guaranteeOf(tx: Tx, id: string): Promise<KeptGuarantee | undefined> {
  const row = await guarantees(tx).where('g.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : keptOf(row)
}

export async function guaranteeByNumber(tx: Tx, number: string): Promise<KeptGuarantee | undefined> {
  const row = await guarantees(tx).where('g.number', '=', number).executeTakeFirst()
  return row === undefined ? undefined : keptOf(row)
}

/** The guarantee begun on a decision. */
export async function guaranteeOfDecision(tx: Tx, decision: string): Promise<KeptGuarantee | undefined> {
  const row = await guarantees(tx).where('g.decision', '=', decision).executeTakeFirst()
  return row === undefined ? undefined : keptOf(row)
}

/** What the limits of a firm count: what is guaranteed for it in all, with what stood before. */
export async function guaranteedFor(tx: Tx, firm: string): Promise<Money> {
  const place = JSON.stringify([{ scope: 'firm', key: firm }])
  const found = await sql<{ used: string }>`
    select coalesce(max((one ->> 'used')::numeric), 0)::text as used
    from jsonb_array_elements(app.limits_at(${place}::jsonb)) as one`.execute(tx)
  return moneyFromText(found.rows[0]?.used ?? '0')
}

/** The first day of a firm's first guarantee here. */
export const firstOf = async (tx: Tx, firm: string): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('app.guarantees')
      .select('begun_on')
      .where('firm', '=', firm)
      .orderBy('begun_on')
      .executeTakeFirst()
  )?.begun_on

export type Books = BooksRead & { readonly fees: readonly FeeRow[] }

const HOLD = forMany('select app.hold_guarantee($1::uuid) as books', {
  isRead: true,
  text: deeds => `select deed, books from app.hold_guarantees(${listed(deeds, ['uuid'])})`,
})
let heldText: string | undefined
/** The text that reads a guarantee, written by the builder once. */
const textOfHeld = (tx: Tx): string => {
  heldText ??= eachForMany(guarantees(tx).where('g.id', '=', '').compile().sql, ['uuid'], true)
  return heldText
}

/** A guarantee held until the transaction ends, with what of the books is its own; undefined as for `guaranteeOf`. */
export async function held(
  tx: Tx,
  id: string,
): Promise<{ readonly kept: KeptGuarantee; readonly books: Books } | undefined> {
  const [locked, rows] = await together(
    tx,
    written<{ books: Books | null }>(HOLD, [id]),
    written<Row>(textOfHeld(tx), [id]),
  )
  const books = locked[0]?.books ?? null
  const row = rows[0]
  return books === null || row === undefined ? undefined : { kept: keptOf(row), books }
}

/** Everything one step of a life keeps, as rows; snake_case as the function reads it. */
export type Step = {
  readonly at: string
  /** Of a new guarantee: the year of its number, and the last day of its notice. */
  readonly year?: number
  readonly until?: string
  readonly guarantee: Readonly<Record<string, unknown>> & { readonly id: string; readonly version: number }
  /** Null for what is posted without anything happening to the life. */
  readonly event: {
    readonly sequence: number
    readonly type: string
    readonly day: string
    readonly body: unknown
    readonly is_late: boolean
    readonly basis: string
    readonly person: string
  } | null
  readonly fees: readonly FeeRow[]
  readonly entries: readonly EntryRow[]
  readonly audit: {
    readonly person: string
    readonly organisation: string
    readonly action: string
    readonly subject: string
    readonly reason: string | null
    readonly body: string
  }
}

const KEEP = keptForMany('app.keep_guarantee_step($1::jsonb)', {
  isRead: false,
  isLast: false,
  // Of other steps it keeps nothing, and each is then kept by itself.
  text: deeds => `select app.keep_signings(${listed(deeds, ['jsonb'])})`,
})

/** Keeps a step whole or not at all, as `keptBy` says. Errors: those of `notKept`. */
export async function keepStep(tx: Tx, step: Step): Promise<Result<null>> {
  const { event, ...rest } = step
  const given = JSON.stringify(event === null ? rest : step)
  const refused = await keptBy(tx, KEEP, [given], against => ({
    result: notKept(against),
    again: null,
  }))
  return refused?.result ?? ok(null)
}

export type Listing = {
  readonly limit: number
  readonly before?: string | undefined
  readonly state?: State | undefined
  readonly bank?: string | undefined
  readonly firm?: string | undefined
  readonly bankLoan?: string | undefined
  readonly isSandboxOnly?: boolean
}

/** Guarantees the actor's rows show, newest first; `before` is the last id of the page before. */
export async function guaranteesOf(tx: Tx, page: Listing): Promise<KeptGuarantee[]> {
  let query = guarantees(tx).orderBy('g.id', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('g.id', '<', page.before)
  if (page.state !== undefined) query = query.where('g.state', '=', page.state)
  if (page.bank !== undefined) query = query.where('g.bank', '=', page.bank)
  if (page.firm !== undefined) query = query.where('g.firm', '=', page.firm)
  if (page.bankLoan !== undefined) query = query.where('g.bank_loan', '=', page.bankLoan)
  if (page.isSandboxOnly === true) query = query.where('g.is_sandbox', '=', true)
  return (await query.execute()).map(keptOf)
}

/** Guarantees on which something is due when a day begins, the longest due first; after a place in that order. */
export async function dueGuarantees(
  tx: Tx,
  day: string,
  page: {
    readonly limit: number
    readonly after?: readonly [string, string] | undefined
    readonly isSandboxOnly?: boolean
  },
): Promise<KeptGuarantee[]> {
  let query = guarantees(tx).where('g.due_on', '<=', day).orderBy('g.due_on').orderBy('g.id').limit(page.limit)
  const { after } = page
  if (after !== undefined) query = query.where(sql<boolean>`(g.due_on, g.id) > (${after[0]}::date, ${after[1]}::uuid)`)
  if (page.isSandboxOnly === true) query = query.where('g.is_sandbox', '=', true)
  return (await query.execute()).map(keptOf)
}

export type KeptEvent = {
  readonly sequence: number
  readonly type: string
  readonly day: string
  readonly body: unknown
  readonly is_late: boolean
  readonly basis: string
  readonly person: string
  readonly at: string
}

/** What happened to a guarantee, in order. */
export const eventsOf = (tx: Tx, id: string): Promise<KeptEvent[]> =>
  tx
    .selectFrom('app.guarantee_events')
    .select(['sequence', 'type', 'day', 'body', 'is_late', 'basis', 'person', 'at'])
    .where('guarantee', '=', id)
    .orderBy('sequence')
    .execute()

/** The last event of a kind, such as the examination that is to be paid. */
export const lastEvent = (tx: Tx, id: string, type: string): Promise<KeptEvent | undefined> =>
  tx
    .selectFrom('app.guarantee_events')
    .select(['sequence', 'type', 'day', 'body', 'is_late', 'basis', 'person', 'at'])
    .where('guarantee', '=', id)
    .where('type', '=', type)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The recovery a guarantee was paid under a reference, or the price it was sold at; undefined without one. */
export const recoveredUnder = (tx: Tx, id: string, reference: string) =>
  tx
    .selectFrom('app.ledger_entries')
    .select(['id', 'day'])
    .where('guarantee', '=', id)
    .where('event', '=', 'recovered')
    .where('reference', '=', reference)
    .executeTakeFirst()

/** What of the fee a step gave back, as text. */
export async function refundedBy(tx: Tx, id: string, sequence: number): Promise<string> {
  const { rows } = await sql<{ refunded: string }>`
    select coalesce(sum(t.amount), 0)::text as refunded
    from app.ledger_entries e join app.ledger_transfers t on t.entry = e.id
    where e.guarantee = ${id}::uuid and e.event = 'fee_refunded' and e.id like ${`${id}/${sequence}.%`}`.execute(tx)
  return rows[0]?.refunded ?? '0'
}

/** The fees charged, oldest first. */
export const feesOf = (tx: Tx, id: string): Promise<FeeRow[]> =>
  tx
    .selectFrom('app.guarantee_fees')
    .select(['place', 'notice', 'from_day', 'to_day', 'due_on', 'amount', 'earned', 'is_over', 'late_to'])
    .select(['kind', 'code', 'payer', 'rule', 'edition'])
    .where('guarantee', '=', id)
    .orderBy('place')
    .execute()
