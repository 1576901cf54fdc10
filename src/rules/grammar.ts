/**
 * The grammar of clauses: json-rules-engine JSON, narrowed. `all` and `any` of at least one condition, and leaves of
 * our own operators; `not`, empty groups, `path`, `priority`, named conditions and every unknown key are refused with
 * their place, so that what loads means the same to a reader, to the compiled form and to json-rules-engine. Third step
 * of the rules stage: JSON -> Clause.
 */
import { z } from 'zod'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { BODIES, STATUSES, sourceReference } from '../kernel/sourced.ts'
import { dayText, plainText } from '../kernel/text.ts'
import { DEFAULT_OPERATORS, isOperator, OPERATORS, type Operator, takesCodes } from './operators.ts'
import { pointer, type RulesRefusal, shapeRefusals, shown } from './places.ts'
import type { RulesCode } from './refusals.ts'

export const CONSEQUENCES = ['decline', 'refer', 'condition'] as const
export type Consequence = (typeof CONSEQUENCES)[number]

/** What a fact is compared with. */
export type Operand =
  | { readonly kind: 'literal'; readonly value: string | boolean }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'fact'; readonly name: string }

export type Leaf = {
  readonly kind: 'leaf'
  readonly at: string
  readonly fact: string
  readonly operator: Operator
  readonly operand: Operand
}
export type Group = { readonly kind: 'all' | 'any'; readonly at: string; readonly of: readonly Condition[] }
export type Condition = Leaf | Group

/** One clause as loaded. `json` keeps the two condition trees as written, for the oracle and for showing them. */
export type Clause = {
  readonly clause: string
  readonly at: string
  readonly says: string
  readonly legalBasis: { readonly id: string; readonly at?: string | undefined } | null
  readonly source: { readonly id: string; readonly at?: string | undefined } | null
  readonly status: (typeof STATUSES)[number]
  readonly decidedBy: (typeof BODIES)[number]
  readonly inForceFrom: string
  readonly applies: Condition | null
  readonly conditions: Condition
  readonly ifNot: Consequence
  readonly ifUnknown: Consequence
  readonly json: { readonly applies: unknown; readonly conditions: unknown }
}

/**
 * Groups within groups: deeper than any rule a reader could check, shallow enough that reading one never runs out of
 * stack.
 */
export const DEPTH_MAX = 8
/** Conditions in one group, and clauses in one file: room for every programme, a bound on what a file can cost. */
export const WIDTH_MAX = 200
const CLAUSES_MAX = 2000

const dotted = z
  .string()
  .max(120)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/, 'a dotted code of lower-case words')
const PARAMETER = /^[A-Za-z][A-Za-z0-9_.+-]{0,119}$/

const clauseSchema = z.strictObject({
  clause: dotted,
  says: dotted,
  legal_basis: sourceReference.optional(),
  applies: z.unknown().optional(),
  conditions: z.unknown(),
  if_not: z.enum(CONSEQUENCES),
  if_unknown: z.enum(CONSEQUENCES),
  in_force_from: dayText,
  in_force_until: dayText.optional(),
  checked_on: dayText.optional(),
  status: z.enum(STATUSES),
  decided_by: z.enum(BODIES),
  source: sourceReference.nullable().optional(),
  formula: plainText(1000).optional(),
  note: plainText(2000).optional(),
})
type ReadClause = z.output<typeof clauseSchema>

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keys of json-rules-engine that change what a condition means; each has its own refusal. */
const FORBIDDEN: ReadonlyMap<string, RulesCode> = new Map([
  ['not', 'clause_not_forbidden'],
  ['path', 'clause_path_forbidden'],
  ['priority', 'clause_priority_forbidden'],
  ['condition', 'clause_reference_forbidden'],
])

const keyRefusals = (json: Readonly<Record<string, unknown>>, known: readonly string[], at: string): RulesRefusal[] =>
  Object.keys(json)
    .filter(key => !known.includes(key))
    .map(key => refusal(FORBIDDEN.get(key) ?? ('rules_unknown_key' as const), pointer(at, key), { key: shown(key) }))

const operandOf = (json: unknown, takesList: boolean, at: string, found: RulesRefusal[]): Operand | null => {
  const wrong = (due: string): null => {
    found.push(refusal('value_type', at, { value: shown(json), due }))
    return null
  }
  if (takesList) {
    const isList = Array.isArray(json) && json.length > 0 && json.every(code => typeof code === 'string')
    if (!isList || new Set(json).size !== json.length) return wrong('a list of codes, each once')
    return { kind: 'codes', codes: json.map(String) }
  }
  if (typeof json === 'string' || typeof json === 'boolean') return { kind: 'literal', value: json }
  if (!isObject(json) || typeof json['fact'] !== 'string') return wrong('text, true, false, a parameter or a fact')
  if (json['fact'] !== 'parameter') {
    found.push(...keyRefusals(json, ['fact'], at))
    return { kind: 'fact', name: json['fact'] }
  }
  found.push(...keyRefusals(json, ['fact', 'params'], at))
  const params = json['params']
  if (!isObject(params) || typeof params['name'] !== 'string' || !PARAMETER.test(params['name'])) {
    return wrong('a parameter with params { name }')
  }
  found.push(...keyRefusals(params, ['name'], pointer(at, 'params')))
  return { kind: 'parameter', name: params['name'] }
}

const operatorOf = (json: unknown, at: string, found: RulesRefusal[]): Operator | null => {
  if (typeof json === 'string' && isOperator(json)) return json
  const isDefault = typeof json === 'string' && DEFAULT_OPERATORS.has(json)
  const instead = isDefault ? (DEFAULT_OPERATORS.get(json) ?? 'none') : Object.keys(OPERATORS).join(' ')
  found.push(refusal(isDefault ? 'operator_default' : 'operator_unknown', at, { operator: shown(json), instead }))
  return null
}

const leafOf = (json: Readonly<Record<string, unknown>>, at: string, found: RulesRefusal[]): Leaf | null => {
  found.push(...keyRefusals(json, ['fact', 'operator', 'value'], at))
  const fact = json['fact']
  const hasFact = typeof fact === 'string' && fact !== 'parameter'
  if (!hasFact)
    found.push(refusal('rules_shape', pointer(at, 'fact'), { problem: 'the name of a declared fact is due' }))
  const operator = operatorOf(json['operator'], pointer(at, 'operator'), found)
  if (operator === null) return null
  const operand = operandOf(json['value'], takesCodes(operator), pointer(at, 'value'), found)
  return operand === null || !hasFact ? null : { kind: 'leaf', at, fact, operator, operand }
}

const groupOf = (
  kind: 'all' | 'any',
  json: Readonly<Record<string, unknown>>,
  at: string,
  depth: number,
  found: RulesRefusal[],
): Group | null => {
  found.push(...keyRefusals(json, [kind], at))
  const list = json[kind]
  const place = pointer(at, kind)
  if (!Array.isArray(list)) {
    found.push(refusal('rules_shape', place, { problem: 'a list of conditions is due' }))
    return null
  }
  if (list.length === 0) {
    found.push(refusal('clause_group_empty', place, { key: kind }))
    return null
  }
  if (list.length > WIDTH_MAX) {
    found.push(refusal('rules_shape', place, { problem: `at most ${WIDTH_MAX} conditions stand in one group` }))
    return null
  }
  const of = list.map((one, index) => conditionOf(one, pointer(place, index), depth + 1, found))
  return { kind, at, of: of.filter(one => one !== null) }
}

const conditionOf = (json: unknown, at: string, depth: number, found: RulesRefusal[]): Condition | null => {
  if (depth > DEPTH_MAX) {
    found.push(refusal('rules_too_deep', at, { limit: String(DEPTH_MAX) }))
    return null
  }
  if (!isObject(json)) {
    found.push(
      refusal('rules_shape', at, { problem: 'a condition is an object: all, any, or fact, operator and value' }),
    )
    return null
  }
  if ('all' in json) return groupOf('all', json, at, depth, found)
  if ('any' in json) return groupOf('any', json, at, depth, found)
  if (!('fact' in json) && ('not' in json || 'condition' in json)) {
    found.push(...keyRefusals(json, [], at))
    return null
  }
  return leafOf(json, at, found)
}

/**
 * Condition tree of json-rules-engine JSON, narrowed as this file says.
 * @param json one condition as read from JSON
 * @param at its JSON pointer, put in front of the places refusals name
 */
export const readCondition = (json: unknown, at: string): Result<Condition, RulesCode> => {
  const found: RulesRefusal[] = []
  const condition = conditionOf(json, at, 1, found)
  return condition === null || found.length > 0 ? refuse(...found) : ok(condition)
}

const groundRefusals = (clause: ReadClause, at: string): RulesRefusal[] => {
  const due = { published: 'source', derived: 'formula', assumed: 'note' } as const
  const key = due[clause.status]
  const isGiven = clause[key] !== undefined && clause[key] !== null
  return isGiven
    ? []
    : [refusal('rules_source_missing', pointer(at, key), { clause: clause.clause, status: clause.status, key })]
}

const readClause = (json: unknown, at: string, found: RulesRefusal[]): Clause | null => {
  const read = clauseSchema.safeParse(json)
  if (!read.success) {
    found.push(...shapeRefusals(read.error, at))
    return null
  }
  const one = read.data
  found.push(...groundRefusals(one, at))
  const conditions = conditionOf(one.conditions, pointer(at, 'conditions'), 1, found)
  const applies = one.applies === undefined ? null : conditionOf(one.applies, pointer(at, 'applies'), 1, found)
  if (conditions === null) return null
  return {
    clause: one.clause,
    at,
    says: one.says,
    legalBasis: one.legal_basis ?? null,
    source: one.source ?? null,
    status: one.status,
    decidedBy: one.decided_by,
    inForceFrom: one.in_force_from,
    applies,
    conditions,
    ifNot: one.if_not,
    ifUnknown: one.if_unknown,
    json: { applies: one.applies ?? null, conditions: one.conditions },
  }
}

/**
 * Clauses of a clause file, in its order. All problems are found, not only the first.
 * @param json the `clauses` list as read from JSON
 * @param at JSON pointer of that list
 * @returns refusals: rules_shape, rules_unknown_key, rules_too_deep, rules_source_missing, clause_*, operator_default,
 * operator_unknown, value_type; facts, parameters and units are checked when the clauses are planned (plan.ts)
 */
export const readClauses = (json: unknown, at = '/clauses'): Result<readonly Clause[], RulesCode> => {
  if (!Array.isArray(json) || json.length === 0 || json.length > CLAUSES_MAX) {
    return refuse(refusal('rules_shape', at, { problem: `a list of 1 to ${CLAUSES_MAX} clauses is due` }))
  }
  const found: RulesRefusal[] = []
  const clauses: Clause[] = []
  const names = new Set<string>()
  for (const [index, one] of json.entries()) {
    const clause = readClause(one, pointer(at, index), found)
    if (clause === null) continue
    if (names.has(clause.clause)) {
      found.push(refusal('clause_repeated', pointer(at, index, 'clause'), { clause: clause.clause }))
    }
    names.add(clause.clause)
    clauses.push(clause)
  }
  return found.length > 0 ? refuse(...found) : ok(clauses)
}
