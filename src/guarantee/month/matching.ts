/**
 * A bank's month beside the agency's books: what of a row cannot be, and where the two differ, by how much, and what is
 * to be done about it. Only a repayment is acted on without a person: the bank's statement that the debt is gone is the
 * creditor's notice of it (Act 38). A draw and an accident need their day, and money needs to have come in.
 */
import type { CalendarDate } from '../../kernel/calendar.ts'
import type { Fixed } from '../../kernel/fixed.ts'
import { type Money, maxMoney, minMoney, minus, money, moneyText, plus, ZERO } from '../../kernel/money.ts'
import { guaranteedOf, type LetterTerms, releasedBy } from '../balance.ts'
import { isOpen, type State } from '../life-table.ts'
import type { KnownCode, Problem } from './problems.ts'
import { lastDayOf, type MonthRow } from './row.ts'

/** What the agency knows of a guarantee when a month is matched. */
export type Known = {
  readonly id: string
  readonly number: string
  readonly kind: LetterTerms['kind']
  readonly state: State
  readonly loan: Money
  readonly ratio: Fixed
  /** The bank's own reference of the loan; null before the bank has told it. */
  readonly bankLoan: string | null
  readonly begunOn: CalendarDate
  /** What is guaranteed now. */
  readonly balance: Money
  /** What became guaranteed after the month was over. */
  readonly drawnAfter: Money
  /** Released after it was over and on no report for it: for repayments of then, or for its own, told early. */
  readonly releasedAfter: Money
  /** What an earlier report for this very month released. */
  readonly releasedEarlier: Money
  /** How often it was drawn: each draw was cut to the won by itself. */
  readonly draws: number
  /** Principal that is drawn and not repaid now, as far as it was told. */
  readonly outstanding: Money
  /** Fees charged and not paid. */
  readonly feeUnpaid: Money
  /** Principal at the end of the month before, by the report that stands for it; null without one. */
  readonly previous: Money | null
  /** What the report that stands for the month after was opened with; null without one. */
  readonly next: Money | null
}

export const DIFFERENCE_KINDS = [
  'exposure_lower',
  'exposure_lower_untold',
  'exposure_higher',
  'released_too_much',
  'loan_above_letter',
  'loan_reference',
  'accident_untold',
  'accident_over',
  'guarantee_over',
  'fee_unpaid',
  'fee_not_received',
  'fee_above_charged',
  'later_month_sum',
  'row_missing',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** What is to be done: `release` by the service when the report is accepted; all else by the bank or an officer. */
export const DEEDS = [
  'release',
  'tell_draw',
  'restore',
  'tell_repayment',
  'tell_accident',
  'normalise',
  'pay_fee',
  'trace_payment',
  'correct_row',
  'add_row',
  'restate_later_month',
] as const
export type Deed = (typeof DEEDS)[number]

export type Difference = {
  /** The row by its number in the file; null for a guarantee that has none. */
  readonly row: number | null
  readonly guarantee: string
  readonly column: string
  readonly kind: DifferenceKind
  readonly expected: string
  readonly reported: string
  /** By how much, where both are amounts. */
  readonly by: Money | null
  readonly deed: Deed
}

export type Matched = {
  readonly problems: readonly Problem[]
  readonly differences: readonly Difference[]
  /** What the service releases when the report is accepted. */
  readonly release: Money
}

/** What of a row the books are asked about; its amounts are null where one of them could not be read. */
export type AskedOfBooks = Pick<MonthRow, 'place' | 'guarantee' | 'month'> & {
  readonly amounts: Pick<MonthRow, 'outstanding' | 'drawn' | 'repaid'> | null
}

const problem = (row: AskedOfBooks, column: string, code: KnownCode, value: string, limit: string): Problem => ({
  row: row.place,
  column,
  code,
  value,
  limit,
})

/** What a row cannot be, given the books. Another bank's guarantee is not there, as one that nobody gave. */
export function problemsOf(row: AskedOfBooks, known: Known | undefined): readonly Problem[] {
  if (known === undefined)
    return [problem(row, 'guarantee', 'row_guarantee_unknown', row.guarantee, 'a guarantee of this bank')]
  const found: Problem[] = []
  if (lastDayOf(row.month) < known.begunOn)
    found.push(problem(row, 'month', 'row_guarantee_not_begun', row.month, `from ${known.begunOn.slice(0, 7)}`))
  if (row.amounts === null) return found
  const { outstanding, drawn, repaid } = row.amounts
  // Nothing can have been repaid of a loan that never was: without an earlier month what is left and repaid was there.
  const opening = known.previous ?? money(outstanding + repaid - drawn)
  const closing = money(opening + drawn - repaid)
  if (opening < 0n || closing !== outstanding)
    found.push(
      problem(
        row,
        'outstanding',
        'row_sum',
        moneyText(outstanding),
        known.previous === null
          ? `outstanding + repaid at least drawn, ${moneyText(drawn)}`
          : `${moneyText(opening)} + ${moneyText(drawn)} - ${moneyText(repaid)} = ${moneyText(closing)}`,
      ),
    )
  return found
}

type Found = Omit<Difference, 'row' | 'guarantee'>

const amounts = (
  column: string,
  kind: DifferenceKind,
  [expected, reported]: readonly [Money, Money],
  deed: Deed,
  by: Money = money(expected > reported ? expected - reported : reported - expected),
): Found => ({ column, kind, expected: moneyText(expected), reported: moneyText(reported), by, deed })

const LIVE: readonly State[] = ['in_force', 'accident', 'claimed', 'examined']

/**
 * What stood at the end of the month, between two amounts: what stands now less what was drawn since, and that with
 * what was released since, which may have been for a repayment of the month itself, told before its report.
 */
const atMonthsEnd = (known: Known): { readonly least: Money; readonly most: Money } => {
  const least = minus(known.balance, known.drawnAfter)
  return { least, most: plus(least, known.releasedAfter) }
}

/** What the row makes of the exposure: a line stands as it did, whole from its first draw, until the loan is closed. */
const standsAt = (letter: LetterTerms, outstanding: Money, expected: Money): Money =>
  letter.kind === 'revolving' && (expected > 0n || outstanding === 0n) ? expected : guaranteedOf(letter, outstanding)

/** Exposure beside what the row makes of it. */
function exposureOf(row: MonthRow, known: Known): { readonly found: readonly Found[]; readonly release: Money } {
  const letter: LetterTerms = { kind: known.kind, loan: known.loan, ratio: known.ratio }
  const { least, most } = atMonthsEnd(known)
  const isClosed = row.state === 'closed'
  const reported = isClosed ? ZERO : standsAt(letter, row.outstanding, most)
  const found: Found[] = []
  if (row.outstanding > known.loan)
    found.push(amounts('outstanding', 'loan_above_letter', [known.loan, row.outstanding], 'correct_row'))
  if (least > reported) {
    const gone = minus(least, reported)
    const told = isClosed ? gone : releasedBy(letter, plus(row.outstanding, row.repaid), row.outstanding)
    // Draws after the month stand behind debts of their own; what the month released is at most what is left now.
    const release = isOpen('release', known.state) ? minMoney(minMoney(gone, told), known.balance) : ZERO
    if (release > 0n) found.push(amounts('outstanding', 'exposure_lower', [least, reported], 'release', release))
    if (gone > release)
      found.push(
        amounts('outstanding', 'exposure_lower_untold', [least, reported], 'tell_repayment', minus(gone, release)),
      )
    return { found, release }
  }
  // Each draw was cut to the won, the whole is cut once: parts may come to less by a won each but one.
  const rounding = BigInt(known.draws > 1 ? known.draws - 1 : 0)
  const more = reported - most
  if (more > rounding && row.outstanding <= known.loan)
    found.push(
      more <= known.releasedEarlier
        ? amounts('outstanding', 'released_too_much', [most, reported], 'restore')
        : amounts('outstanding', 'exposure_higher', [most, reported], 'tell_draw'),
    )
  return { found, release: ZERO }
}

function* feesOf(row: MonthRow, { feeUnpaid }: Known): Generator<Found> {
  const paid = row.feePaid ?? ZERO
  if (paid > feeUnpaid && feeUnpaid > 0n)
    yield amounts('fee_paid', 'fee_above_charged', [feeUnpaid, paid], 'correct_row')
  else if (paid > 0n && feeUnpaid > 0n) yield amounts('fee_paid', 'fee_not_received', [ZERO, paid], 'trace_payment')
  if (feeUnpaid > paid) yield amounts('fee_paid', 'fee_unpaid', [feeUnpaid, paid], 'pay_fee')
}

function* statesOf(row: MonthRow, known: Known): Generator<Found> {
  const isLate = row.state === 'arrears' || row.state === 'accelerated'
  const of = (kind: DifferenceKind, deed: Deed): Found => ({
    column: 'state',
    kind,
    expected: known.state,
    reported: row.state,
    by: null,
    deed,
  })
  if (isLate && known.state === 'in_force') yield of('accident_untold', 'tell_accident')
  if (row.state === 'performing' && known.state === 'accident') yield of('accident_over', 'normalise')
}

/** A row beside the guarantee it names: its problems, or the differences. A row with a problem is not matched. */
export function matchedRow(row: MonthRow, known: Known | undefined): Matched {
  const { place, guarantee, month } = row
  const problems = problemsOf({ place, guarantee, month, amounts: row }, known)
  if (known === undefined || problems.length > 0) return { problems, differences: [], release: ZERO }
  const found: Found[] = []
  if (known.bankLoan !== null && known.bankLoan !== row.loan)
    found.push({
      column: 'loan',
      kind: 'loan_reference',
      expected: known.bankLoan,
      reported: row.loan,
      by: null,
      deed: 'correct_row',
    })
  const isOver = !LIVE.includes(known.state) && known.balance === 0n && atMonthsEnd(known).most === 0n
  if (isOver && row.outstanding > 0n && known.state !== 'lettered' && known.state !== 'subrogated')
    found.push({
      column: 'guarantee',
      kind: 'guarantee_over',
      expected: known.state,
      reported: row.state,
      by: null,
      deed: 'correct_row',
    })
  const exposure = isOver && known.state !== 'lettered' ? { found: [], release: ZERO } : exposureOf(row, known)
  found.push(...exposure.found, ...feesOf(row, known), ...statesOf(row, known))
  if (known.next !== null && known.next !== row.outstanding)
    found.push(amounts('outstanding', 'later_month_sum', [known.next, row.outstanding], 'restate_later_month'))
  const head = { row: row.place, guarantee: known.number }
  return { problems, differences: found.map(one => ({ ...head, ...one })), release: exposure.release }
}

/** A guarantee that stood at the month's end and has no row. */
export const missingRow = (known: Known): readonly Difference[] =>
  atMonthsEnd(known).least <= 0n || !LIVE.includes(known.state)
    ? []
    : [
        {
          row: null,
          guarantee: known.number,
          ...amounts('guarantee', 'row_missing', [atMonthsEnd(known).least, ZERO], 'add_row'),
        },
      ]

/** Principal left of the loan now, once what a row tells as repaid is released: what was drawn since stays. */
export const leftAfter = (row: MonthRow, known: Known): Money =>
  known.drawnAfter === 0n
    ? minMoney(known.outstanding, row.outstanding)
    : maxMoney(ZERO, minus(known.outstanding, row.repaid))
