/** Certificates of those who are here from the first start on: the players of the sandbox, and invented appraisers. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** The nine fields of the certificate, as rules/panel names them. */
const FIELDS = [
  ...['ict', 'machinery', 'electrical', 'materials', 'chemical', 'textile', 'environment', 'life_science', 'contents'],
]

/**
 * Puts certificates in every field where the person has none. Rows are the house's alone, so that the transaction acts
 * as the system for them.
 */
export async function certified(
  tx: Kysely<Tables>,
  people: readonly { readonly person: string; readonly certificate: '1' | '2' | '3'; readonly isPlayed: boolean }[],
  given: { readonly certifiedOn: string; readonly validUntil: string; readonly note: string },
): Promise<void> {
  await sql`select set_config('app.kind', 'system', true)`.execute(tx)
  const made = await tx
    .insertInto('app.appraisers')
    .values(
      people.map(({ person, certificate, isPlayed }) => ({
        person,
        certificate,
        certified_on: given.certifiedOn,
        valid_until: given.validUntil,
        is_played: isPlayed,
        note: given.note,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .returning('person')
    .execute()
  const rows = made.flatMap(({ person }) => FIELDS.map(field => ({ person, field })))
  if (rows.length > 0) await tx.insertInto('app.appraiser_fields').values(rows).execute()
}
