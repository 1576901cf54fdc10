/**
 * Deliveries in the database: taken by one sender of all, so long as its lease holds; marked when the try is over; put
 * in again when somebody asks. The clock is the database's, which all senders share.
 */
import { type Kysely, sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Tried, Verdict } from './schedule.ts'

export type Taken = {
  readonly endpoint: string
  /** Its place in the order of messages. */
  readonly message: string
  readonly order: string
  readonly lease: string
  /** Tries before this one. */
  readonly attempts: number
  readonly id: string
  readonly type: string
  readonly data: string
  readonly at: string
  readonly url: string
  readonly secret: Uint8Array
  readonly previousSecret: Uint8Array | null
}

export type Wanted = {
  readonly lease: string
  readonly leaseSeconds: number
  /** Deliveries at most, of one endpoint and of all. */
  readonly perEndpoint: number
  readonly count: number
  /** Endpoints that this sender has enough under way to. */
  readonly busy: readonly string[]
  /** Endpoints after this one come first, so that each comes to its turn. */
  readonly after: string
}

/**
 * Takes deliveries that are due, each the first of its line: of an endpoint and an order, only the earliest message
 * that is neither delivered nor given up is ever taken. What another sender is just taking is passed over.
 */
export async function take(db: Kysely<Tables>, wanted: Wanted): Promise<readonly Taken[]> {
  const { rows } = await sql<Taken>`
    with due as (
      select e.id as endpoint, line.message, e.url, e.secret,
        case when e.previous_until > now() then e.previous_secret end as previous
      from app.webhook_endpoints e cross join lateral (
        select d.message from app.webhook_deliveries d
        where d.endpoint = e.id and d.state = 'pending' and d.due_at <= now()
          and (d.leased_until is null or d.leased_until <= now())
          and not exists (select 1 from app.webhook_deliveries b where b.endpoint = d.endpoint
            and b.order_key = d.order_key and b.state = 'pending' and b.message < d.message)
        order by d.message limit ${wanted.perEndpoint} for update of d skip locked
      ) line
      where e.state = 'active' and (e.resting_until is null or e.resting_until <= now())
        and not e.id = any (${[...wanted.busy]}::uuid[])
      order by e.id <= ${wanted.after}::uuid, e.id limit ${wanted.count}
    )
    update app.webhook_deliveries d
      set lease = ${wanted.lease}::uuid, leased_until = now() + make_interval(secs => ${wanted.leaseSeconds})
      from due join app.webhook_messages m on m.sequence = due.message
      where d.endpoint = due.endpoint and d.message = due.message
      returning d.endpoint, d.message::text as message, d.order_key as "order", d.lease, d.attempts,
        m.id, m.type, m.data, m.at, due.url,
        due.secret, due.previous as "previousSecret"`.execute(db)
  return rows
}

type Mark = {
  readonly tried: Tried
  readonly verdict: Verdict
  readonly at: Date
  readonly durationMs: number
  /** How long the endpoint may fail without a break. */
  readonly failingSecondsMax: number
}

const ended = (state: string) => sql`state = ${state}, ended_at = now()`

/**
 * Marks what a try came to: the delivery, the endpoint, and the log of tries. What was delivered is, whoever holds the
 * lease by now; a failure after another sender took the delivery stands in the log alone.
 */
export const mark = (db: Kysely<Tables>, taken: Taken, given: Mark): Promise<void> =>
  db.transaction().execute(async tx => {
    const { tried, verdict, at, durationMs } = given
    const now =
      verdict.state === 'pending'
        ? sql`due_at = now() + make_interval(secs => ${verdict.waitSeconds})`
        : ended(verdict.state === 'gone' ? 'ended' : verdict.state)
    const { rows } = await sql`
      update app.webhook_deliveries set attempts = attempts + 1, lease = null, leased_until = null, ${now}
      where endpoint = ${taken.endpoint}::uuid and message = ${taken.message}::bigint
        and (lease = ${taken.lease}::uuid or ${verdict.state === 'delivered'}) and state = 'pending'
      returning 1`.execute(tx)
    await sql`insert into app.webhook_attempts (endpoint, message, at, duration_ms, status, problem, answer)
      select endpoint, message, ${at.toISOString()}::timestamptz, ${durationMs}::integer, ${tried.status}::integer,
        ${tried.status === null ? tried.problem : null}, ${tried.status === null ? null : tried.answer}
      from app.webhook_deliveries
      where endpoint = ${taken.endpoint}::uuid and message = ${taken.message}::bigint`.execute(tx)
    if (rows.length > 0) await markLine(tx, taken, verdict)
    await markEndpoint(tx, taken.endpoint, given)
  })

/**
 * What stands behind in the line: it need not be looked at before the first is tried again, and the next is due once
 * the first is done. Every message keeps a moment at which it is looked at, so that none can be left behind.
 */
async function markLine(db: Kysely<Tables>, { endpoint, order, message }: Taken, verdict: Verdict): Promise<void> {
  if (verdict.state === 'gone') return
  const line = sql`endpoint = ${endpoint}::uuid and order_key = ${order} and state = 'pending'
    and message > ${message}::bigint`
  if (verdict.state === 'pending')
    await sql`update app.webhook_deliveries set due_at = now() + make_interval(secs => ${verdict.waitSeconds})
      where ${line} and due_at < now() + make_interval(secs => ${verdict.waitSeconds})`.execute(db)
  else
    await sql`update app.webhook_deliveries set due_at = now() where ${line} and due_at > now()
      and message = (select min(message) from app.webhook_deliveries where ${line})`.execute(db)
}

async function markEndpoint(db: Kysely<Tables>, id: string, { verdict, failingSecondsMax }: Mark): Promise<void> {
  if (verdict.state === 'delivered') {
    await sql`update app.webhook_endpoints set failing_since = null, resting_until = null
      where id = ${id}::uuid and (failing_since is not null or resting_until is not null)`.execute(db)
    return
  }
  if (verdict.state === 'gone') return disable(db, id, 'gone')
  const rest = verdict.state === 'pending' ? verdict.restSeconds : 0
  await sql`update app.webhook_endpoints set failing_since = coalesce(failing_since, now()),
      resting_until = case when ${rest}::float8 > 0 then now() + make_interval(secs => ${rest}) else resting_until end
    where id = ${id}::uuid and (failing_since is null or ${rest}::float8 > 0)`.execute(db)
  if (verdict.state !== 'given_up') return
  const { rows } = await sql<{ long: boolean }>`
    select failing_since <= now() - make_interval(secs => ${failingSecondsMax}) as long
    from app.webhook_endpoints where id = ${id}::uuid`.execute(db)
  if (rows[0]?.long === true) await disable(db, id, 'failing')
}

async function disable(db: Kysely<Tables>, id: string, because: 'gone' | 'failing'): Promise<void> {
  await sql`update app.webhook_endpoints set state = 'disabled', disabled_because = ${because}, changed_at = now(),
    version = version + 1 where id = ${id}::uuid and state in ('active', 'paused')`.execute(db)
  await endAll(db, id)
}

/** Ends what waits for an endpoint: it is disabled or erased. */
export async function endAll(db: Kysely<Tables>, endpoint: string): Promise<void> {
  await sql`update app.webhook_deliveries set ${ended('ended')}, lease = null, leased_until = null
    where endpoint = ${endpoint}::uuid and state = 'pending'`.execute(db)
}

/** Puts one message in again for an endpoint; false where there is no such message for it. */
export async function putAgain(tx: Tx, endpoint: string, messageId: string): Promise<boolean> {
  const { rows } = await sql`
    update app.webhook_deliveries d set ${again} from app.webhook_messages m
    where m.id = ${messageId}::uuid and d.message = m.sequence and d.endpoint = ${endpoint}::uuid
    returning 1`.execute(tx)
  return rows.length > 0
}

/** What is being sent just now is still leased, and is not sent beside that. */
const again = sql`state = 'pending', attempts = 0, due_at = now(), ended_at = null`

/**
 * Puts in again what was told since a moment: all of the types the endpoint wants, also what was told before it was
 * there, or only what it was not delivered. What waits anyway waits on. Gives how many.
 */
export async function putAgainSince(
  tx: Tx,
  endpoint: string,
  since: string,
  isUndeliveredOnly: boolean,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with put as (
      insert into app.webhook_deliveries as d (endpoint, message, order_key, due_at)
        select e.id, m.sequence, m.order_key, now()
        from app.webhook_endpoints e join app.webhook_messages m on m.organisation = e.organisation
        where e.id = ${endpoint}::uuid and m.at >= ${since}::timestamptz
          and (m.endpoint = e.id or m.endpoint is null and (e.types = '{}' or m.type = any (e.types)))
        order by m.sequence
      on conflict (endpoint, message) do update set ${again}
        where d.state <> 'pending' and not (${isUndeliveredOnly} and d.state = 'delivered')
      returning 1
    ) select count(*)::integer as count from put`.execute(tx)
  return rows[0]?.count ?? 0
}

export type DeliveryShown = {
  readonly message_id: string
  readonly type: string
  readonly subject: string
  readonly data: unknown
  readonly state: string
  readonly attempts: number
  readonly told_at: string
  readonly due_at: string | null
  readonly ended_at: string | null
}
export type Delivery = DeliveryShown & { readonly sequence: string }

/** Deliveries of an endpoint, the newest message first, from before a place on. */
export async function deliveriesBefore(
  tx: Tx,
  endpoint: string,
  wanted: { readonly before: string | undefined; readonly state: string | undefined; readonly limit: number },
): Promise<readonly Delivery[]> {
  const { rows } = await sql<Delivery>`
    select d.message::text as sequence, m.id as message_id, m.type, m.subject, m.data::json as data, d.state,
      d.attempts, m.at as told_at, case when d.state = 'pending' then d.due_at end as due_at, d.ended_at
    from app.webhook_deliveries d join app.webhook_messages m on m.sequence = d.message
    where d.endpoint = ${endpoint}::uuid
      and (${wanted.before ?? null}::bigint is null or d.message < ${wanted.before ?? null}::bigint)
      and (${wanted.state ?? null}::text is null or d.state = ${wanted.state ?? null}::text)
    order by d.message desc limit ${wanted.limit}`.execute(tx)
  return rows
}

export type AttemptShown = {
  readonly at: string
  readonly duration_ms: number
  readonly status: number | null
  readonly problem: string | null
  readonly answer: string | null
}
export type Attempt = AttemptShown & { readonly id: string }

/** Tries of one message at an endpoint, the newest first; undefined where there is no such message for it. */
export async function attemptsBefore(
  tx: Tx,
  endpoint: string,
  messageId: string,
  wanted: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly Attempt[] | undefined> {
  const { rows: found } = await sql<{ sequence: string }>`
    select d.message::text as sequence
    from app.webhook_deliveries d join app.webhook_messages m on m.sequence = d.message
    where d.endpoint = ${endpoint}::uuid and m.id = ${messageId}::uuid`.execute(tx)
  const [message] = found
  if (message === undefined) return undefined
  const { rows } = await sql<Attempt>`
    select id::text as id, at, duration_ms, status, problem, answer from app.webhook_attempts
    where endpoint = ${endpoint}::uuid and message = ${message.sequence}::bigint
      and (${wanted.before ?? null}::bigint is null or id < ${wanted.before ?? null}::bigint)
    order by id desc limit ${wanted.limit}`.execute(tx)
  return rows
}

/** Takes away messages told before a moment of which nothing waits any more, and what came of them. Gives how many. */
export async function forget(db: Kysely<Tables>, days: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with gone as (
      delete from app.webhook_messages m where m.at < now() - make_interval(days => ${days})
        and not exists (select 1 from app.webhook_deliveries d where d.message = m.sequence and d.state = 'pending')
      returning 1
    ) select count(*)::integer as count from gone`.execute(db)
  return rows[0]?.count ?? 0
}
