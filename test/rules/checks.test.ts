/** What a rule author is told: place, problem and remedy, for facts and clauses. */
import { expect, test } from 'vitest'
import type { Result } from '../../src/kernel/result.ts'
import { findingOf, isRulesCode } from '../../src/rules/checks.ts'
import { vocabularyOf } from '../../src/rules/facts.ts'
import { readClauses } from '../../src/rules/grammar.ts'
import { planClauses } from '../../src/rules/plan.ts'
import { type RulesCode, refusals } from '../../src/rules/refusals.ts'
import { clauseJson, declared, parameters, vocabulary } from './sample.ts'

const leaf = { fact: 'debt_ratio', operator: 'at_most', value: '3.00' }
const findings = (file: string, result: Result<unknown, RulesCode>) =>
  result.ok ? [] : result.refusals.map(one => findingOf(file, one))
const checked = (file: string, clauses: unknown, at?: string) => {
  const read = readClauses(clauses, at)
  return findings(file, read.ok ? planClauses(read.value, vocabulary, parameters) : read)
}

test('files without a mistake have no findings', () => {
  expect(findings('facts/2026-01.json', vocabularyOf(declared))).toEqual([])
  expect(checked('eligibility/2026-01.json', [clauseJson(leaf)])).toEqual([])
})

test('a default operator is found at its place, and what to write instead is said', () => {
  const found = checked('eligibility/2026-01.json', [clauseJson({ all: [{ ...leaf, operator: 'lessThan' }] })])
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    code: 'operator_default',
    place: 'eligibility/2026-01.json#/clauses/0/conditions/all/0/operator',
    fix: 'Write this operator instead: less_than.',
  })
  expect(found[0]?.problem).toContain('lessThan')
})

test('the list may stand anywhere in its file', () => {
  const found = checked('programmes/2026-01.json', [], '/programmes/3/clauses')
  expect(found[0]?.place).toBe('programmes/2026-01.json#/programmes/3/clauses')
})

test('a unit that is not the fact’s is named on both sides', () => {
  const value = { fact: 'parameter', params: { name: 'employees_max' } }
  const found = checked('a.json', [clauseJson({ ...leaf, value })])
  expect(found[0]?.problem).toBe('debt_ratio is in ratio, employees_max in persons.')
})

test('a wrong fact declaration is found with its limits', () => {
  const found = findings('f.json', vocabularyOf([{ ...declared[0], min: '5', max: '1' }]))
  expect(found[0]).toMatchObject({ code: 'fact_bounds', place: 'f.json#/facts/0/min' })
})

test('a value out of bounds is told with the bounds', () => {
  const found = checked('a.json', [clauseJson({ ...leaf, value: '100.5' })])
  expect(found[0]?.problem).toBe('100.5 lies outside the bounds of debt_ratio: -100 to 100.')
})

test.each(Object.keys(refusals))('%s has a problem and a remedy', code => {
  const { problem, fix } = findingOf('a.json', { code: code as RulesCode, at: '', params: {} })
  expect(problem.length).toBeGreaterThan(10)
  expect(fix.length).toBeGreaterThan(10)
})

test('only codes of this stage have such sentences', () => {
  expect([isRulesCode('operator_default'), isRulesCode('input_not_json'), isRulesCode('toString')]).toEqual([
    true,
    false,
    false,
  ])
})
