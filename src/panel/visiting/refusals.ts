/** Why a visit is not kept, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  visit_after_the_day: 'invalid',
  visit_before_the_panel: 'invalid',
  visit_person_unknown: 'missing',
  visit_photograph_unknown: 'missing',
} as const satisfies Record<string, RefusalKind>
export type VisitingCode = keyof typeof refusals
