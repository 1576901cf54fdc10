/** What a valuation report may be refused for, the most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  valuation_report_unreadable: 'invalid',
  valuation_edition_altered: 'conflict',
  valuation_not_recomputed: 'conflict',
  valuation_face_differs: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type ReportRefusal = keyof typeof refusals
