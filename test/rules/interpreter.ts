/**
 * The plainest reading of a clause there is: recursive, over the JSON as written and the facts as given, with whole
 * numbers of arbitrary size. Slow and without a shortcut; the compiled forms are held to it.
 */

import type { Vocabulary } from '../../src/rules/facts.ts'
import type { Parameters } from '../../src/rules/parameters.ts'
import type { FactValue } from '../../src/rules/rows.ts'

type Three = 'met' | 'not_met' | 'unknown'
type Ground = {
  readonly vocabulary: Vocabulary
  readonly parameters: Parameters
  readonly values: Readonly<Record<string, FactValue>>
}
type Json = Readonly<Record<string, unknown>>

/** Decimal text as a fraction over ten to the twentieth. */
const scaledBy20 = (text: string): bigint => {
  const isNegative = text.startsWith('-')
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const size = BigInt(whole + fraction.padEnd(20, '0'))
  return isNegative ? -size : size
}

const signOf = (isNumber: boolean, a: string, b: string): number => {
  if (isNumber) return scaledBy20(a) < scaledBy20(b) ? -1 : scaledBy20(a) > scaledBy20(b) ? 1 : 0
  return a < b ? -1 : a > b ? 1 : 0
}

const leafOutcome = (leaf: Json, { vocabulary, parameters, values }: Ground): Three => {
  const name = String(leaf['fact'])
  const type = vocabulary.byName.get(name)?.type ?? 'code'
  const isNumber = type === 'decimal' || type === 'count' || type === 'money'
  const left = values[name] ?? null
  let right = leaf['value'] as FactValue | readonly string[] | Json
  if (typeof right === 'object' && right !== null && 'fact' in right) {
    const params = right['params'] as Json | undefined
    right =
      params === undefined ? (values[String(right['fact'])] ?? null) : parameters.get(String(params['name']))?.value
  }
  if (left === null || right === null || right === undefined) return 'unknown'
  const isListed = Array.isArray(right) && right.includes(left)
  const sign = Array.isArray(right) ? 0 : signOf(isNumber, String(left), String(right))
  const holds: Readonly<Record<string, boolean>> = {
    at_least: sign >= 0,
    at_most: sign <= 0,
    more_than: sign > 0,
    less_than: sign < 0,
    equals: sign === 0,
    differs: sign !== 0,
    one_of: isListed,
    none_of: !isListed,
    on_or_after: sign >= 0,
    on_or_before: sign <= 0,
  }
  return holds[String(leaf['operator'])] === true ? 'met' : 'not_met'
}

export const interpreted = (condition: unknown, ground: Ground): Three => {
  const given = condition as Json
  const group = (given['all'] ?? given['any']) as readonly unknown[] | undefined
  if (group === undefined) return leafOutcome(given, ground)
  const outcomes = group.map(one => interpreted(one, ground))
  const [strong, weak]: readonly [Three, Three] = 'all' in given ? ['not_met', 'met'] : ['met', 'not_met']
  return outcomes.includes(strong) ? strong : outcomes.includes('unknown') ? 'unknown' : weak
}

/** Outcome of a clause with the condition on when it applies. */
export const interpretedClause = (json: { applies: unknown; conditions: unknown }, ground: Ground): string => {
  const applies = json.applies === null ? 'met' : interpreted(json.applies, ground)
  if (applies === 'not_met') return 'not_applicable'
  return applies === 'unknown' ? 'unknown' : interpreted(json.conditions, ground)
}
