/**
 * The operators a clause may use, and which types of fact each compares. They are ours alone: the default operators of
 * json-rules-engine compare decimals as text and call a missing fact different from everything, so the grammar refuses
 * them by name.
 */
import type { FactType } from './facts.ts'

const ORDERED: readonly FactType[] = ['decimal', 'count', 'money']
const ALL: readonly FactType[] = ['decimal', 'count', 'money', 'day', 'flag', 'code']

/**
 * Operator -> types of fact it compares. `one_of` and `none_of` take a list of codes, the others one value, parameter
 * or fact.
 */
export const OPERATORS = {
  at_least: ORDERED,
  at_most: ORDERED,
  more_than: ORDERED,
  less_than: ORDERED,
  equals: ALL,
  differs: ALL,
  one_of: ['code'],
  none_of: ['code'],
  on_or_after: ['day'],
  on_or_before: ['day'],
} as const satisfies Record<string, readonly FactType[]>
export type Operator = keyof typeof OPERATORS

export const isOperator = (name: string): name is Operator => Object.hasOwn(OPERATORS, name)
export const takesCodes = (operator: Operator): boolean => operator === 'one_of' || operator === 'none_of'
export const compares = (operator: Operator, type: FactType): boolean =>
  (OPERATORS[operator] as readonly FactType[]).includes(type)

/**
 * Default operator of json-rules-engine 7 -> the one to write instead; lists are not facts of ours, so some have none.
 */
export const DEFAULT_OPERATORS: ReadonlyMap<string, Operator | null> = new Map([
  ['equal', 'equals'],
  ['notEqual', 'differs'],
  ['in', 'one_of'],
  ['notIn', 'none_of'],
  ['contains', null],
  ['doesNotContain', null],
  ['lessThan', 'less_than'],
  ['lessThanInclusive', 'at_most'],
  ['greaterThan', 'more_than'],
  ['greaterThanInclusive', 'at_least'],
])
