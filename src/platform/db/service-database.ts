/**
 * The database a process of the service works on: the server of DATABASE_URL, or the embedded one of the data folder.
 */
import { join } from 'node:path'
import pg from 'pg'
import type { Config, DatabaseConfig } from '../config.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import type { Database } from './database.ts'
import { openEmbedded, type Place } from './embedded.ts'
import { codeOf } from './faults.ts'
import { type Login, openDatabase } from './open.ts'
import { APP, ensureAppRole, ensureOwnerRole, OWNER } from './roles.ts'

export const DATABASE = 'tech_guarantee'

export type ServiceDatabase = {
  readonly database: Database
  /** How jobs log in, beside the pools of the database. */
  readonly jobs: { readonly app: Login; readonly isRoleTaken: boolean }
  /** For the log at start: which server, without a password. */
  readonly told: string
  /** Closes the connections, and stops the embedded server where nobody else uses it. */
  readonly close: () => Promise<void>
}

export const databaseFolderOf = (dataFolder: string): string => join(dataFolder, 'database')

/** Roles and the database of an embedded server, made where they are missing. */
export async function furnish(superuser: Place): Promise<void> {
  const client = new pg.Client(superuser)
  client.on('error', () => undefined)
  await client.connect()
  try {
    await ensureOwnerRole(client)
    await ensureAppRole(client)
    await client.query(`grant ${APP} to ${OWNER} with admin option`)
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rows.length === 0) await client.query(`create database ${DATABASE} owner ${OWNER}`)
  } catch (error) {
    // Made by another process that starts now (duplicate_database, unique_violation of the catalogue).
    if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error
  } finally {
    await client.end()
  }
}

export type Opening = {
  readonly tracing?: Tracing | undefined
  /** Whether this is no process of the service: it leaves the keeping of backups as the service has set it. */
  readonly isVisitor?: boolean
}

async function openOwn(
  dataFolder: string,
  config: DatabaseConfig,
  { tracing, isVisitor = false }: Opening,
): Promise<ServiceDatabase> {
  const backupFolder = isVisitor ? undefined : (config.backupFolder ?? null)
  const server = await openEmbedded({ folder: databaseFolderOf(dataFolder), backupFolder })
  try {
    await furnish(server.superuser)
    const [owner, app] = [OWNER, APP].map(user => ({ ...server.superuser, user, database: DATABASE })) as [Place, Place]
    const database = await openDatabase({ owner, app, connectionsMax: config.connectionsMax, tracing })
    return {
      database,
      jobs: { app, isRoleTaken: false },
      told: `embedded PostgreSQL, ${server.isStartedHere ? 'started' : 'attached to'}, ${databaseFolderOf(dataFolder)}`,
      close: async () => {
        await database.close()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Opens the database at head. */
export async function openServiceDatabase(
  { dataFolder }: Pick<Config, 'dataFolder'>,
  config: DatabaseConfig,
  opening: Opening = {},
): Promise<ServiceDatabase> {
  if (config.ownerUrl === undefined) return await openOwn(dataFolder, config, opening)
  const owner = { connectionString: config.ownerUrl }
  const app = config.appUrl === undefined ? undefined : { connectionString: config.appUrl }
  const database = await openDatabase({ owner, app, connectionsMax: config.connectionsMax, tracing: opening.tracing })
  return {
    database,
    jobs: { app: app ?? owner, isRoleTaken: app === undefined },
    told: `PostgreSQL at ${new URL(config.ownerUrl).host}`,
    close: () => database.close(),
  }
}
