/** A file read whole as a bank's month: every row that has its form, and every problem of every row. */
import type { Inflate } from '../../application/papers/content.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Problem } from './problems.ts'
import { type MonthRow, partOf, type RowContext, type RowPart, readMonthRow, repeatedRow } from './row.ts'
import { MONTH_COLUMNS } from './schema.ts'
import { type Found, readSheet } from './sheet.ts'
import type { TableCode } from './table.ts'

/**
 * Takes what is read, in the order of the file: rows with the form due, those with problems among them; of the others
 * the cells that have it, so that the books are asked of them in the same round.
 */
export type TakeMonth = {
  readonly row: (row: MonthRow) => void
  readonly part: (part: RowPart) => void
  readonly problem: (problem: Problem) => void
}

/** Reads and checks a file as far as it can be without the agency's books. Errors: those of `readSheet`. */
export function eachOfMonth(
  bytes: Uint8Array,
  inflate: Inflate,
  context: RowContext,
  take: TakeMonth,
): Result<Found, TableCode> {
  const places = new Map<string, number>()
  return readSheet(bytes, inflate, MONTH_COLUMNS, (place, texts, ofCells) => {
    const { row, sound, problems: own } = readMonthRow(place, texts, ofCells, context)
    for (const one of own) take.problem(one)
    const { guarantee } = sound
    if (guarantee === undefined) return
    const first = places.get(guarantee)
    if (first === undefined) places.set(guarantee, place)
    else take.problem(repeatedRow(place, guarantee, first))
    if (row === undefined) take.part(partOf(place, guarantee, sound))
    else take.row(row)
  })
}

export type MonthRead = {
  readonly found: Found
  readonly rows: readonly MonthRow[]
  readonly problems: readonly Problem[]
}

/** The same, held whole. */
export function readMonth(bytes: Uint8Array, inflate: Inflate, context: RowContext): Result<MonthRead, TableCode> {
  const rows: MonthRow[] = []
  const problems: Problem[] = []
  const take = {
    row: (row: MonthRow) => rows.push(row),
    part: () => undefined,
    problem: (one: Problem) => problems.push(one),
  }
  const found = eachOfMonth(bytes, inflate, context, take)
  return found.ok ? ok({ found: found.value, rows, problems }) : found
}
