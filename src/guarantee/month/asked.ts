/**
 * What the worker is asked about a file and answers: its rows and problems in batches of JSON, as the database takes
 * them, or the sheet given back.
 */
import type { Inflate } from '../../application/papers/content.ts'
import type { CalendarDate } from '../../kernel/calendar.ts'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import { BULK_COLUMNS, type BulkKind, type BulkRow, readBulk } from './bulk.ts'
import { type Column, MONTH_COLUMNS } from './columns.ts'
import type { Problem } from './problems.ts'
import { readMonth } from './reading.ts'
import type { Month, MonthRow, RowKept } from './row.ts'
import { type Found, readSheet } from './sheet.ts'
import { headingBack, rowBack } from './sheet-back.ts'
import type { TableCode } from './table.ts'

export const REPORT_KINDS = ['utilisation', 'claims', 'recoveries'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

export type Asked = {
  readonly kind: ReportKind
  readonly bytes: Uint8Array
  /** Of a utilisation report. */
  readonly month: Month | null
  readonly day: CalendarDate
  /** The sheet is wanted back, with these problems. */
  readonly back?: { readonly language: Language; readonly problems: readonly Problem[] }
}

/** A row as the database keeps it; amounts as digits. */
export type KeptRow = RowKept & {
  /** Of claims and recoveries: the rest of the row. */
  readonly body: Readonly<Record<string, string>> | null
}

export type Answer =
  | Result<{ readonly sheet: Uint8Array }, TableCode>
  | Result<
      {
        readonly found: Found
        readonly rowCount: number
        readonly problemCount: number
        /** JSON arrays of `KeptRow`, and of `Problem`. */
        readonly rows: readonly string[]
        readonly problems: readonly string[]
      },
      TableCode
    >

/** Rows of one statement. */
export const BATCH = 5000

const NONE = {
  loan: null,
  outstanding: null,
  drawn: null,
  repaid: null,
  rate: null,
  arrears_since: null,
  state: null,
  fee_paid: null,
  fee_paid_on: null,
} as const

const ofMonth = (row: MonthRow): KeptRow => ({
  place: row.place,
  guarantee: row.guarantee,
  loan: row.loan,
  outstanding: moneyText(row.outstanding),
  drawn: moneyText(row.drawn),
  repaid: moneyText(row.repaid),
  rate: row.rate,
  arrears_since: row.arrearsSince,
  state: row.state,
  fee_paid: row.feePaid === null ? null : moneyText(row.feePaid),
  fee_paid_on: row.feePaidOn,
  body: null,
})

const ofBulk = (row: BulkRow): KeptRow => ({
  ...NONE,
  place: row.place,
  guarantee: row.guarantee,
  body:
    row.kind === 'claims'
      ? { trigger: row.trigger, on: row.on, proof: row.proof, consent: row.consent }
      : { amount: moneyText(row.amount), reference: row.reference },
})

function batches<Item>(items: readonly Item[], kept: (item: Item) => unknown): readonly string[] {
  const found: string[] = []
  for (let from = 0; from < items.length; from += BATCH)
    found.push(JSON.stringify(items.slice(from, from + BATCH).map(kept)))
  return found
}

export const columnsOf = (kind: ReportKind): readonly Column[] =>
  kind === 'utilisation' ? MONTH_COLUMNS : BULK_COLUMNS[kind]

/** The file again as a sheet, each row with its problems behind it. */
function back(asked: Asked, inflate: Inflate, { language, problems }: NonNullable<Asked['back']>): Answer {
  const columns = columnsOf(asked.kind)
  const byRow = Map.groupBy(problems, one => one.row)
  const lines = [headingBack(columns, language)]
  const read = readSheet(asked.bytes, inflate, columns, (place, texts) => {
    lines.push(rowBack(columns, texts, byRow.get(place) ?? []))
  })
  return read.ok ? ok({ sheet: new TextEncoder().encode(`\ufeff${lines.join('')}`) }) : read
}

/** Does what is asked of a file. Errors: as `readSheet`. */
export function answered(asked: Asked, inflate: Inflate): Answer {
  const { kind, bytes, month, day } = asked
  if (asked.back !== undefined) return back(asked, inflate, asked.back)
  if (kind === 'utilisation') {
    const read = readMonth(bytes, inflate, { month: month ?? '', day })
    if (!read.ok) return read
    const { found, rows, problems } = read.value
    return ok({
      found,
      rowCount: rows.length,
      problemCount: problems.length,
      rows: batches(rows, ofMonth),
      problems: batches(problems, one => one),
    })
  }
  const read = readBulk(kind satisfies BulkKind, bytes, inflate, day)
  if (!read.ok) return read
  const { found, rows, problems } = read.value
  return ok({
    found,
    rowCount: rows.length,
    problemCount: problems.length,
    rows: batches(rows, ofBulk),
    problems: batches(problems, one => one),
  })
}
