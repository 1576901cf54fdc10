/** Files of offices read for a case, and what was answered to questions about its rights. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { LeftOut } from '../offices/found.ts'
import type { RightOnFile } from './schema.ts'

export type KeptFile = {
  readonly id: string
  readonly paper: string
  readonly digest: string
  readonly kind: string
  readonly drawn_on: string
  readonly edition: string
  readonly rights: readonly RightOnFile[]
  readonly left_out: readonly LeftOut[]
  readonly filed_by: string
  readonly filed_at: string
}
export type KeptAnswer = {
  readonly right_key: string
  readonly code: string
  readonly about: string
  readonly verdict: 'confirmed' | 'dismissed'
  readonly reason: string
  readonly answered_by: string
  readonly answered_at: string
}

const FILE = [
  'id',
  'paper',
  'digest',
  'kind',
  'drawn_on',
  'edition',
  'rights',
  'left_out',
  'filed_by',
  'filed_at',
] as const

/** Files read for a case, the first filed first. */
export async function filesOf(tx: Tx, caseId: string): Promise<readonly KeptFile[]> {
  const rows = await tx
    .selectFrom('app.right_files')
    .select(FILE)
    .where('case_id', '=', caseId)
    .orderBy('filed_at')
    .orderBy('id')
    .execute()
  return rows as unknown as readonly KeptFile[]
}

/** Keeps what was read of a file; false where the case has the same file already. */
export async function keepFile(tx: Tx, caseId: string, { rights, left_out, ...file }: KeptFile): Promise<boolean> {
  const kept = await tx
    .insertInto('app.right_files')
    .values({ ...file, case_id: caseId, rights: JSON.stringify(rights), left_out: JSON.stringify(left_out) })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return kept.numInsertedOrUpdatedRows === 1n
}

export async function answersOf(tx: Tx, caseId: string): Promise<readonly KeptAnswer[]> {
  const rows = await tx
    .selectFrom('app.right_answers')
    .select(['right_key', 'code', 'about', 'verdict', 'reason', 'answered_by', 'answered_at'])
    .where('case_id', '=', caseId)
    .execute()
  return rows as unknown as readonly KeptAnswer[]
}

/** Keeps an answer; false where the question was answered already. */
export async function keepAnswer(tx: Tx, id: string, caseId: string, answer: KeptAnswer): Promise<boolean> {
  const kept = await tx
    .insertInto('app.right_answers')
    .values({ ...answer, id, case_id: caseId })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return kept.numInsertedOrUpdatedRows === 1n
}

/** The bytes and digest of a kept paper of a case; undefined where the case has none such. */
export async function paperIn(
  tx: Tx,
  caseId: string,
  paper: string,
): Promise<{ readonly digest: string; readonly bytes: Uint8Array } | undefined> {
  const { rows } = await sql<{ digest: string; bytes: Uint8Array }>`select p.digest,
      (select string_agg(q.bytes, ''::bytea order by q.part) from app.paper_parts q where q.paper = p.id) as bytes
    from app.papers p where p.id = ${paper}::uuid and p.case_id = ${caseId}::uuid and p.state = 'kept'`.execute(tx)
  return rows[0]
}
