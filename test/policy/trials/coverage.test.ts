/** What cases reach: counted once a case and place, the same in parts as in one pass, and what nobody reached. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rulesOn } from '../../../src/appraisal/rule-book.ts'
import { sure } from '../../../src/kernel/result.ts'
import { coverageOf, emptyTally, together } from '../../../src/policy/trials/coverage.ts'
import { clausePlaces, rowPlaces, tableOf } from '../../../src/policy/trials/places.ts'
import { trialOf } from '../../../src/policy/trials/trial.ts'
import { book } from '../../appraisal/sample.ts'
import { casesOf, DAY, named } from './sample.ts'

const rules = sure(rulesOn(book, DAY))
const cases = [...casesOf('authority'), ...casesOf('terms')]
const seenBy = (some: typeof cases) => sure(trialOf(book, DAY, some)).seen

describe('a case', () => {
  test('is counted once at each place it reached, and where it was held down', () => {
    const seen = seenBy([named('terms', 'ordinary_cap')])
    expect(seen.cases).toBe(1)
    expect(seen.rows['terms.statutory_caps.statutory_ordinary']).toEqual({ hit: 1, bound: 1 })
    expect(seen.rows['terms.ceiling_by_grade.BBB']).toEqual({ hit: 1, bound: 0 })
    expect(seen.rows['terms.ceiling_by_grade.AAA']).toEqual({ hit: 0, bound: 0 })
    expect(seen.clauses['eligibility.general.general.national_tax']).toEqual({
      ...{ met: 1, not_met: 0, unknown: 0, not_applicable: 0 },
    })
  })

  test('with no row but facts reaches clauses and no row', () => {
    const seen = seenBy([named('eligibility', 'young_capacity')])
    expect(seen.clauses['eligibility.capacity.capacity.interest']?.not_applicable).toBe(1)
    expect(Object.values(seen.rows).every(one => one.hit === 0)).toBe(true)
  })
})

test('counts of parts, added up, are those of one pass', () => {
  const whole = seenBy(cases)
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: cases.length, maxLength: cases.length }), sides => {
      const one = seenBy(cases.filter((_, place) => sides[place]))
      const other = seenBy(cases.filter((_, place) => !sides[place]))
      expect(together(one, other)).toEqual(whole)
    }),
    { numRuns: 5 },
  )
})

describe('coverage', () => {
  test('of no case names every clause and row as not reached', () => {
    const coverage = coverageOf(emptyTally(rules), null)
    expect(coverage.oneSided.map(one => one.clause)).toEqual(clausePlaces(rules))
    expect(coverage.oneSided.every(one => one.unshown.join() === 'not_met,met')).toBe(true)
    expect(coverage.tables.flatMap(one => one.missed).sort()).toEqual([...rowPlaces(rules)].sort())
    expect(coverage.tables.every(one => one.hit === 0)).toBe(true)
  })

  test('by the book stands beside that by cases: a row only the book hit is missed by the cases alone', () => {
    const ofCases = seenBy([named('terms', 'long_in_use')])
    const ofBook = seenBy([named('terms', 'export')])
    const coverage = coverageOf(ofCases, ofBook, 'terms')
    const caps = coverage.tables.find(one => one.table === 'terms.statutory_caps')
    expect(caps?.missed).toContain('terms.statutory_caps.statutory_70')
    expect(caps?.missedByAll).not.toContain('terms.statutory_caps.statutory_70')
    expect([coverage.cases, coverage.book]).toEqual([1, 1])
    expect(coverage.clauses).toEqual([])
    expect(coverage.tables.every(one => one.table.startsWith('terms.'))).toBe(true)
  })

  test('puts what programmes have into one table a sort, and the matrix into one', () => {
    expect(tableOf('programmes.restart.limits.restart_limit')).toBe('programmes.limits')
    expect(tableOf('programmes.restart')).toBe('programmes')
    expect(tableOf('grades.matrix.T1.R2')).toBe('grades.matrix')
    expect(tableOf('terms.fees.surcharges.long_use')).toBe('terms.fees.surcharges')
  })
})

test('every place is there once', () => {
  for (const places of [clausePlaces(rules), rowPlaces(rules)]) expect(new Set(places).size).toBe(places.length)
})
