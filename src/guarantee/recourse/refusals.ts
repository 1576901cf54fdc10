/** Why something is not done in pursuing a claim, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  recourse_guarantee_unknown: 'missing',
  recourse_not_paid: 'conflict',
  recourse_not_open: 'missing',
  recourse_open_already: 'conflict',
  recourse_over: 'conflict',
  recourse_day: 'invalid',
  obligor_unknown: 'missing',
  obligor_ended: 'conflict',
  obligor_repeated: 'conflict',
  obligor_day: 'invalid',
  obligor_share: 'invalid',
  obligor_limit: 'invalid',
  obligor_predecessor_missing: 'missing',
  obligor_shares_above_whole: 'conflict',
  obligor_last: 'conflict',
  relief_main_debt: 'invalid',
  relief_not_sme: 'conflict',
  relief_not_guarantor: 'conflict',
  limitation_step_unknown: 'missing',
  limitation_step_ended: 'conflict',
  limitation_step_end: 'invalid',
  attachment_unknown: 'missing',
  attachment_day: 'invalid',
  attachment_released: 'conflict',
  deferral_too_long: 'conflict',
  deferral_assets_left: 'conflict',
  deferral_prospect_missing: 'missing',
  recovery_unknown: 'missing',
  recovery_payer_told: 'conflict',
  plan_standing: 'conflict',
  plan_approver: 'forbidden',
  plan_nothing_owed: 'conflict',
  plan_amount: 'invalid',
  plan_count: 'invalid',
  plan_first_due: 'invalid',
  plan_reduction_above_damages: 'conflict',
  plan_level_unknown: 'invalid',
  plan_reduction_above_authority: 'forbidden',
  statement_day: 'invalid',
  statement_amount: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type RecourseCode = keyof typeof refusals

/** What every change of a file may find. */
export const OF_CHANGE: readonly RecourseCode[] = [
  'recourse_guarantee_unknown',
  'recourse_not_open',
  'recourse_over',
  'recourse_day',
]
