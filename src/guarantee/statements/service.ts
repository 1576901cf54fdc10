/**
 * Use cases of a creditor's statements: what stood guaranteed to it at the end of a year or a month, from the books.
 * Each month has its statement from the first working day after it, and another one when it was told again.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { type CalendarDate, calendarDate, rolledForward } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { moneyFromText, moneyText, sumMoney } from '../../kernel/money.ts'
import { type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { namedIn, subjectOf } from '../issuing/printing.ts'
import type { GuaranteePaperShown } from '../issuing/schema.ts'
import { namesOf } from '../issuing/store.ts'
import { type MonthlyBody, ROWS_MOST } from '../letter/bodies.ts'
import { firstDayOf, lastDayOf, monthAfter } from '../month/row.ts'
import type { PaperOrders } from '../ordering/service.ts'
import { standingReport } from '../reports/store.ts'
import * as store from './store.ts'
import { creditorOf, type YearRow, yearOf } from './store.ts'

const FIGURES = ['opening', 'added', 'released', 'subrogated', 'closing', 'fees', 'claims_paid'] as const

const totalsOf = (rows: readonly YearRow[]) => {
  const total = (key: (typeof FIGURES)[number]) => moneyText(sumMoney(rows.map(row => moneyFromText(row[key]))))
  return {
    ...{ opening: total('opening'), added: total('added'), released: total('released') },
    ...{ subrogated: total('subrogated'), closing: total('closing') },
    ...{ fees: total('fees'), claims_paid: total('claims_paid') },
  }
}

const MONTH_FIGURES = ['outstanding', 'balance', 'fee_due', 'fee_paid'] as const
const monthTotals = (rows: readonly store.MonthRow[]): MonthlyBody['totals'] => {
  const total = (key: (typeof MONTH_FIGURES)[number]) => moneyText(sumMoney(rows.map(row => moneyFromText(row[key]))))
  return {
    ...{ outstanding: total('outstanding'), balance: total('balance') },
    ...{ fee_due: total('fee_due'), fee_paid: total('fee_paid') },
  }
}

/** The language in which each month has its statement unasked. */
const FIRST_LANGUAGE: Language = 'ko'

export type StatementParts = {
  readonly orders: Pick<PaperOrders, 'orderStatement' | 'shownPaper'>
  /** Holidays as they are known on a day. */
  readonly holidaysOn: (day: CalendarDate) => ReadonlySet<string>
}

export function makeStatementService({ orders, holidaysOn }: StatementParts) {
  /** The statement of a month that is over; the one there is, where nothing has changed since. */
  async function orderMonth(
    tx: Tx,
    actor: Actor,
    bank: string,
    { month, language }: { readonly month: string; readonly language: Language },
    day: string,
  ): Promise<Result<GuaranteePaperShown>> {
    const creditor = await asSystem(tx, actor, () => creditorOf(tx, bank))
    const whose = { guarantee: null, bank, firm: null, isSandbox: creditor?.is_sandbox ?? false, language }
    const allowed = may(actor, 'monthly_statement.order', relationsTo(actor, subjectOf(whose, undefined)))
    if (!allowed.ok) return allowed
    if (creditor === undefined || (creditor.is_sandbox && !actor.isSandbox && actor.kind !== 'system'))
      return refuse(refusal('statement_creditor_unknown', 'bank', { value: bank }))
    const from = firstDayOf(monthAfter(month, 1))
    if (day < from) return refuse(refusal('statement_month_open', 'month', { value: month, limit: `from ${from}` }))
    const found = await asSystem(tx, actor, async () => {
      await store.holdMonth(tx, bank, month)
      const report = (await standingReport(tx, bank, month)) ?? null
      const days = { first: firstDayOf(month), last: lastDayOf(month) }
      const rows = await store.monthOf(tx, { bank, report, ...days }, ROWS_MOST + 1)
      const names = namedIn(await namesOf(tx, [bank, ...new Set(rows.map(row => row.debtor))]), language)
      const differences = report === null ? 0 : await store.differencesOf(tx, report)
      return { rows, names, differences, before: await store.statementBefore(tx, { bank, month, language }) }
    })
    const { rows, names, differences, before } = found
    if (rows.length > ROWS_MOST)
      return refuse(refusal('statement_rows', 'month', { value: month, limit: `${ROWS_MOST} guarantees` }))
    const said = { creditor: bank, month, rows: [...rows], totals: monthTotals(rows), differences }
    const told = ({ creditor, month, rows, totals, differences }: typeof said) =>
      digestOf({ creditor, month, rows, totals, differences } as unknown as Json)
    if (before !== undefined && told(before.body as MonthlyBody) === told(said))
      return orders.shownPaper(tx, actor, before.number)
    return orders.orderStatement(
      tx,
      actor,
      whose,
      (issue, editions) => ({
        ...{ paper: 'monthly_statement', issue, ...said, restates: before?.number ?? null, editions },
      }),
      { names, business_number: null },
      day,
      'monthly_statement.order',
    )
  }

  return {
    orderMonth,

    /**
     * The job of a day: once the month's first working day has come, every bank on whose guarantees something moved in
     * the month before has its statement. Run again, or on a later day, it orders only what is not there.
     */
    async orderMonths(database: Database, day: string): Promise<number> {
      const today = calendarDate(day)
      const opened = rolledForward(firstDayOf(day.slice(0, 7)), holidaysOn(today))
      if (today < opened) return 0
      const month = monthAfter(day.slice(0, 7), -1)
      const actor = systemActor('monthly-statement.order')
      const days = { first: firstDayOf(month), last: lastDayOf(month) }
      const language = FIRST_LANGUAGE
      const banks = await database.transaction(actor, tx => store.banksWithout(tx, { month, language, ...days }))
      let ordered = 0
      for (const bank of banks) {
        const made = await database.transaction(
          actor,
          tx => orderMonth(tx, actor, bank, { month, language }, day),
          value => value.ok,
        )
        if (made.ok) ordered += 1
      }
      return ordered
    },

    /** Errors: `statement_year_open`, `statement_creditor_unknown`, `statement_rows`. The same content is one paper. */
    async orderYear(
      tx: Tx,
      actor: Actor,
      bank: string,
      { year, language }: { readonly year: number; readonly language: Language },
      day: string,
    ): Promise<Result<GuaranteePaperShown>> {
      const allowed = may(actor, 'yearly_balance.order', 'none')
      if (!allowed.ok) return allowed
      const from = `${year + 1}-01-01`
      if (day < from)
        return refuse(refusal('statement_year_open', 'year', { value: String(year), limit: `from ${from}` }))
      const creditor = await creditorOf(tx, bank)
      if (creditor === undefined || creditor.is_sandbox !== actor.isSandbox)
        return refuse(refusal('statement_creditor_unknown', 'bank', { value: bank }))
      const rows = await asSystem(tx, actor, () => yearOf(tx, bank, year, ROWS_MOST + 1))
      if (rows.length > ROWS_MOST)
        return refuse(refusal('statement_rows', 'year', { value: String(year), limit: `${ROWS_MOST} guarantees` }))
      const parties = [bank, ...new Set(rows.map(row => row.debtor))]
      const names = namedIn(await asSystem(tx, actor, () => namesOf(tx, parties)), language)
      return orders.orderStatement(
        tx,
        actor,
        { guarantee: null, bank, firm: null, isSandbox: creditor.is_sandbox, language },
        (issue, editions) => ({
          ...{ paper: 'yearly_balance', issue, creditor: bank, year },
          ...{ rows: [...rows], totals: totalsOf(rows), editions },
        }),
        { names, business_number: null },
        day,
      )
    },
  }
}
export type StatementService = ReturnType<typeof makeStatementService>
