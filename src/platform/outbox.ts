/**
 * The outbox: what a bank or a firm is told of an effect, written in the effect's own transaction, so that it is told
 * exactly where the effect is kept. Sending is done afterwards by platform/webhooks.
 */
import { canonicalJson, type Json } from '../kernel/digest.ts'
import type { Tx } from './db/database.ts'
import { forMany, listed, sent } from './db/statements.ts'
import { EVENTS, type EventPayload, type EventType } from './webhooks/catalogue.ts'

/** What is told: of one type of the catalogue. */
export type Told<Type extends EventType> = {
  readonly type: Type
  /** What it is about: `case:<id>`, `certificate:<number>`, `guarantee:<id>`. */
  readonly subject: string
  /**
   * What it is told in order with: a guarantee's or a case's id. Whoever tells holds its row until their transaction
   * ends, so that two messages of one order are never told at the same time.
   */
  readonly order: string
  readonly data: EventPayload<Type>
}

const TELL = forMany('select app.tell($1::text[], $2, $3, $4, $5, $6::uuid) as told', {
  isRead: false,
  // Of several, the organisations of each stay a text until they are read as a list: lists of lists are of one length.
  text: deeds => `select app.tell_all(${listed(deeds, ['text', 'text', 'text', 'text', 'text', 'uuid'])})`,
})

/** Tells several organisations the same; each gets a message of its own. */
export async function tellEach<Type extends EventType>(
  tx: Tx,
  organisations: readonly string[],
  { type, subject, order, data }: Told<Type>,
  /** For a message to one endpoint alone. */
  endpoint: string | null = null,
): Promise<void> {
  // A message that is not of its schema is our own mistake, and is thrown before anything is sent to the database.
  const text = canonicalJson(EVENTS[type].data.parse(data) as Json)
  await sent(tx, TELL, [[...organisations], type, subject, order, text, endpoint])
}

/** Tells one organisation, in the transaction. */
export const tell = <Type extends EventType>(
  tx: Tx,
  { organisation, ...told }: Told<Type> & { readonly organisation: string },
): Promise<void> => tellEach(tx, [organisation], told)
