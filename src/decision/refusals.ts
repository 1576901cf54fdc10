/** Why a recommendation is not reviewed, signed or reserved, or a scheme of sharing is none, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  decision_while_marking: 'forbidden',
  grade_not_issued: 'conflict',
  re_review_missing: 'missing',
  decision_missing: 'missing',
  decision_superseded: 'conflict',
  decision_lapsed: 'conflict',
  memo_missing: 'conflict',
  signature_role_missing: 'forbidden',
  override_not_allowed: 'forbidden',
  signature_own_work: 'forbidden',
  signature_twice: 'conflict',
  override_reason_needed: 'missing',
  approval_of_nothing: 'conflict',
  facts_to_gather_again: 'conflict',
  limit_unavailable: 'conflict',
  limit_below_use: 'conflict',
  sharing_party_repeated: 'invalid',
  sharing_party_unknown: 'missing',
  sharing_order_incomplete: 'missing',
  sharing_shares_sum: 'invalid',
  sharing_limit_idle: 'invalid',
  sharing_bands: 'invalid',
  sharing_open_ended: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type DecisionCode = keyof typeof refusals
