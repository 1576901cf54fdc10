/**
 * Use cases of a guarantee: begun on a notified decision, carried from step to step, read. Every change of a life goes
 * through one way: held, decided, posted, and kept in one call with its entries, fees, limits and audit leaf.
 */
import type { Actor } from '../access/actor.ts'
import { type Action, may, relationsTo } from '../access/table.ts'
import { organisationsOf } from '../application/store.ts'
import { decisionOf } from '../decision/store.ts'
import { type CalendarDate, calendarDate } from '../kernel/calendar.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { fixed, fixedText } from '../kernel/fixed.ts'
import { type Money, moneyFromText, moneyText, plus } from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Ledger } from '../ledger/entries.ts'
import type { LedgerEvent } from '../ledger/postings.ts'
import { transferOfRow } from '../ledger/rows.ts'
import { digestOfEntry, transferAt } from '../ledger/store.ts'
import type { Tx } from '../platform/db/database.ts'
import { asSystem } from '../platform/db/elevated.ts'
import { versionHeld } from '../platform/http/version.ts'
import { tellEach } from '../platform/outbox.ts'
import { type Asked, askedOf, type Columns, type Given, type Standing } from './asked.ts'
import { booksOf, owedWhole, posted, standingOn, unpaidBy } from './books.ts'
import type { Carrying } from './carrying.ts'
import { unperformedBefore } from './charging/charge.ts'
import type { Command, Life } from './commands.ts'
import { dueFrom } from './due.ts'
import { accountOfPayer, type Fee, FIRM, feeOfRow, rowOfFee } from './fee-row.ts'
import { chargesOf, earnedTo, feesAfter, lateFees, NO_FEES, partsOfOthers } from './fee-rows.ts'
import { admitted, decide, evolve, heldBy } from './life.ts'
import { postingsOf, transferOf } from './postings.ts'
import { usedSince, yearsBetween } from './promise.ts'
import { toldBy } from './restating.ts'
import type { Said } from './schema.ts'
import { columnsOf, eventRow, recoveryRepeated, rowOfLife, said } from './step-rows.ts'
import {
  type Books,
  eventsOf,
  firstOf,
  guaranteedFor,
  held,
  type KeptGuarantee,
  keepStep,
  lastEvent,
  recoveredUnder,
  refundedBy,
  type Step,
} from './store.ts'
import { stepTold } from './told.ts'

export type Moment = { readonly now: Date; readonly day: string }

/** A guarantee after a step, with what the step left of its books and fees; null where they have to be read again. */
export type Stepped = KeptGuarantee & {
  readonly left: { readonly books: Ledger; readonly fees: readonly Fee[] } | null
}
/** A guarantee as a reply shows it: read, or as a step has just left it. */
export type Shown = KeptGuarantee & Partial<Pick<Stepped, 'left'>>
/** Steps after which others' shares are posted as well. */
const SHARED: readonly Command['type'][] = ['pay', 'recover', 'sell']
export type GuaranteeParts = {
  /** What guarantees are carried by on a day. */
  readonly carriedBy: (day: string) => Result<Carrying>
  /** What else a step does, in its transaction, once it is kept: a loss that others share. */
  readonly after: (
    tx: Tx,
    actor: Actor,
    done: { readonly kept: KeptGuarantee; readonly command: Command['type']; readonly books: Ledger },
    at: Moment,
  ) => Promise<Result<null>>
}

/** A guarantee held in the transaction, with its part of the books. */
type Held = {
  readonly kept: KeptGuarantee
  readonly standing: Standing
  readonly day: CalendarDate
  readonly rules: Carrying
}
export type Compose = (held: Held) => Promise<Result<Asked>>
/** What a command brings with it that the life does not need: columns it sets, and what is kept of it. */
export type More = Omit<Asked, 'command'>

export const standingOf = (kept: KeptGuarantee, books: Books): Standing => ({
  ...kept,
  books: booksOf(books),
  fees: books.fees.map(feeOfRow),
})

/** What the audit log keeps of a deed. */
export const leafOf = (
  actor: Actor,
  action: string,
  id: string,
  detail: Json,
  reason: string | null = null,
): Step['audit'] => ({
  person: actor.person,
  organisation: actor.party,
  action,
  subject: `guarantee:${id}`,
  reason,
  body: canonicalJson({ request: actor.requestId, detail }),
})

/** A guarantee as a step leaves it, as its row then says it. */
const steppedTo = (
  kept: KeptGuarantee,
  life: Life,
  { bank, firm, ...set }: Columns,
  rules: Carrying,
  { now }: Moment,
): KeptGuarantee => ({
  ...kept,
  ...set,
  subject: { ...kept.subject, bank: bank ?? kept.subject.bank, firm: firm ?? kept.subject.firm },
  life,
  held: heldBy(life),
  dueOn: dueFrom(life, rules),
  updatedAt: now.toISOString(),
})

/** The fees with those a step changed or added in their places. */
const feesWith = (fees: readonly Fee[], changed: readonly Fee[]): readonly Fee[] =>
  [...new Map([...fees, ...changed].map(fee => [fee.place, fee])).values()].sort((a, b) => a.place - b.place)

export type Payment = {
  readonly amount: Money
  readonly paid_on: string
  readonly reference: string
  /** Who paid it; the firm where nobody is named. */
  readonly payer?: string | undefined
}

/** The books with an entry that stands already, as far as being asked again goes. */
const entered = (books: Ledger, id: string, digest: string): Ledger => ({
  ...books,
  entries: new Map([[id, { id, day: calendarDate('1970-01-01'), event: '', reference: '', digest, lines: [] }]]),
})
const told = <Value>(again: Result<unknown>, value: Value): Result<Value> => (again.ok ? ok(value) : said(again))

/** Only notices and renewals ask what was promised. */
const NOT_READ: Given = {
  get promised(): never {
    throw new Error('what was promised was not read for this command')
  },
  gateOf: () => null,
}

export function makeGuaranteeService({ carriedBy, after: afterwards }: GuaranteeParts) {
  /** A guarantee for a change: there for the actor, theirs to change, at the version they read, held from here on. */
  async function holding(
    tx: Tx,
    actor: Actor,
    action: Action,
    id: string,
    { day }: Moment,
    expected: number | undefined,
  ): Promise<Result<Held>> {
    const found = await held(tx, id)
    if (found === undefined) return refuse(refusal('subject_missing'))
    const { kept, books } = found
    const allowed = may(actor, action, relationsTo(actor, kept.subject))
    if (!allowed.ok) return allowed
    const version = versionHeld(expected, kept.life.version)
    if (!version.ok) return version
    const rules = carriedBy(day)
    if (!rules.ok) return rules
    return ok({ kept, standing: standingOf(kept, books), day: calendarDate(day), rules: rules.value })
  }

  /** What is owed and by whom after a step that pays or is paid on a claim. */
  const pursuedAfter = (command: Command, { standing, day }: Held, books: Standing['books']): Columns => {
    if (command.type !== 'pay' && command.type !== 'recover') return {}
    const principal = standingOn(books, 'subrogation_claims', standing.id)
    return { pursued: [...standing.pursued.filter(one => one.from < day), { from: day, principal }] }
  }

  // What a step leaves is known before it is kept. Nothing is read after it: from there on the rows that it shares with
  // other guarantees, such as the fund's limit, are held until the transaction ends.
  async function kept(tx: Tx, actor: Actor, at: Moment, holdingIt: Held, asked: Asked): Promise<Result<Stepped>> {
    const { standing, day, rules } = holdingIt
    const { id, life: before, fees } = standing
    const { command } = asked
    const event = decide(before, command, day, rules)
    if (!event.ok) return event
    const after = evolve(before, event.value)
    const reference = asked.reference ?? `guarantee:${id}/${after.version}`
    const entry = { id: `${id}/${after.version}`, day, reference }
    const { restates } = asked
    const { transfers } = standing.books
    const books =
      restates === undefined
        ? standing.books
        : { ...standing.books, transfers: new Map([...transfers, [restates.id, restates]]) }
    const first = posted(books, id, asked.first ?? [], { ...entry, id: `${entry.id}.first` })
    if (!first.ok) return first
    const change = { before, after, event: event.value }
    const past = unperformedBefore(standing, command, day, rules)
    const charged = command.type === 'charge_fee' ? earnedTo(id, fees, day) : NO_FEES
    const ended = feesAfter(id, feesWith(fees, past), change)
    const events: readonly LedgerEvent[] = [
      ...chargesOf(id, past),
      ...charged.events,
      ...postingsOf(id, change, {
        order: rules.recoveryOrder,
        owed: owedWhole(first.value.books, id),
        others: partsOfOthers(asked.fees ?? []).map(({ payer, amount }) => ({ ...accountOfPayer(id, payer), amount })),
      }),
      ...ended.events,
    ]
    const entries = posted(first.value.books, id, events, entry)
    if (!entries.ok) return entries
    const set = { ...asked.set, ...pursuedAfter(command, holdingIt, entries.value.books) }
    const rows = feesWith(past, [...charged.fees, ...ended.fees, ...(asked.fees ?? [])])
    const keeping = await keepStep(tx, {
      at: at.now.toISOString(),
      guarantee: { id, expected: before.version, ...rowOfLife(after, rules), ...columnsOf(set) },
      event: eventRow(event.value, after.version, actor.person, asked.detail),
      fees: rows.map(rowOfFee),
      entries: [...first.value.entries, ...entries.value.entries],
      audit: leafOf(actor, `guarantee.${command.type}`, id, {
        event: event.value.type,
        from: event.value.from,
        to: event.value.to,
        version: after.version,
        ...(asked.detail as Record<string, Json> | undefined),
      }),
    })
    if (!keeping.ok) return keeping
    const now = steppedTo(holdingIt.kept, after, set, rules, at)
    const more = await afterwards(tx, actor, { kept: now, command: command.type, books: entries.value.books }, at)
    if (!more.ok) return more
    const news = stepTold(now, event.value, holdingIt.kept.subject)
    if (news !== undefined) await tellEach(tx, news.organisations, news.told)
    const left = { books: entries.value.books, fees: feesWith(fees, rows) }
    return ok({ ...now, left: SHARED.includes(command.type) ? null : left })
  }

  async function stepped(
    tx: Tx,
    actor: Actor,
    id: string,
    type: Command['type'],
    at: Moment,
    expected: number | undefined,
    compose: Compose,
  ): Promise<Result<Stepped>> {
    const holdingIt = await holding(tx, actor, `guarantee.${type}`, id, at, expected)
    if (!holdingIt.ok) return holdingIt
    const open = admitted(holdingIt.value.standing.life, type, holdingIt.value.day)
    if (!open.ok) return open
    // Whoever found an amount payable does not pay it, nor in the name of who did.
    if (type === 'pay') {
      const examined = await lastEvent(tx, id, 'examined')
      const behind = [actor.person, ...Object.values(actor.delegations)]
      if (examined !== undefined && behind.includes(examined.person))
        return refuse(refusal('payment_own_examination', '', { limit: 'another than who examined' }))
    }
    const asked = await compose(holdingIt.value)
    if (!asked.ok) return said(asked)
    return said(await kept(tx, actor, at, holdingIt.value, asked.value))
  }

  /** What was promised, and under which gate each notice was given; read only where a notice or a renewal asks. */
  async function givenOf(tx: Tx, { promised, id }: KeptGuarantee): Promise<Given> {
    const gates = new Map<unknown, string | null>()
    for (const event of await eventsOf(tx, id)) {
      const { notice, gate } = event.body as { readonly notice?: string; readonly gate?: string | null }
      if (event.type === 'noticed') gates.set(notice, gate ?? null)
    }
    return { promised, gateOf: notice => gates.get(notice) ?? null }
  }

  /** The rate at which the next year is charged: as agreed, with what the firm's use adds when that year begins. */
  async function rateNow(
    tx: Tx,
    actor: Actor,
    kept: KeptGuarantee,
    day: CalendarDate,
    rules: Carrying,
  ): Promise<string> {
    return asSystem(tx, actor, async () => {
      const found = await decisionOf(tx, kept.decision)
      if (found === undefined) throw new Error(`decision ${kept.decision} is not there, and a guarantee stands on it`)
      const { firm } = kept.subject
      const since = [usedSince(found.record), await firstOf(tx, firm)].filter(one => one !== undefined).sort()[0]
      const years = since === undefined ? 0 : yearsBetween(calendarDate(since), kept.life.feeTo ?? day)
      const use = { years, amount: await guaranteedFor(tx, firm) }
      return fixedText(rules.rateInUse(fixed(kept.feeRate), kept.promised, use))
    })
  }

  /** What was told by an event that is to be put right, as the books have it. */
  async function toldAt(tx: Tx, id: string, sequence: number) {
    const moved = await transferAt(tx, transferOf(id, sequence))
    const refunded = moneyFromText(await refundedBy(tx, id, sequence))
    return toldBy(await eventsOf(tx, id), sequence, moved && transferOfRow(moved), refunded)
  }

  /** Another bank or firm that a guarantee is changed to must be one. */
  async function isKnown(tx: Tx, id: string, kind: 'bank' | 'firm', isSandbox: boolean): Promise<Result<true>> {
    const found = (await organisationsOf(tx, [id]))[id]
    return found?.kind === kind && found.isSandbox === isSandbox
      ? ok(true)
      : refuse(refusal('organisation_missing', kind, { value: id, limit: `a ${kind} known here` }))
  }

  return {
    /**
     * Does one command to a guarantee: the one way in which a life changes.
     * @param more columns that change with it and what is kept of it, for a caller who composed the command itself
     */
    command: (
      tx: Tx,
      actor: Actor,
      id: string,
      command: Command,
      at: Moment,
      expected?: number | undefined,
      more: More = {},
    ): Promise<Result<Stepped>> =>
      stepped(tx, actor, id, command.type, at, expected, async () => ok({ ...more, command })),

    /** What a caller asks, with the amounts put in that follow from rules and books. */
    ask: (tx: Tx, actor: Actor, id: string, asking: Said, at: Moment, expected?: number | undefined) =>
      stepped(tx, actor, id, asking.type, at, expected, async ({ kept: one, standing, day, rules }) => {
        if (asking.type === 'change' && (asking.of === 'bank' || asking.of === 'debtor')) {
          const known =
            asking.of === 'bank'
              ? await isKnown(tx, asking.bank, 'bank', one.subject.isSandbox)
              : await isKnown(tx, asking.firm, 'firm', one.subject.isSandbox)
          if (!known.ok) return known
        }
        if (asking.type === 'charge_fee') {
          const rate = await rateNow(tx, actor, one, day, rules)
          const fee = askedOf({ ...standing, feeRate: rate }, asking, NOT_READ, day, rules)
          return fee.ok ? ok({ ...fee.value, detail: { ...fee.value.detail, fee_rate: rate } }) : fee
        }
        if (asking.type === 'recover' || (asking.type === 'sell' && asking.price !== '0')) {
          // The guarantee is held: who told of the same money a moment ago has written it by now.
          const before = await recoveredUnder(tx, id, asking.reference)
          if (before !== undefined)
            return refuse(recoveryRepeated(asking.reference, `once; entered on ${before.day} as ${before.id}`))
        }
        if (asking.type === 'restate')
          return askedOf(
            standing,
            asking,
            {
              gateOf: NOT_READ.gateOf,
              get promised() {
                return NOT_READ.promised
              },
              told: await toldAt(tx, id, asking.event),
            },
            day,
            rules,
          )
        const isGiven = asking.type === 'notice' || asking.type === 'renew'
        return askedOf(standing, asking, isGiven ? await givenOf(tx, one) : NOT_READ, day, rules)
      }),

    /** A guarantee held for what changes nothing of its life, as `holding` says. */
    holding,

    /**
     * What came in on the fee; what was late of it bears interest first. The same payment told again does nothing.
     * Errors: `guarantee_day_to_come`, `fee_above_unpaid`, `entry_reused` for another payment of that reference.
     */
    async receiveFee(
      tx: Tx,
      actor: Actor,
      id: string,
      paid: Payment,
      at: Moment,
      expected?: number | undefined,
    ): Promise<Result<Shown>> {
      const found = await holding(tx, actor, 'guarantee.receive_fee', id, at, expected)
      if (!found.ok) return found
      const { kept: one, standing, day, rules } = found.value
      const { amount, reference, payer = FIRM } = paid
      const paidOn = calendarDate(paid.paid_on)
      if (paidOn > day)
        return refuse(refusal('guarantee_day_to_come', 'paid_on', { value: paidOn, limit: `to ${day}` }))
      const by = accountOfPayer(id, payer)
      const entry = { id: `fee:${by.payer ?? id}:${reference}`, day: paidOn, reference }
      const receipt: LedgerEvent = { type: 'fee_received', guarantee: id, ...by, amount }
      const before = await digestOfEntry(tx, `${entry.id}.1`)
      if (before !== undefined)
        return told<Shown>(posted(entered(standing.books, `${entry.id}.1`, before), id, [receipt], entry), one)
      const unpaid = unpaidBy(standing.books, id, payer)
      const late = lateFees(id, standing.fees, { payer, unpaid, paidOn }, rules.feeRule)
      const owed = plus(unpaid, late.amount)
      if (amount > owed)
        return refuse(refusal('fee_above_unpaid', 'amount', { value: moneyText(amount), limit: moneyText(owed) }))
      const first = posted(standing.books, id, late.events, { ...entry, id: `${entry.id}.late` })
      if (!first.ok) return said(first)
      const entries = posted(first.value.books, id, [receipt], entry)
      if (!entries.ok) return said(entries)
      const keeping = await keepStep(tx, {
        at: at.now.toISOString(),
        guarantee: { id, expected: one.life.version, ...rowOfLife(one.life, rules) },
        event: null,
        fees: late.fees.map(rowOfFee),
        entries: [...first.value.entries, ...entries.value.entries],
        audit: leafOf(actor, 'guarantee.receive_fee', id, {
          ...(payer === FIRM ? {} : { payer }),
          amount: moneyText(amount),
          late: moneyText(late.amount),
        }),
      })
      const left = { books: entries.value.books, fees: feesWith(standing.fees, late.fees) }
      return keeping.ok ? ok({ ...one, left }) : keeping
    },
  }
}
export type GuaranteeService = ReturnType<typeof makeGuaranteeService>
