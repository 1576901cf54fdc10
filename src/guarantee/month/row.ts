/** A row of the utilisation report: its schema, and what holds between its own cells and the month. */
import { z } from 'zod'
import { addDays, addMonths, type CalendarDate, calendarDate, isCalendarDate } from '../../kernel/calendar.ts'
import { isDecimalText } from '../../kernel/decimal.ts'
import { isMoneyText, type Money, moneyFromText } from '../../kernel/money.ts'
import { type Refusal, refusal } from '../../kernel/result.ts'
import type { Problem, RowCode } from './problems.ts'
import { shownOf } from './table.ts'

/** How a bank carries a loan. */
export const LOAN_STATES = ['performing', 'arrears', 'accelerated', 'closed'] as const
export type LoanState = (typeof LOAN_STATES)[number]

/** A month of the calendar, 'YYYY-MM'. */
export type Month = string
export const isMonth = (text: string): boolean => text.length === 7 && isCalendarDate(`${text}-01`)
export const firstDayOf = (month: Month): CalendarDate => calendarDate(`${month}-01`)
export const lastDayOf = (month: Month): CalendarDate => addDays(addMonths(firstDayOf(month), 1), -1)

/** The month so many months later, or earlier where the count is negative. */
export const monthAfter = (month: Month, months: number): Month => addMonths(firstDayOf(month), months).slice(0, 7)

export type MonthRow = {
  readonly place: number
  readonly guarantee: string
  /** The bank's own reference of the loan. */
  readonly loan: string
  readonly month: Month
  /** Principal at the end of the month; drawn and repaid in it. */
  readonly outstanding: Money
  readonly drawn: Money
  readonly repaid: Money
  /** Of the loan's contract, a year, as a share of 1. */
  readonly rate: string
  readonly arrearsSince: CalendarDate | null
  readonly state: LoanState
  readonly feePaid: Money | null
  readonly feePaidOn: CalendarDate | null
}

export const checked = (code: RowCode, limit: string, isGood: (text: string) => boolean) =>
  z.string().refine(isGood, { message: `${code}|${limit}` })

const AMOUNT_LIMIT = 'whole won in digits, such as 150000000'
const LOAN_LIMIT = '1 to 64 letters, digits, blanks, dots, slashes and dashes'
const DAY_LIMIT = 'YYYY-MM-DD'
const isAmount = (text: string): boolean => isMoneyText(text) && !text.startsWith('-')
export const amountCell = checked('row_amount', AMOUNT_LIMIT, isAmount)
const amountOrEmpty = checked('row_amount', AMOUNT_LIMIT, text => text === '' || isAmount(text))
const dayOrEmpty = checked('row_day', DAY_LIMIT, text => text === '' || isCalendarDate(text))
const pattern = (of: RegExp) => (text: string) => of.test(text) && !text.endsWith('\n')

/** A guarantee's number, as letters of guarantee give it. */
export const guaranteeCell = checked('row_guarantee', 'such as TG-2026-0000001', pattern(/^TG-[0-9]{4}-[0-9]{7}$/))

/** One row as texts: the form of every cell. What comes in a file and what comes as JSON is held to the same. */
export const monthRowSchema = z.strictObject({
  guarantee: guaranteeCell,
  loan: checked('row_loan', LOAN_LIMIT, pattern(/^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,63}$/u)),
  month: checked('row_month', 'YYYY-MM', isMonth),
  outstanding: amountCell,
  drawn: amountCell,
  repaid: amountCell,
  rate: checked(
    'row_rate',
    'a share of 1 a year, such as 0.0475',
    text => isDecimalText(text) && /^(?:0(?:\.[0-9]{1,8})?|1(?:\.0{1,8})?)$/.test(text),
  ),
  arrears_since: dayOrEmpty,
  state: checked('row_state', LOAN_STATES.join(', '), text => (LOAN_STATES as readonly string[]).includes(text)),
  fee_paid: amountOrEmpty.default(''),
  fee_paid_on: dayOrEmpty.default(''),
})

/** What a row is held against: the month of its report, and the day it is looked at. */
export type RowContext = { readonly month: Month; readonly day: CalendarDate }

/** A month is reported when it is over. Error: `report_month_open`. */
export const openMonth = (month: Month, day: CalendarDate): Refusal<'report_month_open'> | undefined =>
  lastDayOf(month) < day ? undefined : refusal('report_month_open', 'month', { value: month, limit: `before ${day}` })

/** Cells of a row that have the form due. */
export type Cells = Readonly<Partial<z.output<typeof monthRowSchema>>>
export type RowRead = {
  readonly row: MonthRow | undefined
  readonly sound: Cells
  readonly problems: readonly Problem[]
}

const amountOf = (text: string): Money | null => (text === '' ? null : moneyFromText(text))
const dayOf = (text: string): CalendarDate | null => (text === '' ? null : calendarDate(text))

/** What is wrong with the form of a row, each column once: what its cells could not be read as, then what they say. */
export function formalProblems(
  place: number,
  texts: Readonly<Record<string, string>>,
  ofCells: readonly Problem[],
  issues: readonly z.core.$ZodIssue[],
): readonly Problem[] {
  // A row whose names are wrong has no cells to speak of.
  if (ofCells.some(one => one.code === 'row_names')) return ofCells
  const named = new Set(ofCells.map(one => one.column))
  const formal = issues.flatMap(issue => {
    const column = String(issue.path[0] ?? '')
    const [code = '', limit = ''] = issue.message.split('|')
    return named.has(column)
      ? []
      : [{ row: place, column, code: code as RowCode, value: shownOf(texts[column] ?? ''), limit }]
  })
  return [...ofCells, ...formal]
}

/** Reads one row: the row where its cells have the form due, and every problem it has. */
export function readMonthRow(
  place: number,
  texts: Readonly<Record<string, string>>,
  cellProblems: readonly Problem[],
  context: RowContext,
): RowRead {
  const read = monthRowSchema.safeParse(texts)
  if (!read.success || cellProblems.length > 0) {
    const problems = formalProblems(place, texts, cellProblems, read.success ? [] : read.error.issues)
    const sound = soundCells(texts, problems)
    return { row: undefined, sound, problems: [...problems, ...against(place, sound, context)] }
  }
  const cells = read.data
  const row: MonthRow = {
    place,
    guarantee: cells.guarantee,
    loan: cells.loan,
    month: cells.month,
    outstanding: moneyFromText(cells.outstanding),
    drawn: moneyFromText(cells.drawn),
    repaid: moneyFromText(cells.repaid),
    rate: cells.rate,
    arrearsSince: dayOf(cells.arrears_since),
    state: cells.state as LoanState,
    feePaid: isNothingPaid(cells) ? null : amountOf(cells.fee_paid),
    feePaidOn: dayOf(cells.fee_paid_on),
  }
  return { row, sound: cells, problems: [...against(place, cells, context)] }
}

/** Nothing paid, written as 0 or left out, has no day. */
const isNothingPaid = ({ fee_paid: paid, fee_paid_on: on }: Cells): boolean => paid === '0' && on === ''

/** The cells nothing is wrong with; none where a cell too many leaves open which is which, or the names are wrong. */
function soundCells(texts: Readonly<Record<string, string>>, problems: readonly Problem[]): Cells {
  const wrong = new Set(problems.map(one => one.column))
  if (wrong.has('') || problems.some(one => one.code === 'row_names')) return {}
  const sound = Object.keys(monthRowSchema.shape).filter(column => !wrong.has(column))
  return Object.fromEntries(sound.map(column => [column, texts[column] ?? '']))
}

/** What stands against a row by itself, as far as its cells have the form due: all of it is told at once. */
function* against(place: number, cells: Cells, { month, day }: RowContext): Generator<Problem> {
  const found = (column: string, code: RowCode, value: string, limit: string): Problem => ({
    row: place,
    column,
    code,
    value,
    limit,
  })
  const last = lastDayOf(month)
  const { state, arrears_since: since, fee_paid: paid, fee_paid_on: paidOn } = cells
  if (cells.month !== undefined && cells.month !== month) yield found('month', 'row_month_other', cells.month, month)
  if (state !== undefined && since !== undefined) {
    const isLate = state === 'arrears' || state === 'accelerated'
    if (isLate && since === '')
      yield found('arrears_since', 'row_arrears_day_missing', '', `the day since when the loan is in ${state}`)
    if (!isLate && since !== '')
      yield found('arrears_since', 'row_arrears_day_unexpected', since, `empty where ${state}`)
  }
  if (since !== undefined && since > last) yield found('arrears_since', 'row_day_after_month', since, `to ${last}`)
  if (state === 'closed' && cells.outstanding !== undefined && cells.outstanding !== '0')
    yield found('outstanding', 'row_closed_outstanding', cells.outstanding, '0')
  if (paid !== undefined && paidOn !== undefined && (paid === '') !== (paidOn === '') && !isNothingPaid(cells))
    yield found(paid === '' ? 'fee_paid' : 'fee_paid_on', 'row_fee_incomplete', '', 'amount and day, or neither')
  if (paidOn === undefined || paidOn === '') return
  if (paidOn > day) yield found('fee_paid_on', 'row_day_to_come', paidOn, `to ${day}`)
  else if (!paidOn.startsWith(month))
    yield found('fee_paid_on', 'row_fee_day_other_month', paidOn, `${firstDayOf(month)} to ${last}`)
}

/** What the books are asked of a row that is not kept: its guarantee, and its amounts as digits where all are sound. */
export type RowPart = {
  readonly place: number
  readonly guarantee: string
  readonly amounts: { readonly outstanding: string; readonly drawn: string; readonly repaid: string } | null
}

export function partOf(place: number, guarantee: string, { outstanding, drawn, repaid }: Cells): RowPart {
  const isSound = outstanding !== undefined && drawn !== undefined && repaid !== undefined
  return { place, guarantee, amounts: isSound ? { outstanding, drawn, repaid } : null }
}

/** A guarantee named by an earlier row of the same report. */
export const repeatedRow = (place: number, guarantee: string, first: number): Problem => ({
  row: place,
  column: 'guarantee',
  code: 'row_repeated',
  value: guarantee,
  limit: `once; it stands in row ${first}`,
})

/** A row as it was kept, its amounts as digits. */
export type RowKept = {
  readonly place: number
  readonly guarantee: string
  readonly loan: string | null
  readonly outstanding: string | null
  readonly drawn: string | null
  readonly repaid: string | null
  readonly rate: string | null
  readonly arrears_since: string | null
  readonly state: string | null
  readonly fee_paid: string | null
  readonly fee_paid_on: string | null
}

/** The row that was kept: it was read when it came, so another form of it is our fault, and is thrown. */
export const monthRowOf = (kept: RowKept, month: Month): MonthRow => ({
  place: kept.place,
  guarantee: kept.guarantee,
  loan: kept.loan ?? '',
  month,
  outstanding: moneyFromText(kept.outstanding ?? ''),
  drawn: moneyFromText(kept.drawn ?? ''),
  repaid: moneyFromText(kept.repaid ?? ''),
  rate: kept.rate ?? '',
  arrearsSince: dayOf(kept.arrears_since ?? ''),
  state: (kept.state ?? '') as LoanState,
  feePaid: amountOf(kept.fee_paid ?? ''),
  feePaidOn: dayOf(kept.fee_paid_on ?? ''),
})
