/** Why an edition of the rules is not taken a step further, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  edition_unknown: 'missing',
  edition_base_unknown: 'missing',
  edition_exists: 'conflict',
  edition_head_differs: 'invalid',
  edition_number_written: 'invalid',
  edition_saved_meanwhile: 'conflict',
  edition_final: 'conflict',
  edition_not_checked: 'conflict',
  edition_not_proposed: 'conflict',
  edition_not_approved: 'conflict',
  edition_text_differs: 'conflict',
  edition_unchanged: 'conflict',
  edition_base_moved: 'conflict',
  edition_day_past: 'conflict',
  edition_day_order: 'conflict',
  edition_statute_text_missing: 'missing',
  edition_resolution_missing: 'missing',
  edition_grounds_missing: 'conflict',
  edition_case_not_held: 'conflict',
  edition_forms_differ: 'conflict',
  edition_approver_body: 'forbidden',
  edition_own_work: 'forbidden',
} as const satisfies Record<string, RefusalKind>
export type EditionCode = keyof typeof refusals
