/**
 * What machines asked, kept for the organisation whose machines they are: a line a request, never a body. Lines are
 * gathered and written in batches apart from the requests, so that none waits for its line. What a process has not
 * written when it is killed is lost, and nothing else is: at most the lines of a second, or of what the database was
 * away.
 */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type RequestLine = {
  readonly id: string
  readonly at: string
  readonly organisation: string
  readonly client: string
  readonly request: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly code: string | null
  readonly duration_ms: number
}

export type RequestLog = {
  /** Keeps a line in memory until the next batch; costs the request nothing else. */
  readonly keep: (line: RequestLine) => void
  /** Writes what waits; for tests and the end. */
  readonly written: () => Promise<void>
  readonly close: () => Promise<void>
}

export type RequestLogParts = {
  readonly db: Kysely<Tables>
  readonly onProblem: (problem: unknown) => void
  /** Hears how many lines had no room left. */
  readonly onLost: (lines: number) => void
  readonly everyMs?: number
  readonly linesMax?: number
}

const EVERY_MS = 1_000
/** Lines of one statement. */
const BATCH = 1_000
/** Lines that wait while the database is away: some megabytes, and not the memory of the process. */
const LINES_MAX = 20_000

/** A line that was written before, and whose answer was lost, is not written twice. */
async function write(db: Kysely<Tables>, lines: readonly RequestLine[]): Promise<void> {
  await sql`insert into app.requests
      (id, at, organisation, client, request, method, route, status, code, duration_ms)
    select * from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(id uuid, at timestamptz, organisation text,
      client text, request text, method text, route text, status integer, code text, duration_ms integer)
    on conflict do nothing`.execute(db)
}

export function openRequestLog(parts: RequestLogParts): RequestLog {
  const { db, onProblem, onLost, everyMs = EVERY_MS, linesMax = LINES_MAX } = parts
  let waiting: RequestLine[] = []
  let lost = 0
  /** Told of once, and again when it was back in between. */
  let isAway = false
  let under: Promise<void> = Promise.resolve()

  async function batch(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting.slice(0, BATCH)
      await write(db, lines)
      waiting = waiting.slice(lines.length)
    }
  }
  /** One batch after the other; what could not be written stays for the next one. */
  const written = (): Promise<void> => {
    under = under.then(batch).then(
      () => {
        isAway = false
      },
      problem => {
        if (!isAway) onProblem(problem)
        isAway = true
      },
    )
    if (lost > 0) onLost(lost)
    lost = 0
    return under
  }
  const looking = setInterval(() => void written(), everyMs)
  looking.unref()
  return {
    keep: line => {
      if (waiting.length < linesMax) waiting.push(line)
      else lost += 1
    },
    written,
    close: async () => {
      clearInterval(looking)
      await written()
      if (waiting.length > 0) onLost(waiting.length)
    },
  }
}

/** Lines of one statement that forgets. */
const FORGET = 10_000

/** Takes away what is older than so many days. Gives how many lines. */
export async function forgetRequests(db: Kysely<Tables>, days: number): Promise<number> {
  for (let count = 0; ; ) {
    const gone = await sql`delete from app.requests where id in (
      select id from app.requests where at < now() - make_interval(days => ${days}) limit ${FORGET})`.execute(db)
    const now = Number(gone.numAffectedRows ?? 0n)
    count += now
    if (now < FORGET) return count
  }
}
