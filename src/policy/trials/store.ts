/** Trial cases of editions and what came of running them, in the database; drafts and the book they are run over. */
import { type Kysely, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'

export type KeptTrial = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly code: string
  readonly version: number
  readonly body: unknown
  readonly digest: string
  readonly person: string
  readonly at: string
}

/** The cases of an edition as they stand: the last version of each, but for those that were taken out; by code. */
export async function trialsOf(tx: Kysely<Tables>, kind: string, edition: string): Promise<readonly KeptTrial[]> {
  const { rows } = await sql<KeptTrial & { readonly body: unknown }>`
    select * from (
      select distinct on (code) id, kind, edition, code, version, body, digest, person, at from app.rule_trials
      where kind = ${kind} and edition = ${edition} order by code, version desc) as t
    where t.digest is not null order by code`.execute(tx)
  return rows
}

/** How many versions each code of an edition has had, those taken out among them. */
export async function versionsOf(tx: Tx, kind: string, edition: string): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('app.rule_trials')
    .select(['code', sql<number>`max(version)`.as('version')])
    .where('kind', '=', kind)
    .where('edition', '=', edition)
    .groupBy('code')
    .execute()
  return new Map(rows.map(row => [row.code, row.version]))
}

export type NewTrial = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly code: string
  readonly version: number
  /** Null takes the case out. */
  readonly body: unknown
  readonly digest: string | null
  readonly person: string
  readonly at: string
}
export const keepTrials = (tx: Tx, rows: readonly NewTrial[]) =>
  tx
    .insertInto('app.rule_trials')
    .values(rows.map(row => ({ ...row, body: row.body === null ? null : JSON.stringify(row.body) })))
    .execute()

export const trialBy = async (tx: Tx, id: string): Promise<KeptTrial | undefined> => {
  const { rows } = await sql<KeptTrial>`
    select id, kind, edition, code, version, body, digest, person, at
    from app.rule_trials where id = ${id}::uuid`.execute(tx)
  return rows[0]
}

export type KeptResult = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly digest: string
  readonly cases_digest: string
  readonly run: string
  readonly outcome: 'passed' | 'failed'
  readonly report: unknown
  readonly at: string
}

export const keepResult = (
  tx: Tx,
  row: Omit<KeptResult, 'at' | 'report'> & { readonly report: unknown },
): Promise<unknown> =>
  tx
    .insertInto('app.rule_trial_results')
    .values({ ...row, report: JSON.stringify(row.report) })
    .execute()

const RESULT = ['id', 'kind', 'edition', 'digest', 'cases_digest', 'run', 'outcome', 'report', 'at'] as const

/** The latest result of an edition's numbers. */
export const lastResult = (tx: Kysely<Tables>, digest: string): Promise<KeptResult | undefined> =>
  tx
    .selectFrom('app.rule_trial_results')
    .select(RESULT)
    .where('digest', '=', digest)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

export type KeptDraft = {
  readonly kind: string
  readonly edition: string
  readonly state: string
  readonly digest: string
  readonly numbers: string
  readonly words: string
}

const draft = sql`kind, edition, state, digest, numbers::text as numbers, words::text as words`

/** An edition made here, as its texts; undefined where there is none of the name. */
export async function draftNamed(tx: Kysely<Tables>, kind: string, edition: string): Promise<KeptDraft | undefined> {
  const { rows } = await sql<KeptDraft>`
    select ${draft} from app.rule_editions where kind = ${kind} and edition = ${edition}`.execute(tx)
  return rows[0]
}

/** The kind of a draft by the digest of its numbers. */
export async function kindOfDigest(tx: Kysely<Tables>, digest: string): Promise<string | undefined> {
  const { rows } = await sql<{ kind: string }>`
    select kind from app.rule_editions where digest = ${digest} limit 1`.execute(tx)
  return rows[0]?.kind
}

/** Ids of the newest decisions that count, of cases that are not played. */
export async function bookSample(tx: Kysely<Tables>, count: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from app.decisions d join app.cases c on c.id = d.case_id and not c.is_sandbox
    where d.superseded_by is null order by d.id desc limit ${count}`.execute(tx)
  return rows.map(row => row.id)
}

/** Records of decisions, in the order of the ids. */
export async function recordsOf(tx: Kysely<Tables>, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ record: string }>`
    select record from app.decisions where id = any (${[...ids]}::uuid[]) order by id`.execute(tx)
  return rows.map(row => row.record)
}

/** Waits for others who change or run the cases of an edition. */
export const holdTrials = (tx: Tx, kind: string, edition: string) =>
  sql`select app.hold_rule_trials(${kind}, ${edition})`.execute(tx)
