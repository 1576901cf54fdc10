/** Endpoints in the database: where an organisation wants to be told, of what, and under which secret. */
import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { EndpointShown } from './schema.ts'
import type { Scheme } from './signature.ts'

export type Endpoint = EndpointShown & { readonly organisation: string }

/** What is new of an endpoint. */
export type EndpointRow = {
  readonly id: string
  readonly organisation: string
  readonly url: string
  readonly description: string | null
  readonly types: readonly string[]
  readonly scheme: Scheme
  readonly secret: Uint8Array
  readonly publicKey: string | null
  readonly createdBy: string
}

const columns =
  sql.raw(`id, organisation, url, nullif(description, '') as description, types, scheme, public_key, state,
  disabled_because, failing_since, case when resting_until > now() then resting_until end as resting_until,
  case when previous_until > now() then previous_until end as previous_until, version, created_at`)

/** Endpoints of an organisation, the newest first, from before one on. */
export async function endpointsBefore(
  tx: Tx,
  organisation: string,
  before: string | undefined,
  limit: number,
): Promise<readonly Endpoint[]> {
  const { rows } = await sql<Endpoint>`
    select ${columns} from app.webhook_endpoints
    where organisation = ${organisation} and state <> 'erased'
      and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
    order by id desc limit ${limit}`.execute(tx)
  return rows
}

/** One endpoint, held until the transaction ends where it is about to be changed. */
export async function endpointBy(tx: Tx, id: string, isForChange = false): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    select ${columns} from app.webhook_endpoints where id = ${id}::uuid and state <> 'erased'
    ${isForChange ? sql`for update` : sql``}`.execute(tx)
  return rows[0]
}

/** Holds the number of an organisation's endpoints as it is until the transaction ends, and gives it. */
export async function holdCount(tx: Tx, organisation: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhook endpoints of ${organisation}`}, 0))`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from app.webhook_endpoints
    where organisation = ${organisation} and state <> 'erased'`.execute(tx)
  return rows[0]?.count ?? 0
}

export async function insertEndpoint(tx: Tx, row: EndpointRow): Promise<void> {
  await sql`insert into app.webhook_endpoints (id, organisation, url, description, types, scheme, secret, public_key,
      created_by)
    values (${row.id}::uuid, ${row.organisation}, ${row.url}, ${row.description ?? ''}, ${[...row.types]}::text[],
      ${row.scheme}, ${Buffer.from(row.secret)}, ${row.publicKey}, ${row.createdBy})`.execute(tx)
}

type Changed = Pick<EndpointRow, 'url' | 'description' | 'types'>

export async function changeEndpoint(tx: Tx, id: string, { url, description, types }: Changed): Promise<void> {
  await sql`update app.webhook_endpoints set url = ${url}, description = ${description ?? ''},
      types = ${[...types]}::text[], version = version + 1, changed_at = now()
    where id = ${id}::uuid`.execute(tx)
}

/** Pauses or lets go on; who lets it go on believes that it works again. */
export async function setState(tx: Tx, id: string, state: 'active' | 'paused'): Promise<void> {
  await sql`update app.webhook_endpoints set state = ${state}, disabled_because = null, version = version + 1,
      failing_since = case when ${state} = 'active' then null else failing_since end,
      resting_until = case when ${state} = 'active' then null else resting_until end, changed_at = now()
    where id = ${id}::uuid`.execute(tx)
}

/** Puts a new secret in place; the one before signs beside it for so many hours, one before that no more. */
export async function rotate(
  tx: Tx,
  id: string,
  next: { readonly secret: Uint8Array; readonly publicKey: string | null; readonly overlapHours: number },
): Promise<void> {
  const isBeside = next.overlapHours > 0
  await sql`update app.webhook_endpoints set
      previous_secret = case when ${isBeside} then secret end,
      previous_until = case when ${isBeside} then now() + make_interval(hours => ${next.overlapHours}) end,
      secret = ${Buffer.from(next.secret)}, public_key = ${next.publicKey}, version = version + 1, changed_at = now()
    where id = ${id}::uuid`.execute(tx)
}

/** Erases an endpoint: its secrets and its address go, its row stays for what was delivered there. */
export async function eraseEndpoint(tx: Tx, id: string): Promise<void> {
  await sql`update app.webhook_endpoints set state = 'erased', disabled_because = null, secret = null,
      previous_secret = null, previous_until = null, url = 'https://erased.invalid/', description = '',
      version = version + 1, changed_at = now()
    where id = ${id}::uuid`.execute(tx)
}
