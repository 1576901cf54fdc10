/** Refusals of showing what a change of the rules does to the book, each once, the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  impact_kind_silent: 'invalid',
  impact_direction_of_none: 'invalid',
  impact_unknown: 'missing',
  impact_case_unknown: 'missing',
  impact_draft_changed: 'conflict',
  impact_nothing_decided: 'missing',
  case_record_unreadable: 'invalid',
  case_not_packable: 'invalid',
} as const satisfies Readonly<Record<string, RefusalKind>>
export type ImpactCode = keyof typeof refusals
