/** Why a case cannot be appraised at all, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  rules_not_in_force: 'unavailable',
  rules_file_unreadable: 'invalid',
  rules_edition_repeated: 'conflict',
  rules_finding: 'invalid',
  programme_unknown: 'invalid',
  day_before_submission: 'invalid',
  founding_day_missing: 'missing',
  industry_not_appraised: 'invalid',
  fact_undeclared: 'invalid',
  fact_not_stated_here: 'invalid',
  fact_twice: 'conflict',
  group_exposure_stranger: 'invalid',
  rules_changed_meanwhile: 'conflict',
  recommendation_unchanged: 'conflict',
  scenario_unknown: 'invalid',
  sheets_not_given_here: 'forbidden',
  record_altered: 'conflict',
  record_engine_unknown: 'missing',
  record_edition_unknown: 'missing',
  record_edition_altered: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type AppraisalCode = keyof typeof refusals
