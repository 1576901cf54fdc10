/** Why the signed sheets cannot be used, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  sheets_missing: 'missing',
  sheet_signed_after_the_day: 'invalid',
  sheet_expired: 'conflict',
  appraiser_twice: 'conflict',
  indicator_unknown: 'invalid',
  indicator_not_in_model: 'invalid',
  indicator_twice: 'conflict',
  mark_missing: 'missing',
  evidence_missing: 'missing',
  override_reason_missing: 'missing',
} as const satisfies Record<string, RefusalKind>
export type PanelCode = keyof typeof refusals
