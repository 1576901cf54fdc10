/** What the book of limits adds to a case: what was promised or issued here and is not told of in it. */
import { describe, expect, test } from 'vitest'
import { composed, contentSchema, groupCountsOf, type LimitRead, OWN_LIMIT } from '../../src/appraisal/content.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { ownExposure } from '../../src/party/standing.ts'
import { caseWith, rules } from './sample.ts'

const DAY = '2026-03-16'

const exposure = (balance: string, guarantor = 'own') => ({
  balance,
  guarantor,
  since: '2025-05-01',
  source: 'guarantor',
  as_of: '2026-03-10',
})
const limit = (scope: string, used: string, reserved: string, brought = '100'): LimitRead => ({
  scope,
  code: OWN_LIMIT,
  key: scope,
  cap: '9000000000',
  used,
  reserved,
  version: '3',
  brought,
})
const groupOf = (balance: string, guarantor = 'own') => ({ firm: 'firm-700', guarantor, balance, as_of: '2026-03-10' })

/** What the way counts as outstanding of the firm, and of its group beside the firm. */
function outstanding(told: readonly unknown[], group: readonly unknown[], limits: readonly LimitRead[]) {
  const set = { 'party.firm.standing.exposures': told, group_exposures: group }
  const { sheets, day: _, ...rest } = caseWith(set)
  const content = sure(parsed(contentSchema, rest))
  const made = composed(content, {
    id: '00000000-0000-0000-0000-000000000000',
    day: DAY,
    submittedOn: DAY,
    facts: [],
    limits,
    groupCounts: groupCountsOf(rules),
    sheets,
  })
  const ofGroup = made.group_exposures.reduce((sum, one) => sum + BigInt(one.balance), 0n)
  return [ownExposure(made.party.firm, calendarDate(DAY)), ofGroup]
}

describe('of the firm', () => {
  test('what is reserved comes on top of what is told', () => {
    expect(outstanding([exposure('100')], [], [limit('firm', '100', '20')])).toEqual([120n, 0n])
  })

  test('what was issued since counts, though nobody tells of it', () => {
    expect(outstanding([exposure('100')], [], [limit('firm', '150', '0')])).toEqual([150n, 0n])
    expect(outstanding([], [], [limit('firm', '150', '20', '0')])).toEqual([170n, 0n])
  })

  test('but not what stood when the limit was opened and is told of no more: it was repaid', () => {
    expect(outstanding([], [], [limit('firm', '150', '20')])).toEqual([70n, 0n])
  })

  test('and once only where the case tells of it as well', () => {
    expect(outstanding([exposure('100'), exposure('50')], [], [limit('firm', '150', '20')])).toEqual([170n, 0n])
    expect(outstanding([exposure('300')], [], [limit('firm', '150', '20')])).toEqual([320n, 0n])
  })

  test('another guarantor`s balance is not told as the fund`s own', () => {
    expect(outstanding([exposure('500', 'kodit')], [], [limit('firm', '150', '0', '0')])).toEqual([150n, 0n])
  })

  test('without a limit there is nothing to add', () => {
    expect(outstanding([exposure('100')], [], [])).toEqual([100n, 0n])
  })
})

describe('of its group', () => {
  test('what the others of it were promised or issued, beside what the firm was', () => {
    const limits = [limit('firm', '100', '20'), limit('group', '140', '50')]
    // Told: 100 of the firm and 40 of another; reserved: 20 of the firm and 30 of another.
    expect(outstanding([exposure('100')], [groupOf('40')], limits)).toEqual([120n, 70n])
  })

  test('what the guarantors of its cap carry, and no other', () => {
    const limits = [limit('firm', '100', '0'), limit('group', '200', '0')]
    expect(outstanding([exposure('100')], [groupOf('60', 'kodit')], limits)).toEqual([100n, 100n])
    expect(outstanding([exposure('100')], [groupOf('60', 'regional_foundation')], limits)).toEqual([100n, 160n])
  })
})
