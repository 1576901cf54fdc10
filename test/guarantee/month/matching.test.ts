// A bank's month beside the books: what cannot be, where the two differ and by how much, and what a row releases.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guaranteedOf } from '../../../src/guarantee/balance.ts'
import {
  type Difference,
  type Known,
  leftAfter,
  matchedRow,
  missingRow,
} from '../../../src/guarantee/month/matching.ts'
import { changesOf } from '../../../src/guarantee/month/restatement.ts'
import type { MonthRow } from '../../../src/guarantee/month/row.ts'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { fixed } from '../../../src/kernel/fixed.ts'
import { type Money, money } from '../../../src/kernel/money.ts'

const won = (amount: number | bigint): Money => money(BigInt(amount))

/** A loan of 1,000,000,000 at 85 %, drawn whole in August, of which 100,000,000 was repaid in September. */
const ROW: MonthRow = {
  place: 2,
  guarantee: 'TG-2026-0000001',
  loan: 'L-1',
  month: '2026-09',
  outstanding: won(900_000_000),
  drawn: won(0),
  repaid: won(100_000_000),
  rate: '0.0475',
  arrearsSince: null,
  state: 'performing',
  feePaid: null,
  feePaidOn: null,
}
const KNOWN: Known = {
  id: '0190-1',
  number: ROW.guarantee,
  kind: 'individual',
  state: 'in_force',
  loan: won(1_000_000_000),
  ratio: fixed('0.85'),
  bankLoan: 'L-1',
  begunOn: calendarDate('2026-08-03'),
  balance: won(850_000_000),
  drawnAfter: won(0),
  releasedAfter: won(0),
  draws: 1,
  feeUnpaid: won(0),
  previous: won(1_000_000_000),
  outstanding: won(1_000_000_000),
  releasedEarlier: won(0),
  next: null,
}
const kinds = (differences: readonly Difference[]) => differences.map(one => [one.kind, one.deed, one.by])

describe('what a row cannot be', () => {
  test('an unknown guarantee and another bank’s are the same: not there', () => {
    const { problems, differences } = matchedRow(ROW, undefined)
    expect(problems).toEqual([
      {
        row: 2,
        column: 'guarantee',
        code: 'row_guarantee_unknown',
        value: ROW.guarantee,
        limit: 'a guarantee of this bank',
      },
    ])
    expect(differences).toEqual([])
  })

  test('what was outstanding, plus drawn, less repaid is what is outstanding, to the won', () => {
    expect(matchedRow(ROW, KNOWN).problems).toEqual([])
    const { problems, release } = matchedRow({ ...ROW, outstanding: won(900_000_001) }, KNOWN)
    expect(problems.map(one => [one.code, one.limit])).toEqual([['row_sum', '1000000000 + 0 - 100000000 = 900000000']])
    expect(release).toBe(0n)
  })

  test('without a month before, less cannot have been drawn than is there', () => {
    const first = { ...KNOWN, previous: null }
    expect(matchedRow({ ...ROW, drawn: won(1_000_000_001) }, first).problems.map(one => one.code)).toEqual(['row_sum'])
    expect(matchedRow({ ...ROW, drawn: won(1_000_000_000) }, first).problems).toEqual([])
  })

  test('a month before the guarantee began has no row', () => {
    const late = { ...KNOWN, begunOn: calendarDate('2026-10-01') }
    expect(matchedRow(ROW, late).problems.map(one => one.code)).toEqual(['row_guarantee_not_begun'])
    expect(matchedRow(ROW, { ...KNOWN, begunOn: calendarDate('2026-09-30') }).problems).toEqual([])
  })
})

describe('where the books and the bank differ', () => {
  test('a repayment releases the ratio of it: 85,000,000 of 100,000,000', () => {
    const { differences, release } = matchedRow(ROW, KNOWN)
    expect(release).toBe(85_000_000n)
    expect(differences).toEqual([
      {
        row: 2,
        guarantee: ROW.guarantee,
        column: 'outstanding',
        kind: 'exposure_lower',
        expected: '850000000',
        reported: '765000000',
        by: 85_000_000n,
        deed: 'release',
      },
    ])
  })

  test('a released month matches, and a draw after the month stands apart from it', () => {
    expect(matchedRow(ROW, { ...KNOWN, balance: won(765_000_000) }).differences).toEqual([])
    const drawnSince = { ...KNOWN, loan: won(2_000_000_000), balance: won(1_050_000_000), drawnAfter: won(200_000_000) }
    expect(matchedRow(ROW, drawnSince).release).toBe(85_000_000n)
  })

  test('what was released since may have been for the month: it is released once, and not called too much', () => {
    // The repayment was told on the spot, before the report.
    const releasedSince = { ...KNOWN, balance: won(765_000_000), releasedAfter: won(85_000_000) }
    expect(matchedRow(ROW, releasedSince)).toEqual({ problems: [], differences: [], release: 0n })
    // Or it was for a repayment of the month after: then the month's own is still in what stood.
    const unpaid = { ...ROW, outstanding: won(1_000_000_000), repaid: won(0) }
    expect(matchedRow(unpaid, releasedSince)).toEqual({ problems: [], differences: [], release: 0n })
    // Half of it for each.
    const half = { ...ROW, outstanding: won(950_000_000), repaid: won(50_000_000) }
    expect(matchedRow(half, releasedSince)).toEqual({ problems: [], differences: [], release: 0n })
    const closed: MonthRow = { ...ROW, state: 'closed', outstanding: won(0), repaid: won(1_000_000_000) }
    expect(matchedRow(closed, releasedSince).release).toBe(765_000_000n)
  })

  test('told again with less repaid names what was released too much, and a later month that adds up no more', () => {
    const again = { ...ROW, outstanding: won(950_000_000), repaid: won(50_000_000) }
    const released = { ...KNOWN, balance: won(765_000_000), releasedEarlier: won(85_000_000), next: won(900_000_000) }
    expect(kinds(matchedRow(again, released).differences)).toEqual([
      ['released_too_much', 'restore', 42_500_000n],
      ['later_month_sum', 'restate_later_month', 50_000_000n],
    ])
    // More repaid than was told first: the rest is released.
    const more = { ...ROW, outstanding: won(800_000_000), repaid: won(200_000_000) }
    expect(matchedRow(more, { ...released, next: null }).release).toBe(85_000_000n)
  })

  test('what is left of the loan is what the row says, and what was drawn since besides', () => {
    expect(leftAfter(ROW, KNOWN)).toBe(900_000_000n)
    expect(leftAfter(ROW, { ...KNOWN, outstanding: won(1_200_000_000), drawnAfter: won(170_000_000) })).toBe(
      1_100_000_000n,
    )
    expect(leftAfter(ROW, { ...KNOWN, outstanding: won(850_000_000) })).toBe(850_000_000n)
  })

  test('less than the books without a repayment that tells it is a question, and releases nothing', () => {
    const row = { ...ROW, repaid: won(0), drawn: won(0) }
    expect(kinds(matchedRow(row, { ...KNOWN, previous: won(900_000_000) }).differences)).toEqual([
      ['exposure_lower_untold', 'tell_repayment', 85_000_000n],
    ])
  })

  test('a closed loan releases all that is left; one that has ended differs no more', () => {
    const closed: MonthRow = { ...ROW, state: 'closed', outstanding: won(0), repaid: won(1_000_000_000) }
    expect(matchedRow(closed, KNOWN).release).toBe(850_000_000n)
    const over = { ...KNOWN, state: 'released' as const, balance: won(0) }
    expect(matchedRow(closed, over).differences).toEqual([])
    expect(kinds(matchedRow(ROW, over).differences)).toEqual([['guarantee_over', 'correct_row', null]])
  })

  test('more than the books is a draw nobody told; more than the letter’s loan is named as such', () => {
    const half = { ...KNOWN, balance: won(425_000_000), previous: won(500_000_000) }
    const row = { ...ROW, drawn: won(500_000_000) }
    expect(kinds(matchedRow(row, half).differences)).toEqual([['exposure_higher', 'tell_draw', 340_000_000n]])
    const above = { ...ROW, outstanding: won(1_000_000_001), drawn: won(1), repaid: won(0) }
    expect(kinds(matchedRow(above, KNOWN).differences)).toEqual([['loan_above_letter', 'correct_row', 1n]])
  })

  test('draws cut to the won one by one may stand a won each, but one, below the whole', () => {
    // 3 draws of 333,333,333 at 0.85: 283,333,333 each, 849,999,999 together; the whole of 999,999,999 is 849,999,999.
    const row = { ...ROW, outstanding: won(999_999_999), repaid: won(0) }
    const parts = (balance: number) => ({ ...KNOWN, draws: 3, balance: won(balance), previous: won(999_999_999) })
    expect(matchedRow(row, parts(849_999_999)).differences).toEqual([])
    expect(matchedRow(row, parts(849_999_997)).differences).toEqual([])
    expect(kinds(matchedRow(row, parts(849_999_996)).differences)).toEqual([['exposure_higher', 'tell_draw', 3n]])
  })

  test('a revolving line stands whole through the month, and ends when the loan is closed', () => {
    const line = { ...KNOWN, kind: 'revolving' as const }
    expect(matchedRow(ROW, line).differences).toEqual([])
    const closed: MonthRow = { ...ROW, state: 'closed', outstanding: won(0), repaid: won(1_000_000_000) }
    expect(matchedRow(closed, line).release).toBe(850_000_000n)
    const undrawn = { ...line, state: 'lettered' as const, balance: won(0), draws: 0, previous: null }
    expect(matchedRow({ ...ROW, outstanding: won(0), repaid: won(0) }, undrawn).differences).toEqual([])
    expect(kinds(matchedRow({ ...ROW, repaid: won(0) }, undrawn).differences)).toEqual([
      ['exposure_higher', 'tell_draw', 850_000_000n],
    ])
  })

  test('after a claim nothing is released by itself', () => {
    const { differences, release } = matchedRow(ROW, { ...KNOWN, state: 'claimed' })
    expect(release).toBe(0n)
    expect(kinds(differences)).toEqual([['exposure_lower_untold', 'tell_repayment', 85_000_000n]])
  })

  test.each([
    [0, 12_000, [['fee_unpaid', 'pay_fee', 12_000n]]],
    [12_000, 12_000, [['fee_not_received', 'trace_payment', 12_000n]]],
    [
      5_000,
      12_000,
      [
        ['fee_not_received', 'trace_payment', 5_000n],
        ['fee_unpaid', 'pay_fee', 7_000n],
      ],
    ],
    [13_000, 12_000, [['fee_above_charged', 'correct_row', 1_000n]]],
    [12_000, 0, []],
  ])('a fee of %i paid, %i open', (paid, open, expected) => {
    const row = { ...ROW, feePaid: paid === 0 ? null : won(paid), feePaidOn: calendarDate('2026-09-30') }
    const known = { ...KNOWN, balance: won(765_000_000), feeUnpaid: won(open) }
    expect(kinds(matchedRow(row, known).differences)).toEqual(expected)
  })

  test('arrears nobody told, an accident that is over, and a loan of another name', () => {
    const known = { ...KNOWN, balance: won(765_000_000) }
    const late = { ...ROW, state: 'arrears' as const, arrearsSince: calendarDate('2026-09-01'), loan: 'L-2' }
    expect(kinds(matchedRow(late, known).differences)).toEqual([
      ['loan_reference', 'correct_row', null],
      ['accident_untold', 'tell_accident', null],
    ])
    expect(kinds(matchedRow(ROW, { ...known, state: 'accident' }).differences)).toEqual([
      ['accident_over', 'normalise', null],
    ])
  })

  test('a guarantee that stood and has no row is missed, by what it stood at', () => {
    expect(kinds(missingRow(KNOWN))).toEqual([['row_missing', 'add_row', 850_000_000n]])
    expect(missingRow({ ...KNOWN, drawnAfter: won(850_000_000) })).toEqual([])
    expect(missingRow({ ...KNOWN, state: 'released', balance: won(0) })).toEqual([])
  })

  test('months of repayments, each released, come to nothing left and never to more than stood', () => {
    const repayments = fc.array(fc.bigInt({ min: 0n, max: 400_000_000n }), { minLength: 1, maxLength: 12 })
    const ratio = fc.integer({ min: 1, max: 100 }).map(part => fixed((part / 100).toFixed(2)))
    fc.assert(
      fc.property(repayments, ratio, (parts, share) => {
        let known: Known = { ...KNOWN, ratio: share, balance: guaranteedOf({ ...KNOWN, ratio: share }, KNOWN.loan) }
        for (const part of parts) {
          const before = known.previous ?? money(0n)
          const repaid = part > before ? before : money(part)
          const outstanding = money(before - repaid)
          const { release, differences, problems } = matchedRow({ ...ROW, outstanding, repaid }, known)
          expect(problems).toEqual([])
          expect(differences.every(one => one.kind === 'exposure_lower')).toBe(true)
          known = { ...known, balance: money(known.balance - release), previous: outstanding }
          expect(known.balance).toBe(guaranteedOf({ ...KNOWN, ratio: share }, outstanding))
        }
      }),
    )
  })
})

describe('a month told again', () => {
  test('each column that changed is named, what came and went by its principal', () => {
    expect(changesOf('g', ROW, { ...ROW, place: 9 })).toEqual([])
    expect(changesOf('g', ROW, { ...ROW, repaid: won(90_000_000), outstanding: won(910_000_000) })).toEqual([
      { guarantee: 'g', column: 'outstanding', before: '900000000', after: '910000000' },
      { guarantee: 'g', column: 'repaid', before: '100000000', after: '90000000' },
    ])
    expect(changesOf('g', undefined, ROW)).toEqual([
      { guarantee: 'g', column: 'guarantee', before: null, after: '900000000' },
    ])
    expect(changesOf('g', ROW, undefined)).toEqual([
      { guarantee: 'g', column: 'guarantee', before: '900000000', after: null },
    ])
  })
})
