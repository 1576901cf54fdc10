/** Shared losses in the database: schemes of guarantees, steps with their parts and dues, the use of a scheme. */
import { sql } from 'kysely'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { type Money, moneyFromText, plus, ZERO } from '../../kernel/money.ts'
import type { Tx } from '../../platform/db/database.ts'
import { noUse, type SharingUse } from '../sharing.ts'
import type { Parts, SharedClaim, SharingScheme, SharingSource, Under } from './shares.ts'

/** What a guarantee is under; undefined where that was not kept yet. */
export async function underOf(tx: Tx, guarantee: string): Promise<Under | undefined> {
  const row = await tx
    .selectFrom('app.guarantee_schemes')
    .select(['scheme', 'edition', 'source'])
    .where('guarantee', '=', guarantee)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, source: row.source as SharingSource | null }
}

export const keepUnder = async (tx: Tx, guarantee: string, { scheme, edition, source }: Under): Promise<void> => {
  await tx
    .insertInto('app.guarantee_schemes')
    .values({ guarantee, scheme, edition, source: source === null ? null : JSON.stringify(source) })
    .execute()
}

/** Holds a scheme until the transaction ends: what its limits have left is read by one at a time. */
export async function holdScheme(tx: Tx, scheme: string): Promise<void> {
  await tx
    .insertInto('app.sharing_schemes')
    .values({ scheme })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  await tx.selectFrom('app.sharing_schemes').selectAll().where('scheme', '=', scheme).forUpdate().execute()
}

export type StepKind = 'waiting' | 'loss' | 'recovery' | 'restated'
export type KeptStep = {
  readonly sequence: number
  readonly kind: StepKind
  readonly day: string
  readonly year: number | null
  readonly loss: string
  readonly paid_out: string
  readonly paid_on: string
  readonly principal: string
  readonly base: string | null
  readonly due_on: string | null
  readonly reason: string | null
  readonly reference: string
  readonly at: string
}
type PartRow = { readonly party: string; readonly layer: number; readonly paid: string; readonly returned: string }
export type DueRow = { readonly party: string; readonly sharer: string; readonly amount: string }

const STEP = [
  ...(['sequence', 'kind', 'day', 'year', 'loss', 'paid_out', 'paid_on', 'principal', 'base', 'due_on'] as const),
  ...(['reason', 'reference', 'at'] as const),
]

export const stepsOf = (tx: Tx, guarantee: string): Promise<KeptStep[]> =>
  tx.selectFrom('app.sharing_steps').select(STEP).where('guarantee', '=', guarantee).orderBy('sequence').execute()

export const partRows = (tx: Tx, guarantee: string): Promise<(PartRow & { readonly sequence: number })[]> =>
  tx
    .selectFrom('app.sharing_parts')
    .select(['sequence', 'party', 'layer', 'paid', 'returned'])
    .where('guarantee', '=', guarantee)
    .orderBy('sequence')
    .orderBy('party')
    .orderBy('layer')
    .execute()

export const dueRows = (tx: Tx, guarantee: string): Promise<(DueRow & { readonly sequence: number })[]> =>
  tx
    .selectFrom('app.sharing_dues')
    .select(['sequence', 'party', 'sharer', 'amount'])
    .where('guarantee', '=', guarantee)
    .orderBy('sequence')
    .orderBy('party')
    .execute()

/** Rows by party and layer as the parts of a scheme; rows of parties or layers it does not have count in none of it. */
export function partsOf({ parties, layers }: SharingScheme, rows: readonly PartRow[]): Parts {
  const sum = (of: 'paid' | 'returned') =>
    parties.flatMap(party =>
      layers.map((_, layer) =>
        rows
          .filter(one => one.party === party && one.layer === layer)
          .reduce((all, one) => plus(all, moneyFromText(one[of])), ZERO),
      ),
    )
  return { paid: sum('paid'), returned: sum('returned') }
}

export type UseRow = PartRow & { readonly year: number }
/** What was borne and came back under a scheme, by year, party and layer. */
export const useRows = (tx: Tx, scheme: string): Promise<UseRow[]> =>
  tx
    .selectFrom('app.sharing_steps as s')
    .innerJoin('app.sharing_parts as p', join =>
      join.onRef('p.guarantee', '=', 's.guarantee').onRef('p.sequence', '=', 's.sequence'),
    )
    .select(['p.party', 'p.layer', sql<number>`s.year`.as('year')])
    .select([sql<string>`sum(p.paid)::text`.as('paid'), sql<string>`sum(p.returned)::text`.as('returned')])
    .where('s.scheme', '=', scheme)
    .where('s.year', 'is not', null)
    .groupBy(['s.year', 'p.party', 'p.layer'])
    .orderBy('s.year')
    .orderBy('p.party')
    .orderBy('p.layer')
    .execute()

export function useOf(scheme: SharingScheme, rows: readonly UseRow[]): SharingUse {
  const years: Record<string, Parts> = {}
  for (const { year } of rows)
    years[year] ??= partsOf(
      scheme,
      rows.filter(one => one.year === year),
    )
  return rows.length === 0 ? noUse(scheme) : { ...partsOf(scheme, rows), years }
}

/** Losses under a scheme by year: how many, and what they come to as they now stand. */
export const lossesByYear = async (
  tx: Tx,
  scheme: string,
): Promise<{ year: number; losses: number; amount: string; principal: string }[]> =>
  (
    await sql<{ year: number; losses: number; amount: string; principal: string }>`
      select year, count(*)::integer as losses, sum(loss)::text as amount, sum(principal)::text as principal
      from (select distinct on (guarantee) year, loss, principal from app.sharing_steps
        where scheme = ${scheme} and year is not null order by guarantee, sequence desc) as s
      group by year order by year`.execute(tx)
  ).rows

/** The volume of a scheme: the loans of all guarantees under it that were formed. */
export async function volumeOf(tx: Tx, scheme: string): Promise<Money> {
  const row = await tx
    .selectFrom('app.guarantee_schemes as s')
    .innerJoin('app.guarantees as g', 'g.id', 's.guarantee')
    .select(sql<string>`coalesce(sum(g.loan), 0)::text`.as('volume'))
    .where('s.scheme', '=', scheme)
    .where('g.is_sandbox', '=', false)
    .where('g.state', 'not in', ['noticed', 'signed', 'lettered', 'lapsed'])
    .executeTakeFirstOrThrow()
  return moneyFromText(row.volume)
}

export type NewStep = {
  readonly guarantee: string
  readonly sequence: number
  readonly scheme: string
  readonly kind: StepKind
  readonly day: string
  readonly year: number | null
  readonly claim: SharedClaim
  readonly paidOn: CalendarDate
  readonly base: Money | null
  readonly dueOn: CalendarDate | null
  readonly reason: string | null
  readonly reference: string
  readonly person: string
  readonly at: string
}

/** Keeps a step with its parts and dues; parts of nothing are no rows. */
export async function keepStep(
  tx: Tx,
  { claim, paidOn, base, dueOn, ...row }: NewStep,
  scheme: SharingScheme,
  parts: Parts | undefined,
  dues: readonly DueRow[],
): Promise<void> {
  const { guarantee, sequence } = row
  await tx
    .insertInto('app.sharing_steps')
    .values({
      ...row,
      loss: String(claim.loss),
      paid_out: String(claim.paid),
      paid_on: paidOn,
      principal: String(claim.principal),
      base: base === null ? null : String(base),
      due_on: dueOn,
    })
    .execute()
  const rows = scheme.parties.flatMap((party, at) =>
    scheme.layers.map((_, layer) => ({
      ...{ guarantee, sequence, party, layer },
      paid: String(parts?.paid[at * scheme.layers.length + layer] ?? ZERO),
      returned: String(parts?.returned[at * scheme.layers.length + layer] ?? ZERO),
    })),
  )
  const moved = rows.filter(one => one.paid !== '0' || one.returned !== '0')
  if (moved.length > 0) await tx.insertInto('app.sharing_parts').values(moved).execute()
  if (dues.length > 0)
    await tx
      .insertInto('app.sharing_dues')
      .values(dues.map(one => ({ ...one, guarantee, sequence })))
      .execute()
}

/** Guarantees whose loss waits and may be shared on a day, the longest due first. */
export const waitingOn = async (tx: Tx, day: string, limit: number): Promise<string[]> =>
  (
    await tx
      .selectFrom('app.sharing_steps as s')
      .select('s.guarantee')
      .where('s.due_on', '<=', day)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('app.sharing_steps as o')
              .select('o.guarantee')
              .whereRef('o.guarantee', '=', 's.guarantee')
              .where('o.kind', '=', 'loss'),
          ),
        ),
      )
      .orderBy('s.due_on')
      .orderBy('s.guarantee')
      .limit(limit)
      .execute()
  ).map(one => one.guarantee)

export type Came = { readonly on: CalendarDate; readonly amount: Money }
const cameOf = (row: { readonly day: string; readonly amount: string }): Came => ({
  on: calendarDate(row.day),
  amount: moneyFromText(row.amount),
})

/** What came in on a claim that was paid: recoveries, and the price it was sold for; and what pursuing it cost. */
export async function cameIn(tx: Tx, guarantee: string): Promise<{ recoveries: Came[]; costs: Came[] }> {
  const recoveries = await tx
    .selectFrom('app.guarantee_events')
    .select(['day', sql<string>`coalesce(body ->> 'price', body ->> 'amount')`.as('amount')])
    .where('guarantee', '=', guarantee)
    .where('type', 'in', ['recovered', 'sold'])
    .orderBy('sequence')
    .execute()
  const costs = await tx
    .selectFrom('app.ledger_transfers as t')
    .innerJoin('app.ledger_entries as e', 'e.id', 't.entry')
    .select(['e.day', 't.posted as amount'])
    .where('e.guarantee', '=', guarantee)
    .where('e.event', '=', 'costs_spent')
    .orderBy('e.place')
    .execute()
  const above = (one: Came) => one.amount > 0n
  return { recoveries: recoveries.map(cameOf).filter(above), costs: costs.map(cameOf) }
}

/** What stands between the fund and those who share under a scheme. */
export const openWith = async (
  tx: Tx,
  scheme: string,
): Promise<{ sharer: string; kind: 'sharing_receivables' | 'sharing_payables'; amount: string }[]> =>
  (
    await sql<{ sharer: string; kind: 'sharing_receivables' | 'sharing_payables'; amount: string }>`
      select of as sharer, kind, abs(debits_posted - credits_posted)::text as amount from app.ledger_balances
      where kind in ('sharing_receivables', 'sharing_payables') and of like ${`${scheme}:%`}
      order by of, kind`.execute(tx)
  ).rows

/** What stands on the account of one who shares, held until the transaction ends. */
export const heldWith = (tx: Tx, kind: 'sharing_receivables' | 'sharing_payables', sharer: string) =>
  tx
    .selectFrom('app.ledger_balances')
    .select(['kind', 'of', 'debits_posted', 'credits_posted', 'debits_pending', 'credits_pending'])
    .where('kind', '=', kind)
    .where('of', '=', sharer)
    .forUpdate()
    .execute()
