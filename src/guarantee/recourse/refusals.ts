/** Why something is not done in pursuing a claim, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
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
  limitation_step_day: 'invalid',
  attachment_day: 'invalid',
  attachment_released: 'conflict',
  deferral_too_long: 'conflict',
  deferral_assets_left: 'conflict',
  deferral_prospect_missing: 'missing',
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
