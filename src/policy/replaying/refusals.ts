/** What may be refused of replays of the book. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  replay_nothing_stored: 'missing',
  replay_unknown: 'missing',
  replay_not_ended: 'conflict',
} as const satisfies Record<string, RefusalKind>
