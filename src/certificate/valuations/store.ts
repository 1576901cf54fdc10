/** The tables of valuations and of their sealed reports. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Drawn } from './asked.ts'

/** `Content` is what the record holds, as whoever reads it knows. */
export type KeptValuation<Content = unknown> = {
  readonly id: string
  readonly case_id: string
  readonly firm: string
  readonly number: string
  readonly version: number
  readonly purpose: 'guarantee' | 'transfer' | 'contribution' | 'litigation' | 'other'
  readonly base_day: string
  readonly valid_until: string
  readonly record: Content
  readonly digest: string
  readonly state: 'drafted' | 'issued' | 'superseded' | 'withdrawn'
  readonly drafted_by: string
  readonly signed_by: string | null
  readonly issued_by: string | null
  readonly issued_on: string | null
  readonly superseded_by: string | null
  readonly languages: readonly ('ko' | 'en' | 'zh')[]
}

const COLUMNS = sql.raw(`v.id, v.case_id, v.firm, v.number, v.version, v.purpose, v.base_day::text as base_day,
  v.valid_until::text as valid_until, v.record, v.digest, v.state, v.drafted_by, v.signed_by, v.issued_by,
  (v.record -> 'request' ->> 'report_day') as report_day,
  case when v.issued_by is null then null else v.record -> 'request' ->> 'report_day' end as issued_on,
  v.superseded_by,
  coalesce((select json_agg(r.language order by r.language) from app.valuation_reports r where r.valuation = v.id),
    '[]'::json) as languages`)

/** Under a lock of the case's own, so that of two drafts at once each has its version. */
export async function nextVersion(tx: Tx, caseId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`valuations:${caseId}`}, 0))`.execute(tx)
  const { rows } = await sql<{ next: number }>`select coalesce(max(version), 0)::int + 1 as next
    from app.valuations where case_id = ${caseId}::uuid`.execute(tx)
  return rows[0]?.next ?? 1
}

export type NewDraft = Pick<
  KeptValuation,
  'id' | 'case_id' | 'firm' | 'number' | 'version' | 'digest' | 'drafted_by'
> & { readonly record: string; readonly purpose: string; readonly baseDay: string; readonly validUntil: string }

export const keepDraft = (tx: Tx, one: NewDraft, now: Date) =>
  sql`insert into app.valuations (id, case_id, firm, number, version, purpose, base_day, valid_until, record, digest,
      state, drafted_by, drafted_at)
    values (${one.id}::uuid, ${one.case_id}::uuid, ${one.firm}, ${one.number}, ${one.version}, ${one.purpose},
      ${one.baseDay}::date, ${one.validUntil}::date, ${one.record}::jsonb, ${one.digest}, 'drafted', ${one.drafted_by},
      ${now.toISOString()}::timestamptz)`.execute(tx)

export async function valuationBy<Content>(
  tx: Tx,
  caseId: string,
  id: string,
): Promise<KeptValuation<Content> | undefined> {
  const { rows } = await sql<KeptValuation<Content>>`select ${COLUMNS} from app.valuations v
    where v.id = ${id}::uuid and v.case_id = ${caseId}::uuid`.execute(tx)
  return rows[0]
}

/** A valuation by its id alone, of whichever case the reader sees. */
export async function valuationOf<Content>(tx: Tx, id: string): Promise<KeptValuation<Content> | undefined> {
  const { rows } = await sql<KeptValuation<Content>>`select ${COLUMNS} from app.valuations v
    where v.id = ${id}::uuid`.execute(tx)
  return rows[0]
}

/** The newest first. */
export async function valuationsOf<Content>(tx: Tx, caseId: string): Promise<readonly KeptValuation<Content>[]> {
  const { rows } = await sql<KeptValuation<Content>>`select ${COLUMNS} from app.valuations v
    where v.case_id = ${caseId}::uuid order by v.version desc`.execute(tx)
  return rows
}

const isChanged = (done: { readonly numAffectedRows?: bigint | undefined }): boolean => done.numAffectedRows === 1n

/** Whether it was still unsigned. */
export const keepSigned = async (tx: Tx, id: string, person: string, now: Date): Promise<boolean> =>
  isChanged(
    await sql`update app.valuations set signed_by = ${person}, signed_at = ${now.toISOString()}::timestamptz
      where id = ${id}::uuid and state = 'drafted' and signed_by is null`.execute(tx),
  )

/** Whether it was still a draft. */
export async function keepIssued(
  tx: Tx,
  id: string,
  person: string,
  reports: readonly Drawn[],
  now: Date,
): Promise<boolean> {
  const done = await sql`update app.valuations set state = 'issued', issued_by = ${person},
      issued_at = ${now.toISOString()}::timestamptz
    where id = ${id}::uuid and state = 'drafted'`.execute(tx)
  if (!isChanged(done)) return false
  for (const { language, digest, bytes } of reports)
    await sql`insert into app.valuation_reports (valuation, language, digest, bytes)
      values (${id}::uuid, ${language}, ${digest}, ${Buffer.from(bytes)})`.execute(tx)
  return true
}

/** Whether the one superseded was still issued. */
export const keepSuperseded = async (tx: Tx, id: string, by: string): Promise<boolean> =>
  isChanged(
    await sql`update app.valuations set state = 'superseded', superseded_by = ${by}::uuid
      where id = ${id}::uuid and state = 'issued'`.execute(tx),
  )

export const keepWithdrawn = async (tx: Tx, id: string, person: string, reason: string, now: Date): Promise<boolean> =>
  isChanged(
    await sql`update app.valuations set state = 'withdrawn', withdrawn_by = ${person}, reason = ${reason},
        withdrawn_at = ${now.toISOString()}::timestamptz
      where id = ${id}::uuid and state in ('drafted', 'issued')`.execute(tx),
  )

export async function reportOf(tx: Tx, id: string, language: string): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ bytes: Uint8Array }>`select bytes from app.valuation_reports
    where valuation = ${id}::uuid and language = ${language}`.execute(tx)
  return rows[0]?.bytes
}

/** The names of a firm, in every language it has one in. */
export async function namesOf(tx: Tx, firm: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select each.value as name from app.organisations o,
    jsonb_each_text(o.names) as each where o.id = ${firm}`.execute(tx)
  return rows.map(row => row.name)
}
