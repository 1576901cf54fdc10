/** What the audit log may refuse, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  audit_size_unknown: 'missing',
  audit_leaf_unknown: 'missing',
  audit_sizes_crossed: 'invalid',
} as const satisfies Record<string, RefusalKind>

export type AuditRefusal = keyof typeof refusals
