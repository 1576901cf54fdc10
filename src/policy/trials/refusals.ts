/** Why trial cases cannot be read, attached or run, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  trial_file_misplaced: 'invalid',
  trial_firm_unknown: 'invalid',
  trial_application_unknown: 'invalid',
  trial_repeated: 'conflict',
  trial_kind_undecided: 'invalid',
  trial_edition_unknown: 'missing',
  trial_edition_closed: 'conflict',
  trial_unknown: 'missing',
  trial_many: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type TrialsCode = keyof typeof refusals
