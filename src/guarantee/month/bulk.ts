/** Claims and recoveries, many in one table: each row becomes one command of the guarantee it names. */
import { z } from 'zod'
import type { Inflate } from '../../application/papers/content.ts'
import { TRIGGERS, type Trigger } from '../../decision/aftercare-schema.ts'
import { type CalendarDate, calendarDate, isCalendarDate } from '../../kernel/calendar.ts'
import { type Money, moneyFromText, moneyText } from '../../kernel/money.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Said } from '../schema.ts'
import type { Problem } from './problems.ts'
import { amountCell, checked, formalProblems, guaranteeCell, type RowPart } from './row.ts'
import { CLAIM_COLUMNS, type Column, RECOVERY_COLUMNS } from './schema.ts'
import { type Found, readSheet } from './sheet.ts'
import type { TableCode } from './table.ts'

export const BULK_KINDS = ['claims', 'recoveries'] as const
export type BulkKind = (typeof BULK_KINDS)[number]

export const BULK_COLUMNS: Readonly<Record<BulkKind, readonly Column[]>> = {
  claims: CLAIM_COLUMNS,
  recoveries: RECOVERY_COLUMNS,
}

const isReference = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/.test(text) && !text.endsWith('\n')
const REFERENCE = '1 to 80 letters, digits, dots, colons and dashes'
const reference = checked('row_reference', REFERENCE, isReference)
const referenceOrEmpty = checked('row_reference', REFERENCE, text => text === '' || isReference(text))

const claimSchema = z.strictObject({
  guarantee: guaranteeCell,
  trigger: checked('row_trigger', TRIGGERS.join(', '), text => (TRIGGERS as readonly string[]).includes(text)),
  on: checked('row_day', 'YYYY-MM-DD', isCalendarDate),
  /** What proves the trigger; without it the claim is refused by the guarantee itself. */
  proof: referenceOrEmpty,
  consent: referenceOrEmpty.default(''),
})
const recoverySchema = z.strictObject({ guarantee: guaranteeCell, amount: amountCell, reference })

/** One row: the guarantee, and what is told of it. `reference`: of the money that came in, or of the proof. */
export type BulkRow =
  | {
      readonly kind: 'claims'
      readonly place: number
      readonly guarantee: string
      readonly trigger: Trigger
      readonly on: CalendarDate
      readonly proof: string
      readonly consent: string
    }
  | {
      readonly kind: 'recoveries'
      readonly place: number
      readonly guarantee: string
      readonly amount: Money
      readonly reference: string
    }

/** What a row asks of its guarantee. */
export const saidIn = (row: BulkRow): Said =>
  row.kind === 'claims'
    ? {
        type: 'claim',
        trigger: row.trigger,
        on: row.on,
        ...(row.proof === '' ? {} : { proof: row.proof }),
        ...(row.consent === '' ? {} : { consent: row.consent }),
      }
    : { type: 'recover', amount: moneyText(row.amount), reference: row.reference }

/** What may stand once in a table: a guarantee is claimed under once, and money of one reference comes in once. */
const keyOf = (row: BulkRow): string => (row.kind === 'claims' ? row.guarantee : `${row.guarantee} ${row.reference}`)

function rowOf(kind: BulkKind, place: number, texts: Readonly<Record<string, string>>): BulkRow | z.ZodError {
  if (kind === 'claims') {
    const read = claimSchema.safeParse(texts)
    if (!read.success) return read.error
    const { trigger, on, ...rest } = read.data
    return { kind, place, ...rest, trigger: trigger as Trigger, on: calendarDate(on) }
  }
  const read = recoverySchema.safeParse(texts)
  return read.success ? { kind, place, ...read.data, amount: moneyFromText(read.data.amount) } : read.error
}

export type BulkRead = {
  readonly found: Found
  readonly rows: readonly BulkRow[]
  /** Of rows without the form due, the guarantees they name. */
  readonly parts: readonly RowPart[]
  readonly problems: readonly Problem[]
}

/** Reads a table of claims or recoveries on a day: every row with its form, every problem. Errors: as `readSheet`. */
export function readBulk(
  kind: BulkKind,
  bytes: Uint8Array,
  inflate: Inflate,
  day: CalendarDate,
): Result<BulkRead, TableCode> {
  const rows: BulkRow[] = []
  const parts: RowPart[] = []
  const problems: Problem[] = []
  const places = new Map<string, number>()
  const found = readSheet(bytes, inflate, BULK_COLUMNS[kind], (place, texts, ofCells) => {
    const row = rowOf(kind, place, texts)
    if (!('place' in row) || ofCells.length > 0) {
      const formal = formalProblems(place, texts, ofCells, 'place' in row ? [] : row.issues)
      problems.push(...formal)
      const { guarantee } = texts
      if (guarantee !== undefined && !formal.some(one => one.column === 'guarantee' || one.column === ''))
        parts.push({ place, guarantee, amounts: null })
      return
    }
    if (row.kind === 'claims' && row.on > day)
      problems.push({ row: place, column: 'on', code: 'row_day_to_come', value: row.on, limit: `to ${day}` })
    const key = keyOf(row)
    const first = places.get(key)
    if (first === undefined) places.set(key, place)
    else
      problems.push({
        row: place,
        column: 'guarantee',
        code: 'row_repeated',
        value: key,
        limit: `once; it stands in row ${first}`,
      })
    rows.push(row)
  })
  return found.ok ? ok({ found: found.value, rows, parts, problems }) : found
}

/** A row of claims or recoveries as it was kept; undefined for one that is neither. */
export function bulkRowOf(kept: {
  readonly place: number
  readonly guarantee: string
  readonly body: Readonly<Record<string, string>> | null
}): BulkRow | undefined {
  const kind = kept.body?.['trigger'] === undefined ? 'recoveries' : 'claims'
  const row = rowOf(kind, kept.place, { guarantee: kept.guarantee, ...kept.body })
  return 'place' in row ? row : undefined
}
