/**
 * What a thrown error means to a caller: that the database is not to be had, that somebody was faster, or our fault.
 */
import { codeOf, isPassing, isUnavailable } from '../db/faults.ts'

export type Meaning = 'unavailable' | 'raced' | 'fault'

/** Stopped by its operator, of its system, read only, damaged: beside those the store knows. */
const CUT = /^(?:57|58)...$|^25006$|^XX00[12]$/
const CUT_MESSAGE = /not queryable|Cannot use a pool after calling end|driver has already been destroyed/i

/** Reads an error: 23505 and class 40 lost a race, what the store calls unavailable is, anything else is our fault. */
export function meaningOf(error: unknown): Meaning {
  const code = codeOf(error)
  if (isPassing(error) || code === '23505') return 'raced'
  if (isUnavailable(error) || CUT.test(code)) return 'unavailable'
  return code === '' && error instanceof Error && CUT_MESSAGE.test(error.message) ? 'unavailable' : 'fault'
}

/** A fault of ours whose sentence holds nothing that anybody sent, so that it may be logged. */
export class Fault extends Error {
  readonly told: string
  constructor(told: string) {
    super(told)
    this.name = 'Fault'
    this.told = told
  }
}

/** An error as it may be logged: what kind, which code, where in our code - without the message and its values. */
export function traced(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { constraint, table, routine } = error as unknown as { readonly [key: string]: unknown }
  const places = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  return {
    name: error.name,
    code: codeOf(error),
    ...(error instanceof Fault ? { told: error.told } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(typeof table === 'string' ? { table } : {}),
    ...(typeof routine === 'string' ? { routine } : {}),
    stack: places.slice(0, 12).map(line => line.trim()),
  }
}
