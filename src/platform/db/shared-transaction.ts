/**
 * Deeds of one caller that come while others of theirs are being kept share one transaction: what each of them asks at
 * the same point is asked in one statement, and one COMMIT answers for all. Where anything stands against any of them,
 * nothing is kept, and each is done by itself, as it would have been alone.
 *
 * Nobody waits for strangers, and nobody waits for a timer: deeds gather only while earlier ones are under way.
 */
import type pg from 'pg'
import type { Tx } from './database.ts'
import { CommitUncertain, isCut, isLost, isPlanStale } from './faults.ts'
import { askOf, formOf, type Statement, type Statements, statementsOn } from './statements.ts'

/** Transactions of one caller under way at once, so that one is worked out while the other is written. */
const RUNS_MAX = 2
/** The second begins only for so many: what a transaction costs is shared by those that are in it. */
const SECOND_DEEDS_MIN = 4
/** Deeds of one transaction: the longest has to wait for so many others to be worked out. */
const DEEDS_MAX = 16
/** How long a caller's deeds go alone after some that went together could not be kept, in ms. */
const APART_MS = 1_000

type Work = (tx: Tx) => Promise<unknown>

/** A deed that waits for a transaction. */
type Deed = {
  /** What is locked for it: two that lock the same never share a transaction, as a lock is had again by who has it. */
  readonly lock: string
  readonly work: Work
  readonly isKept: (value: unknown) => boolean
  readonly done: (value: unknown) => void
  readonly failed: (error: unknown) => void
  readonly alone: () => Promise<void>
}

type Asked = {
  readonly statement: Statement
  readonly answered: (result: pg.QueryResult) => void
  readonly failed: (error: unknown) => void
}

/** One deed in a transaction. */
type Lane = {
  readonly deed: Deed
  /** What it has asked and was not sent yet, in order. */
  asked: Asked[]
  /** Whether it goes on only when it is answered. */
  isWaiting: boolean
  ended: 'kept' | 'not_kept' | 'thrown' | null
  value: unknown
  hasWritten: boolean
}

/** What of a caller waits and runs. */
type Caller = { readonly waiting: Deed[]; runs: number; readonly locks: Set<string>; isApart: boolean }

type Opened = (statements: Statements) => Promise<Tx>

const isLast = ({ statement }: Asked): number => Number(formOf(statement.sql)?.isLast === true)

/** Sends what lanes have asked: at each point the same texts in one statement, otherwise one after the other. */
function flushed(lanes: readonly Lane[], send: (statement: Statement) => Promise<pg.QueryResult>): void {
  const queues = lanes.map(lane => {
    const queue = lane.asked
    lane.asked = []
    lane.isWaiting = false
    if (queue.some(one => formOf(one.statement.sql)?.isRead !== true)) lane.hasWritten = true
    return queue
  })
  for (;;) {
    const text = queues.find(queue => queue.length > 0)?.[0]?.statement.sql
    if (text === undefined) return
    const same = queues.flatMap(queue => (queue[0]?.statement.sql === text ? [queue.shift() as Asked] : []))
    const form = formOf(text)
    if (form === undefined || same.length === 1) {
      for (const one of same) send(one.statement).then(one.answered, one.failed)
      continue
    }
    const width = same[0]?.statement.parameters.length ?? 0
    const all = { sql: form.text(same.length, width), parameters: same.flatMap(one => one.statement.parameters) }
    send(all).then(
      result => {
        for (const [place, one] of same.entries())
          one.answered({ ...result, rows: result.rows.filter(row => row.deed === place) })
      },
      error => {
        for (const one of same) one.failed(error)
      },
    )
  }
}

/** A lane's face to whoever works in it: statements are put by until every lane waits. */
function statementsOf(lane: Lane, waits: () => void): Statements {
  const put = (statement: Statement): Promise<pg.QueryResult> =>
    new Promise((answered, failed) => lane.asked.push({ statement, answered, failed }))
  const unawaited = (statement: Statement): void => void put(statement).catch(() => undefined)
  return {
    asked: statement => {
      const answer = put(statement)
      lane.isWaiting = true
      waits()
      return answer
    },
    unawaited,
    isTold: true,
    // What is refused is refused again to whoever then asks alone, and told there.
    keeping: statement => unawaited(statement),
    refused: async () => undefined,
    ended: async () => {
      throw new Error('a shared transaction is ended for all')
    },
    unbegun: async () => undefined,
    failure: async () => undefined,
  }
}

/** Works the deeds of one transaction to their end; throws where nothing of it is kept. */
async function worked(client: pg.PoolClient, begin: string, lanes: readonly Lane[], opened: Opened): Promise<void> {
  const statements = statementsOn(askOf(client, begin, undefined), begin)
  const watched: Promise<unknown>[] = []
  const send = (statement: Statement): Promise<pg.QueryResult> => {
    const answer = statements.asked(statement)
    answer.catch(() => undefined)
    watched.push(answer)
    return answer
  }
  let isDue = false
  const look = (): void => {
    isDue = false
    const open = lanes.filter(lane => lane.ended === null)
    if (open.length > 0 && open.every(lane => lane.isWaiting)) flushed(open, send)
  }
  // Only when nobody can go on without an answer: then all have asked what they ask at this point.
  const waits = (): void => {
    if (isDue) return
    isDue = true
    process.nextTick(look)
  }
  const lived = async (lane: Lane): Promise<void> => {
    try {
      lane.value = await lane.deed.work(await opened(statementsOf(lane, waits)))
      lane.ended = lane.deed.isKept(lane.value) ? 'kept' : 'not_kept'
    } catch {
      lane.ended = 'thrown'
    }
    waits()
  }
  await Promise.all(lanes.map(lived))
  if (lanes.some(lane => lane.ended !== 'kept' && lane.hasWritten)) throw new NotTogether()
  const ending = lanes.filter(lane => lane.ended === 'kept')
  // Nobody waits for what is left to be sent.
  for (const lane of ending) lane.asked = lane.asked.toSorted((one, other) => isLast(one) - isLast(other))
  flushed(ending, send)
  let command: string
  try {
    command = (await statements.ended('commit')).command
  } catch (error) {
    throw isLost(error) || isCut(error) ? new CommitUncertain(error) : error
  }
  const problems = (await Promise.allSettled(watched)).flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  if (command !== 'COMMIT') throw problems[0] ?? new NotTogether()
}

/** What one deed wrote before it was given up is in the transaction of all. */
class NotTogether extends Error {}

/** Keeps deeds by one transaction; each is then done, or done alone. */
async function kept(pool: pg.Pool, begin: string, deeds: readonly Deed[], opened: Opened): Promise<boolean> {
  const lanes = deeds.map(
    (deed): Lane => ({ deed, asked: [], isWaiting: false, ended: null, value: undefined, hasWritten: false }),
  )
  let client: pg.PoolClient
  try {
    client = await pool.connect()
  } catch {
    for (const deed of deeds) void deed.alone()
    return false
  }
  let broken: Error | undefined
  try {
    await worked(client, begin, lanes, opened)
    for (const { deed, ended, value } of lanes) {
      if (ended === 'thrown') void deed.alone()
      else deed.done(value)
    }
    return true
  } catch (error) {
    broken = isLost(error) || isPlanStale(error) || error instanceof CommitUncertain ? (error as Error) : undefined
    if (broken === undefined)
      await client.query('rollback').catch((problem: unknown) => {
        broken = problem as Error
      })
    for (const { deed, ended } of lanes) {
      if (error instanceof CommitUncertain && ended === 'kept') deed.failed(error)
      else void deed.alone()
    }
    return false
  } finally {
    client.release(broken)
  }
}

/**
 * Does a deed, with others of its caller where there are any.
 * @param begin  who acts: those who share a transaction begin it with the same words
 * @param alone  does it by itself
 */
export type Sharing = (
  begin: string,
  lock: string,
  work: Work,
  isKept: (value: unknown) => boolean,
  alone: () => Promise<unknown>,
) => Promise<unknown>

/** Makes the place where deeds of a caller gather. */
export function makeSharing(pool: pg.Pool, opened: Opened): Sharing {
  const callers = new Map<string, Caller>()

  const forget = (begin: string, caller: Caller): void => {
    if (caller.runs === 0 && caller.waiting.length === 0 && !caller.isApart) callers.delete(begin)
  }
  const apart = (begin: string, caller: Caller): void => {
    caller.isApart = true
    const over = (): void => {
      caller.isApart = false
      forget(begin, caller)
    }
    setTimeout(over, APART_MS).unref()
  }
  const run = (begin: string, caller: Caller): void => {
    const deeds = caller.waiting.splice(0, DEEDS_MAX)
    caller.runs += 1
    const over = (): void => {
      for (const { lock } of deeds) caller.locks.delete(lock)
      caller.runs -= 1
      start(begin, caller)
      forget(begin, caller)
    }
    const isTogether = deeds.length > 1 && !caller.isApart
    if (!isTogether) return void Promise.all(deeds.map(deed => deed.alone())).then(over)
    void kept(pool, begin, deeds, opened).then(isKept => {
      if (!isKept && !caller.isApart) apart(begin, caller)
      over()
    })
  }
  const start = (begin: string, caller: Caller): void => {
    const least = caller.runs === 0 ? 1 : SECOND_DEEDS_MIN
    if (caller.runs < RUNS_MAX && caller.waiting.length >= least) run(begin, caller)
  }

  return (begin, lock, work, isKept, alone) => {
    const caller = callers.get(begin) ?? { waiting: [], runs: 0, locks: new Set(), isApart: false }
    callers.set(begin, caller)
    if (caller.locks.has(lock) || caller.isApart) return alone()
    caller.locks.add(lock)
    return new Promise((done, failed) => {
      caller.waiting.push({ lock, work, isKept, done, failed, alone: () => alone().then(done, failed) })
      // What was read from the wire in the same turn of the loop goes together.
      setImmediate(start, begin, caller)
    })
  }
}
