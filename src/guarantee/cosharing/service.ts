/**
 * Use cases of shared losses: what a guarantee is under is kept when it begins; a claim that is paid, and each recovery
 * on it, is shared in the same transaction; a loss that waits is shared when its day has come; a loss that was another
 * than was thought is restated.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { type Action, may, relationsTo } from '../../access/table.ts'
import type { SharingScheme } from '../../decision/sharing-scheme.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { type Money, money, moneyFromText, moneyText, ZERO } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Ledger } from '../../ledger/entries.ts'
import type { LedgerEvent } from '../../ledger/postings.ts'
import { keepEntries } from '../../ledger/store.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { booksOf, posted } from '../books.ts'
import type { CommandType } from '../life-table.ts'
import type { ReadingRules } from '../recourse/reading.ts'
import { forPrincipal, statementOn } from '../recourse/statement.ts'
import { sharedFrom } from '../sharing.ts'
import { guaranteeOf, held, type KeptGuarantee, lastEvent } from '../store.ts'
import {
  BANK,
  type Borne,
  type Due,
  isLimited,
  lossOf,
  lossRestated,
  lossShared,
  recoveryShared,
  type Schemes,
  type SharedClaim,
  type SharedStep,
  schemeUnder,
  type Under,
  underFor,
} from './shares.ts'
import * as store from './store.ts'

export type Moment = { readonly now: Date; readonly day: string }
export type CosharingParts = {
  readonly schemesOn: (day: CalendarDate) => Result<Schemes>
  /** The holidays of a day, the order of debts and the rates of damages up to it. */
  readonly rulesOn: (day: CalendarDate) => Result<ReadingRules>
}
/** A step of a life that was just kept, with its books. */
export type Done = { readonly kept: KeptGuarantee; readonly command: CommandType; readonly books: Ledger }

/** Guarantees the job of a day looks at in one go. */
const BATCH = 100

/** What of a shared loss stands, from its steps. */
type Shared = {
  readonly kept: KeptGuarantee
  readonly books: Ledger
  readonly under: Under
  readonly scheme: SharingScheme
  readonly steps: readonly store.KeptStep[]
}
type Meaning = {
  readonly kind: store.StepKind
  readonly claim: SharedClaim
  readonly paidOn: CalendarDate
  readonly year: number | null
  readonly base: Money | null
  readonly dueOn?: CalendarDate
  readonly reason?: string
  readonly reference: string
}

const claimOf = (step: store.KeptStep): SharedClaim => ({
  loss: moneyFromText(step.loss),
  paid: moneyFromText(step.paid_out),
  principal: moneyFromText(step.principal),
})

/** The whole loss of a claim as it was examined. */
function lossExamined(body: unknown): Money {
  const { whole, principal, denied_principal: denied } = body as Readonly<Record<string, string | undefined>>
  if (whole === undefined || principal === undefined || denied === undefined)
    throw new Error('a claim was examined and does not say what the whole of it is')
  return lossOf(moneyFromText(whole), moneyFromText(principal), moneyFromText(denied))
}

export function makeCosharingService({ schemesOn, rulesOn }: CosharingParts) {
  /** What a guarantee is under: as it was kept when it began, or as its first day says where it began before. */
  async function underOf(tx: Tx, kept: Pick<KeptGuarantee, 'id' | 'programme' | 'begunOn'>): Promise<Result<Under>> {
    const before = await store.underOf(tx, kept.id)
    if (before !== undefined) return ok(before)
    const schemes = schemesOn(calendarDate(kept.begunOn))
    if (!schemes.ok) return schemes
    const under = underFor(schemes.value, kept.programme)
    await store.keepUnder(tx, kept.id, under)
    return ok(under)
  }

  async function sharedOf(tx: Tx, kept: KeptGuarantee, books: Ledger): Promise<Result<Shared>> {
    const under = await underOf(tx, kept)
    if (!under.ok) return under
    const scheme = schemeUnder(under.value, kept.ratio)
    return ok({ kept, books, under: under.value, scheme, steps: await store.stepsOf(tx, kept.id) })
  }

  /** The use of a scheme, which nobody else changes until the transaction ends where its limits count it. */
  async function useHeld(tx: Tx, { under, scheme }: Shared) {
    if (isLimited(scheme)) await store.holdScheme(tx, under.scheme)
    return store.useOf(scheme, await store.useRows(tx, under.scheme))
  }

  const sharerOf = ({ under, kept }: Shared, party: string): string =>
    `${under.scheme}:${party === BANK ? kept.subject.bank : party}`

  function eventOf(shared: Shared, { party, amount }: Due): LedgerEvent {
    const { id, life } = shared.kept
    const of = { guarantee: id, sharer: sharerOf(shared, party), isWrittenOff: life.state !== 'subrogated' }
    return amount > 0n
      ? { type: 'loss_shared', ...of, amount: money(amount) }
      : { type: 'share_returned', ...of, amount: money(-amount) }
  }

  /** Posts what a step makes others owe, and keeps it. */
  async function keptStep(
    tx: Tx,
    actor: Actor,
    shared: Shared,
    step: SharedStep | undefined,
    { dueOn, reason, ...meaning }: Meaning,
    { now, day }: Moment,
  ): Promise<Result<null>> {
    const { kept, under, scheme, steps } = shared
    const sequence = steps.length + 1
    const dues = step?.dues ?? []
    const of = { id: `${kept.id}/shared.${sequence}`, day: calendarDate(day), reference: meaning.reference }
    const entries = posted(
      shared.books,
      kept.id,
      dues.map(one => eventOf(shared, one)),
      of,
    )
    if (!entries.ok) return entries
    const at = now.toISOString()
    await store.keepStep(
      tx,
      {
        ...{ guarantee: kept.id, sequence, scheme: under.scheme, day, person: actor.person, at },
        ...meaning,
        ...{ dueOn: dueOn ?? null, reason: reason ?? null },
      },
      scheme,
      step?.parts,
      dues.map(one => ({ party: one.party, sharer: sharerOf(shared, one.party), amount: String(one.amount) })),
    )
    if (entries.value.entries.length > 0) await keepEntries(tx, entries.value.entries, at)
    return ok(null)
  }

  /** What the fund recovered of what it paid by a day: what came in, less what of it is costs and damages. */
  async function principalOn(tx: Tx, id: string, paid: store.Came, day: CalendarDate): Promise<Result<Money>> {
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    const { rates, order } = rules.value
    const statement = statementOn({ paid, ...(await store.cameIn(tx, id)), rates, order }, day)
    return statement.ok ? ok(forPrincipal(statement.value)) : statement
  }

  /** Shares a loss whose day has come. */
  async function shareNow(
    tx: Tx,
    actor: Actor,
    shared: Shared,
    of: { readonly claim: SharedClaim; readonly paidOn: CalendarDate; readonly reference: string },
    at: Moment,
  ): Promise<Result<null>> {
    const day = calendarDate(at.day)
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    const use = await useHeld(tx, shared)
    const base = isLimited(shared.scheme) ? await store.volumeOf(tx, shared.under.scheme) : shared.kept.loan
    const asked = { claim: of.claim, paidOn: of.paidOn, on: day, base }
    const step = lossShared(shared.scheme, shared.under, use, asked, rules.value.holidays)
    if (!step.ok) return step
    return keptStep(tx, actor, shared, step.value, { kind: 'loss', ...of, year: Number(day.slice(0, 4)), base }, at)
  }

  /** A claim was paid: its loss is shared at once, or waits for the day its scheme names. */
  async function paid(tx: Tx, actor: Actor, shared: Shared, at: Moment): Promise<Result<null>> {
    const { kept, scheme } = shared
    const day = calendarDate(at.day)
    const amount = moneyFromText(String((await lastBody(tx, kept.id, 'paid'))['amount']))
    const loss = lossExamined(await lastBody(tx, kept.id, 'examined'))
    const of = {
      claim: { loss, paid: amount, principal: ZERO },
      paidOn: day,
      reference: `guarantee:${kept.id}/${kept.life.version}`,
    }
    const rules = rulesOn(day)
    if (!rules.ok) return rules
    const from = sharedFrom(scheme, day, rules.value.holidays)
    if (from <= day) return shareNow(tx, actor, shared, of, at)
    return keptStep(tx, actor, shared, undefined, { kind: 'waiting', ...of, year: null, base: null, dueOn: from }, at)
  }

  const lastBody = async (tx: Tx, id: string, type: string): Promise<Readonly<Record<string, unknown>>> => {
    const found = await lastEvent(tx, id, type)
    if (found === undefined) throw new Error(`guarantee ${id} was never ${type}`)
    return found.body as Readonly<Record<string, unknown>>
  }

  /** The last standing of a shared loss; undefined where nothing is shared yet. */
  async function borneOf(tx: Tx, { kept, scheme, steps }: Shared) {
    const last = steps.at(-1)
    if (last?.year == null) return undefined
    const parts = store.partsOf(scheme, await store.partRows(tx, kept.id))
    const borne: Borne = { ...parts, year: String(last.year) }
    const base = last.base === null ? null : moneyFromText(last.base)
    return { borne, claim: claimOf(last), paidOn: calendarDate(last.paid_on), year: last.year, base }
  }

  async function recovered(tx: Tx, actor: Actor, shared: Shared, at: Moment): Promise<Result<null>> {
    const stands = await borneOf(tx, shared)
    // What comes in before a loss is shared is taken off it then.
    if (stands === undefined) return ok(null)
    const { borne, claim, ...of } = stands
    const paidOut = { on: of.paidOn, amount: claim.paid }
    const principal = await principalOn(tx, shared.kept.id, paidOut, calendarDate(at.day))
    if (!principal.ok) return principal
    const use = await useHeld(tx, shared)
    const step = recoveryShared(shared.scheme, shared.under, use, borne, claim, principal.value)
    if (!step.ok) return step
    if (step.value === undefined) return ok(null)
    const reference = `guarantee:${shared.kept.id}/${shared.kept.life.version}`
    const now = { ...claim, principal: principal.value }
    return keptStep(tx, actor, shared, step.value, { kind: 'recovery', claim: now, ...of, reference }, at)
  }

  /** A guarantee and its books, held, for whoever may do this to it. */
  async function holding(tx: Tx, actor: Actor, action: Action, id: string): Promise<Result<Shared>> {
    const found = await held(tx, id)
    if (found === undefined) return refuse(refusal('subject_missing'))
    const allowed = may(actor, action, relationsTo(actor, found.kept.subject))
    if (!allowed.ok) return allowed
    return asSystem(tx, actor, () => sharedOf(tx, found.kept, booksOf(found.books)))
  }

  return {
    /** Keeps what a guarantee is under, when it begins. */
    begin: async (tx: Tx, actor: Actor, kept: KeptGuarantee): Promise<Result<null>> => {
      const under = await asSystem(tx, actor, () => underOf(tx, kept))
      return under.ok ? ok(null) : under
    },

    /** What a step of a life does to what is shared; in play nobody shares anything. */
    async after(tx: Tx, actor: Actor, { kept, command, books }: Done, at: Moment): Promise<Result<null>> {
      if (kept.subject.isSandbox || (command !== 'pay' && command !== 'recover' && command !== 'sell')) return ok(null)
      return asSystem(tx, actor, async () => {
        const shared = await sharedOf(tx, kept, books)
        if (!shared.ok) return shared
        return command === 'pay' ? paid(tx, actor, shared.value, at) : recovered(tx, actor, shared.value, at)
      })
    },

    /** Shares the losses whose wait is over, each in a transaction of its own; how many were. */
    async shareDue(database: Database, at: Moment): Promise<number> {
      const actor = systemActor('sharing.due')
      let done = 0
      for (;;) {
        const due = await database.transaction(actor, tx => store.waitingOn(tx, at.day, BATCH))
        let more = 0
        for (const id of due) {
          const step = await database.transaction(
            actor,
            async tx => {
              const shared = await holding(tx, actor, 'loss.share', id)
              if (!shared.ok) return shared
              const waiting = shared.value.steps.at(-1)
              // Somebody else shared it meanwhile.
              if (waiting?.kind !== 'waiting') return ok(false)
              const paidOn = calendarDate(waiting.paid_on)
              const claim = claimOf(waiting)
              const came = await principalOn(tx, id, { on: paidOn, amount: claim.paid }, calendarDate(at.day))
              if (!came.ok) return came
              const of = { claim: { ...claim, principal: came.value }, paidOn, reference: waiting.reference }
              const kept = await shareNow(tx, actor, shared.value, of, at)
              return kept.ok ? ok(true) : kept
            },
            result => result.ok,
          )
          if (step.ok && step.value) more += 1
        }
        done += more
        if (due.length < BATCH || more === 0) return done
      }
    },

    /** How the loss of a guarantee was shared, step by step. */
    async read(tx: Tx, actor: Actor, id: string) {
      const kept = await guaranteeOf(tx, id)
      if (kept === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'loss.read', relationsTo(actor, kept.subject))
      if (!allowed.ok) return allowed
      const under = await asSystem(tx, actor, () => underOf(tx, kept))
      if (!under.ok) return under
      const [steps, parts, dues] = [
        await store.stepsOf(tx, id),
        await store.partRows(tx, id),
        await store.dueRows(tx, id),
      ]
      await audited(tx, actor, { action: 'loss.read', subject: `guarantee:${id}` })
      return ok({ under: under.value, steps, parts, dues })
    },

    /**
     * Restates a loss that was another than was thought; the difference is posted, with its reason.
     * Errors: `sharing_not_shared`, `sharing_restatement_same`, those of `shareLoss`.
     */
    async restate(
      tx: Tx,
      actor: Actor,
      id: string,
      asked: { readonly loss: string; readonly reason: string; readonly reference: string },
      at: Moment,
    ): Promise<Result<null>> {
      const shared = await holding(tx, actor, 'loss.restate', id)
      if (!shared.ok) return shared
      return asSystem(tx, actor, async () => {
        const use = await useHeld(tx, shared.value)
        const stands = await borneOf(tx, shared.value)
        if (stands === undefined)
          return refuse(refusal('sharing_not_shared', 'guarantee_id', { value: id, limit: 'a loss that was shared' }))
        const { borne, claim, base, paidOn, year } = stands
        const loss = moneyFromText(asked.loss)
        if (loss === claim.loss)
          return refuse(refusal('sharing_restatement_same', 'loss', { value: asked.loss, limit: 'another amount' }))
        const first = shared.value.steps.find(one => one.kind === 'loss')
        const on = calendarDate(first?.day ?? at.day)
        const rules = rulesOn(on)
        if (!rules.ok) return rules
        const now = { ...claim, loss }
        const redone = { claim: now, paidOn, on, base: base ?? shared.value.kept.loan }
        const step = lossRestated(shared.value.scheme, use, borne, claim, redone, rules.value.holidays)
        if (!step.ok) return step
        const { reason, reference } = asked
        const meaning = { kind: 'restated' as const, claim: now, paidOn, year, base, reason, reference }
        const kept = await keptStep(tx, actor, shared.value, step.value, meaning, at)
        if (!kept.ok) return kept
        const detail = { from: moneyText(claim.loss), to: asked.loss, reference }
        await audited(tx, actor, { action: 'loss.restate', subject: `guarantee:${id}`, reason, detail })
        return ok(null)
      })
    },
  }
}
export type CosharingService = ReturnType<typeof makeCosharingService>
