/** Papers and their parts: received, kept as evidence by digest, erased; a paper's row and digest stay for good. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

export type PaperState = 'receiving' | 'kept' | 'refused' | 'erased'
export type Paper = {
  readonly id: string
  readonly caseId: string
  readonly type: string
  readonly name: string
  readonly state: PaperState
  readonly mediaType: string | null
  readonly pages: number | null
  readonly declaredSize: number
  readonly declaredDigest: string
  readonly refusal: string | null
  readonly keepUntil: string | null
  readonly parts: readonly { readonly part: number; readonly size: number }[]
}
export type CaseOfPaper = {
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

const columns = sql.raw(`p.id, p.case_id as "caseId", p.type, p.name, p.state, p.media_type as "mediaType", p.pages,
  p.declared_size::integer as "declaredSize", p.declared_digest as "declaredDigest", p.refusal,
    p.keep_until::text as "keepUntil",
  coalesce((select json_agg(json_build_object('part', q.part, 'size', length(q.bytes)) order by q.part)
    from app.paper_parts q where q.paper = p.id), '[]'::json) as parts`)

/** A case as far as access asks; undefined where the actor does not see it. */
export async function caseOf(tx: Tx, id: string): Promise<CaseOfPaper | undefined> {
  const { rows } = await sql<CaseOfPaper>`
    select c.id, c.firm, c.bank, c.office, c.holder, c.is_sandbox as "isSandbox",
      app.region_of(c.office) as region, c.is_before_committee as "isBeforeCommittee",
      coalesce((select array_agg(a.appraiser) from app.assignments a where a.case_id = c.id and a.ended_at is
        null), '{}') as appraisers
    from app.cases c where c.id = ${id}::uuid`.execute(tx)
  return rows[0]
}

export async function insertPaper(
  tx: Tx,
  paper: {
    readonly id: string
    readonly caseId: string
    readonly type: string
    readonly name: string
    readonly size: number
    readonly digest: string
    readonly by: string
  },
): Promise<void> {
  await sql`insert into app.papers (id, case_id, type, name, declared_size, declared_digest, uploaded_by)
    values (${paper.id}, ${paper.caseId}, ${paper.type}, ${paper.name}, ${paper.size}, ${paper.digest},
      ${paper.by})`.execute(tx)
}

/** One paper; held until the transaction ends where it is about to be changed. */
export async function paperBy(tx: Tx, id: string, isForChange = false): Promise<Paper | undefined> {
  if (isForChange) await sql`select 1 from app.papers where id = ${id}::uuid for update`.execute(tx)
  const { rows } = await sql<Paper>`select ${columns} from app.papers p where p.id = ${id}::uuid`.execute(tx)
  return rows[0]
}

export async function papersBefore(
  tx: Tx,
  caseId: string,
  before: string | undefined,
  limit: number,
): Promise<readonly Paper[]> {
  const { rows } = await sql<Paper>`select ${columns} from app.papers p
    where p.case_id = ${caseId}::uuid and (${before ?? null}::uuid is null or p.id < ${before ?? null}::uuid)
    order by p.id desc limit ${limit}`.execute(tx)
  return rows
}

export async function putPart(tx: Tx, paper: string, part: number, bytes: Uint8Array): Promise<void> {
  await sql`insert into app.paper_parts (paper, part, bytes) values (${paper}, ${part}, ${Buffer.from(bytes)})
    on conflict (paper, part) do update set bytes = excluded.bytes`.execute(tx)
}

/** The whole paper, parts in their order. */
export async function bytesOf(tx: Tx, paper: string): Promise<Uint8Array> {
  const { rows } = await sql<{
    bytes: Uint8Array
  }>`select bytes from app.paper_parts where paper = ${paper}::uuid order by part`.execute(tx)
  return Buffer.concat(rows.map(row => row.bytes))
}

export async function keep(
  tx: Tx,
  id: string,
  found: {
    readonly mediaType: string
    readonly name: string
    readonly size: number
    readonly digest: string
    readonly pages: number | null
  },
  now: Date,
): Promise<void> {
  await sql`update app.papers set state = 'kept', media_type = ${found.mediaType}, name = ${found.name}, size =
    ${found.size},
    digest = ${found.digest}, pages = ${found.pages}, kept_at = ${now.toISOString()}::timestamptz
    where id = ${id}::uuid`.execute(tx)
}

export async function markRefused(tx: Tx, id: string, reason: string): Promise<void> {
  await sql`update app.papers set state = 'refused', refusal = ${reason} where id = ${id}::uuid`.execute(tx)
  await sql`delete from app.paper_parts where paper = ${id}::uuid`.execute(tx)
}

/** Takes bytes and name away; row, type and digest stay, so that what rests on the paper still names it. */
export async function erase(tx: Tx, id: string, now: Date): Promise<void> {
  await sql`update app.papers set state = 'erased', name = 'erased', uploaded_by = null, erased_at =
    ${now.toISOString()}::timestamptz
    where id = ${id}::uuid`.execute(tx)
  await sql`delete from app.paper_parts where paper = ${id}::uuid`.execute(tx)
}

/** Sets the day until which papers of decided cases are kept: so many years after the last decision. */
export async function retain(tx: Tx, years: number, zone: string): Promise<void> {
  await sql`update app.papers p set keep_until = d.until
    from (select case_id, (max(decided_at at time zone ${zone})::date + make_interval(years => ${years}))::date as until
      from app.decisions where decided_at is not null group by case_id) d
    where d.case_id = p.case_id and p.state = 'kept' and (p.keep_until is null or p.keep_until < d.until)`.execute(tx)
}

/** Kept papers whose day is past, and papers begun before a moment and never completed. */
export async function ended(
  tx: Tx,
  day: string,
  begunBefore: Date,
): Promise<readonly { readonly id: string; readonly state: PaperState }[]> {
  const { rows } = await sql<{ id: string; state: PaperState }>`select id, state from app.papers
    where (state = 'kept' and keep_until < ${day}::date)
      or (state = 'receiving' and created_at < ${begunBefore.toISOString()}::timestamptz)
    order by id limit 500 for update skip locked`.execute(tx)
  return rows
}

/**
 * A person's names overwritten, their roles ended, their log-in cut; undefined where there is none, false where it
 * was done.
 */
export async function erasePerson(tx: Tx, person: string, now: Date): Promise<boolean | undefined> {
  const { rows } = await sql<{
    erased: boolean
  }>`select erased_at is not null as erased from app.persons where id = ${person} for update`.execute(tx)
  const before = rows[0]
  if (before === undefined || before.erased) return before === undefined ? undefined : false
  const at = now.toISOString()
  await sql`update app.persons set names = '{"ko":"erased"}', subject = 'erased:' || id, erased_at =
    ${at}::timestamptz where id = ${person}`.execute(tx)
  await sql`update app.memberships set until = ${at}::timestamptz where person = ${person} and (until is null
    or until > ${at}::timestamptz)`.execute(tx)
  return true
}

/** Takes away what a person logs in by without a password. */
export async function forgetPasskeys(tx: Tx, person: string): Promise<void> {
  await sql`delete from app.passkeys where person = ${person}`.execute(tx)
}

/** Takes a person's names out of every case that knows them. */
export async function forgetInCases(tx: Tx, person: string): Promise<number> {
  const { rows } = await sql<{ id: string }>`update app.cases set names = names - ${person}::text
    where jsonb_exists(names, ${person}::text) returning id`.execute(tx)
  return rows.length
}

/** Papers a person brought, each with whether a decision rests on its case. */
export async function papersOf(
  tx: Tx,
  person: string,
): Promise<readonly { readonly id: string; readonly isDecided: boolean }[]> {
  const { rows } = await sql<{ id: string; isDecided: boolean }>`
    select p.id, exists (select 1 from app.decisions d where d.case_id = p.case_id) as "isDecided"
    from app.papers p where p.uploaded_by = ${person} and p.state in ('receiving', 'kept') for update`.execute(tx)
  return rows
}

/** Papers of a digest that are kept in a case: what evidence is pinned to. */
export async function keptBy(tx: Tx, caseId: string, digest: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from app.papers
    where case_id = ${caseId}::uuid and digest = ${digest} and state = 'kept' limit 1`.execute(tx)
  return rows[0]?.id
}

type PaperOfDigest = Pick<Paper, 'state' | 'mediaType' | 'pages'> & { readonly digest: string }

/** Every paper of a case by its digest: what evidence may be pinned to, and what it may not be any more. */
export async function digestsOf(tx: Tx, caseId: string): Promise<readonly PaperOfDigest[]> {
  const { rows } = await sql<PaperOfDigest>`
    select coalesce(digest, declared_digest) as digest, state, media_type as "mediaType", pages from app.papers
    where case_id = ${caseId}::uuid and coalesce(digest, declared_digest) is not null`.execute(tx)
  return rows
}
