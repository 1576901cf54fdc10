/** Every refusal this stage gives, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  industry_revision_unknown: 'invalid',
  industry_code_unknown: 'invalid',
  industry_code_ambiguous: 'conflict',
} as const satisfies Record<string, RefusalKind>
export type PartyCode = keyof typeof refusals
