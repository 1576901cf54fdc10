/**
 * The second opinion: the same clauses run by json-rules-engine on the same JSON, with our operators over exact
 * decimals in its place for comparison. It knows two values, so each operator stands in it twice - surely (an unknown
 * fact makes it false) and possibly (true) - and Kleene's three values follow: met where surely, not met where not even
 * possibly, else unknown. `not` would break this, which is one reason the grammar refuses it. Nothing decided runs
 * through here; tests and `npm run oracle` compare it with the compiled forms.
 */
import { Engine, type TopLevelCondition } from 'json-rules-engine'
import { compare, type Decimal, decimal } from '../kernel/decimal.ts'
import { clauseOutcome, MET, NOT_MET, UNKNOWN } from './evaluate.ts'
import type { Vocabulary } from './facts.ts'
import type { Clause, Condition } from './grammar.ts'
import { DEFAULT_OPERATORS, type Operator } from './operators.ts'
import type { Parameters } from './parameters.ts'
import type { FactValue } from './rows.ts'

/**
 * What the engine is handed: exact decimals for numbers, text for days and codes, booleans for flags, null where not
 * known.
 */
type Given = Decimal | string | boolean | null
type Mode = 'surely' | 'possibly'

/** A threshold beside a number is decimal text, another fact already is a decimal. */
const numberOf = (value: unknown): Decimal => (typeof value === 'string' ? decimal(value) : (value as Decimal))
const isNumber = (value: unknown): value is Decimal => typeof value === 'object' && value !== null
const order = (a: unknown, b: unknown): number => compare(numberOf(a), numberOf(b))
const isSame = (a: unknown, b: unknown): boolean =>
  isNumber(a) || isNumber(b) ? order(a, b) === 0 : String(a) === String(b)

/** Each operator over two known values. */
const HOLDS: Readonly<Record<Operator, (fact: unknown, value: unknown) => boolean>> = {
  at_least: (fact, value) => order(fact, value) >= 0,
  at_most: (fact, value) => order(fact, value) <= 0,
  more_than: (fact, value) => order(fact, value) > 0,
  less_than: (fact, value) => order(fact, value) < 0,
  equals: isSame,
  differs: (fact, value) => !isSame(fact, value),
  one_of: (fact, value) => (value as readonly string[]).includes(fact as string),
  none_of: (fact, value) => !(value as readonly string[]).includes(fact as string),
  on_or_after: (fact, value) => (fact as string) >= (value as string),
  on_or_before: (fact, value) => (fact as string) <= (value as string),
}

/**
 * The condition as written, but for the name of each operator; a single leaf is wrapped, since the engine wants a group
 * on top.
 */
const inMode = (json: unknown, mode: Mode): TopLevelCondition => {
  const renamed = (one: unknown): unknown => {
    const given = one as Readonly<Record<string, unknown>>
    if (Array.isArray(given['all'])) return { all: given['all'].map(renamed) }
    if (Array.isArray(given['any'])) return { any: given['any'].map(renamed) }
    return { ...given, operator: `${String(given['operator'])}_${mode}` }
  }
  const condition = renamed(json) as Readonly<Record<string, unknown>>
  return ('all' in condition || 'any' in condition ? condition : { all: [condition] }) as unknown as TopLevelCondition
}

/** Place of one of a clause's four answers among the engine's events. */
const slotOf = (clause: number, isApplies: boolean, mode: Mode): number =>
  clause * 4 + (isApplies ? 2 : 0) + (mode === 'possibly' ? 1 : 0)

const engineOf = (clauses: readonly Clause[], parameters: Parameters, modes: readonly Mode[]): Engine => {
  const engine = new Engine([])
  for (const name of DEFAULT_OPERATORS.keys()) engine.removeOperator(name)
  for (const [name, holds] of Object.entries(HOLDS)) {
    for (const mode of modes) {
      engine.addOperator<Given, unknown>(`${name}_${mode}`, (fact, value) =>
        fact === null || value === null ? mode === 'possibly' : holds(fact, value),
      )
    }
  }
  engine.addFact('parameter', params => parameters.get(String(params['name']))?.value ?? null, { cache: false })
  for (const [index, { json }] of clauses.entries()) {
    for (const mode of modes) {
      const rule = (tree: unknown, isApplies: boolean) =>
        engine.addRule({ conditions: inMode(tree, mode), event: { type: String(slotOf(index, isApplies, mode)) } })
      rule(json.conditions, false)
      if (json.applies !== null) rule(json.applies, true)
    }
  }
  return engine
}

const factsIn = (condition: Condition): readonly string[] => {
  if (condition.kind !== 'leaf') return condition.of.flatMap(factsIn)
  return condition.operand.kind === 'fact' ? [condition.fact, condition.operand.name] : [condition.fact]
}

export type Oracle = {
  /** Names of the facts its clauses read. */
  readonly reads: readonly string[]
  /**
   * Outcome code per clause for facts given as a case gives them; those the clauses read and the case lacks are
   * unknown.
   */
  readonly outcomes: (values: Readonly<Record<string, FactValue>>) => Promise<Uint8Array>
}

/**
 * Oracle of a set of clauses. Operators are those the grammar knows and nothing else: the engine's own are removed.
 * @param clauses and @param parameters that compile under the vocabulary; a set that does not compile has no outcome to
 * compare
 */
export const oracleOf = (clauses: readonly Clause[], vocabulary: Vocabulary, parameters: Parameters): Oracle => {
  const whole = engineOf(clauses, parameters, ['surely', 'possibly'])
  const certain = engineOf(clauses, parameters, ['surely'])
  const trees = clauses.flatMap(one => (one.applies === null ? [one.conditions] : [one.conditions, one.applies]))
  const reads = [...new Set(trees.flatMap(factsIn))]
  const numbers = new Set(
    vocabulary.facts.filter(fact => ['decimal', 'count', 'money'].includes(fact.type)).map(one => one.name),
  )

  const given = (name: string, value: FactValue): Given =>
    value === null || value === undefined ? null : numbers.has(name) ? decimal(String(value)) : value
  const outcomesFrom = (held: ReadonlySet<string>, isCertain: boolean): Uint8Array => {
    const kleene = (index: number, isApplies: boolean): number => {
      if (held.has(String(slotOf(index, isApplies, 'surely')))) return MET
      return isCertain || !held.has(String(slotOf(index, isApplies, 'possibly'))) ? NOT_MET : UNKNOWN
    }
    return Uint8Array.from(clauses, (clause, index) =>
      clauseOutcome(clause.json.applies === null ? MET : kleene(index, true), kleene(index, false)),
    )
  }
  return {
    reads,
    outcomes: values => {
      const facts = Object.fromEntries(reads.map(name => [name, given(name, values[name])]))
      const isCertain = reads.every(name => facts[name] !== null)
      const engine = isCertain ? certain : whole
      return engine.run(facts).then(({ events }) => outcomesFrom(new Set(events.map(event => event.type)), isCertain))
    },
  }
}
