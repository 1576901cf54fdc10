/** Why a rule set is not stopped or let go, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  stop_unknown: 'missing',
  stop_stands: 'conflict',
  stop_lifted: 'conflict',
  stop_own_work: 'forbidden',
} as const satisfies Record<string, RefusalKind>
export type StopCode = keyof typeof refusals
