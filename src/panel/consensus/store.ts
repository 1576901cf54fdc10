/** Hearings of a panel, each with what it was opened on and what everybody said. */
import type { Tx } from '../../platform/db/database.ts'
import type { Outcome } from './hearing.ts'

export type KeptConsensus = {
  readonly id: string
  readonly openedAt: string
  readonly dueOn: string
  readonly divergent: readonly string[]
  readonly sheets: readonly string[]
  readonly outcome: Outcome | null
  readonly closedAt: string | null
}

/** The last hearing of a case, open or closed. */
export async function consensusOf(tx: Tx, id: string): Promise<KeptConsensus | undefined> {
  const row = await tx
    .selectFrom('app.consensuses')
    .select(['id', 'opened_at', 'due_on', 'divergent', 'sheets', 'outcome', 'closed_at'])
    .where('case_id', '=', id)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      openedAt: row.opened_at,
      dueOn: row.due_on,
      divergent: row.divergent as readonly string[],
      sheets: row.sheets as readonly string[],
      outcome: row.outcome,
      closedAt: row.closed_at,
    }
  )
}

/** Whether those now drawn were heard already: one of them was drawn before the last hearing was opened. */
export async function wasHeard(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('app.consensuses as s')
    .innerJoin('app.assignments as a', 'a.case_id', 's.case_id')
    .select('s.id')
    .where('s.case_id', '=', id)
    .where('a.ended_at', 'is', null)
    .whereRef('a.assigned_at', '<=', 's.opened_at')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export const openConsensus = (
  tx: Tx,
  id: string,
  of: {
    readonly id: string
    readonly dueOn: string
    readonly divergent: readonly string[]
    readonly sheets: readonly string[]
    readonly at: string
  },
) =>
  tx
    .insertInto('app.consensuses')
    .values({
      id: of.id,
      case_id: id,
      opened_at: of.at,
      due_on: of.dueOn,
      divergent: JSON.stringify(of.divergent),
      sheets: JSON.stringify(of.sheets),
    })
    .execute()

export const closeConsensus = (tx: Tx, consensus: string, outcome: Outcome, at: string) =>
  tx
    .updateTable('app.consensuses')
    .set({ outcome, closed_at: at })
    .where('id', '=', consensus)
    .where('outcome', 'is', null)
    .execute()

export type KeptStatement = {
  readonly appraiser: string
  readonly statement: string
  readonly sheet: string | null
  readonly stated_at: string
}

export const statementsOf = (tx: Tx, consensus: string): Promise<KeptStatement[]> =>
  tx
    .selectFrom('app.consensus_statements')
    .select(['appraiser', 'statement', 'sheet', 'stated_at'])
    .where('consensus', '=', consensus)
    .orderBy('stated_at')
    .orderBy('appraiser')
    .execute()

export const keepStatement = (tx: Tx, consensus: string, statement: KeptStatement) =>
  tx
    .insertInto('app.consensus_statements')
    .values({ ...statement, consensus })
    .execute()

/** Cases whose hearing should be over by a day. */
export const overdue = (tx: Tx, day: string) =>
  tx
    .selectFrom('app.consensuses as s')
    .innerJoin('app.cases as c', 'c.id', 's.case_id')
    .select('s.case_id')
    .where('s.outcome', 'is', null)
    .where('s.due_on', '<', day)
    .where('c.state', '=', 'consensus')
    .orderBy('s.case_id')
    .limit(100)
    .execute()
