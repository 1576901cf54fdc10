/** Trial cases held to the rules: the shipped ones hold, and a changed number is told with the place it stands in. */
import { describe, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import { parsed } from '../../../src/kernel/schema.ts'
import { trialCase } from '../../../src/policy/trials/case.ts'
import { coverageOf } from '../../../src/policy/trials/coverage.ts'
import { type Differs, isPassed, trialOf } from '../../../src/policy/trials/trial.ts'
import { valueText } from '../../../src/rules/rows.ts'
import { book, rules, theCase } from '../../appraisal/sample.ts'
import { bookWith, casesOf, DAY, everyCase, named, trial } from './sample.ts'

const { vocabulary } = rules
const SHIPPED = sure(trialOf(book, DAY, everyCase))

/** What one case of ours differs in under a book. */
const differsIn = (under: typeof book, kind: string, code: string): readonly Differs[] =>
  sure(trialOf(under, DAY, [named(kind, code)])).results[0]?.differs ?? []
const FIRM = named('eligibility', 'sound_firm')
const small = (facts: object, more: object = {}) => {
  const given = FIRM.given.small as { readonly programme: string; readonly facts: object; readonly request: object }
  return { small: { ...given, facts: { ...given.facts, ...facts }, request: { ...given.request, ...more } } }
}

describe('the shipped trial cases', () => {
  test('are all held by the shipped editions', () => {
    expect(SHIPPED.results.filter(one => !one.isHeld)).toEqual([])
    expect(isPassed(SHIPPED.results)).toBe(true)
  })

  test('show every clause met and not met, and hit every row but those said here', () => {
    const coverage = coverageOf(SHIPPED.seen, null)
    expect(coverage.oneSided).toEqual([])
    const missed = coverage.tables.flatMap(one => one.missed)
    // The need for carbon is sized by its own programme, which is the only one with the purpose: nobody can hit it.
    expect(missed.filter(row => !row.startsWith('grades.matrix.'))).toEqual(['terms.needs.carbon_share'])
    // Of the matrix the worst row and column, and every final grade, are tried; what lies between is not all.
    expect(missed.filter(row => /\.(T10\.|.*R10)/.test(row))).toEqual([])
  })
})

describe('a number that is changed', () => {
  test('in the coverage is told as ratio and amount, with the row of the coverage', () => {
    const found = differsIn(bookWith('terms', { 'coverage.basic.value': '0.8' }), 'eligibility', 'sound_firm')
    expect(found.map(one => one.what)).toEqual(['ratio', 'guaranteed', 'first_fee'])
    expect(found[0]).toEqual({ what: 'ratio', expected: '0.85', found: '0.8', place: 'terms.coverage.basic' })
    // 80 % of 1,000 million, and 1.2 % of it.
    expect(found.slice(1).map(one => one.found)).toEqual(['800000000', '9600000'])
  })

  test('in a ceiling is told with the row that held the amount down', () => {
    const found = differsIn(
      bookWith('terms', { 'ceiling_by_grade.values.BBB': '1000000000' }),
      'eligibility',
      'sound_firm',
    )
    expect(found.find(one => one.what === 'guaranteed')).toEqual({
      what: 'guaranteed',
      expected: '850000000',
      found: '700000000',
      place: 'terms.ceiling_by_grade.BBB',
    })
  })

  test('in the matrix is told as the grade, with its cell', () => {
    const found = differsIn(bookWith('grades', { 'matrix.values.T5.R2': 'A' }), 'eligibility', 'sound_firm')
    expect(found[0]).toEqual({ what: 'grade', expected: 'BBB', found: 'A', place: 'grades.matrix.T5.R2' })
  })

  test('in a fee is told with every row the rate is made of', () => {
    const found = differsIn(bookWith('terms', { 'fees.surcharges.0.rate.value': '0.004' }), 'terms', 'long_in_use')
    expect(found.map(one => one.what)).toEqual(['fee_rate', 'first_fee'])
    expect(found[0]?.place).toBe('terms.fees.base_by_grade.BBB terms.fees.surcharges.long_use')
  })

  test('in a threshold is told as the clause, with the value that was read', () => {
    const under = bookWith('eligibility', { 'parameters.arrears_days_decline.value': '31' })
    expect(differsIn(under, 'eligibility', 'arrears_thirty_days')[0]).toEqual({
      what: 'clause general.arrears_long',
      expected: 'not_met',
      found: 'met (arrears_days 30, less_than 31)',
      place: 'eligibility.general.general.arrears_long',
    })
  })

  test('in who signs is told with the level', () => {
    const under = bookWith('authority', { 'levels.0.amount_max.value': '500000000' })
    expect(differsIn(under, 'eligibility', 'sound_firm')).toEqual([
      {
        what: 'authority',
        expected: 'branch_head',
        found: 'regional_head',
        place: 'authority.levels.regional_head',
      },
      {
        what: 'row',
        expected: 'authority.levels.branch_head',
        found: 'authority.levels.regional_head',
        place: 'authority.levels.branch_head',
      },
    ])
  })
})

describe('a case', () => {
  test('that cannot be appraised is held only where that is expected', () => {
    const unknown = { ...FIRM.given.small, programme: 'no_such_programme' }
    const refused = sure(trialOf(book, DAY, [trial({ small: unknown }, { refused: 'programme_unknown' })]))
    expect(refused.results).toEqual([{ code: 'own', isHeld: true, differs: [] }])
    const [other] = sure(trialOf(book, DAY, [trial({ small: unknown }, { recommended: 'approve' })])).results
    expect(other?.differs).toMatchObject([{ what: 'refused', found: 'refused: programme_unknown' }])
    const [not] = sure(trialOf(book, DAY, [trial(small({}), { refused: 'programme_unknown' })])).results
    expect(not?.differs).toMatchObject([{ what: 'refused', found: 'not refused' }])
  })

  test.each([
    ['a purpose nobody declared', small({}, { purpose: 'pleasure' }), 'value_code'],
    ['an amount beyond every bound', small({}, { loan: '9'.repeat(17) }), 'value_bounds'],
    ['a fact nobody declared', small({ no_such_fact: '1' }), 'fact_unknown'],
  ])('with %s is refused and never thrown', (_, given, code) => {
    expect(sure(trialOf(book, DAY, [trial(given, { refused: code })])).results).toMatchObject([{ isHeld: true }])
  })

  test('that is whole runs on its own day, whatever day the editions are of', () => {
    const whole = trial({ case: theCase }, { recommended: 'approve' })
    expect(theCase.day > DAY).toBe(true)
    expect(sure(trialOf(book, DAY, [whole])).results).toMatchObject([{ isHeld: true }])
    // The base rate is that of the case's day: lowered in February, it is another than when the editions begin.
    const { changes } = rules.editions.risk.macro_series[0] as { readonly changes: { readonly values: object } }
    const lowered = { 'macro_series.0.changes.values': { ...changes.values, '2026-02-10': '0.0225' } }
    const { rows } = sure(trialOf(bookWith('risk', lowered), DAY, [whole]))
    const place = vocabulary.byName.get('base_rate')
    expect(rows.map(one => place && valueText(place, one.row[place.index] ?? 0))).toEqual(['0.0225'])
  })

  test('may not say a fact again that its request says, nor expect terms of a row alone', () => {
    const twice = { ...FIRM, given: small({ purpose: 'working_capital' }) }
    const alone = { ...FIRM, given: { small: { ...FIRM.given.small, request: undefined } } }
    const both = { ...FIRM, given: { ...FIRM.given, case: theCase } }
    for (const one of [twice, alone, both]) expect(parsed(trialCase, one).ok).toBe(false)
    expect(parsed(trialCase, FIRM).ok).toBe(true)
  })
})

test('no edition in force on the day is refused, as for any case', () => {
  const found = trialOf(book, '1999-01-01' as typeof DAY, casesOf('authority'))
  expect(found.ok ? [] : found.refusals[0]?.code).toBe('rules_not_in_force')
})
