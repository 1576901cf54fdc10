/**
 * What clauses come to: Kleene's tables, each operator with values on either side of its threshold and unknown, and the
 * trace.
 */
import { describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { columnsOf, compileColumns } from '../../src/rules/columns.ts'
import { decidingLeaves, OUTCOMES, type Outcome, shownFinding, shownLeaf } from '../../src/rules/evaluate.ts'
import { type FactValue, rowOf } from '../../src/rules/rows.ts'
import { clauseJson, compiledOf, vocabulary } from './sample.ts'

type Values = Readonly<Record<string, FactValue>>

/** The outcome of one clause by closures, trace and columns, which must be one. */
const outcomeOf = (clause: unknown, values: Values): string => {
  const compiled = compiledOf(clause)
  const row = sure(rowOf(vocabulary, values))
  const untraced = OUTCOMES[compiled.outcomes(row)[0] ?? -1]
  const traced = compiled.trace(row)[0]?.outcome
  const columnar = OUTCOMES[compileColumns(compiled.plan)(columnsOf(vocabulary, [row]))[0]?.[0] ?? -1]
  expect([untraced, columnar]).toEqual([traced, traced])
  return traced ?? 'none'
}

/** Three conditions whose outcome a test sets by the facts it gives. */
const PARTS = ['debt_ratio', 'debt_ratio_industry', 'sales_growth'] as const
const part = (index: number) => ({ fact: PARTS[index], operator: 'at_least', value: '0' })
const valueFor = (outcome: Outcome): FactValue => ({ met: '0', not_met: '-0.5', unknown: null })[outcome]

describe("Kleene's tables", () => {
  const rows: readonly (readonly [Outcome, Outcome, Outcome, Outcome])[] = [
    ['met', 'met', 'met', 'met'],
    ['met', 'unknown', 'unknown', 'met'],
    ['met', 'not_met', 'not_met', 'met'],
    ['unknown', 'met', 'unknown', 'met'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
    ['unknown', 'not_met', 'not_met', 'unknown'],
    ['not_met', 'met', 'not_met', 'met'],
    ['not_met', 'unknown', 'not_met', 'unknown'],
    ['not_met', 'not_met', 'not_met', 'not_met'],
  ]
  test.each(rows)('%s and %s: all is %s, any is %s', (a, b, all, any) => {
    const values = { debt_ratio: valueFor(a), debt_ratio_industry: valueFor(b) }
    expect(outcomeOf(clauseJson({ all: [part(0), part(1)] }), values)).toBe(all)
    expect(outcomeOf(clauseJson({ any: [part(0), part(1)] }), values)).toBe(any)
  })

  test.each([
    ['met', 'not_met', 'not_met'],
    ['met', 'unknown', 'unknown'],
    ['met', 'met', 'met'],
    ['unknown', 'met', 'unknown'],
    ['unknown', 'not_met', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
    ['not_met', 'met', 'not_applicable'],
    ['not_met', 'not_met', 'not_applicable'],
    ['not_met', 'unknown', 'not_applicable'],
  ] as const)('a clause that applies: %s, whose conditions are %s, is %s', (applies, conditions, expected) => {
    const values = { debt_ratio: valueFor(applies), debt_ratio_industry: valueFor(conditions) }
    expect(outcomeOf(clauseJson(part(1), { applies: part(0) }), values)).toBe(expected)
  })
})

describe('operators', () => {
  test.each([
    ['debt_ratio', 'at_least', '3', { '2.9999': 'not_met', '3': 'met', '3.0001': 'met' }],
    ['debt_ratio', 'at_most', '3', { '2.9999': 'met', '3.00': 'met', '3.0001': 'not_met' }],
    ['debt_ratio', 'more_than', '3', { '2.9999': 'not_met', '3': 'not_met', '3.0001': 'met' }],
    ['debt_ratio', 'less_than', '3', { '2.9999': 'met', '3': 'not_met', '3.0001': 'not_met' }],
    ['debt_ratio', 'equals', '3', { '2.9999': 'not_met', '3.0': 'met', '3.0001': 'not_met' }],
    ['debt_ratio', 'differs', '3', { '2.9999': 'met', '3.000': 'not_met', '3.0001': 'met' }],
    ['sales', 'at_least', '10', { '9': 'not_met', '10': 'met', '8999999999999999': 'met' }],
    ['employees', 'less_than', '1000', { '999': 'met', '1000': 'not_met' }],
    ['founded_on', 'on_or_after', '2019-03-01', { '2019-02-28': 'not_met', '2019-03-01': 'met' }],
    ['founded_on', 'on_or_before', '2019-03-01', { '2019-03-01': 'met', '2019-03-02': 'not_met' }],
    ['founded_on', 'equals', '2020-02-29', { '2020-02-29': 'met', '2020-03-01': 'not_met' }],
    ['grade', 'equals', 'AA', { AAA: 'not_met', AA: 'met' }],
    ['grade', 'differs', 'AA', { AAA: 'met', AA: 'not_met' }],
    ['grade', 'one_of', ['AAA', 'A'], { AAA: 'met', AA: 'not_met', A: 'met' }],
    ['grade', 'none_of', ['AAA', 'A'], { AAA: 'not_met', AA: 'met', A: 'not_met' }],
  ] as const)('%s %s %s, and unknown where the fact is', (fact, operator, value, expected) => {
    const clause = clauseJson({ fact, operator, value })
    for (const [given, outcome] of Object.entries(expected)) {
      expect([given, outcomeOf(clause, { [fact]: given })]).toEqual([given, outcome])
    }
    expect(outcomeOf(clause, {})).toBe('unknown')
    expect(outcomeOf(clause, { [fact]: null })).toBe('unknown')
  })

  test.each([
    ['at_least', 'not_met', 'met', 'met'],
    ['at_most', 'met', 'met', 'not_met'],
    ['more_than', 'not_met', 'not_met', 'met'],
    ['less_than', 'met', 'not_met', 'not_met'],
    ['equals', 'not_met', 'met', 'not_met'],
    ['differs', 'met', 'not_met', 'met'],
  ])('a fact %s another fact: below %s, same %s, above %s; unknown where either is', (operator, below, same, above) => {
    const clause = clauseJson({ fact: 'debt_ratio', operator, value: { fact: 'debt_ratio_industry' } })
    const against = (a: FactValue, b: FactValue) => outcomeOf(clause, { debt_ratio: a, debt_ratio_industry: b })
    expect([against('9', '10'), against('10', '10.0'), against('10', '9')]).toEqual([below, same, above])
    expect([against(null, '9'), against('9', null), against(null, null)]).toEqual(['unknown', 'unknown', 'unknown'])
  })

  test('a flag is compared as a flag', () => {
    const clause = clauseJson({ fact: 'tax_arrears', operator: 'equals', value: false })
    expect(outcomeOf(clause, { tax_arrears: false })).toBe('met')
    expect(outcomeOf(clause, { tax_arrears: true })).toBe('not_met')
    expect(outcomeOf(clause, {})).toBe('unknown')
  })

  test('nine is less than ten, which as text it is not', () => {
    expect(outcomeOf(clauseJson({ fact: 'debt_ratio', operator: 'at_least', value: '10' }), { debt_ratio: '9' })).toBe(
      'not_met',
    )
    expect('9' >= '10').toBe(true)
  })

  test('a missing fact differs from nothing: no applicant becomes eligible by saying nothing', () => {
    expect(outcomeOf(clauseJson({ fact: 'tax_arrears', operator: 'differs', value: true }), {})).toBe('unknown')
  })
})

describe('the trace', () => {
  const conditions = {
    all: [
      { fact: 'debt_ratio', operator: 'at_most', value: { fact: 'parameter', params: { name: 'debt_ratio_max' } } },
      {
        any: [
          { fact: 'grade', operator: 'one_of', value: ['AAA', 'AA'] },
          { fact: 'employees', operator: 'less_than', value: '10' },
        ],
      },
      { fact: 'debt_ratio', operator: 'less_than', value: { fact: 'debt_ratio_industry' } },
    ],
  }
  const applies = { fact: 'sales', operator: 'more_than', value: '0' }
  const compiled = compiledOf(clauseJson(conditions, { applies }))
  const traceOf = (values: Values) => {
    const finding = compiled.trace(sure(rowOf(vocabulary, values)))[0]
    if (finding === undefined) throw new Error('one clause gives one finding')
    return finding
  }

  test('holds every condition with value, threshold and outcome, though the first already settles the clause', () => {
    const values = { sales: '1', debt_ratio: '3.5', debt_ratio_industry: '4.25', grade: 'AA' }
    const share = { unit: 'ratio', value: '3.5' }
    expect(shownFinding(traceOf(values))).toEqual({
      clause: 'eligibility.debt',
      says: 'clause.eligibility_debt',
      outcome: 'not_met',
      applies: {
        fact: 'sales',
        unit: 'won',
        operator: 'more_than',
        value: '1',
        threshold: '0',
        parameter: null,
        outcome: 'met',
      },
      conditions: {
        outcome: 'not_met',
        all: [
          {
            fact: 'debt_ratio',
            operator: 'at_most',
            threshold: '3',
            parameter: 'debt_ratio_max',
            outcome: 'not_met',
            ...share,
          },
          {
            outcome: 'met',
            any: [
              {
                fact: 'grade',
                unit: 'grade',
                operator: 'one_of',
                value: 'AA',
                threshold: 'AAA AA',
                parameter: null,
                outcome: 'met',
              },
              {
                fact: 'employees',
                unit: 'persons',
                operator: 'less_than',
                value: null,
                threshold: '10',
                parameter: null,
                outcome: 'unknown',
              },
            ],
          },
          { fact: 'debt_ratio', operator: 'less_than', threshold: '4.25', parameter: null, outcome: 'met', ...share },
        ],
      },
    })
  })

  test('is whole even where the clause does not apply', () => {
    const finding = traceOf({ sales: '0', debt_ratio: '9' })
    expect(finding.outcome).toBe('not_applicable')
    expect(finding.conditions.outcome).toBe('not_met')
  })

  test('names the conditions that decided, and no others', () => {
    const deciding = (values: Values) =>
      decidingLeaves(traceOf(values).conditions).map(one => `${shownLeaf(one).fact} ${shownLeaf(one).outcome}`)
    expect(deciding({ debt_ratio: '3.5', debt_ratio_industry: '4', grade: 'AA' })).toEqual(['debt_ratio not_met'])
    expect(deciding({ debt_ratio: '1', debt_ratio_industry: '4', grade: 'D', employees: '10' })).toEqual([
      'grade not_met',
      'employees not_met',
    ])
    expect(deciding({ debt_ratio: '1', grade: 'AA' })).toEqual(['debt_ratio unknown'])
  })

  test('keeps what it read, though the row is used again', () => {
    const row = sure(rowOf(vocabulary, { sales: '1', debt_ratio: '3.5' }))
    const finding = compiled.trace(row)[0]
    row.fill(0)
    const first = finding === undefined ? undefined : decidingLeaves(finding.conditions)[0]
    expect(first === undefined ? null : shownLeaf(first).value).toBe('3.5')
  })
})
