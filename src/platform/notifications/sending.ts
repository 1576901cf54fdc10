/**
 * Sends one mail, as a job: to the address that is confirmed when it is sent. A try that may pass later is thrown back
 * to the queue, which waits longer each time; one that is refused for good ends it. A process that ends between sending
 * and marking leaves the mail pending: it is sent once more under the same Message-ID.
 */
import { type Kysely, sql } from 'kysely'
import type { Language } from '../../kernel/words.ts'
import type { Tables } from '../db/tables.ts'
import type { Sealing } from '../webhooks/secrets.ts'
import { isKind } from './kinds.ts'
import { type Letter, mailOf, type Send, type Sender } from './mail.ts'
import { BOUNDS } from './settings.ts'

export type SendingParts = {
  readonly db: Kysely<Tables>
  readonly sender: Sender
  readonly send: Send
  readonly sealing: Sealing
}

type Row = {
  readonly kind: string
  readonly person: string
  readonly language: Language
  readonly address: string | null
  readonly asked: string | null
  readonly code: Uint8Array | null
  readonly path: string | null
  readonly attempts: number
}

/** What the code of an asked address is sealed for. */
export const codeContext = (person: string, address: string): string => `mail-address:${person}:${address}`
/** A mail that cannot be delivered now; the queue tries it again. */
export class NotYetSent extends Error {
  override readonly name = 'NotYetSent'
}

function letterOf(id: string, row: Row, sealing: Sealing): Letter | undefined {
  const { kind, language, person } = row
  if (kind === 'confirm_address') {
    if (row.asked === null || row.code === null) return undefined
    const code = sealing.open(row.code, codeContext(person, row.asked))
    return { id, to: row.asked, language, kind, path: '/notifications/settings', code }
  }
  if (row.address === null || row.path === null || !isKind(kind)) return undefined
  return { id, to: row.address, language, kind, path: row.path }
}

export const makeSending =
  ({ db, sender, send, sealing }: SendingParts) =>
  async (id: string): Promise<void> => {
    const { rows } = await sql<Row>`
      select m.kind, m.person, m.attempts, n.path, coalesce(s.language, 'ko') as language, s.address,
        s.asked_address as asked, s.code
      from app.mails m left join app.mail_settings s on s.person = m.person
        left join app.notifications n on n.id = m.notification
      where m.id = ${id}::uuid and m.state = 'pending'`.execute(db)
    const [row] = rows
    if (row === undefined) return
    const end = (state: string, status: number | null, problem: string | null) =>
      sql`
      update app.mails set state = ${state}, status = ${status}::integer, problem = ${problem}::text,
        attempts = attempts + ${state === 'dropped' ? 0 : 1}::integer, ended_at = now()
      where id = ${id}::uuid and state = 'pending'`.execute(db)
    const letter = letterOf(id, row, sealing)
    // The address was taken back meanwhile.
    if (letter === undefined) return void (await end('dropped', null, null))
    const tried = await send(mailOf(letter, sender))
    if (tried.state === 'sent') return void (await end('sent', null, null))
    if (tried.state === 'refused') return void (await end('refused', tried.status, tried.problem))
    if (row.attempts + 1 >= BOUNDS.triesMax) return void (await end('given_up', tried.status, tried.problem))
    await sql`update app.mails set attempts = attempts + 1, status = ${tried.status}::integer,
      problem = ${tried.problem} where id = ${id}::uuid and state = 'pending'`.execute(db)
    throw new NotYetSent(tried.problem)
  }
