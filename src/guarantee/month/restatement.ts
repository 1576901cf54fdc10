/** A month told again: what of it differs from what was told before, row by row and column by column. */
import { moneyText } from '../../kernel/money.ts'
import type { MonthRow } from './row.ts'

export type Change = {
  readonly guarantee: string
  readonly column: string
  /** Null where the row is new. */
  readonly before: string | null
  /** Null where the row is no longer there. */
  readonly after: string | null
}

/** What a row says, column by column, without the place it stands in. */
const saidBy = (row: MonthRow): Readonly<Record<string, string>> => ({
  loan: row.loan,
  outstanding: moneyText(row.outstanding),
  drawn: moneyText(row.drawn),
  repaid: moneyText(row.repaid),
  rate: row.rate,
  arrears_since: row.arrearsSince ?? '',
  state: row.state,
  fee_paid: row.feePaid === null ? '' : moneyText(row.feePaid),
  fee_paid_on: row.feePaidOn ?? '',
})

/** The columns of one guarantee that changed; a row that came or went is told by its outstanding principal. */
export function changesOf(guarantee: string, before: MonthRow | undefined, after: MonthRow | undefined): Change[] {
  const [old, now] = [before && saidBy(before), after && saidBy(after)]
  if (old === undefined || now === undefined)
    return old === now
      ? []
      : [
          {
            guarantee,
            column: 'guarantee',
            before: old?.['outstanding'] ?? null,
            after: now?.['outstanding'] ?? null,
          },
        ]
  return Object.keys(old).flatMap(column => {
    const [was, is] = [old[column] ?? '', now[column] ?? '']
    return was === is ? [] : [{ guarantee, column, before: was, after: is }]
  })
}
