/** What a rule author is told: place, problem and remedy, for facts and clauses. */
import { expect, test } from 'vitest'
import { checkClauses, checkFacts, findingOf } from '../../src/rules/checks.ts'
import { type RulesCode, refusals } from '../../src/rules/refusals.ts'
import { clauseJson, declared, parameters, vocabulary } from './sample.ts'

const ground = {
  vocabulary,
  parameters,
  sources: new Set(['LAW1']),
  words: new Set(['clause.eligibility_debt']),
}
const leaf = { fact: 'debt_ratio', operator: 'at_most', value: '3.00' }

test('files without a mistake have no findings', () => {
  expect(checkFacts('facts/2026-01.json', declared, ground.words)).toEqual([])
  const sourced = { status: 'published', source: { id: 'LAW1', at: 'article 3' }, legal_basis: { id: 'LAW1' } }
  expect(checkClauses('eligibility/2026-01.json', [clauseJson(leaf, sourced)], ground)).toEqual([])
})

test('a default operator is found at its place, and what to write instead is said', () => {
  const found = checkClauses(
    'eligibility/2026-01.json',
    [clauseJson({ all: [{ ...leaf, operator: 'lessThan' }] })],
    ground,
  )
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    code: 'operator_default',
    place: 'eligibility/2026-01.json#/clauses/0/conditions/all/0/operator',
    fix: 'Write this operator instead: less_than.',
  })
  expect(found[0]?.problem).toContain('lessThan')
})

test('the list may stand anywhere in its file', () => {
  const found = checkClauses('programmes/2026-01.json', [], ground, '/programmes/3/clauses')
  expect(found[0]?.place).toBe('programmes/2026-01.json#/programmes/3/clauses')
})

test('an unlisted source, an unlisted legal basis and missing words are found together', () => {
  const more = { says: 'clause.other', status: 'published', source: { id: 'X1' }, legal_basis: { id: 'X2' } }
  const found = checkClauses('a.json', [clauseJson(leaf, more)], ground)
  expect(found.map(one => `${one.code} ${one.place}`)).toEqual([
    'rules_words_missing a.json#/clauses/0/says',
    'rules_source_unknown a.json#/clauses/0/legal_basis/id',
    'rules_source_unknown a.json#/clauses/0/source/id',
  ])
})

test('a unit that is not the fact’s is named on both sides', () => {
  const value = { fact: 'parameter', params: { name: 'employees_max' } }
  const found = checkClauses('a.json', [clauseJson({ ...leaf, value })], ground)
  expect(found[0]?.problem).toBe('debt_ratio is in ratio, employees_max in persons.')
})

test('a wrong fact declaration is found with its limits', () => {
  const found = checkFacts('f.json', [{ ...declared[0], min: '5', max: '1' }], ground.words)
  expect(found[0]).toMatchObject({ code: 'fact_bounds', place: 'f.json#/facts/0/min' })
})

test('a fact whose words are missing is found', () => {
  const found = checkFacts('f.json', [{ ...declared[0], words: 'fact.debt_ratio' }], ground.words)
  expect(found.map(one => `${one.code} ${one.place}`)).toEqual(['rules_words_missing f.json#/facts/0/words'])
})

test('a value out of bounds is told with the bounds', () => {
  const found = checkClauses('a.json', [clauseJson({ ...leaf, value: '100.5' })], ground)
  expect(found[0]?.problem).toBe('100.5 lies outside the bounds of debt_ratio: -100 to 100.')
})

test.each(Object.keys(refusals))('%s has a problem and a remedy', code => {
  const { problem, fix } = findingOf('a.json', { code: code as RulesCode, at: '', params: {} })
  expect(problem.length).toBeGreaterThan(10)
  expect(fix.length).toBeGreaterThan(10)
})
