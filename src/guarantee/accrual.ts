/**
 * Fees earned day by day over a whole book: per day, programme and bank, in columns. Of each fee the part earned when a
 * day is over is `amount x days gone by / days of the fee`, cut to the won (fees.ts, earnedBy), and a day's part is the
 * difference of two of these; so the days of a fee make the fee to the won, over any span and however it is cut.
 *
 * A day's part is the whole quotient of the fee by its days, and on as many days as the remainder counts a won more.
 * The quotients are kept as the differences from one day to the next, which are added up once at the end; only the won
 * more are placed one by one. Amounts of any size are exact: they are bigints, and machine numbers only count days and
 * won placed.
 */
import { type CalendarDate, dayNumber } from '../kernel/calendar.ts'
import { type Money, money } from '../kernel/money.ts'

/** Fees as columns, a row each; days as their numbers since 1970-01-01. */
export type FeeColumns = {
  /** The fee is for the days after `from` up to `to`; `to` lies after `from`. */
  readonly from: Int32Array
  readonly to: Int32Array
  /**
   * The last day it is earned for: `to`, or the day on which the guarantee was released and the rest became another.
   */
  readonly until: Int32Array
  readonly amount: BigInt64Array
  /** Place of its programme and bank in the list of them. */
  readonly group: Uint16Array
}

/** One charged fee, as it is told outside the columns. */
export type AccruingFee = {
  readonly from: CalendarDate
  readonly to: CalendarDate
  readonly until: CalendarDate
  readonly amount: Money
  readonly group: number
}

export function feeColumns(fees: readonly AccruingFee[]): FeeColumns {
  const columns: FeeColumns = {
    from: new Int32Array(fees.length),
    to: new Int32Array(fees.length),
    until: new Int32Array(fees.length),
    amount: new BigInt64Array(fees.length),
    group: new Uint16Array(fees.length),
  }
  for (const [row, fee] of fees.entries()) {
    columns.from[row] = dayNumber(fee.from)
    columns.to[row] = dayNumber(fee.to)
    columns.until[row] = dayNumber(fee.until)
    columns.amount[row] = fee.amount
    columns.group[row] = fee.group
  }
  return columns
}

/** What is earned: group by group, each day of the span after the other. */
export type Accrued = {
  readonly days: number
  readonly groups: number
  readonly earned: readonly Money[]
}

/** What one group earned on one day of the span, the first being 0. */
export const accruedOn = ({ days, earned }: Accrued, group: number, day: number): Money =>
  earned[group * days + day] ?? money(0n)

/**
 * What fees earn on each day of a span, by group.
 * @param span   the days after the first up to the second, as those of a fee
 * @param groups how many programmes and banks there are; every row's group lies below
 */
export function accruedOver(
  fees: FeeColumns,
  [after, last]: readonly [CalendarDate, CalendarDate],
  groups: number,
): Accrued {
  const [first, end] = [dayNumber(after), dayNumber(last)]
  const days = end > first ? end - first : 0
  const change: bigint[] = Array.from({ length: groups * (days + 1) }, () => 0n)
  const more = new Uint32Array(groups * days)
  for (let row = 0; row < fees.amount.length; row++) {
    const from = fees.from[row] ?? 0
    const until = fees.until[row] ?? 0
    const begins = from > first ? from : first
    const ends = until < end ? until : end
    if (ends <= begins) continue
    const length = (fees.to[row] ?? 0) - from
    const group = fees.group[row] ?? 0
    const amount = fees.amount[row] ?? 0n
    const quotient = amount / BigInt(length)
    const at = group * (days + 1)
    change[at + begins - first] = (change[at + begins - first] ?? 0n) + quotient
    change[at + ends - first] = (change[at + ends - first] ?? 0n) - quotient
    placeRest(more, group * days - first, { from, begins, ends, length, rest: Number(amount % BigInt(length)) })
  }
  const earned: Money[] = []
  for (let group = 0; group < groups; group++) {
    let daily = 0n
    for (let day = 0; day < days; day++) {
      daily += change[group * (days + 1) + day] ?? 0n
      earned.push(money(daily + BigInt(more[group * days + day] ?? 0)))
    }
  }
  return { days, groups, earned }
}

type Rest = {
  readonly from: number
  readonly begins: number
  readonly ends: number
  readonly length: number
  /** What the quotient leaves of the fee, below its days. */
  readonly rest: number
}

/**
 * Adds a won on each day on which `rest x days gone by / length` reaches the next whole one. Days of a fee are below a
 * million, so that the product stays far below 2^53.
 */
function placeRest(more: Uint32Array, origin: number, { from, begins, ends, length, rest }: Rest): void {
  if (rest === 0) return
  let over = (rest * (begins - from)) % length
  for (let day = begins; day < ends; day++) {
    over += rest
    if (over < length) continue
    over -= length
    more[origin + day] = (more[origin + day] ?? 0) + 1
  }
}
