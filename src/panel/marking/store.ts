/** Drafts of sheets, each read and written by its author alone; and what a draft asks of its case, in one small row. */
import type { Tx } from '../../platform/db/database.ts'
import type { MarkGiven } from '../schema.ts'

/** The case of an appraiser as far as a draft asks: who stands to it, and its state; nothing of its content. */
export async function seatOf(tx: Tx, id: string, person: string) {
  return await tx
    .selectFrom('app.cases as c')
    .innerJoin('app.assignments as a', 'a.case_id', 'c.id')
    .select(['c.state', 'c.firm', 'c.bank', 'c.office', 'c.is_sandbox'])
    .where('c.id', '=', id)
    .where('a.appraiser', '=', person)
    .where('a.ended_at', 'is', null)
    .executeTakeFirst()
}

export type KeptDraft = {
  readonly version: number
  readonly marks: readonly MarkGiven[]
  readonly openedAt: string
  readonly savedAt: string
}

export async function draftOf(tx: Tx, id: string, person: string, isForChange = false): Promise<KeptDraft | undefined> {
  const row = await tx
    .selectFrom('app.sheet_drafts')
    .select(['version', 'marks', 'opened_at', 'saved_at'])
    .where('case_id', '=', id)
    .where('appraiser', '=', person)
    .$if(isForChange, query => query.forUpdate())
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { version, marks, opened_at: openedAt, saved_at: savedAt } = row
  return { version, marks: marks as readonly MarkGiven[], openedAt, savedAt }
}

/** Opens a draft; one that is open stays as it is. */
export const openDraft = (tx: Tx, id: string, person: string, marks: readonly MarkGiven[], at: string) =>
  tx
    .insertInto('app.sheet_drafts')
    .values({ case_id: id, appraiser: person, marks: JSON.stringify(marks), opened_at: at, saved_at: at })
    .onConflict(conflict => conflict.doNothing())
    .execute()

/** Saves a draft on the version that was read; false where it is another one by now, or none. */
export async function saveDraft(
  tx: Tx,
  id: string,
  person: string,
  version: number,
  marks: readonly MarkGiven[],
  at: string,
): Promise<boolean> {
  const saved = await tx
    .updateTable('app.sheet_drafts')
    .set({ version: version + 1, marks: JSON.stringify(marks), saved_at: at })
    .where('case_id', '=', id)
    .where('appraiser', '=', person)
    .where('version', '=', version)
    .executeTakeFirst()
  return saved.numUpdatedRows === 1n
}

export const endDraft = (tx: Tx, id: string, person: string) =>
  tx.deleteFrom('app.sheet_drafts').where('case_id', '=', id).where('appraiser', '=', person).execute()
