/** Signals from the specification: each raised, not raised and not known; what stands, since when, whose task. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Observation } from '../../../src/guarantee/watch/readings.ts'
import { notKnownOn, type Signal, signalsOn, tasksOf } from '../../../src/guarantee/watch/signals.ts'
import { addDays, calendarDate } from '../../../src/kernel/calendar.ts'
import { EDITION, RULES, told } from './sample.ts'

const DAY = calendarDate('2026-11-02')
const NOW = '2026-11-01'
const YEAR = '2025-12-31'
const BEFORE = '2024-12-31'
const accounts = { source: 'annual_accounts' }

type Row = readonly [signal: string, raised: readonly Observation[], not: readonly Observation[]]
const year = (fact: string, value: string, on = YEAR) => told(fact, value, on, accounts)
const ROWS: readonly Row[] = [
  // At the threshold, and a ten-thousandth above it.
  [
    'sales_fell',
    [year('sales', '700000'), year('sales', '1000000', BEFORE)],
    [year('sales', '700100'), year('sales', '1000000', BEFORE)],
  ],
  ['capital_impaired', [year('equity', '-1')], [year('equity', '0')]],
  [
    'interest_not_covered',
    [year('operating_income', '99'), year('interest_expense', '100')],
    [year('operating_income', '100'), year('interest_expense', '100')],
  ],
  [
    'loan_in_arrears',
    [told('loan_arrears_days', '10', NOW)],
    [told('loan_arrears_days', '9', NOW), told('arrears_days', '9', NOW)],
  ],
  [
    'loan_long_in_arrears',
    [told('arrears_days', '30', NOW)],
    [told('loan_arrears_days', '29', NOW), told('arrears_days', '29', NOW)],
  ],
  ['often_in_arrears', [told('arrears_count_3m', '4', NOW)], [told('arrears_count_3m', '3', NOW)]],
  [
    'credit_managed',
    [told('bill_clearing_suspended', true, NOW)],
    [told('credit_information_managed', false, NOW), told('bill_clearing_suspended', false, NOW)],
  ],
  [
    'tax_delinquent',
    [told('local_tax_delinquent', true, NOW)],
    [told('national_tax_delinquent', false, NOW), told('local_tax_delinquent', false, NOW)],
  ],
  ['premises_attached', [told('premises_attached', true, NOW)], [told('premises_attached', false, NOW)]],
  [
    'sued_heavily',
    [told('litigation_claimed', '300000000', NOW)],
    [told('litigation_claimed', '299999999', NOW), year('equity', '300000000')],
  ],
  [
    'insolvency_filed',
    [told('bankruptcy_or_rehabilitation', true, NOW)],
    [told('bankruptcy_or_rehabilitation', false, NOW)],
  ],
  ['business_closed', [told('suspended_or_closed', true, NOW)], [told('suspended_or_closed', false, NOW)]],
  ['rights_lapsed', [told('rights_lapsed', '1', NOW)], [told('rights_lapsed', '0', NOW)]],
  ['title_clouded', [told('title', 'encumbered', NOW)], [told('title', 'shared', NOW)]],
  [
    'employees_fell',
    [told('employees', '70', NOW), told('employees', '100', '2025-11-01')],
    [told('employees', '71', NOW), told('employees', '100', '2025-11-01')],
  ],
]

const signalOf = (code: string, observations: readonly Observation[], standing: readonly string[] = []): Signal => {
  const found = signalsOn(RULES, observations, DAY, standing).signals.find(one => one.code === code)
  if (found === undefined) throw new Error(`no signal ${code}`)
  return found
}

describe('each signal', () => {
  test('of the edition is held here, and none besides', () => {
    expect(ROWS.map(([code]) => code)).toEqual(EDITION.signals.map(one => one.signal))
  })

  test.each(ROWS)('%s is raised, is not, and is not known where nobody tells', (code, raised, not) => {
    expect(signalOf(code, raised).outcome).toBe('raised')
    expect(signalOf(code, not).outcome).toBe('not_raised')
    expect(signalOf(code, [])).toMatchObject({ outcome: 'not_known', notKnownSince: null })
  })

  test('is not known where one of two facts is missing and the other does not settle it', () => {
    expect(signalOf('tax_delinquent', [told('national_tax_delinquent', false, NOW)]).outcome).toBe('not_known')
    expect(signalOf('interest_not_covered', [year('operating_income', '99')]).outcome).toBe('not_known')
    // A suit below the threshold, and no capital to hold it against.
    expect(signalOf('sued_heavily', [told('litigation_claimed', '5', NOW)]).outcome).toBe('not_known')
    expect(signalOf('sued_heavily', [told('litigation_claimed', '0', NOW)]).outcome).toBe('not_raised')
  })

  test('tells the values it read, with day and source', () => {
    expect(signalOf('loan_in_arrears', [told('loan_arrears_days', '12', NOW, { source: 'bank' })]).values).toEqual([
      {
        ...{ fact: 'loan_arrears_days', value: '12', asOf: NOW, source: 'bank' },
        ...{ notKnownSince: null, reason: null },
      },
    ])
  })
})

describe('a reading', () => {
  // Forty days from 23 September 2026 end on 2 November.
  test('holds to the last day of its age, and is not known since the day after', () => {
    const fresh = signalOf('premises_attached', [told('premises_attached', false, addDays(DAY, -100))])
    expect(fresh.outcome).toBe('not_raised')
    const stale = signalOf('premises_attached', [told('premises_attached', false, addDays(DAY, -101))])
    expect(stale).toMatchObject({ outcome: 'not_known', notKnownSince: DAY })
    expect(stale.values).toMatchObject([{ reason: 'stale', notKnownSince: DAY, value: null }])
  })

  test('holds no longer than its teller vouches for it', () => {
    const until = { until: '2026-10-20', source: 'land_register' }
    const found = signalOf('premises_attached', [told('premises_attached', false, '2026-10-01', until)])
    expect(found).toMatchObject({ outcome: 'not_known', notKnownSince: '2026-10-21' })
  })

  test('of a later day is not read, an older one is not read beside a newer, the last told corrects its own source', () => {
    expect(signalOf('rights_lapsed', [told('rights_lapsed', '1', '2026-11-03')]).outcome).toBe('not_known')
    const newer = [told('rights_lapsed', '0', NOW), told('rights_lapsed', '1', '2026-10-30')]
    expect(signalOf('rights_lapsed', newer).outcome).toBe('not_raised')
    const corrected = [told('rights_lapsed', '1', NOW), told('rights_lapsed', '0', NOW)]
    expect(signalOf('rights_lapsed', corrected).outcome).toBe('not_raised')
    expect(signalOf('rights_lapsed', [...corrected].reverse()).outcome).toBe('raised')
  })

  test('of two sources that differ about one day is believed from neither', () => {
    const found = signalOf('premises_attached', [
      told('premises_attached', false, NOW, { source: 'land_register' }),
      told('premises_attached', true, NOW, { source: 'court' }),
    ])
    expect(found).toMatchObject({ outcome: 'not_known', notKnownSince: NOW })
    expect(found.values).toMatchObject([{ reason: 'contradictory' }])
  })

  test('that the edition does not take is none', () => {
    expect(signalOf('rights_lapsed', [told('rights_lapsed', '201', NOW)]).outcome).toBe('not_known')
    expect(signalOf('rights_lapsed', [told('rights_lapsed', true, NOW)]).outcome).toBe('not_known')
  })
})

describe('a change', () => {
  const change = (later: readonly [string, string], earlier: readonly [string, string]) =>
    signalOf('employees_fell', [told('employees', ...later), told('employees', ...earlier)]).values[0]

  test('is cut downwards to four places, so that no fall is told smaller than it was', () => {
    // 2/3 - 1 = -0.33333..., 4/3 - 1 = 0.33333...
    expect(change(['2', NOW], ['3', '2025-11-01'])?.value).toBe('-0.3334')
    expect(change(['4', NOW], ['3', '2025-11-01'])?.value).toBe('0.3333')
  })

  test('takes tellings ten to twenty-four months apart and no others', () => {
    expect(change(['70', NOW], ['100', '2026-01-01'])?.value).toBe('-0.3')
    expect(change(['70', NOW], ['100', '2026-01-02'])).toMatchObject({ value: null, reason: 'absent' })
    expect(change(['70', NOW], ['100', '2024-11-01'])?.value).toBe('-0.3')
    expect(change(['70', NOW], ['100', '2024-10-31'])).toMatchObject({ value: null, reason: 'absent' })
  })

  test('from nothing is not known, and neither is one from two tellings that differ', () => {
    expect(change(['70', NOW], ['0', '2025-11-01'])?.value).toBe(null)
    const differ = [
      told('employees', '70', NOW),
      told('employees', '100', '2025-11-01'),
      told('employees', '90', '2025-11-01', { source: 'bank' }),
    ]
    expect(signalOf('employees_fell', differ).values).toMatchObject([{ reason: 'contradictory' }])
  })
})

describe('a look', () => {
  const raisedAt = [told('rights_lapsed', '1', NOW), told('title', 'clear', NOW)]

  test('says what was raised, what still stands and what is over', () => {
    const first = signalsOn(RULES, raisedAt, DAY)
    expect([first.raised, first.still, first.cleared]).toEqual([['rights_lapsed'], [], []])
    const second = signalsOn(RULES, raisedAt, DAY, ['rights_lapsed', 'title_clouded'])
    expect([second.raised, second.still, second.cleared]).toEqual([[], ['rights_lapsed'], ['title_clouded']])
  })

  test('holds a signal that stood and is not known now: only who knows that it is over ends it', () => {
    const held = signalsOn(RULES, [], DAY, ['premises_attached'])
    expect(held).toMatchObject({ still: ['premises_attached'], cleared: [], points: 9, level: 'alarm' })
    expect(signalOf('premises_attached', [], ['premises_attached']).isHeld).toBe(true)
    const over = signalsOn(RULES, [told('premises_attached', false, NOW)], DAY, ['premises_attached'])
    expect(over.cleared).toEqual(['premises_attached'])
    // A signal that the edition of the day does not know any more.
    expect(signalsOn(RULES, [], DAY, ['of_an_older_edition']).cleared).toEqual(['of_an_older_edition'])
  })

  // Twenty-nine days in arrears are no long arrears, and arrears all the same.
  const safe = ROWS.filter(([code]) => code !== 'loan_long_in_arrears').flatMap(([, , not]) => not)
  test('adds severities up to a level; clear only where everything is known', () => {
    expect(signalsOn(RULES, safe, DAY)).toMatchObject({ level: 'clear', points: 0 })
    expect(signalsOn(RULES, safe.slice(0, -2), DAY)).toMatchObject({ level: 'not_known', points: 0 })
    const with_ = (...more: readonly Observation[]) => signalsOn(RULES, [...safe, ...more], DAY)
    const notice = told('arrears_count_3m', '4', NOW)
    const warning = told('rights_lapsed', '1', NOW)
    expect(with_(notice)).toMatchObject({ level: 'attention', points: 1 })
    expect(with_(warning)).toMatchObject({ level: 'watch', points: 3 })
    expect(with_(warning, notice)).toMatchObject({ level: 'watch', points: 4 })
    const warnings = [warning, told('title', 'unclear', NOW), told('national_tax_delinquent', true, NOW)]
    expect(with_(...warnings)).toMatchObject({ level: 'alarm', points: 9 })
    expect(with_(told('suspended_or_closed', true, NOW))).toMatchObject({ level: 'alarm', points: 9 })
  })

  test('gives each new signal a task with role and deadline on a day of work, and none to one that stood', () => {
    // Monday 2 November 2026: five days on is Saturday the 7th, so Monday the 9th; fifteen is Tuesday the 17th.
    const both = [told('rights_lapsed', '1', NOW), told('loan_arrears_days', '10', NOW)]
    const look = signalsOn(RULES, both, DAY)
    expect(tasksOf(look, new Set())).toEqual([
      { signal: 'loan_in_arrears', role: 'officer', dueOn: '2026-11-09' },
      { signal: 'rights_lapsed', role: 'officer', dueOn: '2026-11-17' },
    ])
    expect(tasksOf(look, new Set(['2026-11-09'])).map(one => one.dueOn)).toEqual(['2026-11-10', '2026-11-17'])
    expect(tasksOf(signalsOn(RULES, both, DAY, ['rights_lapsed']), new Set()).map(one => one.signal)).toEqual([
      'loan_in_arrears',
    ])
  })

  test('names what is to be asked for', () => {
    expect(notKnownOn(RULES, safe, DAY)).toEqual([])
    expect(notKnownOn(RULES, safe.slice(0, -2), DAY)).toEqual(['employees', 'employees_change'])
  })

  test('never clears by knowing less: taking readings away raises nothing and ends nothing', () => {
    const all = ROWS.flatMap(([, raised, not]) => [...raised, ...not])
    const subset = fc.subarray(all)
    fc.assert(
      fc.property(subset, some => {
        const before = signalsOn(RULES, some, DAY)
        const standing = before.raised
        const after = signalsOn(RULES, [], DAY, standing)
        expect([after.raised, after.cleared, after.points]).toEqual([[], [], before.points])
      }),
      { numRuns: 200 },
    )
  })
})
