/** Why something is not done to a guarantee, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  aftercare_damages_above_statute: 'invalid',
  guarantee_state: 'conflict',
  guarantee_day_backwards: 'conflict',
  guarantee_amount: 'invalid',
  guarantee_day_to_come: 'invalid',
  guarantee_day_past: 'invalid',
  guarantee_resolution_missing: 'missing',
  notice_repeated: 'conflict',
  notice_unknown: 'missing',
  notice_step: 'conflict',
  notice_over: 'conflict',
  notice_not_over: 'conflict',
  letter_fee_unpaid: 'conflict',
  draw_above_notice: 'conflict',
  balance_exceeded: 'conflict',
  renewal_after_maturity: 'conflict',
  term_not_later: 'invalid',
  fee_not_due: 'conflict',
  accident_unknown: 'invalid',
  claim_proof_missing: 'missing',
  claim_consent_missing: 'missing',
  claim_too_early: 'conflict',
  examination_above_claim: 'conflict',
  examination_breach_missing: 'missing',
  examination_breach_unanswered: 'missing',
  payment_day_differs: 'conflict',
  payment_amount_differs: 'conflict',
  discharge_debt_left: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type GuaranteeCode = keyof typeof refusals
