/** Why something is not done about collateral, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  collateral_unknown: 'missing',
  collateral_valuation_unknown: 'missing',
  collateral_valuation_digest: 'conflict',
  collateral_valuation_unissued: 'conflict',
  collateral_valuation_withdrawn: 'conflict',
  collateral_valuation_superseded: 'conflict',
  collateral_rights_unread: 'conflict',
  collateral_own_answer: 'forbidden',
  pledge_unknown: 'missing',
  collateral_not_carried: 'conflict',
  collateral_right_taken: 'conflict',
  collateral_right_other: 'invalid',
  collateral_task_unknown: 'missing',
  pledge_no_room: 'conflict',
  pledge_firm_cap: 'conflict',
  pledge_not_waiting: 'conflict',
  pledge_day: 'invalid',
  pledge_rank_taken: 'conflict',
  pledge_reference_taken: 'conflict',
  pledge_released: 'conflict',
  collateral_edition_other: 'conflict',
  collateral_record_differs: 'invalid',
  recovery_value: 'invalid',
  recovery_share: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type CollateralCode = keyof typeof refusals
