/** What may be refused of long runs, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  run_unknown: 'missing',
  run_state: 'conflict',
} as const satisfies Record<string, RefusalKind>

export type RunRefusal = keyof typeof refusals
