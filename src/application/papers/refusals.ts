/** What is refused of papers, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  paper_unknown: 'missing',
  paper_part_too_long: 'invalid',
  paper_longer_than_declared: 'conflict',
  paper_not_receiving: 'conflict',
  paper_incomplete: 'conflict',
  paper_digest_differs: 'conflict',
  paper_scan_unavailable: 'unavailable',
  paper_type_refused: 'invalid',
  paper_polyglot: 'invalid',
  paper_encrypted: 'invalid',
  paper_bomb: 'invalid',
  paper_active: 'invalid',
  paper_damaged: 'invalid',
  paper_infected: 'invalid',
  paper_abandoned: 'invalid',
  paper_not_kept: 'conflict',
  paper_retained: 'conflict',
  person_unknown: 'missing',
  person_erased: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type PaperRefusal = keyof typeof refusals
