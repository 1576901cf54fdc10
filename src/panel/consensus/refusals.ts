/** Why a panel is not heard, or not any more, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  consensus_missing: 'missing',
  consensus_stated_already: 'conflict',
  consensus_indicator_agreed: 'invalid',
  consensus_open: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type ConsensusCode = keyof typeof refusals
