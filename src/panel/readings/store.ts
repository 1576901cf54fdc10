/** The tables of readings: what is kept of a request, what stands of a case, and the months reported. */
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { rowsOf, sent } from '../../platform/db/statements.ts'
import type { ReadingRow, Tables } from '../../platform/db/tables.ts'
import type { SubjectIds } from './shown.ts'

export type KeptReading = Selectable<ReadingRow>
export type ReportRow = Selectable<Tables['app.reading_reports']>

/** Who reads, as the functions of the database take it. */
export type ReaderIds = { readonly person: string; readonly party: string; readonly kind: string }

const idsOf = (subject: SubjectIds) => ({
  case: subject.case,
  decision: subject.decision,
  guarantee: subject.guarantee,
  certificate: subject.certificate,
  guarantee_paper: subject.guaranteePaper,
})

export type Standing = {
  readonly place: number
  readonly relations: readonly string[]
  readonly is_sandbox: boolean
  readonly is_issued: boolean
}

const STANDING = `select i.place::int as place, s.relations, s.is_sandbox, s.is_issued
  from jsonb_array_elements($2::jsonb) with ordinality as i(item, place),
    lateral app.reading_standing($1::jsonb || i.item) s order by i.place`

/** How a reader stands to each subject, by its place in the list from 1 on; asked as the system. */
export const standingsOf = (tx: Tx, reader: ReaderIds, subjects: readonly SubjectIds[]): Promise<readonly Standing[]> =>
  rowsOf<Standing>(tx, STANDING, [JSON.stringify(reader), JSON.stringify(subjects.map(idsOf))])

export type ReadingItem = {
  readonly ids: SubjectIds
  readonly subject: string
  readonly fields: readonly string[]
  readonly ground: 'duty' | 'deed' | 'reason' | 'none'
}
export type Readings = ReaderIds & {
  readonly at: string
  readonly roles: readonly string[]
  readonly action: string
  readonly route: string
  readonly request: string
  readonly outcome: 'shown' | 'withheld' | 'refused'
  readonly reason: string | null
  readonly codes: readonly string[]
  readonly items: readonly ReadingItem[]
}

/** Keeps the readings of one request; in a transaction of a request nobody waits for it. */
export const keepReadings = (tx: Tx, { items, ...of }: Readings): Promise<void> =>
  sent(tx, 'select app.keep_readings($1::jsonb)', [
    JSON.stringify({ ...of, items: items.map(({ ids, ...item }) => ({ ...idsOf(ids), ...item })) }),
  ])

/** Readings of a case, newest first; `before` is the place of the last one of the page before. */
export const readingsOfCase = (tx: Tx, caseId: string, before: string | undefined, limit: number) =>
  tx
    .selectFrom('app.readings')
    .selectAll()
    .where('case_id', '=', caseId)
    .$if(before !== undefined, query => query.where('place', '<', before ?? ''))
    .orderBy('place', 'desc')
    .limit(limit)
    .execute()

/**
 * Readings of a month that were not of what was issued, and of no sandbox, in the order kept.
 * @param days  first day of the month and of the next one, in the legal zone
 */
export const earlyReadings = (
  tx: Tx,
  days: { readonly from: string; readonly to: string },
  zone: string,
): Promise<readonly KeptReading[]> =>
  tx
    .selectFrom('app.readings')
    .selectAll()
    .where(sql<boolean>`at >= (${days.from}::date::timestamp at time zone ${zone})`)
    .where(sql<boolean>`at < (${days.to}::date::timestamp at time zone ${zone})`)
    .where('is_issued', '=', false)
    .where('is_sandbox', '=', false)
    .orderBy('place')
    .execute()

export const reportOf = (tx: Tx, month: string): Promise<ReportRow | undefined> =>
  tx.selectFrom('app.reading_reports').selectAll().where('month', '=', month).executeTakeFirst()

export const reportsListed = (tx: Tx) =>
  tx
    .selectFrom('app.reading_reports')
    .select(['month', 'made_by', 'made_at', 'digest'])
    .orderBy('month', 'desc')
    .execute()

/** Keeps a month's report; one that is there stays as it is. */
export const keepReport = (tx: Tx, row: ReportRow) =>
  tx
    .insertInto('app.reading_reports')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .execute()
