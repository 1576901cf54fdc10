/** What the access table may refuse, most basic first: a stranger's subject is missing before anything is forbidden. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  subject_missing: 'missing',
  forbidden_role: 'forbidden',
  forbidden_relation: 'forbidden',
  forbidden_own_work: 'forbidden',
} as const satisfies Record<string, RefusalKind>

export type AccessRefusal = keyof typeof refusals
