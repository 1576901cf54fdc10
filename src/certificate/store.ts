/** The certificates of the register: ordered under a number, drawn, revoked, superseded; never deleted. */
import { sql } from 'kysely'
import type { Tx } from '../platform/db/database.ts'

export type CertificateState = 'ordered' | 'issued' | 'revoked' | 'superseded'
export type Certificate = {
  readonly number: string
  readonly caseId: string
  readonly decision: string
  readonly language: 'ko' | 'en' | 'zh'
  readonly state: CertificateState
  readonly digest: string | null
  /** The legal day it prints. */
  readonly issuedOn: string
  readonly issuedAt: string | null
  readonly validUntil: string | null
  readonly revokedAt: string | null
  readonly reason: string | null
  readonly supersededBy: string | null
}

/** What of its case decides who may do what to a certificate. */
export type CaseOfCertificate = {
  readonly id: string
  readonly firm: string
  readonly bank: string
  readonly office: string
  readonly region: string | null
  readonly isBeforeCommittee: boolean
  readonly holder: string | null
  readonly isSandbox: boolean
  readonly appraisers: readonly string[]
}

const columns = sql.raw(`ce.number, ce.case_id as "caseId", ce.decision, ce.language, ce.state, ce.digest,
  ce.issued_on::text as "issuedOn", ce.issued_at as "issuedAt", ce.valid_until::text as "validUntil",
    ce.revoked_at as "revokedAt", ce.reason,
  ce.superseded_by as "supersededBy"`)

/** A case as far as access asks; undefined where the actor does not see it. */
export async function caseOf(tx: Tx, id: string): Promise<CaseOfCertificate | undefined> {
  const { rows } = await sql<CaseOfCertificate>`
    select c.id, c.firm, c.bank, c.office, c.holder, c.is_sandbox as "isSandbox",
      app.region_of(c.office) as region, c.is_before_committee as "isBeforeCommittee",
      coalesce((select array_agg(a.appraiser) from app.assignments a where a.case_id = c.id and a.ended_at is
        null), '{}') as appraisers
    from app.cases c where c.id = ${id}::uuid`.execute(tx)
  return rows[0]
}

/** The decision a certificate is issued on: the last one of the case, where it is approved. */
export async function approvedDecision(tx: Tx, caseId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select d.id from app.decisions d
    where d.case_id = ${caseId}::uuid and d.superseded_by is null and d.outcome = 'approved'
    order by d.made_at desc, d.id desc limit 1`.execute(tx)
  return rows[0]?.id
}

/** A certificate of a decision in a language that still stands, drawn or about to be. */
export async function standingOne(tx: Tx, decision: string, language: string): Promise<string | undefined> {
  const { rows } = await sql<{ number: string }>`
    select ce.number from app.certificates ce where ce.decision = ${decision}::uuid and ce.language = ${language}
      and ce.state in ('ordered', 'issued') and ce.superseded_by is null limit 1`.execute(tx)
  return rows[0]?.number
}

/** The next serial of a year and series; its row is held until the transaction ends, so that none is left out. */
export async function nextSerial(tx: Tx, year: number, series: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into app.certificate_serials (year, series, last) values (${year}, ${series}, 1)
    on conflict (year, series) do update set last = app.certificate_serials.last + 1 returning last`.execute(tx)
  const last = rows[0]?.last
  if (last === undefined) throw new Error('no serial was given')
  return last
}

export async function insertOrdered(
  tx: Tx,
  row: Pick<Certificate, 'number' | 'caseId' | 'decision' | 'language' | 'issuedOn'>,
): Promise<void> {
  await sql`insert into app.certificates (number, case_id, decision, language, issued_on, state)
    values (${row.number}, ${row.caseId}, ${row.decision}, ${row.language}, ${row.issuedOn}::date, 'ordered')`.execute(
    tx,
  )
}

/** One certificate by number; locked where it is about to be changed. */
export async function certificateBy(tx: Tx, number: string, isForChange = false): Promise<Certificate | undefined> {
  const { rows } = await sql<Certificate>`select ${columns} from app.certificates ce where ce.number = ${number}
    ${isForChange ? sql`for update` : sql``}`.execute(tx)
  return rows[0]
}

export async function bytesOf(tx: Tx, number: string): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ bytes: Uint8Array | null }>`
    select ce.bytes from app.certificates ce where ce.number = ${number}`.execute(tx)
  return rows[0]?.bytes ?? undefined
}

/** Certificates the actor's rows show, newest number first. */
export async function certificatesBefore(
  tx: Tx,
  wanted: { readonly caseId?: string; readonly before: string | undefined; readonly limit: number },
): Promise<readonly (Certificate & CaseOfCertificate)[]> {
  const { rows } = await sql<Certificate & CaseOfCertificate>`
    select ${columns}, c.id, c.firm, c.bank, c.office, c.holder, c.is_sandbox as "isSandbox",
      '{}'::text[] as appraisers, app.region_of(c.office) as region, c.is_before_committee as "isBeforeCommittee"
    from app.certificates ce join app.cases c on c.id = ce.case_id
    where (${wanted.caseId ?? null}::uuid is null or ce.case_id = ${wanted.caseId ?? null}::uuid)
      and (${wanted.before ?? null}::text is null or ce.number < ${wanted.before ?? null}::text)
    order by ce.number desc limit ${wanted.limit}`.execute(tx)
  return rows
}

/** What the drawing of an ordered certificate needs. */
export type ToDraw = {
  readonly record: string
  readonly names: unknown
  readonly language: 'ko' | 'en' | 'zh'
  readonly issuedOn: string
}

export async function toDraw(tx: Tx, number: string): Promise<ToDraw | undefined> {
  const { rows } = await sql<ToDraw>`
    select d.record, c.names, ce.language, ce.issued_on::text as "issuedOn" from app.certificates ce
    join app.decisions d on d.id = ce.decision join app.cases c on c.id = ce.case_id
    where ce.number = ${number} and ce.state = 'ordered'`.execute(tx)
  return rows[0]
}

/**
 * Keeps a drawn paper, and ends the ones it replaces, which are given; undefined where it was kept before or revoked
 * meanwhile.
 */
export async function keepDrawn(
  tx: Tx,
  number: string,
  paper: { readonly bytes: Uint8Array; readonly digest: string; readonly validUntil: string },
  now: Date,
): Promise<readonly string[] | undefined> {
  const { rows } = await sql<{ number: string }>`
    update app.certificates set state = 'issued', bytes = ${Buffer.from(paper.bytes)}, digest = ${paper.digest},
      valid_until = ${paper.validUntil}::date, issued_at = ${now.toISOString()}::timestamptz
    where number = ${number} and state = 'ordered' returning number`.execute(tx)
  if (rows.length === 0) return undefined
  const { rows: ended } = await sql<{ number: string }>`
    update app.certificates set state = 'superseded' where superseded_by = ${number} and state = 'issued'
    returning number`.execute(tx)
  return ended.map(one => one.number)
}

export async function revoke(tx: Tx, number: string, reason: string, now: Date): Promise<void> {
  await sql`update app.certificates set state = 'revoked', revoked_at = ${now.toISOString()}::timestamptz,
    reason = ${reason}
    where number = ${number}`.execute(tx)
}

export async function markSupersededBy(tx: Tx, number: string, by: string): Promise<void> {
  await sql`update app.certificates set superseded_by = ${by} where number = ${number}`.execute(tx)
}

/** Numbers ordered and not drawn: where a job was given up, it is asked for again. */
export async function undrawn(tx: Tx): Promise<readonly { readonly number: string }[]> {
  const { rows } = await sql<{ number: string }>`
    select number from app.certificates where state = 'ordered' order by number limit 100`.execute(tx)
  return rows
}
