/** Invitations to help with an application, and who saved its sections last. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Section } from './schema.ts'

export type KeptCoWorker = {
  readonly id: string
  readonly case_id: string
  readonly firm: string
  readonly is_sandbox: boolean
  readonly label: string
  readonly sections: readonly Section[]
  readonly until: string
  readonly invited_by: string
  readonly invited_at: string
  readonly person: string | null
  readonly accepted_at: string | null
  readonly ended_at: string | null
}

const COLUMNS = [
  ...(['id', 'case_id', 'firm', 'is_sandbox', 'label', 'sections', 'until', 'invited_by', 'invited_at'] as const),
  ...(['person', 'accepted_at', 'ended_at'] as const),
] as const

const selected = (tx: Tx) => tx.selectFrom('app.co_workers').select(COLUMNS)
const kept = (row: unknown): KeptCoWorker => row as KeptCoWorker

/** Those of a case, the first invited first. */
export async function coWorkersOf(tx: Tx, caseId: string): Promise<readonly KeptCoWorker[]> {
  const rows = await selected(tx).where('case_id', '=', caseId).orderBy('invited_at').orderBy('id').execute()
  return rows.map(kept)
}

/** Where a person helps, the newest first. */
export async function coWorkingsOf(tx: Tx, person: string): Promise<readonly KeptCoWorker[]> {
  const rows = await selected(tx).where('person', '=', person).orderBy('accepted_at', 'desc').limit(200).execute()
  return rows.map(kept)
}

export async function coWorkerOf(tx: Tx, id: string): Promise<KeptCoWorker | undefined> {
  const row = await selected(tx).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : kept(row)
}

/** The same, held until the transaction ends: nobody takes it back meanwhile. Only the system may. */
export async function coWorkerHeld(tx: Tx, id: string): Promise<KeptCoWorker | undefined> {
  const row = await selected(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  return row === undefined ? undefined : kept(row)
}

/** By the digest of its code, held until the transaction ends. */
export async function byCode(tx: Tx, digest: string): Promise<KeptCoWorker | undefined> {
  const row = await selected(tx).where('code_digest', '=', digest).forUpdate().executeTakeFirst()
  return row === undefined ? undefined : kept(row)
}

export async function keepInvitation(
  tx: Tx,
  { sections, person: _, accepted_at: __, ended_at: ___, ...row }: KeptCoWorker,
  digest: string,
): Promise<void> {
  await tx
    .insertInto('app.co_workers')
    .values({ ...row, sections: JSON.stringify(sections), code_digest: digest })
    .execute()
}

export async function keepAccepted(tx: Tx, id: string, person: string, at: string): Promise<void> {
  await tx.updateTable('app.co_workers').set({ person, accepted_at: at }).where('id', '=', id).execute()
}

/** False where it had ended before. */
export async function keepEnded(tx: Tx, id: string, person: string, at: string): Promise<boolean> {
  const done = await tx
    .updateTable('app.co_workers')
    .set({ ended_by: person, ended_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

/** Who changed each section last while the application was a draft. */
export async function lastSavedOf(
  tx: Tx,
  caseId: string,
): Promise<readonly { readonly section: Section; readonly person: string; readonly at: string }[]> {
  const { rows } = await sql<{ section: Section; person: string; at: string }>`
    select distinct on (s.section) s.section, e.person, e.at from app.case_events e,
      jsonb_array_elements_text(e.body -> 'sections') as s(section)
    where e.case_id = ${caseId} and e.type = 'edited' order by s.section, e.sequence desc`.execute(tx)
  return rows
}
