/**
 * Tells people what follows from what happened, once: entries of the audit log in the tree's order behind a mark,
 * messages of the outbox that nobody was told of yet, and what stands and waits. Each batch is one transaction with its
 * mark, and each notification has a key, so that nothing is left out and nothing is told twice.
 */
import { type Kysely, sql } from 'kysely'
import { systemActor } from '../../access/actor.ts'
import type { Database, Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { uuid7 } from '../ids.ts'
import { type Found, type Happened, happened } from './happened.ts'
import {
  type About,
  KINDS,
  type Kind,
  type KindName,
  kindsOfEntry,
  kindsOfMessage,
  kindsOfWaiting,
  LOGGED,
  pathOf,
} from './kinds.ts'
import { NOWHERE, type Place, placeOfCase, placeOfGuarantee, recipients } from './recipients.ts'
import { BOUNDS } from './settings.ts'
import { type At, due, hearings, undelivered } from './waiting.ts'

export type TellingParts = {
  readonly database: Database
  /** Puts a mail on the queue in the transaction; null where no mail is sent. */
  readonly queue: ((tx: Tx, mail: string) => Promise<void>) | null
}
type Detail = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Detail => typeof value === 'object' && value !== null
const detailOf = (body: string): Detail => {
  const { detail } = JSON.parse(body) as { readonly detail?: unknown }
  return isRecord(detail) ? detail : {}
}
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

async function placeOf(db: Kysely<Tables>, about: About, one: Happened, now: Date): Promise<Place | undefined> {
  const { id, organisation } = one
  // What the outbox tells an organisation is for its people, whoever else is party to it.
  if (organisation !== null) return { ...NOWHERE, firm: organisation, bank: organisation }
  if (about === 'case') return await placeOfCase(db, id, now)
  return about === 'guarantee' ? await placeOfGuarantee(db, id) : NOWHERE
}

export function makeTelling({ database, queue }: TellingParts) {
  async function tellOne(tx: Tx, one: Happened, { now }: Pick<At, 'now'>): Promise<number> {
    const kind: Kind = KINDS[one.kind]
    const place = await placeOf(tx, kind.about, one, now)
    if (place === undefined) return 0
    const who = kind.who.filter(({ role }) => one.role === null || role === one.role)
    const found = await recipients(tx, who, { place, assigned: one.assigned, only: one.only }, now)
    let count = 0
    for (const { person, organisation, role } of found) {
      if (person === one.by) continue
      const id = uuid7()
      const { rows } = await sql`
        insert into app.notifications (id, person, organisation, kind, subject, occurrence, path, at)
        values (${id}::uuid, ${person}, ${organisation}, ${one.kind}, ${`${kind.about}:${one.id}`}, ${one.occurrence},
          ${pathOf(kind.about, role, one.id)}, ${now.toISOString()}::timestamptz)
        on conflict do nothing returning 1`.execute(tx)
      if (rows.length === 0) continue
      count += 1
      if (kind.isMailed && queue !== null) await mailed(tx, id, person, one.kind, queue)
    }
    return count
  }

  async function mailed(
    tx: Tx,
    notification: string,
    person: string,
    kind: KindName,
    put: NonNullable<typeof queue>,
  ): Promise<void> {
    const id = uuid7()
    const { rows } = await sql`
      insert into app.mails (id, person, notification, kind)
        select ${id}::uuid, s.person, ${notification}::uuid, ${kind} from app.mail_settings s
        where s.person = ${person} and s.address is not null and not ${kind} = any (s.unmailed)
        returning 1`.execute(tx)
    if (rows.length > 0) await put(tx, id)
  }

  async function tellAll(tx: Tx, all: readonly Happened[], at: Pick<At, 'now'>): Promise<number> {
    let count = 0
    for (const one of all) count += await tellOne(tx, one, at)
    return count
  }

  /** One batch of the log; gives how many entries the mark moved over. */
  const fromLog = (at: At): Promise<number> =>
    database.transaction(systemActor('notifications.log'), async tx => {
      const { rows: marks } = await sql<{ next: string; size: string }>`
        select p.next::text as next, (select coalesce(max(leaf_index) + 1, 0) from app.audit_order)::text as size
        from app.notification_place p where p.source = 'log' for update of p`.execute(tx)
      const from = Number(marks[0]?.next)
      const to = Math.min(Number(marks[0]?.size), from + BOUNDS.batch)
      if (to <= from) return 0
      const { rows } = await sql<{ place: string; person: string; action: string; subject: string; body: string }>`
        select o.leaf_index::text as place, l.person, l.action, l.subject, l.body
        from app.audit_order o join app.audit_leaves l on l.sequence = o.sequence
        where o.leaf_index >= ${from} and o.leaf_index < ${to} and l.action = any (${[...LOGGED]}::text[])
        order by o.leaf_index`.execute(tx)
      await tellAll(tx, rows.flatMap(entryTold), at)
      await sql`update app.notification_place set next = ${to} where source = 'log'`.execute(tx)
      return to - from
    })

  /** One batch of the outbox; gives how many messages were looked at. */
  const fromOutbox = (at: At): Promise<number> =>
    database.transaction(systemActor('notifications.outbox'), async tx => {
      const { rows } = await sql<Message>`
        update app.webhook_messages m set is_told_to_people = true
        from (select sequence from app.webhook_messages where not is_told_to_people
          order by sequence limit ${BOUNDS.batch} for update skip locked) untold
        where m.sequence = untold.sequence
        returning m.id, m.organisation, m.type, m.data, m.endpoint`.execute(tx)
      await tellAll(tx, rows.flatMap(messageTold), at)
      return rows.length
    })

  const waiting = (name: string, found: (tx: Tx) => Promise<readonly Found[]>, at: At): Promise<number> =>
    database.transaction(systemActor(name), async tx => {
      const all = (await found(tx)).flatMap(({ what, id, occurrence, ...more }) =>
        kindsOfWaiting(what).map(kind => happened(kind, id, occurrence, more)),
      )
      return await tellAll(tx, all, at)
    })

  return {
    /** Tells what happened since, and what has come to wait for somebody. */
    tell: async (at: At): Promise<void> => {
      while ((await fromLog(at)) === BOUNDS.batch);
      while ((await fromOutbox(at)) === BOUNDS.batch);
      await waiting('notifications.hearings', hearings, at)
      if (queue !== null) await waiting('notifications.mails', undelivered, at)
    },
    /** Tells whoever it concerns of deadlines within the days configured; a day left out is made up for. */
    tellDue: (at: At): Promise<number> => waiting('notifications.due', tx => due(tx, at), at),
    /** Takes away what has been kept long enough. */
    forget: async (): Promise<void> => {
      await sql`delete from app.notifications where at < now() - make_interval(days => ${BOUNDS.keptDays})`.execute(
        database.plain,
      )
    },
  }
}
export type Telling = ReturnType<typeof makeTelling>

/** What follows from an entry of the log. */
export function entryTold(entry: {
  readonly place: string
  readonly person: string
  readonly action: string
  readonly subject: string
  readonly body: string
}): readonly Happened[] {
  const detail = detailOf(entry.body)
  const [, id = ''] = /^(?:case|guarantee):(.*)$/.exec(entry.subject) ?? []
  return kindsOfEntry(entry.action, detail).map(kind =>
    happened(kind, KINDS[kind].about === 'edition' ? entry.subject : id, occurrenceOf(kind, entry.place), {
      by: entry.person,
      assigned: textsIn(detail['appraisers']),
    }),
  )
}
/** Offices are asked again and again; that facts are missing is told once. */
const occurrenceOf = (kind: KindName, place: string): string => (kind === 'facts_unavailable' ? 'first' : place)

type Message = {
  readonly id: string
  readonly organisation: string
  readonly type: string
  readonly data: string
  readonly endpoint: string | null
}
/** What follows from a message of the outbox for the people of the organisation it is for. */
export function messageTold({ id, organisation, type, data, endpoint }: Message): readonly Happened[] {
  if (endpoint !== null) return []
  const said = JSON.parse(data) as Detail
  return kindsOfMessage(type, said['state']).map(kind => {
    const of = said[`${KINDS[kind].about}_id`]
    return happened(kind, typeof of === 'string' ? of : '', id, { organisation })
  })
}
