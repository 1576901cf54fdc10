/** Every refusal of what is filed and asked about rights, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  right_paper_unknown: 'missing',
  right_file_repeated: 'conflict',
  right_file_drawn_later: 'invalid',
  right_file_many: 'invalid',
  right_question_unknown: 'missing',
  right_question_answered: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type RightsCode = keyof typeof refusals
