/**
 * Use cases of the fund's own means: contributions assessed and received, the year closed, what bounds all guarantees
 * watched, headroom by day. Whatever moves the means brings the cap of the fund's limit in the same call.
 */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { addYears, type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import type { Json } from '../../kernel/digest.ts'
import { fixedText } from '../../kernel/fixed.ts'
import { type Money, maxMoney, minus, money, moneyFromText, moneyText, ZERO } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { account, standing } from '../../ledger/accounts.ts'
import { balanceOf, type Ledger } from '../../ledger/entries.ts'
import { type LedgerEvent, postingOf } from '../../ledger/postings.ts'
import { type BalanceRow, type EntryRow, entryRow, ledgerOf } from '../../ledger/rows.ts'
import { keepEntries } from '../../ledger/store.ts'
import { audited } from '../../platform/audit/entry.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { creditRoom, isComposed } from './cap.ts'
import { contributionOf, isSameAssessment, isWithinAssessed } from './contributions.ts'
import type { FundRule } from './edition.ts'
import { firstWithRoom, headroomByDay } from './headroom.ts'
import {
  type AlertRow,
  type CapRow,
  type ContributionRow,
  closingOf,
  compositionNow,
  contributionAt,
  contributionsAfter,
  fundCap,
  heldAt,
  heldBalances,
  isBank,
  keepAlert,
  keepClosing,
  keepContribution,
  keepFundEntries,
  keepPayment,
  keepTechnologyShare,
  lastAlerts,
  movedIn,
  paymentUnder,
} from './store.ts'
import { yearClosed } from './year.ts'

export type Moment = { readonly now: Date; readonly day: string }
/** What the fund goes by on a day: its edition made ready, and the programmes that give credit guarantees. */
export type FundOn = {
  readonly edition: string
  readonly rule: FundRule
  readonly creditProgrammes: readonly string[]
}
export type FundParts = { readonly fundOn: (day: string) => Result<FundOn>; readonly uuid: () => string }

type Asked = {
  readonly bank: string
  readonly kind: 'bank' | 'finance_company'
  readonly month: string
  readonly loans: string
  readonly claims_paid: string
  readonly contributed: string
}

const emptyBooks = (balances: readonly BalanceRow[]): Ledger => ledgerOf({ transfers: [], balances })

/** The entries of events of the fund or a bank, on the books as they were read. */
function entriesOf(
  books: Ledger,
  events: readonly LedgerEvent[],
  of: { readonly id: string; readonly day: CalendarDate; readonly reference: string },
): Result<EntryRow[]> {
  const entries: EntryRow[] = []
  for (const event of events) {
    const change = postingOf(books, { ...of, event })
    if (!change.ok) return change
    entries.push(entryRow(books, change.value, null))
  }
  return ok(entries)
}

export function makeFundService({ fundOn, uuid }: FundParts) {
  /**
   * Brings the room there is for credit guarantees to the limits of their programmes, and tells a bound that was
   * broken, or holds again; once, until it changes.
   */
  async function watched(tx: Tx, fund: FundOn, cap: CapRow, { now, day }: Moment) {
    const composition = await compositionNow(tx, fund.creditProgrammes)
    const of = { technology: money(BigInt(composition.technology)), credit: money(BigInt(composition.credit)) }
    const excess = maxMoney(ZERO, money(BigInt(cap.used) - BigInt(cap.cap)))
    const holds = isComposed(of, fund.rule.technologyShareMin)
    const room = creditRoom(of, fund.rule.technologyShareMin)
    await keepTechnologyShare(tx, fund.creditProgrammes, room === undefined ? null : String(room))
    const before = await lastAlerts(tx)
    const told: readonly { kind: AlertRow['kind']; is_broken: boolean; body: Json }[] = [
      { kind: 'exposure_above_cap', is_broken: excess > 0n, body: { cap: cap.cap, used: cap.used } },
      { kind: 'technology_share_broken', is_broken: !holds, body: composition },
    ]
    for (const one of told) {
      const last = before.find(each => each.kind === one.kind)
      if ((last?.is_broken ?? false) !== one.is_broken)
        await keepAlert(tx, { ...one, id: uuid(), day, at: now.toISOString() })
    }
    return { of, excess, holds }
  }

  /** Posts for the fund, brings its cap, and looks at what bounds it. */
  async function posted(tx: Tx, fund: FundOn, entries: readonly EntryRow[], moment: Moment): Promise<void> {
    const cap = await keepFundEntries(tx, entries, moment.now.toISOString(), fund.rule.multiple)
    await watched(tx, fund, cap, moment)
  }

  return {
    /**
     * Assesses a lender for a period that is over, and credits it to basic property; the same again changes nothing.
     */
    async assess(tx: Tx, actor: Actor, asked: Asked, moment: Moment): Promise<Result<ContributionRow>> {
      const allowed = may(actor, 'fund.assess', 'none')
      if (!allowed.ok) return allowed
      const today = calendarDate(moment.day)
      const fund = fundOn(moment.day)
      if (!fund.ok) return fund
      const base = {
        kind: asked.kind,
        month: asked.month,
        loans: moneyFromText(asked.loans),
        claimsPaid: moneyFromText(asked.claims_paid),
        contributed: moneyFromText(asked.contributed),
      }
      const made = contributionOf(base, today, fund.value.rule.contributions)
      if (!made.ok) return made
      const { on, days, rate, amount } = made.value
      const at = moment.now.toISOString()
      const row: ContributionRow = {
        ...asked,
        days,
        rate: fixedText(rate),
        amount: moneyText(amount),
        edition: fund.value.edition,
        on_day: on,
        person: actor.person,
        at,
      }
      return asSystem(tx, actor, async () => {
        if (!(await isBank(tx, asked.bank))) return refuse(refusal('subject_missing', 'bank', { value: asked.bank }))
        if (!(await keepContribution(tx, row))) {
          const before = (await contributionAt(tx, asked.bank, asked.month)) ?? row
          const same = isSameAssessment(
            { ...before, loans: moneyFromText(before.loans), amount: moneyFromText(before.amount) },
            { kind: asked.kind, month: asked.month, loans: base.loans, amount },
          )
          return same.ok ? ok(before) : same
        }
        if (amount > 0n) {
          const event: LedgerEvent = { type: 'contribution_assessed', bank: asked.bank, amount }
          const id = `contribution.${asked.bank}.${asked.month}`
          const entries = entriesOf(emptyBooks([]), [event], { id, day: today, reference: asked.month })
          if (!entries.ok) return entries
          await posted(tx, fund.value, entries.value, moment)
        }
        const detail = { bank: asked.bank, month: asked.month, loans: asked.loans, amount: row.amount }
        await audited(tx, actor, { action: 'fund.assess', subject: `bank:${asked.bank}`, detail })
        return ok(row)
      })
    },

    /** Receives what a lender pays of what was assessed. */
    async receive(
      tx: Tx,
      actor: Actor,
      paid: { readonly bank: string; readonly on: string; readonly amount: string; readonly reference: string },
      moment: Moment,
    ): Promise<Result<{ readonly bank: string; readonly amount: string; readonly open: string }>> {
      const allowed = may(actor, 'fund.receive', 'none')
      if (!allowed.ok) return allowed
      const { bank, amount: text } = paid
      return asSystem(tx, actor, async () => {
        if (!(await isBank(tx, bank))) return refuse(refusal('subject_missing', 'bank', { value: bank }))
        const books = emptyBooks(await heldBalances(tx, [{ kind: 'bank_contributions', of: bank }]))
        // Its account is held: who told of the same payment a moment ago has written it by now.
        const before = await paymentUnder(tx, bank, paid.reference)
        if (before !== undefined)
          return refuse(
            refusal('contribution_payment_repeated', 'reference', {
              value: paid.reference,
              limit: `once; received on ${before.on_day}`,
            }),
          )
        const open = standing('bank_contributions', balanceOf(books, account('bank_contributions', bank)))
        const amount = moneyFromText(text)
        const within = isWithinAssessed(amount, open)
        if (!within.ok) return within
        const id = uuid()
        const event: LedgerEvent = { type: 'contribution_received', bank, amount }
        const of = { id: `contribution-paid.${id}`, day: calendarDate(moment.day), reference: paid.reference }
        const entries = entriesOf(books, [event], of)
        if (!entries.ok) return entries
        const at = moment.now.toISOString()
        await keepEntries(tx, entries.value, at)
        const { on: on_day, reference } = paid
        await keepPayment(tx, { id, bank, on_day, amount: text, reference, person: actor.person, at })
        await audited(tx, actor, {
          action: 'fund.receive',
          subject: `bank:${bank}`,
          detail: { amount: text, reference },
        })
        return ok({ bank, amount: text, open: moneyText(minus(open, amount)) })
      })
    },

    /** Contributions the actor may read: all of them, or a bank its own. */
    async contributions(tx: Tx, actor: Actor, after: readonly [string, string] | undefined, limit: number) {
      const allowed = may(actor, 'contribution.list', 'none')
      return allowed.ok ? ok(await contributionsAfter(tx, after, limit + 1)) : allowed
    },

    /** Closes a year that is over: its surplus kept, its deficit covered; once. */
    async close(tx: Tx, actor: Actor, year: number, moment: Moment) {
      const allowed = may(actor, 'fund.close', 'none')
      if (!allowed.ok) return allowed
      const fund = fundOn(moment.day)
      if (!fund.ok) return fund
      return asSystem(tx, actor, async () => {
        const before = await closingOf(tx, year)
        if (before !== undefined) return ok(before)
        const books = emptyBooks(await heldBalances(tx, [{ kind: 'reserves', of: '' }]))
        const found = await movedIn(tx, year)
        const moved = (kind: string): Money => money(BigInt(found[kind] ?? '0'))
        // These grow on the debit side: what they moved by is told on the credit side.
        const spent = (kind: string): Money => minus(ZERO, moved(kind))
        const closed = yearClosed(
          year,
          {
            earnedFees: moved('earned_fees'),
            lateFees: moved('late_fees'),
            damages: moved('damages'),
            specialRecoveries: moved('special_recoveries'),
            provisionExpense: spent('provision_expense'),
            losses: spent('losses'),
          },
          standing('reserves', balanceOf(books, account('reserves'))),
          calendarDate(moment.day),
        )
        if (!closed.ok) return closed
        const { result, fromReserves, fromGovernment, events } = closed.value
        const of = { id: `year.${year}`, day: calendarDate(moment.day), reference: `year ${year}` }
        const entries = entriesOf(books, events, of)
        if (!entries.ok) return entries
        const row = {
          year,
          result: String(result),
          from_reserves: String(fromReserves),
          from_government: String(fromGovernment),
        }
        const isFirst = await keepClosing(tx, { ...row, person: actor.person, at: moment.now.toISOString() })
        if (!isFirst) return ok((await closingOf(tx, year)) ?? row)
        await posted(tx, fund.value, entries.value, moment)
        await audited(tx, actor, { action: 'fund.close', subject: `year:${year}`, detail: row })
        return ok(row)
      })
    },

    /** What bounds all guarantees together, as it stands. */
    async standing(tx: Tx, actor: Actor, moment: Moment) {
      const allowed = may(actor, 'fund.read', 'none')
      if (!allowed.ok) return allowed
      const fund = fundOn(moment.day)
      if (!fund.ok) return fund
      const { rule, creditProgrammes } = fund.value
      return asSystem(tx, actor, async () => {
        const cap = await fundCap(tx)
        const composition = await compositionNow(tx, creditProgrammes)
        const of = { technology: money(BigInt(composition.technology)), credit: money(BigInt(composition.credit)) }
        const room = creditRoom(of, rule.technologyShareMin)
        const left = money(BigInt(cap.cap) - BigInt(cap.used))
        return ok({
          cap: cap.cap,
          used: cap.used,
          headroom: String(maxMoney(ZERO, left)),
          excess: String(maxMoney(ZERO, minus(ZERO, left))),
          composition: {
            ...composition,
            credit_room: room === undefined ? null : String(room),
            holds: isComposed(of, rule.technologyShareMin),
          },
          alerts: await lastAlerts(tx),
        })
      })
    },

    /** The day's look at what bounds the fund, as the service itself. */
    async watch(tx: Tx, moment: Moment): Promise<Result<null>> {
      const fund = fundOn(moment.day)
      if (!fund.ok) return fund
      await posted(tx, fund.value, [], moment)
      return ok(null)
    },

    /** The headroom of a limit day by day, as far as is known today. */
    async headroom(
      tx: Tx,
      actor: Actor,
      place: { readonly scope: string; readonly code: string; readonly key: string },
      asked: { readonly last?: string | undefined; readonly amount?: string | undefined },
      { day }: Moment,
    ) {
      const allowed = may(actor, 'limit.read', 'none')
      if (!allowed.ok) return allowed
      const found = await asSystem(tx, actor, () => heldAt(tx, place))
      if (found === undefined)
        return refuse(refusal('subject_missing', 'key', { value: `${place.scope}:${place.code}:${place.key}` }))
      const from = calendarDate(day)
      const last = asked.last === undefined ? addYears(from, 1) : calendarDate(asked.last)
      const held = found.held.map(one => ({
        kind: one.kind,
        amount: money(BigInt(one.amount)),
        until: one.until === null ? null : calendarDate(one.until),
      }))
      const rows = headroomByDay(moneyFromText(found.cap), held, { from, last })
      const room = asked.amount === undefined ? undefined : firstWithRoom(rows, moneyFromText(asked.amount))
      return ok({ limit: found.cap, rows, room: room ?? null })
    },
  }
}
export type FundService = ReturnType<typeof makeFundService>
