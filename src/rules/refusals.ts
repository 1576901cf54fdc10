/** Every refusal of the rules stage, most basic first: code -> kind. A test holds docs/errors.md to this list. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  rules_too_deep: 'invalid',
  rules_shape: 'invalid',
  rules_unknown_key: 'invalid',
  rules_source_missing: 'invalid',
  rules_source_unknown: 'invalid',
  rules_words_missing: 'invalid',
  fact_repeated: 'invalid',
  fact_unit: 'invalid',
  fact_bounds: 'invalid',
  fact_codes: 'invalid',
  parameter_repeated: 'invalid',
  clause_repeated: 'invalid',
  clause_not_forbidden: 'invalid',
  clause_group_empty: 'invalid',
  clause_path_forbidden: 'invalid',
  clause_priority_forbidden: 'invalid',
  clause_reference_forbidden: 'invalid',
  fact_unknown: 'missing',
  operator_default: 'invalid',
  operator_unknown: 'invalid',
  operator_type: 'invalid',
  parameter_unknown: 'missing',
  unit_mismatch: 'invalid',
  scale_mismatch: 'invalid',
  value_type: 'invalid',
  value_too_precise: 'invalid',
  value_bounds: 'invalid',
  value_code: 'invalid',
  value_day: 'invalid',
  row_length: 'invalid',
} as const satisfies Record<string, RefusalKind>

export type RulesCode = keyof typeof refusals
