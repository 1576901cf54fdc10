/** The signed sheets of cases that count, what became of guarantees on them, and the figures kept month by month. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { SignedSheet } from '../schema.ts'
import type { MarkedSheet } from './sheets.ts'

type Evidence = SignedSheet['marks'][number]['evidence'][number]
const quotationsOf = (evidence: readonly Evidence[]): readonly string[] =>
  evidence.flatMap(one => (one.quotation === undefined ? [] : [one.quotation]))

/**
 * Sheets that stand, with the firm's industry and the model the case was scored by; how many were superseded is counted
 * beside them. Times are known of sheets that were drafted in the service, from the opening of the draft.
 */
export async function markedSheets(
  tx: Tx,
  fieldOf: (industry: string) => string | null,
): Promise<{ readonly sheets: readonly MarkedSheet[]; readonly superseded: number }> {
  const rows = await tx
    .selectFrom('app.sheets as s')
    .innerJoin('app.cases as c', 'c.id', 's.case_id')
    .leftJoin('app.decisions as d', join => join.onRef('d.case_id', '=', 'c.id').on('d.superseded_by', 'is', null))
    .select(['s.case_id', 's.appraiser', 's.body', 's.superseded_at'])
    .select(sql<string | null>`d.record::json -> 'scoring' ->> 'model'`.as('model'))
    .select(sql<number | null>`extract(epoch from s.signed_at - s.drafted_at)::float8`.as('seconds'))
    .select(sql<string | null>`c.content -> 'party' -> 'firm' -> 'ksic' ->> 'code'`.as('industry'))
    .where('c.is_sandbox', '=', false)
    .orderBy('s.case_id')
    .orderBy('s.appraiser')
    .orderBy('s.signed_at')
    .execute()
  const standing = rows.filter(row => row.superseded_at === null)
  return {
    superseded: rows.length - standing.length,
    sheets: standing.map(row => {
      const body = row.body as SignedSheet
      return {
        ...{ subject: row.case_id, rater: row.appraiser, signed_on: body.signed_on },
        // A clock set back in between tells no time.
        seconds: row.seconds === null || row.seconds < 0 ? null : row.seconds,
        rubric: row.model,
        field: row.industry === null ? null : fieldOf(row.industry),
        marks: body.marks.map(one => ({
          ...{ indicator: one.indicator, mark: one.mark, override_reason: one.override_reason ?? null },
          quotations: quotationsOf(one.evidence),
        })),
      }
    }),
  }
}

export type GuaranteeOutcome = {
  readonly rater: string
  readonly grade: string
  /** Days the guarantee has stood, to its end or the day asked. */
  readonly days: number
  readonly is_accident: boolean
}

/** Guarantees drawn on what somebody marked, once for each of its appraisers. */
export async function guaranteeOutcomes(tx: Tx, day: string): Promise<readonly GuaranteeOutcome[]> {
  const { rows } = await sql<GuaranteeOutcome>`
    with life as (
      select g.id, g.case_id, g.grade,
        min(e.day) filter (where e.type = 'drawn') as begun,
        min(e.day) filter (where e.type in ('released', 'accident_reported')) as ended,
        bool_or(e.type = 'accident_reported') as is_accident
      from app.guarantees g join app.guarantee_events e on e.guarantee = g.id
      where not g.is_sandbox group by g.id, g.case_id, g.grade
    )
    select s.appraiser as rater, l.grade, (coalesce(l.ended, ${day}::date) - l.begun)::int as days, l.is_accident
    from life l join app.sheets s on s.case_id = l.case_id and s.superseded_at is null
    where l.begun is not null and l.begun < ${day}::date
    order by l.id, s.appraiser`.execute(tx)
  return rows
}

export const figuresOf = (tx: Tx, month: string, what: 'agreement' | 'severity' | 'fair') =>
  tx
    .selectFrom('app.panel_figures')
    .select(['month', 'what', 'made_at', 'body', 'digest'])
    .where('month', '=', month)
    .where('what', '=', what)
    .executeTakeFirst()

/** Everything kept of a month. */
export const figuresKept = (tx: Tx, month: string) =>
  tx
    .selectFrom('app.panel_figures')
    .select(['month', 'what', 'made_at', 'body', 'digest'])
    .where('month', '=', month)
    .orderBy('what')
    .execute()

type Row = {
  readonly month: string
  readonly what: 'agreement' | 'severity' | 'fair'
  readonly made_at: string
  readonly body: string
  readonly digest: string
}
/** Keeps a month's figures; those that are there stay. */
export const keepFigures = (tx: Tx, rows: readonly Row[]) =>
  tx
    .insertInto('app.panel_figures')
    .values([...rows])
    .onConflict(conflict => conflict.doNothing())
    .execute()
