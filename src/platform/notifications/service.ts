/** Use cases of what one is told: reading it, saying that it is read, choosing what is mailed, and where. */
import { randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, isMachine } from '../../access/actor.ts'
import { type Action, may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import { asSystem } from '../db/elevated.ts'
import { uuid7 } from '../ids.ts'
import type { Sealing } from '../webhooks/secrets.ts'
import { isKind, KIND_NAMES, KINDS, type KindName } from './kinds.ts'
import type { FailedMail, NotificationShown, Settings } from './schema.ts'
import { codeContext } from './sending.ts'
import { BOUNDS } from './settings.ts'
import { SAYS } from './words.ts'

export type NotificationParts = {
  readonly sealing: Sealing
  /** Puts a mail on the queue in the transaction; null where no mail is sent. */
  readonly queue: ((tx: Tx, mail: string) => Promise<void>) | null
}
type Row = {
  readonly id: string
  readonly kind: string
  readonly path: string
  readonly at: string
  readonly read_at: string | null
  readonly guarantee: NotificationShown['guarantee']
}
export type Wanted = {
  readonly before: string | undefined
  readonly limit: number
  readonly isUnread: boolean
  readonly kind: KindName | undefined
}
/** Further unread ones are counted no more. */
const COUNTED_MAX = 100

/** A person's, not a machine's: who does not read is told nothing. */
function granted(actor: Actor, action: Action): Result<true> {
  const allowed = may(actor, action, 'none')
  if (!allowed.ok) return allowed
  return isMachine(actor) ? refuse(refusal('notification_of_machine')) : ok(true)
}

const sameCode = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))
const newCode = (): string => String(randomInt(10 ** BOUNDS.codeDigits)).padStart(BOUNDS.codeDigits, '0')

type Kept = {
  readonly language: Language
  readonly unmailed: readonly string[]
  readonly address: string | null
  readonly asked_address: string | null
}

export function makeNotificationService({ sealing, queue }: NotificationParts) {
  async function settingsOf(tx: Tx, actor: Actor): Promise<Settings> {
    const { rows } = await sql<Kept>`
      select language, unmailed, address, asked_address from app.mail_settings
      where person = ${actor.person}`.execute(tx)
    const kept = rows[0] ?? { language: 'ko', unmailed: [], address: null, asked_address: null }
    const { language, unmailed, address, asked_address } = kept
    // Only what somebody of the actor's roles may ever be told.
    const own = KIND_NAMES.filter(
      name => KINDS[name].isMailed && KINDS[name].who.some(one => actor.roles.includes(one.role)),
    )
    const kinds = own.map(kind => ({ kind, title: SAYS[kind][0], is_mailed: !unmailed.includes(kind) }))
    return { is_mail_sent: queue !== null, language, address, asked_address, kinds }
  }

  /** Mails a code to an address; what was confirmed before stays until the code has come back. */
  async function asked(tx: Tx, actor: Actor, person: string, address: string, now: Date): Promise<Result<true>> {
    if (queue === null) return refuse(refusal('mail_not_sent'))
    const put = queue
    return await asSystem(tx, actor, async () => {
      await sql`insert into app.mail_settings (person) values (${person}) on conflict do nothing`.execute(tx)
      const { rows } = await sql<{ asked_at: string | null }>`
        select asked_at from app.mail_settings where person = ${person} for update`.execute(tx)
      const before = rows[0]?.asked_at ?? null
      if (before !== null && now.getTime() - Date.parse(before) < BOUNDS.codeSeconds * 1000)
        return refuse(refusal('mail_address_too_soon', '', { limit: String(BOUNDS.codeSeconds) }))
      const code = sealing.seal(newCode(), codeContext(person, address))
      await sql`update app.mail_settings set asked_address = ${address}, code = ${code}, tries = 0,
        asked_at = ${now.toISOString()}::timestamptz where person = ${person}`.execute(tx)
      const id = uuid7()
      await sql`insert into app.mails (id, person, kind) values (${id}::uuid, ${person}, 'confirm_address')`.execute(tx)
      await put(tx, id)
      return ok(true)
    })
  }

  return {
    async list(tx: Tx, actor: Actor, wanted: Wanted): Promise<Result<readonly NotificationShown[]>> {
      const allowed = may(actor, 'notification.list', 'none')
      if (!allowed.ok) return allowed
      const { before, limit, isUnread, kind } = wanted
      const { rows } = await sql<Row>`
        select n.id, n.kind, n.path, n.at, n.read_at,
          case when g.id is not null then jsonb_build_object('number', g.number, 'firm', o.names) end as guarantee
        from app.notifications n
          left join app.guarantees g
            on g.id = case when n.subject like 'guarantee:%' then substr(n.subject, 11)::uuid end
          left join app.organisations o on o.id = g.firm
        where n.person = ${actor.person} and n.organisation = ${actor.party}
          and (${before ?? null}::uuid is null or n.id < ${before ?? null}::uuid)
          and (not ${isUnread}::boolean or n.read_at is null)
          and (${kind ?? null}::text is null or n.kind = ${kind ?? null}::text)
        order by n.id desc limit ${limit}`.execute(tx)
      return ok(
        rows.flatMap(({ kind, ...row }) =>
          isKind(kind) ? [{ ...row, kind, title: SAYS[kind][0], text: SAYS[kind][1] }] : [],
        ),
      )
    },

    async count(tx: Tx, actor: Actor): Promise<Result<number>> {
      const allowed = may(actor, 'notification.list', 'none')
      if (!allowed.ok) return allowed
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from (select 1 from app.notifications
          where person = ${actor.person} and organisation = ${actor.party} and read_at is null
          limit ${COUNTED_MAX}) unread`.execute(tx)
      return ok(rows[0]?.count ?? 0)
    },

    /** Says that one is read, or all up to now; read once, it stays so. */
    async read(tx: Tx, actor: Actor, id: string | null, now: Date): Promise<Result<number>> {
      const allowed = granted(actor, 'notification.read')
      if (!allowed.ok) return allowed
      const { rows } = await sql<{ id: string }>`
        update app.notifications set read_at = coalesce(read_at, ${now.toISOString()}::timestamptz)
        where person = ${actor.person} and organisation = ${actor.party}
          and case when ${id}::uuid is null then read_at is null else id = ${id}::uuid end
        returning id`.execute(tx)
      if (id !== null && rows.length === 0)
        return refuse(refusal('notification_unknown', 'notification_id', { value: id }))
      return ok(rows.length)
    },

    async settings(tx: Tx, actor: Actor): Promise<Result<Settings>> {
      const allowed = granted(actor, 'notification.list')
      return allowed.ok ? ok(await settingsOf(tx, actor)) : allowed
    },

    async change(
      tx: Tx,
      actor: Actor,
      { language, unmailed }: { readonly language: Language; readonly unmailed: readonly KindName[] },
    ): Promise<Result<Settings>> {
      const allowed = granted(actor, 'notification.change')
      if (!allowed.ok) return allowed
      await asSystem(tx, actor, async () => {
        await sql`insert into app.mail_settings (person, language, unmailed)
          values (${actor.person}, ${language}, ${[...new Set(unmailed)]}::text[])
          on conflict (person) do update set language = excluded.language, unmailed = excluded.unmailed`.execute(tx)
      })
      await audited(tx, actor, { action: 'notification.change', subject: `person:${actor.person}` })
      return ok(await settingsOf(tx, actor))
    },

    async ask(tx: Tx, actor: Actor, address: string, now: Date): Promise<Result<Settings>> {
      const allowed = granted(actor, 'notification.change')
      if (!allowed.ok) return allowed
      const sent = await asked(tx, actor, actor.person, address, now)
      if (!sent.ok) return sent
      // Which address it is stands in no log.
      await audited(tx, actor, { action: 'notification.change', subject: `person:${actor.person}`, detail: 'asked' })
      return ok(await settingsOf(tx, actor))
    },

    /** An admin gives somebody's address; it is theirs once they have sent the code back. */
    async askFor(tx: Tx, actor: Actor, person: string, address: string, now: Date): Promise<Result<true>> {
      const allowed = may(actor, 'mail_address.change', 'none')
      if (!allowed.ok) return allowed
      const { rows } = await sql`
        select 1 from app.persons where id = ${person} and erased_at is null`.execute(tx)
      if (rows.length === 0) return refuse(refusal('person_missing', 'person_id', { value: person }))
      const sent = await asked(tx, actor, person, address, now)
      if (sent.ok) await audited(tx, actor, { action: 'mail_address.change', subject: `person:${person}` })
      return sent
    },

    /**
     * The code that came by mail. A wrong one is counted although it is refused, which is why the answer to it is no
     * refusal of the transaction: the caller is told by `isRight`.
     */
    async confirm(tx: Tx, actor: Actor, code: string, now: Date): Promise<Result<Settings & { is_right: boolean }>> {
      const allowed = granted(actor, 'notification.change')
      if (!allowed.ok) return allowed
      const checked = await asSystem(tx, actor, async (): Promise<Result<boolean>> => {
        const { rows } = await sql<{ asked_address: string; code: Uint8Array; asked_at: string; tries: number }>`
          select asked_address, code, asked_at, tries from app.mail_settings
          where person = ${actor.person} and asked_address is not null for update`.execute(tx)
        const [row] = rows
        if (row === undefined) return refuse(refusal('mail_address_unasked', 'code'))
        const isOld = now.getTime() - Date.parse(row.asked_at) > BOUNDS.codeHours * 3_600_000
        if (isOld || row.tries >= BOUNDS.codeTriesMax) return refuse(refusal('mail_code_lapsed', 'code'))
        const isRight = sameCode(sealing.open(row.code, codeContext(actor.person, row.asked_address)), code)
        if (isRight)
          await sql`update app.mail_settings set address = asked_address, asked_address = null, code = null,
            asked_at = null, tries = 0 where person = ${actor.person}`.execute(tx)
        else await sql`update app.mail_settings set tries = tries + 1 where person = ${actor.person}`.execute(tx)
        return ok(isRight)
      })
      if (!checked.ok) return checked
      if (checked.value)
        await audited(tx, actor, {
          ...{ action: 'notification.change', subject: `person:${actor.person}`, detail: 'confirmed' },
        })
      return ok({ ...(await settingsOf(tx, actor)), is_right: checked.value })
    },

    /** Takes the address back; what was still to be mailed is dropped. */
    async takeBack(tx: Tx, actor: Actor): Promise<Result<Settings>> {
      const allowed = granted(actor, 'notification.change')
      if (!allowed.ok) return allowed
      await asSystem(tx, actor, async () => {
        await sql`update app.mail_settings set address = null, asked_address = null, code = null, asked_at = null,
          tries = 0 where person = ${actor.person}`.execute(tx)
      })
      await audited(tx, actor, {
        action: 'notification.change',
        subject: `person:${actor.person}`,
        detail: 'taken back',
      })
      return ok(await settingsOf(tx, actor))
    },

    /** Mail that could not be delivered, without its address. */
    async failed(
      tx: Tx,
      actor: Actor,
      before: string | undefined,
      limit: number,
    ): Promise<Result<readonly FailedMail[]>> {
      const allowed = may(actor, 'mail.list', 'none')
      if (!allowed.ok) return allowed
      const { rows } = await sql<FailedMail>`
        select id, person, kind, state, attempts, status, problem, made_at, ended_at from app.mails
        where state in ('refused', 'given_up') and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
        order by id desc limit ${limit}`.execute(tx)
      await audited(tx, actor, { action: 'mail.list', subject: 'mail:failed' })
      return ok(rows)
    },
  }
}
export type NotificationService = ReturnType<typeof makeNotificationService>
