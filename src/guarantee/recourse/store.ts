/** Recourse in the database: the file of a guarantee read whole, its parts written one by one, what presses by day. */
import { type Selectable, sql } from 'kysely'
import { calendarDate } from '../../kernel/calendar.ts'
import { moneyFromText, moneyText } from '../../kernel/money.ts'
import type { Tx } from '../../platform/db/database.ts'
import { together } from '../../platform/db/statements.ts'
import type { Tables } from '../../platform/db/tables.ts'
import type { AssetKind, Attachment } from './attachments.ts'
import type { Of, RecourseFile } from './file.ts'
import type { LimitationStep } from './limitation.ts'
import type { Obligor, Relief } from './obligors.ts'
import type { Plan } from './plan.ts'
import type { Dated } from './statement.ts'

export type KeptStep = Of<{ readonly id: string; readonly step: LimitationStep; readonly reference: string }>
export type KeptPlan = Of<Plan> & {
  readonly id: string
  readonly level: string
  readonly approvedBy: string
  readonly resolution: string
}
export type KeptRecovery = Dated & { readonly sequence: number; readonly obligor: string | null }

/** A file as it is kept, with what the events and the books say of the claim. */
export type KeptFile = Omit<RecourseFile, 'steps' | 'plans'> & {
  readonly guarantee: string
  readonly holder: string
  readonly steps: readonly KeptStep[]
  readonly plans: readonly KeptPlan[]
  readonly paid: Dated
  readonly costs: readonly Dated[]
  readonly recoveries: readonly KeptRecovery[]
  /** The last day each was told to be acted on by, as it is kept. */
  readonly actBy: ReadonlyMap<string, string | null>
  /** The last day on which each plan can be kept, as it is kept. */
  readonly keepBy: ReadonlyMap<string, string | null>
}

/** The payment of a claim: the day and the amount the recourse stands on; undefined where none was paid. */
export async function paymentOf(tx: Tx, guarantee: string): Promise<Dated | undefined> {
  const row = await eventsOf(tx, guarantee, 'paid').executeTakeFirst()
  return row === undefined ? undefined : datedEvent(row)
}

const eventsOf = (tx: Tx, guarantee: string, type: string) =>
  tx
    .selectFrom('app.guarantee_events')
    .select(['sequence', 'day', sql<string>`body ->> 'amount'`.as('amount')])
    .where('guarantee', '=', guarantee)
    .where('type', '=', type)
    .orderBy('sequence')

const datedEvent = (row: { readonly day: string; readonly amount: string }): Dated => ({
  on: calendarDate(row.day),
  amount: moneyFromText(row.amount),
})

type Instalments = readonly { readonly due: string; readonly amount: string }[]
type WrittenRelief = Omit<Relief, 'before' | 'after'> & { readonly before: string; readonly after: string }

/** Who owes, bound by the agreement or come in later, in the order in which they were told of. */
export async function obligorsOf(tx: Tx, guarantee: string): Promise<readonly Obligor[]> {
  const query = tx.selectFrom('app.obligors').selectAll().where('guarantee', '=', guarantee).orderBy('place')
  return (await query.execute()).map(obligorOf)
}

/** Holds the file of a guarantee until the transaction ends, so that two changes come one after the other. */
export async function holdFile(tx: Tx, guarantee: string): Promise<boolean> {
  const row = await tx
    .selectFrom('app.recourses')
    .select('guarantee')
    .where('guarantee', '=', guarantee)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** The file of a guarantee; undefined where recourse was not opened or the actor does not see it. */
export async function fileOf(tx: Tx, guarantee: string): Promise<KeptFile | undefined> {
  const opened = await tx.selectFrom('app.recourses').selectAll().where('guarantee', '=', guarantee).executeTakeFirst()
  if (opened === undefined) return undefined
  const costs = tx
    .selectFrom('app.ledger_transfers as t')
    .innerJoin('app.ledger_entries as e', 'e.id', 't.entry')
    .select(['e.day', 't.posted as amount'])
    .where('e.guarantee', '=', guarantee)
    .where('e.event', '=', 'costs_spent')
    .where('t.debit_kind', '=', 'recourse_costs')
    .orderBy('e.id')
  const recoveries = eventsOf(tx, guarantee, 'recovered')
  const payers = tx.selectFrom('app.recovery_payers').select(['sequence', 'obligor']).where('guarantee', '=', guarantee)
  const of = <Table extends 'app.limitation_steps' | 'app.attachments' | 'app.settlement_plans'>(table: Table) =>
    sql<RowOf<Table>>`select * from ${sql.table(table)} where guarantee = ${guarantee}::uuid order by id`.compile(tx)
  const [obligors, steps] = await together(
    tx,
    tx.selectFrom('app.obligors').selectAll().where('guarantee', '=', guarantee).orderBy('place').compile(),
    of('app.limitation_steps'),
  )
  const [attachments, plans] = await together(tx, of('app.attachments'), of('app.settlement_plans'))
  const [spent, came] = await together(tx, costs.compile(), recoveries.compile())
  const [paidBy, paid] = await together(tx, payers.compile(), eventsOf(tx, guarantee, 'paid').compile())
  const payment = paid[0]
  if (payment === undefined) throw new Error(`recourse of ${guarantee} was opened and nothing was paid`)
  const payerOf = new Map(paidBy.map(one => [one.sequence, one.obligor]))
  const received = came.map(one => ({
    ...datedEvent(one),
    sequence: one.sequence,
    obligor: payerOf.get(one.sequence) ?? null,
  }))
  return {
    guarantee,
    holder: opened.holder,
    basis: opened.basis,
    accruedOn: calendarDate(opened.accrued_on),
    obligors: obligors.map(obligorOf),
    actBy: new Map(obligors.map(one => [one.id, one.act_by])),
    keepBy: new Map(plans.map(one => [one.id, one.keep_by])),
    steps: steps.map(one => ({
      id: one.id,
      obligor: one.obligor,
      reference: one.reference,
      step: stepFrom(one),
    })),
    attachments: attachments.map(attachmentOf),
    plans: plans.map(planFrom),
    payments: received.flatMap(({ obligor, on, amount }) => (obligor === null ? [] : [{ obligor, on, amount }])),
    paid: datedEvent(payment),
    costs: spent.map(datedEvent),
    recoveries: received,
  }
}

type RowOf<Table extends keyof Tables> = Selectable<Tables[Table]>

const dayOf = (text: string | null) => (text === null ? null : calendarDate(text))

const obligorOf = (row: RowOf<'app.obligors'>): Obligor => ({
  id: row.id,
  party: row.party,
  role: row.role,
  successorOf: row.successor_of,
  succession: row.succession,
  share: { over: row.share_over, under: row.share_under },
  limit: row.limit_amount === null ? null : moneyFromText(row.limit_amount),
  since: calendarDate(row.since),
  until: dayOf(row.until),
  ending: row.ending,
  reliefs: (row.reliefs as readonly WrittenRelief[]).map(one => ({
    ...one,
    before: moneyFromText(one.before),
    after: moneyFromText(one.after),
  })),
})

function stepFrom(row: RowOf<'app.limitation_steps'>): LimitationStep {
  const on = calendarDate(row.on_day)
  const ended = row.ended_on === null ? null : { on: calendarDate(row.ended_on) }
  switch (row.type) {
    case 'demand':
    case 'acknowledgement':
      return { type: row.type, on }
    case 'suspension':
      return { type: 'suspension', ground: row.ground ?? 'calamity', on, ended }
    default:
      return {
        type: row.type,
        on,
        ended: ended === null ? null : { ...ended, how: row.ended_how ?? 'failed' },
        isOfPrincipal: false,
      }
  }
}

const attachmentOf = (row: RowOf<'app.attachments'>): Attachment => ({
  id: row.id,
  obligor: row.obligor,
  kind: row.kind,
  asset: row.asset as AssetKind,
  place: row.place,
  court: row.court,
  caseNumber: row.case_number,
  on: calendarDate(row.on_day),
  rank: row.rank,
  value: moneyFromText(row.value),
  auctionOn: dayOf(row.auction_on),
  suitOn: dayOf(row.suit_on),
  releasedOn: dayOf(row.released_on),
  release: row.release,
})

const planFrom = (row: RowOf<'app.settlement_plans'>): KeptPlan => ({
  id: row.id,
  obligor: row.obligor,
  agreedOn: calendarDate(row.agreed_on),
  level: row.level,
  approvedBy: row.approved_by,
  resolution: row.resolution,
  reduction: moneyFromText(row.reduction),
  instalments: (row.instalments as Instalments).map(one => ({
    due: calendarDate(one.due),
    amount: moneyFromText(one.amount),
  })),
})

export const open = (tx: Tx, row: Omit<RowOf<'app.recourses'>, 'opened_at'>) =>
  tx
    .insertInto('app.recourses')
    .values(row)
    .onConflict(one => one.doNothing())
    .returning('guarantee')
    .executeTakeFirst()

/** Writes the obligors of a file as they now are: a new one is added, one that changed is changed. */
export async function keepObligors(tx: Tx, guarantee: string, before: readonly Obligor[], after: readonly Obligor[]) {
  for (const [place, one] of after.entries()) {
    const known = before.find(other => other.id === one.id)
    if (known === one) continue
    const reliefs = JSON.stringify(
      one.reliefs.map(other => ({ ...other, before: moneyText(other.before), after: moneyText(other.after) })),
    )
    const changed = { until: one.until, ending: one.ending, reliefs }
    if (known !== undefined) {
      await tx.updateTable('app.obligors').set(changed).where('id', '=', one.id).execute()
      continue
    }
    await tx
      .insertInto('app.obligors')
      .values({
        ...changed,
        id: one.id,
        guarantee,
        place: place + 1,
        party: one.party,
        role: one.role,
        successor_of: one.successorOf,
        succession: one.succession,
        share_over: one.share.over,
        share_under: one.share.under,
        limit_amount: one.limit === null ? null : moneyText(one.limit),
        since: one.since,
      })
      .execute()
  }
}

export const keepActBy = (tx: Tx, obligor: string, actBy: string | null) =>
  tx.updateTable('app.obligors').set({ act_by: actBy }).where('id', '=', obligor).execute()

export const keepKeepBy = (tx: Tx, plan: string, keepBy: string | null) =>
  tx.updateTable('app.settlement_plans').set({ keep_by: keepBy }).where('id', '=', plan).execute()

export const insertStep = (tx: Tx, row: Omit<RowOf<'app.limitation_steps'>, 'at'>) =>
  tx.insertInto('app.limitation_steps').values(row).execute()

export const endStep = (tx: Tx, id: string, on: string, how: 'fixed' | 'failed' | null) =>
  tx.updateTable('app.limitation_steps').set({ ended_on: on, ended_how: how }).where('id', '=', id).execute()

export const insertAttachment = (tx: Tx, row: Omit<RowOf<'app.attachments'>, 'at'>) =>
  tx.insertInto('app.attachments').values(row).execute()

export const changeAttachment = (
  tx: Tx,
  id: string,
  row: Partial<Pick<RowOf<'app.attachments'>, 'auction_on' | 'suit_on' | 'released_on' | 'release'>>,
) => tx.updateTable('app.attachments').set(row).where('id', '=', id).execute()

export const insertPlan = (tx: Tx, guarantee: string, plan: KeptPlan, person: string) =>
  tx
    .insertInto('app.settlement_plans')
    .values({
      id: plan.id,
      guarantee,
      obligor: plan.obligor,
      agreed_on: plan.agreedOn,
      level: plan.level,
      approved_by: plan.approvedBy,
      resolution: plan.resolution,
      reduction: moneyText(plan.reduction),
      instalments: JSON.stringify(plan.instalments.map(one => ({ due: one.due, amount: moneyText(one.amount) }))),
      person,
    })
    .execute()

export const insertPayer = (tx: Tx, row: RowOf<'app.recovery_payers'>) =>
  tx.insertInto('app.recovery_payers').values(row).execute()

/** Whether somebody holds a role at this moment in their own right or by delegation. */
export async function holdsRole(tx: Tx, person: string, role: string, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('app.memberships')
    .select('person')
    .where('person', '=', person)
    .where('role', '=', role)
    .where(sql<boolean>`("until" is null or "until" > ${now.toISOString()}::timestamptz)`)
    .executeTakeFirst()
  return row !== undefined
}

/** Obligors who still owe and against whom something has to be done by a day, the soonest first. */
export const pressing = (
  tx: Tx,
  until: string,
  page: { readonly limit: number; readonly after?: readonly [string, string] | undefined },
) => {
  let query = tx
    .selectFrom('app.obligors as o')
    .innerJoin('app.recourses as r', 'r.guarantee', 'o.guarantee')
    .innerJoin('app.guarantees as g', 'g.id', 'o.guarantee')
    .select(['o.guarantee', 'g.number', 'o.id as obligor', 'o.party', 'o.act_by', 'r.holder'])
    .where('o.until', 'is', null)
    .where('o.act_by', '<=', until)
    .where('g.state', 'in', ['subrogated', 'written_off'])
    .orderBy('o.act_by')
    .orderBy('o.id')
    .limit(page.limit)
  const { after } = page
  if (after !== undefined) query = query.where(sql<boolean>`(o.act_by, o.id) > (${after[0]}::date, ${after[1]}::uuid)`)
  return query.execute()
}

/** Guarantees that are pursued, in the order of their ids, after one of them. */
export const pursuedAfter = (tx: Tx, after: string | null, limit: number): Promise<{ guarantee: string }[]> => {
  let query = tx
    .selectFrom('app.recourses as r')
    .innerJoin('app.guarantees as g', 'g.id', 'r.guarantee')
    .select('r.guarantee')
    .where('g.state', 'in', ['subrogated', 'written_off'])
    .orderBy('r.guarantee')
    .limit(limit)
  if (after !== null) query = query.where('r.guarantee', '>', after)
  return query.execute()
}

/** Tells once; whether it was news. */
export async function warn(tx: Tx, row: RowOf<'app.recourse_warnings'>): Promise<boolean> {
  const told = await tx
    .insertInto('app.recourse_warnings')
    .values(row)
    .onConflict(one => one.doNothing())
    .returning('subject')
    .executeTakeFirst()
  return told !== undefined
}

/** What somebody was told, the soonest due first. */
export const warningsOf = (tx: Tx, holder: string, limit: number) =>
  tx
    .selectFrom('app.recourse_warnings')
    .selectAll()
    .where('holder', '=', holder)
    .orderBy('due_on')
    .orderBy('subject')
    .limit(limit)
    .execute()
