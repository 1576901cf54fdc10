/** The tables of comparable licences: versions, ranges with what they counted, and who was shown single ones. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { KeptComparable, Quality } from './contribution.ts'
import type { ToldRange } from './ranges.ts'
import type { Exclusivity, LicenceTerms, Measure } from './schema.ts'

/** One contribution or release at a time: a repetition is seen, and nothing is counted twice. */
export const holdComparables = (tx: Tx) =>
  sql`select pg_advisory_xact_lock(hashtextextended('app.comparables', 0))`.execute(tx)

const latest = (tx: Tx) =>
  tx
    .selectFrom('app.comparables as c')
    .innerJoin('app.comparable_versions as v', 'v.comparable', 'c.id')
    .select(['c.id', 'c.contributor', 'v.version', 'v.state', 'v.terms', 'v.substance', 'v.quality', 'v.reason'])
    .select('v.contributed_on')
    .where('v.version', '=', eb =>
      eb
        .selectFrom('app.comparable_versions as l')
        .select(({ fn }) => fn.max('l.version').as('last'))
        .whereRef('l.comparable', '=', 'c.id'),
    )
    .$narrowType<{ terms: LicenceTerms; quality: Quality }>()

/** Every licence of an institution, newest first. */
export const contributedBy = (tx: Tx, contributor: string): Promise<readonly KeptComparable[]> =>
  latest(tx).where('c.contributor', '=', contributor).orderBy('c.id', 'desc').execute()

/** Licences of an institution, newest first, before one of them. */
export const pageOfOwn = (
  tx: Tx,
  contributor: string,
  before: string | undefined,
  limit: number,
): Promise<readonly KeptComparable[]> =>
  latest(tx)
    .where('c.contributor', '=', contributor)
    .$if(before !== undefined, query => query.where('c.id', '<', before ?? ''))
    .orderBy('c.id', 'desc')
    .limit(limit)
    .execute()

export const ownComparable = (tx: Tx, contributor: string, id: string): Promise<KeptComparable | undefined> =>
  latest(tx).where('c.contributor', '=', contributor).where('c.id', '=', id).executeTakeFirst()

/** Every licence that stands, the oldest first. */
export const standingComparables = (tx: Tx): Promise<readonly KeptComparable[]> =>
  latest(tx).where('v.state', '=', 'standing').orderBy('c.id').execute()

export async function keepComparable(tx: Tx, of: { readonly id: string; readonly contributor: string }): Promise<void> {
  await tx.insertInto('app.comparables').values(of).execute()
}

export async function keepVersion(
  tx: Tx,
  one: Omit<KeptComparable, 'contributor'> & { readonly contributed_by: string },
): Promise<void> {
  const { id, terms, quality, ...row } = one
  await tx
    .insertInto('app.comparable_versions')
    .values({ ...row, comparable: id, terms: JSON.stringify(terms), quality: JSON.stringify(quality) })
    .execute()
}

/** Which terms of which licences a range has counted already. */
export const countedTerms = (tx: Tx): Promise<readonly { comparable: string; measure: string }[]> =>
  tx.selectFrom('app.comparable_counts').select(['comparable', 'measure']).execute()

export const lastRelease = (tx: Tx): Promise<{ released_on: string } | undefined> =>
  tx
    .selectFrom('app.comparable_releases')
    .select('released_on')
    .orderBy('released_on', 'desc')
    .limit(1)
    .executeTakeFirst()

export async function keepRelease(
  tx: Tx,
  release: { id: string; released_on: string; edition: string; waiting: number; released_by: string },
  ranges: readonly (ToldRange & { readonly counted: readonly string[] })[],
): Promise<void> {
  await tx.insertInto('app.comparable_releases').values(release).execute()
  if (ranges.length === 0) return
  await tx
    .insertInto('app.comparable_ranges')
    .values(ranges.map(({ counted: _, ...row }) => ({ ...row, release: release.id })))
    .execute()
  const counts = ranges.flatMap(({ id, measure, counted }) =>
    counted.map(comparable => ({ comparable, measure, range: id })),
  )
  await tx.insertInto('app.comparable_counts').values(counts).execute()
}

/** Every range told of a section and exclusivity, of what it was pooled into where it was, newest first. */
export const rangesFor = (tx: Tx, section: string, exclusivity: Exclusivity) =>
  tx
    .selectFrom('app.comparable_ranges as r')
    .innerJoin('app.comparable_releases as l', 'l.id', 'r.release')
    .select(['r.measure', 'r.section', 'r.exclusivity', 'r.low', 'r.high', 'r.deals_told', 'r.contributors_told'])
    .select(['l.released_on', 'l.edition'])
    .where(eb => eb.or([eb('r.section', 'is', null), eb('r.section', '=', section)]))
    .where(eb => eb.or([eb('r.exclusivity', 'is', null), eb('r.exclusivity', '=', exclusivity)]))
    .orderBy('l.released_on', 'desc')
    .orderBy('r.measure')
    .orderBy('r.section', ordered => ordered.desc().nullsLast())
    .orderBy('r.exclusivity', ordered => ordered.desc().nullsLast())
    .$narrowType<{ measure: Measure; exclusivity: Exclusivity | null }>()
    .execute()

export async function keepReading(
  tx: Tx,
  row: {
    readonly id: string
    readonly case_id: string
    readonly person: string
    readonly organisation: string
    readonly roles: readonly string[]
    readonly edition: string
    readonly question: string
    readonly shown: readonly string[]
  },
): Promise<void> {
  await tx.insertInto('app.comparable_readings').values(row).execute()
}
