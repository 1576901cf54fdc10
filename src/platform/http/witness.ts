/**
 * Who looks on when answers leave the house: keeps, beside each answer that shows what is guarded, who was shown it,
 * and each refusal of it. What is guarded, a stage says; the pipeline only asks. Nothing guarded leaves where it cannot
 * be kept who saw it.
 */
import type { Actor } from '../../access/actor.ts'
import type { Refusal, Result } from '../../kernel/result.ts'
import type { Database, Tx } from '../db/database.ts'
import type { Headers } from './body.ts'
import type { Route } from './route.ts'

/** A request as far as a reading is concerned. */
export type Looking = {
  readonly route: Route
  readonly actor: Actor
  readonly params: Readonly<Record<string, unknown>>
  readonly headers: Headers
  readonly now: Date
  readonly day: string
}

export type Witness = {
  /**
   * Keeps what an answer shows in the transaction of the answer; refuses where its reader owes a reason.
   * @param json  what is answered; undefined for bytes
   */
  readonly shown: (tx: Tx, looking: Looking, json: unknown) => Promise<Result<true>>
  /** Keeps that a request was refused, in a transaction of its own: that of the request is gone. */
  readonly refused: (database: Database, looking: Looking, refusals: readonly Refusal[]) => Promise<void>
}
