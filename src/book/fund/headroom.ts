/**
 * The headroom of a limit day by day: what stands until it matures or is released, what is only reserved until its last
 * day, and what is left; so that somebody who asks too early learns when there will be room.
 */
import { addDays, type CalendarDate } from '../../kernel/calendar.ts'
import { type Money, maxMoney, minus, money, ZERO } from '../../kernel/money.ts'

/**
 * What counts against a limit. It counts on `until` the last time: a posted amount to its maturity, a reserved one to
 * the last day on which it can be drawn. `null`: no end is known.
 */
export type Held = {
  readonly kind: 'posted' | 'reserved'
  readonly amount: Money
  readonly until: CalendarDate | null
}

/** From this day to the day before the next one. */
export type HeadroomDay = {
  readonly from: CalendarDate
  readonly posted: Money
  readonly reserved: Money
  readonly headroom: Money
  /** How far more counts than the limit allows. */
  readonly excess: Money
}

/**
 * The headroom from a day on, one row for every day on which it changes; as far as is known today, when nothing is
 * given or lost any more.
 * @param held amounts at least 0; those whose last day is over are passed over
 * @param last the last day that is asked for
 */
export function headroomByDay(
  limit: Money,
  held: readonly Held[],
  { from, last }: { readonly from: CalendarDate; readonly last: CalendarDate },
): HeadroomDay[] {
  const freed = new Map<CalendarDate, { posted: bigint; reserved: bigint }>()
  const now = { posted: 0n, reserved: 0n }
  for (const { kind, amount, until } of held) {
    if (until !== null && until < from) continue
    now[kind] += amount
    const day = until === null ? undefined : addDays(until, 1)
    if (day === undefined || day > last) continue
    const ends = freed.get(day) ?? { posted: 0n, reserved: 0n }
    ends[kind] += amount
    freed.set(day, ends)
  }
  const rowOn = (day: CalendarDate): HeadroomDay => {
    const left = money(limit - now.posted - now.reserved)
    return {
      from: day,
      posted: money(now.posted),
      reserved: money(now.reserved),
      headroom: maxMoney(ZERO, left),
      excess: maxMoney(ZERO, minus(ZERO, left)),
    }
  }
  const rows = [rowOn(from)]
  for (const [day, ends] of [...freed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    now.posted -= ends.posted
    now.reserved -= ends.reserved
    rows.push(rowOn(day))
  }
  return rows
}

/** The first day on which an amount finds room; undefined where no day that was looked at has it. */
export const firstWithRoom = (rows: readonly HeadroomDay[], amount: Money): CalendarDate | undefined =>
  rows.find(row => row.headroom >= amount)?.from
