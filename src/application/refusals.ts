/** Every refusal this stage gives, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  application_applicant_unknown: 'missing',
  application_before_founding: 'conflict',
  application_joint_project_missing: 'missing',
  application_paper_missing: 'missing',
  case_firm_unknown: 'missing',
  case_bank_unknown: 'missing',
  case_office_unknown: 'missing',
  case_firm_not_own: 'forbidden',
  case_bank_not_own: 'forbidden',
  case_consent_missing: 'missing',
  case_scenario_not_sandbox: 'forbidden',
  case_state: 'conflict',
  case_person_asked: 'conflict',
  case_signed_already: 'conflict',
  case_before_committee: 'conflict',
  case_guaranteed: 'conflict',
  case_objected_already: 'conflict',
  case_not_divergent: 'conflict',
  appraisers_too_few: 'conflict',
  appraiser_not_assigned: 'forbidden',
  facts_not_gathered: 'conflict',
  facts_changed: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type ApplicationCode = keyof typeof refusals
