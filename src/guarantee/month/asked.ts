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
import type { Problem } from './problems.ts'
import { eachOfMonth } from './reading.ts'
import type { Month, MonthRow, RowKept, RowPart } from './row.ts'
import { type Column, MONTH_COLUMNS } from './schema.ts'
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
        /** JSON arrays of `KeptRow`, of `RowPart` of the rows that are not kept, and of `Problem`. */
        readonly rows: readonly string[]
        readonly parts: readonly string[]
        readonly problems: readonly string[]
      },
      TableCode
    >

/** Rows of one statement. */
export const BATCH = 1000

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

/** Gathers items into JSON arrays of at most a batch each, so that no more than one batch is held as objects. */
function gathered<Item>(kept: (item: Item) => unknown) {
  const full: string[] = []
  let open: unknown[] = []
  let count = 0
  const close = (): void => {
    if (open.length > 0) full.push(JSON.stringify(open))
    open = []
  }
  return {
    put: (item: Item): void => {
      count += 1
      if (open.push(kept(item)) === BATCH) close()
    },
    batches: (): readonly string[] => {
      close()
      return full
    },
    count: (): number => count,
  }
}

export const columnsOf = (kind: ReportKind): readonly Column[] =>
  kind === 'utilisation' ? MONTH_COLUMNS : BULK_COLUMNS[kind]

/** The file again as a sheet, each row with its problems behind it. */
function back(asked: Asked, inflate: Inflate, { language, problems }: NonNullable<Asked['back']>): Answer {
  const columns = columnsOf(asked.kind)
  const byRow = Map.groupBy(problems, one => one.row)
  const lines = [headingBack(columns, language)]
  const read = readSheet(asked.bytes, inflate, columns, (place, texts) => {
    lines.push(rowBack(columns, texts, byRow.get(place) ?? [], language))
  })
  return read.ok ? ok({ sheet: new TextEncoder().encode(`\ufeff${lines.join('')}`) }) : read
}

/** Does what is asked of a file. Errors: as `readSheet`. */
export function answered(asked: Asked, inflate: Inflate): Answer {
  const { kind, bytes, month, day } = asked
  if (asked.back !== undefined) return back(asked, inflate, asked.back)
  const problems = gathered((one: Problem) => one)
  const parts = gathered((one: RowPart) => one)
  const came = (found: Found, rows: { readonly batches: () => readonly string[]; readonly count: () => number }) =>
    ok({
      found,
      rowCount: rows.count(),
      problemCount: problems.count(),
      rows: rows.batches(),
      parts: parts.batches(),
      problems: problems.batches(),
    })
  if (kind === 'utilisation') {
    const rows = gathered(ofMonth)
    const take = { row: rows.put, part: parts.put, problem: problems.put }
    const found = eachOfMonth(bytes, inflate, { month: month ?? '', day }, take)
    return found.ok ? came(found.value, rows) : found
  }
  const rows = gathered(ofBulk)
  const read = readBulk(kind satisfies BulkKind, bytes, inflate, day)
  if (!read.ok) return read
  for (const row of read.value.rows) rows.put(row)
  for (const one of read.value.parts) parts.put(one)
  for (const one of read.value.problems) problems.put(one)
  return came(read.value.found, rows)
}
