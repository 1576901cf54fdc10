/**
 * The grammar of clauses: each way json-rules-engine's JSON could mean something else than it says is refused with its
 * place.
 */
import { describe, expect, test } from 'vitest'
import { sure } from '../../src/kernel/result.ts'
import { compileClauses } from '../../src/rules/compile.ts'
import { DEPTH_MAX, readClauses } from '../../src/rules/grammar.ts'
import { DEFAULT_OPERATORS } from '../../src/rules/operators.ts'
import { parametersOf } from '../../src/rules/parameters.ts'
import { clauseJson, parameters, vocabulary } from './sample.ts'

const leaf = (more: Record<string, unknown> = {}) => ({
  fact: 'debt_ratio',
  operator: 'at_most',
  value: '3.00',
  ...more,
})
const named = (name: string) => ({ fact: 'parameter', params: { name } })
const refusedBy = (...clauses: readonly unknown[]): readonly string[] => {
  const read = readClauses(clauses)
  const result = read.ok ? compileClauses(read.value, vocabulary, parameters) : read
  return result.ok ? [] : result.refusals.map(one => `${one.code} ${one.at}`)
}
const AT = '/clauses/0/conditions'

describe('what the grammar takes', () => {
  test.each([
    ['a single condition', leaf()],
    ['a parameter of the same unit', leaf({ value: named('debt_ratio_max') })],
    ['another fact of the same unit and scale', leaf({ value: { fact: 'debt_ratio_industry' } })],
    ['groups within groups', { all: [leaf(), { any: [leaf(), { all: [leaf()] }] }] }],
    ['a list of codes', { fact: 'grade', operator: 'one_of', value: ['AAA', 'AA'] }],
    ['a day', { fact: 'founded_on', operator: 'on_or_after', value: '2019-01-01' }],
    ['a flag', { fact: 'tax_arrears', operator: 'equals', value: false }],
  ])('%s', (_says, conditions) => {
    expect(refusedBy(clauseJson(conditions))).toEqual([])
  })
})

describe('planted mistakes in conditions', () => {
  test.each([
    ['not, under which unknown turns into known', { not: leaf() }, `clause_not_forbidden ${AT}/not`],
    ['not beside a group', { all: [leaf()], not: leaf() }, `clause_not_forbidden ${AT}/not`],
    ['an empty any, which the engine calls met', { any: [] }, `clause_group_empty ${AT}/any`],
    ['an empty all', { all: [leaf(), { all: [] }] }, `clause_group_empty ${AT}/all/1/all`],
    ['all and any at once', { all: [leaf()], any: [leaf()] }, `rules_unknown_key ${AT}/any`],
    ['a group that is no list', { all: leaf() }, `rules_shape ${AT}/all`],
    ['a path', leaf({ path: '$.x' }), `clause_path_forbidden ${AT}/path`],
    ['a priority of a condition', leaf({ priority: 10 }), `clause_priority_forbidden ${AT}/priority`],
    ['a priority of a group', { all: [leaf()], priority: 2 }, `clause_priority_forbidden ${AT}/priority`],
    ['a condition by name', { condition: 'is_small' }, `clause_reference_forbidden ${AT}/condition`],
    ['an unknown key', leaf({ colour: 'red' }), `rules_unknown_key ${AT}/colour`],
    ['params of a plain fact', leaf({ params: { name: 'x' } }), `rules_unknown_key ${AT}/params`],
    [
      'a path of the compared fact',
      leaf({ value: { fact: 'sales', path: '$.x' } }),
      `clause_path_forbidden ${AT}/value/path`,
    ],
    ['an unknown operator', leaf({ operator: 'atMost' }), `operator_unknown ${AT}/operator`],
    ['an operator every object has', leaf({ operator: 'toString' }), `operator_unknown ${AT}/operator`],
    ['an operator with a decorator', leaf({ operator: 'not:at_most' }), `operator_unknown ${AT}/operator`],
    ['a number where text is due', leaf({ value: 3 }), `value_type ${AT}/value`],
    ['null as a value', leaf({ value: null }), `value_type ${AT}/value`],
    ['a list where one value is due', leaf({ value: ['3.00'] }), `value_type ${AT}/value`],
    ['one value where a list is due', { fact: 'grade', operator: 'one_of', value: 'AAA' }, `value_type ${AT}/value`],
    ['an empty list of codes', { fact: 'grade', operator: 'none_of', value: [] }, `value_type ${AT}/value`],
    ['a code twice', { fact: 'grade', operator: 'one_of', value: ['D', 'D'] }, `value_type ${AT}/value`],
    ['a parameter as the fact', leaf({ fact: 'parameter' }), `rules_shape ${AT}/fact`],
    ['a parameter without a name', leaf({ value: { fact: 'parameter', params: {} } }), `value_type ${AT}/value`],
    ['a condition that is text', 'debt_ratio < 3', `rules_shape ${AT}`],
    ['an unknown fact', leaf({ fact: 'dept_ratio' }), `fact_unknown ${AT}/fact`],
    ['a fact every object has', leaf({ fact: '__proto__' }), `fact_unknown ${AT}/fact`],
    ['an unknown compared fact', leaf({ value: { fact: 'dept_ratio' } }), `fact_unknown ${AT}/value/fact`],
    ['an unknown parameter', leaf({ value: named('debt_max') }), `parameter_unknown ${AT}/value`],
    ['a parameter of another unit', leaf({ value: named('fee_min') }), `unit_mismatch ${AT}/value`],
    ['a fact of another unit', leaf({ value: { fact: 'sales_growth' } }), `unit_mismatch ${AT}/value/fact`],
    ['a fact of another scale', leaf({ value: { fact: 'debt_ratio_rough' } }), `scale_mismatch ${AT}/value/fact`],
    [
      'a code beside a fact whose codes stand in another order',
      { fact: 'grade', operator: 'equals', value: { fact: 'former_grade' } },
      `scale_mismatch ${AT}/value/fact`,
    ],
    ['a parameter finer than its fact', leaf({ value: named('fine_ratio') }), `value_too_precise ${AT}/value`],
    ['a threshold finer than its fact', leaf({ value: '3.00001' }), `value_too_precise ${AT}/value`],
    ['a threshold no value reaches', leaf({ value: '101' }), `value_bounds ${AT}/value`],
    ['text that is no decimal', leaf({ value: '12abc' }), `value_type ${AT}/value`],
    ['a flag in text', { fact: 'tax_arrears', operator: 'equals', value: 'false' }, `value_type ${AT}/value`],
    [
      'a day that does not exist',
      { fact: 'founded_on', operator: 'on_or_after', value: '2025-02-29' },
      `value_day ${AT}/value`,
    ],
    ['a code nobody declared', { fact: 'grade', operator: 'one_of', value: ['AAA', 'E'] }, `value_code ${AT}/value`],
    ['an order of codes', { fact: 'grade', operator: 'at_least', value: 'AAA' }, `operator_type ${AT}/operator`],
    ['an order of flags', { fact: 'tax_arrears', operator: 'more_than', value: false }, `operator_type ${AT}/operator`],
    ['a list for a number', leaf({ operator: 'one_of', value: ['3.00'] }), `operator_type ${AT}/operator`],
  ])('%s', (_says, conditions, expected) => {
    expect(refusedBy(clauseJson(conditions))).toContain(expected)
  })

  test.each([...DEFAULT_OPERATORS])('the default operator %s, with what to write instead', (operator, instead) => {
    const read = readClauses([clauseJson(leaf({ operator }))])
    expect(read.ok).toBe(false)
    if (read.ok) return
    expect(read.refusals[0]).toMatchObject({ code: 'operator_default', at: `${AT}/operator` })
    expect(read.refusals[0]?.params['instead']).toBe(instead ?? 'none')
  })

  const nested = (depth: number): unknown => (depth === 1 ? leaf() : { all: [nested(depth - 1)] })
  test('groups as deep as the limit load, one deeper is refused, and a hundred thousand deep does no harm', () => {
    expect(refusedBy(clauseJson(nested(DEPTH_MAX)))).toEqual([])
    expect(refusedBy(clauseJson(nested(DEPTH_MAX + 1)))).toEqual([`rules_too_deep ${AT}${'/all/0'.repeat(DEPTH_MAX)}`])
    let deep: unknown = leaf()
    for (let i = 0; i < 100_000; i++) deep = { any: [deep] }
    expect(refusedBy(clauseJson(deep))).toEqual([`rules_too_deep ${AT}${'/any/0'.repeat(DEPTH_MAX)}`])
  })
})

describe('planted mistakes around the conditions', () => {
  test.each([
    ['published without a source', { status: 'published' }, 'rules_source_missing /clauses/0/source'],
    ['published with an empty source', { status: 'published', source: null }, 'rules_source_missing /clauses/0/source'],
    ['derived without a formula', { status: 'derived' }, 'rules_source_missing /clauses/0/formula'],
    ['assumed without saying so', { note: undefined }, 'rules_source_missing /clauses/0/note'],
    ['no status', { status: undefined }, 'rules_shape /clauses/0/status'],
    ['an unknown consequence', { if_not: 'reject' }, 'rules_shape /clauses/0/if_not'],
    ['silence on what unknown does', { if_unknown: undefined }, 'rules_shape /clauses/0/if_unknown'],
    ['no first day', { in_force_from: undefined }, 'rules_shape /clauses/0/in_force_from'],
    ['a priority of the rule', { priority: 1 }, 'rules_unknown_key /clauses/0/priority'],
    ['an event of the rule', { event: { type: 'x' } }, 'rules_unknown_key /clauses/0/event'],
    ['a mistake in when it applies', { applies: { any: [] } }, 'clause_group_empty /clauses/0/applies/any'],
    ['an unknown fact in when it applies', { applies: leaf({ fact: 'x' }) }, 'fact_unknown /clauses/0/applies/fact'],
  ])('%s', (_says, more, expected) => {
    expect(refusedBy(clauseJson(leaf(), more))).toContain(expected)
  })

  test('a clause twice, a list that is none, and an empty one', () => {
    expect(refusedBy(clauseJson(leaf()), clauseJson(leaf()))).toEqual(['clause_repeated /clauses/1/clause'])
    expect(refusedBy()).toEqual(['rules_shape /clauses'])
    expect(readClauses({ clauses: [] }).ok).toBe(false)
  })

  test('every mistake of a file is found, not only the first', () => {
    const conditions = { all: [leaf({ operator: 'equal' }), leaf({ path: 'x' }), { any: [] }] }
    expect(refusedBy(clauseJson(conditions))).toHaveLength(3)
  })

  test('a parameter twice in one edition', () => {
    const record = { debt_ratio_max: { value: '3.00', unit: 'ratio' } }
    expect(parametersOf([record, record])).toMatchObject({ ok: false, refusals: [{ code: 'parameter_repeated' }] })
    expect(sure(parametersOf([record])).size).toBe(1)
  })
})
