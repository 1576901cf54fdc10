/** Packed blocks, which decisions stand in them, and the drafts whose impact was asked for. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

export type StoredRecord = { readonly id: string; readonly record: string }

/** One process packs at a time; whoever comes meanwhile leaves it to that one. */
export async function holdPacking(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('packed_decisions', 0)) as held`.execute(tx)
  return rows[0]?.held ?? false
}

/** Decisions of real cases that are neither packed nor told of, the oldest first, from behind a place on. */
export async function waitingRecords(tx: Tx, after: string | null, limit: number): Promise<readonly StoredRecord[]> {
  const { rows } = await sql<StoredRecord>`
    select d.id, d.record from app.decisions d join app.cases c on c.id = d.case_id
    where not c.is_sandbox and (${after}::uuid is null or d.id > ${after}::uuid)
      and not exists (select 1 from app.packed_decisions p where p.decision = d.id)
    order by d.id limit ${limit}`.execute(tx)
  return rows
}

/** Ids of decisions that hold and are not packed. */
export async function unpackedIds(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from app.decisions d join app.cases c on c.id = d.case_id
    where not c.is_sandbox and d.superseded_by is null
      and not exists (select 1 from app.packed_decisions p where p.decision = d.id)
    order by d.id`.execute(tx)
  return rows.map(row => row.id)
}

/** The kind of a draft by its digest; whether anything that counts is decided at all. */
export async function draftStanding(
  tx: Tx,
  digest: string,
): Promise<{ readonly kind: string | undefined; readonly isDecidedOn: boolean }> {
  const { rows } = await sql<{ kind: string | null; is_decided_on: boolean }>`
    select (select kind from app.rule_editions where digest = ${digest} limit 1) as kind,
      exists (select 1 from app.decisions d join app.cases c on c.id = d.case_id
        where not c.is_sandbox and d.superseded_by is null) as is_decided_on`.execute(tx)
  const [row] = rows
  return { kind: row?.kind ?? undefined, isDecidedOn: row?.is_decided_on ?? false }
}

export async function keepBlock(
  tx: Tx,
  block: { readonly id: string; readonly layout: number; readonly packed: Uint8Array },
  decisions: readonly string[],
): Promise<void> {
  await sql`insert into app.packed_blocks (id, layout, cases, packed)
    values (${block.id}::uuid, ${block.layout}, ${decisions.length}, ${Buffer.from(block.packed)})`.execute(tx)
  await sql`insert into app.packed_decisions (decision, block)
    select unnest(${[...decisions]}::uuid[]), ${block.id}::uuid`.execute(tx)
}

export const keepProblem = (tx: Tx, decision: string, problem: string) =>
  sql`insert into app.packed_decisions (decision, problem) values (${decision}::uuid, ${problem})`.execute(tx)

/** Every block of a layout, with the decisions in it that another has taken the place of. */
export async function blocksNow(
  tx: Tx,
  layout: number,
): Promise<readonly { readonly block: string; readonly without: readonly string[] }[]> {
  const { rows } = await sql<{ block: string; without: string[] }>`
    select b.id as block, coalesce(json_agg(p.decision order by p.decision) filter (where p.decision is not null), '[]')
      as without
    from app.packed_blocks b
    left join lateral (
      select p.decision from app.packed_decisions p join app.decisions d on d.id = p.decision
      where p.block = b.id and d.superseded_by is not null
    ) p on true
    where b.layout = ${layout} group by b.id order by b.id`.execute(tx)
  return rows
}

/** Decisions that hold and could not be packed, with the code that says why. */
export async function problemsNow(tx: Tx): Promise<readonly { readonly id: string; readonly code: string }[]> {
  const { rows } = await sql<{ id: string; code: string }>`
    select p.decision as id, p.problem as code from app.packed_decisions p join app.decisions d on d.id = p.decision
    where p.problem is not null and d.superseded_by is null order by p.decision`.execute(tx)
  return rows
}

/**
 * A block is read in rows of so many bytes: one of two megabytes would travel as four million digits in one message,
 * which the driver copies over and over while it comes in; this takes less than half the work on either side.
 */
const ROW_BYTES = 32_768

export async function blockBytes(tx: Tx, id: string): Promise<Uint8Array> {
  const { rows } = await sql<{ part: Uint8Array; start: number; whole: number }>`
    select substring(b.packed from g.start for ${ROW_BYTES}::integer) as part, g.start, octet_length(b.packed) as whole
    from app.packed_blocks b, generate_series(1, octet_length(b.packed), ${ROW_BYTES}::integer) g(start)
    where b.id = ${id}::uuid`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error(`the block ${id} is not there`)
  const block = new Uint8Array(row.whole)
  for (const { part, start } of rows) block.set(part, start - 1)
  return block
}

export async function recordsOf(tx: Tx, ids: readonly string[]): Promise<readonly StoredRecord[]> {
  const { rows } = await sql<StoredRecord>`
    select id, record from app.decisions where id = any (${[...ids]}::uuid[]) order by id`.execute(tx)
  return rows
}

export type KeptDraft = {
  readonly id: string
  readonly kind: string
  readonly edition: string
  readonly digest: string
  readonly texts: Readonly<Record<string, string>>
  /** Kind, edition and digest of each. */
  readonly before: unknown
  readonly day: string
}

export const keepDraftAsked = (tx: Tx, draft: KeptDraft, person: string) =>
  sql`insert into app.impact_drafts (id, kind, edition, digest, texts, before, day, asked_by)
    values (${draft.id}::uuid, ${draft.kind}, ${draft.edition}, ${draft.digest}, ${JSON.stringify(draft.texts)}::json,
      ${JSON.stringify(draft.before)}::jsonb, ${draft.day}::date, ${person})`.execute(tx)

export async function draftAsked(tx: Tx, id: string): Promise<KeptDraft> {
  const { rows } = await sql<KeptDraft>`
    select id, kind, edition, digest, texts, before, to_char(day, 'YYYY-MM-DD') as day
    from app.impact_drafts where id = ${id}::uuid`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error(`the draft ${id} is not there`)
  return row
}

/** A place in the list of moves: the part, and the place in it. */
export type MovePlace = { readonly part: number; readonly place: number }

/** A part that is done: what it was about, and what was counted of it but for groups and reasons. */
export type DonePart = { readonly part: number; readonly about: unknown; readonly tally: unknown }

/** The parts of a run that are done, from one on, in their order. */
export async function partsDone(tx: Tx, run: string, from: number): Promise<readonly DonePart[]> {
  const { rows } = await sql<DonePart>`
    select part, asked as about, (result -> 'tally') - 'groups' - 'reasons' as tally from app.run_parts
    where run = ${run}::uuid and state = 'done' and part >= ${from} order by part`.execute(tx)
  return rows
}

export type MoveRow = MovePlace & { readonly move: unknown }

/** Moves of a run whose answer changes, as they were kept: in the order of its parts, of some answers only. */
export async function movesAfter(
  tx: Tx,
  run: string,
  after: MovePlace,
  only: Readonly<Record<'from' | 'to' | 'programme', string | null>>,
  limit: number,
): Promise<readonly MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select p.part, m.place::integer as place, m.move
    from app.run_parts p, jsonb_array_elements(p.result -> 'moves') with ordinality as m(move, place)
    where p.run = ${run}::uuid and p.state = 'done' and (p.part, m.place) > (${after.part}, ${after.place}::bigint)
      and (${only.from}::text is null or m.move -> 'before' ->> 'answer' = ${only.from})
      and (${only.to}::text is null or m.move -> 'after' ->> 'answer' = ${only.to})
      and (${only.programme}::text is null or m.move ->> 'programme' = ${only.programme})
    order by p.part, m.place limit ${limit}`.execute(tx)
  return rows
}

/**
 * What the parts done so far came to, without their lists: who watches a run asks several times a second, and the
 * lists are the greater part.
 */
export async function figuresSoFar(tx: Tx, run: string): Promise<readonly unknown[]> {
  const { rows } = await sql<{ figures: unknown }>`
    select jsonb_build_object('tally', result -> 'tally', 'problems', result -> 'problems',
      'moves', jsonb_array_length(result -> 'moves')) as figures
    from app.run_parts where run = ${run}::uuid and state = 'done' order by part`.execute(tx)
  return rows.map(row => row.figures)
}
