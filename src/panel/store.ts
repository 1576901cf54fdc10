/** The tables of the panel: who was drawn, and the sheets they signed. */
import type { Tx } from '../platform/db/database.ts'

/**
 * Everybody who may be drawn: appraisers with a certificate whose role holds now, in the sandbox or outside it, not of
 * the firm or the bank, not among `excluded`.
 */
export async function candidatesOf(
  tx: Tx,
  of: {
    readonly isSandbox: boolean
    readonly parties: readonly string[]
    readonly excluded: readonly string[]
    readonly at: string
  },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('app.memberships as m')
    .innerJoin('app.organisations as o', 'o.id', 'm.organisation')
    .innerJoin('app.persons as p', 'p.id', 'm.person')
    .select('m.person')
    .distinct()
    .where('m.role', '=', 'appraiser')
    .where(eb => eb.or([eb('m.until', 'is', null), eb('m.until', '>', of.at)]))
    .where('p.appraiser_grade', 'is not', null)
    .where('p.erased_at', 'is', null)
    .where('o.kind', 'in', ['agency', 'office'])
    .where('o.is_sandbox', '=', of.isSandbox)
    .$if(of.excluded.length > 0, query => query.where('m.person', 'not in', of.excluded))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('app.memberships as own')
            .select('own.person')
            .whereRef('own.person', '=', 'm.person')
            .where('own.organisation', 'in', of.parties),
        ),
      ),
    )
    .orderBy('m.person')
    .execute()
  return rows.map(row => row.person)
}

/** Everybody ever drawn for a case. */
export const assignmentsOf = (tx: Tx, id: string) =>
  tx
    .selectFrom('app.assignments')
    .select(['appraiser', 'assigned_at', 'draw', 'ended_at'])
    .where('case_id', '=', id)
    .orderBy('assigned_at')
    .orderBy('appraiser')
    .execute()

export const keepAssignments = (tx: Tx, id: string, appraisers: readonly string[], draw: string, at: string) =>
  tx
    .insertInto('app.assignments')
    .values(appraisers.map(appraiser => ({ case_id: id, appraiser, draw, assigned_at: at })))
    .execute()

/** Releases everybody drawn and sets their sheets aside: the case is looked at again by others. */
export async function releaseAll(tx: Tx, id: string, at: string): Promise<void> {
  await tx
    .updateTable('app.assignments')
    .set({ ended_at: at })
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
  sheet: { readonly id: string; readonly appraiser: string; readonly body: unknown; readonly digest: string },
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
