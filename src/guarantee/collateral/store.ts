/** Collateral in the database: decisions, what is entered, pledges and their ranks, and the tasks that are due. */
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'

type RowOf<Table extends keyof Tables> = Selectable<Tables[Table]>
export type KeptDecision = RowOf<'app.collateral_decisions'>
export type KeptCollateral = RowOf<'app.collaterals'>
export type Pledge = RowOf<'app.pledges'>
export type Task = RowOf<'app.collateral_tasks'>

export const decisionOf = (tx: Tx, id: string) =>
  tx.selectFrom('app.collateral_decisions').selectAll().where('id', '=', id).executeTakeFirst()

export const keepDecision = (tx: Tx, row: Omit<KeptDecision, 'at'>) =>
  tx
    .insertInto('app.collateral_decisions')
    .values({ ...row, record: JSON.stringify(row.record) })
    .execute()

/**
 * Holds a firm's collateral until the transaction ends: of two banks that pledge the same right, the second reads what
 * the first one left.
 */
export async function holdFirm(tx: Tx, firm: string, isSandbox: boolean): Promise<void> {
  await tx
    .insertInto('app.collateral_firms')
    .values({ firm, is_sandbox: isSandbox })
    .onConflict(one => one.doNothing())
    .execute()
  await sql`select 1 from app.collateral_firms where firm = ${firm} and is_sandbox = ${isSandbox} for update`.execute(
    tx,
  )
}

export const collateralOf = (tx: Tx, id: string) =>
  tx.selectFrom('app.collaterals').selectAll().where('id', '=', id).executeTakeFirst()

/** The collaterals these rights belong to, each with all its rights. */
export async function holding(tx: Tx, rights: readonly string[], isSandbox: boolean) {
  const { rows } = await sql<{ readonly collateral: string; readonly rights: readonly string[] }>`
    select collateral, array_agg(right_key order by right_key) as rights from app.collateral_rights
    where is_sandbox = ${isSandbox} and collateral in (select collateral from app.collateral_rights
      where right_key = any(${[...rights]}) and is_sandbox = ${isSandbox}) group by collateral`.execute(tx)
  return rows
}

export async function enter(tx: Tx, row: KeptCollateral, rights: readonly string[]): Promise<void> {
  await tx
    .insertInto('app.collaterals')
    .values({ ...row, files: JSON.stringify(row.files) })
    .execute()
  await tx
    .insertInto('app.collateral_rights')
    .values(rights.map(right_key => ({ right_key, is_sandbox: row.is_sandbox, collateral: row.id })))
    .execute()
}

export const keepCollateral = (tx: Tx, { id, files, ...row }: KeptCollateral) =>
  tx
    .updateTable('app.collaterals')
    .set({ ...row, files: JSON.stringify(files) })
    .where('id', '=', id)
    .execute()

/** Pledges of a collateral in the order of their ranks, those that wait for the register last. */
export const pledgesOf = (tx: Tx, collateral: string) =>
  tx
    .selectFrom('app.pledges')
    .selectAll()
    .where('collateral', '=', collateral)
    .orderBy('rank')
    .orderBy('taken_on')
    .orderBy('id')
    .execute()

/** What all of a firm's pledges that stand secure, at every bank. */
export async function securedOf(tx: Tx, firm: string, isSandbox: boolean): Promise<string> {
  const { rows } = await sql<{ readonly secured: string }>`
    select coalesce(sum(p.secured), 0)::text as secured from app.pledges p join app.collaterals c on c.id = p.collateral
    where c.firm = ${firm} and c.is_sandbox = ${isSandbox} and p.state <> 'released'`.execute(tx)
  return rows[0]?.secured ?? '0'
}

export const keepPledge = (tx: Tx, row: Pledge) => tx.insertInto('app.pledges').values(row).execute()
export const changePledge = (tx: Tx, id: string, changed: Partial<Omit<Pledge, 'id'>>) =>
  tx.updateTable('app.pledges').set(changed).where('id', '=', id).execute()

/** Makes tasks of what was not found before; how many were news. */
export async function raiseTasks(tx: Tx, rows: readonly Omit<Task, 'done_on' | 'done_by' | 'note'>[]): Promise<number> {
  if (rows.length === 0) return 0
  const made = await tx
    .insertInto('app.collateral_tasks')
    .values([...rows])
    .onConflict(one => one.doNothing())
    .returning('id')
    .execute()
  return made.length
}
export const tasksOf = (tx: Tx, collateral: string) =>
  tx.selectFrom('app.collateral_tasks').selectAll().where('collateral', '=', collateral).orderBy('due_on').execute()
export const endTask = (
  tx: Tx,
  id: string,
  done: { readonly done_on: string; readonly done_by: string; readonly note: string },
) =>
  tx
    .updateTable('app.collateral_tasks')
    .set(done)
    .where('id', '=', id)
    .where('done_on', 'is', null)
    .returning('id')
    .executeTakeFirst()

/** Collaterals that were not looked at since a day. */
export const notLookedSince = (tx: Tx, day: string) =>
  tx.selectFrom('app.collaterals').select('id').where('looked_on', '<', day).orderBy('id').execute()
