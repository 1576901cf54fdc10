/** Everything a paper of a guarantee may be refused for, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  letter_unreadable: 'invalid',
  letter_edition_altered: 'conflict',
  letter_not_recomputed: 'conflict',
  letter_face_differs: 'conflict',
  guarantee_paper_unknown: 'missing',
  letter_not_sent: 'conflict',
  amendment_event_unknown: 'missing',
  amendment_letter_missing: 'conflict',
  amendment_changes_nothing: 'conflict',
  settlement_not_examined: 'conflict',
  fee_event_unknown: 'missing',
  statement_year_open: 'conflict',
  statement_month_open: 'conflict',
  statement_creditor_unknown: 'missing',
  statement_rows: 'conflict',
  guarantee_paper_not_drawn: 'conflict',
  guarantee_paper_revoked: 'conflict',
  acknowledgement_not_asked: 'conflict',
  acknowledged_digest_differs: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type LetterRefusal = keyof typeof refusals
