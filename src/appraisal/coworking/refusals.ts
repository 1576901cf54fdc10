/** Why somebody does not help with an application, or not further, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  co_worker_unknown: 'missing',
  co_working_unknown: 'missing',
  co_working_code_unknown: 'invalid',
  co_worker_not_draft: 'conflict',
  co_worker_until: 'invalid',
  co_worker_many: 'conflict',
  co_worker_ended: 'conflict',
  co_working_code_used: 'conflict',
  co_working_own_firm: 'forbidden',
  co_working_over: 'conflict',
  co_working_section_other: 'forbidden',
} as const satisfies Record<string, RefusalKind>
export type CoWorkingCode = keyof typeof refusals
