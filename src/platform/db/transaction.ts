/**
 * Transactions that carry who acts. BEGIN and the actor's settings go in one round trip; the settings end with the
 * transaction, so that the next one on the connection starts as nobody.
 */
import { setTimeout as pause } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import pg from 'pg'
import type { Actor } from '../../access/actor.ts'
import { type Doing, problemName, type Tracing } from '../telemetry/tracing.ts'
import type { Database } from './database.ts'
import { CommitUncertain, isCut, isLost, isPassing, isPlanStale } from './faults.ts'
import { makeSharing } from './shared-transaction.ts'
import { askOf, type Refused, type Statements, speaksBy, statementsOn } from './statements.ts'
import type { Tables } from './tables.ts'

const TRIES_MORE_MAX = 3
/** Waits before trying again, in ms: short, as the other side of a deadlock has gone on by then. */
const WAITS = [5, 20, 60] as const

const settingsOf = (actor: Actor): string => {
  const values = [
    ['app.kind', actor.kind],
    ['app.party', actor.party],
    ['app.person', actor.person],
    ['app.roles', actor.roles.join(',')],
  ] as const
  for (const [name, value] of values) if (value.includes('\0')) throw new Error(`${name} holds a NUL`)
  return values.map(([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`).join(', ')
}

/** A driver over the statements of one transaction, begun already. */
function driverOf(statements: Statements): Driver {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>(query: CompiledQuery) => {
      const { command, rowCount, rows } = await statements.asked(query)
      const counts = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
      return { rows: rows as Row[], ...(counts ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
    },
    streamQuery: () => {
      throw new Error('a transaction of a request reads its rows whole')
    },
  }
  const run = (text: string) => connection.executeQuery(CompiledQuery.raw(text))
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    // BEGIN is under way, and what comes next is sent after it without waiting.
    beginTransaction: async () => undefined,
    commitTransaction: async () => {
      const { command } = await statements.ended('commit')
      if (command === 'COMMIT') return
      // A statement failed and the work went on as if it had not: PostgreSQL rolls back and calls that a success.
      const swallowed = new Error('a statement of the transaction failed and its error was not passed on')
      throw (await statements.failure()) ?? swallowed
    },
    rollbackTransaction: async () => {
      await statements.ended('rollback')
    },
    savepoint: async (_, name) => {
      await run(`savepoint ${pg.escapeIdentifier(name)}`)
    },
    rollbackToSavepoint: async (_, name) => {
      await run(`rollback to savepoint ${pg.escapeIdentifier(name)}`)
    },
    releaseSavepoint: async (_, name) => {
      await run(`release savepoint ${pg.escapeIdentifier(name)}`)
    },
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  }
}

function kyselyOver(statements: Statements): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createDriver: () => driverOf(statements),
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: database => new PostgresIntrospector(database),
    },
  })
}

/** A transaction that speaks by statements, begun already. */
async function opened(statements: Statements) {
  const tx = await kyselyOver(statements).startTransaction().execute()
  speaksBy(tx, statements)
  return tx
}

/** What was to be kept met what stands against it (`keptBy`): nothing of the transaction is kept. */
export class NotKept extends Error {
  readonly result: Refused['result']
  readonly again: Refused['again']
  constructor({ result, again }: Refused) {
    super('what was to be kept was refused')
    this.name = 'NotKept'
    this.result = result
    this.again = again
  }
}

/** What one try came to. `isAgain`: nothing was done, and the same work may be done once more. */
type Tried<Value> =
  | { readonly isDone: true; readonly value: Value }
  | { readonly isDone: false; readonly isAgain: boolean; readonly error: unknown }

async function attempt<Value>(
  pool: pg.Pool,
  begin: string,
  work: Parameters<Database['transaction']>[1],
  isKept: (value: Value) => boolean,
  isTold: boolean,
  tracing: Tracing | undefined,
): Promise<Tried<Value>> {
  const client = await pool.connect()
  let broken: Error | undefined
  const fail = (error: unknown, isAgain: boolean): Tried<Value> => ({ isDone: false, isAgain, error })
  try {
    const statements = statementsOn(askOf(client, begin, tracing), begin, isTold)
    const tx = await opened(statements)
    let value: Value
    try {
      value = (await work(tx)) as Value
    } catch (thrown) {
      // The connection was dead before anything was done on it.
      const unbegun = await statements.unbegun()
      if (unbegun !== undefined) {
        broken = unbegun as Error
        return fail(unbegun, isLost(unbegun))
      }
      const error = (await statements.failure()) ?? thrown
      await tx
        .rollback()
        .execute()
        .catch((problem: unknown) => {
          broken = problem as Error
        })
      const refused = await statements.refused()
      if (refused !== undefined) return fail(new NotKept(refused), refused.again !== null)
      if (isPlanStale(error)) broken = error as Error
      return fail(error, isPassing(error) || isPlanStale(error))
    }
    if (!isKept(value)) {
      await tx
        .rollback()
        .execute()
        .catch((problem: unknown) => {
          // What is not kept is not kept either way: the connection goes, and the server rolls back with it.
          broken = problem as Error
        })
      return { isDone: true, value }
    }
    try {
      await tx.commit().execute()
      return { isDone: true, value }
    } catch (error) {
      const refused = await statements.refused()
      if (refused !== undefined) return fail(new NotKept(refused), refused.again !== null)
      broken = error as Error
      if (isLost(error) || isCut(error)) return fail(new CommitUncertain(error), false)
      // PostgreSQL has rolled back: also when what failed was a statement that nobody waited for.
      return fail(error, isPassing(error) || isPlanStale(error))
    }
  } finally {
    client.release(broken)
  }
}

const TRANSACTION: Doing = { name: 'transaction', kind: 'internal', attributes: { 'db.system.name': 'postgresql' } }

/** As `attempt`, in a span that says how it ended. */
const attemptTold = (tracing: Tracing, ...[pool, begin, work, isKept, isTold]: Attempted): Promise<Tried<unknown>> =>
  tracing.span(TRANSACTION, async span => {
    const tried = await attempt(pool, begin, work, isKept, isTold, tracing)
    if (!tried.isDone) span.set({ 'transaction.outcome': 'failed', 'error.type': problemName(tried.error) })
    else span.set({ 'transaction.outcome': isKept(tried.value) ? 'committed' : 'rolled_back' })
    return tried
  })

type Attempted = readonly [
  pool: pg.Pool,
  begin: string,
  work: Parameters<Database['transaction']>[1],
  isKept: (value: unknown) => boolean,
  isTold: boolean,
]

export function makeTransaction(pool: pg.Pool, tracing?: Tracing): Database['transaction'] {
  const sharing = makeSharing(pool, opened)
  const alone = async (
    begin: string,
    work: Attempted[2],
    isKept: (value: unknown) => boolean,
    isTold: boolean,
  ): Promise<unknown> => {
    for (let more = 0; ; more += 1) {
      const asked = [pool, begin, work, isKept, isTold] as const
      const tried = tracing === undefined ? await attempt(...asked, undefined) : await attemptTold(tracing, ...asked)
      if (tried.isDone) return tried.value
      if (!tried.isAgain || more === TRIES_MORE_MAX) throw tried.error
      if (tried.error instanceof NotKept) await tried.error.again?.()
      await pause(WAITS[more] ?? 60)
    }
  }
  return async (actor, work, isKept = () => true, { isTold = false, lock } = {}) => {
    const begin = `begin; select ${settingsOf(actor)}`
    const keeps = isKept as (value: unknown) => boolean
    const byItself = () => alone(begin, work, keeps, isTold)
    // A trace shows the statements of its own request.
    const isShared = isTold && lock !== undefined && tracing === undefined
    return (await (isShared ? sharing(begin, lock, work, keeps, byItself) : byItself())) as never
  }
}
