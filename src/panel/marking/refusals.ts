/** Why a draft is not saved or a sheet not signed, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  draft_missing: 'missing',
  draft_saved_meanwhile: 'conflict',
  marks_missing: 'missing',
  marks_twice: 'conflict',
  correction_reason_missing: 'missing',
  site_visit_missing: 'missing',
  evidence_paper_unknown: 'missing',
  evidence_paper_withdrawn: 'conflict',
  evidence_page_outside: 'invalid',
  quotation_missing: 'missing',
} as const satisfies Record<string, RefusalKind>
export type MarkingCode = keyof typeof refusals
