/** A file read whole as a bank's month: every row that has its form, and every problem of every row. */
import type { Inflate } from '../../application/papers/content.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { MONTH_COLUMNS } from './columns.ts'
import type { Problem } from './problems.ts'
import { type MonthRow, type RowContext, readMonthRow, repeatedRow } from './row.ts'
import { type Found, readSheet } from './sheet.ts'
import type { TableCode } from './table.ts'

export type MonthRead = {
  readonly found: Found
  /** Rows with the form due, those with problems among them; in the order of the file. */
  readonly rows: readonly MonthRow[]
  /** In the order of the file. */
  readonly problems: readonly Problem[]
}

/** Reads and checks a file as far as it can be without the agency's books. Errors: those of `readSheet`. */
export function readMonth(bytes: Uint8Array, inflate: Inflate, context: RowContext): Result<MonthRead, TableCode> {
  const rows: MonthRow[] = []
  const problems: Problem[] = []
  const places = new Map<string, number>()
  const found = readSheet(bytes, inflate, MONTH_COLUMNS, (place, texts, ofCells) => {
    const { row, problems: own } = readMonthRow(place, texts, ofCells, context)
    for (const one of own) problems.push(one)
    if (row === undefined) return
    const first = places.get(row.guarantee)
    if (first === undefined) places.set(row.guarantee, place)
    else problems.push(repeatedRow(row, first))
    rows.push(row)
  })
  return found.ok ? ok({ found: found.value, rows, problems }) : found
}
