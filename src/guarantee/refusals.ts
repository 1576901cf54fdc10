/** Why something is not done to a guarantee, most basic first. */
import type { RefusalKind } from '../kernel/result.ts'

export const refusals = {
  aftercare_damages_above_statute: 'invalid',
} as const satisfies Record<string, RefusalKind>
export type GuaranteeCode = keyof typeof refusals
