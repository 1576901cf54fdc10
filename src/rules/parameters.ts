/**
 * Parameters: the sourced numbers of an edition that clauses name instead of writing the number, and the reading of any
 * threshold (literal, list of codes, parameter) as the scaled integer of the fact it is compared with.
 */
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Fact } from './facts.ts'
import { pointer } from './places.ts'
import type { RulesCode } from './refusals.ts'
import { encode, type FactValue } from './rows.ts'

/** A number of the edition under its name; provenance stays with the edition. */
export type Parameter = { readonly name: string; readonly value: string; readonly unit: string }
export type Parameters = ReadonlyMap<string, Parameter>

/**
 * Parameters of an edition by name.
 * @param sourced the edition's sourced numbers (value as text, unit), keyed by parameter name; several records may be
 * given
 * @param at JSON pointer of the record, for refusals
 * @returns refusal: parameter_repeated where two records share a name
 */
export const parametersOf = (
  sourced: readonly Readonly<Record<string, { readonly value: string; readonly unit: string }>>[],
  at = '/parameters',
): Result<Parameters, RulesCode> => {
  const all = sourced.flatMap(record => Object.entries(record))
  const byName = new Map(all.map(([name, { value, unit }]) => [name, { name, value, unit }]))
  const repeated = all.map(([name]) => name).filter((name, index, names) => names.indexOf(name) !== index)
  if (repeated.length === 0) return ok(byName)
  return refuse(...repeated.map(name => refusal('parameter_repeated' as const, pointer(at, name), { parameter: name })))
}

/**
 * A parameter as the scaled integer of a fact; exact.
 * @returns refusals: parameter_unknown; unit_mismatch where its unit is not the fact's; value_* where it does not fit
 * the fact's scale or bounds
 */
export const parameterFor = (
  fact: Fact,
  name: string,
  parameters: Parameters,
  at: string,
): Result<number, RulesCode> => {
  const parameter = parameters.get(name)
  if (parameter === undefined) return refuse(refusal('parameter_unknown', at, { parameter: name }))
  if (parameter.unit !== fact.unit) {
    const params = { fact: fact.name, unit: fact.unit, parameter: name, parameter_unit: parameter.unit }
    return refuse(refusal('unit_mismatch', at, params))
  }
  const value: FactValue = fact.type === 'flag' ? flagOf(parameter.value) : parameter.value
  return encode(fact, value, at)
}

const flagOf = (text: string): string | boolean => (text === 'true' ? true : text === 'false' ? false : text)
