/** The tables of what was recommended and signed, of what came of it, and of the limits it is reserved in. */
import { sql } from 'kysely'
import type { Tx } from '../platform/db/database.ts'
import { forMany, placed, rowsOf } from '../platform/db/statements.ts'
import type { Signature, Verdict } from './review.ts'
import type { KeptDecision } from './view.ts'

type KeptSignature = {
  person: string
  role: string
  verdict: Verdict
  override_reason: string | null
  delegated_by: string | null
  signed_at: string
}

const decisions = (tx: Tx) =>
  tx
    .selectFrom('app.decisions as d')
    .selectAll('d')
    .select(
      sql<KeptSignature[]>`coalesce((select json_agg(json_build_object('person', s.person, 'role', s.role, 'verdict',
        s.verdict, 'override_reason', s.override_reason, 'delegated_by', s.delegated_by, 'signed_at',
        to_char(s.signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by s.signed_at, s.person)
        from app.signatures s where s.decision = d.id), '[]')`.as('signatures'),
    )

type Row = Awaited<ReturnType<ReturnType<typeof decisions>['executeTakeFirstOrThrow']>>

const keptOf = (row: Row): KeptDecision => ({
  id: row.id,
  caseId: row.case_id,
  record: row.record,
  digest: row.digest,
  editions: row.editions,
  grade: row.grade,
  recommended: row.recommended,
  amount: row.amount,
  level: row.level,
  quorum: row.quorum,
  memo: row.memo,
  memoBy: row.memo_by,
  outcome: row.outcome,
  decidedAt: row.decided_at,
  madeAt: row.made_at,
  supersededBy: row.superseded_by,
  signatures: row.signatures.map(one => ({
    person: one.person,
    role: one.role,
    verdict: one.verdict,
    delegatedBy: one.delegated_by,
    overrideReason: one.override_reason,
    signedAt: one.signed_at,
  })),
})

/** Every decision of a case, newest first: those superseded stand beside the one that holds. */
export const decisionsOf = async (tx: Tx, caseId: string): Promise<KeptDecision[]> =>
  (await decisions(tx).where('d.case_id', '=', caseId).orderBy('d.id', 'desc').execute()).map(keptOf)

export async function decisionOf(tx: Tx, id: string): Promise<KeptDecision | undefined> {
  const row = await decisions(tx).where('d.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : keptOf(row)
}

/** The decision of a case that no other supersedes. */
export async function standingDecision(tx: Tx, caseId: string): Promise<KeptDecision | undefined> {
  const row = await decisions(tx)
    .where('d.case_id', '=', caseId)
    .where('d.superseded_by', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : keptOf(row)
}

export const keepMemo = (tx: Tx, id: string, memo: string, person: string) =>
  tx.updateTable('app.decisions').set({ memo, memo_by: person }).where('id', '=', id).execute()

/** What stands is the committee's to sign from here on, whatever its level. */
export const keepPutBeforeCommittee = (tx: Tx, id: string) =>
  tx.updateTable('app.decisions').set({ is_put_before_committee: true }).where('id', '=', id).execute()

export const keepSignature = (
  tx: Tx,
  id: string,
  signature: Signature & { readonly overrideReason: string | null },
  at: string,
) =>
  tx
    .insertInto('app.signatures')
    .values({
      decision: id,
      person: signature.person,
      role: signature.role,
      verdict: signature.verdict,
      override_reason: signature.overrideReason,
      delegated_by: signature.delegatedBy,
      signed_at: at,
    })
    .execute()

export const keepOutcome = (tx: Tx, id: string, outcome: 'approved' | 'declined', at: string) =>
  tx.updateTable('app.decisions').set({ outcome, decided_at: at }).where('id', '=', id).execute()

export const keepConsequence = (
  tx: Tx,
  row: {
    readonly id: string
    readonly decision: string
    readonly day: string
    readonly kind: string
    readonly amount: string
    readonly source: string
  },
) => tx.insertInto('app.outcomes').values(row).execute()

/** Ends what a decision holds in its limits; answers how many reservations ended. */
export async function endReservations(tx: Tx, decision: string, state: 'voided' | 'expired'): Promise<number> {
  const found = await sql<{ ended: number }>`select app.end_reservations(${decision}::uuid, ${state}) as ended`.execute(
    tx,
  )
  return found.rows[0]?.ended ?? 0
}

export type KeptLimit = {
  readonly scope: string
  readonly code: string
  readonly key: string
  readonly cap: string
  readonly used: string
  readonly reserved: string
  /** What of the use was there when the limit was opened. */
  readonly brought: string
  readonly version: string
}
const LIMIT = ['scope', 'code', 'key', 'cap', 'used', 'reserved', 'brought', 'version'] as const

type LimitsAndStops = { readonly limits: readonly KeptLimit[]; readonly stops: readonly string[] }
const READ = forMany('select app.limits_and_stops_at($1::jsonb) as found', {
  isRead: true,
  text: deeds => `select deed, app.limits_and_stops_at(places) as found
    from (values ${placed(deeds, ['jsonb'])}) as k (deed, places)`,
})

/** The limits kept under any of these scopes and keys, as the house reads them, and the rule sets that are stopped. */
export async function limitsAndStopsAt(
  tx: Tx,
  places: readonly { readonly scope: string; readonly key: string }[],
): Promise<LimitsAndStops> {
  const [row] = await rowsOf<{ found: LimitsAndStops }>(tx, READ, [JSON.stringify(places)])
  return row?.found ?? { limits: [], stops: [] }
}

/** Limits in order of scope, code and key, after a place. */
export const limitsAfter = (
  tx: Tx,
  after: readonly [string, string, string] | undefined,
  limit: number,
): Promise<KeptLimit[]> =>
  tx
    .selectFrom('app.limits')
    .select(LIMIT)
    .$if(after !== undefined, query =>
      query.where(sql<boolean>`(scope, code, key) > (${after?.[0] ?? ''}, ${after?.[1] ?? ''}, ${after?.[2] ?? ''})`),
    )
    .orderBy('scope')
    .orderBy('code')
    .orderBy('key')
    .limit(limit)
    .execute()

/** Opens a limit or changes its cap; undefined where the cap would lie below what is used and reserved. */
export const setLimit = (
  tx: Tx,
  limit: { readonly scope: string; readonly code: string; readonly key: string; readonly cap: string },
): Promise<KeptLimit | undefined> =>
  tx
    .insertInto('app.limits')
    .values(limit)
    .onConflict(conflict =>
      conflict
        .columns(['scope', 'code', 'key'])
        .doUpdateSet({ cap: limit.cap, version: sql<string>`limits.version + 1` })
        .where(sql<boolean>`limits.used + limits.reserved <= ${limit.cap}::numeric`),
    )
    .returning(['scope', 'code', 'key', 'cap', 'used', 'reserved', 'brought', sql<string>`version::text`.as('version')])
    .executeTakeFirst()
