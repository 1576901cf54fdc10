/** The use case of the yearly balance: what stood guaranteed to a creditor at the end of a year, from the books. */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { moneyFromText, moneyText, sumMoney } from '../../kernel/money.ts'
import { type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { namedIn } from '../issuing/printing.ts'
import type { GuaranteePaperShown } from '../issuing/schema.ts'
import { namesOf } from '../issuing/store.ts'
import { ROWS_MOST } from '../letter/bodies.ts'
import type { PaperOrders } from '../ordering/service.ts'
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

export function makeStatementService({ orders }: { readonly orders: Pick<PaperOrders, 'orderStatement'> }) {
  return {
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
