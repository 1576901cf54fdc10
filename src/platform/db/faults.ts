/** What an error of the database means to whoever caught it: try again, not there now, or a mistake of ours. */

/** The five characters PostgreSQL gives an error, or the name the machine gives it. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

/** The constraint that refused, where one did. */
export function constraintOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('constraint' in error)) return ''
  return typeof error.constraint === 'string' ? error.constraint : ''
}

/** Serialisation failure and deadlock: the same work may pass when it is done again. */
export const isPassing = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error))

/**
 * A statement prepared before the tables were changed under a running service: it fails before it does anything, and
 * passes on a new connection.
 */
export const isPlanStale = (error: unknown): boolean =>
  codeOf(error) === '0A000' && error instanceof Error && error.message.includes('cached plan')

const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'EACCES',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
])
const LOST_WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection/

/** The connection is gone, or none could be had. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  return LOST.has(code) || code.startsWith('08') || (error instanceof Error && LOST_WORDS.test(error.message))
}

/** Errors of the line itself, which carry no code of PostgreSQL. */
export const isCut = (error: unknown): boolean =>
  codeOf(error) === '' && error instanceof Error && /terminated|ECONN|timeout/i.test(error.message)

/**
 * Whether a caller may be told to come again later: no connection, resources of the server used up (class 53, a full
 * disk among them), a statement or a lock that took too long, a commit whose answer was lost.
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (error instanceof CommitUncertain) return true
  return (
    isLost(error) ||
    isPassing(error) ||
    code.startsWith('53') ||
    code === '57014' ||
    code === '55P03' ||
    code === '25P03'
  )
}

/**
 * COMMIT was sent and its answer is not known. Never tried again: whoever asked repeats with the same idempotency key,
 * and the row kept under it says whether it was done.
 */
export class CommitUncertain extends Error {
  constructor(cause: unknown) {
    super('COMMIT was sent and its answer was lost: whether it was kept is told by the idempotency row', { cause })
  }
}
