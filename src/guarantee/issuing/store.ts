/** The papers of guarantees in the database: ordered under a number, drawn, acknowledged, revoked; never deleted. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { KeptPaper } from './printing.ts'

const columns =
  sql.raw(`p.number, p.kind, p.guarantee, p.bank, p.firm, p.is_sandbox as "isSandbox", p.language, p.amends,
  p.body, p.printed, p.state, p.issued_on::text as "issuedOn", p.digest, p.issued_at as "issuedAt",
  p.acknowledged_at as "acknowledgedAt", p.acknowledged_by as "acknowledgedBy", p.revoked_at as "revokedAt", p.reason`)

export type NewPaper = Pick<
  KeptPaper,
  'number' | 'kind' | 'guarantee' | 'bank' | 'firm' | 'isSandbox' | 'language' | 'amends' | 'issuedOn'
> & { readonly of: string; readonly body: unknown; readonly printed: unknown }

export async function insertOrdered(tx: Tx, one: NewPaper): Promise<void> {
  await sql`insert into app.guarantee_papers (number, kind, guarantee, bank, firm, is_sandbox, language, of, amends,
      body, printed, state, issued_on)
    values (${one.number}, ${one.kind}, ${one.guarantee}::uuid, ${one.bank}, ${one.firm}, ${one.isSandbox},
      ${one.language}, ${one.of}, ${one.amends}, ${JSON.stringify(one.body)}::jsonb,
      ${JSON.stringify(one.printed)}::jsonb, 'ordered', ${one.issuedOn}::date)`.execute(tx)
}

/** One paper; locked where it is about to be changed. */
export async function paperBy(tx: Tx, number: string, isForChange = false): Promise<KeptPaper | undefined> {
  const { rows } = await sql<KeptPaper>`select ${columns} from app.guarantee_papers p where p.number = ${number}
    ${isForChange ? sql`for update` : sql``}`.execute(tx)
  return rows[0]
}

/** The paper of one thing in one language that stands, drawn or about to be. */
export async function standingPaper(
  tx: Tx,
  one: Pick<NewPaper, 'kind' | 'bank' | 'guarantee' | 'of' | 'language'>,
): Promise<KeptPaper | undefined> {
  const { rows } = await sql<KeptPaper>`select ${columns} from app.guarantee_papers p
    where p.kind = ${one.kind} and p.bank = ${one.bank} and coalesce(p.guarantee::text, '') = ${one.guarantee ?? ''}
      and p.of = ${one.of} and p.language = ${one.language} and p.state <> 'revoked'`.execute(tx)
  return rows[0]
}

/** Letters and amendments of a guarantee in a language that stand, the first first. */
export async function promisesOf(tx: Tx, guarantee: string, language: string): Promise<KeptPaper[]> {
  const { rows } = await sql<KeptPaper>`select ${columns} from app.guarantee_papers p
    where p.guarantee = ${guarantee}::uuid and p.language = ${language} and p.kind in ('letter', 'amendment')
      and p.state <> 'revoked' order by p.issued_on, p.number`.execute(tx)
  return rows
}

export async function amendmentsOf(tx: Tx, letter: string): Promise<readonly string[]> {
  const { rows } = await sql<{ number: string }>`select number from app.guarantee_papers
    where amends = ${letter} and state = 'issued' order by number`.execute(tx)
  return rows.map(row => row.number)
}

export async function bytesOf(tx: Tx, number: string): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ bytes: Uint8Array | null }>`
    select bytes from app.guarantee_papers where number = ${number}`.execute(tx)
  return rows[0]?.bytes ?? undefined
}

/** Papers the actor's rows show, newest number first. */
export async function papersBefore(
  tx: Tx,
  wanted: {
    readonly guarantee?: string | undefined
    readonly before: string | undefined
    readonly limit: number
    readonly isSandboxOnly: boolean
  },
): Promise<readonly KeptPaper[]> {
  const { rows } = await sql<KeptPaper>`select ${columns} from app.guarantee_papers p
    where (${wanted.guarantee ?? null}::uuid is null or p.guarantee = ${wanted.guarantee ?? null}::uuid)
      and (${wanted.before ?? null}::text is null or p.number < ${wanted.before ?? null}::text)
      and (not ${wanted.isSandboxOnly} or p.is_sandbox)
    order by p.number desc limit ${wanted.limit}`.execute(tx)
  return rows
}

/** Keeps a drawn paper; false where it was kept before or revoked meanwhile. */
export async function keepDrawn(
  tx: Tx,
  number: string,
  paper: { readonly bytes: Uint8Array; readonly digest: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ number: string }>`
    update app.guarantee_papers set state = 'issued', bytes = ${Buffer.from(paper.bytes)}, digest = ${paper.digest},
      issued_at = ${now.toISOString()}::timestamptz
    where number = ${number} and state = 'ordered' returning number`.execute(tx)
  return rows.length > 0
}

export async function keepAcknowledged(tx: Tx, number: string, by: string, now: Date): Promise<void> {
  await sql`update app.guarantee_papers set acknowledged_at = ${now.toISOString()}::timestamptz, acknowledged_by = ${by}
    where number = ${number}`.execute(tx)
}

export async function keepRevoked(tx: Tx, number: string, reason: string, now: Date): Promise<void> {
  await sql`update app.guarantee_papers set state = 'revoked', revoked_at = ${now.toISOString()}::timestamptz,
    reason = ${reason} where number = ${number}`.execute(tx)
}

/** Numbers ordered and not drawn: where a job was given up, it is asked for again. */
export async function undrawn(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ number: string }>`select number from app.guarantee_papers where state = 'ordered'
    order by number limit 100`.execute(tx)
  return rows.map(row => row.number)
}

/** What no paper in a language tells yet. */
type Untold = {
  readonly guarantee: string
  readonly sequence: number
  readonly paper: 'letter' | 'amendment' | 'fee_notice'
  /** Of a letter. */
  readonly notice: string | null
}

/**
 * Letters sent, fees charged, and the last change or renewal of a guarantee that no paper in the language tells yet,
 * the oldest first: an amendment tells all that differs from the paper before it.
 */
export async function untold(tx: Tx, language: string): Promise<readonly Untold[]> {
  const { rows } = await sql<Untold>`
    select e.guarantee, e.sequence, case when e.type = 'letter_sent' then e.body ->> 'notice' end as notice,
      case when e.type = 'letter_sent' then 'letter' when e.type in ('changed', 'renewed') then 'amendment'
        else 'fee_notice' end as paper
    from app.guarantee_events e
    where (e.type in ('signed', 'fee_charged') and e.body ? 'charged' and e.body ->> 'fee' <> '0'
        and not exists (select 1 from app.guarantee_papers p
          where p.guarantee = e.guarantee and p.language = ${language} and p.state <> 'revoked'
            and p.kind = 'fee_notice' and p.of = e.sequence::text))
      or (e.type = 'letter_sent' and not exists (select 1 from app.guarantee_papers p
        where p.guarantee = e.guarantee and p.language = ${language} and p.state <> 'revoked' and p.kind = 'letter'
          and p.of = e.body ->> 'notice'))
      or (e.type in ('changed', 'renewed')
        and not exists (select 1 from app.guarantee_events l where l.guarantee = e.guarantee
          and l.sequence > e.sequence and l.type in ('changed', 'renewed'))
        and not exists (select 1 from app.guarantee_papers p
          where p.guarantee = e.guarantee and p.language = ${language} and p.state <> 'revoked'
            and p.kind = 'amendment' and p.of::integer >= e.sequence))
    order by e.at, e.guarantee, e.sequence limit 1000`.execute(tx)
  return rows
}

/** What of the decision and of the parties a paper prints. */
export type Behind = {
  readonly record: string
  readonly caseNames: Readonly<Record<string, unknown>>
  readonly firmNames: unknown
  readonly bankNames: unknown
}

export async function behind(tx: Tx, guarantee: string): Promise<Behind | undefined> {
  const { rows } = await sql<Behind>`select d.record, c.names as "caseNames", f.names as "firmNames",
      b.names as "bankNames"
    from app.guarantees g join app.decisions d on d.id = g.decision join app.cases c on c.id = g.case_id
      join app.organisations f on f.id = g.firm join app.organisations b on b.id = g.bank
    where g.id = ${guarantee}::uuid`.execute(tx)
  return rows[0]
}

export async function namesOf(tx: Tx, organisations: readonly string[]) {
  const { rows } = await sql<{ id: string; names: unknown }>`
    select id, names from app.organisations where id = any(${[...organisations]})`.execute(tx)
  return rows
}
