/** The fees of a guarantee as they are shown: each with who owes it and the rule it follows from, and who owes what. */
import { moneyText } from '../../kernel/money.ts'
import type { Ledger } from '../../ledger/entries.ts'
import { unpaidBy } from '../books.ts'
import type { Fee } from '../fee-row.ts'
import { unpaidOf } from '../fee-rows.ts'
import type { FeesView } from './schema.ts'

export function feesShown(id: string, fees: readonly Fee[], books: Ledger): FeesView {
  const payers = [...new Set(fees.map(one => one.payer))]
  const owed = payers.map(payer => {
    const unpaid = unpaidBy(books, id, payer)
    const own = fees.filter(one => one.payer === payer)
    return { payer, unpaid, own, of: unpaidOf(own, unpaid) }
  })
  const unpaidAt = ({ place }: Fee) => owed.map(one => one.of.get(place)).find(one => one !== undefined) ?? 0n
  return {
    items: fees.map(one => ({
      place: one.place,
      kind: one.kind,
      code: one.code,
      payer: one.payer,
      notice: one.notice === '' ? null : one.notice,
      from: one.from,
      to: one.to,
      due_on: one.due,
      amount: moneyText(one.amount),
      earned: moneyText(one.earned),
      unpaid: String(unpaidAt(one)),
      late_to: one.lateTo,
      rule: one.rule,
      edition: one.edition,
    })),
    owed: owed.map(({ payer, unpaid, own, of }) => ({
      payer,
      unpaid: moneyText(unpaid),
      since:
        unpaid === 0n
          ? null
          : (own
              .filter(one => (of.get(one.place) ?? 0n) > 0n)
              .map(one => one.due)
              .sort()[0] ?? null),
    })),
  }
}
