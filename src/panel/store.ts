/** The tables of the panel: the sheets signed, and everybody released to have a case looked at again. */
import type { Tx } from '../platform/db/database.ts'

/** Releases everybody drawn and sets their sheets aside: the case is looked at again by others. */
export async function releaseAll(tx: Tx, id: string, at: string): Promise<void> {
  await tx
    .updateTable('app.assignments')
    .set({ ended_at: at, ended_because: 'objection' })
    .where('case_id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
  await tx
    .updateTable('app.sheets')
    .set({ superseded_at: at })
    .where('case_id', '=', id)
    .where('superseded_at', 'is', null)
    .execute()
}

export type KeptSheet = {
  readonly id: string
  readonly appraiser: string
  readonly body: unknown
  readonly digest: string
  readonly signed_at: string
  readonly superseded_at: string | null
}

/** Sheets of a case, in the order signed; only those that stand unless all are asked for. */
export const sheetsOf = (tx: Tx, id: string, isAll = false): Promise<KeptSheet[]> =>
  tx
    .selectFrom('app.sheets')
    .select(['id', 'appraiser', 'body', 'digest', 'signed_at', 'superseded_at'])
    .where('case_id', '=', id)
    .$if(!isAll, query => query.where('superseded_at', 'is', null))
    .orderBy('signed_at')
    .orderBy('id')
    .execute()

/** Keeps a signed sheet; an earlier one of the same appraiser is superseded by it, and stays. */
export async function keepSheet(
  tx: Tx,
  id: string,
  sheet: {
    readonly id: string
    readonly appraiser: string
    readonly body: unknown
    readonly digest: string
    readonly drafted_at?: string | null
  },
  at: string,
): Promise<void> {
  await tx
    .updateTable('app.sheets')
    .set({ superseded_at: at })
    .where('case_id', '=', id)
    .where('appraiser', '=', sheet.appraiser)
    .where('superseded_at', 'is', null)
    .execute()
  await tx
    .insertInto('app.sheets')
    .values({ ...sheet, case_id: id, body: JSON.stringify(sheet.body), signed_at: at })
    .execute()
}

export const appraiserGradeOf = async (tx: Tx, person: string): Promise<'1' | '2' | '3' | null> =>
  (await tx.selectFrom('app.persons').select('appraiser_grade').where('id', '=', person).executeTakeFirst())
    ?.appraiser_grade ?? null
