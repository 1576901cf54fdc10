/**
 * How fast the rules are: 40 generated clauses of three conditions over one set of rows, in five ways that take turns
 * within one run. json-rules-engine gets it as easy as it can be: engine reused, numbers instead of decimals,
 * thresholds already looked up.
 */
import { ZenEngine } from '@gorules/zen-engine'
import { Engine, type TopLevelCondition } from 'json-rules-engine'
import { sure } from '../../kernel/result.ts'
import { columnsOf, compileColumns } from '../../rules/columns.ts'
import { compileClauses } from '../../rules/compile.ts'
import { MET } from '../../rules/evaluate.ts'
import type { Operator } from '../../rules/operators.ts'
import type { Plan, PlannedCondition, PlannedLeaf } from '../../rules/plan.ts'
import { type Row, rowOf } from '../../rules/rows.ts'
import { type Measure, median } from '../measure.ts'
import { drawFrom, generatedClauses, generatedValues } from '../oracle-cases.ts'

const CLAUSES = 40
const CONDITIONS = 3
const ROWS = 256
/** Cases of the columnar run: a small agency's book. */
const BOOK = 16_384
const ROUNDS = 31

type Compared = number | boolean | readonly number[]
const HOLDS: Readonly<Record<Operator, (fact: number, value: Compared) => boolean>> = {
  at_least: (fact, value) => fact >= Number(value),
  at_most: (fact, value) => fact <= Number(value),
  more_than: (fact, value) => fact > Number(value),
  less_than: (fact, value) => fact < Number(value),
  equals: (fact, value) => fact === value,
  differs: (fact, value) => fact !== value,
  one_of: (fact, value) => (value as readonly number[]).includes(fact),
  none_of: (fact, value) => !(value as readonly number[]).includes(fact),
  on_or_after: (fact, value) => fact >= Number(value),
  on_or_before: (fact, value) => fact <= Number(value),
}

const listed = ({ codes, fact }: PlannedLeaf): readonly number[] =>
  (codes ?? []).map(code => fact.codeIndex.get(code) ?? -1)

const engineCondition = (condition: PlannedCondition): unknown => {
  if (condition.kind !== 'leaf') return { [condition.kind]: condition.of.map(engineCondition) }
  const { test, threshold, codes } = condition
  const value = test.kind === 'facts' ? { fact: test.other.name } : codes === null ? threshold : listed(condition)
  return { fact: condition.fact.name, operator: condition.operator, value }
}

const engineOf = (plan: Plan): Engine => {
  const engine = new Engine([])
  for (const [name, holds] of Object.entries(HOLDS)) engine.addOperator<number, Compared>(name, holds)
  for (const { clause, conditions } of plan.clauses) {
    const tree = engineCondition(conditions) as TopLevelCondition
    engine.addRule({ name: clause.clause, conditions: tree, event: { type: clause.clause } })
  }
  return engine
}

const SIGNS: Readonly<Record<Exclude<Operator, 'one_of' | 'none_of'>, string>> = {
  at_least: '>=',
  at_most: '<=',
  more_than: '>',
  less_than: '<',
  equals: '==',
  differs: '!=',
  on_or_after: '>=',
  on_or_before: '<=',
}

const expressionOf = (condition: PlannedCondition): string => {
  if (condition.kind !== 'leaf') {
    return `(${condition.of.map(expressionOf).join(condition.kind === 'all' ? ' and ' : ' or ')})`
  }
  const { fact, operator, test, threshold } = condition
  if (operator === 'one_of' || operator === 'none_of') {
    const within = `${fact.name} in [${listed(condition).join(', ')}]`
    return operator === 'one_of' ? `(${within})` : `(not (${within}))`
  }
  return `(${fact.name} ${SIGNS[operator]} ${test.kind === 'facts' ? test.other.name : threshold})`
}

const keyOf = (index: number): string => `clause_${index}`

const zenGraphOf = (plan: Plan): object => {
  const expressions = plan.clauses.map(({ conditions }, index) => ({
    id: String(index),
    key: keyOf(index),
    value: expressionOf(conditions),
  }))
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in' },
      { id: 'clauses', type: 'expressionNode', name: 'clauses', content: { expressions } },
      { id: 'out', type: 'outputNode', name: 'out' },
    ],
    edges: [
      { id: 'first', type: 'edge', sourceId: 'in', targetId: 'clauses' },
      { id: 'last', type: 'edge', sourceId: 'clauses', targetId: 'out' },
    ],
  }
}

type Way = 'engine' | 'zen' | 'zenTraced' | 'traced' | 'untraced' | 'columnar'
type Times = Readonly<Record<Way, number>>
/** Runs `calls` cases, and says how many that were. */
type Contender = { readonly way: Way; readonly run: () => Promise<number> | number }

const prepared = () => {
  const draw = drawFrom(40)
  const set = generatedClauses(draw, CLAUSES, () => CONDITIONS, 0)
  const compiled = sure(compileClauses(set.clauses, set.vocabulary, set.parameters))
  const known: Row[] = []
  while (known.length < ROWS) {
    const row = sure(rowOf(set.vocabulary, generatedValues(draw)))
    if (!row.some(Number.isNaN)) known.push(row)
  }
  const named = known.map(row => Object.fromEntries(set.vocabulary.facts.map(({ name, index }) => [name, row[index]])))
  return { compiled, known, named }
}

/** The ways must agree before any of them is timed. */
const agreed = (met: ReadonlySet<string>, outcomes: Uint8Array, names: readonly string[], way: string): void => {
  for (const [i, name] of names.entries()) {
    if ((outcomes[i] === MET) !== met.has(name)) throw new Error(`${way} differs from the closures on ${name}`)
  }
}

const contenders = async (): Promise<readonly Contender[]> => {
  const { compiled, known, named } = prepared()
  const engine = engineOf(compiled.plan)
  const zen = new ZenEngine().createDecision(zenGraphOf(compiled.plan))
  const columns = compileColumns(compiled.plan)
  const book = columnsOf(
    compiled.plan.vocabulary,
    Array.from({ length: BOOK }, (_, i) => known[i % ROWS] as Row),
  )
  const bulk = columns(book)
  const names = compiled.clauses.map(one => one.clause)
  for (const [i, row] of known.entries()) {
    const outcomes = compiled.outcomes(row)
    const { events } = await engine.run(named[i])
    agreed(new Set(events.map(event => event.type)), outcomes, names, 'json-rules-engine')
    const { result } = await zen.evaluate(named[i])
    agreed(new Set(names.filter((_, c) => result[keyOf(c)] === true)), outcomes, names, 'zen-engine')
    agreed(new Set(names.filter((_, c) => bulk[c]?.[i] === MET)), outcomes, names, 'the columnar form')
    agreed(
      new Set(compiled.trace(row).flatMap(one => (one.outcome === 'met' ? [one.clause.clause] : []))),
      outcomes,
      names,
      'the trace',
    )
  }
  const few = named.slice(0, 64)
  const each = async (run: (facts: Record<string, unknown>) => Promise<unknown>): Promise<number> => {
    for (const facts of few) await run(facts)
    return few.length
  }
  const into = new Uint8Array(CLAUSES)
  const rows = (run: (row: Row) => unknown): number => {
    for (let again = 0; again < 16; again++) for (const row of known) run(row)
    return 16 * ROWS
  }
  return [
    { way: 'engine', run: () => each(facts => engine.run(facts)) },
    { way: 'zen', run: () => each(facts => zen.evaluate(facts)) },
    { way: 'zenTraced', run: () => each(facts => zen.evaluate(facts, { trace: true })) },
    { way: 'traced', run: () => rows(row => compiled.trace(row)) },
    { way: 'untraced', run: () => rows(row => compiled.outcomes(row, into)) },
    { way: 'columnar', run: () => columns(book).length && BOOK },
  ]
}

/** Microseconds per case of every way: the median of rounds in which they take turns, after two rounds to warm up. */
const taken = async (): Promise<Times> => {
  const found = new Map<Way, number[]>()
  const all = await contenders()
  for (let round = -2; round < ROUNDS; round++) {
    for (const { way, run } of all) {
      const start = process.hrtime.bigint()
      const cases = await run()
      const micros = Number(process.hrtime.bigint() - start) / 1000 / cases
      if (round >= 0) found.set(way, [...(found.get(way) ?? []), micros])
    }
  }
  const middle = (way: Way): number => median(found.get(way) ?? [])
  return {
    engine: middle('engine'),
    zen: middle('zen'),
    zenTraced: middle('zenTraced'),
    traced: middle('traced'),
    untraced: middle('untraced'),
    columnar: middle('columnar'),
  }
}

/** One run serves all measurements of this file, so that their ratios belong together. */
let once: Promise<Times> | null = null
const times = (): Promise<Times> => {
  once ??= taken()
  return once
}

const SAME = `the same ${CLAUSES} clauses of ${CONDITIONS} conditions`
const ENGINE = 'json-rules-engine'
const measure = (name: string, says: string, way: Way, against: Way, ratio: number, other: string): Measure => ({
  name,
  says: `${says}, per case, against ${other} over ${SAME}.`,
  unit: 'us',
  better: 'lower',
  bar: { of: 'ratio', is: ratio },
  take: async () => {
    const found = await times()
    return { value: found[way], against: { name: other, value: found[against] } }
  },
})

export const measures: readonly Measure[] = [
  measure('rules.traced', 'Findings with every condition, value and threshold', 'traced', 'engine', 60, ENGINE),
  measure('rules.untraced', 'Outcomes alone, from closures', 'untraced', 'engine', 200, ENGINE),
  measure('rules.columnar', `Outcomes of ${BOOK} cases in columns`, 'columnar', 'engine', 500, ENGINE),
  measure('rules.traced-zen', 'Findings fully traced', 'traced', 'zenTraced', 10, '@gorules/zen-engine with its trace'),
  measure('rules.untraced-zen', 'Outcomes alone, from closures', 'untraced', 'zen', 10, '@gorules/zen-engine'),
]
