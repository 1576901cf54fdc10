/** A small vocabulary, parameters and clauses for the tests of the rules stage. */
import { sure } from '../../src/kernel/result.ts'
import { type CompiledClauses, compileClauses } from '../../src/rules/compile.ts'
import { vocabularyOf } from '../../src/rules/facts.ts'
import { readClauses } from '../../src/rules/grammar.ts'
import { parametersOf } from '../../src/rules/parameters.ts'

export const declared = [
  { name: 'debt_ratio', type: 'decimal', unit: 'ratio', scale: 4, min: '-100', max: '100', source: 'financials' },
  {
    name: 'debt_ratio_industry',
    type: 'decimal',
    unit: 'ratio',
    scale: 4,
    min: '-100',
    max: '100',
    source: 'statistics',
  },
  { name: 'sales_growth', type: 'decimal', unit: 'annual_rate', scale: 4, min: '-1', max: '100', source: 'financials' },
  { name: 'sales', type: 'money', unit: 'won', min: '0', max: '9000000000000000', source: 'financials' },
  { name: 'employees', type: 'count', unit: 'persons', min: '0', max: '100000', source: 'insurance' },
  { name: 'founded_on', type: 'day', unit: 'day', min: '1950-01-01', source: 'register' },
  { name: 'tax_arrears', type: 'flag', unit: 'flag', source: 'tax office', fresh_days: 30 },
  { name: 'grade', type: 'code', unit: 'grade', codes: ['AAA', 'AA', 'A', 'BBB', 'D'], source: 'scoring' },
  {
    name: 'debt_ratio_rough',
    type: 'decimal',
    unit: 'ratio',
    scale: 2,
    min: '-100',
    max: '100',
    source: 'an estimate',
  },
  { name: 'former_grade', type: 'code', unit: 'grade', codes: ['AAA', 'AA', 'A', 'D', 'BBB'], source: 'scoring' },
]
export const vocabulary = sure(vocabularyOf(declared))
export const factOf = (name: string) => {
  const fact = vocabulary.byName.get(name)
  if (fact === undefined) throw new Error(`the sample has no fact ${name}`)
  return fact
}
export const parameters = sure(
  parametersOf([
    {
      debt_ratio_max: { value: '3.00', unit: 'ratio' },
      employees_max: { value: '999', unit: 'persons' },
      fee_min: { value: '0.005', unit: 'annual_rate' },
      fine_ratio: { value: '0.333333', unit: 'ratio' },
    },
  ]),
)

export const clauseJson = (conditions: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  clause: 'eligibility.debt',
  says: 'clause.eligibility_debt',
  conditions,
  if_not: 'decline',
  if_unknown: 'refer',
  in_force_from: '2026-01-01',
  status: 'assumed',
  decided_by: 'risk_officer',
  note: 'A clause of the tests',
  ...more,
})

export const compiledOf = (...clauses: readonly unknown[]): CompiledClauses =>
  sure(compileClauses(sure(readClauses(clauses)), vocabulary, parameters))
