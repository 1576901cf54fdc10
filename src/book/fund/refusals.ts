/** Why something is not done to the fund's own means, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  contribution_amount: 'invalid',
  contribution_period_open: 'conflict',
  contribution_repeated: 'conflict',
  contribution_payment_repeated: 'conflict',
  contribution_above_assessed: 'conflict',
  technology_share_broken: 'conflict',
  year_open: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type FundCode = keyof typeof refusals
