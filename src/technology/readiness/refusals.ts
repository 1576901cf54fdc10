/** What answers to a set of questions may be refused for, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  readiness_question_unknown: 'invalid',
  readiness_question_twice: 'conflict',
  readiness_evidence_unknown: 'invalid',
  readiness_platform_missing: 'missing',
} as const satisfies Record<string, RefusalKind>
export type ReadinessCode = keyof typeof refusals
