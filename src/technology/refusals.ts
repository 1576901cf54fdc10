/** Every refusal this stage gives, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  evidence_type_unknown: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type TechnologyCode = keyof typeof refusals
