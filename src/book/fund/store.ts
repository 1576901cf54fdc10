/** The fund's own means in the database: contributions, the cap that follows from them, alerts, provisions, years. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

export type ContributionRow = {
  readonly bank: string
  readonly month: string
  readonly kind: 'bank' | 'finance_company'
  readonly loans: string
  readonly claims_paid: string
  readonly contributed: string
  readonly days: number
  readonly rate: string
  readonly amount: string
  readonly edition: string
  readonly on_day: string
  readonly person: string
  readonly at: string
}

const CONTRIBUTION = [
  'bank',
  'month',
  'kind',
  'loans',
  'claims_paid',
  'contributed',
  'days',
  'rate',
  'amount',
  'edition',
  'on_day',
  'person',
  'at',
] as const

/** What was assessed of a bank for a period. */
export const contributionAt = (tx: Tx, bank: string, month: string): Promise<ContributionRow | undefined> =>
  tx
    .selectFrom('app.contributions')
    .select(CONTRIBUTION)
    .where('bank', '=', bank)
    .where('month', '=', month)
    .executeTakeFirst()

/** Contributions the actor's rows show, by month from the latest, then by bank; after a place in that order. */
export const contributionsAfter = (
  tx: Tx,
  after: readonly [string, string] | undefined,
  limit: number,
): Promise<ContributionRow[]> =>
  tx
    .selectFrom('app.contributions')
    .select(CONTRIBUTION)
    .$if(after !== undefined, query =>
      query.where(sql<boolean>`(month, bank) < (${after?.[0] ?? ''}, ${after?.[1] ?? ''})`),
    )
    .orderBy('month', 'desc')
    .orderBy('bank', 'desc')
    .limit(limit)
    .execute()

/** Keeps an assessment; false where the bank was assessed for the month before, also a moment ago by somebody else. */
export const keepContribution = async (tx: Tx, row: ContributionRow): Promise<boolean> =>
  (
    await tx
      .insertInto('app.contributions')
      .values(row)
      .onConflict(conflict => conflict.columns(['bank', 'month']).doNothing())
      .returning('bank')
      .execute()
  ).length === 1

export const keepPayment = (
  tx: Tx,
  row: {
    readonly id: string
    readonly bank: string
    readonly on_day: string
    readonly amount: string
    readonly reference: string
    readonly person: string
    readonly at: string
  },
) => tx.insertInto('app.contribution_payments').values(row).execute()

/** What a bank paid under a reference; undefined without it. */
export const paymentUnder = (tx: Tx, bank: string, reference: string) =>
  tx
    .selectFrom('app.contribution_payments')
    .select(['id', 'on_day'])
    .where('bank', '=', bank)
    .where('reference', '=', reference)
    .executeTakeFirst()

/** Whether an organisation is a bank that can be assessed. */
export const isBank = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.selectFrom('app.organisations').select('id').where('id', '=', id).where('kind', '=', 'bank').execute())
    .length === 1

/** What stands on accounts of the fund and of banks, held until the transaction ends. */
export const heldBalances = (tx: Tx, places: readonly { readonly kind: string; readonly of: string }[]) =>
  tx
    .selectFrom('app.ledger_balances')
    .select(['kind', 'of', 'debits_posted', 'credits_posted', 'debits_pending', 'credits_pending'])
    .where(eb => eb.or(places.map(one => eb.and([eb('kind', '=', one.kind), eb('of', '=', one.of)]))))
    .orderBy('kind')
    .orderBy('of')
    .forUpdate()
    .execute()

export type CapRow = { readonly cap: string; readonly used: string }

/** Writes entries of the fund and brings its cap to them, in one call; without entries it only brings the cap. */
export async function keepFundEntries(
  tx: Tx,
  entries: readonly unknown[],
  at: string,
  multiple: bigint,
): Promise<CapRow> {
  const found = await sql<{ cap: CapRow }>`
    select app.keep_fund_entries(${JSON.stringify(entries)}::jsonb, ${at}::timestamptz, ${String(multiple)}::integer)
      as cap`.execute(tx)
  const cap = found.rows[0]?.cap
  if (cap === undefined) throw new Error('the cap of the fund was not brought')
  return cap
}

/** The fund's limit as it stands; nothing where none is kept. */
export async function fundCap(tx: Tx): Promise<CapRow> {
  const found = await sql<CapRow>`
    select coalesce(min(cap), 0)::text as cap, coalesce(max(used + reserved), 0)::text as used
    from app.limits where scope = 'fund' and key = 'own'`.execute(tx)
  return found.rows[0] ?? { cap: '0', used: '0' }
}

/** What all guarantees come to, by whether their programme gives credit guarantees. */
export async function compositionNow(
  tx: Tx,
  creditProgrammes: readonly string[],
): Promise<{ readonly technology: string; readonly credit: string }> {
  const found = await sql<{ technology: string; credit: string }>`
    select coalesce(sum(held) filter (where not is_credit), 0)::text as technology,
           coalesce(sum(held) filter (where is_credit), 0)::text as credit
    from (select held, programme in (select jsonb_array_elements_text(${JSON.stringify(creditProgrammes)}::jsonb))
      as is_credit from app.guarantees where not is_sandbox) as g`.execute(tx)
  return found.rows[0] ?? { technology: '0', credit: '0' }
}

/**
 * Brings the room of credit guarantees to the limits of the programmes that give them; null where any amount may be.
 */
export const keepTechnologyShare = (tx: Tx, programmes: readonly string[], room: string | null) =>
  sql`select app.keep_technology_share(${JSON.stringify(programmes)}::jsonb, ${room}::numeric)`.execute(tx)

export type AlertRow = {
  readonly id: string
  readonly kind: 'exposure_above_cap' | 'technology_share_broken'
  readonly is_broken: boolean
  readonly day: string
  readonly body: unknown
  readonly at: string
}

/** The last that was told of each bound. */
export const lastAlerts = (tx: Tx): Promise<AlertRow[]> =>
  tx
    .selectFrom('app.fund_alerts')
    .select(['id', 'kind', 'is_broken', 'day', 'body', 'at'])
    .distinctOn('kind')
    .orderBy('kind')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()

export const keepAlert = (tx: Tx, row: AlertRow) =>
  tx
    .insertInto('app.fund_alerts')
    .values({ ...row, body: JSON.stringify(row.body) })
    .execute()

export type HeldRow = { readonly kind: 'posted' | 'reserved'; readonly amount: string; readonly until: string | null }

/** What counts against a limit, added up by the last day on which it does. */
export async function heldAt(
  tx: Tx,
  place: { readonly scope: string; readonly code: string; readonly key: string },
): Promise<{ readonly cap: string; readonly held: readonly HeldRow[] } | undefined> {
  const found = await sql<{ cap: string; held: HeldRow[] }>`
    select l.cap::text as cap, coalesce((
      select jsonb_agg(jsonb_build_object('kind', kind, 'amount', amount::text, 'until', until))
      from (
        select case r.state when 'posted' then 'posted' else 'reserved' end as kind,
               case r.state when 'posted' then g.matures_on else r.expires_on end as until,
               sum(case r.state when 'posted' then coalesce(g.held, r.amount) else r.amount end) as amount
        from app.reservations r left join app.guarantees g on g.decision = r.decision
        where (r.scope, r.code, r.key) = (l.scope, l.code, l.key) and r.state in ('pending', 'posted')
        group by 1, 2
        union all
        select 'posted', null, l.brought where l.brought > 0
      ) as rows where amount > 0), '[]'::jsonb) as held
    from app.limits l
    where (l.scope, l.code, l.key) = (${place.scope}, ${place.code}, ${place.key})`.execute(tx)
  return found.rows[0]
}

/** A guarantee as its provision is found, held until the transaction ends. */
export type ProvidedRow = {
  readonly id: string
  readonly state: string
  readonly grade: string
  readonly balance: string
  /** Paid to creditors and not recovered; what is set aside now. */
  readonly owed: string
  readonly debits_posted: string
  readonly credits_posted: string
}

/**
 * Guarantees whose month is not provided for yet, in order; those that never stood and have nothing set aside apart.
 */
export async function toProvide(
  tx: Tx,
  month: string,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly ProvidedRow[]> {
  const held = await sql<{ id: string }>`
    select g.id from app.guarantees g
    where not g.is_sandbox and (${page.after ?? null}::uuid is null or g.id > ${page.after ?? null}::uuid)
      and not exists (select 1 from app.ledger_entries e where e.id = 'provided.' || g.id || '.' || ${month}::text)
      and (g.balance > 0 or exists (select 1 from app.ledger_balances b where b.guarantee = g.id
        and b.kind in ('provisions', 'subrogation_claims') and b.debits_posted <> b.credits_posted))
    order by g.id limit ${page.limit} for update of g`.execute(tx)
  if (held.rows.length === 0) return []
  const ids = JSON.stringify(held.rows.map(one => one.id))
  const found = await sql<ProvidedRow>`
    select g.id, g.state, g.grade, g.balance::text as balance,
      coalesce((select sum(b.debits_posted - b.credits_posted) from app.ledger_balances b
        where b.guarantee = g.id and b.kind = 'subrogation_claims'), 0)::text as owed,
      coalesce((select sum(b.debits_posted) from app.ledger_balances b
        where b.guarantee = g.id and b.kind = 'provisions'), 0)::text as debits_posted,
      coalesce((select sum(b.credits_posted) from app.ledger_balances b
        where b.guarantee = g.id and b.kind = 'provisions'), 0)::text as credits_posted
    from app.guarantees g
    where g.id in (select (jsonb_array_elements_text(${ids}::jsonb))::uuid) order by g.id`.execute(tx)
  return found.rows
}

export const provisionMonth = (tx: Tx, month: string) =>
  tx
    .selectFrom('app.provision_months')
    .select(['month', 'edition', 'guarantees', 'provided', 'at'])
    .where('month', '=', month)
    .executeTakeFirst()

/** Closes a month's provisions: what stands set aside now, and for how many guarantees. */
export async function keepProvisionMonth(tx: Tx, month: string, edition: string, at: string): Promise<boolean> {
  const kept = await sql`insert into app.provision_months (month, edition, guarantees, provided, at)
    select ${month}, ${edition}, count(*) filter (where stands > 0), coalesce(sum(stands), 0), ${at}::timestamptz
    from (select credits_posted - debits_posted as stands from app.ledger_balances where kind = 'provisions') as p
    on conflict (month) do nothing`.execute(tx)
  return kept.numAffectedRows === 1n
}

/** What accounts of the year moved by on their own side, and what stands in the reserves. */
export async function movedIn(tx: Tx, year: number): Promise<Readonly<Record<string, string>>> {
  const found = await sql<{ kind: string; moved: string }>`
    select s.kind, sum(s.amount)::text as moved
    from app.ledger_transfers t
    join app.ledger_entries e on e.id = t.entry and e.day >= make_date(${year}, 1, 1)
      and e.day < make_date(${year + 1}, 1, 1)
    cross join lateral (values (t.debit_kind, -t.amount), (t.credit_kind, t.amount)) as s(kind, amount)
    where not exists (select 1 from app.guarantees g where g.id = t.guarantee and g.is_sandbox)
      and t.status = 'posted' and t.expires_on is null and s.kind in ('earned_fees', 'late_fees', 'damages',
      'special_recoveries', 'provision_expense', 'losses')
    group by s.kind`.execute(tx)
  return Object.fromEntries(found.rows.map(one => [one.kind, one.moved]))
}

export const closingOf = (tx: Tx, year: number) =>
  tx
    .selectFrom('app.year_closings')
    .select(['year', 'result', 'from_reserves', 'from_government', 'at'])
    .where('year', '=', year)
    .executeTakeFirst()

/** Keeps a closing; false where the year was closed before. */
export const keepClosing = async (
  tx: Tx,
  row: {
    readonly year: number
    readonly result: string
    readonly from_reserves: string
    readonly from_government: string
    readonly person: string
    readonly at: string
  },
): Promise<boolean> =>
  (
    await tx
      .insertInto('app.year_closings')
      .values(row)
      .onConflict(conflict => conflict.column('year').doNothing())
      .returning('year')
      .execute()
  ).length === 1
