/**
 * Clauses against brute force: whatever two or three clauses chance makes, every case there is is tried, and the checks
 * say exactly what is so; each witness is read again by the plain interpreter.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sure } from '../../../src/kernel/result.ts'
import { type ClauseFinding, clauseFinding, pairFinding, passingCase } from '../../../src/rules/checking/clauses.ts'
import { vocabularyOf } from '../../../src/rules/facts.ts'
import { CONSEQUENCES, readClauses } from '../../../src/rules/grammar.ts'
import { planClauses } from '../../../src/rules/plan.ts'
import { interpretedClause } from '../interpreter.ts'
import { clauseJson } from '../sample.ts'
import { conditionOver, everyCase, parameters, plannedOf, someNames, type Values, vocabulary } from './sample.ts'

type Json = ReturnType<typeof clauseJson>
const clauseOver = (names: readonly string[], name: string): fc.Arbitrary<Json> =>
  fc
    .record({
      conditions: conditionOver(names),
      applies: fc.option(conditionOver(names)),
      if_not: fc.constantFrom(...CONSEQUENCES),
      if_unknown: fc.constantFrom(...CONSEQUENCES),
    })
    .map(({ conditions, applies, ...more }) =>
      clauseJson(conditions, { ...more, clause: name, ...(applies === null ? {} : { applies }) }),
    )
const clauses = (count: number) =>
  someNames(3).chain(names => fc.tuple(...Array.from({ length: count }, (_, at) => clauseOver(names, `test.n${at}`))))

type Given = {
  readonly applies?: unknown
  readonly conditions: unknown
  readonly if_not?: unknown
  readonly if_unknown?: unknown
}
const outcome = (json: Given, values: Values): string =>
  interpretedClause({ applies: json.applies ?? null, conditions: json.conditions }, { vocabulary, parameters, values })
const casesOver = (of: readonly Json[], withUnknown: boolean): readonly Values[] => {
  const text = JSON.stringify(of)
  const names = ['age', 'use', 'experience', 'member', 'exporter', 'grade']
  return everyCase(
    names.filter(name => text.includes(`"fact":"${name}"`)),
    withUnknown,
  )
}

const GRAVITY: Readonly<Record<string, number>> = { condition: 1, refer: 2, decline: 3 }
const gravity = (json: Given, values: Values): number => {
  const said = outcome(json, values)
  if (said === 'not_met') return GRAVITY[String(json.if_not)] ?? 0
  return said === 'unknown' ? (GRAVITY[String(json.if_unknown)] ?? 0) : 0
}
const isConditional = (json: Given) => json.if_not === 'condition' || json.if_unknown === 'condition'
/** Whether the one says nothing graver than the other in any of the cases; a condition is told by its own name. */
const saysNoMore = (one: Given, other: Given, cases: readonly Values[]) =>
  !isConditional(one) &&
  cases.every(values => gravity(one, values) < 2 || gravity(one, values) <= gravity(other, values))

function oneByForce(json: Json): ClauseFinding['kind'] | null {
  const said = casesOver([json], false).map(values => outcome(json, values))
  const [met, notMet] = [said.includes('met'), said.includes('not_met')]
  if (!met && !notMet) return 'clause_unreachable'
  return met ? (notMet ? null : 'clause_always_met') : 'clause_contradictory'
}

type Found = readonly [kind: string, clause: string, isAlsoUnknown: boolean | null] | null
function pairByForce(one: Json, other: Json): Found {
  const cases = casesOver([one, other], false)
  const said = cases.map(values => [outcome(one, values), outcome(other, values)] as const)
  const applies = (text: string) => text === 'met' || text === 'not_met'
  const isReached = said.some(([of, to]) => applies(of) && applies(to))
  const has = (...pair: readonly string[]) => said.some(([of, to]) => of === pair[0] && to === pair[1])
  const isTorn = has('not_met', 'met') && has('met', 'not_met')
  if (isReached && isTorn && !has('met', 'met')) return ['clauses_exclude', 'test.n1', null]
  if (!said.some(([of, to]) => of === 'not_met' && to === 'not_met')) return null
  const isSame = said.every(([of, to]) => (of === 'not_met') === (to === 'not_met'))
  if (isSame && one['if_not' as never] !== other['if_not' as never]) return ['clauses_conflict', 'test.n1', null]
  const everywhere = casesOver([one, other], true)
  const [needless, back] = [saysNoMore(one, other, cases), saysNoMore(other, one, cases)]
  if (needless && back) return ['clause_duplicate', 'test.n1', saysNoMore(one, other, everywhere)]
  if (needless) return ['clause_implied', 'test.n1', saysNoMore(one, other, everywhere)]
  return back ? ['clause_implied', 'test.n0', saysNoMore(other, one, everywhere)] : null
}

/** Two clauses are compared where they share a fact. */
const isSharing = (one: Json, other: Json): boolean => {
  const facts = (json: Json) => new Set([...JSON.stringify(json).matchAll(/"fact":"(\w+)"/g)].map(match => match[1]))
  const known = facts(other)
  return [...facts(one)].some(name => known.has(name))
}

describe('a clause', () => {
  test('is found to be always met, never met or never reached exactly where every case says so', () => {
    fc.assert(
      fc.property(clauses(1), ([json]) => {
        const found = clauseFinding(plannedOf(json as Json))
        expect(found?.kind ?? null).toBe(oneByForce(json as Json))
        if (found === null) return
        const due = { clause_unreachable: 'not_applicable', clause_always_met: 'met', clause_contradictory: 'not_met' }
        expect(outcome(json as Json, found.witness)).toBe(due[found.kind as keyof typeof due])
      }),
      { numRuns: 400 },
    )
  })
})

describe('two clauses', () => {
  test('exclude, contradict or repeat each other exactly where every case says so', () => {
    fc.assert(
      fc.property(clauses(2), ([other, one]) => {
        fc.pre(oneByForce(one as Json) === null && oneByForce(other as Json) === null)
        fc.pre(isSharing(one as Json, other as Json))
        const found = pairFinding(plannedOf(one as Json), plannedOf(other as Json))
        const told = found === null ? null : [found.kind, found.clause.clause.clause, found.isAlsoUnknown]
        expect(told).toEqual(pairByForce(one as Json, other as Json))
        if (found === null) return
        const said = [one, other].map(json => outcome(json as Json, found.witness))
        expect(said).toContain('not_met')
        expect(said.every(text => text === 'met' || text === 'not_met')).toBe(true)
      }),
      { numRuns: 600 },
    )
  })

  test('that share no fact say nothing to each other', () => {
    const one = plannedOf(clauseJson({ all: [{ fact: 'member', operator: 'equals', value: true }] }))
    const other = plannedOf(clauseJson({ all: [{ fact: 'exporter', operator: 'equals', value: true }] }))
    expect(pairFinding(one, other)).toBeNull()
  })
})

describe('a set of clauses', () => {
  const passes = (json: Given, values: Values): boolean => {
    const said = outcome(json, values)
    return said === 'met' || said === 'not_applicable' || (said === 'not_met' && json.if_not === 'condition')
  }

  test('is passed exactly where trying every case finds one that passes; else the fewest that bar it are named', () => {
    fc.assert(
      fc.property(clauses(4), list => {
        const all = list as readonly Json[]
        const cases = casesOver(all, false)
        const isPassed = cases.some(values => all.every(json => passes(json, values)))
        const found = passingCase(all.map(plannedOf))
        expect('passes' in found).toBe(isPassed)
        if ('passes' in found) {
          expect(all.every(json => passes(json, found.passes))).toBe(true)
          return
        }
        const core = [found.clause, ...found.others].map(
          one => all.find(json => json.clause === one.clause.clause) as Json,
        )
        expect(cases.some(values => core.every(json => passes(json, values)))).toBe(false)
        for (const left of core)
          expect(cases.some(values => core.every(json => json === left || passes(json, values)))).toBe(true)
        expect(core.map(json => passes(json, found.witness))).toEqual(core.map((_, at) => at > 0))
      }),
      { numRuns: 300 },
    )
  })

  test('over forty facts is searched part by part, where no list of all cases could be gone through', () => {
    const names = Array.from({ length: 40 }, (_, at) => `fact_${at}`)
    const wide = sure(vocabularyOf(names.map(name => ({ name, type: 'flag', unit: 'flag', source: 'a test' }))))
    const either = (at: number) =>
      [names[at], names[(at + 20) % 40]].map(fact => ({ fact, operator: 'equals', value: true }))
    const chain = names.map((_, at) => clauseJson({ any: either(at) }, { clause: `test.n${at}` }))
    const barred = ['fact_7', 'fact_27'].map(fact =>
      clauseJson({ all: [{ fact, operator: 'equals', value: false }] }, { clause: `test.${fact}` }),
    )
    const planned = (list: readonly Json[]) => sure(planClauses(sure(readClauses(list)), wide, parameters)).clauses
    expect('passes' in passingCase(planned(chain))).toBe(true)
    const found = passingCase(planned([...chain, ...barred]))
    if ('passes' in found) expect.fail('no case can pass these')
    expect(found.kind).toBe('clauses_nobody_passes')
    expect([found.clause, ...found.others].map(one => one.clause.clause)).toEqual([
      'test.fact_27',
      'test.fact_7',
      'test.n27',
    ])
  })
})
