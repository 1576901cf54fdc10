/** Opens the database of the service: at head, as the role that sees only the actor's rows. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tracing } from '../telemetry/tracing.ts'
import type { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { APP, checkVersion, ensureAppRole } from './roles.ts'
import { preparing } from './statements.ts'
import type { Tables } from './tables.ts'
import { makeTransaction } from './transaction.ts'
import { textTypes } from './types.ts'

/** How a role logs in: a URL, or a place on a socket. */
export type Login =
  | { readonly connectionString: string }
  | { readonly host: string; readonly port: number; readonly user: string; readonly database: string }

export type DatabaseOptions = {
  /** Owns the tables and moves them to head. */
  readonly owner: Login
  /** The service's own role; where it is not given, the owner logs in and takes the role on. */
  readonly app?: Login | undefined
  /** Connections for transactions of requests. */
  readonly connectionsMax?: number
  readonly statementSecondsMax?: number
  /** Whether to move the database to head; else it must be there already. */
  readonly isMigrating?: boolean
  /** Where traces are made: spans of transactions and their statements. */
  readonly tracing?: Tracing | undefined
}

const CONNECT_MS_MAX = 5000
/** Connections for jobs and checks, besides those of requests. */
const PLAIN_CONNECTIONS_MAX = 4

function poolOf(login: Login, settings: Readonly<Record<string, string>>, max: number, pipeline = false): pg.Pool {
  const options = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
  const pool = new pg.Pool({
    ...login,
    options,
    max,
    pipeline,
    application_name: 'tech-guarantee',
    connectionTimeoutMillis: CONNECT_MS_MAX,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: textTypes,
  })
  // A connection that breaks while nobody uses it is dropped by the pool; whoever uses one hears of it from their
  // query.
  pool.on('error', () => undefined)
  pool.on('connect', client => {
    client.on('error', () => undefined)
  })
  return pool
}

/** Checks the server, makes the role and moves the tables to head, as their owner. */
async function prepare(options: DatabaseOptions): Promise<void> {
  const owner = new pg.Client({ ...options.owner, application_name: 'tech-guarantee migrations' })
  owner.on('error', () => undefined)
  await owner.connect()
  try {
    await checkVersion(owner)
    await ensureAppRole(owner)
    if (options.isMigrating ?? true) await migrate(owner)
  } finally {
    await owner.end()
  }
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await prepare(options)
  const seconds = options.statementSecondsMax ?? 30
  const settings = {
    TimeZone: 'UTC',
    statement_timeout: `${seconds}s`,
    lock_timeout: '10s',
    idle_in_transaction_session_timeout: `${seconds}s`,
    ...(options.app === undefined ? { role: APP } : {}),
  }
  const login = options.app ?? options.owner
  const requests = poolOf(login, settings, options.connectionsMax ?? 10, true)
  const system = poolOf(login, { ...settings, 'app.kind': 'system' }, PLAIN_CONNECTIONS_MAX)
  const plain = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(system) }) })
  return {
    transaction: makeTransaction(requests, options.tracing),
    plain,
    ping: async () => {
      try {
        const { rows } = await system.query<{ role: string }>('select current_user as role')
        return rows[0]?.role === APP
      } catch {
        return false
      }
    },
    close: async () => {
      await Promise.all([requests.end(), plain.destroy()])
    },
  }
}
