/**
 * Why somebody is not drawn for a case, most basic first, and why a draw, a refusal or a replacement cannot be. The
 * first list stands in the record of a draw, by code alone.
 */
import type { RefusalKind } from '../../kernel/result.ts'

const REASONS = {
  uncertified: 'missing',
  expired: 'conflict',
  suspended: 'conflict',
  centre_closed: 'conflict',
  exam_due: 'conflict',
  education_short: 'conflict',
  certificate_grade: 'conflict',
  field_outside: 'conflict',
  workload_full: 'conflict',
  drawn_before: 'conflict',
  conflict_prepared: 'conflict',
  conflict_party: 'conflict',
  conflict_member: 'conflict',
  conflict_employment: 'conflict',
  conflict_ownership: 'conflict',
  conflict_family: 'conflict',
  conflict_advice: 'conflict',
  conflict_invention: 'conflict',
  conflict_name: 'conflict',
} as const satisfies Record<string, RefusalKind>

export const refusals = {
  ...REASONS,
  assignment_missing: 'missing',
  assignment_signed: 'conflict',
  assignment_refused: 'conflict',
  assignment_not_due: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type DrawingCode = keyof typeof refusals
