/** Challengers in shadow and what they came to, in the database. Cases and decisions are read and never written. */
import { type Kysely, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'

export type KeptShadow = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly digest: string
  readonly reason: string
  readonly started_by: string
  readonly started_at: string
  readonly stopped_by: string | null
  readonly stopped_at: string | null
}
export type ShadowTexts = { readonly numbers: string; readonly words: string }

const SHADOW = [
  ...(['id', 'kind', 'edition', 'digest', 'reason'] as const),
  ...(['started_by', 'started_at', 'stopped_by', 'stopped_at'] as const),
]

/** Puts a challenger on; false where one of its kind is on already. */
export const keepShadow = async (
  tx: Tx,
  { numbers, words, ...shadow }: Omit<KeptShadow, 'stopped_by' | 'stopped_at'> & ShadowTexts,
): Promise<boolean> =>
  (
    await tx
      .insertInto('app.rule_shadows')
      .values({ ...shadow, numbers, words })
      .onConflict(conflict => conflict.column('kind').where('stopped_at', 'is', null).doNothing())
      .returning('id')
      .execute()
  ).length === 1

export const shadowBy = (tx: Kysely<Tables>, id: string): Promise<KeptShadow | undefined> =>
  tx.selectFrom('app.rule_shadows').select(SHADOW).where('id', '=', id).executeTakeFirst()

export const shadowsBefore = (tx: Tx, before: string | undefined, limit: number): Promise<KeptShadow[]> =>
  tx
    .selectFrom('app.rule_shadows')
    .select(SHADOW)
    .$if(before !== undefined, query => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** The texts a challenger was put on with. */
export async function textsOf(tx: Kysely<Tables>, id: string): Promise<ShadowTexts | undefined> {
  const { rows } = await sql<ShadowTexts>`
    select numbers::text as numbers, words::text as words from app.rule_shadows where id = ${id}::uuid`.execute(tx)
  return rows[0]
}

/** The texts of an edition made here. */
export async function textsOfDraft(tx: Tx, kind: string, edition: string): Promise<ShadowTexts | undefined> {
  const { rows } = await sql<ShadowTexts>`
    select numbers::text as numbers, words::text as words from app.rule_editions
    where kind = ${kind} and edition = ${edition}`.execute(tx)
  return rows[0]
}

/** Stops a challenger; false where it was stopped before. */
export const stopShadow = async (tx: Tx, id: string, by: string, at: string): Promise<boolean> =>
  (
    await tx
      .updateTable('app.rule_shadows')
      .set({ stopped_by: by, stopped_at: at })
      .where('id', '=', id)
      .where('stopped_at', 'is', null)
      .returning('id')
      .execute()
  ).length === 1

export type Waiting = { readonly shadow: string; readonly decision: string; readonly record: string }

/** The next decision to be compared, held by whoever compares it; undefined where none waits that nobody holds. */
export async function nextWaiting(tx: Tx): Promise<Waiting | undefined> {
  const { rows } = await sql<Waiting>`
    select r.shadow, r.decision, d.record from app.rule_shadow_results r join app.decisions d on d.id = r.decision
    where r.compared_at is null order by r.decision limit 1 for update of r skip locked`.execute(tx)
  return rows[0]
}

export type KeptComparison = {
  readonly champion: unknown
  readonly challenger: unknown
  readonly differs: readonly string[]
}

/** Keeps what a comparison came to, or why there is none. */
export const keepComparison = (
  tx: Tx,
  of: Pick<Waiting, 'shadow' | 'decision'>,
  made: KeptComparison | { readonly fault: string },
  at: string,
) =>
  tx
    .updateTable('app.rule_shadow_results')
    .set({
      compared_at: at,
      ...('fault' in made
        ? { fault: made.fault }
        : {
            champion: JSON.stringify(made.champion),
            challenger: JSON.stringify(made.challenger),
            differs: [...made.differs],
          }),
    })
    .where('shadow', '=', of.shadow)
    .where('decision', '=', of.decision)
    .execute()

export type ComparedRow = KeptComparison & { readonly decision: string; readonly compared_at: string }

/** Comparisons of a challenger, the latest decision first; only those that differ, where that is asked. */
export const comparedBefore = async (
  tx: Tx,
  shadow: string,
  { before, isDifferent, limit }: { before: string | undefined; isDifferent: boolean; limit: number },
): Promise<readonly ComparedRow[]> => {
  const { rows } = await sql<ComparedRow>`
    select decision, champion, challenger, differs, compared_at from app.rule_shadow_results
    where shadow = ${shadow}::uuid and differs is not null
      and (${before ?? null}::uuid is null or decision < ${before ?? null}::uuid)
      and (not ${isDifferent} or cardinality(differs) > 0)
    order by decision desc limit ${limit}`.execute(tx)
  return rows
}

export type GroupedRow = {
  readonly champion: string
  readonly challenger: string
  readonly cases: number
  readonly alike: number
  readonly grades: number
  readonly reasons: number
}
export type Totals = {
  readonly groups: readonly GroupedRow[]
  readonly guaranteed: MovedRow
  readonly first_fee: MovedRow
  readonly waiting: number
  readonly faults: number
}
export type MovedRow = { readonly more: number; readonly less: number; readonly by: string }

const moved = (of: string) => sql<MovedRow>`
  select count(*) filter (where m > 0)::integer as more, count(*) filter (where m < 0)::integer as less,
    coalesce(sum(m), 0)::text as by
  from (select coalesce((challenger ->> ${of})::numeric, 0) - coalesce((champion ->> ${of})::numeric, 0) as m
    from compared) as moves`

/** What a challenger came to over everything it followed, counted where it lies. */
export async function totalsOf(tx: Tx, shadow: string): Promise<Totals> {
  const own = sql`compared as (
    select champion, challenger, differs from app.rule_shadow_results
    where shadow = ${shadow}::uuid and differs is not null)`
  const groups = await sql<GroupedRow>`with ${own}
    select champion ->> 'outcome' as champion, challenger ->> 'outcome' as challenger, count(*)::integer as cases,
      count(*) filter (where cardinality(differs) = 0)::integer as alike,
      count(*) filter (where 'grade' = any (differs))::integer as grades,
      count(*) filter (where 'reasons' = any (differs))::integer as reasons
    from compared group by 1, 2 order by 1, 2`.execute(tx)
  const guaranteed = await sql<MovedRow>`with ${own} ${moved('guaranteed')}`.execute(tx)
  const fee = await sql<MovedRow>`with ${own} ${moved('first_fee')}`.execute(tx)
  const open = await sql<{ waiting: number; faults: number }>`
    select count(*) filter (where compared_at is null)::integer as waiting,
      count(*) filter (where fault is not null)::integer as faults
    from app.rule_shadow_results where shadow = ${shadow}::uuid`.execute(tx)
  const none = { more: 0, less: 0, by: '0' }
  return {
    groups: groups.rows,
    guaranteed: guaranteed.rows[0] ?? none,
    first_fee: fee.rows[0] ?? none,
    waiting: open.rows[0]?.waiting ?? 0,
    faults: open.rows[0]?.faults ?? 0,
  }
}
