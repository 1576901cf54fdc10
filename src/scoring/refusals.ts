/** Why pairwise judgements cannot be weighed, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  judges_missing: 'missing',
  judgement_pair_unknown: 'invalid',
  judgement_not_positive: 'invalid',
  judgement_off_scale: 'invalid',
  judgement_not_reciprocal: 'conflict',
  judgements_disconnected: 'missing',
  judge_weight_malformed: 'invalid',
  random_index_missing: 'missing',
  matrix_unknown: 'missing',
  matrix_codes_differ: 'conflict',
  judgements_inconsistent: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type ScoringCode = keyof typeof refusals
