/** Conditions as FEEL: what each operator is written as, and that it is read back as the tree it was. */
import { expect, test } from 'vitest'
import { conditionOfExpression, expressionOf, leafOfTest, testOf } from '../../../src/policy/exchange/feel.ts'
import type { FactType } from '../../../src/rules/facts.ts'

const TYPES = new Map<string, FactType>([
  ['amount', 'money'],
  ['ratio', 'decimal'],
  ['other', 'money'],
  ['purpose', 'code'],
  ['listed', 'flag'],
  ['founded', 'day'],
  ['ended', 'day'],
])
const leaf = (fact: string, operator: string, value: unknown) => ({ fact, operator, value })
const parameter = { fact: 'parameter', params: { name: 'least' } }

/** Leaf, as a test of its fact, as an expression. */
const LEAVES = [
  [leaf('amount', 'at_least', '5'), '>= 5', 'amount >= 5'],
  [leaf('amount', 'at_most', '5'), '<= 5', 'amount <= 5'],
  [leaf('amount', 'more_than', parameter), '> parameters.least', 'amount > parameters.least'],
  [leaf('amount', 'less_than', { fact: 'other' }), '< other', 'amount < other'],
  [leaf('ratio', 'equals', '-0.50'), '-0.50', 'ratio = -0.50'],
  [leaf('ratio', 'differs', '0.5'), 'not(0.5)', 'ratio != 0.5'],
  [leaf('purpose', 'equals', 'rnd'), '"rnd"', 'purpose = "rnd"'],
  [leaf('purpose', 'differs', 'rnd'), 'not("rnd")', 'purpose != "rnd"'],
  [leaf('purpose', 'one_of', ['rnd', 'trade']), '"rnd", "trade"', 'purpose in ("rnd", "trade")'],
  [leaf('purpose', 'one_of', ['rnd']), '? in ("rnd")', 'purpose in ("rnd")'],
  [leaf('purpose', 'none_of', ['rnd', 'trade']), 'not("rnd", "trade")', 'not(purpose in ("rnd", "trade"))'],
  [leaf('purpose', 'none_of', ['rnd']), 'not(? in ("rnd"))', 'not(purpose in ("rnd"))'],
  [leaf('listed', 'equals', true), 'true', 'listed = true'],
  [leaf('founded', 'on_or_after', '2020-01-01'), '>= date("2020-01-01")', 'founded >= date("2020-01-01")'],
  [leaf('founded', 'on_or_before', { fact: 'ended' }), '<= ended', 'founded <= ended'],
] as const

test.each(LEAVES)('%o is a test of its fact and an expression, and is read back', (json, test_, expression) => {
  expect(testOf(json, TYPES)).toBe(test_)
  expect(leafOfTest(json.fact, test_, TYPES)).toEqual({ ok: true, value: json })
  expect(expressionOf(json, TYPES)).toBe(expression)
  expect(conditionOfExpression(expression, TYPES)).toEqual({ ok: true, value: json })
})

test('groups are functions of FEEL that know three values, and keep how they are nested', () => {
  const [one, other] = [leaf('listed', 'equals', true), leaf('amount', 'at_least', '5')]
  for (const [tree, text] of [
    [{ all: [one] }, 'all([listed = true])'],
    [{ any: [one, { all: [other, one] }] }, 'any([listed = true, all([amount >= 5, listed = true])])'],
    [{ all: [{ all: [one] }] }, 'all([all([listed = true])])'],
  ] as const) {
    expect(expressionOf(tree, TYPES)).toBe(text)
    expect(conditionOfExpression(text, TYPES)).toEqual({ ok: true, value: tree })
  }
})

test('what cannot be said so that it reads back the same is not said at all', () => {
  const one = leaf('listed', 'equals', true)
  for (const tree of [
    { all: [] },
    { not: one },
    { all: [one], any: [one] },
    { ...one, path: '$.x' },
    leaf('nobody', 'equals', true),
    leaf('founded', 'at_least', '2020-01-01'),
    leaf('amount', 'on_or_after', '5'),
    leaf('purpose', 'equals', 'a"b'),
    leaf('purpose', 'one_of', []),
    leaf('amount', 'equals', 5),
    'listed',
  ])
    expect(expressionOf(tree, TYPES)).toBeUndefined()
})

test('what the grammar has no word for is refused at its character', () => {
  const at = (text: string) => {
    const read = conditionOfExpression(text, TYPES)
    return read.ok ? read.value : read.refusals.map(one => `${one.code} ${one.at}`).join()
  }
  expect(at('amount + 1 > 5')).toBe('exchange_feel character 8')
  expect(at('amount >= 5 and listed = true')).toBe('exchange_feel character 13')
  expect(at('nobody = 1')).toBe('exchange_fact_unknown character 1')
  expect(at('all([listed = true)')).toBe('exchange_feel character 19')
  expect(at('purpose in ("rnd"')).toBe('exchange_feel character 18')
  expect(at('if listed then true')).toBe('exchange_fact_unknown character 1')
  expect(at('')).toBe('exchange_feel character 1')
  expect(at(`${'all(['.repeat(9)}listed = true${'])'.repeat(9)}`)).toBe('exchange_feel character 41')
  expect(at('amount = 5 5')).toBe('exchange_feel character 12')
})
