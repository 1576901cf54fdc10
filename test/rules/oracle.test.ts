/**
 * The compiled forms against json-rules-engine: a part of what `npm run oracle` does a million times, and that it would
 * notice.
 */
import { Engine } from 'json-rules-engine'
import { expect, test } from 'vitest'
import { drawFrom, generatedClauses } from '../../src/cli/oracle-cases.ts'
import { compareGenerated, compareSet, emptyComparison } from '../../src/cli/oracle-comparison.ts'
import type { Clause } from '../../src/rules/grammar.ts'
import { oracleOf } from '../../src/rules/oracle.ts'
import { clauseJson, compiledOf, parameters, vocabulary } from './sample.ts'

test('2,000 rows of facts come out the same four ways', () =>
  compareGenerated(2000, 20_260_101, { clauses: 4, leavesMax: 4, appliesShare: 0.25, rows: 100 }).then(comparison => {
    expect(comparison.differences).toEqual([])
    expect(comparison).toMatchObject({ mismatches: 0, cases: 2000, sets: 20 })
    for (const count of Object.values(comparison.outcomes)) expect(count).toBeGreaterThan(200)
  }))

/** The same clause with its JSON left as it was, so that the engine reads one thing and the compiled forms another. */
const twisted = (clause: Clause): Clause => {
  const { conditions } = clause
  if (conditions.kind === 'leaf') throw new Error('the sample below is a group')
  return { ...clause, conditions: { ...conditions, kind: conditions.kind === 'all' ? 'any' : 'all' } }
}

test('a clause compiled with any for all is noticed', () => {
  const draw = drawFrom(3)
  const set = generatedClauses(draw, 1, () => 3, 0)
  const comparison = emptyComparison()
  return compareSet({ ...set, clauses: set.clauses.map(twisted) }, 200, draw, comparison).then(() => {
    expect(comparison.mismatches).toBeGreaterThan(0)
    expect(comparison.differences.length).toBeGreaterThan(0)
  })
})

test('with its own operators the engine calls nine at least ten, and a missing fact different', () => {
  const engine = new Engine([], { allowUndefinedFacts: true })
  const rule = (fact: string, operator: string, value: unknown) =>
    engine.addRule({ conditions: { all: [{ fact, operator, value }] }, event: { type: fact } })
  rule('ratio', 'greaterThanInclusive', '10')
  rule('tax_arrears', 'notEqual', true)
  return engine
    .run({ ratio: '9' })
    .then(({ events }) => expect(events.map(one => one.type)).toEqual(['ratio', 'tax_arrears']))
})

test.each([
  ['nine is not at least ten, and a missing fact is unknown', { debt_ratio: '9' }, [0, 1]],
  ['ten is, however it is written', { debt_ratio: '10.0', tax_arrears: false }, [2, 2]],
])('with ours %s', (_says, values, expected) => {
  const { clauses } = compiledOf(
    clauseJson({ fact: 'debt_ratio', operator: 'at_least', value: '10' }, { clause: 'a.ratio' }),
    clauseJson({ fact: 'tax_arrears', operator: 'differs', value: true }, { clause: 'a.arrears' }),
  )
  const oracle = oracleOf(clauses, vocabulary, parameters)
  expect(oracle.reads).toEqual(['debt_ratio', 'tax_arrears'])
  return oracle.outcomes(values).then(outcomes => expect([...outcomes]).toEqual(expected))
})
