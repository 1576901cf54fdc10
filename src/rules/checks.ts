/**
 * What `rules check` says of fact and clause files: each refusal of this stage as a finding with its place, the problem
 * and what to do. Last of the rules stage; it decides nothing.
 */
import type { RulesRefusal } from './places.ts'
import { type RulesCode, refusals } from './refusals.ts'

/** One finding: `place` is file#pointer (RFC 6901), so that an editor can go there. */
export type CheckFinding = {
  readonly code: RulesCode
  readonly place: string
  readonly problem: string
  readonly fix: string
}

type Sentences = { readonly problem: string; readonly fix: string }

/** Problem and remedy of every refusal; `{name}` is filled from the refusal. */
const SENTENCES: Readonly<Record<RulesCode, Sentences>> = {
  rules_too_deep: {
    problem: 'Groups stand more than {limit} deep within each other.',
    fix: 'Split the clause into several, or flatten groups of the same kind.',
  },
  rules_shape: { problem: 'The form is wrong: {problem}.', fix: 'Write it as the grammar of rule files says.' },
  rules_unknown_key: { problem: 'The key {key} is not known here.', fix: 'Take it out, or correct its spelling.' },
  rules_source_missing: {
    problem: 'Clause {clause} is {status} but has no {key}.',
    fix: 'Add {key}, or change the status to what is true of it.',
  },
  rules_source_unknown: {
    problem: 'The source {source} is not listed.',
    fix: 'Add it to the list of sources with title, place and date, or name a listed one.',
  },
  rules_words_missing: {
    problem: 'There are no words under the key {key}.',
    fix: 'Add the sentence in all three languages to the words file of the edition.',
  },
  fact_repeated: { problem: 'The fact {fact} is declared twice.', fix: 'Keep one declaration.' },
  fact_unit: { problem: 'A {type} fact cannot be in {unit}.', fix: 'Use one of: {units}.' },
  fact_bounds: { problem: 'The bounds of {fact} are wrong: {problem}.', fix: 'Correct min, max or scale.' },
  fact_codes: {
    problem: 'The codes of {fact} do not fit its type {type}.',
    fix: 'A code fact lists its codes, each once; no other fact has any.',
  },
  parameter_repeated: { problem: 'The parameter {parameter} is given twice.', fix: 'Keep one of them.' },
  clause_repeated: { problem: 'The clause {clause} stands there twice.', fix: 'Rename or remove one of them.' },
  clause_not_forbidden: {
    problem: 'not is not part of the grammar: what is unknown would come out as known.',
    fix: 'Use the opposite operator: at_least for less_than, differs for equals, none_of for one_of.',
  },
  clause_group_empty: {
    problem: 'The group {key} is empty; json-rules-engine would call it met.',
    fix: 'Give it at least one condition, or take it out.',
  },
  clause_path_forbidden: { problem: 'path is not part of the grammar.', fix: 'Declare what it reads as a fact.' },
  clause_priority_forbidden: {
    problem: 'priority is not part of the grammar: every condition is evaluated.',
    fix: 'Take it out; findings come in the order of the file.',
  },
  clause_reference_forbidden: {
    problem: 'Named conditions are not part of the grammar.',
    fix: 'Write the condition out.',
  },
  fact_unknown: {
    problem: 'The fact {fact} is not declared.',
    fix: 'Declare it in the facts file, or correct its name.',
  },
  operator_default: {
    problem: '{operator} of json-rules-engine compares decimals as text and takes a missing fact for a different one.',
    fix: 'Write this operator instead: {instead}.',
  },
  operator_unknown: { problem: 'The operator {operator} is not known.', fix: 'Use one of: {instead}.' },
  operator_type: {
    problem: '{operator} does not compare {type} facts such as {fact}.',
    fix: 'It compares: {types}. Use an operator for {type}.',
  },
  parameter_unknown: {
    problem: 'The parameter {parameter} is not in this edition.',
    fix: 'Add it with value, unit and source, or correct its name.',
  },
  unit_mismatch: {
    problem: '{fact} is in {unit}, {parameter} in {parameter_unit}.',
    fix: 'Compare like with like: correct the unit, or name another fact or parameter.',
  },
  scale_mismatch: {
    problem: '{fact} and {other} do not keep the same decimals ({scale}, {other_scale}) or codes.',
    fix: 'Declare both with the same scale or the same codes.',
  },
  value_type: { problem: '{value} is not {due}.', fix: 'Write it as {due}.' },
  value_too_precise: {
    problem: '{value} has more decimals than the {scale} that {fact} keeps.',
    fix: 'Round it by a named policy first, or declare the fact with more decimals.',
  },
  value_bounds: {
    problem: '{value} lies outside the bounds of {fact}: {min} to {max}.',
    fix: 'Correct the value, or widen the declared bounds.',
  },
  value_code: { problem: '{value} is none of the codes of {fact}.', fix: 'Use a declared code, or declare this one.' },
  value_day: { problem: '{value} is not a day of the calendar.', fix: 'Write an existing day as YYYY-MM-DD.' },
  row_length: {
    problem: 'The row has {value} facts, the vocabulary {limit}.',
    fix: 'Read the row with the facts edition it was made by.',
  },
}

/** A refusal of this stage as a finding about a file. */
export const findingOf = (file: string, { code, at, params }: RulesRefusal): CheckFinding => {
  const written = (text: string): string => text.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => params[name] ?? '?')
  const { problem, fix } = SENTENCES[code]
  return { code, place: `${file}#${at}`, problem: written(problem), fix: written(fix) }
}

/** Whether a code is one of this stage, so that a sentence stands for it. */
export const isRulesCode = (code: string): code is RulesCode => Object.hasOwn(refusals, code)
