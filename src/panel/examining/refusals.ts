/** Why an exam is not begun or taken in, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  exam_unknown: 'missing',
  exam_open: 'conflict',
  exam_wait: 'conflict',
  exam_closed: 'conflict',
  exam_overdue: 'conflict',
  exam_case_unknown: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type ExamCode = keyof typeof refusals
