/**
 * Keys of machines in the database: the public halves, who put each there, and until when it holds. A key is never
 * deleted; it is retired, at once or after an overlap, and its row says so from then on.
 */
import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Binding } from './holder.ts'

/** The public half of a machine's key (ES256), as it is sent and kept. */
export type PublicKey = {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg: 'ES256'
}
/** retiring: it holds until a moment that is set. */
export const KEY_STATES = ['active', 'retiring', 'retired'] as const
export type Key = {
  readonly key: PublicKey
  readonly state: (typeof KEY_STATES)[number]
  readonly added_by: string
  readonly added_at: string
  readonly retires_at: string | null
  readonly retired_by: string | null
}
export type Machine = {
  readonly id: string
  readonly organisation: string
  readonly is_active: boolean
  readonly binding: Binding
  readonly requests_per_minute: number | null
  readonly created_at: string
}

/** Holds the keys of a machine as they are until the transaction ends. */
export const holdKeys = async (tx: Tx, client: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`keys of ${client}`}, 0))`.execute(tx)
}

/** Machines of an organisation by id, after one of them. */
export const machinesAfter = async (
  tx: Tx,
  organisation: string,
  after: string | undefined,
  limit: number,
): Promise<readonly Machine[]> =>
  tx
    .selectFrom('app.clients')
    .select(['id', 'organisation', 'is_active', 'binding', 'requests_per_minute', 'created_at'])
    .where('organisation', '=', organisation)
    .$if(after !== undefined, query => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()

export const organisationOf = async (tx: Tx, client: string): Promise<string | undefined> =>
  (await tx.selectFrom('app.clients').select('organisation').where('id', '=', client).executeTakeFirst())?.organisation

/** Keys of machines, the one put there first foremost, with what each is at this moment. */
export async function keysOf(tx: Tx, clients: readonly string[]): Promise<ReadonlyMap<string, readonly Key[]>> {
  const { rows } = await sql<Key & { readonly client: string }>`
    select client, jwk as key, added_by, added_at, retires_at, retired_by,
      case when retires_at is null then 'active' when retires_at > now() then 'retiring' else 'retired' end as state
    from app.client_keys where client = any(${[...clients]}::text[]) order by client, added_at, kid`.execute(tx)
  const found = new Map<string, Key[]>(clients.map(id => [id, []]))
  for (const { client, ...key } of rows) found.get(client)?.push(key)
  return found
}

export async function insertKey(tx: Tx, client: string, key: PublicKey, addedBy: string): Promise<void> {
  await tx
    .insertInto('app.client_keys')
    .values({ client, kid: key.kid, jwk: JSON.stringify(key), added_by: addedBy })
    .execute()
}

/** Has a key hold for so many hours more, and then no more; again where its end is set and has not come. */
export async function setRetirement(tx: Tx, client: string, kid: string, hours: number, by: string): Promise<void> {
  await sql`update app.client_keys set retires_at = now() + make_interval(hours => ${hours}), retired_by = ${by}
    where client = ${client} and kid = ${kid}`.execute(tx)
}

/** Puts these keys in place of those a machine has: what is not among them holds no more. */
export async function putKeys(tx: Tx, client: string, keys: readonly PublicKey[], by: string): Promise<void> {
  const kids = keys.map(key => key.kid)
  await sql`update app.client_keys set retires_at = now(), retired_by = ${by}
    where client = ${client} and kid <> all(${kids}::text[]) and (retires_at is null or retires_at > now())`.execute(tx)
  for (const key of keys)
    await tx
      .insertInto('app.client_keys')
      .values({ client, kid: key.kid, jwk: JSON.stringify(key), added_by: by })
      .onConflict(conflict =>
        conflict.columns(['client', 'kid']).doUpdateSet({
          jwk: JSON.stringify(key),
          retires_at: null,
          retired_by: null,
        }),
      )
      .execute()
}
