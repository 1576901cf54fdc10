/**
 * Offices that answer for facts about a firm: a credit bureau, a tax office, a court. A port with two ends: a file of
 * readings, and an HTTP service. What they answer is unknown until the party stage has read it; no answer is an answer.
 */

/** What is asked of one office. */
export type Question = {
  readonly firm: string
  /** Those who own or run it, by id. */
  readonly persons: readonly string[]
  readonly facts: readonly string[]
  readonly consent: string | null
  readonly day: string
}

export type Office = {
  /** Who it is, as the readings name their source: credit_bureau, tax_office, ... */
  readonly source: string
  /** The facts it answers for. */
  readonly facts: readonly string[]
  /** How long it is waited for. */
  readonly timeoutMs: number
  /**
   * The readings as JSON, not yet read; UNAVAILABLE where the office answers with a fault, or not. `signal` falls when
   * nobody waits any more.
   */
  readonly ask: (question: Question, signal: AbortSignal) => Promise<unknown>
}

export const UNAVAILABLE: unique symbol = Symbol('unavailable')

/** Asks an office and waits for it no longer than it is given, whatever it does meanwhile. */
export async function askedInTime(office: Office, question: Question): Promise<unknown> {
  const cut = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof UNAVAILABLE>(resolve => {
    timer = setTimeout(() => resolve(UNAVAILABLE), office.timeoutMs)
  })
  try {
    return await Promise.race([office.ask(question, cut.signal).catch(() => UNAVAILABLE), late])
  } finally {
    clearTimeout(timer)
    cut.abort()
  }
}
