/**
 * Closures, traces and columns against the plainest interpreter, over generated clauses and rows; and what they must
 * never do.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawFrom, generatedClauses, generatedValues } from '../../src/cli/oracle-cases.ts'
import { sure } from '../../src/kernel/result.ts'
import { columnsOf, compileColumns } from '../../src/rules/columns.ts'
import { compileClauses } from '../../src/rules/compile.ts'
import { type ConditionTrace, OUTCOMES, type Outcome } from '../../src/rules/evaluate.ts'
import { rowOf } from '../../src/rules/rows.ts'
import { interpretedClause } from './interpreter.ts'

const seeds = fc.integer({ min: 1, max: 1_000_000_000 })
const named = (code: number | undefined) => OUTCOMES[code ?? -1]

const generated = (seed: number, clauses: number, rows: number) => {
  const draw = drawFrom(seed)
  const set = generatedClauses(draw, clauses, index => 1 + (index % 5), 0.3)
  const values = Array.from({ length: rows }, () => generatedValues(draw))
  const compiled = sure(compileClauses(set.clauses, set.vocabulary, set.parameters))
  return { set, values, compiled, rows: values.map(one => sure(rowOf(set.vocabulary, one))) }
}

test('closures, traces and columns say what the plainest interpreter says', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(seeds, seed => {
      const { set, values, compiled, rows } = generated(seed, 10, 20)
      const columns = compileColumns(compiled.plan)(columnsOf(set.vocabulary, rows))
      for (const [i, row] of rows.entries()) {
        const outcomes = compiled.outcomes(row)
        const findings = compiled.trace(row)
        for (const [c, clause] of set.clauses.entries()) {
          const ground = { vocabulary: set.vocabulary, parameters: set.parameters, values: values[i] ?? {} }
          const expected = interpretedClause(clause.json, ground)
          seen.add(expected)
          expect([named(outcomes[c]), findings[c]?.outcome, named(columns[c]?.[i])]).toEqual([
            expected,
            expected,
            expected,
          ])
        }
      }
    }),
    { numRuns: 100 },
  )
  expect([...seen].sort()).toEqual(['met', 'not_applicable', 'not_met', 'unknown'])
})

test('a trace of what stands open says of each clause the same, and shows the same of those that are open', () => {
  fc.assert(
    fc.property(seeds, seed => {
      const { compiled, rows } = generated(seed, 10, 20)
      for (const row of rows) {
        const [whole, open] = [compiled.trace(row), compiled.traceOpen(row)]
        expect(open.map(one => [one.clause.clause, one.outcome])).toEqual(
          whole.map(one => [one.clause.clause, one.outcome]),
        )
        const isOpen = ({ outcome }: (typeof whole)[number]) => outcome === 'not_met' || outcome === 'unknown'
        expect(open.filter(isOpen)).toEqual(whole.filter(isOpen))
      }
    }),
  )
})

const leavesOf = (trace: ConditionTrace): number =>
  trace.kind === 'leaf' ? 1 : trace.of.reduce((sum, one) => sum + leavesOf(one), 0)
const conditionsIn = (json: unknown): number => {
  const group = (json as { all?: unknown[]; any?: unknown[] }).all ?? (json as { any?: unknown[] }).any
  return group === undefined ? 1 : group.reduce<number>((sum, one) => sum + conditionsIn(one), 0)
}

test('a trace leaves no condition out, and each group is what its members make it', () => {
  const order: readonly Outcome[] = ['not_met', 'unknown', 'met']
  const rank = (trace: ConditionTrace) => order.indexOf(trace.outcome)
  const checked = (trace: ConditionTrace): void => {
    if (trace.kind === 'leaf') return
    const ranks = trace.of.map(rank)
    expect(rank(trace)).toBe(trace.rule.kind === 'all' ? Math.min(...ranks) : Math.max(...ranks))
    for (const one of trace.of) checked(one)
  }
  fc.assert(
    fc.property(seeds, seed => {
      const { compiled, rows, set } = generated(seed, 5, 5)
      for (const row of rows) {
        for (const [c, finding] of compiled.trace(row).entries()) {
          expect(leavesOf(finding.conditions)).toBe(conditionsIn(set.clauses[c]?.json.conditions))
          checked(finding.conditions)
        }
      }
    }),
  )
})

test('learning an unknown fact never turns met into not met, nor the other way', () => {
  fc.assert(
    fc.property(seeds, seed => {
      const { set, values, compiled, rows } = generated(seed, 10, 10)
      const learned = drawFrom(seed + 1)
      for (const [i, row] of rows.entries()) {
        const full = sure(rowOf(set.vocabulary, generatedValues(learned)))
        const known = sure(rowOf(set.vocabulary, values[i] ?? {}))
        const later = known.map((value, index) => (Number.isNaN(value) ? (full[index] ?? Number.NaN) : value))
        const after = compiled.outcomes(later)
        for (const [c, before] of compiled.outcomes(row).entries()) {
          if (named(before) !== 'unknown') expect(named(after[c])).toBe(named(before))
        }
      }
    }),
  )
})

describe('columns', () => {
  test.each([0, 1, 3, 2047, 2048, 2049, 5000])('%i cases come out as one by one', count => {
    const { set, compiled, rows } = generated(7, 6, Math.min(count, 500))
    const many = Array.from({ length: count }, (_, i) => rows[i % rows.length] ?? new Float64Array())
    const columns = compileColumns(compiled.plan)(columnsOf(set.vocabulary, many))
    expect(columns.map(one => one.length)).toEqual(set.clauses.map(() => count))
    const single = rows.map(row => compiled.outcomes(row))
    for (const [c, outcomes] of columns.entries()) {
      expect(outcomes.every((one, i) => one === single[i % rows.length]?.[c])).toBe(true)
    }
  })

  test('a column that is missing or short is our mistake and thrown', () => {
    const { set, compiled, rows } = generated(7, 6, 10)
    const { columns } = columnsOf(set.vocabulary, rows)
    expect(() => compileColumns(compiled.plan)({ count: 11, columns })).toThrow('too short')
    expect(() => compileColumns(compiled.plan)({ count: 10, columns: [] })).toThrow('missing')
  })
})
