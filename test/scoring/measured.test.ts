// Marks read from facts: the bands of the rubric, edge by edge, and what is not known.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { MARKS } from '../../src/panel/schema.ts'
import { vocabularyOf } from '../../src/rules/facts.ts'
import { encode, type FactValue, rowOf } from '../../src/rules/rows.ts'
import { compileMeasures, measuredMark, measuredMarks } from '../../src/scoring/measured.ts'
import { rubricSchema } from '../../src/scoring/rubric-schema.ts'

const edition = (kind: string): unknown => JSON.parse(readFileSync(`rules/${kind}/2026-01.json`, 'utf8'))
const rubric = sure(parsed(rubricSchema, edition('rubric')))
const vocabulary = sure(vocabularyOf((edition('facts') as { readonly facts: readonly unknown[] }).facts))
const measures = compileMeasures(rubric, vocabulary)

const markOf = (indicator: string, value: FactValue) => {
  const measure = measures.find(one => one.indicator === indicator)
  if (measure === undefined) throw new Error(`${indicator} is not measured`)
  return measuredMark(measure, sure(encode(sure(factOf(measure.fact)), value, indicator)))
}
const factOf = (name: string) => {
  const fact = vocabulary.byName.get(name)
  if (fact === undefined) throw new Error(`no fact ${name}`)
  return { ok: true, value: fact } as const
}
const marksOf = (indicator: string, values: readonly FactValue[]) =>
  values.map(value => markOf(indicator, value)).join('')

describe('a band is reached on its edge (rules/rubric 2026-01)', () => {
  test('technology readiness: 9 is A, 7 and 8 are B, 6 is C, 4 and 5 are D, less is E', () => {
    expect(marksOf('completeness', ['9', '8', '7', '6', '5', '4', '3', '1'])).toBe('ABBCDDEE')
  })

  test('years in the industry: A from 15, B from 10, C from 5, D from 2', () => {
    expect(marksOf('industry_experience', ['15', '14', '10', '9', '5', '4', '2', '1', '0'])).toBe('ABBCCDDEE')
  })

  test('preparation is better the shorter it is: A at once, B to 5 months, C to 11, D to 23', () => {
    expect(marksOf('preparation_period', ['0', '1', '5', '6', '11', '12', '23', '24'])).toBe('ABBCCDDE')
  })

  test('margins below the industry\u2019s are bands too: C from -0.02, D from -0.10', () => {
    const values = ['0.2', '0.1999', '0.1', '-0.02', '-0.0201', '-0.1', '-0.1001']
    expect(marksOf('profitability', values)).toBe('ABBCDDE')
  })

  test('a market that neither grows nor shrinks is D, one that shrinks E', () => {
    expect(marksOf('market_growth', ['0.15', '0.1', '0.05', '0', '-0.0001'])).toBe('ABCDE')
  })

  test('research: intensity A from 10 percent of sales, staff A from 30 percent', () => {
    expect(marksOf('rnd_intensity', ['0.1', '0.05', '0.03', '0.01', '0.0099'])).toBe('ABCDE')
    expect(marksOf('rnd_staff_ratio', ['0.3', '0.2', '0.1', '0.05', '0.0499'])).toBe('ABCDE')
    expect(marksOf('rights_protection', ['5', '3', '2', '1', '0'])).toBe('ABCDE')
  })
})

describe('what is measured', () => {
  test('a fact that is not known gives no mark, not the worst one', () => {
    for (const { indicator } of measures) expect(markOf(indicator, null)).toBeUndefined()
    const row = sure(rowOf(vocabulary, { trl: '7' }))
    const marks = measuredMarks(measures, row)
    expect(marks.get('completeness')).toBe('B')
    expect([...marks].filter(([, mark]) => mark !== undefined).length).toBe(1)
    expect([...marks.keys()]).toEqual(measures.map(one => one.indicator))
  })

  test('more of what is better never gives a worse mark', () => {
    for (const measure of measures) {
      const { min, max } = sure(factOf(measure.fact))
      const value = fc.integer({ min, max })
      fc.assert(
        fc.property(value, value, (left, right) => {
          const [worse, better] = left < right === measure.isHigherBetter ? [left, right] : [right, left]
          const places = [better, worse].map(one => MARKS.indexOf(measuredMark(measure, one) ?? 'E'))
          expect(places[0]).toBeLessThanOrEqual(places[1] as number)
        }),
        { numRuns: 40 },
      )
    }
  })

  test('an indicator that measures what nobody declared is found, as is an edge the fact cannot hold', () => {
    const planted = (change: (measure: { fact: string; bands: { values: Record<string, string> } }) => void) => {
      const copy = structuredClone(rubric)
      for (const one of copy.indicators) if (one.code === 'completeness' && one.measure) change(one.measure)
      return () => compileMeasures(copy, vocabulary)
    }
    expect(planted(measure => Object.assign(measure, { fact: 'shoe_size' }))).toThrow('shoe_size, which is no fact')
    expect(planted(measure => Object.assign(measure.bands.values, { A: '9.5' }))).toThrow('value_too_precise')
    expect(planted(measure => Object.assign(measure.bands.values, { A: '900' }))).toThrow('value_bounds')
  })
})
