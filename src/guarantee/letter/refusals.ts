/** Everything a paper of a guarantee may be refused for, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  letter_unreadable: 'invalid',
  letter_edition_altered: 'conflict',
  letter_not_recomputed: 'conflict',
  letter_face_differs: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type LetterRefusal = keyof typeof refusals
