/** Every refusal this stage gives, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  application_applicant_unknown: 'missing',
  application_before_founding: 'conflict',
  application_joint_project_missing: 'missing',
  application_paper_missing: 'missing',
} as const satisfies Record<string, RefusalKind>
export type ApplicationCode = keyof typeof refusals
