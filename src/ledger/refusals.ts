/** Why an entry is not written, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  entry_reused: 'conflict',
  entry_amount: 'invalid',
  entry_empty: 'invalid',
  transfer_reused: 'conflict',
  transfer_unknown: 'missing',
  transfer_not_pending: 'conflict',
  transfer_past_expiry: 'conflict',
  transfer_not_past_expiry: 'conflict',
  transfer_above_pending: 'conflict',
  restatement_reason_missing: 'missing',
  restatement_not_posted: 'conflict',
  restatement_repeated: 'conflict',
  restatement_same: 'conflict',
  recovery_above_claim: 'conflict',
  account_overdrawn: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type LedgerCode = keyof typeof refusals
