/**
 * How the statements of one transaction travel: in order over one connection, each sent without waiting for the answers
 * before it, so that waiting is done only by who needs an answer. The server parses and plans a statement once for a
 * connection and knows it by its name from then on.
 */
import { CompiledQuery, type PostgresPool, type PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Result } from '../../kernel/result.ts'
import { statementDoing, type Tracing } from '../telemetry/tracing.ts'
import type { Tx } from './database.ts'
import { codeOf, isPlanStale } from './faults.ts'

export type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>

/** How a statement is asked for several deeds at once, their parameters one after the other. */
export type Form = {
  /** Whether it leaves nothing behind but locks. */
  readonly isRead: boolean
  /** Whether it moves what others wait for: of what is sent at once it goes last, so that they wait the shortest. */
  readonly isLast?: boolean
  /** Its text for so many deeds; rows say in `deed` whose they are, from 0. */
  readonly text: (deeds: number, width: number) => string
}
const forms = new Map<string, Form>()

/** Says how a statement whose text stands in the code is asked for several deeds at once. */
export function forMany(text: string, form: Form): string {
  forms.set(text, form)
  return text
}
export const formOf = (text: string): Form | undefined => forms.get(text)

/** Rows of parameters, each after the place of its deed: `(0, $1::text), (1, $2::text)`. */
export const placed = (deeds: number, types: readonly string[]): string =>
  Array.from({ length: deeds }, (_, deed) => {
    const values = types.map((type, at) => `$${deed * types.length + at + 1}::${type}`)
    return `(${[deed, ...values].join(', ')})`
  }).join(', ')

/** The same parameters as lists, one of each kind: `array[$1, $3]::jsonb[], array[$2, $4]::text[]`. */
export const listed = (deeds: number, types: readonly string[]): string =>
  types
    .map((type, at) => {
      const values = Array.from({ length: deeds }, (_, deed) => `$${deed * types.length + at + 1}`)
      return `array[${values.join(', ')}]::${type}[]`
    })
    .join(', ')

/** A question asked once for each deed within one statement, in order of its first parameter: locks are had in it. */
export const eachForMany = (text: string, types: readonly string[], isRead: boolean): string =>
  forMany(text, {
    isRead,
    text: deeds => {
      const names = ['deed', ...types.map((_, at) => `p${at + 1}`)].join(', ')
      const rows = `select * from (values ${placed(deeds, types)}) as v (${names}) order by p1 offset 0`
      return `select k.deed, q.* from (${rows}) as k cross join lateral (${text.replaceAll('$', 'k.p')}) as q`
    },
  })

/** An insertion whose text ends with the row of its parameters, as one of several rows. */
export const rowForMany = (text: string): string =>
  forMany(text, {
    isRead: false,
    text: (deeds, width) => {
      const row = (deed: number) => Array.from({ length: width }, (_, at) => `$${deed * width + at + 1}`).join(', ')
      const rows = Array.from({ length: deeds }, (_, deed) => `(${row(deed)})`).join(', ')
      return `${text.slice(0, text.lastIndexOf('values'))}values ${rows}`
    },
  })

/** What a connection is asked: a text with its parameters and the name it is prepared under, or a text alone. */
type Query = { readonly text: string; readonly values?: unknown[]; readonly name?: string }
type Ask = (query: Query) => Promise<pg.QueryResult>

type Line = { cork(): void; uncork(): void }
const held = new WeakSet<Line>()

/** What is asked before anything else can happen is one write on the line, and wakes the server once. */
function inOneWrite(client: pg.PoolClient): void {
  const { stream: line } = (client as unknown as { readonly connection: { readonly stream: Line } }).connection
  if (held.has(line)) return
  held.add(line)
  line.cork()
  process.nextTick(() => {
    held.delete(line)
    line.uncork()
  })
}

/** Asks the connection, in a span of its own where traces are made. BEGIN carries who acts, and is told without. */
export function askOf(client: pg.PoolClient, begin: string, tracing: Tracing | undefined): Ask {
  if (tracing === undefined)
    return query => {
      inOneWrite(client)
      return client.query(query)
    }
  return query => tracing.span(statementDoing(query.text === begin ? 'begin' : query.text), () => client.query(query))
}

export type Statements = {
  /** Sends a statement; its answer comes once BEGIN has been answered too. */
  readonly asked: (statement: Statement) => Promise<pg.QueryResult>
  /** Sends a statement that nobody waits for: if it fails, the transaction does. */
  readonly unawaited: (statement: Statement) => void
  /** Whether what keeps a deed may be sent without waiting: whoever asked reads its refusal from the failed COMMIT. */
  readonly isTold: boolean
  /** Sends a call of `app.kept_or_refused` that nobody waits for, with what its refusal means. */
  readonly keeping: (statement: Statement, meant: Meant) => void
  /** What stood against what was to be kept, where that is why the transaction failed. */
  readonly refused: () => Promise<Refused | undefined>
  /** Ends the transaction. */
  readonly ended: (word: 'commit' | 'rollback') => Promise<pg.QueryResult>
  /** Why BEGIN failed, when it did. */
  readonly unbegun: () => Promise<unknown>
  /** The first error among what nobody waited for; later statements only say that the transaction had failed. */
  readonly failure: () => Promise<unknown>
}

/** What a refusal by the database means, and what comes before the same work is done again; null where it never is. */
export type Refused = { readonly result: Result<never>; readonly again: (() => Promise<void>) | null }
export type Meant = (against: string) => Refused
/** Of `app.kept_or_refused`. */
const REFUSED = 'TG020'

/** Statements that stand in the code are some hundreds; what is written anew for each request gets no name. */
const NAMES_MAX = 600
const names = new Map<string, string>()

function nameOf({ sql, parameters }: Statement): string | undefined {
  if (parameters.length === 0) return undefined
  const known = names.get(sql)
  if (known !== undefined || names.size >= NAMES_MAX) return known
  const name = `s${names.size + 1}`
  names.set(sql, name)
  return name
}

/** A pool outside of transactions of requests, its statements prepared as theirs are: who asks is looked up by it. */
export function preparing(pool: pg.Pool): PostgresPool {
  const askedBy = async (client: pg.PoolClient, sql: string, parameters: readonly unknown[]) => {
    const name = nameOf({ sql, parameters })
    const values = [...parameters]
    try {
      return await client.query({ text: sql, values, ...(name === undefined ? {} : { name }) })
    } catch (error) {
      if (!isPlanStale(error)) throw error
      // A table was changed under the connection: its plans are forgotten, and what was asked is planned anew.
      return await client.query(sql, values)
    }
  }
  const faces = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const faceOf = (client: pg.PoolClient): PostgresPoolClient => {
    const query = (sql: string, parameters: readonly unknown[] = []) => askedBy(client, sql, parameters)
    const face = { query, release: (isBroken?: boolean) => client.release(isBroken) } as unknown as PostgresPoolClient
    faces.set(client, face)
    return face
  }
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect()
      return faces.get(client) ?? faceOf(client)
    },
    end: () => pool.end(),
  }
}

const of = new WeakMap<object, Statements>()

/** Begins a transaction on a connection taken for it. */
export function statementsOn(ask: Ask, begin: string, isTold = false): Statements {
  const begun = ask({ text: begin })
  const unwatched: Promise<unknown>[] = [begun]
  begun.catch(() => undefined)
  const meanings = new Map<Promise<unknown>, Meant>()
  const send = (statement: Statement): Promise<pg.QueryResult> => {
    const name = nameOf(statement)
    const values = [...statement.parameters]
    return ask({ text: statement.sql, values, ...(name === undefined ? {} : { name }) })
  }
  const unawaited = (statement: Statement): Promise<unknown> => {
    const answer = send(statement)
    answer.catch(() => undefined)
    unwatched.push(answer)
    return answer
  }
  return {
    asked: async statement => (await Promise.all([begun, send(statement)]))[1],
    unawaited: statement => void unawaited(statement),
    isTold,
    keeping: (statement, meant) => void meanings.set(unawaited(statement), meant),
    refused: async () => {
      for (const [answer, meant] of meanings) {
        const [one] = await Promise.allSettled([answer])
        if (one.status === 'rejected' && codeOf(one.reason) === REFUSED) return meant(String(one.reason.message))
      }
      return undefined
    },
    ended: word => ask({ text: word }),
    unbegun: () =>
      begun.then(
        () => undefined,
        (error: unknown) => error,
      ),
    failure: async () => (await Promise.allSettled(unwatched)).find(one => one.status === 'rejected')?.reason,
  }
}

/** Says by which statements a transaction speaks. */
export const speaksBy = (tx: Tx, statements: Statements): void => void of.set(tx, statements)

/** A statement whose text stands in the code. */
export const written = <Row>(text: string, values: readonly unknown[]): CompiledQuery<Row> =>
  CompiledQuery.raw(text, [...values]) as CompiledQuery<Row>

/**
 * The rows of a statement whose text stands in the code: for what every decision asks, past the builder of queries,
 * which would write the same text anew for each of them.
 */
export async function rowsOf<Row>(tx: Tx, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  const statement = written<Row>(text, values)
  const statements = of.get(tx)
  return (statements === undefined ? await tx.executeQuery(statement) : await statements.asked(statement)).rows as Row[]
}

/** As `unawaited`, of a statement whose text stands in the code. */
export const sent = (tx: Tx, text: string, values: readonly unknown[]): Promise<void> =>
  unawaited(tx, written(text, values))

/** Two statements that do not depend on each other, in one flight; both answers, in their order. */
export async function together<First, Second>(
  tx: Tx,
  first: CompiledQuery<First>,
  second: CompiledQuery<Second>,
): Promise<readonly [readonly First[], readonly Second[]]> {
  const statements = of.get(tx)
  if (statements === undefined) return [(await tx.executeQuery(first)).rows, (await tx.executeQuery(second)).rows]
  const [one, other] = await Promise.all([statements.asked(first), statements.asked(second)])
  return [one.rows as First[], other.rows as Second[]]
}

/**
 * A statement whose answer says nothing: in a transaction of a request it is sent at once and answered for by COMMIT,
 * elsewhere it is waited for. When it fails, nothing of the transaction is kept, and its error is the transaction's.
 */
export async function unawaited(tx: Tx, statement: CompiledQuery<unknown>): Promise<void> {
  const statements = of.get(tx)
  if (statements === undefined) await tx.executeQuery(statement)
  else statements.unawaited(statement)
}

const keptOrRefused = (call: string): string => `select app.kept_or_refused(${call})`

/** As `forMany`, of a call given to `keptBy`; its text for several raises what stands against any of them. */
export function keptForMany(call: string, form: Form): string {
  forMany(keptOrRefused(call), form)
  return call
}

/**
 * Keeps something whole, by a function of the database that answers null, or what stood against it. In a transaction
 * that is told of it at COMMIT nobody waits here: whatever is sent after it travels with it. Where it is refused, so is
 * the transaction.
 * @param call such as `app.keep_guarantee_step($1::jsonb)`
 * @returns null where it is kept, or will be told of at COMMIT; else what stood against it
 */
export async function keptBy(tx: Tx, call: string, values: readonly unknown[], meant: Meant): Promise<Refused | null> {
  const statements = of.get(tx)
  if (statements?.isTold) {
    statements.keeping(written(keptOrRefused(call), values), meant)
    return null
  }
  const [row] = await rowsOf<{ against: string | null }>(tx, `select ${call} as against`, values)
  const against = row?.against ?? null
  return against === null ? null : meant(against)
}
