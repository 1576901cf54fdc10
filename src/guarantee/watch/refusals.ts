/** Why something is not told, done or given to somebody in the watch over guarantees, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  watch_over: 'conflict',
  watch_fact_unknown: 'invalid',
  watch_fact_computed: 'invalid',
  watch_fact_not_yours: 'forbidden',
  watch_day: 'invalid',
  watch_source: 'invalid',
  watch_task_unknown: 'missing',
  watch_task_done: 'conflict',
  watch_task_not_yours: 'forbidden',
  watch_holder: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type WatchCode = keyof typeof refusals
