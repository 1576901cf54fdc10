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
  /** The readings as JSON, not yet read; UNAVAILABLE where the office answers late, with a fault, or not. */
  readonly ask: (question: Question) => Promise<unknown>
}

export const UNAVAILABLE: unique symbol = Symbol('unavailable')
