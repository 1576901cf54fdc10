/** Fees of a whole book earned day by day over a year, per programme and bank. */
import { accruedOver, type FeeColumns } from '../../guarantee/accrual.ts'
import { earnedBy, earnedOn } from '../../guarantee/fees.ts'
import { addDays, addYears, calendarDate, dayNumber, dayOfNumber } from '../../kernel/calendar.ts'
import { money, sumMoney } from '../../kernel/money.ts'
import type { Measure } from '../measure.ts'
import { type Draw, drawFrom } from '../oracle-cases.ts'

const GUARANTEES = 1_000_000
const PROGRAMMES = 24
const BANKS = 20
/** Of so many guarantees what each earns is also found alone, day by day. */
const ALONE = 1_000
const FIRST = calendarDate('2026-01-01')
const LAST = addYears(FIRST, 1)

/** Each guarantee with the fee that runs into the year and the one that follows it; one in ten ends by release. */
function book(draw: Draw): FeeColumns {
  const rows = 2 * GUARANTEES
  const columns = {
    from: new Int32Array(rows),
    to: new Int32Array(rows),
    until: new Int32Array(rows),
    amount: new BigInt64Array(rows),
    group: new Uint16Array(rows),
  }
  const first = dayNumber(FIRST)
  for (let one = 0; one < GUARANTEES; one++) {
    const group = draw.below(PROGRAMMES) * BANKS + draw.below(BANKS)
    const middle = first + draw.below(365)
    for (const [row, from] of [
      [2 * one, middle - 365],
      [2 * one + 1, middle],
    ] as const) {
      const isReleased = draw.chance(0.1)
      columns.from[row] = from
      columns.to[row] = from + 365
      columns.until[row] = from + (isReleased ? draw.below(365) : 365)
      columns.amount[row] = BigInt(10 * (1 + draw.below(10_000_000)))
      columns.group[row] = group
    }
  }
  return columns
}

const feeIn = (fees: FeeColumns, row: number) => ({
  from: dayOfNumber(fees.from[row] ?? 0),
  to: dayOfNumber(fees.to[row] ?? 0),
  until: dayOfNumber(fees.until[row] ?? 0),
  amount: money(fees.amount[row] ?? 0n),
})

/** Seconds it takes to find the same one guarantee after the other, from the first `ALONE` of them. */
function secondsAlone(fees: FeeColumns): number {
  const began = performance.now()
  const sums = new Map<string, bigint>()
  for (let row = 0; row < 2 * ALONE; row++) {
    const fee = feeIn(fees, row)
    for (let day = addDays(FIRST, 1); day <= LAST && day <= fee.until; day = addDays(day, 1)) {
      const key = `${fees.group[row]}:${day}`
      sums.set(key, (sums.get(key) ?? 0n) + earnedOn(fee, day))
    }
  }
  return ((performance.now() - began) / 1_000) * (GUARANTEES / ALONE)
}

/** What all fees earn over the year, each found from its two ends: the days must make it. */
function earnedInAll(fees: FeeColumns): bigint {
  let sum = 0n
  for (let row = 0; row < 2 * GUARANTEES; row++) {
    const fee = feeIn(fees, row)
    const to = fee.until < LAST ? fee.until : LAST
    if (to > FIRST) sum += earnedBy(fee, to) - earnedBy(fee, FIRST)
  }
  return sum
}

export const measures: readonly Measure[] = [
  {
    name: 'guarantee.accrual',
    says:
      `A year of fees of ${GUARANTEES} guarantees, two each, earned per day in ${PROGRAMMES * BANKS} groups of ` +
      `programme and bank; against the same found guarantee by guarantee, measured on ${ALONE} of them and multiplied.`,
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 60 },
    take: () => {
      const fees = book(drawFrom(2026))
      const cpu = process.cpuUsage()
      const began = performance.now()
      const found = accruedOver(fees, [FIRST, LAST], PROGRAMMES * BANKS)
      const value = (performance.now() - began) / 1_000
      const { user, system } = process.cpuUsage(cpu)
      const [made, due] = [sumMoney(found.earned), earnedInAll(fees)]
      if (made !== due) throw new Error(`the days make ${made}, and the fees ${due}`)
      return {
        value,
        against: { name: 'one by one', value: secondsAlone(fees) },
        note: `${((user + system) / 1e6).toFixed(2)} s of processor time; the days make the fees to the won, ${made}.`,
      }
    },
  },
]
