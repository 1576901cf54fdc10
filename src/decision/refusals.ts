/** Why a recommendation is not reviewed, signed or reserved, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  decision_missing: 'missing',
  decision_superseded: 'conflict',
  decision_lapsed: 'conflict',
  memo_missing: 'conflict',
  signature_role_missing: 'forbidden',
  override_not_allowed: 'forbidden',
  signature_own_work: 'forbidden',
  signature_twice: 'conflict',
  override_reason_needed: 'missing',
  facts_to_gather_again: 'conflict',
  limit_unavailable: 'conflict',
  limit_below_use: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type DecisionCode = keyof typeof refusals
