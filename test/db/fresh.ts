/**
 * A database of its own for a test file: cloned from a template that is at head, on one embedded server under /tmp that
 * all test files share. The last one to leave stops the server; its folder stays, so that the next run begins at once.
 */
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Database } from '../../src/platform/db/database.ts'
import { type Embedded, openEmbedded, type Place } from '../../src/platform/db/embedded.ts'
import { codeOf } from '../../src/platform/db/faults.ts'
import { headOf, migrate, migrations } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/open.ts'
import { APP, ensureAppRole, ensureOwnerRole, OWNER } from '../../src/platform/db/roles.ts'
import { HOME } from '../../src/platform/folders.ts'

export type Fresh = {
  readonly database: Database
  /** The service's role, for connections of one's own. */
  readonly app: Place
  /** Owner of the tables: bound by row-level security as well. */
  readonly owner: Place
  /** The server's superuser: sees and changes everything, for what only an intruder would do. */
  readonly superuser: Place
  readonly close: () => Promise<void>
}

const place = createHash('sha256').update(HOME).digest('hex').slice(0, 8)
export const TEST_SERVER = join(tmpdir(), `tech-guarantee-test-${place}`)
const TEMPLATE_LOCK = '7305812203'

let made = 0

async function withClient<Value>(where: Place, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client(where)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Makes the template of this head where there is none, and takes away what dead test runs left. */
async function template(client: pg.Client, server: Embedded): Promise<string> {
  const all = migrations()
  const name = `template_${headOf(all).slice(7, 23)}`
  await client.query(`select pg_advisory_lock(${TEMPLATE_LOCK})`)
  try {
    const { rows } = await client.query<{ name: string }>('select datname as name from pg_database')
    if (rows.some(row => row.name === name)) return name
    for (const row of rows) {
      const process_ = /^test_(\d+)_\d+$/.exec(row.name)?.[1]
      if (process_ !== undefined && !isAlive(Number(process_)))
        await client.query(`drop database if exists ${row.name} with (force)`)
    }
    await ensureOwnerRole(client)
    await ensureAppRole(client)
    await client.query(`grant ${APP} to ${OWNER} with admin option`)
    const building = `${name}_building`
    await client.query(`drop database if exists ${building} with (force)`)
    await client.query(`create database ${building} owner ${OWNER}`)
    await withClient({ ...server.superuser, user: OWNER, database: building }, owner => migrate(owner, all))
    await again('55006', () => client.query(`alter database ${building} rename to ${name}`))
    return name
  } finally {
    await client.query(`select pg_advisory_unlock(${TEMPLATE_LOCK})`)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A connection that was closed is gone for the server some milliseconds later. */
async function again<Value>(code: string, work: () => Promise<Value>): Promise<Value> {
  for (let left = 50; ; left -= 1) {
    try {
      return await work()
    } catch (error) {
      if (codeOf(error) !== code || left === 0) throw error
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

/** Opens a database of its own, empty and at head. */
export async function freshDatabase(): Promise<Fresh> {
  const server = await openEmbedded({ folder: TEST_SERVER })
  made += 1
  const name = `test_${process.pid}_${Date.now()}${made}`
  await withClient(server.superuser, async client => {
    const from = await template(client, server)
    await again('55006', () => client.query(`create database ${name} template ${from} owner ${OWNER}`))
  })
  const [owner, app] = [OWNER, APP].map(user => ({ ...server.superuser, user, database: name })) as [Place, Place]
  const database = await openDatabase({ owner, app })
  return {
    database,
    owner,
    app,
    superuser: { ...server.superuser, database: name },
    close: async () => {
      await database.close()
      await withClient(server.superuser, async client => {
        // Connections that were closed just now are gone some milliseconds later; cutting them off would be heard.
        const busy = 'select 1 from pg_stat_activity where datname = $1'
        for (let left = 100; left > 0 && (await client.query(busy, [name])).rows.length > 0; left -= 1)
          await new Promise(resolve => setTimeout(resolve, 20))
        await client.query(`drop database ${name} with (force)`)
      })
      await server.close()
    },
  }
}
