/** What was kept of one case, from its first event to its claim, as its duties are read from it. */
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Trail, TrailDecision, TrailDraw, TrailReading, TrailRecord, TrailSheet } from './duties.ts'

/** A moment written with the same digits as every other, so that they are compared as text; and its legal day. */
export type MomentOf = (text: string) => { readonly at: string; readonly day: CalendarDate }

type Recorded = {
  readonly editions: TrailRecord['editions']
  readonly panel: { readonly visited: boolean }
  readonly scoring: { readonly items: readonly { readonly indicator: string; readonly basis: string }[] }
  readonly case: { readonly sheets: readonly TrailSheet[] }
  readonly decision: { readonly terms: { readonly valid_until: string } | null }
}

function recordOf(text: string): TrailRecord {
  const { editions, panel, scoring, case: given, decision } = JSON.parse(text) as Recorded
  return {
    editions,
    isVisited: panel.visited,
    overridden: scoring.items.filter(one => one.basis === 'overridden').map(one => one.indicator),
    sheets: given.sheets,
    validUntil: decision.terms?.valid_until ?? null,
  }
}

async function decisionIn(
  tx: Tx,
  caseId: string,
  momentOf: MomentOf,
): Promise<{ readonly day: CalendarDate; readonly decision: TrailDecision } | undefined> {
  const row = await tx
    .selectFrom('app.decisions')
    .select(['id', 'made_at', 'memo_by', 'recommended', 'outcome', 'quorum', 'record'])
    .where('case_id', '=', caseId)
    .where('superseded_by', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const signatures = await tx
    .selectFrom('app.signatures')
    .select(['person', 'delegated_by', 'verdict', 'override_reason', 'signed_at'])
    .where('decision', '=', row.id)
    .orderBy('signed_at')
    .orderBy('person')
    .execute()
  const decision = {
    ...{ id: row.id, madeAt: momentOf(row.made_at).at, memoBy: row.memo_by, recommended: row.recommended },
    ...{ outcome: row.outcome, quorum: row.quorum, record: recordOf(row.record) },
    signatures: signatures.map(one => ({
      ...{ person: one.person, delegatedBy: one.delegated_by, verdict: one.verdict },
      ...{ overrideReason: one.override_reason, ...momentOf(one.signed_at) },
    })),
  }
  return { day: calendarDate((JSON.parse(row.record) as { readonly day: string }).day), decision }
}

/** Every reading of an exclusion fact of the case, oldest first. */
async function readingsIn(tx: Tx, caseId: string, momentOf: MomentOf): Promise<readonly TrailReading[]> {
  const rows = await tx
    .selectFrom('app.gathered_facts')
    .select(['readings', 'at'])
    .where('case_id', '=', caseId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.flatMap(row =>
    (row.readings as readonly Omit<TrailReading, 'at'>[]).map(one => ({
      ...{ fact: one.fact, source: one.source, state: one.state, valid_until: one.valid_until ?? null },
      at: momentOf(row.at).at,
    })),
  )
}

/** The trail of a case that is there, with the day of its decision. */
export async function trailOf(
  tx: Tx,
  of: {
    readonly id: string
    readonly consent: string | null
    readonly isSubmitted: boolean
    readonly owners: readonly string[]
  },
  momentOf: MomentOf,
): Promise<{ readonly trail: Trail; readonly day: CalendarDate | null }> {
  const events = await tx
    .selectFrom('app.case_events')
    .select(['sequence', 'type', 'body', 'person', 'at'])
    .where('case_id', '=', of.id)
    .orderBy('sequence')
    .execute()
  const sheets = await tx
    .selectFrom('app.sheets')
    .select('body')
    .where('case_id', '=', of.id)
    .where('superseded_at', 'is', null)
    .orderBy('signed_at')
    .orderBy('id')
    .execute()
  const draws = await tx
    .selectFrom('app.assignments')
    .select('draw')
    .distinct()
    .where('case_id', '=', of.id)
    .orderBy('draw')
    .execute()
  const found = await decisionIn(tx, of.id, momentOf)
  const guarantee = await tx
    .selectFrom('app.guarantee_events as e')
    .innerJoin('app.guarantees as g', 'g.id', 'e.guarantee')
    .select(['e.type', 'e.person'])
    .where('g.case_id', '=', of.id)
    .orderBy('e.guarantee')
    .orderBy('e.sequence')
    .execute()
  const trail: Trail = {
    ...{ consent: of.consent, isSubmitted: of.isSubmitted, owners: of.owners, guarantee },
    events: events.map(one => ({
      ...{ sequence: one.sequence, type: one.type, person: one.person, at: momentOf(one.at).at },
      body: one.body as Readonly<Record<string, unknown>>,
    })),
    draws: draws.map(one => JSON.parse(one.draw) as TrailDraw),
    readings: await readingsIn(tx, of.id, momentOf),
    sheets: sheets.map(one => one.body as TrailSheet),
    decision: found?.decision,
  }
  return { trail, day: found?.day ?? null }
}
