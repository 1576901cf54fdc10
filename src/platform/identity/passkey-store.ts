/** Rows of passkeys and of the challenges they answer; every query runs as the system. */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'

/** Kinds of challenges in the issuer's table. */
export const MAKING = 'PasskeyMaking'
export const ENTERING = 'PasskeyEntering'

export type Passkey = {
  readonly id: string
  readonly name: string
  readonly made_at: string
  readonly last_used_at: string | null
  readonly is_synced: boolean
  readonly is_backed_up: boolean
}
export type NewPasskey = Omit<Passkey, 'last_used_at'> & {
  readonly person: string
  readonly credential: string
  readonly public_key: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly aaguid: string
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Keeps what a challenge was given for, under a name; one that is there already is replaced. */
export async function keepChallenge(
  db: Kysely<Tables>,
  kind: string,
  name: string,
  payload: object,
  until: Date,
): Promise<void> {
  const row = { payload: JSON.stringify(payload), expires_at: until.toISOString() }
  await db
    .insertInto('app.oidc_payloads')
    .values({ kind, id: digestOf(name), ...row })
    .onConflict(conflict => conflict.columns(['kind', 'id']).doUpdateSet(row))
    .execute()
}

/** Takes a challenge away and gives what it was given for: once, and not after its end. */
export async function takeChallenge(
  db: Kysely<Tables>,
  kind: string,
  name: string,
  now: Date,
): Promise<Readonly<Record<string, unknown>> | null> {
  const row = await db
    .deleteFrom('app.oidc_payloads')
    .where('kind', '=', kind)
    .where('id', '=', digestOf(name))
    .returning(['payload', 'expires_at'])
    .executeTakeFirst()
  if (row === undefined || new Date(String(row.expires_at)).getTime() <= now.getTime()) return null
  return row.payload as Readonly<Record<string, unknown>>
}

/** A person's passkeys, the oldest first. */
export const passkeysOf = (tx: Tx, person: string): Promise<(Passkey & { credential: string })[]> =>
  tx
    .selectFrom('app.passkeys')
    .select(['id', 'name', 'made_at', 'last_used_at', 'is_synced', 'is_backed_up', 'credential'])
    .where('person', '=', person)
    .orderBy('made_at')
    .orderBy('id')
    .execute()

/** The name a person logs in by, and holds their passkeys as they are until the transaction ends. */
export async function heldPerson(tx: Tx, person: string): Promise<string | undefined> {
  const { rows } = await sql<{ subject: string }>`
    select subject from app.persons where id = ${person} and erased_at is null for update`.execute(tx)
  return rows[0]?.subject
}

export const isSomebody = async (tx: Tx, person: string): Promise<boolean> =>
  (await tx
    .selectFrom('app.persons')
    .select('id')
    .where('id', '=', person)
    .where('erased_at', 'is', null)
    .executeTakeFirst()) !== undefined

/** Whether it was kept: of two with one credential the first is. */
export async function insertPasskey(tx: Tx, passkey: NewPasskey): Promise<boolean> {
  const kept = await tx
    .insertInto('app.passkeys')
    .values(passkey)
    .onConflict(conflict => conflict.column('credential').doNothing())
    .executeTakeFirst()
  return kept.numInsertedOrUpdatedRows === 1n
}

/** Gives a person's own passkey another name; undefined where it is not there or not theirs. */
export const renamePasskey = (tx: Tx, person: string, id: string, name: string): Promise<Passkey | undefined> =>
  tx
    .updateTable('app.passkeys')
    .set({ name })
    .where('id', '=', id)
    .where('person', '=', person)
    .returning(['id', 'name', 'made_at', 'last_used_at', 'is_synced', 'is_backed_up'])
    .executeTakeFirst()

/** Whether it was there and the person's own. */
export async function deletePasskey(tx: Tx, person: string, id: string): Promise<boolean> {
  const gone = await tx.deleteFrom('app.passkeys').where('id', '=', id).where('person', '=', person).executeTakeFirst()
  return gone.numDeletedRows === 1n
}

export type Known = {
  readonly id: string
  readonly person: string
  readonly subject: string
  readonly publicKey: string
}

/** The passkey of a credential, of somebody who is still there. */
export const knownBy = (db: Kysely<Tables>, credential: string): Promise<Known | undefined> =>
  db
    .selectFrom('app.passkeys as k')
    .innerJoin('app.persons as p', 'p.id', 'k.person')
    .select(['k.id', 'k.person', 'p.subject', 'k.public_key as publicKey'])
    .where('k.credential', '=', credential)
    .where('p.erased_at', 'is', null)
    .executeTakeFirst()

/** The count kept of a passkey, held until the transaction ends; undefined where it is gone. */
export async function heldCounter(tx: Tx, id: string): Promise<number | undefined> {
  const row = await tx.selectFrom('app.passkeys').select('counter').where('id', '=', id).forUpdate().executeTakeFirst()
  return row === undefined ? undefined : Number(row.counter)
}

export const noteUse = async (
  tx: Tx,
  id: string,
  { counter, isBackedUp, now }: { readonly counter: number; readonly isBackedUp: boolean; readonly now: Date },
): Promise<void> => {
  await tx
    .updateTable('app.passkeys')
    .set({ counter, is_backed_up: sql<boolean>`is_synced and ${isBackedUp}`, last_used_at: now.toISOString() })
    .where('id', '=', id)
    .execute()
}

/** Whether a passkey somebody came in by is still theirs; waits for a removal that is under way. */
export async function isStillThere(db: Kysely<Tables>, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from app.passkeys k join app.persons p on p.id = k.person
    where k.id = ${id}::uuid and p.erased_at is null for share of k`.execute(db)
  return rows.length > 0
}
